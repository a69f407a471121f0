"""Divisions, which each database has: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise

PROMISES: tuple[Promise, ...] = (
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
