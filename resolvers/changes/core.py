"""The road of a change: one transaction of one database with the permitted row, the rules, the rows and their event.

A change is an async function of a `Work`. It locks rows through the policy, refuses by raising `RefusedError`, writes,
and returns an `Outcome` whose events are written before the transaction ends: rows without their event cannot be. What is told of an event
lies in the outbox by then too.
"""

from __future__ import annotations

import asyncio
import copy
import functools
import hashlib
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import asyncpg
import orjson
import sqlalchemy as sa

from databases import event_log, idempotency
from databases.circuit import Circuit
from databases.clock import Clock
from databases.connections import DATABASES, ChangePool, Databases
from databases.erasure import TELL
from databases.event_log import Event
from databases.idempotency import Key, KeyReusedError
from databases.identifiers import IdentifierKeys
from policies.kinds import KINDS, Kind
from policies.policy import Policy
from policies.subjects import Assignment, Profile, Subject
from resolvers.changes.errors import Code, RefusedError, UserError, refused
from resolvers.changes.workflows import rested
from resolvers.notices.inbox import announce
from resolvers.prepared import DIALECT

MOST_ITEMS = 1_000
"""Of what is made at once in one request."""
ATTEMPTS = 3
PAUSE = 0.1  # at most these seconds before a change is tried again: at once, it could take its row before the other is awake
UNDECIDED = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)  # the database rolled it back: it can be tried again
Result = TypeVar("Result")
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome(Generic[Result]):
    """What a change made, and what happened: at least one event."""

    result: Result
    events: Sequence[Event]

    def __post_init__(self) -> None:
        if not self.events:
            raise ValueError("a change without an event")


@dataclass(frozen=True)
class Work:
    """One change under way: its transaction, who makes it, when."""

    connection: asyncpg.Connection[Any]
    subject: Subject
    policy: Policy
    keys: IdentifierKeys
    clock: Clock

    async def row(self, kind: str, key: int, field: str, action: str = "read", *, lock: bool = True, expected_version: int | None = None) -> Record:
        """The row of a kind, locked until the change ends, if the subject may do `action` to it; `field` named it in the input.

        One that he may not is as if it were not there. It has all columns as they are: for rules, never to be handed out.
        """
        sql, names, constants = row_statement(self.policy, self.subject.profile, kind, action, lock)
        values = {**constants, **self.subject.values, "row_key": key}
        found = await self.connection.fetchrow(sql, *[values[name] for name in names])
        if found is None:
            raise refused(Code.NOT_FOUND, field)
        row = {name.removeprefix("_"): value for name, value in found.items()}
        if expected_version is not None and row["version"] != expected_version:
            raise refused(Code.VERSION_CONFLICT, "expectedVersion", expected=expected_version, current=row["version"])
        return row

    def acting(self, kind: str, action: str, row: Record) -> Assignment:
        """The post in which the subject does something to a row, as it is or as it would become."""
        acting = self.policy.acting(self.subject, action, snapshot(KINDS[kind], row))
        if acting is None:
            raise refused(Code.NOT_PERMITTED)
        return acting

    async def forget(self, person_id: int, household_id: int | None = None) -> None:
        """From the commit on no process rests on what it remembers of somebody, whose posts or pairings this change changes, nor of the household that he helps."""
        await self.connection.execute(TELL, [person_id], [household_id])

    def event(self, kind: str, subject_kind: str, subject_id: int, acting: Assignment, **more: Any) -> Event:
        """An event of this change, by its actor, now."""
        return Event(kind, subject_kind, str(subject_id), self.subject.number, self.clock.now(), post=describe(acting), **more)


Change = Callable[[Work], Awaitable[Outcome[Result]]]
ChangeIfDue = Callable[[Work], Awaitable[Outcome[Result] | None]]
Refusals = Mapping[str, UserError]


@dataclass
class Changes:
    """Makes changes in the four databases; `circuits`: those of the reads, where both share them."""

    databases: Databases
    policy: Policy
    keys: IdentifierKeys
    clock: Clock = field(default_factory=Clock)
    size: int = 4
    circuits: Mapping[str, Circuit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pools = {name: ChangePool(self.databases, name, self.size, self.circuits.get(name)) for name in DATABASES}
        self._held: asyncpg.Connection[Any] | None = None  # in the middle of a transaction of several changes

    async def make(self, subject: Subject, database: str, change: Change[Result], refusals: Refusals = MappingProxyType({})) -> Result:
        """Make one change. Raises RefusedError; `refusals` says what constraints of its table mean, by their names' beginnings."""

        async def once(work: Work) -> Result:
            outcome = await change(work)
            await _log(work, outcome.events)
            return outcome.result

        return await self._attempts(subject, database, once, refusals)

    async def make_if_due(self, subject: Subject, database: str, change: ChangeIfDue[Result]) -> Result | None:
        """The same for a change that may find, once it holds its rows, that somebody was faster: it returns none then, and nothing is written."""

        async def once(work: Work) -> Result | None:
            outcome = await change(work)
            if outcome is None:
                return None
            await _log(work, outcome.events)
            return outcome.result

        return await self._attempts(subject, database, once, {})

    async def make_once(self, subject: Subject, database: str, change: Change[str], refusals: Refusals, key: str, asked: Any) -> str:
        """The same for a change that creates a row and returns its global id: with a key that was used, the first result.

        `asked` is the dataclass with the change's input. A refused change uses up no key.
        """
        taken = _key(subject, key, asked)

        async def once(work: Work) -> str:
            first = await idempotency.take(work.connection, taken, self.clock.now())
            if first is not None:
                return first
            outcome = await change(work)
            await _log(work, outcome.events)
            await idempotency.keep_result(work.connection, taken, outcome.result)
            return outcome.result

        try:
            return await self._attempts(subject, database, once, refusals)
        except KeyReusedError:
            raise refused(Code.IDEMPOTENCY_KEY_REUSED, "idempotencyKey") from None

    async def look(self, subject: Subject, kind: str, key: int, field: str) -> Record:
        """A row that the subject may read, in whichever database it lies: what a change of another database begins with."""
        async with self._pools[KINDS[kind].database].transaction() as connection:
            return await Work(connection, subject, self.policy, self.keys, self.clock).row(kind, key, field, lock=False)

    async def rows(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        """Rows of a statement of the server's own: what there is to do, never what somebody asks."""
        async with self.transaction(database) as connection:
            return await connection.fetch(sql, *values)

    def transaction(self, database: str) -> AbstractAsyncContextManager[asyncpg.Connection[Any]]:
        """A transaction of the server's own, in which no row changes whose change is an event."""
        return self._pools[database].transaction()

    async def make_together(self, database: str, run: Callable[[Changes], Awaitable[Result]]) -> Result:
        """Changes of one database in one transaction: each can be refused by itself, and if `run` raises none of them was made.

        Whatever `run` is handed makes changes of that database alone, one after the other.
        """

        async def once(connection: asyncpg.Connection[Any]) -> Result:
            together = copy.copy(self)
            together._held = connection
            return await run(together)

        return await self._tried(database, once)

    async def _attempts(self, subject: Subject, database: str, once: Callable[[Work], Awaitable[Result]], refusals: Refusals) -> Result:
        async def worked(connection: asyncpg.Connection[Any]) -> Result:
            return await once(Work(connection, subject, self.policy, self.keys, self.clock))

        try:
            if self._held is None:
                return await self._tried(database, worked)
            async with self._held.transaction():
                return await worked(self._held)
        except asyncpg.IntegrityConstraintViolationError as error:
            raise _meaning(error, refusals) from None

    async def _tried(self, database: str, once: Callable[[asyncpg.Connection[Any]], Awaitable[Result]]) -> Result:
        """In a transaction, which is tried again where the database could not decide whose goes on."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._pools[database].transaction() as connection:
                    return await once(connection)
            except UNDECIDED:
                if attempt == ATTEMPTS:
                    raise
            await asyncio.sleep(random.uniform(PAUSE / 2, PAUSE))
        raise AssertionError("every attempt returns or raises")

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.close()


async def _log(work: Work, events: Sequence[Event]) -> None:
    """Write what happened into the log, with the clause that it rests on, and what must be told of it into the outbox."""
    written = list(map(rested, events))
    keys = await event_log.append(work.connection, written)
    await announce(work.connection, list(zip(keys, written, strict=True)), work.clock)


@functools.lru_cache(1_000)
def row_statement(policy: Policy, profile: Profile, kind: str, action: str, lock: bool) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
    """SQL that takes (and locks) one row out of those to which everyone with this profile may do an action."""
    columns = tuple(KINDS[kind].table.columns.keys())
    view = policy.view(profile, kind, action).select((), columns)
    key = sa.bindparam("row_key", type_=sa.BigInteger)
    query = view.where(view.selected_columns._id == key)
    compiled = (query.with_for_update() if lock else query).compile(dialect=DIALECT)
    return str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params)


def check_key(key: str) -> None:
    """Refuse what is no key of a client's."""
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= idempotency.MOST_CHARACTERS):
        raise refused(Code.IDEMPOTENCY_KEY_INVALID, "idempotencyKey", most=idempotency.MOST_CHARACTERS)


def _key(subject: Subject, key: str, asked: Any) -> Key:
    check_key(key)
    return Key(subject.number, key, _digest({"change": type(asked).__name__, **asdict(asked)}))


def snapshot(kind: Kind, row: Record) -> Any:
    """A row as the policy sees rows in memory."""
    return kind.snapshot(**{name: value for name, value in row.items() if name in kind.fields})


def describe(assignment: Assignment) -> str:
    """A post in an event: tier, department and division, such as manager:civil_affairs:320282."""
    return f"{assignment.tier}:{assignment.dept}:{assignment.region_from}"


def row_digest(row: Record) -> bytes:
    """SHA-256 of the columns of a row that holds no personal data."""
    return _digest(dict(row))


def _digest(value: Any) -> bytes:
    return hashlib.sha256(orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS)).digest()


def _meaning(error: asyncpg.IntegrityConstraintViolationError, refusals: Refusals) -> Exception:
    """What a refusal of the database means to the client, or the error itself."""
    name = error.constraint_name or ""
    return next((RefusedError(refusal) for beginning, refusal in refusals.items() if name.startswith(beginning)), error)
