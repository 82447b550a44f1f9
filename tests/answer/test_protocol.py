"""The query tests of the W3C's SPARQL 1.1 Protocol suite; its updates must be refused."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib import RDF, Namespace

from tests.answer.server import SHARED, add, running

FOLDER = SHARED / "w3c" / "sparql11" / "protocol"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the W3C suite in ../shared/w3c is not here")

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

TABLES = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
GRAPHS = {"application/rdf+xml", "text/turtle", "application/n-triples"}


def manifest() -> rdflib.Graph:
    return rdflib.Graph().parse(FOLDER / "manifest.ttl", publicID="http://w3c.test/")


def names() -> list[str]:
    if not FOLDER.is_dir():
        return []
    return sorted(str(test).rpartition("#")[2] for test in manifest().subjects(RDF.type, MF.ProtocolTest))


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return manifest()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = tmp_path_factory.mktemp("w3c") / "store"
    for number in (1, 2, 3):
        triples = Path(FOLDER / f"data{number}.nt").read_text(encoding="utf-8")
        add(store, triples, f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
    with running(store) as address:
        yield address


def test_there_are_thirty_four() -> None:
    assert len(names()) == 34


@pytest.mark.parametrize("name", names())
def test_protocol(graph: rdflib.Graph, url: str, name: str) -> None:
    test = next(node for node in graph.subjects(RDF.type, MF.ProtocolTest) if str(node).endswith(f"#{name}"))
    action = graph.value(test, MF.action)
    requests = list(graph.items(graph.value(action, HT.requests)))
    assert requests
    for request in requests:
        answer = send(graph, url, request)
        if name.startswith("update_"):  # read-only: the request that updates is refused, and then there is no effect
            assert answer.status_code == 403
            return
        expected = graph.value(request, HT.resp)
        statuses = {str(status)[-3] for status in graph.objects(expected, MF.expectedStatus)}
        assert str(answer.status_code)[0] in statuses, answer.text
        kind = answer.headers["content-type"].partition(";")[0]
        wanted = graph.value(expected, MF.expectedFormat)
        if wanted is not None:
            assert kind in {"tabular": TABLES, "RDF": GRAPHS, "boolean": TABLES}[str(wanted)]
        boolean = graph.value(expected, MF.expectedBoolean)
        if boolean is not None:
            assert answer.json()["boolean"] is boolean.toPython()  # type: ignore[attr-defined]


def send(graph: rdflib.Graph, url: str, request: rdflib.term.Node) -> httpx.Response:
    headers = {
        str(graph.value(header, HT.fieldName)): str(graph.value(header, HT.fieldValue))
        for header in graph.items(graph.value(request, HT.headers))
    }
    body = graph.value(request, HT.body)
    content = None
    if body is not None:
        content = str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding)))
    path = str(graph.value(request, HT.absolutePath))
    return httpx.request(str(graph.value(request, HT.methodName)), url + path, headers=headers, content=content)
