"""The tables of all four databases, by the name of their database."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from databases import beneficiaries, entry_and_exit, forces, funds, oversight, projects
from databases.event_tables import event_tables

assert entry_and_exit.METADATA is beneficiaries.METADATA and oversight.METADATA is forces.METADATA  # two files, one database

TABLES: Mapping[str, sa.MetaData] = {
    "beneficiaries": beneficiaries.METADATA,
    "funds": funds.METADATA,
    "projects": projects.METADATA,
    "forces": forces.METADATA,
}

for _tables in TABLES.values():
    event_tables(_tables)
