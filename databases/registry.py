"""The tables of all four databases, by the name of their database."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping

import sqlalchemy as sa

from databases import beneficiaries, forces, funds, projects, row_rules
from databases.event_tables import event_tables
from databases.followers import follower_table
from databases.forces import oversight
from databases.idempotency import idempotency_table
from databases.key_check import key_check_table
from databases.match_notices import match_notice_table
from databases.outbox import outbox_table
from databases.read_records import read_record_table
from databases.tables import check, is_entity, sentence_of

FOLDERS = (beneficiaries, funds, projects, forces)
for _folder in FOLDERS:
    for _file in pkgutil.iter_modules(_folder.__path__, f"{_folder.__name__}."):
        importlib.import_module(_file.name)  # every file of its folder writes its tables into the METADATA of the folder

TABLES: Mapping[str, sa.MetaData] = {_folder.METADATA.info["database"]: _folder.METADATA for _folder in FOLDERS}

ENTITIES = {database: [table.name for table in tables.sorted_tables if is_entity(table)] for database, tables in TABLES.items()}
KINDS = ", ".join(f"'{database}.{table}'" for database, tables in ENTITIES.items() for table in tables)
NAMING: dict[sa.Table, str] = {}
for _table, _what, _words in (
    (oversight.alert, "An alert", "预警的对象"),
    (oversight.clue, "A clue", "线索的对象"),
    (oversight.public_report, "A report of the public", "群众反映的对象"),
    (oversight.assessment_evidence, "Evidence of a score", "考核佐证的记录"),
):
    _sentence = f"{_what} is about a row of a table that there is {_words}表存在"
    _table.append_constraint(check("known_subject", f"subject_database || '.' || subject_table IN ({KINDS})", _sentence))
    NAMING[_table] = f"{_what} about this database is about a row that there is {_words}在本库中存在"
row_rules.subjects(
    *(forces.METADATA, NAMING, ENTITIES["forces"]),
    "What an alert, a clue, a report or evidence is about does not end 预警、线索、群众反映、考核佐证所指的记录不得删除",
)

read_record_table(beneficiaries.METADATA)
outbox_table(forces.METADATA)
match_notice_table(forces.METADATA)
for _tables in TABLES.values():
    event_tables(_tables)
    follower_table(_tables)
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
