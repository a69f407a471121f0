"""Helpers for households without one, over real HTTP: proposed with reasons, changed by hand, confirmed in one step, judged again."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from databases.clock import Clock
from tests.schema.asking import Api
from tests.schema.test_pairings import codes, manager, sees
from tests.served import NO_TLS, PATIENCE

PROPOSE = """query ($region: String!, $department: DepartmentCode, $first: Int) {
  proposePairings(regionCode: $region, department: $department, first: $first) {
    pairs { householdId expectedVersion helperId factors { name value sentence } } left { householdId sentence } waiting } }"""
CONFIRM = "mutation ($input: ConfirmPairingsInput!) { confirmPairings(input: $input) { pairingIds userErrors { field code message } } }"
REASON = "本镇帮扶责任人空缺，统一安排"
COUNTY = "320282"
STATES = "SELECT id FROM household WHERE state IN ('active', 'exit_proposed', 'exit_signing', 'exit_notice') AND starts_with(region_code, $1)"
HELD = """
SELECT pairing.household_id FROM pairing JOIN person ON person.id = person_id
WHERE kind = 'responsible' AND period && daterange(current_date, NULL) AND is_active
"""
PAIRED = """
SELECT DISTINCT ON (person_id) pairing.* FROM pairing JOIN person ON person.id = person_id
WHERE kind = 'responsible' AND upper(period) IS NULL AND lower(period) < current_date AND is_active AND pairing.household_id = ANY($1) ORDER BY person_id, pairing.id
"""
LOAD = "SELECT count(*) FROM pairing WHERE person_id = $1 AND kind = 'responsible' AND period && daterange(current_date, NULL)"
MOST = "SELECT value FROM rule_parameter WHERE name = 'households_a_helper' AND period @> current_date"
KIN = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2020-01-01', $3)"
# whoever leaves has no post from that day on; his pairings wait for a successor
LEAVE = (
    "UPDATE post SET period = daterange(lower(period), current_date) WHERE person_id = ANY($1) AND upper_inf(period)",
    "UPDATE person SET is_active = false WHERE id = ANY($1)",
)
COME_BACK = (
    "UPDATE person SET is_active = true WHERE id = ANY($1)",
    "UPDATE post SET period = daterange(lower(period), NULL) WHERE person_id = ANY($1) AND upper(period) = current_date",
)
NO_KIN = "DELETE FROM relative WHERE person_id = $1 AND household_id = $2"


def propose(api: Api, who: str | None, region: str = COUNTY, **more: Any) -> dict[str, Any]:
    answer = api.ask(PROPOSE, who, region=region, **more)
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["proposePairings"]
    return found


def confirm(api: Api, who: str | None, pairs: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    asked = [{name: pair[name] for name in ("householdId", "expectedVersion", "helperId")} for pair in pairs]
    answer = api.ask(CONFIRM, who, input={"pairs": asked, "reason": REASON, "idempotencyKey": uuid.uuid4().hex, **more})
    return answer["data"]["confirmPairings"] if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


def key(global_id: str) -> int:
    return int(global_id.partition(":")[2])


@pytest.fixture
def waiting(api: Api) -> Iterator[list[int]]:
    """Six households of the county lose their helper: three pairings end, and three helpers leave for the time of a test."""
    homes = [row["id"] for row in api.truth("beneficiaries", STATES, COUNTY)]
    ended, dropped = (api.truth("forces", PAIRED, homes)[:6][half] for half in (slice(3), slice(3, 6)))
    end = "UPDATE pairing SET period = daterange(lower(period), current_date), end_reason = 'other' WHERE id = ANY($1)"
    api.truth("forces", end, [row["id"] for row in ended])
    people = [row["person_id"] for row in dropped]
    for sql in LEAVE:
        api.truth("forces", sql, people)
    yield [row["household_id"] for row in [*ended, *dropped]]
    for sql in COME_BACK:
        api.truth("forces", sql, people)


def test_households_without_a_helper_are_proposed_one_that_may_take_them(api: Api, waiting: list[int]) -> None:
    found = propose(api, manager(api), first=500)
    held = {row["household_id"] for row in api.truth("forces", HELD)}
    without = {row["id"] for row in api.truth("beneficiaries", STATES, COUNTY)} - held
    assert {key(one["householdId"]) for one in [*found["pairs"], *found["left"]]} == without >= set(waiting)
    assert found["waiting"] == len(without)
    most = api.truth("forces", MOST)[0]["value"]
    for helper, count in Counter(key(pair["helperId"]) for pair in found["pairs"]).items():
        (row,) = api.truth("forces", "SELECT is_active, region_code FROM person WHERE id = $1", helper)
        assert row["is_active"]
        assert row["region_code"].startswith(COUNTY)
        assert api.truth("forces", LOAD, helper)[0][0] + count <= most


def test_each_pair_has_its_reasons_in_words_and_numbers(api: Api, waiting: list[int]) -> None:
    who = manager(api)
    pair = propose(api, who, department="education")["pairs"][0]
    home = api.truth("beneficiaries", "SELECT region_code, version FROM household WHERE id = $1", key(pair["householdId"]))[0]
    helper = api.truth("forces", "SELECT region_code FROM person WHERE id = $1", key(pair["helperId"]))[0]
    factors = {factor["name"]: factor for factor in pair["factors"]}
    is_near = home["region_code"].startswith(helper["region_code"])
    assert (factors["place"]["sentence"] == "同一镇（街道）") == is_near == (factors["place"]["value"] == 1)
    assert factors["load"]["sentence"].startswith(f"现在帮扶 {api.truth('forces', LOAD, key(pair['helperId']))[0][0]} 户")
    assert factors["department"] == {"name": "department", "value": 0.5, "sentence": "不属于所选条线"}
    assert pair["expectedVersion"] == home["version"]
    headers = {"Authorization": f"Bearer {api.issuer.token(who, timedelta(minutes=5))}", "Accept-Language": "en"}
    asked = {"query": PROPOSE, "variables": {"region": COUNTY}}
    answer = httpx.post(f"{api.address}/graphql", json=asked, headers=headers, timeout=PATIENCE, verify=NO_TLS).json()
    assert "households now" in answer["data"]["proposePairings"]["pairs"][0]["factors"][1]["sentence"]


def test_kin_are_not_proposed_and_cannot_be_confirmed(api: Api, waiting: list[int]) -> None:
    who = manager(api)
    pair = propose(api, who, first=500)["pairs"][0]
    household, helper = key(pair["householdId"]), key(pair["helperId"])
    village = api.truth("beneficiaries", "SELECT region_code FROM household WHERE id = $1", household)[0]["region_code"]
    api.truth("forces", KIN, helper, household, village)
    again = {one["householdId"]: one["helperId"] for one in propose(api, who, first=500)["pairs"]}
    refused = confirm(api, who, [pair])
    api.truth("forces", NO_KIN, helper, household)
    assert again[pair["householdId"]] != pair["helperId"]
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("RELATIVE_OF_HOUSEHOLD", "pairs.0.helperId")]


def test_all_pairs_begin_in_one_step_and_once(api: Api, waiting: list[int]) -> None:
    who, today, once = manager(api), Clock().today(), uuid.uuid4().hex
    pairs = [pair for pair in propose(api, who, first=500)["pairs"] if key(pair["householdId"]) in waiting]
    assert len(pairs) == 6
    found = confirm(api, who, pairs, idempotencyKey=once)
    assert found["userErrors"] == []
    assert confirm(api, who, pairs, idempotencyKey=once) == found
    begun = {row["id"]: row for row in api.truth("forces", "SELECT * FROM pairing WHERE id = ANY($1)", [key(id_) for id_ in found["pairingIds"]])}
    made = [begun[key(id_)] for id_ in found["pairingIds"]]
    assert [(row["household_id"], row["person_id"]) for row in made] == [(key(pair["householdId"]), key(pair["helperId"])) for pair in pairs]
    assert {(row["period"].lower, row["period"].upper, row["kind"]) for row in made} == {(today, None, "responsible")}
    assert sees(api, api.truth("forces", "SELECT number FROM person WHERE id = $1", made[0]["person_id"])[0]["number"], made[0]["household_id"])
    handed = api.truth("forces", "SELECT * FROM pairing WHERE handed_to_id = ANY($1)", list(begun))
    assert [(row["end_reason"], row["period"].upper) for row in handed] == [("handover", today)] * 3
    sql = "SELECT kind, count(*) FROM event WHERE subject_kind = 'pairing' AND subject_id = ANY($1) AND purpose = $2 GROUP BY kind"
    assert dict(api.truth("forces", sql, [str(id_) for id_ in [*begun, *(row["id"] for row in handed)]], REASON)) == {  # type: ignore[arg-type]
        "pairing_begun": 6,
        "pairing_handed_over": 3,
    }
    assert not {pair["householdId"] for pair in pairs} & {pair["householdId"] for pair in propose(api, who, first=500)["pairs"]}
    assert set(codes(confirm(api, who, pairs))) == {"ALREADY_HELPED"}


def test_two_who_confirm_at_once_give_a_household_one_helper(api: Api, waiting: list[int]) -> None:
    who = manager(api)
    (pair,) = [pair for pair in propose(api, who, first=500)["pairs"] if key(pair["householdId"]) == waiting[0]]
    others = [one["helperId"] for one in propose(api, who, first=500)["pairs"] if one["helperId"] != pair["helperId"]][:1]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda helper: confirm(api, who, [{**pair, "helperId": helper}]), [pair["helperId"], *others] * 2))
    assert sorted(code for one in found for code in codes(one)) == ["ALREADY_HELPED"] * 3


def test_many_who_confirm_at_once_give_a_helper_no_more_than_he_may_have(api: Api, waiting: list[int]) -> None:
    who = manager(api)
    pairs = [pair for pair in propose(api, who, first=500)["pairs"] if key(pair["householdId"]) in waiting]
    helper = pairs[0]["helperId"]
    limit = "UPDATE rule_parameter SET value = $1 WHERE name = 'households_a_helper'"
    api.truth("forces", limit, api.truth("forces", LOAD, key(helper))[0][0] + 1)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda pair: confirm(api, who, [{**pair, "helperId": helper}]), pairs))
    api.truth("forces", limit, 5)
    assert sorted(code for one in found for code in codes(one)) == ["HELPER_FULL"] * 5


def test_helper_changed_by_hand_is_judged_by_the_same_rules(api: Api, waiting: list[int]) -> None:
    who = manager(api)
    pairs = [pair for pair in propose(api, who, first=500)["pairs"] if key(pair["householdId"]) in waiting]
    left = api.truth("forces", "SELECT id FROM person WHERE NOT is_active AND starts_with(region_code, $1) LIMIT 1", COUNTY)[0]["id"]
    office = api.truth("forces", "SELECT id FROM person WHERE number = $1", who)[0]["id"]
    crowd = [{**pair, "helperId": pairs[0]["helperId"]} for pair in pairs]
    elsewhere = api.person("household")["id"]
    for changed, code, field in (
        ([{**pairs[0], "helperId": f"Person:{left}"}], "NO_HELPER", "pairs.0.helperId"),
        ([pairs[1], {**pairs[0], "helperId": f"Person:{office}"}], "NO_HELPER", "pairs.1.helperId"),
        ([{**pairs[0], "helperId": f"Person:{elsewhere}"}], "NOT_FOUND", "pairs.0.helperId"),
        ([{**pairs[0], "expectedVersion": 99}], "VERSION_CONFLICT", "pairs.0.expectedVersion"),
        ([pairs[0], pairs[0]], "PAIRS_UNFIT", "pairs"),
        ([], "PAIRS_UNFIT", "pairs"),
    ):
        assert [(error["code"], error["field"]) for error in confirm(api, who, changed)["userErrors"]] == [(code, field)]
    assert codes(confirm(api, who, crowd)) == ["HELPER_FULL"] * len(crowd)
    api.truth("forces", KIN, office, key(pairs[1]["householdId"]), "320282101001")
    interested = confirm(api, who, pairs[:2])
    api.truth("forces", NO_KIN, office, key(pairs[1]["householdId"]))
    assert [(error["code"], error["field"]) for error in interested["userErrors"]] == [("CONFLICT_OF_INTEREST", "pairs.1")]
    assert codes(confirm(api, who, pairs, reason="短")) == ["REASON_UNFIT"]
    assert propose(api, who, first=500)["pairs"], "nothing was written"


def test_only_offices_of_the_place_propose_and_confirm(api: Api, waiting: list[int]) -> None:
    pairs = propose(api, manager(api))["pairs"][:1]
    helper: asyncpg.Record = api.person("helper")
    for who in (None, manager(api, region="320281"), manager(api, "finance"), manager(api, "agriculture"), helper["number"]):
        assert propose(api, who) == {"pairs": [], "left": [], "waiting": 0}
    for who, code in (
        (None, "UNAUTHENTICATED"),
        (manager(api, region="320281"), "NOT_FOUND"),
        (manager(api, "finance"), "NOT_FOUND"),
        (manager(api, "agriculture"), "NOT_PERMITTED"),
    ):
        assert set(codes(confirm(api, who, pairs))) == {code}


def test_division_where_nobody_is_free_says_so(api: Api, waiting: list[int]) -> None:
    busy = api.truth("forces", "UPDATE rule_parameter SET value = 0 WHERE name = 'households_a_helper' RETURNING id")
    found = propose(api, manager(api))
    api.truth("forces", "UPDATE rule_parameter SET value = 5 WHERE id = $1", busy[0]["id"])
    assert found["pairs"] == []
    assert {one["sentence"] for one in found["left"]} == {"区划内没有还能接户的帮扶人"}
    for wrong in ({"region": "无锡"}, {"first": 0}, {"first": 1_001}):
        answer = api.ask(PROPOSE, manager(api), **{"region": COUNTY, **wrong})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
