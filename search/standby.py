"""The embedded engine stands in while the cluster is away, slow, or has only half of the answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError

from search.cluster import Cluster, ClusterEngine
from search.embedded import EmbeddedEngine
from search.engine import WAITED, Found, Sum, Waited
from search.queries import Question

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds until a cluster that failed is asked again: the more often it failed in a row, the longer."""
AWAY = (ApiError, TransportError, TimeoutError)

T = TypeVar("T")


class Breaker:
    """Keeps questions from a cluster that failed, and lets one through after each pause to see whether it is back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the cluster is to be left alone. When a pause is over, the first who asks is let through and the others wait on."""
        if not self._failures:
            return False
        if self._now() < self._closed_until:
            return True
        self._closed_until = self._now() + self._pause
        return False

    def failed(self) -> None:
        self._failures += 1
        self._closed_until = self._now() + self._pause

    def answered(self) -> None:
        self._failures = 0

    @property
    def _pause(self) -> float:
        return PAUSES[min(self._failures, len(PAUSES)) - 1]


class WithStandby:
    """The cluster if it answers in time, the embedded engine otherwise."""

    def __init__(self, cluster: ClusterEngine, embedded: EmbeddedEngine, seconds: float, breaker: Breaker | None = None) -> None:
        self._cluster = cluster
        self._embedded = embedded
        self._seconds = seconds
        self._breaker = breaker or Breaker()

    async def find(self, question: Question) -> Found:
        found = await self._tried(lambda: self._cluster.find(question))
        return found or await self._embedded.find(question)

    async def sums(self, question: Question, by: tuple[str, ...]) -> AsyncIterator[Sum]:
        """All sums of one engine: one that fails half-way has told none."""

        async def collect() -> list[Sum]:
            return [found async for found in self._cluster.sums(question, by)]

        sums = await self._tried(collect)
        async for found in self._embedded.sums(question, by) if sums is None else _each(sums):
            yield found

    async def close(self) -> None:
        await self._cluster.close()

    async def _tried(self, ask: Callable[[], Awaitable[T]]) -> T | None:
        """The cluster's answer, or None if it has none in time: in what is left of the seconds of the one answer that it is asked for."""
        if not self._breaker.is_open:
            waited, began = WAITED.get() or Waited(), time.monotonic()
            try:
                answer = await asyncio.wait_for(ask(), self._seconds - waited.seconds)
            except AWAY:
                self._breaker.failed()
            else:
                self._breaker.answered()
                return answer
            finally:
                waited.seconds += time.monotonic() - began
        return None


def standing_by(cluster: Cluster, embedded: EmbeddedEngine) -> WithStandby:
    """A cluster's index of the release that the embedded engine has, with the embedded engine standing by."""
    engine = ClusterEngine(cluster.client(), cluster.release_alias(embedded.fingerprint), embedded)
    return WithStandby(engine, embedded, cluster.seconds)


async def _each(sums: list[Sum]) -> AsyncIterator[Sum]:
    for found in sums:
        yield found
