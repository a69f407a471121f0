"""Doors that are no list of a kind, tried for every tier, each by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

from databases.code_lists.forces import HELP_KIND
from policies.kinds import KINDS
from tests.doors import expectations
from tests.doors.answers import MISSING, answered, check_objects, key_of, sample_of, seen_by, selection_of, type_of
from tests.doors.house import House, Who, as_json, is_inside, reaches


def subscription(house: House, who: Who) -> None:
    """A subscription answers like a question: his own imports, with what hangs on them, and no others; another kind not at all."""
    mine = set(house.scope[who.number, "ImportRun"])
    inside, outside = sample_of(who, "ImportRun", sorted(mine)), sample_of(who, "ImportRun", sorted(house.now["ImportRun"].keys() - mine))
    person = f"person {{ {selection_of(house, 'Person', 'aliases')} }}" if "person" in type_of(house, "ImportRun").fields else ""
    query = f"subscription ($id: ID!) {{ importRun(id: $id) {{ {selection_of(house, 'ImportRun').replace('person { __typename id }', person)} }} }}"
    if not who.number:
        assert house.ask(who, query, id="ImportRun:1").status_code == 401
        return
    nothing = house.ask(who, query, id=f"ImportRun:{MISSING}").content
    assert b'"importRun":null' in nothing
    for key in outside:
        assert house.ask(who, query, id=f"ImportRun:{key}").content == nothing
    for key in inside:
        (answer,) = events(house.ask(who, query, id=f"ImportRun:{key}").text)
        assert "errors" not in answer, (str(who), answer["errors"])
        assert check_objects(house, who, answer["data"], house.now) >= 1
    for kind in ("Household", "Person"):
        refused = house.ask(who, query, id=f"{kind}:{min(house.now[kind])}")
        assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def events(text: str) -> list[Any]:
    """The answers in an event stream."""
    return [json.loads(part.partition("data: ")[2]) for part in text.split("\n\n") if part.startswith("event: next")]


ACCESSES = "nodes { at tier department regionCode organisation person fields purpose reason } hasNextPage endCursor"


def audit_listing(house: House, who: Who) -> None:
    """Who looked at a household: listed to itself and to supervision of its place; to all others as if it were not there, byte for byte."""
    own = house.ask(who, f"{{ accessesOfMyRecord(first: 100) {{ {ACCESSES} }} }}").json()["data"]["accessesOfMyRecord"]
    assert (own is not None) == bool(who.posts("H"))
    query = f"query ($id: ID!) {{ accessesOfRecord(household: $id, first: 100) {{ {ACCESSES} }} }}"
    nothing = house.ask(who, query, id=f"Household:{MISSING}").content
    households = house.now["Household"]
    for key in {*sample_of(who, "Household", households), *sample_of(who, "Household", house.scope[who.number, "Household"])} - {who.household}:
        answer = house.ask(who, query, id=f"Household:{key}")
        is_supervised = any(is_inside(post, households[key]) for post in who.posts("UI"))
        assert (answer.content != nothing) == is_supervised, f"{who} listed who looked at Household:{key}"


ORIGINS = (
    "query ($id: ID!) { originsOfRecord(record: $id, first: 100) { version recordedAt eventId kind actor person importRunId fileName fileDigest } }"
)


def origins(house: House, who: Who, kind: str) -> None:
    """Where a record came from: told to supervision of what it reads; to all others as if it were not there, byte for byte."""
    nothing = house.ask(who, ORIGINS, id=f"{kind}:{MISSING}").content
    mine = [key for key, row in house.now[kind].items() if any(reaches(post, kind, row) for post in who.posts("UI"))]
    for key in {*sample_of(who, kind, sorted(house.now[kind])), *sample_of(who, kind, sorted(mine))}:
        answer = house.ask(who, ORIGINS, id=f"{kind}:{key}")
        assert "errors" not in answer.json(), (str(who), answer.json())
        assert (answer.content != nothing) == (key in mine), f"{who} listed the origins of {kind}:{key}"


PROPOSAL = """query ($region: String!) { proposePairings(regionCode: $region, first: 500) {
  pairs { householdId helperId } left { householdId } waiting } }"""


def proposals(house: House, who: Who) -> None:
    """Whoever keeps pairings is proposed households and helpers of his division; to all others there are none."""
    found = house.ask(who, PROPOSAL, region="32").json()["data"]["proposePairings"]
    offices = who.posts("CY")
    assert offices or found == {"pairs": [], "left": [], "waiting": 0}, str(who)
    for kind, ids in (
        ("Household", {one["householdId"] for one in [*found["pairs"], *found["left"]]}),
        ("Person", {one["helperId"] for one in found["pairs"]}),
    ):
        assert all(any(is_inside(post, house.now[kind][key_of(id_, kind)]) for post in offices) for id_ in ids), str(who)


SHIFT_PROPOSAL = """query ($campaign: ID!) { proposeShiftAssignments(campaignId: $campaign) {
  places { shiftId volunteerId } wanting { shiftId } } }"""


def shift_proposals(house: House, who: Who) -> int:
    """Whoever assigns volunteers is proposed those of his division, for shifts of his division; to all others there are none."""
    count = 0
    for campaign in house.now["VolunteerCampaign"]:
        found = house.ask(who, SHIFT_PROPOSAL, campaign=f"VolunteerCampaign:{campaign}").json()["data"]["proposeShiftAssignments"]
        assert who.posts("C") or found == {"places": [], "wanting": []}, str(who)
        assert {one["volunteerId"] for one in found["places"]} <= {f"Volunteer:{key}" for key in house.scope[who.number, "Volunteer"]}, str(who)
        shifts = [house.now["Shift"][int(one["shiftId"].partition(":")[2])] for one in [*found["places"], *found["wanting"]]]
        assert all(any(is_inside(post, shift) for post in who.posts("C")) for shift in shifts), str(who)
        count += len(found["places"])
    return count


MATCHES = """query ($kind: HelpKindCode!) { matchNeeds(offer: {kind: $kind, regionCode: "3202"}, first: 50) {
  needId publicId regionCode factors { sentence } } }"""
MATCHING_OFFERS = "query ($id: ID!) { matchOffers(needId: $id, first: 50) { offerId factors { sentence } } }"


def matches(house: House, who: Who) -> int:
    """Needs that fit an offer are those that he reaches, their places as he sees them; offers that fit a need likewise, and only of a need that he reaches."""
    found = [one for kind in HELP_KIND.labels for one in answered(house, who, MATCHES, kind=kind)["matchNeeds"]]
    for one in found:
        need = house.now["Need"][key_of(one["needId"], "Need")]
        assert reaches(who, "Need", need), f"{who} was matched with {one['needId']}"
        assert one["regionCode"] == seen_by(who, "Need", need, "region_code"), str(who)
    mine, offers = set(house.scope[who.number, "Need"]), set(house.scope[who.number, "Offer"])
    for key in {*sample_of(who, "Need", sorted(house.now["Need"])), *sample_of(who, "Need", sorted(mine))}:
        fitting = {key_of(one["offerId"], "Offer") for one in answered(house, who, MATCHING_OFFERS, id=f"Need:{key}")["matchOffers"]}
        assert fitting <= (offers if key in mine else set()), f"{who} was told what fits Need:{key}"
    return len(found)


ENDS = {"fundSource": "FundSource", "allocation": "Allocation", "paymentList": "PaymentList", "project": "Project"}
TRACED_FROM = ("FundStream", "FundSource", "Allocation", "PaymentList", "PaymentLine", "Project")


def traces(house: House, who: Who) -> int:
    """A trace leads over rows that he reaches, shown as the table says, and flows between them; of a list only for whoever sees what funds it."""
    parts = " ".join(f"{end} {{ {selection_of(house, kind)} }}" for end, kind in ENDS.items())
    count = 0
    for kind in TRACED_FROM:
        for key in sample_of(who, kind, sorted(house.now[kind])):
            for direction in ("FORWARD", "BACKWARD"):
                query = f'{{ fundTrace(start: "{kind}:{key}", direction: {direction}, first: 40) {{ nodes {{ key {parts} }} edges {{ fromKey toKey }} }} }}'
                trace = answered(house, who, query)["fundTrace"]
                keys = {node["key"] for node in trace["nodes"]}
                assert {end for edge in trace["edges"] for end in edge.values()} <= keys
                for node in keys:
                    of, _, number = node.partition(":")
                    assert reaches(who, of, house.now[of][int(number)]), f"{who} was led to {node}"
                    assert of != "PaymentList" or expectations.scopes("PaymentListFunding", who.tier), f"{who} was led to {node}"
                count += len(keys)
    return count


def thresholds(house: House, who: Who) -> None:
    """Progress is counted over the households that he reaches: over none, nothing is told of any."""
    query = "{ thresholds(year: 2025) { parameterId name subjects total lowest highest } }"
    for one in answered(house, who, query)["thresholds"]:
        assert key_of(one["parameterId"], "RuleParameter") in house.scope[who.number, "RuleParameter"]
        if one["name"] == "dibao_income_floor":
            assert one["subjects"] <= len(house.scope[who.number, "Household"])
            assert one["subjects"] or one["total"] is one["lowest"] is one["highest"] is None, str(who)


RECEIPT = "query ($number: String!) { receipt(number: $number) { number kind regionCode record state receivedOn dueOn answeredOn answer } }"
GUESSES = "query ({}) {{ {} }}".format(
    ", ".join(f"$n{place}: String!" for place in range(6)), " ".join(f"g{place}: receipt(number: $n{place}) {{ state answer }}" for place in range(6))
)
TOLD_BY_RECEIPT = ("code", "kind", "region_code", "record", "state", "received_on", "due_on", "answered_on", "answer")


def _numbered(guesses: Iterable[str]) -> dict[str, Any]:
    return {f"n{place}": guess for place, guess in enumerate(guesses)}


def receipts(house: House, who: Who) -> int:
    """Whoever holds the number of a report, and nobody else, is told how far it is and what was answered; never what it says."""
    nothing = house.ask(who, GUESSES, **_numbered("ZZZZZZ")).content
    for report in house.now["PublicReport"].values():
        answer = house.post(who, RECEIPT, {"number": report["code"]})
        told = [report[name] for name in TOLD_BY_RECEIPT]
        house.search(who, answer.text, said=str(told))
        assert list(answer.json()["data"]["receipt"].values()) == list(map(as_json, told)), str(who)
        near = (report["code"][:-1], report["code"] + "A", f" {report['code']}", "%", f"PublicReport:{report['id']}", str(report["id"]))
        assert house.ask(who, GUESSES, **_numbered(near)).content == nothing, f"{who} followed a report by one of {near}"
    return len(house.now["PublicReport"])


HIT = "title url kind amount markedTitle { text } excerpt { text } facets { facet codes } reasons { piece }"
SEARCH = f"""query ($text: String!) {{
  search(text: $text, first: 50, facets: ["kind"]) {{ total hits {{ {HIT} }} nearly {{ {HIT} }} facets {{ values {{ code label }} }} readings {{ piece label }}
    corrected {{ piece word }} widened {{ piece words }} dropped related unread alternatives {{ dropped }} sums(by: ["kind"]) {{ codes count amount }} }}
  searchSuggestions(typed: $text, first: 20) {{ word label }}
  readOffer(text: $text) {{ about pieces {{ piece label }} }}
}}"""
PUBLISHED = "{ openData { datasets { name rows(first: 1000) { rows } } } }"


def search(house: House, askers: Iterable[Who]) -> int:
    """What is published is found by everybody alike, byte for byte, and nothing private is among it, whatever is looked for."""
    questions = [(PUBLISHED, {}), *((SEARCH, {"text": text}) for text in ("", "帮扶", "k", *_private_words(house)))]
    public = [house.ask(Who("", "P"), query, **variables) for query, variables in questions]
    for who in askers:
        for (query, variables), answer in zip(questions, public, strict=True):
            assert _data(house.ask(who, query, **variables)) == _data(answer), f"{who} found something else than everybody"
    return sum(answer.json()["data"]["search"]["total"] for answer in public[1:])


def _data(answer: httpx.Response) -> bytes:
    """An answer without what it cost, which whoever asks first pays more of."""
    assert "errors" not in answer.json(), answer.text[:400]
    return answer.content.partition(b'"extensions"')[0]


def _private_words(house: House) -> Iterator[str]:
    """What stands in private columns: names, telephones, and what somebody wrote."""
    for kind, name in (
        ("Household", "head_name"),
        ("Household", "phone"),
        ("Person", "name"),
        ("Member", "name"),
        ("PublicReport", "text"),
        ("Need", "text"),
    ):
        if name in KINDS[kind].fields:
            yield next(row[name] for row in house.now[kind].values() if row[name])
