"""Builders of readings, and stores that tests share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from kg.extractors import How, open_extractor
from kg.graph.store import Store
from kg.graph.writer import Writer
from kg.model import Article, Claim, Modality, Passage, Reading, Thing, Value


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write golden outputs anew, to be reviewed")


SEEDS = Path(__file__).parents[1] / "seeds"


@dataclass
class ReadingBuilder:
    """Makes a reading whose claims all quote sentences that stand in its text."""

    id: str
    published: date | None = date(2024, 2, 8)
    title: str | None = None
    _text: str = "An article begins here."
    _claims: list[Claim] = field(default_factory=list)
    _mentions: dict[str, Thing] = field(default_factory=dict)

    def says(
        self,
        subject: Thing,
        predicate: str,
        object: Thing | Value,
        modality: Modality = Modality.STATED,
        attributed_to: Thing | None = None,
    ) -> ReadingBuilder:
        """Add a sentence and the claim that it makes."""
        sentence = f" Sentence {len(self._claims)} says {predicate} of {subject.label}."
        start = len(self._text) + 1
        self._text += sentence
        passage = Passage(start, len(self._text), sentence[1:])
        self._claims.append(Claim(subject, predicate, object, passage, modality, attributed_to))
        return self

    def mentions(self, *things: Thing) -> ReadingBuilder:
        """Add things that the article names."""
        self._mentions |= {thing.id: thing for thing in things}
        return self

    def build(self) -> Reading:
        """The reading."""
        sha256 = hashlib.sha256(self._text.encode()).hexdigest()
        article = Article(self.id, f"{self.id}.txt", self._text, sha256, title=self.title, published=self.published)
        return Reading(article, tuple(self._mentions.values()), tuple(self._claims))


def write(path: Path, *readings: Reading) -> None:
    """Write readings into the store `path`, in one run."""
    with Store.open(path, write=True, wait=0) as store:
        writer = Writer(store, (), "test")
        for reading in readings:
            writer.add(reading)
        writer.finish()


@pytest.fixture(scope="session")
def seed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the articles of seeds/, ingested by the real path. Read it only."""
    from kg.ingest import ingest

    path = tmp_path_factory.mktemp("seeds") / "store"
    with Store.open(path, write=True) as store:
        report = ingest([SEEDS], store, pipeline=open_extractor(How.PATTERNS))
    assert [outcome.status for outcome in report.outcomes] == ["new"] * 5
    return path


@pytest.fixture
def open_seeds(seed_store: Path) -> Iterator[Store]:
    """The store of the seeds, open for reading."""
    with Store.open(seed_store) as store:
        yield store
