"""The tables of names under kg/lexicon/names/, validated on load, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import BadData
from kg.resources import LEXICON

FOLDER = LEXICON / "names"


@lru_cache(maxsize=4)
def word_list(file: str) -> Mapping[str, frozenset[str]]:
    """The lists of words of a TOML file: each key of its section `words`. Raises BadData."""
    lists = _section(file, "words")
    if not all(isinstance(words, str) for words in lists.values()):
        raise BadData(f"{FOLDER / file}: [words] must have words in one string")
    return {name: frozenset(words.split()) for name, words in lists.items()}


def _section(file: str, name: str) -> dict[str, Any]:
    path = FOLDER / file
    try:
        section = tomllib.loads(path.read_text("utf-8")).get(name)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadData(f"{path}: {fault}") from fault
    if not isinstance(section, dict):
        raise BadData(f"{path}: needs a section [{name}]")
    return section


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a TSV file with their line numbers; its first line that is no comment names the columns.

    Raises BadData.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadData(f"{path}: {fault}") from fault
    header: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
            if tuple(header) != columns:
                raise BadData(f"{path}, line {number}: the columns must be {', '.join(columns)}")
        elif len(cells) != len(columns) or not all(cell.strip() for cell in cells):
            raise BadData(f"{path}, line {number}: needs {len(columns)} cells with a tab between them, and none empty")
        else:
            yield number, [cell.strip() for cell in cells]


@lru_cache(maxsize=1)
def given_names() -> Mapping[str, str]:
    """Each spelling of a given name -> the name. Raises BadData."""
    return {spelling: name for spelling, (name, _) in _given().items()}


@lru_cache(maxsize=1)
def common_names() -> frozenset[str]:
    """The names that so many bear that sharing one says little. Raises BadData."""
    return frozenset(name for name, how in _given().values() if how == "common")


@lru_cache(maxsize=1)
def family_names() -> Mapping[str, str]:
    """Each spelling of a nisba or family name -> the name. Raises BadData."""
    path = FOLDER / "families.tsv"
    found: dict[str, str] = {}
    for number, (spellings,) in rows(path, ("spellings",)):
        _add(found, spellings, path, number)
    return found


@lru_cache(maxsize=4)
def meanings(file: str, hows: tuple[str, ...]) -> tuple[Mapping[str, frozenset[str]], Mapping[str, str]]:
    """Of a table of words: each word or phrase -> what it may mean; each meaning -> how it is used. Raises BadData."""
    path = FOLDER / file
    found: dict[str, set[str]] = {}
    used: dict[str, str] = {}
    for number, (how, concept, listed) in rows(path, ("how", "concept", "words")):
        if how not in hows:
            raise BadData(f"{path}, line {number}: {how!r} must be one of {', '.join(hows)}")
        if concept in used:
            raise BadData(f"{path}, line {number}: {concept!r} stands on two lines")
        used[concept] = how
        for word in (word.strip() for word in listed.split(",")):
            if concept in found.setdefault(word, set()) or not word.replace(" ", "").isalnum():
                raise BadData(f"{path}, line {number}: {word!r} stands twice, or is not plain letters")
            found[word].add(concept)
    return {word: frozenset(concepts) for word, concepts in found.items()}, used


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each country with the words for it and for what is of it, as news writes them. Raises BadData."""
    path = LEXICON / "en" / "countries.tsv"
    try:
        lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]
    except (OSError, UnicodeDecodeError) as fault:
        raise BadData(f"{path}: {fault}") from fault
    if lines[:1] != [["name", "adjectives", "capital", "aliases"]]:
        raise BadData(f"{path}: the columns must be name, adjectives, capital, aliases")
    found = []
    for name, adjectives, _, aliases in ([*line, "", "", ""][:4] for line in lines[1:]):
        words = [word.strip() for word in (name, *adjectives.split("|"), *aliases.split("|"))]
        found.append((name, tuple(word for word in words if word)))
    return tuple(found)


@lru_cache(maxsize=1)
def legal_forms() -> tuple[tuple[str, ...], ...]:
    """Legal forms of several words, the longest first. Raises BadData."""
    phrases = _section("organizations.toml", "phrases").get("forms")
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
        raise BadData(f"{FOLDER / 'organizations.toml'}: [phrases] forms must be a list of phrases")
    return tuple(sorted((tuple(phrase.split()) for phrase in phrases), key=lambda phrase: -len(phrase)))


@lru_cache(maxsize=1)
def number_words() -> Mapping[str, int]:
    """Words for numbers. Raises BadData."""
    numbers = _section("organizations.toml", "numbers")
    if not all(isinstance(number, int) for number in numbers.values()):
        raise BadData(f"{FOLDER / 'organizations.toml'}: [numbers] must be whole numbers")
    return numbers


@lru_cache(maxsize=1)
def _given() -> Mapping[str, tuple[str, str]]:
    path = FOLDER / "given.tsv"
    found: dict[str, str] = {}
    hows: dict[str, str] = {}
    for number, (how, spellings) in rows(path, ("how", "spellings")):
        if how not in ("common", "known"):
            raise BadData(f"{path}, line {number}: {how!r} must be common or known")
        hows[_add(found, spellings, path, number)] = how
    return {spelling: (name, hows[name]) for spelling, name in found.items()}


def _add(found: dict[str, str], spellings: str, path: Path, number: int) -> str:
    name, *_ = spellings.split()
    for spelling in spellings.split():
        if not spelling.isascii() or not spelling.isalnum() or spelling != spelling.lower():
            raise BadData(f"{path}, line {number}: {spelling!r} must be plain lower-case letters")
        if spelling in found:
            raise BadData(f"{path}, line {number}: {spelling!r} stands here and for {found[spelling]!r}: take one out")
        found[spelling] = name
    return name
