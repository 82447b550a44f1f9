"""The values that a user gave for a saved query's parameters, as typed -> RDF terms."""

from __future__ import annotations

from collections.abc import Mapping

from kg.answer import terms
from kg.answer.names import resolve
from kg.answer.saved import Parameter, SavedQuery
from kg.errors import BadQuery, UnknownName
from kg.model import Literal, Source, Term

# Parameters that end an interval: a day given for one of them means the whole of that day.
_ENDS = {"to", "until"}


def read_values(query: SavedQuery, values: Mapping[str, str], source: Source) -> dict[str, Term]:
    """Terms for the parameters of `query`; `source` is asked for names.

    Raises UnknownName for an unknown parameter and for a name that nothing or more than one thing answers to,
    BadQuery for a day or number that is none; each says which parameter it is about.
    """
    known = {name: query.parameter(name) for name in values}
    return {name: read_value(known[name], value, source) for name, value in values.items()}


def read_value(parameter: Parameter, value: str, source: Source) -> Term:
    """One term. Raises UnknownName or BadQuery, with the name of the parameter."""
    try:
        match parameter.kinds:
            case ("date",):
                return terms.day(value, end=parameter.name in _ENDS)
            case ("integer",):
                return terms.integer(value)
            case ("text",):
                return Literal(value)
            case kinds:
                return resolve(source, value, kinds)
    except (UnknownName, BadQuery) as error:
        raise type(error)(f"--{parameter.name}: {error}") from None
