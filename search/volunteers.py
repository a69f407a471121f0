"""What volunteers told of themselves, as matching counts it: read by the server itself, and told to nobody but in their own reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from resolvers.reads import Reads
from search.matching import Volunteer

TOLD = """
SELECT id, radius_km,
  ARRAY(SELECT help_kind FROM volunteer_refusal AS one WHERE one.volunteer_id = volunteer.id AND taken_back_on IS NULL) AS unwilling
FROM volunteer WHERE id = ANY($1)
"""


async def load_volunteers(reads: Reads, keys: Collection[int]) -> Mapping[int, Volunteer]:
    """By their keys; one that there is not is left out."""
    return {row["id"]: _volunteer(row) for row in await reads.fetch("forces", TOLD, list(keys))}


def _volunteer(row: Any) -> Volunteer:
    return Volunteer(radius_km=row["radius_km"] or 0, unwilling=frozenset(row["unwilling"]))
