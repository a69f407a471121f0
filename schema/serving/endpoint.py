"""GraphQL over HTTP, as an ASGI application: who asks, what is asked, the answer's bytes.

Queries and mutations come by POST, queries by GET too; a subscription is answered as a stream of events (`streams.py`),
or over a WebSocket (`sockets.py`), which hands each operation to this application.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import OperationType

from open_data.in_force import InForce
from policies.profiles import Profiles
from policies.subjects import PUBLIC, Subject
from resolvers.changes.core import Changes
from resolvers.import_runs import Watches
from resolvers.reads import TOO_LONG, Reads
from resolvers.recording import Recorder
from schema.serving.answering import Answering
from schema.serving.answers import refusal, send_answer
from schema.serving.askers import Askers, registered
from schema.serving.caching import Sent, header, is_known, is_public_answer, private_headers, public_headers
from schema.serving.documents import Documents
from schema.serving.errors import RequestError
from schema.serving.mutations import Mutations
from schema.serving.queries import Queries
from schema.serving.rate import DOOR, RateLimiter, address_of
from schema.serving.reading import Reader
from schema.serving.record import KEY, Record
from schema.serving.requests import GRAPHQL_JSON, JSON, Asked, media_of, preferred, read_request
from schema.serving.streams import COMPLETE, EVENT_STREAM, Streams, event
from schema.serving.subscriptions import Subscription, Subscriptions
from schema.serving.time_limit import TimeLimit
from schema.tokens import Verifier

OWN_STATUS = (401, 405, 413, 415, 429, 503, 504)  # also for clients that know application/json only


@dataclass(frozen=True)
class Terms:
    """On which terms requests are answered. `max_age`: seconds for which caches may keep what is public;
    `proxy_header`: where a trusted proxy writes the client's address. `beat_seconds`: how often somebody who waits is heard of
    and looked up anew."""

    rate: RateLimiter
    documents: Documents
    most_seconds: float
    max_age: int
    proxy_header: str | None
    beat_seconds: float = 15.0


class GraphQLEndpoint:
    """The ASGI application behind `/graphql`."""

    def __init__(
        self,
        schema: strawberry.Schema,
        reads: Reads,
        changes: Changes,
        recorder: Recorder,
        profiles: Profiles,
        verifier: Verifier,
        terms: Terms,
        watches: Watches,
        streams: Streams,
        in_force: InForce,
    ) -> None:
        answering = Answering(schema._schema, reads, changes, recorder, in_force)
        self.askers = Askers(profiles, verifier)
        self._terms, self._streams = terms, streams
        self._reader, self._time_limit = Reader(schema._schema), TimeLimit(terms.most_seconds)
        self._queries, self._mutations = Queries(answering, schema), Mutations(answering, self.askers)
        self._subscriptions = Subscriptions(answering, self.askers, watches, terms.most_seconds, terms.beat_seconds)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sent: Sent = dict(reversed(scope["headers"]))  # the first one counts
        media = media_of(header(sent, b"accept"))
        record: Record = scope.get(KEY) or Record()
        try:
            answer, status = await self._in_time(scope, sent, receive, record), 200
            if isinstance(answer, Subscription):
                return await self._stream(answer, receive, send)
            body = answer
        except RequestError as error:
            record.codes.append(error.code)
            legacy = 400 if error.code == "BAD_REQUEST" else 200  # application/json: a well-formed request is answered, the errors tell
            status = error.status if media == GRAPHQL_JSON or error.status in OWN_STATUS else legacy
            body, media = refusal(error), JSON if media == EVENT_STREAM and status != 200 else media
        if media == EVENT_STREAM:
            body = event(body) + COMPLETE
        if not is_public_answer(scope["method"], status, record):
            await send_answer(send, status, media, body, private_headers(record))
        elif is_known(sent, more := public_headers(media, body, self._terms.max_age, record.is_worded)):
            await send_answer(send, 304, media, b"", more)
        else:
            await send_answer(send, status, media, body, more)

    async def _in_time(self, scope: Any, sent: Sent, receive: Any, record: Record) -> bytes | Subscription:
        """The whole of a request, from its first byte on, within its time."""
        try:
            return await self._time_limit.keep(self._received(scope, sent, receive, record))
        except TimeoutError:
            raise RequestError(TOO_LONG, "TIMEOUT", 504) from None

    async def _received(self, scope: Any, sent: Sent, receive: Any, record: Record) -> bytes | Subscription:
        """Every request costs something: one that is refused before it is known who asks costs the address that it comes from."""
        try:
            asked = await read_request(scope, sent, receive, self._terms.documents)
            subject = await self.askers.of(header(sent, b"authorization"))
        except RequestError:
            with suppress(RequestError):  # what is wrong with the request helps more than that its address has asked too much
                self._pay_at_the_door(PUBLIC, scope, record)
            raise
        record.is_asked_by(subject)
        self._pay_at_the_door(subject, scope, record)
        return await self._answer(asked, subject, sent, record)

    def _pay_at_the_door(self, subject: Subject, scope: Any, record: Record) -> None:
        record.purse = self._terms.rate.purse(subject, address_of(scope, self._terms.proxy_header))
        if record.purse:
            record.purse.take(DOOR)

    async def _answer(self, asked: Asked, subject: Subject, sent: Sent, record: Record) -> bytes | Subscription:
        record.query = asked.query
        document = self._reader.read(asked.query, record)
        operation = document.operation(asked.operation)
        record.operation = operation.name.value if operation.name else ""
        if operation.operation is OperationType.MUTATION:
            if asked.is_get:
                raise RequestError("queries are answered here, and mutations by POST", "OPERATION_NOT_SUPPORTED", 405)
            language = preferred(header(sent, b"accept-language"))
            return await self._mutations.answer(document.node, operation, asked, subject, language, record)
        registered(subject)
        if operation.operation is OperationType.SUBSCRIPTION:
            return self._subscriptions.begin(document.node, operation, asked, subject, sent, record)
        return await self._queries.answer(document.node, operation, asked, subject, sent, record)

    async def _stream(self, subscription: Subscription, receive: Any, send: Any) -> None:
        subscription.record.is_stream = True
        with self._streams.places.take(subscription.person):
            await self._streams.send(receive, send, self._subscriptions.events(subscription), private_headers(subscription.record))
