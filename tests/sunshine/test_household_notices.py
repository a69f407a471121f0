"""What happens to a household where it is registered reaches the inboxes of those whom it concerns, once, and names nobody."""

from __future__ import annotations

from typing import Any

import asyncpg

from databases.event_log import Event, append
from policies.subjects import Assignment, Subject
from resolvers.changes.measures import MeasureFinish, MeasureWanted, finish_measure, record_measure
from resolvers.following.household_notices import HOUSEHOLD_FOLLOWER
from resolvers.notices.inbox import tell
from tests.sunshine.test_exits import Town, town

__all__ = ["town"]
FAMILY = """
WITH person AS (INSERT INTO person (number, name, sex, household_id, region_code) VALUES ($1, '某某', '2', $2, '3202') RETURNING id)
INSERT INTO post (person_id, tier, household_id, region_code, region_level, period) SELECT id, 'household', $2, $3, 'village', '[2020-01-01,)' FROM person
RETURNING person_id
"""
HOUSEHOLD = "SELECT person_id FROM post WHERE household_id = $1"
HELPER = "SELECT person_id FROM pairing WHERE household_id = $1 AND kind = 'responsible' AND upper(period) IS NULL"
FOLLOWED = "SELECT id, kind, actor FROM event WHERE subject_kind = 'household' AND subject_id = $1 ORDER BY id"
NOTICES = "SELECT kind, person_id, text, text_en FROM notice WHERE about = $1 ORDER BY id"


async def followed(town: Town, home: asyncpg.Record) -> list[asyncpg.Record]:
    """What the follower has written about a household, and told, once and again."""
    await town.follow(HOUSEHOLD_FOLLOWER)
    events = await town.fetch("forces", FOLLOWED, str(home["id"]))
    for _ in range(2):
        for event in events:
            async with town.changes.transaction("forces") as connection:
                await tell(connection, event["id"], town.changes.clock)
    return events


async def told(town: Town, home: asyncpg.Record) -> list[tuple[str, int]]:
    rows = await town.fetch("forces", NOTICES, f"Household:{home['id']}")
    assert not any(home["region_code"] in row["text"] + row["text_en"] or str(home["id"]) in row["text"] + row["text_en"] for row in rows)
    return [(row["kind"], row["person_id"]) for row in rows]


def test_measure_and_its_end_are_told_to_the_household_and_its_helper(town: Any) -> None:
    async def story(town: Town) -> None:
        home = next(town.homes)
        await town.fetch("forces", FAMILY, f"family-{home['id']}", home["id"], home["region_code"])
        ((helper,),) = await town.fetch("forces", HELPER, home["id"])
        concerned = {helper, *(row["person_id"] for row in await town.fetch("forces", HOUSEHOLD, home["id"]))}
        official = Subject(140, assignments=(Assignment.of("manager", "agriculture", "3202"),), number="P000140")
        today = town.changes.clock.today()
        wanted = MeasureWanted(home["id"], "industry", "agriculture", "送鸡苗五十只，教养殖", today, None, {})
        measure = int((await record_measure(town.changes, official, wanted, "measure")).partition(":")[2])
        assert [(event["kind"], event["actor"]) for event in await followed(town, home)] == [("household_measure_recorded", "P000140")]
        assert sorted(await told(town, home)) == [("household_measure_recorded", person) for person in sorted(concerned)]
        await finish_measure(town.changes, official, MeasureFinish(measure, 1, None, "鸡苗成活四十八只"))
        await followed(town, home)
        assert {person for kind, person in await told(town, home) if kind == "household_measure_finished"} == concerned

    town(story)


def test_steps_of_an_exit_are_told_to_whose_turn_it_is(town: Any) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        home = town.home[case]
        ((helper,),) = await town.fetch("forces", HELPER, home["id"])
        ((family,),) = await town.fetch("forces", FAMILY, f"signs-{home['id']}", home["id"], home["region_code"])
        connection = await town.street.connection("beneficiaries")
        ((signature,),) = await town.fetch("beneficiaries", "SELECT min(id) FROM exit_signature WHERE exit_case_id = $1", case)
        for role in ("county", "town", "village", "helper"):
            await connection.execute("UPDATE exit_signature SET voided_at = signed_at WHERE exit_case_id = $1 AND role = $2", case, role)
            await append(connection, [Event("exit_signed", "exit_signature", str(signature), "P000101", town.changes.clock.now())])
            assert (await followed(town, home))[-1]["kind"] == f"household_exit_awaits_{role}"
        await append(connection, [Event("exit_signed_on_paper", "exit_signature", str(signature), "P000101", town.changes.clock.now())])
        assert (await followed(town, home))[-1]["kind"] == "household_exit_signed_on_paper"
        notices = await told(town, home)
        assert {("household_exit_awaits_helper", helper), ("household_exit_signed_on_paper", helper)} <= set(notices)
        assert ("household_exit_signed_on_paper", family) in notices
        officials = {person for kind, person in notices if kind == "household_exit_awaits_county"}
        departments = await town.fetch("forces", "SELECT DISTINCT department FROM post WHERE person_id = ANY($1)", list(officials))
        assert officials
        assert {row["department"] for row in departments} <= {"civil_affairs", "poverty_office"}

    town(story)


def test_objection_to_an_exit_is_told_to_the_household_its_helper_and_the_offices(town: Any) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        home = town.home[case]
        ((helper,),) = await town.fetch("forces", HELPER, home["id"])
        ((family,),) = await town.fetch("forces", FAMILY, f"objected-{home['id']}", home["id"], home["region_code"])
        ((notice,),) = await town.fetch("beneficiaries", "SELECT id FROM public_notice WHERE exit_case_id = $1", case)
        connection = await town.street.connection("beneficiaries")
        await append(connection, [Event("public_notice_objected", "public_notice", str(notice), "P000101", town.changes.clock.now())])
        assert (await followed(town, home))[-1]["kind"] == "household_exit_objected"
        people = {person for kind, person in await told(town, home) if kind == "household_exit_objected"}
        assert {helper, family} < people

    town(story)


def test_confirmed_exit_is_told_to_the_household_and_its_helper(town: Any) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        home = town.home[case]
        ((helper,),) = await town.fetch("forces", HELPER, home["id"])
        await town.confirm(case)
        assert (await followed(town, home))[-1]["kind"] == "household_exit_confirmed"
        assert ("household_exit_confirmed", helper) in await told(town, home)

    town(story)
