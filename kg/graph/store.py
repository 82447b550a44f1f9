"""The store on disk: a folder with a pyoxigraph database, one writer at a time, every commit whole or not at all.

DIR/format.json   version of the layout, base of the IRIs, count of commits, digest of the package's graphs
DIR/oxigraph/     the database
DIR/lock          held by whoever reads or writes
DIR/snapshots     of a running server: see kg.graph.snapshots
DIR/narrowed      copies that hold only what is surely enough read, or holds on a day: see kg.graph.narrowed
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType

import pyoxigraph as ox

from kg.errors import StoreError
from kg.graph.change import Change
from kg.graph.handing import hand_over
from kg.graph.lock import Lock
from kg.graph.results import bad_query, to_result
from kg.graph.vocabulary import BASE, PREFIXES
from kg.graph.written import Rewriting, is_public
from kg.model import Result

FORMAT = 3  # 1 had nothing in the default graph, 2 no index and names with the articles
"""Version of the layout that this program writes, and the newest that it reads."""

_FAULTS = (OSError, RuntimeError)  # what the database raises when the disk fails it or its files are damaged

WAIT = 2.0
"""Seconds to wait for others who use the store before giving up."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What format.json says."""

    format: int = FORMAT
    base: str = BASE
    generation: int = 0  # one more with each commit
    package: str = ""  # digest of the ontology and authority graphs that were written last


class Store:
    """A graph on disk. Open it with `Store.open`; use it in a `with` block."""

    def __init__(self, path: Path, database: ox.Store, lock: Lock, write: bool) -> None:
        self.path = path
        self._database: ox.Store | None = database
        self._lock = lock
        self._write = write

    @classmethod
    def open(cls, path: Path, write: bool = False, wait: float = WAIT) -> Store:
        """The store in the folder `path`; one that is opened for writing is made where there is none.

        StoreError where there is none to read, where it is of a newer version or of another base, where another
        process uses it for longer than `wait` seconds, and where the disk does not let it be opened.
        """
        return cls._open_to_write(path, wait) if write else cls._open_to_read(path, wait)

    @classmethod
    def _open_to_read(cls, path: Path, wait: float) -> Store:
        if not (path / "format.json").is_file():
            raise StoreError(f"no store at {path}: run kg ingest first, or name another folder with --store")
        lock = Lock.shared(path, wait)
        try:
            _check(path, read_notes(path))
            return cls(path, ox.Store.read_only(str(path / "oxigraph")), lock, write=False)
        except _FAULTS as error:
            lock.release()
            raise StoreError(f"the store at {path} cannot be read: {_reason(error)}") from error
        except StoreError:
            lock.release()
            raise

    @classmethod
    def _open_to_write(cls, path: Path, wait: float) -> Store:
        if path.is_dir() and not (path / "format.json").exists():
            strange = sorted(entry.name for entry in path.iterdir() if entry.name not in {"oxigraph", "lock"})
            if strange:
                raise StoreError(f"{path} is no store, and holds other things ({strange[0]}): choose another folder")
        lock = None
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = Lock.exclusive(path, wait)
            if (path / "format.json").exists():
                _check(path, read_notes(path))
            return cls(path, ox.Store(str(path / "oxigraph")), lock, write=True)
        except _FAULTS as error:
            if lock:
                lock.release()
            raise StoreError(f"the store at {path} cannot be written: {_reason(error)}") from error
        except StoreError:
            if lock:
                lock.release()
            raise

    # --- reading -----------------------------------------------------------------------------------

    @property
    def database(self) -> ox.Store:
        """The database, for the modules of kg.graph; StoreError where the store was closed."""
        if self._database is None:
            raise StoreError(f"the store at {self.path} is closed")
        return self._database

    def query(self, text: str) -> Result:
        """Answer a SPARQL query over the union of all graphs; BadQuery with line and column if it does not parse."""
        try:
            return to_result(self.database.query(text))
        except SyntaxError as error:
            raise bad_query(error, text) from None
        except _FAULTS as error:
            raise StoreError(f"the store at {self.path} cannot be read: {_reason(error)}") from error

    def select(self, text: str) -> Iterator[ox.QuerySolution]:
        """The rows of a SELECT of our own over the union of all graphs, with our prefixes."""
        rows = self.database.query(text, prefixes=PREFIXES)
        assert isinstance(rows, ox.QuerySolutions)
        return rows

    def quads(
        self,
        subject: ox.NamedNode | ox.BlankNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.BlankNode | ox.Literal | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of named graphs that fit, but those of the index; None stands for anything."""
        found = self.database.quads_for_pattern(subject, predicate, object, graph)
        return found if graph else (quad for quad in found if is_public(quad.graph_name))

    def has_graph(self, name: str) -> bool:
        """Whether there is a graph of this name, be it empty."""
        return self.database.contains_named_graph(ox.NamedNode(name))

    @property
    def notes(self) -> Notes:
        """What the store says of itself; as of a new store before the first commit."""
        return read_notes(self.path) if (self.path / "format.json").exists() else Notes()

    # --- writing -----------------------------------------------------------------------------------

    def commit(self, change: Change, package: str | None = None) -> None:
        """Carry out a change as a whole; `package` is the digest of package graphs that it writes.

        StoreError where the disk is full or cannot be written: the store is then as it was.
        """

        def carry_out() -> None:
            if change.only_adds:  # twice as fast, and as atomic
                self.database.extend(change.quads())
                for graph in change.created:
                    self.database.add_graph(graph)
            else:
                self.database.update(change.update())

        self._commit(carry_out, package)

    def rewrite(self, rewriting: Rewriting) -> None:
        """Carry out, as a whole, what somebody writes to graphs that are not ours; StoreError as for `commit`."""
        self._commit(lambda: self.database.update(rewriting.update()))

    def _commit(self, carry_out: Callable[[], None], package: str | None = None) -> None:
        if not self._write:
            raise StoreError(f"the store at {self.path} was opened for reading only")
        notes = self.notes
        try:
            if not notes.generation:
                _write_notes(self.path, notes)
            carry_out()
            self.database.flush()
        except _FAULTS as error:
            raise StoreError(
                f"the store at {self.path} cannot be written: {_reason(error)}; it is as it was"
            ) from error
        changed = replace(notes, generation=notes.generation + 1, package=notes.package if package is None else package)
        try:
            _write_notes(self.path, changed)
        except OSError as error:
            raise StoreError(f"{self.path}/format.json cannot be written: {_reason(error)}") from error
        hand_over(self.database, self.path, changed.generation)

    def snapshot(self, target: Path) -> None:
        """Put the database as it stands into the new folder `target`, by hard links where the disk allows them."""
        try:
            self.database.backup(str(target))
        except _FAULTS as error:
            raise StoreError(f"no snapshot of {self.path} in {target}: {_reason(error)}") from error

    def close(self) -> None:
        """Close the database and let others in; a second time does nothing."""
        self._database = None
        self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_notes(path: Path) -> Notes:
    """What the format.json in the store `path` says, without opening the store; StoreError where it is damaged."""
    try:
        said = json.loads((path / "format.json").read_text("utf-8"))
        return Notes(int(said["format"]), str(said["base"]), int(said["generation"]), str(said["package"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, KeyError) and "format" in said and said["format"] != FORMAT:
            return Notes(format=said["format"])
        raise StoreError(f"{path}/format.json is damaged ({error!r}): ingest the articles into a new store") from error


def _write_notes(path: Path, notes: Notes) -> None:
    fresh = path / "format.json.new"
    try:
        with fresh.open("w", encoding="utf-8") as stream:
            json.dump(asdict(notes), stream)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path / "format.json")
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _check(path: Path, notes: Notes) -> None:
    if notes.format > FORMAT:
        raise StoreError(
            f"the store at {path} has format {notes.format}, and this version reads up to {FORMAT}: "
            "install a newer version, or ingest the articles into a new store"
        )
    if notes.format < FORMAT:
        raise StoreError(
            f"the store at {path} has format {notes.format}, and this version writes {FORMAT}: "
            "ingest the articles into a new store"
        )
    if notes.base != BASE:
        raise StoreError(f"the store at {path} has its things under {notes.base}, not {BASE}: set KG_BASE={notes.base}")


def _reason(error: OSError | RuntimeError) -> str:
    return getattr(error, "strerror", None) or " ".join(str(error).split())
