"""The documentation site: every public name has its place, links lead to pages, and the notebook is clean."""

import doctest
import importlib
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

import reamp

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


@pytest.fixture
def site_hooks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("mkdocs", reason="the extra docs is not installed")
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import site_hooks

    return site_hooks


def test_every_public_name_of_every_part_is_in_the_reference(site_hooks: ModuleType) -> None:
    pages = site_hooks.reference_pages()
    directives = re.findall(r"^::: (\S+)$", "\n".join(pages.values()), re.MULTILINE)
    assert len(directives) == len(set(directives))
    known = {f"{module.name}.{name}" for module in site_hooks.public_modules() for name in module.names}
    for module in ("reamp.units", "reamp.errors", "reamp.audio.files", "reamp.train.architectures"):
        assert module in directives
        for name in importlib.import_module(module).__all__:
            assert f"{module}.{name}" in known


def test_each_name_of_the_package_leads_to_where_it_is_described(site_hooks: ModuleType) -> None:
    page = site_hooks.reference_pages()["reference/index.md"]
    links = dict(re.findall(r"^- \[`reamp\.(\w+)`\]\[([\w.]+)\]$", page, re.MULTILINE))
    assert links.keys() == set(reamp.__all__) - {"ReampError", "__version__", "errors"}
    known = {f"{module.name}.{name}" for module in site_hooks.public_modules() for name in module.names}
    assert set(links.values()) <= known
    assert links["Cabinet"] == "reamp.rig.cabinet.Cabinet"


def test_names_that_are_assigned_together_have_an_address(site_hooks: ModuleType) -> None:
    page = site_hooks.reference_pages()["reference/train.md"]
    assert "### `A1_NANO` { #reamp.train.architectures.A1_NANO }" in page


def test_links_are_those_of_the_site(site_hooks: ModuleType) -> None:
    links = site_hooks.site_links
    assert links("[a](docs/levels.md#x) ![b](docs/pictures/b.png)", "index.md") == (
        "[a](levels.md#x) ![b](pictures/b.png)"
    )
    assert links("[a](../README.md#x) [b](../benchmarks/RESULTS.md)", "gear.md") == (
        "[a](index.md#x) [b](results.md)"
    )
    assert links("[a](../../README.md) [b](levels.md) [c](../rig.md)", "fr/README.md") == (
        "[a](../index.md) [b](levels.md) [c](../rig.md)"
    )
    assert links("[a](training_curves.png)", "results.md") == "[a](training_curves.png)"
    assert links("[a](https://x.org) [b](#c)", "gear.md") == "[a](https://x.org) [b](#c)"
    assert doctest.testmod(site_hooks) == (0, 2)


def test_lists_are_as_pythons_markdown_reads_them(site_hooks: ModuleType) -> None:
    lists = site_hooks.plain_lists
    assert lists("Words:\n- one\n- two\n") == "Words:\n\n- one\n- two\n"
    assert lists("1. one\n   more\n\n   | a |\n") == "1. one\n    more\n\n    | a |\n"
    assert lists("- one\n\n      formula\n") == "- one\n\n        formula\n"
    assert lists("```sh\nx\n  y\n- z\n```\n") == "```sh\nx\n  y\n- z\n```\n"
    assert lists("    formula\n") == "    formula\n"


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for path in (ROOT / "docs").rglob("*.md"):
        assert f": {path.relative_to(ROOT / 'docs').as_posix()}\n" in contents


def test_the_notebook_holds_no_output() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) > 5
    assert [cell for cell in cells if cell["outputs"] or cell["execution_count"] is not None] == []
