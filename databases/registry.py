"""The tables of all four databases, by the name of their database."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import sqlalchemy as sa

from databases import (
    allocations,
    beneficiaries,
    checks,
    entry_and_exit,
    forces,
    fund_reports,
    funds,
    giving,
    loans_and_insurance,
    oversight,
    payments,
    policy_documents,
    projects,
    responsibility,
    row_rules,
    village_finance,
)
from databases.event_tables import event_tables
from databases.idempotency import idempotency_table
from databases.key_check import key_check_table
from databases.read_records import read_record_table
from databases.row_rules import row_rule
from databases.tables import check, is_entity, sentence_of

# three of the databases are written in several files each
assert entry_and_exit.exit_case.metadata is beneficiaries.METADATA
assert allocations.allocation.metadata is payments.payment_list.metadata is fund_reports.stream_report.metadata is funds.METADATA
assert loans_and_insurance.loan.metadata is village_finance.village_charge.metadata is funds.METADATA
assert policy_documents.policy_document.metadata is responsibility.duty.metadata is giving.need.metadata is forces.METADATA
assert oversight.alert.metadata is checks.resupervision.metadata is forces.METADATA

TABLES: Mapping[str, sa.MetaData] = {
    "beneficiaries": beneficiaries.METADATA,
    "funds": funds.METADATA,
    "projects": projects.METADATA,
    "forces": forces.METADATA,
}

ENTITIES = {database: [table.name for table in tables.sorted_tables if is_entity(table)] for database, tables in TABLES.items()}
KINDS = ", ".join(f"'{database}.{table}'" for database, tables in ENTITIES.items() for table in tables)
EXISTS = " ".join(f"WHEN '{table}' THEN EXISTS (SELECT FROM {table} WHERE id = subject_id)" for table in ENTITIES["forces"])
MISSING = f"SELECT FROM changed WHERE subject_database = 'forces' AND NOT CASE subject_table {EXISTS} END"
for _table, _what, _words in (
    (oversight.alert, "An alert", "预警的对象"),
    (oversight.clue, "A clue", "线索的对象"),
    (oversight.public_report, "A report of the public", "群众反映的对象"),
    (oversight.assessment_evidence, "Evidence of a score", "考核佐证的记录"),
):
    _sentence = f"{_what} is about a row of a table that there is {_words}表存在"
    _table.append_constraint(check("known_subject", f"subject_database || '.' || subject_table IN ({KINDS})", _sentence))
    _subject = ("subject_database", "subject_table", "subject_id")
    row_rule(
        _table, "subject_exists", _subject, None, None, MISSING, f"{_what} about this database is about a row that there is {_words}在本库中存在"
    )

read_record_table(beneficiaries.METADATA)
for _tables in TABLES.values():
    event_tables(_tables)
    key_check_table(_tables)
    idempotency_table(_tables)


@functools.cache
def sentences() -> Mapping[str, str]:
    """What the rules of all tables say to people ("English 中文"), by the names of their constraints."""
    every = [table for tables in TABLES.values() for table in tables.sorted_tables]
    said = {str(constraint.name): sentence_of(constraint) for table in every for constraint in table.constraints}
    said |= {str(index.name): sentence_of(index) for table in every for index in table.indexes}
    said |= {rule.name: rule.sentence for tables in TABLES.values() for rule in row_rules.rules(tables)}
    return {name: sentence for name, sentence in said.items() if sentence}
