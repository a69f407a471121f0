"""Matches over real HTTP: a donor's list with its reasons, what remains at this moment, and an official's list of offers."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from tests.schema.asking import Api
from tests.served import NO_TLS, PATIENCE

NEEDS = """query ($offer: MatchNeedsInput!, $first: Int) { matchNeeds(offer: $offer, first: $first) {
  needId publicId item regionCode target remaining neededBy score factors { name value share sentence } } }"""
OFFERS = "query ($id: ID!) { matchOffers(needId: $id) { offerId score factors { name sentence } } }"
OPEN = """
SELECT need.id, need.target - pledged AS remaining, village_code FROM need JOIN need_item ON need_item.id = need_item_id
WHERE state IN ('published', 'partly_pledged') AND pledged < target AND needed_by > current_date AND kind = $1
"""
OFFICIAL = """
SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = 'manager' AND department = 'civil_affairs' AND post.region_code = '3202'
"""
OWN_OFFERS = "SELECT offer.id FROM offer JOIN donor ON donor.id = donor_id WHERE person_id = $1"
GOODS = {"kind": "goods", "about": "可以捐赠轮椅", "regionCode": "3202"}


def matched(api: Api, who: str | None, offer: dict[str, Any], first: int = 50) -> list[dict[str, Any]]:
    answer = api.ask(NEEDS, who, offer=offer, first=first)
    assert "errors" not in answer, answer["errors"]
    found: list[dict[str, Any]] = answer["data"]["matchNeeds"]
    return found


def at_least(number: int) -> int:
    """The least number of the band in which a giver is told it."""
    return max(least for least in (1, 2, 6, 21) if least <= number)


@pytest.fixture(scope="module")
def donor(api: Api) -> asyncpg.Record:
    return api.person("donor")


def test_donor_is_shown_what_fits_and_why(api: Api, donor: asyncpg.Record) -> None:
    open_needs = {f"Need:{row['id']}": row for row in api.truth("forces", OPEN, "goods")}
    found = matched(api, donor["number"], GOODS)
    assert found
    assert all(one["remaining"] == at_least(open_needs[one["needId"]]["remaining"]) for one in found)
    villages = [open_needs[one["needId"]]["village_code"] for one in found]
    assert all(len(set(ten)) == len(ten) for ten in (villages[place : place + 10] for place in range(len(villages))))
    assert found[0]["item"] == "轮椅"
    sentences = {factor["name"]: factor["sentence"] for factor in found[0]["factors"]}
    assert sentences["words"] == "所说内容与“轮椅”的吻合度 100%"
    assert sentences["place"] == "就在您愿意服务的区划内"


def test_no_number_of_a_match_tells_of_a_household(api: Api, donor: asyncpg.Record) -> None:
    """How often help came to a household counts in the order alone: by a number that two needs share a giver could join them."""
    for one in matched(api, donor["number"], GOODS):
        assert "fairness" not in [factor["name"] for factor in one["factors"]]
        assert one["score"] == pytest.approx(math.prod(factor["share"] for factor in one["factors"]))


HELD = "mutation ($input: PledgeInput!) { pledge(input: $input) { pledge { id } userErrors { code } } }"


def test_what_is_held_now_does_not_count_as_help(api: Api, donor: asyncpg.Record) -> None:
    """Else whoever pledges and releases would see which needs move together."""
    official = api.truth("forces", OFFICIAL)[0]["number"]
    of_households = {f"Need:{row['id']}" for row in api.truth("forces", "SELECT id FROM need WHERE household_id IS NOT NULL")}
    open_needs = [one["needId"] for one in matched(api, donor["number"], GOODS) if one["needId"] in of_households and one["remaining"] > 1]
    need, before = next((need, told) for need in open_needs if (told := _fairness(api, official, need)))
    held = api.ask(HELD, donor["number"], input={"needId": need, "quantity": 1, "idempotencyKey": "held, not helped"})["data"]["pledge"]
    assert held["userErrors"] == []
    assert _fairness(api, official, need) == before


def _fairness(api: Api, official: str, need: str) -> set[str]:
    """What an official is told of help that came to the household of a need."""
    found = api.ask(OFFERS, official, id=need)["data"]["matchOffers"]
    return {factor["sentence"] for one in found for factor in one["factors"] if factor["name"] == "fairness"}


def test_reasons_are_told_in_english_to_whoever_prefers_it(api: Api, donor: asyncpg.Record) -> None:
    headers = {"Authorization": f"Bearer {api.issuer.token(donor['number'], timedelta(minutes=5))}", "Accept-Language": "en"}
    asked = {"query": NEEDS, "variables": {"offer": GOODS, "first": 1}}
    answer = httpx.post(f"{api.address}/graphql", json=asked, headers=headers, timeout=PATIENCE, verify=NO_TLS).json()
    sentences = {factor["name"]: factor["sentence"] for factor in answer["data"]["matchNeeds"][0]["factors"]}
    assert sentences["place"] == "inside the division that you named"


def test_whoever_may_read_no_need_is_matched_with_none(api: Api) -> None:
    assert matched(api, None, GOODS) == []
    assert matched(api, api.person("manager", "finance")["number"], GOODS) == []


def test_what_was_pledged_to_the_end_is_shown_no_more(api: Api, donor: asyncpg.Record) -> None:
    one = matched(api, donor["number"], GOODS)[0]
    pledge = "mutation ($input: PledgeInput!) { pledge(input: $input) { userErrors { code } } }"
    left = {f"Need:{row['id']}": row["remaining"] for row in api.truth("forces", OPEN, "goods")}
    wanted = {"needId": one["needId"], "quantity": left[one["needId"]], "idempotencyKey": "to the end"}
    assert api.ask(pledge, donor["number"], input=wanted)["data"]["pledge"]["userErrors"] == []
    assert one["needId"] not in [other["needId"] for other in matched(api, donor["number"], GOODS)]


def test_official_is_shown_offers_that_fit_and_a_donor_none_but_his_own(api: Api, donor: asyncpg.Record) -> None:
    need = f"Need:{api.truth('forces', OPEN, 'goods')[0]['id']}"
    official = api.truth("forces", OFFICIAL)[0]["number"]
    found = api.ask(OFFERS, official, id=need)["data"]["matchOffers"]
    goods = {f"Offer:{row['id']}" for row in api.truth("forces", "SELECT id FROM offer WHERE kind = 'goods' AND state = 'open'")}
    assert found
    assert "就在对方愿意服务的区划内" in [factor["sentence"] for one in found for factor in one["factors"]]
    assert {one["offerId"] for one in found} <= goods
    own = {f"Offer:{row['id']}" for row in api.truth("forces", OWN_OFFERS, donor["id"])}
    assert {one["offerId"] for one in api.ask(OFFERS, donor["number"], id=need)["data"]["matchOffers"]} <= own


REFUSE = "mutation ($input: RefuseMatchInput!) { refuseMatch(input: $input) { matchRefusal { id version reason } userErrors { code field } } }"
TAKE_BACK = (
    "mutation ($input: TakeBackMatchRefusalInput!) { takeBackMatchRefusal(input: $input) { matchRefusal { takenBackAt } userErrors { code } } }"
)
MINE = "{ matchRefusals(first: 100) { edges { node { id } } } }"


def refuse(api: Api, who: str | None, need: str, reason: str, key: str) -> dict[str, Any]:
    answer = api.ask(REFUSE, who, input={"needId": need, "reason": reason, "idempotencyKey": key})
    return answer["data"]["refuseMatch"] if answer.get("data") else answer


def test_refused_need_is_shown_to_its_giver_no_more_and_the_like_of_it_later(api: Api, donor: asyncpg.Record) -> None:
    official = api.truth("forces", OFFICIAL)[0]["number"]
    before = matched(api, donor["number"], GOODS)
    need = before[0]["needId"]
    found = refuse(api, donor["number"], need, "not_my_skill", "no")
    assert found["userErrors"] == []
    assert refuse(api, donor["number"], need, "not_my_skill", "no") == found  # the same key: once
    assert [error["code"] for error in refuse(api, donor["number"], need, "other", "again")["userErrors"]] == ["ALREADY_REFUSED"]
    after = matched(api, donor["number"], GOODS)
    assert need not in [one["needId"] for one in after]
    for one in after:
        (told,) = [factor for factor in one["factors"] if factor["name"] == "refusals"]
        assert (told["value"] < 1) == (one["item"] == before[0]["item"])
    own = {f"Offer:{row['id']}" for row in api.truth("forces", OWN_OFFERS, donor["id"])}
    assert not own & {one["offerId"] for one in api.ask(OFFERS, official, id=need)["data"]["matchOffers"]}
    refusal = found["matchRefusal"]
    events = "SELECT kind FROM event WHERE subject_kind = 'match_refusal' AND subject_id = $1 ORDER BY id"
    other = api.truth("forces", "SELECT number FROM donor JOIN person ON person.id = person_id WHERE person.id <> $1 LIMIT 1", donor["id"])[0][
        "number"
    ]
    taken = {"id": refusal["id"], "expectedVersion": refusal["version"]}
    assert api.ask(TAKE_BACK, other, input=taken)["data"]["takeBackMatchRefusal"]["userErrors"] == [{"code": "NOT_FOUND"}]
    assert refusal["id"] not in [edge["node"]["id"] for edge in api.ask(MINE, other)["data"]["matchRefusals"]["edges"]]
    assert api.ask(TAKE_BACK, donor["number"], input=taken)["data"]["takeBackMatchRefusal"]["userErrors"] == []
    assert need in [one["needId"] for one in matched(api, donor["number"], GOODS)]
    assert [row["kind"] for row in api.truth("forces", events, refusal["id"].partition(":")[2])] == ["match_refused", "match_refusal_taken_back"]
    again = refuse(api, donor["number"], need, "other", "once more")["matchRefusal"]
    assert api.ask(TAKE_BACK, donor["number"], input={"id": again["id"], "expectedVersion": 1})["data"]["takeBackMatchRefusal"]["userErrors"] == []


def test_nobody_refuses_what_he_may_not_see_or_is_no_giver_of(api: Api, donor: asyncpg.Record) -> None:
    draft = api.truth("forces", "SELECT id FROM need WHERE state = 'draft' LIMIT 1")[0]["id"]
    published = api.truth("forces", OPEN, "goods")[0]["id"]
    hidden = refuse(api, donor["number"], f"Need:{draft}", "other", "draft")
    assert [error["code"] for error in hidden["userErrors"]] == ["NOT_FOUND"]
    for who in (api.person("deputy")["number"], api.truth("forces", OFFICIAL)[0]["number"]):
        found = refuse(api, who, f"Need:{published}", "other", "no giver")
        assert [error["code"] for error in found["userErrors"]] == ["NOT_PERMITTED"]


@pytest.mark.parametrize("wrong", [{"regionCode": "x"}, {"regionCode": ""}, {"about": "字" * 301}])
def test_offer_that_makes_no_sense_is_a_mistake_of_the_client(api: Api, donor: asyncpg.Record, wrong: dict[str, str]) -> None:
    answer = api.ask(NEEDS, donor["number"], offer={**GOODS, **wrong}, first=1)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


NEAREST = """query ($offer: MatchNeedsInput!) { matchNeeds(offer: $offer, first: 10, nearest: true) {
  needId regionCode distanceKm factors { name value sentence } } }"""
TOWNS = {"320281": "320282112"}
"""For needs of Jiangyin somebody in Yixing, for all others somebody in Jiangyin."""


def nearest(api: Api, who: str, **more: Any) -> list[dict[str, Any]]:
    elsewhere = TOWNS.get(api.truth("forces", OPEN, "goods")[0]["village_code"][:6], "320281108")
    offer = {"kind": "goods", "about": "轮椅", "regionCode": elsewhere}
    found: list[dict[str, Any]] = api.ask(NEAREST, who, offer=offer | more)["data"]["matchNeeds"]
    return found


def test_nearest_stand_first_and_a_volunteer_is_told_whether_they_are_too_far(api: Api, donor: asyncpg.Record) -> None:
    found = nearest(api, donor["number"])
    known = [one["distanceKm"] for one in found if one["distanceKm"] is not None]
    assert known
    assert known == sorted(known)
    place = {one["needId"]: factor for one in found for factor in one["factors"] if factor["name"] == "place"}
    far = next(one for one in reversed(found) if one["distanceKm"])
    assert f"离您约 {far['distanceKm']} 公里" in place[far["needId"]]["sentence"]
    wide = {one["needId"]: one for one in nearest(api, donor["number"], radiusKm=far["distanceKm"] + 1)}[far["needId"]]
    (told,) = [factor for factor in wide["factors"] if factor["name"] == "place"]
    assert (told["value"], place[far["needId"]]["value"] < 1) == (1.0, True)
    assert told["sentence"].endswith(f"在您愿意去的 {far['distanceKm'] + 1} 公里以内")


NURSE = """
SELECT number, skill.id FROM volunteer_skill AS skill JOIN volunteer ON volunteer.id = volunteer_id JOIN person ON person.id = person_id
WHERE skill.help_kind = 'medical' AND skill.verified_on IS NOT NULL AND skill.taken_back_on IS NULL LIMIT 1
"""
AWAITING = "query ($offer: MatchNeedsInput!) { needsAwaitingCertificate(offer: $offer) }"
AWAITED = OPEN.replace("$1", "'medical' AND skill = '康复护理'")
NURSING = {"kind": "medical", "about": "上门护理", "regionCode": "3202"}


def test_volunteer_is_shown_what_takes_a_certificate_once_an_official_saw_his(api: Api) -> None:
    (nurse,) = api.truth("forces", NURSE)
    care = {f"Need:{row['id']}" for row in api.truth("forces", OPEN, "medical")}
    assert care
    found = {one["needId"]: one for one in matched(api, nurse["number"], NURSING) if one["needId"] in care}
    assert found
    sentences = {factor["name"]: factor["sentence"] for factor in next(iter(found.values()))["factors"]}
    assert sentences["skill"] == "需要“康复护理”的技能，您的证书已核验"
    assert sentences["days"].startswith("截止前您有空 ")
    assert "language" not in sentences
    other = api.truth("forces", "SELECT number FROM person JOIN volunteer ON person_id = person.id WHERE help_kind = 'service' LIMIT 1")[0]["number"]
    assert not care & {one["needId"] for one in matched(api, other, NURSING)}
    waiting = {who: api.ask(AWAITING, who, offer=NURSING)["data"]["needsAwaitingCertificate"] for who in (nurse["number"], other, None)}
    assert waiting == {nurse["number"]: 0, other: len(api.truth("forces", AWAITED)), None: 0}
    assert care & {one["needId"] for one in matched(api, api.person("donor")["number"], NURSING)}  # whose people have no certificates here


def test_kinds_of_help_that_a_volunteer_does_not_give_are_not_shown_to_him(api: Api) -> None:
    (row,) = api.truth("forces", "SELECT volunteer.id, number FROM volunteer JOIN person ON person.id = person_id ORDER BY volunteer.id DESC LIMIT 1")
    service = {"kind": "service", "about": "", "regionCode": "3202"}
    of_service = {f"Need:{one['id']}" for one in api.truth("forces", OPEN, "service")}
    assert of_service & {one["needId"] for one in matched(api, row["number"], service)}
    tell = "INSERT INTO volunteer_refusal (volunteer_id, help_kind, region_code) SELECT id, 'service', region_code FROM volunteer WHERE id = $1 RETURNING id"
    (told,) = api.truth("forces", tell, row["id"])
    assert not of_service & {one["needId"] for one in matched(api, row["number"], service)}  # what is akin to it, a skill to teach, still is
    api.truth("forces", "UPDATE volunteer_refusal SET taken_back_on = current_date WHERE id = $1", told["id"])
    assert of_service & {one["needId"] for one in matched(api, row["number"], service)}
