"""Whether a text is English, and what it looks like where it is not: by its letters and its small words.

Every language has some hundred small words that make up a third of whatever is written in it, and which are others in
every language. Names, numbers and tables have few of any; so little is said against a text that has none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from kg.errors import BadData
from kg.model import Span
from kg.resources import LEXICON

FILE = LEXICON / "languages.toml"
OURS = "English"
UNKNOWN = "no language known here"

_LETTER = r"(?:[^\W\d_][\u0300-\u036f\u200c]*)"
_WORD = re.compile(rf"{_LETTER}+(?:[-‑]{_LETTER}+)*")  # "al-Muhandis" is one word, and none of it Spanish
_NO_WORD = re.compile(r"\S*(?:://|www\.|[@\d_]|\w\.\w)\S*")  # addresses, numbers, names of files
_MOST = 4_000  # characters that are looked at: of a long text its beginning tells enough
_FEWEST = 10  # words; of fewer no verdict is given
_LETTERS = 40  # of a script without spaces, as many letters are ten words
_LATIN = 0.5  # share of Latin letters below which no text is English
_ENOUGH = 0.12  # share of another language's small words from which a text may be in it
_AHEAD = 1.5  # how many times as many of them there must be as English ones
_NONE = 0.08  # share of English small words below which running text is not English, whatever else it is
_RUNNING = 15  # different words in small letters that make a text running, and no list of names and no table


class Verdict(Enum):
    """Whether a text is English."""

    ENGLISH = "English"
    FOREIGN = "foreign"
    OPEN = "open"  # too short to tell


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict, and which language it looks like where it is not English."""

    verdict: Verdict
    looks_like: str = ""


@dataclass(frozen=True, slots=True)
class Languages:
    """What the data file tells."""

    words: Mapping[str, frozenset[str]]
    scripts: Mapping[str, str]


@cache
def languages() -> Languages:
    """The languages that come with the package; read once."""
    return load(FILE)


def load(path: Path) -> Languages:
    """Read and validate a file of languages; BadData names what is wrong."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        words = {name: value.split() for name, value in data.pop("words").items()}
        scripts = dict(data.pop("scripts"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadData(f"{path}: cannot be read as tables [words] and [scripts] of strings: {error}") from None
    if data or OURS not in words or not all(isinstance(value, str) for value in scripts.values()):
        raise BadData(f"{path}: holds [words] with {OURS} among them, [scripts], both of strings, and nothing else")
    for name, listed in words.items():
        if wrong := next((word for word in listed if word != word.lower()), None):
            raise BadData(f"{path}: {name}: {wrong!r} is not in lower case")
    return Languages({name: frozenset(listed) for name, listed in words.items()}, scripts)


def english(text: str, prose: Sequence[Span]) -> tuple[tuple[Span, ...], str]:
    """The stretches of prose that are English, and what the article looks like where most of it is not.

    What is too short to tell is as most of the article is.
    """
    told = [tell(text[span.start : span.end]) for span in prose]
    sizes = Counter[str]()
    for span, one in zip(prose, told, strict=True):
        if one.verdict is not Verdict.OPEN:
            sizes[one.looks_like] += span.end - span.start
    if not sizes and prose:  # a page of short lines
        one = tell(" ".join(text[span.start : span.end] for span in prose))
        sizes[one.looks_like] += 1
    ours = sizes.pop("", 0)
    foreign = sizes.most_common(1)[0][0] if sizes.total() > ours else ""
    kept = (
        span
        for span, one in zip(prose, told, strict=True)
        if one.verdict is Verdict.ENGLISH or (one.verdict is Verdict.OPEN and not foreign)
    )
    return tuple(kept), foreign


def tell(text: str) -> Told:
    """Whether a text is English."""
    text = _NO_WORD.sub(" ", text[:_MOST])
    letters = [char for char in text if char.isalpha()]
    latin = sum(char < "\u0250" or "\u1e00" <= char <= "\u1eff" for char in letters)
    words = _WORD.findall(text)
    if latin < _LATIN * len(letters):
        if len(words) < _FEWEST and len(letters) < _LETTERS:
            return Told(Verdict.OPEN)
        script = _script(letters)
        return Told(Verdict.FOREIGN, _likest(words)[0] or languages().scripts.get(script, UNKNOWN))
    if len(words) < _FEWEST:
        return Told(Verdict.OPEN)
    english = _share(words, OURS)
    other, share = _likest(words)
    if share >= _ENOUGH and share > _AHEAD * english:
        return Told(Verdict.FOREIGN, other)
    running = len({word for word in words if word.islower() or text.isupper()})
    if running >= _RUNNING and english < _NONE:
        return Told(Verdict.FOREIGN, UNKNOWN)
    return Told(Verdict.ENGLISH)


def _share(words: Sequence[str], language: str) -> float:
    own = languages().words[language]
    # a single capital is an initial
    return sum(word.lower() in own and (len(word) > 1 or word.islower()) for word in words) / len(words)


def _likest(words: Sequence[str]) -> tuple[str, float]:
    """The language, other than English, that has most of the words among its small words, and their share."""
    told = [(_share(words, name), name) for name in languages().words if name != OURS] if words else []
    share, name = max(told, key=lambda each: each[0], default=(0.0, ""))
    return (name, share) if share >= _ENOUGH else ("", share)


def _script(letters: Sequence[str]) -> str:
    scripts = Counter(unicodedata.name(char, "").split(" ")[0] for char in letters)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.1 * len(letters):
        return "HIRAGANA"
    return scripts.most_common(1)[0][0]
