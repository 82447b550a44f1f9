"""Names of places: whether two can be one place's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.names.letters import Script, brackets, plain, script, words
from kg.names.parsing import DINS, whole
from kg.names.sounds import sound_keys
from kg.names.tables import meanings, word_list
from kg.names.terms import Care, Term, pair, term_pairs, terms
from kg.names.verdict import Answer, Verdict

_HOWS = ("class", "area", "direction", "word")
_GLUED = re.compile(r"^[ae](.)(?=\1)")
_OF = frozenset("the of in and".split())


@dataclass(frozen=True, slots=True)
class Place:
    """A place's name, read."""

    core: tuple[Term, ...]
    areas: frozenset[str]  # province, district, camp ...
    directions: frozenset[str]
    spelled: str
    aside: frozenset[str]  # in brackets: which of those of one name
    script: Script


@lru_cache(maxsize=20_000)
def parse(name: str) -> Place:
    """Read a name."""
    head, aside = brackets(name)
    table, used = meanings("places.tsv", _HOWS)
    row = [word for word in _without_articles(words(plain(head))) if word not in _OF]
    read = terms(row, table)
    which = frozenset(plain(text).strip() for text in aside)
    by = {how: [t for t in read if any(used[c] == how for c in t.concepts)] for how in _HOWS}
    apart = [*by["class"], *by["area"], *by["direction"]]
    core = tuple(term for term in read if term not in apart)
    if not core:  # "Middle East", "Gaza" has a core, "City" has none
        return Place(tuple(read), frozenset(), frozenset(), "".join(row), which, script(head))
    concepts = {how: frozenset(c for t in by[how] for c in t.concepts) for how in _HOWS}
    return Place(core, concepts["area"], concepts["direction"], "".join(t.text for t in core), which, script(head))


def compare(one: str, two: str) -> Verdict:
    """Whether two names can be one place's."""
    a, b = parse(one), parse(two)
    if not a.core or not b.core:
        return Verdict(Answer.no, "one of the two has no letters of a name", 0.0)
    vowelless = a.script.vowelless or b.script.vowelless
    care = Care(vowelless, slips=not (a.script.syllabic or b.script.syllabic), least=3)
    found = pair(a.core, b.core, care)
    same, near, left, right = found.same, found.near, found.left, found.right
    score = round(2 * (same + near * 0.8) / (len(a.core) + len(b.core)), 3)
    joined = len(a.core) != len(b.core) and a.spelled == b.spelled
    if a.aside and b.aside and a.aside != b.aside:
        return Verdict(Answer.no, "what stands in brackets differs", score)
    if a.directions != b.directions:
        return Verdict(Answer.no, "one is the upper, the eastern, the new ..., the other is not", score)
    if a.areas and b.areas and not a.areas & b.areas:
        return Verdict(Answer.no, "different kinds of place", score)
    if (left or right) and not joined:
        if (left and right) or not same:
            return Verdict(Answer.no, "different names", score)
        return Verdict(Answer.unsure, f"one says more than the other: {' '.join(t.text for t in left or right)}", score)
    if a.areas != b.areas:
        return Verdict(Answer.unsure, "the one may have its name from the other", score)
    if near and not joined and (near > 1 or not same):
        return Verdict(Answer.unsure, "one letter apart", score)
    return Verdict(Answer.yes, "spellings of one name", score)


def identifies(name: str) -> bool:
    """Whether a name alone can stand for one place: not "the city", "the camp"."""
    _, used = meanings("places.tsv", _HOWS)
    return any(not t.concepts or any(used[c] == "word" for c in t.concepts) for t in parse(name).core)


def keys(name: str) -> frozenset[str]:
    """What names of one place have in common: a word, by meaning or sound; all of it together."""
    read = parse(name)
    found = {f"word:{key}" for key in sound_keys(read.spelled)}
    for term in read.core:
        found |= term.keys()
    return frozenset(found)


def index_keys(name: str) -> frozenset[str]:
    """Two words by their meaning or sound, or all of it together."""
    read = parse(name)
    return frozenset({f"all:{key}" for key in sound_keys(read.spelled)} | term_pairs(read.core))


def _without_articles(row: list[str]) -> list[str]:
    """Without al-, also where it takes the next letter (ez-Zor, Ezzor), and never the last; Salah ad-Din is one."""
    lists = word_list("persons.toml")
    kept: list[str] = []
    for at, word in enumerate(row):
        following = row[at + 1] if at + 1 < len(row) else ""
        bound = word in lists["assimilated"] and following.startswith(word[1:])
        if following and (word in lists["articles"] or bound):
            continue
        if kept and word in DINS:
            kept[-1] = whole(f"{kept[-1]}din")
        else:
            kept.append(whole(_GLUED.sub("", word) if at else word))
    return kept
