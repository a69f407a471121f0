"""Requests as they come: what is asked by GET or POST, and what the client wants in return."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

from schema.serving.caching import Sent, header
from schema.serving.documents import Documents
from schema.serving.errors import RequestError
from schema.serving.limits import MOST_BYTES
from schema.serving.streams import EVENT_STREAM

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"


class Asked(NamedTuple):
    """What a request asks."""

    query: str
    variables: Mapping[str, Any]
    operation: str | None
    is_get: bool


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


async def read_request(scope: Any, sent: Sent, receive: Any, documents: Documents) -> Asked:
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
