"""One person of each tier of the demo city, with a sign-in token to try the API as him."""

from __future__ import annotations

from datetime import timedelta

import asyncpg

from databases.code_lists.common import DEPARTMENT
from databases.connections import Databases, Role
from policies.matrix import TIERS
from policies.profiles import today
from schema.tokens import Issuer

VALID = timedelta(hours=12)
# of each tier (and department) somebody with a narrow scope: a town rather than the city
PEOPLE = """
SELECT DISTINCT ON (tier, department) tier, coalesce(department, '') AS department, number, post.region_code, region.name AS region
FROM post JOIN person ON person.id = post.person_id JOIN region ON region.code = post.region_code
WHERE post.period @> $1::date
ORDER BY tier, department, length(post.region_code) DESC, number
"""


async def demo_tokens(databases: Databases, issuer: Issuer) -> list[tuple[str, str]]:
    """Who it is, in words, and his token; in the order of the tiers."""
    async with databases.connection("forces", Role.API) as connection:
        rows = await connection.fetch(PEOPLE, today())
    rows.sort(key=lambda row: (list(TIERS).index(row["tier"]), row["department"]))
    return [(_about(row), issuer.token(row["number"], VALID)) for row in rows]


def _about(row: asyncpg.Record) -> str:
    department = DEPARTMENT.labels.get(row["department"], "")
    return " ".join(filter(None, (TIERS[row["tier"]], department, row["region"], row["number"])))
