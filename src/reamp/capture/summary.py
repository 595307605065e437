"""A capture as facts for JSON, and in words: its gear, its recordings, its latency and its levels."""

from collections.abc import Sequence

from reamp.audio.files import probe
from reamp.capture.capture import Capture
from reamp.capture.picture import describe_latency
from reamp.capture.simulate import Take
from reamp.findings import Finding, Severity
from reamp.sim.interface import SimulatedInterface
from reamp.texts import minutes
from reamp.units import v_peak_to_dbfs

__all__ = [
    "capture_fields",
    "capture_words",
    "interface_words",
    "is_trainable",
    "level_words",
    "take_words",
    "training_s",
]


def is_trainable(findings: Sequence[Finding]) -> bool:
    """Return whether training is useful: no finding is a blocker."""
    return not any(finding.severity is Severity.BLOCKER for finding in findings)


def training_s(capture: Capture) -> float:
    """Return the length of the training part; it is shorter if the recording ends early."""
    latency_frames = max(0, capture.latency.frames) if capture.latency else 0
    recorded = probe(capture.recording_path).frames - latency_frames
    return capture.layout.training.within(max(0, recorded)).frames / capture.rate_hz


def capture_fields(capture: Capture, findings: Sequence[Finding]) -> dict[str, object]:
    """Return the facts of a capture by their names, for JSON."""
    return {
        "path": str(capture.path),
        "rate_hz": capture.rate_hz,
        "layout": capture.layout.name,
        "latency": capture.latency,
        "levels": capture.levels,
        "gear": capture.gear,
        "plugin": capture.plugin,
        "findings": findings,
        "picture": None,
        "is_trainable": is_trainable(findings),
    }


def capture_words(capture: Capture) -> dict[str, str]:
    """Return a capture as texts by their names."""
    gear, latency = capture.gear, capture.latency
    names = " ".join(part for part in (gear.gear_make, gear.gear_model) if part)
    layout = f"test signal {capture.layout.name}" if capture.layout.is_known else "a signal of your own"
    words = {
        "gear": names or "unknown",
        "signal": f"{capture.source.signal}, {layout}, {minutes(training_s(capture))} to train on",
        "recording": f"{capture.source.recording}, {capture.rate_hz / 1000:g} kHz",
        "latency": "unknown" if latency is None else describe_latency(latency, capture.rate_hz),
        "send": _sourced(capture.levels.input_level_dbu, capture.levels.input_source),
        "return": _sourced(capture.levels.output_level_dbu, capture.levels.output_source),
    }
    if capture.plugin is not None:
        made = capture.plugin
        words["plug-in"] = ", ".join(
            [
                *(made.format.upper(), f"version {made.version}"),
                *([] if made.preset is None else [f"preset {made.preset}"]),
                *made.settings,
            ]
        )
    return words


def _sourced(level_dbu: float | None, source: str | None) -> str:
    """Return a level in words, with how it is known where the capture says so."""
    return level_words(level_dbu) + (f" ({source})" if source else "")


def take_words(take: Take, *, is_return_given: bool) -> dict[str, str]:
    """Return the send and the return of a simulated capture with the volts behind them, by their names."""
    return_dbu = take.interface.input_full_scale_dbu
    peak_dbfs = v_peak_to_dbfs(take.peak_out_v, full_scale_dbu=return_dbu)
    came_out = f"{take.peak_out_v:.3g} V peak out of it: {peak_dbfs:z.1f} dBFS"
    send = level_words(take.interface.output_full_scale_dbu)
    return {
        "send": f"{send}, so {take.peak_in_v:.3g} V peak into the gear",
        "return": f"{level_words(return_dbu)}, {'so' if is_return_given else 'set for'} {came_out}",
    }


def interface_words(interface: SimulatedInterface) -> str:
    """Return a simulated interface with the gain it shows."""
    lowest = "" if interface.gain_db else ", its lowest"
    return f"{interface.name}, its gain at {interface.gain_shown_db:g} dB{lowest}"


def level_words(level_dbu: float | None) -> str:
    """Return a level at full scale in words.

    >>> level_words(11.76), level_words(None)
    ('11.76 dBu at full scale', 'unknown')
    """
    return "unknown" if level_dbu is None else f"{level_dbu:.4g} dBu at full scale"
