"""What an article tells that bears on who is who: rows about its actors, places, posts and events.

A row is (own id, relation, value). Whatever is told of one thing by many articles is the same row, and what an article
tells depends on that article alone: so the rows of a store are those of its articles, in whatever order they came.

An own id stands for a thing until it is settled what it is. An actor or place is known by its name; a name that many
bear ("Abu Ahmed") is its article's. An event's own id is of what is told of it: where two articles tell the same, and
it is enough to know the event again by, they are one telling. What an event would be called if no other article told
of it is in its row `called`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kg.graph.kinds import family, wider
from kg.graph.packing import pack
from kg.graph.profiles import Surroundings, intervals_of, roles_of, telling
from kg.graph.slugs import slug_of
from kg.graph.triples import held
from kg.identity.events import EventTelling, judge
from kg.identity.reprints import bands, fingerprint
from kg.identity.ruling import Ruling
from kg.model import Claim, Modality, Reading, Thing, Value
from kg.names import identifies

Row = tuple[str, str, str]

FIXED = re.compile(r"(government|armed-forces)-of-.+")
"""Ids by which a state's government and forces are known."""

_POSTS = {"spokespersonFor": "spokesperson", "leads": "leader"}


@dataclass(frozen=True, slots=True)
class Notes:
    """What one article contributes, and the own id of each thing in its reading that other articles may tell of."""

    own: Mapping[str, str]
    called: Mapping[str, str]  # of events: what each would be called
    rows: frozenset[Row]


def note(reading: Reading, ruling: Ruling, known: Callable[[str], bool]) -> Notes:
    """The notes of a reading, but for claims that were rejected; `known` tells ids under which all mean the same."""
    article = reading.article.id
    own: dict[str, str] = {}
    rows: set[Row] = {(article_key(article), "reading", pack(reading)), (article_key(article), "kind", "Article")}
    marks = fingerprint([reading.article.text[span.start : span.end] for span in reading.article.body])
    if marks:
        rows.add((article_key(article), "print", " ".join(map(str, marks))))
        rows.update((article_key(article), "band", band) for band in bands(marks))
    things = _things(reading)
    for id, forms in things.items():
        rows.update(_named(article, id, forms, own, ruling, known))
    claims = held(reading, ruling)
    rows.update(_people(claims, own))
    rows.update(_posts(article, claims, own))
    called: dict[str, str] = {}
    rows.update(_events(article, claims, things, own, called, ruling))
    return Notes(own, called, frozenset(rows))


def article_key(id: str) -> str:
    """What stands for an article in rows."""
    return f"article/{id}"


def family_of(kind: str) -> str | None:
    """Person, Organization or Place; None for what is none of them."""
    return next((name for name in ("Person", "Organization", "Place", "Actor") if name in wider(kind)), None)


# --- actors and places ----------------------------------------------------------------------------------


def _things(reading: Reading) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = {}
    for claim in reading.claims:
        for thing in (claim.subject, claim.object, claim.attributed_to):
            if isinstance(thing, Thing) and not thing.unnamed and family_of(thing.kind):
                found.setdefault(thing.id, []).append(thing)
    for thing in reading.mentions:
        if not thing.unnamed and family_of(thing.kind):
            found.setdefault(thing.id, []).append(thing)
    return found


def _named(
    article: str, id: str, forms: Sequence[Thing], own: dict[str, str], ruling: Ruling, known: Callable[[str], bool]
) -> Iterator[Row]:
    names = _names(forms)
    mine = id
    kinds = {thing.kind for thing in forms}
    person = "Person" in kinds
    if person and not known(id) and not any(identifies(name, "Person") for name in names):
        mine = f"{id}-{_short(article, id)}"
    if decision := ruling.split(article, mine):
        mine = f"{mine}-{_short(decision)}"
        yield mine, "split", decision
    own[id] = mine
    yield mine, "told", article
    for kind in kinds:
        yield mine, "kind", kind
    for thing in forms:
        yield mine, "label", thing.label
    for name in names:
        yield mine, "name", name


def _people(claims: Iterable[Claim], own: Mapping[str, str]) -> Iterator[Row]:
    """Of whom somebody is, and in which events somebody was hit (the event's own id follows)."""
    for claim in _told(claims):
        subject = own.get(claim.subject.id)
        if subject and isinstance(claim.object, Thing) and claim.object.id in own:
            if claim.predicate in {"memberOf", *_POSTS}:
                yield subject, "group", own[claim.object.id]
            if claim.predicate in _POSTS:
                yield subject, "post", f"{own[claim.object.id]} {_POSTS[claim.predicate]}"


def _posts(article: str, claims: Iterable[Claim], own: dict[str, str]) -> Iterator[Row]:
    parts: dict[str, dict[str, Thing | Value]] = {}
    things: dict[str, Thing] = {}
    for claim in _told(claims):
        if claim.subject.kind == "Position":
            things[claim.subject.id] = claim.subject
            parts.setdefault(claim.subject.id, {})[claim.predicate] = claim.object
    for id, post in parts.items():
        holder, body, title = (post.get(name) for name in ("holder", "organization", "title"))
        if not (isinstance(holder, Thing) and isinstance(body, Thing) and holder.id in own and body.id in own):
            continue
        start = f"position/{holder.id}-{body.id}-"
        tail = id.removeprefix(start) if id.startswith(start) else _short(id)
        own[id] = mine = f"position/{own[holder.id]}-{own[body.id]}-{tail}"
        yield mine, "told", article
        yield mine, "kind", "Position"
        yield mine, "label", things[id].label
        yield mine, "holder", own[holder.id]
        yield mine, "body", own[body.id]
        yield mine, "tail", tail
        yield own[holder.id], "group", own[body.id]
        if isinstance(title, str):
            yield own[holder.id], "post", f"{own[body.id]} {' '.join(title.casefold().split())}"


def _told(claims: Iterable[Claim]) -> Iterator[Claim]:
    return (claim for claim in claims if claim.modality is not Modality.DENIED)


# --- events ---------------------------------------------------------------------------------------------


def _events(
    article: str,
    claims: Sequence[Claim],
    things: Mapping[str, Sequence[Thing]],
    own: dict[str, str],
    called: dict[str, str],
    ruling: Ruling,
) -> Iterator[Row]:
    events = {
        thing.id: thing
        for claim in claims
        for thing in (claim.subject, claim.object)
        if isinstance(thing, Thing) and family(thing.kind)
    }
    around = Surroundings()
    around.learn(claims)
    roles = roles_of(claims)
    led = _led(things)
    for id, event in events.items():
        mine = roles.get(id, {})
        if event.kind == "Talks":
            mine = {**mine, "participant": _parties(mine.get("participant", ()), led, things)}
        told = _telling(event, mine, around, own)
        name = _called(article, slug_of(event, mine, around), set(called.values()))
        called[id] = name
        content = [event.kind, profile(told)]
        decision = ruling.split(article, name)
        if decision:
            called[id] = name = f"{name}-{_short(decision)}"
            content.append(decision)
        elif judge(told, told) is None:
            content.append(name)  # too little is told to know it again by
        own[id] = node = f"event/{_short(*content, length=16)}"
        if decision:
            yield node, "split", decision
        yield node, "told", article
        yield node, "called", name
        yield node, "kind", event.kind
        yield node, "label", event.label
        yield node, "profile", profile(told)
        for filler in fillers(told):
            yield node, "filler", filler
        for person in told.persons:
            yield person, "hit", node


_LED = re.compile(r"(?:the )?(?P<leader>.+?)-led\b", re.IGNORECASE)


def _led(things: Mapping[str, Sequence[Thing]]) -> dict[str, set[str]]:
    """Coalitions, with the names of who leads them: "US-led coalition"."""
    found: dict[str, set[str]] = {}
    for id, forms in things.items():
        for name in _names(forms):
            if match := _LED.match(name):
                found.setdefault(id, set()).add(_bare(match["leader"]))
    return found


def _parties(
    participants: Sequence[Thing | Value], led: Mapping[str, set[str]], things: Mapping[str, Sequence[Thing]]
) -> list[Thing | Value]:
    """Those who talk: a coalition at whose head one of them stands is no further party."""
    names = {
        thing.id: {_bare(name) for name in _names(things.get(thing.id, ()))}
        for thing in participants
        if isinstance(thing, Thing)
    }
    beside = {id for id in names if any(led.get(id, set()) & names[other] for other in names if other != id)}
    return [value for value in participants if not (isinstance(value, Thing) and value.id in beside)]


def _names(forms: Iterable[Thing]) -> set[str]:
    return {name for thing in forms for name in (thing.label, *thing.names)}


def _bare(name: str) -> str:
    return name.replace(".", "").casefold()


def _called(article: str, slug: str, taken: Collection[str]) -> str:
    """What an event would be called if this article alone told of it."""
    number = 1
    while (name := f"{slug}-{_short(article, slug, str(number))}") in taken:
        number += 1
    return name


def _telling(
    event: Thing, roles: Mapping[str, Sequence[Thing | Value]], around: Surroundings, own: Mapping[str, str]
) -> EventTelling:
    named = {
        role: [value.id if isinstance(value, Thing) else value for value in values if not isinstance(value, datetime)]
        for role, values in roles.items()
    }
    since = frozenset(value.date() for value in roles.get("since", ()) if isinstance(value, datetime))
    told = telling("", family(event.kind) or "", named, intervals_of(roles), since, around)
    return renamed(told, lambda id: own.get(id, id))


_IDS = ("places", "around", "countries", "persons", "groups", "above", "perpetrators", "participants", "designated")
_NUMBERS = ("killed", "targets", "strengths")


def fillers(told: EventTelling) -> frozenset[str]:
    """All actors and places that a telling names."""
    return frozenset(id for name in _IDS for id in getattr(told, name))


def renamed(told: EventTelling, name: Callable[[str], str]) -> EventTelling:
    """A telling with other ids for those who take part."""
    others: dict[str, Any] = {part: frozenset(map(name, getattr(told, part))) for part in _IDS}
    return replace(told, **others)


def profile(told: EventTelling) -> str:
    """A telling as text; equal tellings give equal texts."""
    plain: dict[str, Any] = {"family": told.family}
    plain["intervals"] = sorted(([day and day.isoformat() for day in one] for one in told.intervals), key=str)
    plain["since"] = sorted(day.isoformat() for day in told.since)
    plain["told"] = sorted(told.told)
    for name in (*_IDS, *_NUMBERS):
        plain[name] = sorted(getattr(told, name))
    return json.dumps({name: value for name, value in plain.items() if value}, separators=(",", ":"))


def read_profile(id: str, text: str) -> EventTelling:
    """The telling that `profile` wrote."""
    plain = json.loads(text)
    intervals = frozenset((_day(begin), _day(end)) for begin, end in plain.pop("intervals", ()))
    since = frozenset(date.fromisoformat(day) for day in plain.pop("since", ()))
    family = plain.pop("family")
    rest: dict[str, Any] = {name: frozenset(values) for name, values in plain.items()}
    return EventTelling(id, family, intervals, since, **rest)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _short(*parts: str, length: int = 6) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:length]
