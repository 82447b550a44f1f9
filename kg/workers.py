"""Articles read by several processes, and handed back in their order.

Each process has the extractor for itself and reads one article after the other; what it reads comes back through a
pipe. Few articles are under way at a time, however many there are. A process that dies costs the article it read: that
one is told, and another process takes its place.

    python -m kg.workers      is such a process; it speaks in pickles with the process that started it, and no other
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from kg.errors import BadData, KgError
from kg.model import Article, Extractor, Reading

AHEAD = 4  # articles under way, for each process

Read = Reading | BadData
Turn = TypeVar("Turn")


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_one(extractor: Extractor, article: Article) -> Read:
    """What is taken from an article, or why nothing is: an extractor's fault is told and stops nobody."""
    try:
        return extractor.read(article)
    except KgError as error:
        return BadData(f"{article.file}: {error}")
    except Exception as error:
        kind = type(error).__name__
        return BadData(f"{article.file}: the extractor failed on it ({kind}: {error}): please report this")


def read_alone(
    turns: Iterable[Turn], due: Callable[[Turn], Article | None], by: Extractor
) -> Iterator[tuple[Turn, Read | None]]:
    """Each turn with what its article gives; `due` is None for a turn in which nothing is to be read."""
    for turn in turns:
        article = due(turn)
        yield turn, read_one(by, article) if article else None


class Workers:
    """Up to `number` processes that read with the same extractor; each starts when it is first needed.

    Close it, or use it in a `with`: leaving it kills what still reads.
    """

    def __init__(self, extractor: Extractor, number: int) -> None:
        try:
            self._extractor = pickle.dumps(extractor)
        except Exception as error:
            raise KgError(f"this extractor cannot be sent to other processes ({error}): read with one") from error
        self._number = number
        self._closed = False
        self._lock = threading.Lock()
        self._running: set[_Worker] = set()
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(number):
            self._idle.put(None)
        # A thread waits for each process, so that all of them read on while the articles before are written.
        self._threads = ThreadPoolExecutor(number)

    def read(self, turns: Iterable[Turn], due: Callable[[Turn], Article | None]) -> Iterator[tuple[Turn, Read | None]]:
        """As `read_alone`: the turns in their order, while later articles are read already."""
        waiting: deque[tuple[Turn, Future[Read] | None]] = deque()
        for turn in turns:
            article = due(turn)
            waiting.append((turn, self._threads.submit(self._read, article) if article else None))
            while waiting and (len(waiting) >= AHEAD * self._number or _is_done(waiting[0][1])):
                yield _taken(*waiting.popleft())
        while waiting:
            yield _taken(*waiting.popleft())

    def close(self) -> None:
        """Stop all processes, also in the middle of an article."""
        with self._lock:
            self._closed = True
            running, self._running = self._running, set()
        for worker in running:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, article: Article) -> Read:
        worker = self._idle.get()
        try:
            worker = worker or self._start()
            return worker.read(article)
        except (EOFError, OSError, pickle.UnpicklingError):
            code = 0
            if worker:
                code = worker.ended()
                with self._lock:
                    self._running.discard(worker)
            worker = None
            why = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            return BadData(
                f"{article.file}: the process that read it {why}, perhaps for want of memory: "
                "nothing was taken from it; run it again, with fewer --workers"
            )
        finally:
            self._idle.put(worker)

    def _start(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise EOFError
            worker = _Worker()
            self._running.add(worker)
        worker.begin(self._extractor)
        return worker


def _is_done(future: Future[Read] | None) -> bool:
    return future is None or future.done()


def _taken(turn: Turn, future: Future[Read] | None) -> tuple[Turn, Read | None]:
    return turn, future.result() if future else None


class _Worker:
    """One process, and the pipes to it: an extractor, then articles go in, a reading for each comes out."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
            start_new_session=True,  # Ctrl-C is for the one that writes, which then stops those that read
        )

    def begin(self, extractor: bytes) -> None:
        """Hand it the extractor; KgError where it cannot be made there."""
        self._send(extractor)
        answer = self._receive()
        if isinstance(answer, KgError):
            raise answer

    def read(self, article: Article) -> Read:
        """What it reads; EOFError or OSError where it is no more."""
        self._send(pickle.dumps(article))
        read: Read = self._receive()
        return read

    def stop(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()

    def ended(self) -> int:
        """The code with which it ended, by itself or now."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self.stop()
        return self._process.returncode

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def _receive(self) -> Any:
        assert self._process.stdout is not None
        return pickle.load(self._process.stdout)


def _work(asked: BinaryIO, told: BinaryIO) -> None:
    """Read what is asked, until nothing more is."""

    def tell(what: object) -> None:
        told.write(pickle.dumps(what))
        told.flush()

    try:
        extractor: Extractor = pickle.load(asked)
    except KgError as error:
        tell(error)
        return
    except Exception as error:
        tell(KgError(f"the extractor cannot be made in another process ({type(error).__name__}: {error})"))
        return
    tell(None)
    while True:
        article: Article = pickle.load(asked)
        tell(read_one(extractor, article))


if __name__ == "__main__":
    # What an extractor prints must not get into the pipe.
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(EOFError, BrokenPipeError):
        _work(sys.stdin.buffer, pipe)
