"""Pairings over real HTTP: a household is handed over and never without a helper, deputies are paired beside him, and what ends."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from databases.clock import Clock
from tests.schema.asking import Api

HAND_OVER = """mutation ($input: HandOverPairingInput!) { handOverPairing(input: $input) {
  pairing { id version period endReason handedTo { id period kind person { id } } } userErrors { field code message } } }"""
PAIR = """mutation ($input: PairDeputyInput!) { pairDeputy(input: $input) { pairing { id version kind } userErrors { field code message } } }"""
END = """mutation ($input: EndPairingInput!) { endPairing(input: $input) { pairing { id period endReason } userErrors { field code message } } }"""
SEEN = "query ($number: String!) { households(first: 1, where: {number: {eq: $number}}) { totalCount } }"
REASON, PAIRING_REASON = "原帮扶人调离本镇，工作交接", "代表委员联系户年度安排"
# open pairings of households that are helped still, with somebody who could take over; `turn` gives each test rows of its own
OPEN = """
SELECT pairing.*, person.number AS helper FROM pairing JOIN person ON person.id = pairing.person_id
WHERE kind = 'responsible' AND upper(period) IS NULL AND lower(period) < current_date AND starts_with(pairing.region_code, '320282')
  AND (SELECT count(*) FROM post WHERE post.person_id = person.id AND post.period @> current_date) = 1 AND pairing.household_id = ANY($2)
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
    homes = api.truth("beneficiaries", "SELECT array_agg(id) FROM household WHERE state = 'active'")[0][0]
    return api.truth("forces", OPEN, turn, homes)[0]


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


def test_who_is_paired_with_the_household_already_cannot_take_over(api: Api) -> None:
    row, who = pairing(api, 3), manager(api)
    new = follower(api, row)
    sql = """INSERT INTO pairing (household_id, person_id, region_code, kind, period)
    VALUES ($1, $2, $3, 'extra', daterange('2020-01-01', NULL)) RETURNING *"""
    api.truth("forces", sql, row["household_id"], new["id"], row["region_code"])
    assert codes(hand_over(api, who, row, new["id"])) == ["ALREADY_PAIRED"]
    api.truth("forces", "DELETE FROM pairing WHERE kind = 'extra' AND household_id = $1", row["household_id"])


def deputy(api: Api, household: int, load: str = "< 5") -> asyncpg.Record:
    """A deputy or member who holds no other post, is a stranger to the household and has so many households."""
    sql = f"""SELECT representative.id, person_id, number FROM representative JOIN person ON person.id = person_id
    WHERE (SELECT string_agg(tier, ' ') FROM post WHERE post.person_id = person.id AND post.period @> current_date) = 'deputy'
      AND NOT EXISTS (SELECT FROM pairing WHERE pairing.person_id = person.id AND household_id = $1)
      AND (SELECT count(*) FROM pairing WHERE pairing.person_id = person.id AND upper(period) IS NULL) {load} ORDER BY id LIMIT 1"""
    return api.truth("forces", sql, household)[0]


def pair(api: Api, who: str | None, household: int, representative: int, **more: Any) -> dict[str, Any]:
    input_ = {
        **{"householdId": f"Household:{household}", "representativeId": f"Representative:{representative}", "reason": PAIRING_REASON},
        **{"idempotencyKey": secrets.token_urlsafe(12), **more},
    }
    answer = api.ask(PAIR, who, input=input_)
    return answer["data"]["pairDeputy"] if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


def end(api: Api, who: str | None, row: Any, **more: Any) -> dict[str, Any]:
    input_ = {"id": f"Pairing:{row['id']}", "expectedVersion": row["version"], "endReason": "other", "reason": PAIRING_REASON, **more}
    answer = api.ask(END, who, input=input_)
    return answer["data"]["endPairing"] if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


def paired(api: Api, id_: str) -> asyncpg.Record:
    return api.truth("forces", "SELECT * FROM pairing WHERE id = $1", int(id_.partition(":")[2]))[0]


def test_deputy_is_paired_beside_the_helper_reads_it_and_it_ends(api: Api) -> None:
    row, who, today = pairing(api, 4), manager(api), Clock().today()
    chosen = deputy(api, row["household_id"])
    key = secrets.token_urlsafe(12)
    found = pair(api, who, row["household_id"], chosen["id"], idempotencyKey=key)
    assert found["userErrors"] == []
    assert pair(api, who, row["household_id"], chosen["id"], idempotencyKey=key)["pairing"]["id"] == found["pairing"]["id"]
    made = paired(api, found["pairing"]["id"])
    assert (made["kind"], made["person_id"], made["period"].lower, made["region_code"]) == (
        *("deputy_household", chosen["person_id"], today),
        row["region_code"],
    )
    assert paired(api, f"Pairing:{row['id']}")["period"].upper is None  # the helper stays
    mine = "query ($id: ID!) { node(id: $id) { ... on Pairing { kind regionCode household { number } } } }"
    seen = api.ask(mine, chosen["number"], id=found["pairing"]["id"])["data"]["node"]
    assert seen == {"kind": "deputy_household", "regionCode": row["region_code"], "household": None}
    assert codes(pair(api, who, row["household_id"], chosen["id"])) == ["PAIRED_OTHERWISE"]
    ended = end(api, who, made, endReason="moved")
    assert ended["userErrors"] == []
    after = paired(api, found["pairing"]["id"])
    assert (after["period"].upper, after["end_reason"]) == (today + timedelta(days=1), "moved")
    assert codes(end(api, who, after)) == ["ALREADY_HANDED_OVER"]
    sql = "SELECT kind, actor FROM event WHERE subject_kind = 'pairing' AND subject_id = $1 ORDER BY id"
    assert [tuple(event) for event in api.truth("forces", sql, str(made["id"]))] == [("pairing_begun", who), ("pairing_ended", who)]


def test_deputy_has_only_as_many_households_as_he_may_however_many_are_paired_at_once(api: Api) -> None:
    who, chosen = manager(api), deputy(api, 0)
    sql = "SELECT count(*) FROM pairing WHERE person_id = $1 AND period && daterange(current_date, NULL)"
    before = api.truth("forces", sql, chosen["person_id"])[0][0]
    most = "UPDATE rule_parameter SET value = $1 WHERE name = 'households_a_deputy'"
    api.truth("forces", most, before + 1)
    homes = [pairing(api, turn)["household_id"] for turn in (5, 6, 7, 8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda home: pair(api, who, home, chosen["id"]), homes))
    api.truth("forces", most, 5)
    assert sorted(code for one in found for code in codes(one)) == ["HELPER_FULL"] * 3
    assert api.truth("forces", sql, chosen["person_id"])[0][0] == before + 1


def test_helper_kin_and_whoever_is_no_deputy_is_not_paired_as_one(api: Api) -> None:
    row, who = pairing(api, 9), manager(api)
    chosen = deputy(api, row["household_id"])
    made = "INSERT INTO representative (person_id, kind, level, profession, is_entrepreneur, region_code, term_until)"
    values = "VALUES ($1, 'deputy', 5, '教师', false, '320282', '2029-12-31') RETURNING id"
    (helper,) = api.truth("forces", f"{made} {values}", row["person_id"])
    assert codes(pair(api, who, row["household_id"], helper["id"])) == ["NO_DEPUTY"]
    post = """INSERT INTO post (person_id, tier, region_code, region_level, period) VALUES ($1, 'deputy', '320282', 'county', '[2018-01-17,)') RETURNING id"""
    (held,) = api.truth("forces", post, row["person_id"])
    assert codes(pair(api, who, row["household_id"], helper["id"])) == ["PAIRED_OTHERWISE"]
    api.truth("forces", "DELETE FROM post WHERE id = $1", held["id"])
    api.truth("forces", "DELETE FROM representative WHERE id = $1", helper["id"])
    kin = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2020-01-01', $3)"
    api.truth("forces", kin, chosen["person_id"], row["household_id"], row["region_code"])
    assert codes(pair(api, who, row["household_id"], chosen["id"])) == ["RELATIVE_OF_HOUSEHOLD"]
    api.truth("forces", "DELETE FROM relative WHERE person_id = $1 AND household_id = $2", chosen["person_id"], row["household_id"])


def test_only_offices_of_the_place_pair_deputies_and_end_pairings(api: Api) -> None:
    row, others = pairing(api, 9), [manager(api, region="320281"), manager(api, "finance")]
    chosen = deputy(api, row["household_id"])
    for who in (*others, chosen["number"]):
        assert codes(pair(api, who, row["household_id"], chosen["id"])) in (["NOT_FOUND"], ["NOT_PERMITTED"])
        assert codes(end(api, who, row)) == ["NOT_FOUND"]
    assert codes(pair(api, row["helper"], row["household_id"], chosen["id"])) == ["NOT_PERMITTED"]
    assert codes(end(api, row["helper"], row)) == ["NOT_FOUND"]
    assert codes(pair(api, None, row["household_id"], chosen["id"])) == ["UNAUTHENTICATED"]


def test_helper_is_not_taken_from_a_household_in_hardship(api: Api) -> None:
    row, who = pairing(api, 9), manager(api)
    assert codes(end(api, who, row)) == ["HELPER_STAYS"]
    assert codes(end(api, who, row, endReason="handover")) == ["SUCCESSOR_MISSING"]
    assert paired(api, f"Pairing:{row['id']}")["period"].upper is None
    out = api.truth("beneficiaries", "SELECT array_agg(id) FROM household WHERE state = 'exited' AND starts_with(region_code, '320282')")[0][0]
    sql = "SELECT * FROM pairing WHERE kind = 'responsible' AND upper(period) IS NULL AND household_id = ANY($1) ORDER BY id LIMIT 1"
    left = api.truth("forces", sql, out)[0]
    assert codes(end(api, who, left, lastDay="2020-01-01")) == ["IN_THE_PAST"]
    assert codes(end(api, who, left, lastDay="2098-01-01")) == ["INVALID_PERIOD"]
    assert end(api, who, left, endReason="exit")["userErrors"] == []


PAIR_VILLAGE = """mutation ($input: PairVillageInput!) { pairVillage(input: $input) {
  villagePairing { id version period region { code } representative { id } } userErrors { field code message } } }"""
END_VILLAGE = """mutation ($input: EndVillagePairingInput!) { endVillagePairing(input: $input) {
  villagePairing { id period } userErrors { field code message } } }"""
ENTREPRENEURS = """SELECT representative.id, number FROM representative JOIN person ON person.id = person_id WHERE is_entrepreneur = $1
  AND EXISTS (SELECT FROM post WHERE post.person_id = person.id AND tier = 'deputy' AND post.period @> current_date) ORDER BY representative.id"""


def in_village(api: Api, mutation: str, who: str | None, **input_: Any) -> dict[str, Any]:
    answer = api.ask(mutation, who, input={"reason": PAIRING_REASON, **input_})
    found: dict[str, Any] = next(iter(answer["data"].values())) if answer.get("data") else {"userErrors": [e["extensions"] for e in answer["errors"]]}
    return found


def test_entrepreneur_is_paired_with_a_weak_village_and_everybody_reads_it(api: Api) -> None:
    taken = api.truth("forces", "SELECT coalesce(array_agg(region_code), '{}') FROM village_pairing")[0][0]
    weak = api.truth("beneficiaries", "SELECT * FROM village WHERE state = 'weak' AND NOT region_code = ANY($1) ORDER BY id LIMIT 1", taken)[0]
    (entrepreneur, *_), (other, *_) = api.truth("forces", ENTREPRENEURS, True), api.truth("forces", ENTREPRENEURS, False)
    who, today, key = api.person("manager", "agriculture", 4)["number"], Clock().today(), secrets.token_urlsafe(12)
    wanted = {"villageId": f"Village:{weak['id']}", "representativeId": f"Representative:{entrepreneur['id']}", "idempotencyKey": key}
    found = in_village(api, PAIR_VILLAGE, who, **wanted)
    assert found["userErrors"] == []
    pairing_ = found["villagePairing"]
    assert pairing_["region"]["code"] == weak["region_code"]
    assert in_village(api, PAIR_VILLAGE, who, **wanted)["villagePairing"]["id"] == pairing_["id"]
    again = {**wanted, "idempotencyKey": key + "2"}
    assert codes(in_village(api, PAIR_VILLAGE, who, **again)) == ["ALREADY_PAIRED"]
    assert codes(in_village(api, PAIR_VILLAGE, who, **{**again, "representativeId": f"Representative:{other['id']}"})) == ["NO_ENTREPRENEUR"]
    ordinary = api.truth("beneficiaries", "SELECT id FROM village WHERE state = 'ordinary' ORDER BY id LIMIT 1")[0]["id"]
    assert codes(in_village(api, PAIR_VILLAGE, who, **{**again, "villageId": f"Village:{ordinary}"})) == ["VILLAGE_NOT_WEAK"]
    for somebody in (manager(api), entrepreneur["number"], api.person("helper")["number"]):
        assert codes(in_village(api, PAIR_VILLAGE, somebody, **again)) == ["NOT_PERMITTED"]
        assert codes(in_village(api, END_VILLAGE, somebody, id=pairing_["id"], expectedVersion=1)) == ["NOT_FOUND"]
    open_ = "query ($id: ID!) { node(id: $id) { ... on VillagePairing { representative { profession } } } }"
    assert api.ask(open_, None, id=pairing_["id"])["data"]["node"]["representative"]["profession"]
    ended = in_village(api, END_VILLAGE, who, id=pairing_["id"], expectedVersion=1)
    assert ended["userErrors"] == []
    row = api.truth("forces", "SELECT period FROM village_pairing WHERE id = $1", int(pairing_["id"].partition(":")[2]))[0]
    assert (row["period"].lower, row["period"].upper) == (today, today + timedelta(days=1))
