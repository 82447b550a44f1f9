"""The notation of english.txt and words.toml: rules as trees with slots, and lists of names.

    person:
      2 <name>#p* (, the/DET:det [deputy/ADJ:amod commander/NOUN*|h:Title]):appos ,  ; h holder p

A rule is its weight (1 if none is told), its parts in the order of the text, and its links. A part is

    word/UPOS:deprel    `a~b` chooses; `*` in place of `:deprel` is the head, on which the other parts depend
    <phrase>#id:deprel  another rule's phrase; `<phrase>!` without its article
    ( parts ):deprel    parts with a head of their own
    , - : . “ ” « »     signs, which depend on the head; « » are brackets
    [ parts |id:Kind]   a mark, with scope and `=id` as in corpus/README.md; no article of a name falls in it

`?` at the end of a part: now and then. `*+unmarked`: the head's relation, whatever it is, gets this subtype;
`*=advmod`: it is this. Behind `;` stand links; `h.g` is the id g inside the phrase h, if it has one; `=g` says that
the phrase stands for g, `=0` for nothing. `<town.country@t>`: the column "country" of the row of words.toml that
`<town.city>#t` took.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from training.marks import SCOPES

SIGNS = frozenset(", - -- : . “ ” « »".split())

_TAIL = r"(?P<rel>\*|:[a-z:]+)(?P<own>[+=][a-z:]+)?(?P<maybe>\??)"
_WORD = re.compile(rf"(?P<forms>[^\s/]+)/(?P<upos>[A-Z]+){_TAIL}")
_PHRASE = re.compile(rf"<(?P<phrase>[\w.]+(?:@\w+)?)>(?P<bare>!?)(?:#(?P<id>\w+))?{_TAIL}")
_GROUP = re.compile(rf"\)(?:#(?P<id>\w+))?{_TAIL}")
_MARK = re.compile(r"\|(?P<id>\w+):(?P<kind>[A-Za-z]+)(?P<scope>[?!~%]?)(?:=(?P<same>[\w.]+))?\]")
_LINK = re.compile(r"(?P<source>[\w.]+) (?P<role>[A-Za-z]+)(?P<scope>[?!~]?) (?P<target>[\w.]+)")
_RULE = re.compile(r"(?P<weight>\d+(?:\.\d+)?)?\s*(?P<parts>.*)")


class BadRule(Exception):
    """A rule that breaks the notation; the message says which and how."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part that stands for words: one of `forms`, or a phrase, or a group of parts."""

    rel: str  # "*" for the head
    own: str = ""  # "+subtype" or "=relation"
    maybe: bool = False
    forms: tuple[str, ...] = ()
    upos: str = ""
    phrase: str = ""
    bare: bool = False
    parts: tuple[Part, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a mark begins (no kind) or ends."""

    kind: str = ""
    id: str = ""
    scope: str = "Stated"
    same: str = ""


Part = Slot | Edge


@dataclass(frozen=True, slots=True)
class RuleLink:
    """A link between ids of a rule."""

    source: str
    role: str
    target: str
    scope: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write a phrase."""

    text: str
    weight: float
    parts: tuple[Part, ...]
    links: tuple[RuleLink, ...] = ()
    means: str = ""  # the id that the phrase stands for; without it its head's mark, or what its head stands for


def phrases(parts: tuple[Part, ...], certain: bool = False) -> Iterator[str]:
    """The phrases that these parts name; if `certain`, without those that may be left out."""
    for part in parts:
        if isinstance(part, Slot) and not (certain and part.maybe):
            if part.phrase:
                yield part.phrase
            yield from phrases(part.parts, certain)


def parse_rule(line: str) -> Rule:
    """The rule that a line writes."""
    body, _, tail = line.partition(" ; ")
    if not (found := _RULE.fullmatch(body.strip())):
        raise BadRule(f"{line!r} is no rule")
    spaced = re.sub(r"([\[(])", r" \1 ", found["parts"])
    spaced = re.sub(r"(\|[^\]\s]+\])", r" \1 ", spaced)
    tokens = re.sub(r"(\)[^\s)\]|]*)", r" \1 ", spaced).split()
    parts, rest = _parts(tokens, line)
    if rest:
        raise BadRule(f"{line!r}: a bracket closes that did not open")
    links, means = [], ""
    for written in filter(None, (part.strip() for part in tail.split(","))):
        if written.startswith("="):
            means = written.removeprefix("=")
            continue
        if not (link := _LINK.fullmatch(written)):
            raise BadRule(f"{line!r}: {written!r} is no link")
        links.append(RuleLink(link["source"], link["role"], link["target"], SCOPES[link["scope"]]))
    declared = set(_ids(parts))
    for id in [*([means] if means.strip("0") else []), *(id for link in links for id in (link.source, link.target))]:
        if id.split(".")[0] not in declared:
            raise BadRule(f"{line!r}: there is no {id}")
    return Rule(line, float(found["weight"] or 1), tuple(parts), tuple(links), means)


def _ids(parts: list[Part] | tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        yield part.id
        if isinstance(part, Slot):
            yield from _ids(part.parts)


def _parts(tokens: list[str], line: str) -> tuple[list[Part], list[str]]:
    """The parts up to the bracket that closes this group; and what stands from there on."""
    parts: list[Part] = []
    while tokens and not tokens[0].startswith(")"):
        token, tokens = tokens[0], tokens[1:]
        if token == "[":
            parts.append(Edge())
        elif found := _MARK.fullmatch(token):
            parts.append(Edge(found["kind"], found["id"], SCOPES[found["scope"]], found["same"] or ""))
        elif token == "(":
            inner, tokens = _parts(tokens, line)
            found = _GROUP.fullmatch(tokens[0]) if tokens else None
            if not found:
                raise BadRule(f"{line!r}: a group ends `):deprel`")
            parts.append(replace(_slot(found), parts=tuple(inner), id=found["id"] or ""))
            tokens = tokens[1:]
        elif token.rstrip("?") in SIGNS:
            parts.append(Slot("punct", maybe=token.endswith("?"), forms=(token.rstrip("?"),), upos="PUNCT"))
        elif found := _PHRASE.fullmatch(token):
            slot = replace(_slot(found), phrase=found["phrase"], bare=bool(found["bare"]), id=found["id"] or "")
            parts.append(slot)
        elif found := _WORD.fullmatch(token):
            parts.append(replace(_slot(found), forms=tuple(found["forms"].split("~")), upos=found["upos"]))
        else:
            raise BadRule(f"{line!r}: what is {token!r}?")
    if sum(isinstance(part, Slot) and part.rel == "*" for part in parts) != 1:
        raise BadRule(f"{line!r}: each group of parts has one head")
    return parts, tokens


def _slot(found: re.Match[str]) -> Slot:
    return Slot(found["rel"].removeprefix(":"), found["own"] or "", bool(found["maybe"]))
