"""The made-up graph of graph.ttl as three sources: in pyoxigraph, there in two graphs at once, and in rdflib."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.answer.saved import SavedQuery, load_queries
from kg.answer.values import read_values
from kg.graph.results import to_result
from kg.model import Answer, Blank, Iri, Literal, Result, Source, Term, Triples

GRAPH = Path(__file__).parent / "graph.ttl"
ONTOLOGY = sorted((Path(__file__).parents[2] / "ontology").glob("*.ttl"))
ID = "https://w3id.org/isnad/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"


class Oxigraph:
    """Every triple in each of `graphs` named graphs, asked as one union: what two articles tell must count once."""

    def __init__(self, graphs: int) -> None:
        self.store = ox.Store()
        for number in range(graphs):
            for path in (GRAPH, *ONTOLOGY):
                self.store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(f"{ID}g{number}"))

    def query(self, text: str) -> Result:
        return to_result(self.store.query(text, use_default_graph_as_union=True))


class Rdflib:
    """One graph in memory, as a dump is read."""

    def __init__(self) -> None:
        self.graph = rdflib.Graph()
        for path in (GRAPH, *ONTOLOGY):
            self.graph.parse(path)

    def query(self, text: str) -> Result:
        found = self.graph.query(text)
        if found.type == "ASK":
            return bool(found.askAnswer)
        if found.type != "SELECT":
            return Triples(tuple((_term(s), _term(p), _term(o)) for s, p, o in found.graph))
        columns = tuple(str(column) for column in found.vars)
        return Answer(columns, tuple(tuple(None if t is None else _term(t) for t in row) for row in found))


def _term(term: rdflib.term.Node) -> Term:
    if isinstance(term, rdflib.URIRef):
        return Iri(str(term))
    if isinstance(term, rdflib.BNode):
        return Blank(str(term))
    datatype = None if str(term.datatype) in ("None", XSD + "string") else str(term.datatype)
    # pyoxigraph writes UTC as Z, rdflib as +00:00
    value = str(term).replace("+00:00", "Z") if datatype == XSD + "dateTime" else str(term)
    return Literal(value, datatype, term.language)


@cache
def sources() -> dict[str, Source]:
    return {"oxigraph": Oxigraph(1), "two graphs": Oxigraph(2), "rdflib": Rdflib()}


@cache
def queries() -> dict[str, SavedQuery]:
    return load_queries()


def ask(source: Source, name: str, **values: str) -> Answer:
    query = queries()[name]
    answer = source.query(query.bind(read_values(query, values, source)))
    assert isinstance(answer, Answer)
    return answer


def told(answer: Answer, *columns: str) -> list[tuple[str, ...]]:
    """Some columns of an answer as plain words, IRIs of things shortened, in the answer's order without repetition."""
    index = [answer.columns.index(column) for column in columns]
    rows = [tuple("" if row[i] is None else str(row[i]).removeprefix(ID) for i in index) for row in answer.rows]
    return list(dict.fromkeys(rows))
