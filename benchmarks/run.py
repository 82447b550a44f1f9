"""Times on made-up articles: reading, extraction and writing, and each saved query, at several sizes.

    python -m benchmarks.run 10 1000 10000        a table in Markdown; docs/performance.md has one with its date

A query's time is the median of three (of one where that takes over two seconds), in one process, on the store on disk:
as it stands (all groups, all days), and with a name for its first parameter, which is looked up too. `kg query` adds
what starting Python costs.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.articles import World, write
from kg.answer.saved import SavedQuery, load_queries
from kg.answer.values import read_values
from kg.extract import VERSION, Pipeline
from kg.graph.authority import load_authority
from kg.graph.store import Store
from kg.graph.writer import Writer
from kg.model import Article, Reading
from kg.read import read_articles

REPEATS = 3
SLOW = 2.0  # seconds after which a query is asked once
PATIENCE = 60.0  # seconds after which a query is given up


@dataclass(frozen=True)
class Asked:
    """How long a query took, in milliseconds, and how many rows it gave."""

    time: float
    rows: int


@dataclass(frozen=True)
class Times:
    """What one size cost: seconds by stage, milliseconds by query."""

    articles: int
    words: int
    claims: int
    triples: int
    megabytes: float
    stages: dict[str, float]
    queries: dict[str, Asked]
    command: float


def clock(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds that a piece of work took, and what it gave."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def measure(count: int, folder: Path) -> Times:
    """Make, read and write `count` articles, and ask every saved query."""
    files = write(count, folder / "articles")
    stages: dict[str, float] = {}
    stages["read"], found = clock(lambda: [a for a in read_articles(files) if isinstance(a, Article)])
    assert isinstance(found, list)
    assert len(found) == count
    known = load_authority()
    pipeline = Pipeline(known)
    stages["extract"], readings = clock(lambda: [pipeline.read(article) for article in found])
    assert isinstance(readings, list)
    place = folder / "store"
    with Store.open(place, write=True) as store:
        stages["write"], _ = clock(lambda: _write(store, known, readings))
    with Store.open(place) as store:
        triples = _count(store, "GRAPH ?g { ?s ?p ?o }")
        claims = _count(store, "?claim a <https://w3id.org/isnad/ontology#Claim>")
    world = World(count, 1)
    queries = {name: _ask(place, query, {}) for name, query in sorted(load_queries().items())}
    narrow = {
        f"{name} --{next(iter(given))}": _ask(place, query, given)
        for name, query in sorted(load_queries().items())
        if (given := _given(query, world))
    }
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / 1e6
    command = statistics.median(_command(place, world.groups[0]) for _ in range(REPEATS))
    words = sum(len(article.text.split()) for article in found)
    return Times(count, words, claims, triples, size, stages, queries | narrow, command)


def _write(store: Store, known: object, readings: list[Reading]) -> None:
    writer = Writer(store, known, VERSION)  # type: ignore[arg-type]
    for reading in readings:
        writer.add(reading)
    writer.finish()


def _count(store: Store, pattern: str) -> int:
    (row,) = store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}").rows  # type: ignore[union-attr]
    return int(row[0].value)  # type: ignore[union-attr]


def _ask(place: Path, query: SavedQuery, given: dict[str, str]) -> Asked:
    """Milliseconds for a saved query, and its rows; infinite where it was given up."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_time, args=(place, query, given, theirs))
    process.start()
    done = ours.poll(PATIENCE)
    process.kill()
    return Asked(*ours.recv()) if done else Asked(math.inf, 0)


def _time(place: Path, query: SavedQuery, given: dict[str, str], answer: Connection) -> None:
    with Store.open(place) as store:

        def ask() -> int:
            found = store.query(query.bind(read_values(query, given, store)))
            return len(found.rows)  # type: ignore[union-attr]

        runs = [clock(ask)]
        runs += [clock(ask) for _ in range(REPEATS - 1) if runs[0][0] < SLOW]
    answer.send((1000 * statistics.median(seconds for seconds, _ in runs), runs[0][1]))


def _given(query: SavedQuery, world: World) -> dict[str, str]:
    """A value for the first parameter that takes an actor or a place; none where there is no such parameter."""
    for parameter in query.params:
        for kind, name in (("Actor", world.groups[0]), ("Organization", world.groups[0]), ("Place", world.towns[0])):
            if kind in parameter.kinds:
                return {parameter.name: name}
    return {}


def _command(place: Path, group: str) -> float:
    """Milliseconds for `kg query` from the shell, about one group."""
    line = [
        sys.executable,
        "-m",
        "kg.cli",
        "query",
        "groups-under",
        "--group",
        group,
        "--store",
        str(place),
        "--format",
        "csv",
    ]
    return 1000 * clock(lambda: subprocess.run(line, check=True, capture_output=True))[0]


def table(rows: list[Times]) -> str:
    """The times as Markdown: one table of stages, one of queries."""
    head = "| | " + " | ".join(f"{row.articles:,} articles" for row in rows) + " |"
    rule = "|---" * (len(rows) + 1) + "|"
    lines = [head, rule]

    def add(name: str, cells: list[str]) -> None:
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    add("words", [f"{row.words:,}" for row in rows])
    add("claims", [f"{row.claims:,}" for row in rows])
    add("triples, with ontology and authority file", [f"{row.triples:,}" for row in rows])
    add("store on disk, MB", [f"{row.megabytes:.1f}" for row in rows])
    for stage in rows[0].stages:
        add(f"{stage}, articles/s", [f"{row.articles / row.stages[stage]:,.0f}" for row in rows])
    add("all stages, articles/s", [f"{row.articles / sum(row.stages.values()):,.0f}" for row in rows])
    add("`kg query groups-under --group ...` from the shell, ms", [f"{row.command:,.0f}" for row in rows])
    lines += ["", head.replace("| |", "| query, ms (rows) |", 1), rule]
    for query in rows[0].queries:
        add(query, [_cell(row.queries[query]) for row in rows])
    return "\n".join(lines)


def _cell(asked: Asked) -> str:
    return "given up" if asked.time == math.inf else f"{asked.time:,.0f} ({asked.rows:,})"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[10, 1000, 10000])
    rows = []
    for size in parser.parse_args().sizes:
        folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
        try:
            rows.append(measure(size, folder))
            print(f"{size} articles done", file=sys.stderr)
        finally:
            shutil.rmtree(folder)
    print(table(rows))


if __name__ == "__main__":
    main()
