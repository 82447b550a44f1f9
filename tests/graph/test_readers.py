import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import BadQuery, KgError, QueryTimeout, StoreError
from kg.graph.readers import ReaderPool
from kg.graph.store import Store
from tests.graph.filled import told

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CSV = "text/csv"


def add(store: Path, triples: str, graph: str = "http://g/1") -> None:
    with Store.open(store, write=True) as opened:
        opened.commit(told(f"<{graph}> {{ {triples} }}"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    add(path, " ".join(f"<http://a/{i}> <http://a/p> '{i}' ." for i in range(3000)))
    add(path, "<http://a/x> <http://a/q> 'x'", "http://g/2")
    return path


@pytest.fixture
def pool(store: Path) -> Iterator[ReaderPool]:
    with ReaderPool(store, max_bytes=1 << 20) as opened:
        yield opened


def count(pool: ReaderPool) -> int:
    return int(pool.run(COUNT, CSV).split()[1])


@pytest.mark.parametrize(
    ("query", "media_type", "begin"),
    [
        ("ASK {}", "application/sparql-results+json", b'{"head":{},"boolean":true}'),
        ("ASK {}", "application/sparql-results+xml", b"<?xml"),
        ("SELECT ?o { <http://a/7> ?p ?o }", CSV, b"o\r\n7\r\n"),
        ("SELECT ?o { <http://a/7> ?p ?o }", "text/tab-separated-values", b'?o\n"7"\n'),
        ("CONSTRUCT WHERE { <http://a/7> ?p ?o }", "application/n-triples", b'<http://a/7> <http://a/p> "7" .\n'),
        ("DESCRIBE <http://a/7>", "text/turtle", b'<http://a/7> <http://a/p> "7"'),
        ("CONSTRUCT WHERE { <http://a/7> ?p ?o }", "application/ld+json", b'[{"@id":"http://a/7"'),
        ("CONSTRUCT WHERE { <http://a/7> ?p ?o }", "application/rdf+xml", b"<?xml"),
    ],
)
def test_formats(pool: ReaderPool, query: str, media_type: str, begin: bytes) -> None:
    assert pool.run(query, media_type).startswith(begin)


def test_the_default_graph_is_all_graphs_unless_named(pool: ReaderPool) -> None:
    assert count(pool) == 3001
    assert pool.run(COUNT, CSV, default_graphs=["http://g/2"]) == b"n\r\n1\r\n"
    assert pool.run(COUNT, CSV, named_graphs=["http://g/2"]) == b"n\r\n0\r\n"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert pool.run(named, CSV, named_graphs=["http://g/2"]) == b"n\r\n1\r\n"
    assert pool.run("SELECT (COUNT(*) AS ?n) FROM <http://g/2> { ?s ?p ?o }", CSV) == b"n\r\n1\r\n"


def test_a_query_is_stopped_at_its_deadline_and_the_next_is_answered(store: Path) -> None:
    with ReaderPool(store, deadline=2) as pool:
        for _ in range(3):  # more often than there are readers
            with pytest.raises(QueryTimeout, match="stopped after 2 seconds"):
                pool.run(ENDLESS, CSV)
        assert count(pool) == 3001


def test_a_slow_query_does_not_hold_up_another(store: Path) -> None:
    with ReaderPool(store, deadline=5) as pool, ThreadPoolExecutor() as threads:
        slow = threads.submit(pool.run, ENDLESS, CSV)
        assert count(pool) == 3001
        assert not slow.done()
        with pytest.raises(QueryTimeout):
            slow.result()


def test_waiting_for_a_reader_ends_too(store: Path) -> None:
    with ReaderPool(store, workers=1, deadline=0.5) as pool, ThreadPoolExecutor() as threads:
        results = [threads.submit(pool.run, ENDLESS, CSV) for _ in range(4)]
        assert all(isinstance(result.exception(), QueryTimeout) for result in results)


def test_an_answer_too_large_is_none(pool: ReaderPool) -> None:
    with pytest.raises(BadQuery, match="larger than 1 MB"):
        pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", CSV)
    assert count(pool) == 3001


def test_memory_is_bounded(store: Path) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    hungry = f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('x' AS ?x0) {doubled} }}"
    with ReaderPool(store, deadline=60, memory=1 << 30) as pool:
        with pytest.raises(QueryTimeout, match="memory"):
            pool.run(hungry, CSV)
        assert count(pool) == 3001


def test_a_query_that_breaks_the_engine_breaks_only_its_reader(pool: ReaderPool) -> None:
    with pytest.raises(KgError):
        pool.run("SELECT * " + "{" * 90_000, CSV)
    assert count(pool) == 3001


@pytest.mark.parametrize(
    ("query", "words"), [("SELECT * {\n?s ?p", "line 2, column"), ("SELECT * { ?s nope:p ?o }", "line 1, column")]
)
def test_a_fault_in_a_query_has_its_place(pool: ReaderPool, query: str, words: str) -> None:
    with pytest.raises(BadQuery, match=words):
        pool.run(query, CSV)


def test_a_graph_that_is_no_iri_is_refused(pool: ReaderPool) -> None:
    with pytest.raises(BadQuery):
        pool.run(COUNT, CSV, default_graphs=["no iri"])


def test_what_is_written_meanwhile_is_seen(pool: ReaderPool, store: Path) -> None:
    before = pool.generation
    with Store.open(store, write=True) as writer:
        writer.commit(told("<http://g/3> { <http://a/y> <http://a/q> 'y' }"))
        assert count(pool) == 3001  # while a writer has the store, what was there before it
    assert count(pool) == 3002
    assert pool.generation > before
    assert len(list((store / "snapshots").glob("*/*"))) == 1


def test_a_query_under_way_keeps_its_snapshot(store: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a <http://a/p> ?c . ?d <http://a/p> ?f FILTER(?c != ?f) }"
    with ReaderPool(store, deadline=60) as pool, ThreadPoolExecutor() as threads:
        under_way = threads.submit(pool.run, slow, CSV)
        while not under_way.running():
            time.sleep(0.001)
        time.sleep(0.1)
        add(store, "<http://a/y> <http://a/p> 'y'", "http://g/3")
        assert count(pool) == 3002
        assert under_way.result() == b"n\r\n%d\r\n" % (3000 * 2999)
        assert len(list((store / "snapshots").glob("*/*"))) == 1


def test_the_end_leaves_nothing(store: Path) -> None:
    pool = ReaderPool(store, deadline=60)
    with ThreadPoolExecutor() as threads:
        under_way = threads.submit(pool.run, ENDLESS, CSV)
        while not under_way.running():
            time.sleep(0.001)
        time.sleep(0.1)
        pool.close()
        assert isinstance(under_way.exception(), KgError)
    assert not (store / "snapshots").exists()
    with pytest.raises(KgError, match="shut"):
        pool.run(COUNT, CSV)


def test_what_a_killed_server_left_is_removed(store: Path) -> None:
    code = "import sys, time; from pathlib import Path; from kg.graph.readers import ReaderPool\n"
    code += "ReaderPool(Path(sys.argv[1])); print('up', flush=True); time.sleep(60)"
    server = subprocess.Popen([sys.executable, "-c", code, str(store)], stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"up\n"
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    server.stdout.close()
    assert len(list((store / "snapshots").iterdir())) == 1
    with ReaderPool(store) as pool:
        assert count(pool) == 3001
        assert len(list((store / "snapshots").iterdir())) == 1


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        ReaderPool(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process give its network up")
def test_readers_have_no_network(pool: ReaderPool) -> None:
    """A second wall: the guard of the endpoint refuses SERVICE before it comes here."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(KgError):
            pool.run(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", CSV)
        with pytest.raises(TimeoutError):
            listener.accept()
