import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Dataset, Graph, Literal, URIRef

from kg.errors import KgError
from kg.graph.dump import WRITERS, export
from tests.graph.filled import ARTICLE, NEWS, OTHER, fill, told

ID = "https://w3id.org/isnad/id/"
KG = "https://w3id.org/isnad/ontology#"
TELLS_AGAIN = "id:kataib kg:partOf id:pmf ."
FORMATS = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".trig": "trig", ".nq": "nquads", ".jsonld": "json-ld"}
FLAT = (".ttl", ".nt", ".rdf")


@pytest.fixture
def store(tmp_path):
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: TELLS_AGAIN}, inferred="id:ali kg:memberOf id:pmf .") as store:
        yield store


def read(path: Path) -> Dataset:
    dataset = Dataset(default_union=True)
    dataset.parse(path, format=FORMATS[path.suffix])
    return dataset


def union(path: Path) -> set:
    return {(s, p, o) for s, p, o, _ in read(path).quads()}


def triple(subject: str, predicate: str, object: str) -> tuple:
    return URIRef(ID + subject), URIRef(KG + predicate), URIRef(ID + object)


@pytest.mark.parametrize("ending", WRITERS)
def test_every_ending_holds_facts_claims_names_and_ontology(store, tmp_path, ending):
    target = tmp_path / f"dump{ending}"
    count = export(store, target)
    said = union(target)
    assert triple("kataib", "partOf", "pmf") in said
    assert (URIRef(f"{ARTICLE}/claim/1"), RDF.type, URIRef(KG + "Claim")) in said
    assert (URIRef(KG + "partOf"), RDF.type, OWL.TransitiveProperty) in said
    assert any(o == Literal("Popular Mobilization Forces") for _, _, o in said)
    assert count == len(said) + (0 if ending in FLAT else 1)  # two articles tell one fact


@pytest.mark.parametrize("ending", WRITERS)
def test_two_dumps_of_one_store_are_the_same_file(store, tmp_path, ending):
    first, second = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
    export(store, first)
    export(store, second)
    assert first.read_bytes() == second.read_bytes()


def test_stores_filled_in_another_order_give_the_same_file(store, tmp_path):
    with fill(tmp_path / "again", {OTHER: TELLS_AGAIN, ARTICLE: NEWS}) as again:
        export(again, tmp_path / "again.ttl")
    export(store, tmp_path / "dump.ttl")
    assert (tmp_path / "again.ttl").read_bytes() == (tmp_path / "dump.ttl").read_bytes()


@pytest.mark.parametrize("ending", WRITERS)
def test_what_is_inferred_and_article_texts_come_on_request_alone(store, tmp_path, ending):
    target = tmp_path / f"dump{ending}"
    text = URIRef(ARTICLE), URIRef(KG + "text")
    export(store, target)
    said = union(target)
    assert triple("ali", "memberOf", "pmf") not in said
    assert not [row for row in said if row[:2] == text]
    export(store, target, inferred=True, texts=True)
    said = union(target)
    assert triple("ali", "memberOf", "pmf") in said
    assert [str(row[2]) for row in said if row[:2] == text] == ["Kataib, part of the PMF, \U0001f600 struck Baghdad."]


@pytest.mark.parametrize("ending", FLAT)
def test_a_flat_dump_is_one_ontology_without_imports(store, tmp_path, ending):
    target = tmp_path / f"dump{ending}"
    export(store, target)
    graph = Graph().parse(target, format=FORMATS[ending])
    assert [str(subject) for subject in graph.subjects(RDF.type, OWL.Ontology)] == ["https://w3id.org/isnad/dump"]
    assert not list(graph.objects(None, OWL.imports))


def test_named_graphs_are_kept(store, tmp_path):
    target = tmp_path / "dump.trig"
    export(store, target)
    names = {str(graph.identifier) for graph in read(target).graphs() if len(graph)}
    assert {ARTICLE, OTHER, "https://w3id.org/isnad/ontology", "https://w3id.org/isnad/authority"} <= names
    assert "https://w3id.org/isnad/inferred" not in names


def test_the_notes_of_the_store_never_leave_it(store, tmp_path):
    store.commit(told("<https://w3id.org/isnad/store> { <urn:note> <urn:says> 'a note to itself' }"))
    for ending in WRITERS:
        export(store, tmp_path / f"dump{ending}", inferred=True, texts=True)
        assert b"a note to itself" not in (tmp_path / f"dump{ending}").read_bytes()


def test_a_new_fact_changes_one_line(store, tmp_path):
    export(store, tmp_path / "before.ttl")
    store.commit(told(f"<{OTHER}> {{ id:kataib kg:backedBy id:ali }}"))
    export(store, tmp_path / "after.ttl")
    before = (tmp_path / "before.ttl").read_text("utf-8").splitlines()
    after = (tmp_path / "after.ttl").read_text("utf-8").splitlines()
    assert set(after) - set(before) == {"    kg:backedBy id:ali ;"}
    assert len(after) == len(before) + 1


def test_an_unknown_ending_names_those_known(store, tmp_path):
    with pytest.raises(KgError, match=r"dump\.csv: .*\.ttl, \.nt, \.rdf, \.trig, \.nq, \.jsonld"):
        export(store, tmp_path / "dump.csv")
    assert not (tmp_path / "dump.csv").exists()


def test_a_folder_that_is_not_there_is_told(store, tmp_path):
    with pytest.raises(KgError, match=r"cannot be written .*No such file or directory"):
        export(store, tmp_path / "nowhere" / "dump.ttl")


def test_a_target_that_is_a_folder_is_told_and_nothing_stays_behind(store, tmp_path):
    (tmp_path / "out" / "dump.ttl").mkdir(parents=True)
    with pytest.raises(KgError, match="cannot be written"):
        export(store, tmp_path / "out" / "dump.ttl")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["dump.ttl"]


def test_a_full_disk_leaves_the_old_file_as_it_was(store, tmp_path):
    """A limit on the size of files stands in for the full disk: both fail in the middle of writing."""
    store.close()
    target = tmp_path / "out" / "dump.ttl"
    target.parent.mkdir()
    target.write_text("old")
    script = f"""
import resource, signal
from pathlib import Path
from kg.errors import KgError
from kg.graph.dump import export
from kg.graph.store import Store
with Store.open(Path({str(tmp_path / "store")!r})) as store:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        export(store, Path({str(target)!r}))
    except KgError as error:
        print(error)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert f"{target}: cannot be written ({os.strerror(errno.EFBIG)})" in run.stdout
    assert target.read_text() == "old"
    assert [path.name for path in target.parent.iterdir()] == ["dump.ttl"]


@pytest.mark.skipif(sys.platform != "linux", reason="takes /proc for a disk that nobody can write to")
def test_a_read_only_place_is_told(store):
    with pytest.raises(KgError, match="cannot be written"):
        export(store, Path("/proc/dump.ttl"))


def test_rdf_xml_refuses_what_it_cannot_hold_and_names_it(store, tmp_path):
    store.commit(told(f'<{OTHER}> {{ <{ID}x> <{KG}topic> "a\\u000Bb" }}'))
    with pytest.raises(KgError, match=r"id/x.* U\+000B.*\.ttl"):
        export(store, tmp_path / "dump.rdf")
    assert not list(tmp_path.glob("*.rdf*"))
    assert export(store, tmp_path / "dump.ttl")


def test_an_empty_graph_gives_a_dump_with_the_ontology_alone(tmp_path):
    with fill(tmp_path / "store", {}, names="") as store:
        assert export(store, tmp_path / "dump.ttl") > 500
