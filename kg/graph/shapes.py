"""SHACL shapes of single things: what a claim, a passage, an article, an event, a post and a decision must have.

pySHACL works on graphs in memory, so things are taken in batches, each with what is said of them and the kinds of what
they are tied to. What looks across the graph is a query in queries/checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from kg import model
from kg.errors import BadData
from kg.graph.kinds import narrower
from kg.graph.store import Store
from kg.graph.vocabulary import KG, RDFS, TYPE, local_name
from kg.resources import folder

SEVERITIES = {str(SH.Violation): "error", str(SH.Warning): "warning"}
BATCH = 2_000
"""Things that are looked at in one go."""

_TYPE = ox.NamedNode(TYPE)
_BELOW = ox.NamedNode(RDFS + "subClassOf")
_UNION = ox.DefaultGraph()


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing that must be so, by its name; problem and solution in words."""

    name: str
    problem: str
    solution: str
    severity: str


@dataclass(frozen=True, slots=True)
class Misfit:
    """A thing that has not the shape it must have; `property` and `value` where the fault lies in them."""

    shape: Shape
    thing: model.Term
    property: model.Term | None
    value: model.Term | None


class Shapes:
    """The shapes in the files of a folder."""

    def __init__(self, place: Path | None = None) -> None:
        """BadData names the file at fault."""
        self._graph = Graph()
        self._shapes: dict[object, Shape] = {}
        place = place or folder("ontology") / "shapes"
        files = sorted(place.glob("*.ttl"))
        if not files:
            raise BadData(f"{place}: holds no shapes (*.ttl): install the package isnad anew")
        for path in files:
            self._read(path)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """All, by name."""
        return tuple(sorted(self._shapes.values(), key=lambda shape: shape.name))

    def misfits(self, store: Store) -> Iterator[Misfit]:
        """All things in a store that have not their shape."""
        for target in sorted({local_name(str(kind)) for kind in self._graph.objects(None, SH.targetClass)}):
            things = _things(store, target)
            while batch := tuple(islice(things, BATCH)):
                yield from self._of_batch(store, batch)

    def _of_batch(self, store: Store, things: Sequence[ox.NamedNode]) -> Iterator[Misfit]:
        data = Graph().parse(data="".join(_lines(store, things)), format="nt")
        asked = {URIRef(thing.value) for thing in things}
        _, report, _ = pyshacl.validate(data, shacl_graph=self._graph, inplace=True)
        assert isinstance(report, Graph)
        for result in report.subjects(RDF.type, SH.ValidationResult):
            thing, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
            value = report.value(result, SH.value)
            if thing in asked:
                told = None if value is None or value == thing else _term(value)
                shape = self._shapes[report.value(result, SH.sourceShape)]
                yield Misfit(shape, _term(thing), None if path is None else _term(path), told)

    def _read(self, path: Path) -> None:
        try:
            graph = Graph().parse(path)
        except Exception as error:  # the parsers of rdflib share no class of errors
            raise BadData(f"{path}: cannot be read as Turtle: {' '.join(str(error).split())[:200]}") from error
        constrained = (*graph.subjects(SH.path), *graph.subjects(SH.xone))
        for node in {node for node in constrained if isinstance(node, URIRef)}:
            name = local_name(str(node))
            problem, solution = graph.value(node, SH.message), graph.value(node, SH.description)
            severity = SEVERITIES.get(str(graph.value(node, SH.severity)))
            if not problem or not solution or not severity:
                raise BadData(
                    f"{path}: {name} needs sh:message, sh:description, and a sh:severity (sh:Violation or sh:Warning)"
                )
            self._shapes[node] = Shape(name, str(problem), str(solution), severity)
        self._graph += graph


def _things(store: Store, kind: str) -> Iterator[ox.NamedNode]:
    """The things of a class and of those below it, each once."""
    seen: set[object] = set()
    for name in sorted(narrower(kind)):
        for quad in store.database.quads_for_pattern(None, _TYPE, ox.NamedNode(KG + name), _UNION):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject not in seen:
                seen.add(quad.subject)
                yield quad.subject


def _lines(store: Store, things: Sequence[ox.NamedNode]) -> Iterator[str]:
    """What is said of things, the kinds of all that they are tied to, and which class is below which, as N-Triples."""
    database = store.database
    tied: set[ox.NamedNode] = set()
    for thing in things:
        for quad in database.quads_for_pattern(thing, None, None, _UNION):
            yield f"{quad.triple} .\n"
            if isinstance(quad.object, ox.NamedNode) and quad.predicate != _TYPE:
                tied.add(quad.object)
    for thing in tied.difference(things):
        yield from (f"{quad.triple} .\n" for quad in database.quads_for_pattern(thing, _TYPE, None, _UNION))
    for quad in database.quads_for_pattern(None, _BELOW, None, _UNION):
        if isinstance(quad.object, ox.NamedNode):
            yield f"{quad.triple} .\n"


def _term(node: object) -> model.Term:
    if isinstance(node, Literal):
        return model.Literal(str(node), str(node.datatype) if node.datatype else None, node.language)
    return model.Blank(str(node)) if isinstance(node, BNode) else model.Iri(str(node))
