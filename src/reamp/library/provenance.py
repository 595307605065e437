"""Where a model comes from: a small TOML file beside it with creator, title, licence and address."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from reamp.errors import ConfigError, StrPath
from reamp.toml_file import as_toml, checked, read_toml, write_toml

__all__ = ["PROVENANCE_SUFFIX", "Provenance", "provenance_path", "read_provenance", "write_provenance"]

PROVENANCE_SUFFIX = ".toml"
"""Comes after the whole name of the model: `amp.nam.toml` belongs to `amp.nam`."""

_LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Who made a model, what they call it, under which licence, and where it was found; None is unknown.

    `source` is the service or shop, as in `TONE3000`; `url` the page of the model there. Raises `ConfigError`
    for what is no text, and for more than 2000 characters.

    >>> Provenance(creator="Ann", license="cc-by", source="TONE3000").creator
    'Ann'
    """

    creator: str | None = None
    title: str | None = None
    license: str | None = None
    url: str | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        for name in ("creator", "title", "license", "url", "source"):
            value = getattr(self, name)
            if value is not None and not (isinstance(value, str) and len(value) <= _LONGEST):
                raise ConfigError(f"{name} must be a text of up to {_LONGEST} characters, got {value!r:.40}")


class _File(msgspec.Struct, omit_defaults=True):
    """The file: a newer Reamp may have written more."""

    creator: str | None = None
    title: str | None = None
    license: str | None = None
    url: str | None = None
    source: str | None = None


def provenance_path(path: StrPath) -> Path:
    """Return where the provenance of a model is kept; the file need not exist.

    >>> provenance_path("amps/ac30.nam").name
    'ac30.nam.toml'
    """
    model = Path(path)
    return model.with_name(model.name + PROVENANCE_SUFFIX)


def write_provenance(path: StrPath, provenance: Provenance) -> Path:
    """Write the provenance of the model at `path` beside it, in one step, and return that file.

    What was there before is replaced. Raises `OutputError` where it cannot be written.
    """
    target = provenance_path(path)
    fields = {name: getattr(provenance, name) for name in _File.__struct_fields__}
    write_toml(target, as_toml(_File(**fields)))
    return target


def read_provenance(path: StrPath) -> Provenance | None:
    """Return the provenance of the model at `path`, None where there is none.

    Raises `ConfigError` with the file and the field when it is not the TOML it should be.
    """
    target = provenance_path(path)
    values = read_toml(target)
    if values is None:
        return None
    return Provenance(**msgspec.structs.asdict(checked(values, _File, path=target)))
