"""Whoever sees who is paired with a household sees him, wherever he works: who he is, his office, and how to call him while he helps. Over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from tests.schema.asking import Api
from tests.schema.test_pairings import OPEN, codes, hand_over, manager

COUNTY = "320282"
HELPED = """query Helped($after: String) { pairings(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { id person {
  id name phone number sex grade standing isActive version organisation { name } region { code } } } } } }"""
PAIRINGS = """
SELECT pairing.id, person.name, person.phone, person.id AS person_id, organisation.name AS office, pairing.period @> current_date AS lasts,
  starts_with(person.region_code, $1) AS is_of_here
FROM pairing JOIN person ON person.id = person_id JOIN organisation ON organisation.id = organisation_id WHERE starts_with(pairing.region_code, $1)
"""
# somebody of the city's offices who helps nobody, and a household here
STRANGER = f"""SELECT id FROM person WHERE region_code = '3202' AND standing = 'official' AND is_active AND phone IS NOT NULL
  AND NOT EXISTS (SELECT FROM pairing WHERE person_id = person.id)
  AND EXISTS (SELECT FROM post WHERE person_id = person.id AND tier = 'deputy' AND period @> current_date)
  AND NOT EXISTS (SELECT FROM pairing WHERE person_id = person.id AND starts_with(region_code, '{COUNTY}')) ORDER BY id DESC LIMIT 1"""
HELP = """INSERT INTO pairing (household_id, person_id, region_code, kind, period)
SELECT household_id, $1, region_code, 'extra', daterange(current_date - 9, NULL) FROM pairing WHERE starts_with(region_code, $2) ORDER BY id DESC LIMIT 1 RETURNING id"""
END = "UPDATE pairing SET period = daterange(lower(period), current_date), end_reason = 'other' WHERE id = $1"
ONE = "query One($id: ID!) { node(id: $id) { ... on Person { name phone number organisation { name } pairings(first: 9) { totalCount } } } }"
SEEING = {("manager", "civil_affairs"): True, ("manager", "agriculture"): False, ("auditor", "audit"): False, ("inspector", "discipline"): False}


def _pages(api: Api, who: str) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        page = api.ask(HELPED, who, after=after)["data"]["pairings"]
        yield from (edge["node"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize(("tier", "department"), SEEING)
def test_every_pairing_of_a_county_tells_its_officers_who_helps(api: Api, tier: str, department: str) -> None:
    asker, calls = api.person(tier, department, len(COUNTY)), SEEING[tier, department]
    truth = {row["id"]: row for row in api.truth("forces", PAIRINGS, asker["region_code"])}
    found = {int(node["id"].partition(":")[2]): node["person"] for node in _pages(api, asker["number"])}
    assert found.keys() == truth.keys()
    for key, row in truth.items():
        assert (found[key]["name"], found[key]["organisation"]["name"]) == (row["name"], row["office"])
    outside = {key: row for key, row in truth.items() if not row["is_of_here"]}
    assert outside
    helping = {row["person_id"] for row in truth.values() if row["lasts"]}
    for key, row in outside.items():
        assert found[key]["phone"] == (row["phone"] if calls and row["person_id"] in helping else None)
        assert {found[key][name] for name in ("number", "sex", "grade", "standing", "isActive", "version")} == {None}


@pytest.fixture
def stranger(api: Api) -> Iterator[int]:
    (person,) = api.truth("forces", STRANGER)
    yield person["id"]
    api.truth("forces", "DELETE FROM pairing WHERE person_id = $1 AND kind = 'extra'", person["id"])


def _one(api: Api, who: asyncpg.Record, key: int) -> Any:
    return api.ask(ONE, who["number"], id=f"Person:{key}")["data"]["node"]


def test_he_is_seen_from_the_moment_on_in_which_he_is_paired_and_called_until_that_ends(api: Api, stranger: int) -> None:
    """Nothing is remembered of it: the officer, who asked a moment before, sees it at once."""
    officer, elsewhere = (api.truth("forces", OFFICER, region)[0] for region in (COUNTY, "320281"))
    assert _one(api, officer, stranger) is None
    (pairing,) = api.truth("forces", HELP, stranger, COUNTY)
    seen = _one(api, officer, stranger)
    assert seen["name"]
    assert seen["phone"]
    assert (seen["number"], seen["pairings"]["totalCount"]) == (None, 1)
    assert _one(api, elsewhere, stranger) is None
    api.truth("forces", END, pairing["id"])
    assert _one(api, officer, stranger) == {**seen, "phone": None}


VISIT = """INSERT INTO visit (household_id, person_id, region_code, visited_at, purpose, content)
SELECT household_id, $1, region_code, now(), 'routine', 'x' FROM pairing WHERE starts_with(region_code, $2) ORDER BY id DESC LIMIT 1 RETURNING id"""
VISITED_BY = "query VisitedBy($id: ID!) { node(id: $id) { ... on Visit { visitedAt person { name } } } }"


def test_who_visits_and_was_never_paired_here_is_named_to_offices_of_the_city_alone(api: Api, stranger: int) -> None:
    """Whoever brings in visits writes any number in his sheet: it must not tell him who that is."""
    (visit,) = api.truth("forces", VISIT, stranger, COUNTY)
    of_county, of_city = (api.truth("forces", OFFICER, region)[0] for region in (COUNTY, COUNTY[:4]))
    named = {}
    for officer in (of_county, of_city):
        found = api.ask(VISITED_BY, officer["number"], id=f"Visit:{visit['id']}")["data"]["node"]
        assert found["visitedAt"]
        named[officer["number"]] = found["person"] and found["person"]["name"]
    api.truth("forces", "DELETE FROM visit WHERE id = $1", visit["id"])
    assert named[of_county["number"]] is None
    assert named[of_city["number"]]


OFFICER = """SELECT number FROM person JOIN post ON post.person_id = person.id
WHERE tier = 'manager' AND department = 'civil_affairs' AND post.region_code = $1 AND post.period @> current_date ORDER BY person.id LIMIT 1"""
FOUND = (
    "query Found($number: String!) { persons(first: 9, where: {pairings: {some: {household: {number: {eq: $number}}}}}) { edges { node { id } } } }"
)
BY_NUMBER = "query ByNumber($number: String!) { persons(first: 1, where: {number: {eq: $number}}) { totalCount } }"


def test_he_is_found_by_whom_he_helps_and_by_nothing_that_is_hidden(api: Api) -> None:
    officer = api.truth("forces", OFFICER, COUNTY)[0]
    outside = """SELECT person.id, person.number, pairing.household_id FROM pairing JOIN person ON person.id = person_id
      WHERE starts_with(pairing.region_code, $1) AND NOT starts_with(person.region_code, $1) ORDER BY pairing.id LIMIT 1"""
    (row,) = api.truth("forces", outside, COUNTY)
    (household,) = api.truth("beneficiaries", "SELECT number FROM household WHERE id = $1", row["household_id"])
    found = api.ask(FOUND, officer["number"], number=household["number"])["data"]["persons"]["edges"]
    assert f"Person:{row['id']}" in {edge["node"]["id"] for edge in found}
    assert api.ask(BY_NUMBER, officer["number"], number=row["number"])["data"]["persons"]["totalCount"] == 0


def test_whoever_helps_from_elsewhere_is_given_no_more_households_by_an_office_of_the_county(api: Api, stranger: int) -> None:
    """To see somebody is not to command him: only people of one's own division are called on."""
    api.truth("forces", HELP, stranger, COUNTY)
    homes = api.truth("beneficiaries", "SELECT array_agg(id) FROM household WHERE state = 'active'")[0][0]
    (row,) = api.truth("forces", OPEN, 5, homes)
    assert codes(hand_over(api, manager(api), row, stranger)) == ["NOT_PERMITTED"]
