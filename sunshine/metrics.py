"""Metrics for Prometheus, on a port of their own: few labels, none of them chosen by a client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import asyncpg
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from databases import outbox
from databases.connections import DATABASES, DatabaseUnavailableError
from resolvers.reads import Reads
from schema.serving.streams import Streams
from sunshine.following import load_standings
from sunshine.observability import Request
from sunshine.prometheus import SEARCHES, serve
from sunshine.sequencer import load_lag
from sunshine.webhooks import Telling

PAUSE_SECONDS = 15.0
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """What is counted in this process."""

    def __init__(self, reads: Reads, streams: Streams, telling: Telling) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        own = {"registry": self.registry}
        self._requests = Counter("sunshine_requests", "Requests by tier and by their first error's code", ["tier", "code"], **own)  # type: ignore[arg-type]
        self._seconds = Histogram("sunshine_request_seconds", "Durations of requests", buckets=BUCKETS, **own)  # type: ignore[arg-type]
        self._points = Counter("sunshine_points", "Points that requests cost", ["tier"], **own)  # type: ignore[arg-type]
        self._searches = Counter("sunshine_searches", SEARCHES, ["engine", "stood_in"], **own)  # type: ignore[arg-type]
        trips = "Round trips to a database, the wait for a connection included"
        self._trips = Histogram("sunshine_database_seconds", trips, ["database", "kind"], buckets=BUCKETS, **own)  # type: ignore[arg-type]
        self._lag = Gauge("sunshine_sequencer_lag_seconds", "Age of the oldest event without a place in the log", ["database"], **own)  # type: ignore[arg-type]
        kept = "Messages in the outbox that wait, or that nobody tries any more (`sunshine outbox`)"
        self._outbox = Gauge("sunshine_outbox", kept, ["channel", "state"], **own)  # type: ignore[arg-type]
        left = "Events that a follower has not looked at yet"
        self._behind = Gauge("sunshine_follower_behind", left, ["follower"], **own)  # type: ignore[arg-type]
        self._failures = Gauge("sunshine_follower_failures", "How often a follower failed on the next event", ["follower"], **own)  # type: ignore[arg-type]
        Gauge("sunshine_streams", "Subscriptions that are open", **own).set_function(lambda: streams.places.taken)  # type: ignore[arg-type]
        webhooks = Gauge("sunshine_webhooks", "Webhooks that are told of events, and logs of which one did not take the next", ["state"], **own)  # type: ignore[arg-type]
        webhooks.labels("subscribed").set_function(lambda: telling.subscribed)
        webhooks.labels("failing").set_function(lambda: len(telling.failing))
        in_use = Gauge("sunshine_pool_in_use", "Connections at work", ["database"], **own)  # type: ignore[arg-type]
        for name in DATABASES:
            in_use.labels(name).set_function(lambda name=name: reads.in_use(name))  # type: ignore[misc]

    def count(self, request: Request) -> None:
        """One request that is over."""
        record = request.record
        self._requests.labels(record.tier, record.codes[0] if record.codes else "OK").inc()
        if not record.is_stream:
            self._seconds.observe(request.seconds)
        self._points.labels(record.tier).inc(record.cost)
        for engine, stood_in in record.searches:
            self._searches.labels(engine, str(stood_in).lower()).inc()
        for ran in request.ran:
            self._trips.labels(ran.database, ran.kind).observe((ran.ended - ran.began) / 1e9)

    def serve(self, host: str, first_port: int, ports: int) -> Callable[[], None]:
        """Answer Prometheus on the first free one of some ports; gives what ends it."""
        return serve(self.registry, host, first_port, ports)

    async def keep_measuring(self, reads: Reads) -> NoReturn:
        """Read every now and then what no request tells."""
        while True:
            for name in DATABASES:
                with suppress(DatabaseUnavailableError, asyncpg.PostgresError):  # /ready tells it, and so do the codes of requests
                    self._lag.labels(name).set((await load_lag(reads, name)).seconds)
                    for one in await load_standings(reads, name):
                        self._behind.labels(one.name).set(one.behind)
                        self._failures.labels(one.name).set(one.failures)
            with suppress(DatabaseUnavailableError, asyncpg.PostgresError):
                await self._measure_outbox(reads)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _measure_outbox(self, reads: Reads) -> None:
        for row in await reads.fetch("forces", outbox.BACKLOG):
            for state in ("waiting", "given_up"):
                self._outbox.labels(row["channel"], state).set(row[state])
