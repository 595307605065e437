"""A whole sign-in at TONE3000: in the browser, where a tone can be chosen as well, or by a code."""

import os
import sys
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reamp.errors import SignInError
from reamp.tone3000.events import CallbackRefused, DeviceCodeShown, PageOpened
from reamp.tone3000.http import Http
from reamp.tone3000.oauth import (
    HostedPage,
    PendingSignIn,
    begin_device_sign_in,
    begin_sign_in,
    exchange_code,
    is_own_callback,
    poll_device,
    read_callback,
)
from reamp.tone3000.redirect import RedirectListener
from reamp.tone3000.tokens import Tokens

__all__ = [
    "SIGN_IN_TIMEOUT_S",
    "SignIn",
    "finish_sign_in",
    "has_browser",
    "sign_in_by_browser",
    "sign_in_by_code",
]

SIGN_IN_TIMEOUT_S = 600.0
"""How long the user has in the browser."""

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How a sign-in ended: signed in with `tokens`, with a tone and a model where the user chose them."""

    tokens: Tokens | None
    tone_id: int | None = None
    model_id: int | None = None


def has_browser() -> bool:
    """Return whether this machine can probably show a page: not in a terminal on another machine."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in os.environ
    return any(os.environ.get(name) for name in _DISPLAYS)


def sign_in_by_browser(
    http: Http,
    *,
    page: HostedPage | None = None,
    open_url: Callable[[str], bool] = webbrowser.open,
    timeout_s: float = SIGN_IN_TIMEOUT_S,
) -> SignIn:
    """Open TONE3000's page in the browser, wait for the user, and return how it ended.

    A user who cancels may be signed in or not. Raises `SignInError` where TONE3000 refuses
    and where no answer comes in time. Events: `PageOpened`, `CallbackRefused`.
    """
    with RedirectListener(on_refused=lambda: http.on_event(CallbackRefused())) as listener:
        pending = begin_sign_in(http.settings, redirect_uri=listener.redirect_uri, page=page)
        listener.accept(lambda params: is_own_callback(pending, params))
        try:
            is_open = open_url(pending.url)
        except (webbrowser.Error, OSError):
            is_open = False
        http.on_event(PageOpened(url=pending.url, is_open=is_open))
        params = listener.wait(timeout_s)
    return finish_sign_in(http, pending, params)


def finish_sign_in(http: Http, pending: PendingSignIn, params: Mapping[str, str]) -> SignIn:
    """Return how a sign-in ended whose answer came back with these parameters; raises `SignInError`."""
    answer = read_callback(pending, params)
    tokens = None if answer.code is None else exchange_code(http, pending, answer.code)
    if answer.is_cancelled:
        return SignIn(tokens=tokens)
    return SignIn(tokens=tokens, tone_id=answer.tone_id, model_id=answer.model_id)


def sign_in_by_code(http: Http) -> SignIn:
    """Give the user a code to type on any device, wait for them, and return how it ended.

    Raises `SignInError` where they refuse or the code expires. Event: `DeviceCodeShown`.
    """
    device = begin_device_sign_in(http)
    if not device.user_code:
        raise SignInError("TONE3000 gave no code to type; sign in by the browser")
    http.on_event(
        DeviceCodeShown(
            user_code=device.user_code,
            url=device.url,
            direct_url=device.direct_url,
            expires_in_s=device.expires_in_s,
        )
    )
    return SignIn(tokens=poll_device(http, device))
