"""The gate: who asks, whether they may, and a record of whoever wrote or was turned away."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from starlette.requests import Request

from kg.answer.endpoint.problems import Refused
from kg.answer.endpoint.tokens import Token, Tokens
from kg.errors import BadData, KgError, StoreError

FAILURES = 10
"""Wrong tokens from one address within `WINDOW` seconds, after which it has to wait."""
WINDOW = 60.0
ADDRESSES = 10_000
"""Addresses that are remembered for their failures."""
LOG = "audit.jsonl"
LOG_SIZE = 10 << 20
SCHEME = 'Bearer realm="isnad", Basic realm="isnad"'


class Audit:
    """One line of JSON for each write and each refusal, in a file that is turned over when it is large."""

    def __init__(self, store: Path) -> None:
        self._log = logging.Logger("audit", logging.INFO)
        try:
            handler = RotatingFileHandler(store / LOG, maxBytes=LOG_SIZE, backupCount=9, delay=True, encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{store / LOG} cannot be written: {error.strerror}") from error
        self._log.addHandler(handler)

    def note(self, what: str, **more: Any) -> None:
        """Write a line: when, what, and whatever else is told."""
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "what": what, **more}
        self._log.info("%s", json.dumps(line, ensure_ascii=False))

    @contextmanager
    def noted(self, what: str, **more: Any) -> Iterator[None]:
        """Write a line when it is done or has failed."""
        began = time.monotonic()
        outcome = "done"
        try:
            yield
        except BaseException as error:
            told = isinstance(error, KgError | Refused)
            outcome = f"refused: {error}"[:500] if told else f"broken off: {type(error).__name__}"
            raise
        finally:
            self.note(what, **more, outcome=outcome, seconds=round(time.monotonic() - began, 3))


class Gate:
    """Lets requests in. Without `private`, reading is for all; writing needs a token with that right, always."""

    def __init__(self, tokens: Tokens, audit: Audit, private: bool = False) -> None:
        self._tokens = tokens
        self._audit = audit
        self.private = private
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def let_in(self, request: Request, right: str) -> str:
        """Who asks: a token's name, or an address. Refused with 401, 403 or 429."""
        address = request.client.host if request.client else "unknown"
        secret = _secret(request)
        if secret is None:
            if right == "read" and not self.private:
                return address
            raise Refused(401, f"to {right} here needs a token", {"WWW-Authenticate": SCHEME})
        token = self._known(address, secret)
        if right not in token.rights:
            self._audit.note("turned away", who=token.name, address=address, right=right)
            raise Refused(403, f"this token does not give the right to {right}")
        return f"token {token.name}"

    def may_write(self, request: Request) -> bool:
        """Whether the request comes with a token that may write; Refused for a wrong one."""
        secret = _secret(request)
        address = request.client.host if request.client else "unknown"
        return secret is not None and "write" in self._known(address, secret).rights

    def _known(self, address: str, secret: str) -> Token:
        now = time.monotonic()
        failures = self._failures.get(address)
        while failures and now - failures[0] > WINDOW:
            failures.popleft()
        if failures and len(failures) >= FAILURES:
            wait = max(1, round(WINDOW - (now - failures[0])))
            raise Refused(429, f"too many wrong tokens: wait {wait} seconds", {"Retry-After": str(wait)})
        try:
            token = self._tokens.find(secret)
        except BadData as error:
            raise StoreError(str(error)) from error
        if token is None:
            self._failures.setdefault(address, deque()).append(now)
            self._failures.move_to_end(address)
            if len(self._failures) > ADDRESSES:
                self._failures.popitem(last=False)
            self._audit.note("wrong token", address=address)
            raise Refused(401, "this token is not known, or has run out", {"WWW-Authenticate": SCHEME})
        return token


def _secret(request: Request) -> str | None:
    """The token that came with a request, as a bearer or in place of a password."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return "" if scheme else None
