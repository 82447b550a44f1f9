"""Joins checks, shapes and the reasoner into one list of faults, each with what it is about and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.explanation import name_of, said
from kg.model import Answer, Literal, Profile

if TYPE_CHECKING:
    from kg.graph.check import Violation
    from kg.graph.reason import Contradiction
    from kg.graph.store import Store

COLUMNS = ("severity", "check", "problem", "thing", "thingName", "property", "value", "article", "quote", "solution")
_ARTICLE = re.compile(r"/article/([^/#]+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be. What is not known or does not apply is empty."""

    severity: str
    check: str
    problem: str
    solution: str
    thing: str = ""
    thing_name: str = ""
    property: str = ""
    value: str = ""
    article: str = ""
    quote: str = ""


def find_faults(store: Path, *, full: bool = False, quick: bool = False) -> list[Fault]:
    """All faults of the store in a folder: errors first, then by check and thing.

    `full` asks the reasoner too, `quick` leaves the shapes out. KgError where a check or the reasoner fails.
    """
    from kg.graph.check import run_checks, run_shapes, violation_key
    from kg.graph.store import Store

    with Store.open(store) as opened:
        violations = sorted([*run_checks(opened), *([] if quick else run_shapes(opened))], key=violation_key)
        faults = [_fault(opened, violation) for violation in violations]
        contradictions = list(_contradictions(opened)) if full else []
    return [*contradictions, *faults]


def as_answer(faults: list[Fault]) -> Answer:
    """Faults as the rows of an answer."""
    rows = (
        (
            *(fault.severity, fault.check, fault.problem, fault.thing, fault.thing_name),
            *(fault.property, fault.value, fault.article, fault.quote, fault.solution),
        )
        for fault in faults
    )
    return Answer(COLUMNS, tuple(tuple(Literal(cell) if cell else None for cell in row) for row in rows))


def _fault(store: Store, violation: Violation) -> Fault:
    check = violation.check
    thing = str(violation.thing)
    article = _ARTICLE.search(thing)
    return Fault(
        check.severity,
        check.name,
        check.problem,
        check.solution,
        thing,
        str(name_of(store, violation.thing) or ""),
        re.split("[#/]", str(violation.property))[-1] if violation.property else "",
        str(violation.value) if violation.value is not None else "",
        article[1] if article else "",
    )


def _contradictions(store: Store) -> Iterator[Fault]:
    """What the reasoner finds: kinds that nothing can be, and facts that do not go together."""
    from kg.errors import KgError
    from kg.graph.dump import export
    from kg.graph.reason import Contradiction, classify

    with TemporaryDirectory(prefix="kg-check-") as folder:
        dump = Path(folder, "dump.nt")
        export(store, dump, profile=Profile.FULL)
        try:
            for kind in classify(dump).unsatisfiable:
                yield Fault(
                    "error", "impossible-kind", f"By its definition, nothing can be a {kind}.", "Mend the ontology."
                )
        except Contradiction as contradiction:
            yield from _in_words(store, contradiction)
        except KgError as error:
            raise type(error)(str(error).replace(str(dump), "the graph")) from error


def _in_words(store: Store, contradiction: Contradiction) -> Iterator[Fault]:
    """One fault for each fact that takes part; the axioms stand in the problem."""
    from kg.graph.contradiction import explained

    told = explained(store, contradiction.axioms)
    problem = "The graph contradicts itself."
    if told.axioms:
        problem = f"The graph contradicts itself: {'; '.join(told.axioms)}. These facts do not go together."
    solution = "One of them was read wrongly, or two things share a name: kg reject the claim, or kg split the thing."
    for subject, predicate, object in told.facts:
        name = str(name_of(store, subject) or "")
        value = str(name_of(store, object) or object)
        property = re.split("[#/]", str(predicate))[-1]
        sources = said(store, subject, predicate, object) or ((None, None),)
        for article, quote in sources:
            yield Fault(
                "error", "contradiction", problem, solution,
                str(subject), name, property, value, str(article or ""), str(quote or ""),
            )  # fmt: skip
    if not told.facts:
        yield Fault("error", "contradiction", problem, solution)
