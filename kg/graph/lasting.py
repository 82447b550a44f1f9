"""From when to when a relation is known to have held, at least.

A claim says that something held on a day (kg:asOf: from the text, or else the article's date). A relation is known from
the first day on which a claim that counts says so to the last; what was before and after is not known, and no reason to
say that it was not so. A post is known by all that is said of it. Where a post's start or end is stated (kg:since,
kg:until) it is known from or to that day. Claims without a day say nothing of when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from kg.graph.vocabulary import KG

LASTING = frozenset(
    {"partOf", "memberOf", "affiliatedWith", "backedBy", "leads", "spokespersonFor", "basedIn", "operatesIn"}
)
"""Relations that hold for a while. What lies where, and whose forces and governments these are, is taken to stay."""
OF_POSTS = frozenset({"holder", "organization", "title"})
_COUNTS = frozenset({KG + "Stated", KG + "Hedged"})
_REJECTED = KG + "Rejected"

Claim = Mapping[str, object]
"""A claim's properties, by local names."""
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A range in which something is known to have held at least; None where no day is told."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it is known to have held on a day."""
        return self.first is not None and self.last is not None and self.first <= day <= self.last

    def with_day(self, day: date) -> Known:
        """The range with a day more."""
        return Known(min(self.first or day, day), max(self.last or day, day))


def lasting_key(claim: Claim) -> Key | None:
    """What of a relation or post a claim speaks of; None where it is of nothing that lasts."""
    name = _name(claim.get("predicate"))
    if name in LASTING:
        return claim.get("subject"), name, claim.get("object")
    if name in OF_POSTS or (name in ("since", "until") and "/position/" in str(claim.get("subject"))):
        return (claim.get("subject"),)
    return None


def known_ranges(claims: Iterable[Claim]) -> dict[Key, Known]:
    """The range of each relation and post of which claims that count speak."""
    ranges: dict[Key, Known] = {}
    for claim in claims:
        key = lasting_key(claim)
        if key is None or _value(claim.get("modality")) not in _COUNTS or _value(claim.get("review")) == _REJECTED:
            continue
        known = ranges.get(key, Known())
        stated = claim.get("value") if _name(claim.get("predicate")) in ("since", "until") else None
        for told in (claim.get("asOf"), stated):
            if isinstance(told, ox.Literal):
                known = known.with_day(date.fromisoformat(told.value[:10]))
        ranges[key] = known
    return ranges


def _name(predicate: object) -> str:
    return _value(predicate).removeprefix(KG)


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
