"""kg parse"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.ingesting import OtherPipeline, warn
from kg.errors import KgError, UnreadableArticle
from kg.extractors import How, open_extractor
from kg.model import Article, Extractor, Thing

if TYPE_CHECKING:
    from kg.extract.shown import Shown
    from kg.model import Claim


def parse(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An article: a file that kg ingest reads.")],
    sentence: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only this sentence.")] = None,
    published: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day of an article that does not tell its own."),
    ] = None,
    reader: Annotated[
        How | None,
        typer.Option(
            envvar="KG_READER",
            help="Read with the language model, or without; auto: with it where its files are whole.",
            show_default=How.AUTO.value,
        ),
    ] = None,
    pipeline: OtherPipeline = "",
) -> None:
    """Show how an article is read, sentence by sentence.

    Nothing is stored. Of each sentence: its tree, what the language model marks and links (with how likely it holds
    each), the mentions with the things that they name, and the claims whose quote begins in it. Of an extractor of your
    own, the claims alone.

    \b
      kg parse seeds/002_d94bc43f8e1ae04c.txt --sentence 5
    """
    from kg.read import read_articles

    extractor = open_extractor(reader, pipeline, default=How.AUTO, warn=warn).extractor
    day = published.date() if published else None
    for article in read_articles([file], published=day):
        if isinstance(article, UnreadableArticle):
            raise article
        shown = _shown(extractor, article)
        if sentence and sentence > len(shown):
            raise KgError(f"{article.file} has {len(shown)} sentences: there is no sentence {sentence}")
        for one in shown[sentence - 1 : sentence] if sentence else shown:
            print("\n".join(_lines(one)))


def _shown(extractor: Extractor, article: Article) -> list[Shown]:
    from kg.extract import Pipeline
    from kg.extract.shown import Shown, show
    from kg.extract.tokens import sentences

    if isinstance(extractor, Pipeline):
        return show(extractor, article)
    claims = extractor.read(article).claims
    return [
        Shown(
            number,
            " ".join(article.text[sentence.start : sentence.end].split()),
            (),
            (),
            (),
            tuple(claim for claim in claims if sentence.start <= claim.passage.start < sentence.end),
        )
        for number, sentence in enumerate(sentences(article), 1)
    ]


def _lines(shown: Shown) -> Iterator[str]:
    yield f"[{shown.number}] {shown.text}"
    for number, word in enumerate(shown.words, 1):
        head = shown.words[word.head].text if word.head >= 0 else "-"
        yield f"  tree     {number:>3} {word.text:<20} {word.upos:<6} {word.deprel:<12} {head}"
    for mark in shown.marks:
        scope = f" {mark.scope}" if mark.scope not in {None, "Stated"} else ""
        same = f"  = {mark.same}" if mark.same else ""
        yield f"  mark     {mark.words}: {mark.kind}{scope} {mark.probability:.2f}{same}"
        for link in mark.links:
            how = f" {link.scope}" if link.scope != "Stated" else ""
            yield f"             {link.role}{how}: {link.words} {link.probability:.2f}"
    for mention in shown.mentions:
        role = ", attributive" if mention.attributive else ""
        yield f"  mention  {mention.text} = {mention.entity.id} ({mention.entity.kind}{role})"
    for claim in shown.claims:
        yield f"  claim    {_told(claim)}"
    yield ""


def _told(claim: Claim) -> str:
    object = claim.object.id if isinstance(claim.object, Thing) else claim.object
    by = f", according to {claim.attributed_to.id}" if claim.attributed_to else ""
    sure = f", confidence {claim.confidence:.2f}" if claim.confidence is not None else ""
    return f"{claim.subject.id} ({claim.subject.kind}) {claim.predicate} {object}: {claim.modality.value}{by}{sure}"
