"""Any text in plain lower-case Latin letters, cut into words; the one door of anyascii."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

LONGEST = 400  # characters of a name that are looked at: what is longer is no name
MOST = 16  # and words

_BRACKETS = re.compile(r"\(([^()]{1,80})\)")
_QUOTES = re.compile(r"[\"“”„«»]([^\"“”„«»]{1,80})[\"“”„«»]|\(([^()]{1,80})\)|[‘']((?:abu|umm) [^‘’']{1,60})[’']", re.I)
_KNOWN_AS = re.compile(r"\b(?:also known as|known as|a\.?k\.?a\.?|alias|nicknamed|nom de guerre)(?=\s)\s*", re.I)
_APOSTROPHES = re.compile(r"['`’‘ʿʾʼ´]")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{3})")  # two letters that the words of other scripts write apart
_DOTTED = re.compile(r"\b(?:[a-z]\.-?){2,}(?:[a-z]\b)?")
_WORD = re.compile(r"[a-z0-9]+")
_DIGITS_AS_LETTERS = str.maketrans("0134579@$", "oieastgas")
_SOUNDLESS = ("ARABIC", "HEBREW")  # scripts that leave short vowels out
_SYLLABLES = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


@dataclass(frozen=True, slots=True)
class Script:
    """What the letters of a name leave out."""

    vowelless: bool = False  # short vowels are not written
    syllabic: bool = False  # a letter is a syllable: another letter is another name


def script(text: str) -> Script:
    """The script of the first letters of a name."""
    names = [unicodedata.name(c, "") for c in text[:40] if c.isalpha()]
    return Script(any(n.startswith(_SOUNDLESS) for n in names), any(n.startswith(_SYLLABLES) for n in names))


def asides(text: str) -> tuple[str, tuple[str, ...]]:
    """A person's name without what stands in quotation marks, brackets or behind "also known as", and that apart."""
    head, *aliases = _KNOWN_AS.split(text[:LONGEST])
    found = [next(group for group in match.groups() if group) for match in _QUOTES.finditer(head)]
    head = _QUOTES.sub(" ", head)
    found += aliases
    if not _WORD.search(plain(head)):  # all of it in quotation marks
        return (found[0], tuple(found[1:])) if found else (text, ())
    return head, tuple(found)


def brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """A name without what stands in brackets, and that apart; quotation marks often hold the name itself."""
    found = tuple(match[1] for match in _BRACKETS.finditer(text[:LONGEST]))
    head = _BRACKETS.sub(" ", text[:LONGEST])
    return (head, found) if _WORD.search(plain(head)) else (text, ())


def plain(text: str) -> str:
    """In Latin letters, lower case, without apostrophes: ayn and hamza are written as anybody likes."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    text = _APOSTROPHES.sub("", anyascii(_ARABIC_ARTICLE.sub("al ", text)))
    return text.lower()


def words(text: str) -> list[str]:
    """The words of plain text; an acronym with dots is one."""
    return _WORD.findall(_DOTTED.sub(lambda match: re.sub(r"[.-]", "", match[0]) + " ", text))[: MOST * 2]


def without_digits(word: str) -> str:
    """A word in which digits stand for letters ("B0ris"); a number stays."""
    if word.isdigit() or not any(c.isdigit() for c in word):
        return word
    return word.translate(_DIGITS_AS_LETTERS)
