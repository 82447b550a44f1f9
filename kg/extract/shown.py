"""What each layer sees of a sentence, for whoever works on the reading: `kg parse`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Article, Claim, Mention, Sentence

if TYPE_CHECKING:
    from kg.extract import Pipeline
    from kg.extract.language.parsing import Parsed, ParsedWord


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link of the language model, with the words at its other end."""

    role: str
    scope: str
    words: str
    probability: float


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark of the language model; `same` are the words of the earlier mark that means the same."""

    words: str
    kind: str
    scope: str | None
    probability: float
    links: tuple[ShownLink, ...]
    same: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with its words in their tree, its marks, its mentions, and the claims whose quote begins in it."""

    number: int
    text: str
    words: tuple[ParsedWord, ...]
    marks: tuple[ShownMark, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


def show(pipeline: Pipeline, article: Article) -> list[Shown]:
    """The sentences of an article, in order, numbered from 1."""
    parsed = pipeline.parse(article)
    document = pipeline.document(article, parsed)
    claims = pipeline.claims(document, parsed)
    return [
        Shown(
            number,
            " ".join(article.text[sentence.start : sentence.end].split()),
            parsed.sentences[number - 1] if parsed else (),
            _marks(article.text, parsed, number - 1) if parsed else (),
            tuple(mention for mention in document.mentions if _inside(sentence, mention.start)),
            tuple(claim for claim in claims if _inside(sentence, claim.passage.start)),
        )
        for number, sentence in enumerate(document.sentences, 1)
    ]


def _inside(sentence: Sentence, at: int) -> bool:
    return sentence.start <= at < sentence.end


def _marks(text: str, parsed: Parsed, sentence: int) -> tuple[ShownMark, ...]:
    words = [" ".join(text[mark.start : mark.end].split()) for mark in parsed.marks]
    same = {one.mark: one.earlier for one in parsed.same}
    return tuple(
        ShownMark(
            words[number],
            mark.kind,
            mark.scope,
            mark.probability,
            tuple(
                ShownLink(link.role, link.scope, words[link.target], link.probability)
                for link in parsed.links
                if link.source == number
            ),
            words[same[number]] if number in same else None,
        )
        for number, mark in enumerate(parsed.marks)
        if mark.sentence == sentence
    )
