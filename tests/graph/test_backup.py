import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import KgError, StoreError
from kg.graph.backup import LIST, backup, restore
from kg.graph.store import Store
from tests.graph.filled import told


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    with Store.open(path, write=True) as opened:
        for number in range(3):
            opened.commit(told(f"<http://g/{number}> {{ <http://a/{number}> <http://a/p> '{'x' * 1000}' }}"))
    return path


def quads(store: Path) -> list[str]:
    with Store.open(store) as opened:
        return sorted(map(str, opened.database))


def test_what_goes_in_comes_out(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    contents = backup(store, file, wait=1)
    assert contents.quads == len(quads(store)) == 6
    assert restore(file, tmp_path / "restored") == contents
    assert quads(tmp_path / "restored") == quads(store)
    with Store.open(tmp_path / "restored", write=True) as opened:  # it can be gone on with
        opened.commit(told("<http://g/9> { <http://a/9> <http://a/p> 9 }"))
        assert opened.notes.generation == contents.generation + 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "restored", "store"]


def test_it_is_taken_while_others_read(store: Path, tmp_path: Path) -> None:
    with Store.open(store):
        backup(store, tmp_path / "backup.tar", wait=0)


def test_a_writer_is_waited_for_and_not_for_ever(store: Path, tmp_path: Path) -> None:
    with Store.open(store, write=True), pytest.raises(StoreError, match="being written"):
        backup(store, tmp_path / "backup.tar", wait=0.1)
    assert not (tmp_path / "backup.tar").exists()


def test_nothing_is_overwritten(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    backup(store, file, wait=1)
    with pytest.raises(KgError, match="is there already"):
        backup(store, file, wait=1)
    with pytest.raises(KgError, match="restore into a folder that is not"):
        restore(file, store)


def test_a_file_that_cannot_be_written(store: Path, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="cannot be written"):
        backup(store, tmp_path / "no" / "folder.tar", wait=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]


def rewritten(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """The backup with its parts changed, or left out."""
    with tarfile.open(file) as tar:
        parts = [(entry.name, tar.extractfile(entry).read()) for entry in tar]  # type: ignore[union-attr]
    with tarfile.open(file, "w") as tar:
        for name, body in parts:
            changed = change(name, body)
            if changed:
                from kg.graph.backup import _add

                _add(tar, *changed)


def flip(name: str, body: bytes) -> tuple[str, bytes]:
    return name, body if not name.endswith(".sst") else bytes([body[0] ^ 1]) + body[1:]


def lose(name: str, body: bytes) -> tuple[str, bytes] | None:
    return None if name == "format.json" else (name, body)


def smuggle(name: str, body: bytes) -> tuple[str, bytes]:
    return ("../evil" if name == "format.json" else name), body


def smuggle_by_list(name: str, body: bytes) -> tuple[str, bytes]:
    if name != LIST:
        return name, body
    told = json.loads(body)
    return name, json.dumps(told | {"files": {**told["files"], "../evil": "00"}}).encode()


def miscount(name: str, body: bytes) -> tuple[str, bytes]:
    return name, body if name != LIST else json.dumps(json.loads(body) | {"quads": 7}).encode()


def no_list(name: str, body: bytes) -> tuple[str, bytes] | None:
    return None if name == LIST else (name, body)


@pytest.mark.parametrize("change", [flip, lose, smuggle, smuggle_by_list, miscount, no_list])
def test_what_is_damaged_is_not_restored(
    store: Path, tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]
) -> None:
    file = tmp_path / "backup.tar"
    backup(store, file, wait=1)
    rewritten(file, change)
    with pytest.raises(KgError, match=r"damaged|no backup"):
        restore(file, tmp_path / "restored")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "store"]
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("body", [b"", b"no tar", b"\0" * 10_000])
def test_what_is_no_backup(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "file").write_bytes(body)
    with pytest.raises(KgError, match="no backup"):
        restore(tmp_path / "file", tmp_path / "restored")


def test_a_backup_that_is_cut_off(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    backup(store, file, wait=1)
    body = file.read_bytes()
    for share in (0.2, 0.5, 0.9):
        file.write_bytes(body[: int(len(body) * share)])
        with pytest.raises(KgError, match="damaged"):
            restore(file, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
