"""What caches may keep: whole answers to questions that anybody may ask by GET. Everything else is no-store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from schema.serving.record import Record

Headers = list[tuple[bytes, bytes]]
Sent = Mapping[bytes, bytes]  # the headers of a request; few of them are ever read
VARY = (b"vary", b"accept, authorization")
VARY_BY_LANGUAGE = (b"vary", b"accept, accept-language, authorization")


def is_public_answer(method: str, status: int, record: Record) -> bool:
    """Whether an answer is the same for everyone who may ask: nobody signed in, a safe method, nothing missing from it, no secret in it."""
    return method == "GET" and status == 200 and not (record.is_signed_in or record.is_secret or record.codes)


def public_headers(media: str, body: bytes, max_age: int, is_worded: bool) -> Headers:
    """A strong tag over the media type and the bytes, how long the answer may be kept, and for which other requests."""
    tag = hashlib.sha256(media.encode() + body).hexdigest()
    return [(b"etag", f'"{tag}"'.encode()), (b"cache-control", f"public, max-age={max_age}".encode()), VARY_BY_LANGUAGE if is_worded else VARY]


def header(sent: Sent, name: bytes) -> str:
    """A header of a request; empty where it was not sent."""
    return sent[name].decode("latin-1") if name in sent else ""


def is_known(sent: Sent, answer: Headers) -> bool:
    """Whether the client has these bytes already (If-None-Match, RFC 9110, 13.1.2)."""
    known = [tag.strip().removeprefix("W/") for tag in header(sent, b"if-none-match").split(",")]
    return "*" in known or answer[0][1].decode() in known


def private_headers(record: Record) -> Headers:
    """For one asker only: kept nowhere, with what is left of his points."""
    return [(b"cache-control", b"no-store"), VARY, *(record.purse.headers() if record.purse else [])]
