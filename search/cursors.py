"""Cursors: after which hit a page begins. They name the question that they are good for, and a document, so that they go on in a later release,
or when needs were published anew, as long as that document is there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import orjson

from search.engine import Ranked
from search.queries import QueryError, Question, Sort
from search.ranking import HEAD


class StaleCursorError(QueryError):
    """A cursor of another question, or of a document that is no longer there: begin again with the first page."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit of a page: its row, and what else its order needs."""

    row: int | None
    """None: its document is gone, and `place` alone tells where it was."""
    place: int | None = None
    """Among the best that are scored one by one; None behind them."""
    distance: float | None = None
    """In metres, as the cluster works it out, if the cluster gave the cursor."""


def write(last: Ranked, question: Question, place: int | None = None, distance: float | None = None) -> str:
    """The cursor of a page by its last hit."""
    values = [_digest(question), last.document.id, place, distance]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read(question: Question, row_of: Callable[[str], int | None]) -> Cursor | None:
    """The cursor of a question, or None on its first page. `row_of`: where a document stands in this release."""
    if question.after is None:
        return None
    try:
        digest, document, place, distance = orjson.loads(_decoded(question.after))
        _check(document, place, distance)
    except (binascii.Error, ValueError, TypeError):
        raise QueryError("this is no cursor of a search") from None
    row = row_of(document)
    is_lost = row is None and (place is None or question.sort is not Sort.BEST)
    if digest != _digest(question) or is_lost:
        raise StaleCursorError("the question or the data have changed: begin again with the first page")
    return Cursor(row, place, distance)


def begin(cursor: Cursor | None, best: Sequence[Ranked]) -> int:
    """Where a page begins among the best: behind the cursor's document, or where it was if it is not among them any more."""
    if cursor is None:
        return 0
    assert cursor.place is not None
    own = next((place for place, one in enumerate(best) if one.row == cursor.row), None)
    if own is not None:
        return own + 1
    return cursor.place + (cursor.row is not None)  # one that is gone has left its place to the next


def _decoded(cursor: str) -> bytes:
    return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)


def _check(document: object, place: object, distance: object) -> None:
    is_place = place is None or (isinstance(place, int) and 0 <= place < HEAD)
    if not (isinstance(document, str) and is_place and isinstance(distance, float | int | None)):
        raise ValueError


def _digest(question: Question) -> str:
    today = question.today if question.sort is Sort.URGENT else date.min
    filters = tuple(sorted(question.filters, key=_told))
    asked = replace(question, facets=(), size=1, after=None, today=today, filters=filters)
    return hashlib.sha256(_told(asked).encode()).hexdigest()[:16]


def _told(thing: object) -> str:
    """A text that is the same in every process: sets have no order of their own."""
    if isinstance(thing, frozenset):
        return f"{{{','.join(sorted(map(_told, thing)))}}}"
    if isinstance(thing, tuple):
        return f"({','.join(map(_told, thing))})"
    if hasattr(thing, "__dataclass_fields__"):
        return f"{type(thing).__name__}({','.join(_told(getattr(thing, name)) for name in thing.__dataclass_fields__)})"
    return repr(thing)
