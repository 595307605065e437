"""What happens while TONE3000 is asked, as values: a command prints them, an application draws them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from reamp.tone3000.values import OnlineModel

__all__ = [
    "CallDeprecated",
    "CallbackRefused",
    "DeviceCodeShown",
    "DownloadProgress",
    "FileDownloaded",
    "FileFailed",
    "FileKept",
    "OnlineEvent",
    "OnlineListener",
    "PageOpened",
    "WaitReason",
    "Waiting",
]


@dataclass(frozen=True, kw_only=True)
class PageOpened:
    """A page waits for the user; `is_open` is False where no browser could be started: show the address."""

    url: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class DeviceCodeShown:
    """The user types `user_code` at `url`, on any device, within `expires_in_s`; `direct_url` holds both."""

    user_code: str
    url: str
    direct_url: str | None
    expires_in_s: float


@dataclass(frozen=True, kw_only=True)
class CallbackRefused:
    """An answer to another sign-in, or a forged one, came back to this machine and was not used."""


class WaitReason(StrEnum):
    """Why nothing is sent for a while."""

    OWN_LIMIT = "own limit"
    """More requests would be more than TONE3000 allows."""
    ASKED_TO = "asked to"
    """TONE3000 answered that there were too many requests."""
    FAILED = "failed"
    """TONE3000 did not answer, or failed; another attempt follows."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Nothing is sent for `wait_s` seconds."""

    wait_s: float
    reason: WaitReason


@dataclass(frozen=True, kw_only=True)
class CallDeprecated:
    """TONE3000 will end a call; `link` says more, `notes` is its own text. Both may be empty."""

    call: str
    link: str
    notes: str


@dataclass(frozen=True, kw_only=True)
class DownloadProgress:
    """Of the file of a model `done_bytes` are here; `total_bytes` is None where that is not told."""

    model: OnlineModel
    done_bytes: int
    total_bytes: int | None


@dataclass(frozen=True, kw_only=True)
class FileDownloaded:
    """A model has arrived and can be played; the levels are what its file says, None where it says none."""

    model: OnlineModel
    path: Path
    input_level_dbu: float | None
    output_level_dbu: float | None


@dataclass(frozen=True, kw_only=True)
class FileKept:
    """A model was here already; it was not downloaded again."""

    model: OnlineModel
    path: Path


@dataclass(frozen=True, kw_only=True)
class FileFailed:
    """A file did not arrive, or is no model; `problem` is one line. The other downloads continue."""

    model: OnlineModel
    problem: str


OnlineEvent: TypeAlias = (
    PageOpened
    | DeviceCodeShown
    | CallbackRefused
    | Waiting
    | CallDeprecated
    | DownloadProgress
    | FileDownloaded
    | FileKept
    | FileFailed
)
OnlineListener: TypeAlias = Callable[[OnlineEvent], None]
