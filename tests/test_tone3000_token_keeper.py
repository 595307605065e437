"""Tokens are renewed one at a time, by threads and processes, and lost only when TONE3000 says so."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fake_tone3000 import refusal
from tone3000_cases import Service, fake_service

from reamp.errors import OutputError, SignedOutError, Tone3000Error
from reamp.tone3000.token_keeper import TokenKeeper
from reamp.tone3000.token_store import MemoryTokenStore, SystemTokenStore
from reamp.tone3000.tokens import Secret, Tokens

OLD = Tokens(access=Secret("at-1"), refresh=Secret("rt-1"), expires_at_s=1000.0)
NEW = Tokens(access=Secret("at-2"), refresh=Secret("rt-2"), expires_at_s=5000.0)


@pytest.fixture(autouse=True)
def service(tmp_path: Path) -> Iterator[Service]:
    with fake_service(tmp_path) as running:
        yield running


def keeper(store: MemoryTokenStore, now_s: float) -> tuple[TokenKeeper, list[Tokens]]:
    asked: list[Tokens] = []

    def refresh(tokens: Tokens) -> Tokens:
        asked.append(tokens)
        return NEW

    return TokenKeeper(store, refresh, now=lambda: now_s), asked


@pytest.mark.parametrize(("now_s", "token"), [(939.0, "at-1"), (940.0, "at-2"), (2000.0, "at-2")])
def test_a_token_is_renewed_a_minute_before_it_ends(now_s: float, token: str) -> None:
    store = MemoryTokenStore(OLD)
    kept, asked = keeper(store, now_s)
    assert kept.access() == kept.access() == Secret(token)
    assert asked == ([] if token == "at-1" else [OLD])
    assert store.load() == (OLD if token == "at-1" else NEW)


def test_a_rejected_token_is_renewed_also_when_it_should_be_good() -> None:
    kept, asked = keeper(MemoryTokenStore(OLD), 0.0)
    assert kept.renewed(Secret("at-1")) == Secret("at-2")
    assert asked == [OLD]


def test_what_another_process_renewed_is_taken() -> None:
    store = MemoryTokenStore(OLD)
    kept, asked = keeper(store, 0.0)
    assert kept.access() == Secret("at-1")
    store.save(NEW)
    assert kept.renewed(Secret("at-1")) == Secret("at-2")
    assert asked == []


def test_nobody_signed_in() -> None:
    kept, _ = keeper(MemoryTokenStore(), 0.0)
    assert not kept.is_signed_in
    for ask in (kept.access, lambda: kept.renewed(Secret("at-1"))):
        with pytest.raises(SignedOutError, match="not signed in at TONE3000; sign in first"):
            ask()


def test_what_is_kept_is_used_and_forgotten() -> None:
    kept, asked = keeper(MemoryTokenStore(), 0.0)
    kept.keep(NEW)
    assert kept.access() == Secret("at-2")
    assert (kept.forget(), kept.forget(), asked) == (True, False, [])
    with pytest.raises(SignedOutError):
        kept.access()


def test_a_folder_that_cannot_be_written_is_an_output_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("REAMP_CONFIG_DIR", str(tmp_path / "file" / "config"))
    kept, _ = keeper(MemoryTokenStore(OLD), 2000.0)
    with pytest.raises(OutputError, match=r"tone3000\.lock: cannot be written"):
        kept.access()


def test_threads_that_need_a_new_token_at_once_get_the_same_one(service: Service) -> None:
    service.fake.access_life_s = 30.0  # so that it is to be renewed at once
    service.sign_in()
    service.fake.access_life_s, service.fake.refresh_takes_s = 3600.0, 0.2
    barrier = threading.Barrier(6)
    with service.client() as client, ThreadPoolExecutor(6) as pool:

        def ask(_: int) -> str | None:
            barrier.wait()
            return client.user().username

        assert list(pool.map(ask, range(6))) == ["tester"] * 6
    assert service.fake.refreshes == 1


def test_threads_whose_token_is_rejected_at_once_renew_it_once(service: Service) -> None:
    service.sign_in()
    service.fake.access.clear()
    service.fake.refresh_takes_s = 0.2
    barrier = threading.Barrier(4)
    with service.client() as client, ThreadPoolExecutor(4) as pool:

        def ask(_: int) -> str | None:
            barrier.wait()
            return client.user().username

        assert list(pool.map(ask, range(4))) == ["tester"] * 4
    assert service.fake.refreshes == 1


PROCESS = """
import sys
from reamp.tone3000.client import Tone3000Client
from reamp.tone3000.settings import Tone3000Settings
print("ready", flush=True)
sys.stdin.readline()
with Tone3000Client(Tone3000Settings(client_id="t3k_pub_test", url=sys.argv[1])) as client:
    print(client.user().username)
"""


@pytest.mark.slow
def test_processes_that_need_a_new_token_at_once_renew_it_once(service: Service) -> None:
    service.fake.access_life_s = 30.0
    tokens = service.sign_in()
    SystemTokenStore(service.settings()).save(tokens)
    service.fake.access_life_s, service.fake.refresh_takes_s = 3600.0, 0.5
    command = [sys.executable, "-c", PROCESS, service.fake.url]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate(timeout=300.0)[0] for process in processes] == ["tester\n"] * 3
    assert service.fake.refreshes == 1
    kept = SystemTokenStore(service.settings()).load()
    assert kept is not None
    assert kept.access.reveal() in service.fake.access


@pytest.mark.parametrize("errors_are_new", [False, True])
def test_a_refresh_token_that_is_dead_signs_out(service: Service, errors_are_new: bool) -> None:
    service.sign_in()
    service.fake.errors_are_new = errors_are_new
    service.fake.access.clear()
    service.fake.refresh.clear()
    with service.client() as client:
        with pytest.raises(SignedOutError, match="sign-in at TONE3000 has ended; sign in again") as caught:
            client.user()
        assert caught.value.code == ("refresh_token_not_found" if errors_are_new else "invalid_grant")
        assert not client.is_signed_in
        with pytest.raises(SignedOutError, match="not signed in"):
            client.user()
    assert service.fake.refreshes == 1


def test_a_service_that_fails_takes_no_sign_in_away(service: Service) -> None:
    tokens = service.sign_in()
    service.fake.access.clear()
    service.fake.next_answers["/oauth/token"].append(refusal(503))
    with service.client() as client:
        with pytest.raises(Tone3000Error, match=r"TONE3000 failed \(503\)") as caught:
            client.user()
        assert not isinstance(caught.value, SignedOutError)
        assert service.store.load() == tokens
        assert client.user().username == "tester"  # once it is well again


INTERRUPTED = """
import sys
from reamp.cli.main import main
from reamp.tone3000 import token_keeper
print("ready", flush=True)
main(["tone3000", "latest"])
"""


@pytest.mark.slow
def test_ctrl_c_while_tokens_are_renewed_signs_nobody_out(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.fake.access_life_s = 30.0
    SystemTokenStore(service.settings()).save(service.sign_in())
    service.fake.access_life_s, service.fake.refresh_takes_s = 3600.0, 1.0
    monkeypatch.setenv("REAMP_TONE3000_CLIENT_ID", "t3k_pub_test")
    monkeypatch.setenv("REAMP_TONE3000_URL", service.fake.url)
    command = [sys.executable, "-c", INTERRUPTED]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not service.fake.calls("/oauth/token"):
        time.sleep(0.01)
    time.sleep(0.2)  # the service is at work on it
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (130, "\nInterrupted.\n")
    kept = SystemTokenStore(service.settings()).load()
    assert kept is not None
    assert kept.refresh is not None
    assert kept.refresh.reveal() in service.fake.refresh
    assert service.fake.calls("/tones/latest") == []


def test_no_network_takes_no_sign_in_away(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = service.sign_in()
    service.store.save(Tokens(access=tokens.access, refresh=tokens.refresh, expires_at_s=time.time()))
    monkeypatch.setattr("httpx2.Client.stream", lambda *_, **__: _no_network())
    with service.client() as client, pytest.raises(Tone3000Error, match="is this machine online") as caught:
        client.user()
    assert not isinstance(caught.value, SignedOutError)
    assert service.store.load() is not None
    assert len(service.clock.slept_s) == 3


def _no_network() -> None:
    import httpx2

    raise httpx2.ConnectError("no network, and a secret: rt-1")
