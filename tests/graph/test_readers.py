import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kg.errors import BadQuery, Busy, KgError, NotThere, QueryTimeout, StoreError
from kg.exchange import Found, Question
from kg.graph.readers import Bounds, ReaderPool
from kg.graph.snapshots import PAUSE
from kg.graph.store import Store
from tests.graph.filled import told

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CSV = "text/csv"


class Pool:
    """A pool on an event loop of its own, for tests that have none."""

    def __init__(self, store: Path, **bounds: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        try:
            self.pool = self.wait(self.opened(store, Bounds(**bounds)))
        except BaseException:
            self.end()
            raise

    async def opened(self, store: Path, bounds: Bounds) -> ReaderPool:
        pool = ReaderPool(store, bounds)
        await pool.start()
        return pool

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def found(self, query: str, media_type: str, client: str = "", **more: Any) -> Found:
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in more.items()}
        return self.wait(self.pool.run(Question(query, media_type, **given), client))

    def run(self, query: str, media_type: str, **more: Any) -> bytes:
        found = self.found(query, media_type, **more)
        if found.file:
            body = found.file.read_bytes()
            found.file.unlink()
            return body
        return found.body

    @property
    def generation(self) -> int:
        return self.pool.generation

    def close(self) -> None:
        self.wait(self.pool.close())

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self.end()


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
def pool(store: Path) -> Iterator[Pool]:
    with Pool(store, max_bytes=1 << 20) as opened:
        yield opened


def count(pool: Pool) -> int:
    return int(pool.run(COUNT, CSV).split()[1])


@pytest.mark.parametrize(
    ("query", "media_type", "begin"),
    [
        ("ASK {}", "application/sparql-results+json", b'{"head":{},"boolean":true}'),
        ("ASK {}", "application/sparql-results+xml", b"<?xml"),
        ("SELECT ?o { <http://a/7> ?p ?o }", CSV, b"o\r\n7\r\n"),
        ("SELECT ?o { <http://a/7> ?p ?o }", "text/tab-separated-values", b'?o\n"7"\n'),
        ("CONSTRUCT WHERE { <http://a/7> ?p ?o }", "application/n-triples", b'<http://a/7> <http://a/p> "7" .\n'),
        ("DESCRIBE <http://a/7>", "text/turtle", b"@prefix"),
        ("CONSTRUCT WHERE { <http://a/7> ?p ?o }", "application/ld+json", b'[{"@id":"http://a/7"'),
        ("CONSTRUCT WHERE { <http://a/7> ?p ?o }", "application/rdf+xml", b"<?xml"),
    ],
)
def test_formats(pool: Pool, query: str, media_type: str, begin: bytes) -> None:
    assert pool.run(query, media_type).startswith(begin)


def test_the_default_graph_is_all_graphs_unless_named(pool: Pool) -> None:
    assert count(pool) == 3001
    assert pool.run(COUNT, CSV, default_graphs=["http://g/2"]) == b"n\r\n1\r\n"
    assert pool.run(COUNT, CSV, named_graphs=["http://g/2"]) == b"n\r\n0\r\n"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert pool.run(named, CSV, named_graphs=["http://g/2"]) == b"n\r\n1\r\n"
    assert pool.run("SELECT (COUNT(*) AS ?n) FROM <http://g/2> { ?s ?p ?o }", CSV) == b"n\r\n1\r\n"


def test_a_query_is_stopped_at_its_deadline_and_the_next_is_answered(store: Path) -> None:
    with Pool(store, deadline=2) as pool:
        for _ in range(3):  # more often than there are readers
            with pytest.raises(QueryTimeout, match="stopped after 2 seconds"):
                pool.run(ENDLESS, CSV)
        assert count(pool) == 3001


def test_a_slow_query_does_not_hold_up_another(store: Path) -> None:
    with Pool(store, deadline=5) as pool, ThreadPoolExecutor() as threads:
        slow = threads.submit(pool.run, ENDLESS, CSV)
        assert count(pool) == 3001
        assert not slow.done()
        with pytest.raises(QueryTimeout):
            slow.result()


def test_waiting_for_a_reader_ends_too(store: Path) -> None:
    with Pool(store, workers=1, deadline=0.5) as pool, ThreadPoolExecutor() as threads:
        results = [threads.submit(pool.run, ENDLESS, CSV) for _ in range(4)]
        kinds = [type(result.exception()) for result in results]
        assert QueryTimeout in kinds
        assert set(kinds) <= {QueryTimeout, Busy}


def test_an_answer_too_large_is_none(pool: Pool) -> None:
    with pytest.raises(BadQuery, match="larger than 1 MB"):
        pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", CSV)
    assert count(pool) == 3001


def test_memory_is_bounded(store: Path) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    hungry = f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('x' AS ?x0) {doubled} }}"
    with Pool(store, deadline=60, memory=1 << 30) as pool:
        with pytest.raises(QueryTimeout, match="memory"):
            pool.run(hungry, CSV)
        assert count(pool) == 3001


def test_a_query_that_breaks_the_engine_breaks_only_its_reader(pool: Pool) -> None:
    with pytest.raises(KgError):
        pool.run("SELECT * " + "{" * 90_000, CSV)
    assert count(pool) == 3001


@pytest.mark.parametrize(
    ("query", "words"), [("SELECT * {\n?s ?p", "line 2, column"), ("SELECT * { ?s nope:p ?o }", "line 1, column")]
)
def test_a_fault_in_a_query_has_its_place(pool: Pool, query: str, words: str) -> None:
    with pytest.raises(BadQuery, match=words):
        pool.run(query, CSV)


def test_a_large_answer_goes_to_a_file_that_is_whole(pool: Pool, store: Path) -> None:
    assert pool.found(COUNT, CSV).file is None
    with Pool(store) as roomy:
        pairs = "SELECT ?a ?b { ?a <http://a/p> ?x . ?b <http://a/p> ?y FILTER(STRLEN(STR(?b)) <= 11) }"
        found = roomy.found(pairs, CSV)
        assert found.file
        assert found.body == b""
        assert found.file.stat().st_size == found.length > 1 << 20
        assert found.file.read_bytes().count(b"\n") == 3000 * 100 + 1


def test_a_graph_that_from_names_must_be_there(pool: Pool) -> None:
    named = "SELECT (COUNT(*) AS ?n) FROM g:2 { ?s ?p ?o }"
    prologue = "PREFIX g: <http://g/>\n"
    assert pool.run(prologue + named, CSV, wanted=("g:2",), prologue=prologue) == b"n\r\n1\r\n"
    with pytest.raises(NotThere, match=r"http://g/9.*no address is fetched"):
        pool.run((prologue + named).replace("g:2", "g:9"), CSV, wanted=("g:9",), prologue=prologue)


def test_a_heavy_query_gives_its_place_to_light_ones(store: Path) -> None:
    with Pool(store, workers=1, deadline=3) as pool, ThreadPoolExecutor() as threads:
        heavy = [threads.submit(pool.run, ENDLESS.replace("?i", f"?i{n}"), CSV) for n in range(4)]
        time.sleep(0.5)
        began = time.monotonic()
        for _ in range(20):
            assert count(pool) == 3001
        assert time.monotonic() - began < 2
        assert not any(one.done() for one in heavy)
        assert {type(one.exception()) for one in heavy} <= {QueryTimeout, Busy}


def test_a_reader_that_is_killed_is_replaced(pool: Pool) -> None:
    for reader in list(pool.pool._readers):
        os.kill(reader.pid, signal.SIGKILL)
    time.sleep(0.2)
    assert count(pool) == 3001


def test_who_goes_away_frees_the_reader(store: Path) -> None:
    with Pool(store, workers=1, deadline=60) as pool:

        async def leave() -> None:
            for n in range(3):
                asked = asyncio.ensure_future(pool.pool.run(Question(ENDLESS.replace("?i", f"?i{n}"), CSV)))
                await asyncio.sleep(0.05 if n else 0.5)
                asked.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await asked

        pool.wait(leave())
        assert count(pool) == 3001
        assert (pool.pool.running, pool.pool.waiting) == (0, 0)


def test_a_graph_that_is_no_iri_is_refused(pool: Pool) -> None:
    with pytest.raises(BadQuery):
        pool.run(COUNT, CSV, default_graphs=["no iri"])


def test_what_is_written_meanwhile_is_seen(pool: Pool, store: Path) -> None:
    before = pool.generation
    with Store.open(store, write=True) as writer:
        writer.commit(told("<http://g/3> { <http://a/y> <http://a/q> 'y' }"))
        assert count(pool) == 3002  # a writer that has the store leaves what it commits
        writer.commit(told("<http://g/3> { <http://a/z> <http://a/q> 'z' }"))
        writer.commit(told("<http://g/3> { <http://a/z> <http://a/q> 'zz' }"))
        time.sleep(PAUSE)
        assert count(pool) == 3004
    assert count(pool) == 3004
    assert pool.generation == before + 3
    assert len(list((store / "snapshots").glob("*/*"))) == 1


def test_a_query_under_way_keeps_its_snapshot(store: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a <http://a/p> ?c . ?d <http://a/p> ?f FILTER(?c != ?f) }"
    with Pool(store, deadline=60) as pool, ThreadPoolExecutor() as threads:
        under_way = threads.submit(pool.run, slow, CSV)
        while not under_way.running():
            time.sleep(0.001)
        time.sleep(0.1)
        add(store, "<http://a/y> <http://a/p> 'y'", "http://g/3")
        assert count(pool) == 3002
        assert under_way.result() == b"n\r\n%d\r\n" % (3000 * 2999)
        assert len(list((store / "snapshots").glob("*/*"))) == 1


def test_the_end_leaves_nothing(store: Path) -> None:
    with Pool(store, deadline=60) as pool, ThreadPoolExecutor() as threads:
        under_way = threads.submit(pool.run, ENDLESS, CSV)
        while not under_way.running():
            time.sleep(0.001)
        time.sleep(0.3)
        pool.close()
        assert isinstance(under_way.exception(), Busy)
        assert not (store / "snapshots").exists()
        with pytest.raises(Busy, match="shut"):
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
    with Pool(store) as pool:
        assert count(pool) == 3001
        assert len(list((store / "snapshots").iterdir())) == 1


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        Pool(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process give its network up")
def test_readers_have_no_network(pool: Pool) -> None:
    """A second wall: the guard of the endpoint refuses SERVICE before it comes here."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(KgError):
            pool.run(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", CSV)
        with pytest.raises(TimeoutError):
            listener.accept()
