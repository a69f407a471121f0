"""Webhooks over real HTTP: who subscribes, who lists, and that the secret is shown to nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schema.asking import Api
from tests.schema.test_measures import change, codes

SUBSCRIBE = """mutation ($input: SubscribeWebhookInput!) { subscribeWebhook(input: $input) {
  webhook { id version address events regionCode endedAt } secret userErrors { field code message } } }"""
END = "mutation ($input: EndWebhookInput!) { endWebhook(input: $input) { webhook { id endedAt } userErrors { field code message } } }"
LISTED = "{ webhooks(first: 50) { edges { node { id address } } } }"
ADDRESS = "https://events.sunshine.invalid/told"


def wanted(region: str, key: str, **more: Any) -> dict[str, Any]:
    return {"address": ADDRESS, "events": ["release_withdrawn"], "regionCode": region, "idempotencyKey": key, **more}


def listed(api: Api, who: str | None) -> list[str]:
    return [edge["node"]["id"] for edge in api.ask(LISTED, who)["data"]["webhooks"]["edges"]]


def test_administrator_subscribes_an_address_of_his_division_and_ends_it(api: Api) -> None:
    county, city = api.person("administrator", region_length=6), api.person("administrator", region_length=4)
    found = change(api, SUBSCRIBE, county["number"], **wanted(county["region_code"], "hook-1"))
    assert found["userErrors"] == []
    webhook, secret = found["webhook"], found["secret"]
    assert (webhook["address"], webhook["events"], webhook["endedAt"]) == (ADDRESS, "release_withdrawn", None)
    assert len(bytes.fromhex(secret)) == 32
    again = change(api, SUBSCRIBE, county["number"], **wanted(county["region_code"], "hook-1"))
    assert (again["webhook"]["id"], again["secret"]) == (webhook["id"], secret)
    assert codes(change(api, SUBSCRIBE, county["number"], **wanted("3202", "hook-2"))) == ["NOT_PERMITTED"]
    for who in (api.person("manager", "civil_affairs", 4), api.person("helper")):
        assert codes(change(api, SUBSCRIBE, who["number"], **wanted(county["region_code"], "hook-3"))) == ["NOT_PERMITTED"]
        assert listed(api, who["number"]) == []
    assert codes(change(api, SUBSCRIBE, None, **wanted(county["region_code"], "hook-4"))) == ["UNAUTHENTICATED"]
    assert webhook["id"] in listed(api, city["number"])
    assert webhook["id"] in listed(api, api.person("inspector", "discipline", 4)["number"])
    assert secret not in str(api.ask(LISTED, city["number"]))
    same = {"id": webhook["id"], "expectedVersion": webhook["version"], "reason": "对方系统停用，不再推送"}
    assert codes(change(api, END, api.person("manager", "civil_affairs", 4)["number"], **same)) == ["NOT_FOUND"]
    ended = change(api, END, county["number"], **same)
    assert ended["userErrors"] == []
    assert ended["webhook"]["endedAt"] is not None


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"address": "http://events.sunshine.invalid/told"}, "address", "ADDRESS_UNFIT"),
        ({"address": "https://user:word@events.sunshine.invalid/"}, "address", "ADDRESS_UNFIT"),
        ({"events": []}, "events", "EVENTS_MISSING"),
        ({"regionCode": "江阴"}, "regionCode", "UNKNOWN_REGION"),
    ],
)
def test_unfit_webhook_is_refused_with_its_field(api: Api, wrong: dict[str, Any], field: str, code: str) -> None:
    county = api.person("administrator", region_length=6)
    errors = change(api, SUBSCRIBE, county["number"], **wanted(county["region_code"], "unfit", **wrong))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]
