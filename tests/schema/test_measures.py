"""What is done for a household, over real HTTP: who begins and finishes it, for whom, and a need that comes from it."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from databases.clock import Clock
from tests.schema.asking import Api

RECORD = """mutation ($input: RecordMeasureInput!) { recordMeasure(input: $input) {
  measure { id version kind about startsOn household { number } } userErrors { field code message } } }"""
FINISH = """mutation ($input: FinishMeasureInput!) { finishMeasure(input: $input) {
  measure { id finishedOn result } userErrors { field code message } } }"""
DRAFT = "mutation ($input: DraftNeedInput!) { draftNeed(input: $input) { need { id state } userErrors { field code message } } }"
ABOUT, RESULT = "为本户老人联系康复训练，每周一次", "训练满三个月，已能独立行走"


def helped(api: Api, state: str = "active", turn: int = 0) -> tuple[str, asyncpg.Record]:
    """A helper who holds no other post, and a household of his that stands there and is nobody's kin."""
    kin = [row["household_id"] for row in api.truth("forces", "SELECT household_id FROM relative")]
    homes = api.truth("beneficiaries", "SELECT id, number, region_code FROM household WHERE state = $1 AND NOT id = ANY($2) ORDER BY id", state, kin)
    sql = """SELECT number, pairing.household_id FROM pairing JOIN person ON person.id = person_id WHERE kind = 'responsible' AND upper(period) IS NULL
      AND pairing.household_id = ANY($1) AND starts_with(pairing.region_code, '320282') AND (SELECT count(*) FROM post WHERE post.person_id = person.id) = 1
      ORDER BY pairing.household_id OFFSET $2 LIMIT 1"""
    found = api.truth("forces", sql, [row["id"] for row in homes], turn)[0]
    return str(found["number"]), next(row for row in homes if row["id"] == found["household_id"])


def wanted(home: Any, **more: Any) -> dict[str, Any]:
    return {
        **{"householdId": f"Household:{home['id']}", "kind": "health", "department": "health", "about": ABOUT},
        **{"startsOn": Clock().today().isoformat(), "idempotencyKey": secrets.token_urlsafe(12), **more},
    }


def change(api: Api, mutation: str, who: str | None, **input_: Any) -> dict[str, Any]:
    answer = api.ask(mutation, who, input=input_)
    found: dict[str, Any] = next(iter(answer["data"].values())) if answer.get("data") else {"userErrors": [e["extensions"] for e in answer["errors"]]}
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [error["code"] for error in found["userErrors"]]


def test_helper_begins_a_measure_a_need_comes_from_it_and_it_is_finished_once(api: Api) -> None:
    helper, home = helped(api)
    asked = wanted(home)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: change(api, RECORD, helper, **asked), range(4)))
    assert [one["userErrors"] for one in made] == [[]] * 4
    measure = made[0]["measure"]
    assert {one["measure"]["id"] for one in made} == {measure["id"]}
    assert (measure["kind"], measure["about"], measure["household"]["number"]) == ("health", ABOUT, home["number"])
    item = api.truth("forces", "SELECT id FROM need_item WHERE code = 'tutoring'")[0]["id"]
    until = (Clock().today() + timedelta(days=60)).isoformat()
    asking = {"needItemId": f"NeedItem:{item}", "quantity": 1, "price": "0", "neededBy": until, "idempotencyKey": secrets.token_urlsafe(12)}
    assert codes(change(api, DRAFT, helper, sourceId=measure["id"], **asking)) == []
    same = {"id": measure["id"], "expectedVersion": measure["version"], "result": RESULT}
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: change(api, FINISH, helper, **same), range(4)))
    assert sorted(code for one in done for code in codes(one)) == ["VERSION_CONFLICT"] * 3
    assert codes(change(api, FINISH, helper, **{**same, "expectedVersion": measure["version"] + 1})) == ["MEASURE_FINISHED"]
    asking |= {"needItemId": f"NeedItem:{item + 1}", "idempotencyKey": secrets.token_urlsafe(12)}
    over = change(api, DRAFT, helper, sourceId=measure["id"], **asking)["userErrors"]  # what was finished needs nothing any more
    assert [(error["code"], error["field"]) for error in over] == [("MEASURE_FINISHED", "sourceId")]
    auditor = api.person("auditor", "audit")["number"]
    assert codes(change(api, DRAFT, auditor, sourceId=measure["id"], **asking)) == ["NOT_PERMITTED"]  # nor is told when it was finished
    key = measure["id"].partition(":")[2]
    row = api.truth("beneficiaries", "SELECT * FROM measure WHERE id = $1", int(key))[0]
    assert (row["finished_on"], row["result"], row["region_code"]) == (Clock().today(), RESULT, home["region_code"])
    sql = "SELECT kind, actor FROM event WHERE subject_kind = 'measure' AND subject_id = $1 ORDER BY id"
    assert [tuple(event) for event in api.truth("beneficiaries", sql, key)] == [("measure_recorded", helper), ("measure_finished", helper)]


def test_departments_of_the_place_begin_measures_and_nobody_else_does(api: Api) -> None:
    _, home = helped(api, turn=1)
    stranger = next(helper for turn in range(2, 60) if (helper := helped(api, turn=turn)[0]) != helped(api, turn=1)[0])
    for department in ("civil_affairs", "agriculture", "education"):
        assert codes(change(api, RECORD, api.person("manager", department, 4)["number"], **wanted(home))) == []
    for who in (stranger, api.person("donor")["number"], api.person("household")["number"]):
        assert codes(change(api, RECORD, who, **wanted(home))) == ["NOT_FOUND"]
    for who in (api.person("auditor", "audit")["number"], api.person("manager", "finance", 4)["number"]):
        assert codes(change(api, RECORD, who, **wanted(home))) == ["NOT_PERMITTED"]
    assert codes(change(api, RECORD, None, **wanted(home))) == ["UNAUTHENTICATED"]


def test_nothing_is_begun_for_a_household_that_leaves_or_by_its_kin(api: Api) -> None:
    official = api.person("manager", "civil_affairs", 4)
    for state in ("exit_signing", "exited"):
        home = api.truth("beneficiaries", "SELECT * FROM household WHERE state = $1 ORDER BY id LIMIT 1", state)[0]
        assert codes(change(api, RECORD, official["number"], **wanted(home))) == ["NOT_IN_HARDSHIP"]
    helper, home = helped(api, turn=2)
    kin = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2020-01-01', $3)"
    api.truth("forces", kin, official["id"], home["id"], home["region_code"])
    assert codes(change(api, RECORD, official["number"], **wanted(home))) == ["CONFLICT_OF_INTEREST"]
    made = change(api, RECORD, helper, **wanted(home))["measure"]
    found = change(api, FINISH, official["number"], id=made["id"], expectedVersion=made["version"], result=RESULT)
    assert codes(found) == ["CONFLICT_OF_INTEREST"]
    api.truth("forces", "DELETE FROM relative WHERE person_id = $1 AND household_id = $2", official["id"], home["id"])


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"about": "短"}, "about", "TEXT_UNFIT"),
        ({"about": "请联系 13912345678 上门"}, "about", "NUMBER_IN_TEXT"),
        ({"startsOn": "1999-01-01"}, "startsOn", "INVALID_PERIOD"),
        ({"startsOn": "2098-01-01"}, "startsOn", "INVALID_PERIOD"),
        ({"dueOn": "2020-01-01"}, "dueOn", "INVALID_PERIOD"),
        ({"dueOn": "2199-01-01"}, "dueOn", "INVALID_PERIOD"),
        ({"projectId": "Project:0"}, "projectId", "NOT_FOUND"),
        ({"fundStreamId": "Project:1"}, "fundStreamId", "NOT_FOUND"),
        ({"personId": "Person:1"}, "personId", "NOT_FOUND"),  # not himself
    ],
)
def test_unfit_measure_is_refused_with_its_field(api: Api, wrong: dict[str, Any], field: str, code: str) -> None:
    (helper, home), before = helped(api), api.truth("beneficiaries", "SELECT count(*) FROM measure")
    errors = change(api, RECORD, helper, **wanted(home, **wrong))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]
    assert api.truth("beneficiaries", "SELECT count(*) FROM measure") == before


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"result": "好"}, "result", "TEXT_UNFIT"),
        ({"finishedOn": "2098-01-01"}, "finishedOn", "IN_THE_FUTURE"),
        ({"finishedOn": "1999-01-01"}, "finishedOn", "INVALID_PERIOD"),
    ],
)
def test_unfit_finish_is_refused_with_its_field(api: Api, wrong: dict[str, Any], field: str, code: str) -> None:
    helper, home = helped(api)
    made = change(api, RECORD, helper, **wanted(home))["measure"]
    errors = change(api, FINISH, helper, id=made["id"], expectedVersion=made["version"], **{"result": RESULT, **wrong})["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]
