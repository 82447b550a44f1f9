"""kg evaluate"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from kg.cli.failures import FAILED, say
from kg.cli.ingesting import OtherPipeline, ReadBy, progress, warn
from kg.cli.options import AnswerFormat, Format
from kg.extractors import open_extractor


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="What a careful reader took from each text: YAML.")],
    texts: Annotated[Path, typer.Argument(metavar="TEXT_DIR", help="The articles: files that kg ingest reads.")],
    reader: ReadBy = None,
    pipeline: OtherPipeline = "",
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed, wrong and invented instead, with its sentence.")
    ] = False,
    articles: Annotated[bool, typer.Option("--articles", help="The figures of each article too.")] = False,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Measure how well articles are read.

    Reads the articles of TEXT_DIR, and holds what was read against GOLD_DIR: a YAML file for each article, named as its
    text (a.yaml for a.txt or a_anything.txt), and merged.yaml for what several of them share. docs/evaluation.md says
    what stands in these and what the figures mean. Texts without gold, gold without a text, and keys that nothing reads
    are told. No store is touched.

    \b
      kg evaluate tests/gold seeds
      kg evaluate tests/gold seeds --reader model --errors
      kg evaluate gold texts --articles --format csv
    """
    if format is Format.TURTLE:
        raise typer.BadParameter("figures are rows: choose table, csv, tsv, json or xml.", param_hint="--format")
    from kg.answer.formats import write
    from kg.errors import UnreadableArticle
    from kg.extract.tokens import sentences
    from kg.graph.kinds import wider
    from kg.graph.store import Store
    from kg.ingest import ingest
    from kg.measure import load_gold, measure, pair
    from kg.measure.showing import errors as listed
    from kg.measure.showing import figures
    from kg.model import Article
    from kg.read import read_articles

    loaded = load_gold(gold, wider)
    found = list(read_articles([texts]))
    read = [article for article in found if isinstance(article, Article)]
    for one in found:
        if isinstance(one, UnreadableArticle) and not read:
            raise one
    pairs = pair(loaded, read)
    for notice in (*loaded.notices, *pairs.notices):
        say(notice)
    extractor = open_extractor(reader, pipeline, warn=warn)
    with TemporaryDirectory(prefix="kg-evaluate-") as folder, Store.open(Path(folder, "store"), write=True) as store:
        with progress() as advance:
            report = ingest([texts], store, progress=advance, pipeline=extractor)
        spans = {article.file: sentences(article) for article in read}
        measurement = measure(store, loaded, pairs, wider, spans)
    failed = [outcome for outcome in report.outcomes if outcome.status == "failed"]
    for outcome in failed:
        say(f"failed     {outcome.message}")
    write(listed(measurement) if errors else figures(measurement, articles), format.value, sys.stdout)
    if failed:
        raise typer.Exit(FAILED)
