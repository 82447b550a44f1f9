"""Actors and places, to be settled: what all articles that name one tell of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from kg.graph.index import Ids, View
from kg.graph.noting import FIXED, family_of, read_profile, renamed
from kg.identity.events import EventTelling
from kg.identity.people import Judgement, Named, judge_named
from kg.model import KnownEntity
from kg.names import Answer, index_keys


class Authority:
    """The entries of the authority file as things to be compared with, found by the keys of their names."""

    def __init__(self, known: Sequence[KnownEntity]) -> None:
        self._known = tuple(known)
        self.entries = {entity.id: entity for entity in known}

    def has(self, id: str) -> bool:
        """Whether an id is an entry's, or a state's: such things are told apart by whoever names them."""
        return id in self.entries or FIXED.fullmatch(id) is not None

    def with_key(self, key: str) -> frozenset[str]:
        """The entries with a name that has this key."""
        return self._by_key.get(key, frozenset())

    @cached_property
    def _by_key(self) -> Mapping[str, frozenset[str]]:
        return _by_key(self._known)

    def named(self, id: str) -> Named | None:
        """An entry, for comparing."""
        entity = self.entries.get(id)
        if entity is None:
            return None
        family, kinds, labels = family_of(entity.kind) or "", frozenset({entity.kind}), frozenset({entity.label})
        return Named(id, family, kinds, labels, frozenset(entity.names), known=True)


@lru_cache(maxsize=1)  # takes a third of a second
def _by_key(known: tuple[KnownEntity, ...]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for entity in known:
        of = family_of(entity.kind) or ""
        for name in (entity.label, *entity.names):
            for key in index_keys(name, of):
                found[f"{of} {key}"].add(entity.id)
    return {key: frozenset(ids) for key, ids in found.items()}


class Names:
    """Actors and places: Person alone, or all others."""

    doubted_from = 0.3
    clearly = 0.5  # what a shared post or group adds

    def __init__(self, view: View, ids: Ids, authority: Authority, people: bool) -> None:
        self._view = view
        self._ids = ids
        self._authority = authority
        self._people = people
        self._known: dict[str, Named] = {}

    def takes(self, own: str) -> bool:
        kinds = self._view.values(own, "kind")
        entry = self._authority.entries.get(own)
        return self.holds(kinds | {entry.kind} if entry else kinds)

    def holds(self, kinds: frozenset[str]) -> bool:
        families = {of for kind in kinds if (of := family_of(kind))}
        return bool(families) and ("Person" in families) is self._people

    def keys(self, own: str) -> frozenset[str]:
        if self._authority.has(own):
            return frozenset()  # found by the authority file
        return self._keys(own)

    def _keys(self, own: str) -> frozenset[str]:
        if self._view.values(own, "split"):
            return frozenset()  # who it is only people can say
        named = self.named(own)
        return frozenset(self._name_keys(named)) | frozenset(self._context_keys(named))

    def _name_keys(self, named: Named) -> Iterator[str]:
        for name in named.labels | (named.names if self._people else frozenset()):
            yield from (f"{named.family} {key}" for key in index_keys(name, named.family))

    def _context_keys(self, named: Named) -> Iterator[str]:
        """The last part of the name, with what could tell that two who share no more than it are one."""
        if not self._people:
            return
        lasts = {name.split()[-1] for name in named.labels | named.names if name.strip()}
        parts = {key for last in lasts for key in index_keys(last, "Person")}
        days = {day for hit in named.hits for day in _days(hit)}
        for part in parts:
            yield from (f"hit {part} {day}" for day in days)
            yield from (f"post {part} {post}" for post in named.posts)

    def others(self, own: str) -> frozenset[str]:
        found: set[str] = set()
        for key in self._keys(own):
            found |= self._view.subjects("key", key)
            found |= self._authority.with_key(key)
        return frozenset(found - {own})

    def judge(self, one: str, two: str) -> Judgement:
        return judge_named(self.named(one), self.named(two))

    def apart(self, one: str, two: str) -> bool:
        return self.judge(one, two).answer is Answer.no or bool(
            self._view.values(one, "split") or self._view.values(two, "split")
        )

    def called(self, own: str) -> frozenset[str]:
        return frozenset({own})

    def rank(self, own: str) -> tuple[object, ...]:
        named = self.named(own)
        label = best_label(named.labels)
        return (not self._authority.has(own), -len(label.split()), -len(label), own)

    def named(self, own: str) -> Named:
        """What all articles tell of it."""
        if own not in self._known:
            self._known[own] = self._read(own)
        return self._known[own]

    def _read(self, own: str) -> Named:
        values = self._view.values
        kinds = values(own, "kind")
        entry = self._authority.named(own)
        if not kinds and entry:
            return entry
        families = sorted({of for kind in kinds if (of := family_of(kind))})
        posts = frozenset(_with_thing(post, self._ids) for post in values(own, "post"))
        hits = []
        for event in sorted(values(own, "hit")):
            if text := self._view.value(event, "profile"):
                hits.append(renamed(read_profile(event, text), self._ids.__getitem__))
        return Named(
            own,
            entry.family if entry else families[-1] if families else "",
            entry.kinds if entry else kinds,
            values(own, "label") | (entry.labels if entry else frozenset()),
            values(own, "name") | (entry.names if entry else frozenset()),
            self._ids.of(values(own, "group")),
            posts,
            tuple(hits),
            known=self._authority.has(own) or "Country" in kinds,
        )


def best_label(labels: frozenset[str]) -> str:
    """The fullest of several names, the first in the alphabet of equally full ones."""
    return min(labels, key=lambda label: (-len(label.split()), -len(label), label), default="")


def _days(told: EventTelling) -> Iterator[str]:
    """The days, as month and day, on which a telling that is exact enough may have happened."""
    for begin, end in told.intervals:
        if begin and end and (end - begin).days < 7:
            for n in range(-1, (end - begin).days + 2):
                day = begin.fromordinal(begin.toordinal() + n)
                yield f"{day:%m-%d}"
    yield from told.told


def _with_thing(post: str, ids: Ids) -> str:
    body, _, title = post.partition(" ")
    return f"{ids[body]} {title}"
