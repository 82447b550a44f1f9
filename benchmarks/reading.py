"""What reading costs by stage, in words a second of one core, and as a share of what the bare model takes.

    python -m benchmarks.reading [ARTICLES | FOLDER]      Markdown; made-up articles where no folder is named

Processor time, so that other work on the machine counts little. *ingest* is the whole command, with writing; its last
quarter against its first tells whether an article costs more the more are there before it.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.articles import write
from kg.extract import Pipeline, load_model
from kg.graph.authority import load_authority
from kg.graph.store import Store
from kg.ingest import ingest
from kg.model import Article
from kg.read import read_articles


def seconds(work: Callable[[], object]) -> float:
    """Processor time that a piece of work took."""
    start = time.process_time()
    work()
    return time.process_time() - start


@contextmanager
def store() -> Iterator[Store]:
    """A new store that goes away again; what each store holds from the start is written already."""
    folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        with Store.open(folder / "store", write=True) as opened:
            ingest([], opened, pipeline=Pipeline())
            yield opened
    finally:
        shutil.rmtree(folder)


def table(paths: list[Path]) -> str:
    """The figures of reading these files."""
    articles = [found for found in read_articles(paths) if isinstance(found, Article)]
    words = sum(len(article.text.split()) for article in articles)
    known, model = load_authority(), load_model()
    plain, whole = Pipeline(known), Pipeline(known, model)
    whole.read(articles[0])  # what is made at first use
    costs = {
        "files to articles": seconds(lambda: list(read_articles(paths))),
        "the bare model": seconds(lambda: [whole.parse(article) for article in articles]),
        "extraction by patterns alone": seconds(lambda: [plain.read(article) for article in articles]),
        "extraction with the model": seconds(lambda: [whole.read(article) for article in articles]),
    }
    with store() as opened:
        costs["ingest by patterns alone"] = seconds(lambda: ingest(paths, opened, pipeline=plain))
    with store() as opened:
        costs["ingest with the model"] = seconds(lambda: ingest(paths, opened, pipeline=whole))
    bare = costs["the bare model"]
    lines = [
        f"{len(articles):,} articles, {words:,} words",
        "",
        "| stage | words/s | times the bare model |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {words / cost:,.0f} | {cost / bare:.2f} |" for name, cost in costs.items()]
    quarter = max(1, len(articles) // 4)
    first, last = (
        seconds(lambda part=part: [whole.read(article) for article in part])  # type: ignore[misc]
        / sum(len(article.text.split()) for article in part)
        for part in (articles[:quarter], articles[-quarter:])
    )
    lines += ["", f"A word of the last quarter costs {last / first:.2f} times what one of the first does."]
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="400", help="how many made-up articles, or a folder of your own")
    given = parser.parse_args().what
    if not given.isdigit():
        print(table([Path(given)]))
        return
    folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        print(table(list(write(int(given), folder))))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
