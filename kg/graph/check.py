"""Checks of the graph: each is a query for violations, which says its problem and the cure in its head."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadData, KgError
from kg.model import Answer, Source, Term
from kg.resources import folder

SEVERITIES = ("error", "warning")  # the graver first
COLUMNS = ("thing", "property", "value")


@dataclass(frozen=True, slots=True)
class Check:
    """A query that selects ?thing ?property ?value of each violation."""

    name: str
    problem: str
    solution: str
    severity: str
    text: str


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
