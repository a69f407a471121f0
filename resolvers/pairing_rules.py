"""What must hold of a household and its responsible helper: asked where pairs are proposed, and again where they are written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg

from resolvers.assignment import Helper

Fetch = Callable[..., Awaitable[list[asyncpg.Record]]]
CAPACITY = "households_a_helper"
"""The rule parameter that says for how many households somebody is responsible at most."""
HELPED_STATES = ("active", "exit_proposed", "exit_signing", "exit_notice")
"""Households that need a responsible helper: filed, and not yet out of hardship."""
# who works here in a post of a helper; the limit is that of the narrowest place around him
HELPERS = """
SELECT person.id, person.region_code, organisation.department,
  (SELECT value FROM rule_parameter AS rule WHERE name = $3 AND rule.period @> $2::date AND starts_with(person.region_code, rule.region_code)
   ORDER BY length(rule.region_code) DESC LIMIT 1) AS most,
  (SELECT count(*) FROM pairing WHERE person_id = person.id AND kind = 'responsible' AND period && daterange($2, NULL)) AS load
FROM person JOIN organisation ON organisation.id = organisation_id
WHERE person.id = ANY($1) AND is_active AND EXISTS (SELECT FROM post WHERE person_id = person.id AND tier = 'helper' AND period @> $2::date)
ORDER BY person.id
"""
# kin that was declared, people of the household itself, and whoever is paired with it already
BARS = """
SELECT person_id, household_id, 'relative' AS bar FROM relative WHERE person_id = ANY($1) AND household_id = ANY($2) AND ended_on IS NULL
UNION ALL SELECT person_id, household_id, 'own' FROM post WHERE tier = 'household' AND person_id = ANY($1) AND household_id = ANY($2)
UNION ALL SELECT person_id, household_id, 'paired' FROM pairing
  WHERE period && daterange($3, NULL) AND person_id = ANY($1) AND household_id = ANY($2)
"""
# a pairing of somebody who left is there to be handed over, if it began and has no end
RESPONSIBLE = """
SELECT household_id, bool_or(lasts) AS is_helped, max(id) AS pairing_id FROM (
  SELECT pairing.id, pairing.household_id, upper(period) IS NOT NULL OR lower(period) >= $2
    OR (is_active AND EXISTS (SELECT FROM post WHERE post.person_id = person.id AND post.period @> $2::date)) AS lasts
  FROM pairing JOIN person ON person.id = person_id
  WHERE kind = 'responsible' AND period && daterange($2, NULL) AND pairing.household_id = ANY($1)) AS one
GROUP BY household_id
"""


@dataclass(frozen=True, slots=True)
class Responsible:
    """Whether a household has a responsible helper, or will have one; if he left, `pairing_id` is what he left behind."""

    is_helped: bool
    pairing_id: int


async def find_helpers(fetch: Fetch, people: Collection[int], today: date) -> dict[int, Helper]:
    """Those of the people who may be helpers now, by key. Raises LookupError where no rule says for how many households."""
    found = await fetch(HELPERS, list(people), today, CAPACITY)
    if any(row["most"] is None for row in found):
        raise LookupError(CAPACITY)
    return {row["id"]: Helper(row["id"], row["region_code"], row["department"], row["load"], int(row["most"])) for row in found}


async def find_bars(fetch: Fetch, people: Collection[int], households: Collection[int], today: date) -> Mapping[tuple[int, int], str]:
    """For helpers and households that must not be paired: relative, own or paired."""
    found = await fetch(BARS, list(people), list(households), today)
    return {(row["person_id"], row["household_id"]): row["bar"] for row in found}


async def find_responsible(fetch: Fetch, households: Collection[int], today: date) -> Mapping[int, Responsible]:
    """Who is responsible for households: those that are left out never had anybody, or have nobody any more."""
    found: list[Any] = await fetch(RESPONSIBLE, list(households), today)
    return {row["household_id"]: Responsible(row["is_helped"], row["pairing_id"]) for row in found}
