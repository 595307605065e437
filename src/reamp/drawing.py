"""Shared code of all pictures: colours, axes, PNG and SVG; never a window.

Matplotlib is imported only for drawing, without `pyplot`, which would need a screen.
"""

import io
import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reamp.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "AREA",
    "CLIPS",
    "DIFFERENCE",
    "INK",
    "INPUT",
    "MARK",
    "OTHER",
    "OUTPUT",
    "clip_colour",
    "frequency_ticks",
    "legend_above",
    "legend_below",
    "level_range",
    "new_figure",
    "page_colour",
    "png_bytes",
    "ratio_ticks",
    "svg_text",
    "tidy",
]

# Colours that colour-blind people can tell apart too (after Okabe and Ito).
INK = "#22262b"
INPUT = "#5b6470"
OUTPUT = "#0072b2"
OTHER = "#009e73"
DIFFERENCE = "#d55e00"
AREA = "#e4e7eb"
MARK = "#f4e3d7"
_GRID = "#e3e6ea"
_PURPLE, _OCHRE, _SKY, _BROWN = "#a8558b", "#b27a00", "#3a9bdc", "#8a5a3c"

CLIPS = (INPUT, OUTPUT, DIFFERENCE, OTHER, _PURPLE, _OCHRE, _SKY, _BROWN)
"""The colours of compared sounds, the reference first."""

# The names of these colours in the style sheet of the pages, where they change in dark mode.
_ON_A_PAGE = {
    INK: "--ink",
    AREA: "--area",
    MARK: "--mark",
    _GRID: "--line",
    INPUT: "--grey",
    OUTPUT: "--blue",
    DIFFERENCE: "--orange",
    OTHER: "--green",
    _PURPLE: "--purple",
    _OCHRE: "--ochre",
    _SKY: "--sky",
    _BROWN: "--brown",
}

_DPI = 160
_NARROW_IN = 6.0
_TICKS_HZ = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
_LEGEND_IN = 3.0  # a column of the legend


def clip_colour(number: int) -> str:
    """Return the colour of a compared sound; number 0 is the reference, and colours repeat after the eighth.

    >>> clip_colour(0) == INPUT, clip_colour(8) == clip_colour(1)
    (True, True)
    """
    return CLIPS[number] if number < len(CLIPS) else CLIPS[1 + (number - 1) % (len(CLIPS) - 1)]


def page_colour(colour: str) -> str:
    """Return the CSS of one of the colours above, which changes in dark mode.

    >>> page_colour(OUTPUT)
    'var(--blue, #0072b2)'
    """
    return f"var({_ON_A_PAGE[colour]}, {colour})"


def new_figure(width_in: float, height_in: float) -> "Figure":
    """Return an empty figure; raises `MissingExtraError` when there is no Matplotlib."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise MissingExtraError("a picture", library="Matplotlib", extra="plots") from error
    return Figure(figsize=(width_in, height_in), dpi=_DPI, layout="constrained", facecolor="white")


def tidy(axes: "Axes", *, title: str = "", x: str = "", y: str = "") -> None:
    """Give axes their title and labels, a light grid and no box."""
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold", color=INK)
    axes.set_xlabel(x, fontsize=8.5, color=INK)
    axes.set_ylabel(y, fontsize=8.5, color=INK)
    axes.tick_params(labelsize=8, colors=INK, length=0, which="both")
    axes.grid(visible=True, color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)


def frequency_ticks(figure: "Figure", axes: "Axes") -> None:
    """Give a logarithmic axis in Hz the usual ticks, fewer for the narrow picture of a phone."""
    is_wide = figure.get_figwidth() > _NARROW_IN
    axes.set_xticks(_TICKS_HZ if is_wide else (100, 1_000, 10_000))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value / 1000:g}k" if value >= 1000 else f"{value:g}")
    axes.xaxis.set_minor_formatter(lambda value, _: "")


def legend_below(axes: "Axes") -> None:
    """Put the legend of some axes below them, where it hides no curve."""
    axes.legend(
        fontsize=7.5,
        frameon=False,
        labelcolor=INK,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.2),
        ncols=2,
    )


def level_range(
    levels_db: "Sequence[npt.NDArray[np.floating]]", *, deepest_db: float = 70.0
) -> tuple[float, float]:
    """Return the range of an axis for spectra: at most `deepest_db`, below which sounds are inaudible.

    >>> level_range([np.array([-80.0, -50.0, -10.0, -150.0])])
    (-80.0, -6.0)
    """
    top = max(float(each.max()) for each in levels_db)
    lowest = min(float(np.percentile(each, 10)) for each in levels_db)
    return max(top - deepest_db, lowest - 3.0), top + 4.0


def ratio_ticks(axes: "Axes") -> None:
    """Make the vertical axis logarithmic, with ticks such as 0.02 instead of 2 x 10^-2."""
    from matplotlib.ticker import LogLocator, NullLocator  # noqa: PLC0415 - optional, and slow to load

    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")


def legend_above(figure: "Figure", axes: "Axes") -> None:
    """Put the legend of some axes above the picture, where it hides nothing, in as many columns as fit."""
    figure.legend(
        *axes.get_legend_handles_labels(),
        loc="outside upper left",
        ncols=max(1, round(figure.get_figwidth() / _LEGEND_IN)),
        fontsize=8,
        frameon=False,
        labelcolor=INK,
    )


def png_bytes(figure: "Figure") -> bytes:
    """Return a figure as a PNG file."""
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def svg_text(figure: "Figure", *, key: str) -> str:
    """Return a figure as SVG for a page: as wide as the page allows, in the colours of the page.

    Text stays text. Every id in it begins with `key`, so that ids differ over the page.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - optional, and slow to load

    file = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": key}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the browser has the letters that our font lacks
        figure.savefig(file, format="svg", transparent=True)
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' (xmlns(:xlink)?|version)="[^"]*"', "", svg).replace("xlink:href=", "href=")
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{key}-", svg)
    svg = re.sub(r' d="[^"]*"', _shorter, svg)
    svg = re.sub(r" font-family: [^;]*;|font: [\d.]+px [^;]*;", "", svg)
    for colour in _ON_A_PAGE:
        svg = svg.replace(colour, page_colour(colour))
    return svg


def _shorter(path: re.Match[str]) -> str:
    """Return the outline of a shape to a tenth of a point; finer differences are invisible."""
    rounded = re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}", path[0])
    return re.sub(r" ?\n", "", rounded)
