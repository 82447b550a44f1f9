"""The events of an article, from tellings to claims."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.extract.claiming import ClaimMaker, Scope, day_end, day_start
from kg.extract.clauses import alternatives
from kg.extract.confidence import MATCHES
from kg.extract.dates import TimeReader
from kg.extract.events import Attacks
from kg.extract.happenings import Happenings
from kg.extract.joining import Joiner, merged, together
from kg.extract.lexicon import Lexicon
from kg.extract.telling import PLACES, VIOLENT, Telling
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


@dataclass(frozen=True)
class Story:
    """The events of an article in order, those that each sentence speaks of, and the event of each telling, by id."""

    events: Sequence[Telling]
    owners: Mapping[int, Sequence[Telling]]
    homes: Mapping[int, Telling]


class Storyline:
    """Finds the events of an article and says what is claimed of them."""

    def __init__(self, lexicon: Lexicon, scope: Scope) -> None:
        self._attacks = Attacks(lexicon, scope)
        self._happenings = Happenings(lexicon)
        self._response = alternatives(lexicon.words("violence.response"))

    def tell(
        self,
        article: Article,
        views: Sequence[View],
        inside: Mapping[str, set[str]],
        groups: Mapping[str, set[str]],
        seen: Sequence[Telling] = (),
        countries: Collection[str] = (),
        unreal: Sequence[tuple[View, int, int]] = (),
    ) -> Story:
        """The events of an article: what the language model has `seen`, and what patterns match, joined."""
        times = TimeReader(article.published)
        told = [one for one in self._attacks.tellings(views, times) if not _unreal(one, unreal)]
        raw = merged([one for one in seen if one.kind in VIOLENT], told)
        responses = list(self._responses(views, raw))
        joined, homes = Joiner(inside, groups, countries).join(raw)
        for later, earlier, passage in responses:
            if id(later) in homes:
                homes[id(later)].answers.append((earlier, passage, Modality.STATED, MATCHES))
        matched = self._happenings.tellings(views, TimeReader(article.published))
        others, homes_of_others = together(merged([one for one in seen if one.kind not in VIOLENT], matched))
        events = [*joined, *others]
        homes |= homes_of_others | {id(event): event for event in events}
        for number, event in enumerate(events, 1):
            event.thing = Thing(f"{article.id}/event-{number}", event.kind, _label(event))
        owners: dict[int, list[Telling]] = {}
        for telling in [*raw, *homes_of_others.values()]:
            own = owners.setdefault(telling.view.index, [])
            home = homes.get(id(telling))
            if home is not None and all(home is not other for other in own):
                own.append(home)
        return Story(events, owners, homes)

    def _responses(self, views: Sequence[View], raw: Sequence[Telling]) -> Iterator[tuple[Telling, Telling, Passage]]:
        """Pairs of tellings of which the first answers the second: "strikes in response to an attack"."""
        by_view: dict[int, list[Telling]] = defaultdict(list)
        for telling in raw:
            by_view[telling.view.index].append(telling)
        for view in views:
            here = by_view.get(view.index, [])
            for found in self._response.finditer(view.text):
                before = [telling for telling in here if telling.end <= found.start()]
                after = [telling for telling in here if telling.start >= found.end()]
                previous = [*by_view.get(view.index - 2, ()), *by_view.get(view.index - 1, ())]
                if after and (before or previous):
                    yield (before or previous)[-1], after[0], view.passage()

    def claims(self, story: Story, maker: ClaimMaker) -> Iterator[Claim]:
        """What is claimed of each event."""
        for event in story.events:
            assert event.thing is not None
            yield from self._claims(event, event.thing, maker)
            answered: set[int] = set()
            for other, passage, modality, evidence in event.answers:
                home = story.homes.get(id(other))
                if home is not None and home is not event and home.thing and id(home) not in answered:
                    answered.add(id(home))
                    yield maker.claim(event.thing, "inResponseTo", home.thing, passage, modality, evidence=evidence)

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
            yield maker.claim(thing, role.name, filler, role.passage, modality, role.attributed_to, role.evidence)
        when, told = event.when, event.when_evidence
        if when and when.earliest and event.when_passage:
            if event.kind == "AttackSeries":
                if when.since:
                    yield maker.claim(thing, "since", day_start(when.earliest), event.when_passage, evidence=told)
                elif when.latest:
                    yield maker.claim(thing, "until", day_end(when.latest), event.when_passage, evidence=told)
            else:
                yield maker.claim(thing, "earliest", day_start(when.earliest), event.when_passage, evidence=told)
                if when.latest and not when.since:
                    yield maker.claim(thing, "latest", day_end(when.latest), event.when_passage, evidence=told)
        elif when and when.words and event.when_passage:
            yield maker.claim(thing, "dayTold", when.words, event.when_passage, evidence=told)


def _unreal(telling: Telling, unreal: Sequence[tuple[View, int, int]]) -> bool:
    """Whether the language model takes its word for nothing that happened: "if it carries out an attack"."""
    return any(
        view is telling.view and start < telling.end and telling.start < end and not telling.persons
        for view, start, end in unreal
    )


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
