"""Install a wheel into a bare virtual environment and make the demo's sound, without a compiler.

python tools/try_wheel.py dist/reamp-*.whl

Prints how long it took from nothing to the sound. pip fetches the dependencies, or takes them from its cache.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from make_wheels import plugins_in

SOUNDS = ("di.wav", "overdrive.nam", "calibrated.wav", "uncalibrated.wav")


def run(programs: Path, *command: str, **variables: str) -> str:
    """Run a program of an environment where no other is on the path: nothing can be compiled."""
    done = subprocess.run(
        [str(programs / command[0]), *command[1:]],
        cwd=programs.parents[1], capture_output=True, text=True, check=False,
        env=os.environ | {"PATH": str(programs)} | variables,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> int:
    """Return 1 where a file of the demo or a plug-in is missing."""
    wheel = Path(sys.argv[1]).absolute()
    formats = plugins_in(wheel)
    with tempfile.TemporaryDirectory() as folder:
        started_s = time.monotonic()
        venv.create(Path(folder, "venv"), with_pip=True)
        programs = Path(folder, "venv", "bin")
        run(programs, "python", "-m", "pip", "install", "--quiet", "--only-binary=:all:", str(wheel))
        run(programs, "reamp", "demo", "-o", "out")
        took_s = time.monotonic() - started_s
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        missing = [name for name in SOUNDS if not Path(folder, "out", name).is_file()]
        if formats:
            rows = json.loads(run(programs, "reamp", "plugin", "install", "--json", HOME=folder))
            missing += sorted(set(formats) - {row["format"]["name"] for row in rows})
    print(f"{wheel.name}: from nothing to the demo's sound in {took_s:.1f} s, ", end="")
    print(f"of these {usage.ru_utime + usage.ru_stime:.1f} s of a processor")
    print(f"plug-ins that `reamp plugin install` finds in it: {', '.join(formats) or 'none'}")
    if missing:
        print(f"missing: {', '.join(missing)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
