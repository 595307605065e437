"""A full screen in the terminal that is repainted many times a second, and gone afterwards."""

import contextlib
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.control import Control
from rich.text import Text

__all__ = ["FullScreen", "full_screen"]


class FullScreen:
    """Paints rows; only those that differ from what is there are sent, as a line to a far machine is slow."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._shown: list[Text] = []
        self._size = (0, 0)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows, now."""
        return self._out.width, self._out.height

    @property
    def has_blocks(self) -> bool:
        """Whether the terminal shows more than ASCII."""
        return self._out.encoding.startswith("utf")

    def show(self, rows: Sequence[Text]) -> None:
        """Paint the rows from the top, each cropped to the width; what is below them is empty."""
        width, height = size = self.size
        if size != self._size:
            self._shown, self._size = [], size
            self._out.clear()
        wanted = [*rows[:height], *[Text()] * (height - len(rows))]
        with self._out:  # one write
            for index, row in enumerate(wanted):
                if index < len(self._shown) and _is_same(row, self._shown[index]):
                    continue
                line = row.copy()
                line.truncate(width, pad=True)
                if not self.has_blocks:
                    line.plain = line.plain.encode("ascii", "replace").decode()
                self._out.control(Control.move_to(0, index))
                self._out.print(line, end="", no_wrap=True, crop=True, soft_wrap=True)
        self._shown = wanted


def _is_same(row: Text, other: Text) -> bool:
    return row == other and row.style == other.style  # Text compares all but its own style


@contextlib.contextmanager
def full_screen(out: Console) -> Iterator[FullScreen]:
    """Yield the screen; what the terminal showed before comes back, whatever happens."""
    with out.screen(hide_cursor=True):
        yield FullScreen(out)
