"""Leaving hardship over real HTTP: who confirms an exit, and what it shows afterwards."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from databases.clock import Clock
from tests import leaving
from tests.schema.asking import Api
from tests.schema.test_measures import change, codes
from tests.schema.test_pairings import manager

CONFIRM = """mutation ($input: ConfirmExitInput!) { confirmExit(input: $input) {
  exitCase { id state closedOn fundsState forcesState household { number state } } userErrors { field code message } } }"""


def test_exit_is_confirmed_by_the_offices_of_the_city_alone(api: Api) -> None:
    today = Clock().today()
    home = asyncio.run(leaving.staying(api.databases))[-1]
    case = asyncio.run(leaving.ready(api.databases, home, today - timedelta(days=60)))
    kept = api.truth("beneficiaries", "SELECT id, version FROM entitlement WHERE household_id = $1 AND upper(period) IS NULL LIMIT 1", home["id"])[0]
    last = today + timedelta(days=400)
    wanted: dict[str, Any] = {"id": f"ExitCase:{case}", "expectedVersion": 1, "retained": []}
    city = api.person("manager", "civil_affairs", 4)["number"]
    others = [api.person("donor"), api.person("manager", "finance", 4), api.person("inspector", "discipline", 4), api.person("household")]
    assert [codes(change(api, CONFIRM, who["number"], **wanted)) for who in others] == [["NOT_FOUND"]] * 4
    assert codes(change(api, CONFIRM, None, **wanted)) == ["UNAUTHENTICATED"]
    assert codes(change(api, CONFIRM, city, **{**wanted, "expectedVersion": 9})) == ["VERSION_CONFLICT"]
    wrong = {**wanted, "retained": [{"entitlementId": "Entitlement:0", "lastDay": last.isoformat()}]}
    assert codes(change(api, CONFIRM, city, **wrong)) == ["NOT_FOUND"]
    right = {**wanted, "retained": [{"entitlementId": f"Entitlement:{kept['id']}", "lastDay": last.isoformat()}]}
    found = change(api, CONFIRM, city, **right)
    assert found["userErrors"] == []
    closed = found["exitCase"]
    assert (closed["state"], closed["closedOn"], closed["household"]["state"]) == ("exited", today.isoformat(), "exited")
    assert {closed["fundsState"], closed["forcesState"]} <= {"waiting", "done"}  # followers may be at it already
    period = api.truth("beneficiaries", "SELECT upper(period) AS until, is_retained FROM entitlement WHERE id = $1", kept["id"])[0]
    assert tuple(period) == (last + timedelta(days=1), True)
    assert codes(change(api, CONFIRM, city, **{**wanted, "expectedVersion": 2})) in (["WRONG_STATE"], ["VERSION_CONFLICT"])


STEPS = {
    name: f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ exitCase {{ id state version }} userErrors {{ field code message }} }} }}"
    for name in ("proposeExit", "signExit", "recordPaperSignature", "refuseExit", "reviseExit", "postExitNotice", "recordObjection", "returnExit")
}
INCOME = {"incomeAHead": "15000.00", "incomeEvidenceDigest": "ab" * 32}
REASON = "入户复核后收入有出入"
DOSSIER = """query ($id: ID!) { node(id: $id) { ... on ExitCase { state incomeAHead incomeIsEnough
  exitSignatures { role voidedAt assistanceReason paperNumber paperSignedOn } } } }"""
PEOPLE = """SELECT id, number FROM person WHERE is_active AND id NOT IN (SELECT person_id FROM relative)
  AND (SELECT string_agg(tier, ' ') FROM post WHERE person_id = person.id) = 'volunteer' ORDER BY id LIMIT 2"""
OF_TOWN = """SELECT person.id, number FROM post JOIN person ON person.id = person_id
WHERE tier = 'manager' AND department = 'town_government' AND post.region_code = $1"""
POST = """INSERT INTO post (person_id, tier, department, region_code, region_level, household_id, period)
  VALUES ($1, $2, $3, $4, $5, $6, '[2018-01-17,)')"""
HELPED = """SELECT pairing.household_id, number FROM pairing JOIN person ON person.id = person_id WHERE kind = 'responsible' AND upper(period) IS NULL
  AND starts_with(pairing.region_code, '320282') AND pairing.household_id NOT IN (SELECT household_id FROM relative)
  AND (SELECT string_agg(tier, ' ') FROM post WHERE post.person_id = person.id AND post.period @> current_date) = 'helper'"""
# as if all that had happened some weeks ago
LONG_AGO = (
    "UPDATE exit_case SET proposed_on = proposed_on - 30, revised_on = revised_on - 30 WHERE id = $1",
    "UPDATE exit_signature SET signed_at = signed_at - interval '20 days' WHERE exit_case_id = $1 AND voided_at IS NULL",
    "UPDATE public_notice SET posted_on = posted_on - 10, ends_on = ends_on - 10 WHERE exit_case_id = $1",
)


STANDING = "query ($id: ID!) { exitStanding(exitCaseId: $id) { steps postedOn endsOn objections } }"


def standing(api: Api, who: str | None, case: dict[str, Any]) -> Any:
    return api.ask(STANDING, who, id=case["id"])["data"]["exitStanding"]


def step(api: Api, name: str, who: str | None, **input_: Any) -> dict[str, Any]:
    return change(api, STEPS[name], who, **input_)


def test_exit_goes_its_whole_road_by_those_who_sign_in(api: Api) -> None:
    unpaid = [row[0] for row in api.truth("funds", "SELECT DISTINCT household_id FROM payment_line WHERE result <> 'paid'")]
    helped = {row["household_id"]: row["number"] for row in api.truth("forces", HELPED)}
    homes = asyncio.run(leaving.staying(api.databases))
    home = next(home for home in homes if home["id"] in helped and home["id"] not in unpaid)
    api.truth("beneficiaries", leaving.FINISH, home["id"], Clock().today())
    head, village = api.truth("forces", PEOPLE)
    code = home["region_code"]
    api.truth("forces", "UPDATE person SET household_id = $2 WHERE id = $1", head["id"], home["id"])
    (town,) = api.truth("forces", OF_TOWN, code[:9])
    api.truth("forces", "UPDATE person SET organisation_id = 1 WHERE id = $1", village["id"])
    api.truth("forces", POST, head["id"], "household", None, code, "village", home["id"])
    api.truth("forces", POST, village["id"], "manager", "town_government", code, "village", None)
    helper, county, city = helped[home["id"]], manager(api, "civil_affairs", code[:6]), api.person("manager", "civil_affairs", 4)["number"]
    version = api.truth("beneficiaries", "SELECT version FROM household WHERE id = $1", home["id"])[0]["version"]
    wanted = {"householdId": f"Household:{home['id']}", "expectedVersion": version, **INCOME, "idempotencyKey": "leaves"}
    assert codes(step(api, "proposeExit", helper, **{**wanted, "incomeEvidenceDigest": "ab"})) == ["DIGEST_UNFIT"]
    assert codes(step(api, "proposeExit", village["number"], **wanted)) == ["NOT_FOUND"]
    case = step(api, "proposeExit", helper, **wanted)["exitCase"]
    assert step(api, "proposeExit", helper, **wanted)["exitCase"]["id"] == case["id"]
    signers = {"household": head["number"], "helper": helper, "village": village["number"], "town": town["number"], "county": county}

    def sign(*roles: str) -> dict[str, Any]:
        signed: dict[str, Any] = case
        for role in roles or signers:
            who = signers[role]
            member = {"memberId": f"Member:{home['member_id']}"} if role == "household" else {}
            found = step(api, "signExit", who, id=case["id"], expectedVersion=now(), role=role, **member)
            assert found["userErrors"] == [], role
            signed = found["exitCase"]
        return signed

    def now() -> int:
        return int(api.truth("beneficiaries", "SELECT version FROM exit_case WHERE id = $1", int(case["id"].partition(":")[2]))[0]["version"])

    assert codes(step(api, "signExit", county, id=case["id"], expectedVersion=now(), role="county")) == ["NOT_HIS_TURN"]
    step(
        api, "signExit", head["number"], id=case["id"], expectedVersion=now(), role="county"
    )  # in vain, but whoever changes anything is looked up anew
    assert standing(api, head["number"], case)["steps"] == ["SIGN_EXIT_AS_HOUSEHOLD"]
    assert standing(api, helper, case)["steps"] == ["RECORD_PAPER_SIGNATURE"]
    assert standing(api, county, case)["steps"] == ["RECORD_PAPER_SIGNATURE", "REVISE_EXIT", "RETURN_EXIT"]
    assert [standing(api, who, case) for who in (None, api.person("donor")["number"])] == [None, None]
    head_on_paper = {
        "memberId": f"Member:{home['member_id']}",
        "reason": "cannot_read",
        "paperNumber": "TP-9",
        "signedOn": Clock().today().isoformat(),
    }
    paper = {"id": case["id"], "expectedVersion": now(), **head_on_paper, "idempotencyKey": "on paper"}
    assert codes(step(api, "recordPaperSignature", helper, **paper)) == ["ONLY_HELPER"]
    assert codes(step(api, "recordPaperSignature", head["number"], **paper)) == ["CONFLICT_OF_INTEREST"]
    assert step(api, "recordPaperSignature", city, **paper)["exitCase"]["state"] == "signing"
    assert step(api, "recordPaperSignature", city, **paper)["userErrors"] == []  # the same key: once
    shown = api.ask(DOSSIER, head["number"], id=case["id"])["data"]["node"]["exitSignatures"][-1]  # the household sees what was recorded
    assert (shown["assistanceReason"], shown["paperNumber"], shown["paperSignedOn"]) == ("cannot_read", "TP-9", Clock().today().isoformat())
    assert (standing(api, head["number"], case)["steps"], standing(api, helper, case)["steps"]) == ([], ["SIGN_EXIT_AS_HELPER"])
    sign(*(role for role in signers if role != "household"))
    revised = step(api, "reviseExit", county, id=case["id"], expectedVersion=now(), **{**INCOME, "incomeAHead": "14000.00"}, reason=REASON)
    assert (revised["userErrors"], revised["exitCase"]["state"]) == ([], "proposed")
    seen = api.ask(DOSSIER, village["number"], id=case["id"])["data"]["node"]  # who signs for the village reads what he signs
    assert (seen["incomeAHead"], seen["incomeIsEnough"]) == ("14000.00", True)
    assert all(signature["voidedAt"] for signature in seen["exitSignatures"])
    assert codes(step(api, "postExitNotice", village["number"], id=case["id"], expectedVersion=now())) == ["WRONG_STATE"]
    sign()
    posted = step(api, "postExitNotice", village["number"], id=case["id"], expectedVersion=now())
    assert (posted["userErrors"], posted["exitCase"]["state"]) == ([], "notice")
    today = Clock().today().isoformat()
    objecting = {"exitCaseId": case["id"], "reason": "收入里算进了去年的打工钱", "idempotencyKey": "household-objects"}
    assert standing(api, head["number"], case) == {
        **{"steps": ["RECORD_OBJECTION"], "postedOn": today, "objections": 0},
        "endsOn": standing(api, city, case)["endsOn"],
    }
    assert codes(step(api, "recordObjection", helper, **objecting)) == ["NOT_FOUND"]
    assert step(api, "recordObjection", head["number"], **objecting)["userErrors"] == []
    assert standing(api, head["number"], case)["objections"] == 1
    api.truth("beneficiaries", "UPDATE public_notice SET objections = 0 WHERE exit_case_id = $1", int(case["id"].partition(":")[2]))
    confirm = {"id": case["id"], "retained": []}
    assert codes(change(api, CONFIRM, city, **confirm, expectedVersion=now())) == ["NOTICE_NOT_OVER"]
    for sql in LONG_AGO:
        api.truth("beneficiaries", sql, int(case["id"].partition(":")[2]))
    closed = change(api, CONFIRM, city, **confirm, expectedVersion=now())
    assert (closed["userErrors"], closed["exitCase"]["household"]["state"]) == ([], "exited")
