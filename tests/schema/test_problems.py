"""A technical problem of a village over real HTTP: raised, taken by an expert, answered, and opened again where that did not help."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schema.asking import Api

STEPS = {
    name: f"{name[0].upper()}{name[1:]}Input"
    for name in ("raiseTechnicalProblem", "takeTechnicalProblem", "answerTechnicalProblem", "reopenTechnicalProblem")
}
SHOWN = "technicalProblem { id version state title result regionCode } userErrors { field code message }"
OFFICER = """SELECT number, post.region_code FROM post JOIN person ON person.id = person_id
WHERE tier = 'manager' AND department = 'town_government' AND length(post.region_code) = 12 ORDER BY post.id LIMIT 1"""
EXPERTS = """SELECT person.number FROM volunteer JOIN person ON person.id = person_id WHERE verified_on IS NOT NULL AND is_expert = $1 ORDER BY volunteer.id"""
TITLE = "草莓大棚土壤板结怎么改良"
RESULT = "轮作绿肥并增施有机肥，板结减轻"


def change(api: Api, who: str, name: str, **input_: Any) -> dict[str, Any]:
    answer = api.ask(f"mutation ($input: {STEPS[name]}!) {{ {name}(input: $input) {{ {SHOWN} }} }}", who, input=input_)
    assert "errors" not in answer, answer["errors"]
    return dict(answer["data"][name])


AT_HAND = "{ technicalProblemSteps { raisesIn problems { problemId version steps } } }"


def at_hand(api: Api, who: str | None, key: str) -> list[str]:
    """What somebody may do with a problem now, as he is told."""
    problems = api.ask(AT_HAND, who)["data"]["technicalProblemSteps"]["problems"]
    return next((one["steps"] for one in problems if one["problemId"] == key), [])


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


@pytest.fixture(scope="module")
def raised(api: Api) -> dict[str, Any]:
    (officer,) = api.truth("forces", OFFICER)
    wanted = {"regionCode": officer["region_code"], "title": TITLE, "idempotencyKey": "strawberries"}
    problem = change(api, officer["number"], "raiseTechnicalProblem", **wanted)["technicalProblem"]
    assert change(api, officer["number"], "raiseTechnicalProblem", **wanted)["technicalProblem"]["id"] == problem["id"]
    return dict(problem)


def test_officials_raise_problems_of_their_own_village_in_words_that_name_nobody(api: Api, raised: dict[str, Any]) -> None:
    (officer,) = api.truth("forces", OFFICER)
    assert (raised["state"], raised["title"], raised["regionCode"]) == ("open", TITLE, officer["region_code"])
    wanted = {"regionCode": officer["region_code"], "title": TITLE, "idempotencyKey": "others"}
    elsewhere = "320281" if officer["region_code"].startswith("320282") else "320282"
    assert codes(change(api, officer["number"], "raiseTechnicalProblem", **{**wanted, "regionCode": elsewhere})) == ["NOT_PERMITTED"]
    assert codes(change(api, officer["number"], "raiseTechnicalProblem", **{**wanted, "title": "请打 13912345678"})) == ["NUMBER_IN_TEXT"]
    assert codes(change(api, officer["number"], "raiseTechnicalProblem", **wanted)) == ["ALREADY_RAISED"]
    agriculture = api.person("manager", "agriculture", 4)["number"]
    assert codes(change(api, agriculture, "raiseTechnicalProblem", **{**wanted, "regionCode": officer["region_code"][:9]})) == ["UNKNOWN_REGION"]
    assert api.ask(AT_HAND, officer["number"])["data"]["technicalProblemSteps"]["raisesIn"] == [officer["region_code"]]
    assert api.ask(AT_HAND)["data"]["technicalProblemSteps"] == {"raisesIn": [], "problems": []}
    for stranger in (api.person("volunteer")["number"], api.person("helper")["number"]):
        assert codes(change(api, stranger, "raiseTechnicalProblem", **wanted)) == ["NOT_PERMITTED"]


def test_problem_is_taken_by_an_expert_answered_by_him_and_opened_again_by_the_village(api: Api, raised: dict[str, Any]) -> None:
    (officer,) = api.truth("forces", OFFICER)
    expert, other = [row["number"] for row in api.truth("forces", EXPERTS, True)][:2]
    layman = api.truth("forces", EXPERTS, False)[0]["number"]
    key = raised["id"]
    assert [at_hand(api, who, key) for who in (expert, officer["number"], layman)] == [["TAKE_PROBLEM"], [], []]
    assert codes(change(api, layman, "takeTechnicalProblem", id=key, expectedVersion=1)) == ["NO_EXPERT"]
    assert codes(change(api, officer["number"], "takeTechnicalProblem", id=key, expectedVersion=1)) == ["NO_EXPERT"]
    taken = change(api, expert, "takeTechnicalProblem", id=key, expectedVersion=1)["technicalProblem"]
    assert (taken["state"], taken["result"]) == ("matched", None)
    assert [at_hand(api, who, key) for who in (expert, officer["number"], other)] == [["ANSWER_PROBLEM"], ["REOPEN_PROBLEM"], []]
    assert codes(change(api, other, "takeTechnicalProblem", id=key, expectedVersion=2)) == ["WRONG_STATE"]
    assert codes(change(api, other, "answerTechnicalProblem", id=key, expectedVersion=2, result=RESULT)) == ["NOT_FOUND"]
    solved = change(api, expert, "answerTechnicalProblem", id=key, expectedVersion=2, result=RESULT)["technicalProblem"]
    assert (solved["state"], solved["result"]) == ("solved", RESULT)
    everybody = api.ask("query ($id: ID!) { node(id: $id) { ... on TechnicalProblem { state result } } }", id=key)["data"]["node"]
    assert everybody == {"state": "solved", "result": RESULT}
    assert codes(change(api, expert, "reopenTechnicalProblem", id=key, expectedVersion=3, reason="没有解决，请再看看")) == ["NOT_FOUND"]
    again = change(api, officer["number"], "reopenTechnicalProblem", id=key, expectedVersion=3, reason="没有解决，请再看看")["technicalProblem"]
    assert (again["state"], again["result"]) == ("open", None)
    assert change(api, other, "takeTechnicalProblem", id=key, expectedVersion=4)["technicalProblem"]["state"] == "matched"
    log = api.truth(
        "projects", "SELECT kind FROM event WHERE subject_kind = 'technical_problem' AND subject_id = $1 ORDER BY id", key.partition(":")[2]
    )
    kinds = ["raised", "taken", "answered", "reopened", "taken"]
    assert [row["kind"] for row in log] == [f"technical_problem_{kind}" for kind in kinds]
