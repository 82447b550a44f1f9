"""Answers as text: a table for people, CSV, TSV, JSON and XML as SPARQL 1.1 lays them down, Turtle for graphs.

All formats but the table give every column as it is; kg.answer.table says what the table does.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from collections.abc import Callable, Sequence
from typing import TextIO

from kg.answer.table import table
from kg.answer.terms import XSD, sparql
from kg.errors import BadQuery
from kg.model import Answer, Blank, Iri, Literal, Result, Term, Triples

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RESULTS = "http://www.w3.org/2005/sparql-results#"
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
            "table": lambda stream, width: table(Answer(columns, result.rows), stream, width),
            "turtle": lambda stream, _: _turtle(result, stream),
        }
    return {
        "table": lambda stream, width: table(result, stream, width),
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
        told = "".join(f"<binding name={_quoted(c)}>{_xml_term(t)}</binding>" for c, t in cells if t is not None)
        rows.append(f"<result>{told}</result>\n")
    _xml(answer.columns, f"<results>\n{''.join(rows)}</results>\n", stream)


def _xml(columns: Sequence[str], body: str, stream: TextIO) -> None:
    head = "".join(f"<variable name={_quoted(column)}/>" for column in columns)
    stream.write(f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}">\n<head>{head}</head>\n{body}</sparql>\n')


def _xml_term(term: Term) -> str:
    # What XML cannot hold at all becomes the sign for a lost character, rather than a file that no one can read.
    value = _NOT_XML.sub("\ufffd", str(term if not isinstance(term, Blank) else term.value))
    text = html.escape(value, quote=False).replace("\r", "&#13;")
    match term:
        case Iri():
            return f"<uri>{text}</uri>"
        case Blank():
            return f"<bnode>{text}</bnode>"
        case Literal(_, datatype, language):
            more = f" xml:lang={_quoted(language)}" if language else ""
            more = more or (f" datatype={_quoted(datatype)}" if datatype else "")
            return f"<literal{more}>{text}</literal>"


def _quoted(text: str) -> str:
    return f'"{html.escape(text)}"'


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


def _one_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
