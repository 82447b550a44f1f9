"""Rules of inference: `queries/rules/*.rq`, each a CONSTRUCT with a header that says what for, and examples.

The header's lines are `#+ key: value`:

- `summary`: what the rule says, in one sentence
- `fires`: triples, `=>`, and triples that must then follow
- `holds-back`: triples, `=>`, and triples that must not
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadData
from kg.graph.vocabulary import PREFIXES, TYPE
from kg.resources import folder

_HEADER = re.compile(r"^#\+ (?P<key>[a-z-]+): (?P<value>.+)$", re.MULTILINE)
_KEYS = {"summary", "fires", "holds-back"}
_NAME = re.compile(rf"(?<![\w?:<])({'|'.join(PREFIXES)}):([A-Za-z]\w*)")
_TYPE_WORD = re.compile(r"\sa\s")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `terms` are the IRIs that it speaks of."""

    name: str
    summary: str
    fires: str
    holds_back: str
    text: str
    terms: frozenset[str]


def load_rules(place: Path | None = None) -> tuple[Rule, ...]:
    """The rules of the folder `place`, by name; BadData names the file at fault."""
    files = sorted((place or folder("queries") / "rules").glob("*.rq"))
    return tuple(_rule(path) for path in files)


def follow(stated: Iterable[ox.Triple], rules: Iterable[Rule]) -> set[ox.Triple]:
    """What follows from triples by rules, applied until nothing is new; without the triples themselves."""
    memory = ox.Store()
    memory.bulk_extend(ox.Quad(*triple) for triple in stated)
    rules = tuple(rules)
    found: set[ox.Triple] = set()
    while True:
        fresh = set()
        for rule in rules:
            rows = memory.query(rule.text, prefixes=PREFIXES)
            assert isinstance(rows, ox.QueryTriples)
            fresh |= {triple for triple in rows if ox.Quad(*triple) not in memory}
        if not fresh:
            return found
        memory.extend(ox.Quad(*triple) for triple in fresh)
        found |= fresh


def _rule(path: Path) -> Rule:
    text = path.read_text("utf-8")
    header = {found["key"]: found["value"].strip() for found in _HEADER.finditer(text)}
    if header.keys() != _KEYS:
        raise BadData(f"{path}: the header needs the keys {', '.join(sorted(_KEYS))}")
    if any("=>" not in header[key] for key in ("fires", "holds-back")):
        raise BadData(f"{path}: an example is triples, =>, and what follows from them")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    terms = {PREFIXES[prefix] + name for prefix, name in _NAME.findall(body)}
    terms |= {TYPE} if _TYPE_WORD.search(body) else set()
    try:
        if not isinstance(ox.Store().query(text), ox.QueryTriples):
            raise BadData(f"{path}: a rule is a CONSTRUCT query")
    except SyntaxError as error:
        raise BadData(f"{path}: does not parse: {error}") from None
    return Rule(
        path.stem,
        header["summary"],
        header["fires"],
        header["holds-back"],
        text,
        frozenset(terms),
    )
