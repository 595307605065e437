"""The fingerprint of a network: the same in every copy of a file, whatever its name and metadata."""

import hashlib
from collections.abc import Iterator

import numpy as np

from reamp.errors import ModelFileError
from reamp.nam.document import NamDocument

__all__ = ["network_fingerprint"]

_DEFAULT_RATE_HZ = 48_000.0
"""The rate that players assume where a file states none."""

_NOT_NETWORK = {"metadata", "version"}
"""Members of a model inside a model that change nothing about its sound."""


def network_fingerprint(document: NamDocument) -> str:
    """Return 32 hexadecimal digits that identify the network: its architecture, config, weights and rate.

    Numbers are compared as float32, as players read them: a file that another program has rewritten with
    other digits or another layout keeps its fingerprint. Raises `ModelFileError` where a number is invalid.

    >>> small = NamDocument.create(architecture="Linear", config={"receptive_field": 1}, weights=[0.5])
    >>> network_fingerprint(small) == network_fingerprint(small.with_metadata(gear_make="PRS"))
    True
    """
    content = document.content()
    network = {
        "architecture": document.architecture,
        "config": content.get("config"),
        "weights": content.get("weights"),
        "sample_rate": document.sample_rate_hz or _DEFAULT_RATE_HZ,
    }
    digest = hashlib.sha256()
    try:
        for part in _parts(network):
            digest.update(part)
    except (OverflowError, RecursionError) as error:
        raise ModelFileError(document.path or "new model", "config", f"cannot be read: {error}") from error
    return digest.hexdigest()[:32]


def _parts(value: object) -> Iterator[bytes]:
    """Yield bytes that are equal only for equal values."""
    if isinstance(value, dict):
        named = {key: inner for key, inner in value.items() if key not in _NOT_NETWORK}
        yield b"{%d" % len(named)
        for key in sorted(named):
            yield from _parts(key)
            yield from _parts(named[key])
    elif isinstance(value, list):
        yield b"[%d" % len(value)
        if value and all(type(inner) in (int, float) for inner in value):
            yield b"n" + _as_float32(value)
        else:
            for inner in value:
                yield from _parts(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield b"n" + _as_float32([value])
    else:
        text = str(value).encode(errors="surrogateescape")
        yield b"%s%d:" % (type(value).__name__.encode(), len(text)) + text


def _as_float32(numbers: list[int | float]) -> bytes:
    with np.errstate(over="ignore"):
        return np.asarray(numbers, dtype=np.float64).astype("<f4").tobytes()
