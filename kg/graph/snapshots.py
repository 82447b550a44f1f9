"""Frozen copies of the store, so that readers and a writer never wait for each other.

A backup takes milliseconds, as its files are hard links. It is made again when the store has changed, and removed
when its last reader has gone. While a writer holds the store, what it leaves after each commit is taken.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError, StoreInUse
from kg.graph.handing import FOLDER, alive, take
from kg.graph.store import WAIT, Store, read_notes

PAUSE = 0.2
"""Seconds between two looks at a store that a writer holds."""


@dataclass(slots=True)
class Snapshot:
    """One frozen copy, and the generation of the store that it froze."""

    path: Path
    generation: int
    users: int = 0


class Snapshots:
    """The newest snapshot of the store in the folder `store`; StoreError where none can be made at the start."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._refreshing = threading.Lock()
        self._looked = 0.0
        self._kept: list[Snapshot] = []
        with Store.open(store):  # says what is wrong with it before anything is written
            self.folder = _folder_for(store)
        self._kept.append(self._make())

    @property
    def generation(self) -> int:
        """The generation of the newest snapshot: the same number, the same answers."""
        return self._kept[-1].generation

    @property
    def stale(self) -> bool:
        """Whether the store has changed since, and it is time to look."""
        if time.monotonic() - self._looked < PAUSE:
            return False
        return read_notes(self._store).generation != self.generation

    @contextmanager
    def borrow(self) -> Iterator[Snapshot]:
        """The newest snapshot, kept on disk until given back."""
        with self._lock:
            snapshot = self._kept[-1]
            snapshot.users += 1
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.users -= 1
                self._remove_old()

    def refresh(self) -> None:
        """Make a new snapshot where the store has changed, or take what a writer left; else the last one serves."""
        if not self._refreshing.acquire(blocking=False):
            return
        try:
            generation = read_notes(self._store).generation
            if generation == self.generation:
                return
            left = self._taken()
            made = None if left and left.generation == generation else self._made()
            if left is None and made is None:
                self._looked = time.monotonic()
            with self._lock:
                self._kept += [snapshot for snapshot in (left, made) if snapshot]
                self._remove_old()
        finally:
            self._refreshing.release()

    def close(self) -> None:
        """Remove all snapshots."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            self.folder.parent.rmdir()

    def _made(self) -> Snapshot | None:
        """A new one; None while a writer holds the store."""
        try:
            return self._make(wait=0)
        except StoreInUse:
            return None

    def _taken(self) -> Snapshot | None:
        taken = take(self.folder, self.generation)
        return Snapshot(taken / "oxigraph", int(taken.name.rpartition("-")[2])) if taken else None

    def _make(self, wait: float = WAIT) -> Snapshot:
        with Store.open(self._store, wait=wait) as store:
            path = Path(tempfile.mkdtemp(dir=self.folder, prefix="made-")) / "oxigraph"
            store.snapshot(path)
            return Snapshot(path, store.notes.generation)

    def _remove_old(self) -> None:
        for snapshot in self._kept[:-1]:
            if not snapshot.users:
                shutil.rmtree(snapshot.path.parent, ignore_errors=True)
                self._kept.remove(snapshot)


def _folder_for(store: Path) -> Path:
    """A fresh folder for this process, beside the database or else, on a read-only disk, among temporary files.

    What a killed process left behind is removed.
    """
    parent = store / FOLDER
    try:
        parent.mkdir(exist_ok=True)
        for left in parent.iterdir():
            if not alive(left.name.partition("-")[0]):
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))
    except OSError:
        try:
            return Path(tempfile.mkdtemp(prefix="isnad-"))
        except OSError as error:
            raise StoreError(f"neither {store} nor the folder for temporary files can be written: {error}") from error
