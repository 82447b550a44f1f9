"""Answers as text, by the rules of SPARQL 1.1, and as tables that a terminal can hold."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.query import Result as RdflibResult

from kg.answer.formats import write
from kg.errors import BadQuery
from kg.model import Answer, Blank, Iri, Literal, Result, Term, Triples

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS: list[Term | None] = [
    Iri("https://example.org/é"),
    Blank("b1"),
    Literal('tab\there, "quoted", comma, \\ and\nnew line'),
    Literal("أبو تقوى", language="ar"),
    Literal("7", datatype=XSD + "integer"),
    Literal("2024-02-07T00:00:00Z", datatype=XSD + "dateTime"),
    Literal(""),
    None,
]
ANSWER = Answer(tuple(f"c{i}" for i in range(len(TERMS))), (tuple(TERMS), tuple(reversed(TERMS))))
NAMED = Answer(
    ("group", "groupName", "killed", "quote"),
    (
        (
            Iri("https://w3id.org/isnad/id/kh"),
            Literal("Kataib Hezbollah"),
            Literal("3", XSD + "integer"),
            Literal("a " * 90),
        ),
        (Iri("https://w3id.org/isnad/id/nujaba"), None, None, Literal("short\x1b[31m")),
    ),
)


def written(result: Result, format: str, width: int | None = None) -> str:
    stream = io.StringIO(newline="")
    write(result, format, stream, width)
    return stream.getvalue()


def read_back(text: str, format: str) -> list[list[Term | None]]:
    found = RdflibResult.parse(io.BytesIO(text.encode()), format=format)
    return [[None if t is None else _plain(t) for t in (row.get(v) for v in found.vars)] for row in found.bindings]


def _plain(term: rdflib.term.Node) -> Term:
    if isinstance(term, rdflib.URIRef):
        return Iri(str(term))
    if isinstance(term, rdflib.BNode):
        return Blank("b1")
    # rdflib writes UTC its own way
    return Literal(str(term).replace("+00:00", "Z"), str(term.datatype) if term.datatype else None, term.language)


@pytest.mark.parametrize("format", ["json", "xml"])
def test_another_reader_reads_every_term(format: str) -> None:
    assert read_back(written(ANSWER, format), format) == [TERMS, TERMS[::-1]]


def test_csv_keeps_values_and_no_more() -> None:
    text = written(ANSWER, "csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == list(ANSWER.columns)
    assert rows[1] == ["" if term is None else str(term) for term in TERMS]
    assert text.count("\r\n") == 3


def test_tsv_writes_terms_as_turtle() -> None:
    head, row, _ = written(ANSWER, "tsv").splitlines()
    assert head.split("\t")[:2] == ["?c0", "?c1"]
    assert row.split("\t") == [
        "<https://example.org/é>", "_:b1", '"tab\\there, \\"quoted\\", comma, \\\\ and\\nnew line"', '"أبو تقوى"@ar',
        "7", f'"2024-02-07T00:00:00Z"^^<{XSD}dateTime>', '""', "",
    ]  # fmt: skip


@pytest.mark.parametrize(("format", "text"), [("table", "yes\n"), ("csv", "true\n"), ("tsv", "true\n")])
def test_yes(format: str, text: str) -> None:
    assert written(True, format) == text


def test_yes_and_no_for_programs() -> None:
    assert json.loads(written(False, "json")) == {"head": {}, "boolean": False}
    assert ElementTree.fromstring(written(False, "xml"))[1].text == "false"


TRIPLES = Triples(
    (
        (Iri("https://x.org/b"), Iri("https://x.org/p"), Literal('"', language="en")),
        (Iri("https://x.org/a"), Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), Iri("https://x.org/T")),
        (Iri("https://x.org/a"), Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), Iri("https://x.org/T")),
    )
)


def test_turtle_is_sorted_and_says_each_triple_once() -> None:
    text = written(TRIPLES, "turtle")
    assert text.splitlines() == sorted(set(text.splitlines()))
    graph = rdflib.Graph().parse(data=text, format="turtle")
    assert len(graph) == 2


@pytest.mark.parametrize(
    ("result", "format", "said"),
    [
        (NAMED, "turtle", "answers with rows, which turtle cannot hold: choose table, csv, tsv, json or xml"),
        (TRIPLES, "csv", "answers with a graph"),
        (True, "turtle", "answers with yes or no"),
        (NAMED, "yaml", "yaml"),
    ],
)
def test_a_format_that_does_not_fit_writes_nothing(result: Result, format: str, said: str) -> None:
    stream = io.StringIO()
    with pytest.raises(BadQuery, match=said):
        write(result, format, stream)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("width", [40, 80, 200])
def test_table_fits_and_shows_names(width: int) -> None:
    text = written(NAMED, "table", width)
    assert max(map(len, text.splitlines())) <= width
    assert "groupName" not in text
    assert "id/kh" not in text
    assert "(2 rows)" in text
    assert text.count("a") >= 90  # the quote is wrapped, not cut


def test_table_falls_back_to_the_iri() -> None:
    assert "https://w3id.org/isnad/id/nujaba" in written(NAMED, "table", 200)


def test_no_control_character_reaches_the_terminal() -> None:
    assert "\x1b" not in written(NAMED, "table", 80)


def test_no_rows() -> None:
    assert "(0 rows)" in written(Answer(("a", "b")), "table")
    assert written(Answer(("a", "b")), "csv") == "a,b\r\n"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_json_and_csv_come_back_as_they_were(rows: list[tuple[str, str]]) -> None:
    answer = Answer(("a", "b"), tuple((Literal(one), Literal(other)) for one, other in rows))
    bindings = json.loads(written(answer, "json"))["results"]["bindings"]
    assert [(b["a"]["value"], b["b"]["value"]) for b in bindings] == rows
    assert list(csv.reader(io.StringIO(written(answer, "csv"), newline="")))[1:] == [list(row) for row in rows]


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), st.integers(30, 120))
def test_a_table_holds_whatever_is_in_it(rows: list[tuple[str, str]], width: int) -> None:
    answer = Answer(("a", "b"), tuple((Literal(one), Literal(other)) for one, other in rows))
    assert written(answer, "table", width).splitlines()[-1].startswith(f"({len(rows)} row")


@given(TEXT)
def test_xml_is_well_formed_whatever_is_in_it(text: str) -> None:
    ElementTree.fromstring(written(Answer(("a",), ((Literal(text),),)), "xml"))
