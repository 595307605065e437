"""What the pages show, as plain values: the state after each change, and the meters many times a second."""

import math
import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from reamp.app.gain_stage import GainStage
from reamp.app.page_desk import PageDesk
from reamp.audio.files import probe
from reamp.errors import AudioFileError
from reamp.findings import Finding, by_severity
from reamp.interfaces.search import InterfaceMatch
from reamp.interfaces.table import Interface
from reamp.languages.french import french_finding
from reamp.live.desk import controls_of
from reamp.live.status import Status
from reamp.plan.gain import GainPlan
from reamp.plan.inputs import ModelLevels
from reamp.plan.source import Origin
from reamp.rig.board import Board
from reamp.rig.knobs import KNOBS
from reamp.rig.mode import RigMode
from reamp.rig.parameters import INTERFACE_GAIN, Parameter
from reamp.rig.preset import preset_names
from reamp.stage.assistant import PEAKS_DBFS

__all__ = [
    "findings_view",
    "interface_view",
    "knob_table",
    "match_view",
    "meters_view",
    "stage_view",
    "state_view",
]

_FLOOR_DB = -200.0  # silence, where a number is needed


def state_view(desk: PageDesk) -> dict[str, Any]:
    """Return all that a page shows but the meters, for JSON."""
    session = desk.session
    status, levels = session.status(), session.levels
    return {
        "input": {
            "kind": desk.choice.kind,
            "name": desk.choice.name,
            "is_playing": desk.is_playing,
            "channel": session.source.channel,
            "backing": _backing(desk),
        },
        "device": {
            "name": status.device.name,
            "backend": status.device.backend,
            "inputs": status.device.inputs,
            "rate_hz": status.rate_hz,
            "block_frames": status.block_frames,
            "latency_ms": status.latency_ms,
            "is_connected": status.is_connected,
        },
        "calibration": _calibration(desk, status, levels),
        "blocks": _blocks(desk, status, levels),
        "knobs": _knob_values(desk, status),
        "findings": findings_view(status.findings),
        "is_tuning": desk.tuner is not None,
        "is_setting_gain": desk.stage is not None,
        "tuner_hz": None if desk.tuner is None else desk.tuner.reference_hz,
        "side": desk.side,
        "has_other": desk.has_other,
        "recording": None if session.recording is None else session.recording.di.name,
        "presets": preset_names(),
        "preset": desk.preset,
        "can_undo": desk.can_undo,
        "can_redo": desk.can_redo,
        "folders": [str(folder) for folder in desk.shelf.folders],
    }


def knob_table() -> list[dict[str, Any]]:
    """Return the table of knobs for the pages: their scale, and how their numbers read."""
    return [
        {
            "key": knob.key,
            "unit": knob.unit,
            "low": knob.limits[0],
            "high": knob.limits[1],
            "step": knob.step,
            "choices": knob.choices,
            "default": knob.default,
            "can_be_off": bool(knob.off),
            "digits": _digits(knob),
            "is_signed": knob.text(1.0).startswith("+"),
            "is_bipolar": knob.limits[0] < knob.default < knob.limits[1] and not knob.off,
        }
        for knob in KNOBS
    ]


def interface_view(interface: Interface) -> dict[str, Any]:
    """Return a row of the table, or the level that stands for one."""
    return {
        "name": interface.name,
        "is_level_only": not interface.manufacturer and interface.source == "entered level",
        "input": interface.input,
        "level_dbu": interface.applied_dbu,
        "confidence": interface.confidence,
        "is_low_confidence": interface.confidence.is_low,
        "source": interface.source,
        "alternatives": interface.alternatives,
        "setting": interface.setting,
        "lowest_gain_db": interface.min_gain_shown_db,
        "highest_gain_db": interface.max_gain_shown_db,
    }


def match_view(match: InterfaceMatch) -> dict[str, Any]:
    """Return one result of a search for an interface."""
    return {**interface_view(match.interface), "score": match.score, "is_named": match.is_named}


def meters_view(status: Status, *, clipped_before: int = 0, place: float = 0.0) -> bytes:
    """Return the meters as little-endian float32 numbers.

    In this order: input peak, clipped frames, output peaks left and right, the gains of gate and limiter in
    dB, load, peak load, xruns, whether it is connected, the place in the loop, then a peak in dBFS and in
    dBu (NaN where unknown) for each model that is heard. Silence is -200.
    """
    head = (
        _finite(status.input_peak_dbfs),
        max(0, status.clipped_frames - clipped_before),
        *map(_finite, status.output_peaks_dbfs),
        _finite(status.gate_gain_db),
        _finite(status.limiter_gain_db),
        status.load,
        status.peak_load,
        status.xruns,
        float(status.is_connected),
        place,
    )
    peaks = [
        number
        for peak in status.model_peaks
        for number in (
            _finite(peak.peak_dbfs),
            math.nan if peak.peak_dbu is None else _finite(peak.peak_dbu),
        )
    ]
    return struct.pack(f"<{len(head) + len(peaks)}f", *head, *peaks)


def _calibration(desk: PageDesk, status: Status, levels: tuple[ModelLevels, ...]) -> dict[str, Any]:
    """Return the sum of the input gain with what may be typed in it, and what is missing."""
    calibration, plan = status.calibration, status.plan
    interface, source = calibration.interface, calibration.source
    first = next(index for index in range(len(desk.board.rig.models)) if index not in desk.board.models_off)
    return {
        "is_calibrated": plan.calibrated,
        "missing": _missing(interface, levels[0]),
        "interface": None if interface is None else interface_view(interface),
        "origin": calibration.origin,
        "confidence": calibration.confidence,
        "can_keep_interface": interface is not None and calibration.origin in (Origin.NAMED, Origin.MATCHED),
        "gain": {
            "is_known": source.gain is not None,
            "shown_db": calibration.gain_db,
            "raised_db": source.raised_db,
            "is_relative": source.gain is not None and source.gain.shown_db is None,
            "lowest_db": None if interface is None else interface.min_gain_shown_db,
        },
        "model": {
            "index": first,
            "name": levels[0].name,
            "level_dbu": levels[0].input_level_dbu,
            "origin": levels[0].input_level_origin,
            "is_typed": desk.board.rig.models[first].input_level_dbu is not None,
        },
        "trim_db": plan.input_gain.trim_db,
        "value_db": plan.input_gain.value_db,
        "formula": plan.input_gain.formula,
        "zone_dbfs": PEAKS_DBFS,
    }


def _missing(interface: Interface | None, first: ModelLevels) -> list[str]:
    """Return which levels the calibration lacks."""
    missing = []
    if interface is None:
        missing.append("interface")
    elif interface.applied_dbu is None:
        missing.append("interface level")
    if first.input_level_dbu is None:
        missing.append("model level")
    return missing


def _blocks(desk: PageDesk, status: Status, levels: tuple[ModelLevels, ...]) -> dict[str, Any]:
    board, plan = desk.board, status.plan
    rig = board.rig
    sizes = desk.session.slim_breakpoints
    known = iter(zip(levels, (plan.input_gain, *plan.between_gains), sizes, strict=True))
    models = []
    for index, model in enumerate(rig.models):
        is_off = index in board.models_off
        level, step, points = (None, None, ()) if is_off else next(known)
        models.append(
            {
                "name": model.name,
                "key": desk.shelf.key_of(model.path),
                "is_off": is_off,
                "level_dbu": None if level is None else level.input_level_dbu,
                "level_origin": None if level is None else level.input_level_origin,
                "is_level_typed": model.input_level_dbu is not None,
                "gain_db": None if step is None else step.value_db,
                "gain_status": None if step is None else step.status,
                "sizes": len(points) + 1,
                "size": _size(model.slim, points),
            }
        )
    cabinets = [
        {
            "name": cabinet.path.stem if cabinet.file is not None else str(cabinet.path),
            "key": desk.shelf.key_of(cabinet.path),
            "is_computed": cabinet.is_computed,
            "is_off": index in board.cabinets_off,
            "gain_db": cabinet.gain_db,
            "pan": cabinet.pan,
            "channel": cabinet.channel,
            "channels": 1 if cabinet.file is None else _channels(cabinet.file),
        }
        for index, cabinet in enumerate(rig.cabinets)
    ]
    return {
        "gate": {"is_off": rig.gate is None},
        "models": models,
        "tone": {"is_off": board.is_tone_off},
        "cabinets": cabinets,
        "limiter": {"is_off": not rig.limiter, "is_there": rig.mode is RigMode.PLAYER},
        "output": {**_output(plan), **_output_level(board, levels)},
        "mode": rig.mode,
    }


def _size(slim: float | None, points: tuple[float, ...]) -> int:
    """Return which size of a model plays, counted from 0, the smallest."""
    return len(points) if slim is None else sum(1 for point in points if slim >= point)


def _channels(path: Path) -> int:
    try:
        return _probed_channels(path, path.stat().st_mtime_ns)
    except (OSError, AudioFileError):
        return 1


@lru_cache(maxsize=64)
def _probed_channels(path: Path, _changed: int) -> int:
    return probe(path).channels


def _output_level(board: Board, levels: tuple[ModelLevels, ...]) -> dict[str, Any]:
    last = [each for index, each in enumerate(board.rig.models) if index not in board.models_off][-1]
    return {
        "level_dbu": levels[-1].output_level_dbu,
        "is_level_typed": last.output_level_dbu is not None,
        "model": last.name,
    }


def _backing(desk: PageDesk) -> dict[str, Any] | None:
    song = desk.choice.backing
    return (
        None
        if song is None
        else {"name": song.path.stem, "key": desk.shelf.key_of(song.path), "gain_db": song.gain_db}
    )


def _output(plan: GainPlan) -> dict[str, Any]:
    step = plan.output_gain
    return {"mode": plan.output_mode, "gain_db": step.value_db, "status": step.status}


def _knob_values(desk: PageDesk, status: Status) -> dict[str, float | None]:
    controls = controls_of(desk.board.rig, status.calibration)
    return {knob.key: controls.value(knob) for knob in KNOBS if knob is not INTERFACE_GAIN}


def stage_view(stage: GainStage) -> dict[str, Any]:
    """Return what the gain assistant has heard and what it advises."""
    return {**stage.view(), "findings": findings_view(stage.findings)}


def findings_view(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as the pages take them, the most severe first."""
    return [
        {"check": each.check, "severity": each.severity, "text": each.text, "fr": _french(each)}
        for each in by_severity(findings)
    ]


@lru_cache(maxsize=512)
def _french(finding: Finding) -> str:
    return french_finding(finding)


def _digits(knob: Parameter) -> int:
    """Return how many digits its numbers have behind the point."""
    _, _, behind = knob.text(1.0).partition(".")
    return sum(1 for letter in behind if letter.isdigit())


def _finite(level_db: float) -> float:
    return max(level_db, _FLOOR_DB)
