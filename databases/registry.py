"""The tables of all four databases, by the name of their database."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from databases import beneficiaries, checks, entry_and_exit, forces, funds, oversight, projects, row_rules
from databases.event_tables import event_tables
from databases.idempotency import idempotency_table
from databases.key_check import key_check_table
from databases.read_records import read_record_table
from databases.tables import check, is_entity, sentence_of

# two of the databases are written in several files each
assert entry_and_exit.exit_case.metadata is beneficiaries.METADATA
assert oversight.alert.metadata is checks.resupervision.metadata is forces.METADATA

TABLES: Mapping[str, sa.MetaData] = {
    "beneficiaries": beneficiaries.METADATA,
    "funds": funds.METADATA,
    "projects": projects.METADATA,
    "forces": forces.METADATA,
}

KINDS = ", ".join(f"'{database}.{table.name}'" for database, tables in TABLES.items() for table in tables.sorted_tables if is_entity(table))
for _table, _sentence in (
    (oversight.alert, "An alert is about a row of a table that there is 预警的对象表存在"),
    (oversight.clue, "A clue is about a row of a table that there is 线索的对象表存在"),
    (oversight.public_report, "A report of the public is about a row of a table that there is 群众反映的对象表存在"),
):
    _table.append_constraint(check("known_subject", f"subject_database || '.' || subject_table IN ({KINDS})", _sentence))

read_record_table(beneficiaries.METADATA)
for _tables in TABLES.values():
    event_tables(_tables)
    key_check_table(_tables)
    idempotency_table(_tables)


def sentences() -> Mapping[str, str]:
    """What the rules of all tables say to people ("English 中文"), by the names of their constraints."""
    every = [table for tables in TABLES.values() for table in tables.sorted_tables]
    said = {str(constraint.name): sentence_of(constraint) for table in every for constraint in table.constraints}
    said |= {str(index.name): sentence_of(index) for table in every for index in table.indexes}
    said |= {rule.name: rule.sentence for tables in TABLES.values() for rule in row_rules.rules(tables)}
    return {name: sentence for name, sentence in said.items() if sentence}
