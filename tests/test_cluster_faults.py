"""Faults of the engine end in one line: no endless wait, no raw error, no open port."""

import threading
from types import SimpleNamespace

import pytest

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

from reamp.cluster.connection import Cluster
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
    cluster._connect = connect  # type: ignore[method-assign,assignment]
    with pytest.raises(ClusterError, match=f"^tcp://10.0.0.5:8786: the connection was lost at once: {words}"):
        cluster.__enter__()
    assert not cluster._thread.is_alive()
