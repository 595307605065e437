"""What all pictures have in common: colours, axes, PNG; never a window.

Matplotlib is imported when something is drawn, and never its `pyplot`, which would look for a screen.
"""

import io
from typing import TYPE_CHECKING

from reamp.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["DIFFERENCE", "INK", "INPUT", "OTHER", "OUTPUT", "new_figure", "png_bytes", "tidy"]

# Told apart by everyone, colour-blind or not (after Okabe and Ito).
INK = "#22262b"
INPUT = "#8a9099"
OUTPUT = "#0072b2"
OTHER = "#009e73"
DIFFERENCE = "#d55e00"
_GRID = "#e3e6ea"

_DPI = 160


def new_figure(width_in: float, height_in: float) -> "Figure":
    """Return an empty figure; raises `MissingExtraError` when there is no Matplotlib."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise MissingExtraError("a picture", library="Matplotlib", extra="plots") from error
    return Figure(figsize=(width_in, height_in), dpi=_DPI, layout="constrained", facecolor="white")


def tidy(axes: "Axes", *, title: str = "", x: str = "", y: str = "") -> None:
    """Give axes their words, a quiet grid and no box."""
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold", color=INK)
    axes.set_xlabel(x, fontsize=8.5, color=INK)
    axes.set_ylabel(y, fontsize=8.5, color=INK)
    axes.tick_params(labelsize=8, colors=INK, length=0, which="both")
    axes.grid(visible=True, color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)


def png_bytes(figure: "Figure") -> bytes:
    """Return a figure as a PNG file."""
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
