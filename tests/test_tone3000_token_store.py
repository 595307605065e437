"""Tokens are kept in the system's key store, or in a file that only the user can read."""

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from reamp.errors import OutputError
from reamp.tone3000.settings import Tone3000Settings
from reamp.tone3000.token_store import MemoryTokenStore, SystemTokenStore, TokenPlace, tokens_path
from reamp.tone3000.tokens import Secret, Tokens

SETTINGS = Tone3000Settings(client_id="t3k_pub_a", url="http://127.0.0.1:1")
TOKENS = Tokens(access=Secret("at-1"), refresh=Secret("rt-1"), expires_at_s=5.0)
LATER = Tokens(access=Secret("at-2"), refresh=None, expires_at_s=9.0)


class Ring(keyring.backend.KeyringBackend):
    """A key store in memory."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[service, username]

    def _open(self) -> None:
        if self.is_locked:
            raise keyring.errors.KeyringLocked("locked")


class PlainRing(Ring):
    """A key store that keeps passwords as plain text."""

    priority = 0.5


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def ring() -> Iterator[Ring]:
    yield from using(Ring())


@pytest.fixture
def _no_ring() -> Iterator[None]:
    yield from using(PlainRing())


def using(ring: Ring) -> Iterator[Ring]:
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_the_key_store_comes_first(ring: Ring) -> None:
    store = SystemTokenStore(SETTINGS)
    assert store.load() is None
    assert store.save(TOKENS) is TokenPlace.KEY_STORE
    assert store.load() == TOKENS
    assert not tokens_path().exists()
    assert [name for _, name in ring.kept] == ["t3k_pub_a at http://127.0.0.1:1"]
    assert store.clear()
    assert (store.load(), ring.kept, store.clear()) == (None, {}, False)


@pytest.mark.usefixtures("_no_ring")
def test_without_one_a_file_is_readable_for_its_owner_alone() -> None:
    store = SystemTokenStore(SETTINGS)
    assert store.save(TOKENS) is TokenPlace.FILE
    assert tokens_path().stat().st_mode & 0o777 == 0o600
    assert store.load() == TOKENS
    assert store.clear()
    assert (store.load(), store.clear(), tokens_path().exists()) == (None, False, False)


@pytest.mark.usefixtures("_no_ring")
def test_a_file_that_others_can_read_is_closed_when_it_is_written() -> None:
    store = SystemTokenStore(SETTINGS)
    store.save(TOKENS)
    tokens_path().chmod(0o644)
    store.save(LATER)
    assert tokens_path().stat().st_mode & 0o777 == 0o600


def test_a_key_store_that_is_locked_for_a_while_does_no_harm(ring: Ring) -> None:
    store = SystemTokenStore(SETTINGS)
    store.save(TOKENS)
    ring.is_locked = True
    assert store.load() is None
    assert store.save(LATER) is TokenPlace.FILE
    ring.is_locked = False
    assert store.load() == LATER  # not the older ones of the key store, which are dead
    assert store.save(TOKENS) is TokenPlace.KEY_STORE
    assert not tokens_path().exists()


def test_a_key_store_that_cannot_forget_is_an_error(ring: Ring) -> None:
    store = SystemTokenStore(SETTINGS)
    store.save(TOKENS)
    ring.is_locked = True
    with pytest.raises(OutputError, match="key store: cannot be changed: locked"):
        store.clear()


@pytest.mark.usefixtures("_no_ring")
@pytest.mark.parametrize(
    "other",
    [
        Tone3000Settings(client_id="t3k_pub_a", url="http://127.0.0.1:2"),
        Tone3000Settings(client_id="t3k_pub_b", url="http://127.0.0.1:1"),
    ],
)
def test_tokens_of_another_service_or_key_are_not_given(other: Tone3000Settings) -> None:
    SystemTokenStore(SETTINGS).save(TOKENS)
    assert SystemTokenStore(other).load() is None


@pytest.mark.usefixtures("_no_ring")
@pytest.mark.parametrize("text", ["", "{", "[]", '{"url": 3}', json.dumps({"url": "http://127.0.0.1:1"})])
def test_a_broken_file_is_nobody_signed_in(text: str) -> None:
    SystemTokenStore(SETTINGS).save(TOKENS)
    tokens_path().write_text(text)
    assert SystemTokenStore(SETTINGS).load() is None


@pytest.mark.usefixtures("_no_ring")
def test_a_folder_that_cannot_be_made_is_an_output_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "file" / "config"))
    with pytest.raises(OutputError, match="cannot be created"):
        SystemTokenStore(SETTINGS).save(TOKENS)


def test_memory_forgets() -> None:
    store = MemoryTokenStore()
    assert store.save(TOKENS) is TokenPlace.MEMORY
    assert (store.load(), store.clear(), store.load(), store.clear()) == (TOKENS, True, None, False)
