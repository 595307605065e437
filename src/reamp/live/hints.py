"""Says how a front end does what the library advises: by an option, a key or a button."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reamp.errors import ReampError
from reamp.findings import Finding

if TYPE_CHECKING:
    from reamp.interfaces.remembered import RememberedInterface

__all__ = ["NO_HINTS", "Hints"]


def _nothing(_: object) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Hints:
    """How a front end does what an answer advises. By default the answers do not mention it.

    `error` and `finding` turn an error or a finding into a sentence. `forget_level` and `remember_interface`
    return a command. `name_interface`, `keep_level` and `use_for_session` name a key, a button or an option.
    """

    error: Callable[[ReampError], str] = str
    finding: Callable[[Finding], str] = str
    forget_level: Callable[[Path], str] = _nothing
    remember_interface: Callable[["RememberedInterface"], str] = _nothing
    name_interface: str = ""
    keep_level: str = ""
    use_for_session: str = ""


NO_HINTS = Hints()
