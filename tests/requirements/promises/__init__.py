"""What the tables refuse beside what a single requirement asks: rows that contradict each other, and a statement that tries each."""

from __future__ import annotations

from tests.requirements import Promise
from tests.requirements.promises import (
    allocations,
    comparisons,
    divisions,
    entries,
    exits,
    giving,
    helpers,
    notices_and_emergencies,
    payments,
    pledges,
    projects,
    register,
    supervision,
    volunteering,
)

ROOMS = (
    register,
    comparisons,
    entries,
    exits,
    notices_and_emergencies,
    allocations,
    payments,
    divisions,
    projects,
    helpers,
    giving,
    pledges,
    volunteering,
    supervision,
)
PROMISES: tuple[Promise, ...] = tuple(promise for room in ROOMS for promise in room.PROMISES)
