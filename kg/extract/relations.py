"""Relations between named things, by the patterns of kg/lexicon/en/patterns/relations.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.errors import BadData
from kg.extract.claiming import ClaimMaker, Scope
from kg.extract.dictionary import Dictionary, government_of
from kg.extract.lexicon import Country, Lexicon
from kg.extract.telling import country_of
from kg.extract.view import View, compile_pattern
from kg.model import Claim, Mention, Modality, Thing

# between a country's name and what is its own: "'s elite", "'s powerful"
_OWNED = re.compile(r"«[^»]*»(?:['’ʼ]s)?\s+(?:[a-z]+ ){0,2}")
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

    def __init__(self, lexicon: Lexicon, scope: Scope, dictionary: Dictionary) -> None:
        self._directions = frozenset(lexicon.words("cues.directions"))
        self._dictionary = dictionary
        self._place = dictionary.place
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
        if what == "military":
            owners = [self._dictionary.by_id.get(country_of(mention.entity) or "") for mention in mentions]
            return [self._dictionary.military_of(owner) for owner in owners if owner]
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
            at = next(start for start, other in view.marks() if other is mention)
            passage = view.passage(at, at + 1)
            if thing.kind in {"Government", "Military"} and (country := self.country_of(mention)):
                yield maker.claim(thing, "ofCountry", country, passage)
            elif thing.kind in {"GovernmentBody", "Military"}:
                first, owner = self._owner(view, at, mention)
                if owner is not None:
                    passage = view.passage(first, at + 1)
                    if thing.kind == "GovernmentBody":
                        yield maker.claim(thing, "partOf", government_of(owner), passage)
                    yield maker.claim(thing, "ofCountry", self._countries[owner.id], passage)

    def regions(self, view: View, maker: ClaimMaker) -> Iterator[Claim]:
        """ "eastern Baghdad" lies in Baghdad: its name says so."""
        for at, mention in view.marks(codes="r"):
            direction, _, rest = mention.text.partition(" ")
            known = self._place(rest) if direction.lower() in self._directions else None
            if known is not None and known.id != mention.entity.id:
                yield maker.claim(mention.entity, "locatedIn", known, view.passage(at, at + 1))

    def _owner(self, view: View, at: int, mention: Mention) -> tuple[int, Country | None]:
        """Whose ministry or force it is, by its name or by what stands before it, and where in the view that begins.

        "Russian Defense Ministry", "Iran's elite Quds Force"; but not "the US-led coalition".
        """
        if "-led" in mention.text or "coalition" in mention.text.lower():
            return at, None
        if country := self._dictionary.country_in(mention.text):
            return at, country
        before = [(start, other) for start, other in view.marks(0, at) if other.attributive]
        if not before or not _OWNED.fullmatch(view.text[before[-1][0] : at]):
            return at, None
        start, other = before[-1]
        return start, self._dictionary.by_id.get(country_of(other.entity) or "")


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
