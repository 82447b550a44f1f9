"""The words in which gold and graph are compared: categories, relations, roles, and what each weighs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

Wider = Callable[[str], Collection[str]]
"""A class -> itself and all above it in the ontology, by local names."""

CATEGORIES = ("entities", "relations", "positions", "events", "roles", "statements")

# Relation -> whether it counts as invented where gold has it not. Those that follow from a post, from another relation
# or from what everybody knows are right where gold has them, and never wrong.
RELATIONS = {
    "partOf": True,
    "affiliatedWith": True,
    "backedBy": True,
    "designatedTerroristBy": True,
    "basedIn": True,
    "operatesIn": True,
    "memberOf": False,
    "leads": False,
    "spokespersonFor": False,
    "ofCountry": False,
    "locatedIn": False,
    "differentFrom": False,
}
EITHER_WAY = frozenset({"affiliatedWith", "differentFrom"})

FAMILIES = ("Attack", "AttackSeries", "Talks", "Designation", "Deployment")
"""The kinds of event that gold lists under `events`; only events of one family are compared."""

# Role -> how much a filler that fits speaks for two tellings being one event.
ACTOR_ROLES = {
    "perpetrator": 0.7,
    "target": 1.5,
    "victim": 2.0,
    "place": 1.0,
    "claimedBy": 0.5,
    "participant": 0.5,
    "designated": 0.5,
}
NUMBER_ROLES = {"killed": 0.7, "wounded": 0.5, "targetCount": 0.5, "count": 2.0, "strength": 2.0}
WORD_ROLES = {"weapon": 0.5}
ROLES = {**ACTOR_ROLES, **NUMBER_ROLES, **WORD_ROLES}
CAUSE = "inResponseTo"

SAME_DAYS, COMMON_DAYS, OTHER_DAYS, SAME_KIND = 3.0, 1.5, -3.0, 0.5
ENOUGH = 1.5
"""What the weights must come to for gold's event and the graph's to be taken for one."""

FAULTS = ("split entity", "split event", "joined entities", "joined events", "trap", "denied, yet asserted")

_QUOTES = re.compile("[’‘'`ʿʾ\"“”]")
_ARTICLE = re.compile("^(?:the|a) ")


def plain(name: str) -> str:
    """A name without accents, capitals, punctuation and article, so that forms of it are alike."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in _QUOTES.sub("", bare.lower())).split()
    return _ARTICLE.sub("", " ".join(words))
