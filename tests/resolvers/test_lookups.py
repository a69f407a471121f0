"""Conditions on rows of another database: how many they may find there, and of whom they tell when they find too many."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import asyncpg
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from policies import policy
from policies.subjects import Assignment, Subject
from resolvers import permitted_rows, reads
from resolvers.plan import Asked, Condition, Filter, Page, Related, Values, bound
from resolvers.reads import Answer, Reads
from resolvers.relations import RELATIONS

AUDITOR = Subject(1, assignments=(Assignment.of("auditor", "", "3202"),), number="u")
OF_DIBAO = Related(RELATIONS["PaymentLine"]["household"], (Condition("category", "eq", "category"),))
WITHOUT_AMOUNT = Related(RELATIONS["Household"]["payment_lines"], (Condition("amount", "lt", "nothing"),))


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A condition may find three keys."""
    for module in (reads, permitted_rows):
        monkeypatch.setattr(module, "MOST_KEYS", 3)


def _counted(demo_city: tuple[Databases, City], kind: str, where: tuple[Filter, ...], values: Values) -> Answer:
    plan = Page("found", 1, kind, (Asked("count", "totalCount"),), where)

    async def ask() -> Answer:
        asking = Reads(demo_city[0], policy.load(), size=2)
        try:
            (answer,) = await asking.answer(AUDITOR, [plan], values | {bound(1, "limit"): 1})
            return answer
        finally:
            await asking.close()

    return asyncio.run(ask())


@pytest.mark.usefixtures("narrow")
def test_condition_that_finds_too_much_in_another_database_is_refused(demo_city: tuple[Databases, City]) -> None:
    answer = _counted(demo_city, "PaymentLine", (OF_DIBAO,), {"category": "dibao"})
    assert (answer.text, answer.shown) == (b"null", [])
    assert [(error.code, error.path) for error in answer.errors] == [("FILTER_LIMIT", ("found",))]


@pytest.mark.usefixtures("narrow")
def test_who_is_asked_about_is_noted_though_too_many_are_found_when_personal_conditions_are_left_out(demo_city: tuple[Databases, City]) -> None:
    """Without the amount the condition finds every payment; the household is named by its number."""
    household = asyncio.run(_some_household(demo_city[0]))
    where = (Condition("number", "eq", "number"), WITHOUT_AMOUNT)
    answer = _counted(demo_city, "Household", where, {"number": household["number"], "nothing": Decimal(0)})
    assert (answer.text, answer.errors, answer.shown) == (b'{"count":0}', [], [f"Household:{household['id']}".encode()])


async def _some_household(databases: Databases) -> asyncpg.Record:
    async with databases.connection("beneficiaries") as connection:
        return (await connection.fetch("SELECT id, number FROM household ORDER BY id LIMIT 1"))[0]
