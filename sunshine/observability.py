"""What is told of each request when it is over: middleware around `/graphql` that hands it to logs, metrics and traces."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

import orjson

from databases.connections import RAN, Ran
from schema.serving.record import KEY, Record

REQUEST_ID = re.compile(rb"[0-9A-Za-z._-]{1,64}")
UNEXPECTED = orjson.dumps({"errors": [{"message": "something went wrong here; it is noted", "extensions": {"code": "INTERNAL_ERROR"}}]})
ABORTED = 499  # no answer was begun: the client went away
log = logging.getLogger(__name__)


class Request(NamedTuple):
    """A request that is over. `at` is its beginning in Unix nanoseconds; all others are readings of `time.perf_counter_ns`."""

    id: str
    record: Record
    status: int
    ran: Sequence[Ran]
    headers: Iterable[tuple[bytes, bytes]]
    at: int
    began: int
    ended: int

    @property
    def seconds(self) -> float:
        return (self.ended - self.began) / 1e9


Listener = Callable[[Request], None]


class Observed:
    """ASGI middleware: gives each request an id, answers what nobody expected, and tells each of `listeners` at the end."""

    def __init__(self, app: Any, listeners: Sequence[Listener]) -> None:
        self._app, self._listeners = app, listeners

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        at, began = time.time_ns(), time.perf_counter_ns()
        record, answer = Record(), _Answer(send, _request_id(scope["headers"]))
        scope[KEY] = record
        ran: list[Ran] = []
        RAN.set(ran)
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            log.exception("request %s failed", answer.id)
            record.codes.append("INTERNAL_ERROR")
            await answer.fail()
        finally:
            request = Request(answer.id, record, answer.status, ran, scope["headers"], at, began, time.perf_counter_ns())
            for listener in self._listeners:
                listener(request)


class _Answer:
    """The answer on its way out: its status is noted and its request's id added."""

    def __init__(self, send: Any, id_: str) -> None:
        self._send, self.id, self.status = send, id_, ABORTED

    def send(self, message: Any) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", self.id.encode())]
        sent: Awaitable[None] = self._send(message)
        return sent

    async def fail(self) -> None:
        if self.status == ABORTED:
            await self.send({"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"application/json; charset=utf-8")]})
            await self.send({"type": "http.response.body", "body": UNEXPECTED})


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id that the client or the proxy gave, if it is one; a new one otherwise."""
    for name, value in headers:
        if name == b"x-request-id":
            return value.decode() if REQUEST_ID.fullmatch(value) else os.urandom(8).hex()
    return os.urandom(8).hex()
