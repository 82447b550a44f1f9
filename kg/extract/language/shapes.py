"""What an uncased encoder cannot see of a word: its capitals and digits, and where in the sentence it stands."""

from __future__ import annotations

from collections.abc import Sequence

PLAIN, CAPITAL, CAPITALS, MIXED, DIGITS, WITH_DIGIT, SIGN = range(7)
SHAPES = 7
PLACES = 4  # in the middle; first of its sentence; the same two in a sentence written in capitals, as headlines are

_MANY = 0.6  # share of capitalised words from which a sentence counts as a headline


def shape(word: str) -> int:
    """The kind of writing of one word."""
    if word.isdigit() or word.replace(",", "").replace(".", "").replace(":", "").isdigit():
        return DIGITS
    letters = [sign for sign in word if sign.isalpha()]
    if not letters:
        return SIGN
    if any(sign.isdigit() for sign in word):
        return WITH_DIGIT
    upper = sum(sign.isupper() for sign in letters)
    if not upper:
        return PLAIN
    if upper == len(letters):
        return CAPITALS if upper > 1 else CAPITAL
    return CAPITAL if letters[0].isupper() and upper == 1 else MIXED


def shapes_and_places(sentence: Sequence[str]) -> tuple[list[int], list[int]]:
    """For each word of one sentence its shape, and its place."""
    shapes = [shape(word) for word in sentence]
    lettered = [each for each in shapes if each not in (DIGITS, SIGN, WITH_DIGIT)]
    headline = len(lettered) >= 4 and sum(each != PLAIN for each in lettered) >= _MANY * len(lettered)
    opening = next((i for i, each in enumerate(shapes) if each != SIGN), 0)  # behind an opening quotation mark
    return shapes, [(i <= opening) + 2 * headline for i in range(len(shapes))]
