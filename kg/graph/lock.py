"""Who may use a store: any number of readers, or one writer."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from kg.errors import StoreInUse

_PAUSE = 0.05  # seconds between two tries


class Lock:
    """A lock on a store's folder, held until `release`; the system lets go of it when the process dies."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    @classmethod
    def shared(cls, store: Path, wait: float) -> Lock:
        """Hold the store for reading; StoreInUse where another process still writes it after `wait` seconds."""
        try:
            handle = _open(store / "lock", os.O_RDWR | os.O_CREAT)
        except OSError:
            try:
                handle = _open(store / "lock", os.O_RDONLY)
            except OSError:
                return cls(None)  # a folder that cannot be written has no writer to wait for
        return cls(_take(handle, fcntl.LOCK_SH, wait, store))

    @classmethod
    def exclusive(cls, store: Path, wait: float) -> Lock:
        """Hold the store for writing; StoreInUse where another process still uses it after `wait` seconds.

        OSError where the lock file cannot be written.
        """
        handle = _take(_open(store / "lock", os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX, wait, store)
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        except OSError:
            os.close(handle)
            raise
        return cls(handle)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _open(path: Path, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o644)


def _take(handle: int, kind: int, wait: float, store: Path) -> int:
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(_PAUSE)
                continue
            reason = _why_taken(handle)
            os.close(handle)
            raise StoreInUse(f"the store at {store} is {reason}: try again when that is done") from None


def _why_taken(handle: int) -> str:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode(errors="replace").strip()
        return f"being written by process {holder}" if holder else "being written by another process"
    return "being read by another process"
