"""What is known of files, as rows of the index: written, and the words that each is found by."""

import os
import re
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from reamp.library.database import MEASURED_BY, writing
from reamp.library.look import FileFacts
from reamp.library.measure import NetworkFacts
from reamp.nam import Metadata

__all__ = ["write_files"]


def write_files(
    connection: sqlite3.Connection, files: Iterable[FileFacts], owners: Mapping[bytes, int]
) -> None:
    """Write files with their networks, in one step; `owners` are the folders that their paths belong to."""
    with writing(connection):
        folders = dict(connection.execute("SELECT id, path FROM folder"))
        for facts in files:
            owner = owners[facts.found.path]
            if owner in folders:  # else another process removed the folder meanwhile
                _write(connection, facts, owner, folders[owner])


def _write(connection: sqlite3.Connection, facts: FileFacts, folder_id: int, folder: bytes) -> None:
    if facts.network is not None:
        _write_network(connection, facts.fingerprint, facts.network)
    row = _file_row(facts, folder_id)
    if facts.fingerprint is not None:
        network = connection.execute(
            "SELECT id FROM network WHERE fingerprint = ?", (facts.fingerprint,)
        ).fetchone()
        if network is None:  # another process removed it meanwhile: the next update reads the file again
            row["changed_ns"] = -1
        else:
            row["network_id"] = network[0]
    file_id = _upsert(connection, "file", "path", row)
    words = _words(facts, os.fsdecode(folder))
    connection.execute("DELETE FROM words WHERE rowid = ?", (file_id,))
    connection.execute(
        f"INSERT INTO words (rowid, {', '.join(words)}) VALUES (?, {', '.join('?' * len(words))})",  # noqa: S608
        (file_id, *words.values()),
    )


def _write_network(connection: sqlite3.Connection, fingerprint: str | None, network: NetworkFacts) -> None:
    network_id = _upsert(connection, "network", "fingerprint", _network_row(fingerprint, network))
    if network.behaviour is not None:
        levels = network.behaviour.moments_blob()
        _upsert(connection, "moments", "network_id", {"network_id": network_id, "levels": levels})


def _upsert(connection: sqlite3.Connection, table: str, key: str, row: Mapping[str, object]) -> int:
    """Write a row in the place of the one with the same key, and return its id."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != key)
    (row_id,) = connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) "  # noqa: S608  own names
        f"ON CONFLICT ({key}) DO UPDATE SET {changes} RETURNING rowid",
        tuple(row.values()),
    ).fetchone()
    return int(row_id)


def _network_row(fingerprint: str | None, network: NetworkFacts) -> dict[str, object]:
    behaviour = network.behaviour
    return {
        "fingerprint": fingerprint,
        "measured_by": MEASURED_BY,
        "architecture": as_text(network.architecture),
        "description": as_text(network.description),
        "sample_rate_hz": network.sample_rate_hz,
        "weight_count": network.weight_count,
        "macs_per_frame": network.macs_per_frame,
        "load": network.load,
        "loudness_db": network.loudness_db,
        "latency_frames": network.latency_frames,
        "gain_db": None if behaviour is None else behaviour.gain_db,
        "traits": None if behaviour is None else behaviour.traits_blob(),
        "sound": None if behaviour is None else behaviour.sound_blob(),
        "problem": network.problem,
    }


def _file_row(facts: FileFacts, folder_id: int) -> dict[str, object]:
    said, beside, found = facts.metadata, facts.provenance, facts.found
    return {
        "path": found.path,
        "shown": as_text(os.fsdecode(found.path)),
        "folder_id": folder_id,
        "size": found.size,
        "changed_ns": found.changed_ns,
        "sidecar_ns": found.sidecar_ns,
        "network_id": None,
        "problem": None if facts.problem is None else as_text(facts.problem),
        "name": as_text(said.name),
        "gear_make": as_text(said.gear_make),
        "gear_model": as_text(said.gear_model),
        "gear_type": as_text(said.gear_type),
        "tone_type": as_text(said.tone_type),
        "modeled_by": as_text(said.modeled_by),
        "stated_loudness_db": said.loudness_db,
        "input_level_dbu": said.input_level_dbu,
        "output_level_dbu": said.output_level_dbu,
        "input_level_origin": _origin(said),
        "validation_esr": said.validation_esr,
        "creator": as_text(beside.creator),
        "title": as_text(beside.title),
        "license": as_text(beside.license),
        "url": as_text(beside.url),
        "source": as_text(beside.source),
    }


def _origin(said: Metadata) -> str | None:
    if said.input_level_dbu is None:
        return None
    if said.is_set_by_ear("input_level_dbu"):
        return "by ear"
    return "estimated" if said.is_estimated("input_level_dbu") else "file"


def _words(facts: FileFacts, folder: str) -> dict[str, str]:
    """Return the texts that a file is found by, in the columns of the table of words."""
    said, beside = facts.metadata, facts.provenance
    path = PurePath(os.fsdecode(facts.found.path))
    place = PurePath(folder).name, *path.relative_to(folder).parts[:-1]
    words = {
        "name": _joined(path.stem, said.name, beside.title),
        "gear": _joined(said.gear_make, said.gear_model, said.gear_type, said.tone_type),
        "author": _joined(said.modeled_by, beside.creator),
        "place": _joined(*place),
    }
    return {**words, "pieces": " ".join(filter(None, map(_pieces, words.values())))}


def _joined(*texts: str | None) -> str:
    return " ".join(as_text(text) or "" for text in texts if text)


def _pieces(text: str) -> str:
    """Return the letters and the numbers of words that mix both, each for itself.

    >>> _pieces("JCM800 lead 5150III")
    'JCM 800 5150 III'
    """
    mixed = re.findall(r"(?:[^\W\d_]+\d|\d+[^\W\d_])[^\W_]*", text)
    return " ".join(piece for word in mixed for piece in re.findall(r"\d+|[^\W\d_]+", word))


def as_text(text: str | None) -> str | None:
    """Return a text that SQLite takes: what is no character is a question mark."""
    return None if text is None else str(text).encode(errors="replace").decode()
