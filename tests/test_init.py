"""The names of the package: each has one home, and a type checker knows them and no others."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import reamp

SOURCE = Path(reamp.__file__)


def conditional(test: str) -> list[ast.stmt]:
    """Return what stands under `if TEST:` at the top of the module."""
    for node in ast.parse(SOURCE.read_text()).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == test:
            return node.body
    pytest.fail(f"there is no `if {test}:`")


@pytest.mark.parametrize("name", reamp.__all__)
def test_every_name_is_there_and_is_the_one_that_types_promise(name: str) -> None:
    value = getattr(reamp, name)
    homes = {
        alias.name: node.module
        for node in conditional("TYPE_CHECKING")
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert reamp._HOMES.keys() == homes.keys()
    if name in homes:
        assert reamp._HOMES[name] == homes[name]
        assert value is getattr(importlib.import_module(f"{homes[name]}"), name)


def test_all_is_what_completion_offers() -> None:
    assert dir(reamp) == sorted(reamp.__all__)
    assert set(reamp.__all__) == {*reamp._HOMES, "ReampError", "__version__", "errors"}


def test_errors_are_there_from_the_start() -> None:
    code = "import reamp; assert reamp.errors.ReampError is reamp.ReampError"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_not_there_is_an_error_for_python_and_for_type_checkers() -> None:
    with pytest.raises(AttributeError, match="module 'reamp' has no attribute 'rendr'"):
        reamp.rendr  # type: ignore[attr-defined]  # noqa: B018
    anything = [node.name for node in conditional("not TYPE_CHECKING") if isinstance(node, ast.FunctionDef)]
    assert anything == ["__getattr__"]  # where a type checker saw it, every name would pass
