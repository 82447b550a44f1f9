"""Links between names -> relations, and titles -> posts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.claiming import ClaimMaker
from kg.extract.clauses import alternatives
from kg.extract.frames.sight import Sight
from kg.extract.frames.things import Things
from kg.extract.language.parsing import ParsedLink, ParsedMark
from kg.extract.lexicon import Lexicon
from kg.extract.positions import loose_title, position_claims
from kg.extract.relations import ORGANISATIONS, fits
from kg.model import Claim, Modality, Thing

RELATIONS = {
    "partOf": "partOf",
    "affiliatedWith": "affiliatedWith",
    "backedBy": "backedBy",
    "memberOf": "memberOf",
    "leads": "leads",
    "speaksFor": "spokespersonFor",
    "designatedBy": "designatedTerroristBy",
    "basedIn": "basedIn",
    "operatesIn": "operatesIn",
    "locatedIn": "locatedIn",
    "ofCountry": "ofCountry",
    "differentFrom": "differentFrom",
}
_ONE_OF_MANY = re.compile(r"\b(?:an?|one of (?:its|the))\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
_OF_A_PART = re.compile(r"['’]s?\s+\w")
_PERSONAL = frozenset({"memberOf", "leads", "spokespersonFor"})


class Ties:
    """Takes relations and posts from what the model links."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._top = frozenset(lexicon.words("titles.top"))
        self._needed = {
            "designatedTerroristBy": alternatives(lexicon.words("designation.terror")),
            "backedBy": alternatives(lexicon.words("cues.backing")),
        }
        self._qualifiers = frozenset(lexicon.words("titles.qualifier"))
        self._ranks = frozenset(lexicon.words("titles.rank"))

    def relations(self, sight: Sight, things: Things, maker: ClaimMaker) -> Iterator[Claim]:
        """The relations between things that the text names or points back to."""
        for number, mark in enumerate(sight.marks):
            for link in sight.links(number, *RELATIONS):
                predicate = RELATIONS[link.role]
                subject, object = things.of(number), things.of(link.target)
                if subject is None or object is None or subject.id == object.id:
                    continue
                if predicate in _PERSONAL and sight.cut_off(number, link.target):
                    continue
                if predicate == "leads" and self._qualifier(sight, link.target):
                    continue  # "deputy Hamas chief"
                if predicate == "ofCountry":
                    object = things.country_of(object) or object
                if not _fits(predicate, subject, object) or link.scope not in set(Modality):
                    continue
                passage = sight.passage(
                    sight.view_of(mark if mark.start > sight.marks[link.target].start else sight.marks[link.target]),
                    things.root(number),
                    things.root(link.target),
                    mark,
                    sight.marks[link.target],
                )
                words = self._needed.get(predicate)
                if words and not words.search(passage.quote.lower().replace("-", " ")):
                    continue  # designated as something else, or beside somebody without his support
                yield maker.claim(
                    subject, predicate, object, passage, Modality(link.scope), evidence=sight.evidence(link)
                )

    def _qualifier(self, sight: Sight, number: int) -> str:
        """The word before a mark, if it makes a post another one: "deputy", "former"."""
        before = sight.views[0].document.article.text[: sight.marks[number].start].split()[-1:]
        return before[0] if before and before[0].lower() in self._qualifiers else ""

    def _whose(self, sight: Sight, number: int) -> list[ParsedLink]:
        """The surest organisation of a title: a post is in one."""
        return sorted(sight.links(number, "organization"), key=lambda link: -link.probability)[:1]

    def posts(self, sight: Sight, things: Things, maker: ClaimMaker) -> Iterator[Claim]:
        """The posts that titles tell, each with the membership that it means."""
        for number, mark in sight.of_kind({"Title"}):
            title = loose_title(sight.views[0].document.article.text[mark.start : mark.end])
            if not title or title.lower() in self._ranks:
                continue
            organizations = [(link, things.of(link.target)) for link in self._whose(sight, number)]
            for holder in sight.links(number, "holder"):
                person = things.of(holder.target)
                if person is None or person.unnamed or person.kind != "Person":
                    continue
                for whose, organization in organizations:
                    if sight.cut_off(holder.target, whose.target):
                        continue
                    if organization is None or organization.kind not in ORGANISATIONS:
                        continue
                    passage = sight.passage(sight.view_of(mark), things.root(holder.target), things.root(whose.target))
                    if sight.marks[whose.target].end == mark.start - 1:
                        title = f"{self._qualifier(sight, whose.target)} {title}".strip()
                    modality = Modality(mark.scope) if mark.scope in set(Modality) else Modality.STATED
                    evidence = sight.evidence(holder) & sight.evidence(whose)
                    top = self._top if self._is_the_whole(sight, mark, sight.marks[whose.target]) else frozenset()
                    yield from position_claims(maker, person, title, organization, passage, top, modality, evidence)

    def _is_the_whole(self, sight: Sight, post: ParsedMark, organization: ParsedMark) -> bool:
        """Whether a post may be at the head of it: not "a leader of X", nor "the head of X's media office"."""
        text = sight.views[0].document.article.text
        one_of_many = _ONE_OF_MANY.search(text[: post.start])
        a_part = organization.start > post.start and _OF_A_PART.match(text[organization.end :])
        return not one_of_many and not a_part


def _fits(predicate: str, subject: Thing, object: Thing) -> bool:
    if predicate in _PERSONAL:
        return subject.kind == "Person" and object.kind in ORGANISATIONS
    if predicate == "ofCountry":
        return subject.kind in {"Military", "Government", "GovernmentBody"} and object.kind == "Country"
    return fits(predicate, subject, object)
