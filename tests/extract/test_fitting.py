"""Whether two tellings of an article are of one event: what speaks for it, and what tells them apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.dates import When
from kg.extract.fitting import AGAIN, SAME, Fitting, kinds_agree
from kg.extract.telling import ATTACKS, Role, Telling
from kg.extract.view import views
from kg.model import Modality, Thing
from tests.extract.build import PIPELINE, article

VIEWS = views(PIPELINE.document(article("One fell. " * 12)))
HOMS, JORDAN = Thing("homs", "City", "Homs"), Thing("jordan", "Country", "Jordan")
SYRIA = Thing("syria", "Country", "Syria")
BRIGADE, FRONT = Thing("ansar-brigade", "ArmedGroup", "A"), Thing("northern-front", "UmbrellaGroup", "N")
US, US_ARMY = Thing("government-of-us", "Government", "US"), Thing("armed-forces-of-us", "Military", "US forces")
ISRAEL = Thing("government-of-israel", "Government", "Israel")
MADSEN, HADDAD = Thing("lars-madsen", "Person", "M"), Thing("karim-haddad", "Person", "H")
FIT = Fitting({"homs": {"syria"}}, {"lars-madsen": {"northern-front"}}, {"syria", "jordan"})


def told(kind: str = "Strike", sentence: int = 0, **roles: Any) -> Telling:
    """A telling; roles in words, `when`, `definite` and `plural` as fields."""
    view = VIEWS[sentence]
    fields = {name: roles.pop(name) for name in ("when", "definite", "plural", "seen") if name in roles}
    telling = Telling(kind, view, 0, 3, view.passage(), **fields)
    for name, fillers in roles.items():
        for filler in fillers if isinstance(fillers, list) else [fillers]:
            telling.add(name, filler, view.passage())
    return telling


def day(number: int) -> When:
    return When(0, 1, date(2024, 3, number), date(2024, 3, number))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"victim": MADSEN}, {"victim": HADDAD}),
        ({"when": day(3)}, {"when": day(4)}),
        ({"place": HOMS}, {"place": JORDAN}),
        ({"perpetrator": US}, {"perpetrator": ISRAEL}),
    ],
)
def test_what_tells_two_apart(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert FIT.score(told(**one), told(**two)) is None
    assert FIT.score(told(**two), told(**one)) is None


def test_who_attacks_in_one_is_hardly_attacked_in_the_other() -> None:
    one, two = told(perpetrator=US, place=HOMS, when=day(3)), told(victim=US_ARMY, place=HOMS, when=day(3))
    assert (FIT.score(one, two) or 0) < SAME
    other = told(victim=BRIGADE, place=HOMS, when=day(3))
    assert (FIT.score(one, other) or 0) >= SAME


def test_an_unsure_doer_tells_nothing_apart() -> None:
    one, two = told(perpetrator=US, victim=MADSEN), told(perpetrator=ISRAEL, victim=MADSEN)
    two.roles = [replace(role, sure=0.5) if role.name == "perpetrator" else role for role in two.roles]
    assert (FIT.score(one, two) or 0) >= AGAIN


def test_who_denies_it_has_not_done_it() -> None:
    one, two = (told(perpetrator=US, place=HOMS, when=day(3)), told(place=HOMS, when=day(3)))
    assert (FIT.score(one, two) or 0) >= SAME
    two.roles.append(Role("perpetrator", US_ARMY, VIEWS[0].passage(), Modality.DENIED))
    assert (FIT.score(one, two) or 0) < SAME


def test_both_sides_of_a_fight_on_the_ground_attack_and_are_attacked() -> None:
    one, two = (told("GroundAttack", **{role: BRIGADE}, place=HOMS) for role in ("perpetrator", "victim"))
    assert FIT.score(one, two) is not None


@pytest.mark.parametrize(
    "more",
    [
        {"victim": MADSEN},
        {"when": day(3)},
        {"killed": 3, "target": FRONT},
        {"place": HOMS, "target": FRONT},
    ],
)
def test_what_speaks_for_one(more: dict[str, Any]) -> None:
    assert (FIT.score(told(**more), told(**more)) or 0) >= SAME


def test_the_strike_looks_back_and_less_the_further() -> None:
    event = told(place=HOMS, perpetrator=US)
    near, far = (FIT.score(told(sentence=n, definite=True), event) for n in (1, 9))
    assert near is not None
    assert far is not None
    assert near > far
    assert near >= SAME
    assert (FIT.score(told(sentence=1), event) or 0) < SAME


def test_the_turkish_strike_is_another() -> None:
    event = told(place=HOMS)
    assert (FIT.score(told(sentence=1, definite=True, perpetrator=US), event) or 0) < SAME


def test_what_the_article_opens_with_draws_what_is_told_without_day_and_place() -> None:
    event = told(place=HOMS, perpetrator=US, target=BRIGADE, seen=True)
    later = told(sentence=7, perpetrator=US)
    assert (FIT.score(later, event) or 0) < SAME <= (FIT.score(later, event, lead=True) or 0)
    elsewhere = told(sentence=7, perpetrator=US, place=[SYRIA, JORDAN])
    assert (FIT.score(elsewhere, event, lead=True) or 0) < SAME
    otherwise = told("RocketAttack", sentence=7, perpetrator=US)
    assert (FIT.score(otherwise, event, lead=True) or 0) < SAME
    event.seen = False  # words alone do not tell well enough what the article opens with
    assert (FIT.score(later, event, lead=True) or 0) < SAME


def test_many_strikes_are_not_the_one_strike() -> None:
    event = told(place=HOMS, perpetrator=US)
    assert (FIT.score(told(sentence=1, definite=True, plural=True), event) or 0) < SAME


def test_one_toll_in_one_sentence_is_one_event_wherever_it_lies() -> None:
    assert (FIT.score(told(place=HOMS, killed=40), told(place=JORDAN, killed=40)) or 0) >= SAME
    assert FIT.score(told(sentence=1, place=HOMS, killed=40), told(place=JORDAN, killed=40)) is None


def test_what_the_model_takes_for_one_may_be_of_two_kinds() -> None:
    one, two = told("RocketAttack", sentence=1), told("GroundAttack")
    assert FIT.score(one, two) is None
    assert FIT.score(one, two, same=True) is not None


@given(st.sampled_from(sorted(ATTACKS)), st.sampled_from(sorted(ATTACKS)))
def test_kinds_agree_both_ways(one: str, two: str) -> None:
    assert kinds_agree(one, two) == kinds_agree(two, one)
    assert kinds_agree(one, one)
    assert kinds_agree("Attack", two)
