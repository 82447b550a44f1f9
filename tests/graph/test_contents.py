"""What a store or a dump tells, however it is kept."""

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.errors import KgError, StoreError
from kg.graph.contents import Contents, read
from kg.graph.dump import WRITERS, export
from kg.graph.store import Store
from kg.graph.vocabulary import KG
from tests.graph.filled import ARTICLE, HEAD, NEWS, OTHER, fill, told

BASE = "https://w3id.org/isnad/id/"
INFERRED = "id:ali kg:memberOf id:pmf . id:strike a kg:Strike , kg:Attack ; kg:killedLow 3 ."
LATER = f"""
<{OTHER}> a kg:Article ; rdfs:label "Later" ; kg:file "later.txt" ; kg:mentions id:taqwa , id:kataib .
id:taqwa a kg:Person ; skos:altLabel "Mushtaq" , "Abu Taqwa" .
id:strike a kg:Attack . id:kataib a kg:ArmedGroup ; skos:altLabel "KH" .
"""


@pytest.fixture
def path(tmp_path) -> Path:
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: LATER}, inferred=INFERRED):
        return tmp_path / "store"


def thing(id: str) -> NamedNode:
    return NamedNode(BASE + id)


def facts(contents: Contents) -> set[tuple[str, str, str]]:
    return {
        (s.value.removeprefix(BASE), p.value.removeprefix(KG), o.value.removeprefix(BASE)) for s, p, o in contents.facts
    }


def dumped(path: Path, ending: str, inferred: bool = False) -> Path:
    target = path.parent / f"dump{ending}"
    with Store.open(path) as store:
        export(store, target, inferred=inferred)
    return target


def from_turtle(tmp_path: Path, text: str, name: str = "said.ttl") -> Contents:
    (tmp_path / name).write_text(HEAD + text, "utf-8")
    return read(tmp_path / name)


@pytest.mark.parametrize("inferred", [False, True], ids=["told", "inferred"])
@pytest.mark.parametrize("ending", WRITERS)
def test_a_dump_tells_what_its_store_tells(path, ending, inferred):
    assert read(dumped(path, ending, inferred)) == read(path)


@pytest.mark.parametrize("ending", [".ttl", ".nq"])
def test_a_dump_of_real_articles_tells_what_their_store_tells(seed_store, tmp_path, ending):
    with Store.open(seed_store) as store:
        export(store, tmp_path / f"dump{ending}", inferred=True)
    whole = read(seed_store)
    assert read(tmp_path / f"dump{ending}") == whole
    assert len(whole.articles) == 5
    assert len(whole.claims) > len(whole.facts) > len(whole.entities) > 100


def test_facts_are_what_claims_support_and_nothing_else(path):
    assert facts(read(path)) == {
        ("kataib", "partOf", "pmf"),
        ("strike", "perpetrator", "kataib"),
        ("strike", "killed", "3"),
    }


def test_a_claim_that_a_person_rejected_supports_nothing(path):
    reviews = f"<{ARTICLE}/claim/1> kg:review kg:Rejected . <{ARTICLE}/claim/4> kg:review kg:Accepted"
    with Store.open(path, write=True) as store:
        store.commit(told(f"<{ARTICLE}> {{ {reviews} }}"))
    assert ("kataib", "partOf", "pmf") not in facts(read(path))
    assert len(read(path).claims) == 4


def test_entities_are_what_articles_speak_of(path):
    found = read(path).entities
    assert {node.value.removeprefix(BASE) for node in found} == {
        "pmf",
        "kataib",
        "ali",
        "strike",
        "taqwa",
    }  # no brigade, no baghdad
    assert found[thing("strike")].kinds == {"AirStrike"}  # what is wider follows from it
    assert (found[thing("kataib")].labels, found[thing("kataib")].names) == ({"Kataib"}, {"KH"})
    assert (found[thing("taqwa")].labels, found[thing("taqwa")].names) == ({"Abu Taqwa"}, {"Mushtaq"})


def test_claims_with_several_speakers_keep_them_all(tmp_path):
    claim = "<urn:c> a kg:Claim ; kg:subject id:a ; kg:predicate kg:killed ; kg:value 3 ; kg:attributedTo id:b , id:c ."
    (said,) = from_turtle(tmp_path, claim).claims.values()
    assert said.attributed_to == {thing("b"), thing("c")}


def test_what_lies_in_the_index_is_not_told(path):
    before, ghost = read(path), "id:ghost a kg:Person ; rdfs:label 'Ghost' . id:pmf kg:mentions id:ghost"
    with Store.open(path, write=True) as store:
        store.commit(told(f"<https://w3id.org/isnad/index/article/news> {{ {ghost} }}"))
    assert read(path) == before


def test_an_empty_store_is_a_store(tmp_path):
    with fill(tmp_path / "store", {}):
        pass
    assert read(tmp_path / "store").articles == {}
    assert read(dumped(tmp_path / "store", ".ttl")) == read(tmp_path / "store")


# --- what is neither --------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(KgError) as caught:
        read(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_what_is_not_there_is_told(tmp_path):
    assert "no such folder or file" in refused(tmp_path / "nowhere")


def test_a_folder_without_store_is_told(tmp_path):
    assert "no store" in refused(tmp_path)


@pytest.mark.parametrize("name", ["notes.txt", "table.csv", "dump"])
def test_another_ending_is_told_with_those_known(tmp_path, name):
    (tmp_path / name).write_text("words")
    assert re.search(r"\.ttl, \.nt, \.rdf, \.trig, \.nq, \.jsonld", refused(tmp_path / name))


@pytest.mark.parametrize(
    ("ending", "body"),
    [
        (".ttl", b"<urn:a> <urn:b> "),
        (".ttl", b"\xff\xfe\x00rubbish"),
        (".nt", b"<urn:a> <urn:b> <urn:c>"),
        (".nq", b"this is no quad\n"),
        (".trig", b"<urn:g> { <urn:a> <urn:b> 1"),
        (".rdf", b"<rdf:RDF>"),
        (".rdf", b"\x00"),
        (".jsonld", b'{"@id": '),
        (".jsonld", b""),
    ],
)
def test_a_damaged_file_is_told(tmp_path, ending, body):
    (tmp_path / f"dump{ending}").write_bytes(body)
    assert "\n" not in refused(tmp_path / f"dump{ending}")


@pytest.mark.parametrize("body", ["", "<urn:a> <urn:b> <urn:c> .", "<urn:a> a <urn:b> ."])
def test_rdf_of_somebody_else_is_told(tmp_path, body):
    (tmp_path / "other.nt").write_text(body.replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "))
    assert "holds nothing of Isnad" in refused(tmp_path / "other.nt")


def test_blank_nodes_and_strange_values_do_no_harm(tmp_path):
    strange = 'id:x a kg:Person ; kg:formerly "no iri" , "" ; kg:mentions [] . '
    assert from_turtle(tmp_path, strange + '<urn:c> kg:subject "text" ; kg:confidence "much" .').claims == {}
    claim = '<urn:c> kg:subject id:x ; kg:predicate kg:killed ; kg:value 1 ; kg:confidence "much" .'
    (said,) = from_turtle(tmp_path, "id:x a kg:Person . " + claim).claims.values()
    assert said.confidence is None


def test_a_store_of_another_format_is_told(path):
    (path / "format.json").write_text('{"format": 1, "base": "x", "generation": 1, "package": ""}')
    with pytest.raises(StoreError, match="format 1"):
        read(path)
