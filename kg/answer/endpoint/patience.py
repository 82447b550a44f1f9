"""Connections that take their time: how long a client may take for its request, and for taking in the answer."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 15.0
"""Seconds for the head of a request, from its first byte or the connection's beginning."""
STALLED = 30.0
"""Seconds without a byte taken, while an answer waits to be sent."""


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, but no connection is held open by a client that does nothing."""

    _head: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client has come: it has so long to ask."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Bytes came: the head is whole once there is somebody who answers it."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._cancel_head()
        elif self._head is None:
            self._await_head()

    def on_response_complete(self) -> None:
        """Answered: the next request has its own time."""
        super().on_response_complete()
        self._cancel_head()

    def pause_writing(self) -> None:
        """The client takes in more slowly than we send, or not at all."""
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self) -> None:
        """It goes on."""
        super().resume_writing()
        self._cancel_stalled()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._cancel_head()
        self._cancel_stalled()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head = self.loop.call_later(HEAD, self.transport.abort)

    def _cancel_head(self) -> None:
        if self._head:
            self._head.cancel()
            self._head = None

    def _cancel_stalled(self) -> None:
        if self._stalled:
            self._stalled.cancel()
            self._stalled = None
