"""The pictures of a study: recordings by interface, decay of notes, distortion over level, distances."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from reamp.audio.signal import Samples
from reamp.drawing import (
    DIFFERENCE,
    INK,
    INPUT,
    OUTPUT,
    clip_colour,
    legend_below,
    new_figure,
    ratio_ticks,
    tidy,
)
from reamp.metrics import Distortion
from reamp.study.clips import InputLevel, Numbers, StudyClip
from reamp.study.study import Study
from reamp.study.takes import RATE_HZ, StudyTake
from reamp.units import v_rms_to_dbu

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["StudyPicture", "study_pictures"]

_BLOCK_S = 0.05
_FLOOR_DBU = -60.0
_WIDE_IN = 6.0
_CHORD_S = 3.0  # the phrase begins with a ringing chord of this length

_Array = npt.NDArray[np.float64]
_Line = tuple[list[float], list[float]]


@dataclass(frozen=True, kw_only=True)
class StudyPicture:
    """A picture that `draw(width_in)` draws, `words` for screen readers, and a caption with units."""

    key: str
    draw: "Callable[[float], Figure]"
    words: str
    caption: str


def study_pictures(study: Study) -> dict[str, StudyPicture]:
    """Return the pictures of a study by name; those of distances only where the amp was recorded."""
    first_s, end_s = 0.0, min(_CHORD_S, study.takes[0].di.duration_s)
    first = study.takes[0]
    recorded = [take for take in study.takes if take.name == first.name]
    pictures = [
        StudyPicture(
            key="distortion",
            draw=lambda width_in: _distortion_figure(study, width_in),
            words="harmonic distortion against level, raw and calibrated",
            caption="Harmonic distortion (%) of a 1 kHz sine against its level at the guitar's jack "
            "(dBu): how much gain each model has.",
        ),
        StudyPicture(
            key="decay",
            draw=lambda width_in: _decay_figure(study, width_in, first_s=first_s, end_s=end_s),
            words="level of a dying chord, raw and calibrated",
            caption="How loud a chord stays while it dies: level at the amp's jack (dBu RMS, 50 ms) over "
            "time (s), and the input gain of each model.",
        ),
    ]
    if len(recorded) > 1:
        pictures.append(
            StudyPicture(
                key="interfaces",
                draw=lambda width_in: _interfaces_figure(recorded, width_in),
                words="the same guitar as recorded by each interface",
                caption="The recorded guitar over time (s); 1 is full scale, dotted the highest peak.",
            )
        )
    if first.amp_v is not None:
        pictures += [
            StudyPicture(
                key="distance",
                draw=lambda width_in: _distance_figure(
                    [*study.of(InputLevel.RAW), *study.of(InputLevel.CALIBRATED)], width_in
                ),
                words="distance of each clip from the amp",
                caption="Distance from the amp by send level (dBu): dying notes and RMS in dB, and the error "
                "(ESR, 0.01 is good).",
            ),
            StudyPicture(
                key="range",
                draw=lambda width_in: _range_figure(study.clips, width_in),
                words="error against how far the guitar exceeds the captured level",
                caption="Error (ESR) of every calibrated take against the guitar's peak over the full scale "
                "of the capture (dB). Right of the dashed line the model was never trained.",
            ),
        ]
    return {picture.key: picture for picture in pictures}


def _interfaces_figure(takes: Sequence[StudyTake], width_in: float) -> "Figure":
    """Return the same guitar as each interface records it, with its peak level."""
    figure = new_figure(width_in, 0.5 + 1.3 * len(takes))
    rows = figure.subplots(len(takes), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for number, (axes, take) in enumerate(zip(rows, takes, strict=True), start=1):
        samples = take.di.samples
        peak = float(np.abs(samples).max(initial=1e-9))
        title = f"{take.interface_full_scale_dbu:g} dBu interface: peak {20.0 * np.log10(peak):.1f} dBFS"
        tidy(axes, title=title, x="time (s)" if number == len(takes) else "")
        axes.fill_between(*_outline(samples), color=clip_colour(number), linewidth=0)
        for edge in (-peak, peak):
            axes.axhline(edge, color=INK, linewidth=0.8, linestyle=":")
        axes.set(ylim=(-1.0, 1.0), xlim=(0.0, take.di.duration_s))
    return figure


def _decay_figure(study: Study, width_in: float, *, first_s: float, end_s: float) -> "Figure":
    """Return the decay of a chord, raw and calibrated, each with that of the amp."""
    figure, panels = _raw_and_calibrated(width_in)
    amp_v = study.takes[0].amp_v
    lowest_dbu = []
    for axes, gain in zip(panels, InputLevel, strict=True):
        lines = {
            f"{clip.model.name} {clip.input_gain_db:+.2f} dB": _level_dbu(clip.volts, first_s, end_s)
            for clip in study.of(gain)
        }
        lowest_dbu += [_dying_dbu(line) for line in lines.values()]
        _draw_lines(axes, lines, amp=None if amp_v is None else _level_dbu(amp_v, first_s, end_s))
        tidy(axes, title=str(gain), x="time (s)", y="level (dBu RMS)")
        legend_below(axes)
    panels[0].set_ylim(bottom=min(lowest_dbu) - 3.0)  # of both panels, which share the axis
    return figure


def _distortion_figure(study: Study, width_in: float) -> "Figure":
    """Return distortion against the level at the guitar's jack, raw and calibrated."""
    figure, panels = _raw_and_calibrated(width_in)
    for axes, gain in zip(panels, InputLevel, strict=True):
        lines = {name: _percent(curve) for name, curve in study.curves[gain].items()}
        _draw_lines(axes, lines, amp=_percent(study.amp_curve) if study.amp_curve else None)
        tidy(axes, title=str(gain), x="1 kHz sine at the guitar's jack (dBu)", y="harmonic distortion (%)")
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        legend_below(axes)
    return figure


def _distance_figure(clips: Sequence[StudyClip], width_in: float) -> "Figure":
    """Return how far each clip is from the amp: decay, RMS and ESR, raw and calibrated."""
    is_wide = width_in > _WIDE_IN
    figure = new_figure(width_in, 3.1 if is_wide else 7.0)
    panels = figure.subplots(1, 3) if is_wide else figure.subplots(3, 1)
    measures: tuple[tuple[str, Callable[[Numbers], float | None]], ...] = (
        ("dying notes, dB from the amp", lambda numbers: numbers.decay_db),
        ("RMS, dB from the amp", lambda numbers: numbers.rms_db),
        ("ESR", lambda numbers: numbers.esr),
    )
    for axes, (title, value) in zip(panels, measures, strict=True):
        tidy(axes, title=title, x="captured at (dBu)")
        for gain, color, marker in ((InputLevel.RAW, DIFFERENCE, "o"), (InputLevel.CALIBRATED, OUTPUT, "D")):
            own = [
                (clip.model.name.removesuffix(" dBu"), value(clip.numbers))
                for clip in clips
                if clip.gain is gain and clip.numbers is not None
            ]
            axes.plot(*zip(*own, strict=True), color=color, marker=marker, linestyle="", label=str(gain))
    ratio_ticks(panels[2])
    legend_below(panels[0])
    return figure


def _range_figure(clips: Iterable[StudyClip], width_in: float) -> "Figure":
    """Return the ESR over the guitar's peak, relative to the full scale of each model's capture."""
    figure = new_figure(width_in, 3.0)
    axes = figure.add_subplot()
    measured = [clip for clip in clips if clip.numbers is not None and clip.gain is InputLevel.CALIBRATED]
    for number, name in enumerate(dict.fromkeys(clip.model.name for clip in measured), start=1):
        own = [
            (each.beyond_db, each.numbers.esr)
            for each in measured
            if each.model.name == name and each.numbers
        ]
        axes.plot(
            *zip(*sorted(own), strict=True),
            color=clip_colour(number),
            marker="o",
            markersize=4,
            linewidth=1.0,
            label=name,
        )
    axes.axvline(0.0, color=INPUT, linewidth=1.0, linestyle="--")
    ratio_ticks(axes)
    tidy(axes, x="guitar's peak over full scale (dB)", y="error (ESR)")
    legend_below(axes)
    return figure


def _raw_and_calibrated(width_in: float) -> "tuple[Figure, Sequence[Axes]]":
    """Return a figure with two panels, side by side or, on a phone, one below the other."""
    is_wide = width_in > _WIDE_IN
    figure = new_figure(width_in, 3.9 if is_wide else 7.4)
    shape = (1, 2) if is_wide else (2, 1)
    panels = figure.subplots(*shape, sharey=True, sharex=True, squeeze=False)
    for axes in panels.reshape(-1):
        axes.tick_params(labelbottom=True)  # on the upper panel too, which has its own legend
    return figure, panels.reshape(-1).tolist()


def _draw_lines(axes: "Axes", lines: dict[str, _Line], *, amp: _Line | None) -> None:
    if amp is not None:
        axes.plot(*amp, color=clip_colour(0), linewidth=4.5, alpha=0.6, label="amp")
    for number, (name, line) in enumerate(lines.items(), start=1):
        axes.plot(*line, color=clip_colour(number), linewidth=1.4, label=name)


def _percent(curve: Sequence[Distortion]) -> _Line:
    return [each.peak_dbfs for each in curve], [100.0 * each.harmonic_ratio for each in curve]


def _outline(samples: Samples) -> tuple[_Array, Samples, Samples]:
    """Return time in s, and the lowest and highest sample of every 10 ms."""
    block = RATE_HZ // 100
    blocks = samples[: len(samples) // block * block].reshape(-1, block)
    return np.arange(len(blocks)) * block / RATE_HZ, blocks.min(axis=1), blocks.max(axis=1)


def _dying_dbu(line: _Line) -> float:
    """Return the lowest level after the loudest, which leaves out the silence before the chord."""
    _, levels_dbu = line
    return min(levels_dbu[levels_dbu.index(max(levels_dbu)) :])


def _level_dbu(volts: Samples, first_s: float, end_s: float) -> _Line:
    """Return time in s, and the RMS level of every 50 ms."""
    block = round(_BLOCK_S * RATE_HZ)
    part = volts[round(first_s * RATE_HZ) : round(end_s * RATE_HZ)]
    blocks = part[: len(part) // block * block].reshape(-1, block)
    rms_v = np.sqrt(np.square(blocks, dtype=np.float64).mean(axis=1))
    levels_dbu = [max(_FLOOR_DBU, v_rms_to_dbu(max(1e-6, float(each)))) for each in rms_v]
    return [first_s + (index + 0.5) * _BLOCK_S for index in range(len(blocks))], levels_dbu
