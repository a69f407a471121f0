"""Every table is whole: classified, described, scoped, with a history; and the migrations make exactly these tables."""

from __future__ import annotations

import asyncio
from itertools import chain

import pytest
import sqlalchemy as sa

from databases import history
from databases.connections import DATABASES, Databases
from databases.migrations import HERE, baseline, migrate
from databases.registry import TABLES
from databases.tables import CLASSIFICATION, Sensitivity, UnclassifiedColumnError, entity, is_entity, metadata

ALL_TABLES = [(database, table) for database in DATABASES for table in TABLES[database].sorted_tables]
ENTITIES = [(database, table) for database, table in ALL_TABLES if is_entity(table)]
IDS = [f"{database}.{table.name}" for database, table in ENTITIES]


def test_unclassified_column_cannot_be_written() -> None:
    with pytest.raises(UnclassifiedColumnError, match=r"thing\.colour"):
        entity(metadata("x"), "thing", "A thing", sa.Column("colour", sa.Text))


def test_every_column_is_classified_and_described() -> None:
    for database, table in ALL_TABLES:
        for column in table.columns:
            assert isinstance(column.info.get(CLASSIFICATION), Sensitivity), f"{database}.{table.name}.{column.name}"
            assert column.comment, f"{database}.{table.name}.{column.name} has no description"


def test_table_names_are_of_one_database_only() -> None:
    names = [table.name for _, table in ENTITIES if table.name != "region"]
    assert sorted(names) == sorted(set(names))


def test_region_codes_compare_by_byte_and_are_indexed() -> None:
    for database, table in ENTITIES:
        if "region_code" in table.c:
            column = table.c.region_code
            assert column.type.collation == "C", f"{database}.{table.name}"
            leading = {next(iter(index.columns)).name for index in table.indexes}
            assert "region_code" in leading, f"{database}.{table.name}"


def test_money_is_numeric_and_nothing_is_generic() -> None:
    for database, table in ALL_TABLES:
        for column in table.columns:
            assert not isinstance(column.type, sa.Float | sa.JSON), f"{database}.{table.name}.{column.name}"


@pytest.mark.parametrize("database", DATABASES)
def test_every_entity_has_a_history(database: str) -> None:
    ddl = "\n".join(history.statements(TABLES[database]))
    for table in TABLES[database].sorted_tables:
        if is_entity(table):
            assert f"CREATE TABLE {table.name}_history (" in ddl
            assert f"BEFORE UPDATE OR DELETE ON {table.name} " in ddl


@pytest.mark.parametrize("database", DATABASES)
def test_baseline_is_what_the_tables_say(database: str) -> None:
    written = (HERE / database / "0001_baseline.sql").read_text("utf-8")
    assert written == baseline.SEPARATOR.join(map(str.strip, baseline.statements(TABLES[database]))) + "\n", "run: make baseline"


@pytest.mark.parametrize("database", DATABASES)
def test_migrated_database_has_all_tables_and_histories(databases: Databases, database: str) -> None:
    async def load() -> set[str]:
        async with databases.connection(database) as connection:
            rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            return {row["tablename"] for row in rows}

    expected = [([table.name, f"{table.name}_history"] if is_entity(table) else [table.name]) for table in TABLES[database].sorted_tables]
    assert asyncio.run(load()) == set(chain.from_iterable(expected)) | {"alembic_version"}


def test_migrating_again_changes_nothing(databases: Databases) -> None:
    done = asyncio.run(migrate(databases, "funds"))
    assert done.before == done.after is not None
