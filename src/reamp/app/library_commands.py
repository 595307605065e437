"""What the page Models may ask for: the index of models, searched and sorted; what sounds like a model."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from reamp.app.commands import FileKey, Nothing, PageCommand
from reamp.app.tasks import Task
from reamp.app.view import findings_view
from reamp.app.workshop import Workshop
from reamp.demo import demo_model_path
from reamp.errors import EmptyLibraryError
from reamp.library.entry import Entry
from reamp.library.index import Library
from reamp.library.query import Query, SortBy
from reamp.library.update import Updated
from reamp.rig.document import Form

__all__ = ["LIBRARY_COMMANDS", "begin_update", "update_index"]

_WINDOW = 200
_MOST_PROBLEMS = 200


class _Find(Form, frozen=True, kw_only=True):
    words: Annotated[str, msgspec.Meta(max_length=200)] = ""
    levels: Literal["all", "known", "unknown"] = "all"
    gear_type: Annotated[str, msgspec.Meta(max_length=40)] = ""
    is_playable: bool = True
    sort_by: SortBy = SortBy.MATCH
    like: FileKey | None = None


class _Rows(Form, frozen=True, kw_only=True):
    search: Annotated[int, msgspec.Meta(ge=0)]
    first: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


def _find(workshop: Workshop, said: _Find) -> object:
    query = Query(
        words=said.words,
        is_calibrated={"all": None, "known": True, "unknown": False}[said.levels],
        is_playable=said.is_playable,
        gear_types=(said.gear_type,) if said.gear_type else (),
        sort_by=said.sort_by,
    )
    read_as: dict[str, tuple[str, ...]] = {}
    try:
        with Library() as index:
            for folder in index.folders():  # those that were added in a terminal meanwhile, too
                workshop.shelf.include(folder.path)
            if said.like is not None:
                near = index.like(workshop.shelf.path(said.like, "model"), query=query)
                entries = tuple(each.entry for each in near)
            else:
                found = index.search(query)
                entries, read_as = found.entries, found.read_as
    except EmptyLibraryError:
        entries = ()
    return {
        "search": workshop.searches.keep(entries),
        "total": len(entries),
        "read_as": read_as,
        "rows": [_row(workshop, entry) for entry in entries[:_WINDOW]],
    }


def _rows(workshop: Workshop, said: _Rows) -> object:
    return [_row(workshop, entry) for entry in workshop.searches.rows(said.search, said.first, _WINDOW)]


def _row(workshop: Workshop, entry: Entry) -> dict[str, Any]:
    return {
        "key": workshop.shelf.key_of(entry.path),
        "can_edit": not entry.path.is_relative_to(demo_model_path().parent),
        "can_undo": workshop.backups.can_undo(entry.path),
        "name": entry.label,
        "title": entry.title or entry.name,
        "gear": entry.gear,
        "gear_type": entry.gear_type,
        "tone_type": entry.tone_type,
        "author": entry.author,
        "description": entry.description,
        "folder": entry.path.parent.name,
        "path": str(entry.path),
        "level_dbu": entry.input_level_dbu,
        "level_origin": entry.input_level_origin,
        "output_level_dbu": entry.output_level_dbu,
        "loudness_db": entry.loudness_db if entry.loudness_db is not None else entry.stated_loudness_db,
        "load": entry.load,
        "esr": entry.validation_esr,
        "gain_db": entry.gain_db,
        "rate_hz": entry.sample_rate_hz,
        "problem": "its folder is not there now" if entry.is_gone else entry.problem,
        "license": entry.license,
        "source": entry.source,
    }


def update_index(workshop: Workshop, task: Task) -> Updated:
    """Bring the index up to date with the folders of the shelf, within a task that shows how far it is."""
    with Library() as index:
        known = {folder.path.resolve() for folder in index.folders()}
        for folder in workshop.shelf.folders:
            if folder.is_dir() and not any(folder.is_relative_to(each) for each in known):
                known.add(index.add(folder).resolve())

        def on_progress(done: int, total: int) -> None:
            task.check()
            task.step, task.share = "library", done / max(1, total)

        return index.update(on_progress=on_progress)


def begin_update(workshop: Workshop) -> int:
    """Bring the index up to date with the folders, as a task; return its key."""

    def work(task: Task) -> object:
        updated = update_index(workshop, task)
        return {
            "added": updated.added,
            "changed": updated.changed,
            "removed": updated.removed,
            "total": updated.total,
        }

    return workshop.tasks.begin("library", "", work)


def _problems(_: Workshop, __: Nothing) -> object:
    try:
        with Library() as index:
            findings = index.findings()
    except EmptyLibraryError:
        return []
    return findings_view(findings)[:_MOST_PROBLEMS]


LIBRARY_COMMANDS: Mapping[str, PageCommand] = {
    "library find": PageCommand(form=_Find, do=_find),
    "library rows": PageCommand(form=_Rows, do=_rows),
    "library update": PageCommand(form=Nothing, do=lambda workshop, _: begin_update(workshop)),
    "library problems": PageCommand(form=Nothing, do=_problems),
}
"""Every command by its name."""
