"""Answers as text: a table for people, CSV, TSV, JSON and XML as SPARQL 1.1 lays them down, Turtle for graphs.

A table shows a thing by its name where the query gives one: beside a column `group` a column `groupName` is its
name, and the table has one column for both. All other formats give every column as it is.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from kg.answer.terms import XSD, sparql
from kg.errors import BadQuery
from kg.model import Answer, Blank, Iri, Literal, Result, Term, Triples

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RESULTS = "http://www.w3.org/2005/sparql-results#"
_NARROWEST = 10  # characters below which a column of words is not pressed
_GAP = "  "
_BARE = re.compile(r"[+-]?[0-9]+")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(result: Result, format: str, stream: TextIO, width: int | None = None) -> None:
    """Write an answer as `table`, `csv`, `tsv`, `json`, `xml` or `turtle`, ending in a newline.

    `width`: characters of a line of a table; the terminal's where it is left out. Raises BadQuery, before anything
    is written, where the format does not fit what the query answered.
    """
    writers = _writers(result)
    if format not in writers:
        kind = "yes or no" if isinstance(result, bool) else "rows" if isinstance(result, Answer) else "a graph"
        raise BadQuery(f"this query answers with {kind}, which {format} cannot hold: choose {_one_of(list(writers))}")
    writers[format](stream, width or shutil.get_terminal_size((100, 24)).columns)


Writer = Callable[[TextIO, int], None]


def _writers(result: Result) -> dict[str, Writer]:
    if isinstance(result, bool):
        word = "true" if result else "false"
        return {
            "table": lambda stream, _: print("yes" if result else "no", file=stream),
            "csv": lambda stream, _: print(word, file=stream),
            "tsv": lambda stream, _: print(word, file=stream),
            "json": lambda stream, _: _dump({"head": {}, "boolean": result}, stream),
            "xml": lambda stream, _: _xml((), f"<boolean>{word}</boolean>\n", stream),
        }
    if isinstance(result, Triples):
        columns = ("subject", "predicate", "object")
        return {
            "table": lambda stream, width: _table(Answer(columns, result.rows), stream, width),
            "turtle": lambda stream, _: _turtle(result, stream),
        }
    return {
        "table": lambda stream, width: _table(result, stream, width),
        "csv": lambda stream, _: _csv(result, stream),
        "tsv": lambda stream, _: _tsv(result, stream),
        "json": lambda stream, _: _json(result, stream),
        "xml": lambda stream, _: _xml_rows(result, stream),
    }


# --- for programs -----------------------------------------------------------------------------------


def _csv(answer: Answer, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(answer.columns)
    writer.writerows(["" if term is None else str(term) for term in row] for row in answer.rows)


def _tsv(answer: Answer, stream: TextIO) -> None:
    stream.write("\t".join(f"?{column}" for column in answer.columns) + "\n")
    stream.writelines("\t".join(_written(term, bare=True) for term in row) + "\n" for row in answer.rows)


def _json(answer: Answer, stream: TextIO) -> None:
    bindings = [
        {column: _json_term(term) for column, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    _dump({"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}, stream)


def _json_term(term: Term) -> dict[str, str]:
    match term:
        case Iri(value):
            return {"type": "uri", "value": value}
        case Blank(value):
            return {"type": "bnode", "value": value}
        case Literal(value, datatype, language):
            more = {"xml:lang": language} if language else {"datatype": datatype} if datatype else {}
            return {"type": "literal", "value": value, **more}


def _dump(data: object, stream: TextIO) -> None:
    json.dump(data, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _xml_rows(answer: Answer, stream: TextIO) -> None:
    rows = []
    for row in answer.rows:
        cells = zip(answer.columns, row, strict=True)
        told = "".join(f"<binding name={quoteattr(c)}>{_xml_term(t)}</binding>" for c, t in cells if t is not None)
        rows.append(f"<result>{told}</result>\n")
    _xml(answer.columns, f"<results>\n{''.join(rows)}</results>\n", stream)


def _xml(columns: Sequence[str], body: str, stream: TextIO) -> None:
    head = "".join(f"<variable name={quoteattr(column)}/>" for column in columns)
    stream.write(f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}">\n<head>{head}</head>\n{body}</sparql>\n')


def _xml_term(term: Term) -> str:
    # What XML cannot hold at all becomes the sign for a lost character, rather than a file that no one can read.
    text = escape(_NOT_XML.sub("\ufffd", str(term if not isinstance(term, Blank) else term.value)), {"\r": "&#13;"})
    match term:
        case Iri():
            return f"<uri>{text}</uri>"
        case Blank():
            return f"<bnode>{text}</bnode>"
        case Literal(_, datatype, language):
            more = f" xml:lang={quoteattr(language)}" if language else ""
            more = more or (f" datatype={quoteattr(datatype)}" if datatype else "")
            return f"<literal{more}>{text}</literal>"


def _turtle(triples: Triples, stream: TextIO) -> None:
    lines = {" ".join(map(_written, row)) for row in triples.rows}
    stream.writelines(f"{line} .\n" for line in sorted(lines))


def _written(term: Term | None, bare: bool = False) -> str:
    if term is None:
        return ""
    if isinstance(term, Blank):
        return str(term)
    if isinstance(term, Iri):
        return "a" if term.value == _RDF + "type" and not bare else f"<{term.value}>"
    if bare and term.datatype == XSD + "integer" and _BARE.fullmatch(term.value):
        return term.value
    return sparql(term)


# --- for people -------------------------------------------------------------------------------------


def _table(answer: Answer, stream: TextIO, width: int) -> None:
    columns, rows = _named(answer)
    if columns:
        widths = _widths(columns, rows, width)
        _line(columns, widths, stream)
        stream.write(_GAP.join("─" * size for size in widths) + "\n")
        for row in rows:
            _line(row, widths, stream)
    count = len(answer.rows)
    stream.write(f"({count} row{'' if count == 1 else 's'})\n")


def _named(answer: Answer) -> tuple[list[str], list[list[str]]]:
    """Column heads and cells, with the column `xName` put in the place of `x`."""
    index = {column: i for i, column in enumerate(answer.columns)}
    shown = [c for c in answer.columns if not (c.endswith("Name") and c.removesuffix("Name") in index)]
    rows = []
    for row in answer.rows:
        names = [index.get(f"{column}Name") for column in shown]
        cells = [
            (row[name] if name is not None else None) or row[index[c]] for c, name in zip(shown, names, strict=True)
        ]
        rows.append([_cell(cell) for cell in cells])
    return shown, rows


def _cell(term: Term | None) -> str:
    text = "" if term is None else str(term)
    if isinstance(term, Literal) and term.datatype == XSD + "dateTime":
        text = re.sub(r"T(00:00:00|23:59:59)(Z|\+00:00)?$", "", text)
    # Control characters in an article's words must not reach the terminal.
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in text).strip()


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Widths that fit the line: the widest columns give first, but none below its longest word or `_NARROWEST`."""
    cells = list(zip(columns, *rows, strict=True))
    widths = [max(map(_length, column)) for column in cells]
    least = [min(size, _NARROWEST) for size in widths]
    spare = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while spare > 0:
        widest = max(range(len(widths)), key=lambda i: (widths[i] > least[i], widths[i]))
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
        spare -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int], stream: TextIO) -> None:
    wrapped = [_wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped))):
        parts = [(lines[i] if i < len(lines) else "") for lines in wrapped]
        padded = _GAP.join(part + " " * (size - _length(part)) for part, size in zip(parts, widths, strict=True))
        stream.write(padded.rstrip() + "\n")


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _length(text: str) -> int:
    """Columns that a text takes in a terminal: wide signs take two, combining ones none."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _one_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
