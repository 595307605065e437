"""Texts as people read them; the doctests hold the rest."""

from reamp.texts import printable, wrapped


def test_nothing_that_moves_the_cursor_is_printed() -> None:
    assert printable("a\x1b[2Jb\tc\nd\u202e") == "a�[2Jb�c�d�"


def test_an_option_is_never_broken() -> None:
    words = "take --input-trim or reamp tag --input-level-dbu instead of --output-trim"
    for width in range(12, 60):
        lines = wrapped(words, width, indent="  ")
        for option in ("--input-trim", "--input-level-dbu", "--output-trim"):
            assert any(option in line for line in lines)
        assert all(line.startswith("  ") for line in lines[1:])
