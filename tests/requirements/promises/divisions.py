"""Divisions, which each database has, and the places that columns name: statements that they refuse."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from databases.regions import A_VILLAGE
from databases.registry import TABLES
from databases.tables import LEVEL
from tests.requirements import Promise

PLACES = [(table, column) for tables in TABLES.values() for table in tables.sorted_tables for column in table.columns if column.info.get(LEVEL)]
ONE = "(SELECT min(code) FROM region WHERE level = '{}')"


def _wrong(column: sa.Column[Any]) -> tuple[str, ...]:
    """Places of other levels: beside a town, for a village that lies in it, that town."""
    if column.info[LEVEL] is not A_VILLAGE:
        return (ONE.format("village"),)
    return ("region_code",) if column.name == "village_code" else (ONE.format("town"), ONE.format("county"))


PROMISES: tuple[Promise, ...] = (
    *(
        Promise(
            f"ck_{table.name}_{column.name}_level",
            f"UPDATE {table.name} SET {column.name} = {wrong} WHERE id = (SELECT min(id) FROM {table.name})",
        )
        for table, column in PLACES
        for wrong in _wrong(column)
    ),
    Promise("ck_region_position", "UPDATE region SET latitude = 31.5, longitude = NULL WHERE level = 'county'"),
    Promise(
        "ck_region_inside_parent",
        """UPDATE region SET parent_code = code WHERE level = 'county'""",
    ),
    Promise(
        "ck_region_successor_code_in_no_circle",
        """UPDATE region SET successor_code = code, valid_to = '2020-01-01' WHERE id = 5""",
    ),
    Promise(
        "ck_region_successor_code_in_no_circle",
        """UPDATE region SET successor_code = (SELECT code FROM region WHERE id = 5), valid_to = '2020-01-01' WHERE id = 6;
        UPDATE region SET successor_code = (SELECT code FROM region WHERE id = 6), valid_to = '2020-01-01' WHERE id = 5""",
    ),
    Promise(
        "ck_region_inside_parent", "UPDATE region SET parent_code = left(code, 4) WHERE code = (SELECT min(code) FROM region WHERE level = 'village')"
    ),
)
