"""Leaving hardship over real HTTP: who confirms an exit, and what it shows afterwards."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from databases.clock import Clock
from tests import leaving
from tests.schema.asking import Api
from tests.schema.test_measures import change, codes

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
