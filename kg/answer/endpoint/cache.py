"""Answers that were given lately, for whoever asks the same of the same state of the store."""

from __future__ import annotations

from collections import OrderedDict

from kg.exchange import Question

LARGEST = 1 << 20  # bytes of an answer that is kept


class Cache:
    """At most `most` bytes of answers, those out first that were asked for least lately; 0 keeps none."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._size = 0
        self._generation = 0
        self._kept: OrderedDict[Question, bytes] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def get(self, question: Question, generation: int) -> bytes | None:
        """The answer to this question about this state; None where it is not here."""
        self._turn_to(generation)
        body = self._kept.get(question)
        if body is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(question)
        return body

    def put(self, question: Question, generation: int, body: bytes) -> None:
        """Keep an answer, if it is of the newest state and not too large."""
        if generation < self._generation or len(body) > min(LARGEST, self.most):
            return
        self._turn_to(generation)
        self._size -= len(self._kept.pop(question, b""))
        self._kept[question] = body
        self._size += len(body)
        while self._size > self.most:
            _, old = self._kept.popitem(last=False)
            self._size -= len(old)

    def _turn_to(self, generation: int) -> None:
        if generation > self._generation:
            self._kept.clear()
            self._size = 0
            self._generation = generation
