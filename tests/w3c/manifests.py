"""Reading the manifests: each test as plain data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import rdflib
from rdflib import RDF, RDFS, Namespace, URIRef

FOLDER = Path(__file__).parents[2].parent / "shared" / "w3c" / "sparql11"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
HTS = Namespace("http://www.w3.org/2011/http-statusCodes#")


@dataclass(frozen=True)
class Graphs:
    """Files of a dataset: of the default graph, and of named ones."""

    default: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """A query or update, the data it meets, and what must come of it."""

    name: str
    text: Path
    before: Graphs
    result: Path | None = None
    after: Graphs | None = None


@dataclass(frozen=True)
class Syntax:
    """A query or update that must parse, or must not."""

    name: str
    text: Path
    good: bool
    update: bool


@dataclass(frozen=True)
class Answer:
    """What an HTTP answer must be like."""

    statuses: tuple[str, ...]
    boolean: bool | None = None
    format: str | None = None
    location: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None


@dataclass(frozen=True)
class Request:
    """One HTTP request of a test."""

    method: str
    path: str
    body: bytes
    answer: Answer
    headers: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Protocol:
    """A test of several requests, with the graphs that must be there before."""

    name: str
    data: tuple[tuple[str, Path], ...]
    requests: tuple[Request, ...]


def here() -> bool:
    return FOLDER.is_dir()


@cache
def _manifest(file: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(file, format="turtle", publicID=file.as_uri())


def _path(node: object) -> Path:
    return Path(unquote(urlsplit(str(node)).path))


def _entries(folder: str, file: str = "manifest.ttl") -> Iterator[tuple[rdflib.Graph, str, rdflib.term.Node]]:
    graph = _manifest(FOLDER / folder / file)
    listed = next(graph.objects(None, MF.entries))
    for test in graph.items(listed):
        yield graph, f"{folder}/{str(test).rpartition('#')[2]}", test


def _folders(kind: URIRef) -> list[str]:
    if not here():
        return []
    return sorted(
        path.parent.name
        for path in FOLDER.glob("*/manifest.ttl")
        if (None, RDF.type, kind) in _manifest(path) and list(_manifest(path).objects(None, MF.entries))
    )


def queries() -> list[Evaluation]:
    found = []
    for kind in (MF.QueryEvaluationTest, MF.CSVResultFormatTest):
        for folder in _folders(kind):
            for graph, name, test in _entries(folder):
                if (test, RDF.type, kind) not in graph:
                    continue
                action = graph.value(test, MF.action)
                named = tuple((str(node), _path(node)) for node in graph.objects(action, QT.graphData))
                before = Graphs(tuple(map(_path, graph.objects(action, QT.data))), named)
                found.append(
                    Evaluation(name, _path(graph.value(action, QT.query)), before, _path(graph.value(test, MF.result)))
                )
    return found


def updates() -> list[Evaluation]:
    found = []
    for folder in _folders(MF.UpdateEvaluationTest):
        for graph, name, test in _entries(folder):
            if (test, RDF.type, MF.UpdateEvaluationTest) in graph:
                action, result = graph.value(test, MF.action), graph.value(test, MF.result)
                text = _path(graph.value(action, UT.request))
                found.append(Evaluation(name, text, _graphs(graph, action), after=_graphs(graph, result)))
    return found


def _graphs(graph: rdflib.Graph, node: rdflib.term.Node | None) -> Graphs:
    named = tuple(
        (str(graph.value(one, RDFS.label)), _path(graph.value(one, UT.graph)))
        for one in graph.objects(node, UT.graphData)
    )
    return Graphs(tuple(map(_path, graph.objects(node, UT.data))), named)


def syntax() -> list[Syntax]:
    kinds = {
        MF.PositiveSyntaxTest11: (True, False),
        MF.NegativeSyntaxTest11: (False, False),
        MF.PositiveUpdateSyntaxTest11: (True, True),
        MF.NegativeUpdateSyntaxTest11: (False, True),
    }
    found = []
    for kind, (good, update) in kinds.items():
        for folder in _folders(kind):
            found += [
                Syntax(name, _path(graph.value(test, MF.action)), good, update)
                for graph, name, test in _entries(folder)
                if (test, RDF.type, kind) in graph
            ]
    return found


def protocol() -> list[Protocol]:
    return _protocol("protocol", "manifest.ttl") if here() else []


def graph_store() -> list[Protocol]:
    if not here():
        return []
    folder = "graph-store-protocol"
    return [test for kind in ("direct", "indirect") for test in _protocol(folder, f"manifest-{kind}.ttl")]


def _protocol(folder: str, file: str) -> list[Protocol]:
    found = []
    for graph, name, test in _entries(folder, file):
        action = graph.value(test, MF.action)
        data = tuple(
            (str(graph.value(one, RDFS.label)), _path(graph.value(one, UT.graph)))
            for one in graph.objects(test, UT.graphData)
        )
        requests = graph.items(graph.value(action, HT.requests))
        found.append(Protocol(name, data, tuple(_request(graph, node) for node in requests)))
    return found


def _request(graph: rdflib.Graph, node: rdflib.term.Node) -> Request:
    answer = graph.value(node, HT.resp)
    boolean = graph.value(answer, MF.expectedBoolean)
    location = graph.value(answer, MF.expectedLocation)
    body = graph.value(answer, HT.body)
    return Request(
        str(graph.value(node, HT.methodName)),
        str(graph.value(node, HT.absolutePath)),
        _body(graph, node) or b"",
        Answer(
            tuple(sorted(str(status).rpartition("#")[2] for status in graph.objects(answer, MF.expectedStatus))),
            None if boolean is None else bool(boolean.toPython()),
            next((str(value) for value in graph.objects(answer, MF.expectedFormat)), None),
            str(location) if location else None,
            _headers(graph, answer),
            str(graph.value(body, CNT.chars)) if body else None,
        ),
        _headers(graph, node),
    )


def _body(graph: rdflib.Graph, node: rdflib.term.Node) -> bytes | None:
    body = graph.value(node, HT.body)
    if body is None:
        return None
    encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8")
    return str(graph.value(body, CNT.chars)).encode(encoding)


def _headers(graph: rdflib.Graph, node: rdflib.term.Node | None) -> tuple[tuple[str, str], ...]:
    listed = graph.value(node, HT.headers)
    items = graph.items(listed) if listed else ()
    return tuple((str(graph.value(item, HT.fieldName)), str(graph.value(item, HT.fieldValue))) for item in items)
