"""Who runs next: a lane for each kind of query, and in each the clients by turns.

A query is light until it shows otherwise. One that takes more of a processor than `PATIENCE` goes over to the heavy
lane, which has places of its own and less of the processors; so does, from the start, one that did so before. A client
who asks much waits behind himself, not before others.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict, deque

from kg.errors import Busy
from kg.exchange import Question

PATIENCE = 0.1
"""Seconds of a processor's time that a query has to show that it is light."""

MOST_WAITING = 256
"""Queries that wait in a lane; the next is turned away."""

MOST_OF_ONE = 64
"""Of these, such as are one client's."""

REMEMBERED = 1000


class Lane:
    """So many places, and a queue for each client before them."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._places = places
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def running(self) -> int:
        """How many have a place."""
        return self._places - self._free

    async def enter(self, client: str, patience: float) -> None:
        """Wait for a place, at most `patience` seconds; Busy where there is none, or too many wait already."""
        if self._free and not self._waiting:
            self._free -= 1
            return
        own = self._waiting.get(client, ())
        if self.waiting >= MOST_WAITING or len(own) >= MOST_OF_ONE:
            raise Busy("too many queries are waiting: try again later")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            await asyncio.wait_for(asyncio.shield(turn), patience)
        except TimeoutError:
            self._leave_queue(client, turn)
            raise Busy("all readers are busy with other queries: try again later") from None
        except asyncio.CancelledError:
            self._leave_queue(client, turn)
            raise

    def leave(self) -> None:
        """Give the place to whoever is next: of the client who has waited longest for a turn."""
        while self._waiting:
            client, turns = next(iter(self._waiting.items()))
            turn = turns.popleft()
            self._waiting.move_to_end(client)
            if not turns:
                del self._waiting[client]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _leave_queue(self, client: str, turn: asyncio.Future[None]) -> None:
        if turn.done():  # it was given a place at this very moment
            self.leave()
            return
        turn.cancel()
        turns = self._waiting.get(client)
        if turns and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[client]


class Heavy:
    """The queries that were heavy when they ran last."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def __contains__(self, question: Question) -> bool:
        return _mark(question) in self._known

    def note(self, question: Question, heavy: bool) -> None:
        """Remember how a query turned out."""
        mark = _mark(question)
        if not heavy:
            self._known.pop(mark, None)
            return
        self._known[mark] = None
        self._known.move_to_end(mark)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _mark(question: Question) -> bytes:
    told = "\0".join((question.query, *question.default_graphs, "", *question.named_graphs))
    return hashlib.sha256(told.encode(errors="surrogatepass")).digest()
