"""What the system knew, and when: a history table for every entity.

A history table has `known tstzrange` first and then the columns of its table in their order, so that a column added to
both stays in step. One trigger function moves the old version of a changed or ended row there. Inserts and reads of
today do not touch it. One transaction is one moment, its start (docs/architecture.md, "Time"); where a row was changed by a
transaction that began later, the new version follows a microsecond after that one, so that no version is lost and no range
turned round. The function runs with its owner's rights: the application may read a history, never write one.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from databases.tables import is_entity, is_key_of_another

FUNCTION = """
CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE moment timestamptz := transaction_timestamp();
BEGIN
    IF tg_op = 'UPDATE' AND new.id <> old.id THEN  -- under another key its past would be another row's
        RAISE EXCEPTION 'a row of % keeps its id', tg_table_name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_' || tg_table_name || '_id_is_kept', TABLE = tg_table_name, SCHEMA = tg_table_schema;
    END IF;
    IF old.recorded_at <> moment THEN  -- another transaction's version: somebody may have read it
        moment := greatest(moment, old.recorded_at + interval '1 microsecond');
        EXECUTE format('INSERT INTO %I.%I SELECT tstzrange($1.recorded_at, $2), $1.*', tg_table_schema, tg_table_name || '_history')
        USING old, moment;
    END IF;
    IF tg_op = 'DELETE' THEN
        RETURN old;
    END IF;
    new.recorded_at := moment;
    new.version := old.version + 1;
    RETURN new;
END $$
"""


def statements(tables: sa.MetaData) -> Iterator[str]:
    """DDL for the history of every entity of one database."""
    yield FUNCTION
    for table in tables.sorted_tables:
        if is_entity(table):
            yield f"CREATE TABLE {table.name}_history (known tstzrange NOT NULL, LIKE {table.name})"
            yield f"CREATE INDEX ix_{table.name}_history_id ON {table.name}_history (id, known)"
            for column in filter(is_key_of_another, table.columns):  # rows inside rows of the past are found by their parent
                yield f"CREATE INDEX ON {table.name}_history ({column.name})"
            yield f"CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON {table.name} FOR EACH ROW EXECUTE FUNCTION keep_history()"
