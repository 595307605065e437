"""Versions of the `.nam` format: which ones can be played, and which one a new file needs."""

import re
from collections.abc import Mapping

__all__ = ["EARLIEST_VERSION", "LATEST_VERSION", "parse_version", "required_version", "version_problem"]

EARLIEST_VERSION = (0, 5, 0)
LATEST_VERSION = (0, 7, 0)

_VERSION = re.compile(r"(\d{1,10})\.(\d{1,10})\.(\d{1,10})", re.ASCII)
# The options of a WaveNet in version 0.5.4; any other needs a newer reader.
_PLAIN_WAVENET_KEYS = {"layers", "head", "head_scale"}
_PLAIN_ARRAY_KEYS = {
    "activation",
    "channels",
    "condition_size",
    "dilations",
    "gated",
    "head_bias",
    "head_size",
    "input_size",
    "kernel_size",
}


def parse_version(text: object) -> tuple[int, int, int] | None:
    """Return the three numbers of a version, None when it is not of the form `0.5.4`.

    >>> parse_version("0.5.4"), parse_version("0.5.4-beta"), parse_version(0.5)
    ((0, 5, 4), None, None)
    """
    match = _VERSION.fullmatch(text) if isinstance(text, str) else None
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def version_problem(version: tuple[int, int, int]) -> str | None:
    """Return why a file of this version cannot be played, None when it can.

    A newer patch of a known version is played, because a patch must not change what the old keys mean.

    >>> version_problem((0, 4, 9))
    'format 0.4.9 is not played; the versions 0.5.0 to 0.7.x are'
    >>> [version_problem(v) for v in ((0, 5, 0), (0, 7, 1))]
    [None, None]
    """
    if version >= EARLIEST_VERSION and version[:2] <= LATEST_VERSION[:2]:
        return None
    return f"format {'.'.join(map(str, version))} is not played; the versions 0.5.0 to 0.7.x are"


def required_version(architecture: str, config: Mapping[str, object]) -> str:
    """Return the oldest version that can express a model, so that old players still read plain ones.

    >>> required_version("LSTM", {"input_size": 1}), required_version("SlimmableContainer", {})
    ('0.5.4', '0.7.0')
    """
    plain = architecture in {"Linear", "ConvNet", "LSTM"}
    if architecture == "WaveNet":
        arrays = config.get("layers")
        plain = (
            config.keys() <= _PLAIN_WAVENET_KEYS
            and config.get("head") is None
            and isinstance(arrays, list | tuple)
            and all(
                array.keys() <= _PLAIN_ARRAY_KEYS and isinstance(array["activation"], str) for array in arrays
            )
        )
    return "0.5.4" if plain else "0.7.0"
