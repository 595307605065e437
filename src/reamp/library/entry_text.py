"""What lists of models say of an entry, in words: every front end says the same."""

from reamp.library.entry import Entry
from reamp.library.query import Found
from reamp.texts import printable

__all__ = ["credit_text", "gain_text", "gear_text", "level_text", "load_text", "place_text", "read_as_text"]


def place_text(entry: Entry) -> str:
    """Return where the file lies in its folder of the index, and whether that folder is not there."""
    place = printable(str(entry.place))
    return f"{place} (not there)" if entry.is_gone else place


def gear_text(entry: Entry) -> str:
    """Return maker and model of the gear, else its type, empty where nothing is known."""
    return printable(entry.gear or str(entry.gear_type or ""))


def gain_text(entry: Entry) -> str:
    """Return the gain, as in `52 dB`."""
    return "" if entry.gain_db is None else f"{entry.gain_db:.0f} dB"


def level_text(entry: Entry) -> str:
    """Return the input level, as in `12.20 dBu`; `~` marks one that is not from a measurement."""
    level = "" if entry.input_level_dbu is None else f"{entry.input_level_dbu:.2f} dBu"
    return f"{level} ~" if entry.input_level_origin in ("estimated", "by ear") else level


def load_text(entry: Entry) -> str:
    """Return the share of a core of this machine that it takes, as in `1.4 %`."""
    return "" if entry.load is None else f"{100.0 * entry.load:.1f} %"


def credit_text(entry: Entry) -> str:
    """Return who made it and under which licence, as in `Ann (cc-by)`."""
    return printable(" ".join(filter(None, (entry.author, entry.license and f"({entry.license})"))))


def read_as_text(found: Found) -> tuple[str, ...]:
    """Return a sentence for each word that no model has: what was searched for in its place."""
    return tuple(
        f"no model has the word {printable(word)}"
        + (f"; searched for {printable(' and '.join(others))}" if others else "")
        for word, others in found.read_as.items()
    )
