"""The options that do what errors and findings advise; the library itself knows no options."""

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reamp.errors import (
    CaptureBlockedError,
    CaptureLevelError,
    ChannelError,
    CheckpointError,
    DeviceError,
    EmptyLibraryError,
    InterfaceError,
    NotACaptureError,
    NothingLearnedError,
    OutputExistsError,
    ReampError,
    SignedOutError,
    UnfinishedRunError,
)
from reamp.findings import Check, Finding
from reamp.live.hints import Hints

if TYPE_CHECKING:
    from reamp.interfaces.remembered import RememberedInterface

__all__ = ["HINTS", "about_this_run", "error_text", "finding_text"]

_OF_CHECK: dict[Check, str] = {
    Check.EXCERPT: "--start, --seconds",
    Check.CHAIN_LEVEL_UNKNOWN: "reamp tag --output-level-dbu, --input-level-dbu",
    Check.INTERFACE_CONFLICT: "--max-input",
    Check.INTERFACE_GAIN_ASSUMED: "--interface-gain",
    Check.INTERFACE_GAIN_REMEMBERED: "--interface-gain {limit:g}, --interface",
    Check.INTERFACE_MINIMUM_UNKNOWN: "--interface-gain",
    Check.INTERFACE_REMEMBERED: "--interface, or --interface none; reamp interface clear forgets it",
    **dict.fromkeys(
        (
            Check.INTERFACE_MATCHED,
            Check.INTERFACE_OTHER_DEVICE,
            Check.INTERFACE_UNCERTAIN,
            Check.INTERFACE_UNMATCHED,
        ),
        "reamp interface set NAME",
    ),
    Check.INTERFACE_UNKNOWN: "--interface or --max-input",
    Check.MODEL_LEVEL_UNKNOWN: "--model-input-level or reamp tag --input-level-dbu; --input-trim",
    **dict.fromkeys((Check.LATENCY_UNKNOWN, Check.LATENCY_UNSURE), "reamp capture new --latency"),
    Check.LOUDNESS_DOUBTFUL: "reamp tag --unset loudness-db",
    Check.LOUDNESS_UNKNOWN: "--output-trim",
    Check.MODEL_LEVEL_DOUBTFUL: "reamp tag",
    Check.OUTPUT_CLIPPING: "--output-trim, --format",
    Check.OUTPUT_LIMITED: "--output-trim or --no-limiter",
    **dict.fromkeys(
        (Check.LEVEL_NOT_MEASURED, Check.RETURN_TURNED, Check.SETUP_MISSING), "reamp capture setup"
    ),
    Check.STAGE_WRONG_INPUT: "--input-channel",
    Check.OUTPUT_LEVEL_UNKNOWN: "reamp tag --output-level-dbu, or --output normalized",
}
_OF_THE_TABLE = {Check.INTERFACE_ALTERNATIVES, Check.INTERFACE_CONFIDENCE, Check.INTERFACE_SETTING}
_OF_ERROR: dict[type[ReampError], str] = {
    CaptureBlockedError: "reamp capture check shows all; --anyway",
    CheckpointError: "--overwrite without --resume starts again",
    NotACaptureError: "reamp capture new",
    CaptureLevelError: "reamp level send, reamp level return; capture.toml holds them",
    EmptyLibraryError: "reamp library add FOLDER",
    NothingLearnedError: "--keep-failed",
    SignedOutError: "reamp tone3000 login",
    UnfinishedRunError: "--resume",
}
_OF_ROLE = {
    "impulse response": "--ir-channel",
    "recording": "--channel",
    "signal": "--signal-channel",
    "target": "--target-channel",
}


def error_text(error: ReampError) -> str:
    """Return an error as one line, with the option that helps.

    >>> error_text(ChannelError("amp.wav", "has 2 channels; choose one", role="recording"))
    'amp.wav: has 2 channels; choose one (--channel)'
    """
    option = _OF_ERROR.get(type(error), "")
    if isinstance(error, OutputExistsError) and error.can_overwrite:
        option += " or --overwrite" if option else "--overwrite"
    elif isinstance(error, ChannelError):
        option = _OF_ROLE[error.role]
    elif isinstance(error, InterfaceError) and error.is_unknown:
        option = "search with reamp interfaces WORD, or type its level, as 12.2dBu"
    elif isinstance(error, InterfaceError) and not error.suggestions:  # the table does not have this input
        option = "choose one of its inputs, or type the level of yours, as 12.2dBu"
    elif isinstance(error, DeviceError) and error.backend is None:  # none works
        option = "reamp app plays without a device"
    return f"{error} ({option})" if option else str(error)


def about_this_run(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without those about a row of the table of interfaces.

    Those are the same on every run; `reamp interface set` and `reamp gain` print them.
    """
    return [finding for finding in findings if finding.check not in _OF_THE_TABLE]


def _interface_command(kept: "RememberedInterface") -> str:
    """Return the command that remembers an interface.

    >>> from reamp.interfaces.remembered import RememberedInterface
    >>> _interface_command(RememberedInterface(name="SSL 2+", gain_db="+5"))
    "reamp interface set 'SSL 2+' --gain +5"
    """
    words = [f"{kept.max_input_dbu:.4g}dBu" if kept.name is None else kept.name]
    words += [] if kept.input is None else ["--input", kept.input]
    words += [] if kept.gain is None else ["--gain", str(kept.gain)]
    words += [] if kept.device is None else ["--device", kept.device]
    return f"reamp interface set {shlex.join(words)}"


def finding_text(finding: Finding) -> str:
    """Return a finding as one line, with the option that helps."""
    option = _OF_CHECK.get(finding.check, "").format(limit=finding.limit)
    return f"{finding} ({option})" if option else str(finding)


HINTS = Hints(
    error=error_text,
    finding=finding_text,
    forget_level=lambda model: f"reamp level forget {shlex.quote(str(model))}",
    remember_interface=_interface_command,
)
"""The options and commands for the advice in answers."""
