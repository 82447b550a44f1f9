"""Words of names of organizations and places: what each may mean, and whether two can be one word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from kg.names.sounds import alike, slip, slips, sound_keys
from kg.names.tables import number_words

Meanings = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that mean one thing."""

    text: str
    concepts: frozenset[str] = frozenset()  # what it may mean, where a table says
    number: int | None = None

    def keys(self) -> set[str]:
        """What terms that are the same have in common."""
        if self.number is not None:
            return {f"word:#{self.number}"}
        return {f"word:={c}" for c in self.concepts} | {f"word:{key}" for key in sound_keys(self.text)}

    def slips(self) -> set[str]:
        """What terms one letter apart have in common."""
        return {f"slip:{form}" for form in slips(self.text)} if len(self.text) > 3 else set()


def term_pairs(found: Sequence[Term]) -> set[str]:
    """Keys of two terms each; of the one term where there is no other."""
    if len(found) == 1:
        return found[0].keys()
    return {"+".join(sorted(both)) for one, two in combinations(found, 2) for both in product(one.keys(), two.keys())}


def terms(words: Sequence[str], meanings: Meanings, vague: frozenset[str] = frozenset()) -> list[Term]:
    """The terms of a row of words: phrases of the table first, numbers in words and ordinals as numbers."""
    found: list[Term] = []
    at = 0
    while at < len(words):
        for size in (4, 3, 2, 1):
            phrase = " ".join(words[at : at + size])
            if at + size <= len(words) and phrase in meanings:
                found.append(Term(phrase, meanings[phrase]))
                break
        else:
            size, term = _number(words, at) or (1, Term(words[at]))
            if term.text not in vague:
                found.append(term)
        at += size
    return found


def same(one: Term, two: Term, vowelless: bool = False, least: int = 4) -> bool:
    """Whether two terms are one word; those of fewer letters than `least` must have the same letters."""
    if one.number is not None or two.number is not None:
        return one.number == two.number
    if one.text == two.text:
        return True
    if one.concepts and two.concepts:
        return bool(one.concepts & two.concepts)
    if one.concepts or two.concepts or any(c.isdigit() for c in one.text + two.text):
        return False
    return min(len(one.text), len(two.text)) >= least and alike(one.text, two.text, vowelless)


def near(one: Term, two: Term, clerks: bool = False) -> bool:
    """Whether two terms are one word but for a slip of the pen, which `clerks` make in shorter words too."""
    if one.number is not None or two.number is not None or (one.concepts and two.concepts):
        return False
    return not any(c.isdigit() for c in one.text + two.text) and slip(
        one.text, two.text, least=6 if one.concepts or two.concepts else 4 if clerks else 5
    )


@dataclass(frozen=True, slots=True)
class Care:
    """How closely the letters of two names must agree."""

    vowelless: bool = False  # one comes from a script without short vowels
    slips: bool = True
    clerks: bool = False  # both have a legal form: they were typed into a register, with slips in short words too
    least: int = 4  # letters of a word that is compared by its sound


@dataclass(frozen=True, slots=True)
class Paired:
    """How many terms of two names are the same, how many near, and what is left of each name."""

    same: int
    near: int
    left: list[Term]
    right: list[Term]


def pair(one: Sequence[Term], two: Sequence[Term], care: Care) -> Paired:
    """Pairs of terms that are the same, and of those left the near ones. Order does not matter."""
    left, right = list(one), list(two)
    found = _take(left, right, lambda a, b: same(a, b, care.vowelless, care.least))
    close = _take(left, right, lambda a, b: near(a, b, care.clerks)) if care.slips else 0
    return Paired(found, close, left, right)


def _take(left: list[Term], right: list[Term], test: Callable[[Term, Term], bool]) -> int:
    """Take out the pairs that pass a test; how many there were."""
    before = len(left)
    for a in list(left):
        b = next((b for b in right if test(a, b)), None)
        if b is not None:
            left.remove(a)
            right.remove(b)
    return before - len(left)


def _number(words: Sequence[str], at: int) -> tuple[int, Term] | None:
    """A number that begins here, and how many words it takes: 44, 101st, Forty-Four, VII."""
    word = words[at]
    digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
    if digits.isdigit() and digits.isascii():
        return 1, Term(digits, number=int(digits[:18]))
    value = number_words().get(word)
    if value is None:
        return None
    behind = words[at + 1] if at + 1 < len(words) else ""
    following = int(behind) if behind in set("123456789") else number_words().get(behind)  # "forty 4" too
    if value >= 20 and value % 10 == 0 and following and following < 10:
        return 2, Term(f"{value + following}", number=value + following)
    return 1, Term(f"{value}", number=value)
