"""Handing a household over, over real HTTP: it is never without a helper, and whoever helps now sees it, who helped before does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from databases.clock import Clock
from tests.schema.asking import Api

HAND_OVER = """mutation ($input: HandOverPairingInput!) { handOverPairing(input: $input) {
  pairing { id version period endReason handedTo { id period kind person { id } } } userErrors { field code message } } }"""
SEEN = "query ($number: String!) { households(first: 1, where: {number: {eq: $number}}) { totalCount } }"
REASON = "原帮扶人调离本镇，工作交接"
# open pairings of households that are helped still, with somebody who could take over; `turn` gives each test rows of its own
OPEN = """
SELECT pairing.*, person.number AS helper FROM pairing JOIN person ON person.id = pairing.person_id
WHERE kind = 'responsible' AND upper(period) IS NULL AND lower(period) < current_date AND starts_with(pairing.region_code, '320282')
  AND (SELECT count(*) FROM post WHERE post.person_id = person.id AND post.period @> current_date) = 1
ORDER BY pairing.id DESC OFFSET $1 LIMIT 1
"""
FOLLOWERS = """
SELECT person.id, person.number FROM person JOIN post ON post.person_id = person.id AND tier = 'helper' AND post.period @> current_date
WHERE is_active AND person.id <> $1 AND starts_with(person.region_code, '320282')
  AND (SELECT count(*) FROM post AS other WHERE other.person_id = person.id AND other.period @> current_date) = 1
  AND NOT EXISTS (SELECT FROM pairing WHERE pairing.person_id = person.id AND household_id = $2)
  AND NOT EXISTS (SELECT FROM relative WHERE relative.person_id = person.id AND household_id = $2)
ORDER BY person.id LIMIT 1
"""
MANAGER = """
SELECT number FROM person JOIN post ON post.person_id = person.id
WHERE tier = 'manager' AND department = $1 AND starts_with($2, post.region_code) AND post.period @> current_date
ORDER BY length(post.region_code) DESC, person.id LIMIT 1
"""


def pairing(api: Api, turn: int) -> asyncpg.Record:
    return api.truth("forces", OPEN, turn)[0]


def follower(api: Api, row: Any) -> asyncpg.Record:
    return api.truth("forces", FOLLOWERS, row["person_id"], row["household_id"])[0]


def manager(api: Api, department: str = "civil_affairs", region: str = "320282") -> str:
    return str(api.truth("forces", MANAGER, department, region)[0]["number"])


def hand_over(api: Api, who: str | None, row: Any, helper: int, **more: Any) -> dict[str, Any]:
    input_ = {"id": f"Pairing:{row['id']}", "expectedVersion": row["version"], "helperId": f"Person:{helper}", "reason": REASON, **more}
    answer = api.ask(HAND_OVER, who, input=input_)
    return answer["data"]["handOverPairing"] if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


def codes(found: dict[str, Any]) -> list[str]:
    return [error["code"] for error in found["userErrors"]]


def number_of(api: Api, household: int) -> str:
    return str(api.truth("beneficiaries", "SELECT number FROM household WHERE id = $1", household)[0]["number"])


def sees(api: Api, helper: str, household: int) -> bool:
    return bool(api.ask(SEEN, helper, number=number_of(api, household))["data"]["households"]["totalCount"])


def test_household_passes_from_one_helper_to_the_other(api: Api) -> None:
    row, today = pairing(api, 0), Clock().today()
    new = follower(api, row)
    found = hand_over(api, manager(api), row, new["id"])
    assert found["userErrors"] == []
    ended = found["pairing"]
    assert (ended["endReason"], ended["handedTo"]["person"]["id"], ended["handedTo"]["kind"]) == ("handover", f"Person:{new['id']}", "responsible")
    old, begun = (
        api.truth("forces", "SELECT * FROM pairing WHERE id = $1", int(id_.partition(":")[2]))[0] for id_ in (ended["id"], ended["handedTo"]["id"])
    )
    assert (old["period"].upper, begun["period"].lower, begun["period"].upper) == (today, today, None)
    assert (begun["household_id"], begun["region_code"]) == (row["household_id"], row["region_code"])
    sql = "SELECT kind, subject_id FROM event WHERE subject_kind = 'pairing' AND purpose = $1 AND subject_id = ANY($2) ORDER BY id"
    kinds = [tuple(event) for event in api.truth("forces", sql, REASON, [str(old["id"]), str(begun["id"])])]
    assert kinds == [("pairing_begun", str(begun["id"])), ("pairing_handed_over", str(old["id"]))]


def test_later_day_leaves_the_household_to_its_helper_until_then(api: Api) -> None:
    row = pairing(api, 1)
    day = Clock().today() + timedelta(days=10)
    new = follower(api, row)
    assert sees(api, row["helper"], row["household_id"])
    found = hand_over(api, manager(api), row, new["id"], firstDay=day.isoformat())
    assert found["userErrors"] == []
    assert sees(api, row["helper"], row["household_id"])
    assert not sees(api, new["number"], row["household_id"])


def test_two_who_hand_over_at_once_make_one_successor(api: Api) -> None:
    row, who = pairing(api, 2), manager(api)
    new = follower(api, row)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: hand_over(api, who, row, new["id"]), range(4)))
    assert sorted(code for one in found for code in codes(one)) == ["VERSION_CONFLICT"] * 3
    sql = "SELECT count(*) FROM pairing WHERE household_id = $1 AND person_id = $2"
    assert api.truth("forces", sql, row["household_id"], new["id"])[0][0] == 1
    again = api.truth("forces", "SELECT * FROM pairing WHERE id = $1", row["id"])[0]
    assert codes(hand_over(api, who, again, new["id"])) == ["ALREADY_HANDED_OVER"]


def test_only_offices_of_the_place_hand_over(api: Api) -> None:
    row = pairing(api, 3)
    new = follower(api, row)
    elsewhere = manager(api, region="320281")
    for who, code in ((None, "UNAUTHENTICATED"), (elsewhere, "NOT_FOUND"), (row["helper"], "NOT_FOUND"), (manager(api, "finance"), "NOT_FOUND")):
        assert codes(hand_over(api, who, row, new["id"])) == [code]
    assert api.truth("forces", "SELECT upper(period) AS until FROM pairing WHERE id = $1", row["id"])[0]["until"] is None


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"helperId": "Person:0"}, "NOT_FOUND", "helperId"),
        ({"reason": "好"}, "REASON_UNFIT", "reason"),
        ({"firstDay": date(2020, 1, 1).isoformat()}, "IN_THE_PAST", "firstDay"),
        ({"firstDay": date(2098, 1, 1).isoformat()}, "INVALID_PERIOD", "firstDay"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(api: Api, more: dict[str, Any], code: str, field: str) -> None:
    row = pairing(api, 3)
    found = hand_over(api, manager(api), row, follower(api, row)["id"], **more)
    assert [(error["code"], error["field"]) for error in found["userErrors"]] == [(code, field)]


def test_who_helps_already_or_is_a_relative_cannot_take_over(api: Api) -> None:
    row, who = pairing(api, 3), manager(api)
    assert codes(hand_over(api, who, row, row["person_id"])) == ["SAME_HELPER"]
    new = follower(api, row)
    sql = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2020-01-01', $3)"
    api.truth("forces", sql, new["id"], row["household_id"], row["region_code"])
    assert codes(hand_over(api, who, row, new["id"])) == ["RELATIVE_OF_HOUSEHOLD"]
    api.truth("forces", "DELETE FROM relative WHERE person_id = $1 AND household_id = $2", new["id"], row["household_id"])


def test_who_is_paired_in_this_kind_already_cannot_take_over(api: Api) -> None:
    row, who = pairing(api, 3), manager(api)
    new = follower(api, row)
    sql = """INSERT INTO pairing (household_id, person_id, region_code, kind, period)
    SELECT $1, person, $2, 'extra', daterange('2020-01-01', NULL) FROM unnest($3::bigint[]) AS person RETURNING *"""
    beside, _ = api.truth("forces", sql, row["household_id"], row["region_code"], [row["person_id"], new["id"]])
    assert codes(hand_over(api, who, beside, new["id"])) == ["ALREADY_PAIRED"]
    api.truth("forces", "DELETE FROM pairing WHERE kind = 'extra' AND household_id = $1", row["household_id"])
