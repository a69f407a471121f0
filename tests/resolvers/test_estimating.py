"""What a question reads and does not show: which questions may, and what the databases think of them before they run."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, parse

from databases.connections import Databases
from databases.demo_city.city import City
from policies import policy
from policies.subjects import Assignment, Subject
from resolvers.estimating import MOST_OF_TRACE, reads_many
from resolvers.plan import Asked, Condition, Filter, Groups, Page, Plan, Related, Trace, Values, bound
from resolvers.reads import Reads
from resolvers.relations import RELATIONS
from resolvers.selections import Question
from schema.query import build_schema

CITY = Subject(1, assignments=(Assignment.of("auditor", "", "3202"),), number="u")
VILLAGE = Subject(1, assignments=(Assignment.of("auditor", "", "320282101001"),), number="u")
COUNTED = (Asked("count", "totalCount"),)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    found: GraphQLSchema = build_schema(policy.load())._schema
    return found


def _plan(schema: GraphQLSchema, query: str) -> Plan:
    document = parse(query)
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    question = Question.of(schema, document, operation, {})
    ((key, nodes),) = question.roots().items()
    return question.plan(key, nodes)


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("{ households(first: 100) { pageInfo { endCursor } edges { node { number members { name } visits(first: 5) { edges { cursor } } } } } }", False),
        ("{ households(first: 1) { totalCount } }", True),
        ("{ households(first: 1, where: {headName: {startsWith: \"王\"}}) { edges { cursor } } }", True),
        ("{ households(first: 1, order: [{field: HEAD_NAME}]) { edges { cursor } } }", True),
        ("{ households(first: 1) { edges { node { visits(first: 1, order: [{field: VISITED_AT}]) { edges { cursor } } } } } }", True),
        ("{ households(first: 1) { edges { node { visits(first: 1) { totalCount } } } } }", True),
        ('{ node(id: "Village:1") { ... on Village { name } } }', False),
        ('{ node(id: "Village:1") { ... on Village { households(first: 1) { totalCount } } } }', True),
        ("{ householdGroups(by: []) { totalCount } }", True),
        ('{ fundTrace(start: "Region:1", direction: FORWARD, first: 1) { totalNodes } }', True),
    ],
)  # fmt: skip
def test_question_reads_many_rows_to_show_few_where_no_index_has_its_rows_in_order(schema: GraphQLSchema, query: str, many: bool) -> None:
    assert reads_many(_plan(schema, query)) == many


def _estimated(databases: Databases, plan: Plan, values: Values, subject: Subject = CITY) -> float:
    async def ask() -> float:
        asking = Reads(databases, policy.load(), size=2)
        try:
            first = await asking.estimated(subject, [plan], values)
            assert await asking.estimated(subject, [plan], values) == first
            assert await asking.estimated(subject, [plan, plan], values) == 2 * first
            return first
        finally:
            await asking.close()

    return asyncio.run(ask())


def _page(kind: str, *where: Filter) -> Page:
    return Page("found", 1, kind, COUNTED, where)


def test_estimate_follows_the_rows_that_the_asker_may_see(demo_city: tuple[Databases, City]) -> None:
    values: Values = {bound(1, "limit"): 1}
    figures = Groups("found", 1, "PaymentLine", (), COUNTED)
    for plan in (_page("PaymentLine"), figures):
        assert 0 < _estimated(demo_city[0], plan, values, VILLAGE) * 5 < _estimated(demo_city[0], plan, values)


def test_estimate_holds_what_must_be_found_in_another_database_first(demo_city: tuple[Databases, City]) -> None:
    values: Values = {bound(1, "limit"): 1, "least": Decimal(1)}
    elsewhere = Related(RELATIONS["Household"]["payment_lines"], (Condition("amount", "gt", "least"),))
    alone = _estimated(demo_city[0], _page("Household"), values)
    assert 0 < alone * 5 < _estimated(demo_city[0], _page("Household", elsewhere), values)


def test_estimate_of_a_trace_is_bounded(demo_city: tuple[Databases, City]) -> None:
    values: Values = {bound(1, "start"): 1, bound(1, "limit"): 2_000, bound(1, "year"): None}
    trace = Trace("found", 1, "Region", True, (Asked("total", "totalNodes"),))
    assert 0 < _estimated(demo_city[0], trace, values) <= MOST_OF_TRACE


def test_database_that_is_away_estimates_nothing_and_its_question_tells(demo_city: tuple[Databases, City]) -> None:
    away = Databases({**demo_city[0].dsns, "funds": "postgresql://127.0.0.1:1/nobody"}, demo_city[0].city)
    assert _estimated(away, _page("PaymentLine"), {bound(1, "limit"): 1}) == 0
