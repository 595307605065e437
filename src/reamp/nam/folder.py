"""List the models in a folder, in natural order."""

import re
from pathlib import Path

from reamp.errors import ModelFileError, StrPath

__all__ = ["by_name", "models_in"]


def models_in(folder: StrPath) -> list[Path]:
    """Return the `.nam` files in a folder; raises `ModelFileError` where there are none."""
    if Path(folder).is_file():
        raise ModelFileError(folder, "", "is a file; expected a folder of models")
    found = sorted(_models(Path(folder)), key=by_name)
    if not found:
        problem = "there is no .nam file in this folder"
        inner = [
            each.name
            for each in sorted(Path(folder).iterdir(), key=by_name)
            if each.is_dir() and _models(each)
        ]
        if inner:
            problem += (
                f", but in its folders {', '.join(inner[:3])}{' ...' if len(inner) > 3 else ''}: name those"
            )
        raise ModelFileError(folder, "", problem)
    return found


def by_name(path: Path) -> list[tuple[int, str]]:
    """Return a sort key for paths in natural order: amp 2 before amp 10, upper and lower case alike.

    >>> [path.name for path in sorted([Path("amp 10.nam"), Path("Amp 2.nam")], key=by_name)]
    ['Amp 2.nam', 'amp 10.nam']
    """
    pieces = re.findall(r"\d+|\D+", path.name.casefold())
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]


def _models(folder: Path) -> list[Path]:
    """Return the models in a folder, without the hidden files that macOS leaves beside them."""
    try:
        files = list(folder.iterdir())
    except OSError as error:
        raise ModelFileError(folder, "", f"cannot be read: {error.strerror or error}") from error
    return [path for path in files if path.suffix.lower() == ".nam" and not path.name.startswith(".")]
