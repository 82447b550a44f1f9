"""Words of a text by sentence -> what the language model tells of them.

    model = LanguageModel.load()
    parsed = model.parse(sentences)     # each a list of words with their characters in the text

The same text gives the same answer. An article is read in windows of whole sentences, each beginning with the last
sentence of the one before; what is told of that sentence is taken from the window in which it was new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kg.extract.language.encoder import DATA, Encoder, WordScores
from kg.extract.language.labels import SCOPES
from kg.extract.language.linking import Linked, link_window
from kg.extract.language.marking import Stretch, find_stretches, whole_marks
from kg.extract.language.trees import best_tree
from kg.extract.language.windows import HARD, pack, windows
from kg.extract.language.words import Word

BATCH = 1600  # sub-words with padding
AT_ONCE = 256  # windows whose scores are held in memory


@dataclass(frozen=True, slots=True)
class ParsedWord:
    """A word in its tree; `head` is the number of a word of its sentence, -1 for the root."""

    start: int
    end: int
    text: str
    upos: str
    head: int
    deprel: str


@dataclass(frozen=True, slots=True)
class ParsedMark:
    """A name, an event word, a number ...: characters `start` to `end`, words `first` to `last` of its sentence."""

    start: int
    end: int
    sentence: int
    first: int
    last: int
    kind: str
    scope: str | None  # of events, sayings and titles
    probability: float


@dataclass(frozen=True, slots=True)
class ParsedLink:
    """Mark `source` has mark `target` in a role; both are numbers of `Parsed.marks`."""

    source: int
    role: str
    target: int
    scope: str
    probability: float


@dataclass(frozen=True, slots=True)
class ParsedSame:
    """Mark `mark` means the same thing as the mark `earlier`."""

    mark: int
    earlier: int
    probability: float


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the model tells of a text."""

    sentences: tuple[tuple[ParsedWord, ...], ...]
    marks: tuple[ParsedMark, ...]
    links: tuple[ParsedLink, ...]
    same: tuple[ParsedSame, ...]


@dataclass(slots=True)
class _Unit:
    """A sentence, or a piece of one that is longer than the encoder can see."""

    sentence: int
    offset: int  # words of the sentence before it
    words: list[str]
    size: int  # sub-words
    heads: list[int] = field(default_factory=list)
    upos: list[int] = field(default_factory=list)
    deprels: list[int] = field(default_factory=list)
    marks: list[Stretch] = field(default_factory=list)  # counted in words of the unit
    scopes: list[int] = field(default_factory=list)
    number: int = 0  # of its first mark in the whole text


class LanguageModel:
    """The language model, ready to read."""

    def __init__(self, encoder: Encoder, link_floor: float = 0.3) -> None:
        self._encoder = encoder
        self._labels = encoder.labels
        self._floor = link_floor

    @classmethod
    def load(cls, folder: Path = DATA, threads: int = 1) -> LanguageModel:
        """The model in a folder; one thread unless told otherwise."""
        return cls(Encoder(folder, threads))

    @property
    def version(self) -> str:
        return self._encoder.version

    def parse(self, sentences: Sequence[Sequence[Word]]) -> Parsed:
        """Trees, marks, links and sameness of the sentences of one text, in order of the text."""
        units = self._units(sentences)
        spans = list(windows([unit.size for unit in units]))
        linked: list[Linked] = []
        for start in range(0, len(spans), AT_ONCE):
            linked += self._read(units, spans[start : start + AT_ONCE])
        return self._told(sentences, units, linked)

    def _read(self, units: list[_Unit], spans: list[tuple[int, int, int]]) -> list[Linked]:
        """Read windows that follow each other, and those before them are read."""
        kept: list[tuple[list[int], WordScores]] = []
        for batch in self._batches(units, spans):
            scores = self._encoder.words(self._pack(units, [spans[i] for i in batch]))
            kept.append((batch, scores))
            for row, i in enumerate(batch):
                self._read_window(units, spans[i], scores, row)
        for _, new, end in spans:
            for i in range(new, end):
                units[i].number = units[i - 1].number + len(units[i - 1].marks) if i else 0
        return [self._link(units, spans[i], scores, row) for batch, scores in kept for row, i in enumerate(batch)]

    def _units(self, sentences: Sequence[Sequence[Word]]) -> list[_Unit]:
        """Sentences as the encoder can see them: one that is too long is cut, at a late comma if it has one."""
        found = []
        for number, sentence in enumerate(sentences):
            words = [word.text for word in sentence]
            sizes = [len(self._encoder.pieces(word)) for word in words]
            start = 0
            while start < len(words):
                end, held = start, 0
                while end < len(words) and held + sizes[end] <= HARD:
                    held += sizes[end]
                    end += 1
                if end < len(words):
                    comma = next(
                        (i for i in range(end - 1, start + (end - start) // 2, -1) if words[i] in ",;:"), end - 1
                    )
                    end = comma + 1
                found.append(_Unit(number, start, words[start:end], sum(sizes[start:end])))
                start = end
        return found

    def _batches(self, units: list[_Unit], spans: list[tuple[int, int, int]]) -> list[list[int]]:
        """Windows of about one size together, so that little is spent on padding."""
        sizes = [sum(unit.size for unit in units[first:end]) + 2 for first, _, end in spans]
        batches: list[list[int]] = []
        for i in sorted(range(len(spans)), key=lambda i: (sizes[i], i)):
            if not batches or (len(batches[-1]) + 1) * sizes[i] > BATCH:
                batches.append([])
            batches[-1].append(i)
        return batches

    def _pack(self, units: list[_Unit], spans: list[tuple[int, int, int]]):  # type: ignore[no-untyped-def]
        return pack([[unit.words for unit in units[first:end]] for first, _, end in spans], self._encoder.pieces)

    def _read_window(self, units: list[_Unit], span: tuple[int, int, int], scores: WordScores, row: int) -> None:
        """Trees and marks of the window's new sentences."""
        first, new, end = span
        at = sum(len(unit.words) for unit in units[first:new])
        for unit in units[new:end]:
            n = len(unit.words)
            own = slice(at, at + n)
            arcs = scores.arcs[row, own]
            heads = best_tree(np.concatenate([arcs[:, :1], arcs[:, 1 + at : 1 + at + n]], 1))
            unit.heads = heads
            unit.upos = [int(i) for i in scores.upos[row, own].argmax(-1)]
            opens = np.zeros(n, bool)
            opens[0] = True
            unit.marks = whole_marks(
                find_stretches(scores.tags[row, own], opens), unit.words, self._labels.group("event")
            )
            stated = scores.scopes[row, own].argmax(-1)
            unit.scopes = [int(stated[mark.first]) for mark in unit.marks]
            at += n

    def _link(self, units: list[_Unit], span: tuple[int, int, int], scores: WordScores, row: int) -> Linked:
        first, new, end = span
        linked = link_window(
            self._encoder,
            scores.vectors[row],
            [(unit.words, unit.heads, unit.marks, unit.number) for unit in units[first:end]],
            new - first,
            self._floor,
        )
        at = 0
        for unit in units[first:new]:
            at += len(unit.words)
        for unit in units[new:end]:
            unit.deprels = linked.deprels[at : at + len(unit.words)]
            at += len(unit.words)
        return linked

    def _told(self, sentences: Sequence[Sequence[Word]], units: list[_Unit], linked: list[Linked]) -> Parsed:
        labels = self._labels
        words: list[list[ParsedWord]] = [[] for _ in sentences]
        marks: list[ParsedMark] = []
        roots: dict[int, int] = {}
        for unit in units:
            sentence = sentences[unit.sentence]
            for i, head in enumerate(unit.heads):
                word = sentence[unit.offset + i]
                place = unit.offset + head - 1 if head else roots.get(unit.sentence, -1)
                if not head:
                    roots.setdefault(unit.sentence, unit.offset + i)
                relation = "parataxis" if not head and place >= 0 else labels.deprels[unit.deprels[i]]
                upos = labels.upos[unit.upos[i]]
                words[unit.sentence].append(ParsedWord(word.start, word.end, word.text, upos, place, relation))
            for mark, scope in zip(unit.marks, unit.scopes, strict=True):
                a, b = unit.offset + mark.first, unit.offset + mark.last
                told = SCOPES[scope] if mark.kind in labels.scoped else None
                kind = labels.kinds[mark.kind]
                span = (sentence[a].start, sentence[b].end)
                marks.append(ParsedMark(*span, unit.sentence, a, b, kind, told, mark.probability))
        links = {
            (source, role, target): ParsedLink(source, labels.roles[role], target, SCOPES[scope], p)
            for each in linked
            for source, role, target, scope, p in each.links
        }
        same = {mark: ParsedSame(mark, earlier, p) for each in linked for mark, earlier, p in each.same}
        return Parsed(
            tuple(tuple(sentence) for sentence in words),
            tuple(marks),
            tuple(links[key] for key in sorted(links)),
            tuple(same[key] for key in sorted(same)),
        )
