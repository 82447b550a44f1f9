import json
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import BadQuery, StoreError
from kg.graph.change import Change
from kg.graph.store import FORMAT, Store
from kg.model import Answer, Iri, Literal, Triples
from tests.graph.filled import told

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def add(number: int) -> Change:
    return told(f"<http://example.org/g{number}> {{ <http://example.org/s> kg:killed {number} }}")


def make(path: Path, *numbers: int) -> Path:
    with Store.open(path, write=True, wait=0) as store:
        for number in numbers or (1,):
            store.commit(add(number))
    return path


def count(path: Path) -> int:
    with Store.open(path, wait=0) as store:
        answer = store.query(COUNT)
    assert isinstance(answer, Answer)
    return int(str(answer.rows[0][0]))


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A real process that runs `code`; it says when it is ready by a line on stdout."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


# --- answers ------------------------------------------------------------------------------------------


def test_a_query_sees_the_union_of_all_graphs(tmp_path: Path) -> None:
    with Store.open(make(tmp_path / "kg", 3, 4)) as store:
        found = store.query("SELECT ?s ?n WHERE { ?s <https://w3id.org/isnad/ontology#killed> ?n } ORDER BY ?n")
        integer = "http://www.w3.org/2001/XMLSchema#integer"
        subject = Iri("http://example.org/s")
        assert found == Answer(("s", "n"), ((subject, Literal("3", integer)), (subject, Literal("4", integer))))


def test_ask_construct_and_unbound_answers(tmp_path: Path) -> None:
    with Store.open(make(tmp_path / "kg")) as store:
        assert store.query("ASK { ?s ?p 1 }") is True
        assert store.query("ASK { ?s ?p 2 }") is False
        made = store.query("CONSTRUCT { ?s a 'x'@en } WHERE { ?s ?p ?o }")
        assert isinstance(made, Triples)
        assert made.rows[0][2] == Literal("x", None, "en")
        assert store.query("SELECT ?nothing WHERE {}") == Answer(("nothing",), ((None,),))


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT * WHERE { ?s ?p }", 1, 25), ("SELECT *\nWHERE {\n ?s nowhere:p ?o }", 3, 14), ("", 1, 1)],
)
def test_a_bad_query_is_told_with_line_and_column_in_one_line(
    tmp_path: Path, query: str, line: int, column: int
) -> None:
    with Store.open(make(tmp_path / "kg")) as store, pytest.raises(BadQuery) as caught:
        store.query(query)
    assert f"line {line}, column {column}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_update_is_no_query(tmp_path: Path) -> None:
    with Store.open(make(tmp_path / "kg")) as store, pytest.raises(BadQuery):
        store.query("DROP ALL")


# --- what is there, and what is not -------------------------------------------------------------------


def test_no_store_to_read_says_what_to_do_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run kg ingest first"):
        Store.open(tmp_path / "kg")
    assert not (tmp_path / "kg").exists()


def test_a_store_that_was_never_committed_to_is_none(tmp_path: Path) -> None:
    Store.open(tmp_path / "kg", write=True).close()
    with pytest.raises(StoreError, match="no store at"):
        Store.open(tmp_path / "kg")


def test_a_folder_with_other_things_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(StoreError, match=r"thesis\.doc"):
        Store.open(tmp_path, write=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "kg").write_text("a file")
    for write in (False, True):
        with pytest.raises(StoreError, match="kg"):
            Store.open(tmp_path / "kg", write=write)


@pytest.mark.parametrize("write", [False, True])
def test_a_newer_version_is_refused_and_left_alone(tmp_path: Path, write: bool) -> None:
    path = make(tmp_path / "kg")
    said = json.loads((path / "format.json").read_text()) | {"format": FORMAT + 1}
    (path / "format.json").write_text(json.dumps(said))
    with pytest.raises(StoreError, match=f"format {FORMAT + 1}.*reads up to {FORMAT}.*install a newer version"):
        Store.open(path, write=write, wait=0)
    assert json.loads((path / "format.json").read_text()) == said


def test_a_newer_version_is_refused_whatever_else_it_notes(tmp_path: Path) -> None:
    path = make(tmp_path / "kg")
    (path / "format.json").write_text('{"format": 9, "something": "else"}')
    with pytest.raises(StoreError, match="format 9"):
        Store.open(path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "one"}', '{"base": "x"}'])
def test_a_damaged_note_is_told(tmp_path: Path, text: str) -> None:
    path = make(tmp_path / "kg")
    (path / "format.json").write_text(text)
    with pytest.raises(StoreError, match="damaged"):
        Store.open(path)


def test_another_base_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "kg")
    said = json.loads((path / "format.json").read_text()) | {"base": "https://example.org/mine/"}
    (path / "format.json").write_text(json.dumps(said))
    with pytest.raises(StoreError, match=r"KG_BASE=https://example\.org/mine/"):
        Store.open(path)


def test_a_closed_store_answers_in_words(tmp_path: Path) -> None:
    store = Store.open(make(tmp_path / "kg"))
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query(COUNT)


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    path = make(tmp_path / "kg")
    (path / "oxigraph" / "CURRENT").write_text("no manifest\n")
    with pytest.raises(StoreError, match="cannot be read"):
        Store.open(path)


# --- commits ------------------------------------------------------------------------------------------


def test_each_commit_is_a_generation(tmp_path: Path) -> None:
    with Store.open(tmp_path / "kg", write=True) as store:
        assert store.notes.generation == 0
        store.commit(add(1), package="abc")
        store.commit(add(2))
        assert (store.notes.generation, store.notes.package) == (2, "abc")


def test_a_reader_does_not_write(tmp_path: Path) -> None:
    with Store.open(make(tmp_path / "kg")) as store, pytest.raises(StoreError, match="reading only"):
        store.commit(add(2))
    assert count(tmp_path / "kg") == 1


def test_a_snapshot_stays_as_it_was(tmp_path: Path) -> None:
    import pyoxigraph

    path = make(tmp_path / "kg")
    with Store.open(path) as store:
        store.snapshot(tmp_path / "copy")
        with pytest.raises(StoreError, match="no snapshot"):
            store.snapshot(tmp_path / "copy")
    make(path, 2)
    assert len(list(pyoxigraph.Store.read_only(str(tmp_path / "copy")).query("SELECT * { ?s ?p ?o }"))) == 1
    assert count(path) == 2


# --- others -------------------------------------------------------------------------------------------

HOLD = """
    import sys
    from pathlib import Path
    from kg.graph.store import Store
    store = Store.open(Path(sys.argv[1]), write=sys.argv[2] == "write")
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    process = child(HOLD, make(tmp_path / "kg"), request.param)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("holder", ["write"], indirect=True)
@pytest.mark.parametrize("write", [False, True])
def test_a_store_that_is_written_names_the_writer(tmp_path: Path, holder: subprocess.Popen[str], write: bool) -> None:
    with pytest.raises(StoreError, match=f"being written by process {holder.pid}"):
        Store.open(tmp_path / "kg", write=write, wait=0)


@pytest.mark.parametrize("holder", ["read"], indirect=True)
def test_readers_share_and_keep_writers_out(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    assert count(tmp_path / "kg") == 1
    with pytest.raises(StoreError, match="being read by another process"):
        Store.open(tmp_path / "kg", write=True, wait=0)


@pytest.mark.parametrize("holder", ["write"], indirect=True)
def test_who_waits_comes_in_when_the_writer_is_done(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    assert holder.stdin
    holder.stdin.close()
    with Store.open(tmp_path / "kg", wait=30) as store:
        assert store.query("ASK { ?s ?p ?o }") is True


@pytest.mark.parametrize("holder", ["write"], indirect=True)
def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    make(tmp_path / "kg", 2)
    assert count(tmp_path / "kg") == 2


# --- disks --------------------------------------------------------------------------------------------

# Every file may grow to the limit and no further, as on a full disk.
FILL = """
    import resource, signal, sys
    from pathlib import Path
    from kg.errors import StoreError
    from kg.graph.store import Store
    from tests.graph.filled import told
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = Store.open(Path(sys.argv[1]), write=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    rows = " ".join(f"<http://example.org/{n}> kg:quote '{n * 7919:0100}' ." for n in range(20_000))
    try:
        store.commit(told("<http://example.org/big> { " + rows + " }"))
    except StoreError as error:
        print(error, flush=True)
"""


def test_a_disk_that_fills_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = make(tmp_path / "kg")
    told, trouble = child(FILL, path).communicate()
    assert "cannot be written" in told, trouble
    assert "as it was" in told
    assert "\n" not in told.strip()
    assert count(path) == 1
    make(path, 2)
    assert count(path) == 2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, where the system lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if (
        not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True).returncode
    ):
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_leaves_the_store_as_it_was(disk: Path) -> None:
    path = make(disk / "kg")
    filler = disk / "filler"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler.write_bytes(bytes(free))
    rows = " ".join(f"<http://example.org/{n}> kg:quote '{n * 7919:0100}' ." for n in range(20_000))
    with pytest.raises(StoreError, match="cannot be written"), Store.open(path, write=True, wait=0) as store:
        store.commit(told(f"<http://example.org/big> {{ {rows} }}"))
    assert count(path) == 1
    filler.unlink()
    make(path, 2)
    assert count(path) == 2


def test_a_read_only_disk_can_be_read_and_says_why_not_written(disk: Path) -> None:
    path = make(disk / "kg")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert count(path) == 1
    with pytest.raises(StoreError, match="cannot be written: Read-only file system"):
        Store.open(path, write=True, wait=0)
    with pytest.raises(StoreError, match="Read-only file system"):
        Store.open(disk / "other", write=True, wait=0)


# --- kill -9 ------------------------------------------------------------------------------------------

WORK = """
    import sys
    from pathlib import Path
    from kg.graph.store import Store
    from tests.graph.filled import told
    path = Path(sys.argv[1])
    for number in range(int(sys.argv[2]), 10_000):
        rows = " ".join(f"<http://example.org/{number}/{n}> kg:killed {number} ." for n in range(500))
        with Store.open(path, write=True) as store:
            store.commit(told(f"<http://example.org/g{number}> {{ {rows} }}"))
            print(number, flush=True)
"""


def test_a_killed_writer_leaves_whole_commits(tmp_path: Path) -> None:
    chance = random.Random(9)
    path, done = make(tmp_path / "kg"), 2
    for _ in range(8):
        process = child(WORK, path, done)
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.random() * 0.15)
        process.send_signal(signal.SIGKILL)
        told, _ = process.communicate()
        told_last = int(told.split()[-1]) if told.split() else done
        with Store.open(path, wait=0) as store:
            sizes = store.query("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
            assert isinstance(sizes, Answer)
            graphs = {str(graph).rsplit("/g", 1)[-1]: int(str(n)) for graph, n in sizes.rows}
        assert graphs.pop("1") == 1
        assert set(graphs.values()) == {500}
        assert {str(number) for number in range(2, told_last + 1)} <= graphs.keys()
        done = len(graphs) + 2
