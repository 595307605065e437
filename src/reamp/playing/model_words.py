"""A model in words: its kind, its cost, and the metadata of its file."""

import re

from reamp.knobs.knob import Control, Switch, setting_words
from reamp.nam import Metadata
from reamp.nam.knob_training import knob_training
from reamp.nam.presets import describe
from reamp.plan.inputs import LevelOrigin
from reamp.playing.model_facts import ModelFacts

__all__ = ["model_cells", "model_words", "network_words"]


def model_words(facts: ModelFacts) -> dict[str, str]:
    """Return the facts about a model as texts by their names: the levels always, other facts if known.

    The texts of the file are unchanged, so the caller must remove control characters before printing them.
    """
    return {
        "network": describe(facts.document.content()),
        "format": facts.document.version,
        "sample rate": _rate(facts.document.sample_rate_hz),
        **_cost(facts),
        **_levels(facts),
        **_knobs(facts),
        **_gear(facts.document.metadata),
    }


def _knobs(facts: ModelFacts) -> dict[str, str]:
    controls = facts.model.controls
    words = {f"knob {control.name}": _knob(control) for control in controls}
    learned = knob_training(facts.document.metadata, controls) if controls else None
    if learned is None:
        return words
    words["learned from"] = f"{len(learned.settings)} settings, judged by {len(learned.judged)} others"
    if learned.worst is not None:
        setting, esr = learned.worst
        words["least sure at"] = f"{setting_words(setting)}: ESR {esr:.3g}"
    return words


def _knob(control: Control) -> str:
    default = control.default if isinstance(control, Switch) else f"{control.default:g}"
    return f"{control.range_text}; {default} by default"


def network_words(facts: ModelFacts) -> str:
    """Return the kind of the network, short enough for a column of a table: `A1 feather`."""
    network: str = re.split(r" \(|[:,]", describe(facts.document.content()))[0]
    return network.removeprefix("WaveNet ")


def model_cells(facts: ModelFacts) -> tuple[str, ...]:
    """Return the facts about a model for a table: network, input level, output level, loudness, speed."""
    said = facts.document.metadata
    level = _level_cell(said, "input_level_dbu")
    if facts.is_level_kept:
        level = f"kept {facts.levels.input_level_dbu:g}"
    loudness_db = facts.levels.computed_loudness_db if said.loudness_db is None else said.loudness_db
    return (
        network_words(facts),
        level,
        _level_cell(said, "output_level_dbu"),
        "unknown" if loudness_db is None else f"{loudness_db:.1f} dB",
        f"{facts.sizes[-1].times_real_time:.0f}x",
    )


def _level_cell(said: Metadata, level: str) -> str:
    value = getattr(said, level)
    if value is None:
        return "unknown"
    return f"{'about ' if said.is_estimated(level) else ''}{round(value, 2):g}"


def _rate(rate_hz: float | None) -> str:
    return "unknown, played as 48000 Hz" if rate_hz is None else f"{rate_hz:g} Hz"


def _cost(facts: ModelFacts) -> dict[str, str]:
    rows: dict[str, str] = {}
    for size in facts.sizes:
        title = f"slim {size.slim:.4g}" if len(facts.sizes) > 1 else "size"
        speed = f"{size.times_real_time:.0f}x real time here"
        rows[title] = f"{size.weight_count} weights, {size.macs_per_frame} MAC/sample, {speed}"
    frames = facts.sizes[-1].receptive_field_frames
    rows["receptive field"] = (
        "unlimited"
        if frames is None
        else f"{frames} frames, {1000.0 * frames / facts.model.sample_rate_hz:.1f} ms"
    )
    return rows | {"oversampled": _oversampled(facts), "instruction set": facts.model.instruction_set}


def _oversampled(facts: ModelFacts) -> str:
    at_2x, at_4x = facts.oversampled
    return (
        f"2x: {at_2x.times_real_time:.0f}x real time, {at_2x.latency_ms:.1f} ms late; "
        f"4x: {at_4x.times_real_time:.0f}x real time, {at_4x.latency_ms:.1f} ms"
    )


def _levels(facts: ModelFacts) -> dict[str, str]:
    said = facts.document.metadata
    return {
        "input level": _input_level(facts),
        "output level": _level(said, "output_level_dbu"),
        "loudness": _loudness(facts),
        "as heard": _number(facts.guitar_lufs, "LUFS for a typical guitar, computed"),
        "gain": _number(said.gain, "(0 to 1: how compressed)"),
    }


def _input_level(facts: ModelFacts) -> str:
    of_file = _level(facts.document.metadata, "input_level_dbu")
    if not facts.is_level_kept:
        return of_file
    how = "set by ear" if facts.levels.input_level_origin is LevelOrigin.BY_EAR else "typed"
    return f"{facts.levels.input_level_dbu:g} dBu, {how} and kept here; the file says {of_file}"


def _gear(said: Metadata) -> dict[str, str]:
    gear = " ".join(part for part in (said.gear_make, said.gear_model) if part)
    kind = ", ".join(str(part).replace("_", " ") for part in (said.gear_type, said.tone_type) if part)
    known = {
        "name": said.name,
        "gear": f"{gear} ({kind})" if gear and kind else gear or kind,
        "modeled by": said.modeled_by,
        "date": None if said.date is None else f"{said.date:%Y-%m-%d}",
        "training ESR": None if said.validation_esr is None else f"{said.validation_esr:.4f}",
    }
    return {name: value for name, value in known.items() if value}


def _loudness(facts: ModelFacts) -> str:
    of_file_db = facts.document.metadata.loudness_db
    if of_file_db is not None:
        return _number(of_file_db, "dB")
    return _number(facts.levels.computed_loudness_db, "dB, computed")


def _level(said: Metadata, level: str) -> str:
    how = ", set by ear" if said.is_set_by_ear(level) else ", estimated" if said.is_estimated(level) else ""
    return _number(getattr(said, level), f"dBu{how}")


def _number(value: float | None, unit: str) -> str:
    return "unknown" if value is None else f"{round(value, 2):g} {unit}"
