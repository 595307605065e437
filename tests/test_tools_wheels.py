"""The archives that people install: nothing is missing in them, and their README leads nowhere wrong."""

import doctest
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from scikit_build_core.build import build_sdist

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def package_readme(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import package_readme

    return package_readme


def test_without_an_address_links_become_names_of_files(package_readme: ModuleType) -> None:
    text = package_readme.package_readme(README, base_url="")
    assert re.findall(r"\]\((?!https?:)", text) == []
    assert "- Levels (docs/levels.md): what dBu" in text
    assert "examples/." in text  # where the text is the file's name, it is said once
    assert "examples/ (examples" not in text
    assert package_readme.package_readme("a ![x](x.png)\n", base_url="") == "a x (x.png)\n"
    assert package_readme.package_readme("a\n\n![x](x.png)\n\nb", base_url="") == "a\n\nb"
    assert doctest.testmod(package_readme) == (0, 2)


def test_with_an_address_links_lead_there(package_readme: ModuleType) -> None:
    text = package_readme.package_readme(README, base_url="https://example.org/reamp/")
    assert "![The player" in text
    assert "](https://example.org/reamp/docs/levels.md#what-one-number-does)" in text
    assert re.findall(r"\]\((?!https?:)", text) == []


def test_the_source_archive_has_what_the_build_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    name = build_sdist(str(tmp_path))
    with tarfile.open(tmp_path / name) as archive:
        packed = {path.partition("/")[2] for path in archive.getnames()}
        member = archive.extractfile(f"{name.removesuffix('.tar.gz')}/PKG-INFO")
        assert member is not None
        facts = member.read().decode()
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    needed = (
        "CMakeLists.txt",
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "bindings/",
        "core/",
        "src/",
        "tools/",
    )
    files = [path for path in tracked.splitlines() if path.startswith(needed) and (ROOT / path).exists()]
    assert len(files) > 500
    assert sorted(set(files) - packed) == []
    assert [
        path for path in packed if path.startswith(("benchmarks/", "docs/pictures/", "shared", ".ci"))
    ] == []
    assert "Author: The Reamp contributors" in facts
    assert "License-File: bindings/LICENSES.txt" in facts
    assert "Description-Content-Type: text/markdown" in facts


def test_plug_ins_in_a_wheel_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_wheels

    wheel = tmp_path / "reamp-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("reamp/plugins/Reamp.vst3/Contents/x86_64-linux/Reamp.so", "")
        archive.writestr("reamp/plugins/LICENSES.txt", "")
        archive.writestr("reamp/daw.py", "")
    assert make_wheels.plugins_in(wheel) == ["VST3"]
    sys.modules.pop("make_wheels")
