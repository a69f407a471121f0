"""Orders, filters on what belongs to a row, groups and lists of ids, over real HTTP: each held against SQL of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.schema.asking import Api


@pytest.fixture
def officer(api: Api) -> str:
    """The civil-affairs manager of the city, who sees every household."""
    return str(api.person("manager", "civil_affairs", 4)["number"])


PAGES = """
query ($first: Int, $last: Int, $after: String, $before: String, $order: [HouseholdOrder!]) {
  households(first: $first, last: $last, after: $after, before: $before, order: $order, where: {region: "320281"}) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { number } } } }
"""
ORDERS = [
    [{"field": "PER_CAPITA_INCOME", "direction": "DESC"}],
    [{"field": "EXITED_ON"}],  # empty for most
    [{"field": "CATEGORY"}, {"field": "EXITED_ON", "direction": "DESC"}, {"field": "FILED_ON"}],
    [{"field": "PHONE"}],  # masked: sorted as it is shown
]


def _sql_order(order: list[dict[str, str]]) -> str:
    shown = {"PHONE": "left(phone, 3) || '****' || right(phone, 4)"}
    return ", ".join(f"{shown.get(one['field'], one['field'])} {one.get('direction', 'ASC')}" for one in order)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(one["field"] for one in order))
@pytest.mark.parametrize("forward", [True, False], ids=["forward", "backward"])
def test_pages_in_an_order_are_the_whole_list_in_that_order(api: Api, officer: str, order: list[dict[str, str]], forward: bool) -> None:
    sql = f"SELECT number FROM household WHERE region_code LIKE '320281%' ORDER BY {_sql_order(order)}, id"
    expected = [row["number"] for row in api.truth("beneficiaries", sql)]
    found: list[str] = []
    cursor = None
    while True:
        way = {"first": 13, "after": cursor} if forward else {"last": 13, "before": cursor}
        page = api.ask(PAGES, officer, order=order, **way)["data"]["households"]
        numbers = [edge["node"]["number"] for edge in page["edges"]]
        found = [*found, *numbers] if forward else [*numbers, *found]
        info = page["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == (page["edges"][0]["cursor"], page["edges"][-1]["cursor"])
        cursor = info["endCursor"] if forward else info["startCursor"]
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            break
    assert found == expected


@pytest.mark.parametrize("key", [1, 10**9])
def test_cursor_of_somebody_who_sees_less_is_the_end_of_all_that_is_filled(api: Api, officer: str, key: int) -> None:
    """Nothing is sorted behind everything, as everywhere; also where this asker sees a value in every row."""
    before = f'Household:{key}:{{"region_code" : null}}'
    asked = {"last": 3, "before": 'Household:1:{"region_code" : "320281"}'}, {"last": 3}, {"last": 3, "before": before}, {"first": 3, "after": before}
    _, end, found, beyond = (api.ask(PAGES, officer, **arguments)["data"]["households"]["edges"] for arguments in asked)
    assert len(end) == 3
    assert (found, beyond) == (end, [])


def test_cursor_holds_nothing_that_the_asker_may_not_see(api: Api) -> None:
    finance = api.person("manager", "finance", 6)
    query = "{ households(first: 3, order: [{field: PER_CAPITA_INCOME}, {field: HEAD_NAME}]) { edges { cursor node { headName } } } }"
    edges = api.ask(query, finance["number"])["data"]["households"]["edges"]
    assert edges
    for edge in edges:
        assert edge["cursor"].split(":", 2)[2] == f'{{"per_capita_income" : null, "head_name" : "{edge["node"]["headName"]}"}}'


@pytest.mark.parametrize("cursor", ["Household:1", 'Household:1:{"category" : "x"}', "Household:1:{", 'Household:1:{"filed_on" : 7}', "nonsense"])
def test_cursor_of_another_order_is_refused_in_words(api: Api, officer: str, cursor: str) -> None:
    answer = api.ask(
        "query ($after: String) { households(first: 3, after: $after, order: [{field: FILED_ON}]) { totalCount } }", officer, after=cursor
    )
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "endCursor" in answer["errors"][0]["message"]


def test_changed_value_in_a_cursor_is_a_client_error(api: Api, officer: str) -> None:
    query = "query ($after: String) { households(first: 3, after: $after, order: [{field: FILED_ON}]) { totalCount edges { cursor } } }"
    answer = api.ask(query, officer, after='Household:1:{"filed_on" : "no day"}')
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


FILTERS = {
    'members: {some: {sex: {eq: "2"}}}': "EXISTS (SELECT FROM member m WHERE m.household_id = h.id AND m.sex = '2')",
    "members: {none: {disability: {isNull: false}}}": "NOT EXISTS (SELECT FROM member m WHERE m.household_id = h.id AND m.disability IS NOT NULL)",
    "measures: {some: {household: {category: {in: [dibao]}}}}": "h.category = 'dibao' AND EXISTS (SELECT FROM measure m WHERE m.household_id = h.id)",
    "exitedOn: {isNull: true}": "h.exited_on IS NULL",
    'entitlements: {some: {period: {startsWith: "[2019"}}}': """
        EXISTS (SELECT FROM entitlement e WHERE e.household_id = h.id AND starts_with(e.period::text, '[2019'))""",
    "memberCount: {in: [1, 3]}": "h.member_count IN (1, 3)",
    'members: {some: {kinship: {in: [head]}}, none: {sex: {eq: "2"}}}': """
        EXISTS (SELECT FROM member m WHERE m.household_id = h.id AND m.kinship = 'head')
        AND NOT EXISTS (SELECT FROM member m WHERE m.household_id = h.id AND m.sex = '2')""",
}


@pytest.mark.parametrize(("where", "sql"), FILTERS.items())
def test_filter_on_what_belongs_to_a_row(api: Api, officer: str, where: str, sql: str) -> None:
    answer = api.ask(f"{{ households(first: 1, where: {{{where}}}) {{ totalCount }} }}", officer)
    assert "errors" not in answer, answer["errors"]
    expected = api.truth("beneficiaries", f"SELECT count(*) FROM household h WHERE {sql}")[0][0]
    assert answer["data"]["households"]["totalCount"] == expected
    assert 0 < expected < 600


def test_filter_on_what_belongs_to_a_row_sees_no_more_than_the_asker(api: Api) -> None:
    """Finance sees no members: whatever he asks of them, none meets it."""
    finance = api.person("manager", "finance", 6)
    question = "query ($where: HouseholdWhere) { households(first: 1, where: $where) { totalCount } }"
    counts = [
        api.ask(question, finance["number"], where=where)["data"]["households"]["totalCount"]
        for where in ({"members": {"some": {}}}, {"members": {"none": {"name": {"startsWith": "王"}}}}, {})
    ]
    assert counts[0] == 0
    assert counts[1] == counts[2] > 0


ACROSS = {  # by what is asked: where it is counted, and what is found first, each in a database of its own
    "households(first: 1, where: {visits: {none: {}}})": (
        ("beneficiaries", "SELECT id FROM household WHERE NOT id = ANY($1)"),
        ("forces", "SELECT household_id FROM visit WHERE household_id IS NOT NULL"),
    ),
    "households(first: 1, where: {category: {eq: dibao}, visits: {some: {purpose: {eq: survey}}}})": (
        ("beneficiaries", "SELECT id FROM household WHERE category = 'dibao' AND id = ANY($1)"),
        ("forces", "SELECT household_id FROM visit WHERE purpose = 'survey'"),
    ),
    "paymentLines(first: 1, where: {household: {category: {eq: dibao}}})": (
        ("funds", "SELECT id FROM payment_line WHERE household_id = ANY($1)"),
        ("beneficiaries", "SELECT id FROM household WHERE category = 'dibao'"),
    ),
    "paymentLines(first: 1, where: {household: {pairings: {some: {kind: {eq: deputy_household}}}}})": (
        ("funds", "SELECT id FROM payment_line WHERE household_id = ANY($1)"),
        ("beneficiaries", "SELECT id FROM household WHERE id = ANY($1)"),
        ("forces", "SELECT household_id FROM pairing WHERE kind = 'deputy_household' AND household_id IS NOT NULL"),
    ),
    "villages(first: 1, where: {projects: {some: {isPriority: {eq: true}}}})": (
        ("beneficiaries", "SELECT id FROM village WHERE region_code = ANY($1)"),
        ("projects", "SELECT region_code FROM project WHERE is_priority"),
    ),
    "projects(first: 1, where: {village: {state: {eq: weak}}})": (
        ("projects", "SELECT id FROM project WHERE region_code = ANY($1)"),
        ("beneficiaries", "SELECT region_code FROM village WHERE state = 'weak'"),
    ),
}


def _across(api: Api, steps: Sequence[tuple[str, str]]) -> list[Any]:
    """The keys of the last database find those of the one before it, and so on to the first."""
    (database, sql), *others = steps
    return [row[0] for row in api.truth(database, sql, *([_across(api, others)] if others else []))]


@pytest.mark.parametrize(("asked", "steps"), ACROSS.items())
def test_filter_on_what_lies_in_another_database(api: Api, officer: str, asked: str, steps: Sequence[tuple[str, str]]) -> None:
    answer = api.ask(f"{{ found: {asked} {{ totalCount }} }}", officer)
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["found"]["totalCount"] == len(_across(api, steps)) > 0


def test_filter_across_databases_holds_in_groups_below_rows_and_for_the_past(api: Api, officer: str) -> None:
    where = "where: {household: {category: {eq: dibao}}}"
    page = f"paymentLines(first: 100, {where}) {{ totalCount }}"
    answer = api.ask(
        f"""{{ all: {page} groups: paymentLineGroups(by: [], {where}) {{ nodes {{ count }} }} before: {page.replace("(", '(asOf: "1990-01-01T00:00:00Z", ')}
      households(first: 100, where: {{paymentLines: {{some: {{}}}}}}) {{ edges {{ node {{ category {page} }} }} }} }}""",
        officer,
    )["data"]
    assert [node["count"] for node in answer["groups"]["nodes"]] == [answer["all"]["totalCount"]]
    assert answer["before"]["totalCount"] == 0
    counted = [(edge["node"]["category"] == "dibao", edge["node"]["paymentLines"]["totalCount"] > 0) for edge in answer["households"]["edges"]]
    assert set(counted) == {(True, True), (False, False)}


def test_filter_across_databases_sees_no_more_than_the_asker(api: Api) -> None:
    """Finance sees no pairings: whatever he asks of them, none meets it."""
    finance = api.person("manager", "finance", 6)
    question = "query ($where: HouseholdWhere) { households(first: 1, where: $where) { totalCount } }"
    counts = [
        api.ask(question, finance["number"], where=where)["data"]["households"]["totalCount"]
        for where in ({"pairings": {"some": {}}}, {"pairings": {"none": {"kind": {"eq": "responsible"}}}}, {})
    ]
    assert counts[0] == 0
    assert counts[1] == counts[2] > 0


def test_groups_add_up_to_what_sql_says(api: Api, officer: str) -> None:
    query = """{ householdGroups(by: [COUNTY, CATEGORY], first: 1000) { totalCount nodes {
      county { code name } category state count sum { memberCount perCapitaIncome } average { memberCount } maximum { memberCount } } } }"""
    answer = api.ask(query, officer)
    assert "errors" not in answer, answer["errors"]
    sql = """SELECT left(region_code, 6) AS county, category, count(*) AS count, sum(member_count) AS members, sum(per_capita_income) AS income,
      round(avg(member_count), 2) AS average, max(member_count) AS most FROM household GROUP BY 1, 2 ORDER BY 1, 2"""
    rows = api.truth("beneficiaries", sql)
    groups = answer["data"]["householdGroups"]
    assert groups["totalCount"] == len(rows)
    assert [
        (g["county"]["code"], g["category"], g["count"], g["sum"]["memberCount"], g["sum"]["perCapitaIncome"], g["average"]["memberCount"])
        for g in groups["nodes"]
    ] == [(r["county"], r["category"], r["count"], str(r["members"]), str(r["income"]), str(r["average"])) for r in rows]
    assert {g["state"] for g in groups["nodes"]} == {None}
    assert [g["maximum"]["memberCount"] for g in groups["nodes"]] == [str(r["most"]) for r in rows]


def test_payments_are_grouped_by_stream_of_their_list_across_databases(api: Api) -> None:
    finance = api.person("manager", "finance", 6)
    query = """{ allocationGroups(by: [STREAM, YEAR], first: 1000) { nodes { stream { id name } year count sum { amount } } } }"""
    answer = api.ask(query, finance["number"])
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["allocationGroups"]["nodes"]
    assert all(group["stream"]["name"] for group in answer["data"]["allocationGroups"]["nodes"])


def test_group_of_everything_and_of_nothing(api: Api, officer: str) -> None:
    total = api.truth("beneficiaries", "SELECT count(*) FROM household")[0][0]
    assert api.ask("{ householdGroups(by: []) { totalCount nodes { count } } }", officer)["data"] == {
        "householdGroups": {"totalCount": 1, "nodes": [{"count": total}]}
    }
    assert api.ask("{ householdGroups(by: [CATEGORY]) { totalCount nodes { count } } }")["data"] == {
        "householdGroups": {"totalCount": 0, "nodes": []}
    }


def test_hidden_field_has_no_sum(api: Api) -> None:
    finance = api.person("manager", "finance", 6)
    answer = api.ask("{ householdGroups(by: [CATEGORY]) { nodes { category count sum { perCapitaIncome } } } }", finance["number"])
    assert {group["sum"]["perCapitaIncome"] for group in answer["data"]["householdGroups"]["nodes"]} == {None}
    assert answer["extensions"]["access"] == {"householdGroups.nodes.sum.perCapitaIncome": "hidden"}


def test_objects_come_in_the_order_of_their_ids(api: Api, officer: str) -> None:
    ids = ["Household:2", "Project:1", "Household:999999999", "Household:1", "Household:2", "FundStream:1"]
    answer = api.ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Household { number members { name } } ... on FundStream { name } } }",
        officer,
        ids=ids,
    )
    assert "errors" not in answer, answer["errors"]
    assert [node and node["id"] for node in answer["data"]["nodes"]] == [None if "999" in one else one for one in ids]
    assert answer["data"]["nodes"][0] == answer["data"]["nodes"][4]
    assert answer["data"]["nodes"][0]["members"]


@pytest.mark.parametrize("ids", [[], ["Household:1"] * 101, ["Nothing:1"], ["Household"]])
def test_list_of_ids_that_cannot_be_read_is_refused(api: Api, officer: str, ids: list[str]) -> None:
    answer = api.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", officer, ids=ids)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_page_inside_a_page_counts_the_rows_of_its_own_row(api: Api, officer: str) -> None:
    query = """{ villages(first: 5) { totalCount pageInfo { hasNextPage } edges { node { regionCode
      households(first: 1) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { number } } } } } } }"""
    answer = api.ask(query, officer)
    assert "errors" not in answer, answer["errors"]
    counts = dict(api.truth("beneficiaries", "SELECT region_code, count(*) FROM household GROUP BY 1"))
    for edge in answer["data"]["villages"]["edges"]:
        inner, expected = edge["node"]["households"], counts.get(edge["node"]["regionCode"], 0)
        assert (inner["totalCount"], inner["pageInfo"]["hasNextPage"], len(inner["edges"])) == (expected, expected > 1, min(expected, 1))
