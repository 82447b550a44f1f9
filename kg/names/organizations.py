"""Names of groups, bodies and companies: whether two can be one organization's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.names.letters import LONGEST, Script, brackets, plain, script, words
from kg.names.sounds import slip, sound_keys
from kg.names.tables import countries, legal_forms, meanings, word_list
from kg.names.terms import Care, Meanings, Term, pair, term_pairs, terms
from kg.names.verdict import Answer, Verdict

_HOWS = ("head", "generic", "word")
_LEADING = frozenset("ltd llc inc jsc ojsc cjsc pjsc ooo oao zao pao ao too tov vat pat pt sc srl sa gmbh".split())
_ORDER = (Answer.yes, Answer.unsure, Answer.no)
_JOINED = 9  # letters of a name that is written as one word in one spelling
_GLUED_FORM = re.compile(r"(?<=[a-z])(?=(?:AG|SA|SE|NV|BV|PLC|LLC|LTD|GmbH)\b)")  # SiemensAG
_DOTTED = re.compile(r"[A-Za-z.]+")
_POSSESSIVE = re.compile(r"['’]s\b", re.I)


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization's name, read."""

    core: tuple[Term, ...]  # what names it
    loose: tuple[Term, ...]  # what may be left out: Group, Movement
    formed: bool  # whether it has a legal form
    asides: tuple[str, ...]
    spelled: str  # all words of the core, written together
    acronym: str  # where the whole name is one
    initials: frozenset[str]
    script: Script


@lru_cache(maxsize=20_000)
def parse(name: str) -> Organization:
    """Read a name."""
    head, others = brackets(_GLUED_FORM.sub(" ", name))
    text = plain(_POSSESSIVE.sub("", head)).replace("%", " percent").replace("&", " and ").replace("+", " plus ")
    all_words = words(text)
    bare, formed = _without_forms(all_words)
    lists = word_list("organizations.toml")
    table, used = _table()
    kept = bare or all_words
    read = terms(kept, table, vague=lists["small"]) or terms(kept, table)
    loose = tuple(term for term in read if term.concepts and all(used[c] == "generic" for c in term.concepts))
    core = tuple(term for term in read if term not in loose) or tuple(read)
    letters = [word for word in kept if word not in lists["small"]]
    initials = {"".join(w[0] for w in row) for row in (kept, all_words, letters) if len(row) > 1}
    initials.add("".join(term.text[0] for term in core))
    acronym = letters[0] if len(letters) == 1 and letters[0] in _acronyms(head) else ""
    spelled = "".join(word for word in kept if word not in ("the", "al"))
    return Organization(
        core, loose if core != loose else (), formed, others, spelled, acronym, frozenset(initials - {""}), script(head)
    )


def _acronyms(head: str) -> set[str]:
    """Short words of a name that have more capitals than the first: PLA, I.S.W., JeM; in plain letters."""
    found = (word.replace(".", "") for word in _DOTTED.findall(head))
    return {word.lower() for word in found if 1 < len(word) < 8 and sum(letter.isupper() for letter in word) > 1}


def compare(one: str, two: str) -> Verdict:
    """Whether two names can be one organization's."""
    both = [(x, y) for x in _alternatives(one) for y in _alternatives(two)]
    if len(both) > 1:  # "X/Y": one body under two names
        best = min((compare(x, y) for x, y in both), key=lambda found: (_ORDER.index(found.answer), -found.score))
        return best if best.answer is Answer.yes else Verdict(Answer.unsure, best.reason, best.score)
    a, b = parse(one), parse(two)
    if not a.core or not b.core:
        return Verdict(Answer.no, "one of the two has no letters of a name", 0.0)
    if (a.acronym and a.acronym in b.initials) or (b.acronym and b.acronym in a.initials):
        short = a.acronym if a.acronym in b.initials else b.acronym
        answer = Answer.yes if len(short) > 2 else Answer.unsure
        return Verdict(answer, f"{short.upper()} are the first letters of the other", 0.9)
    for x, y in ((a, two), (b, one)):
        if any(_plain(aside) == _plain(y) for aside in x.asides):
            return Verdict(Answer.yes, "one stands beside the other as its short name", 0.9)
    vowelless = a.script.vowelless or b.script.vowelless
    exact = any(0 < len(x.acronym) < 6 for x in (a, b))  # a letter more or less is another acronym
    slips = not (a.script.syllabic or b.script.syllabic or exact)
    care = Care(vowelless, slips, a.formed and b.formed, LONGEST if exact else 4)
    found = pair(a.core, b.core, care)
    same, near, left, right = found.same, found.near, found.left, found.right
    if same and (_short_for(left, right) or _short_for(right, left)):
        same, left, right = same + 1, [], []
    score = round(2 * (same + near * 0.8) / (len(a.core) + len(b.core)), 3)
    if len(a.asides) == len(b.asides) and a.asides and {_plain(x) for x in a.asides} != {_plain(x) for x in b.asides}:
        return Verdict(Answer.no, "what stands in brackets differs", score)
    if a.spelled == b.spelled:
        return Verdict(Answer.yes, "the same but for where the words are parted", 0.98)
    numbered = any(term.number is not None for term in (*a.core, *b.core))
    if len(a.core) != len(b.core) and slips and not numbered and slip(a.spelled, b.spelled, least=_JOINED):
        return Verdict(Answer.yes, "one letter apart, and the words are parted otherwise", 0.9)
    return _judge(a, b, same, near, left, right, score)


def _alternatives(name: str) -> list[str]:
    """The names between the slashes of a name, where each is a name of its own; "Al-Qaida/Islamic Army" has two."""
    parts = [part.strip() for part in name.split("/")]
    return parts if len(parts) > 1 and all(len(part) > 3 and part[0].isalpha() for part in parts) else [name]


def identifies(name: str) -> bool:
    """Whether a name alone can stand for one organization: not "the army", "the Movement"."""
    read = parse(name)
    _, used = _table()
    return any(not term.concepts or any(used[c] == "word" for c in term.concepts) for term in read.core) and bool(
        read.spelled
    )


def keys(name: str) -> frozenset[str]:
    """What names of one organization have in common: a word, by meaning or sound; initials; all of it together."""
    if len(parts := _alternatives(name)) > 1:
        return frozenset().union(*map(keys, parts))
    read = parse(name)
    found = {f"word:{read.acronym}", *(f"letters:{way}" for way in (*read.initials, read.acronym) if way)}
    for term in read.core:
        found |= term.keys()
    if len(read.core) == 1:
        found |= read.core[0].slips()
    found |= {f"word:{key}" for key in sound_keys(read.spelled)} | {f"name:{_plain(aside)}" for aside in read.asides}
    return frozenset({*found, f"name:{_plain(name)}", f"all:{read.spelled}"} - {"word:"})


def index_keys(name: str) -> frozenset[str]:
    """Two words by their meaning or sound, or all of it together; initials of three letters or more."""
    if len(parts := _alternatives(name)) > 1:
        return frozenset().union(*map(index_keys, parts))
    read = parse(name)
    short = {way for way in (*read.initials, read.acronym) if way and len(way) > 2}
    found = {f"letters:{way}" for way in short} | {f"name:{_plain(aside)}" for aside in read.asides}
    return frozenset({*found, f"all:{read.spelled}"} | term_pairs(read.core))


@lru_cache(maxsize=1)
def _table() -> tuple[Meanings, Mapping[str, str]]:
    """What words may mean, with countries and what is of them, and how each meaning is used."""
    listed, hows = meanings("groups.tsv", _HOWS)
    table, used = dict(listed), dict(hows)
    for country, forms in countries():
        concept = plain(country)
        used.setdefault(concept, "word")
        for form in forms:
            phrase = " ".join(words(plain(form)))
            table[phrase] = table.get(phrase, frozenset()) | {concept}
    return table, used


def _judge(
    a: Organization, b: Organization, same: int, near: int, left: list[Term], right: list[Term], score: float
) -> Verdict:
    numbers = [sorted(t.number for t in x.core if t.number is not None) for x in (a, b)]
    if numbers[0] != numbers[1]:
        return Verdict(Answer.no, "the numbers differ", score)
    if left and right:
        return Verdict(Answer.no, f"different words: {_said(left)} in one, {_said(right)} in the other", score)
    if left or right:
        extra = left or right
        if not same:
            return Verdict(Answer.no, "no word is shared", score)
        _, used = _table()
        other = any(used[c] == "head" for term in extra for c in term.concepts)
        answer = Answer.no if other else Answer.unsure
        return Verdict(answer, f"one says more than the other: {_said(extra)}", score)
    loose_shared = any(x.concepts & y.concepts for x in a.loose for y in b.loose)
    if a.loose and b.loose and not loose_shared and all(term.concepts for term in a.core):
        return Verdict(Answer.unsure, "only words that many groups have are shared", score)
    if near > 1 or (near and len(a.core) == 1 and not _surely_a_slip(a, b)):
        return Verdict(Answer.unsure, "near in letters, and too little beside it is the same", score)
    if near:
        return Verdict(Answer.yes, "one letter apart", score)
    if (a.loose or a.formed) == (b.loose or b.formed):
        return Verdict(Answer.yes, "the same words", score)
    return Verdict(Answer.yes, "the same but for what says only that it is a body", score)


def _surely_a_slip(a: Organization, b: Organization) -> bool:
    """Whether two words that are all there is are near enough: long, with the same letters, or of two companies."""
    one, two = a.core[0].text, b.core[0].text
    least = min(len(one), len(two))
    return least > 5 or sorted(one) == sorted(two) or (least > 4 and a.formed and b.formed)


def _short_for(left: Sequence[Term], right: Sequence[Term]) -> bool:
    """Whether the one word that is left is made of the first letters of the others: IRGC Navy."""
    if len(left) != 1 or len(left[0].text) < 3 or left[0].concepts:
        return False
    return left[0].text == "".join(term.text[0] for term in right)


def _without_forms(row: Sequence[str]) -> tuple[list[str], bool]:
    """The words without legal forms."""
    kept: list[str] = []
    at = 0
    phrases = legal_forms()
    single = word_list("organizations.toml")["forms"]
    while at < len(row):
        size = next((len(phrase) for phrase in phrases if _spells(row[at : at + len(phrase)], phrase)), 0)
        if size and (kept or at + size < len(row)):
            at += size
        elif row[at] in (single if at else _LEADING) or _long_form(row[at], single):
            at += 1
        else:
            kept.append(row[at])
            at += 1
    return kept, len(kept) < len(row)


def _long_form(word: str, forms: frozenset[str]) -> bool:
    """Whether it is a long legal form with a slip of the pen: Aktiengeselschaft."""
    return len(word) > 12 and any(slip(word, form) for form in forms)


def _spells(row: Sequence[str], phrase: tuple[str, ...]) -> bool:
    """Whether words are a phrase, give or take a slip of the pen."""
    if len(row) != len(phrase) or row[0][0] != phrase[0][0]:
        return False
    return all(a == b or slip(a, b) for a, b in zip(row, phrase, strict=True))


def _said(extra: Sequence[Term]) -> str:
    return " ".join(term.text for term in extra)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
