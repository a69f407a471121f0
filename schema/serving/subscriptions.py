"""Subscriptions: a question that is asked again whenever what it watches changed; `streams.py` sends its answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from graphql import DocumentNode, OperationDefinitionNode

from policies.subjects import PUBLIC, Subject
from resolvers.import_runs import LostImportError, Watch, Watches
from resolvers.plan import Single, bound
from resolvers.reads import TOO_LONG
from resolvers.selections import Question
from resolvers.spreadsheets.telling import SILENT_SECONDS
from schema.serving.answering import Answering, charge
from schema.serving.answers import MISTAKES_OF_THE_CLIENT, refusal
from schema.serving.askers import Askers
from schema.serving.caching import Sent, header
from schema.serving.errors import RequestError
from schema.serving.record import Record
from schema.serving.requests import Asked
from schema.serving.streams import BEAT, EVENT_STREAM, event


@dataclass(frozen=True)
class Subscription:
    """A subscription that was found right: what is asked, by whom (looked up anew for each answer), and of which object."""

    asked: Asked
    person: str
    authorization: str
    question: Question
    plan: Single
    record: Record


@dataclass(frozen=True)
class Subscriptions:
    """Plans subscriptions and answers them as long as they last. An answer may take `most_seconds`; somebody who waits is
    heard of and looked up anew every `beat_seconds`."""

    answering: Answering
    askers: Askers
    watches: Watches
    most_seconds: float
    beat_seconds: float

    def begin(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, subject: Subject, sent: Sent, record: Record
    ) -> Subscription:
        """What a subscription asks, planned; nothing is run yet."""
        if EVENT_STREAM not in header(sent, b"accept"):
            raise RequestError(f"subscriptions are answered as {EVENT_STREAM}, or over a WebSocket", "OPERATION_NOT_SUPPORTED")
        if subject is PUBLIC:
            raise RequestError("sign in to subscribe", "UNAUTHENTICATED", 401)
        question = self.answering.question(document, operation, asked.variables)
        with MISTAKES_OF_THE_CLIENT:
            roots = question.roots()
            if len(roots) != 1:
                raise RequestError("a subscription asks for one thing", "BAD_USER_INPUT")
            ((key, nodes),) = roots.items()
            plan = question.watched(key, nodes, "ImportRun")
        return Subscription(asked, subject.number, header(sent, b"authorization"), question, plan, record)

    async def events(self, subscription: Subscription) -> AsyncIterator[bytes]:
        """Every answer as an event; last of all the mistake that ended them, if one did."""
        try:
            async for answer in self._answers(subscription):
                yield event(answer) if answer else BEAT
        except RequestError as error:
            subscription.record.codes.append(error.code)
            yield event(refusal(error))

    async def _answers(self, subscription: Subscription) -> AsyncIterator[bytes]:
        """The answer of now and of every change, and an empty one at each beat; whoever asks is looked up anew for each."""
        async with self.watches.of(subscription.question.values[bound(subscription.plan.number, "id")]) as watch:
            is_last = False
            while not is_last:
                is_over = watch.is_over
                text, is_missing = await self._answer_of_now(subscription)
                yield text
                is_last = is_over or is_missing
                while not is_last and not await _is_changed(watch, self.beat_seconds):
                    await self.askers.registered(subscription.authorization)
                    yield b""

    async def _answer_of_now(self, subscription: Subscription) -> tuple[bytes, bool]:
        """What a subscription answers at this moment, and whether there is nothing (any more) that the asker may see."""
        answering, question, record = self.answering, subscription.question, subscription.record
        try:
            async with asyncio.timeout(self.most_seconds):
                subject = await self.askers.registered(subscription.authorization)
                cost = charge(question.objects, 0, record)
                answering.charge_compiling(subject, [subscription.plan], record)
                (answer,) = await answering.reads.answer(subject, [subscription.plan], question.values)
        except TimeoutError:
            raise RequestError(TOO_LONG, "TIMEOUT", 504) from None
        return answering.recorded(subscription.asked, subject, [answer], cost, record), answer.text == b"null"


async def _is_changed(watch: Watch, seconds: float) -> bool:
    try:
        return await watch.changed(seconds)
    except LostImportError:
        message = f"the import has said nothing for {SILENT_SECONDS} s: it was stopped or lost; bring the file in again, that is safe"
        raise RequestError(message, "IMPORT_LOST") from None
