"""What the page Models may change in a model: its metadata and levels, by the code of `reamp tag`."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from reamp.app.commands import FileKey, Line, PageCommand
from reamp.app.library_commands import begin_update
from reamp.app.workshop import Workshop
from reamp.demo import demo_model_path
from reamp.errors import ConfigError
from reamp.nam import NamDocument
from reamp.nam.changes import LEVELS, edited
from reamp.nam.metadata import GearType, Metadata, ToneType
from reamp.plan.kept_levels import find_kept_level, with_kept_level
from reamp.rig.document import Form
from reamp.units import parse_level_dbu

__all__ = ["TAG_COMMANDS"]

_TEXTS = ("name", "modeled_by", "gear_make", "gear_model", "gear_type", "tone_type")


class _Model(Form, frozen=True, kw_only=True):
    model: FileKey


class _Tag(_Model, frozen=True, kw_only=True):
    """Only what was changed: a text is the new value, an empty one removes the field."""

    changes: dict[
        Literal[
            "name",
            "modeled_by",
            "gear_make",
            "gear_model",
            "gear_type",
            "tone_type",
            "input_level_dbu",
            "output_level_dbu",
        ],
        Line,
    ] = msgspec.field(default_factory=dict)
    sources: dict[Literal["input_level_dbu", "output_level_dbu"], Literal["measured", "estimated"]] = (
        msgspec.field(default_factory=dict)
    )
    is_kept_level: bool = False


def _read(workshop: Workshop, said: _Model) -> dict[str, Any]:
    document = NamDocument.read_for_repair(workshop.shelf.path(said.model, "model"))
    return {**_view(document.metadata), "kept_level_dbu": _kept_level_dbu(document)}


def _view(metadata: Metadata) -> dict[str, Any]:
    return {
        **{name: getattr(metadata, name) for name in (*_TEXTS, *LEVELS)},
        "sources": {level: _source(metadata, level) for level in LEVELS},
        "choices": {"gear_type": list(GearType), "tone_type": list(ToneType)},
    }


def _source(metadata: Metadata, level: str) -> str | None:
    """Return where a level comes from, in the words that the page has for it; None without a level."""
    if getattr(metadata, level) is None:
        return None
    if metadata.is_set_by_ear(level):
        return "by ear"
    return "estimated" if metadata.is_estimated(level) else "measured"


def _kept_level_dbu(document: NamDocument) -> float | None:
    kept = find_kept_level(document)
    return None if kept is None else kept.input_level_dbu


def _tag(workshop: Workshop, said: _Tag) -> dict[str, Any]:
    path = workshop.shelf.path(said.model, "model")
    if path.is_relative_to(demo_model_path().parent):
        raise ConfigError("the bundled model stays as it is; edit a copy of it")
    changes: dict[str, object] = {}
    unset = []
    for field, typed in said.changes.items():
        text = typed.strip()
        if not text:
            unset.append(field)
        else:
            changes[field] = parse_level_dbu(text) if field in LEVELS else text
    before = NamDocument.read_for_repair(path)
    after = edited(
        before,
        changes,
        unset,
        estimated=[level for level, source in said.sources.items() if source == "estimated"],
        measured=[level for level, source in said.sources.items() if source == "measured"],
    )
    if said.is_kept_level:
        after = with_kept_level(after)
    kept = workshop.backups.save(after)
    begin_update(workshop)
    return {"backup": None if kept is None else str(kept)}


def _undo(workshop: Workshop, said: _Model) -> None:
    workshop.backups.undo(workshop.shelf.path(said.model, "model"))
    begin_update(workshop)


TAG_COMMANDS: Mapping[str, PageCommand] = {
    "tag read": PageCommand(form=_Model, do=_read),
    "tag": PageCommand(form=_Tag, do=_tag),
    "tag undo": PageCommand(form=_Model, do=_undo),
}
"""Every command by its name."""
