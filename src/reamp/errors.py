"""Everything Reamp raises.

ReampError
├── ConfigError          an option outside its range
├── LevelError           text that is not a level
├── AudioError           a signal that cannot be used: NaN, the wrong rate
│   └── AudioFileError   an audio file that cannot be read or written
│       └── ChannelError a file with several channels, none of them chosen
├── CaptureError         a capture folder that cannot be used
│   ├── NotACaptureError a folder without a capture in it, or a file
│   ├── CaptureLevelError a capture without the levels that are needed
│   └── CaptureBlockedError a capture with a finding that makes training senseless
├── ModelFileError       a .nam file that cannot be played
├── InterfaceError       an interface that is not in the table, or not unambiguous
├── PluginError          a plug-in that cannot be used: missing, of another system, crashing, hanging, silent
├── DeviceError          an audio device that cannot be opened: missing, no server, another rate
├── RecordingError       a take that cannot be used: a silent return, a turned knob, missing frames
├── LibraryError         an index of models that cannot be used, a folder that cannot be in it
│   └── EmptyLibraryError    a search in an index without a folder
├── AlignError           two models whose level difference cannot be determined
├── ClusterError         a cluster that cannot be used: no scheduler, other versions, a worker that was lost
├── MissingExtraError    a library that an optional part needs is not installed
├── Tone3000Error        TONE3000 cannot be reached, refuses, or answers with something else
│   ├── SignedOutError   no user is signed in, or TONE3000 no longer accepts the kept sign-in
│   ├── SignInError      a sign-in that failed: refused, expired, or with the answer to another one
│   ├── RateLimitError   more requests than TONE3000 allows
│   └── SearchRefusedError a key that may not search
├── TrainingError        training that cannot go on: it diverges
│   ├── NothingLearnedError a network that learned nothing, which is not written by default
│   └── CheckpointError  an unfinished run that cannot be resumed: damaged, or of another run
└── OutputError          an output that cannot be written: no such folder, a full disk
    └── OutputExistsError    an output that already exists, or is one of the inputs
        └── UnfinishedRunError an unfinished training or study that can be resumed
"""

import copyreg
import shlex
import sys
from collections.abc import Sequence
from os import PathLike
from typing import Any

__all__ = [
    "AlignError",
    "AudioError",
    "AudioFileError",
    "CaptureBlockedError",
    "CaptureError",
    "CaptureLevelError",
    "ChannelError",
    "CheckpointError",
    "ClusterError",
    "ConfigError",
    "DeviceError",
    "EmptyLibraryError",
    "InterfaceError",
    "LevelError",
    "LibraryError",
    "MissingExtraError",
    "ModelFileError",
    "NotACaptureError",
    "NothingLearnedError",
    "OutputError",
    "OutputExistsError",
    "PluginError",
    "RateLimitError",
    "ReampError",
    "RecordingError",
    "SearchRefusedError",
    "SignInError",
    "SignedOutError",
    "Tone3000Error",
    "TrainingError",
    "UnfinishedRunError",
    "install_command",
]

_SUGGESTIONS_SHOWN = 8

StrPath = str | PathLike[str]


class ReampError(Exception):
    """The base of every error that Reamp raises; its text is one line for the user.

    It can be copied and pickled, also in subclasses with other arguments.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # By default Python calls __init__ with the text alone, which fails and ends a worker's process pool.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class _PathError(ReampError):
    """Something is wrong with the file or folder at `path`; `problem` describes it."""

    def __init__(self, path: StrPath, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}")


class ConfigError(ReampError):
    """An option is outside its range."""


class LevelError(ReampError):
    """A text is not a level; `text` is what was typed."""

    def __init__(self, text: str, problem: str) -> None:
        self.text = text
        super().__init__(f"{text!r} {problem}")


class AudioError(ReampError):
    """A signal cannot be used as it is."""


class AudioFileError(_PathError, AudioError):
    """An audio file cannot be read or written; `path` and `problem` say which and why."""


class ChannelError(AudioFileError):
    """A file has several channels to choose from; `role` is what the file is for, as in `AudioReader`."""

    def __init__(self, path: StrPath, problem: str, *, role: str) -> None:
        self.role = role
        super().__init__(path, problem)


class CaptureError(_PathError):
    """A capture cannot be used; `path` and `problem` say which and why."""


class NotACaptureError(CaptureError):
    """A path is not a capture: a file, or a folder without a capture's text file."""


class CaptureLevelError(CaptureError):
    """A capture lacks the send or return level, and the operation needs both."""


class CaptureBlockedError(CaptureError):
    """A finding of a capture makes training senseless; `problem` says which and what to do."""


class ModelFileError(ReampError):
    """A `.nam` file cannot be used; `field` is the path inside the file, as in `config.layers[1].dilations`.

    `field` is empty when the whole file is meant.
    """

    def __init__(self, path: StrPath, field: str, problem: str) -> None:
        self.path = path
        self.field = field
        self.problem = problem
        super().__init__(f"{path}: {field}: {problem}" if field else f"{path}: {problem}")


class RecordingError(ReampError):
    """A take cannot be used; `check` is the name of the check that says why, see `findings`."""

    def __init__(self, problem: str, *, check: str) -> None:
        self.check = check
        super().__init__(problem)


class InterfaceError(ReampError):
    """A name does not identify an interface; `suggestions` are the most similar names in the table.

    `is_unknown` means that no name in the table matches.
    """

    def __init__(
        self, query: str, problem: str, suggestions: Sequence[str] = (), *, is_unknown: bool = False
    ) -> None:
        self.is_unknown = is_unknown
        self.query = query
        self.suggestions = tuple(suggestions)
        shown = list(self.suggestions[:_SUGGESTIONS_SHOWN])
        if len(self.suggestions) > len(shown):
            shown.append(f"... ({len(self.suggestions)} in all)")
        hint = f"; did you mean {', '.join(shown)}?" if shown else ""
        super().__init__(f"interface {query!r} {problem}{hint}")


class DeviceError(ReampError):
    """An audio device cannot be opened as requested; `backend` is its backend, None if none works."""

    def __init__(self, problem: str, *, backend: str | None = None) -> None:
        self.backend = backend
        super().__init__(problem)


class PluginError(_PathError):
    """A plug-in cannot be used; `path` is the file or name that was requested, and `problem` says why."""


class AlignError(ReampError):
    """The level difference of two models cannot be found: other gear, other settings, or linear gear.

    `rest_db` is the residual when one is subtracted from the other at the best level; 0 is nothing in common.
    """

    def __init__(self, problem: str, *, rest_db: float) -> None:
        self.rest_db = rest_db
        super().__init__(problem)


class LibraryError(_PathError):
    """An index of models cannot be used, or a folder cannot be in it; `path` says which, `problem` why."""


class EmptyLibraryError(LibraryError):
    """An index of models that covers no folder yet is searched."""


class ClusterError(ReampError):
    """A cluster cannot be used, or work was lost on it; `address` is the scheduler's or a worker's."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        self.problem = problem
        super().__init__(f"{address}: {problem}")


class MissingExtraError(ReampError):
    """A library that an optional part needs is not installed; `extra` is what to install.

    The advice names the interpreter that runs, since another one may answer to `pip`.
    """

    def __init__(self, what: str, *, library: str, extra: str) -> None:
        self.library = library
        self.extra = extra
        self.command = install_command(extra)
        super().__init__(f"{what} needs {library}: {self.command}")


def install_command(extra: str) -> str:
    """Return the command that installs an extra of Reamp for the interpreter that runs.

    >>> install_command("train").endswith("-m pip install 'reamp[train]'")
    True
    """
    return f"{shlex.quote(sys.executable or 'python')} -m pip install 'reamp[{extra}]'"


class Tone3000Error(ReampError):
    """A request to TONE3000 failed.

    `status` is the number of its HTTP answer, None if there was none. `code` is TONE3000's word for the
    reason, such as `invalid_grant`; empty if it gave none.
    """

    def __init__(self, problem: str, *, status: int | None = None, code: str = "") -> None:
        self.status = status
        self.code = code
        super().__init__(problem)


class SignedOutError(Tone3000Error):
    """No user is signed in at TONE3000, or it no longer accepts the kept sign-in."""


class SignInError(Tone3000Error):
    """A sign-in failed; `code` says why, for example `access_denied`."""


class RateLimitError(Tone3000Error):
    """TONE3000 asks to wait for `retry_after_s` seconds; None if it does not say how long."""

    def __init__(self, problem: str, *, retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(problem, status=429)


class SearchRefusedError(Tone3000Error):
    """The key of this client may not search, according to its settings or to TONE3000's answer."""


class TrainingError(ReampError):
    """Training cannot continue, or its result is wrong."""


class NothingLearnedError(TrainingError):
    """A network is as wrong as silence, and the caller did not ask to write it anyway."""


class CheckpointError(_PathError, TrainingError):
    """An unfinished run cannot be resumed; `path` is its checkpoint."""


class OutputError(_PathError):
    """An output cannot be written; `path` and `problem` say which and why."""


class OutputExistsError(OutputError):
    """An output would replace a file; `path` is that file.

    `can_overwrite`: the caller may allow it; False if the output is also an input.
    """

    def __init__(self, path: StrPath, problem: str, *, can_overwrite: bool = False) -> None:
        self.can_overwrite = can_overwrite
        super().__init__(path, problem)


class UnfinishedRunError(OutputExistsError):
    """There is an unfinished run that can be resumed; `path` is its checkpoint, or its folder."""
