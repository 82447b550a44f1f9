"""The same piece with other names: persons, groups and places change places with those of other pieces.

What is told of whom must be learned from the words around a name, not from the name; so each pass over the corpus
reads it with some names exchanged, always the same one for all marks of a thing.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from training.marks import Item, Mark

SHARE = 0.5  # of the things that could get another name
HEADLINES, CAPITALS = 0.04, 0.015  # of the pieces
GROUPS = frozenset({"ArmedGroup", "UmbrellaGroup"})
_POOL = {"Person": "Person", "ArmedGroup": "group", "UmbrellaGroup": "group", "City": "City", "Region": "Region"}
_ACRONYM = re.compile(r"[A-Z]{2,6}$")
_LONG = re.compile(r"\b[a-z](?=[a-z]{3})")
_WORD = re.compile(r"[\w'’.-]+(?: [\w'’.-]+)*$")


def pools(items: Sequence[Item]) -> dict[str, list[str]]:
    """The names that may stand for each other: those of persons in two words or more, of groups, cities and regions."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for item in items:
        for mark in item.marks:
            name = item.text[mark.start : mark.end]
            pool = _POOL.get(mark.kind)
            if pool is None or mark.same is not None or (pool == "Person" and " " not in name):
                continue
            if _WORD.match(name) and name[0].isupper() and not _ACRONYM.match(name):
                found[pool][name] = None
    return {pool: list(names) for pool, names in found.items()}


def swapped(item: Item, names: Mapping[str, Sequence[str]], rng: random.Random) -> Item:
    """The piece with other names for some of its things; nothing else changes."""
    things: dict[str, list[Mark]] = {}
    root: dict[str, str] = {}
    for mark in item.marks:
        root[mark.id] = root.get(mark.same, mark.same) if mark.same else mark.id
        things.setdefault(root[mark.id], []).append(mark)
    new: dict[str, str] = {}
    for marks in things.values():
        pool = names.get(_POOL.get(marks[0].kind, ""), ())
        if pool and rng.random() < SHARE:
            new |= _renamed(item.text, marks, rng.choice(pool))
    return _rewritten(item, new)


def _renamed(text: str, marks: Sequence[Mark], name: str) -> dict[str, str]:
    """Id of each mark of a thing that names it -> its new words; nothing where one of them cannot follow."""
    old = text[marks[0].start : marks[0].end]
    person, named = marks[0].kind == "Person", [mark for mark in marks if mark.kind in _POOL]
    if text.count(old) != sum(text[mark.start : mark.end] == old for mark in named):
        return {}  # it stands unmarked too
    found: dict[str, str] = {}
    for mark in named:
        words = text[mark.start : mark.end]
        if words == old:
            found[mark.id] = name
        elif person and old.endswith(f" {words}"):
            found[mark.id] = name.split()[-1]
        elif marks[0].kind in GROUPS and _ACRONYM.match(words) and len(name.split()) > 1:
            found[mark.id] = "".join(word[0].upper() for word in re.split(r"[\s-]+", name) if word)
        else:
            return {}
    return found


def _rewritten(item: Item, new: Mapping[str, str]) -> Item:
    """The piece with these words for these marks."""
    if not new:
        return item
    parts, at, shift = [], 0, 0
    marks: dict[str, Mark] = {}
    for mark in sorted(item.marks, key=lambda mark: mark.start):
        words = new.get(mark.id, item.text[mark.start : mark.end])
        parts += [item.text[at : mark.start], words]
        start = mark.start + shift
        marks[mark.id] = replace(mark, start=start, end=start + len(words))
        shift += len(words) - (mark.end - mark.start)
        at = mark.end
    text = "".join(parts) + item.text[at:]
    return replace(item, text=text, marks=tuple(marks[mark.id] for mark in item.marks))


def recased(item: Item, rng: random.Random) -> Item:
    """Now and then the piece as a headline or in capitals."""
    chance = rng.random()
    if chance < HEADLINES:
        text = _LONG.sub(lambda found: found[0].upper(), item.text)
    elif chance < HEADLINES + CAPITALS:
        text = item.text.upper()
    else:
        return item
    return replace(item, text=text) if len(text) == len(item.text) else item
