"""Asking the store on behalf of a request, and giving the answer out: whole, labelled, and only where it is new."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kg.answer.endpoint.cache import Cache
from kg.errors import BadQuery, Busy
from kg.exchange import Found, Question

PIECE = 1 << 16  # bytes sent at a time
MOST_OUT = 2 << 30
"""Bytes of large answers that are on their way at once: they lie on the disk until they are fetched."""
PAGE = 8 << 20
"""Bytes of an answer that a page is made of."""
Result = TypeVar("Result")


class Pool(Protocol):
    """Whatever runs a query over the store and stops it at a deadline; `generation` counts the store's states."""

    @property
    def generation(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def running(self) -> int: ...
    @property
    def stopped(self) -> int: ...

    async def freshen(self) -> None: ...
    async def run(self, question: Question, client: str = "") -> Found: ...


class Gone(Exception):
    """Whoever asked has left."""


class _Shared:
    """A query under way that several wait for; it is stopped when the last of them has left."""

    def __init__(self, task: asyncio.Future[Found]) -> None:
        self.task = task
        self.file_taken = False
        self._waiting = 0
        self._told = False

    async def wait(self) -> Found:
        """Its answer."""
        self._waiting += 1
        try:
            found = await asyncio.shield(self.task)
            self._told = True
            return found
        finally:
            self._waiting -= 1
            if not self._waiting and not self.task.done():
                self.task.cancel()
            elif not self._waiting and not self._told:  # done, and everybody left at that moment
                _discard(self.task)


class Answers:
    """Takes questions to the pool, or to the cache; each state of the store has labels of its own."""

    def __init__(self, pool: Pool, cache: Cache) -> None:
        self.pool = pool
        self.cache = cache
        self._under_way: dict[tuple[Question, int], _Shared] = {}
        self._given_out = 0  # bytes of large answers on their way
        self._run = secrets.token_hex(4)  # a store that is restored may count from an earlier number again

    async def give(
        self, request: Request, question: Question, client: str, *, lasting: bool = True, headers: Mapping[str, str]
    ) -> Response:
        """The answer as a response: 304 where the client has it already.

        `lasting` is whether the question has one answer while the store stays as it is.
        """
        await self.pool.freshen()
        own = dict(headers)
        if lasting:
            own["ETag"] = self.tag(question)
            own["Cache-Control"] = "no-cache"
            if fits(request, own["ETag"]):
                return Response(None, 304, own)
        else:
            own["Cache-Control"] = "no-store"
        found = await self.found(request, question, client, lasting)
        if found.file:
            return self._streamed(found.file, found.length, question.media_type, own)
        return Response(found.body, 200, own, question.media_type)

    async def found(self, request: Request, question: Question, client: str, lasting: bool = True) -> Found:
        """The answer, from the cache or from the pool; the query is stopped where the client goes away."""
        if not lasting or not self.cache.most:
            return await while_there(request, self.pool.run(question, client))
        generation = self.pool.generation
        kept = self.cache.get(question, generation)
        if kept is not None:
            return Found(kept, None, len(kept), generation)
        under_way = self._under_way.get((question, generation))
        if under_way is None:
            under_way = _Shared(asyncio.ensure_future(self.pool.run(question, client)))
            self._under_way[question, generation] = under_way
            under_way.task.add_done_callback(lambda _: self._under_way.pop((question, generation), None))
            under_way.task.add_done_callback(_heard)
        elif under_way.file_taken:  # a file is for one
            return await while_there(request, self.pool.run(question, client))
        found = await while_there(request, under_way.wait())
        if found.file:
            if under_way.file_taken:
                return await while_there(request, self.pool.run(question, client))
            under_way.file_taken = True
        else:
            self.cache.put(question, found.generation, found.body)
        return found

    async def whole(self, request: Request, question: Question, client: str, most: int = PAGE) -> bytes:
        """An answer in memory, of at most so many bytes, for a page or for our own code; BadQuery for a longer one."""
        found = await self.found(request, question, client)
        if not found.file:
            return found.body
        try:
            if found.length > most:
                raise BadQuery("the answer is too long for a page: ask for it as data, or add LIMIT")
            return await asyncio.to_thread(found.file.read_bytes)
        finally:
            found.file.unlink(missing_ok=True)

    def _streamed(self, file: Path, length: int, media_type: str, headers: dict[str, str]) -> Response:
        """The bytes of a file that is gone afterwards: it has no name from now on, whatever happens to the client."""
        stream = file.open("rb")
        file.unlink()
        if self._given_out + length > MOST_OUT:
            stream.close()
            raise Busy("too many large answers are being fetched: try again later")
        self._given_out += length

        async def pieces() -> AsyncIterator[bytes]:
            try:
                while piece := await asyncio.to_thread(stream.read, PIECE):
                    yield piece
            finally:
                stream.close()
                self._given_out -= length

        return StreamingResponse(pieces(), 200, {**headers, "Content-Length": str(length)}, media_type)

    def tag(self, question: Question) -> str:
        """The label of an answer; weak, as it may be packed on its way."""
        told = repr((self._run, self.pool.generation, question))
        return f'W/"{hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:24]}"'


def fits(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this label."""
    given = request.headers.get("if-none-match", "")
    return any(part.strip() in (tag, tag.removeprefix("W/"), "*") for part in given.split(",")) if given else False


async def while_there(request: Request, work: Awaitable[Result]) -> Result:
    """Do the work for as long as the client waits for it; Gone where the client has left."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(_heard)
    watch = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise Gone
    finally:
        watch.cancel()
        if not task.done():
            task.cancel()


def _heard(task: asyncio.Future[Any]) -> None:
    """Take note of how a task ended for which nobody waits any more: asyncio would tell it as forgotten."""
    if not task.cancelled():
        task.exception()


def _discard(task: asyncio.Future[Found]) -> None:
    """Remove the file of an answer that nobody fetches."""
    if not task.cancelled() and task.exception() is None and (file := task.result().file):
        file.unlink(missing_ok=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
