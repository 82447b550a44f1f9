"""Joins the store with the endpoint: readers, hands that write, saved queries, tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from kg.answer.endpoint.access import Audit, Gate
from kg.answer.endpoint.answers import Answers
from kg.answer.endpoint.cache import Cache
from kg.answer.endpoint.desk import Desk, Settings
from kg.answer.endpoint.tokens import Tokens
from kg.answer.saved import SavedQuery
from kg.graph.readers import Bounds, ReaderPool
from kg.graph.writing import Hands

BOUNDS = Bounds()
CACHE = 64 << 20
"""Bytes of answers that are kept, unless told otherwise."""


@asynccontextmanager
async def hosted(
    store: Path,
    settings: Settings,
    questions: Mapping[str, SavedQuery],
    bounds: Bounds = BOUNDS,
    *,
    cache: int = CACHE,
    private: bool = False,
    read_only: bool = False,
) -> AsyncIterator[tuple[Desk, ReaderPool]]:
    """The desk of an endpoint over the store in a folder, with its readers at work; StoreError where there is none.

    `cache` is in bytes. `private` asks readers for a token, too; `read_only` takes no writes from anybody.
    """
    async with ReaderPool(store, bounds) as pool:
        audit = Audit(store)
        gate = Gate(Tokens(store), audit, private)
        hands = None if read_only else Hands(store, pool.snapshots, bounds)
        try:
            yield Desk(settings, Answers(pool, Cache(cache)), gate, audit, hands, questions), pool
        finally:
            if hands:
                await hands.close()
