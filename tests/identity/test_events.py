from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.events import EventTelling, judge, rules_out, same_state, weigh
from kg.identity.keys import keys

US, IRAQ = "government-of-united-states", "government-of-iraq"
US_FORCES = "armed-forces-of-united-states"
FEB_7 = (date(2024, 2, 7), date(2024, 2, 7))
BAGHDAD = {"places": frozenset({"baghdad"}), "around": frozenset({"baghdad", "iraq"}), "countries": frozenset({"iraq"})}
MASHTAL = BAGHDAD | {"places": frozenset({"mashtal"}), "around": frozenset({"mashtal", "baghdad", "iraq"})}
ERBIL = BAGHDAD | {"places": frozenset({"erbil"}), "around": frozenset({"erbil", "iraq"})}
JORDAN = dict.fromkeys(("places", "around", "countries"), frozenset({"jordan"}))
IRAQ_ALL = dict.fromkeys(("places", "around", "countries"), frozenset({"iraq"}))


def attack(**told: object) -> EventTelling:
    sets = {name: frozenset(value) if isinstance(value, set) else value for name, value in told.items()}
    return EventTelling("e", "Attack", **sets)  # type: ignore[arg-type]


def shifted(days: int) -> frozenset[tuple[date, date]]:
    day = FEB_7[0] + timedelta(days)
    return frozenset({(day, day)})


STRIKE = attack(intervals={FEB_7}, persons={"saedi"}, perpetrators={US_FORCES}, killed={2}, **BAGHDAD)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("other toll", replace(STRIKE, killed=frozenset({3}))),
        ("other words for the state", replace(STRIKE, perpetrators=frozenset({US}))),
        ("unknown pair of perpetrators", replace(STRIKE, perpetrators=frozenset({"us-central-command"}))),
        ("a place within the place", replace(STRIKE, **MASHTAL)),
        ("the country alone", replace(STRIKE, **IRAQ_ALL)),
        ("the next day, same man", replace(STRIKE, intervals=shifted(1))),
        ("no date, same man", replace(STRIKE, intervals=frozenset())),
        ("nobody named, same day, place and perpetrator", replace(STRIKE, persons=frozenset())),
    ],
)
def test_one_event_told_in_other_words(name: str, other: EventTelling) -> None:
    assert judge(STRIKE, other), name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("another man", replace(STRIKE, persons=frozenset({"talib"}))),
        ("a month before", replace(STRIKE, intervals=shifted(-34))),
        ("two days later", replace(STRIKE, intervals=shifted(2))),
        ("another city", replace(STRIKE, **ERBIL)),
        ("another country", replace(STRIKE, **JORDAN)),
        ("another family", replace(STRIKE, family="AttackSeries")),
        (
            "another state behind it",
            replace(STRIKE, persons=frozenset(), perpetrators=frozenset({"government-of-israel"})),
        ),
        ("only the place", attack(**BAGHDAD)),
        ("only the day", attack(intervals={FEB_7})),
        ("only the perpetrator", attack(perpetrators={US_FORCES})),
        ("day and place, nobody named", attack(intervals={FEB_7}, **BAGHDAD)),
    ],
)
def test_what_is_another_event_or_may_be(name: str, other: EventTelling) -> None:
    assert judge(STRIKE, other) is None, name


def test_two_strikes_on_one_day_in_one_city_on_different_groups_stay_two() -> None:
    one = attack(intervals={FEB_7}, groups={"a"}, above={"a"}, perpetrators={US}, **BAGHDAD)
    two = replace(one, groups=frozenset({"b"}), above=frozenset({"b"}))
    assert judge(one, two) is None
    assert judge(one, replace(two, above=frozenset({"b", "a"}))), "b is part of a"


def test_an_attack_without_date_needs_country_target_and_toll() -> None:
    dated = attack(intervals={FEB_7}, groups={US_FORCES}, above={US_FORCES}, killed={3}, **JORDAN)
    undated = replace(dated, intervals=frozenset())
    assert judge(dated, undated)
    assert judge(dated, replace(undated, killed=frozenset())) is None
    assert judge(dated, replace(undated, groups=frozenset(), above=frozenset())) is None
    assert judge(dated, replace(undated, **IRAQ_ALL)) is None


def test_a_long_interval_dates_nothing() -> None:
    year = frozenset({(date(2024, 1, 1), date(2024, 12, 31))})
    one = attack(intervals={FEB_7}, groups={US_FORCES}, above={US_FORCES}, **IRAQ_ALL)
    assert judge(one, replace(one, intervals=year)) is None
    assert judge(one, replace(one, intervals=frozenset({(date(2024, 2, 1), date(2024, 2, 10))})))


def test_an_open_interval_still_excludes() -> None:
    one = attack(intervals={FEB_7}, persons={"saedi"})
    assert judge(one, replace(one, intervals=frozenset({(None, date(2024, 2, 20))})))
    assert judge(one, replace(one, intervals=frozenset({(None, date(2024, 1, 20))}))) is None


def series(**told: object) -> EventTelling:
    return replace(attack(groups={US_FORCES}, **told), family="AttackSeries")


def test_totals_join_by_target_country_and_begin() -> None:
    one = series(since={date(2023, 10, 17)}, **IRAQ_ALL)
    assert judge(one, series())
    assert judge(one, series(since={date(2023, 10, 1)}))
    assert judge(one, series(since={date(2020, 1, 1)})) is None
    assert judge(one, series(**JORDAN)) is None
    assert judge(one, replace(series(), groups=frozenset({"armed-forces-of-israel"}))) is None


def test_talks_join_by_all_participants() -> None:
    one = EventTelling("t", "Talks", participants=frozenset({US, IRAQ}))
    assert judge(one, replace(one, participants=frozenset({US_FORCES, IRAQ})))
    assert judge(one, replace(one, participants=frozenset({US, IRAQ, "government-of-iran"}))) is None
    assert judge(one, replace(one, participants=frozenset({US}))) is None
    dated = replace(one, intervals=frozenset({FEB_7}))
    assert judge(dated, replace(one, intervals=shifted(40))) is None


def test_deployments_join_by_force_places_and_strength() -> None:
    one = EventTelling(
        "d", "Deployment", places=frozenset({"iraq"}), perpetrators=frozenset({US_FORCES}), strengths=frozenset({2500})
    )
    assert judge(one, one)
    assert judge(one, replace(one, strengths=frozenset({900}))) is None
    assert judge(one, replace(one, places=frozenset({"iraq", "syria"}))) is None
    assert judge(one, replace(one, perpetrators=frozenset({"armed-forces-of-iran"}))) is None


def test_designations_join_by_who_is_designated_and_by_whom() -> None:
    one = EventTelling("d", "Designation", designated=frozenset({"kh"}), perpetrators=frozenset({US}))
    assert judge(one, one)
    assert judge(one, replace(one, designated=frozenset({"pmf"}))) is None
    assert judge(one, replace(one, perpetrators=frozenset({IRAQ}))) is None


def test_a_government_and_its_forces_are_one_state_and_nothing_else_is() -> None:
    assert same_state(US) == {US, US_FORCES}
    assert same_state("us-central-command") == {"us-central-command"}


# --- properties -----------------------------------------------------------------------------------------

NAMES = st.frozensets(st.sampled_from(["a", "b", US, US_FORCES, IRAQ]), max_size=2)
DAYS = st.dates(date(2024, 1, 25), date(2024, 2, 20))
INTERVALS = st.frozensets(
    st.tuples(st.none() | DAYS, st.none() | DAYS).filter(lambda i: i[0] is None or i[1] is None or i[0] <= i[1]),
    max_size=2,
)
COUNTRIES = {"baghdad": "iraq", "erbil": "iraq", "amman": "jordan", "iraq": "iraq", "jordan": "jordan"}


@st.composite
def tellings(draw: st.DrawFn) -> EventTelling:
    places = draw(st.frozensets(st.sampled_from(sorted(COUNTRIES)), max_size=2))
    countries = frozenset(COUNTRIES[place] for place in places)
    groups = draw(NAMES)
    return EventTelling(
        id=draw(st.sampled_from(["e", "f"])),
        family=draw(st.sampled_from(["Attack", "Attack", "AttackSeries", "Talks", "Designation", "Deployment"])),
        intervals=draw(INTERVALS),
        since=draw(st.frozensets(DAYS, max_size=1)),
        places=places,
        around=places | countries,
        countries=countries,
        persons=draw(st.frozensets(st.sampled_from(["saedi", "talib", "arouri"]), max_size=2)),
        groups=groups,
        above=groups | draw(NAMES),
        perpetrators=draw(NAMES),
        participants=draw(NAMES),
        designated=draw(NAMES),
        killed=draw(st.frozensets(st.integers(0, 3), max_size=2)),
        targets=draw(st.frozensets(st.sampled_from([80, 85]), max_size=1)),
        strengths=draw(st.frozensets(st.sampled_from([900, 2500]), max_size=1)),
    )


@given(tellings(), tellings())
def test_who_is_asked_first_changes_nothing(one: EventTelling, two: EventTelling) -> None:
    assert judge(one, two) == judge(two, one)


@given(tellings(), tellings())
def test_different_victims_and_families_are_never_joined(one: EventTelling, two: EventTelling) -> None:
    verdict = judge(one, two)
    if one.family != two.family:
        assert verdict is None
    if one.family == "Attack" and one.persons and two.persons and not one.persons & two.persons:
        assert verdict is None


@given(tellings(), tellings())
def test_what_is_joined_lies_in_one_country_if_both_say_where(one: EventTelling, two: EventTelling) -> None:
    if judge(one, two) and one.family in {"Attack", "AttackSeries", "Deployment"} and one.countries and two.countries:
        assert one.countries & two.countries


@st.composite
def retold(draw: st.DrawFn) -> tuple[EventTelling, EventTelling]:
    """Two tellings drawn apart are hardly ever one event: the second is the first, with some of it changed."""
    one, other = draw(tellings()), draw(tellings())
    names = [
        "intervals",
        "persons",
        "groups",
        "perpetrators",
        "killed",
        "targets",
        "participants",
        "designated",
        "since",
    ]
    taken = {name: getattr(other, name) for name in draw(st.sets(st.sampled_from(names), max_size=4))}
    if draw(st.booleans()):
        taken |= {name: getattr(other, name) for name in ("places", "around", "countries")}
    days = timedelta(draw(st.integers(-2, 2)))
    moved = frozenset(
        (begin and begin + days, end and end + days) for begin, end in taken.get("intervals", one.intervals)
    )
    return one, replace(one, **(taken | {"id": "g", "intervals": moved}))


@given(retold())
def test_two_that_are_one_find_each_other_by_their_keys(two: tuple[EventTelling, EventTelling]) -> None:
    first, second = two
    if judge(first, second):
        assert set(keys(first, looked_up=True)) & set(keys(second))
        assert set(keys(second, looked_up=True)) & set(keys(first))


@given(retold())
def test_what_is_ruled_out_is_not_joined_however_much_speaks_for_it(two: tuple[EventTelling, EventTelling]) -> None:
    first, second = two
    assert rules_out(first, second) == rules_out(second, first)
    if rules_out(first, second):
        assert judge(first, second) is None
    else:
        assert weigh(first, second) == weigh(second, first)
        assert (judge(first, second) is not None) == weigh(first, second)[1]


def test_a_toll_of_ten_by_the_same_in_the_same_place_is_one_without_a_date() -> None:
    one = attack(killed={16, 23}, perpetrators={US}, **IRAQ_ALL)
    assert judge(one, attack(killed={16}, perpetrators={US_FORCES}, **IRAQ_ALL))
    assert not judge(one, attack(killed={16}, perpetrators={"government-of-turkey"}, **IRAQ_ALL))
    assert not judge(replace(one, killed=frozenset({3})), attack(killed={3}, perpetrators={US}, **IRAQ_ALL))


def test_a_total_without_a_target_needs_doer_and_place() -> None:
    one = replace(attack(perpetrators={"irq"}, **IRAQ_ALL), family="AttackSeries")
    assert judge(one, replace(one, groups=frozenset({US_FORCES})))
    assert not judge(one, replace(one, perpetrators=frozenset({"houthis"})))
    assert not judge(one, replace(one, places=frozenset(), around=frozenset(), countries=frozenset()))
