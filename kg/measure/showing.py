"""A measurement as rows, for every format in which answers are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.measure import Measurement, overall
from kg.measure.ledger import Tally
from kg.measure.terms import FAULTS
from kg.model import Answer, Literal, Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_FIGURES = ("article", "what", "precision", "recall", "f1", "right", "invented", "missed", "number")
_ERRORS = ("article", "category", "outcome", "gold", "found", "quote")

Row = tuple[Term | None, ...]


def figures(measurement: Measurement, each: bool = False) -> Answer:
    """Precision, recall and F1 by category, faults by kind, and what is wrong with quotes and claims.

    With `each`, the figures of each article stand before those of all.
    """
    rows: list[Row] = []
    if each:
        for stem, tallies in measurement.articles.items():
            rows += _by_category(stem, tallies)
    whole = "all" if each else ""
    rows += _by_category(whole, measurement.tallies)
    for what, kept in (
        ("entities of several articles kept one", measurement.entities_kept),
        ("events of several articles kept one", measurement.events_kept),
    ):
        if kept and kept.right + kept.missed:
            cells = (_decimal(kept.recall), None, _integer(kept.right), None, _integer(kept.missed), None)
            rows.append((_text(whole), Literal(what), None, *cells))
    kinds = [finding.outcome for finding in measurement.faults]
    rows += [_count(whole, f"faults: {kind}", kinds.count(kind)) for kind in FAULTS]
    rows += [
        _count(whole, "faults", len(kinds)),
        _count(whole, "quotes", measurement.quotes),
        _count(whole, "quotes that are not in their article", measurement.false_quotes),
        _count(whole, "claims without article, passage or modality", measurement.lacking),
    ]
    first = 0 if each else 1
    return Answer(_FIGURES[first:], tuple(row[first:] for row in rows))


def errors(measurement: Measurement) -> Answer:
    """All that was missed, wrong or invented, and the faults, with article and sentence."""
    rows = [(one.article, one.category, one.outcome, one.gold, one.found, one.sentence) for one in measurement.findings]
    return Answer(_ERRORS, tuple(tuple(_text(cell) for cell in row) for row in rows))


def _by_category(article: str, tallies: Mapping[str, Tally]) -> Iterator[Row]:
    for category, tally in tallies.items():
        ratios = (_decimal(ratio) for ratio in (tally.precision, tally.recall, tally.f1))
        counts = (_integer(count) for count in (tally.right, tally.invented, tally.missed))
        yield (_text(article), Literal(category), *ratios, *counts, None)
    yield (_text(article), Literal("overall"), None, None, _decimal(overall(tallies)), None, None, None, None)


def _count(article: str, what: str, number: int) -> Row:
    return (_text(article), Literal(what), *(None,) * 6, _integer(number))


def _text(text: str) -> Term | None:
    return Literal(text) if text else None


def _integer(number: int) -> Term:
    return Literal(str(number), f"{_XSD}integer")


def _decimal(ratio: float) -> Term:
    return Literal(f"{ratio:.3f}", f"{_XSD}decimal")
