"""The options that do what errors and findings advise: the library does not know the command line."""

from reamp.errors import ChannelError, OutputExistsError, ReampError
from reamp.findings import Finding

__all__ = ["error_text", "finding_text"]

_OF_CHECK = {
    "interface-conflict": "--max-input",
    "interface-gain-assumed": "--interface-gain",
    "interface-unknown": "--interface or --max-input",
    "model-level-unknown": "--model-input-level or --input-trim",
    "output-clipping": "--output-trim, --format",
}
_OF_ROLE = {
    "impulse response": "--ir-channel",
    "recording": "--channel",
    "signal": "--signal-channel",
}


def error_text(error: ReampError) -> str:
    """Return an error as one line, with the option that helps.

    >>> error_text(ChannelError("amp.wav", "has 2 channels; choose one", role="recording"))
    'amp.wav: has 2 channels; choose one (--channel)'
    """
    option = ""
    if isinstance(error, OutputExistsError) and error.can_overwrite:
        option = "--overwrite"
    elif isinstance(error, ChannelError):
        option = _OF_ROLE[error.role]
    return f"{error} ({option})" if option else str(error)


def finding_text(finding: Finding) -> str:
    """Return a finding as one line, with the option that helps."""
    option = _OF_CHECK.get(finding.check)
    return f"{finding} ({option})" if option else str(finding)
