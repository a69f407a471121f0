"""Households of the demo city that are ready to leave hardship: all have signed, the notice is over, nothing is open."""

from __future__ import annotations

from datetime import date

import asyncpg

from databases.connections import Databases

PROPOSED, CONFIRMABLE = date(2027, 1, 10), date(2027, 3, 3)
SIGNERS = (101, 102, 103, 104)  # the helper, the village, the town, the county
STAYING = """
SELECT home.id, home.region_code, min(member.id) AS member_id FROM household AS home JOIN member ON member.household_id = home.id
WHERE home.state = 'active' AND died_on IS NULL AND left_on IS NULL
  AND NOT EXISTS (SELECT FROM comparison_finding AS f WHERE f.household_id = home.id AND f.state <> 'closed')
  AND EXISTS (SELECT FROM entitlement AS e WHERE e.household_id = home.id AND upper(e.period) IS NULL)
GROUP BY home.id, home.region_code ORDER BY home.id
"""
FINISH = "UPDATE measure SET finished_on = greatest(starts_on, $2) WHERE household_id = $1 AND finished_on IS NULL"
PROPOSE = """
WITH home AS (UPDATE household SET state = 'exit_notice' WHERE id = $1 RETURNING id, region_code)
INSERT INTO exit_case (household_id, region_code, state, proposed_on, income_a_head, income_evidence_digest, income_is_enough, findings_are_closed,
  entitlements_are_paid, measures_are_closed)
SELECT id, region_code, 'notice', $2, 15000, sha256('evidence'), true, true, true, true FROM home RETURNING id
"""
SIGN = """
INSERT INTO exit_signature (exit_case_id, household_id, region_code, ordinal, role, signer_id, member_id, statement, confirmation, document_digest, signed_at)
SELECT $1, $2, $3, ordinal, role, CASE ordinal WHEN 1 THEN NULL ELSE ($5::bigint[])[ordinal - 1] END, CASE ordinal WHEN 1 THEN $4::bigint END,
  '同意', '确认', sha256('paper'), $6::date + ordinal::int * interval '1 day' + interval '4 hours'
FROM unnest(ARRAY['household', 'helper', 'village', 'town', 'county']) WITH ORDINALITY AS signer (role, ordinal)
"""
POST = """
INSERT INTO public_notice (exit_case_id, region_code, kind, posted_on, ends_on, taken_down_on, objections)
VALUES ($1, $2, 'exit', $3::date + 10, $3::date + 20, $3::date + 20, 0)
"""


async def staying(databases: Databases) -> list[asyncpg.Record]:
    """Households on the register of which nothing is in doubt."""
    async with databases.connection("beneficiaries") as connection:
        return await connection.fetch(STAYING)


async def ready(databases: Databases, home: asyncpg.Record, proposed: date = PROPOSED) -> int:
    """Bring a household to where its exit can be confirmed some weeks after it was proposed; the key of the case."""
    async with databases.connection("beneficiaries") as connection, connection.transaction():
        await connection.execute(FINISH, home["id"], proposed)
        case: int = await connection.fetchval(PROPOSE, home["id"], proposed)
        await connection.execute(SIGN, case, home["id"], home["region_code"], home["member_id"], SIGNERS, proposed)
        await connection.execute(POST, case, home["region_code"], proposed)
    return case
