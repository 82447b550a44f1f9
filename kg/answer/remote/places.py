"""Where a remote graph is, and as whom we come: addresses on the command line, secrets only in the environment."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
    urlopen,
)

from kg.errors import RemoteError

UPDATE_URL, GRAPHS_URL = "KG_UPDATE_URL", "KG_GRAPH_STORE_URL"
USER, PASSWORD, TOKEN = "KG_REMOTE_USER", "KG_REMOTE_PASSWORD", "KG_REMOTE_TOKEN"


def looks_remote(text: str) -> bool:
    """Whether this is an address rather than a folder."""
    return text.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Place:
    """The addresses of a SPARQL 1.1 server, and what lets us in."""

    query: str
    update: str = ""
    """Where updates go; "" if nobody said."""
    graphs: str = ""
    """Where whole graphs go (graph store protocol); "" to write by updates alone."""
    user: str = ""
    password: str = ""
    token: str = ""

    @classmethod
    def of(cls, url: str, environment: Mapping[str, str] = os.environ) -> Place:
        """The place at `url`, with what the environment adds; RemoteError for what is no address."""
        place = cls(
            url,
            environment.get(UPDATE_URL, ""),
            environment.get(GRAPHS_URL, ""),
            environment.get(USER, ""),
            environment.get(PASSWORD, ""),
            environment.get(TOKEN, ""),
        )
        for name, given in (("", place.query), (UPDATE_URL, place.update), (GRAPHS_URL, place.graphs)):
            parts = urlsplit(given)
            if (given or not name) and (parts.scheme not in ("http", "https") or not parts.hostname):
                said = f"{name}: " if name else ""
                raise RemoteError(f"{said}{given} is no address of an endpoint: it must begin with http:// or https://")
            if parts.username or parts.password:
                raise RemoteError(f"{name or 'the address'} holds a password: set {USER} and {PASSWORD} instead")
        return place

    def headers(self) -> dict[str, str]:
        """The token or the password, sent without being asked."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if self.user:
            given = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            return {"Authorization": f"Basic {given}"}
        return {}


class SignedIn:
    """Opens addresses of a place as whom it says: with a digest of the password where the server wants one.

    Which it wants is asked before anything large is sent: some servers hang up on those whom they do not know yet.
    """

    def __init__(self, place: Place, timeout: float) -> None:
        self._place = place
        self._timeout = timeout
        self._challenges: dict[str, dict[str, str] | None] = {}
        passwords = HTTPPasswordMgrWithDefaultRealm()
        for address in {place.query, place.update, place.graphs} - {""}:
            passwords.add_password(None, address, place.user, place.password)
        self._digest = HTTPDigestAuthHandler(passwords)
        self._digest.add_parent(build_opener())

    def send(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send a request; HTTPError, URLError or OSError where it is not taken."""
        try:
            self._send(method, address, body, headers)
        except HTTPError as error:
            if error.code != 401 or not self._challenges.pop(_place(address), None):
                raise
            self._send(method, address, body, headers)  # what it asked before has run out

    def _send(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> None:
        request = Request(address, body, dict(headers), method=method)
        challenge = self._challenge(address)
        signed = self._digest.get_authorization(request, challenge) if challenge else None
        own = {"Authorization": f"Digest {signed}"} if signed else self._place.headers()
        for name, value in own.items():
            request.add_header(name, value)
        with urlopen(request, timeout=self._timeout) as response:
            response.read(1 << 16)

    def _challenge(self, address: str) -> dict[str, str] | None:
        """What a digest is to be made of, at this address; None where it wants none."""
        place = _place(address)
        if not self._place.user or self._place.token:
            return None
        if place not in self._challenges:
            self._challenges[place] = None
            try:
                urlopen(Request(address, headers={"User-Agent": "isnad"}), timeout=self._timeout).close()
            except HTTPError as error:
                scheme, _, told = error.headers.get("WWW-Authenticate", "").partition(" ")
                if scheme.lower() == "digest":
                    self._challenges[place] = parse_keqv_list(parse_http_list(told))
        return self._challenges[place]


def _place(address: str) -> str:
    return address.partition("?")[0]
