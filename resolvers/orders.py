"""The order of a page, and cursors: a cursor holds the key of its row and what the asker sees in the fields that are sorted by.

PostgreSQL's own order is kept: what is empty comes last, and first when descending; so one direction is the exact
reverse of the other, and a page from the back needs no rule of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from policies.policy import View
from resolvers.json_text import Pieces, literal
from resolvers.plan import Page, bound

Column = ColumnElement[Any]


def ordering(plan: Page, rows: sa.FromClause) -> list[Column]:
    """By the fields asked, then by key; all turned round for a page from the back."""
    by = [(rows.c[order.field], order.descending) for order in plan.order]
    return [column.desc() if descending != plan.backward else column for column, descending in [*by, (rows.c._id, False)]]


def beyond_cursor(plan: Page, rows: sa.FromClause, view: View) -> Column:
    """Whether a row comes after the one at the cursor; where nothing is empty and all go one way, in the form that an index answers.

    A cursor may hold nothing where all rows of this asker are filled: it is another's, or his rights were other ones then.
    """
    key = sa.bindparam(bound(plan.number, "cursor"), type_=sa.BigInteger)
    if not plan.after_empty and all(view.is_filled(order.field) and not order.descending for order in plan.order):
        columns, values = zip(*[(column, value) for column, value, _ in _compared(plan, rows)], (rows.c._id, key), strict=True)
        return sa.tuple_(*columns) < sa.tuple_(*values) if plan.backward else sa.tuple_(*columns) > sa.tuple_(*values)
    alternatives: list[Column] = []
    alike: list[Column] = []
    for column, value, down in _compared(plan, rows):
        further = (
            sa.or_(column < value, value.is_(None) & column.is_not(None)) if down else sa.or_(column > value, column.is_(None) & value.is_not(None))
        )
        alternatives.append(sa.and_(*alike, further))
        alike.append(column.is_not_distinct_from(value))
    return sa.or_(*alternatives, sa.and_(*alike, rows.c._id < key if plan.backward else rows.c._id > key))


def _compared(plan: Page, rows: sa.FromClause) -> Iterator[tuple[Column, Column, bool]]:
    """Each field with its value at the cursor, and whether it descends."""
    for place, order in enumerate(plan.order):
        column = rows.c[order.field]
        value = sa.bindparam(bound(plan.number, f"cursor_{place}"), type_=sa.Text).cast(column.type)
        yield column, value, order.descending != plan.backward


def in_order(plan: Page, rows: sa.FromClause) -> list[Column]:
    """The order in which the answer has them, from whichever end the page was taken."""
    return [rows.c[order.field].desc() if order.descending else rows.c[order.field].asc() for order in plan.order] + [rows.c._id.asc()]


def cursor_text(plan: Page, rows: sa.FromClause) -> Pieces:
    """The cursor of a row as a JSON text: "Household:7", or "Household:7:{…}" with the fields that are sorted by."""
    if not plan.order:
        return global_id(plan.kind, rows.c._id)
    pairs = [part for order in plan.order for part in (literal(order.field), rows.c[order.field].cast(sa.Text))]
    sorted_by = sa.func.json_build_object(*pairs).cast(sa.Text)
    text = sa.func.concat(literal(f"{plan.kind}:"), rows.c._id, literal(":"), sorted_by, type_=sa.Text())
    return [sa.func.to_json(text).cast(sa.Text)]


def global_id(kind: str, key: Column) -> Pieces:
    """ "Household:7" as a JSON text."""
    return [f'"{kind}:', key, '"']
