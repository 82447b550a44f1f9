"""Claims that a person rejected, and reprints: what counts no more, or once."""

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat

from kg.answer.saved import load_queries
from kg.answer.stats import stats
from kg.answer.why import why
from kg.graph.check import load_checks, run_checks
from tests.answer.sources import ID, Oxigraph, ask, told

KG = "https://w3id.org/isnad/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
PREFIXES = f"PREFIX kg: <{KG}> PREFIX id: <{ID}> PREFIX a: <{ID}article/> "
ARTICLES = ("1", "2", "3")


def source(update: str = "", turtle: str = "") -> Oxigraph:
    """The made-up graph, changed. Facts that nothing supports then go, as they do in a store."""
    made = Oxigraph(1)
    graph = NamedNode(f"{ID}g0")
    made.store.load(f"{PREFIXES} {turtle}".encode(), RdfFormat.TURTLE, to_graph=graph)
    if update:
        made.store.update(f"{PREFIXES} WITH {graph} {update}")
    rows = made.store.query(
        PREFIXES + "SELECT DISTINCT ?s ?p ?o { ?c a kg:Claim ; kg:subject ?s ; kg:predicate ?p ; "
        "kg:object|kg:value ?o ; kg:modality ?m . FILTER (?m != kg:Denied) "
        "FILTER NOT EXISTS { ?c kg:review kg:Rejected } }",
        use_default_graph_as_union=True,
    )
    assert isinstance(rows, QuerySolutions)
    supported = {(row["s"], row["p"], row["o"]) for row in rows}
    for quad in list(made.store.quads_for_pattern(None, None, None, graph)):
        of_a_thing = str(quad.subject).startswith(f"<{ID}") and "/" not in quad.subject.value.removeprefix(ID)
        is_fact = of_a_thing and quad.predicate.value.startswith((KG, f"{OWL}differentFrom"))
        if is_fact and (quad.subject, quad.predicate, quad.object) not in supported:
            made.store.remove(quad)
    return made


def rejecting(article: str) -> Oxigraph:
    return source(f"INSERT {{ ?c kg:review kg:Rejected }} WHERE {{ ?c a kg:Claim ; kg:article a:{article} }}")


def without(article: str) -> Oxigraph:
    return source(f"DELETE {{ ?c ?p ?o }} WHERE {{ ?c a kg:Claim ; kg:article a:{article} ; ?p ?o }}")


@pytest.fixture(scope="module", params=ARTICLES)
def pair(request) -> tuple[Oxigraph, Oxigraph]:
    """An article whose claims are all rejected, and the same one without them."""
    return rejecting(request.param), without(request.param)


@pytest.mark.parametrize("name", load_queries())
def test_a_rejected_claim_is_to_every_question_as_if_it_were_not_there(name, pair):
    rejected, gone = pair
    assert ask(rejected, name) == ask(gone, name)


def test_that_makes_a_difference():
    for name in load_queries():
        assert any(ask(rejecting(article), name) != ask(source(), name) for article in ARTICLES), name


def test_rejected_claims_are_shown_to_who_asks_why():
    answer = why(rejecting("2"), "GRB", "partOf", "SF")
    assert told(answer, "article", "review", "claim", "claimName") == [
        ("001_harbour.txt", "", "article/1/claim/01", "01"),
        ("002_wire.txt", "Rejected", "article/2/claim/02", "02"),
    ]
    accepted = source(turtle="<https://w3id.org/isnad/id/article/1/claim/01> kg:review kg:Accepted .")
    assert told(why(accepted, "GRB", "partOf", "SF"), "review") == [("Accepted",), ("",)]
    assert ("article/1/claim/01", "01") in told(ask(accepted, "claims-about"), "claim", "claimName")


def test_an_accepted_claim_counts_like_another():
    accepted = source("INSERT { ?c kg:review kg:Accepted } WHERE { ?c a kg:Claim }")
    for name in load_queries():
        assert ask(accepted, name) == ask(source(), name), name


def test_a_rejected_claim_supports_no_fact_and_lacks_none():
    """As a store holds it: without the facts that only such claims support, no check finds anything."""
    wanted = {"fact-without-claim", "claim-without-fact"}
    checks = tuple(check for check in load_checks() if check.name in wanted)
    assert len(checks) == 2
    assert run_checks(rejecting("2"), checks) == []
    both = rejecting("2")
    fact = f"<{ID}ridge-scouts> kg:partOf <{ID}green-ridge-brigade>"
    both.store.update(f"{PREFIXES} INSERT DATA {{ GRAPH <{ID}g0> {{ {fact} }} }}")
    assert [violation.check.name for violation in run_checks(both, checks)] == ["fact-without-claim"]
    lacking = source()
    lacking.store.update(f"{PREFIXES} DELETE DATA {{ GRAPH <{ID}g0> {{ {fact} }} }}")
    assert [violation.check.name for violation in run_checks(lacking, checks)] == ["claim-without-fact"]


def test_decisions_and_earlier_iris_are_no_facts_and_no_faults():
    more = source()
    decision = (
        'id:d a kg:Decision ; kg:decides "same" ; kg:concerns id:a , id:b ; kg:standing true . '
        'id:ridge-guard kg:formerly "https://w3id.org/isnad/id/guard"^^<http://www.w3.org/2001/XMLSchema#anyURI> .'
    )
    more.store.load(f"{PREFIXES} {decision}".encode(), RdfFormat.TURTLE, to_graph=NamedNode(f"{ID}identity"))
    names = {"fact-without-claim", "literal-the-reasoner-refuses", "term-not-declared"}
    checks = tuple(check for check in load_checks() if check.name in names)
    assert [violation for violation in run_checks(more, checks) if "identity" not in str(violation)] == []


def test_numbers_count_rejected_claims_apart():
    numbers, fewer = (dict(told(stats(made), "what", "number")) for made in (rejecting("3"), without("3")))
    assert numbers["facts"] == fewer["facts"]
    assert int(numbers["claims that are rejected"]) == int(numbers["claims"]) - int(fewer["claims"]) > 0


REPRINT = "a:1 kg:sourceCluster id:s1 . a:2 kg:sourceCluster id:s1 . a:3 kg:sourceCluster id:s3 ."
BOTH = ("green-ridge-brigade", "partOf", "sarim-front")


def test_reprints_are_one_source():
    assert BOTH not in told(ask(source(), "single-source-facts"), "subject", "says", "object")
    answer = ask(source(turtle=REPRINT), "single-source-facts")
    assert BOTH in told(answer, "subject", "says", "object")
    row = (*BOTH, "2", "001_harbour.txt", "2031-03-05")
    assert row in told(answer, "subject", "says", "object", "claims", "article", "published")
    apart = source(turtle=REPRINT.replace("a:2 kg:sourceCluster id:s1", "a:2 kg:sourceCluster id:s2"))
    assert ask(apart, "single-source-facts") == ask(source(), "single-source-facts")


def test_numbers_count_reprints_once():
    def sources(made: Oxigraph) -> str:
        return dict(told(stats(made), "what", "number"))["sources (reprints are one)"]

    assert sources(source()) == "3"
    assert sources(source(turtle=REPRINT)) == "2"
