"""A full screen in the terminal that is repainted many times a second and removed at the end."""

import contextlib
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.control import Control
from rich.segment import Segment, Segments
from rich.text import Text

__all__ = ["FullScreen", "full_screen"]


class FullScreen:
    """Paints rows. Only changed rows are sent, because a connection to another machine may be slow."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._shown: list[Text] = []
        self._size = (0, 0)

    @property
    def size(self) -> tuple[int, int]:
        """The present number of columns and rows."""
        return self._out.width, self._out.height

    @property
    def has_blocks(self) -> bool:
        """Whether the terminal can show more than ASCII."""
        return self._out.encoding.startswith("utf")

    def show(self, rows: Sequence[Text]) -> None:
        """Paint the rows from the top, each cropped to the width, and clear the rest of the screen."""
        width, height = size = self.size
        if size != self._size:
            self._shown, self._size = [], size
            self._out.clear()
        wanted = [*rows[:height], *[_EMPTY] * (height - len(rows))]
        changed = [
            (index, row)
            for index, row in enumerate(wanted)
            if index >= len(self._shown) or not _is_same(row, self._shown[index])
        ]
        if changed:
            sent = Segments([each for index, row in changed for each in self._painted(index, row, width)])
            self._out.print(sent, end="", crop=False, no_wrap=True)  # one write
        self._shown = wanted

    def _painted(self, index: int, row: Text, width: int) -> Iterator[Segment]:
        """Yield the segments that paint a row over the old one."""
        if row.cell_len > width or not self.has_blocks:
            row = row.copy()
            row.truncate(width)
        if not self.has_blocks:
            row.plain = row.plain.encode("ascii", "replace").decode()
        yield Control.move_to(0, index).segment
        yield from row.render(self._out)
        yield Segment(" " * (width - row.cell_len), self._out.get_style(row.style))


_EMPTY = Text()


def _is_same(row: Text, other: Text) -> bool:
    # Text compares all but its own style.
    return row is other or (row == other and row.style == other.style)


@contextlib.contextmanager
def full_screen(out: Console) -> Iterator[FullScreen]:
    """Yield the screen; at the end, also after an error, the terminal shows its earlier content again."""
    with out.screen(hide_cursor=True):
        yield FullScreen(out)
