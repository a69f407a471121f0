"""Cursors: after which hit a page begins. They name the release and the question that they are good for."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, replace
from datetime import date

import orjson

from search.queries import QueryError, Question, Sort


class StaleCursorError(QueryError):
    """A cursor of another question or of an earlier release: begin again with the first page."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit of a page: its row, and what else its order needs."""

    row: int
    place: int | None = None
    """Among the best that are scored one by one; None behind them."""
    met: int = 0
    """Behind them: its tier (`ranking.tiers`)."""
    distance: float | None = None
    """In metres, as the cluster works it out, if the cluster gave the cursor."""


def write(cursor: Cursor, question: Question, fingerprint: str) -> str:
    values = [_digest(question, fingerprint), *(getattr(cursor, name) for name in Cursor.__slots__)]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read(question: Question, fingerprint: str, count: int) -> Cursor | None:
    """The cursor of a question, or None on its first page."""
    if question.after is None:
        return None
    try:
        digest, *values = orjson.loads(_decoded(question.after))
        cursor = _cursor(*values)
    except (binascii.Error, ValueError, TypeError):
        raise QueryError("this is no cursor of a search") from None
    if cursor.row >= count or digest != _digest(question, fingerprint):
        raise StaleCursorError("the question or the data have changed: begin again with the first page")
    return cursor


def _decoded(cursor: str) -> bytes:
    return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)


def _cursor(row: int, place: int | None, met: int, distance: float | None) -> Cursor:
    if not all(isinstance(number, int) and 0 <= number < 2**31 for number in (row, place or 0, met)):
        raise ValueError
    return Cursor(row, place, met, None if distance is None else float(distance))


def _digest(question: Question, fingerprint: str) -> str:
    today = question.today if question.sort is Sort.URGENT else date.min
    filters = tuple(sorted(question.filters, key=_told))
    asked = replace(question, facets=(), size=1, after=None, today=today, filters=filters)
    return hashlib.sha256(f"{fingerprint} {_told(asked)}".encode()).hexdigest()[:16]


def _told(thing: object) -> str:
    """A text that is the same in every process: sets have no order of their own."""
    if isinstance(thing, frozenset):
        return f"{{{','.join(sorted(map(_told, thing)))}}}"
    if isinstance(thing, tuple):
        return f"({','.join(map(_told, thing))})"
    if hasattr(thing, "__dataclass_fields__"):
        return f"{type(thing).__name__}({','.join(_told(getattr(thing, name)) for name in thing.__dataclass_fields__)})"
    return repr(thing)
