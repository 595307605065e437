"""Which file comes next: of its kind, in its folder or among those that were named."""

from pathlib import Path

from reamp.cli.play_files import neighbours


def test_the_neighbours_of_a_sound_are_sounds(tmp_path: Path) -> None:
    for name in ("a.wav", "b.flac", "c.nam", "._b.flac"):
        (tmp_path / name).touch()
    assert neighbours(tmp_path / "a.wav", 1) == [tmp_path / "b.flac"]
    assert neighbours(tmp_path / "gone" / "a.nam", 1) == []
