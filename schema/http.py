"""GraphQL over HTTP, as an ASGI application: who asks, what is asked, the answer's bytes.

Root fields that the databases hold are compiled and run by `resolvers.reads`; all others (introspection) are executed
by graphql-core. Both kinds may stand in one operation. Mutations come by POST alone and run one after the other.
A subscription is a question that is asked again whenever what it watches changed; `streams.py` sends its answers.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import asyncpg
import orjson
import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute,
    get_operation_ast,
    validate,
)
from graphql.execution.values import get_variable_values

from databases.connections import DatabaseUnavailableError
from open_data.in_force import InForce
from policies.profiles import Profiles, UnknownPersonError
from policies.subjects import PUBLIC, Subject
from resolvers.changes.core import Changes
from resolvers.estimating import reads_many
from resolvers.filters import BadInputError
from resolvers.import_runs import LostImportError, Watch, Watches
from resolvers.kept import Kept
from resolvers.plan import Plan, Single, bound
from resolvers.questions import Planned, Questions, dumped
from resolvers.reads import TOO_LONG, Answer, Failure, Reads
from resolvers.recording import Recorder
from resolvers.selections import MOST_OBJECTS, Question
from resolvers.spreadsheets.telling import SILENT_SECONDS
from schema.asking import Asking
from schema.caching import Headers, Sent, header, is_known, is_public_answer, private_headers, public_headers
from schema.changing import Payload, shortened
from schema.documents import Documents
from schema.errors import RequestError
from schema.introspection import Introspection
from schema.key_sets import IssuerUnavailableError
from schema.limits import INTROSPECTION, MOST_BYTES, check_document, check_roots, parse_document
from schema.query import compiled_fields
from schema.rate import COMPILED, DOOR, READ, REGISTRATION, REPORT, RESOLVED, VARIABLES, RateLimiter, address_of, estimated_points
from schema.record import KEY, Record
from schema.streams import BEAT, COMPLETE, EVENT_STREAM, Streams, event
from schema.time_limit import TimeLimit
from schema.tokens import InvalidTokenError, Verifier

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
OWN_STATUS = (401, 405, 413, 415, 429, 503, 504)  # also for clients that know application/json only
DEMANDED = {401: (b"www-authenticate", b"Bearer"), 405: (b"allow", b"GET, POST")}  # headers that RFC 9110 wants (15.5.2, 15.5.6)
ANONYMOUS = {"makeReport": REPORT}  # mutations that nobody needs to sign in for, and their points
# those of somebody who signed in and is not known yet
REGISTERING = dict.fromkeys(("registerDonor", "registerVolunteer", "registerRepresentative"), REGISTRATION)
log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """What a request asks."""

    query: str
    variables: Mapping[str, Any]
    operation: str | None
    is_get: bool


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
        self._schema: GraphQLSchema = schema._schema
        self._compiled = compiled_fields(schema)
        self._reads, self._changes, self._recorder, self._profiles, self._verifier = reads, changes, recorder, profiles, verifier
        self._terms, self._watches, self._streams, self._in_force = terms, watches, streams, in_force
        self._questions, self._time_limit = Questions(), TimeLimit(terms.most_seconds)
        self._introspection = Introspection(self._schema)
        self._documents: Kept[str, Document | RequestError] = Kept(1_000)

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
            body, media = _refusal(error), JSON if media == EVENT_STREAM and status != 200 else media
        if media == EVENT_STREAM:
            body = event(body) + COMPLETE
        if not is_public_answer(scope["method"], status, record):
            await _send(send, status, media, body, private_headers(record))
        elif is_known(sent, more := public_headers(media, body, self._terms.max_age, record.is_worded)):
            await _send(send, 304, media, b"", more)
        else:
            await _send(send, status, media, body, more)

    async def _in_time(self, scope: Any, sent: Sent, receive: Any, record: Record) -> bytes | Subscription:
        """The whole of a request, from its first byte on, within its time."""
        try:
            return await self._time_limit.keep(self._received(scope, sent, receive, record))
        except TimeoutError:
            raise RequestError(TOO_LONG, "TIMEOUT", 504) from None

    async def _received(self, scope: Any, sent: Sent, receive: Any, record: Record) -> bytes | Subscription:
        """Every request costs something: one that is refused before it is known who asks costs the address that it comes from."""
        try:
            asked = await _read_request(scope, sent, receive, self._terms.documents)
            subject = await self._asker(header(sent, b"authorization"))
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

    async def subject(self, authorization: str) -> Subject:
        """Who asks: nobody without a token; a token that does not count, or of somebody who is not registered, is an error, never nobody."""
        return _registered(await self._asker(authorization))

    async def _asker(self, authorization: str) -> Subject:
        """The same, with whoever is not registered: of him nothing is known but the number of his sign-in."""
        if not authorization:
            return PUBLIC
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise RequestError("send the token as: Authorization: Bearer …", "UNAUTHENTICATED", 401)
        try:
            number = await self._verifier.number(token.strip())
        except InvalidTokenError as error:
            raise RequestError(str(error), "UNAUTHENTICATED", 401) from None
        except IssuerUnavailableError:
            message = "your token cannot be checked now (its issuer does not answer); without a token what is public still answers"
            raise RequestError(message, "IDENTITY_UNAVAILABLE", 503) from None
        return self._profiles.fresh(number) or await self._known(self._profiles.of, number)

    async def _known(self, look_up: Callable[[str], Awaitable[Subject]], number: str) -> Subject:
        try:
            return await look_up(number)
        except UnknownPersonError:
            return Subject(number=number)
        except (DatabaseUnavailableError, asyncpg.QueryCanceledError):
            message = "who you are cannot be looked up now (the database forces does not answer); without a token what is public still answers"
            raise RequestError(message, "IDENTITY_UNAVAILABLE", 503) from None

    async def _answer(self, asked: Asked, subject: Subject, sent: Sent, record: Record) -> bytes | Subscription:
        record.query = asked.query
        document = self._document(asked.query, record)
        if isinstance(document, RequestError):
            raise document.with_traceback(None)  # it is kept and raised again: it must not gather tracebacks
        operation = document.operations.get(asked.operation)
        if operation is None:
            raise RequestError("name the operation to run in operationName", "OPERATION_RESOLUTION_FAILURE")
        record.operation = operation.name.value if operation.name else ""
        if operation.operation is OperationType.MUTATION:
            if asked.is_get:
                raise RequestError("queries are answered here, and mutations by POST", "OPERATION_NOT_SUPPORTED", 405)
            return await self._change(document.node, operation, asked, subject, preferred(header(sent, b"accept-language")), record)
        _registered(subject)
        if operation.operation is OperationType.SUBSCRIPTION:
            return self._subscribe(document.node, operation, asked, subject, sent, record)
        return await self._run(document.node, operation, asked, subject, sent, record)

    async def _run(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, subject: Subject, sent: Sent, record: Record
    ) -> bytes:
        with MISTAKES_OF_THE_CLIENT:
            planned = self._questions.plan(
                asked.query, asked.operation, asked.variables, lambda: self._planned(document, operation, asked.variables, record)
            )
        roots, plans = planned.roots, planned.plans
        cost = _charge(planned.objects, RESOLVED * (len(roots) - len(plans)), record)
        self._charge_compiling(subject, plans, record)
        if planned.many:
            cost["points"] += await self._charge_reading(subject, planned, record)
        answers = await self._reads.answer(subject, plans, planned.values)
        if len(answers) < len(roots):
            root = Asking(self._reads, self._changes, subject, preferred(header(sent, b"accept-language")), self._in_force, record)
            answers = await self._with_others(document, operation, asked, roots, answers, root)
        return self._recorded(asked, subject, answers, cost, record)

    async def _with_others(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        asked: Asked,
        roots: Mapping[str, list[FieldNode]],
        compiled: Sequence[Answer],
        root: Asking,
    ) -> list[Answer]:
        """The answers of all root fields in their order, with those that no plan answers."""
        answers = {answer.key: answer for answer in compiled}
        others = {key: nodes for key, nodes in roots.items() if key not in answers}
        about = {key: others.pop(key) for key, nodes in roots.items() if nodes[0].name.value in INTROSPECTION}
        if about:
            answers |= await self._introspected(document, operation, asked, about, root)
        if others:
            root.record.is_worded = True
            answers |= await self._execute(document, operation, asked.variables, others, root)
        return [answers[key] for key in roots]

    def _charge_compiling(self, subject: Subject, plans: Sequence[Plan], record: Record) -> None:
        """What must be made SQL of first has its price too, which whoever asks the same later does not pay."""
        if units := self._reads.compiling(subject, plans):
            record.spend(COMPILED * units)

    async def _charge_reading(self, subject: Subject, planned: Planned, record: Record) -> int:
        """Points for rows that are read and not shown: what the databases are thought to take beyond what is paid already."""
        points = estimated_points(await self._reads.estimated(subject, planned.many, planned.values), planned.objects)
        record.spend(points)
        return points

    async def _introspected(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, about: Mapping[str, list[FieldNode]], root: Asking
    ) -> Mapping[str, Answer]:
        """What is asked about the schema, which is the same for everybody: kept, and paid for by whoever asks it first."""
        key = (asked.query, asked.operation, repr(asked.variables))
        kept = self._introspection.answers.get(key)
        if kept is None:
            root.record.spend(self._introspection.points(document, about.values()))
            kept = self._introspection.answers.keep(key, await self._execute(document, operation, asked.variables, about, root))
        return kept

    def _planned(self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any], record: Record) -> Planned:
        record.spend(len(dumped(variables) or b"") // VARIABLES)
        question = self._question(document, operation, variables)
        roots = question.roots()
        check_roots(roots)
        plans = [question.plan(key, nodes) for key, nodes in roots.items() if nodes[0].name.value in self._compiled]
        turning = [cursor for cursor in question.cursors if cursor.variable]
        return Planned(roots, plans, question.values, question.objects, turning, [*filter(reads_many, plans)])

    def _subscribe(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, subject: Subject, sent: Sent, record: Record
    ) -> Subscription:
        """What a subscription asks, planned; nothing is run yet."""
        if EVENT_STREAM not in header(sent, b"accept"):
            raise RequestError(f"subscriptions are answered as {EVENT_STREAM}, or over a WebSocket", "OPERATION_NOT_SUPPORTED")
        if subject is PUBLIC:
            raise RequestError("sign in to subscribe", "UNAUTHENTICATED", 401)
        question = self._question(document, operation, asked.variables)
        with MISTAKES_OF_THE_CLIENT:
            roots = question.roots()
            if len(roots) != 1:
                raise BadInputError("a subscription asks for one thing")
            ((key, nodes),) = roots.items()
            plan = question.watched(key, nodes, "ImportRun")
        return Subscription(asked, subject.number, header(sent, b"authorization"), question, plan, record)

    async def _stream(self, asked: Subscription, receive: Any, send: Any) -> None:
        asked.record.is_stream = True
        with self._streams.places.take(asked.person):
            await self._streams.send(receive, send, self._events(asked), private_headers(asked.record))

    async def _events(self, asked: Subscription) -> AsyncIterator[bytes]:
        """Every answer as an event; last of all the mistake that ended them, if one did."""
        try:
            async for answer in self._answers(asked):
                yield event(answer) if answer else BEAT
        except RequestError as error:
            asked.record.codes.append(error.code)
            yield event(_refusal(error))

    async def _answers(self, asked: Subscription) -> AsyncIterator[bytes]:
        """The answer of now and of every change, and an empty one at each beat; whoever asks is looked up anew for each."""
        async with self._watches.of(asked.question.values[bound(asked.plan.number, "id")]) as watch:
            is_last = False
            while not is_last:
                is_over = watch.is_over
                text, is_missing = await self._answer_of_now(asked)
                yield text
                is_last = is_over or is_missing
                while not is_last and not await _is_changed(watch, self._terms.beat_seconds):
                    await self.subject(asked.authorization)
                    yield b""

    async def _answer_of_now(self, asked: Subscription) -> tuple[bytes, bool]:
        """What a subscription answers at this moment, and whether there is nothing (any more) that the asker may see."""
        try:
            async with asyncio.timeout(self._terms.most_seconds):
                subject = await self.subject(asked.authorization)
                cost = _charge(asked.question.objects, 0, asked.record)
                self._charge_compiling(subject, [asked.plan], asked.record)
                (answer,) = await self._reads.answer(subject, [asked.plan], asked.question.values)
        except TimeoutError:
            raise RequestError(TOO_LONG, "TIMEOUT", 504) from None
        return self._recorded(asked.asked, subject, [answer], cost, asked.record), answer.text == b"null"

    def _question(self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Question:
        coerced = get_variable_values(self._schema, operation.variable_definitions or (), dict(variables))
        if isinstance(coerced, list):
            raise RequestError("; ".join(_plain(error) for error in coerced), "BAD_USER_INPUT")
        return Question.of(self._schema, document, operation, coerced)

    async def _change(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, subject: Subject, language: str, record: Record
    ) -> bytes:
        """Mutations one after the other, each answered before the next begins."""
        question, short = self._question(document, operation, asked.variables), shortened(self._schema, document)
        with MISTAKES_OF_THE_CLIENT:
            roots = question.roots()
            check_roots(roots)
            names = [nodes[0].name.value for nodes in roots.values()]
            subject = await self._changing(subject, names)
            payloads = {key: Payload.of(question, key, nodes) for key, nodes in roots.items()}
        points = ANONYMOUS | REGISTERING
        cost = _charge(question.objects, sum(points.get(name, RESOLVED) for name in names), record)
        self._charge_compiling(subject, [plan for payload in payloads.values() for plan in payload.plans.values()], record)
        short_operation = get_operation_ast(short, asked.operation) or operation
        answers = []
        for place, (key, nodes) in enumerate(self._question(short, short_operation, asked.variables).roots().items()):
            subject = await self._changing(subject, names) if place else subject  # what came before may have ended his posts
            made = await self._execute(
                short, short_operation, asked.variables, {key: nodes}, Asking(self._reads, self._changes, subject, language, self._in_force, record)
            )
            if nodes[0].name.value in REGISTERING:
                subject = await self._changing(subject, names)  # as what he has registered just now
            await payloads[key].fill(self._reads, subject, made[key])
            answers.append(made[key])
        return self._recorded(asked, subject, answers, cost, record)

    async def _changing(self, subject: Subject, names: Sequence[str]) -> Subject:
        """Who makes these changes, looked up anew; nobody may make those that are anonymous, whoever is not registered may do that."""
        if subject is not PUBLIC:
            found = await self._known(self._profiles.renewed, subject.number)
            return found if REGISTERING.keys() >= set(names) else _registered(found)
        if any(name not in ANONYMOUS for name in names):
            raise RequestError("sign in to change anything", "UNAUTHENTICATED", 401)
        return subject

    def _recorded(self, asked: Asked, subject: Subject, answers: Sequence[Answer], cost: Mapping[str, int], record: Record) -> bytes:
        """The answer, when it is noted whose personal data it shows."""
        try:
            self._recorder.add(subject, asked.query, [id_ for answer in answers for id_ in answer.shown])
        except DatabaseUnavailableError:
            raise RequestError("personal data are not shown while reads of them cannot be recorded", "READS_UNRECORDED", 503) from None
        return _response(answers, cost, record)

    async def _execute(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        others: Mapping[str, list[FieldNode]],
        root: Asking,
    ) -> dict[str, Answer]:
        """Root fields that no plan answers, run by graphql-core as an operation of their own."""
        nodes = tuple(node for group in others.values() for node in group)
        fragments = tuple(definition for definition in document.definitions if not isinstance(definition, OperationDefinitionNode))
        alone = OperationDefinitionNode(
            operation=operation.operation,
            variable_definitions=operation.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=nodes),
        )
        started = execute(self._schema, DocumentNode(definitions=(alone, *fragments)), root, self._reads, dict(variables))
        result = await started if isawaitable(started) else started
        if result.data is None:
            raise RequestError("; ".join(map(_plain, result.errors or [])), "BAD_USER_INPUT")
        answers = {key: Answer(key, orjson.dumps(value)) for key, value in result.data.items()}
        for error in result.errors or []:
            path = tuple(error.path or ())
            answers[str(path[0])].errors.append(Failure(*_coded(error), path))
        for answer in answers.values():  # which of them told it is all one: a read is recorded by request
            answer.shown += root.shown
        return answers

    def _document(self, query: str, record: Record) -> Document | RequestError:
        """A document that was read before, or is read now, at the price of reading it."""
        kept = self._documents.get(query)
        if kept is None:
            record.spend(READ * len(query))
            kept = self._documents.keep(query, self._parse_and_validate(query))
        return kept

    def _parse_and_validate(self, query: str) -> Document | RequestError:
        try:
            document = parse_document(query)
            check_document(document)
        except RequestError as error:
            return error
        errors = validate(self._schema, document)
        return RequestError("; ".join(map(_mistake, errors)), "GRAPHQL_VALIDATION_FAILED") if errors else Document.of(document)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was found right, with its operations by their names; by no name the one that stands alone."""

    node: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]

    @classmethod
    def of(cls, node: DocumentNode) -> Document:
        found = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        operations: dict[str | None, OperationDefinitionNode] = {one.name.value: one for one in found if one.name}
        return cls(node, operations | ({None: found[0]} if len(found) == 1 else {}))


@dataclass(frozen=True)
class Subscription:
    """A subscription that was found right: what is asked, by whom (looked up anew for each answer), and of which object."""

    asked: Asked
    person: str
    authorization: str
    question: Question
    plan: Single
    record: Record


def _registered(subject: Subject) -> Subject:
    """Who asks, unless he signed in and is not registered: `mayRegister` says to his client what he may do about it."""
    if subject is PUBLIC or subject.is_registered:
        return subject
    raise RequestError(f"{subject.number} holds no post today", "UNAUTHENTICATED", 401, mayRegister=True)


def _mistake(error: GraphQLError) -> str:
    """A mistake of a document; where the validator gave up it says no more than that."""
    if error.message != "Validation aborted.":
        return _plain(error)
    return "too many fields of one name stand beside each other to be compared: ask for each field once, or under names of its own"


def _plain(error: GraphQLError) -> str:
    """The message without its suggestions: they would tell names that the client does not know."""
    return error.message.split(" Did you mean")[0]


def _coded(error: GraphQLError) -> tuple[str, str]:
    if isinstance(error.original_error, DatabaseUnavailableError):
        return "DATABASE_UNAVAILABLE", f"the {error.original_error.database} database does not answer"
    if isinstance(error.original_error, (BadInputError, RequestError)):
        return error.original_error.code, str(error.original_error)
    if isinstance(error.original_error, asyncpg.QueryCanceledError):
        return "TIMEOUT", TOO_LONG
    if isinstance(error.original_error, asyncpg.LockNotAvailableError):
        return "TIMEOUT", "another change holds this record; nothing was changed, try again"
    if error.original_error is not None:  # of which nothing is told: it may hold values of rows
        log.error("a resolver failed: %s", type(error.original_error).__name__)
        return "INTERNAL", "this failed for a reason of ours; nothing was changed"
    return "BAD_USER_INPUT", _plain(error)


class _MistakesOfTheClient:
    """What is wrong with a question becomes the error of the whole request; one for all, since it remembers nothing."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> None:
        if isinstance(error, BadInputError):
            raise RequestError(str(error), error.code, **error.details) from None
        if isinstance(error, GraphQLError):  # a null where none may be, found when arguments are read
            raise RequestError(_plain(error), "BAD_USER_INPUT") from None


MISTAKES_OF_THE_CLIENT = _MistakesOfTheClient()


async def _is_changed(watch: Watch, seconds: float) -> bool:
    try:
        return await watch.changed(seconds)
    except LostImportError:
        message = f"the import has said nothing for {SILENT_SECONDS} s: it was stopped or lost; bring the file in again, that is safe"
        raise RequestError(message, "IMPORT_LOST") from None


@functools.lru_cache(100)
def is_json(media: str) -> bool:
    """Whether this content type is JSON, whatever its parameters."""
    return media.partition(";")[0].strip().lower() == JSON


@functools.lru_cache(100)
def media_of(accept: str) -> str:
    """The media type in which a client wants to be answered; an event stream only if he takes nothing else."""
    if GRAPHQL_JSON in accept:
        return GRAPHQL_JSON
    return EVENT_STREAM if EVENT_STREAM in accept and JSON not in accept and "*/*" not in accept else JSON


def preferred(languages: str) -> str:
    """The language of messages: "en" where Accept-Language prefers it to Chinese, else "zh"."""
    wanted = []
    for part in languages.split(","):
        tag, _, quality = part.partition(";q=")
        if tag.strip()[:2].lower() in ("zh", "en"):
            wanted.append((float(quality) if re.fullmatch(r"[01](\.[0-9]{0,3})?", quality) else 1.0, tag.strip()[:2].lower()))
    return max(wanted, key=lambda found: found[0], default=(1.0, "zh"))[1]


def _charge(objects: int, resolved: int, record: Record) -> dict[str, int]:
    """What a question costs, known and paid before it is run: objects that it may ask for, and points of the rate limit.

    resolved: points of what no plan answers.
    """
    cost = {"requested": objects, "allowed": MOST_OBJECTS, "points": DOOR + objects + resolved}
    record.is_planned(cost["points"])
    if record.purse:
        record.purse.take(cost["points"] - DOOR)
    return cost


def _refusal(error: RequestError) -> bytes:
    return orjson.dumps({"errors": [_error(str(error), error.code, details=error.details)]})


def _error(message: str, code: str, path: Sequence[str | int] = (), details: Mapping[str, int] | None = None) -> dict[str, Any]:
    error: dict[str, Any] = {"message": message, "extensions": {"code": code, **(details or {})}}
    return error | {"path": list(path)} if path else error


def _response(answers: Sequence[Answer], cost: Mapping[str, int], record: Record) -> bytes:
    """The whole answer: texts as they came, errors of what is away, what was masked or hidden, what it cost."""
    errors = [error for answer in answers for error in answer.errors]
    record.codes += [error.code for error in errors]
    told = b'"errors":%b,' % orjson.dumps([_error(error.message, error.code, error.path) for error in errors]) if errors else b""
    parts = [b'{%b"data":{' % told]  # joined once: the texts are long
    for place, answer in enumerate(answers):
        parts += (b',"' if place else b'"', answer.key.encode(), b'":', answer.text)
    extensions: dict[str, Any] = {"cost": cost}
    if access := {path: shown for answer in answers for path, shown in answer.access.items()}:
        extensions["access"] = access
    return b"".join([*parts, b'},"extensions":', orjson.dumps(extensions), b"}"])


async def _read_request(scope: Any, sent: Sent, receive: Any, documents: Documents) -> Asked:
    if scope["method"] == "GET":
        return _asked(_get_parameters(scope["query_string"].decode("latin-1")), documents, is_get=True)
    if scope["method"] != "POST":
        raise RequestError("use GET or POST", "METHOD_NOT_ALLOWED", 405)
    if not is_json(header(sent, b"content-type")):
        raise RequestError(f"send the request as {JSON}", "UNSUPPORTED_MEDIA_TYPE", 415)
    try:
        return _asked(orjson.loads(await _body(receive, header(sent, b"content-length"))), documents, is_get=False)
    except orjson.JSONDecodeError:
        raise RequestError("the body is not JSON", "BAD_REQUEST") from None


def _get_parameters(text: str) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True))
    for name in parameters.keys() & {"variables", "extensions"}:
        try:
            parameters[name] = orjson.loads(parameters[name])
        except orjson.JSONDecodeError:
            raise RequestError(f"the parameter {name} is not JSON", "BAD_REQUEST") from None
    return parameters


def _asked(parameters: Any, documents: Documents, is_get: bool) -> Asked:
    if not isinstance(parameters, dict):
        raise RequestError("send one JSON object with query, variables and operationName (no batches)", "BAD_REQUEST")
    query, variables, operation = documents.query(parameters), parameters.get("variables"), parameters.get("operationName")
    if not isinstance(variables, dict | None) or not isinstance(operation, str | None):
        raise RequestError("variables must be an object and operationName a text", "BAD_REQUEST")
    if not isinstance(parameters.get("extensions"), dict | None):
        raise RequestError("extensions must be an object", "BAD_REQUEST")
    return Asked(query, variables or {}, operation or None, is_get)


async def _body(receive: Any, announced: str) -> bytes:
    """The body. Where it is as long as its head announced, nobody waits to be told that it is over: that takes the server two changes of thread."""
    chunks, size = [], 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BYTES:
            raise RequestError(f"the request is larger than {MOST_BYTES} bytes", "TOO_LARGE", 413)
        chunks.append(chunk)
        if not message.get("more_body") or str(size) == announced:
            return b"".join(chunks)


async def _send(send: Any, status: int, media: str, body: bytes, more: Headers) -> None:
    headers = [*more]
    if body:
        headers += [(b"content-type", f"{media}; charset=utf-8".encode()), (b"content-length", str(len(body)).encode())]
    if status in DEMANDED:
        headers.append(DEMANDED[status])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
