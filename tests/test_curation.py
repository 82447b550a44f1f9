"""Decisions, retraction and doubts on a small store, and what the graph calls things after them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.curation import decided, find_doubts, mentions_of, retract_article
from kg.errors import StoreError, UnknownName
from kg.graph import vocabulary as iri
from kg.graph.authority import load_authority
from kg.graph.decisions import add_decision
from kg.graph.store import Store
from kg.graph.writer import Writer
from kg.model import Answer, Decision, DecisionKind, Reading, Thing
from tests.conftest import ReadingBuilder

SAEDI = Thing("abu-baqir-al-sadi", "Person", "Abu Baqir al-Saedi", ("al-Saedi",))
SAADI = Thing("wisam-mohammed-al-sadi", "Person", "Wisam Mohammed al-Saadi")
GUARD = Thing("ridge-guard", "ArmedGroup", "Ridge Guard")
PMF = Thing("popular-mobilization-forces", "UmbrellaGroup", "Popular Mobilization Forces")


def report(id: str, *people: Thing) -> Reading:
    builder = ReadingBuilder(id)
    for person in people:
        builder.says(person, "memberOf", GUARD)
    return builder.mentions(*people, GUARD, PMF).build()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "store", write=True) as opened:
        writer = Writer(opened, load_authority(), "test")
        for reading in (report("a", SAEDI), report("b", SAADI), report("c", SAEDI, SAADI)):
            writer.add(reading)
        writer.finish()
    return tmp_path / "store"


def decide(store: Path, number: int, kind: DecisionKind, *about: str, **more: object) -> list[tuple[str, str, str]]:
    at = datetime(2026, 11, 25, 12, number, tzinfo=UTC)
    path = store.parent / "decisions.ttl"
    add_decision(path, Decision(f"2026-11-25-{number:08x}", kind, about, "seen", "anna", at, **more))  # type: ignore[arg-type]
    return [(move.was, move.now, move.article) for move in decided(store, path).moves]


def asked(store: Path, where: str) -> set[tuple[str, ...]]:
    with Store.open(store) as opened:
        prefixes = "".join(f"PREFIX {name}: <{start}> " for name, start in {"id": iri.BASE, **iri.PREFIXES}.items())
        found = opened.query(f"{prefixes} SELECT * {{ {where} }}")
    assert isinstance(found, Answer)
    return {tuple(str(term).removeprefix(iri.BASE) for term in row) for row in found.rows}


def test_a_doubt_is_listed_until_it_is_decided(store: Path) -> None:
    none = store.parent / "decisions.ttl"
    (row,) = [[str(cell) for cell in row] for row in find_doubts(store, none).rows]
    assert (row[2], row[4]) == ("Abu Baqir al-Saedi", "Wisam Mohammed al-Saadi")
    assert "kunya" in row[5]
    assert "ridge-guard" in row[5]
    decide(store, 1, DecisionKind.DIFFERENT, SAEDI.id, SAADI.id)
    assert find_doubts(store, none).rows == ()


def test_one_that_was_two_has_all_names_and_answers_to_both_iris(store: Path) -> None:
    moves = decide(store, 1, DecisionKind.MERGE, SAEDI.id, SAADI.id)
    assert moves == [(SAADI.id, SAEDI.id, "b"), (SAADI.id, SAEDI.id, "c")]
    assert asked(store, f"id:{SAEDI.id} rdfs:label ?name") == {("Abu Baqir al-Saedi",)}
    assert asked(store, f"id:{SAEDI.id} skos:altLabel ?name") == {("al-Saedi",), ("Wisam Mohammed al-Saadi",)}
    assert asked(store, f"id:{SAEDI.id} kg:formerly ?old") == {(SAADI.id,)}
    assert asked(store, f"id:{SAADI.id} ?p ?o") == set()
    assert find_doubts(store, store.parent / "decisions.ttl").rows == ()
    assert decide(store, 2, DecisionKind.UNDO, "2026-11-25-00000001") == [
        (SAEDI.id, SAADI.id, "b"), (SAEDI.id, SAADI.id, "c")
    ]  # fmt: skip


def test_one_name_of_two_men_can_be_parted_by_article(store: Path) -> None:
    assert mentions_of(store, SAEDI.id, ["a"]) == (SAEDI.id,)
    assert mentions_of(store, SAEDI.id, ["b"]) == ()
    decide(store, 1, DecisionKind.SPLIT, SAEDI.id, articles=("a",))
    label = 'rdfs:label "Abu Baqir al-Saedi"'
    (parted,) = asked(store, f"<{iri.article_iri('a')}> kg:mentions ?who . ?who {label}")
    assert asked(store, f"<{iri.article_iri('c')}> kg:mentions ?who . ?who {label}") == {(SAEDI.id,)}
    assert parted != (SAEDI.id,)


def test_a_name_can_be_given_also_to_an_entry_of_the_authority_file(store: Path) -> None:
    before = asked(store, f"id:{PMF.id} rdfs:label|skos:altLabel ?name")
    decide(store, 1, DecisionKind.RENAME, PMF.id, name="The Hashd")
    assert asked(store, f"id:{PMF.id} rdfs:label ?name") == {("The Hashd",)}
    assert asked(store, f"id:{PMF.id} rdfs:label|skos:altLabel ?name") == before | {("The Hashd",)}
    decide(store, 2, DecisionKind.UNDO, "2026-11-25-00000001")
    assert asked(store, f"id:{PMF.id} rdfs:label ?name") == {("Popular Mobilization Forces",)}


def test_decisions_stand_in_the_graph(store: Path) -> None:
    decide(store, 1, DecisionKind.DIFFERENT, SAEDI.id, SAADI.id)
    rows = asked(store, "?d a kg:Decision ; kg:decides ?kind ; kg:decidedBy ?who ; kg:reason ?why")
    assert rows == {("decision/2026-11-25-00000001", "different", "anna", "seen")}


def test_an_article_is_taken_out_and_one_that_is_not_there_is_told(store: Path) -> None:
    retract_article(store, store.parent / "decisions.ttl", "a")
    assert asked(store, "?article a kg:Article") == {("article/b",), ("article/c",)}
    with pytest.raises(UnknownName, match="no article 'a'"):
        retract_article(store, store.parent / "decisions.ttl", "a")
    with pytest.raises(StoreError, match="no store"):
        retract_article(store.parent / "elsewhere", store.parent / "decisions.ttl", "a")
    assert not (store.parent / "elsewhere").exists()


STORY = " ".join(f"word{n} of the story that a wire sent to many papers" for n in range(30))


@pytest.mark.parametrize("order", ["pqr", "rqp"])
def test_a_story_that_two_papers_print_is_one_source(tmp_path: Path, order: str) -> None:
    def printed(id: str, text: str) -> Reading:
        reading = ReadingBuilder(id).says(GUARD, "partOf", PMF).build()
        whole = f"{reading.article.text} {text}"
        from dataclasses import replace

        from kg.model import Span

        return replace(reading, article=replace(reading.article, text=whole, body=(Span(0, len(whole)),)))

    texts = {"p": STORY, "q": f"Another headline. {STORY}", "r": STORY.replace("story", "tale").replace("wire", "desk")}
    for id in order:
        with Store.open(tmp_path / "store", write=True) as opened:
            writer = Writer(opened, (), "test")
            writer.add(printed(id, texts[id]))
            writer.finish()
    clusters = "?article kg:sourceCluster ?source"
    assert asked(tmp_path / "store", clusters) == {
        ("article/p", "source/p"),
        ("article/q", "source/p"),
        ("article/r", "source/r"),
    }
    retract_article(tmp_path / "store", tmp_path / "decisions.ttl", "p")
    assert asked(tmp_path / "store", clusters) == {("article/q", "source/q"), ("article/r", "source/r")}


def test_a_name_that_could_be_either_of_two_men_is_neither(tmp_path: Path) -> None:
    ali = Thing("hassan-ali-al-tamimi", "Person", "Hassan Ali al-Tamimi")
    karim = Thing("hassan-karim-al-tamimi", "Person", "Hassan Karim al-Tamimi")
    either = Thing("hassan-al-tamimi", "Person", "Hassan al-Tamimi")
    for known, count in (((ali, either), 1), ((ali, karim, either), 3)):
        path = tmp_path / str(count)
        with Store.open(path, write=True) as opened:
            writer = Writer(opened, (), "test")
            for number, person in enumerate(known):
                writer.add(report(f"r{number}", person))
            writer.finish()
        people = asked(path, "[] kg:mentions ?who . ?who a kg:Person")
        assert len(people) == count
