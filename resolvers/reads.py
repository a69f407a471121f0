"""Plans are run: their statements go to their databases at the same time, their texts become one answer."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from databases.connections import DATABASES, Databases, DatabaseUnavailableError, ReadPool
from policies.policy import Policy
from policies.subjects import Subject
from resolvers.plan import Asked, Page, Plan, Values
from resolvers.selections import global_id
from resolvers.statements import Statement, compile_plan


@dataclass
class Answer:
    """One root field's JSON text, or the coded error that stands in its place."""

    key: str
    text: str
    access: Mapping[str, str] = field(default_factory=dict)
    error: tuple[str, str] | None = None


class Reads:
    """Answers plans from the four databases. `size` connections each, compiled statements kept."""

    def __init__(self, databases: Databases, policy: Policy, size: int = 8) -> None:
        self._pools = {name: ReadPool(databases, name, size) for name in DATABASES}
        self._statement = functools.lru_cache(5_000)(functools.partial(compile_plan, policy))

    async def answer(self, subject: Subject, plans: Sequence[Plan], values: Values) -> list[Answer]:
        """Every plan's answer, in order; a database that is away costs only the fields it holds."""
        bound = {**values, **subject.values()}
        return list(await asyncio.gather(*[self._one(subject, plan, bound) for plan in plans]))

    async def _one(self, subject: Subject, plan: Plan, values: Values) -> Answer:
        statement: Statement = self._statement(subject.profile, plan)
        try:
            rows = await self._pools[statement.database].fetch(statement.sql, statement.bind(values))
        except DatabaseUnavailableError as error:
            return Answer(plan.key, "null", error=("DATABASE_UNAVAILABLE", f"the {error.database} database does not answer"))
        except asyncpg.QueryCanceledError:
            return Answer(plan.key, "null", error=("TIMEOUT", "the question took too long: ask for fewer rows or narrow the filter"))
        except asyncpg.DataError:
            return Answer(plan.key, "null", error=("BAD_USER_INPUT", "a value in the filter is out of range"))
        return Answer(plan.key, _text(plan, rows), {path: shown for path, shown in statement.access.items() if shown != "clear"})

    async def fetch(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        """A fixed read-only statement of the server's own (profiles, proofs), never a client's question."""
        return await self._pools[database].fetch(sql, list(values))

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.close()


def _text(plan: Plan, rows: Sequence[asyncpg.Record]) -> str:
    if isinstance(plan, Page):
        texts = iter(range(len(plan.edges)))
        return _object((asked.key, _connection_field(plan, asked, rows[0], texts)) for asked in plan.asked)
    return str(rows[0]["text"]) if rows else "null"


def _connection_field(plan: Page, asked: Asked, row: asyncpg.Record, texts: Any) -> str:
    if asked.name == "edges":
        return f"[{row[f'text{next(texts)}']}]"
    if asked.name == "totalCount":
        return str(row["total"])
    if asked.name == "pageInfo":
        return _object((part.key, _page_info(plan, part.name, row)) for part in asked.parts)
    return f'"{plan.kind}Connection"'


def _page_info(plan: Page, name: str, row: asyncpg.Record) -> str:
    if name in ("startCursor", "endCursor"):
        key = row["first_key" if name == "startCursor" else "last_key"]
        return "null" if key is None else f'"{global_id(plan.kind, key)}"'
    if name == "__typename":
        return '"PageInfo"'
    # in the other direction there is something exactly when the page was begun from a cursor
    more = row["more"] if (name == "hasPreviousPage") == plan.backward else plan.after
    return "true" if more else "false"


def _object(fields: Any) -> str:
    return "{" + ",".join(f'"{key}":{text}' for key, text in fields) + "}"
