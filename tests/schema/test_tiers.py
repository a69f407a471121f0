"""Tiers that see themselves and what is published: donor, volunteer, deputy; and the publisher, who sees no direct identifier."""

from __future__ import annotations

import json
from typing import Any

import pytest

from databases.code_lists.forces import PUBLISHED_NEEDS
from tests.schema.asking import Api

GIVING = """{
  persons(first: 9) { totalCount edges { node { name } } } households(first: 1) { totalCount } pairings(first: 1) { totalCount }
  needs(first: 100) { edges { node { publicId state household { number } needItem { name } } } }
  offers(first: 100) { edges { node { id } } } pledges(first: 100) { edges { node { id } } }
}"""


@pytest.mark.parametrize(("tier", "column"), [("donor", "donor_id"), ("volunteer", "volunteer_id")])
def test_giver_sees_what_is_published_and_what_is_his_own(api: Api, tier: str, column: str) -> None:
    person = api.truth(
        "forces",
        f"SELECT number, person.name, {tier}.id FROM {tier} JOIN person ON person.id = person_id JOIN offer ON {column} = {tier}.id "
        "WHERE (SELECT string_agg(post.tier, ' ') FROM post WHERE post.person_id = person.id) = $1 ORDER BY person.id LIMIT 1",
        tier,
    )[0]
    data = api.ask(GIVING, person["number"])["data"]
    assert [edge["node"]["name"] for edge in data["persons"]["edges"]] == [person["name"]]
    assert data["households"]["totalCount"] == data["pairings"]["totalCount"] == 0
    assert {edge["node"]["state"] for edge in data["needs"]["edges"]} <= set(PUBLISHED_NEEDS)
    assert {json.dumps(edge["node"]["household"]) for edge in data["needs"]["edges"]} == {"null"}
    for table in ("offer", "pledge"):
        own = api.truth("forces", f"SELECT id FROM {table} WHERE {column} = $1", person["id"])
        assert sorted(edge["node"]["id"] for edge in data[f"{table}s"]["edges"]) == sorted(f"{table.capitalize()}:{row['id']}" for row in own)
    assert data["offers"]["edges"]


def test_deputy_sees_his_own_actions(api: Api) -> None:
    sql = """SELECT number, representative.id FROM representative JOIN person ON person.id = person_id JOIN post ON post.person_id = person.id
      JOIN representative_action ON representative_id = representative.id WHERE tier = 'deputy' LIMIT 1"""
    deputy = api.truth("forces", sql)[0]
    data = api.ask("{ representativeActions(first: 100) { edges { node { id } } } }", deputy["number"])["data"]
    own = api.truth("forces", "SELECT id FROM representative_action WHERE representative_id = $1 ORDER BY region_code, id", deputy["id"])
    assert [edge["node"]["id"] for edge in data["representativeActions"]["edges"]] == [f"RepresentativeAction:{row['id']}" for row in own]


def test_publisher_counts_households_and_knows_none_of_them(api: Api) -> None:
    publisher = api.truth("forces", "SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = 'publisher'")[0]["number"]
    answer = api.ask(
        "{ households(first: 100) { totalCount edges { node { category headName address phone members { bornOn name idNumber } } } } }", publisher
    )
    households = answer["data"]["households"]
    assert households["totalCount"] == api.truth("beneficiaries", "SELECT count(*) FROM household")[0][0]
    for edge in households["edges"]:
        node = edge["node"]
        assert node["members"]
        assert (node["headName"], node["address"], node["phone"]) == (None, None, None)
        assert {(member["name"], member["idNumber"]) for member in node["members"]} == {(None, None)}


COUNT_STEPS = "SELECT count(*) FROM entry_step WHERE household_id = $1"
HELPED = """{ persons(first: 100) { totalCount edges { node { name phone number idNumber organisation { name } } } }
  pairings(first: 9) { edges { node { person { name phone number idNumber organisation { name } } } } } }"""


def test_household_sees_who_helps_it_now_and_where_to_call(api: Api) -> None:
    """Whom to turn to: name, office and telephone, of its present helpers and of nobody else."""
    sql = """SELECT person.number, post.household_id, array_agg(pairing.person_id) AS helpers FROM post JOIN person ON person.id = person_id
      JOIN pairing ON pairing.household_id = post.household_id AND pairing.period @> current_date WHERE tier = 'household' GROUP BY 1, 2 ORDER BY 1 LIMIT 1"""
    household = api.truth("forces", sql)[0]
    truth = api.truth(
        "forces",
        "SELECT person.name, phone, organisation.name AS office FROM person LEFT JOIN organisation ON organisation.id = organisation_id "
        "WHERE person.id = ANY($1) ORDER BY person.name",
        household["helpers"],
    )
    answer = api.ask(HELPED, household["number"])["data"]
    found = sorted((edge["node"] for edge in answer["persons"]["edges"]), key=lambda node: node["name"])
    assert [(node["name"], node["phone"], (node["organisation"] or {}).get("name")) for node in found] == [tuple(row) for row in truth]
    assert answer["persons"]["totalCount"] == len(truth)
    paired = [edge["node"]["person"] for edge in answer["pairings"]["edges"] if edge["node"]["person"]]
    assert {person["name"] for person in paired} == {row["name"] for row in truth}
    assert {(person["number"], person["idNumber"]) for person in found + paired} == {(None, None)}


def test_helper_reads_himself_in_what_he_did(api: Api) -> None:
    sql = "SELECT number, name FROM person WHERE id IN (SELECT person_id FROM visit) AND id IN (SELECT person_id FROM pairing WHERE period @> current_date) LIMIT 1"
    helper = api.truth("forces", sql)[0]
    data = api.ask(
        "{ visits(first: 100) { edges { node { person { name visits(first: 1) { totalCount } } } } } persons(first: 9) { totalCount } }",
        helper["number"],
    )
    people = [edge["node"]["person"] for edge in data["data"]["visits"]["edges"]]
    assert {person["name"] for person in people if person} == {helper["name"]}
    assert data["data"]["persons"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("tier", "whose"),
    [("household", "post.household_id = ANY($1::bigint[])"), ("helper", "person.id IN (SELECT person_id FROM pairing WHERE household_id = ANY($1))")],
)
def test_who_decided_an_entry_and_signed_an_exit_is_told_to_the_household_and_its_helper(api: Api, tier: str, whose: str) -> None:
    signed = [row["household_id"] for row in api.truth("beneficiaries", "SELECT DISTINCT household_id FROM exit_signature ORDER BY 1")]
    sql = f"SELECT number FROM person JOIN post ON post.person_id = person.id WHERE tier = '{tier}' AND post.period @> current_date AND {whose} ORDER BY 1 LIMIT 1"
    asker = api.truth("forces", sql, signed)[0]["number"]
    data = api.ask(
        "{ households(first: 100) { edges { node { id exitCases { exitSignatures { role signedAt } } entrySteps { level decision } } } } }", asker
    )["data"]
    shown = {
        edge["node"]["id"]: [one["role"] for case in edge["node"]["exitCases"] for one in case["exitSignatures"]]
        for edge in data["households"]["edges"]
    }
    assert any(shown.values())
    for household, roles in shown.items():
        truth = api.truth("beneficiaries", "SELECT role FROM exit_signature WHERE household_id = $1", int(household.split(":")[1]))
        assert sorted(roles) == sorted(row["role"] for row in truth)
    decided = {edge["node"]["id"]: len(edge["node"]["entrySteps"]) for edge in data["households"]["edges"]}
    assert all(decided[household] == api.truth("beneficiaries", COUNT_STEPS, int(household.split(":")[1]))[0][0] for household in shown)
    assert any(decided.values())


PAYMENTS = """{ paymentLines(first: 100) { edges { node {
  household { id } month result amount paymentList { month state number lineCount amount regionCode stream { name } }
} } } }"""


def _payments(api: Api, person: str) -> list[dict[str, Any]]:
    nodes = [edge["node"] for edge in api.ask(PAYMENTS, person)["data"]["paymentLines"]["edges"]]
    assert nodes
    names = {row["name"] for row in api.truth("funds", "SELECT DISTINCT name FROM payment_list JOIN fund_stream ON fund_stream.id = stream_id")}
    for payment in nodes:
        what = payment["paymentList"]
        assert what["stream"]["name"] in names
        assert what["month"] >= payment["month"]  # a list pays what was missed before too
        assert what["state"]
        assert [what[hidden] for hidden in ("number", "lineCount", "amount", "regionCode")] == [None] * 4
    return nodes


LISTS = "{ paymentLists(first: 1) { totalCount } paymentListGroups(by: []) { nodes { count } } }"


def _finds_no_other_list(api: Api, person: str, households: list[int]) -> None:
    """Whoever is paid learns nothing of lists by which he is not, not even how many there are."""
    sql = "SELECT count(DISTINCT payment_list_id) AS own, (SELECT count(*) FROM payment_list) AS all FROM payment_line WHERE household_id = ANY($1)"
    count = api.truth("funds", sql, households)[0]
    data = api.ask(LISTS, person)["data"]
    assert (data["paymentLists"]["totalCount"], data["paymentListGroups"]["nodes"]) == (count["own"], [{"count": count["own"]}])
    assert count["own"] < count["all"]
    other = api.truth("funds", "SELECT payment_list_id FROM payment_line GROUP BY 1 HAVING NOT bool_or(household_id = ANY($1)) LIMIT 1", households)[
        0
    ][0]
    assert api.ask(f'{{ node(id: "PaymentList:{other}") {{ id }} }}', person)["data"]["node"] is None


def test_household_sees_what_each_payment_is_and_nothing_of_its_list(api: Api) -> None:
    paid = [row["household_id"] for row in api.truth("funds", "SELECT DISTINCT household_id FROM payment_line")]
    own = api.truth(
        "forces",
        "SELECT number, post.household_id FROM person JOIN post ON person.id = person_id WHERE tier = 'household' AND post.household_id = ANY($1) ORDER BY number LIMIT 1",
        paid,
    )[0]
    nodes = _payments(api, own["number"])
    assert {payment["household"]["id"] for payment in nodes} == {f"Household:{own['household_id']}"}
    assert all(payment["amount"] for payment in nodes)
    _finds_no_other_list(api, own["number"], [own["household_id"]])


def test_helper_sees_what_his_households_are_paid_for_and_not_how_much(api: Api) -> None:
    paid = [row["household_id"] for row in api.truth("funds", "SELECT DISTINCT household_id FROM payment_line")]
    helper = api.truth(
        "forces",
        """SELECT number, person.id FROM person JOIN pairing ON person.id = person_id AND pairing.household_id = ANY($1) AND pairing.period @> current_date
        WHERE (SELECT string_agg(tier, ' ') FROM post WHERE person_id = person.id AND period @> current_date) = 'helper' ORDER BY number LIMIT 1""",
        paid,
    )[0]
    paired = api.truth("forces", "SELECT household_id FROM pairing WHERE person_id = $1 AND period @> current_date", helper["id"])
    nodes = _payments(api, helper["number"])
    assert {payment["household"]["id"] for payment in nodes} <= {f"Household:{row['household_id']}" for row in paired}
    assert {payment["amount"] for payment in nodes} == {None}
    _finds_no_other_list(api, helper["number"], [row["household_id"] for row in paired])


def test_federation_finds_disabled_people_and_sees_no_other_health_and_no_income(api: Api) -> None:
    officer = api.person("manager", "disabled_federation")
    query = """{ members(first: 100, where: {disability: {in: [sight, hearing, limb, intellect, mental]}}) {
      edges { node { disability health name regionCode household { perCapitaIncome } } } } }"""
    nodes = [edge["node"] for edge in api.ask(query, officer["number"])["data"]["members"]["edges"]]
    assert nodes
    for member in nodes:
        assert member["disability"]
        assert member["regionCode"].startswith(officer["region_code"])
        assert "*" in member["name"]
        assert member["health"] is member["household"]["perCapitaIncome"] is None


def test_place_that_is_masked_is_said_to_be_so(api: Api) -> None:
    answer = api.ask("{ needs(first: 1) { edges { node { region { code } } } } }", api.person("donor")["number"])
    assert len(answer["data"]["needs"]["edges"][0]["node"]["region"]["code"]) == 6
    assert answer["extensions"]["access"] == {"needs.edges.node.region": "masked"}
