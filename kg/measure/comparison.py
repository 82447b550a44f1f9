"""One article's gold beside what the graph has from it: which thing is which, and how they are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kg.measure.gold import GoldArticle
from kg.measure.ledger import Finding, Ledger
from kg.measure.said import Graph, SaidArticle, slots
from kg.measure.sentences import Sentences
from kg.measure.terms import ACTOR_ROLES, plain


@dataclass(slots=True)
class Pairing:
    """Which thing of the graph each of gold's ids stands for, one to one."""

    node: dict[str, str] = field(default_factory=dict)
    id: dict[str, str] = field(default_factory=dict)

    def pair(self, id: str, node: str) -> bool:
        """Pair the two, unless one of them has another already."""
        if id in self.node or node in self.id:
            return False
        self.node[id], self.id[node] = node, id
        return True


class Comparison:
    """What the parts of the comparison of one article share."""

    def __init__(self, gold: GoldArticle, article: SaidArticle, graph: Graph, sentences: Sentences) -> None:
        self.gold, self.article, self.graph, self.sentences = gold, article, graph, sentences
        self.ledger = Ledger(gold.stem)
        self.faults: list[Finding] = []
        self.entities = Pairing()
        self.events = Pairing()
        self.slots = slots(article)
        said = {one.subject for one in article.said} | {one.object for one in article.said if one.names_thing}
        self.things = {thing for thing in article.mentions | said if graph.is_a(thing, "Actor", "Place")}
        self.nameless: set[str] = set()  # those whom the text does not name: never right, never wrong
        self.relations: set[tuple[str, str, str]] = set()  # as read; gold's ids where a thing has one

    def known(self, thing: str) -> str:
        """A thing by gold's id, or by its own IRI where gold has it not."""
        return self.entities.id.get(thing, thing)

    def values(self, thing: str, predicate: str) -> set[str]:
        """What the article says of a thing in the graph."""
        return self.slots[thing][predicate] if thing in self.slots else set()

    def fillers(self, event: str, role: str) -> set[str | int]:
        """What fills a role of an event, as gold would write it."""
        values = self.values(event, role)
        if role in ACTOR_ROLES:
            return {self.known(value) for value in values if value not in self.nameless}
        return {_value(value) for value in values}

    def fault(self, kind: str, gold: str, found: str, sentence: str) -> None:
        """Something that is worse than an error of one article."""
        self.faults.append(Finding(self.gold.stem, "faults", kind, gold, found, sentence))

    # --- for people -------------------------------------------------------------------------------

    def show(self, ids: Iterable[str | int]) -> str:
        """Gold's ids, numbers and words, or the graph's IRIs, as names."""
        return " or ".join(sorted(self._name(id) for id in ids)) or "nobody"

    def _name(self, id: str | int) -> str:
        names = self.gold.names(str(id))
        return names[0] if names else self.graph.label(str(id))

    def sentence(self, subject: str, predicate: str | None = None, objects: Collection[str] | None = None) -> str:
        """The sentence of the first claim that says so."""
        for said in self.article.said:
            fits = objects is None or said.object in objects or self.known(said.object) in objects
            if fits and said.subject == subject and predicate in (None, said.predicate):
                return self.sentences.at(said.start)
        return ""

    def naming(self, needed: Iterable[Iterable[str | int]], wanted: Iterable[Iterable[str | int]] = ()) -> str:
        """The sentence that has a name of all these, and most of those."""
        return self.sentences.naming(map(self._forms, needed), map(self._forms, wanted))

    def _forms(self, ids: Iterable[str | int]) -> list[str]:
        return [form for id in ids for form in (self.gold.names(str(id)) or (str(id),))]


def _value(text: str) -> str | int:
    try:
        return int(text)
    except ValueError:
        return plain(text)
