"""Recognise sound files by their names."""

from pathlib import Path

__all__ = ["is_sound"]


def is_sound(path: Path) -> bool:
    """Return whether a file's extension is that of a sound file.

    >>> is_sound(Path("di.WAV")), is_sound(Path("amp.nam"))
    (True, False)
    """
    return path.suffix.lower() in {".wav", ".flac", ".aiff", ".aif"}
