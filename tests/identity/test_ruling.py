from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kg.identity.ruling import Ruling
from kg.model import Decision, DecisionKind


def decided(number: int, kind: DecisionKind, *about: str, articles: tuple[str, ...] = (), name: str = "") -> Decision:
    at = datetime(2026, 11, 25, 12, number, tzinfo=UTC)
    return Decision(f"d{number}", kind, about, "why", "tester", at, articles, name)


@pytest.mark.parametrize(
    ("decision", "things", "articles"),
    [
        (decided(1, DecisionKind.SAME, "a", "b"), {"a", "b"}, set()),
        (decided(1, DecisionKind.MERGE, "a", "b"), {"a", "b"}, set()),
        (decided(1, DecisionKind.DIFFERENT, "a", "b"), {"a", "b"}, set()),
        (decided(1, DecisionKind.RENAME, "a", name="A"), {"a"}, set()),
        (decided(1, DecisionKind.SPLIT, "a", articles=("x", "y")), set(), {"x", "y"}),
        (decided(1, DecisionKind.REJECT, "article/x/claim/1"), set(), {"x"}),
        (decided(1, DecisionKind.ACCEPT, "article/x/y/claim/1"), set(), {"x/y"}),
    ],
)
def test_what_two_rulings_see_otherwise(decision: Decision, things: set[str], articles: set[str]) -> None:
    other = decided(2, DecisionKind.RENAME, "z", name="Z")
    one, two = Ruling([other]), Ruling([other, decision])
    assert one.changed(two) == two.changed(one) == (things, articles)
    assert two.changed(two) == (set(), set())


def test_what_was_decided_last_goes_first() -> None:
    ruling = Ruling([decided(2, DecisionKind.MERGE, "c", "b"), decided(1, DecisionKind.MERGE, "a", "b")])
    assert ruling.one == [("b", "c"), ("a", "b")]
    assert ruling.preferred(["a", "b", "c"]) == "c"
    assert ruling.preferred(["a", "b"]) == "a"
    assert ruling.preferred(["b"]) is None
    names = Ruling([decided(3, DecisionKind.RENAME, "a", name="New"), decided(1, DecisionKind.RENAME, "b", name="Old")])
    assert names.name(["a", "b"]) == "New"
    assert names.name(["c"]) is None


def test_what_is_linked_apart_and_split() -> None:
    ruling = Ruling(
        [
            decided(1, DecisionKind.SAME, "b", "a"),
            decided(2, DecisionKind.DIFFERENT, "c", "a"),
            decided(3, DecisionKind.SPLIT, "d", articles=("x",)),
        ]
    )
    assert ruling.linked("a") == {"b"}
    assert ruling.linked("c") == frozenset()
    assert ruling.apart("a", "c")
    assert ruling.apart("c", "a")
    assert not ruling.apart("a", "b")
    assert ruling.split("x", "d") == "d3"
    assert ruling.split("y", "d") is None
    assert ruling.decides(["c"])
    assert not ruling.decides(["d", "e"])
