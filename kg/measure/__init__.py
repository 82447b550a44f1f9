"""What was read of articles, held against what a careful reader took from them: gold and a graph -> figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import BadData
from kg.measure.comparison import Comparison
from kg.measure.events import compare_events
from kg.measure.faults import corpus_faults, find_faults
from kg.measure.gold import Gold
from kg.measure.ledger import Finding, Tally, total
from kg.measure.loading import load_gold
from kg.measure.said import Graph, SaidArticle
from kg.measure.sentences import Sentences
from kg.measure.statements import compare_statements
from kg.measure.terms import CATEGORIES, Wider
from kg.measure.things import compare_entities, compare_positions, compare_relations
from kg.model import Article, Sentence, Source

__all__ = ["Gold", "Measurement", "Pairs", "load_gold", "measure", "pair"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """How well articles were read. `articles`: the tallies of each, by the stem of its gold and by category."""

    articles: Mapping[str, Mapping[str, Tally]]
    findings: tuple[Finding, ...]  # all that is missed, wrong, invented, and the faults
    entities_kept: Tally | None  # entities of several articles that stayed one; None without merged.yaml
    events_kept: Tally | None
    quotes: int
    false_quotes: int  # that do not stand in their article
    lacking: int  # claims without article, passage or modality

    @property
    def tallies(self) -> dict[str, Tally]:
        """The tallies of all articles together, by category."""
        return {name: total([tallies[name] for tallies in self.articles.values()]) for name in CATEGORIES}

    @property
    def overall(self) -> float:
        """The mean of the F1 of all categories."""
        return overall(self.tallies)

    @property
    def faults(self) -> list[Finding]:
        """Those of the findings that are faults."""
        return [finding for finding in self.findings if finding.category == "faults"]


def overall(tallies: Mapping[str, Tally]) -> float:
    """The mean of the F1 of all categories."""
    return sum(tally.f1 for tally in tallies.values()) / len(tallies)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which text belongs to which gold, by stem and file; `notices` say which have none."""

    files: Mapping[str, str]
    notices: tuple[str, ...] = ()


def pair(gold: Gold, articles: Iterable[Article]) -> Pairs:
    """Find the text of each gold file: named alike, or with more behind a `_`, `-` or point.

    BadData where one gold fits several texts, and where none fits any.
    """
    files: dict[str, str] = {}
    named = {article.file: (article.file, article.id) for article in articles}
    stems = [article.stem for article in gold.articles]
    for stem in stems:
        fitting = [file for file, names in named.items() if any(_begins(name, stem) for name in names)]
        exact = [file for file in fitting if stem in (file.rsplit(".", 1)[0], *named[file])]
        if len(exact or fitting) > 1:
            raise BadData(f"{stem}: the gold of this name fits {' and '.join(sorted(fitting)[:2])}: rename one of them")
        if fitting:
            files[stem] = (exact or fitting)[0]
    if not files:
        raise BadData(
            f"no text belongs to any gold: name each text like its gold ({stems[0]}.yaml: {stems[0]}.txt, "
            f"or {stems[0]}_anything.txt)"
        )
    without = [f"{stem}: gold without a text: left out" for stem in stems if stem not in files]
    without += [f"{file}: a text without gold: read, and not measured" for file in named if file not in files.values()]
    return Pairs(files, tuple(without))


def _begins(name: str, stem: str) -> bool:
    return name.startswith(stem) and not name[len(stem) : len(stem) + 1].isalnum()


def measure(
    source: Source, gold: Gold, pairs: Pairs, wider: Wider, sentences: Mapping[str, Sequence[Sentence]]
) -> Measurement:
    """Hold what a graph says of the articles in `pairs` against their gold.

    `wider` gives the classes above one, `sentences` the sentences of each file, for showing where an error lies. An
    article that the graph does not have is one of which nothing was read.
    """
    graph = Graph(source, wider)
    comparisons = []
    for article in gold.articles:
        if article.stem in pairs.files:
            file = pairs.files[article.stem]
            said = graph.articles.get(file) or SaidArticle(file, "")
            comparison = Comparison(article, said, graph, Sentences(said.text, sentences.get(file, ())))
            for compare in (compare_entities, compare_relations, compare_positions):
                compare(comparison)
            compare_events(comparison, wider)
            compare_statements(comparison)
            find_faults(comparison)
            comparisons.append(comparison)
    findings = [finding for one in comparisons for finding in (*one.ledger.findings(), *one.faults)]
    entities, events = None, None
    if gold.corpus:
        found, entities, events = corpus_faults(gold.corpus, comparisons)
        findings += found
    return Measurement(
        {one.gold.stem: one.ledger.tallies for one in comparisons},
        tuple(findings),
        entities,
        events,
        sum(one.article.quotes for one in comparisons),
        sum(one.article.false_quotes for one in comparisons),
        graph.lacking,
    )
