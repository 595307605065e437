"""Checks that code compiled for AVX cannot leak into programs on older processors.

A weak or unique symbol in NAME_avx2.o or NAME_avx512.o could be picked by the linker for the whole library.
"""

import re
import subprocess
import sys
from pathlib import Path


def leaks(object_file: Path) -> list[str]:
    """Return the weak and unique symbols that an object file defines."""
    listing = subprocess.run(
        ["nm", "-C", "--defined-only", str(object_file)], check=True, capture_output=True, text=True
    ).stdout
    # DW.ref.* are pointers to the exception personality, data that every unit shares.
    return [line for line in listing.splitlines() if re.search(r" [WVu] (?!DW\.ref\.)", line)]


def main() -> int:
    """Return 1 when an object leaks, or when there is none to check on x86-64."""
    objects = sorted(Path(sys.argv[1]).rglob("*_avx*.o"))
    found = [(path.name, line) for path in objects for line in leaks(path)]
    for name, line in found:
        print(f"{name}: {line}")
    if not objects:
        print(f"no *_avx*.o under {sys.argv[1]}")
    return 1 if found or not objects else 0


if __name__ == "__main__":
    sys.exit(main())
