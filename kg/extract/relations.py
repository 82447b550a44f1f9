"""Relations between named things, by the patterns of kg/lexicon/en/patterns/relations.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.errors import BadData
from kg.extract.claiming import ClaimMaker, Scope
from kg.extract.lexicon import Lexicon
from kg.extract.view import View, compile_pattern
from kg.model import Claim, Mention, Modality, Thing

_PLACES = frozenset({"Country", "Region", "City", "Site"})
ORGANISATIONS = frozenset(
    {"ArmedGroup", "UmbrellaGroup", "Government", "GovernmentBody", "Military", "MediaOutlet", "OtherOrganization"}
)


@dataclass(frozen=True, slots=True)
class RelationPattern:
    """One pattern of the file, compiled."""

    name: str
    claim: str
    subject: str
    object: str
    match: re.Pattern[str]
    yes: str
    no: str


def relation_patterns(lexicon: Lexicon) -> tuple[RelationPattern, ...]:
    """The patterns, validated: every key is there, subject and object are captured."""
    result = []
    for row in lexicon.patterns["relations"]:
        missing = {"name", "claim", "subject", "object", "match", "yes", "no"} - row.keys()
        if missing:
            raise BadData(f"patterns/relations.toml: {row.get('name', '?')!r} lacks {', '.join(sorted(missing))}")
        compiled = compile_pattern(row["match"], lexicon)
        for slot in (row["subject"], row["object"]):
            if slot.split(".")[0] not in compiled.groupindex:
                raise BadData(f"patterns/relations.toml: {row['name']!r} captures nothing as {slot!r}")
        result.append(
            RelationPattern(row["name"], row["claim"], row["subject"], row["object"], compiled, row["yes"], row["no"])
        )
    return tuple(result)


class Relations:
    """Takes relations from views."""

    def __init__(self, lexicon: Lexicon, scope: Scope, place: Callable[[str], Thing | None]) -> None:
        self._directions = frozenset(lexicon.words("cues.directions"))
        self._place = place
        self.patterns = relation_patterns(lexicon)
        self.scope = scope
        self._countries = {country.id: Thing(country.id, "Country", country.name) for country in lexicon.countries}

    def claims(self, views: Sequence[View], maker: ClaimMaker) -> Iterator[Claim]:
        """The relations that the sentences state."""
        for view in views:
            for pattern in self.patterns:
                yield from self._matches(view, pattern, maker)
            yield from self._states(view, maker)
            yield from self.regions(view, maker)

    def _matches(self, view: View, pattern: RelationPattern, maker: ClaimMaker) -> Iterator[Claim]:
        for found in pattern.match.finditer(view.text):
            modality = self.scope.modality(view, found.start(), found.end(), reach=30)
            if modality is Modality.DENIED and pattern.claim == "differentFrom":
                modality = Modality.STATED
            passage = view.passage(found.start(), found.end())
            for subject in self._fillers(view, found, pattern.subject):
                for object in self._fillers(view, found, pattern.object):
                    if subject.id != object.id and fits(pattern.claim, subject, object):
                        yield maker.claim(subject, pattern.claim, object, passage, modality)

    def _fillers(self, view: View, found: re.Match[str], slot: str) -> list[Thing]:
        name, _, what = slot.partition(".")
        mentions = [mention for _, mention in view.marks(found.start(name), found.end(name))]
        if what == "government":
            return [self._government(mention.entity) for mention in mentions]
        if not what:
            return [mention.entity for mention in mentions]
        countries = [self.country_of(mention) for mention in mentions]
        return [country for country in countries if country is not None]

    def _government(self, thing: Thing) -> Thing:
        """The government of a country that acts; anything else as it is."""
        if thing.kind != "Country" or thing.id not in self._countries:
            return thing
        return Thing(f"government-of-{thing.id}", "Government", f"Government of {thing.label}")

    def country_of(self, mention: Mention) -> Thing | None:
        """The country of a government or armed force; a place is its own answer."""
        if mention.entity.kind in _PLACES:
            return mention.entity
        for prefix in ("government-of-", "armed-forces-of-"):
            if mention.entity.id.startswith(prefix):
                return self._countries.get(mention.entity.id.removeprefix(prefix))
        return None

    def _states(self, view: View, maker: ClaimMaker) -> Iterator[Claim]:
        """ "the Iraqi army": whose force it is stands in its name."""
        for mention in view.mentions:
            thing = mention.entity
            if mention.attributive:
                continue
            passage = view.passage(*self._own(view, mention))
            if thing.kind in {"Government", "Military"} and (country := self.country_of(mention)):
                yield maker.claim(thing, "ofCountry", country, passage)
            elif thing.kind == "GovernmentBody" and "-of-" in thing.id:
                country = self._countries.get(thing.id.split("-of-", 1)[1])
                if country and mention.text.split()[0] != thing.label.split()[0]:
                    government = Thing(f"government-of-{country.id}", "Government", f"Government of {country.label}")
                    yield maker.claim(thing, "partOf", government, passage)
                    yield maker.claim(thing, "ofCountry", country, passage)

    def regions(self, view: View, maker: ClaimMaker) -> Iterator[Claim]:
        """ "eastern Baghdad" lies in Baghdad: its name says so."""
        for at, mention in view.marks(codes="r"):
            direction, _, rest = mention.text.partition(" ")
            known = self._place(rest) if direction.lower() in self._directions else None
            if known is not None and known.id != mention.entity.id:
                yield maker.claim(mention.entity, "locatedIn", known, view.passage(at, at + 1))

    def _own(self, view: View, mention: Mention) -> tuple[int, int]:
        at = next(start for start, other in view.marks() if other is mention)
        return at, at + 1


def fits(predicate: str, subject: Thing, object: Thing) -> bool:
    """Whether a relation can hold between things of these kinds at all."""
    if predicate in {"basedIn", "operatesIn"}:
        return subject.kind in ORGANISATIONS and object.kind in _PLACES
    if predicate == "locatedIn":
        return subject.kind in _PLACES and object.kind in _PLACES and subject.kind != "Country"
    if predicate == "backedBy":
        return subject.kind in {"ArmedGroup", "UmbrellaGroup"} and object.kind in ORGANISATIONS
    if predicate == "designatedTerroristBy":
        return subject.kind in {"ArmedGroup", "UmbrellaGroup", "OtherOrganization"} and object.kind not in _PLACES
    if predicate in {"partOf", "affiliatedWith"}:
        return subject.kind in ORGANISATIONS and object.kind in ORGANISATIONS
    return True
