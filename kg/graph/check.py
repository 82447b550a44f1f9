"""Checks of the graph: queries for violations, which say their problem and the cure in their heads, and SHACL shapes.

A shape says what a single thing must be like, a query what must hold across the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadData, KgError
from kg.model import Answer, Source, Term
from kg.resources import folder

if TYPE_CHECKING:
    from kg.graph.store import Store

SEVERITIES = ("error", "warning")  # the graver first
COLUMNS = ("thing", "property", "value")


@dataclass(frozen=True, slots=True)
class Check:
    """A query that selects ?thing ?property ?value of each violation; a shape has no query."""

    name: str
    problem: str
    solution: str
    severity: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as it should be; `property` and `value` where the fault lies in them."""

    check: Check
    thing: Term
    property: Term | None = None
    value: Term | None = None


def load_checks(files: Path | None = None) -> tuple[Check, ...]:
    """The checks in `files`, errors first, then by name; BadData names the file whose head is not complete."""
    place = files or folder("queries") / "checks"
    checks = [_read(path) for path in place.glob("*.rq")]
    if not checks:
        raise BadData(f"{place}: holds no checks (*.rq): install the package isnad anew")
    return tuple(sorted(checks, key=lambda check: (SEVERITIES.index(check.severity), check.name)))


def run_checks(store: Source, checks: tuple[Check, ...] | None = None) -> list[Violation]:
    """All violations in the store: errors first, then by check and thing."""
    return [violation for check in checks or load_checks() for violation in _violations(store, check)]


def run_shapes(store: Store) -> list[Violation]:
    """All that has not the shape it must have: errors first, then by shape and thing."""
    from kg.graph.shapes import Shapes

    found = [
        Violation(
            Check(one.shape.name, one.shape.problem, one.shape.solution, one.shape.severity),
            one.thing,
            one.property,
            one.value,
        )
        for one in Shapes().misfits(store)
    ]
    return sorted(found, key=violation_key)


def violation_key(violation: Violation) -> tuple[int, str, str, str, str]:
    """Sorts violations: errors first, then by check and thing."""
    check = violation.check
    rank = SEVERITIES.index(check.severity)
    return rank, check.name, str(violation.thing), str(violation.property), str(violation.value)


def _violations(store: Source, check: Check) -> list[Violation]:
    try:
        answer = store.query(check.text)
    except KgError as error:
        raise BadData(f"queries/checks/{check.name}.rq: {error}") from error
    if not isinstance(answer, Answer) or answer.columns != COLUMNS:
        raise BadData(f"queries/checks/{check.name}.rq: must SELECT ?thing ?property ?value")
    rows = sorted(answer.rows, key=lambda row: [str(term) for term in row])
    return [Violation(check, row[0], row[1], row[2]) for row in rows if row[0] is not None]


def _read(path: Path) -> Check:
    text = path.read_text("utf-8")
    head = {}
    for line in text.splitlines():
        if line.startswith("#+ "):
            key, _, value = line.removeprefix("#+ ").partition(":")
            head[key.strip()] = value.strip()
    for key in ("problem", "solution", "severity"):
        if not head.get(key):
            raise BadData(f"{path}: its head lacks a line '#+ {key}: ...'")
    if head["severity"] not in SEVERITIES:
        raise BadData(f"{path}: has the severity {head['severity']!r}: use one of {', '.join(SEVERITIES)}")
    return Check(path.stem, head["problem"], head["solution"], head["severity"], text)
