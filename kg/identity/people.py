"""Whether two names of actors or places stand for one: by the names, and by what is said of those who bear them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kg.identity.events import EventTelling, how_places_agree, how_times_agree
from kg.names import Answer, Verdict, compare, identifies


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or place as all articles that call it so tell of it."""

    id: str
    family: str  # Person, Organization or Place
    kinds: frozenset[str]
    labels: frozenset[str]  # the fullest names
    names: frozenset[str] = frozenset()  # every form seen
    groups: frozenset[str] = frozenset()  # what a person is of; ids
    posts: frozenset[str] = frozenset()  # "kataib-hezbollah commander"
    hits: tuple[EventTelling, ...] = ()  # attacks in which a person was hit
    known: bool = False  # from the authority file: another entry is another thing


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two are one, and what speaks for it and against it, in words."""

    answer: Answer
    score: float
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


_INITIALS = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Za-z][A-Za-z.&-]{1,7}")

_STATES = frozenset({"Government", "GovernmentBody", "Military", "MediaOutlet"})


def judge_named(one: Named, two: Named) -> Judgement:
    """Yes, no or unsure, with the reasons; symmetric.

    Names alone make two one only where the spelling is all that differs. A shared family name or kunya needs more: the
    same death, or the same post.
    """
    if one.family != two.family:
        return Judgement(Answer.no, 0, against=("they are of different kinds",))
    if one.known and two.known:
        return Judgement(Answer.no, 0, against=("the authority file has both",))
    if one.family != "Person" and _kinds_differ(one, two):
        return Judgement(Answer.no, 0, against=("they are of different kinds",))
    best = _best(one, two)
    if best.answer is Answer.yes and one.family == "Organization" and _initials(one) != _initials(two):
        return Judgement(Answer.unsure, best.score, (best.reason,), ("others may have the same initials",))
    if one.family != "Person" or best.answer is Answer.no:
        return Judgement(best.answer, best.score, *_told(best))
    return _persons(one, two, best)


def _initials(named: Named) -> bool:
    """Whether a group is known by initials alone: those of its names that are written out are in the authority file."""
    return not named.known and all(_INITIALS.fullmatch(label) for label in named.labels)


def _persons(one: Named, two: Named, names: Verdict) -> Judgement:
    reasons, against = map(list, _told(names))
    fate = _fate(one.hits, two.hits)
    if fate == "apart":
        against.append("they were hit in different attacks")
    elif fate:
        reasons.append("they were hit in one attack")
    if posts := one.posts & two.posts:
        reasons.append("they hold the same post")
    if shared := one.groups & two.groups:
        reasons.append(f"both are of {', '.join(sorted(shared))}")
    elif one.groups and two.groups:
        against.append("they are of different groups")
    score = names.score + bool(fate and fate != "apart") + bool(posts) + 0.5 * bool(shared)
    if names.answer is Answer.yes:
        answer = Answer.unsure if fate == "apart" else Answer.yes
    else:
        answer = Answer.yes if fate not in {None, "apart"} or (posts and shared) else Answer.unsure
    return Judgement(answer, score, tuple(reasons), tuple(against))


def _best(one: Named, two: Named) -> Verdict:
    """What the names say, the most that any pair of them allows."""
    if one.family != "Person":  # "the ministry", "Foreign Ministry": short forms are shared by many
        return _most(_full(one), _full(two), one.family)
    first, second = (frozenset(filter(_known_by, named.labels | named.names)) for named in (one, two))
    if not first or not second:  # "Abu Ahmed", "Hassan": of one who is known by no more, nothing is sure
        loose = _most(one.labels | one.names, two.labels | two.names, "Person")
        return loose if loose.answer is Answer.no else Verdict(Answer.unsure, loose.reason, loose.score)
    best, mains = _most(first, second, "Person"), _most(first & one.labels, second & two.labels, "Person")
    if best.answer is Answer.yes and mains.answer is Answer.no:
        return Verdict(Answer.unsure, "they share an alias, and are called otherwise in full", best.score)
    return best


def _full(named: Named) -> frozenset[str]:
    return named.labels | named.names if named.known else named.labels


def _most(one: Iterable[str], two: Iterable[str], family: str) -> Verdict:
    verdicts = [_compared(*sorted((a, b)), family) for a in sorted(one) for b in sorted(two)]
    order = (Answer.yes, Answer.unsure, Answer.no)
    nothing = Verdict(Answer.unsure, "no names to compare", 0)
    return min(verdicts, key=lambda found: (order.index(found.answer), -found.score, found.reason), default=nothing)


@lru_cache(maxsize=50_000)
def _known_by(name: str) -> bool:
    return identifies(name, "Person")


@lru_cache(maxsize=100_000)
def _compared(one: str, two: str, family: str) -> Verdict:
    return compare(one, two, family)


def _told(names: Verdict) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ((), (names.reason,)) if names.answer is Answer.no else ((names.reason,), ())


def _fate(one: Iterable[EventTelling], two: Iterable[EventTelling]) -> str | None:
    """`day` or another way in which two attacks agree, `apart` where none does; None where that cannot be told."""
    found = None
    two = tuple(two)
    for mine in one:
        for other in two:
            when, where = how_times_agree(mine, other), how_places_agree(mine, other)
            if when == "apart" or where == "apart":
                found = found or "apart"
            elif when in {"day", "next day"} or (when and where):
                return when
    return found


def _kinds_differ(one: Named, two: Named) -> bool:
    if one.family == "Organization":
        states = (one.kinds & _STATES, two.kinds & _STATES)
        return bool(one.kinds and two.kinds) and states[0] != states[1]
    return not one.kinds & two.kinds
