"""Headers are checked, parameters are bound as terms, unknown names are answered with the nearest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answer.saved import find_query, load_queries, parse_query
from kg.answer.values import read_values
from kg.errors import BadData, BadQuery, KgError, UnknownName
from kg.model import Blank, Iri, Literal
from tests.answer.sources import ID, XSD, queries, sources

GOOD = """\
#+ summary: Who is under whom?
#+ description: First line
#+   and the second.
#+ param: group | Organization, Place | the group; all if left out
#+ param: from | date | the first day
#+ columns:
#+   member: who
#+   many: how many
#+ example: kg query under --group PMF

SELECT ?member (COUNT(DISTINCT ?x) AS ?many)
WHERE {
  # VALUES ?nobody { UNDEF } in a comment is none
  VALUES ?group { UNDEF }
  VALUES ?from { UNDEF }
  ?member ?x ?group
}
GROUP BY ?member
"""


def test_reads_the_header() -> None:
    query = parse_query("under", GOOD, "under.rq")
    assert (query.summary, query.description) == ("Who is under whom?", "First line and the second.")
    assert [(p.name, p.kinds, p.help) for p in query.params] == [
        ("group", ("Organization", "Place"), "the group; all if left out"),
        ("from", ("date",), "the first day"),
    ]
    assert [(c.name, c.help) for c in query.columns] == [("member", "who"), ("many", "how many")]
    assert query.examples == ("kg query under --group PMF",)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("#+ summary: Who is under whom?\n", "", "under.rq:1: .*summary"),
        ("#+ summary: Who", "#+ sumary: Who", "under.rq:1: .*sumary"),
        ("#+ summary: Who", "#+ Who", "under.rq:1"),
        ("group | Organization, Place | the", "group | organization | the", "under.rq:4"),
        ("group | Organization, Place | the", "group | the", "under.rq:4"),
        ("#+   many: how many\n", "", r"under.rq:6: .*'member', 'many'"),
        ("#+   many: how many", "#+   many", "under.rq:8"),
        ("#+ param: from | date | the first day\n", "", "from"),
        ("  VALUES ?from { UNDEF }\n", "", "from"),
        ("#+ param: from |", "#+ param: group |", "group"),
    ],
)
def test_a_fault_names_file_and_line(old: str, new: str, place: str) -> None:
    assert old in GOOD
    with pytest.raises(BadData, match=place):
        parse_query("under", GOOD.replace(old, new), "under.rq")


def test_loads_a_folder(tmp_path: Path) -> None:
    (tmp_path / "under.rq").write_text(GOOD, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "other.rq").write_text("no saved query", encoding="utf-8")
    assert list(load_queries(tmp_path)) == ["under"]


def test_binds_only_what_is_given() -> None:
    query = parse_query("under", GOOD, "under.rq")
    bound = query.bind({"group": Iri("https://example.org/g")})
    assert bound == GOOD.replace("VALUES ?group { UNDEF }", "VALUES ?group { <https://example.org/g> }")
    assert query.bind({}) == GOOD


def test_what_a_term_brings_in_is_not_looked_at_again() -> None:
    query = parse_query("under", GOOD, "under.rq")
    text = "VALUES ?from { UNDEF }"
    assert query.bind({"group": Literal(text), "from": Literal("x")}).count(f'"{text}"') == 1


@pytest.mark.parametrize(
    "iri", ["nowhere", "https://x> } INSERT", "https://x y", 'https://x"', "https://x\\u003e", "https://x\n", ""]
)
def test_refuses_what_is_no_iri(iri: str) -> None:
    query = queries()["groups-under"]
    with pytest.raises(BadQuery):
        query.bind({"group": Iri(iri)})


def test_refuses_other_terms_that_no_query_can_hold() -> None:
    query = queries()["groups-under"]
    for term in (Blank("b"), Literal("x", language="en} #"), Literal("x", datatype="no iri"), Literal("\ud800")):
        with pytest.raises(BadQuery):
            query.bind({"group": term})


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["\\u0022 } #", '"', "\\", '\\"', "\\U00000022", "\\\\u0022", "\n", "'''", '" . ?s ?p ?o . #', "\\u005C"]
)


@given(TEXTS)
def test_a_literal_comes_back_as_it_was(text: str) -> None:
    query = parse_query("echo", "#+ summary: a\n#+ description: a\n#+ param: t | text | a\n#+ columns:\n#+   t: a\n"
                        "SELECT ?t WHERE { VALUES ?t { UNDEF } }", "echo.rq")  # fmt: skip
    for engine in ("oxigraph", "rdflib"):
        answer = sources()[engine].query(query.bind({"t": Literal(text)}))
        assert answer.rows == ((Literal(text),),), engine  # type: ignore[union-attr]


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(UnknownName, match="groups-under"):
        find_query(queries(), "group-under")
    with pytest.raises(UnknownName, match="--group"):
        queries()["groups-under"].bind({"grup": Iri("https://example.org/x")})
    with pytest.raises(UnknownName, match="--group"):
        read_values(queries()["groups-under"], {"grup": "SF"}, sources()["oxigraph"])


def test_values_become_terms() -> None:
    query = queries()["strikes"]
    terms = read_values(
        query,
        {"by": "VAF", "from": "2031-03-04", "to": "2031-03-04", "place": "https://x.org/p"},
        sources()["oxigraph"],
    )
    assert terms == {
        "by": Iri(ID + "velmora-air-force"),
        "from": Literal("2031-03-04T00:00:00Z", XSD + "dateTime"),
        "to": Literal("2031-03-04T23:59:59Z", XSD + "dateTime"),
        "place": Iri("https://x.org/p"),
    }


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"from": "yesterday"}, "--from: 'yesterday' is no day"),
        ({"to": "2031-02-30"}, "--to: "),
        ({"by": "Nobody Ever"}, "--by: no Actor is called"),
        ({"place": "Karim Dahlan"}, "--place: no Place is called"),
        ({"by": "https://x.org/> } #"}, "--by: .*no IRI"),
        ({"by": "..."}, "--by: .*no name"),
    ],
)
def test_a_bad_value_names_its_parameter(values: dict[str, str], said: str) -> None:
    with pytest.raises(KgError, match=said):
        read_values(queries()["strikes"], values, sources()["oxigraph"])
