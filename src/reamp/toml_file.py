"""Read, check and write TOML files that people edit; every problem is reported in one line."""

import datetime
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli_w

from reamp.atomic import atomic_write
from reamp.errors import ConfigError, OutputError

__all__ = ["as_toml", "checked", "problem_of", "read_toml", "write_toml"]

_Form = TypeVar("_Form")


def read_toml(path: Path) -> dict[str, Any] | None:
    """Return the content of a file, None when it does not exist; raises `ConfigError` unless it is TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: is not TOML, because it is not text; correct the file, or delete it"
        ) from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}; correct the file, or delete it") from error


def checked(values: object, form: type[_Form], *, path: Path) -> _Form:
    """Convert values from the file `path` to a form; raises `ConfigError` with the file and the field."""
    try:
        return msgspec.convert(values, form)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {problem_of(error)}; correct the file, or delete it") from error


def as_toml(form: object) -> dict[str, Any]:
    """Return a form as values for TOML, without None, and with dates as dates."""
    fields: dict[str, Any] = msgspec.to_builtins(form, builtin_types=(datetime.date,))
    return fields


def write_toml(path: Path, values: dict[str, Any]) -> None:
    """Write a file in one step, creating its folder where needed; raises `OutputError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path.parent, f"cannot be created: {error.strerror or error}") from error
    with atomic_write(path) as file:
        tomli_w.dump(values, file)


def problem_of(error: msgspec.ValidationError) -> str:
    """Return msgspec's message with the field first: `interface[0].name: expected str, got int`."""
    problem, _, field = str(error).replace("`", "").partition(" - at $.")
    problem = problem.removeprefix("Object contains ").replace("Object missing required", "missing")
    problem = problem[:1].lower() + problem[1:]
    return f"{field}: {problem}" if field else problem
