"""The pictures of a comparison: waveforms, spectra, and differences from the reference over time."""

from typing import TYPE_CHECKING

import numpy as np

from reamp.audio.spectra import band_levels, block_levels, outline
from reamp.compare.comparison import Comparison
from reamp.drawing import INK, clip_colour, frequency_ticks, legend_above, level_range, new_figure, tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["difference_figure", "spectra_figure", "waveform_figure"]

_COLUMNS_PER_IN = 90  # of a waveform: about one per pixel
_RANGE_DB = 70.0  # below the loudest; softer sounds are inaudible


def waveform_figure(comparison: Comparison, width_in: float) -> "Figure":
    """Return the waveforms below each other, as heard, with one scale for all."""
    count = len(comparison.clips)
    figure = new_figure(width_in, 0.45 + 0.85 * count)
    peak = max(float(np.abs(clip.heard.samples).max(initial=0.0)) for clip in comparison.clips)
    rows = figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0]
    for number, (axes, clip) in enumerate(zip(rows, comparison.clips, strict=True)):
        tidy(axes, x="time (s)" if number == count - 1 else "")
        axes.set_title(clip.name, loc="left", fontsize=9, fontweight="bold", color=INK, pad=3)
        low, high = outline(clip.heard.samples, round(_COLUMNS_PER_IN * width_in))
        times_s = (np.arange(len(low)) + 0.5) * comparison.duration_s / len(low)
        axes.fill_between(times_s, low, high, color=clip_colour(number), linewidth=0)
        axes.set(xlim=(0.0, comparison.duration_s), ylim=(-1.05 * peak, 1.05 * peak))
        axes.locator_params(axis="y", nbins=3)
    return figure


def spectra_figure(comparison: Comparison, width_in: float) -> "Figure":
    """Return the spectra of all clips in one picture."""
    figure = new_figure(width_in, 3.4)
    axes = figure.add_subplot()
    tidy(axes, x="frequency (Hz)", y="level (dBFS per sixth of an octave)")
    levels = []
    for number, clip in enumerate(comparison.clips):
        centres_hz, levels_dbfs = band_levels(clip.heard.samples, comparison.rate_hz)
        width = 3.2 if number == 0 else 1.5
        axes.semilogx(centres_hz, levels_dbfs, color=clip_colour(number), linewidth=width, label=clip.name)
        levels.append(levels_dbfs)
    axes.set_ylim(*level_range(levels))
    frequency_ticks(figure, axes)
    axes.set_xlim(centres_hz[0], centres_hz[-1])
    legend_above(figure, axes)
    return figure


def difference_figure(comparison: Comparison, width_in: float) -> "Figure":
    """Return the level of the reference and of each clip's difference from it, over time."""
    figure = new_figure(width_in, 3.2)
    axes = figure.add_subplot()
    tidy(axes, x="time (s)", y="level (dBFS RMS)")
    reference = comparison.reference.heard.samples
    times_s, reference_dbfs = block_levels(reference, comparison.rate_hz)
    top = float(reference_dbfs.max())
    floor = np.full_like(times_s, top - _RANGE_DB)
    axes.fill_between(
        times_s,
        floor,
        np.maximum(reference_dbfs, floor),
        color=clip_colour(0),
        alpha=0.3,
        linewidth=0,
        label=comparison.reference.name,
    )
    for number, clip in enumerate(comparison.clips[1:], start=1):
        _, error_dbfs = block_levels(reference - clip.heard.samples, comparison.rate_hz)
        label = f"{clip.name} minus {comparison.reference.name}"
        axes.plot(times_s, error_dbfs, color=clip_colour(number), linewidth=1.4, label=label)
    axes.set(ylim=(top - _RANGE_DB, top + 6.0), xlim=(0.0, comparison.duration_s))
    legend_above(figure, axes)
    return figure
