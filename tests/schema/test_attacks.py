"""Attacks that succeeded elsewhere and have no other test here; docs/security.md lists where all of them are tried."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.serving.limits import MOST_BYTES
from tests.schema.asking import Api
from tests.served import NO_TLS, PATIENCE

FIELDS = ("number", "headName", "address", "phone", "category", "state", "perCapitaIncome", "members { name idNumber }", "region { name }")


def _households(fields: Any) -> str:
    return f"{{ households(first: 5) {{ edges {{ node {{ {' '.join(fields)} }} }} }} }}"


@settings(max_examples=12)
@given(fields=st.permutations(FIELDS), wrapped=st.integers(0, len(FIELDS)))
def test_order_of_fields_changes_neither_values_nor_what_is_masked(api: Api, fields: list[str], wrapped: int) -> None:
    officer = api.person("manager", "finance")["number"]
    plain = api.ask(_households(FIELDS), officer)
    asked = api.ask(_households(["... on Household {", *fields[:wrapped], "id }", *fields[wrapped:]]), officer)
    for edge in asked["data"]["households"]["edges"]:
        del edge["node"]["id"]
    assert asked["data"] == plain["data"]
    assert asked["extensions"]["access"] == plain["extensions"]["access"]


def test_same_question_is_answered_for_whoever_asks_it_now(api: Api) -> None:
    """No cache of documents, plans, statements or answers carries over what another asker may see."""
    helper, finance = api.person("helper")["number"], api.person("manager", "finance")["number"]
    query = _households(FIELDS)
    first = [api.ask(query, who) for who in (helper, finance, None)]
    again = [api.ask(query, who) for who in (None, helper, finance)]
    assert again == [first[2], first[0], first[1]]
    assert first[0]["data"]["households"]["edges"][0]["node"]["headName"][1:] != "*"
    assert all(edge["node"]["headName"][1] == "*" for edge in first[1]["data"]["households"]["edges"])
    assert first[2]["data"]["households"]["edges"] == []


@pytest.mark.parametrize("media", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", "application/graphql", ""])
def test_what_a_foreign_page_can_send_without_asking_is_refused(api: Api, media: str) -> None:
    body = json.dumps({"query": "{ __typename }"})
    answer = httpx.post(f"{api.address}/graphql", content=body, headers={"content-type": media} if media else {}, timeout=PATIENCE, verify=NO_TLS)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("in_pieces", [False, True])
def test_request_that_is_too_large_is_refused_before_it_is_read_to_its_end(api: Api, in_pieces: bool) -> None:
    body = json.dumps({"query": "{ __typename }" + " " * MOST_BYTES}).encode()
    content: Any = (body[start : start + 10_000] for start in range(0, len(body), 10_000)) if in_pieces else body
    answer = httpx.post(f"{api.address}/graphql", content=content, headers={"content-type": "application/json"}, timeout=PATIENCE, verify=NO_TLS)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    "query",
    [
        '{ accessesOfRecord(household: "Person:1", first: 1) { nodes { at } } }',
        '{ originsOfRecord(record: "Nothing:1", first: 1) { version } }',
        'mutation { revealMember(input: {id: "Household:1", fields: [name], purpose: contact, reason: "核对"}) { identifiers { name } userErrors { code } } }',
        'mutation { grantPost(input: {personId: "Household:1", tier: helper, regionCode: "3202", firstDay: "2030-01-01", idempotencyKey: "confused"}) '
        "{ post { id } userErrors { code } } }",
        '{ fundTrace(start: "Household:1") { totalNodes } }',
    ],
)
def test_id_of_another_type_names_nothing(api: Api, query: str) -> None:
    tier = ("administrator", "") if "grantPost" in query else ("inspector", "discipline")
    answer = api.ask(query, api.person(*tier)["number"])
    if "errors" in answer:
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    else:
        ((root,),) = [list(answer["data"].values())]
        assert root is None or [error["code"] for error in root["userErrors"]] == ["NOT_FOUND"]
