"""The password of a server that other machines reach, and the names under which they reach it."""

import asyncio
import contextlib
import html
import secrets
import socket
import time
from typing import Any
from urllib.parse import parse_qs

from reamp.errors import ConfigError

__all__ = ["ENTRY_HEADERS", "PasswordEntry", "check_password", "names_of_machine"]

ENTRY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",  # without it the form would be sent as from nowhere
}
"""What the page that asks for the password may do: send its form to this server."""

_LEAST_LETTERS = 8
_MOST_BYTES = 4096
_WAIT_S = 1.0  # for each answer: 3600 guesses an hour at most, from all machines together
_MOST_WAIT_S = 30.0  # what would wait longer is refused at once, and not looked at
_SOMEWHERE = ("192.0.2.1", 9)  # reserved for documentation; a UDP socket sends nothing when it connects

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Reamp</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<link rel="stylesheet" href="/static/app.css">
<main class="set-up"><form class="card" method="post" action="/enter"><h1>Reamp</h1>
<p><label>Password · Mot de passe<br>
<input class="search" type="password" name="password" autocomplete="current-password" autofocus required>
</label></p>{problem}<p><button class="action" type="submit">OK</button></p></form></main></html>
"""


def check_password(password: str | None) -> None:
    """Raise `ConfigError` unless there is a password that is not guessed at once."""
    if password is None or len(password) < _LEAST_LETTERS:
        raise ConfigError(f"answering other machines needs a password of {_LEAST_LETTERS} characters or more")


def names_of_machine(host: str) -> tuple[str, ...]:
    """Return the names under which other machines reach this one; the first is to be shown.

    A page of a stranger's domain that leads here (DNS rebinding) has none of them.
    """
    name = socket.gethostname()
    named = (name, name.partition(".")[0], f"{name.partition('.')[0]}.local")
    if host != "0.0.0.0":  # noqa: S104 - compared, not bound
        return host, *named
    found = []
    # Without a network it does not connect.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(_SOMEWHERE)
        found.append(str(probe.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += [str(each[4][0]) for each in socket.getaddrinfo(name, None, socket.AF_INET)]
    return tuple(dict.fromkeys((*found, *named)))


class PasswordEntry:
    """The page that asks for a password, and its answers, one each second at most."""

    def __init__(self, password: str) -> None:
        self._password = password.encode()
        self._next_s = 0.0

    def page(self, problem: str = "") -> bytes:
        """Return the page, with what was wrong."""
        words = f'<p class="bad" role="alert">{html.escape(problem)}</p>' if problem else ""
        return _PAGE.replace("{problem}", words).encode()

    async def answer(self, receive: Any) -> str | None:
        """Read what was typed, and return what is wrong with it, None where it is the password."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > _MOST_BYTES or message["type"] == "http.disconnect":
                return "That is no password."
            if not message.get("more_body", False):
                break
        wait_s = self._next_s - time.monotonic()
        if wait_s > _MOST_WAIT_S:
            return "Too many attempts: try again in a minute. · Trop d'essais : réessayez dans une minute."
        self._next_s = max(self._next_s, time.monotonic()) + _WAIT_S
        if wait_s > 0.0:
            await asyncio.sleep(wait_s)
        typed = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
        if secrets.compare_digest(typed.encode(), self._password):
            self._next_s = 0.0
            return None
        return "That is not the password. · Ce n'est pas le mot de passe."
