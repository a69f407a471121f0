"""A load generator that costs little itself: closed-loop HTTP/1.1 connections on uvloop, answers counted, and searched for errors only."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

import uvloop

CONNECTIONS = 8
LAST_CHUNK = b"\r\n0\r\n\r\n"


@dataclass(frozen=True)
class Request:
    """Where to connect, and the bytes to send again and again."""

    port: int
    raw: bytes

    @classmethod
    def get(cls, port: int, target: str) -> Request:
        return cls(port, f"GET {target} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())

    @classmethod
    def post(cls, port: int, body: bytes, token: str = "") -> Request:
        authorization = f"authorization: Bearer {token}\r\n" if token else ""
        head = f"POST /graphql HTTP/1.1\r\nhost: localhost\r\n{authorization}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        return cls(port, head.encode() + body)


@dataclass(frozen=True)
class Measured:
    requests_per_second: float
    seconds: list[float]  # of each request

    @property
    def median_ms(self) -> float:
        return median(self.seconds) * 1000

    @property
    def p99_ms(self) -> float:
        return quantiles(self.seconds, n=100)[98] * 1000


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the answer to the last one is there in full: so many bytes as its head says, or up to its last chunk."""

    def __init__(self, requests: Iterator[bytes], until: float, done: asyncio.Future[None]) -> None:
        self._requests, self._until, self._done = requests, until, done
        self._body, self._end = bytearray(), b""
        self.seconds: list[float] = []

    def connection_made(self, transport: Any) -> None:  # uvloop's are no subclass of asyncio's
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._missing, self._is_chunked = -1, False
        self._body.clear()
        self._began = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        assert b'"errors":' not in data, data[:2000]  # quick to give, and no answer
        self._end = (self._end + data)[-len(LAST_CHUNK) :]
        if self._missing < 0:
            self._body += data
            if (end := self._body.find(b"\r\n\r\n")) < 0:
                return
            self._read_head(end)
        else:
            self._missing -= len(data)
        if self._is_chunked:
            self._missing = int(self._end != LAST_CHUNK)
        if self._missing == 0:
            now = time.perf_counter()
            self.seconds.append(now - self._began)
            self._send() if now < self._until else self._transport.close()

    def _read_head(self, end: int) -> None:
        head = bytes(self._body[:end]).lower()
        assert head.startswith(b"http/1.1 200"), head
        self._is_chunked = b"transfer-encoding: chunked" in head
        length = head.partition(b"content-length:")[2].split(b"\r\n")[0]
        self._missing = int(length or 0) - (len(self._body) - end - 4)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done.done():
            return
        self._done.set_exception(exc or ConnectionError("the server closed the connection")) if self._missing else self._done.set_result(None)


def measure(requests: Sequence[Request], seconds: float, connections: int = CONNECTIONS) -> Measured:
    """Ask these requests in turn, over several connections, for a while."""
    return uvloop.run(_measure(requests, seconds, connections))


async def _measure(requests: Sequence[Request], seconds: float, connections: int) -> Measured:
    loop, began = asyncio.get_running_loop(), time.perf_counter()
    raw = itertools.cycle([request.raw for request in requests])
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(connections)]
    made = [
        await loop.create_connection(lambda end=end: _Connection(raw, began + seconds, end), "127.0.0.1", requests[0].port)  # type: ignore[misc]
        for end in ends
    ]
    await asyncio.gather(*ends)
    times = [second for _, connection in made for second in connection.seconds]
    return Measured(len(times) / (time.perf_counter() - began), times)
