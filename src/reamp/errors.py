"""Everything Reamp raises.

ReampError
├── ConfigError          an option outside its range
├── LevelError           text that is not a level
├── AudioError           a signal that cannot be used: NaN, the wrong rate
│   └── AudioFileError   an audio file that cannot be read or written
│       └── ChannelError a file with several channels, none of them chosen
├── CaptureError         a capture folder that cannot be used
│   ├── NotACaptureError a folder without a capture in it, or a file
│   ├── CaptureLevelError a capture that does not say its levels, where they are needed
│   └── CaptureBlockedError a capture with a finding that makes training senseless
├── ModelFileError       a .nam file that cannot be played
├── InterfaceError       an interface that is not in the table, or not unambiguous
├── DeviceError          an audio device that cannot be opened: none there, no server, another rate
├── LibraryError         an index of models that cannot be used, a folder that cannot be in it
│   └── EmptyLibraryError    an index without a folder, searched
├── AlignError           two captures that do not tell how their levels differ
├── MissingExtraError    a library that an optional part needs is not installed
├── TrainingError        training that cannot go on: it diverges
│   ├── NothingLearnedError a network that learned nothing: writing it must be asked for
│   └── CheckpointError  an unfinished run that cannot be gone on with: damaged, or of another run
└── OutputError          an output that cannot be written: no such folder, a full disk
    └── OutputExistsError    an output that is already there, or is one of the inputs
        └── UnfinishedRunError a training or a study that was begun and can go on
"""

import copyreg
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
    "ReampError",
    "TrainingError",
    "UnfinishedRunError",
]

_SUGGESTIONS_SHOWN = 8

StrPath = str | PathLike[str]


class ReampError(Exception):
    """The base of every error Reamp raises; its text is one line for the user.

    It can be copied and pickled, subclasses with arguments of their own included.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # Python would call __init__ with the text alone, fail, and so end the process pool of a worker.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class _PathError(ReampError):
    """Something is wrong with what is at `path`; `problem` says what."""

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
    """A file leaves a choice of channels; `role` is what the file is for, as in `AudioReader`."""

    def __init__(self, path: StrPath, problem: str, *, role: str) -> None:
        self.role = role
        super().__init__(path, problem)


class CaptureError(_PathError):
    """A capture cannot be used; `path` and `problem` say which and why."""


class NotACaptureError(CaptureError):
    """A path is no capture: a file, or a folder without its text file."""


class CaptureLevelError(CaptureError):
    """A capture does not say its send or return level, and what is asked of it needs both."""


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


class InterfaceError(ReampError):
    """An interface cannot be named with certainty; `suggestions` are the nearest names in the table.

    `is_unknown` says that the table has no such interface, as far as the name tells.
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
    """An audio device cannot be opened, or not as asked; `backend` is whose it is, None where none works."""

    def __init__(self, problem: str, *, backend: str | None = None) -> None:
        self.backend = backend
        super().__init__(problem)


class AlignError(ReampError):
    """Two captures do not tell how their levels differ: other gear, other settings, or linear gear.

    `rest_db` is what is left of one when the other is taken away, at the best level; 0 is nothing in common.
    """

    def __init__(self, problem: str, *, rest_db: float) -> None:
        self.rest_db = rest_db
        super().__init__(problem)


class LibraryError(_PathError):
    """An index of models cannot be used, or a folder cannot be in it; `path` says which, `problem` why."""


class EmptyLibraryError(LibraryError):
    """An index of models that covers no folder yet is searched."""


class MissingExtraError(ReampError):
    """A library that an optional part needs is not installed; `extra` is what to install."""

    def __init__(self, what: str, *, library: str, extra: str) -> None:
        self.library = library
        self.extra = extra
        super().__init__(f"{what} needs {library}: pip install 'reamp[{extra}]'")


class TrainingError(ReampError):
    """Training cannot go on, or its result is not what it should be."""


class NothingLearnedError(TrainingError):
    """A network is as wrong as silence, and no file of it was asked for."""


class CheckpointError(_PathError, TrainingError):
    """An unfinished run cannot be gone on with; `path` is its checkpoint."""


class OutputError(_PathError):
    """An output cannot be written; `path` and `problem` say which and why."""


class OutputExistsError(OutputError):
    """An output would replace a file; `path` is that file.

    `can_overwrite` says whether the caller may allow that: never where the output is also an input.
    """

    def __init__(self, path: StrPath, problem: str, *, can_overwrite: bool = False) -> None:
        self.can_overwrite = can_overwrite
        super().__init__(path, problem)


class UnfinishedRunError(OutputExistsError):
    """There is a run that can go on; `path` is its checkpoint, or its folder."""
