import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answer.json_results import read_rows
from kg.answer.remote import RemoteSource
from kg.errors import BadQuery, RemoteError
from kg.graph.store import Store
from kg.model import Answer, Blank, Iri, Literal
from tests.answer.server import add, running

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("remote") / "store"
    add(path, "<http://a/s> <http://a/p> 'text', 'Text'@en, 5, <http://a/o>, [] . <http://a/t> <http://a/q> 'é \"\\n'")
    add(path, " ".join(f"<http://a/{i}> <http://a/n> {i} ." for i in range(2000)), "http://g/2")
    return path


@pytest.fixture(scope="module")
def remote(store: Path) -> Iterator[RemoteSource]:
    with running(store, deadline=3) as url:
        yield RemoteSource(f"{url}/sparql")


def test_rows_of_all_kinds_of_terms(remote: RemoteSource) -> None:
    answer = remote.query("SELECT ?o ?none { <http://a/s> <http://a/p> ?o }")
    assert isinstance(answer, Answer)
    assert answer.columns == ("o", "none")
    terms = [row[0] for row in answer.rows]
    blanks = [term for term in terms if isinstance(term, Blank)]
    assert len(blanks) == 1
    assert set(terms) - set(blanks) == {
        Literal("text"),
        Literal("Text", None, "en"),
        Literal("5", XSD + "integer"),
        Iri("http://a/o"),
    }
    assert {row[1] for row in answer.rows} == {None}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o { ?s <http://a/q> ?o }",
        "SELECT ?s ?o { ?s <http://a/n> ?o } ORDER BY ?o LIMIT 7",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT * { ?s <http://a/none> ?o }",
        "# a comment about CONSTRUCT\nPREFIX a: <http://a/>\nASK { a:s ?p 5 }",
        "ASK { <http://a/s> ?p 6 }",
        "CONSTRUCT { ?s <http://a/r> ?o } { ?s <http://a/q> ?o }",
        "CONSTRUCT { ?s <http://a/r> 5 } { ?s <http://a/q> ?o }",
        "CONSTRUCT WHERE { ?s <http://a/none> ?o }",
        "DESCRIBE <http://a/t>",
    ],
)
def test_the_same_answers_as_the_store(store: Path, remote: RemoteSource, query: str) -> None:
    with Store.open(store) as local:
        assert remote.query(query) == local.query(query)


def test_a_bad_query(remote: RemoteSource) -> None:
    with pytest.raises(BadQuery, match=r"sparql refuses the query: .*line 2, column 8"):
        remote.query("SELECT *\n{ ?s ?p")
    with pytest.raises(BadQuery, match="read-only"):
        remote.query("DROP ALL")


def test_the_deadline_of_the_endpoint(remote: RemoteSource) -> None:
    with pytest.raises(RemoteError, match=r"504 .*stopped after 3 seconds"):
        remote.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/", "a/sparql", "", "http://", "javascript:alert(1)", "data:text/plain,x"]
)
def test_only_web_addresses(url: str) -> None:
    with pytest.raises(RemoteError, match="http://"):
        RemoteSource(url)


def test_nobody_there() -> None:
    with pytest.raises(RemoteError, match="cannot be reached"):
        RemoteSource("http://127.0.0.1:1/sparql").query("ASK {}")


@contextmanager
def answering(status: int, kind: str, body: bytes) -> Iterator[str]:
    """The address of a server that says one thing, or nothing at all where the status is 0."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if not status:
                over.wait(10)
                return
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", "file:///etc/hosts")
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        finally:
            over.set()
            server.shutdown()
            thread.join()


JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("status", "kind", "body", "words"),
    [
        (200, "text/html", b"<html>hello</html>", "answers with text/html: is it a SPARQL endpoint.$"),
        (200, JSON, b"<html>", "cannot be read as application/sparql"),
        (200, JSON, b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"x","value":"y"}}]}}', "type x"),
        (200, JSON, b'{"head":{}}', "cannot be read"),
        (200, JSON, b"[]", "cannot be read"),
        (200, "text/turtle", b"<a> <b> ", "cannot be read as text/turtle"),
        (401, "text/plain", b"who are you?\nmore", "who are you.$"),
        (404, "text/plain", b"", "no words with it"),
        (500, "text/plain", b"\n  it broke\nTraceback", "it broke$"),
        (502, "text/html", b"Bad gateway\nx", "502 Bad Gateway: Bad gateway$"),
        (302, "text/plain", b"", "302"),
    ],
)
def test_what_is_no_answer(status: int, kind: str, body: bytes, words: str) -> None:
    with answering(status, kind, body) as url, pytest.raises(RemoteError, match=words) as raised:
        RemoteSource(url).query("ASK {}")
    assert "\n" not in str(raised.value)


def test_no_answer_at_all() -> None:
    with answering(0, "", b"") as url, pytest.raises(RemoteError, match="did not answer within 1 seconds"):
        RemoteSource(url, timeout=1).query("ASK {}")


def test_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.answer.remote.asking.MAX_BYTES", 1 << 20)
    with answering(200, JSON, b" " * (2 << 20)) as url, pytest.raises(RemoteError, match="more than 1 MB"):
        RemoteSource(url).query("ASK {}")


@given(st.text(st.characters(codec="utf-8")))
def test_literals_come_back_whole(text: str) -> None:
    found = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": text}}]}}
    assert read_rows(json.loads(json.dumps(found))) == Answer(("x",), ((Literal(text),),))
