"""A file is a sound by how its name ends, in any case."""

from pathlib import Path

import pytest

from reamp.audio.names import is_sound


@pytest.mark.parametrize("name", ["a.wav", "a.WAV", "a.flac", "a.aiff", "a.Aif"])
def test_sounds(name: str) -> None:
    assert is_sound(Path(name))


@pytest.mark.parametrize("name", ["a.nam", "wav", "a.wav.txt", ".wav"])
def test_others(name: str) -> None:
    assert not is_sound(Path(name))
