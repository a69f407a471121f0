"""A case for the press over real HTTP: two people make it public, from an hour of its day on, and it can be taken back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest

from databases.clock import SHANGHAI, Clock
from tests.schema.asking import Api
from tests.schema.test_measures import change, codes

CASE = "modelCase { id version title approvedOn publishedOn embargoUntil withdrawnOn } userErrors { field code message }"
DRAFT = f"mutation ($input: DraftModelCaseInput!) {{ draftModelCase(input: $input) {{ {CASE} }} }}"
APPROVE = f"mutation ($input: ApproveModelCaseInput!) {{ approveModelCase(input: $input) {{ {CASE} }} }}"
WITHDRAW = f"mutation ($input: WithdrawModelCaseInput!) {{ withdrawModelCase(input: $input) {{ {CASE} }} }}"
BODY = "某村把闲置仓库改成加工点，十余户困难家庭在家门口做工，按件计酬。"
REASON = "数字有误，更正后另发一篇"
TWO = """
SELECT number FROM person JOIN post ON post.person_id = person.id
WHERE tier = 'manager' AND department = 'civil_affairs' AND period @> current_date AND '320281' LIKE post.region_code || '%'
ORDER BY person.id LIMIT 2
"""


@pytest.fixture(scope="module")
def two(api: Api) -> tuple[str, str]:
    """Two officials of civil affairs who answer for one county."""
    writer, approver = (row["number"] for row in api.truth("forces", TWO))
    return writer, approver


def case(**more: Any) -> dict[str, Any]:
    return {"title": "家门口的加工点", "body": BODY, "regionCode": "320281", "idempotencyKey": secrets.token_hex(8), **more}


def drafted(api: Api, writer: str) -> dict[str, Any]:
    made = change(api, DRAFT, writer, **case())
    assert made["userErrors"] == []
    found: dict[str, Any] = made["modelCase"]
    return found


def seen(made: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": made["id"], "expectedVersion": made["version"], **more}


def test_case_is_written_by_one_and_approved_by_another_until_whose_hour_it_waits(api: Api, two: tuple[str, str]) -> None:
    writer, approver = two
    made, day = drafted(api, writer), Clock().today() + timedelta(days=2)
    assert (made["approvedOn"], made["publishedOn"]) == (None, None)
    wanted = seen(made, publishedOn=day.isoformat(), embargoUntil="09:30")
    assert codes(change(api, APPROVE, writer, **wanted)) == ["OWN_DRAFT"]
    approved = change(api, APPROVE, approver, **wanted)
    assert approved["userErrors"] == []
    told = approved["modelCase"]
    assert (told["approvedOn"], told["publishedOn"]) == (Clock().today().isoformat(), day.isoformat())
    assert datetime.fromisoformat(told["embargoUntil"]) == datetime(day.year, day.month, day.day, 9, 30, tzinfo=SHANGHAI)
    assert codes(change(api, APPROVE, approver, **seen(told, publishedOn=day.isoformat()))) == ["CASE_DECIDED"]
    sql = "SELECT kind, actor FROM event WHERE subject_kind = 'model_case' AND subject_id = $1 ORDER BY id"
    events = [tuple(row) for row in api.truth("forces", sql, made["id"].partition(":")[2])]
    assert events == [("model_case_drafted", writer), ("model_case_approved", approver)]


def test_case_that_was_taken_back_is_not_approved_and_not_taken_back_again(api: Api, two: tuple[str, str]) -> None:
    writer, approver = two
    made = drafted(api, writer)
    gone = change(api, WITHDRAW, approver, **seen(made, reason=REASON))
    assert (gone["userErrors"], gone["modelCase"]["withdrawnOn"]) == ([], Clock().today().isoformat())
    again = gone["modelCase"]
    assert codes(change(api, APPROVE, approver, **seen(again, publishedOn=Clock().today().isoformat()))) == ["CASE_DECIDED"]
    assert codes(change(api, WITHDRAW, approver, **seen(again, reason=REASON))) == ["CASE_DECIDED"]


def test_nobody_else_writes_approves_or_takes_back_a_case(api: Api, two: tuple[str, str]) -> None:
    made = drafted(api, two[0])
    for who in (api.person("helper"), api.person("manager", "agriculture", 4), api.person("publisher"), api.person("inspector", "discipline", 4)):
        assert codes(change(api, DRAFT, who["number"], **case())) == ["NOT_PERMITTED"]
        assert codes(change(api, APPROVE, who["number"], **seen(made, publishedOn=Clock().today().isoformat()))) == ["NOT_FOUND"]
        assert codes(change(api, WITHDRAW, who["number"], **seen(made, reason=REASON))) == ["NOT_FOUND"]


def test_key_that_is_used_twice_makes_one_case(api: Api, two: tuple[str, str]) -> None:
    wanted = case()
    first, second = (change(api, DRAFT, two[0], **wanted)["modelCase"]["id"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"title": "短"}, "title", "TEXT_UNFIT"),
        ({"body": "太短"}, "body", "TEXT_UNFIT"),
        ({"body": BODY + "联系电话 13912345678"}, "body", "NUMBER_IN_TEXT"),
        ({"regionCode": "320281999999"}, "regionCode", "UNKNOWN_REGION"),
        ({"regionCode": "320281107203"}, "regionCode", "UNKNOWN_REGION"),  # a village: of its few households readers would know which is meant
    ],
)
def test_unfit_case_is_refused_with_its_field(api: Api, two: tuple[str, str], wrong: dict[str, Any], field: str, code: str) -> None:
    errors = change(api, DRAFT, two[0], **case(**wrong))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]


def test_day_that_has_passed_is_no_day_of_publication(api: Api, two: tuple[str, str]) -> None:
    made, yesterday = drafted(api, two[0]), Clock().today() - timedelta(days=1)
    errors = change(api, APPROVE, two[1], **seen(made, publishedOn=yesterday.isoformat()))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [("publishedOn", "IN_THE_PAST")]
