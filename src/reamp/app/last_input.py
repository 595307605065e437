"""The input that played last, with which a server goes on that was ended or killed."""

from pathlib import Path
from typing import Literal

import msgspec

from reamp.app.guitar_input import DEMO_INPUT, GuitarInput
from reamp.atomic import atomic_write
from reamp.errors import ReampError
from reamp.folders import data_dir
from reamp.live.stream import StreamConfig

__all__ = ["LastInput", "last_input"]


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["demo", "file", "device"]
    path: str | None = None
    backend: str | None = None
    device: str | None = None
    channel: int = 1


class LastInput:
    """Keeps an input when another was chosen; `choice` is that of the beginning."""

    def __init__(self, choice: GuitarInput) -> None:
        self._kept = choice

    def keep(self, choice: GuitarInput, *, device: str) -> None:
        """Take note of what plays; `device` is what the system calls it. Raises `OutputError`."""
        if choice == self._kept:
            return
        is_device = choice.kind == "device"
        kept = _Kept(
            kind=choice.kind,
            path=None if choice.path is None else str(choice.path),
            backend=choice.stream.backend,
            device=device if is_device else None,
            channel=choice.channel,
        )
        with atomic_write(_path()) as file:
            file.write(msgspec.json.encode(kept))
        self._kept = choice


def last_input() -> GuitarInput:
    """Return the input that played last; the demo guitar where there was none, or where its file is gone."""
    try:
        kept = msgspec.json.decode(_path().read_bytes(), type=_Kept)
        path = None if kept.path is None else Path(kept.path)
        if kept.kind == "demo" or (kept.kind == "file" and (path is None or not path.is_file())):
            return DEMO_INPUT
        return GuitarInput(
            kind=kept.kind,
            path=path,
            stream=StreamConfig(backend=kept.backend, device=kept.device),
            channel=max(1, kept.channel),
        )
    except (OSError, msgspec.DecodeError, ReampError):
        return DEMO_INPUT


def _path() -> Path:
    return data_dir() / "last input.json"
