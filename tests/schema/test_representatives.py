"""Deputies and members over real HTTP: what they did, what they suggest, who answers it, and who does neither."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from databases.clock import Clock
from tests.schema.asking import Api

RECORD = """mutation ($input: RecordRepresentativeActionInput!) { recordRepresentativeAction(input: $input) {
  representativeAction { id form amount project { name } } userErrors { field code message } } }"""
MAKE = """mutation ($input: MakeSuggestionInput!) { makeSuggestion(input: $input) {
  suggestion { id version state dueOn department } userErrors { field code message } } }"""
TRANSFER = """mutation ($input: TransferSuggestionInput!) { transferSuggestion(input: $input) {
  suggestion { id version state department } userErrors { field code message } } }"""
ANSWER = """mutation ($input: AnswerSuggestionInput!) { answerSuggestion(input: $input) {
  suggestion { id version state answer answeredOn } userErrors { field code message } } }"""
READ = "query ($id: ID!) { node(id: $id) { ... on Suggestion { text state answer } } }"
COUNTY, VILLAGE = "320282", "320282101001"
TITLE, TEXT = "关于给困难家庭子女提供暑期托管的建议", "走访时多户家长说暑假孩子没人照看，建议由镇里的服务站开暑期托管班。"
TOLD, REASON = "已商教育部门，今年暑期在三个镇开班试行。", "此事由教育部门负责，请其答复"


def deputies(api: Api) -> list[Any]:
    """Deputies and members, each with who he is there."""
    sql = """SELECT number, representative.id FROM representative JOIN person ON person.id = person_id JOIN post ON post.person_id = person.id
        WHERE tier = 'deputy' AND period @> current_date ORDER BY representative.id"""
    return api.truth("forces", sql)


def office(api: Api, department: str = "civil_affairs", region: str = COUNTY) -> Any:
    """An office, by its key."""
    return api.truth("forces", "SELECT id FROM organisation WHERE department = $1 AND region_code = $2", department, region)[0]["id"]


def official(api: Api, department: str = "civil_affairs", region: str = COUNTY) -> str:
    """An official of a department in a division, who holds no other post."""
    sql = """SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = 'manager' AND department = $1 AND post.region_code = $2
        AND post.period @> current_date AND NOT EXISTS (SELECT FROM post AS other WHERE other.person_id = person.id AND other.id <> post.id)"""
    return str(api.truth("forces", sql, department, region)[0]["number"])


def suggested(api: Api, who: Any, **more: Any) -> dict[str, Any]:
    return {
        "representativeId": f"Representative:{who['id']}",
        "kind": "opinion",
        "title": TITLE,
        "text": TEXT,
        "regionCode": COUNTY,
        "organisationId": f"Organisation:{office(api)}",
        "idempotencyKey": secrets.token_urlsafe(12),
        **more,
    }


def done(who: Any, **more: Any) -> dict[str, Any]:
    return {
        "representativeId": f"Representative:{who['id']}",
        "form": "knowledge",
        "about": "到村办了一场果树修剪课，四十人参加",
        "amount": "0",
        "actedOn": Clock().today().isoformat(),
        "regionCode": VILLAGE,
        "idempotencyKey": secrets.token_urlsafe(12),
        **more,
    }


def change(api: Api, mutation: str, who: str | None, **input_: Any) -> dict[str, Any]:
    answer = api.ask(mutation, who, input=input_)
    found: dict[str, Any] = next(iter(answer["data"].values())) if answer.get("data") else {"userErrors": [e["extensions"] for e in answer["errors"]]}
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [error["code"] for error in found["userErrors"]]


def row(api: Api, suggestion: str) -> Any:
    return api.truth("forces", "SELECT * FROM suggestion WHERE id = $1", int(suggestion.partition(":")[2]))[0]


def made(api: Api, **more: Any) -> dict[str, Any]:
    who = deputies(api)[0]
    found = change(api, MAKE, who["number"], **suggested(api, who, **more))
    assert found["userErrors"] == []
    suggestion: dict[str, Any] = found["suggestion"]
    return suggestion


def step(api: Api, mutation: str, who: str | None, suggestion: dict[str, Any], **more: Any) -> dict[str, Any]:
    return change(api, mutation, who, id=suggestion["id"], expectedVersion=row(api, suggestion["id"])["version"], **more)


def read(api: Api, who: str | None, suggestion: dict[str, Any]) -> Any:
    """What somebody reads of a suggestion; nothing if he may not."""
    return api.ask(READ, who, id=suggestion["id"])["data"]["node"]


def test_opinion_is_answered_by_the_department_and_its_deputy_reads_the_answer(api: Api) -> None:
    deputy, suggestion = deputies(api)[0], made(api)
    assert (suggestion["state"], suggestion["department"]) == ("made", "civil_affairs")
    days = api.truth("forces", "SELECT value FROM rule_parameter WHERE name = 'suggestion_answer_days'")[0]["value"]
    assert suggestion["dueOn"] == (Clock().today() + timedelta(days=int(days))).isoformat()
    who = official(api)
    assert read(api, who, suggestion)["text"] == TEXT
    found = step(api, ANSWER, who, suggestion, answer=TOLD)
    assert (found["userErrors"], found["suggestion"]["state"]) == ([], "answered")
    assert read(api, deputy["number"], suggestion)["answer"] == TOLD
    sql = "SELECT kind, actor FROM event WHERE subject_kind = 'suggestion' AND subject_id = $1 ORDER BY id"
    events = [tuple(event) for event in api.truth("forces", sql, suggestion["id"].partition(":")[2])]
    assert events == [("suggestion_made", deputy["number"]), ("suggestion_answered", who)]


def test_suggestion_is_passed_on_and_only_the_new_department_reads_and_answers_it(api: Api) -> None:
    suggestion, here, there = made(api), official(api, "finance"), official(api, "education")
    assert read(api, here, suggestion) is None
    assert codes(step(api, TRANSFER, here, suggestion, organisationId=f"Organisation:{office(api, 'education')}", reason=REASON)) == ["NOT_FOUND"]
    passed = step(api, TRANSFER, official(api), suggestion, organisationId=f"Organisation:{office(api, 'education')}", reason=REASON)
    assert passed["userErrors"] == []
    assert (row(api, suggestion["id"])["state"], row(api, suggestion["id"])["department"]) == ("transferred", "education")
    assert codes(step(api, ANSWER, official(api), suggestion, answer=TOLD)) == ["NOT_FOUND"]
    assert read(api, there, suggestion)["text"] == TEXT
    assert codes(step(api, ANSWER, there, suggestion, answer=TOLD)) == []
    sql = "SELECT purpose FROM event WHERE kind = 'suggestion_transferred' AND subject_id = $1"
    assert api.truth("forces", sql, suggestion["id"].partition(":")[2])[0]["purpose"] == REASON


def test_nobody_else_makes_passes_on_or_answers(api: Api) -> None:
    deputy, other, *_ = deputies(api)
    suggestion, elsewhere = made(api), official(api, region="320281")
    sql = """SELECT DISTINCT ON (tier) number FROM post JOIN person ON person.id = person_id
        WHERE post.period @> current_date AND tier NOT IN ('manager', 'deputy') AND (SELECT count(*) FROM post AS p WHERE p.person_id = person.id) = 1"""
    others = [found["number"] for found in api.truth("forces", sql)]
    for who in (elsewhere, deputy["number"], *others):
        assert codes(step(api, ANSWER, who, suggestion, answer=TOLD)) == ["NOT_FOUND"], who
    assert codes(step(api, ANSWER, None, suggestion, answer=TOLD)) == ["UNAUTHENTICATED"]
    for who in (other["number"], official(api), *others):
        assert codes(change(api, MAKE, who, **suggested(api, deputy))) == ["NOT_PERMITTED"], who
        assert codes(change(api, RECORD, who, **done(deputy))) == ["NOT_PERMITTED"], who
    assert row(api, suggestion["id"])["state"] == "made"


def test_suggestion_is_answered_once_by_whoever_is_first(api: Api) -> None:
    suggestion, who = made(api), official(api)
    with ThreadPoolExecutor(4) as pool:
        same = {"id": suggestion["id"], "expectedVersion": suggestion["version"], "answer": TOLD}
        found = list(pool.map(lambda _: change(api, ANSWER, who, **same), range(4)))
    assert sorted(code for one in found for code in codes(one)) == ["VERSION_CONFLICT"] * 3
    assert codes(step(api, ANSWER, who, suggestion, answer=TOLD)) == ["WRONG_STATE"]
    again = {"organisationId": f"Organisation:{office(api, 'education')}", "reason": REASON}
    assert codes(step(api, TRANSFER, who, suggestion, **again)) == ["WRONG_STATE"]


def test_the_same_again_makes_no_second_suggestion(api: Api) -> None:
    deputy = deputies(api)[0]
    same = suggested(api, deputy)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: change(api, MAKE, deputy["number"], **same)["suggestion"]["id"], range(4)))
    assert len(set(found)) == 1
    assert codes(change(api, MAKE, deputy["number"], **{**same, "title": TITLE + "（二）"})) == ["IDEMPOTENCY_KEY_REUSED"]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"title": "短"}, "title", "TEXT_UNFIT"),
        ({"title": "请联系13912345678"}, "title", "NUMBER_IN_TEXT"),
        ({"text": "太短了"}, "text", "TEXT_UNFIT"),
        ({"text": TEXT + "王某，身份证320282199001011234"}, "text", "NUMBER_IN_TEXT"),
        ({"regionCode": "320282999"}, "regionCode", "UNKNOWN_REGION"),
        ({"regionCode": "320281"}, "organisationId", "ANSWERER_UNFIT"),
        ({"organisationId": "Organisation:999999"}, "organisationId", "NOT_FOUND"),
        ({"organisationId": "Person:1"}, "organisationId", "NOT_FOUND"),
    ],
)
def test_unfit_suggestion_is_refused_with_its_field(api: Api, wrong: dict[str, Any], field: str, code: str) -> None:
    deputy, before = deputies(api)[0], api.truth("forces", "SELECT count(*) FROM suggestion")
    errors = change(api, MAKE, deputy["number"], **suggested(api, deputy, **wrong))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]
    assert api.truth("forces", "SELECT count(*) FROM suggestion") == before


def test_office_whose_department_may_not_answer_gets_no_suggestion(api: Api) -> None:
    deputy = deputies(api)[0]
    helping = api.truth("forces", "SELECT id FROM organisation WHERE department IS NULL AND region_code = '3202' LIMIT 1")[0]["id"]
    for organisation in (helping, office(api, "audit", "3202")):
        found = change(api, MAKE, deputy["number"], **suggested(api, deputy, organisationId=f"Organisation:{organisation}"))
        assert codes(found) == ["ANSWERER_UNFIT"]


def test_deputy_records_what_he_did_for_a_project(api: Api) -> None:
    deputy = deputies(api)[0]
    project = api.truth("projects", "SELECT id, name, region_code FROM project ORDER BY id LIMIT 1")[0]
    wanted = done(deputy, form="industry", amount="20000.50", projectId=f"Project:{project['id']}", regionCode=project["region_code"])
    found = change(api, RECORD, deputy["number"], **wanted)
    assert found["userErrors"] == []
    action = found["representativeAction"]
    assert (action["form"], action["amount"], action["project"]["name"]) == ("industry", "20000.50", project["name"])
    assert change(api, RECORD, deputy["number"], **wanted)["representativeAction"]["id"] == action["id"]
    mine = api.ask("{ representativeActions(first: 100) { edges { node { id } } } }", deputy["number"])["data"]["representativeActions"]["edges"]
    assert action["id"] in [edge["node"]["id"] for edge in mine]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"about": "短"}, "about", "TEXT_UNFIT"),
        ({"about": "给电话13912345678的户送米"}, "about", "NUMBER_IN_TEXT"),
        ({"amount": "-1"}, "amount", "AMOUNT_WRONG"),
        ({"amount": "NaN"}, "amount", "AMOUNT_WRONG"),
        ({"actedOn": "2098-01-01"}, "actedOn", "IN_THE_FUTURE"),
        ({"actedOn": "1899-12-31"}, "actedOn", "INVALID_PERIOD"),
        ({"regionCode": "320282"}, "regionCode", "UNKNOWN_REGION"),
        ({"regionCode": "320282999999"}, "regionCode", "UNKNOWN_REGION"),
        ({"projectId": "Project:1"}, "projectId", "PROJECT_OF_FORM"),
        ({"form": "project", "projectId": "Project:999999"}, "projectId", "NOT_FOUND"),
    ],
)
def test_unfit_action_is_refused_with_its_field(api: Api, wrong: dict[str, Any], field: str, code: str) -> None:
    deputy, before = deputies(api)[0], api.truth("forces", "SELECT count(*) FROM representative_action")
    errors = change(api, RECORD, deputy["number"], **done(deputy, **wrong))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]
    assert api.truth("forces", "SELECT count(*) FROM representative_action") == before
