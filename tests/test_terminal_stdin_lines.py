"""Lines as they come: in pieces, without an end, or none at all."""

import os

from reamp.terminal.stdin_lines import lines_of


def test_lines_that_come_in_pieces_and_the_rest_at_the_end() -> None:
    source, sink = os.pipe()
    lines = lines_of(source)
    for piece in (b"a", b"b\nc\n\n", b"d"):
        os.write(sink, piece)
    os.close(sink)
    assert [lines.get(timeout=300.0) for _ in range(5)] == [b"ab", b"c", b"", b"d", None]
    os.close(source)


def test_an_input_that_is_closed_has_no_lines() -> None:
    source, sink = os.pipe()
    os.close(source)
    os.close(sink)
    assert lines_of(source).get(timeout=300.0) is None
