"""What a store or a dump of one tells, as plain sets that can be held against each other.

Left out is what nobody said: the ontology, what follows from facts, and known entities of which no article speaks. In
a dump that is one graph all this lies mixed, so it is told apart by what it is and not by where it stands, in stores
too: a fact is what a claim supports, a kind is what no narrower kind implies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import KgError
from kg.graph.dump import STORE_GRAPH, WRITERS
from kg.graph.kinds import wider
from kg.graph.rules import filled
from kg.graph.store import Store
from kg.graph.vocabulary import ALT_LABEL, INDEX_GRAPH, INFERRED_GRAPH, KG, LABEL, ONTOLOGY_GRAPH, OWL, TYPE
from kg.graph.written import is_public

Node = ox.NamedNode | ox.Literal
Fact = tuple[ox.NamedNode, ox.NamedNode, Node]
_Term = TypeVar("_Term", ox.NamedNode, ox.Literal, Node)

_LEFT_OUT = (ONTOLOGY_GRAPH, INFERRED_GRAPH, INDEX_GRAPH, STORE_GRAPH.value)  # or what they begin with
_ENDINGS = ", ".join(WRITERS)
_ENTITIES = {"Actor", "Place", "Event", "Position"}
_OF_ARTICLES = ("title", "file", "published", "publisher", "author", "url", "sha256", "readBy", "sourceCluster")
_OF_CLAIMS = (
    *("subject", "predicate", "object", "value", "article", "passage"),
    *("modality", "confidence", "attributedTo", "review"),
)
_DENIED, _REJECTED = ox.NamedNode(KG + "Denied"), ox.NamedNode(KG + "Rejected")
_OF_PASSAGES = ("quote", "start", "end", "text")  # long, and told by the claim's IRI, or the article's digest


@dataclass(frozen=True, slots=True)
class Entity:
    """What is known of a thing besides facts."""

    labels: frozenset[str]  # one, where nothing is wrong with it
    kinds: frozenset[str]
    names: frozenset[str]  # other than that


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as it stands in the graph."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: Node
    article: Node | None
    passage: Node | None
    modality: Node | None
    confidence: Decimal | None
    attributed_to: frozenset[Node]
    review: Node | None  # what a person decided of it

    @property
    def fact(self) -> Fact | None:
        """What it supports, if anything."""
        if self.modality == _DENIED or self.review == _REJECTED:
            return None
        return self.subject, self.predicate, self.object


@dataclass(slots=True)
class Contents:
    """All that articles tell."""

    articles: dict[ox.NamedNode, dict[str, frozenset[str]]] = field(default_factory=dict)
    entities: dict[ox.NamedNode, Entity] = field(default_factory=dict)
    facts: set[Fact] = field(default_factory=set)
    claims: dict[ox.NamedNode, Said] = field(default_factory=dict)
    formerly: dict[str, set[ox.NamedNode]] = field(default_factory=dict)
    """An IRI by which things went -> these things."""
    labels: dict[ox.NamedNode, str] = field(default_factory=dict)
    """Of articles, and of all that they speak of."""


def read(path: Path) -> Contents:
    """What the store in the folder `path`, or the dump in the file `path`, tells.

    KgError where it is neither, or cannot be read; StoreError where the store cannot be opened.
    """
    if (path / "format.json").is_file():
        with Store.open(path) as store:
            graphs = [name for name in store.database.named_graphs() if is_public(name)]
            quads = (quad for name in graphs if not _left_out(name) for quad in store.quads(graph=name))
            return _Gatherer().gathered(quads)
    if not path.exists():
        raise KgError(f"{path}: there is no such folder or file: name a store, or a dump ({_ENDINGS})")
    if path.is_dir():
        raise KgError(f"{path} is a folder, and no store: name a store, or a dump ({_ENDINGS})")
    if path.suffix.lower() not in WRITERS:
        raise KgError(f"{path}: the ending says no format of a dump: name a store, or a dump ({_ENDINGS})")
    gatherer = _Gatherer()
    found = gatherer.gathered(quad for quad in _parsed(path) if not _left_out(quad.graph_name))
    if not gatherer.ours:
        raise KgError(f"{path} holds nothing of Isnad: name a store, or a file that kg export wrote")
    return found


def _left_out(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> bool:
    return isinstance(graph, ox.NamedNode) and graph.value.startswith(_LEFT_OUT)


def _parsed(path: Path) -> Iterator[ox.Quad]:
    format = ox.RdfFormat.from_extension(path.suffix[1:].lower())
    assert format
    try:
        yield from ox.parse(path=str(path), format=format)
    except (SyntaxError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise KgError(f"{path}: this is no {format.name} that can be read ({reason}): export it anew") from None
    except OSError as error:
        raise KgError(f"{path}: cannot be read ({error.strerror or error}): name another file") from error


class _Gatherer:
    """Takes quads in any order, each once, and makes contents of them."""

    def __init__(self) -> None:
        self.ours = False  # whether anything was met that a store or a dump of one holds, if only names
        self._terms: dict[Node, Node] = {}
        self._kinds: defaultdict[ox.NamedNode, set[str]] = defaultdict(set)
        self._labels: defaultdict[ox.NamedNode, set[str]] = defaultdict(set)
        self._names: defaultdict[ox.NamedNode, set[str]] = defaultdict(set)
        self._claims: defaultdict[ox.NamedNode, dict[str, Node]] = defaultdict(dict)
        self._attributed: defaultdict[ox.NamedNode, set[Node]] = defaultdict(set)
        self._spoken_of: set[Node] = set()
        self._plain: set[Fact] = set()
        self._formerly: defaultdict[str, set[ox.NamedNode]] = defaultdict(set)

    def gathered(self, quads: Iterable[ox.Quad]) -> Contents:
        """The contents that these quads make."""
        of_claims = {KG + name: name for name in _OF_CLAIMS}
        of_passages = {KG + name for name in _OF_PASSAGES}
        for quad in quads:
            predicate = quad.predicate.value
            if predicate in of_passages or not isinstance(quad.subject, ox.NamedNode):
                continue
            if not isinstance(quad.object, Node):
                continue  # of the ontology: claims have no blank nodes
            subject, object = self._once(quad.subject), self._once(quad.object)
            if predicate in of_claims:
                self._of_claim(subject, of_claims[predicate], object)
            elif predicate == TYPE:
                self._of_kind(subject, object.value)
            elif predicate == LABEL:
                self._labels[subject].add(object.value)
            elif predicate == ALT_LABEL:
                self._names[subject].add(object.value)
            elif predicate == KG + "mentions":
                self._spoken_of.add(object)
            elif predicate == KG + "formerly":
                self._formerly[object.value].add(subject)
            elif predicate.startswith((KG, OWL)):
                self._plain.add((subject, self._once(quad.predicate), object))
        return self._contents()

    def _once(self, term: _Term) -> _Term:
        """The same object for equal terms: a claim's article stands in memory once, and not once a claim."""
        found = self._terms.setdefault(term, term)
        assert isinstance(found, type(term))
        return found

    def _of_kind(self, subject: ox.NamedNode, kind: str) -> None:
        if kind.startswith(KG):
            self.ours = True
            if kind not in {KG + "Claim", KG + "Passage"}:
                self._kinds[subject].add(kind.removeprefix(KG))

    def _of_claim(self, claim: ox.NamedNode, name: str, object: Node) -> None:
        if name == "attributedTo":
            self._attributed[claim].add(object)
        else:
            self._claims[claim]["object" if name == "value" else name] = object

    def _contents(self) -> Contents:
        claims = dict(self._said())
        spoken_of = self._spoken_of.union(*self._attributed.values())
        supported: set[Fact] = set()
        for said in claims.values():
            spoken_of |= {said.subject, said.object}
            if fact := said.fact:
                supported.add(fact)
        entities = dict(self._entities(spoken_of))
        articles = self._articles()
        named = spoken_of | articles.keys()
        labels = {
            thing: min(own) for names in (self._names, self._labels) for thing, own in names.items() if thing in named
        }
        return Contents(articles, entities, supported & self._plain, claims, self._formerly, labels)

    def _said(self) -> Iterator[tuple[ox.NamedNode, Said]]:
        for claim, of in self._claims.items():
            subject, predicate, object = of.get("subject"), of.get("predicate"), of.get("object")
            if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and object is not None:
                yield (
                    claim,
                    Said(
                        subject,
                        predicate,
                        object,
                        of.get("article"),
                        of.get("passage"),
                        of.get("modality"),
                        _number(of["confidence"].value) if "confidence" in of else None,
                        frozenset(self._attributed.get(claim, ())),
                        of.get("review"),
                    ),
                )

    def _entities(self, spoken_of: Set[Node]) -> Iterator[tuple[ox.NamedNode, Entity]]:
        for thing, every in self._kinds.items():
            # what follows from facts is left out: a defined class, and that an unnamed actor is a person
            told = {"UnnamedActor"} if "UnnamedActor" in every else every - filled()
            kinds = frozenset(kind for kind in told if not any(kind in wider(one) for one in told - {kind}))
            if thing in spoken_of and any(_ENTITIES & wider(kind) for kind in kinds):
                names = frozenset(self._names.get(thing, ()))
                labels = frozenset(self._labels.get(thing) or sorted(names)[:1])  # as queries/rules/label-from-names.rq
                if labels:
                    yield thing, Entity(labels, kinds, names - labels)

    def _articles(self) -> dict[ox.NamedNode, dict[str, frozenset[str]]]:
        told: Mapping[ox.NamedNode, defaultdict[str, set[str]]] = {
            thing: defaultdict(set) for thing, kinds in self._kinds.items() if "Article" in kinds
        }
        for subject, predicate, object in self._plain:
            name = predicate.value.removeprefix(KG)
            if subject in told and name in _OF_ARTICLES:
                told[subject][name].add(object.value)
        return {article: {name: frozenset(of[name]) for name in _OF_ARTICLES} for article, of in told.items()}


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
