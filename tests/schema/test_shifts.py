"""Volunteers for a campaign's shifts over real HTTP: proposed with reasons, changed by hand, confirmed, told, and their hours summed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from databases.clock import Clock
from tests.schema.asking import Api
from tests.schema.test_pairings import codes, manager

COUNTY = "320282"
PROPOSE = """query ($campaign: ID!) { proposeShiftAssignments(campaignId: $campaign) {
  places { shiftId volunteerId factors { name value sentence } } wanting { shiftId missing sentence } } }"""
ERRORS = "userErrors { field code message }"
NOTHING: dict[str, Any] = {"places": [], "wanting": []}
FACTORS = ["place", "skill", "history", "turn"]


def change(api: Api, who: str | None, name: str, selection: str, **input_: Any) -> dict[str, Any]:
    answer = api.ask(f"mutation ($i: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $i) {{ {selection} {ERRORS} }} }}", who, i=input_)
    return answer["data"][name] if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


@pytest.fixture(scope="module")
def campaign(api: Api) -> str:
    """A campaign with two shifts on a Saturday, of which one asks for a skill."""
    who = manager(api)
    office = api.truth("forces", "SELECT id FROM organisation WHERE kind = 'civil_affairs' AND region_code = $1", COUNTY)[0]["id"]
    village = api.truth("forces", "SELECT min(code) FROM region WHERE level = 'village' AND starts_with(code, $1)", COUNTY)[0][0]
    today = Clock().today()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 7)
    days = {"firstDay": today.isoformat(), "lastDay": (saturday + timedelta(days=30)).isoformat()}
    told = {
        "organisationId": f"Organisation:{office}",
        "title": "邻里守望",
        "about": "走进村（社区）服务",
        "regionCode": COUNTY,
        "idempotencyKey": "c",
    }
    made = change(api, who, "openCampaign", "volunteerCampaign { id title organisation { name } }", **told, **days)
    assert made["userErrors"] == []
    again = change(api, who, "openCampaign", "volunteerCampaign { id }", **{**told, "idempotencyKey": "c again"}, **days)
    assert [error["code"] for error in again["userErrors"]] == ["ALREADY_OPENED"]
    for kind, skill, hours in (("service", None, ("09:00:00", "11:00:00")), ("skill", "农技指导", ("14:00:00", "16:00:00"))):
        wanted = {"place": "党群服务中心门口", "regionCode": village, "day": saturday.isoformat(), "fromTime": hours[0], "toTime": hours[1]}
        wanted |= {"helpKind": kind, "skill": skill, "places": 2, "campaignId": made["volunteerCampaign"]["id"], "idempotencyKey": kind}
        assert change(api, who, "openShift", "shift { id startsAt free: places }", **wanted)["userErrors"] == []
    return str(made["volunteerCampaign"]["id"])


def propose(api: Api, who: str | None, campaign: str) -> dict[str, Any]:
    answer = api.ask(PROPOSE, who, campaign=campaign)
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["proposeShiftAssignments"]
    return found


def test_volunteers_are_proposed_changed_by_hand_and_confirmed_in_one_step(api: Api, campaign: str) -> None:
    who, once = manager(api), uuid.uuid4().hex
    found = propose(api, who, campaign)
    assert found["places"]
    for place in found["places"]:
        assert [factor["name"] for factor in place["factors"]] == FACTORS
        (row,) = api.truth("forces", "SELECT * FROM volunteer WHERE id = $1", int(place["volunteerId"].partition(":")[2]))
        assert row["verified_on"]
        assert (row["region_code"], place["factors"][0]["sentence"]) == (COUNTY, "在本市（县）区服务")
    missing = {one["shiftId"]: one["missing"] for one in found["wanting"]}
    assert sum(missing.values()) + len(found["places"]) == 4
    assert all("人" in one["sentence"] for one in found["wanting"])
    kept = [{"shiftId": place["shiftId"], "volunteerId": place["volunteerId"]} for place in found["places"][:1]]
    asked: dict[str, Any] = {"places": kept, "reason": "按方案统一安排", "idempotencyKey": once}
    made = change(api, who, "confirmShiftAssignments", "shiftAssignmentIds", **asked)
    assert made["userErrors"] == []
    assert change(api, who, "confirmShiftAssignments", "shiftAssignmentIds", **asked) == made
    assert set(codes(change(api, who, "confirmShiftAssignments", "shiftAssignmentIds", **{**asked, "idempotencyKey": "x"}))) == {"SHIFTS_OVERLAP"}
    ours = {"shiftId": kept[0]["shiftId"], "volunteerId": kept[0]["volunteerId"]}
    assert ours not in [{name: place[name] for name in ours} for place in propose(api, who, campaign)["places"]]


def test_nobody_else_is_proposed_or_confirms_anything(api: Api, campaign: str) -> None:
    (place, *_) = propose(api, manager(api), campaign)["places"] or [{"shiftId": "Shift:1", "volunteerId": "Volunteer:2"}]
    asked = {"places": [{name: place[name] for name in ("shiftId", "volunteerId")}], "reason": "按方案统一安排", "idempotencyKey": "y"}
    outsiders = (None, manager(api, region="320281"), manager(api, "finance"), api.person("volunteer")["number"])
    for who in outsiders:
        assert propose(api, who, campaign) == NOTHING
        assert set(codes(change(api, who, "confirmShiftAssignments", "shiftAssignmentIds", **asked))) <= {"UNAUTHENTICATED", "NOT_PERMITTED"}
    for wrong in ("Shift:1", "x"):
        assert api.ask(PROPOSE, manager(api), campaign=wrong)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


PLANNED = """
SELECT shift_assignment.id, code, person.number FROM shift_assignment JOIN volunteer ON volunteer.id = volunteer_id JOIN person ON person.id = person_id
WHERE state = 'planned' AND starts_at > now() ORDER BY shift_assignment.id LIMIT 1
"""
ONE = "query ($id: ID!) { node(id: $id) { ... on ShiftAssignment { state code } } }"


def test_code_is_told_to_its_volunteer_alone(api: Api) -> None:
    (row,) = api.truth("forces", PLANNED)
    id_ = f"ShiftAssignment:{row['id']}"
    assert api.ask(ONE, row["number"], id=id_)["data"]["node"] == {"state": "planned", "code": row["code"]}
    for who in (manager(api, region="3202"), api.person("inspector", "discipline", 4)["number"]):
        assert api.ask(ONE, who, id=id_)["data"]["node"] == {"state": "planned", "code": None}
    assert api.ask(ONE, None, id=id_)["data"]["node"] is None


SERVED = """
SELECT volunteer_id, person.number, sum(minutes)::int AS minutes FROM shift_assignment JOIN volunteer ON volunteer.id = volunteer_id
JOIN person ON person.id = person_id WHERE state = 'served' GROUP BY 1, 2 ORDER BY 1 LIMIT 1
"""
SUMMED = "{ shiftAssignmentGroups(by: [STATE]) { nodes { state count sum { minutes } } } }"


def test_verified_hours_of_a_volunteer_are_summed(api: Api) -> None:
    (row,) = api.truth("forces", SERVED)
    nodes = api.ask(SUMMED, row["number"])["data"]["shiftAssignmentGroups"]["nodes"]
    assert [node["sum"]["minutes"] for node in nodes if node["state"] == "served"] == [str(row["minutes"])]


def test_everybody_finds_shifts_that_still_want_somebody(api: Api, campaign: str) -> None:
    asked = '{ shifts(first: 5, where: {startsAt: {gt: "2026-01-01T00:00:00Z"}}) { nodes: edges { node { place helpKind places taken startsAt } } } }'
    found = api.ask(asked)["data"]["shifts"]["nodes"]
    assert found
    assert all(one["node"]["place"] and one["node"]["taken"] is not None for one in found)
