"""What the model sees, held against the sentences: which links are left out, and which words tell of nothing."""

from __future__ import annotations

import pytest

from kg.extract import Pipeline, load_model
from kg.extract.frames.sight import Sight
from kg.extract.language.parsing import Parsed, ParsedMark
from kg.extract.view import views
from tests.extract.build import PIPELINE, article


def sight(text: str, *marks: tuple[str, str]) -> Sight:
    """A text of one sentence in which the marks are the words and kinds given, each after the one before."""
    found, at = [], 0
    for words, kind in marks:
        at = text.index(words, at)
        found.append(ParsedMark(at, at + len(words), 0, 0, 0, kind, None, 0.9))
        at += len(words)
    return Sight(views(PIPELINE.document(article(text))), Parsed((), tuple(found), (), ()))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Lars Madsen, head of the Ansar Brigade, and militia commander Karim Haddad were killed.", True),
        ("The Ansar Brigade mourned its commander Karim Haddad.", False),
        ("The Ansar Brigade and its commander Karim Haddad were named.", False),
        ("It killed members of the Ansar Brigade, including commander Karim Haddad.", False),
        ("The Ansar Brigade and the group's slain commander Karim Haddad were named.", False),
    ],
)
def test_a_post_before_a_name_may_part_him_from_a_group_before_it(text: str, cut: bool) -> None:
    seen = sight(text, ("Ansar Brigade", "ArmedGroup"), ("commander", "Title"), ("Karim Haddad", "Person"))
    assert seen.cut_off(2, 0) is cut


def test_what_did_not_happen_is_no_event() -> None:
    pipeline = Pipeline((), load_model())
    story = article("If Denmark carries out an attack on Kherson, Turkey will respond, the minister warned on Friday.")
    assert not [claim for claim in pipeline.read(story).claims if claim.predicate in {"perpetrator", "target"}]


def test_numbers_of_something_else_are_no_counts() -> None:
    pipeline = Pipeline((), load_model())
    story = article("The airstrike in Kherson on Friday destroyed 12% of the quarter and killed four people.")
    counts = {(claim.predicate, claim.object) for claim in pipeline.read(story).claims if isinstance(claim.object, int)}
    assert ("killed", 4) in counts
    assert all(count != 12 for _, count in counts)
