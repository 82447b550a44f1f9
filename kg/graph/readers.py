"""Reader processes: a query runs in one of them, over a snapshot, and is killed at its deadline.

The engine cannot stop a query that has begun, so the process that runs it is stopped, and another takes its place.
An answer is held until it is whole: what comes back is all of it or an error, never half. All runs on one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from kg.errors import Busy, QueryTimeout
from kg.exchange import Found, Question
from kg.graph.lanes import PATIENCE, Heavy, Lane
from kg.graph.processes import ended, start_process
from kg.graph.reader import KINDS
from kg.graph.snapshots import Snapshot, Snapshots

MEGABYTE = 1 << 20
MOST_LOOKS = 20  # after so many times PATIENCE a query is heavy whatever it took
BACK = 10  # niceness of readers of heavy queries


@dataclass(frozen=True, slots=True)
class Bounds:
    """What queries may take."""

    workers: int = 2
    """How many light queries run at once, and as many heavy ones beside them."""
    deadline: float = 30.0
    """Seconds for a query; as many for its wait before."""
    max_bytes: int = 256 * MEGABYTE
    """Bytes of an answer."""
    memory: int = 4096 * MEGABYTE
    """Bytes of a reader process."""


class ReaderPool:
    """Reader processes over snapshots of the store in the folder `store`; use it in an `async with`.

    StoreError where there is no store.
    """

    def __init__(self, store: Path, bounds: Bounds = Bounds()) -> None:
        self.bounds = bounds
        self.snapshots = Snapshots(store)
        self._light = Lane(bounds.workers)
        self._slow = Lane(bounds.workers)
        self._heavy = Heavy()
        self._idle: dict[bool, list[Reader]] = {False: [], True: []}
        self._readers: set[Reader] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False
        self.stopped = 0
        """How many queries were stopped at their deadline."""

    @property
    def generation(self) -> int:
        """Counts the states of the store that were seen: the same number, the same answers."""
        return self.snapshots.generation

    @property
    def waiting(self) -> int:
        """Queries that wait for a reader."""
        return self._light.waiting + self._slow.waiting

    @property
    def running(self) -> int:
        """Queries that run."""
        return self._light.running + self._slow.running

    async def freshen(self) -> None:
        """See to it that what is asked next is answered from the newest state that can be had."""
        if self.snapshots.stale:
            await asyncio.to_thread(self.snapshots.refresh)

    async def run(self, question: Question, client: str = "") -> Found:
        """The whole answer. `client` is whoever asks: all clients have their turns.

        Raises BadQuery (with line and column), NotThere, QueryTimeout, Busy, StoreError.
        """
        self._refuse_when_closed()
        await self.freshen()
        with self.snapshots.borrow() as snapshot:
            if question in self._heavy:
                return await self._run_slowly(question, client, snapshot)
            await self._light.enter(client, self.bounds.deadline)
            left = False
            try:
                reader = await self._take(slow=False)
                asked = asyncio.ensure_future(self._ask(reader, question, snapshot))
                asked.add_done_callback(_heard)
                if await self._is_light(reader, asked):
                    return asked.result()
                self._heavy.note(question, heavy=True)
                if self._slow.running >= self.bounds.workers:  # no place: it begins anew when there is one
                    asked.cancel()
                    self._light.leave()
                    left = True
                    return await self._run_slowly(question, client, snapshot)
                await self._slow.enter(client, 0)
                reader.step_back()
                self._light.leave()
                left = True
                self._keep_one_ready()
                try:
                    return await asked
                except asyncio.CancelledError:
                    asked.cancel()
                    raise
                finally:
                    self._slow.leave()
            finally:
                if not left:
                    self._light.leave()

    async def _is_light(self, reader: Reader, asked: asyncio.Future[Found]) -> bool:
        """Wait until the query is done, or has shown itself heavy by the time it took of a processor."""
        began = reader.seconds()
        try:
            for _ in range(MOST_LOOKS):
                done, _ = await asyncio.wait({asked}, timeout=PATIENCE)
                if done:
                    return True
                if reader.seconds() - began >= PATIENCE:
                    return False
            return False
        except asyncio.CancelledError:
            asked.cancel()
            raise

    async def _run_slowly(self, question: Question, client: str, snapshot: Snapshot) -> Found:
        await self._slow.enter(client, self.bounds.deadline)
        began = asyncio.get_running_loop().time()
        try:
            reader = await self._take(slow=True)
            found = await self._ask(reader, question, snapshot)
            self._heavy.note(question, heavy=asyncio.get_running_loop().time() - began > PATIENCE)
            return found
        finally:
            self._slow.leave()

    async def _ask(self, reader: Reader, question: Question, snapshot: Snapshot) -> Found:
        try:
            return await reader.ask(question, snapshot, self.bounds, self.snapshots.folder)
        except QueryTimeout:
            self._refuse_when_closed()  # then it was not the query's fault
            self.stopped += 1
            raise
        finally:
            if reader.alive and not self._closed:
                self._idle[reader.slow].append(reader)
            else:
                self._end(reader)
                for left in self.snapshots.folder.glob(f"answer-{reader.pid}-*"):  # begun, and never told of
                    left.unlink(missing_ok=True)

    async def start(self) -> None:
        """Start the readers for light queries, and one to take the place of the first that steps back."""
        self._idle[False] += [await self._begin(slow=False) for _ in range(self.bounds.workers + 1)]

    async def close(self) -> None:
        """Stop all readers, also in the middle of a query, and remove the snapshots."""
        self._closed = True
        readers, self._readers = self._readers, set()
        for reader in readers:
            reader.stop()
        await asyncio.gather(*(reader.ended() for reader in readers), *self._ending)
        self.snapshots.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise Busy("the endpoint is shutting down: ask again when it is back")

    async def _take(self, slow: bool) -> Reader:
        """An idle reader that still lives, or a new one."""
        self._refuse_when_closed()
        while self._idle[slow]:
            reader = self._idle[slow].pop()
            if reader.running:
                return reader
            self._end(reader)
        return await self._begin(slow)

    def _keep_one_ready(self) -> None:
        """Start a reader for the next light query, before it comes."""

        async def begin() -> None:
            reader = await self._begin(slow=False)
            self._idle[False].append(reader)

        if not self._idle[False] and not self._closed:
            task = asyncio.ensure_future(begin())
            task.add_done_callback(_heard)
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    def _end(self, reader: Reader) -> None:
        self._readers.discard(reader)
        reader.stop()
        task = asyncio.ensure_future(reader.ended())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _begin(self, slow: bool) -> Reader:
        reader = await Reader.start(self.bounds.memory)
        if self._closed:  # meanwhile
            reader.stop()
            await reader.ended()
            self._refuse_when_closed()
        self._readers.add(reader)
        if slow:
            reader.step_back()
        return reader


class Reader:
    """One process, and the pipe to it: a line of JSON goes in, a line of JSON and the answer's bytes come out."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.alive = True
        self.slow = False

    @classmethod
    async def start(cls, memory: int) -> Reader:
        """A new process, bounded to so many bytes."""
        return cls(await start_process("kg.graph.reader", memory))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.alive and self._process.returncode is None

    def seconds(self) -> float:
        """The time that the process took of a processor so far; where the system does not tell, of the clock."""
        try:
            told = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
            return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return time.monotonic()

    def step_back(self) -> None:
        """Take less of the processors than light queries, from now on: a tenth where both want all of it."""
        self.slow = True
        with contextlib.suppress(OSError, AttributeError):
            for thread in os.listdir(f"/proc/{self._process.pid}/task"):  # noqa: PTH208
                os.setpriority(os.PRIO_PROCESS, int(thread), BACK)

    async def ask(self, question: Question, snapshot: Snapshot, bounds: Bounds, folder: Path) -> Found:
        """The answer to one query; QueryTimeout where the process is killed at the deadline, or breaks."""
        request = {
            "query": question.query,
            "media_type": question.media_type,
            "default_graphs": question.default_graphs,
            "named_graphs": question.named_graphs,
            "base": question.base,
            "wanted": question.wanted,
            "prologue": question.prologue,
            "max_bytes": bounds.max_bytes,
            "deadline": bounds.deadline,
            "store": str(snapshot.path),
            "folder": str(folder),
        }
        try:
            head, body = await asyncio.wait_for(self._exchange(request), bounds.deadline)
        except asyncio.CancelledError:
            self.stop()
            raise
        except TimeoutError:
            self.stop()
            raise QueryTimeout(
                f"the query was stopped after {bounds.deadline:g} seconds, its deadline: narrow it, or add LIMIT"
            ) from None
        except (OSError, ValueError, EOFError):
            self.stop()
            raise QueryTimeout(
                "the query was stopped, as its reader broke, most likely for lack of memory: narrow it, or add LIMIT"
            ) from None
        if head["error"]:
            raise KINDS[head["error"]](body.decode())
        file = Path(head["file"]) if head["file"] else None
        return Found(body, file, head["length"], snapshot.generation)

    async def _exchange(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        pipe_in.write(json.dumps(request).encode() + b"\n")
        await pipe_in.drain()
        head = json.loads(await pipe_out.readline())
        return head, await pipe_out.readexactly(head["here"])

    def stop(self) -> None:
        """Kill the process."""
        self.alive = False
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> None:
        """Wait until a process that was stopped is gone, and its pipes with it."""
        await ended(self._process)


def _heard(task: asyncio.Future[Any]) -> None:
    """Take note of how a query ended for which nobody waits any more: asyncio would tell it as forgotten."""
    if not task.cancelled():
        task.exception()
