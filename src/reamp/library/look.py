"""What is known of one file: what it states, which network it holds, and what that network does."""

import os
import sqlite3
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from reamp.engine import load_document
from reamp.errors import ConfigError, ModelFileError, ReampError
from reamp.library.behaviour import measure_behaviour
from reamp.library.measure import NetworkFacts, measure_network
from reamp.library.nearest import Target, target_of
from reamp.library.provenance import Provenance, read_provenance
from reamp.library.walk import FoundFile
from reamp.nam import Metadata, NamDocument
from reamp.nam.fingerprint import network_fingerprint

__all__ = ["FileFacts", "look_at", "problem_of", "target_of_file"]

MAX_BYTES = 32 * 2**20
"""The largest models have about 5 MB; reading a much larger file would need much more memory."""


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """A file as it was found, and what is in it; `network` is None where its facts are in the index already.

    `problem` says why the file is no model, in a sentence without its name.
    """

    found: FoundFile
    problem: str | None = None
    fingerprint: str | None = None
    network: NetworkFacts | None = None
    metadata: Metadata = field(default_factory=Metadata)
    provenance: Provenance = field(default_factory=Provenance)


def look_at(found: FoundFile, *, known: Container[str]) -> FileFacts:
    """Return what is known of a file; the networks whose fingerprints are in `known` are not measured again.

    A broken file does not raise: the reason is in `problem`.
    """
    if found.problem is not None:
        return FileFacts(found=found, problem=found.problem)
    if found.size > MAX_BYTES:
        return FileFacts(found=found, problem=f"is larger than {MAX_BYTES >> 20} MB; the index leaves it out")
    path = Path(os.fsdecode(found.path))
    metadata, fingerprint = Metadata(), None
    try:
        document = NamDocument.read(path)
        metadata = document.metadata
        fingerprint = network_fingerprint(document)
        is_known = fingerprint in known
        network = None if is_known else measure_network(load_document(document), document)
    except Exception as error:  # noqa: BLE001 - of the engine or NumPy: the other files are still measured
        return FileFacts(
            found=found,
            problem=problem_of(error),
            metadata=metadata,
            provenance=_provenance(path) or Provenance(),
        )
    return FileFacts(
        found=found,
        fingerprint=fingerprint,
        network=network,
        metadata=metadata,
        provenance=_provenance(path) or Provenance(),
    )


def target_of_file(connection: sqlite3.Connection, path: Path) -> Target:
    """Return a file to compare others with: from the index where it is there, else measured now.

    Raises `ModelFileError` for what cannot be played, `AudioError` for what makes no sound.
    """
    document = NamDocument.read(path)
    fingerprint = network_fingerprint(document)
    known = target_of(connection, fingerprint)
    if known is not None:
        return known
    model = load_document(document)
    return Target(
        behaviour=measure_behaviour(model.process, rate_hz=model.sample_rate_hz),
        input_level_dbu=document.metadata.input_level_dbu,
        fingerprint=fingerprint,
    )


def problem_of(error: Exception) -> str:
    """Return why a file is of no use, in a line without its name."""
    if isinstance(error, ModelFileError):
        where = f"{error.field}: " if error.field else ""
        return f"{where}{error.problem}"
    if isinstance(error, ReampError):
        return str(error)
    words = " ".join(str(error).split())
    return f"cannot be measured: {type(error).__name__}{words and f': {words}'}"


def _provenance(path: Path) -> Provenance | None:
    try:
        return read_provenance(path)
    except ConfigError:  # written by hand and broken: the model plays on
        return None
