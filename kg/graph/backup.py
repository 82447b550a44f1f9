"""A whole store as one file, and back: taken while others read and serve it, and looked through before it is trusted.

The file is a plain tar: a list of all files with their digests and the number of quads first, then the files. What is
secret stays out of it: tokens are made anew where the store is restored.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError, StoreError
from kg.graph.store import Store, read_notes

LIST = "backup.json"
PIECE = 1 << 20
_FAULTS = (OSError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds."""

    made: str
    """When, UTC."""
    generation: int
    quads: int
    files: dict[str, str]
    """Place in the store -> SHA-256."""


def backup(store: Path, target: Path, wait: float) -> Contents:
    """Write a backup of the store in a folder to the file `target`, which appears when it is whole.

    `wait` is how many seconds a writer may keep us waiting. KgError where the file is there already or cannot be
    written; StoreError where the store cannot be read.
    """
    if target.exists():
        raise KgError(f"{target} is there already: choose another name, or remove it")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _frozen(store, wait) as frozen:
        contents = _contents(frozen)
        try:
            with part.open("xb") as stream:
                with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    _add(tar, LIST, json.dumps(asdict(contents), indent=1).encode())
                    for name in contents.files:
                        tar.add(frozen / name, name, recursive=False)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(target)
        except OSError as error:
            raise KgError(
                f"{target} cannot be written ({error.strerror}): choose another place or make room"
            ) from error
        finally:
            part.unlink(missing_ok=True)
    return contents


def restore(source: Path, store: Path) -> Contents:
    """Make the store of a backup in the folder `store`, which must not be there; it appears when all is verified.

    KgError where the file is none of ours, or anything in it is not as its list says; nothing is left behind then.
    """
    if store.exists() and (not store.is_dir() or any(store.iterdir())):
        raise KgError(f"{store} is there already: restore into a folder that is not")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{store.name}-", dir=store.parent))
    except OSError as error:
        raise KgError(f"{store} cannot be written: {error.strerror}") from error
    try:
        contents = _unpacked(source, folder)
        found = _count(folder / "oxigraph")
        if found != contents.quads:
            raise KgError(f"{source} is damaged: it says {contents.quads:,} quads, and there are {found:,}")
        if store.exists():
            store.rmdir()
        folder.rename(store)
    except OSError as error:
        raise KgError(f"{store} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return contents


@contextmanager
def _frozen(store: Path, wait: float) -> Iterator[Path]:
    """A folder with a copy of the store that nobody changes, by hard links."""
    with Store.open(store, wait=wait) as opened:
        try:
            folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=store.parent))
        except OSError:
            folder = Path(tempfile.mkdtemp(prefix="isnad-backup-"))
        try:
            opened.snapshot(folder / "oxigraph")
            shutil.copyfile(store / "format.json", folder / "format.json")
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise KgError(f"the store at {store} cannot be copied: {error.strerror}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _contents(folder: Path) -> Contents:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "LOCK")
    digests = {path.relative_to(folder).as_posix(): _digest(path) for path in files}
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    return Contents(now, read_notes(folder).generation, _count(folder / "oxigraph"), digests)


def _count(database: Path) -> int:
    try:
        return len(ox.Store.read_only(str(database)))
    except _FAULTS as error:
        raise StoreError(f"the database cannot be read: {' '.join(str(error).split())}") from error


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, body: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(body)
    tar.addfile(entry, io.BytesIO(body))


def _unpacked(source: Path, folder: Path) -> Contents:
    """The files of a backup, written to `folder`, each as its list says: no name in it can lead elsewhere."""
    try:
        with tarfile.open(source, "r:") as tar:
            contents = _read_list(tar, source)
            left = set(contents.files)
            while entry := tar.next():
                if entry.name not in left or not entry.isreg():
                    raise KgError(f"{source} is damaged: {entry.name!r} is not in its list")
                left.remove(entry.name)
                _extract(tar, entry, folder / entry.name, contents.files[entry.name], source)
    except (tarfile.TarError, EOFError) as error:
        raise KgError(f"{source} is no backup, or is damaged: {error}") from error
    except FileNotFoundError as error:
        raise KgError(f"{source}: there is no such file") from error
    if left:
        raise KgError(f"{source} is damaged: it lacks {min(left)}")
    return contents


def _read_list(tar: tarfile.TarFile, source: Path) -> Contents:
    entry = tar.next()
    stream = tar.extractfile(entry) if entry and entry.name == LIST and entry.isreg() else None
    if stream is None:
        raise KgError(f"{source} is no backup of a store: kg backup writes them")
    try:
        told = json.loads(stream.read())
        contents = Contents(str(told["made"]), int(told["generation"]), int(told["quads"]), dict(told["files"]))
    except (ValueError, KeyError, TypeError) as error:
        raise KgError(f"{source} is damaged: its list cannot be read ({error!r})") from error
    for name in contents.files:
        parts = Path(name).parts
        if name != "format.json" and (len(parts) != 2 or parts[0] != "oxigraph" or parts[1] == ".."):
            raise KgError(f"{source} is damaged: {name!r} is no place in a store")
    return contents


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, target: Path, digest: str, source: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    stream = tar.extractfile(entry)
    assert stream is not None
    seen = hashlib.sha256()
    with target.open("xb") as written:
        while piece := stream.read(PIECE):
            seen.update(piece)
            written.write(piece)
    if seen.hexdigest() != digest:
        raise KgError(f"{source} is damaged: {entry.name} is not what its list says")
