"""Runs the tests that belong to what changed since the last commit, the slow ones left out: `make quick`.

A test file belongs to a changed source file when it has its name or imports it, directly, through
one other module or through what tests share; to a changed file of what tests share when it imports
that. Half of all tests import `reamp.errors`: where more than `MOST_FILES` belong to a source file,
those run that import it themselves, or else those of its room; `make test` runs the others.
"""

import ast
import functools
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "reamp"
TESTS = ROOT / "tests"
MOST_FILES = 45
"""Test files for one changed file; so many take about half a minute on two cores."""
ALWAYS = ("test_layers.py", "test_references.py", "test_init.py")


def changed_files() -> list[Path]:
    """Return the files that differ from the last commit, or else the files that it changed."""
    now = [*_git("diff", "--name-only", "HEAD"), *_git("ls-files", "--others", "--exclude-standard")]
    return [ROOT / name for name in now or _git("diff", "--name-only", "HEAD~1")]


def module_of(path: Path) -> str:
    """Return the module that a source file is, `reamp.plan.gain`."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> frozenset[str]:
    """Return the modules of Reamp that a file imports."""
    return frozenset(name for name in _all_imports(path) if name.startswith("reamp"))


@functools.cache
def shared_by(path: Path) -> frozenset[Path]:
    """Return what tests share, `tests/rig_files.py`, of what a test file imports."""
    names = {name.partition(".")[0] for name in _all_imports(path)}
    return frozenset(
        file for file in TESTS.glob("*.py") if file.stem in names and not file.stem.startswith("test_")
    )


@functools.cache
def _all_imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return frozenset(found)


def tests_of(changed: list[Path]) -> list[Path]:
    """Return the test files that belong to these files."""
    own = {
        path
        for path in TESTS.glob("test_*.py")
        if path in changed or path.name in ALWAYS or shared_by(path).intersection(changed)
    }
    return sorted(own.union(*(_tests_of_one(path) for path in changed)))


def _tests_of_one(changed: Path) -> set[Path]:
    """Return the test files that belong to one source file, of too many those of its room."""
    if not changed.is_relative_to(SOURCE) or changed.suffix != ".py":
        return set()
    module = module_of(changed)
    users = {
        module_of(path)
        for path in SOURCE.rglob("*.py")
        if path.name != "__init__.py" and module in imports_of(path)
    }
    names = {_test_name(each) for each in (module, *users)}
    files = sorted(TESTS.glob("test_*.py"))
    itself = {path for path in files if path.stem in names or module in imports_of(path)}
    shared = {path for path in files if any(module in imports_of(each) for each in shared_by(path))}
    room = _test_name(module.rpartition(".")[0]) if module.count(".") > 1 else _test_name(module)
    of_room = {path for path in itself if path.stem == room or path.stem.startswith(f"{room}_")}
    return next((found for found in (itself | shared, itself) if len(found) <= MOST_FILES), of_room)


def _test_name(module: str) -> str:
    return f"test_{module.removeprefix('reamp.').replace('.', '_')}"


def main() -> int:
    """Run the tests side by side; build and test changed C++ too."""
    changed = changed_files()
    if any(path.suffix in {".cpp", ".h"} for path in changed):
        code = subprocess.run(["make", "core-test"], cwd=ROOT, check=False).returncode
        if code != 0:
            return code
    tests = [str(path.relative_to(ROOT)) for path in tests_of(changed)]
    print(f"{len(tests)} test files for {len(changed)} changed files")
    options = ["-n", "auto", "--dist", "worksteal", "-m", "not slow and not alone"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests], cwd=ROOT, check=False
    ).returncode


def _git(*arguments: str) -> list[str]:
    result = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return result.stdout.split()


if __name__ == "__main__":
    sys.exit(main())
