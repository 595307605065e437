"""`reamp library like`: its search in the index, and its output."""

from collections.abc import Sequence
from pathlib import Path

import click

from reamp.audio.files import read
from reamp.cli.console import print_json
from reamp.cli.library_text import entry_fields, print_entries
from reamp.library.index import Library
from reamp.library.nearest import Wish
from reamp.library.query import Query
from reamp.terminal.progress import progress_bar
from reamp.texts import printable

__all__ = ["like_model", "like_recording"]


def like_model(model: Path, query: Query, *, wishes: Sequence[str], than: Path | None, as_json: bool) -> None:
    """Print the models that sound most like one."""
    with Library() as index:
        found = index.like(model, query=query, wishes=[Wish[name.upper()] for name in wishes], than=than)
        is_alone = not found and not index.like(model, query=Query(limit=1))
    distances = [f"{each.distance:.2f}" for each in found]
    if as_json:
        print_json([{**entry_fields(each.entry), "distance": each.distance} for each in found])
    elif is_alone:
        click.echo(f"The library has no model to compare {printable(model.name)} with.")
    elif not found:
        click.echo("No model is like that.")
    else:
        print_entries([each.entry for each in found], more=[(">Distance", distances)])


def like_recording(recording: Path, di: Path, query: Query, *, as_json: bool) -> None:
    """Print the models that sound most like a recording of a guitar."""
    with Library() as index, progress_bar("Playing models", quiet=as_json) as on_progress:
        found = index.like_recording(read(recording), read(di), query=query, on_progress=on_progress)
    if as_json:
        print_json(
            [
                {
                    **entry_fields(each.entry),
                    "distance_db": each.distance_db,
                    "input_gain_db": each.input_gain_db,
                }
                for each in found
            ]
        )
    elif not found:
        click.echo("No model can be played.")
    else:
        gains = [f"{each.input_gain_db:+z.1f} dB" for each in found]
        more = [(">Distance", _db([each.distance_db for each in found])), (">Input gain", gains)]
        print_entries([each.entry for each in found], more=more)


def _db(distances: Sequence[float]) -> list[str]:
    return [f"{distance:.1f} dB" for distance in distances]
