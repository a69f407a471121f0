"""A village's technical problem reaches the inboxes of experts, and what becomes of it those of the village, once."""

from __future__ import annotations

from typing import Any

from databases import event_log
from policies.subjects import Assignment, Subject
from resolvers.changes import technical_problems as problems
from resolvers.following.core import follow_next
from resolvers.following.problem_notices import PROBLEM_FOLLOWER
from tests.resolvers.giving import NUMBERS, officer, volunteer
from tests.sunshine.office import ABOUT, Office

OFFICER = """SELECT person_id, region_code FROM post WHERE tier = 'manager' AND department = 'town_government' AND length(region_code) = 12
AND period @> $1::date ORDER BY id LIMIT 1"""
EXPERTS = "SELECT id, person_id FROM volunteer WHERE is_expert AND verified_on IS NOT NULL ORDER BY id"
LAYMAN = "SELECT person_id FROM volunteer WHERE NOT is_expert AND verified_on IS NOT NULL ORDER BY id LIMIT 1"


async def told(office: Office, problem: str, person: int) -> list[str]:
    """What somebody was told of a problem, once all was followed and told, and followed again."""
    for _ in range(2):
        await event_log.sequence(await office.street.connection("projects"))
        while await follow_next(office.street.changes, PROBLEM_FOLLOWER):
            pass
        await office.deliver()
    rows = await office.street.fetch(ABOUT, problem)
    return [row["kind"].removeprefix("problem_") for row in rows if row["person_id"] == person]


def test_experts_hear_of_a_problem_and_the_village_of_its_answer(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        changes, today = street.changes, street.clock.today()
        (found,) = await street.fetch(OFFICER, today)
        village = officer(found["person_id"], found["region_code"])
        first, second = [volunteer(row["person_id"], row["id"]) for row in (await street.fetch(EXPERTS))[:2]]
        ((layman,),) = await street.fetch(LAYMAN)
        agriculture = Subject(140, assignments=(Assignment.of("manager", "agriculture", "3202"),), number="P000140")
        raised = problems.ProblemRaised(found["region_code"], "草莓大棚土壤板结怎么改良")
        problem = await problems.raise_problem(changes, agriculture, raised, f"problem-{next(NUMBERS)}")
        key = int(problem.partition(":")[2])
        people = (first, second, village, agriculture)
        assert [await told(office, problem, one.person_id or 0) for one in people] == [["raised"], ["raised"], [], []]
        await problems.take_problem(changes, first, problems.ProblemChange(key, 1))
        await problems.answer_problem(changes, first, problems.ProblemAnswer(key, 2, "轮作绿肥并增施有机肥，板结减轻"))
        answered = ["taken", "answered"]
        assert [await told(office, problem, one.person_id or 0) for one in people] == [["raised"], ["raised"], answered, answered]
        await problems.reopen_problem(changes, village, problems.ProblemReopening(key, 3, "照做之后没有改善"))
        assert [await told(office, problem, one.person_id or 0) for one in (first, second)] == [["raised", "reopened"]] * 2
        assert await told(office, problem, layman) == []
        texts = {row["person_id"]: row["text"] for row in await street.fetch(ABOUT, problem) if row["kind"].endswith("reopened")}
        assert "您对接过的" in texts[first.person_id or 0]
        assert "您对接过的" not in texts[second.person_id or 0]

    office(story)
