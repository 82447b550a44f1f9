"""Frozen copies of the store, so that readers and a writer never wait for each other.

A backup takes milliseconds, as its files are hard links. It is made again when the store has changed, and removed
when its last reader has gone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError
from kg.graph.lock import Lock
from kg.graph.store import Store, read_notes

FOLDER = "snapshots"  # inside the store's folder


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
        self._kept: list[Snapshot] = []
        with Store.open(store):  # says what is wrong with it before anything is written
            self._folder = _folder_for(store)
        self._kept.append(self._make())

    @property
    def generation(self) -> int:
        """The generation of the newest snapshot: the same number, the same answers."""
        return self._kept[-1].generation

    @contextmanager
    def borrow(self) -> Iterator[Snapshot]:
        """The newest snapshot, kept on disk until given back."""
        self._refresh()
        with self._lock:
            snapshot = self._kept[-1]
            snapshot.users += 1
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.users -= 1
                self._remove_old()

    def close(self) -> None:
        """Remove all snapshots."""
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(OSError):
            self._folder.parent.rmdir()

    def _refresh(self) -> None:
        """Make a new snapshot where the store has changed; while a writer has it, the last one still serves."""
        if read_notes(self._store).generation == self.generation or not self._refreshing.acquire(blocking=False):
            return
        try:
            try:
                Lock.shared(self._store, wait=0).release()
            except StoreError:
                return
            snapshot = self._make()
            with self._lock:
                self._kept.append(snapshot)
                self._remove_old()
        finally:
            self._refreshing.release()

    def _make(self) -> Snapshot:
        with Store.open(self._store) as store:
            path = Path(tempfile.mkdtemp(dir=self._folder)) / "oxigraph"
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


def alive(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
