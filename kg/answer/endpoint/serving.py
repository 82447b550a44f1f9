"""Running the endpoint: a port, a server on it, and a clean end."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import FrameType
from typing import Protocol
from urllib.parse import urlsplit

import uvicorn

from kg.answer.endpoint.application import application
from kg.answer.endpoint.desk import Desk
from kg.answer.endpoint.patience import PatientProtocol
from kg.errors import KgError

GRACE = 10.0
"""Seconds for queries under way when the server is told to stop; then those who asked are told."""
MOST = 512
"""Connections at once."""


class Closing(Protocol):
    """What is closed when the time for queries under way is over."""

    async def close(self) -> None: ...


def serve(
    hosted: AbstractAsyncContextManager[tuple[Desk, Closing]],
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Callable[[str], None] = lambda words: print(words, file=sys.stderr),
    log: bool = False,
) -> None:
    """Serve until interrupted (Ctrl-C, SIGTERM). `announce` gets the address, and a warning where all can reach it.

    Port 0 takes any that is free. Raises KgError where the port cannot be had, and what opening `hosted` raises.
    """
    listener = _listen(host, port)
    try:
        asyncio.run(_serve(hosted, listener, host, announce, log))
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def configured(desk: Desk, log: bool = False) -> uvicorn.Config:
    """How the server runs that answers for this desk."""
    return uvicorn.Config(
        application(desk, log),
        http=PatientProtocol,
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=bool(desk.settings.public_url),
        limit_concurrency=MOST,
        timeout_graceful_shutdown=round(GRACE) + 5,
        h11_max_incomplete_event_size=1 << 16,
    )


async def _serve(
    hosted: AbstractAsyncContextManager[tuple[Desk, Closing]],
    listener: socket.socket,
    host: str,
    announce: Callable[[str], None],
    log: bool,
) -> None:
    async with hosted as (desk, pool):
        shown = f"[{host}]" if ":" in host else host
        announce(f"SPARQL endpoint at http://{shown}:{listener.getsockname()[1]}/sparql; stop it with Ctrl-C")
        if not is_loopback(host):
            announce(
                f"warning: {host} can be reached from other machines, and what goes over the wire can be read there: "
                "put a proxy with TLS before it (docs/operation.md)"
            )
        await _run(_Server(configured(desk, log), pool), listener)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def names_of(host: str, public_url: str) -> tuple[str, ...]:
    """The names by which a server on this machine may be asked; KgError where the public address is none."""
    names = {"localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host}
    if public_url:
        parts = urlsplit(public_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise KgError(f"{public_url} is no address: write --public-url like https://kg.example.org")
        names.add(parts.hostname)
    return tuple(sorted(name.lower() for name in names))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError, OverflowError) as error:
        raise KgError(f"nothing can listen at {host}, port {port}: {error}") from error
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise KgError(f"nothing can listen at {host}, port {port} ({error}): choose another with --port") from error
    return listener


class _Server(uvicorn.Server):
    """A server that, told to stop, lets queries under way go on for a while, and then tells those who wait."""

    def __init__(self, config: uvicorn.Config, pool: Closing) -> None:
        super().__init__(config)
        self._pool = pool
        self._closing: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._closing is None:
            self._closing = asyncio.get_event_loop().create_task(self._close())

    async def _close(self) -> None:
        await asyncio.sleep(0 if self.force_exit else GRACE)
        await self._pool.close()


async def _run(server: _Server, listener: socket.socket) -> None:
    """Run until a signal. The server hands a signal on when it has shut down: here that is the normal end."""

    def stop(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    # asyncio's own handler of SIGINT would cancel us in the middle of closing.
    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        await server.serve(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        if server._closing:
            server._closing.cancel()
