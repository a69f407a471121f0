"""The first question, over real HTTP with real tokens, on the demo city: each tier gets exactly what it may see."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from tests.schema.asking import Api
from tests.served import NO_TLS, PATIENCE, environment, run_cli

QUESTION = """
query ($region: String, $after: String) {
  households(first: 20, after: $after, where: {region: $region}) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor node {
      id number headName phone address category perCapitaIncome regionCode
      members { id name idNumber bornOn kinship household { number } }
    } }
  }
}
"""


def test_nobody_gets_no_household(api: Api) -> None:
    answer = api.ask(QUESTION, region="3202")
    assert answer["data"] == {"households": {"totalCount": 0, "pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": []}}
    assert answer["extensions"]["access"]["households.edges.node.headName"] == "hidden"


def test_town_officer_gets_his_town_with_masked_telephones(api: Api) -> None:
    officer = next(p for p in _people(api, "manager", "civil_affairs", 9) if _households_in(api, p["region_code"]))
    expected = _households_in(api, officer["region_code"])
    nodes = _all_pages(api, officer["number"], officer["region_code"])
    assert {node["number"] for node in nodes} == {row["number"] for row in expected}
    by_number = {row["number"]: row for row in expected}
    for node in nodes:
        row = by_number[node["number"]]
        assert (node["headName"], node["category"], node["address"]) == (row["head_name"], row["category"], row["address"])
        assert node["phone"] == (row["phone"] and row["phone"][:3] + "****" + row["phone"][-4:])
        assert all(member["idNumber"][:16] == "*" * 16 for member in node["members"])
        assert len(node["members"]) == row["members"]


def test_officer_sees_nothing_outside_his_town(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 9)
    other = "320282" if not officer["region_code"].startswith("320282") else "320281"
    assert api.ask(QUESTION, officer["number"], region=other)["data"]["households"]["totalCount"] == 0


def test_helper_gets_his_paired_households_and_no_others(api: Api) -> None:
    helper = api.person("helper")
    paired = api.truth("forces", "SELECT household_id FROM pairing WHERE person_id = $1 AND period @> current_date", helper["id"])
    nodes = _all_pages(api, helper["number"], None)
    assert {node["id"] for node in nodes} == {f"Household:{row['household_id']}" for row in paired}
    assert nodes
    phones = dict(api.truth("beneficiaries", "SELECT number, phone FROM household"))
    assert all(node["phone"] == phones[node["number"]] for node in nodes)


def test_household_gets_its_own_record_only(api: Api) -> None:
    own = api.person("household")
    nodes = _all_pages(api, own["number"], None)
    assert [node["id"] for node in nodes] == [f"Household:{own['household_id']}"]


def test_finance_sees_masked_names_and_no_members(api: Api) -> None:
    officer = api.person("manager", "finance", 6)
    answer = api.ask(QUESTION, officer["number"], region=officer["region_code"])
    nodes = [edge["node"] for edge in answer["data"]["households"]["edges"]]
    assert nodes
    assert all(node["headName"][1:].strip("*") == "" and node["perCapitaIncome"] is None and node["members"] == [] for node in nodes)
    assert answer["extensions"]["access"]["households.edges.node.headName"] == "masked"


def test_filter_compares_what_the_asker_sees(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    row = api.truth(
        "beneficiaries", "SELECT phone FROM household WHERE phone IS NOT NULL AND region_code LIKE $1 LIMIT 1", officer["region_code"] + "%"
    )
    query = "query ($phone: String!) { households(first: 1, where: {phone: {eq: $phone}}) { totalCount } }"
    assert api.ask(query, officer["number"], phone=row[0]["phone"])["data"]["households"]["totalCount"] == 0
    masked = row[0]["phone"][:3] + "****" + row[0]["phone"][-4:]
    assert api.ask(query, officer["number"], phone=masked)["data"]["households"]["totalCount"] >= 1


def test_node_outside_scope_is_as_if_it_were_not_there(api: Api) -> None:
    helper = api.person("helper")
    other = api.truth("forces", "SELECT household_id FROM pairing WHERE person_id <> $1 LIMIT 1", helper["id"])[0]["household_id"]
    query = "query ($id: ID!) { node(id: $id) { id ... on Household { headName } } }"
    assert api.ask(query, helper["number"], id=f"Household:{other}") == api.ask(query, helper["number"], id="Household:999999999")


def test_no_answer_of_any_tier_holds_an_identity_number(api: Api) -> None:
    numbers = set(api.city.members["id_number"])
    for person in [
        None,
        *{
            row["number"]
            for row in api.truth("forces", "SELECT DISTINCT ON (tier, department) number FROM post JOIN person ON person.id = person_id")
        },
    ]:
        text = json.dumps(api.ask(QUESTION, person, region="3202"), ensure_ascii=False)
        assert not any(number in text for number in numbers)


def test_question_of_the_past_is_seen_with_the_rights_of_today(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    query = "query ($at: DateTime) { households(first: 1, asOf: $at) { totalCount edges { node { category version } } } }"
    now = api.ask(query, officer["number"])["data"]["households"]
    moment = api.truth("beneficiaries", "SELECT clock_timestamp() AS moment")[0]["moment"].isoformat()
    key = api.truth("beneficiaries", "SELECT min(id) AS id FROM household WHERE region_code LIKE $1", officer["region_code"] + "%")[0]["id"]
    api.truth("beneficiaries", "UPDATE household SET category = 'temporary_hardship' WHERE id = $1 RETURNING id", key)
    assert api.ask(query, officer["number"])["data"]["households"]["edges"][0]["node"]["version"] == now["edges"][0]["node"]["version"] + 1
    assert api.ask(query, officer["number"], at=moment)["data"]["households"] == now
    assert api.ask(query, at=moment)["data"]["households"]["totalCount"] == 0
    assert api.ask(query, officer["number"], at="1990-01-01T00:00:00+00:00")["data"]["households"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ households { totalCount } }", "BAD_USER_INPUT"),
        ("{ households(first: 0) { totalCount } }", "BAD_USER_INPUT"),
        ("{ households(first: 101) { totalCount } }", "BAD_USER_INPUT"),
        ("{ households(first: 1, last: 1) { totalCount } }", "BAD_USER_INPUT"),
        ('{ households(first: 1, after: "x") { totalCount } }', "BAD_USER_INPUT"),
        ('{ households(first: 1, after: "Member:1") { totalCount } }', "BAD_USER_INPUT"),
        ('{ households(first: 1, where: {region: "无锡"}) { totalCount } }', "BAD_USER_INPUT"),
        ('{ node(id: "Nothing:1") { id } }', "BAD_USER_INPUT"),
        ("{ households(first: 1) { totalCoun } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ households(first: 1", "GRAPHQL_VALIDATION_FAILED"),
        (
            '{ node(id: "Household:1") { ... on Household { ' + "members { household { " * 7 + "id" + " } }" * 7 + " } } }",
            "DEPTH_LIMIT",
        ),
    ],
)
def test_mistake_of_the_client_has_a_code_and_no_suggestion(api: Api, query: str, code: str) -> None:
    answer = api.ask(query)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == code
    assert "Did you mean" not in answer["errors"][0]["message"]


def test_refused_token_is_an_error_and_not_nobody(api: Api) -> None:
    response = httpx.post(
        f"{api.address}/graphql",
        json={"query": "{ regions(first: 1) { totalCount } }"},
        headers={"Authorization": "Bearer x"},
        timeout=PATIENCE,
        verify=NO_TLS,
    )
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_person_without_a_post_is_refused(api: Api) -> None:
    assert api.ask("{ regions(first: 1) { totalCount } }", "nobody-of-this-name")["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_introspection_and_data_stand_in_one_answer(api: Api) -> None:
    data = api.ask(
        "{ __schema { queryType { name } } a: regions(first: 1) { totalCount } b: regions(last: 2, where: {level: {eq: county}}) { totalCount } }"
    )["data"]
    assert list(data) == ["__schema", "a", "b"]
    counties = api.truth("beneficiaries", "SELECT count(*) FROM region WHERE level = 'county'")
    assert data["b"]["totalCount"] == counties[0][0] >= 7


def test_event_of_the_load_is_proven_to_be_in_the_log(api: Api) -> None:
    query = '{ eventLog(database: funds) { checkpoint { treeSize rootHash } inclusionProof(eventId: "1", treeSize: 1) { leafIndex path } } }'
    deadline = time.monotonic() + PATIENCE
    while not (log := api.ask(query)["data"]["eventLog"])["checkpoint"]:
        assert time.monotonic() < deadline, "the sequencer never signed"
    assert log["inclusionProof"] == {"leafIndex": 0, "path": []}


ACROSS = """
query ($region: String) { households(first: 5, where: {region: $region}) { edges { node {
  number
  village { state households(first: 1) { totalCount } }
  paymentLines(first: 2) { totalCount pageInfo { hasNextPage } edges { node { id amount stream: paymentList { fundStream: stream { code } } household { number } } } }
  pairings(last: 1) { totalCount edges { node { kind person { name phone } } } }
} } } }
"""


def test_one_question_goes_across_four_databases_and_back(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    answer = api.ask(ACROSS, officer["number"], region=officer["region_code"])
    assert "errors" not in answer
    for edge in answer["data"]["households"]["edges"]:
        node = edge["node"]
        key = api.truth("beneficiaries", "SELECT id FROM household WHERE number = $1", node["number"])[0]["id"]
        lines = api.truth("funds", "SELECT id, amount FROM payment_line WHERE household_id = $1 ORDER BY id", key)
        found = node["paymentLines"]
        assert (found["totalCount"], found["pageInfo"]["hasNextPage"]) == (len(lines), len(lines) > 2)
        assert [(e["node"]["id"], e["node"]["amount"]) for e in found["edges"]] == [(f"PaymentLine:{r['id']}", str(r["amount"])) for r in lines[:2]]
        assert all(e["node"]["household"] == {"number": node["number"]} for e in found["edges"])
        last = api.truth(
            "forces",
            "SELECT kind, name FROM pairing JOIN person ON person.id = person_id WHERE pairing.household_id = $1 ORDER BY pairing.id DESC LIMIT 1",
            key,
        )
        assert [(e["node"]["kind"], e["node"]["person"] and e["node"]["person"]["name"]) for e in node["pairings"]["edges"]] == [
            (r["kind"], r["name"]) for r in last
        ]


def test_nobody_follows_a_public_record_to_a_person(api: Api) -> None:
    """A duty is public, and who is accountable for it is not: the key that leads to him is hidden, and so is he."""
    answer = api.ask("{ duties(first: 2) { totalCount edges { node { title person { name } } } } }")
    assert answer["data"]["duties"]["totalCount"] > 0
    assert [edge["node"]["person"] for edge in answer["data"]["duties"]["edges"]] == [None, None]
    assert answer["extensions"]["access"]["duties.edges.node.person"] == "hidden"


def test_values_of_two_aliases_never_meet(api: Api) -> None:
    alone = '{ a: regions(first: 3, where: {parentCode: {eq: "3202"}}) { totalCount } }'
    beside = alone[:-1] + 'a_parent: regions(first: 3, where: {code: {eq: "320282"}}) { totalCount } }'
    assert api.ask(beside)["data"]["a"] == api.ask(alone)["data"]["a"]
    assert api.ask(beside)["data"]["a_parent"] == {"totalCount": 1}


def test_too_many_pages_inside_pages_are_refused_before_anything_runs(api: Api) -> None:
    nested = "villages(first: 100) { edges { node { households(first: 100) { edges { node { visits(first: 100) { totalCount } } } } } } }"
    error = api.ask("{ " + nested + " }")["errors"][0]
    assert error["extensions"]["code"] == "COST_LIMIT"


NULLS = [
    "query ($v: Boolean = true) { regions(first: 1) @include(if: $v) { totalCount } }",
    'query ($v: ID = "Region:1") { node(id: $v) { id } }',
    'query ($v: String = "x") { regions(first: 1, where: {code: {in: [$v]}}) { totalCount } }',
    "query ($v: String) { regions(first: 1, where: {code: {eq: $v}}) { totalCount } }",
]


@pytest.mark.parametrize("query", NULLS)
def test_null_where_none_may_be_is_an_error_in_words(api: Api, query: str) -> None:
    answer = httpx.post(f"{api.address}/graphql", json={"query": query, "variables": {"v": None}}, timeout=PATIENCE, verify=NO_TLS)
    assert answer.status_code in (200, 400)
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_proof_of_a_number_beyond_all_logs_costs_no_other_field(api: Api) -> None:
    query = '{ eventLog(database: funds) { inclusionProof(eventId: "99999999999999999999", treeSize: 1) { leafIndex } } regions(first: 1) { totalCount } }'
    answer = api.ask(query)
    assert answer["data"]["eventLog"] == {"inclusionProof": None}
    assert answer["data"]["regions"]["totalCount"] > 0


def test_same_question_shows_each_of_two_managers_his_own_division(api: Api) -> None:
    """They share a plan and its statement; only what is bound to it is theirs."""
    officers = [p for p in _people(api, "manager", "civil_affairs", 9) if _households_in(api, p["region_code"])][:2]
    assert len(officers) == 2
    for _ in range(2):
        for officer in officers:
            found = {node["regionCode"][:9] for node in _all_pages(api, officer["number"], "3202")}
            assert found == {officer["region_code"]}
        assert api.ask(QUESTION, region="3202")["data"]["households"]["totalCount"] == 0


def _people(api: Api, tier: str, department: str, region_length: int) -> list[asyncpg.Record]:
    sql = """
    SELECT number, post.region_code FROM post JOIN person ON person.id = person_id
    WHERE tier = $1 AND department = $2 AND length(post.region_code) = $3 AND post.period @> current_date
      AND (SELECT count(*) FROM post AS other WHERE other.person_id = person.id) = 1 ORDER BY person.id
    """
    return api.truth("forces", sql, tier, department, region_length)


def _households_in(api: Api, region: str) -> list[asyncpg.Record]:
    sql = "SELECT *, (SELECT count(*) FROM member WHERE household_id = household.id) AS members FROM household WHERE starts_with(region_code, $1)"
    return api.truth("beneficiaries", sql, region)


def _all_pages(api: Api, person: str, region: str | None) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    after = None
    while True:
        page = api.ask(QUESTION, person, region=region, after=after)["data"]["households"]
        nodes += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(nodes) == page["totalCount"]
            return nodes
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize(
    "query",
    [
        '{ subject_person: node(id: "Household:1") { id } subject_from0: households(first: 1) { totalCount } }',
        "{ a: households(first: 1) { edges { x: node { n: number } y: node { number } __typename } more: edges { cursor } __typename pageInfo { __typename } } }",
        "{ households(first: 1, where: {headName: {in: []}, category: {eq: null}, region: null}) { totalCount } }",
        '{ households(first: 1, where: {headName: {eq: "a\\u0000b"}}) { totalCount } }',
        '{ node(id: "Household:99999999999999999999") { id } }',
        "{ regions(first: 1, where: {version: {eq: 2147483647}}) { totalCount edges { node { ... on Node { id } ... on Region { code } } } } }",
        "query ($skip: Boolean = true) { regions(first: 1) { totalCount @skip(if: $skip) edges @include(if: $skip) { cursor } } }",
        "{ " + " ".join(f"{'a' * 80}{i}: regions(first: 1) {{ totalCount }}" for i in range(20)) + " }",
    ],
)
def test_odd_questions_are_answered_in_order_and_never_break(api: Api, query: str) -> None:
    for person in (None, api.person("manager", "civil_affairs", 6)["number"], api.person("household")["number"]):
        answer = api.ask(query, person)
        assert "data" in answer or answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_relation_never_leads_out_of_scope(api: Api) -> None:
    """A member's household and a household's members are asked again from the other side: the same rules hold."""
    helper = api.person("helper")
    query = "{ members(first: 100) { totalCount edges { node { household { id members { household { id } } } } } } }"
    members = api.ask(query, helper["number"])["data"]["members"]
    paired = api.truth("forces", "SELECT household_id FROM pairing WHERE person_id = $1 AND period @> current_date", helper["id"])
    allowed = {f"Household:{row['household_id']}" for row in paired}
    seen = {edge["node"]["household"]["id"] for edge in members["edges"]}
    assert seen == allowed
    inner = {member["household"]["id"] for edge in members["edges"] for member in edge["node"]["household"]["members"]}
    assert inner == allowed


def test_imported_household_is_seen_by_its_town_and_its_helper_only(api: Api, tmp_path: Path) -> None:
    """The whole road: a spreadsheet, the databases, a question over HTTP; the helper comes with a spreadsheet as well."""
    env = environment(api.databases, api.home)
    query = '{ households(first: 1, where: {number: {eq: "T32028200000001"}}) { edges { node { headName phone members { name idNumber } } } } }'
    assert api.ask(query, "P000146")["data"]["households"]["edges"] == []  # and he is remembered as who he is now
    for kind in ("households", "pairings"):
        path = tmp_path / f"{kind}.csv"
        path.write_text(run_cli("import", kind, "--template", env=env).stdout.lstrip("\ufeff"), "utf-8")
        done = run_cli("import", kind, str(path), env=env)
        assert done.returncode == 0, done.stdout + done.stderr
    members = [{"name": "王建国", "idNumber": "*" * 16 + "1X"}, {"name": "李秀英", "idNumber": "*" * 16 + "22"}]
    town = next(p["number"] for p in _people(api, "manager", "civil_affairs", 9) if p["region_code"] == "320282101")
    expected = {"headName": "王建国", "phone": "142****0012", "members": members}
    assert [edge["node"] for edge in api.ask(query, town)["data"]["households"]["edges"]] == [expected]
    assert [edge["node"] for edge in api.ask(query, "P000146")["data"]["households"]["edges"]] == [expected | {"phone": "14200000012"}]
    assert api.ask(query, api.person("household")["number"])["data"]["households"]["edges"] == []
    assert api.ask(query)["data"]["households"]["edges"] == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('{ households(first: 1, where: {filedOn: {gt: "2020-13-01"}}) { totalCount } }', 'represent a Date: "2020-13-01". Write it as 2020-06-30.'),
        ('{ households(first: 1, asOf: "yesterday") { totalCount } }', "Write it as 2020-06-30T08:00:00+08:00."),
        ('{ allocations(first: 1, where: {amount: {gt: "many"}}) { totalCount } }', 'Write it as "1200.50".'),
        ('{ allocations(first: 1, where: {amount: {gt: "Infinity"}}) { totalCount } }', "where.amount.gt must be a number, not Infinity"),
        (
            '{ allocations(first: 1, where: {stream: {budgets: {some: {amount: {in: ["1", "NaN"]}}}}}) { totalCount } }',
            "budgets.some.amount.in must be",
        ),
        ('{ regions(first: 1, asOf: "0001-01-01T00:00:00+23:59") { totalCount } }', "asOf must lie between 1900 and 2199, not in 1"),
        ('{ regions(first: 1, asOf: "9999-12-31T23:59:59-23:59") { totalCount } }', "asOf must lie between 1900 and 2199, not in 9999"),
        ("{ regions(first: 1) { edges { node { " + "id " * 980 + "} } } }", "ask for each field once"),
    ],
)
def test_mistake_is_named(api: Api, query: str, words: str) -> None:
    error = api.ask(query)["errors"][0]
    assert words in error["message"]
    assert error["extensions"]["code"] in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")


def test_number_that_no_row_can_hold_is_no_mistake(api: Api) -> None:
    query = "query ($year: IntFilter) { assessmentIndicators(first: 1, where: {year: $year}) { totalCount } }"
    counted = [api.ask(query, year=year)["data"]["assessmentIndicators"]["totalCount"] for year in ({"eq": 2**31 - 1}, {"gt": -(2**31)}, {})]
    assert counted[0] == 0 < counted[1] == counted[2]
    some = api.ask("{ assessmentIndicators(first: 1) { edges { node { year } } } }")["data"]["assessmentIndicators"]["edges"][0]["node"]["year"]
    assert api.ask(query, year={"in": [some, 2**31 - 1]})["data"]["assessmentIndicators"]["totalCount"] > 0
