"""An appeal against a refused need: who may make it, who decides it, by when, and what becomes of the need."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg

from policies.subjects import Assignment, Subject
from resolvers.changes import appeals, needs
from resolvers.changes.errors import Code, RefusedError
from tests.resolvers.giving import DRAFTER, FIRST, NUMBERS, SECOND, START, Street, donor, household, officer, official, refusal

REFUSER, DECIDER = FIRST, SECOND
REASON, ANSWER = "家中老人行动不便，请再核实一次", "已入户核实，情况属实，准予重新审核"
EVENTS = "SELECT kind, actor FROM event WHERE (subject_kind, subject_id) IN (('need_appeal', $1), ('need', $2)) ORDER BY id DESC LIMIT 3"


async def refused_need(street: Street) -> asyncpg.Record:
    need = await street.drafted()
    await needs.review_need(street.changes, REFUSER, needs.NeedReview(need, 1, "不在需求目录范围内"))
    return await street.row("need", need)


async def appealed(street: Street, need: Any, who: Subject, reason: str = REASON) -> int:
    made = await appeals.make_appeal(street.changes, who, appeals.AppealWanted(need["id"], reason), f"appeal-{next(NUMBERS)}")
    return int(made.partition(":")[2])


async def decided(street: Street, appeal: int, who: Subject, is_granted: bool = True, answer: str = ANSWER) -> str:
    version = (await street.row("need_appeal", appeal))["version"]
    return await appeals.decide_appeal(street.changes, who, appeals.AppealDecision(appeal, version, is_granted, answer))


def helper(person: int, paired: int) -> Subject:
    return Subject(person, assignments=(Assignment.of("helper", "", "320282"),), paired=frozenset({paired}), number=f"P{person:06d}")


def test_household_appeals_somebody_else_grants_it_and_two_review_it_again(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await refused_need(street)
        home = household(150, need["household_id"])
        appeal = await appealed(street, need, home)
        row = await street.row("need_appeal", appeal)
        assert (row["state"], row["refuser_id"], row["appellant_id"]) == ("made", REFUSER.person_id, home.person_id)
        assert row["due_on"] == START.date() + timedelta(days=15)
        await decided(street, appeal, DECIDER)
        row, after = await street.row("need_appeal", appeal), await street.row("need", need["id"])
        assert (row["state"], row["decider_id"], row["answer"]) == ("granted", DECIDER.person_id, ANSWER)
        assert (after["state"], after["refusal_reason"], after["refuser_id"], after["reviewer_id"]) == ("draft", None, None, None)
        told = [tuple(event) for event in await street.fetch(EVENTS, str(appeal), str(need["id"]))]
        assert told == [("need_reopened", DECIDER.number), ("appeal_granted", DECIDER.number), ("appeal_made", home.number)]
        await needs.review_need(street.changes, DECIDER, needs.NeedReview(need["id"], after["version"], None))
        await needs.review_need(street.changes, official(104), needs.NeedReview(need["id"], after["version"] + 1, "仍不在目录范围内"))
        again = await appealed(street, need, home)  # another refusal is another matter
        assert again != appeal

    live(story)


def test_dismissed_appeal_leaves_the_need_refused_for_good(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await refused_need(street)
        appeal = await appealed(street, need, officer(151, need["village_code"][:9]))
        assert await refusal(appealed(street, need, household(150, need["household_id"]))) is Code.ALREADY_APPEALED
        await decided(street, appeal, DECIDER, is_granted=False, answer="同类物品已由镇里统一配发，维持不予发布")
        assert (await street.row("need", need["id"]))["state"] == "refused"
        assert await refusal(decided(street, appeal, DECIDER)) is Code.WRONG_STATE
        assert await refusal(appealed(street, need, household(150, need["household_id"]))) is Code.ALREADY_APPEALED

    live(story)


def test_nobody_judges_his_own_refusal_draft_appeal_or_kin(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await refused_need(street)
        both = Subject(
            151,
            assignments=(Assignment.of("manager", "civil_affairs", "3202"), Assignment.of("manager", "town_government", "3202")),
            number="P000151",
        )
        appeal = await appealed(street, need, both)
        assert await refusal(decided(street, appeal, REFUSER)) is Code.OWN_REFUSAL
        assert await refusal(decided(street, appeal, both)) is Code.OWN_REFUSAL
        assert await refusal(decided(street, appeal, DRAFTER)) is Code.OWN_DRAFT
        sql = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2027-01-01', $3)"
        await street.fetch(sql, 105, need["household_id"], need["village_code"])
        assert await refusal(decided(street, appeal, official(105))) is Code.CONFLICT_OF_INTEREST
        assert (await street.row("need_appeal", appeal))["state"] == "made"

    live(story)


def test_only_whom_a_refusal_concerns_and_his_officers_appeal(live: Any) -> None:
    async def story(street: Street) -> None:
        need, home = await refused_need(street), helper(152, 0)
        other = "320281101001" if need["village_code"].startswith("320282") else "320282101001"
        for who in (household(150, need["household_id"] + 1), home, officer(151, other), donor(153, 1)):
            assert await refusal(appealed(street, need, who)) is Code.NOT_FOUND
        assert await refusal(appealed(street, need, DECIDER)) is Code.NOT_PERMITTED
        draft = await street.row("need", await street.drafted())
        assert await refusal(appealed(street, draft, household(150, draft["household_id"]))) is Code.WRONG_STATE
        mine = helper(152, need["household_id"])
        assert await refusal(appealed(street, need, mine, reason="短")) is Code.TEXT_UNFIT
        assert await refusal(appealed(street, need, mine, reason="请联系 13912345678")) is Code.NUMBER_IN_TEXT
        appeal = await appealed(street, need, mine)
        assert await refusal(decided(street, appeal, mine)) is Code.NOT_FOUND
        assert await refusal(decided(street, appeal, officer(151, need["village_code"]))) is Code.NOT_FOUND

    live(story)


def test_two_who_decide_at_once_make_one_decision(live: Any) -> None:
    async def story(street: Street) -> None:
        appeal = await appealed(street, need := await refused_need(street), household(150, need["household_id"]))
        wanted = [appeals.AppealDecision(appeal, 1, is_granted, ANSWER) for is_granted in (True, False)]
        both = (appeals.decide_appeal(street.changes, who, one) for who, one in zip((DECIDER, official(106)), wanted, strict=True))
        found = await asyncio.gather(*both, return_exceptions=True)
        assert sum(isinstance(one, RefusedError) for one in found) == 1
        row, after = await street.row("need_appeal", appeal), await street.row("need", need["id"])
        assert (row["state"], after["state"]) in {("granted", "draft"), ("dismissed", "refused")}

    live(story)


def test_need_that_was_asked_for_again_meanwhile_is_not_opened_twice(live: Any) -> None:
    async def story(street: Street) -> None:
        measure = await street.measure()
        first = await street.drafted(measure=measure)
        await needs.review_need(street.changes, REFUSER, needs.NeedReview(first, 1, "不在需求目录范围内"))
        appeal = await appealed(street, await street.row("need", first), household(150, measure["household_id"]))
        await street.drafted(measure=measure)
        assert await refusal(decided(street, appeal, DECIDER)) is Code.DUPLICATE_NEED
        assert (await street.row("need_appeal", appeal))["state"] == "made"

    live(story)
