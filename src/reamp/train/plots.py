"""The pictures of a training report: learning, the worst half second, spectra, error over time."""

from typing import TYPE_CHECKING

import numpy as np

from reamp.audio.spectra import band_levels, block_levels, outline
from reamp.drawing import (
    AREA,
    CLIPS,
    DIFFERENCE,
    INK,
    INPUT,
    MARK,
    OTHER,
    OUTPUT,
    frequency_ticks,
    legend_above,
    level_range,
    new_figure,
    ratio_ticks,
    tidy,
)
from reamp.train.report import NetworkReport, Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["error_figure", "learning_figure", "spectra_figure", "worst_figure"]

_COLOURS = (OUTPUT, OTHER, *CLIPS[4:6])  # of networks, the largest first
_GRADES = (("good", 0.01), ("fair", 0.035), ("poor", 0.1))
_COLUMNS = 1_200  # of an outline: about one per pixel
_CLOSE_S = 0.015
_LOWEST_DB = -60.0  # relative to the loudest; softer sounds are inaudible


def learning_figure(report: Report, width_in: float) -> "Figure":
    """Return the ESR after each epoch: a dot per epoch, and a line for the best so far."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - optional

    figure = new_figure(width_in, 3.6)
    axes = figure.add_subplot()
    tidy(axes, x="epoch", y="ESR")
    epochs = [epoch.epoch for epoch in report.history]
    for network, colour in _coloured(report):
        index = report.networks.index(network)
        scores = [epoch.scores[index] for epoch in report.history]
        axes.plot(epochs, [_drawable(s.esr) for s in scores], "o", markersize=3, color=colour, alpha=0.45)
        best = [_drawable(s.best_esr) for s in scores]
        axes.step(epochs, best, where="post", color=colour, linewidth=1.8, label=_label(network))
    low, high = axes.get_ylim()
    axes.set_ylim(min(0.007, low), max(0.15, high))  # shows the limits of all grades
    for words, limit in _GRADES:
        axes.axhline(limit, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.text(0.0, limit * 0.97, f" {words}", transform=axes.get_yaxis_transform(), fontsize=8, va="top")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    ratio_ticks(axes)
    legend_above(figure, axes)
    return figure


def worst_figure(report: Report, width_in: float) -> "Figure":
    """Return the worst half second, and its few milliseconds with the largest error."""
    figure = new_figure(width_in, 5.4)
    whole, close = figure.subplots(2, 1)
    network, rate_hz = report.networks[-1], report.rate_hz
    first, end = report.worst
    _draw_outlines(whole, report, first, end)
    whole.set_title(
        f"The half second, ESR {report.worst_esr:.3g}", loc="left", fontsize=10, fontweight="bold"
    )
    legend_above(figure, whole)
    length = min(end - first, round(_CLOSE_S * rate_hz))
    energy = np.concatenate(([0.0], np.cumsum(np.square(network.error[first:end], dtype=np.float64))))
    start = first + int((energy[length:] - energy[: len(energy) - length]).argmax())
    whole.axvspan(start / rate_hz, (start + length) / rate_hz, color=MARK, linewidth=0, zorder=0)
    _draw_overlay(close, report, start, start + length)
    title = f"The {1e3 * length / rate_hz:.0f} ms of it that are furthest off"
    close.set_title(title, loc="left", fontsize=10, fontweight="bold")
    close.set_xlabel("time in the validation part (s)", fontsize=8.5)
    return figure


def _draw_outlines(axes: "Axes", report: Report, first: int, end: int) -> None:
    """Draw the lowest and highest sample per pixel, for more samples than pixels."""
    tidy(axes, y="full scale = 1")
    network = report.networks[-1]
    for samples, colour, label in (
        (report.target, INPUT, "recording"),
        (network.estimate, OUTPUT, "model"),
        (network.error, DIFFERENCE, "difference"),
    ):
        low, high = outline(samples[first:end], _COLUMNS)
        times_s = (first + (np.arange(len(low)) + 0.5) * (end - first) / len(low)) / report.rate_hz
        axes.fill_between(times_s, low, high, color=colour, linewidth=0.5, label=label)
    axes.set_xlim(first / report.rate_hz, end / report.rate_hz)


def _draw_overlay(axes: "Axes", report: Report, first: int, end: int) -> None:
    tidy(axes, y="full scale = 1")
    network = report.networks[-1]
    times_s = np.arange(first, end) / report.rate_hz
    axes.plot(times_s, report.target[first:end], color=INPUT, linewidth=2.2, label="recording")
    axes.plot(times_s, network.estimate[first:end], color=OUTPUT, linewidth=0.9, label="model")
    axes.plot(times_s, network.error[first:end], color=DIFFERENCE, linewidth=0.8, label="difference")
    axes.set_xlim(times_s[0], times_s[-1])


def spectra_figure(report: Report, width_in: float) -> "Figure":
    """Return the spectra of the recording, the model and the networks' errors."""
    figure = new_figure(width_in, 3.6)
    axes = figure.add_subplot()
    tidy(axes, x="frequency (Hz)", y="level (dBFS per sixth of an octave)")
    centres_hz, target_dbfs = band_levels(report.target, report.rate_hz)
    axes.semilogx(centres_hz, target_dbfs, color=INPUT, linewidth=3.0, label="recording")
    largest = report.networks[-1]
    _, estimate_dbfs = band_levels(largest.estimate, report.rate_hz)
    axes.semilogx(centres_hz, estimate_dbfs, color=OUTPUT, linewidth=1.2, label="model")
    errors_dbfs = []
    for network, style in zip(report.networks[::-1], ("-", "--", ":", "-."), strict=False):
        _, error_dbfs = band_levels(network.error, report.rate_hz)
        errors_dbfs.append(error_dbfs)
        label = "recording minus model" if len(report.networks) == 1 else f"recording minus {network.name}"
        axes.semilogx(centres_hz, error_dbfs, style, color=DIFFERENCE, linewidth=1.2, label=label)
    axes.set_ylim(*level_range([target_dbfs, *errors_dbfs], deepest_db=-_LOWEST_DB))
    frequency_ticks(figure, axes)
    axes.set_xlim(centres_hz[0], centres_hz[-1])
    legend_above(figure, axes)
    return figure


def error_figure(report: Report, width_in: float) -> "Figure":
    """Return the level of the recording and of the networks' errors, over time."""
    figure = new_figure(width_in, 3.2)
    axes = figure.add_subplot()
    tidy(axes, x="time in the validation part (s)", y="level (dBFS RMS)")
    times_s, target_dbfs = block_levels(report.target, report.rate_hz)
    top = float(target_dbfs.max())
    errors_dbfs = [block_levels(network.error, report.rate_hz)[1] for network, _ in _coloured(report)]
    bottom, _ = level_range([target_dbfs, *errors_dbfs], deepest_db=-_LOWEST_DB)
    axes.fill_between(
        times_s, bottom, np.maximum(bottom, target_dbfs), color=AREA, linewidth=0, label="recording"
    )
    for (network, colour), error_dbfs in zip(_coloured(report), errors_dbfs, strict=True):
        label = "recording minus model" if len(report.networks) == 1 else f"recording minus {network.name}"
        axes.plot(times_s, error_dbfs, color=colour, linewidth=1.4, label=label)
    first_s, end_s = (frame / report.rate_hz for frame in report.worst)
    axes.axvspan(first_s, end_s, color=MARK, linewidth=0, label="worst half second", zorder=0.5)
    axes.set(ylim=(bottom, top + 5.0), xlim=(0.0, len(report.target) / report.rate_hz))
    legend_above(figure, axes)
    return figure


def _coloured(report: Report) -> list[tuple[NetworkReport, str]]:
    return list(zip(report.networks[::-1], _COLOURS, strict=False))


def _label(network: NetworkReport) -> str:
    return f"{network.name}: {network.esr:.3g} after epoch {network.epoch}"


def _drawable(esr: float) -> float:
    return esr if np.isfinite(esr) else np.nan
