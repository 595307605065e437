"""The bundled guitar and model: their paths, and the level that the guitar was recorded at.

`tools/make_demo.py` made both from simulated gear; they are under the licence of the code.
"""

from pathlib import Path

__all__ = ["DEMO_DI_FULL_SCALE_DBU", "demo_di_path", "demo_model_path"]

DEMO_DI_FULL_SCALE_DBU = 12.2
"""Maximum input level of the interface that recorded the guitar, at minimum gain."""


def demo_di_path() -> Path:
    """Return the path of 14 s of simulated electric guitar: FLAC, mono, 48 kHz, 24 bit."""
    return Path(__file__).with_name("guitar_di.flac")


def demo_model_path() -> Path:
    """Return the path of a small model of a simulated overdrive, with both calibration levels."""
    return Path(__file__).with_name("overdrive.nam")
