"""The parts of a person's name: what is title, kunya, given or father's name, nisba; what two words are one name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from kg.names.letters import MOST, Script, asides, plain, script, without_digits, words
from kg.names.tables import common_names, family_names, given_names, word_list

_ABD = re.compile(r"^(?:abd|abed)(?:(?:[ueoa]|ou|i)(?:l(?!l)|(?=([rsnztd])\1)\1|(?=sh|[a-z]))|(?=al|el))?(.{3,})$")
_DIN = re.compile(r"^(.{3,}?)(?:[ueao]|ou)?d?d[ie]{1,2}ne?$")
DINS = ("din", "deen", "dine")
_ALLAH = ("allah", "ullah", "lah", "llh", "lh")


class Role(StrEnum):
    """What a part of a name is; in words for analysts."""

    GIVEN = "given name"
    KUNYA = "kunya"
    FAMILY = "family name"
    INITIAL = "initial"


@dataclass(frozen=True, slots=True)
class Part:
    """One name of those that make a person's name."""

    text: str  # plain letters; what was two words ("Abd al-Rahman") is one
    role: Role = Role.GIVEN
    father: bool = False  # after bin: son of
    article: bool = False
    abd: bool = False  # text is without it

    @property
    def full(self) -> str:
        return f"abd{self.text}" if self.abd else self.text

    @property
    def known(self) -> str | None:
        """The name that it is a listed spelling of."""
        if self.role is Role.KUNYA:
            return None
        return given_names().get(self.full) or family_names().get(self.full)

    @property
    def common(self) -> bool:
        """Whether so many bear it that sharing it says little."""
        return self.role is not Role.KUNYA and given_names().get(self.full) in common_names()


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name, read."""

    parts: tuple[Part, ...]
    aliases: tuple[tuple[Part, ...], ...] = ()
    suffix: str = ""
    script: Script = field(default_factory=Script)


@lru_cache(maxsize=20_000)
def parse(name: str) -> Person:
    """Read a name; titles are left out."""
    head, aliases = asides(name)
    text = plain(head)
    suffixes = _lists()["suffixes"]
    before, comma, after = text.partition(",")
    if comma and "," not in after and words(after) and not set(words(after)) <= suffixes:
        text = f"{after} {before}"  # "Frost, William"
    tokens = [without_digits(word) for word in words(text)]
    tokens = [token[1:] if token.startswith("cabd") else token for token in tokens]  # Somali writes ayn as c
    tokens = [piece for at, word in enumerate(tokens) for piece in _undotted(word, at, tokens)]
    suffix = tokens.pop() if len(tokens) > 2 and tokens[-1] in suffixes else ""
    stripped = _untitled(tokens)
    parts = _once(_parts(stripped))
    others = tuple(part for part in (_once(_parts(_untitled(words(plain(alias))))) for alias in aliases) if part)
    return Person(parts[:MOST], others, suffix, script(head))


def _undotted(word: str, at: int, tokens: list[str]) -> list[str]:
    """Initials that were written together ("J.-C."): no vowel, two letters, and a longer word beside."""
    if len(word) == 2 and word.isalpha() and at == 0 and len(tokens) > 1 and not set(word) & set("aeiouy"):
        return list(word)
    return [word]


def _untitled(tokens: list[str]) -> list[str]:
    """Without titles before the name, and without those in it that no article precedes."""
    titles = _lists()["titles"]
    start = 0
    while start < len(tokens) - 1 and tokens[start] in titles:
        start += 1
    kept = tokens[start:]
    articles = _lists()["articles"]
    return [
        token for at, token in enumerate(kept)
        if at == 0 or token not in titles or len(kept) < 3 or kept[at - 1] in articles | _lists()["links"]
        or at == len(kept) - 1
    ]  # fmt: skip


def _parts(tokens: list[str]) -> list[Part]:
    lists = _lists()
    parts: list[Part] = []
    article = father = kunya = abd = False
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if following and at + 1 > 0 and _is_article(token, following) and (parts or kunya or abd or at == 0):
            article = True
            continue
        if token in lists["links"] and following and (parts or token in ("bin", "ibn", "bint")):
            father, article = True, False
            continue
        if token in ("bin", "ibn", "bint") and not following and parts:
            continue
        if token in lists["kunya"] and following and not kunya:
            kunya, article = True, False
            continue
        if re.fullmatch(r"abd([ueoa]l?|i|oul|ur|us|ush)?|abed", token) and following and token not in given_names():
            abd, article = True, False
            continue
        if token in lists["particles"] and following and parts and not article:
            continue
        part = _part(token, article, abd)
        if kunya:
            part = Part(part.full, Role.KUNYA)
        elif parts and not abd and not father and _joins(part, article, parts[-1], at == len(tokens) - 1):
            before = parts.pop()
            ending = "allah" if part.text in _ALLAH else "din" if part.text in DINS else part.text
            joined = f"{before.text}{ending}"
            part = replace(before, text=joined if before.abd else whole(joined))
        parts.append(replace(part, father=father))
        article = father = kunya = abd = False
    if len(parts) > 1 and parts[-1].role is Role.GIVEN:
        parts[-1] = replace(parts[-1], role=Role.FAMILY)
    return parts


def _part(token: str, article: bool, abd: bool) -> Part:
    if abd:
        return Part("allah" if token in _ALLAH else token, abd=True, article=False)
    if len(token) == 1:
        return Part(token, Role.INITIAL)
    for start in ("abub", "aboub", "abou"):  # Abubakar
        if token.startswith(start) and token[len(start) - 1 :] in ("bakr", "bakar", "baker", "bakir"):
            return Part("bakr", Role.KUNYA)
    match = None if token in given_names() or token in family_names() or len(token) < 7 else _ABD.match(token)
    if match:
        return Part(whole(match[2]), abd=True)
    return Part(whole(token), Role.FAMILY if article else Role.GIVEN, article=article)


def whole(token: str) -> str:
    """One form for names that end in -uddin, -eddine, al-din, and in -ullah, -allah."""
    if token in given_names() or token in family_names():
        return token
    match = _DIN.match(token)
    if match and re.search(r"(dd|[ueao]d|[^aeiou]d)[ie]{1,2}ne?$", token):
        return f"{match[1]}din"
    if re.search(r"ll?ah?$", token) and len(token) > 6 and (match := re.match(r"^(.{3,}?)[uao]?ll?ah?$", token)):
        return f"{match[1]}allah" if "ll" in token[-5:] else token
    return token


def _joins(part: Part, article: bool, before: Part, last: bool) -> bool:
    """Saif al-Din, Nasr Allah, Zia ur-Rahman: a name before God's or the faith's."""
    if before.role is not Role.GIVEN or before.article:
        return False
    if part.text in _ALLAH or part.text in DINS:
        return article or part.text in _ALLAH
    return article and part.text in ("islam", "rahman", "rehman", "haq", "haqq") and (not last or part.text != "haqq")


def _is_article(token: str, following: str) -> bool:
    lists = _lists()
    if token in lists["articles"]:
        return following not in lists["articles"]
    if token in lists["assimilated"]:
        sun = token[1:] if len(token) > 1 else token
        return following.startswith(sun) or (token in ("ud", "ad", "ed", "eddin") and following[:2] in ("di", "de"))
    return False


def _once(parts: list[Part]) -> tuple[Part, ...]:
    """A part written twice in a row is a mistake, but for names so common that father and son bear them."""
    return tuple(p for at, p in enumerate(parts) if not at or p.full != parts[at - 1].full or p.father or p.common)


def family_like(part: Part) -> bool:
    """Whether it is a nisba or listed as a family's name."""
    return part.article or part.text in family_names()


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    return dict(word_list("persons.toml"))
