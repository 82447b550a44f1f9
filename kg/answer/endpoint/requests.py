"""Reading a request, within bounds: its parameters, its body, how long both may take."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from kg.answer.endpoint.problems import Refused
from kg.errors import TooLarge

MAX_BODY = 16 << 20
"""Bytes of a body that somebody sends who may write."""
MAX_QUERY = 2 << 20
"""Bytes of any other: a query of the greatest length, with its characters written as %XX."""
MAX_PARAMETERS = 1000
SLOW = 30.0
"""Seconds that a body may take to come in."""

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a request to the SPARQL protocol: parameters of address and body, in order."""

    pairs: tuple[tuple[str, str], ...] = field(default=())

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a parameter."""
        return tuple(value for given, value in self.pairs if given == name)


async def read_sent(request: Request, most: int = MAX_QUERY) -> Sent:
    """The parameters of the address and the body, of at most so many bytes, `query` or `update` among them.

    Raises Refused for a media type, encoding or charset that is none of the protocol's, TooLarge.
    """
    pairs = read_pairs(request.scope["query_string"])
    if request.method != "POST":
        return Sent(pairs)
    kind, charset = media_type(request)
    if kind not in (FORM, QUERY, UPDATE):
        raise Refused(415, f"send a query as {QUERY}, an update as {UPDATE}, or either as {FORM}")
    if charset not in ("utf-8", "utf8"):
        raise Refused(415, "send it in UTF-8")
    body = await read_body(request, most)
    if kind == FORM:
        return Sent(pairs + read_pairs(body))
    name = "query" if kind == QUERY else "update"
    try:
        return Sent((*(pair for pair in pairs if pair[0] not in ("query", "update")), (name, body.decode())))
    except UnicodeDecodeError as error:
        raise Refused(400, f"the {name} is not UTF-8 at byte {error.start}") from error


def media_type(request: Request) -> tuple[str, str]:
    """Media type and charset of the body, in small letters."""
    kind, _, rest = request.headers.get("content-type", "").lower().partition(";")
    return kind.strip(), rest.partition("charset=")[2].partition(";")[0].strip(" \"'") or "utf-8"


async def read_body(request: Request, most: int = MAX_BODY) -> bytes:
    """The whole body, of at most so many bytes; TooLarge, or Refused where it is too slow or is packed."""
    if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise Refused(415, "send the body as it is, not packed")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SLOW):
            async for part in request.stream():
                parts.append(part)
                size += len(part)
                if size > most:
                    raise TooLarge(f"the request has more than {most >> 20} MB: shorten it, or send it in parts")
    except TimeoutError:
        raise Refused(408, f"the request did not come in within {SLOW:g} seconds", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Refused(400, "the request ended too early") from None
    return b"".join(parts)


def read_pairs(encoded: bytes) -> tuple[tuple[str, str], ...]:
    """The parameters of a query string or a form, decoded once."""
    try:
        pairs = parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise Refused(400, "the parameters are not UTF-8, written as %XX") from error
    except ValueError as error:
        raise Refused(400, f"the request has more than {MAX_PARAMETERS:,} parameters") from error
    return tuple(pairs)
