"""The marked corpus: its notation, and that all of it is well formed and nobody else's."""

import re
from collections import Counter
from pathlib import Path

import pytest

from training.marks import BadItem, Item, items, load, load_kinds

SHARED = Path(__file__).parents[2].parent / "shared"
GOOD = """@ sahel-1 wire
[Two|n1:Number] soldiers of the [Nigerien army|m1:Military] died when [Liwa al-Sahra|g1:ArmedGroup]
[ambushed|e1:GroundAttack] them. [The group|r1:Ref=g1] [may|s1:Speech] strike again.
e1 perpetrator? g1, victim m1, killed n1
"""


def read(tmp_path: Path, text: str) -> list[Item | BadItem]:
    path = tmp_path / "x.txt"
    path.write_text(text, "utf-8")
    return list(items(path, load_kinds()))


def test_an_item(tmp_path: Path) -> None:
    (item,) = read(tmp_path, GOOD)
    assert isinstance(item, Item)
    assert (item.id, item.manner) == ("sahel-1", "wire")
    marks = {mark.id: mark for mark in item.marks}
    assert item.text[marks["m1"].start : marks["m1"].end] == "Nigerien army"
    assert marks["r1"].same == "g1"
    links = {(link.role, link.target): link.scope for link in item.links}
    assert links == {("perpetrator", "g1"): "Hedged", ("victim", "m1"): "Stated", ("killed", "n1"): "Stated"}


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("GroundAttack", "Ambush", "no such kind: Ambush"),
        ("r1:Ref=g1", "r1:Ref=g9", "g9 has not been marked before"),
        ("r1:Ref=g1", "g1:Ref", "given twice"),
        ("perpetrator? g1", "perpetrator? g9", "there is no mark g9"),
        ("killed n1", "slain n1", "no such role: slain"),
        ("killed n1", "killed g1", "killed does not go to ArmedGroup"),
        ("[Two|n1:Number]", "[Two|n1:Number", "not well formed"),
        ("m1:Military", "m1:Military?", "only events, sayings and titles have a scope"),
        ("@ sahel-1 wire", "@ sahel 1 wire", "the first line of an item"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    (item,) = read(tmp_path, GOOD.replace(wrong, right))
    assert isinstance(item, BadItem)
    assert told in str(item)
    assert "x.txt:1" in str(item)


def test_the_corpus_is_well_formed() -> None:
    corpus = load()
    assert len(corpus) > 3000
    twice = [id for id, count in Counter(item.id for item in corpus).items() if count > 1]
    assert not twice
    assert all(item.links or item.marks for item in corpus[:100])


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the articles in ../shared, which a clone does not have")
def test_the_corpus_has_no_sentence_of_the_articles_that_are_measured() -> None:
    def runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}

    articles = [*(SHARED / "seeds").glob("*.txt"), *(SHARED / "dev" / "texts").glob("*.txt")]
    assert len(articles) == 11
    measured = set().union(*(runs(path.read_text("utf-8")) for path in articles))
    measured -= runs("according to the Syrian Observatory for Human Rights a")  # anybody's words before its name
    assert not {item.id for item in load() if runs(item.text) & measured}
