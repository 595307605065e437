"""Compares src/reamp/_core.pyi with the stub nanobind generates; --write replaces it."""

import subprocess
import sys
import tempfile
from pathlib import Path

STUB = Path(__file__).parents[1] / "src" / "reamp" / "_core.pyi"


def generated() -> str:
    """Return the stub of the built module."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "_core.pyi"
        command = [sys.executable, "-m", "nanobind.stubgen", "-q", "-m", "reamp._core", "-o", str(output)]
        subprocess.run(command, check=True)
        return output.read_text()


def main() -> int:
    """Return 1 when the checked-in stub is not the generated one."""
    stub = generated()
    if "--write" in sys.argv:
        STUB.write_text(stub)
    elif STUB.read_text() != stub:
        print(f"{STUB.name} is out of date; run `make stubs`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
