"""Running the endpoint: a port, a server on it, and a clean end."""

from __future__ import annotations

import ipaddress
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from types import FrameType

import uvicorn

from kg.answer.endpoint.pages import Question
from kg.answer.endpoint.protocol import Pool, application
from kg.errors import KgError

GRACE = 5  # seconds for answers on their way out when the server is told to stop


def serve(
    pool: Pool,
    questions: Mapping[str, Question],
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Callable[[str], None] = lambda words: print(words, file=sys.stderr),
) -> None:
    """Serve until interrupted (Ctrl-C, SIGTERM). `announce` gets the address, and a warning where all can reach it.

    Port 0 takes any that is free. Raises KgError where the port cannot be had.
    """
    listener = _listen(host, port)
    try:
        shown = f"[{host}]" if ":" in host else host
        announce(f"SPARQL endpoint at http://{shown}:{listener.getsockname()[1]}/sparql; stop it with Ctrl-C")
        if not is_loopback(host):
            announce(f"warning: {host} can be reached from other machines, and nobody is asked for a password")
        config = uvicorn.Config(
            application(pool, questions),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        _run(_Server(config, pool), listener)
    finally:
        listener.close()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


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
    """A server that, told to stop, stops the queries under way: they would hold it up until their deadline."""

    def __init__(self, config: uvicorn.Config, pool: Pool) -> None:
        super().__init__(config)
        self._pool = pool

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        threading.Thread(target=self._pool.close).start()


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run until a signal. The server hands a signal on when it has shut down: here that is the normal end."""

    def stop(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    main = threading.current_thread() is threading.main_thread()
    previous = signal.signal(signal.SIGTERM, stop) if main else None
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        if main:
            signal.signal(signal.SIGTERM, previous)
