"""An appeal over real HTTP: the household of a refused need makes it, and reads what was decided."""

from __future__ import annotations

import secrets
from typing import Any

from databases.clock import Clock
from tests.schema.asking import Api
from tests.schema.test_measures import DRAFT, change, codes

REVIEW = "mutation ($input: ReviewNeedInput!) { reviewNeed(input: $input) { need { id state version } userErrors { field code message } } }"
APPEAL = """mutation ($input: AppealNeedInput!) { appealNeed(input: $input) {
  needAppeal { id state dueOn version reason } userErrors { field code message } } }"""
DECIDE = """mutation ($input: DecideAppealInput!) { decideAppeal(input: $input) {
  needAppeal { id state decidedOn need { id state } } userErrors { field code message } } }"""
READ = "query ($id: ID!) { node(id: $id) { ... on NeedAppeal { state answer reason } } }"
OFFICIALS = """SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = 'manager' AND department = 'civil_affairs'
  AND starts_with($1, post.region_code) AND post.period @> current_date ORDER BY length(post.region_code) DESC, person.id"""
HOMES = """SELECT person.number, post.household_id FROM post JOIN person ON person.id = person_id WHERE tier = 'household'
  AND post.household_id NOT IN (SELECT household_id FROM relative UNION SELECT household_id FROM need WHERE household_id IS NOT NULL) ORDER BY post.id DESC LIMIT 1"""
REASON, ANSWER = "家中老人行动不便，请再核实一次", "已入户核实，情况属实，准予重新审核"


def test_household_appeals_and_reads_that_its_need_is_reviewed_again(api: Api) -> None:
    (home,) = api.truth("forces", HOMES)
    measure = api.measure(home["household_id"])
    drafter, refuser, decider = [row["number"] for row in api.truth("forces", OFFICIALS, measure["region_code"])][:3]
    item = api.truth("forces", "SELECT id FROM need_item WHERE code = 'tutoring'")[0]["id"]
    asked = {"sourceId": f"Measure:{measure['id']}", "needItemId": f"NeedItem:{item}", "quantity": 1, "price": "0"}
    need = change(api, DRAFT, drafter, **asked, neededBy=Clock().today().isoformat(), idempotencyKey=secrets.token_urlsafe(12))["need"]
    wanted: dict[str, Any] = {"needId": need["id"], "reason": REASON, "idempotencyKey": secrets.token_urlsafe(12)}
    assert codes(change(api, APPEAL, home["number"], **wanted)) == ["WRONG_STATE"]
    refused = change(api, REVIEW, refuser, id=need["id"], expectedVersion=1, refusalReason="不在需求目录范围内")
    assert refused["need"]["state"] == "refused"
    assert codes(change(api, APPEAL, None, **wanted)) == ["UNAUTHENTICATED"]
    assert codes(change(api, APPEAL, api.person("donor")["number"], **wanted)) == ["NOT_FOUND"]
    appeal = change(api, APPEAL, home["number"], **wanted)["needAppeal"]
    assert (appeal["state"], appeal["reason"]) == ("made", REASON)
    assert change(api, APPEAL, home["number"], **wanted)["needAppeal"]["id"] == appeal["id"]
    decision = {"id": appeal["id"], "expectedVersion": appeal["version"], "isGranted": True, "answer": ANSWER}
    assert codes(change(api, DECIDE, refuser, **decision)) == ["OWN_REFUSAL"]
    found = change(api, DECIDE, decider, **decision)
    assert (found["userErrors"], found["needAppeal"]["state"], found["needAppeal"]["need"]["state"]) == ([], "granted", "draft")
    assert api.ask(READ, home["number"], id=appeal["id"])["data"]["node"] == {"state": "granted", "answer": ANSWER, "reason": REASON}
    for who in (None, api.person("donor")["number"], api.person("manager", "agriculture", 4)["number"]):
        assert api.ask(READ, who, id=appeal["id"])["data"]["node"] is None
