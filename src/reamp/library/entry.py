"""A model in the index, as a value."""

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Entry", "entry_of"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the index knows of a file; None is unknown.

    `input_level_dbu` is the one that is kept on this machine where there is one, else the file's;
    `input_level_origin` says which: `file`, `estimated`, `by ear` or `kept`. `stated_loudness_db` is the
    file's, `loudness_db` what was measured. `load` is the share of a core of this machine that it takes,
    `latency_frames` the delay that it was trained with. `gain_db` is that of its `Behaviour`. `problem` says
    why it cannot be played, `is_gone` that its folder is not there now.
    """

    path: Path
    folder: Path
    is_gone: bool
    problem: str | None
    fingerprint: str | None
    architecture: str | None
    description: str | None
    sample_rate_hz: int | None
    weight_count: int | None
    macs_per_frame: int | None
    load: float | None
    loudness_db: float | None
    stated_loudness_db: float | None
    latency_frames: float | None
    gain_db: float | None
    name: str | None
    gear_make: str | None
    gear_model: str | None
    gear_type: str | None
    tone_type: str | None
    modeled_by: str | None
    input_level_dbu: float | None
    input_level_origin: str | None
    output_level_dbu: float | None
    validation_esr: float | None
    creator: str | None
    title: str | None
    license: str | None
    url: str | None
    source: str | None

    @property
    def label(self) -> str:
        """What to call it: the name of its file without the extension."""
        return self.path.stem

    @property
    def place(self) -> Path:
        """Where the file lies in its folder of the index."""
        is_inside = self.path != self.folder and self.path.is_relative_to(self.folder)
        return self.path.relative_to(self.folder) if is_inside else self.path

    @property
    def gear(self) -> str:
        """Maker and model of the gear, as far as the file says."""
        return " ".join(text for text in (self.gear_make, self.gear_model) if text)

    @property
    def author(self) -> str | None:
        """Who made it: the creator of its provenance, else whom the file names."""
        return self.creator or self.modeled_by

    @property
    def is_calibrated(self) -> bool:
        """Whether the level that its input was captured at is known."""
        return self.input_level_dbu is not None


_OF_NETWORK = (
    *("fingerprint", "architecture", "description", "sample_rate_hz", "weight_count", "macs_per_frame"),
    *("load", "loudness_db", "latency_frames", "gain_db"),
)
_OF_FILE = (
    *("name", "gear_make", "gear_model", "gear_type", "tone_type", "modeled_by", "stated_loudness_db"),
    *("output_level_dbu", "validation_esr", "creator", "title", "license", "url", "source"),
)

INPUT_LEVEL = "coalesce(kept.level_dbu, file.input_level_dbu)"

COLUMNS = ", ".join(
    (
        "file.id AS id, file.path AS path, folder.path AS folder, folder.is_gone AS is_gone",
        "coalesce(file.problem, network.problem) AS problem",
        *(f"network.{name} AS {name}" for name in _OF_NETWORK),
        *(f"file.{name} AS {name}" for name in _OF_FILE),
        f"{INPUT_LEVEL} AS input_level_dbu",
        "iif(kept.level_dbu IS NULL, file.input_level_origin, 'kept') AS input_level_origin",
    )
)
"""What an `Entry` is made of, from `TABLES`."""

TABLES = """
file JOIN folder ON folder.id = file.folder_id
LEFT JOIN network ON network.id = file.network_id
LEFT JOIN temp.kept ON temp.kept.fingerprint = network.fingerprint
"""


def entry_of(row: sqlite3.Row) -> Entry:
    """Return the entry in a row that has `COLUMNS`."""
    fields: Mapping[str, object] = {name: row[name] for name in _PLAIN}
    return Entry(
        path=Path(os.fsdecode(row["path"])),
        folder=Path(os.fsdecode(row["folder"])),
        is_gone=bool(row["is_gone"]),
        **fields,  # type: ignore[arg-type]  # the columns of the index
    )


_PLAIN = ("problem", *_OF_NETWORK, *_OF_FILE, "input_level_dbu", "input_level_origin")
