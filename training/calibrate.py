"""How sure a claim is: the share of claims that are right, by how they were seen, on the corpus's check part.

    python -m training.calibrate            prints the tables, as Markdown
    python -m training.calibrate --write    also writes kg/lexicon/en/confidence.toml anew

The product's own pipeline reads each item as an article: with and without the language model, with the authority file
and with an empty one. Each claim is judged by the item's marks (`training.judged`). For each family of claims and each
way of seeing, a logistic curve goes from the raw score to the share right; it is drawn towards the curve of its way of
seeing, and that towards the curve of all claims, the more the fewer claims there are. The tables are of curves that
have not met the items which they are tried on (five parts, by item).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.extract import Pipeline, load_model
from kg.extract.confidence import CURVES, Curve, Family, Way, family_of, logit, way_of
from kg.graph.authority import load_authority
from training.judged import Judge, article_of
from training.marked import load_items

PARTS = 5
BINS = 10
PULL = 2.0  # how strongly few claims are drawn to the wider curve: as much as about 8 claims that are half right
PLAIN = Curve(0.0, 1.0)  # takes the score for the share right: where all begins

Curves = dict[tuple[Family, Way], Curve]


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim, and whether it is right."""

    item: int
    predicate: str
    family: Family
    way: Way
    score: float
    right: bool


def judged(with_model: bool) -> Iterator[Judged]:
    """The claims that the pipeline makes of the check part; those that the marks do not tell of are left out."""
    for known in ((), load_authority()):
        pipeline = Pipeline(known, load_model() if with_model else None)
        for number, item in enumerate(load_items(check=True)):
            article = article_of(item)
            parsed = pipeline.parse(article)
            document = pipeline.document(article, parsed)
            claims = pipeline.claims(document, parsed)
            judge = Judge(item, document, claims)
            for claim in claims:
                right = judge.right(claim)
                if right is not None and claim.evidence is not None:
                    way = way_of(claim.evidence, with_model)
                    yield Judged(number, claim.predicate, family_of(claim), way, claim.evidence.score, right)


def fit(claims: Sequence[Judged], towards: Curve, pull: float = PULL) -> Curve:
    """The likeliest curve, drawn towards another one."""
    x = np.array([logit(claim.score) for claim in claims])
    y = np.array([claim.right for claim in claims], float)
    start = np.array([towards.offset, towards.slope])
    rows = np.stack([np.ones_like(x), x], 1) if len(x) else np.zeros((0, 2))
    found = start.copy()
    for free in (np.array([True, True]), np.array([True, False])):
        found = start.copy() if free.all() else np.array([start[0], 0.0])
        for _ in range(200):
            share = 1 / (1 + np.exp(-rows @ found))
            slope = rows.T @ (share - y) + pull * (found - start) * free
            bend = (rows * (share * (1 - share))[:, None]).T @ rows + pull * np.eye(2)
            step = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
            found[free] -= step / max(1.0, np.abs(step).max())  # no further than 1 at once: the bend may mislead
            if np.abs(step).max() < 1e-9:
                break
        if found[1] >= 0:  # else flat: what is seen better is never less sure
            break
    return Curve(round(float(found[0]), 3), round(float(found[1]), 3))


def curves(claims: Sequence[Judged]) -> Curves:
    """The curve of each family and way."""
    whole = fit(claims, PLAIN, pull=1.0)
    found: Curves = {}
    for way in Way:
        own = [claim for claim in claims if claim.way is way]
        wide = fit(own, whole)
        for family in Family:
            found[family, way] = fit([claim for claim in own if claim.family is family], wide)
    return found


def tried(claims: Sequence[Judged]) -> list[tuple[Judged, float]]:
    """Each claim with the confidence that curves give it which were fitted on other items."""
    result = []
    for part in range(PARTS):
        known = curves([claim for claim in claims if claim.item % PARTS != part])
        fresh = [claim for claim in claims if claim.item % PARTS == part]
        result += [(claim, known[claim.family, claim.way].share(claim.score)) for claim in fresh]
    return result


def error(rows: Iterable[tuple[Judged, float]]) -> float:
    """The expected calibration error: how far confidence and share right lie apart, over the bins."""
    bins = _bins(rows)
    total = sum(map(len, bins.values()))
    return sum(abs(sum(claim.right - sure for claim, sure in own)) for own in bins.values()) / max(total, 1)


def _bins(rows: Iterable[tuple[Judged, float]]) -> dict[int, list[tuple[Judged, float]]]:
    found: dict[int, list[tuple[Judged, float]]] = {}
    for claim, sure in rows:
        found.setdefault(min(BINS - 1, int(sure * BINS)), []).append((claim, sure))
    return dict(sorted(found.items()))


def reliability(rows: Sequence[tuple[Judged, float]]) -> Iterator[str]:
    """The table of confidence against share right."""
    yield "| confidence | claims | mean confidence | share right |\n|---|---|---|---|"
    for number, own in _bins(rows).items():
        name = f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}"
        yield f"| {name} | {_row(own)} |"
    yield f"| all | {_row(rows)} |"
    share = float(np.mean([claim.right for claim, _ in rows]))
    yield (
        f"\nExpected calibration error {error(rows):.3f}; Brier score {_brier(rows):.3f}, "
        f"where one share for all claims has {share * (1 - share):.3f}."
    )


def by_kind(rows: Sequence[tuple[Judged, float]]) -> Iterator[str]:
    """The table of families and ways."""
    yield "| claims | seen by | claims | mean confidence | share right |\n|---|---|---|---|---|"
    for family in Family:
        for way in Way:
            own = [row for row in rows if row[0].family is family and row[0].way is way]
            if own:
                yield f"| {family} | {way} | {_row(own)} |"


def _row(rows: Sequence[tuple[Judged, float]]) -> str:
    sure, right = np.mean([sure for _, sure in rows]), np.mean([claim.right for claim, _ in rows])
    return f"{len(rows):,} | {sure:.2f} | {right:.2f}"


def _brier(rows: Sequence[tuple[Judged, float]]) -> float:
    return float(np.mean([(claim.right - sure) ** 2 for claim, sure in rows]))


def data_file(found: Mapping[tuple[Family, Way], Curve], claims: Sequence[Judged], measured_with: str) -> str:
    """The curves as TOML."""
    lines = [
        "# How the score of a claim becomes its confidence: logit(confidence) = offset + slope * logit(score).",
        "# Written by `python -m training.calibrate --write`, from the corpus's check part; by nobody else.",
        "# One family to a section, one way of seeing to a line: `claims` were judged, the share `right` was right.",
        "",
        f'measured_with = "{measured_with}"',
    ]
    for family in Family:
        lines += ["", f"[{family}]"]
        for way in Way:
            curve = found[family, way]
            own = [claim.right for claim in claims if claim.family is family and claim.way is way]
            right = f"{np.mean(own):.2f}" if own else "0.0"
            numbers = f"offset = {curve.offset}, slope = {curve.slope}, claims = {len(own)}, right = {right}"
            lines.append(f'"{way}" = {{ {numbers} }}')
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the tables, and with --write write the curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {CURVES.name} anew")
    given = parser.parse_args()
    claims = [*judged(with_model=False), *judged(with_model=True)]
    rows = tried(claims)
    for title, own in (
        ("By words and patterns", [row for row in rows if row[0].way is Way.PATTERNS]),
        ("With the language model", [row for row in rows if row[0].way is not Way.PATTERNS]),
    ):
        print(f"{title}:\n")
        print("\n".join(reliability(own)), "\n")
    print("\n".join(by_kind(rows)))
    if given.write:
        text = data_file(curves(claims), claims, Pipeline((), load_model()).version)
        CURVES.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
