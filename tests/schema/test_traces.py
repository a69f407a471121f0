"""The way of money over real HTTP: forward and back meet, every node balances, and each tier's trace ends where his rights end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from strawberry.utils.str_converters import to_camel_case as camel

from resolvers.names import plural
from tests.schema.asking import Api

TRACE = """
query ($start: ID!, $direction: TraceDirection!, $year: Int, $asOf: DateTime) {
  fundTrace(start: $start, direction: $direction, year: $year, asOf: $asOf, first: 2000) {
    totalNodes
    nodes { key kind name year received passedOn retained region { code } fundSource { name } allocation { number amount stream { id } }
      paymentList { number stream { id } } project { name } }
    edges { fromKey toKey amount paidOn documentNumber }
  } }
"""


def _trace(api: Api, person: str | None, start: str, direction: str = "FORWARD", **more: Any) -> dict[str, Any]:
    answer = api.ask(TRACE, person, start=start, direction=direction, **more)
    assert "errors" not in answer, answer["errors"]
    return dict(answer["data"]["fundTrace"])


@pytest.fixture
def auditor(api: Api) -> str:
    sql = (
        "SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = 'auditor' AND post.region_code = '3202' ORDER BY person.id LIMIT 1"
    )
    return str(api.truth("forces", sql)[0]["number"])


def test_money_of_a_stream_goes_from_its_sources_to_its_lists_and_projects(api: Api, auditor: str) -> None:
    for stream in api.truth("funds", "SELECT id FROM fund_stream ORDER BY id"):
        trace = _trace(api, auditor, f"FundStream:{stream['id']}", year=2019)
        hops = api.truth(
            "funds",
            """WITH RECURSIVE way(id) AS (SELECT id FROM allocation WHERE stream_id = $1 AND year = 2019 AND source_id IS NOT NULL
               UNION SELECT allocation_id FROM allocation_feeding JOIN way ON fed_by_id = way.id) SELECT allocation.* FROM way JOIN allocation USING (id)""",
            stream["id"],
        )
        by_kind = {
            kind: {node["key"]: node for node in trace["nodes"] if node["kind"] == kind} for kind in ("SOURCE", "HOP", "PAYMENT_LIST", "PROJECT")
        }
        assert by_kind["HOP"].keys() == {f"Allocation:{hop['id']}" for hop in hops}
        assert by_kind["PROJECT"].keys() == {f"Project:{hop['project_id']}" for hop in hops if hop["project_id"]}
        given = sum(hop["amount"] for hop in hops if hop["source_id"] and hop["allocated_on"])
        assert sum(Decimal(node["passedOn"]) for node in by_kind["SOURCE"].values()) == given
        assert trace["totalNodes"] == len(trace["nodes"])


def test_every_hop_balances_over_its_edges(api: Api, auditor: str) -> None:
    stream = api.truth("funds", "SELECT stream_id, count(*) FROM allocation WHERE year = 2018 GROUP BY 1 ORDER BY 2 DESC LIMIT 1")[0]["stream_id"]
    trace = _trace(api, auditor, f"FundStream:{stream}", year=2018)
    received: dict[str, Decimal] = {}
    passed_on: dict[str, Decimal] = {}
    for edge in (edge for edge in trace["edges"] if edge["paidOn"]):
        received[edge["toKey"]] = received.get(edge["toKey"], Decimal(0)) + Decimal(edge["amount"])
        passed_on[edge["fromKey"]] = passed_on.get(edge["fromKey"], Decimal(0)) + Decimal(edge["amount"])
    hops = [node for node in trace["nodes"] if node["kind"] == "HOP"]
    assert hops
    for node in hops:
        assert Decimal(node["received"]) - Decimal(node["passedOn"]) == Decimal(node["retained"])
        assert received.get(node["key"], Decimal(0)) == Decimal(node["received"])
        assert passed_on.get(node["key"], Decimal(0)) == Decimal(node["passedOn"])


STUCK = """
SELECT hop.id, fed_by_id, feeding.amount FROM allocation AS hop JOIN allocation_feeding AS feeding ON allocation_id = hop.id
WHERE allocated_on IS NULL ORDER BY hop.id
"""


def test_money_that_was_decided_and_never_paid_on_is_retained_where_it_is(api: Api, auditor: str) -> None:
    stuck = api.truth("funds", STUCK)
    assert stuck
    for hop in stuck:
        nodes = {node["key"]: node for node in _trace(api, auditor, f"Allocation:{hop['id']}", "BACKWARD")["nodes"]}
        assert {nodes[f"Allocation:{hop['id']}"][figure] for figure in ("received", "passedOn", "retained")} == {"0"}
        assert Decimal(nodes[f"Allocation:{hop['fed_by_id']}"]["retained"]) >= hop["amount"]


CREDITED = """
SELECT list.id, coalesce(sum(line.amount) FILTER (WHERE result = 'paid'), 0) AS amount
FROM payment_list AS list LEFT JOIN payment_line AS line ON payment_list_id = list.id
WHERE list.id IN (SELECT payment_list_id FROM payment_list_funding) GROUP BY list.id
HAVING coalesce(sum(line.amount) FILTER (WHERE result = 'paid'), 0) < list.amount ORDER BY 2, 1 LIMIT 20
"""


def test_list_retains_what_banks_did_not_credit(api: Api, auditor: str) -> None:
    lists = api.truth("funds", CREDITED)
    assert lists[0]["amount"] == 0  # of one that waits for its banks
    for one in lists:
        nodes = {node["key"]: node for node in _trace(api, auditor, f"PaymentList:{one['id']}", "BACKWARD")["nodes"]}
        node = nodes[f"PaymentList:{one['id']}"]
        assert Decimal(node["passedOn"]) == one["amount"]
        assert Decimal(node["retained"]) == Decimal(node["received"]) - one["amount"]


SHARED = """
SELECT payment_list_id AS list, min(allocation_id) AS hop FROM payment_list_funding JOIN allocation ON allocation.id = allocation_id
WHERE allocated_on IS NOT NULL GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 5
"""


def test_list_that_several_hops_pay_balances_from_whichever_it_is_reached(api: Api, auditor: str) -> None:
    shared = api.truth("funds", SHARED)
    assert shared
    for row in shared:
        key = f"PaymentList:{row['list']}"
        from_hop, from_list = (
            {node["key"]: node for node in _trace(api, auditor, *start)["nodes"]}[key] for start in ((f"Allocation:{row['hop']}",), (key, "BACKWARD"))
        )
        assert _figures(from_hop) == _figures(from_list)
        assert Decimal(from_hop["retained"]) >= 0


def test_hop_that_may_have_paid_lists_which_the_asker_does_not_see_retains_nothing_that_is_told(api: Api, auditor: str) -> None:
    """A county's officers follow the hops of the whole city, and see the lists of their county alone; others see none."""
    sql = "SELECT number, tier FROM post JOIN person ON person.id = person_id WHERE tier = $1 AND department IN ($2, $3) AND post.region_code = '320282'"
    posts = (("auditor", "audit", "audit"), ("manager", "finance", "agriculture"))
    people = [row["number"] for post in posts for row in api.truth("forces", sql, *post)]
    stream = api.truth("funds", "SELECT stream_id FROM payment_list_funding GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0]["stream_id"]
    whole = {node["key"]: node for node in _trace(api, auditor, f"FundStream:{stream}", year=2019)["nodes"] if node["kind"] == "HOP"}
    assert len(people) >= 3
    for person in people:
        hops = [node for node in _trace(api, person, f"FundStream:{stream}", year=2019)["nodes"] if node["kind"] == "HOP"]
        unknown = [node for node in hops if (node["passedOn"], node["retained"]) == (None, None)]
        assert 0 < len(unknown) < len(hops) == len(whole)
        assert all(_figures(node) == _figures(whole[node["key"]]) for node in hops if node not in unknown)


def test_payment_is_traced_back_to_sources_that_lead_to_it(api: Api, auditor: str) -> None:
    line = api.truth("funds", "SELECT id, payment_list_id FROM payment_line WHERE result = 'paid' ORDER BY id LIMIT 1")[0]
    back = _trace(api, auditor, f"PaymentLine:{line['id']}", "BACKWARD")
    lists = [node["key"] for node in back["nodes"] if node["kind"] == "PAYMENT_LIST"]
    assert lists == [f"PaymentList:{line['payment_list_id']}"]
    paid = api.truth(
        "funds", "SELECT sum(amount) AS amount FROM payment_line WHERE payment_list_id = $1 AND result = 'paid'", line["payment_list_id"]
    )
    assert {node["passedOn"] for node in back["nodes"] if node["kind"] == "PAYMENT_LIST"} == {str(paid[0]["amount"])}
    sources = [node["key"] for node in back["nodes"] if node["kind"] == "SOURCE"]
    assert sources
    for source in sources:
        forward = _trace(api, auditor, source)
        assert lists[0] in {node["key"] for node in forward["nodes"]}


def test_project_and_village_are_traced_back(api: Api, auditor: str) -> None:
    hop = api.truth(
        "funds", "SELECT project_id, region_code FROM allocation WHERE project_id IS NOT NULL AND allocated_on IS NOT NULL ORDER BY id LIMIT 1"
    )[0]
    back = _trace(api, auditor, f"Project:{hop['project_id']}", "BACKWARD")
    assert {node["kind"] for node in back["nodes"]} == {"SOURCE", "HOP", "PROJECT"}
    project = next(node for node in back["nodes"] if node["kind"] == "PROJECT" and node["key"] == f"Project:{hop['project_id']}")
    assert project["project"]["name"]
    region = api.truth("funds", "SELECT id FROM region WHERE code = $1", hop["region_code"])[0]["id"]
    village = _trace(api, auditor, f"Region:{region}", "BACKWARD")
    assert project["key"] in {node["key"] for node in village["nodes"]}


def test_village_is_traced_from_its_own_id_as_from_that_of_its_region(api: Api, auditor: str) -> None:
    """The village lies in the database of the beneficiaries, its money and its region in that of the funds."""
    hop = api.truth(
        "funds", "SELECT h.region_code, r.id FROM allocation AS h JOIN region AS r ON r.code = h.region_code WHERE to_level = 'village' LIMIT 1"
    )[0]
    village = api.truth("beneficiaries", "SELECT id FROM village WHERE region_code = $1", hop["region_code"])[0]["id"]
    for person in (None, auditor):
        for direction in ("FORWARD", "BACKWARD"):
            found = _trace(api, person, f"Village:{village}", direction)
            assert found == _trace(api, person, f"Region:{hop['id']}", direction)
    assert found["nodes"]
    assert _trace(api, auditor, f"Village:{village}", "BACKWARD", asOf="2000-01-01T00:00:00Z")["nodes"] == []
    assert _trace(api, None, "Village:999999999") == {"totalNodes": 0, "nodes": [], "edges": []}


STREAMS = "SELECT id FROM fund_stream WHERE to_household = $1 AND id IN (SELECT stream_id FROM allocation WHERE year = 2019) ORDER BY id"


def test_public_follows_all_money_that_does_not_end_at_households(api: Api, auditor: str) -> None:
    hops = 0
    for stream in api.truth("funds", STREAMS, False):
        public, full = (_trace(api, person, f"FundStream:{stream['id']}", year=2019) for person in (None, auditor))
        assert {node["kind"] for node in public["nodes"]} <= {"SOURCE", "HOP", "PROJECT"}
        assert [_figures(node) for node in public["nodes"]] == [_figures(node) for node in full["nodes"]]
        assert public["edges"] == full["edges"]
        for node in (node for node in public["nodes"] if node["kind"] == "HOP"):
            assert Decimal(node["received"]) == Decimal(node["passedOn"]) + Decimal(node["retained"])
            hops += 1
    assert hops > 100


def _figures(node: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(node[name] for name in ("key", "kind", "received", "passedOn", "retained"))


HOPS = """
query ($stream: ID!) { fundTrace(start: $stream, direction: FORWARD, first: 10) { totalNodes }
  node(id: $stream) { ... on FundStream { name allocations(first: 1) { totalCount } streamReports(first: 1) { totalCount } } } }
"""
PLANNED = ("budget", "allocation_plan", "performance_evaluation", "performance_target", "evaluation_finding")
TABLES = ("allocation_feeding", "retention", "allocation", "upper_level_report", *PLANNED)
COUNTED = (f"{camel(plural(table))}(first: 1, where: {{toHousehold: {{eq: true}}}}) {{ totalCount }}" for table in TABLES)
LINKED = f"{{ {' '.join(COUNTED)} }}"
WITH_HOUSEHOLDS = f"SELECT {', '.join(f'(SELECT count(*) FROM {table} WHERE to_household)' for table in TABLES)}"


def test_public_sees_no_single_hop_of_money_for_households(api: Api, auditor: str) -> None:
    streams = api.truth("funds", STREAMS, True)
    assert streams
    for stream in streams:
        for person, is_shown in ((None, False), (auditor, True)):
            found = api.ask(HOPS, person, stream=f"FundStream:{stream['id']}")["data"]
            assert found["node"]["name"]
            counts = [found["fundTrace"]["totalNodes"], found["node"]["allocations"]["totalCount"], found["node"]["streamReports"]["totalCount"]]
            assert [count > 0 for count in counts] == [is_shown] * 3
    assert {found["totalCount"] for found in api.ask(LINKED)["data"].values()} == {0}
    seen = {name: found["totalCount"] for name, found in api.ask(LINKED, auditor)["data"].items()}
    (there,) = api.truth("funds", WITH_HOUSEHOLDS)
    assert list(seen.values()) == list(there)
    assert seen["allocations"] > 1_000


def test_row_cannot_say_otherwise_than_its_stream_where_its_money_ends(api: Api) -> None:
    for table in (*TABLES, "stream_report", "donation_receipt"):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            api.truth("funds", f"UPDATE {table} SET to_household = NOT to_household WHERE id = (SELECT min(id) FROM {table})")


def test_trace_before_the_city_was_loaded_is_empty(api: Api, auditor: str) -> None:
    trace = _trace(api, auditor, "FundStream:1", asOf="2000-01-01T00:00:00+08:00")
    assert trace == {"totalNodes": 0, "nodes": [], "edges": []}


@pytest.mark.parametrize("start", ["Household:1", "FundStream", "Nothing:1"])
def test_trace_from_elsewhere_is_refused(api: Api, start: str) -> None:
    answer = api.ask(TRACE, start=start, direction="FORWARD")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
