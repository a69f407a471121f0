"""Posts granted and ended over real HTTP: who may, what is written, and that nothing is written twice or halfway."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from tests.schema.asking import Api
from tests.served import NO_TLS, PATIENCE

GRANT = """
mutation ($input: GrantPostInput!) { grantPost(input: $input) {
  post { id tier department regionCode period version person { number } grantedBy { tier } }
  userErrors { field code message }
} }
"""
END = "mutation ($input: EndPostInput!) { endPost(input: $input) { post { id period version } userErrors { field code message } } }"
COUNTY, OTHER = "320282", "320281"
ROWS = "SELECT (SELECT count(*) FROM post) AS posts, (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM idempotency_key) AS keys"


def administrator(api: Api, region: str = COUNTY) -> asyncpg.Record:
    sql = """
    SELECT person.id, number, post.id AS post_id FROM post JOIN person ON person.id = person_id
    WHERE tier = 'administrator' AND post.region_code = $1 AND department IS NULL ORDER BY post.id
    """
    return api.truth("forces", sql, region)[0]


def staff(api: Api, region: str = COUNTY) -> list[asyncpg.Record]:
    """People who work in a county, the youngest first: nobody else's test needs those."""
    return api.truth(
        "forces",
        "SELECT id, number FROM person WHERE is_active AND organisation_id IS NOT NULL AND starts_with(region_code, $1) ORDER BY id DESC",
        region,
    )


def wanted(person: int, key: str, **more: Any) -> dict[str, Any]:
    today = date.today() + timedelta(days=1)  # Shanghai may be a day ahead
    post = {"tier": "manager", "department": "red_cross", "regionCode": COUNTY, "firstDay": today.isoformat()}
    return {"personId": f"Person:{person}", "idempotencyKey": key, **post, **more}


def grant(api: Api, who: str, **input_: Any) -> dict[str, Any]:
    return api.ask(GRANT, who, input=input_)["data"]["grantPost"]


def granted(api: Api, who: str, person: int, key: str, **more: Any) -> dict[str, Any]:
    found = grant(api, who, **wanted(person, key, **more))
    assert found["userErrors"] == []
    return found["post"]


def codes(payload: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in payload["userErrors"]]


def written(api: Api) -> tuple[int, ...]:
    return tuple(api.truth("forces", ROWS)[0])


def test_post_is_granted_with_its_event_and_read_back_by_the_ordinary_road(api: Api) -> None:
    admin, person = administrator(api), staff(api)[0]
    post = granted(api, admin["number"], person["id"], "first")
    assert (post["person"], post["regionCode"], post["version"], post["grantedBy"]) == (
        {"number": person["number"]},
        COUNTY,
        1,
        {"tier": "administrator"},
    )
    query = "query ($id: ID!) { node(id: $id) { ... on Post { id tier department regionCode period version person { number } grantedBy { tier } } } }"
    assert api.ask(query, admin["number"], id=post["id"])["data"]["node"] == post
    key = post["id"].split(":")[1]
    (event,) = api.truth("forces", "SELECT * FROM event WHERE subject_kind = 'post' AND subject_id = $1", key)
    assert (event["kind"], event["actor"], event["post"], event["region_code"]) == (
        "post_granted",
        admin["number"],
        f"administrator::{COUNTY}",
        COUNTY,
    )
    assert "period" in event["changed_fields"]
    row = api.truth("forces", "SELECT granted_by_id, region_level FROM post WHERE id = $1", int(key))[0]
    assert tuple(row) == (admin["post_id"], "county")


def test_new_post_opens_what_its_tier_may_see(api: Api) -> None:
    admin, person = administrator(api), staff(api)[30]
    before = api.ask("{ households(first: 1) { totalCount } }", person["number"])
    granted(api, admin["number"], person["id"], "opens", department="civil_affairs", firstDay=str(api.truth("forces", TODAY)[0][0]))
    errors = api.ask(REVEAL_NOTHING, person["number"], id="Member:999999999")["data"]["revealMember"]["userErrors"]
    assert errors[0]["code"] == "NOT_FOUND"  # a change looks him up anew, so it no longer depends on what was remembered
    assert before["data"]


TODAY = "SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"
REVEAL_NOTHING = """
mutation ($id: ID!) { revealMember(input: {id: $id, fields: [name], purpose: contact, reason: "check of the record"}) { userErrors { code } } }
"""

FORBIDDEN = {
    "another county": {"regionCode": OTHER},
    "the whole city": {"regionCode": "3202"},
    "a household's own post": {"tier": "household", "department": None},
    "an administrator beside himself": {"tier": "administrator", "department": None},
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_administrator_grants_nothing_beyond_his_own_scope(api: Api, case: str) -> None:
    admin, person, before = administrator(api), staff(api)[2], written(api)
    assert codes(grant(api, admin["number"], **wanted(person["id"], case, **FORBIDDEN[case]))) == [(None, "NOT_PERMITTED")]
    assert written(api) == before


def test_nobody_grants_himself_anything(api: Api) -> None:
    admin = administrator(api)
    assert codes(grant(api, admin["number"], **wanted(admin["id"], "self"))) == [(None, "NOT_PERMITTED")]


def test_administrator_of_a_department_stays_inside_it(api: Api) -> None:
    city, person, other = administrator(api, "3202"), staff(api)[3], staff(api)[4]
    today = str(api.truth("forces", TODAY)[0][0])
    granted(api, city["number"], person["id"], "of-department", tier="administrator", department="charity", firstDay=today)
    assert codes(grant(api, person["number"], **wanted(other["id"], "outside"))) == [(None, "NOT_PERMITTED")]
    assert codes(grant(api, person["number"], **wanted(other["id"], "none", tier="helper", department=None))) == [(None, "NOT_PERMITTED")]
    assert granted(api, person["number"], other["id"], "inside", department="charity")["department"] == "charity"


@pytest.mark.parametrize("tier", ["manager", "inspector", "auditor", "helper", "household", "donor", "publisher"])
def test_no_other_tier_grants_or_ends_posts(api: Api, tier: str) -> None:
    sql = "SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = $1 AND post.period @> current_date ORDER BY post.id LIMIT 1"
    number = api.truth("forces", sql, tier)[0]["number"]
    assert codes(grant(api, number, **wanted(staff(api)[5]["id"], "x"))) == [(None, "NOT_PERMITTED")]
    post = api.truth("forces", "SELECT id FROM post WHERE tier = 'helper' LIMIT 1")[0]["id"]
    assert codes(end(api, number, f"Post:{post}", 1)) == [("id", "NOT_FOUND")]


def end(api: Api, who: str, post: str, version: int, **more: Any) -> dict[str, Any]:
    return api.ask(END, who, input={"id": post, "expectedVersion": version, "reason": "transferred to another office", **more})["data"]["endPost"]


def test_what_is_out_of_scope_is_answered_exactly_like_what_is_not_there(api: Api) -> None:
    admin = administrator(api)
    person = staff(api, OTHER)[0]["id"]
    assert grant(api, admin["number"], **wanted(person, "o")) == grant(api, admin["number"], **wanted(999_999_999, "o"))
    assert codes(grant(api, admin["number"], **wanted(person, "o"))) == [("personId", "NOT_FOUND")]
    post = api.truth("forces", "SELECT id FROM post WHERE region_code = $1 LIMIT 1", OTHER)[0]["id"]
    headers = {"Authorization": f"Bearer {api.issuer.token(admin['number'], timedelta(minutes=5))}"}
    answers = [
        httpx.post(
            f"{api.address}/graphql",
            json={"query": END, "variables": {"input": {"id": id_, "expectedVersion": 7, "reason": "no reason"}}},
            headers=headers,
            timeout=PATIENCE,
            verify=NO_TLS,
        ).content
        for id_ in (f"Post:{post}", "Post:999999999", f"Post:{admin['post_id']}", "Person:1", "nonsense")
    ]
    assert len(set(answers)) == 1
    assert json.loads(answers[0])["data"]["endPost"]["userErrors"][0]["code"] == "NOT_FOUND"


CONSTRAINTS = {
    "manager without department": ({"department": None}, ("department", "DEPARTMENT_MISSING")),
    "auditor of another office": ({"tier": "auditor", "department": "finance"}, ("department", "DEPARTMENT_WRONG")),
    "inspector who helps": ({"tier": "inspector", "department": "discipline"}, ("tier", "SUPERVISES_OTHERS")),
    "third party who helps": ({"tier": "third_party", "department": None, "lastDay": "2090-01-01"}, ("tier", "SUPERVISES_OTHERS")),
    "third party without end": ({"tier": "third_party", "department": None}, ("lastDay", "END_MISSING")),
    "division that is not there": ({"regionCode": COUNTY + "999"}, ("regionCode", "UNKNOWN_REGION")),
    "division that is no code": ({"regionCode": "江阴"}, ("regionCode", "UNKNOWN_REGION")),
    "division of an odd length": ({"regionCode": COUNTY + "1"}, ("regionCode", "UNKNOWN_REGION")),
    "last day before the first": ({"lastDay": "2024-01-01"}, ("lastDay", "INVALID_PERIOD")),
    "day beyond all days": ({"lastDay": "9999-12-31"}, ("lastDay", "INVALID_PERIOD")),
    "first day beyond all days": ({"firstDay": "9999-12-31"}, ("firstDay", "INVALID_PERIOD")),
    "day in the past": ({"firstDay": "2024-01-01"}, ("firstDay", "IN_THE_PAST")),
    "key that is none": ({"idempotencyKey": "\n"}, ("idempotencyKey", "IDEMPOTENCY_KEY_INVALID")),
}


@pytest.mark.parametrize("case", CONSTRAINTS)
def test_rule_of_the_table_is_an_error_of_the_user(api: Api, case: str) -> None:
    change, error = CONSTRAINTS[case]
    before = written(api)
    assert codes(grant(api, administrator(api)["number"], **(wanted(staff(api)[6]["id"], case) | change))) == [error]
    assert written(api) == before


def test_same_post_is_never_held_twice(api: Api) -> None:
    admin, person = administrator(api), staff(api)[7]
    granted(api, admin["number"], person["id"], "once")
    later = (date.today() + timedelta(days=40)).isoformat()
    assert codes(grant(api, admin["number"], **wanted(person["id"], "twice", firstDay=later))) == [("tier", "ALREADY_GRANTED")]
    granted(api, admin["number"], person["id"], "another", department="charity")


def test_key_makes_a_repeated_change_safe(api: Api) -> None:
    admin, person = administrator(api), staff(api)[8]
    first = granted(api, admin["number"], person["id"], "again")
    before = written(api)
    assert granted(api, admin["number"], person["id"], "again") == first
    assert codes(grant(api, admin["number"], **wanted(person["id"], "again", department="charity"))) == [("idempotencyKey", "IDEMPOTENCY_KEY_REUSED")]
    assert written(api) == before
    other = administrator(api, "3202")
    assert codes(grant(api, other["number"], **wanted(person["id"], "again"))) == [("tier", "ALREADY_GRANTED")]  # a key is its actor's own


def test_two_sessions_with_one_key_make_one_row(api: Api) -> None:
    admin, person = administrator(api), staff(api)[9]
    posts, events, keys = written(api)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: granted(api, admin["number"], person["id"], "race"), range(8)))
    assert all(post == found[0] for post in found)
    assert written(api) == (posts + 1, events + 1, keys + 1)


def test_post_ends_with_its_event(api: Api) -> None:
    admin, person = administrator(api), staff(api)[10]
    today = api.truth("forces", TODAY)[0][0]
    post = granted(api, admin["number"], person["id"], "to-end", firstDay=str(today))
    last = today + timedelta(days=10)
    ended = end(api, admin["number"], post["id"], 1, firstDayWithout=str(last))
    assert ended == {"post": {"id": post["id"], "period": f"[{today},{last})", "version": 2}, "userErrors": []}
    event = api.truth("forces", "SELECT * FROM event WHERE kind = 'post_ended' AND subject_id = $1", post["id"].split(":")[1])[0]
    assert (event["changed_fields"], event["purpose"], event["actor"]) == (["period"], "transferred to another office", admin["number"])
    assert event["before_digest"] != event["after_digest"]
    assert codes(end(api, admin["number"], post["id"], 2, firstDayWithout=str(last))) == [("firstDayWithout", "ALREADY_ENDED")]
    assert codes(end(api, admin["number"], post["id"], 2, firstDayWithout="2024-01-01")) == [("firstDayWithout", "IN_THE_PAST")]
    assert end(api, admin["number"], post["id"], 2)["post"]["period"] == "empty"  # it began today, so it ends at once


def test_ended_post_gives_no_right_to_change_anything_from_then_on(api: Api) -> None:
    city, person = administrator(api, "3202"), staff(api)[11]
    today = str(api.truth("forces", TODAY)[0][0])
    post = granted(api, city["number"], person["id"], "short", tier="administrator", department=None, firstDay=today)
    granted(api, person["number"], staff(api)[12]["id"], "while-it-lasts")
    assert end(api, city["number"], post["id"], 1)["userErrors"] == []
    refused = api.ask(GRANT, person["number"], input=wanted(staff(api)[12]["id"], "too-late", department="charity"))
    assert refused.get("data") is None or codes(refused["data"]["grantPost"]) == [(None, "NOT_PERMITTED")]


def test_lost_update_is_refused_with_both_versions(api: Api) -> None:
    admin, person = administrator(api), staff(api)[13]
    post = granted(api, admin["number"], person["id"], "raced")
    days = [str(date.today() + timedelta(days=30 + i)) for i in range(6)]
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda day: end(api, admin["number"], post["id"], 1, firstDayWithout=day), days))
    assert sorted(map(codes, found)) == [[]] + [[("expectedVersion", "VERSION_CONFLICT")]] * 5
    conflict = next(payload for payload in found if payload["userErrors"])
    assert ("1" in conflict["userErrors"][0]["message"], "2" in conflict["userErrors"][0]["message"]) == (True, True)
    events = api.truth("forces", "SELECT count(*) FROM event WHERE kind = 'post_ended' AND subject_id = $1", post["id"].split(":")[1])
    assert events[0][0] == 1


def test_failing_event_leaves_neither_row_nor_key_and_tells_nothing(api: Api) -> None:
    admin, person, before = administrator(api), staff(api)[14], written(api)
    api.truth("forces", "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'secret'; END $$")
    api.truth("forces", "CREATE TRIGGER fail BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION fail()")
    try:
        answer = api.ask(GRANT, admin["number"], input=wanted(person["id"], "fails"))
    finally:
        api.truth("forces", "DROP FUNCTION fail CASCADE")
    assert answer["data"] == {"grantPost": None}
    assert answer["errors"] == [
        {"message": "this failed for a reason of ours; nothing was changed", "extensions": {"code": "INTERNAL"}, "path": ["grantPost"]}
    ]
    assert written(api) == before
    granted(api, admin["number"], person["id"], "fails")  # the key was not used up


def test_mutations_of_one_request_run_one_after_the_other(api: Api) -> None:
    admin, person = administrator(api), staff(api)[15]
    two = """
    mutation ($a: GrantPostInput!, $b: GrantPostInput!) {
      b: grantPost(input: $a) { ...what } a: grantPost(input: $b) { ...what } __typename }
    fragment what on GrantPostPayload { given: post { v: version ... on Post { person { number } } } userErrors { code } __typename }
    """
    data = api.ask(two, admin["number"], a=wanted(person["id"], "serial-1"), b=wanted(person["id"], "serial-2"))["data"]
    assert list(data) == ["b", "a", "__typename"]
    assert data["b"] == {"given": {"v": 1, "person": {"number": person["number"]}}, "userErrors": [], "__typename": "GrantPostPayload"}
    assert data["a"] == {"given": None, "userErrors": [{"code": "ALREADY_GRANTED"}], "__typename": "GrantPostPayload"}


def test_mistake_in_the_payload_is_found_before_the_change(api: Api) -> None:
    admin, before = administrator(api), written(api)
    query = "mutation ($input: GrantPostInput!) { grantPost(input: $input) { post { person { pairings { totalCount } } } } }"
    answer = api.ask(query, admin["number"], input=wanted(staff(api)[16]["id"], "mistake"))
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert written(api) == before


def test_payload_says_what_was_hidden(api: Api) -> None:
    admin = administrator(api)
    query = "mutation ($input: GrantPostInput!) { grantPost(input: $input) { post { person { phone } } } }"
    answer = api.ask(query, admin["number"], input=wanted(staff(api)[16]["id"], "hidden"))
    assert answer["data"]["grantPost"]["post"]["person"] == {"phone": None}
    assert answer["extensions"]["access"]["grantPost.post.person.phone"] == "hidden"


def test_changes_come_by_post_and_from_somebody(api: Api) -> None:
    query = 'mutation { endPost(input: {id: "Post:1", expectedVersion: 1, reason: "no reason"}) { userErrors { code } } }'
    got = httpx.get(f"{api.address}/graphql", params={"query": query}, timeout=PATIENCE, verify=NO_TLS)
    assert (got.status_code, got.headers["allow"]) == (405, "GET, POST")
    assert api.ask(query)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("languages", "word"), [("", "您"), ("en", "record"), ("zh-CN,en;q=0.8", "您"), ("en-GB,zh;q=0.5", "record"), ("fr", "您"), (";q=x,,", "您")]
)
def test_message_is_in_the_language_asked_for(api: Api, languages: str, word: str) -> None:
    headers = {"Authorization": f"Bearer {api.issuer.token(administrator(api)['number'], timedelta(minutes=5))}", "Accept-Language": languages}
    variables = {"input": {"id": "Post:999999999", "expectedVersion": 1, "reason": "no reason"}}
    answer = httpx.post(
        f"{api.address}/graphql", json={"query": END, "variables": variables}, headers=headers, timeout=PATIENCE, verify=NO_TLS
    ).json()
    assert word in answer["data"]["endPost"]["userErrors"][0]["message"]
