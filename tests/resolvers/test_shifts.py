"""Shifts of volunteers: no more come than there are places, nobody is at two at once, and only verified minutes count, whoever asks at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest

from databases.clock import SHANGHAI
from policies.subjects import Assignment, Subject
from resolvers.changes import shift_assignments, shifts
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.shift_assigning import PlaceWanted, ShiftConfirmation, confirm_shift_assignments
from resolvers.changes.shift_assignments import Check, ShiftJoin, ShiftLeave
from tests.resolvers.giving import Street, official, volunteer

NUMBERS, DAYS = count(1), count(0)
CAMPAIGNS = count(1)  # no two of a place that begin on one day are called alike
OFFICIAL = official(101)
COUNTY = "320282"
VOLUNTEERS = """
SELECT id, person_id FROM volunteer WHERE verified_on IS NOT NULL AND NOT EXISTS (SELECT FROM volunteer_refusal WHERE volunteer_id = volunteer.id) ORDER BY id
"""
EVENTS = "SELECT kind FROM event WHERE subject_kind = $1 AND subject_id = $2 ORDER BY id"


def organiser(person: int) -> Subject:
    return Subject(person, assignments=(Assignment.of("deputy", "", "3202"),), number=f"P{person:06d}")


def key() -> str:
    return f"shift-{next(NUMBERS)}"


def number(global_id: str) -> int:
    return int(global_id.partition(":")[2])


async def codes(work: Awaitable[Any]) -> list[Code]:
    with pytest.raises(RefusedError) as found:
        await work
    assert all(error.message("zh") != error.message("en") for error in found.value.errors)
    return [error.code for error in found.value.errors]


async def campaign(street: Street, leader: int = 150) -> int:
    office = (await street.fetch("SELECT id FROM organisation WHERE kind = 'civil_affairs' AND region_code = $1", COUNTY))[0]["id"]
    wanted = shifts.CampaignWanted(
        office, leader, f"邻里守望第{next(CAMPAIGNS)}场", "走进村（社区）服务", date(2027, 3, 1), date(2027, 12, 31), COUNTY
    )
    return number(await shifts.open_campaign(street.changes, OFFICIAL, wanted, key()))


async def shift(street: Street, of: int, places: int = 2, day: date | None = None, **more: Any) -> int:
    """A shift from nine to twelve, of a day of its own if none is given."""
    village = (await street.fetch("SELECT min(code) AS code FROM region WHERE level = 'village' AND starts_with(code, $1)", COUNTY))[0]["code"]
    told = {"help_kind": "goods", "skill": None, "needs_certificate": False, "language": None} | more
    when = day or date(2027, 4, 1) + timedelta(days=next(DAYS)), time(9), time(12)
    wanted = shifts.ShiftWanted(of, "党群服务中心门口", village, *when, places=places, **told)
    return number(await shifts.open_shift(street.changes, OFFICIAL, wanted, key()))


async def people(street: Street) -> list[Subject]:
    return [volunteer(row["person_id"], row["id"]) for row in await street.fetch(VOLUNTEERS)]


def join(street: Street, who: Subject, wanted: int) -> Awaitable[str]:
    return shift_assignments.join_shift(street.changes, who, ShiftJoin(wanted), key())


async def at(street: Street, wanted: int, hour: int, minute: int = 0) -> None:
    """Let the clock stand at a time of the shift's day."""
    day = (await street.row("shift", wanted))["starts_at"].astimezone(SHANGHAI)
    street.clock.at = day.replace(hour=hour, minute=minute).astimezone(UTC)


async def told(street: Street, assignment: int) -> str:
    return str((await street.row("shift_assignment", assignment))["code"])


def test_only_minutes_between_check_in_and_check_out_count(live: Any) -> None:
    async def story(street: Street) -> None:
        leader, (one, other, *_) = organiser(150), await people(street)
        wanted = await shift(street, await campaign(street, 150))
        first, second = [number(await join(street, who, wanted)) for who in (one, other)]
        code = await told(street, first)
        await at(street, wanted, 8, 29)
        early = shift_assignments.check_in(street.changes, leader, Check(wanted, code), key())
        assert await codes(early) == [Code.CHECK_OUT_OF_TIME]
        await at(street, wanted, 9, 5)
        once = key()
        for _ in range(2):  # the answer may have been lost
            assert number(await shift_assignments.check_in(street.changes, leader, Check(wanted, f" {code.upper()} "), once)) == first
        assert await codes(shift_assignments.check_out(street.changes, leader, Check(wanted, code), key())) == [Code.CODE_WRONG]
        await at(street, wanted, 11, 0)
        await shift_assignments.check_out(street.changes, leader, Check(wanted, await told(street, first)), key())
        row = await street.row("shift_assignment", first)
        assert (row["state"], row["minutes"], row["code"], row["checked_in_by_id"]) == ("served", 115, None, 150)
        await shift_assignments.check_in(street.changes, OFFICIAL, Check(wanted, await told(street, second)), key())
        await at(street, wanted, 13, 1)
        late = shift_assignments.check_out(street.changes, OFFICIAL, Check(wanted, await told(street, second)), key())
        assert await codes(late) == [Code.CHECK_OUT_OF_TIME]
        assert (await street.row("shift_assignment", second))["minutes"] is None
        assert [row["kind"] for row in await street.fetch(EVENTS, "shift_assignment", str(first))] == [
            *("shift_joined", "shift_checked_in", "shift_checked_out")
        ]

    live(story)


def test_hours_are_verified_by_others_of_the_place(live: Any) -> None:
    async def story(street: Street) -> None:
        one, stranger, *_ = await people(street)
        wanted = await shift(street, await campaign(street, one.person_id))
        assignment = number(await join(street, one, wanted))
        await at(street, wanted, 9)
        check = Check(wanted, await told(street, assignment))
        assert await codes(shift_assignments.check_in(street.changes, one, check, key())) == [Code.OWN_HOURS]
        for who in (stranger, organiser(151), Subject(152, assignments=(Assignment.of("manager", "town_government", "320281"),), number="P000152")):
            assert await codes(shift_assignments.check_in(street.changes, who, check, key())) == [Code.NOT_FOUND]
        assert await codes(shift_assignments.check_in(street.changes, OFFICIAL, Check(wanted, "abcdefgh"), key())) == [Code.CODE_WRONG]
        local = Subject(153, assignments=(Assignment.of("manager", "town_government", COUNTY),), number="P000153")
        await shift_assignments.check_in(street.changes, local, check, key())

    live(story)


def test_of_many_at_once_no_more_come_than_there_are_places(live: Any) -> None:
    async def story(street: Street) -> None:
        wanted = await shift(street, await campaign(street), places=2)
        answers = await asyncio.gather(*(join(street, who, wanted) for who in (await people(street))[:6]), return_exceptions=True)
        refused = [error.errors[0].code for error in answers if isinstance(error, RefusedError)]
        assert refused == [Code.SHIFT_FULL] * 4
        assert (await street.row("shift", wanted))["taken"] == 2

    live(story, size=6)


def test_volunteer_is_at_one_of_two_shifts_that_overlap_though_he_joins_both_at_once(live: Any) -> None:
    async def story(street: Street) -> None:
        who, of = (await people(street))[0], await campaign(street)
        both = [await shift(street, of, day=date(2027, 11, 6)) for _ in range(2)]
        answers = await asyncio.gather(*(join(street, who, one) for one in both), return_exceptions=True)
        assert [error.errors[0].code for error in answers if isinstance(error, RefusedError)] == [Code.SHIFTS_OVERLAP]
        (joined,) = [number(answer) for answer in answers if isinstance(answer, str)]
        row = await street.row("shift_assignment", joined)
        await shift_assignments.leave_shift(street.changes, who, ShiftLeave(joined, row["version"], "临时有事不能到场"))
        assert (await street.row("shift", row["shift_id"]))["taken"] == 0
        await join(street, who, next(one for one in both if one != row["shift_id"]))

    live(story)


def test_who_must_not_come_is_refused_with_the_reason(live: Any) -> None:
    async def story(street: Street) -> None:
        of, one = await campaign(street), (await people(street))[0]
        (unverified,) = await street.fetch("SELECT id, person_id FROM volunteer WHERE verified_on IS NULL ORDER BY id LIMIT 1")
        (refusing,) = await street.fetch(
            "SELECT volunteer.id, person_id, r.help_kind FROM volunteer JOIN volunteer_refusal AS r ON r.volunteer_id = volunteer.id "
            "WHERE verified_on IS NOT NULL LIMIT 1"
        )
        plain = await shift(street, of)
        assert await codes(join(street, volunteer(unverified["person_id"], unverified["id"]), plain)) == [Code.NOT_VERIFIED]
        other = await shift(street, of, help_kind=refusing["help_kind"])
        assert await codes(join(street, volunteer(refusing["person_id"], refusing["id"]), other)) == [Code.KIND_REFUSED]
        certified = await shift(street, of, skill="潜水", needs_certificate=True)
        assert await codes(join(street, one, certified)) == [Code.CERTIFICATE_MISSING]
        assert await codes(join(street, OFFICIAL, plain)) == [Code.NOT_PERMITTED]
        street.clock.at = datetime(2027, 12, 1, tzinfo=UTC)
        assert await codes(join(street, one, plain)) == [Code.SHIFT_OVER]

    live(story)


def test_shift_that_is_cancelled_lets_everybody_go(live: Any) -> None:
    async def story(street: Street) -> None:
        who, of = (await people(street))[0], await campaign(street, 150)
        wanted = await shift(street, of)
        assignment = number(await join(street, who, wanted))
        cancel = shifts.ShiftCancel(wanted, "当日有暴雨预警")
        assert await codes(shifts.cancel_shift(street.changes, organiser(151), cancel)) == [Code.NOT_FOUND]
        await shifts.cancel_shift(street.changes, organiser(150), cancel)
        assert (await street.row("shift_assignment", assignment))["state"] == "cancelled"
        assert await codes(shifts.cancel_shift(street.changes, OFFICIAL, cancel)) == [Code.SHIFT_OVER]
        assert await codes(join(street, who, wanted)) == [Code.SHIFT_OVER]

    live(story)


def test_shift_lies_in_its_campaign_and_begins_later_than_now(live: Any) -> None:
    async def story(street: Street) -> None:
        of = await campaign(street)
        for wrong in (date(2028, 1, 1), date(2027, 3, 1)):
            assert await codes(shift(street, of, day=wrong)) == [Code.SHIFT_UNFIT]
        assert await codes(shift(street, of, needs_certificate=True)) == [Code.SHIFT_UNFIT]
        assert await codes(shift(street, of, help_kind="money")) == [Code.MONEY_OF_DONORS]
        assert await codes(shift(street, of, places=0)) == [Code.QUANTITY_WRONG]
        assert await codes(shift(street, of, skill="电话13800001234567")) == [Code.NUMBER_IN_TEXT]

    live(story)


def test_all_places_are_confirmed_or_none_and_once(live: Any) -> None:
    async def story(street: Street) -> None:
        of, (one, two, three, *_) = await campaign(street), await people(street)
        first, second = await shift(street, of, places=1), await shift(street, of, places=2)
        (unverified,) = await street.fetch("SELECT id FROM volunteer WHERE verified_on IS NULL ORDER BY id LIMIT 1")

        def confirm(*places: tuple[int, int], who: Subject = OFFICIAL, once: str | None = None) -> Awaitable[list[str]]:
            wanted = ShiftConfirmation(tuple(PlaceWanted(*place) for place in places), "按方案统一安排")
            return confirm_shift_assignments(street.changes, who, wanted, once or key())

        crowd = (first, one.volunteer_id), (first, two.volunteer_id), (second, unverified["id"])
        assert await codes(confirm(*crowd)) == [Code.SHIFT_FULL, Code.SHIFT_FULL, Code.NOT_VERIFIED]
        assert await codes(confirm((first, one.volunteer_id), who=one)) == [Code.NOT_PERMITTED]
        assert await codes(confirm()) == [Code.PLACES_UNFIT]
        assert (await street.row("shift", second))["taken"] == 0
        places, again = ((first, one.volunteer_id), (second, one.volunteer_id), (second, three.volunteer_id)), key()
        made = await confirm(*places, once=again)
        assert made == await confirm(*places, once=again)
        rows = [await street.row("shift_assignment", number(id_)) for id_ in made]
        assert [(row["shift_id"], row["volunteer_id"], row["is_signed_up"]) for row in rows] == [(*place, False) for place in places]
        assert [(await street.row("shift", one))["taken"] for one in (first, second)] == [1, 2]
        assert await codes(confirm((first, two.volunteer_id))) == [Code.SHIFT_FULL]

    live(story)
