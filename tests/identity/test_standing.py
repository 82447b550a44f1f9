"""Which decisions hold: undone, put back, overruled."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kg.identity.standing import standing, undone
from kg.model import Decision, DecisionKind

DAY = datetime(2031, 3, 4, tzinfo=UTC)
PAIRS = (DecisionKind.MERGE, DecisionKind.SAME, DecisionKind.DIFFERENT)


def made(number: int, kind: str, *about: str, name: str = "", minutes: int | None = None) -> Decision:
    at = DAY + timedelta(minutes=number if minutes is None else minutes)
    articles = ("x",) if kind == "split" else ()
    return Decision(f"d{number}", DecisionKind(kind), about, "seen", "anna", at, articles, name)


def held(*decisions: Decision) -> list[str]:
    return [decision.id for decision in standing(decisions)]


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    """Decisions about few things, so that many meet; undos are of earlier ones, undos included."""
    decisions: list[Decision] = []
    for number in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from([one for one in DecisionKind if decisions or one is not DecisionKind.UNDO]))
        if kind in PAIRS:
            about = tuple(draw(st.permutations(["a", "b", "c"])))[:2]
        elif kind is DecisionKind.UNDO:
            about = (draw(st.sampled_from(decisions)).id,)
        else:
            about = (draw(st.sampled_from(["a", "b"])),)
        name = draw(st.sampled_from("NM")) if kind is DecisionKind.RENAME else ""
        decisions.append(made(number, kind, *about, name=name, minutes=draw(st.integers(0, 3))))
    return decisions


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_is_nothing(history, random):
    mixed = random.sample(history, len(history))
    assert standing(mixed) == standing(history)
    assert undone(mixed) == undone(history)
    assert standing(history + mixed) == standing(history)


@given(histories(), st.data())
def test_an_undo_gives_what_was_before(history, data):
    *before, last = history
    undo = made(98, "undo", last.id)
    assert standing([*history, undo]) == standing(before)
    assert standing([*history, undo, made(99, "undo", undo.id)]) == standing(history)


@given(histories())
def test_what_holds_was_decided_and_is_not_undone_and_does_not_contradict_itself(history):
    holding = standing(history)
    assert set(holding) <= set(history)
    assert not {one.id for one in holding} & undone(history)
    assert DecisionKind.UNDO not in {one.kind for one in holding}
    assert list(holding) == sorted(holding, key=lambda one: (one.at, one.id))
    for one in holding:
        for other in holding:
            if one.kind in PAIRS and other.kind in PAIRS and set(one.about) == set(other.about):
                assert (one.kind is DecisionKind.DIFFERENT) == (other.kind is DecisionKind.DIFFERENT)
            if one.about == other.about:
                assert {one.kind, other.kind} != {DecisionKind.ACCEPT, DecisionKind.REJECT}


@given(histories())
def test_what_holds_holds_without_the_rest(history):
    assert standing(standing(history)) == standing(history)


def test_the_later_of_two_that_contradict_each_other_wins():
    one, two = made(1, "merge", "a", "b"), made(2, "different", "b", "a")
    assert held(one, two) == ["d2"]
    assert held(one, two, made(3, "same", "a", "b")) == ["d1", "d3"]
    assert held(one, made(2, "different", "a", "c")) == ["d1", "d2"]
    assert held(made(1, "accept", "c"), made(2, "reject", "c")) == ["d2"]
    assert held(made(1, "rename", "a", name="N"), made(2, "rename", "a", name="M")) == ["d2"]


def test_of_two_merges_the_later_says_which_name_stays():
    assert held(made(1, "merge", "a", "b"), made(2, "merge", "b", "a")) == ["d2"]
    assert held(made(1, "merge", "a", "b"), made(2, "same", "b", "a")) == ["d1", "d2"]


def test_splits_and_reviews_of_other_things_stand_side_by_side():
    every = [made(1, "split", "a"), made(2, "split", "a"), made(3, "reject", "c"), made(4, "accept", "d")]
    assert held(*every) == ["d1", "d2", "d3", "d4"]


def test_undoing_brings_back_what_was_overruled():
    assert held(made(1, "same", "a", "b"), made(2, "different", "a", "b"), made(3, "undo", "d2")) == ["d1"]


def test_undoing_twice_and_undoing_one_of_two_undos():
    one, two, three = made(1, "reject", "c"), made(2, "undo", "d1"), made(3, "undo", "d1")
    assert held(one, two, three) == []
    assert held(one, two, three, made(4, "undo", "d2")) == []
    assert held(one, two, three, made(4, "undo", "d2"), made(5, "undo", "d3")) == ["d1"]


def test_a_long_chain_and_a_circle_of_undos_end():
    chain = [made(0, "reject", "c"), *(made(n, "undo", f"d{n - 1}") for n in range(1, 3001))]
    assert held(*chain) == ["d0"]
    circle = [made(1, "undo", "d2"), made(2, "undo", "d1"), made(3, "reject", "c")]
    assert held(*circle) == ["d3"]


def test_an_undo_of_what_is_not_there_does_nothing():
    assert held(made(1, "reject", "c"), made(2, "undo", "nothing")) == ["d1"]
