"""How a word sounds, as Latin letters spell Arabic, Persian and the rest: by its consonants, and loosely by its vowels.

A word becomes consonants with gaps between them. A consonant is a set of sounds that its spelling may stand for ("kh"
is heard as k or h, "dh" as d or z); two words sound alike where the sets meet one by one, and the vowels in the gaps
are near each other (a and e, e and i, o and u). The one door of rapidfuzz, for slips of the pen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA

# Spelling -> the sounds it may stand for; the longest spelling is read first.
_CONSONANTS = {
    "tsch": "S", "sch": "S", "tch": "S", "dzh": "J", "sh": "S", "ch": "SKH", "kh": "KH", "gh": "G", "ph": "f",
    "zh": "J", "dj": "J", "dh": "dz", "th": "ts", "ck": "K", "cz": "S", "b": "b", "d": "d", "f": "f", "g": "GJ",
    "h": "H", "j": "JY", "k": "K", "l": "l", "m": "m", "n": "n", "p": "p", "q": "KG", "r": "r", "s": "s", "t": "t",
    "v": "w", "z": "z",
}  # fmt: skip
_SPELLINGS = sorted(_CONSONANTS, key=len, reverse=True)
_VOWELS = "aeiouyw"
# A vowel, or what two make together -> what it may be heard as.
_HEARD = {"a": "a", "e": "aeiE", "i": "iEe", "o": "ouO", "u": "uoO", "E": "Eei", "O": "Oou"}
_DIPHTHONGS = (
    ("yy", "y"), ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ii", "i"), ("uu", "u"), ("ww", "w"), ("ou", "u"),
    ("ae", "e"), ("ai", "E"), ("ay", "E"), ("ei", "E"), ("ey", "E"), ("au", "O"), ("aw", "O"), ("y", "i"), ("w", "u"),
)  # fmt: skip
_KEY = 4  # consonants that make a key


@dataclass(frozen=True, slots=True)
class Sound:
    """Consonants, each as the sounds it may stand for, and the vowels before, between and after them."""

    consonants: tuple[str, ...]
    gaps: tuple[str, ...]


@lru_cache(maxsize=20_000)
def sound(word: str) -> Sound:
    """How a word in plain letters sounds."""
    consonants: list[str] = []
    gaps: list[str] = []
    gap, at = "", 0
    word = re.sub(r"ej(?=s?$)", "ei", word[:60])  # Sergej, Andrej
    word = re.sub(r"(?<=[aeo])h$|(?<=[aeiou])ou(?=[aei])", lambda m: "" if m[0] == "h" else "w", word)
    while at < len(word):
        letter = word[at]
        following = word[at + 1 : at + 2]
        if letter == "w" and (at == 0 or (following and following in "aeiouy")):
            found, size = "w", 1
        elif letter == "y" and at == 0 and following and following in "aeiou":
            found, size = "YJ", 1
        elif letter in _VOWELS:
            gap, at = gap + letter, at + 1
            continue
        elif letter == "c" and not word.startswith(("ch", "ck", "cz"), at):
            found, size = ("sSJ" if following and following in "eiy" else "KSJ" if not following else "K"), 1
        elif letter == "x":
            found, size = ("sS", 1) if at == 0 else ("K", 1)
        else:
            spelling = next((s for s in _SPELLINGS if word.startswith(s, at)), letter)
            found, size = _CONSONANTS.get(spelling, spelling), len(spelling)
        at += size
        if consonants and not gap and set(found) & set(consonants[-1]):
            continue  # a doubled letter
        consonants.append(found)
        gaps.append(_vowels(gap))
        gap = ""
    return Sound(tuple(consonants), (*gaps, _vowels(gap)))


def alike(one: str, two: str, vowelless: bool = False) -> bool:
    """Whether two words are spellings of one; `vowelless` where one comes from a script without short vowels."""
    if one == two:
        return True
    if _sounds_alike(one, two, vowelless):
        return True
    # Hikma and Hikmat: the ending of the feminine, heard or not
    for short, long in ((one, two), (two, one)):
        if len(long) > 4 and long.endswith(("at", "et")) and short[-1:] in ("a", "e", "h"):
            return _sounds_alike(short, long[:-1], vowelless)
    return False


def _sounds_alike(one: str, two: str, vowelless: bool) -> bool:
    first, second = sound(one), sound(two)
    if len(first.consonants) != len(second.consonants):
        return False
    if any(not set(a) & set(b) for a, b in zip(first.consonants, second.consonants, strict=True)):
        return False
    if vowelless:
        return bool(first.consonants)
    left_out = 0
    last = len(first.gaps) - 1
    for at, (a, b) in enumerate(zip(first.gaps, second.gaps, strict=True)):
        if _near(a, b):
            continue
        if {a, b} <= {"", "e"} and at == last and last > 1:
            continue  # French writes the last e that nobody says
        short, long = sorted((a, b), key=len)
        if short or len(long) != 1 or at == last or long in "EO":
            return False
        left_out += 1
    # a short vowel that one writes and the other does not: Badr, Bader
    return left_out == 0 or (left_out == 1 and len(first.consonants) >= 3)


def sound_keys(word: str, size: int = _KEY) -> frozenset[str]:
    """What words that are `alike` have in common: the first `size` consonants, in each way they may be heard."""
    made: set[str] = set()
    for form in {word, word[:-1] if len(word) > 4 and word.endswith(("at", "et")) else word}:
        made.update("".join(way) for way in product(*sound(form).consonants[:size]))
    return frozenset(made)


def slips(word: str) -> frozenset[str]:
    """The word with one letter left out, each in turn, and whole: two words one slip apart have one in common."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def slip(one: str, two: str, least: int = 5) -> bool:
    """Whether two words are one but for a slip of the pen: one letter in a long word (`least` letters), a vowel in a
    shorter one; two in a very long one.

    An added ending is none: -a makes a woman's name of a man's, -i a family's of it.
    """
    short, long = sorted((one, two), key=len)
    if len(short) < 4 or long in (short + "a", short + "i", short + "y", short + "s"):
        return False
    edits = OSA.distance(one, two, score_cutoff=2)
    if edits == 1:
        return len(short) >= least or (len(one) == len(two) and _vowel_changed(one, two))
    return edits == 2 and len(short) >= least + 3 and one[:2] == two[:2]


def _vowel_changed(one: str, two: str) -> bool:
    return all(a == b or {a, b} <= set("aeiouy") for a, b in zip(one, two, strict=True))


def _vowels(gap: str) -> str:
    for spelling, heard in _DIPHTHONGS:
        gap = gap.replace(spelling, heard)
    return re.sub(r"(.)\1+", r"\1", gap)


def _near(one: str, two: str) -> bool:
    return len(one) == len(two) and all(set(_HEARD[a]) & set(_HEARD[b]) for a, b in zip(one, two, strict=True))
