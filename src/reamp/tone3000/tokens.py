"""The tokens of a sign-in, and secret texts."""

import hmac
import re
from dataclasses import dataclass
from typing import NoReturn

from reamp.errors import Tone3000Error
from reamp.tone3000.read_values import as_object

__all__ = ["Secret", "Tokens", "read_tokens"]

_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")  # what fits into a header, and no line end
_USUAL_LIFE_S = 3600.0
_SHOWN = "***"


class Secret:
    """A text that is in no print, log, traceback, pickle or JSON; `reveal` returns it.

    >>> secret = Secret("t0ken")
    >>> f"{secret} {secret!r}", secret.reveal()
    ('*** ***', 't0ken')
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the request that needs it."""
        return self._text

    def __repr__(self) -> str:
        return _SHOWN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __deepcopy__(self, _: object) -> "Secret":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What TONE3000 gave for a sign-in; `expires_at_s` is in seconds since 1970.

    `refresh` works once: the new tokens have a new one.
    """

    access: Secret
    refresh: Secret | None
    expires_at_s: float


def read_tokens(value: object, *, now_s: float, before: Tokens | None = None) -> Tokens:
    """Return the tokens in an answer; without a new refresh token in it the one `before` stays.

    Raises `Tone3000Error` for an answer without an access token that a header can hold.
    """
    fields = as_object(value)
    access, refresh = fields.get("access_token"), fields.get("refresh_token")
    if not isinstance(access, str) or not _TOKEN.fullmatch(access):
        raise Tone3000Error("TONE3000 answered without a token that can be used; try again later")
    is_new = isinstance(refresh, str) and _TOKEN.fullmatch(refresh) is not None
    return Tokens(
        access=Secret(access),
        refresh=Secret(str(refresh)) if is_new else before.refresh if before is not None else None,
        expires_at_s=now_s + _life_s(fields.get("expires_in")),
    )


def _life_s(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return float(value)
    return _USUAL_LIFE_S
