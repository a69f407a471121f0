"""Answers that go on: subscriptions as server-sent events (GraphQL over SSE, distinct connections), and how many may be open."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

from schema.serving.caching import Headers
from schema.serving.errors import RequestError

EVENT_STREAM = "text/event-stream"
MOST_STREAMS = 2_000  # of one process
MOST_STREAMS_A_PERSON = 20
MOST_SOCKETS_A_PERSON = 10
NEXT, COMPLETE, BEAT = b"event: next\ndata: ", b"event: complete\ndata:\n\n", b":\n\n"


def event(answer: bytes) -> bytes:
    """An answer as one event; a line break between its values begins a new line of data."""
    return NEXT + answer.replace(b"\n", b"\ndata: ") + b"\n\n"


def answer_of(text: bytes) -> bytes:
    """The answer that an event holds."""
    return text.removeprefix(NEXT).removesuffix(b"\n\n").replace(b"\ndata: ", b"\n")


class Places:
    """How many things of a kind are open in this process, and how many of one person."""

    def __init__(self, most: int, most_a_person: int) -> None:
        self._most, self._most_a_person = most, most_a_person
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        return self._taken.total()

    @contextmanager
    def take(self, person: str) -> Iterator[None]:
        """A place while something is open, or RequestError (STREAM_LIMIT)."""
        if self.taken >= self._most:
            raise RequestError("too many streams are open here: try again later", "STREAM_LIMIT", 503, counted=self.taken, allowed=self._most)
        if self._taken[person] >= self._most_a_person:
            counted, allowed = self._taken[person], self._most_a_person
            raise RequestError("you have too many streams open: close one", "STREAM_LIMIT", 429, counted=counted, allowed=allowed)
        self._taken[person] += 1
        try:
            yield
        finally:
            self._taken[person] -= 1
            if not self._taken[person]:
                del self._taken[person]


class Streams:
    """The open streams of this process; all end when it stops."""

    def __init__(self) -> None:
        self.places = Places(MOST_STREAMS, MOST_STREAMS_A_PERSON)
        self.stopping = asyncio.Event()

    async def send(self, receive: Any, send: Any, answers: AsyncIterator[bytes], headers: Headers) -> None:
        """Send events until there are no more, the client goes away or the service stops (then without `complete`: he may ask again)."""
        media = (b"content-type", f"{EVENT_STREAM}; charset=utf-8".encode())
        unbuffered = (b"x-accel-buffering", b"no")  # for the proxies that would wait for the end
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, media, unbuffered]})
        await until_first(_send_all(send, answers), _client_is_gone(receive), self.stopping.wait())
        await send({"type": "http.response.body", "body": b""})


async def until_first(work: Coroutine[Any, Any, None], *ends: Coroutine[Any, Any, Any]) -> None:
    """Do some work until it is done or one of its ends has come, whichever is first."""
    tasks = [asyncio.create_task(one) for one in (work, *ends)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if not tasks[0].cancelled():
        tasks[0].result()


async def _send_all(send: Any, answers: AsyncIterator[bytes]) -> None:
    async with aclosing(answers) as events:  # type: ignore[type-var]
        async for one in events:
            await send({"type": "http.response.body", "body": one, "more_body": True})
    await send({"type": "http.response.body", "body": COMPLETE, "more_body": True})


async def _client_is_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
