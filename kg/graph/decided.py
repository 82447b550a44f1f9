"""One decision as triples, and back, with what makes it whole: each kind has its own number of things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import BadData
from kg.graph import vocabulary as iri
from kg.model import Decision, DecisionKind

START = f"{iri.BASE}decision/"
"""What the IRIs of decisions begin with."""

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_CLAIM = re.compile(r"article/.+/claim/[^/]+")
_PAIRS = {DecisionKind.MERGE, DecisionKind.SAME, DecisionKind.DIFFERENT}
_CLAIMS = {DecisionKind.ACCEPT, DecisionKind.REJECT}

# Property -> what its values begin with; None where they are text.
_VALUES = {
    "decides": None,
    "decidedOn": None,
    "decidedBy": None,
    "reason": None,
    "newName": None,
    "concerns": iri.BASE,
    "keeps": iri.BASE,
    "inArticle": iri.article_iri(""),
    "undoes": START,
}
_REPEATED = {"concerns", "inArticle"}


def to_triples(decision: Decision) -> list[Triple]:
    """A decision as it stands in the file, in that order. ValueError where an id or a text cannot be written as RDF.

    The first and the last line of its block are no other's, so that a conflict which git leaves holds whole blocks.
    """
    node = NamedNode(START + decision.id)
    about = [NamedNode(iri.thing_iri(id)) for id in decision.about if decision.kind is not DecisionKind.UNDO]
    said: list[tuple[str, NamedNode | Literal]] = [
        (iri.TYPE, NamedNode(iri.class_iri("Decision"))),
        ("decides", Literal(decision.kind.value)),
        *(("concerns", thing) for thing in sorted(about, key=str)),
        *(("keeps", thing) for thing in about[:1] if decision.kind is DecisionKind.MERGE),
        *(("undoes", NamedNode(START + id)) for id in decision.about if decision.kind is DecisionKind.UNDO),
        *(("inArticle", NamedNode(iri.article_iri(id))) for id in decision.articles),
        *(("newName", Literal(name)) for name in [decision.name] if name),
        ("reason", Literal(decision.why)),
        ("decidedBy", Literal(decision.by)),
        ("decidedOn", Literal(_time(decision.at), datatype=NamedNode(iri.XSD + "dateTime"))),
    ]
    return [Triple(node, NamedNode(name if name == iri.TYPE else iri.KG + name), value) for name, value in said]


def from_triples(subject: NamedNode | BlankNode | Triple, triples: Iterable[Triple]) -> Decision:
    """The decision that these triples about `subject` tell; BadData, without the place, says what is wrong."""
    if not isinstance(subject, NamedNode):
        raise BadData(f"{subject} is no decision: name it {START}DAY-DIGEST")
    id = subject.value.removeprefix(START)
    if id == subject.value or not _ID.fullmatch(id):
        raise BadData(f"{subject} is no decision's name: they begin with {START} (another base: set KG_BASE)")
    told: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        _sort(triple, told)
    if not told.pop("", None):
        raise BadData("it lacks its type: write `a kg:Decision`")
    for name in ("decides", "decidedOn", "decidedBy", "reason"):
        if not told[name]:
            raise BadData(f"it lacks kg:{name}: a decision says what it decides, when, by whom and why")
    for name, values in told.items():
        if len(values) > 1 and name not in _REPEATED:
            raise BadData(f"it has {len(values)} values for kg:{name}: leave one, or make two decisions of it")
    return normal(_built(id, told))


def normal(decision: Decision) -> Decision:
    """The same decision in the one form in which it is written and compared; BadData where it is not whole."""
    if fault := _fault(decision):
        raise BadData(fault)
    unordered = decision.kind in {DecisionKind.SAME, DecisionKind.DIFFERENT}
    about = tuple(sorted(decision.about)) if unordered else decision.about
    articles = tuple(sorted(set(decision.articles)))
    return replace(decision, about=about, at=decision.at.astimezone(UTC), articles=articles)


def _sort(triple: Triple, told: dict[str, list[str]]) -> None:
    """Put the value of one triple where it belongs; under "" that it is a decision."""
    predicate, value = triple.predicate.value, triple.object
    if predicate == iri.TYPE and value == NamedNode(iri.class_iri("Decision")):
        told[""].append("")
        return
    name = predicate.removeprefix(iri.KG)
    if name == predicate or name not in _VALUES:
        raise BadData(f"it says {triple.predicate}, which no decision does: use {', '.join(_VALUES)}")
    start = _VALUES[name]
    if start is None:
        if not isinstance(value, Literal):
            raise BadData(f"its kg:{name} is {value}: write text in quotes")
        told[name].append(value.value)
    elif isinstance(value, NamedNode) and value.value.startswith(start) and value.value != start:
        told[name].append(value.value.removeprefix(start))
    else:
        raise BadData(f"its kg:{name} is {value}: write an IRI that begins with {start} (another base: set KG_BASE)")


def _built(id: str, told: dict[str, list[str]]) -> Decision:
    (kind,), (at,), (by,), (why,) = told["decides"], told["decidedOn"], told["decidedBy"], told["reason"]
    if kind not in set(DecisionKind):
        raise BadData(f"it decides {kind!r}, which nothing knows: write one of {', '.join(DecisionKind)}")
    try:
        moment = datetime.fromisoformat(at) if _TIME.fullmatch(at) else None
    except ValueError:
        moment = None
    if moment is None:
        raise BadData(f"its kg:decidedOn is {at!r}: write day, time and zone like 2026-11-25T09:30:00Z")
    about = sorted(told["concerns"])
    undo, merge = kind == DecisionKind.UNDO, kind == DecisionKind.MERGE
    if (undo and about) or (not undo and told["undoes"]):
        raise BadData("kg:undoes is for an undo and for nothing else, and an undo says nothing by kg:concerns")
    if (merge and (not told["keeps"] or told["keeps"][0] not in about)) or (not merge and told["keeps"]):
        raise BadData("kg:keeps is for a merge and for nothing else: it tells which of the two keeps its name")
    if merge:
        about.sort(key=lambda one: one != told["keeps"][0])
    name = told["newName"][0] if told["newName"] else ""
    about = told["undoes"] if undo else about
    return Decision(id, DecisionKind(kind), tuple(about), why, by, moment, tuple(told["inArticle"]), name)


def _fault(decision: Decision) -> str:
    """What is wrong with a decision and what to do, in words; empty where nothing is."""
    kind, about = decision.kind, decision.about
    wanted = 2 if kind in _PAIRS else 1
    of_claims = [id for id in about if _CLAIM.fullmatch(id)]
    of_sources = [id for id in about if id.startswith(("article/", "decision/"))]
    if not decision.why.strip():
        return "it does not say why: give the reason (kg:reason)"
    if not decision.by.strip():
        return "it does not say who decided: give a name (kg:decidedBy)"
    if decision.at.tzinfo is None:
        return "its time names no zone: write it like 2026-11-25T09:30:00Z (kg:decidedOn)"
    if len(set(about)) != wanted or len(about) != wanted:
        return f"a decision of the kind {kind} is about {wanted}, and it names {len(set(about))} different"
    if kind in _CLAIMS and not of_claims:
        return f"{about[0]} is no claim, and claims alone are rejected or accepted"
    if kind not in {*_CLAIMS, DecisionKind.UNDO} and of_sources:
        return f"{of_sources[0]} is neither actor, place nor event, and such alone are one or not, or have names"
    if (kind is DecisionKind.SPLIT) != bool(decision.articles):
        return "articles are for a split, which names at least one, and for nothing else (kg:inArticle)"
    if (kind is DecisionKind.RENAME) != bool(decision.name.strip()):
        return "a new name is for a rename, which gives one, and for nothing else (kg:newName)"
    return ""


def _time(at: datetime) -> str:
    whole = at.microsecond % 1000 == 0 and at.microsecond
    return at.astimezone(UTC).isoformat(timespec="milliseconds" if whole else "auto").replace("+00:00", "Z")
