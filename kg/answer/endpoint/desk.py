"""What all handlers share: the gate, the answers, the addresses, and the hands that write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from kg.answer.endpoint import negotiation
from kg.answer.endpoint.access import Audit, Gate
from kg.answer.endpoint.answers import Answers, fits
from kg.answer.endpoint.description import describe
from kg.answer.endpoint.problems import Refused
from kg.answer.saved import SavedQuery
from kg.exchange import Payload, Update


class Hands(Protocol):
    """Whoever writes to the store for others."""

    async def update(self, update: Update) -> None: ...
    async def put(self, payload: Payload) -> bool: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """How the endpoint shows itself."""

    base: str
    """What the IRIs of the graph's things begin with."""
    public_url: str = ""
    """The address by which others know it, where a proxy stands before it."""
    origins: tuple[str, ...] = ()
    """Origins whose pages may read it; `*` for all."""
    hosts: tuple[str, ...] = ()
    """Names by which it may be asked; none: any."""
    cors_local: bool = True
    """Whether pages of this machine may read it."""
    deadline: float = 30.0
    """Seconds that a query may take, for people to know."""


@dataclass(frozen=True, slots=True)
class Writing:
    """The right to write, for one request."""

    hands: Hands
    audit: Audit
    client: str
    address: str

    @contextmanager
    def audited(self, what: str, text: str = "") -> Iterator[None]:
        """Put on record what is written, and how it went."""
        told = {"text": text[:2000]} if text else {}
        with self.audit.noted(what, who=self.client, address=self.address, **told):
            yield


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a handler needs."""

    settings: Settings
    answers: Answers
    gate: Gate
    audit: Audit
    hands: Hands | None
    """None where the endpoint only reads."""
    questions: Mapping[str, SavedQuery] = field(default_factory=dict)

    def address(self, request: Request, path: str) -> str:
        """Our own address of a path."""
        return (self.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")) + path

    def choose(self, request: Request, offers: Sequence[str], what: str) -> str:
        """The media type that the request likes best; Refused with 406 where it likes none."""
        accept = ",".join(request.headers.getlist("accept"))
        chosen = negotiation.choose(accept, offers)
        if chosen is None:
            raise Refused(406, f"{what} can be had as {', '.join(offers)}: ask for one of these")
        return chosen

    def writing(self, request: Request) -> Writing:
        """The right to write; Refused where nobody has it, or not this one."""
        if self.hands is None:
            raise Refused(403, "this endpoint is read-only: updates and changes of graphs are refused")
        client = self.gate.let_in(request, "write")
        return Writing(self.hands, self.audit, client, request.client.host if request.client else "unknown")

    async def describe(self, request: Request, client: str) -> Response:
        """What this service is and holds, in the vocabularies for that."""
        await self.answers.pool.freshen()
        offers = tuple(offer for offer in negotiation.GRAPHS if offer != negotiation.HTML)
        chosen = self.choose(request, offers, "the description")
        tag = f'W/"description-{self.answers.pool.generation}"'
        headers = {"Vary": "Accept", "ETag": tag, "Cache-Control": "no-cache"}
        if fits(request, tag):
            return Response(None, 304, headers)
        body = await describe(self, request, client, chosen)
        return Response(body, 200, headers, chosen)
