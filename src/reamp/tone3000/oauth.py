"""Signing in at TONE3000 by OAuth 2.0: PKCE (RFC 7636), the device flow (RFC 8628), fresh tokens."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from reamp.errors import SignedOutError, SignInError, Tone3000Error
from reamp.tone3000.http import Http, HttpAnswer
from reamp.tone3000.read_values import as_object, clean_url
from reamp.tone3000.settings import Tone3000Settings
from reamp.tone3000.tokens import Secret, Tokens, read_tokens

__all__ = [
    "CallbackAnswer",
    "DeviceCode",
    "HostedPage",
    "PendingSignIn",
    "begin_device_sign_in",
    "begin_sign_in",
    "exchange_code",
    "is_own_callback",
    "poll_device",
    "read_callback",
    "refresh_tokens",
]

_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_USUAL_INTERVAL_S, _SLOWER_S = 5.0, 5.0  # RFC 8628, 3.2 and 3.5
_USUAL_LIFE_S, _LONGEST_LIFE_S = 600.0, 1800.0
_DENIED = "access_denied"
_SERVER_FAILED = 500


@dataclass(frozen=True, kw_only=True)
class HostedPage:
    """What TONE3000's own page for choosing a tone offers; None and () leave it open.

    `calibrated` offers only captures whose level is known; the others are TONE3000's words.
    """

    gears: tuple[str, ...] = ()
    format: str | None = "nam"
    architecture: str | None = None
    calibrated: bool = True

    def params(self) -> dict[str, str]:
        """Return it as parameters of the address."""
        found = {
            "gears": "_".join(self.gears),
            "format": self.format,
            "architecture": self.architecture,
            "calibrated": "true" if self.calibrated else None,
        }
        return {"prompt": "select_tone", **{key: value for key, value in found.items() if value}}


@dataclass(frozen=True, kw_only=True)
class PendingSignIn:
    """A sign-in that waits for the user at `url`; its answer comes back to `redirect_uri`, once."""

    url: str
    redirect_uri: str
    state: Secret
    verifier: Secret


@dataclass(frozen=True, kw_only=True)
class CallbackAnswer:
    """What the user did: with a `code` they are signed in, also where they cancelled and chose nothing.

    The tone may be another than the one that was asked for.
    """

    code: Secret | None
    tone_id: int | None = None
    model_id: int | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class DeviceCode:
    """A sign-in by a code that the user types at `url` on any device."""

    device_code: Secret
    user_code: str
    url: str
    direct_url: str | None
    expires_in_s: float
    interval_s: float


def begin_sign_in(
    settings: Tone3000Settings, *, redirect_uri: str, page: HostedPage | None = None
) -> PendingSignIn:
    """Return a sign-in to open in the user's browser; with a `page` they choose a tone as well."""
    verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    params = {
        "client_id": settings.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "state": state,
        **({} if page is None else page.params()),
    }
    return PendingSignIn(
        url=f"{settings.address('/oauth/authorize')}?{urlencode(params)}",
        redirect_uri=redirect_uri,
        state=Secret(state),
        verifier=Secret(verifier),
    )


def is_own_callback(pending: PendingSignIn, params: Mapping[str, str]) -> bool:
    """Return whether a callback answers this sign-in; another one is forged or belongs to another sign-in."""
    return hmac.compare_digest(params.get("state", "").encode(), pending.state.reveal().encode())


def read_callback(pending: PendingSignIn, params: Mapping[str, str]) -> CallbackAnswer:
    """Return what the parameters of a callback say.

    Raises `SignInError` for one that does not answer this sign-in (its code is not to be used) and for an
    error of TONE3000's.
    """
    if not is_own_callback(pending, params):
        raise SignInError("the answer belongs to another sign-in; it is not used", code="state_mismatch")
    code = Secret(params["code"]) if params.get("code") else None
    is_cancelled = params.get("canceled", "").lower() == "true"
    error = params.get("error", "")
    if code is None and not is_cancelled and error != _DENIED:
        reason = error if error.isascii() and error.isidentifier() else "no code"
        raise SignInError(f"TONE3000 ended the sign-in ({reason}); try again", code=reason)
    return CallbackAnswer(
        code=code,
        tone_id=_number(params.get("tone_id")),
        model_id=_number(params.get("model_id")),
        is_cancelled=is_cancelled or code is None,
    )


def exchange_code(http: Http, pending: PendingSignIn, code: Secret) -> Tokens:
    """Return the tokens for the code of a callback; raises `SignInError` where TONE3000 refuses it."""
    answer = _token_request(
        http,
        grant_type="authorization_code",
        code=code.reveal(),
        code_verifier=pending.verifier.reveal(),
        redirect_uri=pending.redirect_uri,
    )
    if answer.status != HTTPStatus.OK:
        raise _refused(answer)
    return read_tokens(answer.json(), now_s=time.time())


def refresh_tokens(http: Http, tokens: Tokens) -> Tokens:
    """Return new tokens for old ones, which no longer work from then on.

    Raises `SignedOutError` if TONE3000 rejects them, `Tone3000Error` if it cannot answer now: they
    may still be good then.
    """
    if tokens.refresh is None:
        raise SignedOutError("the sign-in at TONE3000 has ended; sign in again")
    answer = _token_request(http, grant_type="refresh_token", refresh_token=tokens.refresh.reveal())
    if answer.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED):
        raise SignedOutError(
            "the sign-in at TONE3000 has ended; sign in again", status=answer.status, code=answer.error_code
        )
    if answer.status != HTTPStatus.OK:
        raise Tone3000Error(
            f"TONE3000 failed ({answer.status}); try again later",
            status=answer.status,
            code=answer.error_code,
        )
    return read_tokens(answer.json(), now_s=time.time(), before=tokens)


def begin_device_sign_in(http: Http) -> DeviceCode:
    """Return the code for the user to type; raises `SignInError` where TONE3000 gives none."""
    answer = http.post_form("/oauth/device_authorization", {"client_id": http.settings.client_id})
    fields = as_object(answer.json()) if answer.status == HTTPStatus.OK else {}
    device_code, user_code = fields.get("device_code"), fields.get("user_code")
    url = clean_url(fields.get("verification_uri") or fields.get("verification_url"))
    if not (isinstance(device_code, str) and isinstance(user_code, str) and device_code and url):
        raise _refused(answer)
    return DeviceCode(
        device_code=Secret(device_code),
        user_code="".join(filter(str.isprintable, user_code)),
        url=url,
        direct_url=clean_url(fields.get("verification_uri_complete")),
        expires_in_s=min(_seconds(fields.get("expires_in")) or _USUAL_LIFE_S, _LONGEST_LIFE_S),
        interval_s=_seconds(fields.get("interval")) or _USUAL_INTERVAL_S,
    )


def poll_device(http: Http, device: DeviceCode) -> Tokens:
    """Wait until the user has typed the code, and return the tokens.

    Raises `SignInError` where they refuse, and where the code expires first.
    """
    left_s, interval_s = device.expires_in_s, device.interval_s
    while left_s > 0.0:
        http.sleep(interval_s)
        left_s -= interval_s
        try:
            answer = _token_request(http, grant_type=_DEVICE_GRANT, device_code=device.device_code.reveal())
        except Tone3000Error as error:
            if error.status is not None:
                raise
            continue  # no network for a moment
        if answer.status == HTTPStatus.OK:
            return read_tokens(answer.json(), now_s=time.time())
        if answer.error_code == "slow_down":
            interval_s += _SLOWER_S
        elif answer.error_code != "authorization_pending" and answer.status < _SERVER_FAILED:
            break
    else:
        raise SignInError("the code has expired before it was typed; try again", code="expired_token")
    if answer.error_code == _DENIED:
        raise SignInError("the sign-in was refused on TONE3000's page", code=_DENIED)
    raise _refused(answer)


def _token_request(http: Http, **form: str) -> HttpAnswer:
    return http.post_form("/oauth/token", {**form, "client_id": http.settings.client_id})


def _refused(answer: HttpAnswer) -> SignInError:
    """Return the error for an answer; its sentence is left out, as it may repeat what was sent."""
    code = answer.error_code
    what = {
        "invalid_client": "TONE3000 does not know the key of this client; check client_id",
        "unauthorized_client": "TONE3000 does not let the key of this client sign in",
        "expired_token": "the code has expired; try again",
    }.get(code, f"TONE3000 ended the sign-in ({code or answer.status}); try again")
    return SignInError(what, status=answer.status, code=code)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 19 else None


def _seconds(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0.0 < value < 1e6
    return float(value) if is_number and isinstance(value, int | float) else None
