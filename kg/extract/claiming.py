"""Making claims: one place that knows what every claim of a document carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from kg.extract.clauses import alternatives
from kg.extract.confidence import MATCHES
from kg.extract.lexicon import Lexicon
from kg.extract.view import View
from kg.model import Claim, Document, Evidence, Modality, Passage, Thing, Value

# "X—not to be confused with Y—is ...": what an aside denies is not what the sentence denies
_ASIDE = re.compile(r"([—–-]) [^—–]*? \1(?= )|\( [^()]* \)")
_CLAUSE_MARK = re.compile(r"[;:]| but | while | although ")


def day_start(day: date) -> datetime:
    """00:00:00 of a day, UTC."""
    return datetime.combine(day, time(0, 0, 0), UTC)


def day_end(day: date) -> datetime:
    """23:59:59 of a day, UTC."""
    return datetime.combine(day, time(23, 59, 59), UTC)


class Scope:
    """Tells the modality of a stretch of a sentence by the words before and in it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._hedge = alternatives(lexicon.words("scope.hedge"))
        self._deny = alternatives(lexicon.words("scope.deny"))
        self._intend = alternatives(lexicon.words("scope.intend"))

    def modality(self, view: View, start: int, end: int, reach: int = 60) -> Modality:
        """How the sentence says what stands in text[start:end] of its view."""
        left = view.text[max(0, start - reach) : start]
        left = _CLAUSE_MARK.split(left)[-1]
        stretch = _ASIDE.sub(" ", f" {left}{view.text[start:end]} ")
        if self._deny.search(stretch):
            return Modality.DENIED
        if self._hedge.search(stretch):
            return Modality.HEDGED
        if self._intend.search(f" {left}"):
            return Modality.INTENDED
        return Modality.STATED


def beside(seen: Sequence[Claim], matched: Sequence[Claim]) -> list[Claim]:
    """The claims among `seen` that are not `matched` already, in the same words or in fewer."""
    said: dict[tuple[Thing, str, Thing | Value], list[Passage]] = {}
    for claim in matched:
        said.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim.passage)
    return [
        claim
        for claim in dict.fromkeys(seen)
        if not any(
            claim.passage.start <= passage.start and passage.end <= claim.passage.end
            for passage in said.get((claim.subject, claim.predicate, claim.object), ())
        )
    ]


def backed(matched: Sequence[Claim], seen: Sequence[Claim]) -> list[Claim]:
    """The `matched` claims, those that are `seen` too with the evidence of both."""
    also: dict[tuple[Thing, str, Thing | Value], Evidence] = {}
    for claim in seen:
        key = (claim.subject, claim.predicate, claim.object)
        if claim.evidence and (key not in also or also[key].seen < claim.evidence.seen):
            also[key] = claim.evidence
    return [
        replace(claim, evidence=claim.evidence | other)
        if claim.evidence and (other := also.get((claim.subject, claim.predicate, claim.object)))
        else claim
        for claim in matched
    ]


class ClaimMaker:
    """Makes the claims of one document, dated by the article."""

    def __init__(self, document: Document) -> None:
        published = document.article.published
        self.as_of = day_start(published) if published else None

    def claim(
        self,
        subject: Thing,
        predicate: str,
        object: Thing | Value,
        passage: Passage,
        modality: Modality = Modality.STATED,
        attributed_to: Thing | None = None,
        evidence: Evidence = MATCHES,
    ) -> Claim:
        """A claim of this document."""
        return Claim(subject, predicate, object, passage, modality, attributed_to, self.as_of, evidence=evidence)
