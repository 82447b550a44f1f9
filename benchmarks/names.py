"""How well names are compared: precision, recall and F1 on pairs with known answers, yes taken for a match.

python -m benchmarks.names [CSV]            the table, beside what logic-v2 of nomenklatura answered
python -m benchmarks.names [CSV] --wrong    what is wrong, of the half that we tune on
python -m benchmarks.names [CSV] --freeze   write benchmarks/names.tsv: case, our answer, right or not

Rules are made looking at one half of the cases, by a hash of their ids; of the other half we see figures alone.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadData
from kg.names import Answer, Verdict, compare

CASES = Path(__file__).parents[2] / "shared" / "names" / "cases.csv"
FROZEN = Path(__file__).parent / "names.tsv"


@dataclass(frozen=True, slots=True)
class Case:
    """Two names, whether they are one thing's, and what was answered."""

    id: str
    schema: str
    person: bool
    arabic: bool
    names: tuple[str, str]
    match: bool
    theirs: bool
    verdict: Verdict

    @property
    def right(self) -> bool:
        """Whether our yes, or the lack of it, is right."""
        return (self.verdict.answer is Answer.yes) == self.match

    @property
    def tuned(self) -> bool:
        """Whether it is of the half that rules were made looking at."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0


SLICES: dict[str, Callable[[Case], bool]] = {
    "all": lambda _: True,
    "`arabic_style` persons": lambda case: case.arabic,
    "other persons": lambda case: case.person and not case.arabic,
    "all persons": lambda case: case.person,
    "organizations": lambda case: case.schema == "Organization",
    "companies, vessels, organizations": lambda case: not case.person,
}
HALVES: dict[str, Callable[[Case], bool]] = {
    "all": lambda _: True,
    "tuned on": lambda case: case.tuned,
    "held back": lambda case: not case.tuned,
}


def load(path: Path) -> list[Case]:
    """The cases of a file, each answered. Raises BadData."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_case(row) for row in csv.DictReader(file)]
    except OSError as fault:
        raise BadData(f"{path}: {fault.strerror}: name the CSV of cases: python -m benchmarks.names CSV") from fault
    except (KeyError, UnicodeDecodeError, csv.Error) as fault:
        raise BadData(f"{path}: not a table of cases ({fault}): see shared/names/README.md") from fault


def _case(row: dict[str, str]) -> Case:
    person = row["schema"] == "Person"
    verdict = compare(row["name1"], row["name2"], "Person" if person else "Organization")
    flags = [row[name] == "true" for name in ("arabic_style", "is_match", "logic_v2_match")]
    return Case(
        row["case_id"], row["schema"], person, flags[0], (row["name1"], row["name2"]), flags[1], flags[2], verdict
    )


def figures(answers: Iterable[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs (answered yes, is a match)."""
    pairs = list(answers)
    hits = sum(said and match for said, match in pairs)
    precision = hits / max(1, sum(said for said, _ in pairs))
    recall = hits / max(1, sum(match for _, match in pairs))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def table(cases: Sequence[Case]) -> Iterable[str]:
    """The lines of the table, Markdown."""
    yield "| slice | half | n | P | R | F1 | unsure | logic-v2 P | R | F1 |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, of in SLICES.items():
        for half, within in HALVES.items():
            chosen = [case for case in cases if of(case) and within(case)]
            ours = figures((case.verdict.answer is Answer.yes, case.match) for case in chosen)
            theirs = figures((case.theirs, case.match) for case in chosen)
            unsure = sum(case.verdict.answer is Answer.unsure for case in chosen)
            cells = [name, half, str(len(chosen)), *(f"{f:.3f}" for f in ours), str(unsure)]
            yield f"| {' | '.join([*cells, *(f'{f:.3f}' for f in theirs)])} |"


def frozen(cases: Iterable[Case]) -> str:
    """What is kept of the answers: no names, for they are not ours."""
    lines = [f"{case.id}\t{case.verdict.answer}\t{'right' if case.right else 'wrong'}" for case in cases]
    return "\n".join(["case\tanswer\tright", *sorted(lines)]) + "\n"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", nargs="?", type=Path, default=CASES)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--freeze", action="store_true")
    options = parser.parse_args()
    try:
        cases = load(options.csv)
    except BadData as fault:
        sys.exit(f"benchmarks.names: {fault}")
    if options.freeze:
        FROZEN.write_text(frozen(cases), encoding="utf-8")
    for line in table(cases):
        print(line)
    if options.wrong:
        for case in cases:
            if case.tuned and not case.right:
                print(f"{case.verdict.answer}: {' | '.join(case.names)}: {case.verdict.reason}")


if __name__ == "__main__":
    main()
