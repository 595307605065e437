"""Work of a worker that is lost goes to another one, and work that loses its workers is an error."""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from cluster_cases import store_folder

from reamp.cluster import dispatch as dispatch_module
from reamp.cluster.connection import Cluster
from reamp.cluster.dispatch import Dispatch
from reamp.cluster.roster import Member
from reamp.cluster.work import Done, SentFile, Work, WorkFolder
from reamp.errors import ClusterError

__all__ = ["store_folder"]


def wait_for_flag(work_folder: WorkFolder, flag: str) -> bool:
    work_folder.report({"event": "waits"})
    until_s = time.monotonic() + 30.0
    while not Path(flag).exists() and time.monotonic() < until_s:
        time.sleep(0.01)
    return Path(flag).exists()


def test_work_of_a_lost_worker_is_done_by_another(store_folder: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    flag = tmp_path / "flag"
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address="127.0.0.1:0"
    ) as local:
        heard = []

        def hear(work: Work, event: dict[str, object]) -> None:
            heard.append(event)
            if len(heard) == 1:
                (job,) = cluster._dispatch._jobs.values()
                (lost,) = [each for each in local.workers.values() if each.address == job.begun_at]
                heard.append(lost.address)
                local.loop.add_callback(lost.close, executor_wait=False, nanny=False)
            else:
                flag.touch()

        with Cluster(local.scheduler_address) as cluster:
            (done,) = cluster.run(
                [Work(key="waits", function=wait_for_flag, arguments=(str(flag),))], on_event=hear
            )
            assert done.value is True
            assert done.worker != heard[1]


def member(address: str) -> Member:
    return Member(address, 1, set(), set())


def dispatch(outcomes: list[Done], *members: Member) -> Dispatch:
    roster = SimpleNamespace(members={each.address: each for each in members})
    return Dispatch(roster, on_done=outcomes.append, on_event=lambda *_: None)  # type: ignore[arg-type]


def test_work_that_loses_four_workers_is_an_error() -> None:
    outcomes: list[Done] = []

    async def lose() -> None:
        tried = dispatch(outcomes)
        tried.add([Work(key="deadly", function=print)])
        for number in range(4):
            worker = member(f"tcp://{number}")
            job, _ = tried._choose(worker, asyncio.get_running_loop().time())
            assert job is not None
            tried._waiting.remove(job)
            assert outcomes == []
            tried._hear({"key": "deadly", "worker": worker.address, "event": "begun"})
            tried._take_back(job, worker, is_lost=True)
        await asyncio.sleep(0.01)
        assert tried._room._value == 15  # the caller has not taken the outcome yet

    asyncio.run(lose())
    (done,) = outcomes
    assert isinstance(done.error, ClusterError)
    assert str(done.error) == "tcp://3: was lost, as 3 workers before it, during the same work"


def test_kept_work_waits_for_its_worker_and_other_work_does_not() -> None:
    async def choose() -> None:
        holder, other = member("tcp://1"), member("tcp://2")
        tried = dispatch([], holder, other)
        tried.add([Work(key=key, function=print, is_kept=True) for key in ("begun", "new", "newer")])
        holder.unfinished.add("begun")
        now_s = asyncio.get_running_loop().time()
        assert [
            each.work.key for each, _ in (tried._choose(who, now_s) for who in (holder, other)) if each
        ] == [
            "begun",
            "new",
        ]
        job = tried._waiting[0]
        tried._waiting.remove(job)
        tried._hear({"key": "begun", "worker": "tcp://1", "event": "begun"})
        del tried._roster.members["tcp://1"]
        tried._take_back(job, holder, is_lost=True)
        assert tried._choose(other, now_s)[0] is not job
        assert tried._choose(holder, now_s)[0] is job  # it is there again
        assert tried._choose(other, now_s + 11.0)[0] is job

    asyncio.run(choose())


@pytest.mark.parametrize("key", ["gone", ""])
def test_events_of_unknown_work_are_ignored(key: str) -> None:
    async def hear() -> None:
        dispatch([])._hear({"key": key, "event": "begun", "worker": "tcp://1"})

    asyncio.run(hear())


def test_a_worker_that_never_answers_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch_module, "_BUSY_S", 0.0)
    outcomes: list[Done] = []

    async def refuse(*_: object) -> None:
        raise ConnectionError("refused")

    async def try_again() -> None:
        worker = member("tcp://1")
        tried = dispatch(outcomes, worker)
        tried._roster.send = refuse  # type: ignore[method-assign,assignment]
        tried.add([Work(key="work", function=print, files={"file": SentFile.holding(b"x")})])
        lane = asyncio.create_task(tried._lane(worker))
        for _ in range(1000):
            await asyncio.sleep(0)
        lane.cancel()

    asyncio.run(try_again())
    (done,) = outcomes
    assert str(done.error) == "tcp://1: did not answer: refused; tried 30 times"
