"""How often PostgreSQL plans a question: it keeps a plan only where that looks no dearer than a new one each time."""

from __future__ import annotations

import asyncio

import asyncpg
from graphql import get_operation_ast, parse

from databases.connections import READ_SETTINGS, Databases, Role
from databases.demo_city.city import City
from policies import policy
from policies.subjects import PUBLIC
from resolvers.prepared import Statement
from resolvers.selections import Question
from resolvers.statements import compile_plan
from schema.query import build_schema

TIMES = 12
TRIED = 5  # so often the server plans anew before it compares
PAGE = "{ villages(first: 50) { pageInfo { hasNextPage endCursor } edges { node { id state region { name } } } } }"
PLANS = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name = 'page'"


def test_first_page_of_all_villages_is_not_planned_again_and_again(demo_city: tuple[Databases, City]) -> None:
    rules, document = policy.load(), parse(PAGE)
    operation = get_operation_ast(document)
    assert operation is not None
    question = Question.of(build_schema(rules)._schema, document, operation, {})
    ((key, nodes),) = question.roots().items()
    statement = compile_plan(rules, PUBLIC.profile, question.plan(key, nodes))  # type: ignore[arg-type]  # a page
    plans = asyncio.run(_asked(demo_city[0], statement, statement.bind({**question.values, **PUBLIC.values})))
    assert (plans["generic_plans"], plans["custom_plans"]) == (TIMES - TRIED, TRIED)


async def _asked(databases: Databases, statement: Statement, values: list[object]) -> asyncpg.Record:
    async with databases.connection(statement.database, Role.OWNER) as connection:
        await connection.execute("ANALYZE village")
    async with databases.connection(statement.database, Role.API, **READ_SETTINGS) as connection:
        prepared = await connection.prepare(statement.sql, name="page")
        for _ in range(TIMES):
            await prepared.fetch(*values)
        found: asyncpg.Record = await connection.fetchrow(PLANS)
        return found
