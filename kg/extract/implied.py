"""What an article plainly implies: who fights in a place operates there, and a state's name says whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kg.extract.claiming import ClaimMaker
from kg.extract.telling import SURE, Telling
from kg.model import Claim, Document, Mention, Modality, Passage, Thing

_GROUPS = frozenset({"ArmedGroup", "UmbrellaGroup"})
_ON_THE_GROUND = frozenset({"GroundAttack", "Deployment"})
_FROM_NEAR = _ON_THE_GROUND | {"Bombing"}  # a missile may come from far away, and a total is of many places
_AREAS = frozenset({"Country", "Region", "City"})
_STATES = frozenset({"Government", "Military"})


def theatres(events: Sequence[Telling], maker: ClaimMaker) -> Iterator[Claim]:
    """A group that attacks in a place, and a force that fights on its ground, operates there."""
    for event in events:
        if event.modality is not Modality.STATED:
            continue
        places = [role for role in event.roles if role.name == "place" and role.sure >= SURE]
        for doer in event.roles:
            if doer.name != "perpetrator" or doer.modality is not Modality.STATED or doer.sure < SURE:
                continue
            kind = doer.filler.kind if isinstance(doer.filler, Thing) and not doer.filler.unnamed else ""
            near = (kind in _GROUPS and event.kind in _FROM_NEAR) or (
                kind == "Military" and event.kind in _ON_THE_GROUND
            )
            for place in places if near else ():
                if isinstance(place.filler, Thing) and place.filler.kind in _AREAS:
                    assert isinstance(doer.filler, Thing)
                    evidence = doer.evidence & place.evidence
                    yield maker.claim(doer.filler, "operatesIn", place.filler, place.passage, evidence=evidence)


def homes(
    document: Document, claims: Sequence[Claim], country_of: Callable[[Mention], Thing | None], maker: ClaimMaker
) -> Iterator[Claim]:
    """The country of each government and army that acts in the claims: its own name says so ("Iran", "Iranian")."""
    acting = {thing.id for claim in claims for thing in (claim.subject, claim.object) if isinstance(thing, Thing)}
    done = {claim.subject.id for claim in claims if claim.predicate == "ofCountry"}
    for mention in document.mentions:
        thing = mention.entity
        if thing.kind not in _STATES or thing.id in done or thing.id not in acting:
            continue
        country = country_of(mention)
        if country is not None and country.kind == "Country":
            done.add(thing.id)
            passage = Passage(mention.start, mention.end, document.article.text[mention.start : mention.end])
            yield maker.claim(thing, "ofCountry", country, passage)
