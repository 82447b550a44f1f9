"""From when to when a relation is known to have held, and what the graph is like on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.lasting import Known, known_ranges
from kg.graph.narrowed import narrowed
from kg.graph.store import Store
from kg.graph.vocabulary import KG, thing_iri
from kg.model import Modality, Reading, Thing
from tests.conftest import ReadingBuilder, write

SCOUTS = Thing("ridge-scouts", "ArmedGroup", "Ridge Scouts")
BRIGADE = Thing("northern-ridge-brigade", "ArmedGroup", "Northern Ridge Brigade")
FRONT = Thing("front-of-the-rivers", "UmbrellaGroup", "Front of the Rivers")
KARIM = Thing("karim-haddad", "Person", "Karim Haddad")
POST = Thing("position/karim-haddad-chief", "Position", "chief")
STRIKE = Thing("strike", "AirStrike", "Air strike")
DAYS = st.dates(date(2030, 1, 1), date(2030, 12, 31))


def on(month: int, day: int = 1) -> date:
    return date(2030, month, day)


@dataclass
class Told(ReadingBuilder):
    """An article whose claims are of its own day, if it has one."""

    def build(self) -> Reading:
        reading = super().build()
        day = self.published and datetime(self.published.year, self.published.month, self.published.day, tzinfo=UTC)
        return replace(reading, claims=tuple(replace(claim, as_of=day) for claim in reading.claims))


def told(id: str, day: date | None) -> ReadingBuilder:
    return Told(id, published=day)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The brigade is in the front from March to September, the scouts in the brigade from May to June."""
    path = tmp_path / "store"
    post = told("e", on(4)).says(POST, "holder", KARIM).says(POST, "organization", FRONT).says(POST, "title", "chief")
    write(
        path,
        told("a", on(3)).says(BRIGADE, "partOf", FRONT).build(),
        told("b", on(9)).says(BRIGADE, "partOf", FRONT).says(STRIKE, "target", FRONT).build(),
        told("c", on(5)).says(SCOUTS, "partOf", BRIGADE).build(),
        told("d", on(6)).says(SCOUTS, "partOf", BRIGADE, Modality.HEDGED).build(),
        post.build(),
        told("f", on(11)).says(SCOUTS, "partOf", BRIGADE, Modality.DENIED).build(),
        told("g", on(12)).says(SCOUTS, "partOf", BRIGADE, Modality.INTENDED).build(),
        told("h", None).says(KARIM, "memberOf", BRIGADE).build(),
    )
    return path


def holds(store: Path, day: date, subject: Thing, predicate: str, object: Thing) -> bool:
    """Whether a fact is there on a day; things are found by their kind and label."""
    what = " ".join(
        f"?{name} a kg:{thing.kind} ; rdfs:label ?{name}Label ." for name, thing in (("s", subject), ("o", object))
    )
    with Store.open(store) as opened, narrowed(opened, on=day) as copy:
        rows = copy.select(f"SELECT ?sLabel ?oLabel {{ {what} ?s kg:{predicate} ?o }}")
        found = [(row["sLabel"].value, row["oLabel"].value) for row in rows]
    return any(one.startswith(subject.label) and other == object.label for one, other in found)


@pytest.mark.parametrize(
    ("day", "brigade", "scouts", "chain"),
    [
        (on(2), False, False, False),
        (on(3), True, False, False),
        (on(5), True, True, True),
        (on(6), True, True, True),
        (on(6, 2), True, False, False),
        (on(9), True, False, False),
        (on(9, 2), False, False, False),
        (on(11), False, False, False),
        (on(12), False, False, False),
    ],
)
def test_a_link_holds_between_the_first_and_last_day_and_a_chain_where_each_link_does(
    store, day, brigade, scouts, chain
) -> None:
    assert holds(store, day, BRIGADE, "partOf", FRONT) == brigade
    assert holds(store, day, SCOUTS, "partOf", BRIGADE) == scouts
    assert holds(store, day, SCOUTS, "partOf", FRONT) == chain


def test_a_post_holds_on_its_day_and_what_follows_from_it(store) -> None:
    assert holds(store, on(4), KARIM, "memberOf", FRONT)
    assert not holds(store, on(5), KARIM, "memberOf", FRONT)


def test_what_no_dated_article_says_is_known_on_no_day_and_events_stay(store) -> None:
    for day in (on(1), on(6), on(12)):
        assert not holds(store, day, KARIM, "memberOf", BRIGADE)
        assert holds(store, day, STRIKE, "target", FRONT)


def test_a_day_and_a_confidence_go_together(store) -> None:
    with Store.open(store) as opened, narrowed(opened, 0.9, on(5)) as copy:
        assert not list(copy.quads(predicate=ox.NamedNode(KG + "partOf")))  # these claims tell no confidence


def claim(
    predicate: str, value: str, day: date | None, modality: str = "Stated", review: str = ""
) -> dict[str, object]:
    made: dict[str, object] = {
        "subject": ox.NamedNode("urn:a"),
        "predicate": ox.NamedNode(KG + predicate),
        "object": ox.NamedNode(f"urn:{value}"),
        "modality": ox.NamedNode(KG + modality),
    }
    if day:
        made["asOf"] = ox.Literal(f"{day}T00:00:00Z")
    if review:
        made["review"] = ox.NamedNode(KG + review)
    return made


@given(st.lists(DAYS, min_size=1), DAYS)
def test_the_range_goes_from_the_first_day_to_the_last(days: list[date], day: date) -> None:
    (known,) = known_ranges(claim("partOf", "b", one) for one in days).values()
    assert (known.first, known.last) == (min(days), max(days))
    assert known.covers(day) == (min(days) <= day <= max(days))


@given(DAYS, st.integers(1, 300))
def test_what_does_not_count_widens_nothing(day: date, later: int) -> None:
    after = day + timedelta(later)
    claims = [claim("partOf", "b", day), claim("partOf", "b", after, "Denied"), claim("partOf", "b", after, "Intended")]
    claims += [claim("partOf", "b", after, review="Rejected"), claim("partOf", "b", None), claim("target", "b", after)]
    assert list(known_ranges(claims).values()) == [Known(day, day)]


def test_a_stated_start_of_a_post_widens_its_range() -> None:
    post = {"subject": ox.NamedNode(thing_iri(POST.id)), "modality": ox.NamedNode(KG + "Stated")}
    title = {**post, "predicate": ox.NamedNode(KG + "title"), "asOf": ox.Literal("2030-05-01T00:00:00Z")}
    since = {**post, "predicate": ox.NamedNode(KG + "since"), "value": ox.Literal("2028-01-01T00:00:00Z")}
    assert list(known_ranges([title, since]).values()) == [Known(date(2028, 1, 1), on(5))]
