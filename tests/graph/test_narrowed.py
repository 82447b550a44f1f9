"""What is left of a store when only claims count that were surely enough read."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.graph.change import Change
from kg.graph.check import run_checks
from kg.graph.inference import renew
from kg.graph.narrowed import FOLDER, KEPT, narrowed
from kg.graph.store import Store
from kg.graph.vocabulary import thing_iri
from kg.model import Modality, Reading, Thing
from tests.conftest import ReadingBuilder, write

STRIKE = Thing("one/event-1", "AirStrike", "Air strike")
OTHER = Thing("one/event-2", "Bombing", "Bombing")
KATAIB = Thing("kataib", "ArmedGroup", "Kataib", ("KH",))
PMF = Thing("pmf", "UmbrellaGroup", "PMF")
ALI = Thing("ali", "Person", "Ali Haddad")
BAGHDAD = Thing("baghdad", "City", "Baghdad")


def sure(reading: Reading, *confidences: float | None) -> Reading:
    claims = [replace(claim, confidence=one) for claim, one in zip(reading.claims, confidences, strict=True)]
    return replace(reading, claims=tuple(claims))


ONE = sure(
    ReadingBuilder("one")
    .says(KATAIB, "partOf", PMF)
    .says(STRIKE, "target", KATAIB)
    .says(STRIKE, "killed", 3)
    .says(OTHER, "place", BAGHDAD)
    .says(ALI, "leads", PMF)
    .says(ALI, "leads", KATAIB, Modality.DENIED)
    .says(STRIKE, "killed", 5)
    .mentions(KATAIB)
    .build(),
    0.9, 0.8, 0.6, 0.5, None, 0.95, 0.79,
)  # fmt: skip
TWO = sure(ReadingBuilder("two").says(KATAIB, "partOf", PMF).says(ALI, "leads", PMF).build(), 0.4, 0.81)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(tmp_path / "store", ONE, TWO)
    return tmp_path / "store"


def rows(store: Store, where: str) -> set[tuple[str, ...]]:
    """What a query of anybody finds, in the order of its variables, things by their local names."""
    columns = " ".join(dict.fromkeys(re.findall(r"\?\w+", where)))
    found = store.select(f"SELECT {columns} WHERE {{ {where} }}")
    return {tuple(value.value.rsplit("/id/")[-1] for value in row) for row in found}


def asked(path: Path, floor: float, where: str) -> set[tuple[str, ...]]:
    with Store.open(path) as store, narrowed(store, floor) as copy:
        return rows(copy, where)


def test_facts_stand_as_long_as_a_claim_supports_them(path):
    assert asked(path, 0.8, "?who kg:partOf ?whole") == {("kataib", "pmf")}
    assert asked(path, 0.95, "?who kg:partOf ?whole") == set()
    assert asked(path, 0.8, "?who kg:leads ?whom") == {("ali", "pmf")}  # by the second article


def test_an_unknown_confidence_is_below_every_floor(path):
    said = "?claim kg:predicate kg:leads ; kg:article ?article ; kg:modality kg:Stated"
    with Store.open(path) as store:
        assert {row[1] for row in rows(store, said)} == {"article/one", "article/two"}
    assert {row[1] for row in asked(path, 0.0, said)} == {"article/two"}
    assert len(asked(path, 0.0, "?claim a kg:Claim")) == 8


def test_a_denied_claim_supports_nothing_and_is_kept(path):
    assert asked(path, 0.9, "?claim kg:modality kg:Denied ; kg:object ?whom") != set()
    assert ("ali", "kataib") not in asked(path, 0.0, "?who kg:leads ?whom")


def test_events_and_quotes_that_nothing_speaks_of_go_with_their_names(path):
    ((event, name),) = asked(path, 0.5, "?event a kg:Bombing ; rdfs:label ?name")
    assert name == "Bombing"
    assert asked(path, 0.7, "?event a kg:Bombing") == set()
    assert asked(path, 0.7, f"<{thing_iri(event)}> ?p ?o") == set()
    assert len(asked(path, 0.8, "?quote a kg:Passage")) == len(asked(path, 0.8, "?claim a kg:Claim")) == 4


def test_what_an_article_names_keeps_its_kind_and_names(path):
    group = thing_iri("kataib")
    assert asked(path, 1.0, f"<{group}> a kg:ArmedGroup ; rdfs:label|skos:altLabel ?name") == {("Kataib",), ("KH",)}
    assert asked(path, 1.0, f"<{thing_iri('ali')}> a ?kind") == set()


def test_what_follows_is_made_anew(path):
    tolls = "[] kg:killedLow ?low ; kg:killedHigh ?high"
    assert asked(path, 0.5, tolls) == {("3", "5")}
    assert asked(path, 0.7, tolls) == {("5", "5")}
    assert asked(path, 0.9, tolls) == set()
    assert asked(path, 0.7, "?who kg:memberOf ?whom") == {("ali", "pmf")}  # who leads is a member
    assert asked(path, 0.9, "?who kg:memberOf ?whom") == set()


@pytest.mark.parametrize("floor", [0.0, 0.5, 0.8, 1.0])
def test_the_copy_has_no_faults(seed_store, tmp_path, floor):
    with Store.open(seed_store) as store, narrowed(store, floor) as copy:
        assert [found for found in run_checks(copy) if found.check.severity == "error"] == []
        inferred = renew(copy, Change(), anew=True)
        assert (inferred.added, inferred.removed) == ((), ())
        assert len(rows(copy, "?claim a kg:Claim")) <= len(rows(store, "?claim a kg:Claim"))


def test_a_copy_serves_until_the_store_changes(path):
    with Store.open(path) as store, narrowed(store, 0.8) as copy:
        first = copy.path
    assert first.parent == path / FOLDER
    with Store.open(path) as store, narrowed(store, 0.796) as copy:  # no claim lies between
        assert copy.path == first
    write(path, sure(ReadingBuilder("three").says(ALI, "memberOf", PMF).build(), 0.8))
    assert ("ali", "pmf") in asked(path, 0.8, "?who kg:memberOf ?whom")
    assert not first.exists()
    assert len(list((path / FOLDER).iterdir())) == 1


def test_few_copies_are_kept_and_none_that_is_read_is_removed(path):
    with Store.open(path) as store, narrowed(store, 0.1) as read:
        for floor in (0.2, 0.3, 0.4, 0.5, 0.6):
            with narrowed(store, floor):
                pass
        assert rows(read, "?claim a kg:Claim")
        assert len(list((path / FOLDER).iterdir())) == KEPT + 1
    (path / FOLDER / "making-99999999-left").mkdir()
    asked(path, 0.7, "?claim a kg:Claim")
    assert len(list((path / FOLDER).iterdir())) == KEPT


def test_a_store_where_nothing_can_be_written_is_copied_elsewhere(path):
    (path / FOLDER).write_text("in the way")
    with Store.open(path) as store, narrowed(store, 0.8) as copy:
        elsewhere = copy.path
        assert path not in elsewhere.parents
        assert rows(copy, "?who kg:partOf ?whole") == {("kataib", "pmf")}
    assert not elsewhere.exists()


def test_the_store_itself_is_left_as_it_is(path):
    with Store.open(path) as store:
        before = rows(store, "?s ?p ?o")
        with narrowed(store, 1.0):
            pass
        assert rows(store, "?s ?p ?o") == before


@pytest.mark.parametrize("floor", [-0.1, 1.5, float("nan")])
def test_a_floor_that_is_none_is_told(path, floor):
    with Store.open(path) as store, pytest.raises(KgError, match="0 to 1"), narrowed(store, floor):
        pass
