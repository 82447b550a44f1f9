"""Rules of inference: the ontology's axioms, and what OWL cannot say: `queries/rules/*.rq`.

A file is a CONSTRUCT with a header that says what for, and examples; the header's lines are `#+ key: value`:

- `summary`: what the rule says, in one sentence
- `fires`: triples, `=>`, and triples that must then follow
- `holds-back`: triples, `=>`, and triples that must not
- `about` (a rule that sums up): the variable whose own stated facts, and no others, the query looks at

A rule that does not sum up is triples, FILTERs that two variables differ, and nothing else; or some of these, in
braces, with UNION between them. So a change of the graph can be followed step by step, and what follows be explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadData
from kg.graph import closure
from kg.graph.authority import ontology_triples
from kg.graph.axioms import axiom_rules
from kg.graph.patterns import Pattern, Rule, RuleBook, Slot
from kg.graph.vocabulary import KG, PREFIXES, TYPE
from kg.resources import folder

_HEADER = re.compile(r"^#\+ (?P<key>[a-z-]+): (?P<value>.+)$", re.MULTILINE)
_KEYS = {"summary", "fires", "holds-back"}
_CONSTRUCT = re.compile(r"CONSTRUCT\s*\{(?P<heads>[^{}]*)\}\s*WHERE\s*\{(?P<body>.*)\}\s*$", re.DOTALL)
_APART = re.compile(r"FILTER\s*\(\s*\?(\w+)\s*!=\s*\?(\w+)\s*\)")
_PREFIX = re.compile(r"^\s*PREFIX\s+\w+:\s*<[^>]*>", re.MULTILINE)
_NAME = re.compile(rf"(?<![\w?:<])({'|'.join(PREFIXES)}):([A-Za-z]\w*)")
_VARIABLE = re.compile(r"[?$](\w+)")
_STANDS_FOR = "urn:variable:"
_TYPE = ox.NamedNode(TYPE)


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as its file has it: one `Rule` for each way in which it fires."""

    name: str
    summary: str
    fires: str
    holds_back: str
    text: str
    rules: tuple[Rule, ...]


@cache
def rule_book() -> RuleBook:
    """All that the package infers by: axioms first. BadData where a file is at fault."""
    written = (rule for file in load_rules() for rule in file.rules)
    return RuleBook((*axiom_rules(ontology_triples()), *written))


@cache
def filled() -> frozenset[str]:
    """The classes that nobody states and inference fills, by local names."""
    kinds = {
        head[2].value.removeprefix(KG)
        for rule in rule_book().rules
        for head in rule.heads
        if head[1] == _TYPE and isinstance(head[2], ox.NamedNode) and (len(rule.body) > 1)
    }
    return frozenset(kinds)


def load_rules(place: Path | None = None) -> tuple[Written, ...]:
    """The rules in the files of the folder `place`, by name; BadData names the file at fault."""
    files = sorted((place or folder("queries") / "rules").glob("*.rq"))
    return tuple(_written(path) for path in files)


def sum_up(stated: ox.Store, rules: Iterable[Rule]) -> set[ox.Triple]:
    """What rules that sum up make of stated facts, those apart that are stated themselves."""
    return {triple for rule in rules for triple in _construct(stated, rule)}


def follow(stated: Iterable[ox.Triple], book: RuleBook) -> set[ox.Triple]:
    """What follows from triples by rules, applied until nothing is new; without the triples themselves."""
    return closure.follow(stated, book, lambda summed: sum_up(summed, book.sums))


def _construct(memory: ox.Store, rule: Rule) -> Iterator[ox.Triple]:
    rows = memory.query(rule.query, prefixes=PREFIXES)
    assert isinstance(rows, ox.QueryTriples)
    return (triple for triple in rows if ox.Quad(*triple) not in memory)


def _written(path: Path) -> Written:
    text = path.read_text("utf-8")
    header = {found["key"]: found["value"].strip() for found in _HEADER.finditer(text)}
    about = header.pop("about", "").removeprefix("?")
    if header.keys() != _KEYS:
        raise BadData(
            f"{path}: the header needs the keys {', '.join(sorted(_KEYS))}, and about for a rule that sums up"
        )
    if any("=>" not in header[key] for key in ("fires", "holds-back")):
        raise BadData(f"{path}: an example is triples, =>, and what follows from them")
    try:
        if not isinstance(ox.Store().query(text), ox.QueryTriples):
            raise BadData(f"{path}: a rule is a CONSTRUCT query")
    except SyntaxError as error:
        raise BadData(f"{path}: does not parse: {error}") from None
    body = _PREFIX.sub("", "\n".join(line for line in text.splitlines() if not line.startswith("#"))).strip()
    says = header["summary"].rstrip(".")
    if about:
        reads = frozenset(ox.NamedNode(PREFIXES[prefix] + name) for prefix, name in _NAME.findall(body))
        rules: tuple[Rule, ...] = (Rule(path.stem, says, about=about, query=text, reads=reads),)
    else:
        rules = tuple(_ways(path, says, body))
    return Written(path.stem, header["summary"], header["fires"], header["holds-back"], text, rules)


def _ways(path: Path, says: str, text: str) -> Iterator[Rule]:
    parts = _CONSTRUCT.fullmatch(text)
    if parts is None:
        raise BadData(
            f"{path}: a rule is CONSTRUCT {{ triples }} WHERE {{ triples and filters }}, or says what it is about"
        )
    heads = _patterns(path, parts["heads"])
    ways = re.split(r"\}\s*UNION\s*\{", parts["body"].strip().removeprefix("{").removesuffix("}"))
    for way in ways if "UNION" in parts["body"] else [parts["body"]]:
        apart = tuple((one, other) for one, other in _APART.findall(way))
        body = _patterns(path, _APART.sub(" ", way))
        bound = {slot for pattern in body for slot in pattern if isinstance(slot, str)}
        asked = {slot for head in heads for slot in head if isinstance(slot, str)} | {
            one for pair in apart for one in pair
        }
        if not asked <= bound:
            raise BadData(f"{path}: {', '.join(sorted(asked - bound))} is bound by no triple")
        yield Rule(path.stem, says, heads, body, apart)


def _patterns(path: Path, text: str) -> tuple[Pattern, ...]:
    """Triples with variables: Turtle, when a variable is written as an IRI."""
    turtle = "".join(f"PREFIX {name}: <{place}>\n" for name, place in PREFIXES.items())
    turtle += _VARIABLE.sub(rf"<{_STANDS_FOR}\1>", text).strip().rstrip(".") + " ."
    try:
        quads = list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise BadData(f"{path}: holds more than triples and FILTER (?one != ?other): {error}") from None
    return tuple((_slot(quad.subject), _slot(quad.predicate), _slot(quad.object)) for quad in quads)


def _slot(term: object) -> Slot:
    if isinstance(term, ox.NamedNode) and term.value.startswith(_STANDS_FOR):
        return term.value.removeprefix(_STANDS_FOR)
    assert isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
    return term
