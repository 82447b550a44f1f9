"""The file of decisions: what people decided about identity and claims, in Turtle, for a team to keep versions of.

It is only added to, without touching what stands there, so that comments and hand edits stay. Blocks lie on shelves by
the first digit of their digest, not by time: two branches that each add one seldom add it at the same place, and git
merges them by itself. Whoever reads them gets them by time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import BadData, KgError
from kg.graph import vocabulary as iri
from kg.graph.decided import START, from_triples, normal, to_triples
from kg.graph.swap import held, swap
from kg.graph.turtle import blocks, prefix_lines
from kg.identity.standing import standing, undone, when
from kg.model import Decision, DecisionKind

_PREFIXES = {"decision": START, "article": iri.article_iri(""), "id": iri.BASE, "kg": iri.KG, "xsd": iri.XSD}
_SHELVES = "0123456789abcdef"
_HEAD = f"""\
# What people decided about who is who and which claims hold: when, by whom and why. Each rebuild applies it anew.
# Add to it by kg merge, same, different, split, reject, accept, rename and undo; take nothing out: undo it.
# Where git cannot merge two branches, keep both sides.

{prefix_lines(_PREFIXES)}"""
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})( |$)")
_NAMED = re.compile(r"decision[:/]([A-Za-z0-9-]*)")


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """All decisions of the file, by time; none where there is no file.

    BadData, with the line or the decision at fault and what to do, where the file is not well formed: what git left of
    a conflict, an unknown kind, a missing reason, an undo of what is not there, one name for two decisions.
    """
    return _understood(_text(path), path)


def add_decision(path: Path, decision: Decision) -> None:
    """Write one more decision into the file, which is made where there is none; one that stands there is left so.

    BadData where the decision, or what stands there, is not well formed; KgError where the file cannot be written, or
    another process is at it for long: it is then as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with held(path):
            text = _text(path) or _HEAD + "".join(f"\n# --- {digit}\n" for digit in _SHELVES)
            before = _understood(text, path)
            try:
                wanted = _together((*before, normal(decision)))
            except BadData as error:
                raise BadData(f"this cannot be decided: {error}") from None
            if wanted != before:
                swap(path, _added(text, decision, wanted, path))
    except ValueError as error:
        raise BadData(f"this cannot be decided: half a character or a malformed name is in it: {error}") from None
    except OSError as error:
        why = error.strerror or error
        raise KgError(f"{path}: cannot be written ({why}): nothing is decided; make room, or name another") from error


def new_decision(
    kind: DecisionKind,
    about: Iterable[str],
    why: str,
    by: str,
    at: datetime,
    articles: Iterable[str] = (),
    name: str = "",
) -> Decision:
    """A decision with its id: the day (UTC), and a digest of all that it says. BadData where it is not whole."""
    blank = normal(Decision("", kind, tuple(about), why, by, at, tuple(articles), name))
    parts = (kind, *blank.about, "", *blank.articles, "", name, why, by, blank.at.isoformat())
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return normal(Decision(f"{blank.at:%Y-%m-%d}-{digest}", kind, blank.about, why, by, blank.at, blank.articles, name))


def decision_triples(decisions: Iterable[Decision]) -> list[Triple]:
    """What the graph holds of decisions: what the file says, and whether each still holds (kg:standing)."""
    every = sorted(decisions, key=when)
    gone = undone(every)
    holding = {decision.id for decision in standing(every)}
    holding |= {decision.id for decision in every if decision.kind is DecisionKind.UNDO and decision.id not in gone}
    boolean = NamedNode(iri.XSD + "boolean")
    triples = []
    for decision in every:
        triples += to_triples(decision)
        holds = Literal("true" if decision.id in holding else "false", datatype=boolean)
        triples.append(Triple(NamedNode(START + decision.id), NamedNode(iri.KG + "standing"), holds))
    return triples


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise BadData(f"{path}: is not UTF-8 (byte {error.start}): save it so") from None
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror}): name the file of decisions") from None


def _understood(text: str, path: Path) -> tuple[Decision, ...]:
    for number, line in enumerate(text.split("\n"), 1):
        if _CONFLICT.match(line):
            raise BadData(
                f"{path}, line {number}: git left a conflict here: keep the decisions of both sides, "
                "and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"
            )
    try:
        triples = [quad.triple for quad in parse(text, RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise BadData(f"{path}, line {error.lineno}: cannot be read as Turtle: {error.args[0]}") from None
    found: dict[str, tuple[set[Triple], Decision]] = {}
    for subject, block in groupby(triples, key=lambda triple: triple.subject):
        said = set(block)
        name = getattr(subject, "value", "")
        try:
            if name in found:
                if found[name][0] != said:
                    raise BadData("it stands here twice, and not the same: take one out, or name it differently")
                continue
            found[name] = said, from_triples(subject, said)
        except BadData as error:
            raise BadData(f"{_place(path, text, name)}: {error}") from None
    decisions = tuple(decision for _, decision in found.values())
    try:
        return _together(decisions)
    except BadData as error:
        raise BadData(f"{path}: {error}") from None


def _together(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions by time, each once; BadData where they do not go together."""
    every: dict[str, Decision] = {}
    for decision in decisions:
        if every.setdefault(decision.id, decision) != decision:
            raise BadData(f"two decisions have the name {decision.id}: name one differently")
    for decision in every.values():
        seen = {decision.id}
        while decision.kind is DecisionKind.UNDO:
            (id,) = decision.about
            if id not in every:
                raise BadData(f"{decision.id} undoes {id}, which is not there: bring that in, or take the undo out")
            if id in seen:
                raise BadData(f"{decision.id} and {id} undo each other: take one of the two out")
            seen.add(id)
            decision = every[id]
    return tuple(sorted(every.values(), key=when))


def _added(text: str, decision: Decision, wanted: tuple[Decision, ...], path: Path) -> str:
    """The text with one more block, at the first place where all then reads as is wanted."""
    block = "".join(blocks(to_triples(normal(decision)), _PREFIXES)).strip("\n")
    end = text if text.endswith("\n") or not text else f"{text}\n"
    alone = f"{prefix_lines(_PREFIXES)}\n{block}"
    for fresh in (*_shelved(text, decision.id, block), f"{end}\n{block}\n", f"{end}\n{alone}\n"):
        try:
            if _understood(fresh, path) == wanted:
                return fresh
        except BadData:
            continue
    raise KgError(f"{path}: the decision cannot be written so that it reads back the same: leave out odd characters")


def _shelved(text: str, id: str, block: str) -> Iterator[str]:
    """The text with a block on its shelf, behind those of smaller digests; nothing where there is no such shelf."""
    digest = _digest(id)
    lines = text.splitlines(keepends=True)
    shelf = next((n for n, line in enumerate(lines, 1) if line.strip() == f"# --- {digest[:1]}"), None)
    if shelf is None:
        return
    place, between = shelf, False
    for number, line in enumerate(lines[shelf:], shelf + 1):
        if line.startswith("# --- "):
            break
        named = _NAMED.match(line)
        between = (between or bool(named and _digest(named[1]) < digest)) and bool(line.strip())
        place = number if between else place
    yield "".join([*lines[:place], f"\n{block}\n", *lines[place:]])


def _digest(id: str) -> str:
    return id.rsplit("-", 1)[-1]


def _place(path: Path, text: str, name: str) -> str:
    """The file, the line where a decision begins, and its name."""
    id = name.removeprefix(START)
    written = re.compile(rf"[:/]{re.escape(id)}(?![\w-])")
    number = next((n for n, line in enumerate(text.split("\n"), 1) if id and written.search(line)), 0)
    return f"{path}, line {number} ({id})" if number else f"{path}: {name}"
