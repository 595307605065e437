"""How TONE3000 is reached: the key of this client, the address, and whether the key may search."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from reamp.errors import ConfigError
from reamp.folders import config_dir
from reamp.toml_file import checked, read_toml, write_toml

__all__ = [
    "ATTRIBUTION",
    "CLIENT_ID_VARIABLE",
    "DEFAULT_URL",
    "Tone3000Settings",
    "is_same_origin",
    "load_tone3000_settings",
    "save_client_id",
    "tone3000_settings_path",
]

DEFAULT_URL = "https://www.tone3000.com"
CLIENT_ID_VARIABLE = "REAMP_TONE3000_CLIENT_ID"
ATTRIBUTION = "Powered by TONE3000"
"""Its terms ask every client to show this, with the link `DEFAULT_URL`, wherever its tones are listed."""

_URL_VARIABLE = "REAMP_TONE3000_URL"
_SEARCH_VARIABLE = "REAMP_TONE3000_SEARCH"
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_KEY = re.compile(r"[\w.-]{1,200}")


@dataclass(frozen=True, kw_only=True)
class Tone3000Settings:
    """The client as TONE3000 knows it.

    `client_id` is the publishable key, `t3k_pub_...`: public, issued to the person who runs or
    distributes this client. `url` is the service, without a path. `may_search` says that TONE3000 has
    allowed this key to search. Raises `ConfigError` for a secret key, and for an address that is neither
    encrypted nor on this machine.
    """

    client_id: str
    url: str = DEFAULT_URL
    may_search: bool = False

    def __post_init__(self) -> None:
        if self.client_id.startswith(("t3k_cs_", "t3k_sec_")):
            raise ConfigError("the TONE3000 key is a secret one; use the publishable one, t3k_pub_...")
        if not _KEY.fullmatch(self.client_id):
            raise ConfigError("the TONE3000 key is malformed; a key looks like t3k_pub_...")
        parts = urlsplit(self.url)
        is_plain = parts.scheme == "http" and parts.hostname in _THIS_MACHINE
        if not parts.hostname or not (parts.scheme == "https" or is_plain):
            raise ConfigError(f"the address of TONE3000 must begin with https://, got {self.url!r}")
        if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ConfigError(f"the address of TONE3000 is a host alone, as {DEFAULT_URL}, got {self.url!r}")

    def address(self, path: str) -> str:
        """Return the whole address of a call, as `/user`."""
        return f"{self.url.rstrip('/')}/api/v1{path}"


def is_same_origin(url: str, other: str) -> bool:
    """Return whether two addresses have the same scheme, host and port: a token goes no further.

    >>> is_same_origin("https://a.com/x", "https://a.com:443"), is_same_origin("http://a.com", "https://a.com")
    (True, False)
    """
    return _origin(url) == _origin(other) is not None


def tone3000_settings_path() -> Path:
    """Return the file of the settings; it need not exist."""
    return config_dir() / "tone3000.toml"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    client_id: str | None = None
    url: str = DEFAULT_URL
    search: bool = False


def load_tone3000_settings() -> Tone3000Settings:
    """Return the settings: from the environment, else from the file.

    The variables are `REAMP_TONE3000_CLIENT_ID`, `REAMP_TONE3000_URL` and `REAMP_TONE3000_SEARCH` (1 allows
    it). Raises `ConfigError` where no key is set, with where to get one, and for a broken file.
    """
    path = tone3000_settings_path()
    values = read_toml(path)
    file = _File() if values is None else checked(values, _File, path=path)
    client_id = os.environ.get(CLIENT_ID_VARIABLE, "").strip() or (file.client_id or "").strip()
    if not client_id:
        raise ConfigError(
            f"no TONE3000 key is set: sign in at {DEFAULT_URL}, create a key under Settings, API keys, and "
            f'write its publishable part into {path} as client_id = "t3k_pub_...", '
            f"or set {CLIENT_ID_VARIABLE}"
        )
    return Tone3000Settings(
        client_id=client_id,
        url=os.environ.get(_URL_VARIABLE, "").strip() or file.url,
        may_search=os.environ.get(_SEARCH_VARIABLE, "").strip() == "1" or file.search,
    )


def save_client_id(client_id: str) -> None:
    """Keep the publishable key of this client in the file of the settings; the rest of the file stays.

    Raises `ConfigError` for what is no such key.
    """
    path = tone3000_settings_path()
    values = dict(read_toml(path) or {})
    file = checked(values, _File, path=path)
    Tone3000Settings(client_id=client_id, url=file.url, may_search=file.search)
    write_toml(path, {**values, "client_id": client_id})


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    except (KeyError, ValueError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
