"""Frozen copies of the store on disk, so that readers never meet a writer.

The engine allows one process to write and none to read beside it. A backup takes milliseconds, as its files are hard
links; it is made again when the store has changed, and removed when its last reader has gone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError

FOLDER = "snapshots"  # inside the store's folder


@dataclass(slots=True)
class Snapshot:
    """One frozen copy; `number` counts up with every change of the store that was seen."""

    path: Path
    number: int
    users: int = 0


class Snapshots:
    """The newest snapshot of the store in `database`, made anew when the file `mark` changes.

    `hidden` are the IRIs of graphs that no snapshot holds. Raises StoreError where there is no store.
    """

    def __init__(self, database: Path, mark: Path | None = None, hidden: Sequence[str] = ()) -> None:
        if not (database / "CURRENT").is_file():
            raise StoreError(f"no store at {database}: make one with kg ingest, or name another with --store")
        self._database = database
        self._mark_file = mark
        self._hidden = tuple(hidden)
        self._lock = threading.Lock()
        self._refreshing = threading.Lock()
        self._seen: object = None
        self._folder = _folder_for(database)
        self._all: list[Snapshot] = []
        self._refresh()
        if not self._all:
            self.close()
            raise StoreError(f"the store at {database} is in use by another command: try again when that is done")

    @property
    def number(self) -> int:
        """How many states of the store have been seen; the same number means the same answers."""
        return self._all[-1].number

    @contextmanager
    def borrow(self) -> Iterator[Snapshot]:
        """The newest snapshot, kept on disk until given back."""
        if self._mark() != self._seen:
            self._refresh()
        with self._lock:
            snapshot = self._all[-1]
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

    def _refresh(self) -> None:
        """Make a new snapshot, unless a writer has the store: then the last one still serves."""
        if not self._refreshing.acquire(blocking=not self._all):
            return
        try:
            number = self._all[-1].number + 1 if self._all else 1
            path = self._folder / str(number)
            if self._copy(path):
                with self._lock:
                    self._all.append(Snapshot(path, number))
                self._remove_old()
        finally:
            self._refreshing.release()

    def _copy(self, path: Path) -> bool:
        from pyoxigraph import NamedNode, Store

        try:
            store = Store(self._database)  # takes the writers' lock, so that no writer is at work meanwhile
        except OSError as error:
            if "lock" in str(error).lower():
                return False
            raise StoreError(f"the store at {self._database} cannot be opened: {error}") from error
        try:
            seen = self._mark()
            store.backup(path)
        except OSError as error:
            raise StoreError(f"no snapshot of {self._database} could be made in {self._folder}: {error}") from error
        finally:
            del store
        if self._hidden:
            copy = Store(path)
            for graph in self._hidden:
                copy.remove_graph(NamedNode(graph))
            del copy
        self._seen = seen if self._mark_file else self._mark()
        return True

    def _mark(self) -> object:
        """What differs after every change; without a mark file, the times of the store's own files."""
        if self._mark_file is None:
            files = (file for file in self._database.iterdir() if file.suffix in (".log", ".sst"))
            return max((file.stat().st_mtime_ns for file in files), default=0)
        try:
            stat = self._mark_file.stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_ino, stat.st_size

    def _remove_old(self) -> None:
        with self._lock:
            old = [snapshot for snapshot in self._all[:-1] if not snapshot.users]
            self._all = [snapshot for snapshot in self._all if snapshot not in old]
        for snapshot in old:
            shutil.rmtree(snapshot.path, ignore_errors=True)


def _folder_for(database: Path) -> Path:
    """A fresh folder for this process; what a killed process left behind is removed."""
    parent = database / FOLDER
    try:
        parent.mkdir(exist_ok=True)
        for left in parent.iterdir():
            if not _alive(left.name.partition("-")[0]):
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))
    except OSError as error:
        raise StoreError(
            f"the store at {database} cannot be served, as nothing can be written there: {error}"
        ) from error


def _alive(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
