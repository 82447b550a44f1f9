"""Requests that nobody would send on purpose: none breaks the server, is answered by 500, or leaves anything behind.

KG_REQUESTS says how many the first test sends (2,000 unless told otherwise; 100,000 for a long look).
"""

import os
import random
import shutil
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from kg.answer.endpoint.tokens import Tokens
from kg.answer.saved import load_queries
from kg.graph.store import Store
from tests.answer.process import Server, served
from tests.answer.server import running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")

REQUESTS = int(os.environ.get("KG_REQUESTS", "2000"))
THREADS = 8
KNOWN = {
    100, 200, 201, 204, 303, 304, 307, 400, 401, 403, 404, 405, 406, 408, 411, 413, 414, 415, 421, 429, 431, 501, 503,
    504, 505,
}  # fmt: skip
MINE = "http://notes.example/fuzz"


@pytest.fixture(scope="module")
def copied(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fuzzed") / "store"
    shutil.copytree(seed_store, path, ignore=shutil.ignore_patterns("snapshots", "narrowed"))
    return path


def corpus(token: str) -> list[bytes]:
    """Requests that are as they should be."""

    def request(method: str, path: str, body: str = "", **headers: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body.encode())}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    bearer, form = f"Bearer {token}", "application/x-www-form-urlencoded"
    queries = [
        "SELECT * { ?s ?p ?o } LIMIT 3",
        "ASK { ?s a <http://a/b> }",
        "PREFIX kg: <https://w3id.org/isnad/ontology#> SELECT ?g { ?g a kg:ArmedGroup ; kg:partOf+ ?x } ORDER BY ?g",
        "CONSTRUCT { ?s ?p 'x\\u00e9'@en } FROM <https://w3id.org/isnad/ontology> WHERE { ?s ?p ?o } LIMIT 2",
        "DESCRIBE <https://w3id.org/isnad/id/kataib-hezbollah>",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(REGEX(STR(?s), '^h')) MINUS { ?s ?p 1e3 } }",
    ]
    updates = [
        f"INSERT DATA {{ GRAPH <{MINE}> {{ <a:b> <a:c> 'x' }} }}",
        f"DELETE WHERE {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }} ; CLEAR DEFAULT",
        "WITH <a:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING <a:h> WHERE { ?s ?p ?o }",
        "COPY <a:g> TO <a:h> ; DROP SILENT GRAPH <a:g> ; LOAD <http://127.0.0.1:9/>",
    ]
    turtle = "@prefix a: <http://a/> . a:x a:p [ a:q 'y' , 1.5 , true ] , (1 2) ."
    accepts = ["text/csv", "application/json;q=0.5, */*;q=0.1", "text/html", "text/turtle"]
    found = [request("GET", f"/sparql?query={quote(query)}", Accept=accept) for query in queries for accept in accepts]
    found += [request("POST", "/sparql", f"query={quote(query)}", Content_Type=form) for query in queries]
    found += [request("POST", "/sparql/", query, Content_Type="application/sparql-query") for query in queries]
    found += [
        request("POST", "/update", update, Content_Type="application/sparql-update", Authorization=bearer)
        for update in updates
    ]
    found += [
        request(method, f"/graphs?graph={quote(MINE)}", turtle, Content_Type="text/turtle", Authorization=bearer)
        for method in ("PUT", "POST", "DELETE", "GET", "HEAD")
    ]
    found += [request("GET", f"/queries/{name}?format=csv") for name in load_queries()]
    found += [request("GET", "/queries/groups-under?group=PMF"), request("GET", "/queries/strikes?from=2024-02-01")]
    found += [request("OPTIONS", "/sparql", Origin="http://localhost:1", Access_Control_Request_Method="POST")]
    paths = ("/", "/health", "/metrics", "/openapi.json", "/queries", "/ontology", "/id/kataib-hezbollah", "/graphs/x")
    found += [request("GET", path, If_None_Match='W/"x"') for path in paths]
    return found


NASTY = [
    b"\x00", b"\xff", b"%00", b"%ff", b"%", b"%u0041", b"\r\n", b"\n", b" ", b"\t", b"'", b'"', b"<", b">", b"{", b"}",
    b"(" * 200, b"{" * 200, b"\\u0000", b"\\ud800", "é".encode(), "𝄞".encode(), b"../../etc/passwd", b"-1", b"1e999",
    b"9" * 400, b"SERVICE", b"LOAD", b"?", b"&", b"=", b"#", b";", b"application/x-www-form-urlencoded", b"chunked",
    b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"Content-Encoding: gzip\r\n",
    b"Expect: 100-continue\r\n", b"Range: bytes=0-1\r\n", b"Authorization: Basic ====\r\n", b"Accept: */*;q=\xff\r\n",
    b"multipart/form-data; boundary=x",
]  # fmt: skip


def mutated(pick: random.Random, request: bytes) -> bytes:
    for _ in range(pick.randint(0, 4)):
        at = pick.randrange(len(request) + 1)
        match pick.randrange(6):
            case 0:
                request = request[:at] + pick.choice(NASTY) + request[at:]
            case 1:
                request = request[:at] + request[at + pick.randint(1, 20) :]
            case 2:
                request = request[:at] + bytes(pick.randrange(256) for _ in range(pick.randint(1, 4))) + request[at:]
            case 3:
                end = at + pick.randint(1, 40)
                request = request[:end] + request[at:end] + request[end:]
            case 4:
                request = request.replace(*pick.sample([b"GET", b"POST", b"PUT", b"DELETE", b"HEAD", b"BREW"], 2), 1)
            case 5:
                request = request[:at]
    return request


def is_whole(request: bytes) -> bool:
    """Whether a server that reads it so far would answer, rather than wait for more."""
    head, mark, body = request.partition(b"\r\n\r\n")
    told = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = told[0].partition(b":")[2].strip() if told else b"0"
    return bool(mark) and b"chunked" not in head.lower() and length.isdigit() and len(body) >= int(length)


def send(address: tuple[str, int], request: bytes) -> int:
    """The status of the answer; 0 where the connection is closed without one."""
    try:
        with socket.create_connection(address, timeout=30) as connection:
            connection.sendall(request)
            if not is_whole(request):
                connection.shutdown(socket.SHUT_WR)
            head = b""
            while b"\r\n" not in head and (piece := connection.recv(1 << 16)):
                head += piece
    except ConnectionError:
        return 0
    return int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else 0


def hammer(server: Server, token: str, count: int, seed: int) -> Counter[int]:
    parts = urlsplit(server.url)
    address = (str(parts.hostname), int(parts.port or 0))
    requests = corpus(token)

    def one(number: int) -> int:
        pick = random.Random(seed * 10_000_000 + number)
        if pick.random() < 0.05:
            return send(address, bytes(pick.randrange(256) for _ in range(pick.randint(1, 300))))
        return send(address, mutated(pick, pick.choice(requests)))

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(one, range(count)))


def test_nothing_breaks_it_and_nothing_is_left(copied: Path) -> None:
    token = Tokens(copied).add("fuzzer", ["read", "write"])
    with Store.open(copied) as opened:
        before = sorted(map(str, opened.quads()))
    with served(copied, "--deadline", "3") as server:
        hammer(server, token, min(REQUESTS, 1000), seed=1)
        memory, handles = server.memory(), server.handles()
        statuses = hammer(server, token, REQUESTS, seed=2)
        assert set(statuses) - KNOWN <= {0}, statuses
        assert statuses[200] > REQUESTS / 10
        assert statuses[400] > REQUESTS / 20
        time.sleep(4)
        assert server.handles() <= handles + 8
        assert server.memory() < memory + (100 << 20)
        assert httpx.get(f"{server.url}/health", timeout=60).json()["status"] == "ok"
        print(f"{REQUESTS:,} requests: {dict(sorted(statuses.items()))}")
        print(f"memory {memory >> 20} -> {server.memory() >> 20} MB, handles {handles} -> {server.handles()}")
    assert not [line for line in server.said if "Traceback" in line or "Error" in line], "".join(server.said)
    with Store.open(copied) as opened:
        assert sorted(map(str, opened.quads())) == before


@pytest.fixture(scope="module")
def url(copied: Path) -> Iterator[str]:
    with running(copied, questions=load_queries(), deadline=5) as address:
        yield address


WORDS = st.sampled_from(
    """SELECT ASK CONSTRUCT DESCRIBE WHERE { } ( ) . ; , ?s ?p ?o * + FILTER OPTIONAL UNION GRAPH SERVICE FROM NAMED
    BIND AS VALUES UNDEF <http://a/b> kg:partOf 'x' "y"@en 1 1.5e3 true a := = != < > && || ! COUNT SUM GROUP BY HAVING
    ORDER LIMIT OFFSET DISTINCT MINUS EXISTS NOT IN PREFIX
    BASE _:b [ ] << >> ^ / | INSERT DELETE LOAD # \\u0041""".split()
)


@given(st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=80)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_query_or_is_told_why_not(url: str, text: str) -> None:
    answer = httpx.post(f"{url}/sparql", data={"query": text.encode(errors="replace")}, timeout=30)
    assert answer.status_code in (200, 400, 403, 404, 504)
    if answer.status_code != 200:
        assert answer.json()["detail"]


def test_the_api_keeps_to_its_document(url: str) -> None:
    told = schemathesis.openapi.from_url(f"{url}/openapi.json")
    operations = [found.ok() for found in told.get_all_operations()]
    assert len(operations) == len(load_queries()) + 1
    checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
    for operation in operations:

        @given(operation.as_strategy())
        @settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def keeps(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=checks)

        keeps()
