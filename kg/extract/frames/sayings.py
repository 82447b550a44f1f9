"""Marks of speech with their links -> sayings: who says what kind of thing, about what, to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import and_

from kg.extract.frames.sight import EVENTS, PLACES, SAYINGS, Sight
from kg.extract.frames.things import Things
from kg.extract.language.parsing import ParsedMark
from kg.extract.saying import Saying
from kg.extract.telling import Telling
from kg.model import Evidence, Modality, Thing

_OF_WEIGHT = SAYINGS - {"Speech"}


def sayings(sight: Sight, things: Things, tellings: Mapping[int, Telling]) -> Iterator[Saying]:
    """What the text tells of acts of speech, in its order; who speaks must be named or be told of."""
    for number, mark in sight.of_kind(SAYINGS):
        if mark.scope not in {"Stated", "Hedged"}:
            continue
        speakers = [(link, things.of(link.target)) for link in sight.links(number, "speaker")]
        about, actors, antecedents = _about(sight, things, tellings, number)
        links = [sight.evidence(link) for link in sight.links(number, "about", "says", "inResponseTo")]
        kind = mark.kind if mark.kind in _OF_WEIGHT else "Announcement"
        if mark.kind == "Speech" and not about:
            continue  # plain words about nothing that is told here
        view = sight.view_of(mark)
        addressee, to = next(
            ((thing, link) for link in sight.links(number, "addressee") if (thing := things.of(link.target))),
            (None, None),
        )
        for link, speaker in speakers:
            if speaker is None or speaker.kind in PLACES or (speaker.unnamed and kind == "Announcement"):
                continue  # what somebody without a name says of an event is told with the event
            yield Saying(
                kind,
                speaker,
                view,
                sight.place_in_view(view, mark.start),
                sight.place_in_view(view, mark.end),
                sight.passage(view, things.root(link.target), *antecedents),
                about,
                tuple(actor for actor in actors if actor.id != speaker.id),
                addressee if addressee and addressee.kind not in PLACES and addressee.id != speaker.id else None,
                Modality(mark.scope),
                sight.evidence(link),
                reduce(and_, links, Evidence(seen=1.0)),
                sight.evidence(to) if to else Evidence(),
            )


def _about(
    sight: Sight, things: Things, tellings: Mapping[int, Telling], number: int
) -> tuple[tuple[Telling, ...], tuple[Thing, ...], list[ParsedMark]]:
    """The tellings and the actors that a saying is about, and the marks that name them."""
    events: dict[int, Telling] = {}
    actors: dict[str, Thing] = {}
    antecedents: list[ParsedMark] = []
    for role in ("about", "says", "inResponseTo"):
        for link in sight.links(number, role):
            mark = sight.marks[link.target]
            if mark.kind in EVENTS and link.target in tellings:
                events.setdefault(link.target, tellings[link.target])
                antecedents.append(mark)
            elif mark.kind in SAYINGS and role != "inResponseTo":  # "announced that it had condemned ..."
                inner, others, _ = (
                    _about(sight, things, tellings, link.target) if link.target > number else ((), (), [])
                )
                events.update({id(one): one for one in inner})
                actors.update({one.id: one for one in others})
            elif role == "about" and (thing := things.of(link.target)):
                actors.setdefault(thing.id, thing)
                antecedents.append(things.root(link.target))
    return tuple(events.values()), tuple(actors.values()), antecedents
