"""Reader processes: a query runs in one of them, over a snapshot, and is killed at its deadline.

The engine cannot stop a query that has begun, so the process that runs it is stopped, and another takes its place.
An answer is held until it is whole: what comes back is all of it or an error, never half.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.errors import BadQuery, KgError, QueryTimeout, StoreError
from kg.graph.snapshots import Snapshots
from kg.resources import PACKAGE

MEGABYTE = 1 << 20


class ReaderPool:
    """Reader processes over snapshots of the store in the folder `store`.

    `deadline` is in seconds, for the wait for a free reader and for the query itself; `max_bytes` bounds an answer,
    `memory` (bytes) a reader. Close it, or use it in a `with`. StoreError where there is no store.
    """

    def __init__(
        self,
        store: Path,
        *,
        workers: int = 2,
        deadline: float = 30.0,
        max_bytes: int = 64 * MEGABYTE,
        memory: int = 4096 * MEGABYTE,
    ) -> None:
        self.deadline = deadline
        self.workers = workers
        self._max_bytes = max_bytes
        self._memory = memory
        self._closed = False
        self._snapshots = Snapshots(store)
        self._lock = threading.Lock()
        self._readers: set[_Reader] = set()
        self._idle: queue.LifoQueue[_Reader] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(self._start())

    @property
    def generation(self) -> int:
        """Counts the states of the store that were seen: the same number, the same answers."""
        return self._snapshots.generation

    def run(
        self,
        query: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> bytes:
        """The whole answer, written as `media_type`.

        The default graph is the union of all graphs, unless graphs are named here or in the query.
        Raises BadQuery (with line and column), QueryTimeout, StoreError.
        """
        request = {
            "query": query,
            "media_type": media_type,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "base": base,
            "max_bytes": self._max_bytes,
            "deadline": self.deadline,
        }
        self._refuse_when_closed()
        with self._snapshots.borrow() as snapshot:
            try:
                reader = self._idle.get(timeout=self.deadline)
            except queue.Empty:
                raise QueryTimeout(f"all {self.workers} readers are busy with other queries: try again later") from None
            try:
                self._refuse_when_closed()
                return reader.ask({**request, "store": str(snapshot.path)}, self.deadline)
            except QueryTimeout:
                self._refuse_when_closed()  # then it was not the query's fault
                raise
            finally:
                self._idle.put(reader if reader.alive else self._replace(reader))

    def close(self) -> None:
        """Stop all readers, also in the middle of a query, and remove the snapshots."""
        with self._lock:
            self._closed = True
            readers, self._readers = self._readers, set()
        for reader in readers:
            reader.stop()
        self._snapshots.close()

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise KgError("the endpoint is shutting down: ask again when it is back")

    def _start(self) -> _Reader:
        reader = _Reader(self._memory)
        self._readers.add(reader)
        return reader

    def _replace(self, dead: _Reader) -> _Reader:
        with self._lock:
            self._readers.discard(dead)
            dead.stop()
            return dead if self._closed else self._start()


class _Reader:
    """One process, and the pipe to it: a line of JSON goes in, a line of JSON and the answer's bytes come out."""

    def __init__(self, memory: int) -> None:
        path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.graph.reader", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for the server, which then stops its readers
        )
        self.alive = True

    def ask(self, request: dict[str, Any], deadline: float) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        expired = threading.Event()

        def stop() -> None:
            expired.set()
            self._process.kill()

        timer = threading.Timer(deadline, stop)
        timer.daemon = True
        timer.start()
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            head = json.loads(self._process.stdout.readline())
            body = self._process.stdout.read(head["length"])
            if len(body) < head["length"]:
                raise EOFError
        except (OSError, ValueError, EOFError):
            self.alive = False
            if expired.is_set():
                raise QueryTimeout(
                    f"the query was stopped after {deadline:g} seconds, its deadline: narrow it, or add LIMIT"
                ) from None
            raise QueryTimeout(
                "the query was stopped, as its reader broke, most likely for lack of memory: narrow it, or add LIMIT"
            ) from None
        finally:
            timer.cancel()
            self.alive = self.alive and not expired.is_set()
        if head["error"]:
            raise {"query": BadQuery, "store": StoreError}[head["error"]](body.decode())
        return body

    def stop(self) -> None:
        self.alive = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe:
                    pipe.close()
