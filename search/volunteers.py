"""What volunteers told of themselves, as matching counts it: read by the server itself, and told to nobody but in their own reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from resolvers.reads import Reads
from search.matching import WEEKEND, WHOLE_DAY, Skill, Volunteer

TOLD = """
SELECT id, radius_km, hours_a_month, weekend_only,
  ARRAY(SELECT help_kind FROM volunteer_refusal AS one WHERE one.volunteer_id = volunteer.id AND taken_back_on IS NULL) AS unwilling,
  ARRAY(SELECT language FROM volunteer_language AS one WHERE one.volunteer_id = volunteer.id AND taken_back_on IS NULL) AS languages,
  ARRAY(SELECT (one.help_kind, one.skill, one.verified_on IS NOT NULL) FROM volunteer_skill AS one
    WHERE one.volunteer_id = volunteer.id AND taken_back_on IS NULL ORDER BY id) AS skills,
  ARRAY(SELECT (weekday, to_hour - from_hour) FROM volunteer_time AS one WHERE one.volunteer_id = volunteer.id AND taken_back_on IS NULL) AS times
FROM volunteer WHERE id = ANY($1)
"""


async def load_volunteers(reads: Reads, keys: Collection[int]) -> Mapping[int, Volunteer]:
    """By their keys; one that there is not is left out."""
    return {row["id"]: _volunteer(row) for row in await reads.fetch("forces", TOLD, list(keys))}


def _volunteer(row: Any) -> Volunteer:
    skills = tuple(Skill(*skill) for skill in row["skills"])
    told = row["radius_km"] or 0, frozenset(row["unwilling"]), skills, _hours(row), row["hours_a_month"], frozenset(row["languages"])
    return Volunteer(*told)


def _hours(row: Any) -> tuple[tuple[int, float], ...]:
    """Hours of each weekday; of who helps at weekends alone and names no hours, whole days."""
    hours: dict[int, float] = {}
    for weekday, length in row["times"]:
        hours[weekday] = hours.get(weekday, 0.0) + length
    return tuple(sorted(hours.items())) or (tuple((day, WHOLE_DAY) for day in WEEKEND) if row["weekend_only"] else ())
