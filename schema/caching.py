"""What caches may keep: whole answers to questions that anybody may ask by GET. Everything else is no-store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from schema.record import Record

Headers = list[tuple[bytes, bytes]]
VARY = (b"vary", b"accept, authorization")


def is_public_answer(method: str, status: int, record: Record) -> bool:
    """Whether an answer is the same for everyone: nobody signed in, a safe method, nothing missing from it."""
    return method == "GET" and status == 200 and not record.is_signed_in and not record.codes


def public_headers(media: str, body: bytes, max_age: int) -> Headers:
    """A strong tag over the media type and the bytes, and how long the answer may be kept."""
    tag = hashlib.sha256(media.encode() + body).hexdigest()
    return [(b"etag", f'"{tag}"'.encode()), (b"cache-control", f"public, max-age={max_age}".encode()), VARY]


def is_known(headers: Mapping[str, str], answer: Headers) -> bool:
    """Whether the client has these bytes already (If-None-Match, RFC 9110, 13.1.2)."""
    known = [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]
    return "*" in known or answer[0][1].decode() in known


def private_headers(record: Record) -> Headers:
    """For one asker only: kept nowhere, with what is left of his points."""
    return [(b"cache-control", b"no-store"), VARY, *(record.purse.headers() if record.purse else [])]
