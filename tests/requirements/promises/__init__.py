"""What the tables refuse beside what a single requirement asks: rows that contradict each other, and a statement that tries each."""

from __future__ import annotations

from tests.requirements import Promise
from tests.requirements.promises import allocations, beneficiaries, divisions, forces, payments, projects, volunteering

ROOMS = (beneficiaries, allocations, payments, divisions, projects, forces, volunteering)
PROMISES: tuple[Promise, ...] = tuple(promise for room in ROOMS for promise in room.PROMISES)
