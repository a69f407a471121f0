"""The weights of matching, changed over real HTTP: by an office of the whole city, for a reason that everybody reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from databases.clock import Clock
from tests.schema.asking import Api
from tests.schema.test_pairings import codes, manager

CHANGE = """mutation ($input: ChangeMatchWeightsInput!) { changeMatchWeights(input: $input) {
  matchWeight { id number place reason period } userErrors { field code message } } }"""
LATEST = "SELECT * FROM match_weight ORDER BY number DESC LIMIT 1"
IN_FORCE = "SELECT number FROM match_weight WHERE period @> $1::date"
READ = "{ matchWeights(first: 100) { edges { node { number reason place } } } }"
WEIGHTS = {
    "words": "1",
    "place": "0.25",
    "time": "0.5",
    "skill": "0.7",
    "days": "0.5",
    "language": "0.5",
    "remaining": "0.3",
    "urgency": "0.2",
    "reliability": "0.3",
    "fairness": "0.8",
    "refusals": "0.6",
}
REASON = "试行半年：距离的权重过高，远处的需求无人应答"


def change(api: Api, who: str | None, row: Any, **more: Any) -> dict[str, Any]:
    input_ = {"id": f"MatchWeight:{row['id']}", "expectedVersion": row["version"], "reason": REASON, **WEIGHTS, **more}
    answer = api.ask(CHANGE, who, input=input_)
    return answer["data"]["changeMatchWeights"] if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


def day(days: int) -> date:
    return Clock().today() + timedelta(days=days)


def test_weights_change_from_a_day_on_and_everybody_reads_why(api: Api) -> None:
    row, who = api.truth("forces", LATEST)[0], manager(api, region="3202")
    begins = max(day(10), row["period"].lower + timedelta(days=1))
    found = change(api, who, row, firstDay=begins.isoformat())
    assert found["userErrors"] == []
    assert (found["matchWeight"]["number"], found["matchWeight"]["place"]) == (row["number"] + 1, "0.2500")
    assert api.truth("forces", IN_FORCE, begins - timedelta(days=1))[0]["number"] == row["number"]
    assert api.truth("forces", IN_FORCE, begins)[0]["number"] == row["number"] + 1
    told = [edge["node"] for edge in api.ask(READ)["data"]["matchWeights"]["edges"]]
    assert {"number": row["number"] + 1, "reason": REASON, "place": "0.2500"} in told
    sql = "SELECT purpose FROM event WHERE kind = 'match_weights_changed' AND subject_id = $1"
    assert [event["purpose"] for event in api.truth("forces", sql, found["matchWeight"]["id"].partition(":")[2])] == [REASON]
    assert codes(change(api, who, row, firstDay=begins.isoformat())) == ["VERSION_CONFLICT"]
    replaced = api.truth("forces", "SELECT * FROM match_weight WHERE id = $1", row["id"])[0]
    assert codes(change(api, who, replaced, firstDay=begins.isoformat())) == ["WEIGHTS_REPLACED"]
    latest = api.truth("forces", LATEST)[0]
    assert codes(change(api, who, latest, firstDay=begins.isoformat())) == ["WEIGHTS_TOO_YOUNG"]


def test_only_an_office_of_the_whole_city_changes_weights(api: Api) -> None:
    row = api.truth("forces", LATEST)[0]
    county, finance = manager(api, region="320282"), manager(api, "finance", "3202")
    for who, code in ((None, "UNAUTHENTICATED"), (county, "NOT_FOUND"), (finance, "NOT_FOUND")):
        assert codes(change(api, who, row, firstDay=day(30).isoformat())) == [code]
    assert api.truth("forces", LATEST)[0] == row


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"place": "1.01"}, "WEIGHT_UNFIT", "place"),
        ({"words": "0.12345"}, "WEIGHT_UNFIT", "words"),
        ({"fairness": "-0.1"}, "WEIGHT_UNFIT", "fairness"),
        ({"firstDay": "2019-01-01"}, "IN_THE_PAST", "firstDay"),
        ({"reason": "短"}, "REASON_UNFIT", "reason"),
    ],
)
def test_what_weights_cannot_be_is_told_by_its_field(api: Api, wrong: dict[str, str], code: str, field: str) -> None:
    row = api.truth("forces", LATEST)[0]
    (error,) = change(api, manager(api, region="3202"), row, **{"firstDay": day(400).isoformat(), **wrong})["userErrors"]
    assert (error["code"], error["field"]) == (code, field)
