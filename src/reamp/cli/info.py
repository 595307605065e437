"""`reamp info`: what a model is, what it costs here, and what it knows of levels."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.text import Text

from reamp.cli.console import console, print_findings, print_json, printable
from reamp.cli.model_args import models_argument, name_models
from reamp.cli.params import Command, json_option
from reamp.cli.progress import counted
from reamp.cli.table import Row, print_table, problem_of
from reamp.engine import Model, load
from reamp.engine.speed import times_real_time
from reamp.errors import ReampError
from reamp.nam import Metadata, NamDocument
from reamp.nam.presets import describe
from reamp.plan.findings import loudness_findings
from reamp.plan.inputs import LevelOrigin, ModelLevels
from reamp.rig.rig import Rig, RigModel

__all__ = ["info"]

_MEASURE_S = 0.3
_MEASURE_EACH_S = 0.02
"""Of many models: the fastest of ten parts is right to a few percent."""
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


@dataclass(frozen=True, kw_only=True)
class _Looked:
    """A model that was looked into."""

    document: NamDocument
    model: Model
    sizes: list[_Size]
    levels: ModelLevels

    @property
    def is_calibrated(self) -> bool:
        """Whether the level that its input was captured at is known: from the file, or kept for it."""
        return self.levels.input_level_dbu is not None


@click.command(cls=Command)
@models_argument
@click.option(
    "--calibrated/--not-calibrated",
    "wanted",
    default=None,
    help="Only models that have an input level, or only those that do not.",
)
@json_option
@click.pass_context
def info(ctx: click.Context, /, *, models: tuple[Path, ...], wanted: bool | None, as_json: bool) -> None:
    """Say what a model is, what it costs, and what it knows of levels.

    MODEL is a .nam file; several, or a folder, are a table (a list with --json). The speed is measured here:
    one core, blocks of 64 frames. What a file does not say is shown as unknown. The exit code is 1 where a
    file cannot be played.

    Examples:
      reamp info amp.nam
      reamp info amps/ --calibrated
    """
    named = name_models(models, is_chain=False).once()
    paths = [named.one_model(chain) for chain in named.chains]
    if named.is_collection or wanted is not None:
        ctx.exit(_show_all(paths, named.names, wanted=wanted, as_json=as_json))
    looked = _look(paths[0], measure_s=_MEASURE_S)
    if as_json:
        print_json(_facts(looked))
    else:
        _print_facts(looked)
        print_findings(loudness_findings(looked.levels))


def _look(path: Path, *, measure_s: float) -> _Looked:
    """Return what is known of a model, its speed measured for so long; raises `ModelFileError`."""
    document = NamDocument.read(path)
    model = load(path)
    (levels,) = Rig(models=(RigModel(path=path),)).read_levels([model])
    slims = _slim_values(model)
    measure_s = min(measure_s, _MEASURE_ALL_S / len(slims))
    return _Looked(
        document=document,
        model=model,
        sizes=[_size(model, slim, measure_s=measure_s) for slim in slims],
        levels=levels,
    )


def _show_all(paths: Sequence[Path], names: Sequence[str], *, wanted: bool | None, as_json: bool) -> int:
    """Print a row for each model that is wanted, and return the exit code."""
    rows: list[Row] = []
    facts: list[dict[str, object]] = []
    calibrated = broken = 0
    for name, path in counted(zip(names, paths, strict=True), total=len(paths), what="models"):
        try:
            looked = _look(path, measure_s=_MEASURE_EACH_S)
        except ReampError as error:
            broken += 1
            rows.append(Row(name=name, problem=problem_of(error, [path])))
            facts.append({"path": str(path), "error": str(error)})
            continue
        calibrated += looked.is_calibrated
        if wanted in (None, looked.is_calibrated):
            rows.append(Row(name=name, cells=_cells(looked)))
            facts.append(_facts(looked))
    if as_json:
        print_json(facts)
    else:
        if rows:
            print_table(("Model", "Network", ">In dBu", ">Out dBu", ">Loudness", ">Speed"), rows)
            console().print()
        _print_summary(len(paths), calibrated, broken)
    return int(broken > 0)


def _cells(looked: _Looked) -> tuple[Text, ...]:
    said = looked.document.metadata
    network = re.split(r" \(|[:,]", describe(looked.document.content()))[0]
    levels = (_input_cell(looked), _cell(said, "output_level_dbu"))
    loudness_db = looked.levels.computed_loudness_db if said.loudness_db is None else said.loudness_db
    loudness = Text("unknown" if loudness_db is None else f"{loudness_db:.1f} dB")
    speed = Text(f"{looked.sizes[-1].times_real_time:.0f}x")
    return (Text(printable(network.removeprefix("WaveNet "))), *levels, loudness, speed)


def _input_cell(looked: _Looked) -> Text:
    if _kept_words(looked.levels, looked.document.metadata):
        return Text(f"kept {looked.levels.input_level_dbu:g}")
    return _cell(looked.document.metadata, "input_level_dbu")


def _kept_words(levels: ModelLevels, said: Metadata) -> str:
    """Return how an input level is known that the user keeps and that is not the file's, else nothing."""
    is_of_file = levels.input_level_dbu == said.input_level_dbu
    if is_of_file or levels.input_level_origin not in (LevelOrigin.BY_EAR, LevelOrigin.KEPT):
        return ""
    how = "set by ear" if levels.input_level_origin is LevelOrigin.BY_EAR else "typed"
    return f"{how} and kept here; the file says {_level(said, 'input_level_dbu')}"


def _cell(said: Metadata, level: str) -> Text:
    value = getattr(said, level)
    if value is None:
        return Text("unknown", style="yellow" if level == "input_level_dbu" else "")
    return Text(f"{'about ' if said.is_estimated(level) else ''}{round(value, 2):g}")


def _print_summary(total: int, calibrated: int, broken: int) -> None:
    out = console()
    verb = "has an input level" if calibrated == 1 else "have an input level"
    out.print(Text(f"{calibrated} of {total} models {verb} and can be calibrated.", style="bold"))
    if broken:
        out.print(Text(f"{broken} cannot be played.", style="red"))
    out.print(Text("Loudness: computed where the file has none. Speed: times real time here.", style="dim"))


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


def _facts(looked: _Looked) -> dict[str, object]:
    document = looked.document
    return {
        "path": str(document.path),
        "architecture": document.architecture,
        "description": describe(document.content()),
        "version": document.version,
        "sample_rate_hz": document.sample_rate_hz,
        "instruction_set": looked.model.instruction_set,
        "sizes": looked.sizes,
        "input_level_dbu": looked.levels.input_level_dbu,
        "input_level_origin": looked.levels.input_level_origin if looked.is_calibrated else None,
        "computed_loudness_db": looked.levels.computed_loudness_db,
        "guitar_lufs": looked.levels.heard_lufs(is_calibrated=looked.is_calibrated),
        "metadata": document.metadata,
        "findings": list(loudness_findings(looked.levels)),
    }


def _print_facts(looked: _Looked) -> None:
    out, document = console(), looked.document
    out.print(Text(str(document.path), style="bold"), soft_wrap=True)
    rows = {
        "network": describe(document.content()),
        "format": document.version,
        "sample rate": _rate(document.sample_rate_hz),
        **_cost_rows(looked.sizes, looked.model),
        **_metadata_rows(document, looked.levels),
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
    kept, measured_dbu = _kept_words(measured, said), measured.input_level_dbu
    levels = {
        "input level": _level(said, "input_level_dbu") if not kept else f"{measured_dbu:g} dBu, {kept}",
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
    how = ", set by ear" if said.is_set_by_ear(level) else ", estimated" if said.is_estimated(level) else ""
    return _number(getattr(said, level), f"dBu{how}")


def _number(value: float | None, unit: str) -> str:
    return "unknown" if value is None else f"{round(value, 2):g} {unit}"
