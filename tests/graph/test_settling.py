"""What stands in a store is a function of the articles in it and of what people decided."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.graph.authority import load_authority
from kg.graph.settling import Settler
from kg.graph.store import Store
from kg.graph.writer import Writer
from kg.model import Decision, DecisionKind, Modality, Reading, Thing
from tests.conftest import ReadingBuilder

BAGHDAD = Thing("baghdad", "City", "Baghdad")
IRAQ = Thing("iraq", "Country", "Iraq")
US = Thing("government-of-united-states", "Government", "Government of the United States")
FORCES = Thing("armed-forces-of-united-states", "Military", "Armed forces of the United States")
KH = Thing("kataib-hezbollah", "ArmedGroup", "Kataib Hezbollah")
GUARD = Thing("northern-ridge-guard", "ArmedGroup", "Northern Ridge Guard")
GUARDS = Thing("northern-ridge-guards", "ArmedGroup", "Northern Ridge Guards")
FEB_7, FEB_9, JAN_4 = date(2024, 2, 7), date(2024, 2, 9), date(2024, 1, 4)


def person(id: str, name: str, *others: str) -> Thing:
    return Thing(id, "Person", name, others)


SAEDI = person("abu-baqir-al-sadi", "Abu Baqir al-Saedi", "Saedi")
SAADI = person("wisam-mohammed-al-sadi", "Wisam Mohammed al-Saadi")
WISSAM = person("wissam-al-sadi", "Wissam al-Saedi")
TALIB = person("mushtaq-talib-al-saidi", "Mushtaq Talib al-Saidi", "Abu Taqwa")
NOM = person("abu-taqwa", "Abu Taqwa")
OFFICIAL = Thing("i/actor-40", "Actor", "an official", unnamed=True)


def tell(
    id: str,
    day: date | None,
    victim: Thing,
    *more: tuple[str, Thing | int],
    group: Thing = KH,
    kind: str = "DroneStrike",
) -> Reading:
    builder = ReadingBuilder(id, published=day)
    event = Thing(f"{id}/event-1", kind, f"{kind} told by {id}")
    post = Thing(f"position/{victim.id}-{group.id}-commander", "Position", f"commander, {group.label}")
    builder.says(event, "victim", victim).says(event, "place", BAGHDAD).says(event, "perpetrator", FORCES)
    builder.says(post, "holder", victim).says(post, "organization", group).says(post, "title", "commander")
    for role, value in more:
        builder.says(event, role, value)
    if day:
        builder.says(event, "earliest", datetime(day.year, day.month, day.day, tzinfo=UTC))
        builder.says(event, "latest", datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC))
    return builder.mentions(victim, group, BAGHDAD).build()


READINGS = {
    reading.article.id: reading
    for reading in (
        tell("a", FEB_7, SAEDI, ("killed", 2)),
        tell("b", FEB_7, SAADI, ("killed", 3), kind="AirStrike"),
        tell("c", None, WISSAM, group=GUARD),
        tell("d", JAN_4, TALIB, ("killed", 2), group=GUARDS),
        tell("e", FEB_9, NOM, group=GUARD),
        tell("f", JAN_4, NOM, ("killed", 2), group=GUARDS),
        ReadingBuilder("g").says(GUARD, "partOf", KH).says(GUARDS, "backedBy", US, Modality.DENIED).build(),
        ReadingBuilder("h").says(GUARDS, "partOf", KH).says(BAGHDAD, "locatedIn", IRAQ).build(),
        ReadingBuilder("i").says(GUARD, "affiliatedWith", KH).says(OFFICIAL, "memberOf", GUARDS).build(),
        ReadingBuilder("j").says(KH, "affiliatedWith", GUARD).says(TALIB, "memberOf", GUARD).build(),
    )
}


def decision(number: int, kind: DecisionKind, *about: str, articles: tuple[str, ...] = (), name: str = "") -> Decision:
    at = datetime(2026, 11, 25, 12, number, tzinfo=UTC)
    return Decision(f"2026-11-25-{number:08x}", kind, about, "a test", "tester", at, articles, name)


@cache
def a_claim() -> str:
    from kg.graph.triples import claim_key

    reading = READINGS["a"]
    return claim_key("a", next(claim for claim in reading.claims if claim.predicate == "killed"))


def decisions() -> dict[str, Decision]:
    made = [
        decision(1, DecisionKind.SAME, TALIB.id, SAADI.id),
        decision(2, DecisionKind.DIFFERENT, SAEDI.id, SAADI.id),
        decision(3, DecisionKind.MERGE, GUARD.id, KH.id),
        decision(4, DecisionKind.SPLIT, SAEDI.id, articles=("a",)),
        decision(5, DecisionKind.REJECT, a_claim()),
        decision(6, DecisionKind.RENAME, KH.id, name="The Brigades"),
        decision(7, DecisionKind.MERGE, WISSAM.id, TALIB.id),
        decision(8, DecisionKind.ACCEPT, a_claim()),
        decision(9, DecisionKind.UNDO, "2026-11-25-00000003"),
        decision(10, DecisionKind.UNDO, "2026-11-25-00000001"),
    ]
    return {one.id: one for one in made}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has the ontology and the authority file, and no article."""
    path = tmp_path_factory.mktemp("empty") / "store"
    with Store.open(path, write=True) as store:
        writer = Writer(store, load_authority(), "test")
        writer.add(READINGS["g"])
        writer.finish()
        writer.remove("g")
        writer.finish()
    return path


def quads(path: Path) -> set[str]:
    """All that stands in a store, its index included, as text; blank nodes are the ontology's, and left out."""
    with Store.open(path) as store:
        every = store.database.quads_for_pattern(None, None, None, None)
        return {
            str(quad) for quad in every if not isinstance(quad.subject, ox.BlankNode) and "_:" not in str(quad.object)
        }


class Thorough(Settler):
    """Looks at the whole neighbourhood of each thing."""

    def _joins(self, *_: object) -> bool:
        return False


class Worlds:
    """Stores made in one go, by what is in them, and without short cuts."""

    def __init__(self, empty: Path, folder: Path) -> None:
        self._empty = empty
        self._folder = folder
        self._known: dict[tuple[frozenset[str], frozenset[str]], set[str]] = {}

    def of(self, articles: frozenset[str], made: frozenset[str]) -> set[str]:
        if (articles, made) not in self._known:
            path = self._folder / f"world-{len(self._known)}"
            shutil.copytree(self._empty, path)
            with Store.open(path, write=True) as store, patch("kg.graph.writer.Settler", Thorough):
                writer = Writer(store, load_authority(), "test", decisions=[decisions()[id] for id in sorted(made)])
                for id in sorted(articles):
                    writer.add(READINGS[id])
                writer.finish()
            self._known[articles, made] = quads(path)
            shutil.rmtree(path)
        return self._known[articles, made]


@pytest.fixture(scope="module")
def worlds(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return Worlds(empty, tmp_path_factory.mktemp("worlds"))


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(("add", "add in commits of one")),
            st.lists(st.sampled_from(sorted(READINGS)), min_size=1, max_size=3, unique=True),
        ),
        st.tuples(st.just("remove"), st.lists(st.sampled_from(sorted(READINGS)), min_size=1, max_size=2, unique=True)),
        st.tuples(
            st.just("decide"), st.lists(st.sampled_from(sorted(decisions())), min_size=1, max_size=2, unique=True)
        ),
        st.tuples(
            st.just("forget"), st.lists(st.sampled_from(sorted(decisions())), min_size=1, max_size=2, unique=True)
        ),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_way_to_the_same_articles_and_decisions_gives_the_same_store(
    steps: list[tuple[str, list[str]]], empty: Path, worlds: Worlds, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("way") / "store"
    shutil.copytree(empty, path)
    articles: set[str] = set()
    made: set[str] = set()
    for verb, names in steps:
        with Store.open(path, write=True) as store:
            made = made | set(names) if verb == "decide" else made - set(names) if verb == "forget" else made
            chunk = 1 if verb == "add in commits of one" else 200
            writer = Writer(store, load_authority(), "test", chunk, [decisions()[id] for id in sorted(made)])
            for id in names if verb.startswith("add") else ():
                writer.add(READINGS[id])
                articles.add(id)
            for id in set(names) & articles if verb == "remove" else ():
                writer.remove(id)
                articles.discard(id)
            writer.finish()
    assert quads(path) == worlds.of(frozenset(articles), frozenset(made))
    shutil.rmtree(path.parent)
