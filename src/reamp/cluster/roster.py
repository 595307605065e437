"""The workers of a scheduler: who joins, who is lost, which versions they have, which files they have."""

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from distributed import Client

from reamp.cluster.versions import difference, versions_here
from reamp.cluster.work import SentFile
from reamp.cluster.worker import greet, receive
from reamp.errors import ClusterError, ReampError

__all__ = ["LOST", "Member", "Roster"]

LOST = (OSError, TimeoutError, asyncio.TimeoutError)
"""What the engine raises when a worker or the scheduler does not answer."""

_LOOK_S = 0.5
_ANSWER_S = 30.0
_SENT_S = 600.0


@dataclass(eq=False)
class Member:
    """A worker of the same versions, and what it has: contents by digest, works that are begun or finished.

    `taken_keys` and `taken_digests` are what it may remove, and has not heard of yet.
    """

    address: str
    threads: int
    digests: set[str]
    unfinished: set[str]
    is_lost: bool = False
    lanes: list[asyncio.Task[None]] = field(default_factory=list)
    taken_keys: list[str] = field(default_factory=list)
    taken_digests: list[str] = field(default_factory=list)
    sending: dict[str, asyncio.Lock] = field(default_factory=dict)


class Roster:
    """The workers of the scheduler that `connect` returns a client of.

    A scheduler that is lost is looked for again, or another one in its place, for `patience_s`. `on_join`,
    `on_leave` and `on_event` are called in the event loop; `on_lost` with the error that ends the connection;
    `on_left_out` with what is wrong with a worker that joined later, once for each machine and reason.
    """

    def __init__(
        self,
        address: str,
        connect: Callable[[], Awaitable[Client]],
        *,
        libraries: Sequence[str],
        patience_s: float,
        on_lost: Callable[[ClusterError], None],
        on_left_out: Callable[[ClusterError], None] = lambda _: None,
    ) -> None:
        self.members: dict[str, Member] = {}
        self.client: Client
        self.topic = f"reamp-{secrets.token_hex(8)}"
        self.on_join: Callable[[Member], None] = lambda _: None
        self.on_leave: Callable[[], None] = lambda: None
        self.on_event: Callable[[dict[str, Any]], None] = lambda _: None
        self._address, self._connect = address, connect
        self._libraries, self._patience_s, self._on_lost = tuple(libraries), patience_s, on_lost
        self._on_left_out = on_left_out
        self._refused: set[str] = set()
        self._said: set[tuple[str, str]] = set()
        self._had_members = False
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect and greet the workers; raises `ClusterError` if one has other versions, or none answers."""
        await self._find_scheduler(0.0)
        try:
            await self._look()
        except LOST as error:
            reason = str(error) or "it took too long"
            raise ClusterError(self._address, f"the connection was lost at once: {reason}") from error
        self._watcher = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Leave the cluster."""
        if self._watcher is not None:
            self._watcher.cancel()
        for member in list(self.members.values()):
            self._leave(member, is_lost=False)
        await self._close_client()

    async def call(self, addresses: Sequence[str], function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function in the processes of workers; return the answer of the first, or raise its error."""
        run = self.client.run(function, *arguments, workers=list(addresses), on_error="return")
        with self.engine():
            answers = await asyncio.wait_for(run, _SENT_S if function is receive else _ANSWER_S)
        answer = answers.get(addresses[0])
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @contextlib.contextmanager
    def engine(self) -> Iterator[None]:
        """Raise what `LOST` names for the errors of a client that has lost its scheduler."""
        client = self.client
        try:
            yield
        except LOST:
            raise
        except Exception as error:
            if client is self.client and client.status == "running":
                raise
            raise ConnectionError("the scheduler was lost") from error

    async def send(self, file: SentFile, member: Member) -> None:
        """Send a file to a worker that does not have it; raises `ReampError` and what `LOST` names."""
        if file.digest in member.digests:
            return
        async with member.sending.setdefault(file.digest, asyncio.Lock()):
            if file.digest in member.digests:
                return
            try:
                data = await asyncio.to_thread(file.read)
            except OSError as error:
                problem = f"{file.path}: cannot be read: {error.strerror or error}"
                raise ReampError(problem) from error
            await self.call([member.address], receive, file.digest, data)
            member.digests.add(file.digest)
        member.sending.pop(file.digest, None)

    async def _watch(self) -> None:
        try:
            while True:
                await asyncio.sleep(_LOOK_S)
                try:
                    if self.client.status != "running":
                        raise ConnectionError("the scheduler was lost")
                    await self._look()
                except LOST:
                    for member in list(self.members.values()):
                        self._leave(member, is_lost=False)
                    await self._close_client()
                    await self._find_scheduler(self._patience_s)
        except ClusterError as error:
            self._on_lost(error)
        except Exception as error:  # noqa: BLE001 - a watcher that ends in silence lets the caller wait for ever
            self._on_lost(ClusterError(self._address, f"{type(error).__name__}: {error}"))

    async def _look(self) -> None:
        """Greet the workers that are new, and part with those that are gone."""
        with self.engine():
            threads = await asyncio.wait_for(self.client.scheduler.ncores(), _ANSWER_S)
        self._refused &= threads.keys()
        for address in self.members.keys() - threads.keys():
            self._leave(self.members[address], is_lost=True)
        new = [each for each in threads if each not in self.members and each not in self._refused]
        for address, greeted in zip(
            new, await asyncio.gather(*(self._greet(each, threads[each]) for each in new)), strict=True
        ):
            if isinstance(greeted, Member):
                self.members[address] = greeted
                self._had_members = True
                self.on_join(greeted)
            elif greeted is not None:
                if not self._had_members:
                    raise greeted
                self._refused.add(address)  # the others go on
                reason = (address.rpartition(":")[0], greeted.problem)  # the port is new at each start
                if reason not in self._said:
                    self._said.add(reason)
                    self._on_left_out(greeted)

    async def _greet(self, address: str, threads: int) -> Member | ClusterError | None:
        """Return a worker of the same versions, an error for one of others, None for one that is gone."""
        try:
            greeting = await self.call([address], greet, self._libraries)
        except LOST:
            return None
        except ImportError:
            problem = "it has no Reamp, or another version; install the same on each machine"
            return ClusterError(address, problem)
        except ReampError as error:
            return ClusterError(address, str(error))
        differs = difference(versions_here(self._libraries), greeting.versions)
        if differs is not None:
            return ClusterError(address, f"{differs}; install the same version on each machine")
        return Member(address, threads, set(greeting.digests), set(greeting.unfinished))

    def _leave(self, member: Member, *, is_lost: bool) -> None:
        member.is_lost = is_lost
        self.members.pop(member.address, None)
        for lane in member.lanes:
            lane.cancel()
        self.on_leave()

    async def _close_client(self) -> None:
        with contextlib.suppress(Exception):  # one that has lost its scheduler raises all sorts of them
            await asyncio.wait_for(self.client.close(), _ANSWER_S)

    async def _find_scheduler(self, patience_s: float) -> None:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + patience_s
        while True:
            try:
                self.client = await self._connect()
                break
            except LOST as error:
                if loop.time() >= until_s:
                    raise ClusterError(self._address, "no scheduler answers; is it running there?") from error
                await asyncio.sleep(_LOOK_S)
            except Exception as error:  # of the engine, as where only encrypted connections are allowed
                first_line = next(iter(str(error).splitlines()), type(error).__name__)
                raise ClusterError(self._address, first_line) from error
        self.client.subscribe_topic(self.topic, self._hear)

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        self.on_event(dict(event[1]))
