"""A person is visible by what he is: somebody of a household as its record is, a giver as a donor is. Over real HTTP."""

from __future__ import annotations

import pytest

from tests.schema.asking import Api
from tests.schema.test_accesses import MINE
from tests.schema.test_recording import recorded

OF_HOUSEHOLDS = (
    "{ posts(first: 100, where: {tier: {eq: household}}) { edges { node { person { name number household { id } } household { id headName } } } } }"
)
GUESSES = """query Guess($name: String!) {
  persons(first: 1, where: {name: {startsWith: $name}, standing: {eq: household}}) { totalCount }
  posts(first: 1, where: {tier: {eq: household}, person: {name: {eq: $name}}}) { totalCount }
  personGroups(by: [], where: {name: {eq: $name}, standing: {eq: household}}) { nodes { count } }
}"""
SUPERVISION = [("auditor", "audit"), ("inspector", "discipline")]


@pytest.mark.parametrize(("tier", "department"), SUPERVISION)
def test_person_of_a_household_is_masked_like_its_head(api: Api, tier: str, department: str) -> None:
    asker = api.person(tier, department, 4)["number"]
    nodes = [edge["node"] for edge in api.ask(OF_HOUSEHOLDS, asker)["data"]["posts"]["edges"]]
    assert nodes
    for node in nodes:
        assert node["person"]["household"]["id"] == node["household"]["id"]
        assert {*node["person"]["name"][1:], *node["household"]["headName"][1:]} == {"*"}


@pytest.mark.parametrize(("tier", "department"), [*SUPERVISION, ("administrator", "")])
def test_no_filter_finds_a_household_by_the_name_of_its_person(api: Api, tier: str, department: str) -> None:
    name = api.truth("forces", "SELECT name FROM person WHERE standing = 'household' ORDER BY id LIMIT 1")[0]["name"]
    found = api.ask(GUESSES, api.person(tier, department, 4)["number"], name=name)["data"]
    assert found == {"persons": {"totalCount": 0}, "posts": {"totalCount": 0}, "personGroups": {"nodes": []}}


def test_administrator_sees_no_household_and_of_givers_the_number(api: Api) -> None:
    administrator = api.person("administrator", "", 4)["number"]
    data = api.ask(
        """{ persons(first: 100, where: {number: {startsWith: "H"}}) { totalCount } posts(first: 1, where: {tier: {eq: household}}) { totalCount }
        relatives(first: 1) { totalCount }
        givers: posts(first: 100, where: {tier: {in: [donor, volunteer]}}) { edges { node { person { number name household { id } } } } } }""",
        administrator,
    )["data"]
    assert [data[name]["totalCount"] for name in ("persons", "posts", "relatives")] == [0, 0, 0]
    registered = {row["number"] for row in api.truth("forces", "SELECT number FROM person WHERE standing = 'giver'")}  # officials give too
    givers = [edge["node"]["person"] for edge in data["givers"]["edges"]]
    names = [giver["name"] for giver in givers if giver and giver["number"] in registered]
    assert names
    assert set(names) == {None}


def test_civil_affairs_calls_officials_and_no_household_past_its_mask(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 4)["number"]
    asked = "{ people: persons(first: 100, where: {standing: {eq: STANDING}}) { edges { node { number phone } } } }"
    for standing in ("official", "household", "giver"):
        rows = {row["number"]: row["phone"] for row in api.truth("forces", "SELECT number, phone FROM person WHERE standing = $1", standing)}
        nodes = [edge["node"] for edge in api.ask(asked.replace("STANDING", standing), officer)["data"]["people"]["edges"]]
        expected = [phone[:3] + "****" + phone[-4:] if standing == "household" else phone for phone in (rows[node["number"]] for node in nodes)]
        assert nodes
        assert [node["phone"] for node in nodes] == expected


@pytest.mark.parametrize(("tier", "department"), SUPERVISION)
def test_person_behind_a_donor_has_no_more_name_than_the_donor(api: Api, tier: str, department: str) -> None:
    asked = "{ donors(first: 100) { edges { node { displayName person { number name } } } } }"
    donors = [edge["node"] for edge in api.ask(asked, api.person(tier, department, 4)["number"])["data"]["donors"]["edges"]]
    people = [donor["person"] for donor in donors if donor["person"]]
    assert people
    assert {person["name"] for person in people} == {donor["displayName"] for donor in donors} == {None}


def test_household_is_told_who_read_its_person(api: Api) -> None:
    own, officer = api.person("household"), api.person("manager", "civil_affairs", 4)
    query = "query Whose($number: String!) { persons(first: 1, where: {number: {eq: $number}}) { edges { node { name } } } }"
    assert api.ask(query, officer["number"], number=own["number"])["data"]["persons"]["edges"]
    (record,) = recorded(api, query)
    assert record["shown"] == [f"Household:{own['household_id']}"]
    newest = api.ask(MINE, own["number"], first=1)["data"]["accessesOfMyRecord"]["nodes"][0]
    assert (newest["tier"], newest["department"]) == ("manager", "civil_affairs")
