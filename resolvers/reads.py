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
from resolvers.plan import Plan, Values
from resolvers.statements import HOLE, KEYS, SEPARATOR, Hole, Statement, compile_plan


@dataclass(frozen=True)
class Failure:
    """Why something is null: a code for programs, a text for people, where it stands in the answer."""

    code: str
    message: str
    path: tuple[str, ...]


@dataclass
class Answer:
    """One root field's JSON text with what was masked or hidden in it, and what failed."""

    key: str
    text: str
    access: Mapping[str, str] = field(default_factory=dict)
    errors: list[Failure] = field(default_factory=list)


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
        answer = Answer(plan.key, "null", {path: shown for path, shown in statement.access.items() if shown != "clear"})
        text = await self._text(statement, values, (plan.key,), answer.errors)
        if text is not None:
            answer.text = await self._filled(text, statement, values, answer.errors)
        return answer

    async def _text(self, statement: Statement, values: Values, path: tuple[str, ...], errors: list[Failure]) -> str | None:
        """The text of one statement, or None and why."""
        try:
            rows = await self._pools[statement.database].fetch(statement.sql, statement.bind(values))
        except DatabaseUnavailableError as error:
            errors.append(Failure("DATABASE_UNAVAILABLE", f"the {error.database} database does not answer", path))
        except asyncpg.QueryCanceledError:
            errors.append(Failure("TIMEOUT", "the question took too long: ask for fewer rows or narrow the filter", path))
        except asyncpg.DataError:
            errors.append(Failure("BAD_USER_INPUT", "a value in the filter is out of range", path))
        else:
            return str(rows[0]["text"]) if rows else "null"
        return None

    async def _filled(self, text: str, statement: Statement, values: Values, errors: list[Failure]) -> str:
        """The text with what other databases know in its holes; all databases of one level are asked at the same time."""
        if not statement.holes:
            return text
        pieces = text.split(HOLE)
        marks = [(int(number), key) for number, _, key in (mark.partition(":") for mark in pieces[1::2])]
        keys: dict[int, dict[str, None]] = {}
        for number, key in marks:
            keys.setdefault(number, {})[key] = None
        found = await asyncio.gather(*[self._fill(statement.holes[number], list(wanted), values, errors) for number, wanted in keys.items()])
        by_number = dict(zip(keys, found, strict=True))
        pieces[1::2] = [by_number[number][key] for number, key in marks]
        return "".join(pieces)

    async def _fill(self, hole: Hole, keys: list[str], values: Values, errors: list[Failure]) -> dict[str, str]:
        """For each key the text of what belongs to it; null for all where the other database fails."""
        text = await self._text(hole.statement, {**values, KEYS: [hole.read_key(key) for key in keys]}, hole.path, errors)
        if text is None:
            return dict.fromkeys(keys, "null")
        filled = await self._filled(text, hole.statement, values, errors)
        return dict(zip(keys, filled.split(SEPARATOR), strict=True))

    async def fetch(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        """A fixed read-only statement of the server's own (profiles, proofs), never a client's question."""
        return await self._pools[database].fetch(sql, list(values))

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.close()
