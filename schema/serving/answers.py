"""Answers as they go out: data, errors with their codes, what it cost, and the bytes of all that."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson
from graphql import GraphQLError

from databases.connections import DatabaseUnavailableError
from resolvers.filters import BadInputError
from resolvers.reads import TOO_LONG, Answer
from schema.serving.caching import Headers
from schema.serving.errors import RequestError
from schema.serving.record import Record

DEMANDED = {401: (b"www-authenticate", b"Bearer"), 405: (b"allow", b"GET, POST")}  # headers that RFC 9110 wants (15.5.2, 15.5.6)
log = logging.getLogger(__name__)


def response(answers: Sequence[Answer], cost: Mapping[str, int], record: Record) -> bytes:
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


def refusal(error: RequestError) -> bytes:
    """The answer to a request that is refused as a whole."""
    return orjson.dumps({"errors": [_error(str(error), error.code, details=error.details)]})


def _error(message: str, code: str, path: Sequence[str | int] = (), details: Mapping[str, int] | None = None) -> dict[str, Any]:
    error: dict[str, Any] = {"message": message, "extensions": {"code": code, **(details or {})}}
    return error | {"path": list(path)} if path else error


def plain(error: GraphQLError) -> str:
    """The message without its suggestions: they would tell names that the client does not know."""
    return error.message.split(" Did you mean")[0]


def coded(error: GraphQLError) -> tuple[str, str]:
    """The code and the message of what failed while a resolver ran."""
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
    return "BAD_USER_INPUT", plain(error)


class _MistakesOfTheClient:
    """What is wrong with a question becomes the error of the whole request; one for all, since it remembers nothing."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> None:
        if isinstance(error, BadInputError):
            raise RequestError(str(error), error.code, **error.details) from None
        if isinstance(error, GraphQLError):  # a null where none may be, found when arguments are read
            raise RequestError(plain(error), "BAD_USER_INPUT") from None


MISTAKES_OF_THE_CLIENT = _MistakesOfTheClient()


async def send_answer(send: Any, status: int, media: str, body: bytes, more: Headers) -> None:
    """Hand an answer to the server: its head, with the headers that its status wants, and its body."""
    headers = [*more]
    if body:
        headers += [(b"content-type", f"{media}; charset=utf-8".encode()), (b"content-length", str(len(body)).encode())]
    if status in DEMANDED:
        headers.append(DEMANDED[status])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
