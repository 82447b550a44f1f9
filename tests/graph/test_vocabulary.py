import os
import subprocess
import sys

from kg.graph import vocabulary as iri
from kg.model import Passage


def test_the_graph_of_an_article_has_its_passages_and_claims_below_it() -> None:
    article = iri.article_iri("000")
    assert article == "https://w3id.org/isnad/id/article/000"
    assert iri.passage_iri("000", Passage(3, 9, "sixsix")) == f"{article}#char=3,9"
    assert iri.claim_iri("000", "0123456789ab") == f"{article}/claim/0123456789ab"


def test_all_predicates_are_of_the_ontology_but_what_owl_has() -> None:
    assert iri.property_iri("partOf") == "https://w3id.org/isnad/ontology#partOf"
    assert iri.property_iri("differentFrom") == "http://www.w3.org/2002/07/owl#differentFrom"


def test_local_names_are_what_stands_last() -> None:
    assert iri.local_name(iri.class_iri("Strike")) == "Strike"
    assert iri.local_name(iri.thing_iri("kataib-hezbollah")) == "kataib-hezbollah"


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return done.stdout.strip()


def test_the_base_is_taken_from_the_environment() -> None:
    code = "from kg.graph.vocabulary import thing_iri; print(thing_iri('pmf'))"
    assert run(code, KG_BASE="https://example.org/x/") == "https://example.org/x/pmf"


def test_the_vocabulary_is_light() -> None:
    heavy = (
        "import sys, kg.graph.vocabulary; print([m for m in ('pyoxigraph', 'rdflib', 'owlready2') if m in sys.modules])"
    )
    assert run(heavy) == "[]"
