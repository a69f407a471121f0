"""GraphQL over WebSocket (graphql-transport-ws): every operation takes the road of an HTTP request, several at a time over one connection.

So a socket has no rights, limits or logs of its own: it hands each `subscribe` to the HTTP application and translates the
answer. The older protocol (graphql-ws of subscriptions-transport-ws) is refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from policies.subjects import PUBLIC, Subject
from schema.serving.errors import RequestError
from schema.serving.limits import MOST_BYTES
from schema.serving.record import KEY
from schema.serving.streams import (
    BEAT,
    COMPLETE,
    EVENT_STREAM,
    MOST_SOCKETS_A_PERSON,
    MOST_STREAMS,
    MOST_STREAMS_A_PERSON,
    Places,
    Streams,
    answer_of,
    until_first,
)

PROTOCOL = "graphql-transport-ws"
QUIET_BEATS = 3  # without a word from the client
MOST_CHARACTERS_OF_ID = 100
NORMAL, TOO_BIG, RESTARTS, LATER = 1000, 1009, 1012, 1013  # of RFC 6455 and IANA; below those of the protocol
INVALID, UNAUTHORIZED, FORBIDDEN, TOO_SLOW, TAKEN, TWICE = 4400, 4401, 4403, 4408, 4409, 4429
OWN_HEADERS = (b"accept", b"authorization", b"content-type", b"content-length")
App = Callable[[Any, Any, Any], Awaitable[None]]
LookUp = Callable[[str], Awaitable[Subject]]


class ClosedError(Exception):
    """The connection is closed with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason[:100]  # the reason of a close frame has 123 bytes at most


@dataclass
class Sockets:
    """The ASGI application behind the WebSocket of `/graphql`."""

    operations: App
    look_up: LookUp
    streams: Streams
    beat_seconds: float
    places: Places = field(default_factory=lambda: Places(MOST_STREAMS, MOST_SOCKETS_A_PERSON))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()  # the handshake
        if PROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.close", "code": NORMAL})  # before it is accepted: the handshake is answered 403
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        connection = Connection(self, scope, receive, send)
        try:
            await until_first(connection.serve(), self.streams.stopping.wait())
            raise ClosedError(RESTARTS, "the service restarts: connect again")
        except ClosedError as closed:
            await send({"type": "websocket.close", "code": closed.code, "reason": closed.reason})
        except DisconnectedError:
            pass


class DisconnectedError(Exception):
    """The client is gone."""


@dataclass(eq=False)
class Connection:
    """One client's connection. `serve` ends by raising ClosedError or DisconnectedError, or by being cancelled."""

    sockets: Sockets
    scope: Any
    receive: Any
    send: Any
    authorization: bytes = b""
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    refused: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self) -> None:
        person = await self._person()
        try:
            with self.sockets.places.take(person):
                await self._tell({"type": "connection_ack"})
                await until_first(self._listen(), self.refused.wait())
                raise ClosedError(FORBIDDEN, "UNAUTHENTICATED: the token does not count any more: sign in again")
        except RequestError as error:
            raise _closing(error) from None
        finally:
            for task in self.running.values():
                task.cancel()
            await asyncio.gather(*self.running.values(), return_exceptions=True)

    async def _person(self) -> str:
        """The number of the person who connects: `connection_init` comes first, within a beat, with a token that counts."""
        try:
            async with asyncio.timeout(self.sockets.beat_seconds):
                message = await self._message()
        except TimeoutError:
            raise ClosedError(TOO_SLOW, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise ClosedError(UNAUTHORIZED, "Unauthorized")
        self.authorization = _authorization(message.get("payload"))
        try:
            subject = await self.sockets.look_up(self.authorization.decode("latin-1"))
        except RequestError as error:
            raise _closing(error) from None
        if subject is PUBLIC:
            raise ClosedError(FORBIDDEN, "UNAUTHENTICATED: send your token in connection_init, as Authorization: Bearer …")
        return subject.number

    async def _listen(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self.sockets.beat_seconds * QUIET_BEATS):
                    message = await self._message()
            except TimeoutError:
                raise ClosedError(NORMAL, "nothing was heard of you: connect again when you need to") from None
            await self._handle(message)

    async def _handle(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "subscribe":
                self._begin(_id(message), message.get("payload"))
            case "complete":
                if task := self.running.pop(_id(message), None):
                    task.cancel()
            case "ping":
                await self._tell({"type": "pong"})
            case "pong":
                pass
            case "connection_init":
                raise ClosedError(TWICE, "Too many initialisation requests")
            case _:
                raise ClosedError(INVALID, "this type of message is not known")

    def _begin(self, id_: str, payload: Any) -> None:
        if not isinstance(payload, dict):
            raise ClosedError(INVALID, "the payload of subscribe must be an object")
        if id_ in self.running:
            raise ClosedError(TAKEN, f"Subscriber for {id_} already exists")
        if len(self.running) >= MOST_STREAMS_A_PERSON:
            raise ClosedError(LATER, "STREAM_LIMIT: too many operations at a time")
        task = self.running[id_] = asyncio.create_task(self._operate(id_, orjson.dumps(payload)))
        task.add_done_callback(lambda _: self.free(id_) if self.running.get(id_) is task else None)

    def free(self, id_: str) -> None:
        """From now on the client may give another operation this id: it may as soon as it reads that this one is over."""
        self.running.pop(id_, None)

    async def _operate(self, id_: str, body: bytes) -> None:
        """Run one operation as an HTTP request, and tell what it answers."""
        scope, waiting = self._request(), [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop() if waiting else await asyncio.Event().wait()  # whoever stops an operation cancels it

        answer = _Answer(self, id_)
        await self.sockets.operations(scope, receive, answer.send)
        if "UNAUTHENTICATED" in scope[KEY].codes:
            self.refused.set()

    def _request(self) -> dict[str, Any]:
        """The HTTP request that an operation would have been, with the headers of the handshake."""
        headers = [(name, value) for name, value in self.scope["headers"] if name not in OWN_HEADERS]
        headers += [(b"accept", f"application/graphql-response+json, {EVENT_STREAM}".encode()), (b"content-type", b"application/json")]
        headers.append((b"authorization", self.authorization))
        kept = {name: value for name, value in self.scope.items() if name in ("asgi", "client", "path", "root_path", "server", "state")}
        return {**kept, "type": "http", "http_version": "1.1", "method": "POST", "query_string": b"", "headers": headers}

    async def _message(self) -> dict[str, Any]:
        """The next message, or ClosedError for one that is none of the protocol's."""
        received = await self.receive()
        if received["type"] != "websocket.receive":
            raise DisconnectedError
        text = received.get("text")
        if text is None:
            raise ClosedError(INVALID, "messages are text")
        if len(text) > MOST_BYTES or len(text.encode()) > MOST_BYTES:
            raise ClosedError(TOO_BIG, f"TOO_LARGE: a message has at most {MOST_BYTES} bytes")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise ClosedError(INVALID, "the message is not JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise ClosedError(INVALID, "a message is an object with a type")
        return message

    async def _tell(self, message: Mapping[str, Any]) -> None:
        await self.send({"type": "websocket.send", "text": orjson.dumps(message).decode()})

    async def tell_payload(self, type_: str, id_: str, payload: bytes) -> None:
        """A message whose payload is JSON already."""
        head = orjson.dumps({"id": id_, "type": type_}).decode()[:-1]
        await self.send({"type": "websocket.send", "text": f'{head},"payload":{payload.decode()}}}'})

    async def tell_complete(self, id_: str) -> None:
        self.free(id_)
        await self._tell({"id": id_, "type": "complete"})

    async def tell_beat(self) -> None:
        await self._tell({"type": "ping"})


@dataclass
class _Answer:
    """An HTTP answer on its way into a socket: events one by one, anything else as a whole."""

    connection: Connection
    id: str
    status: int = 0
    is_stream: bool = False
    body: bytes = b""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.is_stream = dict(message["headers"])[b"content-type"].startswith(EVENT_STREAM.encode())
        elif self.is_stream:
            await self._pass_on(message["body"])
        else:
            self.body += message["body"]
            if not message.get("more_body"):
                await self._tell_whole()

    async def _pass_on(self, text: bytes) -> None:
        if text == BEAT:
            await self.connection.tell_beat()
        elif text == COMPLETE:
            await self.connection.tell_complete(self.id)
        elif text:
            await self.connection.tell_payload("next", self.id, answer_of(text))

    async def _tell_whole(self) -> None:
        if self.status == 200:
            await self.connection.tell_payload("next", self.id, self.body)
            await self.connection.tell_complete(self.id)
        else:
            self.connection.free(self.id)
            await self.connection.tell_payload("error", self.id, orjson.dumps(orjson.loads(self.body)["errors"]))


def _closing(error: RequestError) -> ClosedError:
    """What a refusal means to a connection: try again later, or sign in."""
    return ClosedError(FORBIDDEN if error.status == 401 else LATER, f"{error.code}: {error}")


def _authorization(payload: Any) -> bytes:
    """The header in which the token would have come, by any spelling of its name."""
    found = payload if isinstance(payload, dict) else {}
    value = next((value for name, value in found.items() if name.lower() == "authorization"), "")
    return value.encode("latin-1", "replace") if isinstance(value, str) else b"?"


def _id(message: Mapping[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= MOST_CHARACTERS_OF_ID:
        raise ClosedError(INVALID, f"id must be a text of 1 to {MOST_CHARACTERS_OF_ID} characters")
    return id_
