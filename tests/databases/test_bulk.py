"""What is taken away for a bulk load comes back after it, each thing when it is needed."""

from __future__ import annotations

import pytest

from databases import bulk
from databases.connections import DATABASES
from databases.registry import TABLES

END = "SET CONSTRAINTS ALL IMMEDIATE"


@pytest.mark.parametrize("database", DATABASES)
def test_all_keys_and_indexes_that_are_taken_away_come_back(database: str) -> None:
    tables = TABLES[database].sorted_tables
    away, back = bulk.take_away(tables), bulk.bring_back(tables)
    assert [sum(" DROP CONSTRAINT " in step for step in away), sum(step.startswith("\nDROP INDEX") for step in away)] == [
        sum(" ADD CONSTRAINT " in step for step in back),
        sum(step.startswith("CREATE") for step in back),
    ]
    assert len(back) == len(away) + 1
    assert back.count(END) == 1


def test_members_of_households_are_found_by_an_index_when_each_household_is_looked_at() -> None:
    """Without it every household reads all members: of 300,000 that had not ended after 22 minutes. Households themselves, whose rows wait, get theirs later."""
    back = bulk.bring_back(TABLES["beneficiaries"].sorted_tables)
    places = [
        next(place for place, step in enumerate(back) if f" {name} ON " in step) for name in ("ix_member_household_id", "ix_household_category")
    ]
    assert places[0] < back.index(END) < places[1]
