"""Names of persons: whether two can be one person's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

from kg.names.matching import BOUND, How, Level, align, fused
from kg.names.parsing import Part, Person, Role, family_like, parse
from kg.names.sounds import alike, sound, sound_keys
from kg.names.tables import given_names
from kg.names.verdict import Answer, Verdict

_SHORT = 2  # consonants of a part in a key made of two parts
WHOLE = 8  # consonants of a name in a key made of all of it


def compare(one: str, two: str) -> Verdict:
    """Whether two names can be one person's: the names as such, then by what each is also called."""
    first, second = parse(one), parse(two)
    if not first.parts or not second.parts:
        return Verdict(Answer.no, "one of the two has no letters of a name", 0.0)
    how = _how(first, second)
    verdict = _compare(first, second, first.parts, second.parts, how)
    if verdict.answer is Answer.yes:
        return verdict
    for a, b in product(_readings(first), _readings(second)):
        if (a, b) == (first.parts, second.parts) or not _tells(a) or not _tells(b):
            continue
        by_alias = _compare(first, second, a, b, how)
        if by_alias.answer is Answer.yes:
            return Verdict(Answer.yes, f"by an alias: {by_alias.reason}", by_alias.score)
    shared = any(_compare(first, second, a, b, how).answer is Answer.yes
                 for a in (first.parts, *first.aliases) for b in (second.parts, *second.aliases))  # fmt: skip
    if shared and verdict.answer is Answer.no and not (first.aliases and second.aliases):
        return Verdict(Answer.unsure, "an alias alone is shared", verdict.score)
    return verdict


def identifies(name: str) -> bool:
    """Whether a name alone can stand for one person: two names, of which not all are borne by very many."""
    person = parse(name)
    return any(_tells(parts) for parts in _readings(person))


def keys(name: str) -> frozenset[str]:
    """What names of one person have in common: a rare part, or two parts."""
    person = parse(name)
    found: set[str] = set()
    for parts in _readings(person):
        told = [part for part in parts if part.role is not Role.INITIAL]
        for part in told:
            if not part.common or len(told) == 1:
                found.update(_part_keys(part))
        for one, two in combinations(told, 2):
            pairs = product(_part_keys(one, _SHORT), _part_keys(two, _SHORT))
            found.update("+".join(sorted(pair)) for pair in pairs)
        for start in range(len(parts)):
            for end in {start + 2, len(parts)}:
                if end - start > 1 and (start == 0 or end == start + 2):
                    found.update(f"person:{key}" for key in sound_keys("".join(p.full for p in parts[start:end])))
    return frozenset(found)


def index_keys(name: str) -> frozenset[str]:
    """Two parts by their sound, or the whole; one part of a name that has no more."""
    person = parse(name)
    found: set[str] = set()
    for parts in _readings(person):
        told = [part for part in parts if part.role is not Role.INITIAL]
        if len(told) == 1:
            found |= _part_keys(told[0])
        for one, two in combinations(told, 2):
            found.update("+".join(sorted(both)) for both in product(_part_keys(one), _part_keys(two)))
        if len(told) > 1:
            found.update(f"all:{key}" for key in sound_keys("".join(part.full for part in parts), WHOLE))
    return frozenset(found)


def _part_keys(part: Part, size: int = 4) -> set[str]:
    forms = {part.full, *(part.full[len(start) :] for start in BOUND if part.full.startswith(start)
                          and len(part.full) > len(start) + 3)}  # fmt: skip
    found = {f"person:{key[:size]}" for form in forms for key in sound_keys(form)}
    return found | ({f"person:={part.known}"} if part.known else set())


def _how(one: Person, two: Person) -> How:
    return How(
        one.script.vowelless or two.script.vowelless,
        not (one.script.syllabic or two.script.syllabic),
    )


def _readings(person: Person) -> list[tuple[Part, ...]]:
    """The name; each alias; an alias with the family name behind it (Wissam "Abu Taqwa" al-Saadi)."""
    found = [person.parts, *person.aliases]
    last = person.parts[-1:] if len(person.parts) > 1 else ()
    return found + [(*alias, *last) for alias in person.aliases if last]


def _tells(parts: Sequence[Part]) -> bool:
    told = [part for part in parts if part.role is not Role.INITIAL]
    if len(told) < 2:
        return False
    if all(part.role is Role.KUNYA for part in told):
        return False
    return len(told) > 2 or not all(part.common or part.role is Role.KUNYA for part in told)


def _compare(first: Person, second: Person, one: Sequence[Part], two: Sequence[Part], how: How) -> Verdict:
    if _joined(one, two, how):
        return Verdict(Answer.yes, "the same but for where the words are parted", 0.98)
    a, b = fused(one, two, how), fused(two, one, how)
    laid = align(a, b, how)
    left = [part for at, part in enumerate(a) if at not in {x for x, _, _ in laid.pairs}]
    right = [part for at, part in enumerate(b) if at not in {y for _, y, _ in laid.pairs}]
    same = [(a[x], b[y]) for x, y, found in laid.pairs if found is Level.SAME]
    near = [(a[x], b[y]) for x, y, found in laid.pairs if found is Level.NEAR]
    initials = len(laid.pairs) - len(same) - len(near)
    score = round(2 * laid.total / (Level.SAME * (len(a) + len(b))), 3)
    if not laid.pairs or (not same and not near):
        return Verdict(Answer.no, "no part is shared", score)
    if first.suffix != second.suffix:
        answer = Answer.no if first.suffix and second.suffix else Answer.unsure
        return Verdict(answer, "senior or junior is said of one, or another of each", score)
    if left and right:
        return _apart(left, right, same, score)
    if laid.turned or laid.shuffled:
        if any(a[x].father != b[y].father for x, y, _ in laid.pairs):
            return Verdict(Answer.no, "the same names in another order: whose father is who differs", score)
        if _given_changed_places(a, laid.pairs) or (laid.shuffled and len(a) < 3):
            return Verdict(Answer.unsure, "the same given names in another order", score)
    longer, extra = (a, left) if left else (b, right)
    return _extended(longer, extra, same, near, initials, score)


def _given_changed_places(parts: Sequence[Part], pairs: Sequence[tuple[int, int, Level]]) -> bool:
    """Whether two given names stand the other way round: Ahmed son of Ali, Ali son of Ahmed."""
    given = [(x, y) for x, y, _ in pairs if parts[x].text in given_names() and not parts[x].article]
    return any(one[1] > two[1] for one, two in combinations(given, 2))


def _apart(left: list[Part], right: list[Part], same: list[tuple[Part, Part]], score: float) -> Verdict:
    """Each of the two has something that the other lacks."""
    x, y = left[-1], right[-1]
    words = f"{' '.join(p.full for p in left)} in one, {' '.join(p.full for p in right)} in the other"
    kunyas = {part.role is Role.KUNYA for part in left}, {part.role is Role.KUNYA for part in right}
    if kunyas in (({True}, {False}), ({False}, {True})) and same:
        return Verdict(Answer.unsure, f"a kunya where the other has a name: {words}", score)
    father = next((part for part in (x, y) if not family_like(part) and part.text in given_names()), None)
    if father and family_like(x) != family_like(y) and same and len(left) == len(right) == 1:
        return Verdict(Answer.unsure, f"a man can have both: {words}", score)
    return Verdict(Answer.no, f"different names: {words}", score)


def _extended(
    longer: Sequence[Part], extra: list[Part], same: list[tuple[Part, Part]], near: list[tuple[Part, Part]],
    initials: int, score: float,
) -> Verdict:  # fmt: skip
    """All of one name is in the other."""
    rare = [pair for pair in same if not (pair[0].common and pair[1].common)]
    if extra and len(same) + len(near) + initials < 2:
        return Verdict(Answer.unsure, f"only {same[0][0].full if same else near[0][0].full} is shared", score)
    if near and (len(near) > 1 or (len(same) < 2 and (extra or not rare))):
        return Verdict(Answer.unsure, "near in letters, and too little beside it is the same", score)
    if initials and not any(not p.article for p, _ in rare):
        return Verdict(Answer.unsure, "an initial and a name that many bear", score)
    if not extra:
        if not rare and len(same) < 2 and len(longer) > 1:
            return Verdict(Answer.unsure, "only a very common name is the same", score)
        return Verdict(Answer.yes, "one letter apart" if near else "spellings of one name", score)
    chain = any(part.common or part.abd or part.father or part.article for part in longer)  # fathers follow the name
    leading = chain and extra[0] is longer[0] and extra[0].role not in (Role.KUNYA, Role.INITIAL)
    if leading and not (extra[0].known == "muhammad" and len(extra) == 1 and len(same) > 1):
        return Verdict(Answer.unsure, f"one begins with {extra[0].full}: it may be a son's or a brother's", score)
    if not rare and len(same) < 3:
        return Verdict(Answer.unsure, "only very common names are shared", score)
    if len(extra) > 1 and len(same) == 2 and any(part.article for pair in same for part in pair):
        return Verdict(Answer.unsure, "a nisba is a whole town's, and one says much more", score)
    left_out = " ".join(part.full for part in extra)
    return Verdict(Answer.yes, f"one leaves out {left_out}", score)


def _joined(one: Sequence[Part], two: Sequence[Part], how: How) -> bool:
    first, second = ("".join(part.full for part in parts) for parts in (one, two))
    if len(one) == len(two) or len(first) < 5 or len(second) < 5:
        return False
    return alike(first, second, how.vowelless) and bool(sound(first).consonants)
