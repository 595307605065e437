"""The bundled guitar and the bundled model: where they are, and the level the guitar was recorded at.

Both were made by `tools/make_demo.py` from simulated gear, and are as free as the code.
"""

from pathlib import Path

__all__ = ["DEMO_DI_FULL_SCALE_DBU", "demo_di_path", "demo_model_path"]

DEMO_DI_FULL_SCALE_DBU = 12.2
"""The interface's maximum input level, at the minimum gain it was recorded with."""


def demo_di_path() -> Path:
    """Return the path of 14 s of simulated electric guitar: FLAC, mono, 48 kHz, 24 bit."""
    return Path(__file__).with_name("guitar_di.flac")


def demo_model_path() -> Path:
    """Return the path of a small model of a simulated overdrive, with both calibration levels."""
    return Path(__file__).with_name("overdrive.nam")
