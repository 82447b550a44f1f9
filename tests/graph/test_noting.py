from __future__ import annotations

from datetime import UTC, date, datetime

from kg.graph.noting import Notes, note
from kg.graph.triples import claim_key
from kg.identity.ruling import Ruling
from kg.model import Decision, DecisionKind, Reading, Thing
from tests.conftest import ReadingBuilder

SAEDI = Thing("abu-baqir-al-sadi", "Person", "Abu Baqir al-Saedi")
AHMED = Thing("abu-ahmed", "Person", "Abu Ahmed")
KH = Thing("kataib-hezbollah", "ArmedGroup", "Kataib Hezbollah")
BAGHDAD = Thing("baghdad", "City", "Baghdad")
FEB_7 = date(2024, 2, 7)


def noted(reading: Reading, *decisions: Decision) -> Notes:
    return note(reading, Ruling(decisions), known=lambda id: id == KH.id)


def strike(article: str, *roles: tuple[str, Thing | int], day: date | None = FEB_7) -> ReadingBuilder:
    builder = ReadingBuilder(article)
    event = Thing(f"{article}/event-1", "DroneStrike", "Drone strike")
    for role, value in roles:
        builder.says(event, role, value)
    if day:
        builder.says(event, "earliest", datetime(day.year, day.month, day.day, tzinfo=UTC))
        builder.says(event, "latest", datetime(day.year, day.month, day.day, 23, tzinfo=UTC))
    return builder


def decided(kind: DecisionKind, *about: str, articles: tuple[str, ...] = ()) -> Decision:
    return Decision("2026-11-25-00000001", kind, about, "why", "tester", datetime(2026, 11, 25, tzinfo=UTC), articles)


def test_a_name_that_many_bear_is_its_articles_own() -> None:
    one = noted(ReadingBuilder("a").mentions(AHMED, SAEDI, KH).build()).own
    two = noted(ReadingBuilder("b").mentions(AHMED, SAEDI, KH).build()).own
    assert one["abu-ahmed"] != two["abu-ahmed"]
    assert one["abu-ahmed"].startswith("abu-ahmed-")
    assert one[SAEDI.id] == two[SAEDI.id] == SAEDI.id
    assert one[KH.id] == KH.id


def test_the_same_telling_of_two_articles_is_one_and_too_vague_ones_are_two() -> None:
    roles = (("victim", SAEDI), ("place", BAGHDAD))
    one, two = (noted(strike(id, *roles).build()) for id in "ab")
    assert one.own["a/event-1"] == two.own["b/event-1"]
    assert one.called["a/event-1"] != two.called["b/event-1"]
    vague = [noted(strike(id, ("place", BAGHDAD), day=None).build()).own[f"{id}/event-1"] for id in "ab"]
    assert vague[0] != vague[1]


def test_what_an_event_would_be_called_outlives_another_toll() -> None:
    one = noted(strike("a", ("victim", SAEDI), ("killed", 2)).build())
    two = noted(strike("a", ("victim", SAEDI), ("killed", 3)).build())
    assert one.called == two.called
    assert one.own != two.own


def test_a_claim_that_was_rejected_tells_nothing() -> None:
    reading = strike("a", ("victim", SAEDI), ("killed", 2)).build()
    toll = next(claim for claim in reading.claims if claim.predicate == "killed")
    without = noted(reading, decided(DecisionKind.REJECT, claim_key("a", toll)))
    (profile,) = [value for _, relation, value in without.rows if relation == "profile"]
    assert "killed" not in profile
    assert any('"killed":[2]' in value for _, relation, value in noted(reading).rows if relation == "profile")


def test_what_was_split_off_has_an_id_of_its_own_in_that_article_alone() -> None:
    decision = decided(DecisionKind.SPLIT, SAEDI.id, articles=("a",))
    one = noted(ReadingBuilder("a").mentions(SAEDI).build(), decision)
    two = noted(ReadingBuilder("b").mentions(SAEDI).build(), decision)
    assert one.own[SAEDI.id] != SAEDI.id
    assert two.own[SAEDI.id] == SAEDI.id
    assert (one.own[SAEDI.id], "split", decision.id) in one.rows


def test_talks_with_a_coalition_beside_its_leader_are_talks_with_the_leader() -> None:
    us = Thing("government-of-united-states", "Government", "Government of the United States", ("US",))
    iraq = Thing("government-of-iraq", "Government", "Government of Iraq", ("Iraq",))
    coalition = Thing("coalition", "Military", "Global Coalition", ("US-led coalition",))
    other = Thing("french-coalition", "Military", "Coalition", ("French-led coalition",))

    def parties(article: str, *who: Thing) -> str:
        builder = ReadingBuilder(article).mentions(*who)
        for one in who:
            builder.says(Thing(f"{article}/event-1", "Talks", "Talks"), "participant", one)
        (profile,) = [v for _, relation, v in noted(builder.build()).rows if relation == "profile"]
        return profile

    assert parties("a", us, iraq, coalition) == parties("b", us, iraq)
    assert parties("a", us, iraq, other) != parties("b", us, iraq)
    assert parties("a", iraq, coalition) != parties("b", iraq)
