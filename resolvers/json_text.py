"""JSON as text, written by PostgreSQL: one rendering for each type of column, objects and lists on top.

Text is faster than PostgreSQL's own JSON functions by a third to a half (docs/decisions/compiled-reads.md). A test
holds every rendering against `to_json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

MOST_ARGUMENTS = 90  # concat takes 100

Column = ColumnElement[Any]


def literal(text: str) -> Column:
    """A constant text, written into the statement (never a value of a client's)."""
    return sa.literal_column("'" + text.replace("'", "''") + "'", sa.Text())


def value_text(column: Column) -> Column:
    """A column as JSON: numbers of the database's own size as numbers, money as text to keep every cent, dates as ISO."""
    text: Column
    if isinstance(column.type, sa.Integer | sa.Boolean):
        text = column.cast(sa.Text())
    elif isinstance(column.type, sa.Numeric | sa.Date):
        text = literal('"').concat(column.cast(sa.Text())).concat(literal('"'))
    else:
        text = sa.func.to_json(column).cast(sa.Text())
    return sa.func.coalesce(text, literal("null"))


def object_text(fields: Iterable[tuple[str, Column]]) -> Column:
    """{"key":value,…} of values that are JSON text already."""
    pieces: list[Column] = []
    for position, (key, value) in enumerate(fields):
        pieces += [literal(f'{"," if position else "{"}"{key}":'), value]
    return _concat([*pieces, literal("}")] if pieces else [literal("{}")])


def joined(text: Column, order: Column, kept: Column | None = None) -> Column:
    """The texts of many rows with commas between them, in an order; '' of no row."""
    together = sa.func.string_agg(text, aggregate_order_by(literal(","), order))
    return sa.func.coalesce(together if kept is None else together.filter(kept), literal(""))


def listed(texts: Column) -> Column:
    """[…] around texts that are joined already."""
    return sa.func.concat(literal("["), texts, literal("]"), type_=sa.Text())


def _concat(pieces: list[Column]) -> Column:
    if len(pieces) <= MOST_ARGUMENTS:
        return sa.func.concat(*pieces, type_=sa.Text())
    chunks = [pieces[start : start + MOST_ARGUMENTS] for start in range(0, len(pieces), MOST_ARGUMENTS)]
    return _concat([_concat(chunk) for chunk in chunks])
