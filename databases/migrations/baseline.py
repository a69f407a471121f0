"""Write the first migration of each database from its tables: `python -m databases.migrations.baseline`.

The baseline is rewritten until version 0.1.0 is released; from then on it stands still and every change of a table
gets a revision of its own. A test holds the migrated databases against the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, SetColumnComment, SetTableComment

from databases import erasure, event_tables, followers, history, idempotency, key_check, match_notices, outbox, read_records, rights, row_rules
from databases.migrations import HERE
from databases.registry import TABLES

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
SEPARATOR = ";\n-- next\n"


def statements(tables: sa.MetaData) -> Iterator[str]:
    """All DDL of one database: tables, indexes, comments, histories, rights."""
    for table in tables.sorted_tables:
        yield _sql(CreateTable(table, include_foreign_key_constraints=()))
        yield from (_sql(CreateIndex(index)) for index in sorted(table.indexes, key=lambda index: index.name or ""))
        yield _sql(SetTableComment(table))
        yield from (_sql(SetColumnComment(column)) for column in table.columns if column.comment)
    for constraint in foreign_keys(tables):
        yield _sql(AddConstraint(constraint))
    yield from event_tables.statements()
    yield from event_tables.rights()
    yield from followers.rights()
    yield from key_check.rights()
    yield from idempotency.rights()
    yield from read_records.rights() if "read_record" in tables.tables else ()
    yield from outbox.rights() if "outbox" in tables.tables else ()
    yield from match_notices.rights() if "match_notice" in tables.tables else ()
    yield from history.statements(tables)
    yield from row_rules.statements(tables)
    yield from rights.statements(tables)
    yield from erasure.statements() if "volunteer" in tables.tables else ()


def foreign_keys(tables: sa.MetaData) -> list[sa.ForeignKeyConstraint]:
    """All foreign keys by name: SQLAlchemy keeps those of one table in no order of their own."""
    found = [constraint for table in tables.sorted_tables for constraint in table.foreign_key_constraints]
    return sorted(found, key=lambda constraint: str(constraint.name))


def _sql(element: sa.schema.ExecutableDDLElement) -> str:
    lines = str(element.compile(dialect=DIALECT)).strip().splitlines()
    return "\n".join(line.rstrip() for line in lines)


def write() -> None:
    for database, tables in TABLES.items():
        folder = HERE / database
        folder.mkdir(exist_ok=True)
        (folder / "0001_baseline.sql").write_text(SEPARATOR.join(map(str.strip, statements(tables))) + "\n", "utf-8")


if __name__ == "__main__":
    write()
