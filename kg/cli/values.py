"""What was typed for a saved query's parameters -> RDF terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.answer.terms import day, integer
from kg.model import Literal, Source, Term

if TYPE_CHECKING:
    from kg.answer.saved import SavedQuery

_ENDS = {"to", "until"}  # parameters for which a day means its last second


def read_values(query: SavedQuery, typed: Mapping[str, str], source: Source) -> dict[str, Term]:
    """A term for each value, by its parameter's kind: a day, a number, text, or the one thing that has this name.

    Raises UnknownName for a parameter that the query has not, and for a name that nothing answers to.
    """
    return {name: _term(name, query.parameter(name).kinds, text, source) for name, text in typed.items()}


def _term(name: str, kinds: tuple[str, ...], text: str, source: Source) -> Term:
    if "date" in kinds:
        return day(text, end=name in _ENDS)
    if "integer" in kinds:
        return integer(text)
    if "text" in kinds:
        return Literal(text)
    from kg.answer.names import resolve

    return resolve(source, text, kinds)
