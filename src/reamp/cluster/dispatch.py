"""Hands pieces of work to the workers of a scheduler, and takes them back from workers that are lost.

Each thread of a worker has a lane, and each worker one more, so that the files of the next work arrive while
the last one is done. A lane sends what its worker lacks, then the work, and waits for the answer. All of it
runs in one event loop.
"""

import asyncio
import concurrent.futures
import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reamp.cluster.errors_here import as_here
from reamp.cluster.roster import LOST, Member, Roster
from reamp.cluster.work import Done, Work
from reamp.cluster.worker import Answer, Busy, Failed, Needs, Order, Stopped, forget, perform, stop
from reamp.errors import ClusterError, ReampError

__all__ = ["Dispatch"]

_BUSY_S = 1.0
_RETURN_S = 10.0
"""How long kept work waits for its lost worker, whose supervisor may start it again where its folder is."""
_MOST_LOSSES = 4
_MOST_SILENCES = 30
"""How often a work is sent again to workers that do not answer but are not lost, before it is an error."""
_MOST_WAITING = 16


@dataclass(eq=False)
class _Job:
    work: Work
    losses: int = 0
    silences: int = 0
    begun_at: str | None = None
    busy_until_s: float = 0.0
    return_until_s: float = 0.0


class Dispatch:
    """The works that wait or are done on the workers of a roster.

    `on_done` gets each outcome, at most 16 before `taken`; `on_event` what works report.
    """

    def __init__(
        self,
        roster: Roster,
        *,
        on_done: Callable[[Done], None],
        on_event: Callable[[Work, dict[str, Any]], None],
    ) -> None:
        self._roster, self._on_done, self._on_event = roster, on_done, on_event
        self._numbers = itertools.count()
        self._waiting: deque[_Job] = deque()
        self._jobs: dict[str, _Job] = {}  # all that have no outcome yet
        self._news = asyncio.Event()
        self._room = asyncio.Semaphore(_MOST_WAITING)
        self._reports: set[asyncio.Task[None]] = set()
        roster.on_join, roster.on_leave, roster.on_event = self._join, self._wake, self._hear

    def add(self, works: Sequence[Work]) -> None:
        """Take works."""
        for work in works:
            self._jobs[work.key] = job = _Job(work)
            self._waiting.append(job)
        self._wake()

    def taken(self, done: Done, is_safe: bool) -> None:
        """Make room for the next outcome. If it `is_safe` with the caller, workers may remove the work.

        They hear of it with their next work.
        """
        self._room.release()
        work = done.work
        digests = {file.digest for file in work.files.values() if not file.is_shared}
        for member in self._roster.members.values():
            if is_safe and work.is_kept and (work.key in member.unfinished or member.address == done.worker):
                member.unfinished.discard(work.key)
                member.taken_keys.append(work.key)
            if mine := digests & member.digests:
                member.digests -= mine
                member.taken_digests += mine

    async def stop(self) -> None:
        """Let all work stop where it is; what is kept stays with the workers, who wait for other work."""
        running = [(job.begun_at, job.work.key) for job in self._jobs.values() if job.begun_at is not None]
        self._jobs.clear()
        self._waiting.clear()
        for report in self._reports:
            report.cancel()
        members = list(self._roster.members.values())
        for member in members:
            for lane in member.lanes:
                lane.cancel()
        self._room = asyncio.Semaphore(_MOST_WAITING)
        addresses = [each.address for each in members if any(each.address == at for at, _ in running)]
        with contextlib.suppress(*LOST, ReampError):
            if addresses:
                await self._roster.call(addresses, stop, self._roster.topic, [key for _, key in running])
        for member in members:
            with contextlib.suppress(*LOST, ReampError):
                if member.taken_keys or member.taken_digests:
                    await self._roster.call([member.address], forget, member.taken_keys, member.taken_digests)
                    member.taken_keys, member.taken_digests = [], []
        for member in list(self._roster.members.values()):
            self._join(member)

    def _join(self, member: Member) -> None:
        member.lanes = [asyncio.create_task(self._lane(member)) for _ in range(member.threads + 1)]

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _hear(self, event: dict[str, Any]) -> None:
        job = self._jobs.get(event.pop("key", ""))
        if job is None:
            return
        address = event.pop("worker", None)
        if event.get("event") == "begun":
            job.begun_at = address
            if job.work.is_kept and address in self._roster.members:
                self._roster.members[address].unfinished.add(job.work.key)
            return
        self._on_event(job.work, event)

    async def _lane(self, member: Member) -> None:
        while True:
            job = await self._next(member)
            try:
                await self._do(job, member)
            except asyncio.CancelledError:
                self._take_back(job, member, is_lost=member.is_lost)
                raise
            except LOST as error:
                job.silences += 1
                if job.silences < _MOST_SILENCES:
                    self._take_back(job, member, is_lost=False)
                else:
                    problem = f"did not answer: {error or type(error).__name__}; tried {job.silences} times"
                    await self._finish(job, member, error=ClusterError(member.address, problem))
                await asyncio.sleep(_BUSY_S)
            except Exception as error:  # noqa: BLE001 - a lane that ends in silence keeps its work for ever
                problem = f"{type(error).__name__}: {error}"
                await self._finish(job, member, error=ClusterError(member.address, problem))

    async def _next(self, member: Member) -> _Job:
        """Wait for a work that this worker may do: what it has begun, else what no other worker holds."""
        loop = asyncio.get_running_loop()
        while True:
            now_s = loop.time()
            chosen, later_s = self._choose(member, now_s)
            if chosen is not None:
                self._waiting.remove(chosen)
                return chosen
            with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
                wait_s = None if later_s is None else later_s - now_s + 0.01
                await asyncio.wait_for(self._news.wait(), wait_s)

    def _choose(self, member: Member, now_s: float) -> tuple[_Job | None, float | None]:
        """Return the work to do, else when to look again."""
        chosen, later_s = None, None
        for job in self._waiting:
            is_ours = job.work.key in member.unfinished
            if not is_ours and (chosen is not None or self._is_held(job)):
                continue
            from_s = job.busy_until_s if is_ours else max(job.busy_until_s, job.return_until_s)
            if from_s > now_s:
                later_s = from_s if later_s is None else min(later_s, from_s)
            elif is_ours or not member.unfinished:
                return job, None
            else:
                chosen = job
        return chosen, later_s

    def _is_held(self, job: _Job) -> bool:
        """Return whether a worker has begun this work, or has its result."""
        members = self._roster.members.values()
        return job.work.is_kept and any(job.work.key in each.unfinished for each in members)

    async def _do(self, job: _Job, member: Member) -> None:
        work = job.work
        try:
            for file in work.files.values():
                await self._roster.send(file, member)
        except ReampError as error:
            await self._finish(job, member, error=error)
            return
        answer = await self._answer(job, member)
        if isinstance(answer, Needs):  # another client had them removed
            member.digests.difference_update(answer.digests)
            self._take_back(job, member, is_lost=False)
        elif isinstance(answer, Busy | Stopped):  # stopped: by another client of the same work
            job.busy_until_s = asyncio.get_running_loop().time() + _BUSY_S
            self._take_back(job, member, is_lost=False)
        elif isinstance(answer, Failed):
            if work.is_kept and answer.has_made_nothing:
                member.unfinished.discard(work.key)
                member.taken_keys.append(work.key)
            await self._finish(job, member, error=as_here(answer, work))
        else:
            await self._finish(job, member, value=answer.value)

    async def _answer(self, job: _Job, member: Member) -> Answer:
        work = job.work
        order = Order(
            key=work.key,
            function=work.function,
            arguments=work.arguments,
            files={name: file.digest for name, file in work.files.items()},
            is_kept=work.is_kept,
            topic=self._roster.topic,
            taken_keys=member.taken_keys,
            taken_digests=member.taken_digests,
        )
        member.taken_keys, member.taken_digests = [], []
        future = None
        try:
            with self._roster.engine():
                future = self._roster.client.submit(
                    perform,
                    order,
                    key=f"{work.key}-{self._roster.topic}-{next(self._numbers)}",
                    workers=[member.address],
                    pure=False,
                )
                answer: Answer = await future
        except concurrent.futures.CancelledError as error:
            raise ConnectionError("the scheduler was lost") from error
        except LOST:
            raise
        except Exception as error:  # noqa: BLE001 - of the engine: the other works go on
            first_line = next(iter(str(error).splitlines()), "no reason given")
            return Failed(ClusterError(member.address, f"{type(error).__name__}: {first_line}"), "")
        else:
            return answer
        finally:
            if future is not None:
                future.release()

    async def _finish(
        self, job: _Job, member: Member, *, value: Any = None, error: ReampError | None = None
    ) -> None:
        await self._room.acquire()
        if self._jobs.get(job.work.key) is not job:
            self._room.release()
            return
        del self._jobs[job.work.key]
        self._on_done(Done(work=job.work, worker=member.address, value=value, error=error))

    def _take_back(self, job: _Job, member: Member, *, is_lost: bool) -> None:
        if job.work.key not in self._jobs:
            return
        if is_lost and job.begun_at == member.address:
            job.losses += 1
            if job.work.is_kept:
                job.return_until_s = asyncio.get_running_loop().time() + _RETURN_S
        job.begun_at = None
        if job.losses >= _MOST_LOSSES:
            problem = f"was lost, as {_MOST_LOSSES - 1} workers before it, during the same work"
            error = ClusterError(member.address, problem)
            report = asyncio.create_task(self._finish(job, member, error=error))
            self._reports.add(report)
            report.add_done_callback(self._reports.discard)
            return
        self._waiting.appendleft(job)
        self._wake()
