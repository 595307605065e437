"""Every `reamp.x.y` that a docstring, a comment or a page names exists."""

import pkgutil
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REFERENCE = re.compile(r"(?<![\w./-])reamp(?:\.[A-Za-z_]\w*)+(?![\w/-])")
IMPORT = re.compile(r">>> from (reamp[\w.]*) import ([\w, ]+)")
# File names that begin as modules do.
SUFFIXES = {"cpp", "h", "py", "pyi", "toml"}


def texts() -> list[Path]:
    kinds = {".py", ".pyi", ".cpp", ".h", ".md"}
    folders = ("src", "bindings", "core", "docs")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in kinds]
    return [*found, ROOT / "README.md"]


def references() -> set[str]:
    found = {name for path in texts() for name in REFERENCE.findall(path.read_text())}
    for path in texts():
        for module, names in IMPORT.findall(path.read_text()):
            found |= {f"{module}.{name.split()[0]}" for name in names.split(",")}
    return {name for name in found if name.rsplit(".", 1)[-1] not in SUFFIXES}


def exists(name: str) -> bool:
    """Return whether this is a module, or something in one."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("name", sorted(references()))
def test_what_a_text_names_exists(name: str) -> None:
    assert exists(name)


def test_the_check_sees_what_does_not_exist() -> None:
    assert not exists("reamp.gear.power_stage")
    assert not exists("reamp.engine.model.Modell")
    assert exists("reamp.engine.model.Model.process")
