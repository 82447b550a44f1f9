import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.answer.endpoint import negotiation, serve
from kg.answer.endpoint.pages import front_page, table_page, text_page
from kg.answer.endpoint.serving import GRACE, is_loopback, names_of
from kg.answer.guard import MAX_LENGTH
from kg.answer.saved import Parameter, SavedQuery
from kg.errors import KgError
from tests.answer.server import add, running

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SCRIPT = "</textarea><script>alert(1)</script>"
QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"


def saved(summary: str, text: str) -> SavedQuery:
    return SavedQuery("saved", summary, summary, (Parameter(summary, ("text",), summary),), (), text)


QUESTIONS = {
    "groups-under": saved("Groups <under> a group", "SELECT ?g { ?g ?p ?o }"),
    "script": saved(SCRIPT, f"ASK {{ ?s ?p '{SCRIPT}' }}"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "store"
    add(path, " ".join(f"<http://a/{i}> <http://a/p> '{i}' ." for i in range(2990)))
    claims = """
        <http://a/article> a kg:Article .
        <http://a/c1> a kg:Claim ; kg:subject <http://a/s> ; kg:predicate kg:partOf ; kg:object <http://a/o> ;
            kg:modality kg:Stated .
        <http://a/c2> a kg:Claim ; kg:subject <http://a/s> ; kg:predicate kg:partOf ; kg:object <http://a/o> ;
            kg:modality kg:Hedged .
        <http://a/c3> a kg:Claim ; kg:subject <http://a/s> ; kg:predicate kg:killed ; kg:value 3 ;
            kg:modality kg:Denied .
    """
    add(path, claims, "http://g/2")
    return path


TRIPLES = 2990 + 1 + 15


@pytest.fixture(scope="module")
def url(store: Path) -> Iterator[str]:
    with running(store, QUESTIONS) as address:
        yield address


def ask(url: str, query: str, accept: str | None = None, **data: str) -> httpx.Response:
    headers = {"Accept": accept} if accept else {}
    return httpx.post(f"{url}/sparql", data={"query": query, **data}, headers=headers, timeout=30)


CSV_ONLY = {"Accept": "text/csv"}


def post(content: bytes, kind: str) -> dict[str, object]:
    return {"method": "POST", "content": content, "headers": {"Content-Type": kind}}


def count(url: str) -> int:
    return int(ask(url, COUNT, "text/csv").text.split()[1])


@pytest.mark.parametrize(
    ("query", "accept", "kind", "begin"),
    [
        (COUNT, None, "application/sparql-results+json", '{"head":{"vars":["n"]}'),
        (COUNT, "*/*", "application/sparql-results+json", '{"head"'),
        (COUNT, "application/json", "application/sparql-results+json", '{"head"'),
        (COUNT, "application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        (COUNT, "text/csv, application/json;q=0.5", "text/csv; charset=utf-8", "n\r\n"),
        (COUNT, "text/csv;q=0.1, text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?n\n"),
        ("ASK {}", "application/xml", "application/sparql-results+xml", "<?xml"),
        ("CONSTRUCT WHERE { <http://a/7> ?p ?o }", None, "text/turtle; charset=utf-8", "@prefix"),
        ("DESCRIBE <http://a/7>", "application/n-triples", "application/n-triples", "<http://a/7>"),
        ("DESCRIBE <http://a/7>", "application/ld+json", "application/ld+json", "["),
        ("DESCRIBE <http://a/7>", "text/*;q=0.3, application/rdf+xml", "application/rdf+xml", "<?xml"),
        (COUNT, "text/html, */*;q=0.8", "text/html; charset=utf-8", "<!doctype html>"),
        ("DESCRIBE <http://a/7>", "text/html, */*;q=0.8", "text/html; charset=utf-8", "<!doctype html>"),
        ("ASK {}", "text/html", "text/html; charset=utf-8", "<!doctype html>"),
    ],
)
def test_media_types(url: str, query: str, accept: str | None, kind: str, begin: str) -> None:
    answer = ask(url, query, accept or "")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.text.startswith(begin)


@pytest.mark.parametrize("kind", ["turtle", "n-triples", "ld+json", "rdf+xml"])
def test_graphs_are_read_back_the_same(url: str, kind: str) -> None:
    accept = f"text/{kind}" if kind == "turtle" else f"application/{kind}"
    answer = ask(url, "CONSTRUCT { ?s ?p ?o } { GRAPH <http://g/2> { ?s ?p ?o } }", accept)
    name = {"ld+json": "json-ld", "rdf+xml": "xml", "n-triples": "nt"}.get(kind, kind)
    assert len(rdflib.Graph().parse(data=answer.content, format=name)) == 16


def test_three_ways_to_send_a_query(url: str) -> None:
    answers = [
        httpx.get(f"{url}/sparql", params={"query": COUNT}),
        httpx.post(f"{url}/sparql", data={"query": COUNT}),
        httpx.post(f"{url}/sparql", content=COUNT, headers={"Content-Type": QUERY}),
        httpx.post(f"{url}/sparql/", content=COUNT, headers={"Content-Type": f"{QUERY}; charset=UTF-8"}),
    ]
    assert {answer.json()["results"]["bindings"][0]["n"]["value"] for answer in answers} == {str(TRIPLES)}


def test_head_has_no_body(url: str) -> None:
    answer = httpx.head(f"{url}/sparql", params={"query": COUNT})
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("status", "words", "request_"),
    [
        (400, "line 2, column", {"method": "POST", "data": {"query": "SELECT *\n{ ?s ?p"}}),
        (400, "one query or update is wanted", {"method": "POST", "data": {"default-graph-uri": "http://g/1"}}),
        (400, "one query or update is wanted, and 2", {"method": "GET", "params": {"query": ["ASK {}", "ASK {}"]}}),
        (403, "another server", {"method": "GET", "params": {"query": "ASK { SERVICE <http://127.0.0.1/> { } }"}}),
        (400, "read-only", {"method": "GET", "params": {"query": "LOAD <http://127.0.0.1/>"}}),
        (400, "read-only", {"method": "POST", "data": {"query": "DROP ALL"}}),
        (400, "inside each other", {"method": "POST", "data": {"query": "SELECT * " + "{" * 50_000}}),
        (400, "not UTF-8", post(b"ASK { ?s ?p '\xff' }", QUERY)),
        (400, "not UTF-8", post(b"query=%ff", FORM)),
        (400, "", {"method": "GET", "params": {"query": "ASK {}", "default-graph-uri": "no iri"}}),
        (400, "parameters", {"method": "GET", "params": {"a": ["1"] * 1001}}),
        (401, "token", {"method": "POST", "data": {"update": "DROP ALL"}}),
        (400, "POST", {"method": "GET", "params": {"update": "DROP ALL"}}),
        (401, "token", post(b"DROP ALL", "application/sparql-update")),
        (405, "GET", {"method": "PUT", "params": {"query": "ASK {}"}}),
        (405, "GET", {"method": "DELETE"}),
        (406, "text/csv", {"method": "GET", "params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}),
        (
            406,
            "text/turtle",
            {"method": "POST", "data": {"query": "DESCRIBE <a:b>"}, "headers": {"Accept": "text/csv"}},
        ),
        (413, "shorten", post(b" " * (MAX_LENGTH + 1), QUERY)),
        (413, "shorten", post(b"query=" + b"a" * 1_000_000, FORM)),
        (413, "2 MB", post(b"query=" + b"a" * 17_000_000, FORM)),
        (415, "application/sparql-query", post(b"ASK {}", "text/plain")),
        (415, "application/sparql-query", {"method": "POST", "content": "ASK {}"}),
        (415, "UTF-8", post("ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16")),
    ],
)
def test_refusals_are_words(url: str, status: int, words: str, request_: dict[str, object]) -> None:
    answer = httpx.request(url=f"{url}/sparql", **request_)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert words in told["detail"]
    assert (told["type"], told["status"]) == ("about:blank", status)
    if "line" in words:
        assert (told["line"], told["column"]) == (2, 8)


def test_what_an_error_quotes_stays_text(url: str) -> None:
    for query in (f"SELECT * {{ {SCRIPT}", f"{SCRIPT}", f"SELECT * {{ ?s ?p '{SCRIPT} }}"):
        answer = ask(url, query, "text/html")
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_from_elsewhere_may_neither_read_nor_frame(url: str) -> None:
    for path in ("/", "/health", "/sparql", "/nothing"):
        headers = httpx.get(url + path, headers={"Origin": "http://elsewhere.example"}).headers
        assert "access-control-allow-origin" not in headers
        assert "default-src 'none'" in headers["content-security-policy"]


def test_the_deadline_holds_and_the_server_goes_on(store: Path) -> None:
    with running(store, deadline=5) as url, ThreadPoolExecutor() as threads:
        slow = threads.submit(ask, url, ENDLESS, "text/csv")
        assert count(url) == TRIPLES
        assert not slow.done()
        answer = slow.result()
        assert answer.status_code == 504
        assert "stopped after 5 seconds" in answer.json()["detail"]
        assert count(url) == TRIPLES


def test_many_at_once(url: str) -> None:
    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(lambda _: count(url), range(60))) == [TRIPLES] * 60


def test_what_is_written_meanwhile_is_seen(tmp_path: Path) -> None:
    store = tmp_path / "store"
    add(store, "<http://a/s> <http://a/p> 1")
    with running(store) as url:
        assert httpx.get(f"{url}/health").json()["triples"] == count(url) == 1
        add(store, "<http://a/s> <http://a/p> 2")
        assert count(url) == 2
        assert httpx.get(f"{url}/health").json()["triples"] == 2


def test_health(url: str) -> None:
    found = httpx.get(f"{url}/health").json()
    assert found == {"status": "ok", "articles": 1, "claims": 3, "facts": 1, "triples": TRIPLES}


def test_an_address_without_a_query_describes_the_service(url: str) -> None:
    answer = httpx.get(f"{url}/sparql")
    graph = rdflib.Graph().parse(data=answer.text, format="turtle", publicID=f"{url}/sparql")
    assert (None, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint"), None) in graph
    browser = httpx.get(f"{url}/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (browser.status_code, browser.headers["location"]) == (303, "/")


def test_the_front_page_says_what_is_here(url: str) -> None:
    page = httpx.get(f"{url}/").text
    assert "<dd>3</dd>" in page
    assert f"<dd>{TRIPLES:,}</dd>" in page
    assert "Groups &lt;under&gt; a group" in page
    assert f"curl {url}/sparql" in page
    chosen = httpx.get(f"{url}/", params={"saved": "groups-under"}).text
    assert "SELECT ?g { ?g ?p ?o }</textarea>" in chosen
    assert httpx.get(f"{url}/", params={"saved": "unknown"}).status_code == 200


def test_no_page_carries_what_it_quotes_as_html(url: str) -> None:
    pages = [
        httpx.get(f"{url}/", params={"saved": "script"}).text,
        httpx.get(f"{url}/", params={"saved": SCRIPT}).text,
        ask(url, f"SELECT ('{SCRIPT}' AS ?x) {{}}", "text/html").text,
        ask(url, f"CONSTRUCT {{ <a:b> <a:b> '{SCRIPT}' }} {{}}", "text/html").text,
    ]
    for page in pages:
        assert "<script" not in page
        assert "src=" not in page
        assert "http://" not in re.sub(r"http://www\.w3\.org/[\w/.#-]+", "", page.replace(url, ""))


@given(st.text(), st.text())
def test_pages_escape_everything(name: str, text: str) -> None:
    answer = {"head": {"vars": [name]}, "results": {"bindings": [{name: {"type": "literal", "value": text}}]}}
    pages = [
        front_page({name: 1}, {name: saved(text, text)}, text, name),
        table_page(json.dumps(answer).encode()),
        text_page(text.encode(errors="replace")),
    ]
    plain = [
        front_page({"": 1}, {"": saved("", "")}, "", ""),
        table_page(b'{"head":{"vars":[""]},"results":{"bindings":[{"":{"type":"literal","value":""}}]}}'),
        text_page(b""),
    ]
    for page, empty in zip(pages, plain, strict=True):
        assert page.count("<") == empty.count("<")


def test_only_web_addresses_become_links() -> None:
    page = table_page(
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"javascript:alert(1)"}},'
        b'{"x":{"type":"uri","value":"https://a/\\"onclick=\\"b"}},{}]}}'
    )
    assert '<a href="javascript' not in page
    assert '<a href="https://a/&quot;onclick=&quot;b"' in page


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, negotiation.JSON),
        ("text/*", "text/csv"),
        ("text/csv;q=0, text/*", "text/tab-separated-values"),
        ("*/*;q=0.1, text/csv;q=0.2", "text/csv"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;q=high", None),
        ("nonsense", None),
        ("text/html", "text/html"),
    ],
)
def test_negotiation(accept: str | None, chosen: str | None) -> None:
    assert negotiation.choose(accept, negotiation.ROWS) == chosen


@given(st.text())
def test_no_accept_header_breaks_negotiation(accept: str) -> None:
    assert negotiation.choose(accept, negotiation.ROWS) in (*negotiation.ROWS, None)


def test_loopback() -> None:
    assert [host for host in ("127.0.0.1", "127.8.0.1", "::1", "localhost") if not is_loopback(host)] == []
    assert [host for host in ("0.0.0.0", "::", "10.0.0.1", "example.org", "") if is_loopback(host)] == []


@asynccontextmanager
async def nothing() -> AsyncIterator[Any]:
    raise AssertionError
    yield


def test_a_port_in_use() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(KgError, match="choose another with --port"),
    ):
        serve(nothing(), port=taken.getsockname()[1])


def test_a_host_that_is_none() -> None:
    with pytest.raises(KgError, match="nothing can listen"):
        serve(nothing(), host="no.such.host.invalid")


def test_a_public_address_that_is_none() -> None:
    with pytest.raises(KgError, match="--public-url like"):
        names_of("127.0.0.1", "kg.example.org")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_clean_end(store: Path, number: signal.Signals) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "serve", "--store", str(store), "--host", "0.0.0.0", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    address = server.stderr.readline().split()[3].removesuffix(";").replace("0.0.0.0", "127.0.0.1")
    assert "put a proxy with TLS before it" in server.stderr.readline()
    assert httpx.post(address, data={"query": "ASK {}"}, timeout=30).json()["boolean"] is True
    mine = [path for path in (store / "snapshots").iterdir() if path.name.startswith(f"{server.pid}-")]
    assert len(mine) == 1
    with ThreadPoolExecutor() as threads:
        under_way = [threads.submit(httpx.post, address, data={"query": ENDLESS}, timeout=60) for _ in range(4)]
        while sum(future.running() for future in under_way) < 4:
            time.sleep(0.01)
        time.sleep(1)
        os.kill(server.pid, number)
        out, err = server.communicate(timeout=GRACE + 20)
    for future in under_way:
        if not isinstance(future.exception(), httpx.TransportError):  # one that came after the signal
            answer = future.result()
            assert answer.status_code == 503
            assert answer.json()["detail"] == "the endpoint is shutting down: ask again when it is back"
    assert (server.returncode, out, err) == (0, "", "")
    assert not mine[0].exists()
