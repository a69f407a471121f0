"""Plans are run: their statements go to their databases at the same time, their texts become one answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeVar

import asyncpg
import orjson
import sqlalchemy as sa

from databases.circuit import Circuit
from databases.connections import DATABASES, STATEMENT_SECONDS, Databases, DatabaseUnavailableError, ReadPool
from policies.policy import Policy
from policies.subjects import Profile, Subject
from resolvers.compiling import compiling
from resolvers.estimating import EXPLAIN, MOST_OF_TRACE
from resolvers.filters import MOST_KEYS
from resolvers.kept import Kept
from resolvers.marks import MARK, has_several_posts
from resolvers.plan import KEYS, Groups, Page, Plan, Several, Single, Trace, Values, bound
from resolvers.prepared import DIALECT, HOLE, SEPARATOR, Hole, Lookup, Statement
from resolvers.statements import compile_plan, compile_several

TOO_LONG = "the question took too long: ask for fewer rows or narrow the filter"
TOO_MANY = f"a condition on rows of another database finds more than {MOST_KEYS:,} there: narrow it, or ask from the side of those rows"
T = TypeVar("T")
log = logging.getLogger(__name__)


class TooManyKeysError(Exception):
    """A condition finds more in another database than can be carried to this one."""


@dataclass(frozen=True)
class Failure:
    """Why something is null: a code for programs, a text for people, where it stands in the answer."""

    code: str
    message: str
    path: tuple[str | int, ...]


@dataclass(slots=True)
class Answer:
    """One root field's JSON text (UTF-8) with what was masked or hidden in it, and what failed."""

    key: str
    text: bytes
    access: Mapping[str, str] = field(default_factory=dict)
    errors: list[Failure] = field(default_factory=list)
    shown: list[bytes] = field(default_factory=list)  # global ids of whose personal data were shown clear

    def unmarked(self, text: bytes) -> bytes:
        """The text of a statement without the ids of what it shows, which are noted."""
        begin = text.find(MARK)  # most stand behind all else, which need not be cut then
        if begin < 0:
            return text
        pieces = text[begin:].split(MARK)
        self.shown += pieces[1::2]
        return text[:begin] + b"".join(pieces[::2])


@dataclass(frozen=True)
class Prepared:
    """A statement over views of the policy as text; whoever asks it often keeps it, since to compile it takes milliseconds."""

    sql: str
    names: tuple[str, ...]
    constants: Values

    @classmethod
    def of(cls, query: sa.Select[Any]) -> Prepared:
        compiled = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        return cls(str(compiled), tuple(compiled.positiontup or ()), compiled.params)


class Reads:
    """Answers plans from the four databases. `size` connections each, compiled statements kept."""

    def __init__(self, databases: Databases, policy: Policy, size: int = 8, statement_seconds: float = STATEMENT_SECONDS) -> None:
        self.policy = policy
        self.circuits = {name: Circuit() for name in DATABASES}
        self._pools = {name: ReadPool(databases, name, size, statement_seconds, self.circuits[name]) for name in DATABASES}
        self._statements: Kept[tuple[Profile, Plan], Statement] = Kept(5_000)
        self._alike: Kept[Plan, list[Statement]] = Kept(1_000)
        self._estimates: Kept[tuple[str, str], float] = Kept(5_000)
        self._kinds: Kept[tuple[Profile, Plan], tuple[Mapping[str, Hole], Mapping[str, str]]] = Kept(1_000)

    def compiling(self, subject: Subject, plans: Iterable[Plan]) -> int:
        """The work (units of `resolvers.compiling`) of making those statements for these plans that are not kept."""
        profile = subject.profile
        return sum(compiling(plan) for plan in plans if (profile, plan) not in self._statements and (profile, plan) not in self._kinds)

    async def estimated(self, subject: Subject, plans: Sequence[Plan], values: Values) -> float:
        """What these plans take of their databases, in units of PostgreSQL's planner (`seq_page_cost` is one); 0 where a database does not tell.

        Rows that another database adds to those found here are not in it: they are found by their keys.
        """
        everything = {**values, **subject.values}
        return sum(await _together([self._estimated_plan(subject, plan, everything) for plan in plans]))

    async def _estimated_plan(self, subject: Subject, plan: Plan, values: Values) -> float:
        if isinstance(plan, Several):
            return 0.0
        units = await self._estimated(self.statement(subject, plan), values)
        return min(units, MOST_OF_TRACE) if isinstance(plan, Trace) else units

    async def _estimated(self, statement: Statement, values: Values) -> float:
        """A statement with those that find keys for it, of which nothing is known yet."""
        inner = [await self._estimated(lookup.statement, values) for lookup in statement.lookups]
        bound_to = statement.bind({**values, **{lookup.name: "" for lookup in statement.lookups}})
        key = (statement.sql, repr(bound_to))
        units = self._estimates.get(key)
        if units is None:
            try:
                rows = await self._pools[statement.database].fetch(EXPLAIN + statement.sql, bound_to, "estimate", is_kept=False)
            except (DatabaseUnavailableError, asyncpg.PostgresError):
                return 0.0  # the question itself will tell
            units = self._estimates.keep(key, float(orjson.loads(rows[0][0])[0]["Plan"]["Total Cost"]))
        return units + sum(inner)

    def statement(self, subject: Subject, plan: Page | Single | Groups | Trace) -> Statement:
        """What answers a plan for this subject, kept."""
        key = (subject.profile, plan)
        return self._statements.get(key) or self._statements.keep(key, self._made(subject.profile, plan))

    def _made(self, profile: Profile, plan: Page | Single | Groups | Trace) -> Statement:
        """One that was made for others who see all that it reads by the same views, or a new one; of several posts it tells which, and is nobody else's."""
        if has_several_posts(profile):
            return compile_plan(self.policy, profile, plan)
        others = self._alike.get(plan) or self._alike.keep(plan, [])
        for made in others:
            if all(self.policy.view(profile, kind) is view for kind, view in made.views.items()):
                return made
        others.append(compile_plan(self.policy, profile, plan))
        return others[-1]

    async def answer(self, subject: Subject, plans: Sequence[Plan], values: Values) -> list[Answer]:
        """Every plan's answer, in order; a database that is away costs only the fields it holds."""
        everything = {**values, **subject.values}
        return await _together([self._one(subject, plan, everything) for plan in plans])

    async def _one(self, subject: Subject, plan: Plan, values: Values) -> Answer:
        if isinstance(plan, Several):
            return await self._several(subject, plan, values)
        statement = self.statement(subject, plan)
        answer = Answer(plan.key, b"null", statement.limited)
        text = await self._text(statement, values, (plan.key,), answer)
        if text is not None:
            answer.text = await self._filled(text, statement, values, answer)
        return answer

    async def _several(self, subject: Subject, plan: Several, values: Values) -> Answer:
        """Objects by their ids, in the client's order: one statement for each kind."""
        asked = (subject.profile, plan)
        holes, limited = self._kinds.get(asked) or self._kinds.keep(asked, compile_several(self.policy, subject.profile, plan))
        answer = Answer(plan.key, b"null", limited)
        ids = [(kind, b"%d" % key) for kind, key in values[bound(plan.number, "ids")]]
        wanted: dict[str, dict[bytes, None]] = {}
        for kind, key in ids:
            wanted.setdefault(kind, {})[key] = None
        found = await _together([self._fill(holes[kind], list(keys), values, answer) for kind, keys in wanted.items()])
        by_kind = {kind: dict(zip(keys, texts, strict=True)) for (kind, keys), texts in zip(wanted.items(), found, strict=True)}
        answer.text = b"[%b]" % b",".join(by_kind[kind][key] for kind, key in ids)
        return answer

    async def _text(self, statement: Statement, values: Values, path: tuple[str, ...], answer: Answer) -> bytes | None:
        """The text of one statement, or None and why."""
        try:
            return answer.unmarked(await self._fetched(statement, values))
        except DatabaseUnavailableError as error:
            failed = "DATABASE_UNAVAILABLE", f"the {error.database} database does not answer"
        except asyncpg.QueryCanceledError:
            failed = "TIMEOUT", TOO_LONG
        except TooManyKeysError:
            failed = "FILTER_LIMIT", TOO_MANY
        except asyncpg.DataError:
            failed = "BAD_USER_INPUT", "a value (of a condition, a cursor or asOf) is out of range"
        except asyncpg.PostgresError as error:  # of which nothing is told: it may hold values of rows
            log.error("a statement of %s failed: %s", statement.database, type(error).__name__)
            failed = "INTERNAL", "this failed for a reason of ours"
        answer.errors.append(Failure(*failed, path))
        return None

    async def _fetched(self, statement: Statement, values: Values) -> bytes:
        """The text of a statement, once it is known what its conditions find elsewhere; the marks of whom those tell follow it."""
        marks: list[bytes] = []
        if statement.lookups:
            found = await _together([self._looked_up(lookup, values) for lookup in statement.lookups])
            values = {**values, **{lookup.name: keys for lookup, (keys, _) in zip(statement.lookups, found, strict=True)}}
            marks = [mark for _, mark in found]
        rows = await self._pools[statement.database].fetch(statement.sql, statement.bind(values), "question")
        text: bytes = rows[0][0] if rows else b"null"
        return b"".join([text, *marks]) if marks else text

    async def _looked_up(self, lookup: Lookup, values: Values) -> tuple[str | None, bytes]:
        """The keys that a condition finds in its database, and the marks of whom they tell. Raises TooManyKeysError."""
        keys, mark, marks = (await self._fetched(lookup.statement, values)).partition(MARK)
        if keys.count(SEPARATOR) < MOST_KEYS:
            return keys.decode(), mark + marks
        if lookup.is_relaxed:
            return None, mark + marks
        raise TooManyKeysError

    async def _filled(self, text: bytes, statement: Statement, values: Values, answer: Answer) -> bytes:
        """The text with what other databases know in its holes; all databases of one level are asked at the same time."""
        if not statement.holes:
            return text
        pieces = text.split(HOLE)
        marks = pieces[1::2]
        if len(statement.holes) == 1:
            pieces[1::2] = await self._marked(statement.holes[0], marks, values, answer)
            return b"".join(pieces)
        of_holes = [[mark for mark in marks if mark.startswith(hole.mark)] for hole in statement.holes]
        found = await asyncio.gather(*[self._marked(hole, own, values, answer) for hole, own in zip(statement.holes, of_holes, strict=True)])
        by_mark = dict(zip(chain.from_iterable(of_holes), chain.from_iterable(found), strict=True))
        pieces[1::2] = map(by_mark.__getitem__, marks)
        return b"".join(pieces)

    async def _marked(self, hole: Hole, marks: list[bytes], values: Values, answer: Answer) -> list[bytes]:
        """For each mark, in their order, the text of what belongs to the key that it holds; nobody asks twice for a key."""
        begin = len(hole.mark)
        keys = [mark[begin:] for mark in marks]
        different = list(dict.fromkeys(keys))
        texts = await self._fill(hole, different, values, answer) if keys else []
        if len(different) == len(keys):
            return texts
        by_key = dict(zip(different, texts, strict=True))
        return [by_key[key] for key in keys]

    async def _fill(self, hole: Hole, keys: list[bytes], values: Values, answer: Answer) -> list[bytes]:
        """For each key, in their order, the text of what belongs to it; null for all where the other database fails."""
        text = await self._text(hole.statement, {**values, KEYS: SEPARATOR.join(keys).decode()}, hole.path, answer)
        if text is None:
            return [b"null"] * len(keys)
        return (await self._filled(text, hole.statement, values, answer)).split(SEPARATOR)

    async def fetch(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        """A fixed read-only statement of the server's own (profiles, proofs), never a client's question."""
        return await self._pools[database].fetch(sql, list(values))

    async def select(self, subject: Subject, database: str, query: sa.Select[Any]) -> list[asyncpg.Record]:
        """Rows of a statement that the server makes itself over views of the policy, for this subject."""
        return await self.run(subject, database, Prepared.of(query), {})

    async def run(self, subject: Subject, database: str, prepared: Prepared, values: Values) -> list[asyncpg.Record]:
        """Rows of a prepared one, for this subject; `values` for what it leaves open."""
        everything = {**prepared.constants, **values, **subject.values}
        return await self._pools[database].fetch(prepared.sql, [everything[name] for name in prepared.names])

    def in_use(self, database: str) -> int:
        """Connections to a database that are at work now."""
        return self._pools[database].in_use

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.close()


async def if_there(found: Awaitable[T]) -> T | DatabaseUnavailableError:
    """What is found, or which database is away: for an answer of which the others know the rest. As a value it is null, with its error."""
    try:
        return await found
    except DatabaseUnavailableError as error:
        return error


async def _together(work: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of all, run at the same time; one alone needs no task of its own."""
    return [await work[0]] if len(work) == 1 else await asyncio.gather(*work)
