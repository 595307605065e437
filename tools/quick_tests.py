"""Runs the tests that belong to what changed since the last commit, the slow ones left out: `make quick`.

A test file belongs to a changed source file when it has its name or imports it, directly
or through one other module.
"""

import ast
import functools
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "reamp"
ALWAYS = ("test_layers.py", "test_references.py", "test_init.py")


def changed_files() -> list[Path]:
    """Return what differs from the last commit; where nothing does, what the last commit changed."""
    now = [*_git("diff", "--name-only", "HEAD"), *_git("ls-files", "--others", "--exclude-standard")]
    return [ROOT / name for name in now or _git("diff", "--name-only", "HEAD~1")]


def module_of(path: Path) -> str:
    """Return the module that a source file is, `reamp.plan.gain`."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def imports_of(path: Path) -> frozenset[str]:
    """Return the modules of Reamp that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reamp"):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("reamp")}
    return frozenset(found)


def tests_of(changed: list[Path]) -> list[Path]:
    """Return the test files that belong to these files."""
    modules = {module_of(path) for path in changed if path.is_relative_to(SOURCE) and path.suffix == ".py"}
    users = {
        module_of(path)
        for path in SOURCE.rglob("*.py")
        if path.name != "__init__.py" and imports_of(path) & modules
    }
    names = {f"test_{module.removeprefix('reamp.').replace('.', '_')}" for module in modules}
    return sorted(
        path
        for path in (ROOT / "tests").glob("test_*.py")
        if path in changed
        or path.name in ALWAYS
        or path.stem in names
        or (modules and imports_of(path) & modules)
        or path.stem in {f"test_{user.removeprefix('reamp.').replace('.', '_')}" for user in users}
    )


def main() -> int:
    """Run them side by side; C++ that changed is built and tested too."""
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
