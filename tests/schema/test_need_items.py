"""The catalogue of what may be asked for, over real HTTP: who keeps it, and what of it is asked for no more."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from databases.clock import Clock
from tests.schema.asking import Api
from tests.schema.test_measures import DRAFT, change, codes

ADD = """mutation ($input: AddNeedItemInput!) { addNeedItem(input: $input) {
  needItem { id version code name kind unit priceCeiling retiredOn } userErrors { field code message } } }"""
RETIRE = """mutation ($input: RetireNeedItemInput!) { retireNeedItem(input: $input) {
  needItem { id retiredOn } userErrors { field code message } } }"""
REASON = "已由医保统一配发，不再募集"


def item(**more: Any) -> dict[str, Any]:
    key = secrets.token_hex(6)
    return {
        **{"code": f"walker-{key}", "name": "助行器", "kind": "goods", "unit": "个", "priceCeiling": "300.00", "regionCode": "3202"},
        **{"idempotencyKey": key, **more},
    }


def asked(api: Api, need_item: str) -> dict[str, Any]:
    """A need for an item, from a measure of a household that asks for nothing yet."""
    taken = [
        row[0] for row in api.truth("forces", "SELECT household_id FROM need WHERE household_id IS NOT NULL UNION SELECT household_id FROM relative")
    ]
    measure = api.truth(
        "beneficiaries", "SELECT id FROM measure WHERE NOT household_id = ANY($1) AND finished_on IS NULL ORDER BY id LIMIT 1", taken
    )[0]["id"]
    until, key = Clock().today().isoformat(), secrets.token_urlsafe(12)
    return {"sourceId": f"Measure:{measure}", "needItemId": need_item, "quantity": 1, "price": "250", "neededBy": until, "idempotencyKey": key}


def test_item_is_added_asked_for_and_retired_and_what_was_asked_for_goes_on(api: Api) -> None:
    city = api.person("manager", "civil_affairs", 4)["number"]
    wanted = item()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: change(api, ADD, city, **wanted), range(4)))
    added = made[0]["needItem"]
    assert {one["needItem"]["id"] for one in made} == {added["id"]}
    assert (added["name"], added["unit"], added["priceCeiling"], added["retiredOn"]) == ("助行器", "个", "300.00", None)
    assert codes(change(api, ADD, city, **item(code=wanted["code"]))) == ["CODE_TAKEN"]
    need = change(api, DRAFT, city, **asked(api, added["id"]))
    assert need["userErrors"] == []
    same = {"id": added["id"], "expectedVersion": added["version"], "reason": REASON}
    found = change(api, RETIRE, city, **same)
    assert (found["userErrors"], found["needItem"]["retiredOn"]) == ([], Clock().today().isoformat())
    assert codes(change(api, RETIRE, city, **{**same, "expectedVersion": added["version"] + 1})) == ["ITEM_RETIRED"]
    assert codes(change(api, DRAFT, city, **asked(api, added["id"]))) == ["ITEM_RETIRED"]
    key = int(need["need"]["id"].partition(":")[2])
    assert api.truth("forces", "SELECT state FROM need WHERE id = $1", key)[0]["state"] == "draft"
    sql = "SELECT kind, actor, purpose FROM event WHERE subject_kind = 'need_item' AND subject_id = $1 ORDER BY id"
    events = [tuple(event) for event in api.truth("forces", sql, added["id"].partition(":")[2])]
    assert events == [("need_item_added", city, None), ("need_item_retired", city, REASON)]


def test_catalogue_is_kept_by_the_city_alone(api: Api) -> None:
    added = change(api, ADD, api.person("manager", "civil_affairs", 4)["number"], **item())["needItem"]
    others = [
        api.person("manager", "civil_affairs", 6),
        api.person("manager", "agriculture", 4),
        api.person("helper"),
        api.person("inspector", "discipline", 4),
    ]
    for who in others:
        assert codes(change(api, ADD, who["number"], **item())) == ["NOT_PERMITTED"]
        assert codes(change(api, RETIRE, who["number"], id=added["id"], expectedVersion=added["version"], reason=REASON)) == ["NOT_FOUND"]
    assert codes(change(api, ADD, None, **item())) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"code": "轮椅"}, "code", "CODE_UNFIT"),
        ({"code": "x"}, "code", "CODE_UNFIT"),
        ({"name": " "}, "name", "TEXT_UNFIT"),
        ({"name": "联系 13912345678"}, "name", "NUMBER_IN_TEXT"),
        ({"unit": ""}, "unit", "TEXT_UNFIT"),
        ({"priceCeiling": "0.005"}, "priceCeiling", "AMOUNT_WRONG"),
        ({"priceCeiling": "-1"}, "priceCeiling", "AMOUNT_WRONG"),
        ({"priceCeiling": "NaN"}, "priceCeiling", "AMOUNT_WRONG"),
        ({"needsCertificate": True}, "skill", "SKILL_MISSING"),
        ({"skill": "联系 13912345678"}, "skill", "NUMBER_IN_TEXT"),
        ({"regionCode": "320282"}, "regionCode", "UNKNOWN_REGION"),
    ],
)
def test_unfit_item_is_refused_with_its_field(api: Api, wrong: dict[str, Any], field: str, code: str) -> None:
    errors = change(api, ADD, api.person("manager", "civil_affairs", 4)["number"], **item(**wrong))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]
