"""A `.nam` file as a text whose metadata can be edited in place; every other byte stays."""

import json
import math
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from reamp.arguments import as_path
from reamp.atomic import atomic_write, check_output
from reamp.errors import ConfigError, ModelFileError, StrPath
from reamp.nam.json_edit import edit_object
from reamp.nam.metadata import METADATA_FIELDS, Metadata, check_levels, metadata_from_json, metadata_to_json
from reamp.nam.version import parse_version, required_version
from reamp.near_names import no_such_file

__all__ = ["NamDocument"]

_BOM = "\ufeff"
_NO_PATH = "new model"
_SOUND_FILES = (b"RIFF", b"RF64", b"fLaC", b"FORM", b"OggS")
_MAX_BYTES = 2**28
_REQUIRED = ("version", "architecture", "config", "weights")
_AT_BYTE = re.compile(r" \(byte (\d+)\)")
_Members = dict[str, msgspec.Raw]


@dataclass(frozen=True, kw_only=True)
class NamDocument:
    """A `.nam` file, read or created; immutable, edits return a new document.

    Only the outermost object is checked; the engine decides whether the model can be played.
    `sample_rate_hz` is None when the file does not state it; players assume 48000 then. `text` is the whole
    file. `path` is None until the document has a file.
    """

    path: Path | None
    version: str
    architecture: str
    sample_rate_hz: float | None
    metadata: Metadata
    text: str = field(repr=False)

    @classmethod
    def read(cls, path: StrPath) -> Self:
        """Return the document in a file.

        Raises `ModelFileError` when it cannot be read, is not JSON, lacks a key that every `.nam` file has,
        or when a level or the loudness, on which the sound depends, is not a number.
        """
        document = cls.read_for_repair(path)
        check_levels(document.metadata, path)
        return document

    @classmethod
    def read_for_repair(cls, path: StrPath) -> Self:
        """Return the document in a file; levels that are not numbers become unknown and stay in `extra`."""
        return cls.parse(_read_bytes(as_path(path, of="a model")), path=path)

    @classmethod
    def parse(cls, data: bytes, *, path: StrPath | None = None) -> Self:
        """Return the document in the bytes of a file; `path` is its name in errors and for `save`.

        A byte order mark before the object and any text after it are kept, because players skip them.
        Metadata of the wrong type is unknown.
        """
        label = path or _NO_PATH
        members, text = _members(data, label)
        for key in _REQUIRED:
            if key not in members:
                raise ModelFileError(label, key, "is missing; every .nam file has it")
        if bytes(members["config"])[:1] != b"{":
            raise ModelFileError(label, "config", "expected an object")
        version = _value(members, "version", label)
        if not isinstance(version, str) or parse_version(version) is None:
            raise ModelFileError(label, "version", f"expected a text like '0.5.4', got {version!r}")
        architecture = _value(members, "architecture", label)
        if not isinstance(architecture, str):
            raise ModelFileError(label, "architecture", f"expected a name, got {architecture!r}")
        # Players do not read the weights of a container.
        if bytes(members["weights"])[:1] != b"[" and architecture != "SlimmableContainer":
            raise ModelFileError(label, "weights", "expected a list of numbers")
        return cls(
            path=None if path is None else Path(path),
            version=version,
            architecture=architecture,
            sample_rate_hz=_sample_rate_hz(members, label),
            metadata=metadata_from_json(_value(members, "metadata", label)),
            text=text,
        )

    @classmethod
    def create(
        cls,
        *,
        architecture: str,
        config: Mapping[str, object],
        weights: ArrayLike = (),
        sample_rate_hz: float | None = None,
        metadata: Metadata | None = None,
        version: str | None = None,
    ) -> Self:
        """Return a new document; its version is the oldest that can express the model, unless given.

        `weights` is flat and written as float32: the shortest numbers that give the same float32 again.
        A `NamDocument` inside `config` stands for its whole model (a submodel, `condition_dsp`).

        >>> new = NamDocument.create(architecture="Linear", config={"receptive_field": 1, "bias": False},
        ...                          weights=[0.1], sample_rate_hz=48000)
        >>> print(new.text, end="")
        {
          "version": "0.5.4",
          "metadata": {},
          "architecture": "Linear",
          "config": {"receptive_field":1,"bias":false},
          "weights": [0.1],
          "sample_rate": 48000
        }
        """
        members = {
            "version": _json(version or required_version(architecture, config)),
            "metadata": _json(metadata_to_json(metadata or Metadata())),
            "architecture": _json(architecture),
            "config": _config_json(config),
            "weights": _weights_json(weights),
        }
        if sample_rate_hz is not None:
            members["sample_rate"] = f"{sample_rate_hz:.17g}"
        text = ",\n".join(f'  "{key}": {value}' for key, value in members.items())
        return cls.parse(f"{{\n{text}\n}}\n".encode())

    def content(self) -> dict[str, object]:
        """Return the whole file, decoded."""
        label = self.path or _NO_PATH
        members = _members(_encoded(self.text), label)[0]
        return {key: _value(members, key, label) for key in members}

    def with_metadata(self, **changes: object) -> Self:
        """Return the document with fields of `Metadata` changed, or removed where the new value is None.

        The rest of the text stays, unknown keys and layout included. Raises `ConfigError` for an unknown
        field, a number that is not finite and a value that a field cannot hold.
        """
        unknown = changes.keys() - METADATA_FIELDS.keys() - {"extra"}
        if unknown:
            names = ", ".join(METADATA_FIELDS)
            raise ConfigError(f"{sorted(unknown)[0]!r} is not a metadata field; there are {names}")
        old = metadata_to_json(self.metadata)
        replaced = {METADATA_FIELDS[name].key for name in changes.keys() - {"extra"}}
        kept = {key: value for key, value in self.metadata.extra.items() if key not in replaced}
        new = metadata_to_json(replace(self.metadata, **{"extra": kept, **changes}))  # type: ignore[arg-type]
        metadata = metadata_from_json(new)
        for name in changes.keys() - {"extra"}:
            if changes[name] is not None and getattr(metadata, name) is None:
                raise ConfigError(f"{changes[name]!r} cannot be the metadata field {name}")
        edits = {
            key: _json(new[key]) if key in new else None
            for key in new | old
            if key not in new or key not in old or new[key] != old[key]
        }
        if not edits:
            return self
        members = _members(_encoded(self.text), self.path or _NO_PATH)[0]
        present = bytes(members.get("metadata", b"")).decode()
        inner = edit_object(present if present.startswith("{") else "{}", edits)
        mark = _BOM if self.text.startswith(_BOM) else ""
        text = mark + edit_object(self.text.removeprefix(_BOM), {"metadata": inner})
        return replace(self, text=text, metadata=metadata)

    def write(self, path: StrPath, *, overwrite: bool = False) -> Self:
        """Write the document in one step and return it with its new path.

        Raises `OutputExistsError` for an existing file without `overwrite`, and always for the file the
        document was read from (use `save` for that).
        """
        check_output(path, inputs=() if self.path is None else (self.path,), overwrite=overwrite)
        return self._written(Path(path))

    def save(self) -> Self:
        """Write the document, in one step, over the file it was read from."""
        if self.path is None:
            raise ConfigError("the document has no file yet; write it to a path first")
        check_output(self.path, overwrite=True)
        return self._written(self.path)

    def _written(self, path: Path) -> Self:
        with atomic_write(path) as file:
            file.write(_encoded(self.text))
        return replace(self, path=path)


def _read_bytes(path: Path) -> bytes:
    """Return the content of a file; refuses folders and files too large to be a model."""
    try:
        if path.is_dir():
            raise ModelFileError(path, "", "is a folder, not a .nam file; name one of the models in it")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ModelFileError(path, "", "is not a regular file")
        if status.st_size > _MAX_BYTES:
            raise ModelFileError(path, "", f"is larger than {_MAX_BYTES >> 20} MB, so it is not a NAM model")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ModelFileError(path, "", no_such_file(path)) from error
    except OSError as error:
        raise ModelFileError(path, "", f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a name with a NUL
        raise ModelFileError(path, "", f"cannot be read: {error}") from error


def _encoded(text: str) -> bytes:
    """Return the bytes of a file's text; bytes after the JSON object need not be valid UTF-8."""
    return text.encode(errors="surrogateescape")


def _members(data: bytes, path: StrPath) -> tuple[_Members, str]:
    """Return the members of the outermost object, their values as they are written, and the text."""
    if data[:4] in _SOUND_FILES:
        raise ModelFileError(path, "", "is a sound file, not a model")
    text = data.decode(errors="surrogateescape")
    body = _encoded(text.removeprefix(_BOM))
    _check_start(body.lstrip(), path)
    try:
        try:
            return msgspec.json.decode(body, type=_Members), text
        except msgspec.DecodeError as error:
            at = _AT_BYTE.search(str(error))
            if at is None or "trailing" not in str(error):
                raise
            # The decoder's position is one byte past the first trailing one.
            return msgspec.json.decode(body[: int(at[1]) - 1], type=_Members), text
    except msgspec.DecodeError as error:
        try:
            body.decode()
        except UnicodeDecodeError as not_text:
            raise ModelFileError(path, "", f"is not text (UTF-8) at byte {not_text.start}") from None
        raise ModelFileError(path, "", _syntax_problem(str(error), body)) from None
    except RecursionError:
        raise ModelFileError(path, "", "is not a NAM model: its JSON is nested too deeply") from None


def _check_start(body: bytes, path: StrPath) -> None:
    """Raise `ModelFileError` where the file does not begin like a model, with the core's messages."""
    if not body:
        raise ModelFileError(path, "", "is empty")
    if body.startswith(b"<"):
        raise ModelFileError(path, "", "is a web page, not a model; download the model itself")
    if not body.startswith(b"{"):
        raise ModelFileError(path, "", "is not a NAM model; a .nam file is a JSON object")


def _syntax_problem(problem: str, body: bytes) -> str:
    """Return the decoder's `problem` with the line and column instead of its byte."""
    at = _AT_BYTE.search(problem)
    if at is None:
        return "is incomplete: the file ends too early; download it again, or copy it again"
    before = body[: int(at[1])]
    line, column = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
    reason = _AT_BYTE.sub("", problem).removeprefix("JSON is malformed: ")
    return f"is damaged: no valid JSON at line {line}, column {column} ({reason})"


def _value(members: _Members, key: str, path: StrPath) -> object:
    """Return a decoded member, None when it is absent."""
    if key not in members:
        return None
    try:
        return msgspec.json.decode(members[key])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ModelFileError(path, key, f"cannot be decoded: {error}") from None


def _sample_rate_hz(members: _Members, path: StrPath) -> float | None:
    rate_hz = _value(members, "sample_rate", path)
    if isinstance(rate_hz, bool) or (not isinstance(rate_hz, int | float) and "sample_rate" in members):
        raise ModelFileError(path, "sample_rate", f"expected a number of Hz, got {rate_hz!r}")
    # Players write an unknown rate as zero or below.
    return float(rate_hz) if isinstance(rate_hz, int | float) and rate_hz > 0 else None


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"metadata cannot hold this: {error}") from None


def _weights_json(weights: ArrayLike) -> str:
    numbers = np.asarray(weights, dtype=np.float32)
    if numbers.ndim != 1:
        raise ConfigError(f"weights must be one flat list, got the shape {numbers.shape}")
    if not np.isfinite(numbers).all():
        index = int(np.argmin(np.isfinite(numbers)))
        raise ConfigError(f"weights must be finite, number {index} is {numbers[index]}")
    return f"[{', '.join(map(str, numbers))}]"


def _config_json(config: Mapping[str, object]) -> str:
    try:
        return msgspec.json.encode(_with_raw_models(config)).decode()
    except TypeError as error:
        raise ConfigError(f"config cannot be written: {error}") from None


def _with_raw_models(value: object) -> object:
    """Return a config in which each nested document is replaced by its text."""
    if isinstance(value, NamDocument):
        return msgspec.Raw(value.text.removeprefix(_BOM).strip())
    if isinstance(value, Mapping):
        return {key: _with_raw_models(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_raw_models(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ConfigError(f"config cannot hold the number {value}")
    return value
