"""Hooks of mkdocs: pages from outside docs/, their links, and the reference from the sources.

No page exists twice: README.md is the first page, CHANGELOG.md and others are pages beside it. `make site`
calls tools/site_examples.py first, which makes the gallery and runs the notebook.
"""

import ast
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
MADE = ROOT / "build" / "site-examples"
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/RESULTS.md": "results.md",
    "benchmarks/training_curves.png": "training_curves.png",
}
# What pages link to and the site has elsewhere: as text on another page, or made from the sources.
ELSEWHERE = {
    "LICENSE": "licence.md",
    "bindings/LICENSES.txt": "licence.md",
    "plugin/LICENSES.txt": "licence.md",
    "src/reamp/errors.py": "reference/errors.md",
    "examples": "examples.md",
}
FRONT_ENDS = {"__init__", "__main__", "app", "cli", "terminal"}
_LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?(?=\))")
_FENCED = re.compile(r"^( *```).*?^\1 *$", re.DOTALL | re.MULTILINE)
_INDENTED = re.compile(r"^(?: {2,3}|( {6,7}))(?=\S)", re.MULTILINE)
_LIST_AFTER_TEXT = re.compile(r"^(?![-*#>|`\s]|\d+\.)(.*\S.*)\n(?=(- |1\. )\S)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Module:
    """A module of Reamp and the public names that it defines.

    `together` are the assignments of several names at once, which mkdocstrings does not see.
    """

    name: str
    names: tuple[str, ...]
    together: tuple[ast.Assign, ...]

    @property
    def part(self) -> str:
        """Return the part of Reamp that it belongs to: `audio` of `reamp.audio.files`."""
        return self.name.split(".")[1]


def public_modules(package: Path = ROOT / "src" / "reamp") -> list[Module]:
    """Return the modules that define public names, without those of the front ends."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] in FRONT_ENDS or parts[-1] == "__init__":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined = {name for node in tree.body for name in _defined(node)}
        names = tuple(name for name in _public(tree) if name in defined)
        together = tuple(
            node for node in tree.body if len(_defined(node)) > 1 and set(names) & _defined(node)
        )
        if names:
            found.append(Module(name=".".join(("reamp", *parts)), names=names, together=together))
    return found


def _public(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and _defined(node) == {"__all__"}:
            return list(ast.literal_eval(node.value))
    return []


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}


def reference_pages() -> dict[str, str]:
    """Return the text of each page of the reference, by its path in the site."""
    modules = public_modules()
    pages = {"reference/index.md": _index_page(modules)}
    for part in sorted({module.part for module in modules}):
        lines = [f"# reamp.{part}\n"]
        for module in modules:
            if module.part == part:
                lines += [f"::: {module.name}\n", *_together(module)]
        pages[f"reference/{part}.md"] = "\n".join(lines)
    return pages


def _together(module: Module) -> list[str]:
    """Return the names that are assigned together, each with an address, and what they are."""
    lines = []
    for node in module.together:
        names = [name for name in module.names if name in _defined(node)]
        lines += [f"### `{name}` {{ #{module.name}.{name} }}\n" for name in names]
        lines.append(f"```python\n{ast.unparse(node)}\n```\n")
    return lines


def _index_page(modules: list[Module]) -> str:
    """Return the page of `reamp` itself: where each of its names is described."""
    homes = _dictionary((ROOT / "src" / "reamp" / "__init__.py").read_text(encoding="utf-8"), "_HOMES")
    lines = [
        "# Reference\n",
        "`import reamp` has the most common names; each is loaded on first use. `reamp.errors` has the",
        "[tree of exceptions](errors.md).\n",
    ]
    for name, home in sorted(homes.items()):
        inside = [module.name for module in modules if name in module.names]
        (module,) = [each for each in inside if each == home or each.startswith(f"{home}.")]
        lines.append(f"- [`reamp.{name}`][{module}.{name}]")
    lines.append("\nAll parts, each with its modules:\n")
    lines += [f"- [`reamp.{part}`]({part}.md)" for part in sorted({module.part for module in modules})]
    return "\n".join(lines) + "\n"


def _dictionary(source: str, variable: str) -> dict[str, str]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and _defined(node) == {variable}:
            return dict(ast.literal_eval(node.value))
    raise PluginError(f"there is no {variable}")


def examples_page() -> str:
    """Return the page of the examples: what each does, and its source."""
    lines = ["# Examples\n", "Short programs; each is run by a test.\n"]
    for path in sorted((ROOT / "examples").glob("*.py")):
        lines += [f"## {path.stem}\n", f"```python\n{path.read_text(encoding='utf-8')}```\n"]
    for path in sorted((ROOT / "examples").glob("*/*.cpp")):
        lines += [f"## {path.parent.name}\n", f"```cpp\n{path.read_text(encoding='utf-8')}```\n"]
    return "\n".join(lines)


def licence_page() -> str:
    """Return the page of the licence, and of the notices of what is linked in."""
    lines = ["# Licence\n"]
    for title, name in (
        ("Reamp", "LICENSE"),
        ("The Python module", "bindings/LICENSES.txt"),
        ("The plug-ins", "plugin/LICENSES.txt"),
    ):
        lines += [f"## {title}\n", f"```text\n{(ROOT / name).read_text(encoding='utf-8')}```\n"]
    return "\n".join(lines)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the reference into the table of contents."""
    for section in config.nav or []:
        for name, entries in section.items():
            if name == "From Python":
                entries.append({"Reference": list(reference_pages())})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie outside docs/ or are made here."""
    for source, target in PAGES.items():
        files.append(File.generated(config, target, abs_src_path=str(ROOT / source)))
    made = {**reference_pages(), "examples.md": examples_page(), "licence.md": licence_page()}
    for target, text in made.items():
        files.append(File.generated(config, target, content=text))
    for path in sorted(path for path in MADE.rglob("*") if path.is_file()):
        target = path.relative_to(MADE).as_posix()
        files.append(File.generated(config, target, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the page with the site's links and with lists as Python's Markdown reads them."""
    return plain_lists(site_links(markdown, page.file.src_uri))


def plain_lists(markdown: str) -> str:
    """Return a page whose lists begin after an empty line, and whose items go on four spaces in."""

    def mended(text: str) -> str:
        return _LIST_AFTER_TEXT.sub(
            r"\1\n\n", _INDENTED.sub(lambda spaces: " " * (8 if spaces[1] else 4), text)
        )

    parts, first = [], 0
    for fenced in _FENCED.finditer(markdown):
        parts += [mended(markdown[first : fenced.start()]), fenced[0]]
        first = fenced.end()
    return "".join([*parts, mended(markdown[first:])])


def site_links(markdown: str, here: str) -> str:
    """Return a page whose links are those of the site; `here` is its path there.

    >>> site_links("[a](docs/levels.md#x) [b](CHANGELOG.md) [c](https://d.e)", "index.md")
    '[a](levels.md#x) [b](changes.md) [c](https://d.e)'
    >>> site_links("[a](README.md#x) [b](../../examples/fine_tune.py)", "fr/levels.md")
    '[a](README.md#x) [b](../examples.md)'
    """
    sources = {target: source for source, target in PAGES.items()}
    folder = posixpath.dirname(sources.get(here, f"docs/{here}"))

    def moved(link: re.Match[str]) -> str:
        source = posixpath.normpath(posixpath.join(folder, link[1]))
        return posixpath.relpath(_target(source), posixpath.dirname(here) or ".") + (link[2] or "")

    return _LINK.sub(moved, markdown)


def _target(source: str) -> str:
    if source in PAGES:
        return PAGES[source]
    for name, target in ELSEWHERE.items():
        if source == name or source.startswith(f"{name}/"):
            return target
    return source.removeprefix("docs/") if source.startswith("docs/") else source


def on_post_build(config: MkDocsConfig) -> None:
    """Raise where a public name is missing in the reference that was written."""
    folder = Path(config.site_dir) / "reference"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.html"))
    written = set(re.findall(r'id="(reamp\.[\w.]+)"', text))
    missing = [
        f"{module.name}.{name}"
        for module in public_modules()
        for name in module.names
        if f"{module.name}.{name}" not in written
    ]
    if missing:
        raise PluginError(f"not in the reference: {', '.join(missing)}")
