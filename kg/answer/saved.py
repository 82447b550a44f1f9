"""Saved queries: `queries/*.rq`, each with a header that says what it asks, and how its parameters are bound.

The header follows the grlc manner, lines that begin with `#+`:

    #+ summary: one line
    #+ description: one line or more, each further one indented
    #+ param: group | Organization | what it means; all if left out
    #+ columns:
    #+   member: what the column holds
    #+ example: kg query groups-under --group PMF

Every parameter stands in the query as `VALUES ?group { UNDEF }`, so that the file runs as it is on any SPARQL 1.1
endpoint. Binding puts an RDF term in the place of that UNDEF, in every branch that has it, and touches nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from kg.answer.terms import sparql
from kg.errors import BadData, UnknownName
from kg.model import Term
from kg.resources import folder

_FIELDS = ("summary", "description", "param", "columns", "example")
_FIELD = re.compile(r"(\w+):[ \t]*(.*)")
_KIND = re.compile(r"date|integer|text|[A-Z]\w*")
_UNDEF = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_SELECT = re.compile(r"\bSELECT\b(?:\s+(?:DISTINCT|REDUCED))?(.*?)(?:\bWHERE\b|\{)", re.DOTALL)
_TOKEN = re.compile(r"[()]|\bAS\s+\?(?P<alias>\w+)|\?(?P<plain>\w+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be given to a saved query. A kind is `date`, `integer`, `text`, or the local name of a class."""

    name: str
    kinds: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer and what it holds."""

    name: str
    help: str


@dataclass(frozen=True)
class SavedQuery:
    """A question with a name. `text` runs as it stands; unbound parameters mean "all"."""

    name: str
    summary: str
    description: str
    params: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str
    examples: tuple[str, ...] = ()

    @cached_property
    def _named(self) -> dict[str, Parameter]:
        return {param.name: param for param in self.params}

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name. Raises UnknownName with the nearest ones."""
        if name not in self._named:
            raise UnknownName(f"{self.name} has no parameter --{name}{_nearest(name, self._named, '--')}")
        return self._named[name]

    def bind(self, terms: Mapping[str, Term]) -> str:
        """The query with these terms in the place of UNDEF. Raises UnknownName, or BadQuery for a malformed term."""
        for name in terms:
            self.parameter(name)

        # One pass over the file's own text, so that nothing which a term brings in is ever looked at again.
        def place(match: re.Match[str]) -> str:
            term = terms.get(match[1])
            return match[0] if term is None else f"VALUES ?{match[1]} {{ {sparql(term)} }}"

        return _UNDEF.sub(place, self.text)


def load_queries(place: Path | None = None) -> dict[str, SavedQuery]:
    """All saved queries by name. Raises BadData with file and line where one is not well formed."""
    files = sorted((place or folder("queries")).glob("*.rq"))
    return {path.stem: parse_query(path.stem, path.read_text(encoding="utf-8"), str(path)) for path in files}


def find_query(queries: Mapping[str, SavedQuery], name: str) -> SavedQuery:
    """The query of that name. Raises UnknownName with the nearest ones."""
    if name not in queries:
        raise UnknownName(f"there is no saved query {name!r}{_nearest(name, queries)}; `kg queries` lists them all")
    return queries[name]


def parse_query(name: str, text: str, file: str) -> SavedQuery:
    """Read and check one file. Raises BadData with file and line."""
    header = _header(text, file)
    for wanted in ("summary", "description", "columns"):
        if not header[wanted]:
            raise BadData(f"{file}:1: the header has no `#+ {wanted}:` line: add one")
    params = tuple(_parameter(line, value, file) for line, value in header["param"])
    columns = tuple(_column(line, value, file) for line, value in header["columns"] if value)
    body = _COMMENT.sub("", text)
    _check_parameters(params, [match[1] for match in _UNDEF.finditer(body)], file)
    _check_columns(columns, body, text, file)
    return SavedQuery(
        name=name,
        summary=header["summary"][0][1],
        description=" ".join(value for _, value in header["description"]),
        params=params,
        columns=columns,
        text=text,
        examples=tuple(value for _, value in header["example"]),
    )


def _header(text: str, file: str) -> dict[str, list[tuple[int, str]]]:
    """Field -> (line number, value); an indented line continues the field before it."""
    header: dict[str, list[tuple[int, str]]] = {name: [] for name in _FIELDS}
    field = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        content = line[2:]
        if content.startswith("  ") and field in ("description", "columns"):
            header[field].append((number, content.strip()))
            continue
        match = _FIELD.fullmatch(content.strip())
        if match is None or match[1] not in header:
            raise BadData(f"{file}:{number}: {line!r} is no header line: write `#+ field: value`, {_one_of(_FIELDS)}")
        field = match[1]
        header[field].append((number, match[2].strip()))
    return header


def _parameter(line: int, value: str, file: str) -> Parameter:
    parts = [part.strip() for part in value.split("|")]
    kinds = tuple(kind.strip() for kind in parts[1].split(",")) if len(parts) == 3 else ()
    if not kinds or not re.fullmatch(r"[a-z]\w*", parts[0]) or not all(_KIND.fullmatch(kind) for kind in kinds):
        raise BadData(
            f"{file}:{line}: write a parameter as `#+ param: name | Class, date, integer or text | what it means`"
        )
    return Parameter(parts[0], kinds, parts[2])


def _column(line: int, value: str, file: str) -> Column:
    match = _FIELD.fullmatch(value)
    if match is None or not match[2]:
        raise BadData(f"{file}:{line}: write a column as `#+   name: what it holds`")
    return Column(match[1], match[2])


def _check_parameters(params: tuple[Parameter, ...], blocks: list[str], file: str) -> None:
    names = [param.name for param in params]
    for name in dict.fromkeys((*names, *blocks)):
        if names.count(name) != 1 or name not in blocks:
            raise BadData(
                f"{file}:1: the parameter {name} needs just one `#+ param:` line and at least one"
                f" `VALUES ?{name} {{ UNDEF }}`, and has {names.count(name)} and {blocks.count(name)}"
            )


def _check_columns(columns: tuple[Column, ...], body: str, text: str, file: str) -> None:
    found, told = _projection(body), [column.name for column in columns]
    if found != told:
        line = next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith("#+ columns:")), 1)
        raise BadData(f"{file}:{line}: the header tells the columns {told}, the query selects {found}: make them agree")


def _projection(body: str) -> list[str]:
    """The variables of the outer SELECT: those outside brackets, and those that an `AS` in a bracket makes."""
    select = _SELECT.search(body)
    found, depth = [], 0
    for token in _TOKEN.finditer(select[1] if select else ""):
        depth += (token[0] == "(") - (token[0] == ")")
        if token["plain"] and not depth:
            found.append(token["plain"])
        if token["alias"] and depth == 1:
            found.append(token["alias"])
    return found


def _nearest(name: str, known: Mapping[str, object], mark: str = "") -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known)
    return f": did you mean {_one_of([mark + other for other in near])}?" if near else ": it takes none"


def _one_of(names: tuple[str, ...] | list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
