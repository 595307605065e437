"""The folder of a study, which can be resumed only with the same settings."""

import json
from collections.abc import Mapping
from pathlib import Path

from reamp.atomic import atomic_write
from reamp.errors import ConfigError, OutputError, OutputExistsError, UnfinishedRunError

__all__ = ["prepare_folder"]

_SETTINGS = "study.json"


def prepare_folder(folder: Path, settings: Mapping[str, object], *, resume: bool) -> None:
    """Create the folder of a study, or resume the study in it.

    Raises `UnfinishedRunError` for an existing study without `resume`, `ConfigError` when it was begun with
    other settings, `OutputExistsError` for a foreign page, `OutputError` when the folder cannot be created.
    """
    known = folder / _SETTINGS
    try:
        for each in (folder, folder / "captures", folder / "models", folder / "audio", folder / "pictures"):
            each.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, f"cannot be created: {error.strerror or error}") from error
    if not known.exists():
        page = folder / "index.html"
        if page.exists():
            raise OutputExistsError(page, "is a page that is no study's; choose another folder")
        with atomic_write(known) as file:
            file.write((json.dumps(settings, indent=2) + "\n").encode())
        return
    if not resume:
        raise UnfinishedRunError(folder, "holds a study; go on with it, or choose another folder")
    _check_same(folder, known, settings)


def _check_same(folder: Path, known: Path, settings: Mapping[str, object]) -> None:
    try:
        begun = json.loads(known.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{known} cannot be read, so the study cannot go on: {error}") from error
    wanted = json.loads(json.dumps(settings))
    for name in [*wanted, *begun]:
        if begun.get(name) != wanted.get(name):
            was, now = begun.get(name), wanted.get(name)
            raise ConfigError(f"{folder} was begun with {name} {was}, now it is {now}; choose another folder")
