"""The tables of all four databases, by the name of their database."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from databases import beneficiaries
from databases.event_tables import event_tables

TABLES: Mapping[str, sa.MetaData] = {
    "beneficiaries": beneficiaries.METADATA,
}

for _tables in TABLES.values():
    event_tables(_tables)
