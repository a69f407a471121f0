"""A household and its inspectors list who had its identifiers shown. Over real HTTP."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.schema.asking import Api
from tests.schema.test_reveals import ACCOUNT, HOUSEHOLD, MEMBER, REASON

PAGE = "{ nodes { at tier department regionCode organisation person fields purpose reason } hasNextPage endCursor }"
MINE = "query ($first: Int!, $after: String) { accessesOfMyRecord(first: $first, after: $after) " + PAGE + " }"
OF = "query ($id: ID!) { accessesOfRecord(household: $id, first: 50) " + PAGE + " }"


@pytest.fixture(scope="module")
def looked_at(api: Api) -> asyncpg.Record:
    """A household of which two officers had a member, an account and a telephone revealed, in this order."""
    inspector, finance = api.person("inspector", "discipline", 4), api.person("manager", "finance", 4)
    sql = "SELECT household_id, id AS account, member_id FROM account ORDER BY id"
    owners = {row["household_id"]: row for row in api.truth("funds", sql)}
    posts = api.truth(
        "forces", "SELECT number, post.household_id, post.region_code FROM post JOIN person ON person.id = person_id WHERE tier = 'household'"
    )
    own = next(post for post in posts if post["household_id"] in owners)
    account = owners[own["household_id"]]
    answers: list[dict[str, Any]] = [
        api.ask(MEMBER, inspector["number"], id=f"Member:{account['member_id']}", fields=["id_number"], reason=REASON),
        api.ask(ACCOUNT, finance["number"], id=f"Account:{account['account']}"),
        api.ask(HOUSEHOLD, inspector["number"], id=f"Household:{own['household_id']}", fields=["phone"]),
    ]
    assert all(not payload["userErrors"] for answer in answers for payload in answer["data"].values())
    return own


def test_household_lists_who_looked_when_at_what_and_why(api: Api, looked_at: asyncpg.Record) -> None:
    page = api.ask(MINE, looked_at["number"], first=50)["data"]["accessesOfMyRecord"]
    newest = page["nodes"][:3]
    assert [(node["tier"], node["department"], node["regionCode"]) for node in newest] == [
        ("inspector", None, "3202"),
        ("manager", "finance", "3202"),
        ("inspector", None, "3202"),
    ]
    assert [[field.split(".")[0::2] for field in node["fields"]] for node in newest] == [
        [["household", "phone"]],
        [["account", "bank_card"], ["account", "holder_name"]],
        [["member", "id_number"]],
    ]
    assert (newest[2]["purpose"], newest[2]["reason"]) == ("verification", REASON)
    assert [node["at"] for node in page["nodes"]] == sorted((node["at"] for node in page["nodes"]), reverse=True)
    assert all(node["organisation"] and node["person"] is None for node in newest)  # the post and the office, not the officer


def test_pages_join_without_a_gap(api: Api, looked_at: asyncpg.Record) -> None:
    whole = api.ask(MINE, looked_at["number"], first=50)["data"]["accessesOfMyRecord"]["nodes"]
    found, after = [], None
    while True:
        page = api.ask(MINE, looked_at["number"], first=1, after=after)["data"]["accessesOfMyRecord"]
        found, after = found + page["nodes"], page["endCursor"]
        if not page["hasNextPage"]:
            break
    assert found == whole


def test_inspector_sees_the_names_of_officers(api: Api, looked_at: asyncpg.Record) -> None:
    inspector = api.person("inspector", "discipline", 4)
    page = api.ask(OF, inspector["number"], id=f"Household:{looked_at['household_id']}")["data"]["accessesOfRecord"]
    assert page["nodes"][0]["person"] == api.truth("forces", "SELECT name FROM person WHERE id = $1", inspector["id"])[0][0]


def test_list_of_another_household_is_as_if_it_were_not_there(api: Api, looked_at: asyncpg.Record) -> None:
    id_ = f"Household:{looked_at['household_id']}"
    sql = """
    SELECT number FROM post JOIN person ON person.id = person_id
    WHERE tier = $1 AND length(post.region_code) > 4 AND NOT starts_with(post.region_code, $2) AND post.household_id IS DISTINCT FROM $3 LIMIT 1
    """
    tiers = ("inspector", "household", "manager", "administrator")
    place = looked_at["region_code"][:6]
    others = [api.truth("forces", sql, tier, place if tier != "household" else "none", looked_at["household_id"])[0]["number"] for tier in tiers]
    for who in [None, *others]:
        answer = api.ask(OF, who, id=id_)
        assert answer == api.ask(OF, who, id="Household:999999999")
        assert answer["data"] == {"accessesOfRecord": None}
        assert "errors" not in answer
    assert api.ask(MINE, None, first=1)["data"]["accessesOfMyRecord"] is None


BEYOND = [(1, "0001-01-01T00:00:00+23:59/0/0"), (1, "9999-12-31T23:59:59-23:59/0/0")]


@pytest.mark.parametrize(("first", "after"), [(0, None), (101, None), (1, "x"), (1, "2026-01-01/0/1"), (1, "2026-01-01T00:00:00+00:00/9/1"), *BEYOND])
def test_wrong_page_is_an_error_in_words(api: Api, looked_at: asyncpg.Record, first: int, after: str | None) -> None:
    answer = api.ask(MINE, looked_at["number"], first=first, after=after)
    assert answer["data"]["accessesOfMyRecord"] is None
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
