"""Direct identifiers shown clear: to whom, of whom, and what the event log keeps of it. Over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from tests.schema.asking import Api

MEMBER = """
mutation ($id: ID!, $fields: [MemberIdentifier!]!, $reason: String!) {
  revealMember(input: {id: $id, fields: $fields, purpose: verification, reason: $reason}) {
    identifiers { name idNumber } userErrors { field code }
} }
"""
HOUSEHOLD = """
mutation ($id: ID!, $fields: [HouseholdIdentifier!]!) {
  revealHousehold(input: {id: $id, fields: $fields, purpose: contact, reason: "the visit is to be arranged"}) {
    identifiers { headName address phone } userErrors { field code }
} }
"""
ACCOUNT = """
mutation ($id: ID!) { revealAccount(input: {id: $id, fields: [bank_card, holder_name], purpose: payment, reason: "a payment came back"}) {
    identifiers { bankCard holderName } userErrors { field code }
} }
"""
REASON = "identity is checked at the counter"
PEOPLE = """
SELECT DISTINCT ON (tier, department) tier, department, number, post.region_code
FROM post JOIN person ON person.id = person_id WHERE post.period @> current_date AND starts_with(post.region_code, $1)
ORDER BY tier, department, post.id
"""


def officer(api: Api, tier: str, department: str = "") -> asyncpg.Record:
    return api.person(tier, department, 6)


def member_in(api: Api, region: str) -> asyncpg.Record:
    sql = "SELECT id, household_id, name, region_code FROM member WHERE starts_with(region_code, $1) AND id_number_encrypted IS NOT NULL ORDER BY id LIMIT 1"
    return api.truth("beneficiaries", sql, region)[0]


def id_number(api: Api, member: int) -> str:
    return str(api.city.members["id_number"][member - 1])


def reveal(api: Api, who: str | None, id_: str, fields: list[str], reason: str = REASON) -> dict[str, Any]:
    return api.ask(MEMBER, who, id=id_, fields=fields, reason=reason)["data"]["revealMember"]


def looks(api: Api) -> int:
    return sum(api.truth(name, "SELECT count(*) FROM event WHERE kind = 'identifiers_revealed'")[0][0] for name in ("beneficiaries", "funds"))


@pytest.mark.parametrize(("tier", "department"), [("manager", "civil_affairs"), ("inspector", "discipline")])
def test_officer_in_scope_gets_clear_values_and_leaves_an_event(api: Api, tier: str, department: str) -> None:
    who = officer(api, tier, department)
    member = member_in(api, who["region_code"])
    found = reveal(api, who["number"], f"Member:{member['id']}", ["id_number"])
    assert found == {"identifiers": {"name": None, "idNumber": id_number(api, member["id"])}, "userErrors": []}
    sql = "SELECT * FROM event WHERE subject_kind = 'household' AND subject_id = $1 AND actor = $2"
    (event,) = api.truth("beneficiaries", sql, str(member["household_id"]), who["number"])
    assert (event["kind"], event["changed_fields"]) == ("identifiers_revealed", [f"member.{member['id']}.id_number"])
    assert (event["purpose"], event["region_code"]) == (f"verification: {REASON}", member["region_code"])
    assert event["post"] == f"{tier}:{department if tier == 'manager' else ''}:{who['region_code']}"


def test_each_look_is_an_event_of_its_own(api: Api) -> None:
    who = officer(api, "inspector", "discipline")
    member, before = member_in(api, who["region_code"]), looks(api)
    for _ in range(3):
        reveal(api, who["number"], f"Member:{member['id']}", ["name"])
    assert looks(api) == before + 3


def test_bank_card_is_revealed_to_finance(api: Api) -> None:
    who = officer(api, "manager", "finance")
    account = api.truth(
        "funds", "SELECT id, household_id, holder_name, bank_card_mask FROM account WHERE starts_with(region_code, $1) LIMIT 1", who["region_code"]
    )[0]
    found = api.ask(ACCOUNT, who["number"], id=f"Account:{account['id']}")["data"]["revealAccount"]["identifiers"]
    assert found["holderName"] == account["holder_name"]
    assert found["bankCard"][-4:] == account["bank_card_mask"][-4:]
    assert found["bankCard"].isdigit()
    assert api.truth("funds", "SELECT subject_id FROM event WHERE actor = $1", who["number"])[0][0] == str(account["household_id"])


def test_helper_gets_the_telephone_of_his_own_household_and_nothing_else(api: Api) -> None:
    helper = api.person("helper")
    paired = api.truth("forces", "SELECT household_id FROM pairing WHERE person_id = $1 AND period @> current_date", helper["id"])[0][0]
    phone = api.truth("beneficiaries", "SELECT phone FROM household WHERE id = $1", paired)[0][0]
    found = api.ask(HOUSEHOLD, helper["number"], id=f"Household:{paired}", fields=["phone"])["data"]["revealHousehold"]
    assert found == {"identifiers": {"headName": None, "address": None, "phone": phone}, "userErrors": []}
    before = looks(api)
    refused = api.ask(HOUSEHOLD, helper["number"], id=f"Household:{paired}", fields=["phone", "address"])["data"]["revealHousehold"]
    assert refused == {"identifiers": None, "userErrors": [{"field": "fields", "code": "NOT_PERMITTED"}]}
    assert looks(api) == before


ALLOWED = {("manager", "civil_affairs"), ("inspector", "discipline")}


def test_no_other_tier_reveals_an_identity_number(api: Api) -> None:
    people = [who for who in api.truth("forces", PEOPLE, "3202") if (who["tier"], who["department"]) not in ALLOWED]
    assert len({who["tier"] for who in people}) > 8
    before = looks(api)
    for who in people:
        found = reveal(api, who["number"], f"Member:{_nearest_member(api, who)}", ["id_number", "name"])
        assert found["identifiers"] is None, who
        assert found["userErrors"][0]["code"] in ("NOT_FOUND", "NOT_PERMITTED")
    assert looks(api) == before
    assert api.ask(MEMBER, None, id="Member:1", fields=["name"], reason=REASON)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def _nearest_member(api: Api, who: asyncpg.Record) -> int:
    """Somebody whom he may know best: of his own household, of one paired with him, of his county."""
    sql = """
    SELECT coalesce(post.household_id, pairing.household_id) FROM person JOIN post ON post.person_id = person.id
    LEFT JOIN pairing ON pairing.person_id = person.id AND pairing.period @> current_date WHERE number = $1 ORDER BY 1 LIMIT 1
    """
    household = api.truth("forces", sql, who["number"])[0][0]
    if household is None:
        return int(member_in(api, who["region_code"][:6])["id"])
    return int(api.truth("beneficiaries", "SELECT id FROM member WHERE household_id = $1", household)[0][0])


def test_member_out_of_scope_is_answered_like_one_that_is_not_there(api: Api) -> None:
    who, before = officer(api, "manager", "civil_affairs"), looks(api)
    elsewhere = member_in(api, "320281" if who["region_code"] != "320281" else "320282")
    found = reveal(api, who["number"], f"Member:{elsewhere['id']}", ["id_number"])
    assert found == reveal(api, who["number"], "Member:999999999", ["id_number"]) == reveal(api, who["number"], "Household:1", ["id_number"])
    assert found == {"identifiers": None, "userErrors": [{"field": "id", "code": "NOT_FOUND"}]}
    assert looks(api) == before


@pytest.mark.parametrize("reason", ["short", "x" * 301, "his card is 6228 4800 1234 5678", "called 13800001234", "two\nlines of text"])
def test_reason_is_told_in_words_without_personal_data(api: Api, reason: str) -> None:
    who, before = officer(api, "inspector", "discipline"), looks(api)
    member = member_in(api, who["region_code"])
    found = reveal(api, who["number"], f"Member:{member['id']}", ["name"], reason)
    assert found == {"identifiers": None, "userErrors": [{"field": "reason", "code": "REASON_UNFIT"}]}
    assert looks(api) == before


def test_value_that_is_guessed_in_the_reason_is_a_look_like_any_other_and_stays_out_of_its_event(api: Api) -> None:
    who = officer(api, "inspector", "discipline")
    member = member_in(api, who["region_code"])
    for guessed, kept in ((member["name"], "[name]"), ("Nobody", "Nobody")):
        before = looks(api)
        found = reveal(api, who["number"], f"Member:{member['id']}", ["name"], f"of {guessed} who came")
        assert found == {"identifiers": {"name": member["name"], "idNumber": None}, "userErrors": []}
        assert looks(api) == before + 1
        newest = "SELECT purpose FROM event WHERE kind = 'identifiers_revealed' ORDER BY id DESC LIMIT 1"
        assert api.truth("beneficiaries", newest)[0][0] == f"verification: of {kept} who came"


def test_reveal_without_fields_is_refused(api: Api) -> None:
    who = officer(api, "inspector", "discipline")
    found = reveal(api, who["number"], f"Member:{member_in(api, who['region_code'])['id']}", [])
    assert found["userErrors"] == [{"field": "fields", "code": "FIELDS_MISSING"}]


def test_no_value_is_shown_where_its_event_cannot_be_written(api: Api) -> None:
    who = officer(api, "inspector", "discipline")
    member = member_in(api, who["region_code"])
    api.truth("beneficiaries", "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$")
    api.truth("beneficiaries", "CREATE TRIGGER fail BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION fail()")
    try:
        answer = api.ask(MEMBER, who["number"], id=f"Member:{member['id']}", fields=["id_number"], reason=REASON)
    finally:
        api.truth("beneficiaries", "DROP FUNCTION fail CASCADE")
    assert answer["data"] == {"revealMember": None}
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert id_number(api, member["id"]) not in json.dumps(answer)


def test_no_event_holds_a_clear_value(api: Api) -> None:
    numbers = [number for number in api.city.members["id_number"] if number]
    phones = [row[0] for row in api.truth("beneficiaries", "SELECT phone FROM household WHERE phone IS NOT NULL")]
    for database in ("beneficiaries", "funds", "forces"):
        for table in ("event", "idempotency_key"):
            text = "\n".join(row[0] for row in api.truth(database, f"SELECT {table}::text FROM {table}"))
            assert not any(value in text for value in [*numbers, *phones])
