"""Investigations of a household 调查: clues about it and the cases that followed, from when they were recorded until none is open.

A clue is about a household where it names the household, one of its rows in whichever database, somebody of it, or somebody who was
paired with it by then. Inside are whoever handled the clue at that time, and whoever reads clue or case by a post there or above, but for
whom the clue concerns. What counts is what the system knew at a moment (`recorded_at`, the histories), never a day that is written in a
clue: so nothing that is recorded later unsays what was told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from databases.registry import ENTITIES, TABLES
from policies.subjects import Subject
from resolvers.changes.core import describe
from resolvers.reads import Reads


def _rows_of_household(database: str) -> str:
    of_household = [name for name in ENTITIES[database] if "household_id" in TABLES[database].tables[name].columns]
    return " UNION ALL ".join(f"SELECT '{database}' AS database, '{name}' AS kind, id FROM {name} WHERE household_id = $1" for name in of_household)


ROWS = {database: _rows_of_household(database) for database in TABLES}
CLUES = "(SELECT tstzrange(recorded_at, NULL) AS known, clue.* FROM clue UNION ALL SELECT * FROM clue_history) AS clue"
INSIDE = f"""
WITH subject AS (
    SELECT *, '-infinity'::timestamptz AS since FROM unnest($1::text[], $2::text[], $3::bigint[]) AS named (database, kind, id)
    UNION ALL  -- its helpers, those of the past too, each from when his pairing was recorded
    SELECT 'forces', 'person', person_id, min(since) FROM (
        SELECT person_id, recorded_at AS since FROM pairing WHERE household_id = $4
        UNION ALL SELECT person_id, lower(known) FROM pairing_history WHERE household_id = $4
    ) AS helper GROUP BY person_id
),
case_version AS (SELECT tstzrange(recorded_at, NULL) AS known, supervision_case.* FROM supervision_case UNION ALL SELECT * FROM supervision_case_history),
named AS (
    SELECT clue.*, since FROM subject JOIN {CLUES} ON (subject_database, subject_table, subject_id) = (database, kind, subject.id)
    UNION ALL SELECT clue.*, since FROM subject JOIN {CLUES} ON concerned_id = subject.id WHERE (database, kind) = ('forces', 'person')
),
about AS (
    SELECT id AS clue_id, known * tstzrange(since, NULL) AS known, state, handler_id, region_code,
        coalesce(concerned_id, CASE WHEN (subject_database, subject_table) = ('forces', 'person') THEN subject_id END) AS concerned_id
    FROM named WHERE known && tstzrange(since, NULL)
),
inside AS (
    SELECT clue_id, known, handler_id, concerned_id, region_code, ARRAY['inspector'] AS tiers FROM about WHERE state NOT IN ('concluded', 'answered')
    UNION ALL
    SELECT clue_id, about.known * case_version.known, handler_id, concerned_id, case_version.region_code, ARRAY['inspector', 'auditor']
    FROM about JOIN case_version USING (clue_id) WHERE delisted_on IS NULL AND about.known && case_version.known
),
unbroken AS (SELECT clue_id, unnest(range_agg(known)) AS known FROM inside GROUP BY clue_id)
SELECT DISTINCT lower(inside.known) AS since, upper(inside.known) AS until, who, upper(unbroken.known) AS closed_at,
    inside.clue_id, (SELECT number FROM person WHERE id = concerned_id) AS concerned
FROM inside JOIN unbroken ON unbroken.clue_id = inside.clue_id AND unbroken.known @> inside.known
CROSS JOIN LATERAL (
    SELECT number FROM person WHERE id = handler_id
    UNION ALL SELECT tier || '::' || left(inside.region_code, length) FROM unnest(tiers) AS tier, generate_series(2, 12) AS length
) AS insider (who)
"""


class Inside(NamedTuple):
    """A time in which somebody was inside an investigation, and when that was closed (None: it is open)."""

    since: datetime
    until: datetime | None
    who: str  # the number of a person, or a post as records of looks have it
    closed_at: datetime | None
    clue_id: int
    concerned: str | None  # whom the clue concerns: he is never inside, whatever post he holds


async def list_inside(reads: Reads, household: int) -> Sequence[Inside]:
    """Who was inside an investigation of a household, and when. Raises DatabaseUnavailableError where one of the four does not answer."""
    found = await asyncio.gather(*[reads.fetch(database, sql, household) for database, sql in ROWS.items()])
    subjects = [("beneficiaries", "household", household), *(tuple(row) for rows in found for row in rows)]
    return [Inside(*row) for row in await reads.fetch("forces", INSIDE, *map(list, zip(*subjects, strict=True)), household)]


def not_led(inside: Sequence[Inside], subject: Subject) -> Sequence[Inside]:
    """Those of the investigations that somebody does not lead: he is not inside now, or was not when they were closed."""
    names = {subject.number, *map(describe, subject.assignments)}
    led = {(one.clue_id, one.closed_at) for one in inside if one.until == one.closed_at and one.who in names and one.concerned != subject.number}
    return [one for one in inside if (one.clue_id, one.closed_at) not in led]
