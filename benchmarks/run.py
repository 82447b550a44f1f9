"""Times on made-up articles: reading, extraction and writing, and each saved query, at several sizes.

    python -m benchmarks.run 10 1000 10000        a table in Markdown; docs/performance.md has one with its date

A query's time is the median of three, in one process, on the store on disk; `kg query` adds what starting Python costs.
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
from kg.extract import VERSION, Pipeline
from kg.graph.authority import load_authority
from kg.graph.store import Store
from kg.graph.writer import Writer
from kg.model import Article, Reading
from kg.read import read_articles

REPEATS = 3
PATIENCE = 20.0  # seconds after which a query is given up


@dataclass
class Times:
    """What one size cost: seconds by stage, milliseconds by query."""

    articles: int
    words: int
    triples: int
    megabytes: float
    stages: dict[str, float]
    queries: dict[str, float]
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
        triples = _count(store)
    queries = {name: _ask(place, query) for name, query in sorted(load_queries().items())}
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / 1e6
    group = World(count, 1).groups[0]
    command = statistics.median(_command(place, group) for _ in range(REPEATS))
    words = sum(len(article.text.split()) for article in found)
    return Times(count, words, triples, size, stages, queries, command)


def _write(store: Store, known: object, readings: list[Reading]) -> None:
    writer = Writer(store, known, VERSION)  # type: ignore[arg-type]
    for reading in readings:
        writer.add(reading)
    writer.finish()


def _count(store: Store) -> int:
    (row,) = store.query("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }").rows  # type: ignore[union-attr]
    return int(row[0].value)  # type: ignore[union-attr]


def _ask(place: Path, query: SavedQuery) -> float:
    """Milliseconds for a saved query as it stands (all groups, all days); infinite where it was given up."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_time, args=(place, query.bind({}), theirs))
    process.start()
    done = ours.poll(PATIENCE)
    process.kill()
    return float(ours.recv()) if done else math.inf


def _time(place: Path, text: str, answer: Connection) -> None:
    with Store.open(place) as store:
        answer.send(1000 * statistics.median(clock(lambda: store.query(text))[0] for _ in range(REPEATS)))


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
    """The times as Markdown."""
    head = [f"{row.articles:,} articles" for row in rows]
    lines = ["| | " + " | ".join(head) + " |", "|---" * (len(rows) + 1) + "|"]

    def add(name: str, cells: list[str]) -> None:
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    add("words", [f"{row.words:,}" for row in rows])
    add("triples", [f"{row.triples:,}" for row in rows])
    add("store on disk, MB", [f"{row.megabytes:.1f}" for row in rows])
    for stage in rows[0].stages:
        add(f"{stage}, articles/s", [f"{row.articles / row.stages[stage]:,.0f}" for row in rows])
    add("all stages, articles/s", [f"{row.articles / sum(row.stages.values()):,.0f}" for row in rows])
    add("`kg query groups-under --group ...` from the shell, ms", [f"{row.command:,.0f}" for row in rows])
    for query in rows[0].queries:
        first = rows[0].queries[query]
        cells = [_cell(row.queries[query], first) for row in rows]
        add(f"{query}, ms", cells)
    return "\n".join(lines)


def _cell(milliseconds: float, first: float) -> str:
    if milliseconds == math.inf:
        return f"given up after {PATIENCE:.0f} s"
    return f"{milliseconds:,.1f} ({milliseconds / first:,.1f}x)"


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
