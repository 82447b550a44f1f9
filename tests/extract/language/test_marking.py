"""Marks as the words of a sentence."""

from kg.extract.language.marking import Stretch, whole_marks

WORDS = "the strike and this raid hit the town".split()
EVENTS = {7, 8}


def test_an_article_marked_by_itself_belongs_to_its_noun() -> None:
    marks = [Stretch(0, 0, 7, 0.9), Stretch(1, 1, 8, 0.8), Stretch(3, 4, 7, 0.7)]
    assert whole_marks(marks, WORDS, EVENTS) == [Stretch(0, 1, 8, 0.8), Stretch(3, 4, 7, 0.7)]


def test_other_marks_stay_as_they_are() -> None:
    marks = [Stretch(4, 4, 7, 0.9), Stretch(5, 5, 8, 0.8), Stretch(6, 6, 1, 0.8), Stretch(7, 7, 2, 0.7)]
    assert whole_marks(marks, WORDS, EVENTS) == marks
