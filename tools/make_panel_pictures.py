"""Keeps the pictures of the panel that tests compare with: look at each before you commit it."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "tests" / "panel_pictures"
PROGRAM = ROOT / "build" / "plugin" / "hosts" / "panel_pictures"


def main() -> int:
    """Draw every scene and write it as a small PNG; pictures of scenes that are gone are removed."""
    KEPT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([PROGRAM, folder], check=True)
        drawn = sorted(Path(folder).glob("*.ppm"))
        for path in drawn:
            # A palette is enough for flat surfaces and smooth edges, and a third of the bytes.
            colours = Image.Quantize.MAXCOVERAGE
            picture = Image.open(path).convert("RGB").quantize(160, method=colours, dither=Image.Dither.NONE)
            picture.save(KEPT / f"{path.stem}.png", optimize=True)
    for path in KEPT.glob("*.png"):
        if path.stem not in {each.stem for each in drawn}:
            path.unlink()
    print(f"{len(drawn)} pictures, {sum(path.stat().st_size for path in KEPT.iterdir()) / 1024:.0f} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
