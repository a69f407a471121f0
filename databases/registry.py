"""The tables of all four databases, by the name of their database."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from databases import beneficiaries, checks, entry_and_exit, forces, funds, oversight, projects
from databases.event_tables import event_tables
from databases.idempotency import idempotency_table
from databases.key_check import key_check_table
from databases.read_records import read_record_table
from databases.tables import check, is_entity

# two of the databases are written in several files each
assert entry_and_exit.exit_case.metadata is beneficiaries.METADATA
assert oversight.alert.metadata is checks.resupervision.metadata is forces.METADATA

TABLES: Mapping[str, sa.MetaData] = {
    "beneficiaries": beneficiaries.METADATA,
    "funds": funds.METADATA,
    "projects": projects.METADATA,
    "forces": forces.METADATA,
}

# an alert, a clue or a report is about a row of a table that there is
KINDS = ", ".join(f"'{database}.{table.name}'" for database, tables in TABLES.items() for table in tables.sorted_tables if is_entity(table))
for _table in (oversight.alert, oversight.clue, oversight.public_report):
    _table.append_constraint(check("known_subject", f"subject_database || '.' || subject_table IN ({KINDS})"))

read_record_table(beneficiaries.METADATA)
for _tables in TABLES.values():
    event_tables(_tables)
    key_check_table(_tables)
    idempotency_table(_tables)
