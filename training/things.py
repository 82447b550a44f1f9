"""An item of the corpus as things with their links, and which of them the actors and places of claims are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kg.extract.lexicon import load_lexicon, slug
from kg.model import Document, Thing
from training.marks import Item, Mark, load_kinds

KINDS = load_kinds()
SAYINGS, PLACES = KINDS.groups["saying"], KINDS.groups["place"]
NAMES = KINDS.groups["name"] | PLACES | {"Unnamed"}
STATES = frozenset({"State", "Government", "Military", "Country", "Unnamed"})
STATE = re.compile(r"(?:government|armed-forces)-of-")

_FORCES = frozenset({"Military", "Government", "State"})  # what a division does or suffers, its army does
_SURE_ENOUGH = 0.5  # share of a mark and a mention, together, that both cover
_ACTOR = re.compile(r"/actor-(\d+)$")


class Marked:
    """The marked things of an item; each goes by the id of its first mark."""

    def __init__(self, item: Item, document: Document) -> None:
        self.item = item
        self._document = document
        countries = load_lexicon().countries
        self._capitals = {slug(country.capital): country.id for country in countries if country.capital}
        self._countries = {
            country.id: re.compile("|".join(rf"\b{re.escape(name)}\b" for name in (country.name, *country.adjectives)))
            for country in countries
        }
        self.root: dict[str, str] = {}  # id of a mark -> id of the first mark of the same thing
        self.marks: dict[str, list[Mark]] = defaultdict(list)
        for mark in item.marks:
            self.root[mark.id] = self.root[mark.same] if mark.same else mark.id
            self.marks[self.root[mark.id]].append(mark)
        self.links: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # source, role -> target -> side
        for link in item.links:
            own = self.marks[self.root[link.source]][0].scope
            scope = link.scope if link.scope != "Stated" else own
            side = "said" if scope in {"Stated", "Hedged"} else scope
            self.links[self.root[link.source], link.role][self.root[link.target]] = side

    def things(self, thing: Thing) -> set[str]:
        """The marked things that an actor or a place of a claim is."""
        if found := _ACTOR.search(thing.id):
            at = int(found[1])
            return {self.root[mark.id] for mark in self.item.marks if mark.start <= at < mark.end}
        state = bool(STATE.match(thing.id)) or thing.kind in {"Country", "GovernmentBody"}
        own = STATE.sub("", thing.id)
        spans = [
            (mention.start, mention.end)
            for mention in self._document.mentions
            if own in {STATE.sub("", mention.entity.id), self._capitals.get(mention.entity.id)}
        ]
        if own in self._countries:
            spans += [found.span() for found in self._countries[own].finditer(self.item.text)]
        found_marks = {
            self.root[mark.id]
            for mark in self.item.marks
            if mark.kind in NAMES and any(_same(mark, start, end, state) for start, end in spans)
        }
        return found_marks | (self._bare() if STATE.match(thing.id) and spans else set())

    def _bare(self) -> set[str]:
        """ "the army", "police": forces and bodies of a state whose words have no name in them."""
        return {
            self.root[mark.id]
            for mark in self.item.marks
            if mark.kind in {"Military", "Government"}
            and self.item.text[mark.start : mark.end].islower()
            and not any(m.start < mark.end and mark.start < m.end for m in self._document.mentions)
        }

    def wider(self, things: set[str], roles: Sequence[str]) -> set[str]:
        """Things, and what they are in by some roles."""
        seen, todo = set(things), list(things)
        while todo:
            one = todo.pop()
            for role in roles:
                for other in self.links.get((one, role), {}):
                    if other not in seen:
                        seen.add(other)
                        todo.append(other)
        return seen

    def linked(self, source: str, roles: Sequence[str], side: str) -> set[str]:
        """What a thing is linked to in some roles, where it is said, Denied or Intended."""
        return {target for role in roles for target, way in self.links.get((source, role), {}).items() if way == side}

    def above(self, things: set[str]) -> set[str]:
        """The forces and states among things, and those that they are part of."""
        forces = {one for one in things if self.marks[one][0].kind in _FORCES}
        return {one for one in self.wider(forces, ("partOf",)) if self.marks[one][0].kind in _FORCES}

    def side(self, event: str) -> str:
        """Whether an event or a statement is said to have been, Denied, Intended, or None."""
        scope = self.marks[event][0].scope
        return "said" if scope in {"Stated", "Hedged"} else scope

    def words(self, root: str) -> str:
        """The words that name a thing first."""
        mark = self.marks[root][0]
        return self.item.text[mark.start : mark.end]

    def told(self, saying: str, depth: int = 0) -> set[str]:
        """What a statement is about, and what the statements are about that it is about."""
        found = self.linked(saying, ("about", "says", "inResponseTo"), "said")
        inner = [one for one in found if self.marks[one][0].kind in SAYINGS] if depth < 3 else []
        return found.union(*(self.told(one, depth + 1) for one in inner))

    def titles(self, person: str) -> list[str]:
        """The titles that a person holds."""
        return [root for root in self.marks if person in self.links.get((root, "holder"), {})]


def _same(mark: Mark, start: int, end: int, state: bool) -> bool:
    shared = min(mark.end, end) - max(mark.start, start)
    if shared <= 0:
        return False
    inside = mark.start <= start and end <= mark.end
    around = start <= mark.start and mark.end <= end
    if (inside and state and mark.kind in STATES) or (around and mark.kind in {"State", *PLACES}):
        return True
    return shared >= _SURE_ENOUGH * (max(mark.end, end) - min(mark.start, start))
