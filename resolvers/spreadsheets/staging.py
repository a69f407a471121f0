"""The SQL of an import: rows wait in a table of the transaction's own, and are compared with what is stored, and written, from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.tables import EXTENT
from resolvers.spreadsheets.cells import NO_LONGER
from resolvers.spreadsheets.refusals import columns
from resolvers.spreadsheets.shape import Target

ENCRYPTED = "_encrypted"
FIRST, LAST = "sunshine.first_place", "sunshine.last_place"  # of the staged groups that are chosen
NOBODYS = -1  # no row has this key


def _columns(target: Target) -> list[str]:
    """Columns of the table that are filled from the file."""
    filled = []
    for column in target.fields:
        sealed = f"{column}{ENCRYPTED}" in target.table.c
        filled += [f"{column}{ENCRYPTED}", f"{column}_digest", f"{column}_mask"] if sealed else [column]
    return filled


def staged_columns(target: Target) -> list[str]:
    return [*_columns(target), *(["parent_key"] if target.parent else [])]


def _written_columns(target: Target) -> list[str]:
    return [*_columns(target), *([target.parent.column] if target.parent else [])]


def create(target: Target) -> str:
    """A table of the transaction's own with the columns to fill, none of them required, found by their key, in the file's order; and of
    its rows those that are chosen.

    The keys are indexed since a plan from the statistics of a table that this import is filling may be a nested loop. The key of the parent
    is compared as keys are (`COLLATE "C"`), else no index would answer.
    """
    written = ", ".join(_written_columns(target))
    all_, indexed = target.staged_all, [", ".join(target.key), "place", *(["parent_key"] if target.parent else [])]
    of_parent = ', ADD parent_key text COLLATE "C"' if target.parent else ""
    statements = [
        f"CREATE TEMP TABLE {all_} ON COMMIT DROP AS SELECT {written} FROM {target.table.name} WITH NO DATA",
        f"ALTER TABLE {all_} ADD place integer, ADD nth serial{of_parent}",
        *(f"CREATE INDEX ON {all_} ({key})" for key in indexed),
        f"CREATE TEMP VIEW {target.staged} AS SELECT * FROM {all_} WHERE place BETWEEN {_setting(FIRST)} AND {_setting(LAST)}",
    ]
    return "; ".join(statements)


def _setting(name: str) -> str:
    return f"current_setting('{name}')::integer"


def find_parent(target: Target) -> str:
    parent = target.parent
    assert parent is not None
    rows = f"SELECT id, {parent.key} AS key FROM {parent.table}"
    return f"UPDATE {target.staged} AS s SET {parent.column} = p.id FROM ({rows}) AS p WHERE p.key = s.parent_key"


def assume_parent(target: Target) -> str:
    """A parent that is yet to be written is none of those that are there."""
    assert target.parent is not None
    return f"UPDATE {target.staged} SET {target.parent.column} = {NOBODYS} WHERE parent_key IS NOT NULL AND {target.parent.column} IS NULL"


def refused_where(target: Target) -> Iterator[str]:
    yield from (refusal.condition for refusal in target.incomplete)
    for refusal in target.refusals:
        yield refusal.condition if refusal.always else f"({new_or_differs(target)}) AND {refusal.condition}"
    yield from (f"NOT ({check.sqltext})" for check in _checks(target))


def _checks(target: Target) -> Iterator[sa.CheckConstraint]:
    """Checks of the table that look at nothing but what cells say."""
    for held in target.table.constraints:
        if isinstance(held, sa.CheckConstraint) and columns(target.table, str(held.name)) & {*target.table.c.keys()} <= {*_columns(target)}:
            yield held


def never_overlapping(target: Target) -> Iterator[postgresql.ExcludeConstraint]:
    """Rules that a row of this key has one period at a time, where the staged rows say all that they ask."""
    for held in target.table.constraints:
        is_asked = columns(target.table, str(held.name)) & {*target.table.c.keys()} <= {*_columns(target)}
        if isinstance(held, postgresql.ExcludeConstraint) and EXTENT in held.info and is_asked:
            yield held


def overlapping(target: Target, rule: postgresql.ExcludeConstraint) -> str:
    """Places of staged rows that would overlap, with the place of the one before them, or none: with a stored row that is not staged.

    Stored rows are found by the index of the rule, staged ones by the height of their box, which stands for their key.
    """
    new, table, where = _new_values(target), target.table.name, rule.where if rule.where is not None else "true"
    merged = ", ".join(f"{new.get(column, f's.{column}')} AS {column}" for column in _written_columns(target))
    staged = f"SELECT s.place, {merged} FROM {target.staged_all} AS s LEFT JOIN {table} AS t ON {same_key(target)}"
    return f"""
    WITH becoming AS MATERIALIZED (SELECT place, {rule.info[EXTENT]} AS extent FROM ({staged}) AS row WHERE {where})
    SELECT later.place, earlier.place AS earlier FROM becoming AS later JOIN becoming AS earlier
    ON (earlier.extent[0])[1] = (later.extent[0])[1] AND earlier.extent && later.extent AND earlier.place < later.place
    UNION ALL
    SELECT place, NULL FROM becoming JOIN (SELECT *, {rule.info[EXTENT]} AS extent FROM {table} WHERE {where}) AS t ON t.extent && becoming.extent
    WHERE NOT EXISTS (SELECT FROM {target.staged_all} AS s WHERE {same_key(target)})
    ORDER BY place, earlier NULLS FIRST
    """


def same_key(target: Target) -> str:
    return " AND ".join(_same(target, part) for part in target.key)


def _same(target: Target, part: str) -> str:
    if part == "lower(period)":
        return "lower(t.period) = lower(s.period)"
    equal = "IS NOT DISTINCT FROM" if target.table.c[part].nullable else "="
    return f"t.{part} {equal} s.{part}"


def _new_values(target: Target) -> dict[str, str]:
    return {column: target.merged.get(column) or _merged(column) for column in _written_columns(target) if column not in target.key}


def _merged(column: str) -> str:
    """An empty cell leaves what is stored; a period without a last day leaves the last day that is stored."""
    if column == "period":
        return "daterange(lower(s.period), coalesce(upper(s.period), upper(t.period)))"
    return f"coalesce(s.{column}, t.{column})"


def _differs(target: Target) -> str:
    """Where a stored row is named and not as it should be. A ciphertext differs each time, so only its digest is compared."""
    compared = {column: new for column, new in _new_values(target).items() if not column.endswith(ENCRYPTED)}
    differs = " OR ".join(f"t.{column} IS DISTINCT FROM {new}" for column, new in compared.items())
    return f"{same_key(target)} AND ({differs or 'false'})"


def new_or_differs(target: Target) -> str:
    table = target.table.name
    new = f"NOT EXISTS (SELECT FROM {table} AS t WHERE {same_key(target)})"
    return f"{new} OR EXISTS (SELECT FROM {table} AS t WHERE {_differs(target)})"


def updates(target: Target) -> Iterator[str]:
    """Of stored rows that differ: all at once, or those that give way before the one to which they do."""
    if not _new_values(target):
        return
    assigned = ", ".join(f"{column} = {new}" for column, new in _new_values(target).items())
    last = " AND ".join(_is_any(f"s.{column}", values) for column, values in target.last.items())
    for part in (f"NOT ({last})", last) if last else ("true",):
        yield f"UPDATE {target.table.name} AS t SET {assigned} FROM {target.staged} AS s WHERE {_differs(target)} AND {part}"


def insert(target: Target) -> str:
    written = _written_columns(target)
    values = [target.new.get(column) or f"s.{column}" for column in written] + [_literal(value) for value in target.defaults.values()]
    exists = f"SELECT FROM {target.table.name} AS t WHERE {same_key(target)}"
    filled = ", ".join([*written, *target.defaults])
    return f"INSERT INTO {target.table.name} AS t ({filled}) SELECT {', '.join(values)} FROM {target.staged} AS s WHERE NOT EXISTS ({exists}) ORDER BY s.nth"


def _is_any(column: str, values: Iterable[str | date | None]) -> str:
    return f"({' OR '.join(f'{column} IS NOT DISTINCT FROM {_literal(value)}' for value in values)})"


def _literal(value: str | bool | date | None) -> str:
    if value is None:
        return "NULL"
    if value == NO_LONGER:
        return "'-infinity'"
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"
