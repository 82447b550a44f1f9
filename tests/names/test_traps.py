"""Pairs made to be mistaken: what looks alike and is two, what looks different and is one."""

from itertools import combinations

import pytest

from kg.names import Answer, compare, identifies, keys
from tests.names.trap import load_traps

TRAPS = load_traps()


def test_few_are_fallen_into() -> None:
    answers = [(compare(trap.one, trap.two, trap.kind).answer is Answer.yes, trap) for trap in TRAPS]
    said = [trap for yes, trap in answers if yes]
    wrong = [(trap.one, trap.two) for trap in said if not trap.same]
    missed = [(trap.one, trap.two) for yes, trap in answers if trap.same and not yes]
    assert len(TRAPS) >= 170
    assert len(wrong) <= 0.05 * len(said), wrong
    assert len(missed) <= 0.15 * sum(trap.same for trap in TRAPS), missed


@pytest.mark.parametrize("kind", ["Person", "Organization", "Place"])
def test_all_names_that_can_be_one_share_a_key(kind: str) -> None:
    names = sorted({name for trap in TRAPS if trap.kind == kind for name in (trap.one, trap.two)})
    looked_up = {name: keys(name, kind) for name in names}
    met = 0
    for one, two in combinations(names, 2):
        if looked_up[one].isdisjoint(looked_up[two]):
            assert compare(one, two, kind).answer is not Answer.yes, (one, two)
        else:
            met += 1
    assert met < 0.2 * len(names) ** 2 / 2  # and keys spare most of the work


def test_what_a_name_leaves_open_is_said() -> None:
    for one, two in [
        ("al-Saadi", "Hassan al-Saadi"),
        ("Abu Ahmed", "Abu Ahmed al-Jabouri"),
        ("Hassan", "Hassan Nasrallah"),
    ]:
        verdict = compare(one, two, "Person")
        assert verdict.answer is Answer.unsure
        assert "shared" in verdict.reason


@pytest.mark.parametrize(
    ("name", "kind", "alone"),
    [
        ("Abu Ahmed", "Person", False),
        ("Umm Ali", "Person", False),
        ("Hassan", "Person", False),
        ("al-Saadi", "Person", False),
        ("Sheikh Hassan", "Person", False),
        ("General Soleimani", "Person", False),
        ("M. al-Saadi", "Person", False),
        ("Ali Hassan", "Person", False),
        ("Abd al-Rahman", "Person", False),
        ("", "Person", False),
        ("Hassan al-Saadi", "Person", True),
        ("Abu Bakr al-Baghdadi", "Person", True),
        ("Qasem Soleimani", "Person", True),
        ("Sergei Lavrov", "Person", True),
        ('Wissam "Abu Baqir" al-Saadi', "Person", True),
        ("محمد شياع السوداني", "Person", True),
        ("Kataib Hezbollah", "Organization", True),
        ("Badr Organization", "Organization", True),
        ("the Army", "Organization", False),
        ("the Movement", "Organization", False),
        ("Mosul", "Place", True),
        ("the city", "Place", False),
    ],
)
def test_which_names_can_stand_alone(name: str, kind: str, alone: bool) -> None:
    assert identifies(name, kind) is alone
