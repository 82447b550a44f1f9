"""The events of an article, from tellings to claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.claiming import ClaimMaker, Scope, day_end, day_start
from kg.extract.clauses import alternatives
from kg.extract.dates import TimeReader
from kg.extract.events import Attacks
from kg.extract.happenings import Happenings
from kg.extract.joining import Joiner
from kg.extract.lexicon import Lexicon
from kg.extract.telling import PLACES, Telling
from kg.extract.view import View
from kg.model import Article, Claim, Modality, Passage, Thing

_ROLES = (
    "perpetrator",
    "target",
    "victim",
    "place",
    "killed",
    "wounded",
    "casualties",
    "weapon",
    "targetCount",
    "count",
    "participant",
    "topic",
    "strength",
    "designated",
)
_COUNTED = {"AttackSeries": {"count", "perpetrator", "target", "place", "weapon", "killed", "wounded", "casualties"}}


class Storyline:
    """Finds the events of an article and says what is claimed of them."""

    def __init__(self, lexicon: Lexicon, scope: Scope) -> None:
        self._attacks = Attacks(lexicon, scope)
        self._happenings = Happenings(lexicon)
        self._response = alternatives(lexicon.words("violence.response"))

    def events(
        self,
        article: Article,
        views: Sequence[View],
        inside: Mapping[str, set[str]],
        groups: Mapping[str, set[str]],
    ) -> tuple[list[Telling], dict[int, list[Telling]]]:
        """The events in order, and for each sentence the events that it speaks of."""
        raw = self._attacks.tellings(views, TimeReader(article.published))
        responses = list(self._responses(views, raw))
        joined, home_of = Joiner(inside, groups).join(raw)
        owners: dict[int, list[Telling]] = {}
        homes: dict[int, Telling] = {}
        for telling in raw:
            home = home_of.get(id(telling))
            if home is not None:
                homes[id(telling)] = home
                owners.setdefault(telling.view.index, []).append(home)
        for later, earlier, passage in responses:
            a, b = homes.get(id(later)), homes.get(id(earlier))
            if a is not None and b is not None and a is not b:
                a.answers.append((b, passage, Modality.STATED))
        others = self._happenings.tellings(views, TimeReader(article.published))
        for number, event in enumerate([*joined, *others], 1):
            event.thing = Thing(f"{article.id}/event-{number}", event.kind, _label(event))
            if event in others:
                owners.setdefault(event.view.index, []).append(event)
        return [*joined, *others], owners

    def _responses(self, views: Sequence[View], raw: Sequence[Telling]) -> Iterator[tuple[Telling, Telling, Passage]]:
        """Pairs of tellings of which the first answers the second: "strikes in response to an attack"."""
        for view in views:
            here = [telling for telling in raw if telling.view.index == view.index]
            for found in self._response.finditer(view.text):
                before = [telling for telling in here if telling.end <= found.start()]
                after = [telling for telling in here if telling.start >= found.end()]
                previous = [telling for telling in raw if telling.view.index in {view.index - 1, view.index - 2}]
                if after and (before or previous):
                    yield (before or previous)[-1], after[0], view.passage()

    def claims(self, events: Sequence[Telling], maker: ClaimMaker) -> Iterator[Claim]:
        """What is claimed of each event."""
        for event in events:
            assert event.thing is not None
            yield from self._claims(event, event.thing, maker)

    def _claims(self, event: Telling, thing: Thing, maker: ClaimMaker) -> Iterator[Claim]:
        allowed = _COUNTED.get(event.kind)
        for role in event.roles:
            if role.name not in _ROLES or (allowed is not None and role.name not in allowed):
                continue
            if role.name == "count" and event.kind != "AttackSeries":
                continue
            if role.name == "target" and isinstance(role.filler, Thing) and role.filler.kind in PLACES - {"Site"}:
                continue
            modality = role.modality
            if role.name == "perpetrator" and event.modality is not Modality.STATED:
                modality = event.modality
            filler = role.filler
            yield maker.claim(thing, role.name, filler, role.passage, modality, role.attributed_to)
        when = event.when
        if when and when.earliest and event.when_passage:
            if event.kind == "AttackSeries":
                if when.since:
                    yield maker.claim(thing, "since", day_start(when.earliest), event.when_passage)
                elif when.latest:
                    yield maker.claim(thing, "until", day_end(when.latest), event.when_passage)
            else:
                yield maker.claim(thing, "earliest", day_start(when.earliest), event.when_passage)
                if when.latest and not when.since:
                    yield maker.claim(thing, "latest", day_end(when.latest), event.when_passage)
        elif when and when.words and event.when_passage:
            yield maker.claim(thing, "dayTold", when.words, event.when_passage)
        for other, passage, modality in event.answers:
            if other.thing is not None and other.thing.id != thing.id:
                yield maker.claim(thing, "inResponseTo", other.thing, passage, modality)


def _label(event: Telling) -> str:
    kind = re.sub(r"(?<!^)(?=[A-Z])", " ", event.kind).capitalize()
    place = next(iter(event.things("place")), None)
    day = event.when.earliest.isoformat() if event.when and event.when.earliest else ""
    parties = " and ".join(thing.label for thing in event.things("participant"))
    doer = next(iter(event.things("perpetrator")), None)
    words = [
        kind,
        f"in {place.label}" if place else "",
        f"by {doer.label}" if doer else "",
        f"between {parties}" if parties else "",
        day,
    ]
    return ", ".join([" ".join(word for word in words[:4] if word), *([day] if day else [])])
