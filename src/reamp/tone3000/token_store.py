"""Where tokens are kept: in the system's key store, else in a file that only the user can read."""

import contextlib
import json
import time
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Protocol

import msgspec

from reamp.atomic import private_write
from reamp.errors import OutputError
from reamp.folders import config_dir
from reamp.tone3000.settings import Tone3000Settings
from reamp.tone3000.tokens import Secret, Tokens

__all__ = ["MemoryTokenStore", "SystemTokenStore", "TokenPlace", "TokenStore", "tokens_path"]

_SERVICE = "reamp-tone3000"


class TokenPlace(StrEnum):
    """Where tokens are kept."""

    KEY_STORE = "key store"
    FILE = "file"
    MEMORY = "memory"


class TokenStore(Protocol):
    """What keeps the tokens of one user at one service for one key."""

    def load(self) -> Tokens | None:
        """Return the tokens, None where no user is signed in."""

    def save(self, tokens: Tokens) -> TokenPlace:
        """Keep the tokens in place of those before, and return where."""

    def clear(self) -> bool:
        """Forget the tokens; return whether there were any."""


class MemoryTokenStore:
    """Keeps tokens until the process ends."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens

    def load(self) -> Tokens | None:
        """Return the tokens; None without a sign-in."""
        return self._tokens

    def save(self, tokens: Tokens) -> TokenPlace:
        """Keep the tokens."""
        self._tokens = tokens
        return TokenPlace.MEMORY

    def clear(self) -> bool:
        """Forget the tokens; return whether there were any."""
        tokens, self._tokens = self._tokens, None
        return tokens is not None


def tokens_path() -> Path:
    """Return the file that keeps tokens where the system has no key store; it need not exist."""
    return config_dir() / "tone3000-tokens.json"


class SystemTokenStore:
    """Keeps tokens in the system's key store (`keyring`), else in `tokens_path()`, readable for its owner.

    Tokens of another service or key are not returned: they must not be sent there. Where both places have
    some, the later ones count, so a key store that is locked for a while does no harm.
    """

    def __init__(self, settings: Tone3000Settings) -> None:
        self._settings = settings

    def load(self) -> Tokens | None:
        """Return the tokens; None without a sign-in, and where the file is broken."""
        found = [kept for kept in (self._from_key_store(), self._from_file()) if kept is not None]
        return max(found, key=lambda kept: kept.saved_at_s).tokens() if found else None

    def save(self, tokens: Tokens) -> TokenPlace:
        """Keep the tokens, and return where; raises `OutputError` where that is a file and it cannot be."""
        text = json.dumps(
            {
                "url": self._settings.url,
                "client_id": self._settings.client_id,
                "access_token": tokens.access.reveal(),
                "refresh_token": None if tokens.refresh is None else tokens.refresh.reveal(),
                "expires_at_s": tokens.expires_at_s,
                "saved_at_s": time.time(),
            }
        )
        if self._into_key_store(text):
            with contextlib.suppress(OSError):
                tokens_path().unlink()
            return TokenPlace.KEY_STORE
        _make_config_dir()
        private_write(tokens_path(), text.encode())
        return TokenPlace.FILE

    def clear(self) -> bool:
        """Forget the tokens; return whether there were any. Raises `OutputError` for a file that stays."""
        was_there = self.load() is not None
        store = _key_store()
        if store is not None:
            try:
                if store.get_password(_SERVICE, self._name):
                    store.delete_password(_SERVICE, self._name)
            except _failures() as error:
                raise OutputError("the system's key store", f"cannot be changed: {error}") from error
        try:
            tokens_path().unlink()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise OutputError(tokens_path(), f"cannot be deleted: {error.strerror or error}") from error
        return was_there

    @property
    def _name(self) -> str:
        return f"{self._settings.client_id} at {self._settings.url}"

    def _from_key_store(self) -> "_Kept | None":
        store = _key_store()
        if store is None:
            return None
        try:
            text = store.get_password(_SERVICE, self._name)
        except _failures():
            return None
        return None if text is None else self._read(text.encode())

    def _into_key_store(self, text: str) -> bool:
        store = _key_store()
        if store is None:
            return False
        try:
            store.set_password(_SERVICE, self._name, text)
        except _failures():
            return False
        return True

    def _from_file(self) -> "_Kept | None":
        try:
            return self._read(tokens_path().read_bytes())
        except OSError:
            return None

    def _read(self, data: bytes) -> "_Kept | None":
        try:
            kept = msgspec.json.decode(data, type=_Kept)
        except msgspec.DecodeError:  # the text of this error may hold a token
            return None
        is_ours = (kept.url, kept.client_id) == (self._settings.url, self._settings.client_id)
        return kept if is_ours else None


class _Kept(msgspec.Struct):
    url: str
    client_id: str
    access_token: str
    expires_at_s: float
    saved_at_s: float
    refresh_token: str | None = None

    def tokens(self) -> Tokens:
        return Tokens(
            access=Secret(self.access_token),
            refresh=None if self.refresh_token is None else Secret(self.refresh_token),
            expires_at_s=self.expires_at_s,
        )


def _key_store() -> ModuleType | None:
    """Return `keyring` where it is installed and the system has a key store that it trusts, else None."""
    try:
        import keyring  # noqa: PLC0415  a tenth of a second, and an extra
        import keyring.core  # noqa: PLC0415
    except ImportError:
        return None
    try:
        # Some keep passwords as plain text: then our own file is as good.
        return keyring if keyring.core.recommended(keyring.get_keyring()) else None
    except _failures():
        return None


def _failures() -> tuple[type[Exception], ...]:
    """Return what a key store raises that is locked, gone, or too small for a token."""
    import keyring.errors  # noqa: PLC0415  where there is a key store, it is installed

    return (keyring.errors.KeyringError, OSError, RuntimeError)


def _make_config_dir() -> None:
    try:
        config_dir().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(config_dir(), f"cannot be created: {error.strerror or error}") from error
