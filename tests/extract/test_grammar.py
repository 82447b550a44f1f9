"""Where the tree of a sentence knows better than a link: the passive, and what a post is for."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from kg.extract.frames.events import _as_told, _is_of_a_post
from kg.extract.language.parsing import ParsedLink, ParsedMark, ParsedWord

Tree = tuple[tuple[str, str, int, str], ...]


def sight(tree: Tree, *marks: tuple[str, int, int]) -> SimpleNamespace:
    """A sentence as the model sees it; a mark is a kind and its first and last word."""
    words = tuple(ParsedWord(0, 0, text, upos, head, deprel) for text, upos, head, deprel in tree)
    made = [ParsedMark(0, 0, 0, first, last, kind, "Stated", 1.0) for kind, first, last in marks]

    def in_sentence(sentence: int, kinds: set[str]) -> Iterator[tuple[int, ParsedMark]]:
        return ((number, mark) for number, mark in enumerate(made) if mark.kind in kinds)

    return SimpleNamespace(parsed=SimpleNamespace(sentences=(words,)), marks=made, in_sentence=in_sentence)


PASSIVE: Tree = (
    ("Kenyan", "ADJ", 1, "amod"),
    ("troops", "NOUN", 4, "nsubj:pass"),
    ("have", "AUX", 4, "aux"),
    ("been", "AUX", 4, "aux:pass"),
    ("attacked", "VERB", -1, "root"),
)
ACTIVE: Tree = (("Kenyan", "ADJ", 1, "amod"), ("troops", "NOUN", 2, "nsubj"), ("attacked", "VERB", -1, "root"))


@pytest.mark.parametrize("kind", ["Attack", "AttackSeries", "DroneStrike"])
def test_who_stands_in_the_passive_was_hit(kind) -> None:
    seen = sight(PASSIVE, (kind, 4, 4), ("Country", 0, 0))
    assert _as_told(seen, seen.marks[0], ParsedLink(0, "perpetrator", 1, "Stated", 0.9)).role == "target"


@pytest.mark.parametrize(
    ("tree", "kind", "verb", "role"),
    [(ACTIVE, "Attack", 2, "perpetrator"), (PASSIVE, "Deployment", 4, "perpetrator"), (PASSIVE, "Attack", 4, "victim")],
)
def test_all_else_stays_as_the_link_says(tree, kind, verb, role) -> None:
    seen = sight(tree, (kind, verb, verb), ("Country", 0, 0))
    link = ParsedLink(0, role, 1, "Stated", 0.9)
    assert _as_told(seen, seen.marks[0], link) is link


POST: Tree = (
    ("commander", "NOUN", -1, "root"),
    ("in", "ADP", 2, "case"),
    ("charge", "NOUN", 0, "nmod"),
    ("of", "ADP", 4, "case"),
    ("raids", "NOUN", 2, "nmod"),
)
DEED: Tree = (("commander", "NOUN", 1, "nsubj"), ("led", "VERB", -1, "root"), ("raids", "NOUN", 1, "obj"))


def test_what_a_post_is_for_is_no_event_and_what_its_holder_did_is() -> None:
    seen = sight(POST, ("Attack", 4, 4), ("Title", 0, 0))
    assert _is_of_a_post(seen, seen.marks[0])
    assert not _is_of_a_post(sight(POST, ("Attack", 4, 4)), seen.marks[0])
    seen = sight(DEED, ("Attack", 2, 2), ("Title", 0, 0))
    assert not _is_of_a_post(seen, seen.marks[0])
