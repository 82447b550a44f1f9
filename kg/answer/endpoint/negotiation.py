"""Which media type answers a request: what we can write, against what its Accept header asks for (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

JSON = "application/sparql-results+json"
HTML = "text/html"
TURTLE = "text/turtle"

ROWS = (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values", HTML)
GRAPHS = (TURTLE, "application/n-triples", "application/ld+json", "application/rdf+xml", HTML)

# What clients ask for and mean one of ours by.
_ALSO = {
    JSON: ("application/json",),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    TURTLE: ("application/turtle", "application/x-turtle"),
    "application/ld+json": ("application/json",),
    "application/rdf+xml": ("application/xml", "text/xml"),
}


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that `accept` likes best, the first of equals; None where it likes none. No header likes all."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = _ranges(accept)
    likings = [_liking(offer, ranges) for offer in offers]
    best = max(likings)
    return offers[likings.index(best)] if best > 0 else None


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges and their q-values; a range that cannot be read counts for nothing."""
    ranges = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if name.count("/") == 1:
            ranges[name] = weight
    return ranges


def _liking(offer: str, ranges: dict[str, float]) -> float:
    """The weight of the most exact range that covers the offer; HTML is for those who say so."""
    exact = [ranges[name] for name in (offer, *_ALSO.get(offer, ())) if name in ranges]
    if exact or offer == HTML:
        return max(exact, default=0.0)
    return ranges.get(offer.partition("/")[0] + "/*", ranges.get("*/*", 0.0))
