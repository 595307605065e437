"""The table of plug-ins and modelers: the level in dBu that each assumes for digital full scale."""

import csv
import functools
from dataclasses import dataclass
from importlib import resources

__all__ = ["Plugin", "plugins"]


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """The input reference of one plug-in or modeler; `reference_dbu` is None where none is published.

    `kind` is `fixed`, `user-set`, `guitar-level` (another quantity: the guitar's own level), `trim`,
    `modeler`, `per-model-gain` or `model-metadata`; `setting` is the control and its range.
    """

    vendor: str
    product: str
    kind: str
    reference_dbu: float | None
    alternatives: str
    setting: str
    how_defined: str
    source: str
    confidence: str
    notes: str


@functools.cache
def plugins() -> tuple[Plugin, ...]:
    """Return every row of the table, in its order.

    >>> plugins()[0].vendor, plugins()[0].reference_dbu
    ('Neural DSP', 12.2)
    """
    with resources.files("reamp.interfaces").joinpath("data/plugins.csv").open(encoding="utf-8") as file:
        return tuple(_plugin(row) for row in csv.DictReader(file, strict=True))


def _plugin(row: dict[str, str]) -> Plugin:
    return Plugin(
        vendor=row["vendor"],
        product=row["product"],
        kind=row["kind"],
        reference_dbu=float(row["reference_dbu"]) if row["reference_dbu"] else None,
        alternatives=row["alternatives"],
        setting=row["setting"],
        how_defined=row["how_defined"],
        source=row["source"],
        confidence=row["confidence"],
        notes=row["notes"],
    )
