"""Text put together in SQL is the JSON that PostgreSQL itself would write, for every type and value."""

from __future__ import annotations

import asyncio
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from databases.connections import Databases
from resolvers.json_text import joined, object_text, value_text, written
from resolvers.prepared import DIALECT

TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))
VALUES: list[tuple[sa.types.TypeEngine[Any], st.SearchStrategy[Any]]] = [
    (sa.Text(), TEXTS),
    (sa.Integer(), st.integers(-(2**31), 2**31 - 1)),
    (sa.Boolean(), st.booleans()),
    (sa.Numeric(16, 2), st.decimals(0, 10**13, places=2)),
    (sa.Date(), st.dates(date(1900, 1, 1), date(2199, 12, 31))),
    (sa.DateTime(timezone=True), st.datetimes(datetime(1990, 1, 1), datetime(2199, 1, 1), timezones=st.timezones())),
]


def _evaluate(databases: Databases, expression: sa.ColumnElement[Any], value: Any) -> str:
    async def work() -> str:
        compiled = sa.select(expression).compile(dialect=DIALECT)
        async with databases.connection("funds") as connection:
            return str(await connection.fetchval(str(compiled), *([value] if compiled.positiontup else [])))

    return asyncio.run(work())


@pytest.mark.parametrize(("type_", "values"), VALUES, ids=lambda p: type(p).__name__ if isinstance(p, sa.types.TypeEngine) else "")
def test_value_is_written_as_json(databases: Databases, type_: sa.types.TypeEngine[Any], values: st.SearchStrategy[Any]) -> None:
    @given(st.none() | values)
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    def holds(value: Any) -> None:
        column = sa.bindparam("value", type_=type_)
        found = json.loads(_evaluate(databases, written(value_text(sa.cast(column, type_))), value))
        expected = json.loads(
            _evaluate(databases, sa.func.coalesce(sa.func.to_json(sa.cast(column, type_)), sa.literal_column("'null'::json")), value)
        )
        assert found == (f"{value:.2f}" if isinstance(value, Decimal) else expected)

    holds()


def test_object_of_more_fields_than_concat_takes_is_whole(databases: Databases) -> None:
    fields = [(f"field{i}", [sa.literal_column(f"'{i}'", sa.Text())]) for i in range(250)]
    assert json.loads(_evaluate(databases, written(object_text(fields)), None)) == {f"field{i}": i for i in range(250)}


def test_no_rows_join_to_nothing(databases: Databases) -> None:
    empty = sa.select(sa.literal_column("'x'", sa.Text()).label("text")).where(sa.false()).subquery()
    listed = written(["[", sa.select(joined([empty.c.text], [empty.c.text])).scalar_subquery(), "]"])
    assert _evaluate(databases, listed, None) == "[]"
