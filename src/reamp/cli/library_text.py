"""The output of the library's commands."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from reamp.cli.console import print_folded, print_json
from reamp.findings import Finding
from reamp.library.entry import Entry
from reamp.library.entry_text import (
    credit_text,
    gain_text,
    gear_text,
    level_text,
    load_text,
    place_text,
    read_as_text,
)
from reamp.library.index import Folder
from reamp.library.query import Found, Query
from reamp.library.update import Updated
from reamp.terminal.console import say
from reamp.terminal.table import Row, print_table
from reamp.texts import printable

if TYPE_CHECKING:
    from reamp.library.levels import Lookalike, Proposal

__all__ = [
    "entry_fields",
    "print_check",
    "print_entries",
    "print_folders",
    "print_found",
    "print_proposals",
    "print_updated",
]

_LOOKALIKES = 10
"""How many models with another name are shown."""


def print_updated(updated: Updated, *, as_json: bool) -> None:
    """Print the result of an update."""
    if as_json:
        print_json({**asdict(updated), "gone": updated.gone_folders})
        return
    done = [
        f"{count} {word}"
        for count, word in (
            (updated.added, "added"),
            (updated.changed, "changed"),
            (updated.removed, "removed"),
        )
        if count
    ]
    models = "1 model" if updated.models == 1 else f"{updated.models} models"
    click.echo(f"{models} in the library: {', '.join(done) or 'nothing changed'}")
    if updated.problems:
        files = "1 file is no model" if updated.problems == 1 else f"{updated.problems} files are no models"
        click.echo(f"{files}; reamp library search --broken says why")
    for folder in updated.gone_folders:
        click.echo(f"{printable(str(folder))} is not there; its models are kept in the index")


def print_folders(folders: Sequence[Folder], *, as_json: bool) -> None:
    """Print the folders of the index."""
    if as_json:
        print_json(folders)
    elif not folders:
        click.echo("The library is empty: reamp library add FOLDER")
    else:
        rows = [
            Row(
                name=str(each.path),
                cells=(str(each.models), str(each.problems), "not there" if each.is_gone else ""),
            )
            for each in folders
        ]
        print_table(("Folder", ">Models", ">Broken", ""), rows)


def print_found(found: Found, query: Query, *, as_json: bool) -> None:
    """Print the result of a search."""
    if as_json:
        models = [entry_fields(entry) for entry in found.entries]
        print_json({"total": found.total, "read_as": found.read_as, "models": models})
        return
    for text in read_as_text(found):
        say(text, style="yellow", stderr=True)
    if not found.entries:
        click.echo("No model is like that.")
        return
    print_entries(found.entries)
    if len(found.entries) < found.total:
        click.echo(f"{len(found.entries)} of {found.total}; --limit shows more")


def print_entries(entries: Sequence[Entry], *, more: Sequence[tuple[str, Sequence[str]]] = ()) -> None:
    """Print models as a table; `more` are columns behind the others, each a heading with its cells."""
    rows = [
        Row(name=place_text(entry), problem=printable(entry.problem))
        if entry.problem
        else Row(name=place_text(entry), cells=(*_cells(entry), *(cells[place] for _, cells in more)))
        for place, entry in enumerate(entries)
    ]
    print_table(
        ("Model", "Gear", ">Gain", ">Input level", ">Load", "Author", *(title for title, _ in more)), rows
    )


def _cells(entry: Entry) -> tuple[str, ...]:
    return gear_text(entry), gain_text(entry), level_text(entry), load_text(entry), credit_text(entry)


def print_check(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print the findings about models."""
    if as_json:
        print_json(findings)
    elif findings:
        print_folded(findings)
    else:
        click.echo("Nothing is wrong.")


def print_proposals(
    proposals: Sequence["Proposal"], lookalikes: Sequence["Lookalike"], *, is_written: bool, as_json: bool
) -> None:
    """Print the levels that were found, and the models that sound like a calibrated one with another name."""
    if as_json:
        print_json(
            {
                "proposals": [_proposal_fields(each) for each in proposals],
                "lookalikes": [_lookalike_fields(each) for each in lookalikes],
            }
        )
        return
    if proposals:
        rows = [
            Row(
                name=place_text(each.unknown),
                cells=(
                    f"{each.alignment.input_level_dbu:.2f} dBu",
                    f"{max(each.alignment.match.uncertainty_db, 0.01):.2f} dB",
                    f"{each.alignment.match.rest_db:.0f} dB",
                    place_text(each.known),
                ),
            )
            for each in proposals
        ]
        print_table(("Model", ">Input level", ">Give or take", ">Left", "From the sound of"), rows)
        click.echo("Written, marked as estimated." if is_written else "--write puts them into the files.")
    else:
        click.echo("No level was found: no model without a level sounds like a calibrated one of its name.")
    if lookalikes:
        _print_lookalikes(lookalikes)


def _print_lookalikes(lookalikes: Sequence["Lookalike"]) -> None:
    shown = lookalikes[:_LOOKALIKES]
    rows = [
        Row(name=place_text(each.unknown), cells=(place_text(each.known), each.difference)) for each in shown
    ]
    click.echo()
    print_table(("No level for", "Sounds like", "But has"), rows)
    if len(shown) < len(lookalikes):
        click.echo(f"{len(shown)} of {len(lookalikes)}; --json has all")
    click.echo("A gain knob that was moved sounds like another level. Where you know that none was moved:")
    click.echo("reamp align KNOWN UNKNOWN -o FOUND")


def _proposal_fields(proposal: "Proposal") -> dict[str, Any]:
    match = proposal.alignment.match
    return {
        "path": proposal.unknown.path,
        "known": proposal.known.path,
        "input_level_dbu": proposal.alignment.input_level_dbu,
        "output_level_dbu": proposal.alignment.output_level_dbu,
        "uncertainty_db": match.uncertainty_db,
        "rest_db": match.rest_db,
        "findings": proposal.alignment.findings,
    }


def _lookalike_fields(lookalike: "Lookalike") -> dict[str, Any]:
    return {
        "path": lookalike.unknown.path,
        "known": lookalike.known.path,
        "difference": lookalike.difference,
    }


def entry_fields(entry: Entry) -> dict[str, Any]:
    """Return an entry as named values for JSON."""
    return {**asdict(entry), "is_calibrated": entry.is_calibrated}
