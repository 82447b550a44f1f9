"""Which articles are one story printed more than once: a wire report that several papers take counts as one source.

A story is looked at as its runs of five words, each run once. Its fingerprint keeps a sample of them (one-permutation
MinHash: every run is hashed once, to one of 128 slots, and each slot keeps its smallest), from which the share that two
stories have in common can be told without their texts. A sample of longer runs serves to find what is worth comparing.
Where a paper ends its paragraphs, and how it writes quotation marks, apostrophes, dashes, accents and capitals, changes
nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from kg.errors import BadData

RUN = 5
"""Words of a run. Names and stock phrases are shorter; two reporters share hardly a run of five but in quotations."""

FEWEST = 50
"""The runs that two stories must share at the least: more than a quoted statement of two sentences has."""

SHARE = 0.5
"""The share of the shorter story's runs that make a reprint.

Where w of 100 words are others, (1 - w/100)^5 of the runs stay: 0.77 for 5 words, 0.66 for 8, 0.59 for 10. Two papers
that quote one statement of 50 words share 0.3 of a story of 150 words, and less of a longer one. An estimate from 128
slots has an error of 0.04, of 0.07 where one is half of the other, so half lies clear of both.
"""

SHORTEST = 1 / 3
"""A reprint keeps at least this part of the longer story; of less, the sample holds too few runs to judge by."""

_SLOTS = 128
_LONG_RUN = 15  # words; stock phrases are shorter, as are the set sentences of reports made to a pattern
_LONG_SLOTS = 32
_EMPTY = 0xFFFFFFFF  # a slot that no run fell into
_SPLIT = re.compile(r"[\s\u002d\u2010-\u2015\u2212/]+")
_NO_WORD = re.compile(r"[\W_]+")


def fingerprint(paragraphs: Sequence[str]) -> tuple[int, ...]:
    """What is kept of a story for comparing: 161 numbers of 32 bits, the same on every machine.

    The number of its runs, the sample of them, and the sample of longer ones. Empty where there are too few words to
    tell.
    """
    words = _words(" ".join(paragraphs))
    runs = _runs(words, RUN)
    if len(runs) < FEWEST:
        return ()
    return (len(runs), *_sample(runs, _SLOTS), *_sample(_runs(words, _LONG_RUN), _LONG_SLOTS))


def bands(fingerprint: tuple[int, ...]) -> tuple[str, ...]:
    """Keys for an index, 32 or less: stories of which one is a reprint of the other have one in common, nearly always.

    If two stories share the part j of all their runs of fifteen words, they miss each other with a chance of
    (1 - j)^32: for half of a story as it was (j = 0.5) once in 10^9 cases, for a whole with one word in twenty changed
    (0.3) once in 10^5, for half of one so changed (0.18) once in 600. Strangers hardly ever meet, even such as report
    after one pattern. None for an empty fingerprint.
    """
    return tuple(f"{slot:02x}-{value:08x}" for slot, value in enumerate(fingerprint[1 + _SLOTS :]) if value != _EMPTY)


def alike(one: tuple[int, ...], two: tuple[int, ...]) -> float:
    """The share of the shorter story's runs of words that stand in the longer one, estimated: 0 to 1.

    0 where either fingerprint is empty. BadData where they were not made in the same way.
    """
    if not one or not two:
        return 0.0
    if len(one) != len(two):
        raise BadData(
            f"a fingerprint of {len(one)} numbers cannot be held against one of {len(two)}: "
            "they were made by different versions; ingest the articles anew"
        )
    slots = zip(one[1 : 1 + _SLOTS], two[1 : 1 + _SLOTS], strict=True)
    filled = [(mine, other) for mine, other in slots if (mine, other) != (_EMPTY, _EMPTY)]
    common = sum(mine == other for mine, other in filled) / len(filled)  # of the runs of both together
    return min(1.0, common * (one[0] + two[0]) / (1 + common) / min(one[0], two[0]))


def reprinted(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    """Whether one story largely stands in the other: see SHARE, SHORTEST and FEWEST. BadData as for `alike`.

    It is found with another headline, byline and end, with small edits (up to eight words in a hundred), and cut to a
    half. Two reports of one event in words of their own, or with the same quotation, are two stories.
    """
    share = alike(one, two)
    if share < SHARE:
        return False
    shorter, longer = sorted((one[0], two[0]))
    return share * shorter >= FEWEST and shorter >= SHORTEST * longer


def _words(text: str) -> list[str]:
    """The words of a text, without what papers write differently."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = (_NO_WORD.sub("", word) for word in _SPLIT.split(plain))
    return [word for word in bare if word]


def _runs(words: Sequence[str], length: int) -> set[str]:
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}


def _sample(runs: Iterable[str], size: int) -> list[int]:
    slots = [_EMPTY] * size
    for run in runs:
        drawn = int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big")
        slot, value = drawn % size, drawn >> 32
        slots[slot] = min(slots[slot], value)
    return slots
