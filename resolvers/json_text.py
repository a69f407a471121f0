"""JSON as text, written by PostgreSQL: one rendering for each type of column, objects and lists on top.

Text is faster than PostgreSQL's own JSON functions by a third to a half (docs/decisions/compiled-reads.md). It is put
together from pieces, constant ones and columns, so that one `concat` writes a whole row. A test holds every rendering
against `to_json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

MOST_ARGUMENTS = 90  # concat takes 100

Column = ColumnElement[Any]
Pieces = Sequence[Column | str]  # `concat` writes what is empty as nothing


def literal(text: str) -> Column:
    """A constant text, written into the statement (never a value of a client's)."""
    return sa.literal_column("'" + text.replace("'", "''") + "'", sa.Text())


def value_text(column: Column, is_filled: bool = False, is_plain: bool = False) -> Pieces:
    """A column as JSON: numbers of the database's own size as numbers, money as text to keep every cent, dates as ISO.

    Cheaper where it is never empty (`is_filled`), and where its texts need no escaping (`is_plain`).
    """
    if isinstance(column.type, sa.Integer):
        return [column] if is_filled else [_or_null(column.cast(sa.Text()))]
    if isinstance(column.type, sa.Boolean):
        return [column.cast(sa.Text()) if is_filled else _or_null(column.cast(sa.Text()))]
    if is_plain or isinstance(column.type, sa.Numeric | sa.Date):
        return ['"', column, '"'] if is_filled else [_or_null(literal('"').concat(column.cast(sa.Text())).concat(literal('"')))]
    return [sa.func.to_json(column)] if is_filled else [_or_null(sa.func.to_json(column).cast(sa.Text()))]


def object_text(fields: Iterable[tuple[str, Pieces]]) -> Pieces:
    """{"key":value,…} of values that are JSON text already."""
    pieces: list[Column | str] = []
    for position, (key, value) in enumerate(fields):
        pieces += [f'{"," if position else "{"}"{key}":', *value]
    return [*pieces, "}"] if pieces else ["{}"]


def joined(text: Pieces, order: Iterable[Column], kept: Column | None = None) -> Column:
    """The texts of many rows with commas between them, in an order; empty of no row."""
    together = sa.func.string_agg(written(text), aggregate_order_by(literal(","), *order))
    return together if kept is None else together.filter(kept)


def written(text: Pieces) -> Column:
    """The text as one expression of the database."""
    merged: list[Column] = []
    constant = ""
    for piece in [*text, None]:
        if isinstance(piece, str):
            constant += piece
            continue
        merged += [literal(constant)] if constant else []
        merged += [] if piece is None else [piece]
        constant = ""
    return merged[0] if len(merged) == 1 and isinstance(merged[0].type, sa.Text) else _concat(merged)


def _or_null(text: Column) -> Column:
    return sa.func.coalesce(text, literal("null"))


def _concat(pieces: list[Column]) -> Column:
    if len(pieces) <= MOST_ARGUMENTS:
        return sa.func.concat(*pieces, type_=sa.Text())
    chunks = [pieces[start : start + MOST_ARGUMENTS] for start in range(0, len(pieces), MOST_ARGUMENTS)]
    return _concat([_concat(chunk) for chunk in chunks])
