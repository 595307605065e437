"""`reamp info`: what a model is, what it costs here, and what it knows of levels."""

import math
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
from rich.text import Text

from reamp.cli.console import console, print_findings, print_json, printable
from reamp.cli.params import FILE, Command, json_option
from reamp.engine import Model, load
from reamp.engine.speed import times_real_time
from reamp.nam import Metadata, NamDocument
from reamp.nam.presets import describe
from reamp.rig.plan_findings import loudness_findings
from reamp.rig.plan_inputs import ModelLevels
from reamp.rig.rig import Rig, RigModel

__all__ = ["info"]

_MEASURE_S = 0.3
_MEASURE_ALL_S = 2.0
"""What all sizes of a slimmable model share; some models have hundreds."""


@dataclass(frozen=True, kw_only=True)
class _Size:
    """What a model costs at one slim value; the receptive field is None where it has no end."""

    slim: float
    weight_count: int
    macs_per_frame: int
    receptive_field_frames: int | None
    times_real_time: float


@click.command(cls=Command)
@click.argument("path", metavar="MODEL", type=FILE)
@json_option
def info(*, path: Path, as_json: bool) -> None:
    """Say what a model is, what it costs, and what it knows of levels.

    The speed is measured here: one core, blocks of 64 frames. So is the loudness, where the file does not
    state it. Other levels that it does not state are shown as unknown.

    Example:
      reamp info amp.nam
    """
    document = NamDocument.read(path)
    model = load(path)
    (levels,) = Rig(models=(RigModel(path=path),)).read_levels([model])
    slims = _slim_values(model)
    measure_s = min(_MEASURE_S, _MEASURE_ALL_S / len(slims))
    sizes = [_size(model, slim, measure_s=measure_s) for slim in slims]
    if as_json:
        print_json(_facts(document, sizes, model.instruction_set, levels))
    else:
        _print_facts(document, sizes, model, levels)
        print_findings(loudness_findings(levels))


def _slim_values(model: Model) -> list[float]:
    """Return one slim value for each size, the smallest first."""
    breakpoints = model.info.slim_breakpoints
    return [0.0, *breakpoints] if breakpoints else [model.slim]


def _size(model: Model, slim: float, *, measure_s: float) -> _Size:
    # A breakpoint is a rounded quotient, and may lie just below the size that begins there.
    model.slim = min(1.0, math.nextafter(slim, math.inf))
    now = model.info
    return _Size(
        slim=slim,
        weight_count=now.weight_count,
        macs_per_frame=now.macs_per_frame,
        receptive_field_frames=now.receptive_field_frames or None,
        times_real_time=times_real_time(model, measure_s=measure_s),
    )


def _facts(
    document: NamDocument, sizes: list[_Size], instruction_set: str, levels: ModelLevels
) -> dict[str, object]:
    return {
        "path": str(document.path),
        "architecture": document.architecture,
        "description": describe(document.content()),
        "version": document.version,
        "sample_rate_hz": document.sample_rate_hz,
        "instruction_set": instruction_set,
        "sizes": msgspec.to_builtins(sizes),
        "computed_loudness_db": levels.computed_loudness_db,
        "guitar_lufs": levels.heard_lufs(is_calibrated=levels.input_level_dbu is not None),
        "metadata": msgspec.to_builtins(document.metadata),
    }


def _print_facts(document: NamDocument, sizes: list[_Size], model: Model, levels: ModelLevels) -> None:
    out = console()
    out.print(Text(str(document.path), style="bold"), soft_wrap=True)
    rows = {
        "network": describe(document.content()),
        "format": document.version,
        "sample rate": _rate(document.sample_rate_hz),
        **_cost_rows(sizes, model),
        **_metadata_rows(document, levels),
    }
    for name, value in rows.items():
        line = Text.assemble((f"  {name:17}", "dim"), printable(value))
        out.print(line, soft_wrap=True)


def _rate(rate_hz: float | None) -> str:
    return "unknown, played as 48000 Hz" if rate_hz is None else f"{rate_hz:g} Hz"


def _cost_rows(sizes: list[_Size], model: Model) -> dict[str, str]:
    rows: dict[str, str] = {}
    for size in sizes:
        title = f"slim {size.slim:.4g}" if len(sizes) > 1 else "size"
        speed = f"{size.times_real_time:.0f}x real time here"
        rows[title] = f"{size.weight_count} weights, {size.macs_per_frame} MAC/sample, {speed}"
    frames = sizes[-1].receptive_field_frames
    rows["receptive field"] = (
        "unlimited" if frames is None else f"{frames} frames, {1000.0 * frames / model.sample_rate_hz:.1f} ms"
    )
    return rows | {"instruction set": model.instruction_set}


def _metadata_rows(document: NamDocument, measured: ModelLevels) -> dict[str, str]:
    """Return what the file says about itself: the levels always, the rest where it is known."""
    said = document.metadata
    gear = " ".join(part for part in (said.gear_make, said.gear_model) if part)
    kind = ", ".join(str(part).replace("_", " ") for part in (said.gear_type, said.tone_type) if part)
    known = {
        "name": said.name,
        "gear": f"{gear} ({kind})" if gear and kind else gear or kind,
        "modeled by": said.modeled_by,
        "date": None if said.date is None else f"{said.date:%Y-%m-%d}",
        "training ESR": None if said.validation_esr is None else f"{said.validation_esr:.4f}",
    }
    levels = {
        "input level": _level(said, "input_level_dbu"),
        "output level": _level(said, "output_level_dbu"),
        "loudness": _loudness(said, measured),
        "as heard": _number(
            measured.heard_lufs(is_calibrated=measured.input_level_dbu is not None),
            "LUFS for a typical guitar, computed",
        ),
        "gain": _number(said.gain, "(0 to 1: how compressed)"),
    }
    return levels | {name: value for name, value in known.items() if value}


def _loudness(said: Metadata, measured: ModelLevels) -> str:
    if said.loudness_db is not None:
        return _number(said.loudness_db, "dB")
    return _number(measured.computed_loudness_db, "dB, computed")


def _level(said: Metadata, level: str) -> str:
    return _number(getattr(said, level), "dBu, estimated" if said.is_estimated(level) else "dBu")


def _number(value: float | None, unit: str) -> str:
    return "unknown" if value is None else f"{round(value, 2):g} {unit}"
