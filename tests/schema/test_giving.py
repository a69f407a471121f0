"""The road of a need over real HTTP, by people who sign in: from a measure to the household's thanks."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values

from policies import policy
from policies.subjects import Assignment, Subject
from resolvers.reads import Reads
from resolvers.selections import Question
from schema.query import build_schema
from tests.schema.asking import Api

ERRORS = "userErrors { field code message }"
MUTATIONS = {
    "draftNeed": f"need {{ id state version publicId target pledged household {{ id }} }} {ERRORS}",
    "reviewNeed": f"need {{ id state version }} {ERRORS}",
    "publishNeed": f"need {{ id state version }} {ERRORS}",
    "withdrawNeed": f"need {{ id state version }} {ERRORS}",
    "pledge": f"pledge {{ id state version quantity expiresAt need {{ publicId pledged state }} }} {ERRORS}",
    "seeFacts": f"pledge {{ id state version }} facts {{ publicId item unit quantity price neededBy regionCode statements }} {ERRORS}",
    "confirmPledge": f"pledge {{ id state version }} {ERRORS}",
    "deliverPledge": f"pledge {{ id state version }} {ERRORS}",
    "confirmReceipt": f"pledge {{ id state version receivedByHousehold }} {ERRORS}",
    "disputeDelivery": f"pledge {{ id state version disputeReason }} {ERRORS}",
    "voidDelivery": f"pledge {{ id state version voidReason deliveredQuantity }} {ERRORS}",
    "recordPaperReceipt": f"pledge {{ id state version receivedByHousehold assistanceReason paperNumber assistedAt }} {ERRORS}",
    "reviewFeedback": f"pledge {{ id state version feedback }} {ERRORS}",
    "giveFeedback": f"pledge {{ id state version feedback }} {ERRORS}",
}
HOUSEHOLDS = """
SELECT person.number, post.household_id FROM post JOIN person ON person.id = person_id
WHERE tier = 'household' AND NOT EXISTS (SELECT FROM need WHERE need.household_id = post.household_id)
  AND NOT EXISTS (SELECT FROM relative WHERE relative.household_id = post.household_id) ORDER BY post.id
"""
OFFICIALS = """
SELECT number FROM post JOIN person ON person.id = person_id
WHERE tier = 'manager' AND department = 'civil_affairs' AND starts_with($1, post.region_code) ORDER BY length(post.region_code) DESC
"""


def change(api: Api, who: str, name: str, **input_: Any) -> dict[str, Any]:
    type_ = f"{name[0].upper()}{name[1:]}Input"
    answer = api.ask(f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ {MUTATIONS[name]} }} }}", who, input=input_)
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"][name]
    return found


def made(api: Api, who: str, name: str, **input_: Any) -> dict[str, Any]:
    payload = change(api, who, name, **input_)
    assert payload["userErrors"] == []
    return payload


@pytest.fixture(scope="module")
def home(api: Api) -> asyncpg.Record:
    return api.truth("forces", HOUSEHOLDS)[0]


def test_need_comes_from_a_measure_and_ends_with_thanks(api: Api, home: asyncpg.Record) -> None:
    measure = api.measure(home["household_id"])
    drafter, reviewer, publisher = [row["number"] for row in api.truth("forces", OFFICIALS, measure["region_code"])][:3]
    donor = api.person("donor")["number"]
    item = api.truth("forces", "SELECT id FROM need_item WHERE code = 'tutoring'")[0]["id"]
    until = (date.today() + timedelta(days=60)).isoformat()
    wanted = {"sourceId": f"Measure:{measure['id']}", "needItemId": f"NeedItem:{item}", "quantity": 1, "price": "0", "neededBy": until}
    need = made(api, drafter, "draftNeed", **wanted, idempotencyKey="thanks")["need"]
    assert made(api, drafter, "draftNeed", **wanted, idempotencyKey="thanks")["need"]["id"] == need["id"]
    assert need["household"] == {"id": f"Household:{home['household_id']}"}
    assert [error["code"] for error in change(api, drafter, "reviewNeed", id=need["id"], expectedVersion=1)["userErrors"]] == ["OWN_DRAFT"]
    made(api, reviewer, "reviewNeed", id=need["id"], expectedVersion=1)
    made(api, publisher, "reviewNeed", id=need["id"], expectedVersion=2)
    assert made(api, publisher, "publishNeed", id=need["id"], expectedVersion=3)["need"]["state"] == "published"

    pledge = made(api, donor, "pledge", needId=need["id"], quantity=1, idempotencyKey="mine")["pledge"]
    assert (pledge["state"], pledge["need"]) == ("held", {"publicId": need["publicId"], "pledged": None, "state": "fully_pledged"})
    early = change(api, donor, "confirmPledge", id=pledge["id"], expectedVersion=1)["userErrors"]
    assert [(error["code"], error["message"]) for error in early] == [("FACTS_UNSEEN", "请先阅读该需求的事实说明，再确认")]
    facts = made(api, donor, "seeFacts", id=pledge["id"], expectedVersion=1)["facts"]
    assert (facts["publicId"], facts["item"], facts["neededBy"], facts["regionCode"]) == (
        need["publicId"],
        "课业辅导",
        until,
        measure["region_code"][:6],
    )
    assert len(facts["statements"]) == 4
    town = "query ($id: ID!) { node(id: $id) { ... on Pledge { regionCode } } }"
    assert api.ask(town, donor, id=pledge["id"])["data"]["node"] == {"regionCode": measure["region_code"][:6]}
    made(api, donor, "confirmPledge", id=pledge["id"], expectedVersion=2)
    assert api.ask(town, donor, id=pledge["id"])["data"]["node"] == {"regionCode": measure["region_code"][:9]}
    made(api, donor, "deliverPledge", id=pledge["id"], expectedVersion=3)
    made(api, drafter, "confirmReceipt", id=pledge["id"], expectedVersion=4, side="OFFICER")
    receipt = made(api, home["number"], "confirmReceipt", id=pledge["id"], expectedVersion=5, side="HOUSEHOLD")["pledge"]
    assert (receipt["state"], receipt["receivedByHousehold"]) == ("received", True)
    words = "孩子的数学进步了，谢谢"
    given = made(api, home["number"], "giveFeedback", id=pledge["id"], expectedVersion=6, feedback=words)["pledge"]
    assert (given["state"], given["feedback"]) == ("received", None)
    unread = "query ($id: ID!) { node(id: $id) { ... on Pledge { feedback draftFeedback } } }"
    assert api.ask(unread, donor, id=pledge["id"])["data"]["node"] == {"feedback": None, "draftFeedback": None}
    assert api.ask(unread, drafter, id=pledge["id"])["data"]["node"] == {"feedback": None, "draftFeedback": words}
    assert made(api, drafter, "reviewFeedback", id=pledge["id"], expectedVersion=7)["pledge"]["state"] == "closed"
    assert api.ask(unread, donor, id=pledge["id"])["data"]["node"] == {"feedback": words, "draftFeedback": None}
    read = api.ask("query ($id: ID!) { node(id: $id) { ... on Need { state pledged target household { id } } } }", donor, id=need["id"])
    assert read["data"]["node"] == {"state": "thanked", "pledged": None, "target": 1, "household": None}


WITHOUT_SIGN_IN = """
SELECT pairing.household_id, person.number FROM pairing JOIN person ON person.id = pairing.person_id
WHERE pairing.kind = 'responsible' AND pairing.period @> current_date AND NOT EXISTS (SELECT FROM need WHERE need.household_id = pairing.household_id)
  AND NOT EXISTS (SELECT FROM post WHERE post.household_id = pairing.household_id)
  AND NOT EXISTS (SELECT FROM relative WHERE relative.household_id = pairing.household_id) ORDER BY pairing.id
"""


def test_help_for_a_household_that_cannot_sign_in_is_signed_for_on_paper_to_the_end(api: Api) -> None:
    household, helper = api.truth("forces", WITHOUT_SIGN_IN)[0]
    measure = api.measure(household)
    drafter, reviewer, publisher = [row["number"] for row in api.truth("forces", OFFICIALS, measure["region_code"])][:3]
    donor = api.person("donor")["number"]
    item = api.truth("forces", "SELECT id FROM need_item WHERE code = 'tutoring'")[0]["id"]
    until = (date.today() + timedelta(days=60)).isoformat()
    wanted = {"sourceId": f"Measure:{measure['id']}", "needItemId": f"NeedItem:{item}", "quantity": 1, "price": "0", "neededBy": until}
    need = made(api, drafter, "draftNeed", **wanted, idempotencyKey="on-paper")["need"]
    for version, who in ((1, reviewer), (2, publisher)):
        made(api, who, "reviewNeed", id=need["id"], expectedVersion=version)
    made(api, publisher, "publishNeed", id=need["id"], expectedVersion=3)
    pledge = made(api, donor, "pledge", needId=need["id"], quantity=1, idempotencyKey="on-paper")["pledge"]["id"]
    for version, step in enumerate(("seeFacts", "confirmPledge", "deliverPledge"), 1):
        made(api, donor, step, id=pledge, expectedVersion=version)
    made(api, drafter, "confirmReceipt", id=pledge, expectedVersion=4, side="OFFICER")
    paper = {"id": pledge, "expectedVersion": 5, "reason": "cannot_read", "paperNumber": "QS-2027-8", "idempotencyKey": "on-paper-signed"}
    refusals = change(api, drafter, "recordPaperReceipt", **paper)["userErrors"]
    assert [error["code"] for error in refusals] == ["SAME_PERSON"]
    signed = made(api, helper, "recordPaperReceipt", **paper)["pledge"]
    assert {name: signed[name] for name in ("state", "receivedByHousehold", "assistanceReason", "paperNumber")} == {
        "state": "received",
        "receivedByHousehold": True,
        "assistanceReason": "cannot_read",
        "paperNumber": "QS-2027-8",
    }
    asked = "query ($id: ID!) { node(id: $id) { ... on Pledge { state paperNumber assistanceReason } } }"
    assert api.ask(asked, donor, id=pledge)["data"]["node"] == {"state": "received", "paperNumber": "QS-2027-8", "assistanceReason": None}
    counted = "{ pledgeGroups(by: [ASSISTANCE_REASON], where: {state: {in: [received, closed]}}) { nodes { assistanceReason count } } }"
    nodes = api.ask(counted, reviewer)["data"]["pledgeGroups"]["nodes"]
    assert {"cannot_read", None} <= {node["assistanceReason"] for node in nodes}
    made(api, helper, "giveFeedback", id=pledge, expectedVersion=6, feedback="孩子的数学进步了，谢谢")
    assert made(api, reviewer, "reviewFeedback", id=pledge, expectedVersion=7)["pledge"]["state"] == "closed"


AWAITED = "{ awaitedReceipts { pledgeId version item quantity deliveredOn giver isDisputed steps } }"
STEPS = "query ($id: ID!) { pledgeSteps(pledgeId: $id) }"
NOBODYS_KIN = """
SELECT pledge.id, pledge.household_id, village_code, person.number AS helper FROM pledge JOIN pairing ON pairing.household_id = pledge.household_id
JOIN person ON person.id = pairing.person_id WHERE pledge.state = 'confirmed' AND charity_id IS NULL AND pairing.kind = 'responsible'
  AND pairing.period @> current_date AND pledge.household_id NOT IN (SELECT household_id FROM relative) ORDER BY pledge.id DESC LIMIT 1
"""


def test_deliveries_that_wait_for_a_signature_are_found_by_whoever_may_sign(api: Api) -> None:
    (pledge,) = api.truth("forces", NOBODYS_KIN)
    key = f"Pledge:{pledge['id']}"
    official = next(row["number"] for row in api.truth("forces", OFFICIALS, pledge["village_code"]))

    def awaited(who: str) -> list[dict[str, Any]]:
        answer = api.ask(AWAITED, who)
        assert "errors" not in answer, answer["errors"]
        return [one for one in answer["data"]["awaitedReceipts"] if one["pledgeId"] == key]

    assert awaited(official) == awaited(pledge["helper"]) == []
    api.truth(
        "forces", "UPDATE pledge SET state = 'delivered', delivered_on = current_date, delivered_quantity = quantity WHERE id = $1", pledge["id"]
    )
    (told,) = awaited(pledge["helper"])
    assert (told["steps"], told["isDisputed"]) == (["RECORD_PAPER_RECEIPT"], False)
    assert told["giver"] in ("DONOR", "ORGANISATION", "VOLUNTEER")
    (told,) = awaited(official)
    assert told["steps"] == ["SIGN_AS_OFFICER", "RECORD_PAPER_RECEIPT"]
    assert api.ask(STEPS, official, id=key)["data"]["pledgeSteps"] == [*told["steps"], "VOID_DELIVERY"]
    assert api.ask(STEPS, pledge["helper"], id=key)["data"]["pledgeSteps"] == ["RECORD_PAPER_RECEIPT", "DISPUTE_DELIVERY"]
    made(api, official, "confirmReceipt", id=key, expectedVersion=told["version"], side="OFFICER")
    assert awaited(official) == []
    disputed = made(api, pledge["helper"], "disputeDelivery", id=key, expectedVersion=told["version"] + 1, reason="wrong")["pledge"]
    assert disputed["disputeReason"] == "wrong"
    assert awaited(pledge["helper"]) == []
    for stranger in (api.person("donor")["number"], None):
        assert api.ask(STEPS, stranger, id=key)["data"]["pledgeSteps"] in ([], None)
        assert api.ask(AWAITED, stranger)["data"]["awaitedReceipts"] == []


TO_VOID = """
SELECT pledge.id, pledge.version, pledge.quantity, pledge.delivered_quantity, village_code, person.number AS giver, need_id FROM pledge
JOIN donor ON donor.id = donor_id JOIN person ON person.id = donor.person_id
WHERE pledge.state = 'received' AND pledge.household_id NOT IN (SELECT household_id FROM relative) ORDER BY pledge.id LIMIT 1
"""


def test_void_delivery_is_told_to_its_giver_and_counts_no_more(api: Api) -> None:
    (pledge,) = api.truth("forces", TO_VOID)
    key = f"Pledge:{pledge['id']}"
    void = {"id": key, "expectedVersion": pledge["version"], "reason": "核查发现没有送达"}
    for tier, department in (("auditor", "audit"), ("manager", "finance"), ("volunteer", "")):
        refusals = change(api, api.person(tier, department)["number"], "voidDelivery", **void)["userErrors"]
        assert [error["code"] for error in refusals] == ["NOT_FOUND"]
    counted = "{ pledgeGroups(by: [STATE], where: {deliveredOn: {isNull: false}}) { nodes { state sum { deliveredQuantity } } } }"
    inspector = api.person("inspector", "discipline", 4)["number"]

    def sums() -> dict[str, int]:
        nodes = api.ask(counted, inspector)["data"]["pledgeGroups"]["nodes"]
        return {node["state"]: int(node["sum"]["deliveredQuantity"]) for node in nodes}

    before = sums()
    made(api, inspector, "voidDelivery", **void)
    after = sums()
    assert after["voided"] - before.get("voided", 0) == before["received"] - after.get("received", 0) == pledge["delivered_quantity"]
    asked = "query ($id: ID!) { node(id: $id) { ... on Pledge { state voidReason regionCode } } }"
    seen = {"state": "voided", "voidReason": "核查发现没有送达", "regionCode": pledge["village_code"][:9]}
    assert api.ask(asked, pledge["giver"], id=key)["data"]["node"] == seen
    (need,) = api.truth("forces", "SELECT state, pledged FROM need WHERE id = $1", pledge["need_id"])
    assert tuple(need) == ("published", 0)


BOTH = """query ($ids: [String!]!, $at: DateTime) {
  needs(first: 2, where: {publicId: {in: $ids}}, asOf: $at) { edges { cursor node { id publicId publishedOn neededBy price } } } }"""


def two_needs_of_a_household(api: Api, key: str) -> tuple[list[dict[str, Any]], str]:
    """Drafted and published one right after the other; and who published them."""
    household = api.truth("forces", HOUSEHOLDS)[-1]["household_id"]
    measure = api.measure(household)
    drafter, reviewer, publisher = [row["number"] for row in api.truth("forces", OFFICIALS, measure["region_code"])][:3]
    needs = []
    for code, price in (("quilt", "90"), ("rice", "80")):
        item, until = api.truth("forces", "SELECT id FROM need_item WHERE code = $1", code)[0]["id"], (date.today() + timedelta(days=60)).isoformat()
        wanted = {"sourceId": f"Measure:{measure['id']}", "needItemId": f"NeedItem:{item}", "quantity": 1, "price": price, "neededBy": until}
        needs.append(made(api, drafter, "draftNeed", **wanted, idempotencyKey=f"one household {code} {key}")["need"])
        for version, who in ((1, reviewer), (2, publisher)):
            made(api, who, "reviewNeed", id=needs[-1]["id"], expectedVersion=version)
        made(api, publisher, "publishNeed", id=needs[-1]["id"], expectedVersion=3)
    return needs, publisher


@pytest.mark.parametrize("tier", ["donor", "volunteer", "deputy"])
def test_two_needs_of_a_household_are_joined_by_no_number_and_no_moment(api: Api, tier: str) -> None:
    """Neither keys, cursors, nor the past tell that they were published one right after the other."""
    needs, publisher = two_needs_of_a_household(api, tier)
    who, both = api.person(tier)["number"], [need["publicId"] for need in needs]
    edges = api.ask(BOTH, who, ids=both)["data"]["needs"]["edges"]
    assert {edge["node"]["publicId"] for edge in edges} == set(both)
    one, other = [int(edge["node"]["id"].partition(":")[2]) for edge in edges]
    assert abs(one - other) > 1_000_000  # drawn from 2**56, they are nearer once in a hundred million times
    assert api.ask(BOTH, who, ids=both, at=datetime.now(UTC).isoformat())["data"]["needs"]["edges"] == []  # of this month's first nothing was known
    assert len(api.ask(BOTH, publisher, ids=both, at=datetime.now(UTC).isoformat())["data"]["needs"]["edges"]) == 2
    for need in needs:
        made(api, publisher, "withdrawNeed", id=need["id"], expectedVersion=4, reason="家庭已自行解决")


def test_officer_who_gives_too_is_told_the_moments_of_his_own_place_alone(api: Api) -> None:
    """Whoever holds a post may register himself to give: of the needs of other places he is told as much as any giver."""
    needs, publisher = two_needs_of_a_household(api, "officer")
    both = [need["publicId"] for need in needs]
    region = api.truth("forces", "SELECT region_code FROM need WHERE public_id = $1", both[0])[0]["region_code"]
    elsewhere = "320205" if region.startswith("320282") else "320282"
    giver = Assignment.of("donor", "", "3202")
    seen = {
        name: asyncio.run(_known(api, Subject(10**9, assignments=(giver, *posts), donor_id=10**9), both))
        for name, posts in {
            "giver": (),
            "here": (Assignment.of("manager", "civil_affairs", region[:6]),),
            "elsewhere": (Assignment.of("manager", "civil_affairs", elsewhere),),
        }.items()
    }
    assert seen == {"giver": 0, "here": 2, "elsewhere": 0}
    for need in needs:
        made(api, publisher, "withdrawNeed", id=need["id"], expectedVersion=4, reason="家庭已自行解决")


async def _known(api: Api, subject: Subject, ids: list[str]) -> int:
    """How many of these needs somebody is answered as of this moment."""
    reads, schema, document = Reads(api.databases, policy.load()), build_schema(policy.load())._schema, parse(BOTH)
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    variables = get_variable_values(schema, operation.variable_definitions or (), {"ids": ids, "at": datetime.now(UTC).isoformat()})
    question = Question.of(schema, document, operation, variables)
    ((key, nodes),) = question.roots().items()
    try:
        (answer,) = await reads.answer(subject, [question.plan(key, nodes)], question.values)
    finally:
        await reads.close()
    return len(orjson.loads(answer.text)["edges"])


OFFERED = "mutation ($input: MakeOfferInput!) { makeOffer(input: $input) { offer { id } userErrors { code } } }"
PLEDGED = """mutation ($input: PledgeBatchInput!) { pledgeBatch(input: $input) {
  results { needId pledgeId userErrors { code field } } userErrors { code field } } }"""
OF_OFFER = "query ($id: ID!) { node(id: $id) { ... on Offer { quantity pledges(first: 9) { edges { node { id quantity state } } } } } }"


def test_one_offer_is_pledged_to_several_needs_as_far_as_it_goes(api: Api) -> None:
    needs, publisher = two_needs_of_a_household(api, "batch")
    donor = api.person("donor")["number"]
    told = {"kind": "goods", "about": "棉被一床", "quantity": 1, "firstDay": date.today().isoformat(), "regionCode": "3202"}
    offer = api.ask(OFFERED, donor, input={**told, "idempotencyKey": "offer for a batch"})["data"]["makeOffer"]["offer"]["id"]
    items = [{"needId": need["id"], "quantity": 1} for need in (*needs, {"id": "Need:999999999"})]
    batch = {"items": items, "offerId": offer, "idempotencyKey": "a batch"}
    found = api.ask(PLEDGED, donor, input=batch)["data"]["pledgeBatch"]
    assert (found["userErrors"], [one["needId"] for one in found["results"]]) == ([], [item["needId"] for item in items])
    errors = [[(error["code"], error["field"]) for error in one["userErrors"]] for one in found["results"]]
    assert errors == [[], [("OFFER_USED_UP", "offerId")], [("NOT_FOUND", "needId")]]
    assert api.ask(PLEDGED, donor, input=batch)["data"]["pledgeBatch"] == found
    pledges = [edge["node"] for edge in api.ask(OF_OFFER, donor, id=offer)["data"]["node"]["pledges"]["edges"]]
    assert pledges == [{"id": found["results"][0]["pledgeId"], "quantity": 1, "state": "held"}]
    empty = api.ask(PLEDGED, donor, input={**batch, "items": []})["data"]["pledgeBatch"]["userErrors"]
    assert [(error["code"], error["field"]) for error in empty] == [("BATCH_UNFIT", "items")]
    for need in needs:
        (version,) = api.truth("forces", "SELECT version FROM need WHERE id = $1", int(need["id"][5:]))[0]
        made(api, publisher, "withdrawNeed", id=need["id"], expectedVersion=version, reason="家庭已自行解决")


PUBLISHED = """
SELECT left(region_code, 6) AS county, target, date_trunc('month', published_on)::date::text AS month, public_id FROM need
WHERE state = 'partly_pledged' AND target > 2 ORDER BY id LIMIT 1
"""


@pytest.mark.parametrize("tier", ["donor", "volunteer", "deputy"])
def test_of_a_need_a_giver_sees_what_its_card_tells(api: Api, tier: str) -> None:
    (need,) = api.truth("forces", PUBLISHED)
    asked = "query ($id: String!) { needs(first: 1, where: {publicId: {eq: $id}}) { edges { node { regionCode target pledged publishedOn } } } }"
    (edge,) = api.ask(asked, api.person(tier)["number"], id=need["public_id"])["data"]["needs"]["edges"]
    least = max(least for least in (1, 2, 6, 21) if least <= need["target"])
    assert edge["node"] == {"regionCode": need["county"], "target": least, "pledged": None, "publishedOn": need["month"]}


def test_town_of_a_need_is_in_no_list_of_matches(api: Api) -> None:
    donor = api.person("donor")["number"]
    town = api.truth("forces", "SELECT region_code FROM need WHERE state = 'published' AND needed_by > current_date ORDER BY id LIMIT 1")[0][
        "region_code"
    ]
    asked = "query ($o: MatchNeedsInput!) { matchNeeds(offer: $o, first: 50) { regionCode factors { name sentence } } }"
    for kind in ("goods", "service", "medical"):
        for found in api.ask(asked, donor, o={"kind": kind, "regionCode": town})["data"]["matchNeeds"]:
            assert len(found["regionCode"]) == 6
            assert "就在您愿意服务的区划内" not in [factor["sentence"] for factor in found["factors"]]


def test_giver_never_learns_whom_he_helps(api: Api) -> None:
    donor = api.truth(
        "forces",
        "SELECT person.number FROM pledge JOIN donor ON donor.id = donor_id JOIN person ON person.id = donor.person_id "
        "JOIN need ON need.id = need_id WHERE pledge.household_id IS NOT NULL AND need.state = 'fully_pledged' ORDER BY pledge.id LIMIT 1",
    )[0]["number"]
    asked = "{ pledges(first: 50) { edges { node { quantity household { id } village { code } need { household { id } village { code } } } } } }"
    nodes = [edge["node"] for edge in api.ask(asked, donor)["data"]["pledges"]["edges"]]
    hidden = {"household": None, "village": None}
    assert hidden in [node["need"] for node in nodes]  # a need that is not published any more is not there for him at all
    assert all({"household": node["household"], "village": node["village"]} == hidden and node["need"] in (hidden, None) for node in nodes)


def test_whoever_may_not_change_a_need_is_answered_as_if_it_were_not_there(api: Api) -> None:
    draft = api.truth("forces", "SELECT id, version FROM need WHERE state = 'draft' LIMIT 1")[0]
    for tier, department in (("donor", ""), ("auditor", "audit"), ("inspector", "discipline"), ("manager", "finance")):
        found = change(api, api.person(tier, department)["number"], "publishNeed", id=f"Need:{draft['id']}", expectedVersion=draft["version"])
        assert [error["code"] for error in found["userErrors"]] == ["NOT_FOUND"]
    assert api.truth("forces", "SELECT version FROM need WHERE id = $1", draft["id"])[0]["version"] == draft["version"]


WRITTEN = """
SELECT message.household_id, person.number FROM message JOIN volunteer ON volunteer.id = volunteer_id JOIN person ON person.id = person_id
ORDER BY message.id LIMIT 1
"""
MESSAGES = "{ messages(first: 50) { edges { node { side text household { id } volunteer { id } pledge { id } } } } }"


def test_messages_are_read_by_both_sides_and_nobody_else(api: Api) -> None:
    (written,) = api.truth("forces", WRITTEN)
    nodes = [edge["node"] for edge in api.ask(MESSAGES, written["number"])["data"]["messages"]["edges"]]
    assert {node["side"] for node in nodes} == {"giver", "household"}
    assert all(node["text"] and node["pledge"] and node["household"] is None for node in nodes)
    for official in (api.person("donor"), api.person("manager", "civil_affairs")):
        seen = [edge["node"] for edge in api.ask(MESSAGES, official["number"])["data"]["messages"]["edges"]]
        assert not [node for node in seen if node["text"]]


BATCH = """mutation ($input: ConfirmReceiptBatchInput!) { confirmReceiptBatch(input: $input) {
  results { id userErrors { field code message } } userErrors { field code } } }"""
DELIVERED = """SELECT id, version, village_code FROM pledge WHERE state = 'confirmed' AND household_id IS NOT NULL AND officer_id IS NULL
  AND household_id NOT IN (SELECT household_id FROM relative) ORDER BY id LIMIT 2"""


def test_batch_of_receipts_signs_what_can_be_signed_and_the_rest_when_it_comes_again(api: Api) -> None:
    pledges = api.truth("forces", DELIVERED)
    deliver = "UPDATE pledge SET state = 'delivered', delivered_on = current_date, delivered_quantity = quantity, receipt_number = CASE WHEN charity_id IS NOT NULL THEN 'B' || id END"
    first, second = ({"id": f"Pledge:{row['id']}", "side": "OFFICER", "expectedVersion": row["version"] + 1} for row in pledges)
    api.truth("forces", f"{deliver} WHERE id = $1", pledges[0]["id"])
    who = api.person("manager", "civil_affairs", 4)["number"]
    input_ = {
        "items": [first, {**second, "expectedVersion": pledges[1]["version"]}, {**first, "id": "Pledge:0"}],
        "idempotencyKey": "batch-of-receipts",
    }

    def sent() -> dict[str, Any]:
        found: dict[str, Any] = api.ask(BATCH, who, input=input_)["data"]["confirmReceiptBatch"]
        return found

    def codes(found: dict[str, Any]) -> list[list[str]]:
        return [[error["code"] for error in one["userErrors"]] for one in found["results"]]

    assert codes(sent()) == [[], ["WRONG_STATE"], ["NOT_FOUND"]]
    api.truth("forces", f"{deliver} WHERE id = $1", pledges[1]["id"])
    input_["items"][1] = second
    assert codes(sent()) == [[], [], ["NOT_FOUND"]]
    assert codes(sent()) == [[], [], ["NOT_FOUND"]]  # nothing is signed twice
    signed = api.truth("forces", "SELECT version, officer_id FROM pledge WHERE id = ANY($1) ORDER BY id", [row["id"] for row in pledges])
    assert [row["version"] for row in signed] == [row["version"] + 2 for row in pledges]
    assert all(row["officer_id"] for row in signed)
    empty = api.ask(BATCH, who, input={"items": [], "idempotencyKey": "no-receipts"})["data"]["confirmReceiptBatch"]["userErrors"]
    assert empty == [{"field": "items", "code": "BATCH_UNFIT"}]
