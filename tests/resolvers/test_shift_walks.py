"""Whatever is tried in whichever order: no shift has more than its places, nobody is at two at once, and minutes are those that somebody saw."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies.subjects import Subject
from resolvers.changes import shift_assignments, shifts
from resolvers.changes.errors import RefusedError
from resolvers.changes.shift_assigning import PlaceWanted, ShiftConfirmation, confirm_shift_assignments
from resolvers.changes.shift_assignments import Check, ShiftLeave
from resolvers.changes.workflows import SHIFT_ASSIGNMENT
from tests.resolvers.giving import CHANGES, START, Street
from tests.resolvers.test_shifts import OFFICIAL, at, campaign, join, key, people, shift

DAYS = count(0)
MINUTES = 180
"""Of a shift, from nine to twelve."""
MOMENTS = ((8, 45), (9, 50), (11, 30), (12, 30), (13, 30))
"""Check-in is open, the shift begins, goes on, is over, and check-out is closed."""
COMING = ("planned", "present", "served")
SHIFTS = "SELECT * FROM shift WHERE id = ANY($1) ORDER BY id"
ASSIGNMENTS = "SELECT * FROM shift_assignment WHERE shift_id = ANY($1) ORDER BY id"
PLACES = st.tuples(st.integers(0, 2), st.integers(0, 2))
"""Which shift, and which volunteer."""


class Coming(RuleBasedStateMachine):
    """Two shifts at one time and one of the next day on the real database, three volunteers, and an official; anybody may try any step at any time."""

    street: Street
    runner: asyncio.Runner

    @initialize(places=st.integers(1, 3), moments=st.integers(0, 2))
    def begin(self, places: int, moments: int) -> None:
        self.street.clock.at = START
        self.moments = iter(MOMENTS)
        self.volunteers: list[Subject] = self.run(people(self.street))[:3]
        day = date(2027, 8, 1) + timedelta(days=2 * next(DAYS))
        of = self.run(campaign(self.street))
        self.shifts = [self.run(shift(self.street, of, places, when)) for when in (day, day, day + timedelta(days=1))]
        self.run(join(self.street, self.volunteers[0], self.shifts[0]))
        for _ in range(moments):
            self.time_passes()

    def run(self, work: Awaitable[Any]) -> Any:
        return self.runner.run(_awaited(work))

    @property
    def written(self) -> tuple[list[Any], list[Any]]:
        shift_rows, rows = (self.run(self.street.fetch(sql, self.shifts)) for sql in (SHIFTS, ASSIGNMENTS))
        return shift_rows, rows

    def attempt(self, work: Awaitable[Any]) -> bool:
        """Try something; what is refused changes nothing."""
        before = self.written
        try:
            self.run(work)
        except RefusedError:
            assert self.written == before
            return False
        return True

    def advance(self, step: str, row: Any, work: Awaitable[Any]) -> None:
        """Try a step with an assignment; what is taken the table allows."""
        if self.attempt(work):
            assert self.run(self.street.row("shift_assignment", row["id"]))["state"] == SHIFT_ASSIGNMENT.step(step, row["state"]).target

    @rule(place=PLACES)
    def join(self, place: tuple[int, int]) -> None:
        which, who = place
        self.attempt(join(self.street, self.volunteers[who], self.shifts[which]))

    @rule(places=st.lists(PLACES, min_size=1, max_size=4, unique=True))
    def assign(self, places: list[tuple[int, int]]) -> None:
        """All of them or none."""
        wanted = tuple(PlaceWanted(self.shifts[which], self.volunteers[who].volunteer_id) for which, who in places)
        before = len(self.written[1])
        confirmed = self.attempt(confirm_shift_assignments(self.street.changes, OFFICIAL, ShiftConfirmation(wanted, "按方案统一安排"), key()))
        assert len(self.written[1]) - before == (len(places) if confirmed else 0)

    @rule(which=st.integers(0, 20))
    def leave(self, which: int) -> None:
        row = self.chosen(which)
        who = next(one for one in self.volunteers if one.volunteer_id == row["volunteer_id"])
        leaving = ShiftLeave(row["id"], row["version"], "临时有事不能到场")
        self.advance("leave_shift", row, shift_assignments.leave_shift(self.street.changes, who, leaving))

    @rule(which=st.integers(0, 20), is_in_turn=st.sampled_from((True, True, False)))
    def check(self, which: int, is_in_turn: bool) -> None:
        row = self.chosen(which)
        step = "check_out" if (row["state"] == "present") == is_in_turn else "check_in"
        checked = getattr(shift_assignments, step)(self.street.changes, OFFICIAL, Check(row["shift_id"], row["code"] or "abcdefgh"), key())
        self.advance(step, row, checked)

    @rule(which=st.integers(0, 2))
    def cancel(self, which: int) -> None:
        wanted = self.shifts[which]
        if self.attempt(shifts.cancel_shift(self.street.changes, OFFICIAL, shifts.ShiftCancel(wanted, "当日有暴雨预警"))):
            assert not any(row["state"] in COMING for row in self.written[1] if row["shift_id"] == wanted)

    @rule()
    def time_passes(self) -> None:
        if (moment := next(self.moments, None)) is not None:
            self.run(at(self.street, self.shifts[0], *moment))

    def chosen(self, which: int) -> Any:
        rows = self.written[1]
        return rows[which % len(rows)]

    @invariant()
    def no_more_come_than_there_are_places(self) -> None:
        shift_rows, rows = self.written
        coming = Counter(row["shift_id"] for row in rows if row["state"] in COMING)
        for one in shift_rows:
            assert coming[one["id"]] == one["taken"] <= one["places"]

    @invariant()
    def nobody_is_at_two_at_once(self) -> None:
        coming = Counter((row["volunteer_id"], row["starts_at"]) for row in self.written[1] if row["state"] in COMING)
        assert all(times == 1 for times in coming.values())

    @invariant()
    def minutes_are_between_what_somebody_saw(self) -> None:
        for row in self.written[1]:
            assert (row["minutes"] is not None) == (row["state"] == "served")
            if row["minutes"] is not None:
                seen = min(row["checked_out_at"], row["ends_at"]) - max(row["checked_in_at"], row["starts_at"])
                assert row["minutes"] == max(0, int(seen.total_seconds() // 60)) <= MINUTES

    @invariant()
    def every_version_has_its_event(self) -> None:
        for row in self.written[1]:
            assert self.run(self.street.fetch(CHANGES, "shift_assignment", str(row["id"])))[0][0] == row["version"]


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


def test_no_walk_gives_a_place_twice_or_a_minute_that_nobody_saw(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    with asyncio.Runner() as runner:
        walked = Coming.TestCase
        Coming.street, Coming.runner = Street(demo_city[0], keys), runner
        walked.settings = settings(max_examples=12, stateful_step_count=15, suppress_health_check=list(HealthCheck))
        walked("runTest").debug()
        runner.run(Coming.street.close())
