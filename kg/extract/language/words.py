"""Running text -> words as Universal Dependencies cuts them, with character offsets.

Hyphenated words fall apart ("Iran - backed") unless they open with a mere prefix ("anti-ship") or are a model number
("B-29s"); possessives and clitics stand alone ("Iraq 's", "did n't"); abbreviations keep their point; an apostrophe
inside a name stays ("Qa'im"). The words of a text cover all of it but its blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr st ft gen maj col lt sgt capt cpl pvt adm cmdr brig rep sen gov prof rev hon jan feb mar apr jun jul "
    "aug sep sept oct nov dec vs etc inc co corp ltd bros jr sr al dept univ assn ave blvd approx est ca cf ed eds fig "
    "vol pp esp mt messrs supt det insp pres".split()
)
_BEFORE_NUMBER = frozenset("no nos p art sec ch fig".split())  # "No. 5", but "he said no."
_PREFIXES = frozenset(
    "anti co de e ex extra hyper infra inter intra macro mega meta micro mid mini mis multi neo non over pan para "
    "post pre pro pseudo quasi re semi sub super trans ultra un under uni wi".split()
)
_UNITS = frozenset("am pm km kg mm cm m ft mph kph gb mb tb kb bn mn k hrs hr min mins lb lbs sq".split())
_APOSTROPHE = "'’ʼ`´‘"
_LETTER = r"(?:[^\W\d_][\u0300-\u036f]*)"

_PIECE = re.compile(
    rf"""
      (?P<address> https?://[^\s<>()"“”]+[\w/] | www\.[^\s<>()"“”]+[\w/] | [\w.+-]+@[\w-]+(?:\.[\w-]+)*\w
        | [\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|mil|edu|info|int|co\.uk|pdf|docx?|xlsx?|html?|jpe?g|png)\b )
    | (?P<initials> (?:{_LETTER}\.){{2,}}(?:{_LETTER}(?!\w))? | Ph\.D\.? )
    | (?P<date> \d{{4}}-\d\d-\d\d\b | \d+(?:/\d+)+\b(?!-) | \d{{3}}-\d{{3,4}}(?:-\d{{4}})?\b )
    | (?P<number> \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?![^\W_]) )
    | (?P<measure> \d+(?:[.,:]\d+)*(?={_LETTER}) )
    | (?P<model> [A-Z]{{1,3}}-\d+[A-Za-z]{{0,2}}(?![\w-]) )
    | (?P<firm> [A-Z]{{1,3}}&[A-Z]{{1,3}}(?!\w) )
    | (?P<word> (?:{_LETTER}|\d)+(?:[{_APOSTROPHE}](?:{_LETTER}|\d)+)* )
    | (?P<run> \.{{2,}} | -{{2,}} | (?P<same>[!?*=_~])(?P=same)* )
    | (?P<sign> \S )
    """,
    re.VERBOSE,
)
_CLITIC = re.compile(rf"(?:[{_APOSTROPHE}](?:s|m|d|ll|re|ve)|n[{_APOSTROPHE}]t)$", re.IGNORECASE)
_JOINED = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3, "gimme": 3, "lemme": 3}
_TAIL = re.compile(rf"((?:{_LETTER}|\d)+)-(?=((?:{_LETTER}|\d)+))")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign; `text` is what stands at characters `start` to `end`."""

    start: int
    end: int
    text: str


def split_words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of text[start:end], offsets counted in `text`."""
    stop = len(text) if end is None else end
    return [Word(a, b, text[a:b]) for a, b in _spans(text, start, stop)]


def _spans(text: str, at: int, stop: int) -> Iterator[tuple[int, int]]:
    while found := _PIECE.search(text, at, stop):
        first, at = found.span()
        kind = found.lastgroup
        if kind == "measure":
            unit = re.compile(rf"{_LETTER}+").match(text, at, stop)
            if unit and unit.group().lower() not in _UNITS:  # "4x4", "82nd's", "T-72B3": a whole
                rest = re.compile(r"\w+").match(text, at, stop)
                at = rest.end() if rest else at
            yield first, at
        elif kind == "word":
            at = _with_prefix(text, first, at, stop)
            if text[at : at + 1] == "." and at < stop and _keeps_point(text, first, at, stop):
                at += 1
                yield first, at
            else:
                yield from _without_clitics(text, first, at)
        else:
            yield first, at


def _with_prefix(text: str, first: int, at: int, stop: int) -> int:
    """The end of the word; further on if what was found is a prefix with a hyphen."""
    if text[first:at].lower() in _PREFIXES and (tail := _TAIL.match(text, first, stop)):
        return tail.end(2) if text[tail.end(2) : tail.end(2) + 1] not in {"-", "‐"} else at
    return at


def _keeps_point(text: str, first: int, at: int, stop: int) -> bool:
    """Whether the point behind text[first:at] belongs to the word."""
    word, after = text[first:at], text[at + 1 : stop].lstrip()
    if word.lower() in _BEFORE_NUMBER and after[:1].isdigit():
        return True
    if word.lower() in _ABBREVIATIONS and (word[0].isupper() or word in {"vs", "etc", "al", "approx", "ca", "cf"}):
        return True
    # an initial: "J. Smith"; a single letter that ends a sentence is rarer
    return len(word) == 1 and word.isupper() and word != "I" and after[:1].isupper()


def _without_clitics(text: str, first: int, end: int) -> Iterator[tuple[int, int]]:
    """The word, and its clitic apart."""
    word = text[first:end]
    cut = _JOINED.get(word.lower(), 0)
    if not cut and (clitic := _CLITIC.search(word)):
        cut = clitic.start()
    if cut:
        yield first, first + cut
        yield first + cut, end
    else:
        yield first, end
