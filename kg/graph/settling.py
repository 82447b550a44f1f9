"""Who is who, settled anew where something changed: a function of all that is told and decided, in whatever order.

Of each thing that changed, the whole neighbourhood is looked at: everything that is linked to it by judgements of
"one", over any number of steps. That is what clusters are made from, so the outcome is the one that settling all at
once would have.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.graph.actors import Authority, Names
from kg.graph.index import Ids, View
from kg.graph.noting import Row
from kg.graph.stages import Events, Prints, Stage
from kg.identity.clusters import Pair, clusters, pair, unambiguous
from kg.identity.ruling import Ruling
from kg.names import Answer

_SEPARATE = frozenset({"told", "reading", "print", "band"})
"""Relations that tell nothing of who a thing is."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it."""

    moved: Mapping[str, str]
    """Own ids of things that are now another thing than before, with which they were."""
    things: frozenset[str]
    """Ids of things of which members came or went, or tell of themselves otherwise than before."""


class Settler:
    """Settles the things of a view, stage by stage."""

    def __init__(self, view: View, authority: Authority, ruling: Ruling) -> None:
        self._view = view
        self._ruling = ruling
        self.ids = Ids(view)
        self._people = Names(view, self.ids, authority, people=True)
        self._events = Events(view, self.ids)
        groups = Names(view, self.ids, authority, people=False)
        self.stages: tuple[Stage, ...] = (Prints(view), groups, self._people, self._events)

    def settle(self, changed: Iterable[Row], ruled: Collection[str] = ()) -> Settled:
        """Settle all that rows that came or went bear on; `ruled` are things about which there are other decisions."""
        about = {own for id in ruled for own in (self._view.subjects("called", id) or {id})}
        kinds: dict[str, set[str]] = {own: set() for own in about}
        called: set[str] = set()
        for subject, relation, value in changed:
            if relation == "called":
                called.add(subject)
            elif relation not in _SEPARATE:
                kinds.setdefault(subject, set()).update({value} if relation == "kind" else ())
        moved: dict[str, str] = {}
        things: set[str] = set()
        for stage in self.stages:
            mine = {own for own, lost in kinds.items() if stage.takes(own) or stage.holds(frozenset(lost))}
            mine |= {own for own in self._follow(moved, people=stage is self._people) if stage.takes(own)}
            moved |= self._stage(stage, mine, things)
        moved |= self._recalled(called - kinds.keys(), things)
        moved |= self._posts(kinds, moved, things)
        return Settled(moved, frozenset(things))

    def decided_apart(self, stage: Stage, one: str, two: str) -> bool:
        """Whether people decided that two are not one."""
        return self._never(stage)(one, two)

    def _follow(self, moved: Iterable[str], people: bool) -> set[str]:
        """Whatever is judged by who the moved things are."""
        found: set[str] = set()
        for own in moved:
            events = self._view.subjects("filler", own)
            found |= events
            if people:
                found |= self._view.subjects("group", own)
                for event in events:
                    found |= self._view.subjects("hit", event)
        return found

    # --- one stage ---------------------------------------------------------------------------------

    def _stage(self, stage: Stage, changed: set[str], things: set[str]) -> dict[str, str]:
        moved: dict[str, str] = {}
        gone = {own for own in changed if not stage.takes(own)}
        for own in gone:
            self._view.settle(own, "key", ())
        fresh = {own for own in changed if stage.takes(own) and not self._view.was_told(own)}
        changed = changed - {own for own in sorted(fresh) if self._joins(stage, own, moved, things)}
        before = {own: self.ids[own] for own in changed}
        for own in changed - gone:
            self._view.settle(own, "key", stage.keys(own))
        start = set(changed)
        for own in changed:
            start |= self._view.subjects("thing", before[own]) | {before[own]}
        nodes, edges = self._neighbourhood(stage, {own for own in start if stage.takes(own)})
        bound = self._bound(stage, nodes)
        sure = unambiguous(edges, stage.apart, stage.clearly) if stage.clearly else edges
        found = clusters(nodes, sure, bound, self._never(stage), stage.apart)
        self._mark(stage, nodes, [*edges, *bound], found)
        for own in gone:
            self._view.settle(own, "disputed", ())
            if self._settle(own, own):
                moved[own] = before[own]
            things |= {before[own], own}
        for members in found:
            id = self._id(stage, members)
            things.add(id)
            for own in members:
                was = self.ids[own]
                if self._settle(own, id):
                    moved[own] = was
                    things.add(was)
        return moved

    # --- what only comes new -------------------------------------------------------------------------

    def _joins(self, stage: Stage, own: str, moved: dict[str, str], things: set[str]) -> bool:
        """Let a new thing join the one that it is, or stand alone; False where more must be looked at.

        What is told of an event by very many would else be looked at whole with each new telling. The outcome is the
        same: nothing in the neighbourhood is disputed or decided, all links lead to one thing, and nothing is apart.
        """
        if self.ids[own] != own or self._view.values(own, "disputed"):  # decided before anybody told of it
            return False
        self._view.settle(own, "key", stage.keys(own))
        ones = {other for other in stage.others(own) if stage.judge(*pair(own, other)).answer is Answer.yes}
        homes = {self.ids[other] for other in ones}
        if self._decided(stage, own) or len(homes) > 1 or any(self._view.values(one, "disputed") for one in ones):
            return False
        members: set[str] = set()
        for home in homes:
            members = {one for one in (*self._view.subjects("thing", home), home) if stage.takes(one)}
        if any(stage.apart(own, member) for member in members):
            return False
        best = [member for member in members if homes & stage.called(member)]
        id = min(stage.called(min([*best, own], key=stage.rank)))
        for one in (own, *(members if id not in homes else ())):
            was = self.ids[one]
            things |= {was, id}
            if self._settle(one, id):
                moved[one] = was
        return True

    def _decided(self, stage: Stage, own: str) -> bool:
        """Whether people decided anything of what it is one with."""
        return self._ruling.decides(stage.called(own)) or bool(self._view.values(own, "split"))

    def _mark(
        self, stage: Stage, nodes: Collection[str], links: Iterable[Pair], found: Collection[frozenset[str]]
    ) -> None:
        """Note which things stand where a link was not followed, or where people decided."""
        home = {own: {own} for own in nodes}
        for one, two in links:
            if home[one] is not home[two]:
                home[one] |= home[two]
                home.update(dict.fromkeys(home[two], home[one]))
        whole = set(found)
        for members in {id(members): members for members in home.values()}.values():
            plain = frozenset(members) in whole and not any(self._decided(stage, own) for own in members)
            for own in members:
                self._view.settle(own, "disputed", () if plain else ("yes",))

    def _recalled(self, events: Iterable[str], things: set[str]) -> dict[str, str]:
        """Other articles tell the same of events, or no longer do: this only bears on what the events are called."""
        moved: dict[str, str] = {}
        for thing in {self.ids[own] for own in events if self._events.takes(own)}:
            members = self._view.subjects("thing", thing)
            id = self._id(self._events, members)
            things |= {thing, id}
            moved |= {own: thing for own in members if self._settle(own, id)}
        return moved

    def _id(self, stage: Stage, members: Collection[str]) -> str:
        decided = self._ruling.preferred(called for own in members for called in stage.called(own))
        return decided or min(stage.called(min(members, key=stage.rank)))

    def _bound(self, stage: Stage, nodes: Collection[str]) -> list[Pair]:
        """The pairs that people made one, what they decided last first."""
        having = self._having(stage, nodes)
        return [
            pair(a, b)
            for one, two in self._ruling.one
            for a in sorted(having.get(one, ()))
            for b in sorted(having.get(two, ()))
            if a != b
        ]

    def _having(self, stage: Stage, nodes: Iterable[str]) -> dict[str, set[str]]:
        having: dict[str, set[str]] = {}
        for own in nodes:
            for called in stage.called(own):
                having.setdefault(called, set()).add(own)
        return having

    def _never(self, stage: Stage) -> Callable[[str, str], bool]:
        """Whether people decided that two are not one."""

        def never(one: str, two: str) -> bool:
            return bool(self._ruling.two) and any(
                self._ruling.apart(a, b) for a in stage.called(one) for b in stage.called(two)
            )

        return never

    def _neighbourhood(self, stage: Stage, start: set[str]) -> tuple[set[str], dict[Pair, float]]:
        """All that is linked to some things by judgements of one, and those links."""
        nodes: set[str] = set()
        edges: dict[Pair, float] = {}
        judged: set[Pair] = set()
        todo = sorted(start)
        never = self._never(stage)
        while todo:
            own = todo.pop()
            if own in nodes:
                continue
            nodes.add(own)
            linked = self._linked(stage, own)
            for other in sorted(stage.others(own) | linked):
                two = pair(own, other)
                if two not in judged:
                    judged.add(two)
                    judgement = stage.judge(*two)
                    if judgement.answer is Answer.yes and not never(*two):
                        edges[two] = judgement.score
                if two in edges or other in linked:
                    todo.append(other)
        return nodes, edges

    def _linked(self, stage: Stage, own: str) -> set[str]:
        """What people made one with it."""
        ids = {id for called in stage.called(own) for id in self._ruling.linked(called)}
        others = {other for id in ids for other in (self._view.subjects("called", id) or {id})}
        return {other for other in others if other != own and stage.takes(other)}

    def _settle(self, own: str, id: str) -> bool:
        """Note which thing it is; tells whether that is another one than before."""
        was = self.ids[own]
        self._view.settle(own, "thing", () if id == own else (id,))
        self.ids.forget(own)
        return was != id

    # --- posts -------------------------------------------------------------------------------------

    def _posts(self, subjects: Iterable[str], moved: Iterable[str], things: set[str]) -> dict[str, str]:
        """A post is who holds it, where, and its title: it needs no judging."""
        mine = {own for own in subjects if own.startswith("position/")}
        for own in moved:
            mine |= self._view.subjects("holder", own) | self._view.subjects("body", own)
        changed = {}
        for own in mine:
            holder, body, tail = (self._view.value(own, part) for part in ("holder", "body", "tail"))
            id = f"position/{self.ids[holder]}-{self.ids[body]}-{tail}" if holder and body and tail else own
            was = self.ids[own]
            things |= {was, id}
            if self._settle(own, id):
                changed[own] = was
        return changed
