"""How sure we are of a claim: from what was seen of it to the share of such claims that a careful reader finds right.

The curves are measured, by `python -m training.calibrate --write`, and lie in `kg/lexicon/en/confidence.toml`: one for
each family of claims and each way in which a claim was seen.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from kg.errors import BadData
from kg.model import Claim, Evidence
from kg.resources import LEXICON

MATCHES = Evidence(matched=0.9)
"""What a pattern that fires is evidence of."""

CURVES = LEXICON / "en" / "confidence.toml"
LEAST, MOST = 0.01, 0.99  # nothing is certain, and what is claimed at all is not impossible


class Family(StrEnum):
    """Claims of one kind, which are read in one manner."""

    DOER = "doer"  # who does or takes part in something, and what it answers
    HIT = "hit"  # whom or what an attack hits
    SETTING = "setting"  # where, by what means, about what
    COUNT = "count"
    TIME = "time"
    RELATION = "relation"  # between actors and places
    COUNTRY = "country"  # whose a government or force is, which its name mostly says
    POST = "post"  # posts and memberships
    SPEAKER = "speaker"
    ABOUT = "about"  # what is said is about something, and to somebody


class Way(StrEnum):
    """How a claim was seen. A pattern that fires where the model sees nothing is another thing than one without it."""

    PATTERNS = "patterns"  # no model has read
    PATTERNS_ONLY = "patterns only"  # the model has read too, and does not see it
    MODEL_ONLY = "model only"
    BOTH = "both"


_FAMILIES = {
    Family.DOER: "perpetrator participant designated claimedBy inResponseTo",
    Family.HIT: "target victim",
    Family.SETTING: "place weapon topic",
    Family.COUNT: "killed wounded casualties targetCount count strength",
    Family.TIME: "earliest latest since until dayTold",
    Family.RELATION: "partOf affiliatedWith backedBy designatedTerroristBy basedIn operatesIn locatedIn differentFrom",
    Family.COUNTRY: "ofCountry",
    Family.POST: "holder organization title memberOf leads spokespersonFor",
    Family.SPEAKER: "speaker",
    Family.ABOUT: "about addressee",
}
_FAMILY = {predicate: family for family, predicates in _FAMILIES.items() for predicate in predicates.split()}


@dataclass(frozen=True, slots=True)
class Curve:
    """A line over the logit of the score, from `offset` with `slope`: its height is the logit of the share right."""

    offset: float
    slope: float  # never below 0: a higher score is never less sure

    def share(self, score: float) -> float:
        """The share right of claims with a score, between LEAST and MOST."""
        return min(MOST, max(LEAST, 1 / (1 + math.exp(-self.offset - self.slope * logit(score)))))


def logit(score: float) -> float:
    """The log odds of a score from 0 to 1; of the ends, of what lies a little within."""
    within = min(1 - 1e-3, max(1e-3, score))
    return math.log(within / (1 - within))


def family_of(claim: Claim) -> Family:
    """The family of a claim."""
    return _FAMILY[claim.predicate]


def way_of(evidence: Evidence, with_model: bool) -> Way:
    """The way in which something was seen; `with_model` tells whether the language model has read at all."""
    if not with_model:
        return Way.PATTERNS
    if evidence.seen and evidence.matched:
        return Way.BOTH
    return Way.MODEL_ONLY if evidence.seen else Way.PATTERNS_ONLY


@dataclass(frozen=True)
class Confidence:
    """The curves, and the version of the extractor with which they were measured."""

    measured_with: str
    curves: Mapping[tuple[Family, Way], Curve]

    def weigh(self, claims: Iterable[Claim], with_model: bool) -> list[Claim]:
        """The claims, each with its confidence."""
        return [replace(claim, confidence=self._of(claim, with_model)) for claim in claims]

    def _of(self, claim: Claim, with_model: bool) -> float:
        evidence = claim.evidence or MATCHES
        curve = self.curves[family_of(claim), way_of(evidence, with_model)]
        return round(curve.share(evidence.score), 2)


def surest(claims: Iterable[Claim]) -> list[Claim]:
    """Each claim once, in their order; of equal ones the surest."""
    best: dict[Claim, Claim] = {}
    for claim in claims:
        other = best.get(claim)
        if other is None or (claim.confidence or 0) > (other.confidence or 0):
            best[claim] = claim
    return list(best.values())


@lru_cache(maxsize=4)
def load_confidence(path: Path = CURVES) -> Confidence:
    """The curves in a file; BadData says what is missing or cannot be."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadData(f"{path}: {fault}") from fault
    curves = {}
    for family in Family:
        for way in Way:
            row = data.get(family.value, {}).get(way.value)
            where = f'{path}: [{family.value}] "{way.value}"'
            if not isinstance(row, dict) or not {"offset", "slope"} <= row.keys():
                raise BadData(f"{where} must have offset and slope: run python -m training.calibrate --write")
            numbers = (row["offset"], row["slope"])
            if not all(isinstance(number, int | float) and math.isfinite(number) for number in numbers):
                raise BadData(f"{where}: offset and slope must be numbers")
            if row["slope"] < 0:
                raise BadData(f"{where}: slope is below 0, so that what is seen better would be less sure")
            curves[family, way] = Curve(*map(float, numbers))
    return Confidence(str(data.get("measured_with", "")), curves)
