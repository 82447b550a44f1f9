"""One difference between two stores, and many as counts and rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox

from kg.graph.contents import Contents, Node
from kg.graph.results import to_term
from kg.graph.vocabulary import local_name
from kg.model import Answer, Literal, Term


class What(StrEnum):
    """What can differ; the order is that of the rows."""

    ARTICLE = "article"
    ENTITY = "entity"
    FACT = "fact"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row: of what `says` names there was `before`, and is `after`."""

    what: What
    change: str  # came, went, changed; of entities also merged, split
    subject: ox.NamedNode
    name: str
    says: str
    before: Node | str | None = None
    after: Node | str | None = None

    @property
    def key(self) -> tuple[int, str, str, str, str]:
        """Sorts the differences of one kind."""
        return CHANGES.index(self.change), self.subject.value, self.says, str(self.before), str(self.after)

    @property
    def thing(self) -> tuple[str, ...]:
        """The same for all rows about one thing; a fact is a thing of its own."""
        if self.what is What.FACT:
            return self.subject.value, self.says, str(self.before), str(self.after)
        return (self.subject.value,)


COLUMNS = ("what", "change", "subject", "subjectName", "says", "before", "beforeName", "after", "afterName")
CHANGES = ("came", "went", "changed", "merged", "split")


def counts(found: Iterable[Difference]) -> dict[What, dict[str, int]]:
    """How many of each kind came, went, changed and so on; a thing that changed in two ways is one."""
    things = {(one.what, one.change, one.thing) for one in found}
    counted = Counter((what, change) for what, change, _ in things)
    return {
        what: {change: counted[what, change] for change in CHANGES if counted[what, change]}
        for what in What
        if any(counted[what, change] for change in CHANGES)
    }


def rows(found: Iterable[Difference], old: Contents, new: Contents) -> Answer:
    """The differences as rows that every format can show, things by name where there is one for people."""

    def told(value: Node | str | None, names: Contents) -> tuple[Term | None, Term | None]:
        if value is None or isinstance(value, str):
            return (None if value is None else Literal(value)), None
        name = label(value, names) if isinstance(value, ox.NamedNode) else None
        return to_term(value), (Literal(name) if name else None)

    return Answer(
        COLUMNS,
        tuple(
            (
                Literal(one.what.value),
                Literal(one.change),
                to_term(one.subject),
                Literal(one.name),
                Literal(one.says),
                *told(one.before, new if one.change == "split" else old),
                *told(one.after, new),
            )
            for one in found
        ),
    )


def label(thing: ox.NamedNode, contents: Contents) -> str:
    """A name for people; the end of the IRI where there is none."""
    return contents.labels.get(thing) or local_name(thing.value)
