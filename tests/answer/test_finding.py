"""Articles and claims by what answers show of them."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.answer.finding import find_article, find_claim
from kg.errors import UnknownName
from kg.model import Iri
from tests.answer.sources import ID, Oxigraph, sources

SOURCE = sources()["oxigraph"]
KG = "https://w3id.org/isnad/ontology#"


@pytest.mark.parametrize("text", ["2", "002_wire.txt", f"{ID}article/2", " 002_wire.txt "])
@pytest.mark.parametrize("engine", sources())
def test_finds_articles(engine, text):
    assert find_article(sources()[engine], text) == Iri(f"{ID}article/2")


@pytest.mark.parametrize(
    ("text", "told"), [("02_wire.txt", "002_wire.txt"), ("zzz", "kg stats"), ('" ; ', "no article")]
)
def test_an_unknown_article_is_told(text, told):
    with pytest.raises(UnknownName, match=told):
        find_article(SOURCE, text)


def test_two_articles_of_one_file_name_are_told():
    made = Oxigraph(1)
    for predicate, value in (("file", Literal("002_wire.txt")), ("is", Literal("x"))):
        made.store.add(Quad(NamedNode(f"{ID}article/9"), NamedNode(KG + predicate), value, NamedNode(f"{ID}g0")))
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    made.store.add(Quad(NamedNode(f"{ID}article/9"), kind, NamedNode(f"{KG}Article"), NamedNode(f"{ID}g0")))
    with pytest.raises(UnknownName, match=r"2 articles.*article/2; .*article/9"):
        find_article(made, "002_wire.txt")


@pytest.mark.parametrize("engine", sources())
def test_finds_claims(engine):
    claim = Iri(f"{ID}article/2/claim/33")
    assert find_claim(sources()[engine], claim.value) == claim
    assert find_claim(sources()[engine], "33") == claim


def test_the_beginning_of_a_claim_is_enough_and_the_whole_is_better():
    made = Oxigraph(1)
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for name in ("3fa91c2b07de", "3fa9"):
        claim = NamedNode(f"{ID}article/9/claim/{name}")
        made.store.add(Quad(claim, kind, NamedNode(f"{KG}Claim"), NamedNode(f"{ID}g0")))
    assert find_claim(made, "3fa91c2b") == Iri(f"{ID}article/9/claim/3fa91c2b07de")
    assert find_claim(made, "3fa9") == Iri(f"{ID}article/9/claim/3fa9")


@pytest.mark.parametrize("text", [f"{ID}article/1", f"{ID}article/1/claim/x", "nothing", "", '") } #'])
def test_what_is_no_claim_is_told(text):
    with pytest.raises(UnknownName, match="no claim here"):
        find_claim(SOURCE, text)


def test_the_beginning_of_several_claims_is_told():
    with pytest.raises(UnknownName, match=r"may mean \d+ claims.*article/1/claim/01"):
        find_claim(SOURCE, "01")
    with pytest.raises(UnknownName, match=r"may mean 27 claims.*article/1/claim/05 and 22 more"):
        find_claim(SOURCE, "0")
