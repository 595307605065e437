"""Folders of small models for the tests of the library, and what an index says of them."""

import sqlite3
from pathlib import Path

import numpy as np
from rig_files import gain_model

from reamp.library.index import Library
from reamp.nam import Metadata, NamDocument

__all__ = ["clipper", "facts_of", "lone_index", "models"]


def lone_index(tmp_path: Path) -> Library:
    """Return an empty index of its own."""
    return Library(tmp_path / "index" / "library.db")


def models(folder: Path, count: int) -> list[Path]:
    """Write as many models as wanted, each another network."""
    folder.mkdir(parents=True, exist_ok=True)
    return [gain_model(folder / f"amp {number}.nam", 0.5 + 0.01 * number) for number in range(count)]


def clipper(path: Path, *, drive: float, **metadata: object) -> Path:
    """Write a model of a soft clipper: tanh(drive x), made of a ConvNet of one frame."""
    document = NamDocument.create(
        architecture="ConvNet",
        config={"channels": 1, "dilations": [1], "batchnorm": False, "activation": "Tanh"},
        weights=np.array([0.0, drive, 0.0, 1.0, 0.0], np.float32),
        sample_rate_hz=48_000,
        metadata=Metadata(**metadata),  # type: ignore[arg-type]
    )
    document.write(path, overwrite=True)
    return path


def facts_of(
    path: Path,
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return what an index says, without its own numbering, times and the speed of this machine."""
    connection = sqlite3.connect(path)
    try:
        return (
            connection.execute(
                "SELECT file.path, size, changed_ns, sidecar_ns, file.problem, name, gear_make, "
                "input_level_dbu, fingerprint, folder.path FROM file JOIN folder ON folder.id = folder_id "
                "LEFT JOIN network ON network.id = network_id ORDER BY file.path"
            ).fetchall(),
            connection.execute(
                "SELECT fingerprint, description, loudness_db, latency_frames, gain_db, traits, sound, "
                "levels, problem FROM network LEFT JOIN moments ON network_id = id ORDER BY fingerprint"
            ).fetchall(),
            connection.execute(
                "SELECT file.path, words.name, gear, author, place, pieces "
                "FROM words JOIN file ON file.id = words.rowid ORDER BY file.path"
            ).fetchall(),
        )
    finally:
        connection.close()
