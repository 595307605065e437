"""Faults of the engine end in one line: no endless wait, no raw error, no open port."""

import asyncio
import importlib.util
import threading
from collections.abc import Generator, Sequence
from types import SimpleNamespace

import pytest

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

from reamp.cluster.connection import Cluster
from reamp.cluster.roster import Roster
from reamp.cluster.versions import versions_here
from reamp.cluster.worker import Greeting
from reamp.errors import ClusterError


def test_a_wait_ends_with_the_timeout_of_what_it_waits_for() -> None:
    cluster = Cluster("tcp://127.0.0.1:9")
    cluster._thread.start()
    caught: list[BaseException] = []

    async def take_too_long() -> None:
        raise TimeoutError("too long")

    def wait() -> None:
        try:
            cluster._wait(take_too_long())
        except TimeoutError as error:
            caught.append(error)

    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    waiter.join(5.0)
    cluster._end()
    assert [str(each) for each in caught] == ["too long"]


@pytest.mark.parametrize(
    ("error", "words"),
    [(ConnectionResetError("reset by peer"), "reset by peer"), (TimeoutError(), "it took too long")],
)
def test_a_connection_that_drops_at_the_start_is_one_line(error: Exception, words: str) -> None:
    async def drop() -> None:
        raise error

    async def connect() -> SimpleNamespace:
        scheduler = SimpleNamespace(ncores=drop)
        return SimpleNamespace(scheduler=scheduler, status="running", subscribe_topic=lambda *_: None)

    cluster = Cluster("tcp://10.0.0.5:8786")
    cluster._connect = connect  # type: ignore[method-assign]
    with pytest.raises(ClusterError, match=f"^tcp://10.0.0.5:8786: the connection was lost at once: {words}"):
        cluster.__enter__()
    assert not cluster._thread.is_alive()


def test_local_workers_that_do_not_start_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed

    class Broken:
        def __init__(self, **_: object) -> None:
            pass

        def __await__(self) -> Generator[None, None, None]:
            raise RuntimeError("Cluster failed to start: no process\nsecond line")
            yield

        async def close(self) -> None:
            closed.append(True)

    closed: list[bool] = []
    monkeypatch.setattr(distributed, "LocalCluster", Broken)
    with pytest.raises(ClusterError) as caught:
        Cluster("local:1").__enter__()
    assert str(caught.value) == "local:1: its workers did not start: Cluster failed to start: no process"
    assert closed == [True]


def test_local_workers_without_encryption_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec

    def find(name: str, *arguments: str) -> object:
        return None if name == "cryptography" else find_spec(name, *arguments)

    monkeypatch.setattr("importlib.util.find_spec", find)
    with pytest.raises(ClusterError, match=r"^local:1: the library cryptography is not installed"):
        Cluster("local:1").__enter__()


def test_a_late_worker_of_another_version_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    present = {"tcp://10.0.0.1:1": 1}

    async def ncores() -> dict[str, int]:
        return dict(present)

    async def connect() -> SimpleNamespace:
        scheduler = SimpleNamespace(ncores=ncores)
        return SimpleNamespace(scheduler=scheduler, status="running", subscribe_topic=lambda *_: None)

    async def call(addresses: Sequence[str], *_: object) -> Greeting:
        versions = versions_here()
        old = {**versions, "numpy": "1.0"} if addresses[0].startswith("tcp://10.0.0.2") else versions
        return Greeting(versions=old, digests=[], unfinished=[])

    async def look() -> None:
        roster = Roster(
            "tcp://10.0.0.1:8786",
            connect,
            libraries=(),
            patience_s=0.0,
            on_lost=lambda _: None,
            on_left_out=lambda error: heard.append(str(error)),
        )
        monkeypatch.setattr(roster, "call", call)
        await roster.start()
        for address in ("tcp://10.0.0.2:1", "tcp://10.0.0.2:2"):  # its supervisor starts it again
            present[address] = 1
            await roster._look()
        await roster.close()

    asyncio.run(look())
    (line,) = heard
    assert line.startswith("tcp://10.0.0.2:1: numpy is 1.0 there, here it is ")
