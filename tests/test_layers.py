"""The architecture holds: imports point down, files stay short, importing Reamp stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from reamp.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "reamp"

BASE_ORDER = (
    *(
        "errors",
        "interruption",
        "end_requests",
        "arguments",
        "findings",
        "json_values",
        "units",
        "atomic",
        "near_names",
        "file_lock",
        "detached",
    ),
    "texts",
    *("folders", "settings_lock", "toml_file", "languages", "knobs"),
)
MAY_IMPORT: dict[str, set[str]] = {
    **{part: set() for part in BASE_ORDER},
    "audio": {"_core"},
    "cluster": set(),
    "daw": set(),
    "drawing": set(),
    "pages": {"audio", "drawing"},
    "metrics": {"audio"},
    "nam": set(),
    "interfaces": {"_core"},
    "engine": {"audio", "nam", "_core"},
    "sim": {"audio", "interfaces", "_core"},
    "plan": {"audio", "metrics", "nam", "interfaces", "engine", "_core"},
    "rig": {"audio", "nam", "interfaces", "engine", "sim", "plan", "_core"},
    "playing": {"audio", "cluster", "nam", "interfaces", "engine", "plan", "rig", "_core"},
    "demo": {"audio", "nam", "interfaces", "plan", "rig", "playing"},
    "model_page": {"audio", "nam", "engine", "demo", "rig", "sim", "pages"},
    "stage": {"audio", "interfaces", "plan", "rig"},
    "live": {"audio", "nam", "interfaces", "sim", "plan", "rig", "playing", "stage", "_core"},
    "app": {
        *("pages", "audio", "nam", "interfaces", "sim", "demo", "plan", "rig", "playing", "stage", "live"),
        *("capture", "train", "compare", "study", "library", "engine", "hosting", "tone3000"),
    },
    "hosting": {"audio"},
    "capture": {"audio", "metrics", "sim", "drawing", "interfaces", "hosting", "live", "_core"},
    "train": {"audio", "cluster", "nam", "engine", "capture", "drawing", "pages", "_core"},
    "compare": {"audio", "metrics", "nam", "engine", "plan", "rig", "playing", "drawing", "pages"},
    "study": {
        *("audio", "metrics", "nam", "interfaces", "sim", "engine", "demo", "plan", "rig", "playing"),
        *("capture", "cluster", "train", "compare", "drawing", "pages"),
    },
    "terminal": {
        "audio",
        "interfaces",
        "plan",
        "rig",
        "playing",
        "stage",
        "live",
        "capture",
        "train",
        "study",
        "library",
    },
    "library": {"audio", "cluster", "metrics", "nam", "interfaces", "engine", "sim", "plan"},
    "tone3000": {"audio", "nam", "engine", "library"},
}
ON_TOP = {"cli", "__init__", "__main__"}
HEAVY = (
    *("torch", "matplotlib", "starlette", "uvicorn", "scipy", "soundfile", "sounddevice", "soxr", "rich"),
    *("httpx2", "keyring", "filelock", "dask", "distributed"),
)


def part_of(path: Path, package: Path = PACKAGE) -> str:
    relative = path.relative_to(package)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imported_parts(source: str) -> set[str]:
    """Return the parts of Reamp that a module imports, `from reamp import x` included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "reamp" else [module]
        found |= {name.split(".")[1] for name in names if name.startswith("reamp.")}
    return found


def upward_imports(part: str, source: str) -> set[str]:
    """Return what a module of `part` imports and may not."""
    if part in ON_TOP:
        return set()
    below = BASE_ORDER[: BASE_ORDER.index(part)] if part in BASE_ORDER else BASE_ORDER
    return imported_parts(source) - MAY_IMPORT[part] - {*below, part}


SOURCES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    assert upward_imports(part_of(path), path.read_text()) == set()


def test_the_check_sees_an_upward_import() -> None:
    assert upward_imports("audio", "from reamp.plan.gain import plan_gain") == {"plan"}
    assert upward_imports("nam", "from reamp import engine") == {"engine"}
    assert upward_imports("units", "import reamp.nam") == {"nam"}
    assert upward_imports("rig", "from reamp.errors import ReampError") == set()


def imported_commands(command: str, source: str) -> set[str]:
    """Return the other commands that the module of a command, or a module beside it, imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    names = {name.removeprefix("reamp.cli.") for name in found if name.startswith("reamp.cli.")}
    return {name.split(".")[0] for name in names} & COMMANDS.keys() - {command}


@pytest.mark.parametrize("path", sorted((PACKAGE / "cli").glob("*.py")), ids=lambda path: path.stem)
def test_no_command_is_imported_by_another_module_of_the_command_line(path: Path) -> None:
    assert imported_commands(path.stem, path.read_text()) == set()


def test_the_check_sees_an_imported_command() -> None:
    assert imported_commands("render", "from reamp.cli.gain import print_plan") == {"gain"}
    assert imported_commands("stage", "from reamp.cli import gain, console") == {"gain"}
    assert imported_commands("preset", "def load():\n    import reamp.cli.play") == {"play"}
    assert imported_commands("gain", "from reamp.cli.plan_text import print_plan") == set()


def test_torch_lives_in_train_only() -> None:
    users = {
        part_of(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "torch" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "torch")
    }
    assert users <= {"train"}


def source_files() -> list[Path]:
    folders = ("src", "core", "bindings", "tests", "tools", "benchmarks", "examples")
    files = (path for name in folders for path in (ROOT / name).rglob("*"))
    return [path for path in files if path.suffix in {".py", ".h", ".cpp", ".js"}]


def test_files_stay_short() -> None:
    lines = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in source_files()}
    assert {name: count for name, count in lines.items() if count > 400} == {}


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return {name.split(".")[0] for name in result.stdout.split()}


def test_importing_reamp_loads_nothing_heavy() -> None:
    assert loaded_by("import reamp") & {*HEAVY, "numpy"} == set()


def test_the_check_sees_a_heavy_import() -> None:
    assert "soundfile" in loaded_by("import reamp.audio.files")


def test_help_loads_nothing_heavy() -> None:
    code = "import reamp.cli.main as m\ntry: m.main(['--help'])\nexcept SystemExit: pass"
    assert loaded_by(code) & {*HEAVY, "numpy"} == set()
