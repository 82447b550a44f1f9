"""Errors as RFC 9457 has them: a status, a title, what went wrong, and where in the query."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.answer.endpoint import negotiation
from kg.answer.endpoint.pages import problem_page
from kg.errors import (
    BadQuery,
    Busy,
    Forbidden,
    KgError,
    NotThere,
    QueryTimeout,
    StoreError,
    StoreInUse,
    TooLarge,
    UnknownName,
)

MEDIA_TYPE = "application/problem+json"
AGAIN = 5
"""Seconds after which it is worth while to ask again."""

_STATUS: tuple[tuple[type[KgError], int], ...] = (
    (UnknownName, 404),
    (NotThere, 404),
    (Forbidden, 403),
    (BadQuery, 400),
    (TooLarge, 413),
    (QueryTimeout, 504),
    (Busy, 503),
    (StoreInUse, 503),
    (StoreError, 507),
)
_PLACE = re.compile(r"line (\d+), column (\d+)")


class Refused(HTTPException):
    """A request that is answered with a status and words."""


def problem(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The answer that tells of an error: JSON for programs, a page for people."""
    title = HTTPStatus(status).phrase
    accept = ",".join(request.headers.getlist("accept"))
    more = {"Vary": "Accept", "Cache-Control": "no-store", **(headers or {})}
    if negotiation.choose(accept, (MEDIA_TYPE, negotiation.HTML)) == negotiation.HTML:
        return HTMLResponse(problem_page(title, detail), status, more)
    told: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    place = _PLACE.search(detail)
    if place:
        told |= {"line": int(place[1]), "column": int(place[2])}
    body = json.dumps(told, ensure_ascii=False) + "\n"
    return Response(body, status, more, MEDIA_TYPE)


async def tell(request: Request, error: Exception) -> Response:
    """What to answer where a handler raised; nothing of how we are built is in it."""
    if isinstance(error, HTTPException):
        headers = dict(error.headers or {})
        words = error.detail
        if error.status_code == 405:
            words = f"this address takes {headers.get('Allow', 'other methods')}"
        elif error.status_code == 404 and words == HTTPStatus(404).phrase:
            words = "there is nothing at this address: / says what is here"
        return problem(request, error.status_code, words, headers)
    status = next((number for kind, number in _STATUS if isinstance(error, kind)), 500)
    if status == 500:
        return problem(request, 500, "something broke here, and the server's log says what")
    if status == 507:
        return problem(request, 507, "the store cannot be read or written at the moment: its operator can see why")
    return problem(request, status, str(error), {"Retry-After": str(AGAIN)} if status == 503 else None)
