from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.identity.events import EventTelling
from kg.identity.people import Named, judge_named
from kg.names import Answer

FEB_7 = frozenset({(date(2024, 2, 7), date(2024, 2, 7))})
JAN_4 = frozenset({(date(2024, 1, 4), date(2024, 1, 4))})
BAGHDAD = dict.fromkeys(("places", "around"), frozenset({"baghdad"}))
DEATH = EventTelling("e", "Attack", FEB_7, persons=frozenset({"x"}), **BAGHDAD)
EARLIER = replace(DEATH, intervals=JAN_4)


def man(name: str, *others: str, **more: object) -> Named:
    id = name.lower().replace(" ", "-")
    return Named(id, "Person", frozenset({"Person"}), frozenset({name}), frozenset({name, *others}), **more)  # type: ignore[arg-type]


SAEDI = man("Abu Baqir al-Saedi", "al-Saedi", groups=frozenset({"kh"}), hits=(DEATH,))
WISAM = man("Wisam Mohammed Saber al-Saadi", groups=frozenset({"kh"}), hits=(DEATH,))
TALIB = man("Mushtaq Talib al-Saidi", "Abu Taqwa", groups=frozenset({"nujaba"}), hits=(EARLIER,))


@pytest.mark.parametrize(
    ("what", "one", "two", "answer"),
    [
        ("two spellings", SAEDI, man("Abu Baqir al-Saadi"), Answer.yes),
        ("a kunya and a given name, one death", SAEDI, WISAM, Answer.yes),
        ("the same without a death", replace(SAEDI, hits=()), WISAM, Answer.unsure),
        ("another death", SAEDI, TALIB, Answer.unsure),
        ("two spellings, and other deaths", SAEDI, replace(man("Abu Baqir al-Saadi"), hits=(EARLIER,)), Answer.unsure),
        ("the same post in the same group", *(
            replace(named, hits=(), posts=frozenset({"kh commander"})) for named in (SAEDI, WISAM)
        ), Answer.yes),
        ("a kunya alone", man("Abu Ahmed"), man("Abu Ahmed"), Answer.unsure),
        ("a family name alone", man("al-Saadi"), SAEDI, Answer.unsure),
        ("other given names", man("Rami Makhlouf", "Makhlouf"), man("Ihab Makhlouf", "Makhlouf"), Answer.no),
    ],
)  # fmt: skip
def test_names_and_what_is_said_of_them(what: str, one: Named, two: Named, answer: Answer) -> None:
    judgement = judge_named(one, two)
    assert judgement.answer is answer, (what, judgement)
    assert judgement.reasons or judgement.against
    assert judge_named(two, one).answer is answer


def test_two_entries_of_the_authority_file_are_never_one() -> None:
    one = replace(SAEDI, known=True)
    assert judge_named(one, replace(one, id="other")).answer is Answer.no
    assert judge_named(one, man("Abu Baqir al-Saadi")).answer is Answer.yes


def test_a_person_is_no_group_and_a_ministry_no_militia() -> None:
    group = Named("g", "Organization", frozenset({"ArmedGroup"}), frozenset({"Northern Guard"}))
    assert judge_named(group, replace(group, id="h", kinds=frozenset({"GovernmentBody"}))).answer is Answer.no
    assert judge_named(group, replace(group, id="h", kinds=frozenset({"UmbrellaGroup"}))).answer is Answer.yes
    assert judge_named(group, man("Northern Guard")).answer is Answer.no


def test_short_forms_of_groups_say_nothing() -> None:
    one = Named("a", "Organization", frozenset({"GovernmentBody"}), frozenset({"Defense Ministry of Mali"}))
    two = replace(one, id="b", labels=frozenset({"Defense Ministry of Chad"}))
    short = frozenset({"Defense Ministry"})
    assert judge_named(replace(one, names=short), replace(two, names=short)).answer is not Answer.yes


def test_initials_alone_may_be_anothers() -> None:
    long = Named("a", "Organization", frozenset({"ArmedGroup"}), frozenset({"Syrian Democratic Forces"}))
    short = replace(long, id="b", labels=frozenset({"SDF"}))
    assert judge_named(long, short).answer is Answer.unsure
    assert judge_named(replace(long, known=True), replace(long, id="c")).answer is Answer.yes
    assert judge_named(short, replace(short, id="d")).answer is Answer.yes
