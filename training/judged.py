"""Claims held against the marks and links of a corpus item: which of them a careful reader would call right.

A claim is right if its subject and its object are what the right marks name, and if it is said, denied or intended as
the item has it. An event of the claims is the marked event of its passages that most of its claims fit; a statement is
the marked word of speech at its place. What an item's marks cannot tell is not judged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from kg.extract.clauses import alternatives
from kg.extract.dates import TimeReader, When
from kg.extract.frames.relations import RELATIONS
from kg.extract.lexicon import load_lexicon
from kg.extract.numbers import number_at
from kg.model import Article, Claim, Document, Modality, Span, Thing
from training.marks import Item, Mark
from training.things import KINDS, SAYINGS, STATE, Marked

PUBLISHED = date(2024, 6, 19)  # a Wednesday; items name no year
EVENTS = KINDS.groups["event"]
ATTACKS = KINDS.groups["attack"] | {"AttackSeries"}
PLAIN_WORDS = frozenset({"Announcement", "Speech"})

_STATEMENT = re.compile(r"/statement-(\d+)-")
_WORD = re.compile(r"[\w-]+")
_NEAR = 25  # characters between the word of speech that was read and the one that is marked
_SIDES = {
    Modality.STATED: "said",
    Modality.HEDGED: "said",
    Modality.DENIED: "Denied",
    Modality.INTENDED: "Intended",
}
_MEANS = {"DroneStrike": "drone", "MissileStrike": "missile"}
_RELATIONS = {predicate: role for role, predicate in RELATIONS.items()}
_BOTH_WAYS = frozenset({"affiliatedWith", "differentFrom"})
_ALSO = {"target": ("target", "victim")}  # who was hit was a target
_WIDER = {"place": ("locatedIn",), "locatedIn": ("locatedIn",), "operatesIn": ("locatedIn",), "partOf": ("partOf",)}
_WIDER |= {"memberOf": ("partOf",)}
_VALUES = frozenset("killed wounded casualties targetCount count strength".split())
_TIMES = frozenset("earliest latest since until dayTold".split())


def article_of(item: Item) -> Article:
    """An item as an article of one paragraph."""
    return Article(item.id, f"{item.id}.txt", item.text, "", published=PUBLISHED, body=(Span(0, len(item.text)),))


class Judge:
    """Judges the claims that were taken from one item."""

    def __init__(self, item: Item, document: Document, claims: Sequence[Claim]) -> None:
        self._marked = Marked(item, document)
        self._lexicon = load_lexicon()
        self._whens = [
            (sentence, when) for sentence in document.sentences for when in TimeReader(PUBLISHED).read(sentence.tokens)
        ]
        self._of: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._of[claim.subject.id].append(claim)
        self._events = {id: self._event(own) for id, own in self._of.items() if own[0].subject.kind in EVENTS}

    def right(self, claim: Claim) -> bool | None:
        """Whether a claim is right; None where the marks do not tell."""
        kind = claim.subject.kind
        if kind == "Position":
            return self._post(claim)
        if kind in EVENTS:
            event = self._events[claim.subject.id]
            if event is None and kind == "Designation":
                return self._designation(claim)
            return event is not None and self._role(event, claim)
        if kind in SAYINGS:
            return self._statement(claim)
        return self._relation(claim)

    # --- things ------------------------------------------------------------------------------------

    def _things(self, thing: Thing) -> set[str]:
        """The marked things that a thing of a claim is."""
        if thing.kind in EVENTS:
            event = self._events.get(thing.id)
            return {event} if event else set()
        return self._marked.things(thing)

    # --- events ------------------------------------------------------------------------------------

    def _event(self, claims: Sequence[Claim]) -> str | None:
        """The marked event that the claims of one event are about."""
        kind = claims[0].subject.kind
        passages = [claim.passage for claim in claims]
        roles = [claim for claim in claims if claim.predicate != "inResponseTo"]  # which leads to another event
        fitting = [
            root
            for root, marks in self._marked.marks.items()
            if (marks[0].kind in ATTACKS if kind in ATTACKS else marks[0].kind == kind)
            and any(passage.start <= mark.start < passage.end for mark in marks for passage in passages)
        ]
        return max(
            fitting,
            key=lambda root: (sum(self._role(root, one) for one in roles), self._marked.marks[root][0].scope != "None"),
            default=None,
        )

    def _role(self, event: str, claim: Claim) -> bool:
        name, side = claim.predicate, _SIDES[claim.modality]
        if name in _TIMES:
            return self._marked.marks[event][0].scope in {"Stated", "Hedged"} and self._time(event, claim)
        roles = _ALSO.get(name, (name,))
        marked = self._marked.linked(event, roles, side)
        if name == "weapon":
            return side == self._marked.side(event) and self._weapon(event, str(claim.object), marked)
        if name in _VALUES:
            return claim.object in {_number(self._marked.words(one)) for one in marked}
        if name == "topic":
            told = set(_WORD.findall(str(claim.object).lower()))
            return any(told & set(_WORD.findall(self._marked.words(one).lower())) for one in marked)
        if not isinstance(claim.object, Thing):
            return False
        if name == "claimedBy":
            marked |= {
                speaker
                for root, marks in self._marked.marks.items()
                if marks[0].kind == "ClaimOfResponsibility" and event in self._marked.told(root)
                for speaker in self._marked.links.get((root, "speaker"), {})
            }
        return bool(
            self._things(claim.object) & (self._marked.wider(marked, _WIDER.get(name, ())) | self._marked.above(marked))
        )

    def _designation(self, claim: Claim) -> bool | None:
        """A designation that is marked as a relation only."""
        of = {one.predicate: one.object for one in self._of[claim.subject.id]}
        by, whom = (
            self._things(thing) if isinstance(thing := of.get(role), Thing) else set()
            for role in ("perpetrator", "designated")
        )
        told = any(self._marked.linked(one, ("designatedBy",), "said") & by for one in whom)
        return told if claim.predicate in {"perpetrator", "designated"} else None

    def _weapon(self, event: str, name: str, marked: set[str]) -> bool:
        rule = alternatives(self._lexicon.words(f"weapons.{name}"))
        texts = [self._marked.words(one) for one in marked]
        texts += [self._marked.item.text[mark.start : mark.end] for mark in self._marked.marks[event]]
        plain = (" ".join(_WORD.findall(text.lower().replace("-", " "))) for text in texts)
        return _MEANS.get(self._marked.marks[event][0].kind) == name or any(rule.search(text) for text in plain)

    def _time(self, event: str, claim: Claim) -> bool:
        for root in self._marked.linked(event, ("time", "since", "until"), "said"):
            for when in self._when(self._marked.marks[root][0]):
                days = {"earliest": when.earliest, "since": when.earliest, "latest": when.latest, "until": when.latest}
                told = claim.object.date() if isinstance(claim.object, datetime) else None
                if (told is not None and days.get(claim.predicate) == told) or claim.object == when.words:
                    return True
        return False

    def _when(self, mark: Mark) -> Iterator[When]:
        for sentence, when in self._whens:
            tokens = sentence.tokens
            if tokens[when.first].start < mark.end and tokens[when.last - 1].end > mark.start:
                yield when

    # --- statements --------------------------------------------------------------------------------

    def _statement(self, claim: Claim) -> bool | None:
        saying = self._saying(claim)
        if saying is None:
            return False
        if claim.predicate in _TIMES:
            return self._time(saying, claim)
        if not isinstance(claim.object, Thing) or self._marked.side(saying) != _SIDES[claim.modality]:
            return False
        if claim.predicate == "about":
            return bool(self._things(claim.object) & self._marked.told(saying))
        kind = self._marked.marks[saying][0].kind
        kinds = {kind, claim.subject.kind}
        if claim.predicate == "speaker" and len(kinds) > 1 and not kinds <= PLAIN_WORDS:
            return False
        return bool(self._things(claim.object) & self._marked.linked(saying, (claim.predicate,), "said"))

    def _saying(self, claim: Claim) -> str | None:
        """The marked word of speech where the statement was read."""
        found = _STATEMENT.search(claim.subject.id)
        at = int(found[1]) if found else -1
        near = [
            (max(mark.start - at, at - mark.end + 1, 0), mark.start, self._marked.root[mark.id])
            for mark in self._marked.item.marks
            if mark.kind in SAYINGS
        ]
        best = min(near, default=None)
        return best[2] if best and best[0] <= _NEAR else None

    # --- relations and posts -----------------------------------------------------------------------

    def _relation(self, claim: Claim) -> bool | None:
        if not isinstance(claim.object, Thing):
            return None
        subjects, objects = self._things(claim.subject), self._things(claim.object)
        if _by_its_name(claim):
            return True if subjects else None
        name, side = claim.predicate, _SIDES[claim.modality]
        roles = {"memberOf": ("memberOf", "leads", "speaksFor")}.get(name, (_RELATIONS[name],))
        for one in subjects:
            marked = self._marked.linked(one, roles, side)
            if name == "memberOf":
                marked |= {
                    org
                    for title in self._marked.titles(one)
                    for org in self._marked.linked(title, ("organization",), side)
                }
            if self._marked.wider(marked, _WIDER.get(name, ())) & objects:
                return True
        if name in _BOTH_WAYS:
            return any(self._marked.linked(one, roles, side) & subjects for one in objects)
        pairs = {"operatesIn": ("perpetrator", "place"), "designatedTerroristBy": ("designated", "perpetrator")}
        if name in pairs:
            mine, other = pairs[name]
            return any(
                subjects & self._marked.linked(root, (mine,), side)
                and objects & self._marked.wider(self._marked.linked(root, (other,), side), _WIDER.get(name, ()))
                for root, marks in self._marked.marks.items()
                if marks[0].kind in EVENTS
            )
        return False

    def _post(self, claim: Claim) -> bool | None:
        """A title is right with its holder; an organisation with the holder's title in it, or his membership."""
        of = {one.predicate: one.object for one in self._of[claim.subject.id]}
        holder, organization = of.get("holder"), of.get("organization")
        if not isinstance(holder, Thing) or not isinstance(organization, Thing):
            return False
        told = set(_WORD.findall(str(of.get("title", "")).lower()))
        persons = self._things(holder)
        titles = [
            title
            for person in persons
            for title in self._marked.titles(person)
            if 2 * len(told & set(_WORD.findall(self._marked.words(title).lower()))) >= len(told)
        ]
        ways = ("organization", "memberOf", "leads", "speaksFor")
        homes = {home for one in (*titles, *persons) for home in self._marked.linked(one, ways, "said")}
        belongs = bool(self._marked.wider(homes, ("partOf",)) & self._things(organization))
        if not any(self._marked.titles(person) for person in persons) and belongs:
            return None  # "Commander X of the group": no title is marked, and he is in it
        return bool(titles) and (belongs or claim.predicate != "organization")


def _number(text: str) -> int | None:
    words = [word.strip(".,") for word in re.findall(r"[\w,.-]+", text.lower())]
    found = (number_at(words, i) for i in range(len(words)))
    return next((number[0] for number in found if number), 1 if words[:1] in (["a"], ["an"]) else None)


def _by_its_name(claim: Claim) -> bool:
    """ "Iraqi army" is of Iraq, "southern Lebanon" lies in Lebanon: names say so, and nobody marks it."""
    if claim.predicate == "locatedIn":
        return len(claim.passage.quote) <= len(claim.subject.label) + 1
    country = claim.object.id if isinstance(claim.object, Thing) else ""
    return claim.predicate in {"ofCountry", "partOf"} and claim.subject.id.endswith(f"-of-{STATE.sub('', country)}")
