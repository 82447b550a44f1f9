"""Examples -> batches of tensors, and the endless streams of batches that training draws from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from kg.extract.language.labels import Labels
from kg.extract.language.pairs import distances, likeness
from kg.extract.language.windows import Arrays, pack
from training.examples import Example, grouped, joined

Pieces = Callable[[str], Sequence[int]]


@dataclass(slots=True)
class PairBatch:
    """The marks of a batch, padded to M, and what is known of their pairs."""

    first: Tensor  # [B, M]
    last: Tensor
    kinds: Tensor  # as the network is told them: now and then wrong, as they are when they are predicted
    scopes: Tensor  # -1 where there is none
    far: Tensor  # [B, M, M]
    apart: Tensor
    alike: Tensor
    allowed: Tensor | None  # [B, M, M, R]
    member: Tensor  # [B, M, K]: which mark tells of which thing
    gold: Tensor | None  # [B, K, K, R]
    links: Tensor | None  # [L, 5]: window, thing, role, thing, scope
    candidates: Tensor | None  # [B, M, M]: which earlier marks may mean the same
    asked: Tensor | None  # [B, M]: marks of which that is asked


@dataclass(slots=True)
class Batch:
    """Windows of one data set, and what it tells of them."""

    source: str
    words: tuple[Tensor, ...]  # what Network.words takes
    sentences: Tensor
    upos: Tensor | None
    heads: Tensor | None
    deprels: Tensor | None
    tags: Tensor | None
    pairs: PairBatch | None


def tensors(arrays: Arrays) -> tuple[Tensor, ...]:
    """What Network.words takes."""
    return tuple(torch.from_numpy(x) for x in (arrays.ids, arrays.mask, arrays.at, arrays.shapes, arrays.places))


def make_batch(examples: Sequence[Example], labels: Labels, pieces: Pieces, rng: random.Random | None = None) -> Batch:
    """The batch of these windows; with `rng`, kinds of marks are now and then told wrong."""
    arrays = pack([example.sentences for example in examples], pieces)
    width = arrays.at.shape[1]

    def padded(name: str) -> Tensor | None:
        if any(getattr(example, name) is None for example in examples):
            return None
        found = np.full((len(examples), width), -1, np.int64)
        for i, example in enumerate(examples):
            values = getattr(example, name)
            found[i, : len(values)] = values
        return torch.from_numpy(found)

    tags = None
    if all(example.tags is not None for example in examples):
        table = np.ones((len(examples), width, len(labels.tags)), bool)
        for i, example in enumerate(examples):
            assert example.tags is not None
            table[i, : len(example.tags)] = example.tags
        tags = torch.from_numpy(table)
    return Batch(
        examples[0].source,
        tensors(arrays),
        torch.from_numpy(arrays.sentences),
        padded("upos"),
        padded("heads"),
        padded("deprels"),
        tags,
        _pairs(examples, arrays, labels, rng) if any(example.marks for example in examples) else None,
    )


def _pairs(examples: Sequence[Example], arrays: Arrays, labels: Labels, rng: random.Random | None) -> PairBatch:
    b, m = len(examples), max(len(example.marks) for example in examples)
    linked = all(example.links is not None for example in examples)
    things = [sorted({mark.thing for mark in example.marks}) for example in examples]
    k = max(len(each) for each in things)
    first, last, kinds, scopes = (np.full((b, m), blank, np.int64) for blank in (0, 0, labels.unknown, -1))
    far, apart, alike = (np.zeros((b, m, m), np.int64) for _ in range(3))
    allowed = np.zeros((b, m, m, len(labels.roles)), bool) if linked else None
    gold = np.zeros((b, k, k, len(labels.roles)), np.float32) if linked else None
    member = np.zeros((b, m, k), np.float32)
    candidates, asked = np.zeros((b, m, m), bool), np.zeros((b, m), bool)
    links: list[tuple[int, int, int, int, int]] = []
    for i, example in enumerate(examples):
        n = len(example.marks)
        if not n:
            continue
        words = example.words
        number = {thing: at for at, thing in enumerate(things[i])}
        own = np.array([mark.kind for mark in example.marks])
        first[i, :n] = [mark.first for mark in example.marks]
        last[i, :n] = [mark.last for mark in example.marks]
        scopes[i, :n] = [mark.scope for mark in example.marks]
        kinds[i, :n] = [_told(mark.kind, labels, rng) for mark in example.marks]
        far[i, :n, :n], apart[i, :n, :n] = distances(first[i, :n], arrays.sentences[i][first[i, :n]])
        alike[i, :n, :n] = likeness([words[mark.first : mark.last + 1] for mark in example.marks])
        for at, mark in enumerate(example.marks):
            member[i, at, number[mark.thing]] = 1
        if allowed is not None and gold is not None and example.links is not None:
            allowed[i, :n, :n] = labels.allowed[own[:, None], own[None, :]] & ~np.eye(n, dtype=bool)[:, :, None]
            for source, role, target, scope in example.links:
                gold[i, number[source], number[target], role] = 1
                links.append((i, number[source], role, number[target], scope))
        if example.same:
            candidates[i, :n, :n] = labels.may_be_same[own[:, None], own[None, :]] & np.tri(n, k=-1, dtype=bool)
            asked[i, :n] = [kind in labels.identified or kind == labels.unknown for kind in own]
    turn = torch.from_numpy
    return PairBatch(
        turn(first), turn(last), turn(kinds), turn(scopes), turn(far), turn(apart), turn(alike),
        turn(allowed) if allowed is not None else None,
        turn(member),
        turn(gold) if gold is not None else None,
        torch.tensor(links, dtype=torch.long).reshape(-1, 5) if linked else None,
        turn(candidates), turn(asked),
    )  # fmt: skip


def _told(kind: int, labels: Labels, rng: random.Random | None) -> int:
    if rng is None or (chance := rng.random()) > 0.16:
        return kind
    if chance < 0.06 or kind == labels.unknown:
        return labels.unknown
    for group in ("event", "saying", "place", "name"):
        if kind in (members := labels.group(group)):
            return rng.choice(sorted(members))
    return kind


def by_size(
    windows: Sequence[Example], size: Callable[[Example], int], budget: int, rng: random.Random
) -> list[list[Example]]:
    """Batches of windows of about equal size, each of at most `budget` sub-words with padding, in random order."""
    ordered = sorted(windows, key=lambda window: (size(window), rng.random()))
    batches: list[list[Example]] = [[]]
    for window in ordered:
        if batches[-1] and (len(batches[-1]) + 1) * size(window) > budget:
            batches.append([])
        batches[-1].append(window)
    rng.shuffle(batches)
    return [batch for batch in batches if batch]


class Streams:
    """Endless streams of batches."""

    def __init__(self, labels: Labels, pieces: Pieces, rng: random.Random, longest: int = 190) -> None:
        self.labels, self.pieces, self.rng, self.longest = labels, pieces, rng, longest

    def size(self, example: Example) -> int:
        return 2 + sum(len(self.pieces(word)) for sentence in example.sentences for word in sentence)

    def documents(self, sets: Sequence[Sequence[Sequence[Example]]], budget: int) -> Iterator[Batch]:
        """Batches of data sets of documents, windows drawn anew in each pass; a batch holds one data set."""
        sizes = {id(e): self.size(e) for documents in sets for document in documents for e in document}
        while True:
            batches = [
                batch
                for documents in sets
                for batch in by_size(grouped(documents, sizes, self.longest, self.rng), self.size, budget, self.rng)
            ]
            self.rng.shuffle(batches)
            for batch in batches:
                yield make_batch(batch, self.labels, self.pieces, self.rng)

    def items(self, load: Callable[[], Sequence[Example]], budget: int, paired: float = 0.25) -> Iterator[Batch]:
        """Batches of the corpus, read anew in each pass, for it grows; now and then two items in one window.

        Not of the grammar (`paired` 0): two of its windows may name one group that would count as two.
        """
        while True:
            examples = [example for example in load() if self.size(example) <= 480]
            self.rng.shuffle(examples)
            windows: list[Example] = []
            while examples:
                example = examples.pop()
                if (
                    examples
                    and self.rng.random() < paired
                    and self.size(example) + self.size(examples[-1]) < self.longest
                ):
                    example = joined([example, examples.pop()])
                windows.append(example)
            for batch in by_size(windows, self.size, budget, self.rng):
                yield make_batch(batch, self.labels, self.pieces, self.rng)
