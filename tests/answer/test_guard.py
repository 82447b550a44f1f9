import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answer.guard import MAX_DEPTH, MAX_LENGTH, query_verb, refuse_dangerous
from kg.errors import BadQuery

W3C = Path(__file__).parents[2].parent / "shared" / "w3c" / "sparql11"
needs_w3c = pytest.mark.skipif(not W3C.is_dir(), reason="the W3C suite in ../shared/w3c is not here")

# Port 9 is one that the engine itself refuses to call: its error tells that it would have called.
ELSEWHERE = "http://127.0.0.1:9/"
PREFIXES = f"PREFIX : <{ELSEWHERE}> PREFIX service: <{ELSEWHERE}> PREFIX x: <{ELSEWHERE}> "


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE <http://a/> {}' }",
        'SELECT * { ?s ?p "it\\"s SERVICE" }',
        "SELECT * { ?s ?p '''a 'SERVICE' b''' }",
        'SELECT * { ?s ?p """a ""SERVICE <x> { } b""" }',
        "SELECT * { ?s <http://a/SERVICE> ?o }",
        "PREFIX s: <http://www.w3.org/ns/service#> SELECT * { ?s a s:SERVICE }",
        "# SERVICE <http://a/> {}\nSELECT * { ?s ?p ?o } # service",
        "PREFIX service: <http://a/> SELECT * { ?s service:name ?o . { ?o ?p service:x . } }",
        "PREFIX service: <http://a/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX service: <http://a/> SELECT * FROM service:g { ?s ?p ?o }",
        "PREFIX service: <http://a/> DESCRIBE service:g { ?s ?p ?o }",
        "SELECT ?service $SERVICE { ?service ?p $SERVICE }",
        "SELECT * { ?s ?p 'x'@service }",
        "SELECT * { _:service ?p _:SERVICE }",
        "PREFIX a: <http://a/> SELECT * { ?s a:service a:SERVICE.x }",
        "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?s > <http://a/#b>) }",
        "SELECT * { ?s (<http://a/#b>|<http://a/it's>) ?o }",
        "SELECT * { VALUES (?a ?b) { ('x' <http://a/service#>) } }",
        "SELECT (INSERT AS ?delete) { ?s ?p 'DROP ALL' }",
    ],
)
def test_a_word_that_is_no_clause_passes(query: str) -> None:
    refuse_dangerous(query)


@pytest.mark.parametrize(
    "clause",
    [
        f"SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }}",
        f"service<{ELSEWHERE}>{{?s ?p ?o}}",
        f"SERVICE SILENT <{ELSEWHERE}> {{ ?s ?p ?o }}",
        f"SERVICE # not a comment's end\n <{ELSEWHERE}> {{ ?s ?p ?o }}",
        "SERVICE ?a { ?s ?p ?o }",
        "SERVICE :x { ?s ?p ?o }",
        f"OPTIONAL {{ {{ SELECT * {{ SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} }} }} }}",
        # Where the engine, which reads without tokens, sees a clause and the standard's grammar sees none.
        "SERVICE:x { ?s ?p ?o }",
        "service:x # a comment\n { ?s ?p ?o }",
        "SERVICEx:x { ?s ?p ?o }",
        f"?s ?p trueSERVICE<{ELSEWHERE}>{{ ?s ?p ?o }}",
        f"?s ?p 1SERVICE<{ELSEWHERE}>{{ ?s ?p ?o }}",
        f"FILTER(?a<?b)SERVICE#>\n<{ELSEWHERE}>{{ ?s ?p ?o }}",
        f"FILTER(?a<'>' ) SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} FILTER(?x='')",
        f"FILTER(EXISTS{{?a ?b ?c}}<'>' ) SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} FILTER(?x='')",
        f"<<?s?p'>'>>SERVICE<{ELSEWHERE}>{{ ?s ?p ?o }}#'\n",
        f"VALUES ?x {{'''a'}} SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} #\\q'''\n",
        f"VALUES ?x {{'''a'}} SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} #\\uD800'''\n",
    ],
)
def test_a_call_to_another_server_is_refused(clause: str) -> None:
    with pytest.raises(BadQuery, match=r"^line \d+, column \d+: "):
        refuse_dangerous(f"{PREFIXES}SELECT * {{ {clause} }}")


FRAGMENTS = (
    "SERVICE|SERVICE |service:a|service:|SERVICEx:a|SILENT |x:a|:p|'|'''|\"|\"\"\"|<|>|<<|>>|<#|<x:a#'>|{|}|(|)|?a|"
    "?a ?b ?c |?a<|FILTER(|FILTER(?a<|BIND(|VALUES ?v {|EXISTS{|OPTIONAL{|GRAPH |#|\n|\\u0027|\\uD800|\\q|\\|.|;|,| |1|"
    "1e5|true|@en|_:b|^|/|?|*|!|=|&&|a |UNDEF|[|]|<<(|)>>"
).split("|")
FRAGMENTS += ["|", "||", f"<{ELSEWHERE}>"]
OPENINGS = ["", "?a ?b ?c ", "?a ?b ", "FILTER(?a<", "FILTER(EXISTS{?a ?b ?c}<", "<<?a?b'", "VALUES ?v {'''a'} "]
CLAUSES = [f"SERVICE<{ELSEWHERE}>{{?s ?p ?o}}", "SERVICE :a{?s ?p ?o}", "service:a{?s ?p ?o}", "SERVICE#\n?a{?s ?p ?o}"]
CLOSINGS = ["}", "\n}", ")}", "'\n}", '"\n}', "'''\n}"]


def test_the_engine_never_calls_out_on_what_passes() -> None:
    """Queries thrown together from what could hide a clause: the engine is the judge of what it is."""
    dice = random.Random(1)
    calls = 0
    for _ in range(40_000):
        before, after = (dice.choices(FRAGMENTS, k=dice.randrange(6)) for _ in range(2))
        parts = [dice.choice(OPENINGS), *before, dice.choice(CLAUSES), *after, dice.choice(CLOSINGS)]
        query = f"{PREFIXES}SELECT * {{ {''.join(parts)}"
        if calls_out(query):
            calls += 1
            assert refused(query), query
    assert calls > 90


ONE = ox.Store()
ONE.add(ox.Quad(*[ox.NamedNode(ELSEWHERE + "a")] * 3))


def calls_out(query: str) -> bool:
    try:
        next(iter(ONE.query(query)), None)  # type: ignore[arg-type]
    except OSError as error:
        return "port 9" in str(error)
    except (SyntaxError, ValueError, RuntimeError, TypeError):
        return False
    return False


WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)


@given(WORDS, WORDS, st.sampled_from(["'", '"', "'''", '"""']))
def test_any_text_in_a_literal_passes(before: str, after: str, quote: str) -> None:
    text = f"{before} SERVICE <http://a/> {{ }} {after}"
    written = text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("\n", "\\n")
    refuse_dangerous(f"SELECT * {{ ?s ?p {quote}{written.replace(chr(13), chr(92) + 'r')}{quote} }}")


@given(WORDS)
def test_any_text_in_a_comment_passes(text: str) -> None:
    line = text.replace("\n", " ").replace("\r", " ")
    assert query_verb(f"#{line} SERVICE <http://a/> {{\nSELECT * {{ ?s ?p ?o }}") == "SELECT"


@given(st.lists(st.sampled_from([" ", "\n", "\t", "\r", "# '''\n", '#"\r', "#<\n"]), min_size=1), st.integers(0, 127))
def test_a_call_is_refused_in_any_case_and_space(space: list[str], case: int) -> None:
    word = "".join(c.upper() if case >> i & 1 else c for i, c in enumerate("service"))
    with pytest.raises(BadQuery, match="another server"):
        refuse_dangerous(f"SELECT * {{ ?s ?p ?o .{''.join(space)}{word}{''.join(space)}<http://a/> {{ ?a ?b ?c }} }}")


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <http://a/s> <http://a/p> 1 }",
        "PREFIX a: <http://a/>\n# SELECT\ndelete where { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "CLEAR ALL",
        "DROP ALL",
        "CREATE GRAPH <http://a/>",
        "ADD DEFAULT TO <http://a/>",
        "MOVE DEFAULT TO <http://a/>",
        "COPY DEFAULT TO <http://a/>",
        "BASE <http://a/> WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_as_such(update: str) -> None:
    with pytest.raises(BadQuery, match="read-only"):
        refuse_dangerous(update)


@pytest.mark.parametrize("text", ["", "  # nothing\n", "EXPLAIN SELECT", "{ ?s ?p ?o }", "PREFIX a: <http://a/>"])
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(BadQuery):
        refuse_dangerous(text)


def test_forms() -> None:
    assert query_verb("BASE <http://a/> PREFIX a: <b> select * { }") == "SELECT"
    assert query_verb("ASK { ?s ?p 'FROM' }") == "ASK"
    assert query_verb("CONSTRUCT { ?s ?p ?o } FROM NAMED <http://a/> WHERE { }") == "CONSTRUCT"
    assert query_verb("DESCRIBE <http://a/> FROM <http://a/>") == "DESCRIBE"


def test_where_the_fault_is() -> None:
    with pytest.raises(BadQuery, match="line 3, column 5: a string begins here"):
        refuse_dangerous("SELECT * {\n  ?s ?p\n    'open\n}")
    with pytest.raises(BadQuery, match="line 1, column 8: 'é' cannot stand here"):
        refuse_dangerous("SELECT é { }")


@pytest.mark.parametrize("sign", ["{", "(", "[", "((", "{ ?s ?p [", "FILTER("])
def test_depth_is_bounded(sign: str) -> None:
    with pytest.raises(BadQuery, match="inside each other"):
        refuse_dangerous("SELECT * { " + sign * 9000)


def test_depth_that_is_allowed() -> None:
    inside = MAX_DEPTH - 1
    refuse_dangerous("SELECT * " + "{" * inside + "}" * inside)


@pytest.mark.parametrize(
    "text", ["{" * MAX_LENGTH, "'" * MAX_LENGTH, "a." * (MAX_LENGTH // 2), "<a" * (MAX_LENGTH // 2), "a: " * 30_000]
)
def test_length_is_bounded(text: str) -> None:
    with pytest.raises(BadQuery):
        refuse_dangerous("SELECT * " + text)
    with pytest.raises(BadQuery, match="shorten it"):
        refuse_dangerous("SELECT * {}" + " " * MAX_LENGTH)


def engine_reads(query: str) -> bool:
    try:
        ox.Store().query(query, base_iri="http://a/")
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        return True
    return True


@needs_w3c
def test_queries_of_the_w3c_suite_pass_but_those_that_call_out() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(W3C.rglob("*.rq"))}
    passed = {path.relative_to(W3C).as_posix() for path, text in texts.items() if not refused(text)}
    read = {path.relative_to(W3C).as_posix() for path, text in texts.items() if engine_reads(text)}
    calling = {name for name in read if name.startswith(("service/", "syntax-fed/"))}
    assert len(read) > 250
    assert read - passed == calling
    assert len(calling) == 10


@needs_w3c
def test_updates_of_the_w3c_suite_are_refused() -> None:
    paths = sorted(W3C.rglob("*.ru"))
    assert len(paths) > 80
    assert [path.name for path in paths if not refused(path.read_text(encoding="utf-8"))] == []


def refused(query: str) -> bool:
    try:
        refuse_dangerous(query)
    except BadQuery:
        return True
    return False
