"""The pages are true: their code runs, their output is the real one, their links work."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


run_docs, make_cli_docs = tool("run_docs"), tool("make_cli_docs")


@by_name
def test_the_code_on_a_page_runs_and_prints_what_it_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert run_docs.replayed(text) == text, "run tools/run_docs.py and read the difference"


def test_the_check_sees_another_output() -> None:
    page = "```console\n$ reamp --version\nreamp 99\n```\n"
    assert re.fullmatch(r"```console\n\$ reamp --version\nreamp 0\.\d+\.\d+\n```\n", run_docs.replayed(page))


def test_the_check_sees_python_that_fails() -> None:
    with pytest.raises(AssertionError, match="Expected:\n    3"):
        run_docs.replayed("```python\n>>> 1 + 1\n3\n```\n")
    with pytest.raises(ZeroDivisionError):
        run_docs.replayed("```python\n1 / 0\n```\n")


def test_only_what_differs_between_machines_is_overlooked() -> None:
    assert run_docs.stable("40x real time") == run_docs.stable("7x real time")
    assert run_docs.stable("gain +0.4 dB") != run_docs.stable("gain +0.5 dB")


def test_the_command_line_page_is_the_help() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == make_cli_docs.cli_page(), "run tools/make_cli_docs.py"


def test_make_demo_is_what_the_pages_say() -> None:
    assert f"/{run_docs._SHORTHANDS['make demo']}\n" in (ROOT / "Makefile").read_text()


@by_name
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_readme_leads_to_every_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name})" in text
