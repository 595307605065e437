"""The table of plug-ins and modelers: the level in dBu that each assumes for digital full scale."""

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

__all__ = ["Plugin", "find_plugins", "plugins"]


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

    @property
    def name(self) -> str:
        """The product, with its maker."""
        return self.product if self.product.startswith(self.vendor) else f"{self.vendor} {self.product}"

    @property
    def kind_words(self) -> str:
        """What kind of number the reference is, in a few words."""
        return _KINDS[self.kind]

    @property
    def lines(self) -> list[str]:
        """What to know of it, a line each: how it is set and defined, who says so, and what to mind."""
        facts = (
            ("Set by", self.setting),
            ("Defined", self.how_defined),
            ("Other figures", self.alternatives),
            ("Source", f"{self.source} ({self.confidence})" if self.confidence else self.source),
            ("Note", self.notes),
        )
        return [f"{word}: {text}" for word, text in facts if text]


_KINDS = {
    "fixed": "fixed",
    "user-set": "default, can be set",
    "guitar-level": "the guitar's level",
    "trim": "a trim, no level",
    "modeler": "its own input",
    "per-model-gain": "a gain in each model",
    "model-metadata": "each model's own",
}


def find_plugins(words: Iterable[str]) -> list[Plugin]:
    """Return the rows whose name has all of the words.

    >>> [row.name for row in find_plugins(["rock", "hero"])]
    ['Rock Hero']
    """
    wanted = [word.casefold() for word in words]
    return [row for row in plugins() if all(word in row.name.casefold() for word in wanted)]


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
