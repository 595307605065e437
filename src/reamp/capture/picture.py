"""A picture that shows whether signal and recording are aligned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from reamp.atomic import atomic_write
from reamp.audio.correlation import CHANCE
from reamp.audio.signal import Samples
from reamp.audio.spectra import outline
from reamp.capture.alignment import Aligned, Zoom, zooms
from reamp.capture.capture import Capture
from reamp.capture.latency import Latency, LatencyMethod
from reamp.drawing import INK, INPUT, OUTPUT, new_figure, png_bytes, tidy
from reamp.errors import StrPath

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PICTURE_NAME", "alignment_png", "describe_latency", "write_picture"]

PICTURE_NAME = "alignment.png"

_COLUMNS = 1_600  # of the envelope: about the pixels there are
_MOST_ZOOMS = 4
_SPANS = {"training": "#dcebf5", "validation": "#e2f3ec", "noise floor": "#bcc3cc"}


def write_picture(capture: Capture, path: StrPath) -> None:
    """Draw the alignment of a capture into a PNG file, replacing what is there.

    Raises what `Capture.aligned` raises, and `MissingExtraError` without Matplotlib.
    """
    aligned = capture.aligned()
    assert capture.latency is not None  # or there would be nothing aligned
    with atomic_write(path) as file:
        file.write(alignment_png(aligned, capture.latency, name=capture.path.name))


def alignment_png(aligned: Aligned, latency: Latency, *, name: str) -> bytes:
    """Return a PNG: the whole of both on top, below what tells to the frame: impulses and attacks."""
    places = _most_telling(zooms(aligned))
    figure = new_figure(11.0, 6.4 if places else 3.4)
    figure.suptitle(
        f"{name}: latency {describe_latency(latency, aligned.rate_hz)}",
        fontsize=11,
        color=INK,
        x=0.01,
        ha="left",
    )
    grid = figure.add_gridspec(
        2 if places else 1, max(1, len(places)), height_ratios=(1, 1.25)[: 1 + bool(places)]
    )
    _draw_whole(figure.add_subplot(grid[0, :]), aligned)
    for column, zoom in enumerate(places):
        axes = figure.add_subplot(grid[1, column])
        _draw_zoom(axes, zoom, rate_hz=aligned.rate_hz, is_first=column == 0)
    return png_bytes(figure)


def _most_telling(places: Sequence[Zoom]) -> list[Zoom]:
    """Return two of each kind, and more where there is room."""
    impulses = [zoom for zoom in places if zoom.what == "impulse"]
    others = [zoom for zoom in places if zoom.what != "impulse"][: _MOST_ZOOMS - min(2, len(impulses))]
    return [*impulses[: _MOST_ZOOMS - len(others)], *others]


def describe_latency(latency: Latency, rate_hz: int) -> str:
    """Return a latency in words.

    >>> how = LatencyMethod.IMPULSES
    >>> sure = Latency(frames=1, polarity=1, confidence=0.96, second_best_ratio=0.04, method=how)
    >>> describe_latency(sure, 48_000)
    '1 frame (0.02 ms), from the impulses, 96 % sure'
    """
    frames = f"{latency.frames} frame{'' if latency.frames == 1 else 's'}"
    in_ms = f"{frames} ({1e3 * latency.frames / rate_hz:.2f} ms)"
    inverted = ", inverted polarity" if latency.polarity < 0 else ""
    if latency.method is LatencyMethod.MANUAL:
        return f"{in_ms}, given by you{inverted}"
    if latency.confidence < CHANCE:
        return "not found"
    how = "from the impulses" if latency.method is LatencyMethod.IMPULSES else "by correlation"
    return f"{in_ms}, {how}, {100.0 * latency.confidence:.0f} % sure{inverted}"


def _draw_whole(axes: "Axes", aligned: Aligned) -> None:
    tidy(
        axes,
        x="s",
        title="Signal above, recording below, without the latency; each as tall as its peak",
    )
    layout = aligned.layout
    spans = [("training", layout.training), *(("validation", span) for span in layout.validation)]
    if layout.noise_floor is not None:
        spans.append(("noise floor", layout.noise_floor))
    named: set[str] = set()
    for what, span in spans:
        first_s, end_s = span.first / aligned.rate_hz, span.end / aligned.rate_hz
        axes.axvspan(first_s, end_s, color=_SPANS[what], linewidth=0, label=None if what in named else what)
        named.add(what)
    for samples, centre, colour in ((aligned.x, 1.0, INPUT), (aligned.y, -1.0, OUTPUT)):
        low, high = outline(_scaled(samples), _COLUMNS)
        times_s = (np.arange(len(low)) + 0.5) * len(samples) / (len(low) * aligned.rate_hz)
        axes.fill_between(times_s, centre + low, centre + high, color=colour, linewidth=0)
    axes.set(xlim=(0.0, len(aligned.x) / aligned.rate_hz), ylim=(-2.1, 2.1), yticks=[])
    axes.legend(loc="upper right", bbox_to_anchor=(1.0, 1.17), ncols=3, fontsize=8, frameon=False)


def _draw_zoom(axes: "Axes", zoom: Zoom, *, rate_hz: int, is_first: bool) -> None:
    tidy(axes, title=f"{zoom.what.capitalize()} at {zoom.frame / rate_hz:.2f} s", x="ms")
    axes.axvline(0.0, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.plot(zoom.times_ms, _scaled(zoom.x), color=INPUT, linewidth=1.2, label="signal")
    axes.plot(zoom.times_ms, _scaled(zoom.y), color=OUTPUT, linewidth=1.2, label="recording")
    axes.set(ylim=(-1.1, 1.1), xlim=(zoom.times_ms[0], zoom.times_ms[-1]))
    axes.tick_params(labelleft=False)
    if is_first:
        axes.legend(loc="lower right", fontsize=8, frameon=False)


def _scaled(samples: Samples) -> Samples:
    """Return the samples with a peak of 1, silence as it is."""
    peak = float(np.abs(samples).max(initial=0.0))
    scaled: Samples = samples / np.float32(peak) if peak > 0.0 else samples
    return scaled
