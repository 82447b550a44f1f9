"""Names exchanged between pieces of the corpus."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.marks import Item, items, load_kinds
from training.swapping import pools, recased, swapped

TEXT = """@ a-1 wire
[Idris Kone|p1:Person] of the [Desert Liberation Front|g1:ArmedGroup] ([DLF|g2:ArmedGroup=g1]) was
[killed|e1:Attack] in [Ayorou|c1:City] by [soldiers|m1:Military]. Mr. [Kone|p2:Person=p1] led [it|r1:Ref=g1].
e1 victim p1, place c1, perpetrator m1
p1 leads g1

@ a-2 wire
[Marta Ruiz|p1:Person] [said|s1:Speech] the [Red Hand|g1:ArmedGroup] was in [Tumaco|c1:City].
s1 speaker p1, about g1
"""


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    path: Path = tmp_path_factory.mktemp("corpus") / "x.txt"
    path.write_text(TEXT, "utf-8")
    return [item for item in items(path, load_kinds()) if isinstance(item, Item)]


def words(item: Item) -> dict[str, str]:
    return {mark.id: item.text[mark.start : mark.end] for mark in item.marks}


def test_all_names_of_a_thing_change_together(pieces: list[Item]) -> None:
    names = {"Person": ["Marta Ruiz"], "group": ["Red Hand Column"], "City": ["Tumaco"]}
    found = [words(swapped(pieces[0], names, random.Random(seed))) for seed in range(40)]
    assert {(w["p1"], w["p2"]) for w in found} == {("Idris Kone", "Kone"), ("Marta Ruiz", "Ruiz")}
    assert {(w["g1"], w["g2"]) for w in found} == {("Desert Liberation Front", "DLF"), ("Red Hand Column", "RHC")}
    assert all(w["m1"] == "soldiers" and w["e1"] == "killed" for w in found)


def test_a_name_that_stands_unmarked_too_is_left(pieces: list[Item]) -> None:
    item = pieces[1]
    doubled = Item(item.id, item.manner, item.text + " Tumaco is far.", item.marks, item.links)
    for seed in range(20):
        assert words(swapped(doubled, {"City": ["Ayorou"]}, random.Random(seed)))["c1"] == "Tumaco"


def test_pools_hold_full_names_alone(pieces: list[Item]) -> None:
    assert pools(pieces) == {
        "Person": ["Idris Kone", "Marta Ruiz"],
        "group": ["Desert Liberation Front", "Red Hand"],
        "City": ["Ayorou", "Tumaco"],
    }


@given(seed=st.integers(0, 10_000))
def test_what_is_not_a_name_stays_and_marks_stay_on_their_words(pieces: list[Item], seed: int) -> None:
    rng = random.Random(seed)
    for item in pieces:
        new = swapped(item, pools(pieces), rng)
        assert [mark.id for mark in new.marks] == [mark.id for mark in item.marks]
        assert new.links == item.links

        def between(piece: Item) -> list[str]:
            ends = [(0, 0), *sorted((m.start, m.end) for m in piece.marks), (len(piece.text), 0)]
            return [piece.text[a[1] : b[0]] for a, b in pairwise(ends)]

        assert between(new) == between(item)
        cased = recased(new, rng)
        assert cased.text.lower() == new.text.lower()
