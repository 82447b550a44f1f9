"""For whoever runs it: whether it is well, what it does, and a line for each request."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.answer.endpoint.answers import Answers
from kg.answer.endpoint.description import numbers
from kg.answer.endpoint.desk import Desk
from kg.errors import KgError

METRICS = "text/plain; version=0.0.4"
PLACES = ("sparql", "update", "graphs", "queries", "id", "ontology", "health", "metrics", "openapi.json")
"""The first parts of paths that are counted each for itself; all others together."""


class Metrics:
    """What is counted, in the form that Prometheus reads."""

    def __init__(self, answers: Answers) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "isnad_requests", "Requests that were answered", ("place", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "isnad_request_seconds", "Time until a request was answered", ("place",), registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
        )  # fmt: skip
        self.registry.register(_State(answers))

    def text(self) -> bytes:
        """All of it."""
        return generate_latest(self.registry)


class _State(Collector):
    """What stands in the pool and the cache when somebody looks."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def collect(self) -> Iterable[Metric]:
        """The values as they are now."""
        pool, cache = self._answers.pool, self._answers.cache
        yield GaugeMetricFamily("isnad_queries_running", "Queries that run", pool.running)
        yield GaugeMetricFamily("isnad_queries_waiting", "Queries that wait for a reader", pool.waiting)
        yield CounterMetricFamily("isnad_queries_stopped", "Queries stopped at a bound", pool.stopped)
        yield GaugeMetricFamily("isnad_store_generation", "Commits to the store that is served", pool.generation)
        yield CounterMetricFamily("isnad_cache_hits", "Answers from the cache", cache.hits)
        yield CounterMetricFamily("isnad_cache_misses", "Answers that were not there", cache.misses)


class Operation:
    """Answers requests at /health and /metrics."""

    def __init__(self, desk: Desk, metrics: Metrics) -> None:
        self._desk = desk
        self._metrics = metrics

    async def health(self, request: Request) -> Response:
        """Whether a query is answered; with counts for those who may read."""
        client = request.client.host if request.client else "unknown"
        try:
            told: dict[str, Any] = {"status": "ok", **await numbers(self._desk, request, client)}
        except KgError:
            return JSONResponse({"status": "busy"}, 503, headers={"Cache-Control": "no-store"})
        if self._desk.gate.private:
            told = {"status": "ok"}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    async def metrics(self, request: Request) -> Response:
        """Counters and times."""
        self._desk.gate.let_in(request, "read")
        return Response(self._metrics.text(), media_type=METRICS, headers={"Cache-Control": "no-store"})


class Counted:
    """The application behind it, with each request counted, and told in a line of JSON if `log` is set.

    Neither queries nor tokens are told: what somebody looks for is their own business.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, log: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        seen = {"status": 0, "bytes": 0}

        async def send_and_see(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            took = time.monotonic() - began
            place = scope["path"].strip("/").partition("/")[0]
            place = place if place in PLACES else "" if not place else "other"
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "DELETE") else "other"
            self._metrics.requests.labels(f"/{place}", method, str(seen["status"])).inc()
            self._metrics.seconds.labels(f"/{place}").observe(took)
            if self._log:
                _tell(scope, seen, took)


def _tell(scope: Scope, seen: dict[str, int], took: float) -> None:
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "client": scope["client"][0] if scope.get("client") else None,
        "method": scope["method"],
        "path": scope["path"],
        **seen,
        "seconds": round(took, 4),
    }
    print(json.dumps(line, ensure_ascii=True), file=sys.stderr, flush=True)
