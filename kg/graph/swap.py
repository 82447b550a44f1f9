"""Change a file that people share: one process at a time, and as a whole or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import KgError

WAIT = 10.0
"""Seconds to wait for another process that changes the same file."""

_PAUSE = 0.05  # seconds between two tries


@contextmanager
def held(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Keep other processes from changing the file `path` meanwhile; a lock file lies beside it as long.

    KgError where another one is at it for longer than `wait` seconds, OSError where the folder cannot be written.
    """
    place = path.resolve()
    lock = place.with_name(f".{place.name}.lock")
    deadline = time.monotonic() + wait
    while (handle := _take(lock)) is None:
        if time.monotonic() > deadline:
            raise KgError(f"{path}: another process is changing it: try again when that is done")
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()  # while it is still ours, so that nobody loses another's
        os.close(handle)


def _take(lock: Path) -> int | None:
    """The lock file, open and locked; None where another process has it, or has just removed it."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if lock.exists() and os.path.samestat(os.fstat(handle), lock.stat()):
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(handle)
    return None


def swap(path: Path, text: str) -> None:
    """Put `text` in place of what a file holds, and on the disk; OSError, and the file as it was, where that fails."""
    place = path.resolve()  # where it is a link, what it leads to changes
    fresh = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            shutil.copymode(place, fresh)
        fresh.replace(place)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    with suppress(OSError):  # not every file system lets a folder be synced
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
