"""GraphQL over HTTP, as an ASGI application: who asks, what is asked, the answer's bytes.

Root fields that the databases hold are compiled and run by `resolvers.reads`; all others (introspection) are executed
by graphql-core. Both kinds may stand in one operation.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any
from urllib.parse import parse_qsl

import orjson
import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from databases.connections import DatabaseUnavailableError
from policies.profiles import Profiles, UnknownPersonError
from policies.subjects import PUBLIC, Subject
from resolvers.reads import Answer, Failure, Reads
from resolvers.selections import BadInputError, Question
from schema.limits import MOST_BYTES, MOST_TOKENS, check_depth, check_roots
from schema.query import compiled_fields
from schema.tokens import InvalidTokenError, Verifier

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"


class RequestError(Exception):
    """The request is answered with an error and no data."""

    def __init__(self, message: str, code: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Asked:
    """What a request asks."""

    query: str
    variables: Mapping[str, Any]
    operation: str | None
    is_get: bool


class GraphQLEndpoint:
    """The ASGI application behind `/graphql`."""

    def __init__(self, schema: strawberry.Schema, reads: Reads, profiles: Profiles, verifier: Verifier) -> None:
        self._schema: GraphQLSchema = schema._schema
        self._compiled = compiled_fields(schema)
        self._reads, self._profiles, self._verifier = reads, profiles, verifier
        self._document = functools.lru_cache(1_000)(self._parse_and_validate)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}  # the first one counts
        media = GRAPHQL_JSON if GRAPHQL_JSON in headers.get("accept", "") else JSON
        try:
            asked = await _read_request(scope, headers, receive)
            subject = await self._subject(headers.get("authorization", ""))
            body, status = await self._answer(asked, subject), 200
        except RequestError as error:
            status = error.status if media == GRAPHQL_JSON or error.status in (401, 405, 413, 415, 503) else 400
            body = orjson.dumps({"errors": [_error(str(error), error.code)]})
        await _send(send, status, media, body)

    async def _subject(self, authorization: str) -> Subject:
        """Who asks: nobody without a token; a token that does not count is an error, never nobody."""
        if not authorization:
            return PUBLIC
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise RequestError("send the token as: Authorization: Bearer …", "UNAUTHENTICATED", 401)
        try:
            return await self._profiles.of(self._verifier.number(token.strip()))
        except (InvalidTokenError, UnknownPersonError) as error:
            raise RequestError(str(error), "UNAUTHENTICATED", 401) from None
        except DatabaseUnavailableError:
            message = "who you are cannot be looked up now (the database forces does not answer); without a token what is public still answers"
            raise RequestError(message, "IDENTITY_UNAVAILABLE", 503) from None

    async def _answer(self, asked: Asked, subject: Subject) -> bytes:
        document = self._document(asked.query)
        if isinstance(document, list):
            raise RequestError(document[0].message, "GRAPHQL_VALIDATION_FAILED") if len(document) == 1 else _many(document)
        operation = get_operation_ast(document, asked.operation)
        if operation is None:
            raise RequestError("name the operation to run in operationName", "OPERATION_RESOLUTION_FAILURE")
        if operation.operation is not OperationType.QUERY:
            raise RequestError("only queries are answered here", "OPERATION_NOT_SUPPORTED", 405 if asked.is_get else 400)
        return await self._run(document, operation, asked.variables, subject)

    async def _run(self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any], subject: Subject) -> bytes:
        coerced = get_variable_values(self._schema, operation.variable_definitions or (), dict(variables))
        if isinstance(coerced, list):
            raise RequestError("; ".join(_plain(error) for error in coerced), "BAD_USER_INPUT")
        question = Question.of(self._schema, document, operation, coerced)
        try:
            roots = question.roots()
            check_roots(roots)
            plans = [question.plan(key, nodes) for key, nodes in roots.items() if nodes[0].name.value in self._compiled]
        except BadInputError as error:
            raise RequestError(str(error), error.code) from None
        except GraphQLError as error:  # a null where none may be, found when arguments are read
            raise RequestError(_plain(error), "BAD_USER_INPUT") from None
        answers = {answer.key: answer for answer in await self._reads.answer(subject, plans, question.values)}
        others = {key: nodes for key, nodes in roots.items() if key not in answers}
        if others:
            answers |= await self._execute(document, operation, variables, others)
        return _response([answers[key] for key in roots])

    async def _execute(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any], others: Mapping[str, list[FieldNode]]
    ) -> dict[str, Answer]:
        """Root fields that no plan answers, run by graphql-core as an operation of their own."""
        nodes = tuple(node for group in others.values() for node in group)
        fragments = tuple(definition for definition in document.definitions if not isinstance(definition, OperationDefinitionNode))
        alone = OperationDefinitionNode(
            operation=OperationType.QUERY,
            variable_definitions=operation.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=nodes),
        )
        started = execute(self._schema, DocumentNode(definitions=(alone, *fragments)), context_value=self._reads, variable_values=dict(variables))
        result = await started if isawaitable(started) else started
        if result.data is None:
            raise RequestError("; ".join(map(_plain, result.errors or [])), "BAD_USER_INPUT")
        answers = {key: Answer(key, orjson.dumps(value).decode()) for key, value in result.data.items()}
        for error in result.errors or []:
            path = [str(step) for step in error.path or []]
            answers[path[0]].errors.append(Failure(*_coded(error), tuple(path)))
        return answers

    def _parse_and_validate(self, query: str) -> DocumentNode | list[GraphQLError]:
        try:
            document = parse(query, max_tokens=MOST_TOKENS, no_location=False)
        except GraphQLSyntaxError as error:
            return [error]
        errors = validate(self._schema, document) or check_depth(document)
        return [GraphQLError(_plain(error)) for error in errors] or document


def _plain(error: GraphQLError) -> str:
    """The message without its suggestions: they would tell names that the client does not know."""
    return error.message.split(" Did you mean")[0]


def _coded(error: GraphQLError) -> tuple[str, str]:
    if isinstance(error.original_error, DatabaseUnavailableError):
        return "DATABASE_UNAVAILABLE", f"the {error.original_error.database} database does not answer"
    return "BAD_USER_INPUT", _plain(error)


def _many(errors: list[GraphQLError]) -> RequestError:
    return RequestError("; ".join(error.message for error in errors), "GRAPHQL_VALIDATION_FAILED")


def _error(message: str, code: str, path: Sequence[str] = ()) -> dict[str, Any]:
    error: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    return error | {"path": list(path)} if path else error


def _response(answers: Sequence[Answer]) -> bytes:
    """The whole answer: texts as they came, errors of what is away, what was masked or hidden."""
    data = ",".join(f'"{answer.key}":{answer.text}' for answer in answers)
    parts = [f'"data":{{{data}}}']
    if errors := [_error(error.message, error.code, error.path) for answer in answers for error in answer.errors]:
        parts.insert(0, f'"errors":{orjson.dumps(errors).decode()}')
    if access := {path: shown for answer in answers for path, shown in answer.access.items()}:
        parts.append(f'"extensions":{{"access":{orjson.dumps(access).decode()}}}')
    return ("{" + ",".join(parts) + "}").encode()


async def _read_request(scope: Any, headers: Mapping[str, str], receive: Any) -> Asked:
    if scope["method"] == "GET":
        return _asked(_get_parameters(scope["query_string"].decode("latin-1")), is_get=True)
    if scope["method"] != "POST":
        raise RequestError("use GET or POST", "METHOD_NOT_ALLOWED", 405)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise RequestError(f"send the request as {JSON}", "UNSUPPORTED_MEDIA_TYPE", 415)
    try:
        return _asked(orjson.loads(await _body(receive)), is_get=False)
    except orjson.JSONDecodeError:
        raise RequestError("the body is not JSON", "BAD_REQUEST") from None


def _get_parameters(text: str) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True))
    if "variables" in parameters:
        try:
            parameters["variables"] = orjson.loads(parameters["variables"])
        except orjson.JSONDecodeError:
            raise RequestError("the parameter variables is not JSON", "BAD_REQUEST") from None
    return parameters


def _asked(document: Any, is_get: bool) -> Asked:
    if not isinstance(document, dict):
        raise RequestError("send one JSON object with query, variables and operationName (no batches)", "BAD_REQUEST")
    query, variables, operation = document.get("query"), document.get("variables"), document.get("operationName")
    if not isinstance(query, str):
        raise RequestError("query is missing: send the GraphQL document as text", "BAD_REQUEST")
    if not isinstance(variables, dict | None) or not isinstance(operation, str | None):
        raise RequestError("variables must be an object and operationName a text", "BAD_REQUEST")
    return Asked(query, variables or {}, operation or None, is_get)


async def _body(receive: Any) -> bytes:
    chunks, size = [], 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BYTES:
            raise RequestError(f"the request is larger than {MOST_BYTES} bytes", "TOO_LARGE", 413)
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _send(send: Any, status: int, media: str, body: bytes) -> None:
    headers = [(b"content-type", f"{media}; charset=utf-8".encode()), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
