"""Who may do what: tokens, of which the store keeps only digests, in a file that its owner alone can read.

A token is 256 bits of chance, so a plain SHA-256 of it can be kept: there is nothing to guess, as there is with a
password. The file is read again when it changes, so what is revoked is revoked at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kg.errors import BadData, KgError, UnknownName

FILE = "tokens.json"
RIGHTS = ("read", "write")
MARK = "isnad_"
"""What each token begins with, so that a search through files finds one that was left lying about."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token. Days and times are UTC."""

    name: str
    digest: str
    rights: tuple[str, ...]
    made: str
    until: str = ""

    def holds(self, now: datetime) -> bool:
        """Whether it has not run out."""
        return not self.until or now < datetime.fromisoformat(self.until)


class Tokens:
    """The tokens of the store in the folder `store`."""

    def __init__(self, store: Path) -> None:
        self.path = store / FILE
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def all(self) -> tuple[Token, ...]:
        """All of them, by name; BadData where the file is damaged."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            self._seen, self._tokens = None, ()
            return ()
        seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if seen != self._seen:
            self._tokens = self._read()
            self._seen = seen
        return self._tokens

    def find(self, secret: str) -> Token | None:
        """The token with this secret, if it still holds. Takes as long for a wrong one as for a right one."""
        digest = _digest(secret)
        found = None
        for token in self.all():
            if hmac.compare_digest(token.digest, digest):
                found = token
        return found if found and found.holds(datetime.now(UTC)) else None

    def add(self, name: str, rights: Sequence[str], days: int | None = None) -> str:
        """Make a token and give its secret, which is kept nowhere; KgError where the name is taken."""
        secret = MARK + secrets.token_urlsafe(32)
        now = datetime.now(UTC).replace(microsecond=0)
        until = (now + timedelta(days=days)).isoformat() if days is not None else ""
        with self._locked():
            if any(token.name == name for token in self.all()):
                raise KgError(f"there is a token {name!r} already: revoke it first, or choose another name")
            fresh = Token(name, _digest(secret), tuple(sorted(set(rights))), now.isoformat(), until)
            self._write((*self.all(), fresh))
        return secret

    def revoke(self, name: str) -> None:
        """Take a token away; UnknownName where there is none of this name."""
        with self._locked():
            kept = tuple(token for token in self.all() if token.name != name)
            if len(kept) == len(self.all()):
                known = ", ".join(token.name for token in self.all()) or "none"
                raise UnknownName(f"there is no token {name!r}: there are {known}")
            self._write(kept)

    def _read(self) -> tuple[Token, ...]:
        try:
            rows = json.loads(self.path.read_text("utf-8"))["tokens"]
            tokens = tuple(Token(**(row | {"rights": tuple(row["rights"])})) for row in rows)
            for token in tokens:
                token.holds(datetime.now(UTC))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadData(f"{self.path} is damaged ({error!r}): remove it, and add the tokens anew") from error
        return tokens

    def _write(self, tokens: Sequence[Token]) -> None:
        rows = [asdict(token) for token in sorted(tokens, key=lambda token: token.name)]
        fresh = self.path.with_suffix(".new")
        try:
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                json.dump({"tokens": rows}, stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(self.path)
        except OSError as error:
            raise KgError(f"{self.path} cannot be written ({error.strerror}): make room, or see who owns it") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep others who add or revoke waiting."""
        try:
            handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise KgError(f"{self.path} cannot be written ({error.strerror}): see who owns it") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
