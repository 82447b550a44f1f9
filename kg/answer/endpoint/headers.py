"""What every answer says, and who is not answered: other origins' pages, and names that are not ours.

A graph on somebody's own machine is nobody else's to look through: any page that is open in a browser there could ask
for it. So a page's origin must be allowed, and the name by which we are asked must be one that we have; else a page
could be served under a name that turns out to be this machine's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.answer.endpoint.pages import POLICY

LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?")
READING = "GET, HEAD, POST, OPTIONS"
_SENT = "Accept, Authorization, Content-Type, If-None-Match"
_SEEN = "ETag, Location, Retry-After"

FIXED = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
)


class Guarded:
    """The application behind it, with these headers, for these origins and under these names."""

    def __init__(self, app: ASGIApp, origins: Sequence[str], local: bool, hosts: Sequence[str]) -> None:
        self._app = app
        self._origins = frozenset(origin.rstrip("/") for origin in origins)
        self._local = local
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        more = [*FIXED, *self._cors(headers)]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *more]
            await send(message)

        if self._hosts and _name(headers.get("host", "")) not in self._hosts:
            words = "this server is not known by that name: ask it by its own, or start it with --public-url\n"
            await Response(words, 421, media_type="text/plain")(scope, receive, send_with_headers)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await Response(None, 204)(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _cors(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        origin = headers.get("origin", "")
        if not origin:
            return []
        known = origin in self._origins or (self._local and LOCAL.fullmatch(origin) is not None)
        if not known and "*" not in self._origins:
            return [(b"vary", b"Origin")]
        return [
            (b"vary", b"Origin"),
            (b"access-control-allow-origin", origin.encode("latin-1") if known else b"*"),
            (b"access-control-allow-methods", READING.encode()),
            (b"access-control-allow-headers", _SENT.encode()),
            (b"access-control-expose-headers", _SEEN.encode()),
            (b"access-control-max-age", b"3600"),
        ]


def _name(host: str) -> str:
    """The name without the port."""
    return re.sub(r":\d*\Z", "", host).lower()
