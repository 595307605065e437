"""What the pages Compare and Models may ask to hear: models beside each other, and one for a moment."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from reamp.app.captures import capture_path, free_path, plain_name
from reamp.app.commands import FileKey, Nothing, PageCommand
from reamp.app.tasks import Task
from reamp.app.workshop import Workshop
from reamp.audio.files import read
from reamp.audio.signal import Signal
from reamp.capture.capture import Capture
from reamp.compare.audition import audition
from reamp.compare.clips import MatchBy
from reamp.compare.comparison import CompareConfig, compare
from reamp.compare.contenders import contenders_of
from reamp.compare.report import PAGE_NAME, check_report, write_report
from reamp.compare.words import about_words, score_words
from reamp.demo import DEMO_DI_FULL_SCALE_DBU, demo_di_path
from reamp.interfaces.gain import LOWEST_GAIN
from reamp.interfaces.table import level_as_interface
from reamp.live.typed import source_of_text
from reamp.plan.source import UNKNOWN_SOURCE, Source
from reamp.rig.cabinet import Cabinet
from reamp.rig.document import Form
from reamp.rig.rig import Rig, chain
from reamp.units import parse_level_dbu

__all__ = ["COMPARE_COMMANDS"]

_Level = Annotated[str, msgspec.Meta(max_length=40)]
_AUDITION_S = 10.0


class _Guitar(Form, frozen=True, kw_only=True):
    kind: Literal["demo", "file", "capture"] = "demo"
    file: FileKey = ""
    level: _Level = ""


class _Contender(Form, frozen=True, kw_only=True):
    """A model, or a chain of several; `level` is the input level of the first, in place of its file's."""

    models: Annotated[list[FileKey], msgspec.Meta(min_length=1, max_length=8)]
    level: _Level = ""


class _Compare(_Guitar, frozen=True, kw_only=True):
    contenders: Annotated[list[_Contender], msgspec.Meta(min_length=1, max_length=12)]
    target: FileKey | None = None
    match: MatchBy = MatchBy.LUFS
    cabinet: FileKey = ""


class _Audition(_Guitar, frozen=True, kw_only=True):
    model: FileKey


def _compare(workshop: Workshop, said: _Compare) -> int:
    chains = [
        [workshop.shelf.path(key, "model") for key in contender.models] for contender in said.contenders
    ]
    cabinet = workshop.shelf.path(said.cabinet, "sound") if said.cabinet else None
    cabinets = () if cabinet is None else (Cabinet(path=cabinet),)
    rigs = [
        replace(_with_level(chain(*models), contender.level), cabinets=cabinets)
        for models, contender in zip(chains, said.contenders, strict=True)
    ]
    di, source, target, config = _guitar(workshop, said)
    if said.target is not None:
        target = workshop.shelf.path(said.target, "sound")
    config = replace(config, match=said.match)
    contenders = contenders_of(rigs, source=source)
    names = [contender.name for contender in contenders]
    title = plain_name(" and ".join(names), most=60) or "comparison"

    def work(task: Task) -> object:
        folder = free_path(workshop.comparisons / title)
        task.title = folder.name
        clips = names if target is None else [config.target_name, *names]
        check_report(folder, names=clips, inputs=[di, *(model for models in chains for model in models)])

        def on_step(words: str) -> None:
            task.check()
            task.step = words

        comparison = compare(contenders, di=di, target=target, config=config, on_step=on_step)
        task.step = "drawing"
        written = write_report(
            comparison,
            folder,
            about=about_words(comparison, di=di, target=target, cabinet=cabinet),
        )
        return {
            "page": workshop.handouts.give_file(written.page, "text/html; charset=utf-8"),
            "words": [score_words(score, comparison) for score in comparison.scores],
        }

    return workshop.tasks.begin("compare", title, work)


def _with_level(rig: Rig, typed: str) -> Rig:
    """Return a rig whose first model has the input level that was typed, where one was."""
    if not typed.strip():
        return rig
    first, *others = rig.models
    return replace(rig, models=(replace(first, input_level_dbu=parse_level_dbu(typed)), *others))


def _guitar(workshop: Workshop, said: _Guitar) -> tuple[Path, Source, Path | None, CompareConfig]:
    """Return the recording of a guitar, where it comes from, the target it brings, and which part to take."""
    if said.kind == "capture":
        capture = Capture.open(capture_path(workshop.shelf, said.file))
        send_dbu = capture.levels.input_level_dbu
        source = Source.unknown() if send_dbu is None else _at_level(send_dbu)
        part = CompareConfig(target_name="gear")
        if capture.layout.is_known and capture.layout.validation:
            span = capture.layout.validation[0]
            rate_hz = capture.rate_hz
            part = CompareConfig(
                target_name="gear", start_s=span.first / rate_hz, seconds=span.frames / rate_hz
            )
        return capture.signal_path, source, capture.recording_path, part
    if said.kind == "file":
        source = source_of_text(said.level, UNKNOWN_SOURCE) if said.level.strip() else UNKNOWN_SOURCE
        return workshop.shelf.path(said.file, "sound"), source, None, CompareConfig()
    return demo_di_path(), _at_level(DEMO_DI_FULL_SCALE_DBU), None, CompareConfig()


def _at_level(level_dbu: float) -> Source:
    return Source.named(level_as_interface(level_dbu), gain=LOWEST_GAIN)


def _audition(workshop: Workshop, said: _Audition) -> object:
    model = workshop.shelf.path(said.model, "model")
    di, source, _, _ = _guitar(workshop, said)
    heard = audition(model, _first(workshop.recording(di, read)), source=source)
    return workshop.clips([("model", heard)])


def _first(signal: Signal) -> Signal:
    frames = min(signal.frames, round(_AUDITION_S * signal.rate_hz))
    return Signal(signal.samples[:frames], signal.rate_hz)


def _comparisons(workshop: Workshop, _: Nothing) -> list[dict[str, Any]]:
    pages = [each / PAGE_NAME for each in workshop.comparisons.iterdir() if (each / PAGE_NAME).is_file()]
    newest = sorted(pages, key=lambda page: page.stat().st_mtime, reverse=True)
    return [
        {
            "name": page.parent.name,
            "page": workshop.handouts.give_file(page, "text/html; charset=utf-8"),
        }
        for page in newest[:100]
    ]


COMPARE_COMMANDS: Mapping[str, PageCommand] = {
    "compare": PageCommand(form=_Compare, do=_compare),
    "comparisons": PageCommand(form=Nothing, do=_comparisons),
    "audition": PageCommand(form=_Audition, do=_audition),
}
"""Every command by its name."""
