"""A household and its supervision list who had its identifiers shown. Over real HTTP."""

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


NEW_CLUE = """
INSERT INTO clue (code, region_code, source, about, confidentiality, state, subject_database, subject_table, subject_id, due_on, received_on)
VALUES ('CL-OPEN', $1, 'transfer', '反映补助发放问题', 'restricted', 'received', 'funds', 'account', $2, current_date + 30, current_date) RETURNING id
"""
ASSIGNED = "UPDATE clue SET state = 'assigned', handler_id = $2, assessed_on = current_date, assigned_on = current_date WHERE id = $1"
NEW_CASE = """
INSERT INTO supervision_case (code, region_code, case_class, title, clue_id, opened_on, due_on)
SELECT 'CASE-OPEN', region_code, 'focused', '帮扶资金发放问题督办', id, current_date, current_date + 30 FROM clue WHERE id = $1
"""
CONCLUDED = "UPDATE clue SET state = 'concluded', investigated_on = current_date, concluded_on = current_date, is_founded = true WHERE id = $1"
DELISTED = "UPDATE supervision_case SET delisted_on = current_date, signed_off_by_id = $2 WHERE clue_id = $1"
REOPENED = "UPDATE clue SET state = 'assigned', investigated_on = NULL, concluded_on = NULL, is_founded = NULL WHERE id = $1"


def told(api: Api, number: str) -> list[dict[str, Any]]:
    """What the household is told, a page and one by one: both say the same."""
    (whole,) = api.ask(MINE, number, first=100)["data"].values()
    found, page = [], {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        (page,) = api.ask(MINE, number, first=1, after=page["endCursor"])["data"].values()
        found += page["nodes"]
    assert found == whole["nodes"]
    return found


def test_looks_inside_an_investigation_are_told_when_it_is_closed(api: Api, looked_at: asyncpg.Record) -> None:
    """Nothing that was told vanishes when an investigation opens, takes somebody in or opens again, and what it told stands on top."""
    inspector, finance = api.person("inspector", "discipline", 4), api.person("manager", "finance", 4)
    household, number = looked_at["household_id"], looked_at["number"]
    account = api.truth("funds", "SELECT min(id) FROM account WHERE household_id = $1", household)[0][0]

    def inspector_looks() -> None:
        assert not api.ask(HOUSEHOLD, inspector["number"], id=f"Household:{household}", fields=["address"])["data"]["revealHousehold"]["userErrors"]

    def finance_looks() -> None:
        assert not api.ask(ACCOUNT, finance["number"], id=f"Account:{account}")["data"]["revealAccount"]["userErrors"]

    inspector_looks()
    before = told(api, number)
    clue = api.truth("forces", NEW_CLUE, looked_at["region_code"], account)[0][0]
    assert told(api, number) == before
    inspector_looks()
    assert told(api, number) == before
    finance_looks()  # is not inside yet
    before = told(api, number)
    assert before[0]["department"] == "finance"
    api.truth("forces", ASSIGNED, clue, finance["id"])
    assert told(api, number) == before
    finance_looks()
    api.truth("forces", NEW_CASE, clue)
    api.truth("forces", CONCLUDED, clue)
    inspector_looks()
    assert told(api, number) == before
    supervised = api.ask(OF, inspector["number"], id=f"Household:{household}")["data"]["accessesOfRecord"]["nodes"]
    assert [node["tier"] for node in supervised[:4]] == ["inspector", "manager", "manager", "inspector"]
    api.truth("forces", DELISTED, clue, inspector["id"])
    after = told(api, number)
    assert after[3:] == before
    assert [node["tier"] for node in after[:3]] == ["inspector", "manager", "inspector"]
    assert after[0]["at"] > after[1]["at"] > before[0]["at"] > after[2]["at"]
    api.truth("forces", REOPENED, clue)
    assert told(api, number) == after
    inspector_looks()
    assert told(api, number) == after
    api.truth("forces", "DELETE FROM supervision_case WHERE clue_id = $1", clue)
    api.truth("forces", "DELETE FROM clue WHERE id = $1", clue)
    assert told(api, number)[1:] == after


NEW_CLUE_OF_HELPER = """
INSERT INTO clue (code, region_code, source, about, confidentiality, state, concerned_id, due_on, received_on)
SELECT 'CL-HELPER', '3202', 'transfer', '反映帮扶人虚报走访', 'restricted', 'received', person_id, current_date + 30, current_date
FROM pairing WHERE household_id = $1 ORDER BY id DESC LIMIT 1 RETURNING id, concerned_id
"""
CONCLUDED_AT_ONCE = """
UPDATE clue SET state = 'concluded', is_founded = false, handler_id = $2,
  assessed_on = current_date, assigned_on = current_date, investigated_on = current_date, concluded_on = current_date WHERE id = $1
"""
ABOUT_HIMSELF = """
UPDATE clue SET state = 'assigned', investigated_on = NULL, concluded_on = NULL, is_founded = NULL,
  subject_database = 'funds', subject_table = 'account', subject_id = $2, concerned_id = $3, handler_id = $4 WHERE id = $1
"""


def test_looks_inside_an_investigation_of_a_helper_are_told_to_those_alone_who_lead_it(api: Api, looked_at: asyncpg.Record) -> None:
    """The clue names no household: his households are told late, supervision of the place too, and none of it to whom a clue concerns."""
    leading, finance = api.person("inspector", "discipline", 4), api.person("manager", "finance", 4)
    household, number = looked_at["household_id"], looked_at["number"]
    account = api.truth("funds", "SELECT min(id) FROM account WHERE household_id = $1", household)[0][0]
    auditor = api.person("auditor", "audit", 4)["number"]

    def seen(who: str) -> list[Any]:
        return [node["at"] for node in api.ask(OF, who, id=f"Household:{household}")["data"]["accessesOfRecord"]["nodes"]]

    before, known = told(api, number), seen(auditor)
    assert seen(leading["number"]) == known
    clue = api.truth("forces", NEW_CLUE_OF_HELPER, household)[0][0]
    assert not api.ask(HOUSEHOLD, leading["number"], id=f"Household:{household}", fields=["address"])["data"]["revealHousehold"]["userErrors"]
    assert told(api, number) == before
    assert seen(auditor) == known
    assert seen(leading["number"])[1:] == known
    api.truth("forces", CONCLUDED_AT_ONCE, clue, finance["id"])
    assert told(api, number)[1:] == before
    known = seen(auditor)
    assert seen(leading["number"]) == known
    api.truth("forces", ABOUT_HIMSELF, clue, account, leading["id"], finance["id"])
    assert not api.ask(ACCOUNT, finance["number"], id=f"Account:{account}")["data"]["revealAccount"]["userErrors"]
    assert seen(leading["number"]) == known
    api.truth("forces", "DELETE FROM clue WHERE id = $1", clue)
    assert seen(leading["number"])[1:] == known
