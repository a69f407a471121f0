"""Every table is whole: classified, described, scoped, with a history; and the migrations make exactly these tables."""

from __future__ import annotations

import asyncio
import re
from itertools import chain, pairwise
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from databases import row_rules, tables
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.migrations import HERE, baseline, migrate
from databases.registry import TABLES
from databases.tables import CLASSIFICATION, Sensitivity, UnclassifiedColumnError, entity, is_entity, is_key_of_another, metadata

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


def test_keys_of_needs_are_drawn_and_far_apart(demo_city: tuple[Databases, City]) -> None:
    """They reach givers, in ids, cursors and the order of rows that are else alike: by running numbers two needs that were asked for together would be known."""
    copy = "INSERT INTO pg_temp.drawn DEFAULT VALUES RETURNING id"

    async def keys() -> tuple[list[int], list[int]]:
        async with demo_city[0].connection("forces") as connection:
            await connection.execute(
                "CREATE TEMP TABLE drawn (LIKE need INCLUDING DEFAULTS); ALTER TABLE pg_temp.drawn ALTER COLUMN id DROP NOT NULL"
            )
            for column in await connection.fetch(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'pg_temp.drawn'::regclass AND attnum > 0 AND attnotnull"
            ):
                await connection.execute(f"ALTER TABLE pg_temp.drawn ALTER COLUMN {column['attname']} DROP NOT NULL")
            drawn = [await connection.fetchval(copy) for _ in range(50)]
            return drawn, [row["id"] for row in await connection.fetch("SELECT id FROM need")]

    for found in asyncio.run(keys()):
        ordered = sorted(found)
        assert min(later - sooner for sooner, later in pairwise(ordered)) > 10_000  # drawn from 2**56, nearer once in a billion times
        assert ordered[-1] < 2**56
        assert found != ordered


def test_table_names_are_of_one_database_only() -> None:
    names = [table.name for _, table in ENTITIES if table.name != "region"]
    assert sorted(names) == sorted(set(names))


def test_code_lists_have_names_of_their_own() -> None:
    """Two lists of one name would be one type of the schema."""
    lists = {id(codes): codes for _, table in ALL_TABLES for column in table.columns if (codes := column.info.get(tables.CODES))}
    names = [codes.name for codes in lists.values()]
    assert [name for name in names if names.count(name) > 1] == []


LONGEST_NAME = 57  # PostgreSQL cuts names at 63, and a shard has its number behind


def test_name_of_a_rule_is_whole_on_a_shard() -> None:
    """Else nobody finds the sentence that belongs to it."""
    held = [rule for _, table in ALL_TABLES for rule in (*table.constraints, *table.indexes)]
    rules = [rule.name for tables in TABLES.values() for rule in row_rules.rules(tables)]
    names = [*rules, *(str(baseline.DIALECT.identifier_preparer.format_constraint(rule)) for rule in held)]
    assert [name for name in names if len(name) > LONGEST_NAME] == []


def _is_of_a_level(column: sa.Column[Any]) -> bool:
    """Whether a place is held to a level: by a rule of its own, or by a key to that of another row."""
    keys = [key for key in column.table.foreign_key_constraints if len(key.elements) > 1 and column.name in key.column_keys]
    whole = [key for key in keys if not any(one.nullable for one in key.columns)]
    return bool(column.info.get(tables.LEVEL)) or any(
        _is_of_a_level(element.column) for key in whole for element in key.elements if element.parent is column
    )


def test_place_that_is_said_to_be_a_village_a_town_or_a_county_is_one() -> None:
    places = [column for _, table in ENTITIES for column in table.columns if tables.LEVEL in column.info]
    named = [column for column in places if re.match("(weak )?(village|town|county)(?! or town)", str(column.comment), re.IGNORECASE)]
    assert [f"{column.table.name}.{column.name}" for column in named if not _is_of_a_level(column)] == []


def test_region_codes_compare_by_byte_and_are_indexed() -> None:
    for database, table in ENTITIES:
        if "region_code" in table.c:
            column = table.c.region_code
            assert column.type.collation == "C", f"{database}.{table.name}"
            unique = [held for held in table.constraints if isinstance(held, sa.UniqueConstraint)]
            leading = {next(iter(index.columns)).name for index in [*table.indexes, *unique]}
            assert "region_code" in leading, f"{database}.{table.name}"


INDEXED = """
SELECT c.relname AS table, a.attname AS column
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE c.relnamespace = current_schema()::regnamespace AND i.indisvalid
  AND (i.indpred IS NULL OR pg_get_expr(i.indpred, c.oid) = format('(%s IS NOT NULL)', a.attname))
"""


def _picks_few(column: sa.Column[Any]) -> bool:
    """Whether somebody would ask for one value of a column, and get few rows of many: written anew, beside `tables.picks_few`."""
    if codes := column.info.get(tables.CODES):
        return len(codes.labels) > 2
    is_number_of_a_thing = isinstance(column.type, sa.Text) and column.type.collation == "C"
    return is_number_of_a_thing or isinstance(column.type, sa.Date | sa.DateTime | sa.BigInteger) or column.name.endswith("year")


@pytest.mark.parametrize("database", DATABASES)
def test_filter_that_picks_few_rows_has_an_index(databases: Databases, database: str) -> None:
    async def load() -> set[tuple[str, str]]:
        async with databases.connection(database) as connection:
            return {(row["table"], row["column"]) for row in await connection.fetch(INDEXED)}

    indexed = asyncio.run(load())
    for _, table in (pair for pair in ENTITIES if pair[0] == database):
        for column in set(table.columns) - {table.c.version, table.c.recorded_at}:
            assert not _picks_few(column) or (table.name, column.name) in indexed, f"{table.name}.{column.name}"


def test_money_is_numeric_and_nothing_is_generic() -> None:
    for database, table in ALL_TABLES:
        for column in table.columns:
            assert not isinstance(column.type, sa.Float | sa.JSON), f"{database}.{table.name}.{column.name}"


COLUMNS = """
SELECT relname, attname || ' ' || format_type(atttypid, atttypmod) AS column
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum
"""
KEEPING = """
SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = current_schema()::regnamespace AND pronamespace = relnamespace AND proname = 'keep_history' AND proowner = relowner AND prosecdef
  AND tgenabled = 'O' AND tgqual IS NULL AND tgattr::text = '' AND tgtype = 1 | 2 | 8 | 16  -- for each row, before, DELETE, UPDATE; always
"""
RULES_OF_NUMBERS = """
SELECT relname, attname, pg_get_expr(conbin, conrelid) FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
JOIN pg_attribute ON attrelid = conrelid AND conkey = ARRAY[attnum]
WHERE relnamespace = current_schema()::regnamespace AND contype = 'c' AND atttypid = 'numeric'::regtype
"""
FIRST_INDEXED = """
SELECT relname, attname FROM pg_index JOIN pg_class ON pg_class.oid = indrelid JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
WHERE relnamespace = current_schema()::regnamespace AND right(relname, 8) = '_history'
"""
CHANGEABLE = """
SELECT relname, rolname FROM pg_class, pg_roles
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND starts_with(rolname, 'sunshine_') AND (
  has_table_privilege(rolname, pg_class.oid, 'DELETE, TRUNCATE, TRIGGER')
  OR right(relname, 8) = '_history' AND has_any_column_privilege(rolname, pg_class.oid, 'INSERT, UPDATE'))
"""


def _lists(databases: Databases, database: str, sql: str) -> dict[str, list[str]]:
    """What the catalogue of a migrated database says: the last column of a query, by its first."""

    async def load() -> dict[str, list[str]]:
        lists: dict[str, list[str]] = {}
        async with databases.connection(database) as connection:
            for row in await connection.fetch(sql):
                lists.setdefault(row[0], []).append(row[-1])
        return lists

    return asyncio.run(load())


@pytest.mark.parametrize("database", DATABASES)
def test_every_entity_has_a_history_of_all_its_columns(databases: Databases, database: str) -> None:
    columns = _lists(databases, database, COLUMNS)
    for _, table in (pair for pair in ENTITIES if pair[0] == database):
        assert columns.get(f"{table.name}_history") == ["known tstzrange", *columns[table.name]], table.name


@pytest.mark.parametrize("database", DATABASES)
def test_every_entity_moves_each_changed_or_deleted_row_to_its_history(databases: Databases, database: str) -> None:
    assert set(_lists(databases, database, KEEPING)) == {table.name for of, table in ENTITIES if of == database}


@pytest.mark.parametrize("database", DATABASES)
def test_rows_of_the_past_are_found_by_their_own_key_and_by_every_row_that_they_name(databases: Databases, database: str) -> None:
    indexed = _lists(databases, database, FIRST_INDEXED)
    for _, table in (pair for pair in ENTITIES if pair[0] == database):
        keys = {"id"} | {column.name for column in table.columns if is_key_of_another(column)}
        assert set(indexed[f"{table.name}_history"]) == keys, table.name


@pytest.mark.parametrize("database", DATABASES)
def test_no_column_takes_what_is_no_number(databases: Databases, database: str) -> None:
    """NaN is greater than every number: one that came in would open every limit on a sum."""

    async def load() -> dict[tuple[str, str], list[bool]]:
        taken: dict[tuple[str, str], list[bool]] = {}
        async with databases.connection(database) as connection:
            for table, column, rule in await connection.fetch(RULES_OF_NUMBERS):
                sql = f"SELECT {rule} FROM (SELECT 'NaN'::numeric AS {column}) AS one"
                taken.setdefault((table, column), []).append(await connection.fetchval(sql))
        return taken

    numbers = {(table.name, c.name) for of, table in ENTITIES if of == database for c in table.columns if isinstance(c.type, sa.Numeric)}
    taken = asyncio.run(load())
    assert [column for column in sorted(numbers) if all(taken.get(column, [True]))] == []


def test_row_keeps_its_id(databases: Databases) -> None:
    async def change() -> None:
        async with databases.connection("projects") as connection:
            sql = "INSERT INTO region (code, name, name_sort, level, valid_from) VALUES ('94', '甲', 'x', 'province', '1990-01-01') RETURNING id"
            key = await connection.fetchval(sql)
            try:
                await connection.execute("UPDATE region SET id = id + 1000000 WHERE id = $1", key)
            finally:
                await connection.execute("DELETE FROM region WHERE id = $1", key)

    with pytest.raises(asyncpg.CheckViolationError) as found:
        asyncio.run(change())
    assert found.value.constraint_name == "ck_region_id_is_kept"


@pytest.mark.parametrize("database", DATABASES)
def test_nobody_deletes_a_row_or_writes_a_history(databases: Databases, database: str) -> None:
    entities = {table.name for of, table in ENTITIES if of == database}
    changeable = _lists(databases, database, CHANGEABLE)
    assert [(table, roles) for table, roles in changeable.items() if table.removesuffix("_history") in entities] == []


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
