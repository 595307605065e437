"""Suggest similar names where a mistyped file or word does not exist."""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from reamp.errors import StrPath

__all__ = ["did_you_mean", "no_such_command", "no_such_file"]

_LOOKED_AT = 5000


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question with the one or two most similar known names, empty if none is similar.

    >>> did_you_mean("rendr", ["render", "gain"])
    '; did you mean render?'
    """
    return _question(_near(name, known))


def _near(name: str, known: Iterable[str]) -> list[str]:
    by_small = {each.lower(): each for each in known}
    return [by_small[each] for each in difflib.get_close_matches(name.lower(), by_small, n=2, cutoff=0.7)]


def _question(names: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(names)}?" if names else ""


def no_such_command(command: str, name: str, known: Iterable[str]) -> str:
    """Return the problem of a name that is not a subcommand of a command.

    >>> no_such_command("reamp", "rendr", ["render", "gain"])
    "reamp has no command 'rendr'; did you mean render?"
    """
    known = list(known)
    near = did_you_mean(name, known) or f"; there are {', '.join(known)}"
    return f"{command} has no command {name!r}{near}"


def no_such_file(path: StrPath) -> str:
    """Return the problem of a path that does not exist, with similar names in its folder."""
    missing = Path(path)
    try:
        folder = missing.parent
        if not folder.is_dir():
            return f"does not exist, and there is no folder {folder}"
        others = [each.name for _, each in zip(range(_LOOKED_AT), folder.iterdir(), strict=False)]
    except (OSError, ValueError):
        return "does not exist"
    kin = {Path(name).stem: name for name in others if Path(name).suffix.lower() == missing.suffix.lower()}
    near = [kin[stem] for stem in _near(missing.stem, kin)] if kin else _near(missing.name, others)
    return f"does not exist{_question(near)}"
