"""Running the tests against an endpoint: its public protocols are the only way in and out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx
import rdflib

from tests.w3c import comparing
from tests.w3c.manifests import Evaluation, Graphs, Protocol, Request, Syntax

JSON = "application/sparql-results+json"
CODES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
TABLES = {JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
RDF = {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"}
NTRIPLES = "application/n-triples"
TYPES = {".ttl": "text/turtle", ".rdf": "application/rdf+xml", ".nt": NTRIPLES}
FILES = {".ttl": "turtle", ".rdf": "xml", ".nt": "nt"}


@dataclass(frozen=True)
class Endpoint:
    """Where queries, updates and graphs go, with the headers that let them in."""

    query: str
    update: str
    graphs: str
    headers: dict[str, str] = field(default_factory=dict)
    default: str = ""
    """The name by which a query's dataset can have what is the default graph of updates; "" if it has it anyway."""

    @cached_property
    def client(self) -> httpx.Client:
        return httpx.Client(headers=self.headers, timeout=60)

    # --- data --------------------------------------------------------------------------------------

    def clear(self) -> None:
        self.client.post(self.update, data={"update": "DROP ALL"}).raise_for_status()

    def put(self, graph: str | None, file: Path) -> None:
        """The file; its relative IRIs are relative to the file, also where the graph has no such name."""
        address = f"{self.graphs}?default" if graph is None else httpx.URL(self.graphs, params={"graph": graph})
        kind, body = TYPES[file.suffix], file.read_bytes()
        if graph != file.as_uri():
            data = rdflib.Graph().parse(file, format=FILES[file.suffix], publicID=file.as_uri())
            kind, body = NTRIPLES, data.serialize(format="nt").encode()
        self.client.put(address, content=body, headers={"Content-Type": kind}).raise_for_status()

    def load(self, graphs: Graphs) -> None:
        self.clear()
        for file in graphs.default:
            self.put(None, file)
        for name, file in graphs.named:
            self.put(name, file)

    def get(self, graph: str | None) -> rdflib.Graph:
        params = {"default": ""} if graph is None else {"graph": graph}
        answer = self.client.get(self.graphs, params=params, headers={"Accept": NTRIPLES})
        return rdflib.Graph() if answer.status_code == 404 else rdflib.Graph().parse(data=answer.text, format="nt")

    def names(self, left_out: Iterable[str] = ()) -> set[str]:
        query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
        rows = comparing.found_rows(self.ask(query).content)
        assert isinstance(rows, list)
        return {str(row["g"]) for row in rows} - {self.default, *left_out}

    def ask(self, query: str, accept: str = JSON, **params: list[str]) -> httpx.Response:
        return self.client.post(self.query, data={"query": query, **params}, headers={"Accept": accept})

    # --- tests: the reason why it failed, or nothing -----------------------------------------------

    def query_test(self, test: Evaluation, loaded: set[Path]) -> str:
        """`loaded` are the files that are there already, each in a graph of its own name."""
        text = f"BASE <{test.text.as_uri()}>\n{test.text.read_text(encoding='utf-8')}"
        named_inside = [test.text.parent / name for name in re.findall(r"\bFROM\s+(?:NAMED\s+)?<([\w.-]+)>", text)]
        for file in (*test.before.default, *(file for _, file in test.before.named), *named_inside):
            if file not in loaded:
                self.put(file.as_uri(), file)
                loaded.add(file)
        params = {
            "default-graph-uri": [file.as_uri() for file in test.before.default],
            "named-graph-uri": [name for name, _ in test.before.named],
        }
        if named_inside:
            params = {}
        elif not any(params.values()):
            params = {"default-graph-uri": ["urn:nothing"]}
        assert test.result
        if test.result.suffix == ".csv":
            answer = self.ask(text, "text/csv", **params)
            if answer.status_code != 200:
                return f"{answer.status_code}: {answer.text}"
            expected = comparing.csv_rows(test.result.read_text(encoding="utf-8"))
            return "" if expected == comparing.csv_rows(answer.text) else f"other rows: {answer.text}"
        return self._judge(test, text, params)

    def _judge(self, test: Evaluation, text: str, params: dict[str, list[str]]) -> str:
        assert test.result
        answer = self.ask(text, f"{JSON}, {NTRIPLES}", **params)
        if answer.status_code != 200:
            return f"{answer.status_code}: {answer.text}"
        if answer.headers["content-type"].startswith(NTRIPLES):
            graph = rdflib.Graph().parse(data=answer.text, format="nt")
            expected = rdflib.Graph().parse(test.result, publicID=test.result.as_uri())
            return "" if comparing.same_graph(expected, graph) else f"another graph: {answer.text}"
        rows, wanted = comparing.found_rows(answer.content), comparing.expected_rows(test.result)
        if isinstance(rows, bool) or isinstance(wanted, bool):
            return "" if rows == wanted else f"{rows}"
        return "" if comparing.same_rows(wanted, rows) else f"other rows: {answer.text}"

    def update_test(self, test: Evaluation) -> str:
        self.load(test.before)
        text = test.text.read_text(encoding="utf-8")
        answer = self.client.post(self.update, data={"update": text})
        if not answer.is_success:
            return f"{answer.status_code}: {answer.text}"
        assert test.after
        states = {None: test.after.default, **{name: (file,) for name, file in test.after.named}}
        for name, files in states.items():
            expected = rdflib.Graph()
            for file in files:
                expected.parse(file, format=FILES[file.suffix], publicID=file.as_uri())
            found = self.get(name)
            if not comparing.same_graph(expected, found):
                return f"another graph {name}: {found.serialize(format='nt')}"
        more = self.names() - set(map(str, states))
        return f"graphs that should not be there: {more}" if more else ""

    def syntax_test(self, test: Syntax) -> str:
        text = test.text.read_text(encoding="utf-8")
        if test.update:
            answer = self.client.post(self.update, data={"update": text})
        else:
            answer = self.ask(text, f"{JSON}, {NTRIPLES}")
        if test.good:  # whatever is wrong with it otherwise: that it cannot be run, or is refused
            return f"{answer.text}" if answer.status_code == 400 and "parse" in answer.text else ""
        return "" if answer.status_code == 400 else f"taken for good: {answer.status_code}"

    def protocol_test(self, test: Protocol) -> str:
        self.clear()
        for name, file in test.data:
            self.put(name, file)
        return self._requests(test, "/sparql/", self.query)

    def graph_store_test(self, test: Protocol) -> str:
        self.clear()
        return self._requests(test, "/gsp", self.graphs)

    def _requests(self, test: Protocol, prefix: str, address: str) -> str:
        location = ""
        for number, request in enumerate(test.requests, start=1):
            answer = self._send(request, prefix, address, location)
            fault = self._fault(request, answer)
            if fault:
                return f"request {number}: {fault}"
            if request.answer.location:
                location = answer.headers.get("location", "")
                if not location:
                    return f"request {number}: no Location"
        return ""

    def _send(self, request: Request, prefix: str, address: str, location: str) -> httpx.Response:
        path = request.path.replace("$LOCATION$", location)
        assert path.startswith(prefix)
        rest = path.removeprefix(prefix)
        body = request.body.replace(b"$LOCATION$", location.encode())
        # A query string is sent as it stands: what is encoded how is what some tests are about.
        url = httpx.URL(address + rest)
        return self.client.request(request.method, url, content=body or None, headers=dict(request.headers))

    def _fault(self, request: Request, answer: httpx.Response) -> str:
        wanted = request.answer
        if not any(_fits(status, answer.status_code) for status in wanted.statuses):
            return f"{answer.status_code} in place of {', '.join(wanted.statuses)}: {answer.text[:300]}"
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if wanted.boolean is not None:
            found = comparing.found_rows(answer.content) if kind == JSON else answer.text
            if found is not wanted.boolean:
                return f"{found} in place of {wanted.boolean}"
        formats = {"boolean": TABLES, "tabular": TABLES, "RDF": RDF}
        if wanted.format and kind not in formats[wanted.format]:
            return f"{kind} in place of a {wanted.format} format"
        for name, value in wanted.headers:
            if _kind(answer.headers.get(name, "")) != _kind(value):
                return f"{name}: {answer.headers.get(name)} in place of {value}"
        if wanted.body is not None:
            expected = rdflib.Graph().parse(data=wanted.body, format="turtle", publicID="http://w3c.test/")
            found_graph = rdflib.Graph().parse(data=answer.text, format="turtle", publicID="http://w3c.test/")
            if not comparing.same_graph(expected, found_graph):
                return f"another graph: {answer.text}"
        return ""


def _kind(header: str) -> str:
    return header.lower().partition(";")[0].strip()


def _fits(status: str, code: int) -> bool:
    if status.startswith("StatusCode"):
        return status.removeprefix("StatusCode")[0] == str(code)[0]
    return CODES[status] == code
