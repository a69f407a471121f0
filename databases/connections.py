"""Connections: where the four databases are, as which role one works there, and the pool that reads use."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from databases.circuit import Circuit
from databases.failures import FailureError

DATABASES = ("beneficiaries", "funds", "projects", "forces")


class Role(StrEnum):
    """Who works in a database; what each may do is granted by the migrations (databases/rights.py)."""

    OWNER = ""  # the login of the DSN itself: migrations and bulk loading
    API = "sunshine_api"
    PUBLISHER = "sunshine_publisher"
    SEQUENCER = "sunshine_sequencer"


# what to do about it, in both languages: whoever brings in a sheet meets it
SEE_SERVER = "请检查服务器是否运行、DSN 是否正确", "see that its server runs, and that its DSN is right (docs/settings.md)"
MIGRATE = "请先执行 sunshine migrate", "run `sunshine migrate` first"
GRANT = "请按 docs/settings.md 给 DSN 的登录用户授权", "grant what docs/settings.md says to the login of its DSN"


class DatabaseUnavailableError(FailureError):
    """One of the four databases does not answer."""

    def __init__(self, database: str, reason: str, advice: tuple[str, str] = SEE_SERVER) -> None:
        chinese, english = advice
        super().__init__(f"数据库 {database} 没有应答，{chinese} (the database {database} does not answer: {reason}: {english})")
        self.database = database


@dataclass(frozen=True)
class Databases:
    """The four databases of one city: a DSN each, and the schema (`search_path`) that holds this city."""

    dsns: Mapping[str, str]
    city: str

    def log_name(self, database: str) -> str:
        """The name under which a database's event log is signed: two cities never sign alike."""
        return f"{self.city}/{database}"

    async def connect(self, database: str, role: Role = Role.OWNER, most_seconds: float | None = None, /, **settings: str) -> asyncpg.Connection[Any]:
        """A connection for changes and long work, acting as `role`; a statement is waited for `most_seconds`."""
        settings = {"search_path": self.city, "timezone": "UTC", "application_name": "sunshine", **settings}
        if role:
            settings["role"] = role.value
        try:
            return await asyncpg.connect(self.dsns[database], server_settings=settings, timeout=10, command_timeout=most_seconds)
        except asyncpg.InvalidParameterValueError as error:  # there is no such role
            raise DatabaseUnavailableError(database, str(error), MIGRATE) from error
        except asyncpg.InsufficientPrivilegeError as error:
            raise DatabaseUnavailableError(database, str(error), GRANT) from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            raise DatabaseUnavailableError(database, str(error) or type(error).__name__) from error

    @asynccontextmanager
    async def connection(self, database: str, role: Role = Role.OWNER, **settings: str) -> AsyncIterator[asyncpg.Connection[Any]]:
        connection = await self.connect(database, role, **settings)
        try:
            yield connection
        except BaseException:
            connection.terminate()  # the server rolls back; a dead one would not answer a polite good-bye
            raise
        await connection.close()


LOST = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.AdminShutdownError, asyncpg.CannotConnectNowError, OSError)
HANGS = "it takes questions and does not answer them"
MOST_PREPARED = 500  # each keeps memory in the server; a connection with more is replaced

CHANGE_SECONDS = 10
CHANGE_SETTINGS = {"statement_timeout": f"{CHANGE_SECONDS}s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}
READ_SETTINGS = {
    "default_transaction_read_only": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "plan_cache_mode": "auto",
}
STATEMENT_SECONDS = 10.0
OPENING_SECONDS = 5.0  # in which a server that works has opened a connection
GRACE_SECONDS = 1.0  # in which a server that works has told that it ended a statement


class Ran(NamedTuple):
    """A statement that was run: where, what for, and when (readings of `time.perf_counter_ns`); never its values."""

    database: str
    kind: str
    began: int
    ended: int


RAN: ContextVar[list[Ran] | None] = ContextVar("RAN", default=None)  # the statements of one request, where somebody wants to know


@dataclass(eq=False)
class Reader:
    """One connection for single read-only statements, each prepared once by name, or for this time alone (`is_kept` false).

    It is never reset between uses. That is safe only because nothing but single SELECTs runs on it: no SET, no open
    transaction, no advisory lock, and read-only from the start.
    """

    connection: asyncpg.Connection[Any]
    most_seconds: float | None = None
    prepared: dict[str, PreparedStatement[Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)  # a statement that ran out of time may have taken its name

    async def fetch(self, sql: str, values: list[Any], is_kept: bool = True) -> list[asyncpg.Record]:
        """The rows. Raises TimeoutError where the server does not answer in `most_seconds`."""
        statement = self.prepared.get(sql)
        if statement is None:
            name = f"s{next(self.numbers)}" if is_kept else ""  # the server forgets one without a name at the next such
            statement = await self.connection.prepare(sql, name=name, timeout=self.most_seconds)
            if is_kept:
                self.prepared[sql] = statement
        return await statement.fetch(*values, timeout=self.most_seconds)  # the driver's own clock costs less than one around it


class ReadPool:
    """Up to `size` readers of one database, opened when first needed and warmed by a first statement.

    The server itself ends a statement that runs longer than `statement_seconds`. Where it does not, it hangs: the
    statement is given up, and the circuit refuses those that follow.
    """

    def __init__(
        self,
        databases: Databases,
        database: str,
        size: int,
        statement_seconds: float = STATEMENT_SECONDS,
        circuit: Circuit | None = None,
    ) -> None:
        self._databases, self._database, self._circuit = databases, database, circuit or Circuit()
        self._most_seconds = statement_seconds + GRACE_SECONDS
        self._settings = {**READ_SETTINGS, "statement_timeout": f"{statement_seconds * 1000:.0f}ms"}
        self._idle: list[Reader] = []
        self._free = asyncio.Semaphore(size)
        self.in_use = 0

    async def fetch(self, sql: str, values: list[Any], kind: str = "own", is_kept: bool = True) -> list[asyncpg.Record]:
        """Run one SELECT, a client's question or one of the server's own, and note it in RAN; `is_kept`: it is asked again."""
        began = time.perf_counter_ns()
        try:
            return await self._fetch(sql, values, is_kept)
        finally:
            if (ran := RAN.get()) is not None:
                ran.append(Ran(self._database, kind, began, time.perf_counter_ns()))

    async def _fetch(self, sql: str, values: list[Any], is_kept: bool) -> list[asyncpg.Record]:
        """A connection that was lost is replaced once: a read can be asked again."""
        async with self._free:
            if self._circuit.refuses():
                raise DatabaseUnavailableError(self._database, HANGS)
            try:
                return await self._fetch_once(sql, values, is_kept)
            except LOST:
                self._forget_all()  # a server that was restarted has forgotten every one of them
            try:
                return await self._fetch_once(sql, values, is_kept)
            except LOST as error:
                raise DatabaseUnavailableError(self._database, str(error)) from error

    async def _fetch_once(self, sql: str, values: list[Any], is_kept: bool) -> list[asyncpg.Record]:
        reader = self._idle.pop() if self._idle else await self._opened()
        self.in_use += 1
        try:
            rows = await reader.fetch(sql, values, is_kept)
        except asyncpg.PostgresError:
            self._keep(reader)
            raise
        except TimeoutError as error:
            reader.connection.terminate()
            raise self._hangs() from error
        except BaseException:
            reader.connection.terminate()  # cancelled or broken in the middle of a statement
            raise
        finally:
            self.in_use -= 1
        self._keep(reader)
        return rows

    async def _opened(self) -> Reader:
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                return await self._open()
        except TimeoutError as error:
            raise self._hangs() from error

    def _hangs(self) -> DatabaseUnavailableError:
        self._circuit.open()
        self._forget_all()
        return DatabaseUnavailableError(self._database, HANGS)

    def _keep(self, reader: Reader) -> None:
        """Its server has answered."""
        if reader.connection.is_closed():
            return
        self._circuit.close()
        if len(reader.prepared) > MOST_PREPARED:
            reader.connection.terminate()
        else:
            self._idle.append(reader)

    def _forget_all(self) -> None:
        while self._idle:
            self._idle.pop().connection.terminate()

    async def _open(self) -> Reader:
        connection = await self._databases.connect(self._database, Role.API, **self._settings)
        try:
            await connection.execute("SELECT 1")
        except BaseException:
            connection.terminate()
            raise
        return Reader(connection, self._most_seconds)

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().connection.close()


@asynccontextmanager
async def _transaction(connection: asyncpg.Connection[Any]) -> AsyncIterator[None]:
    """A transaction that ends, whatever becomes of its server: one that hangs would not answer a polite good-bye."""
    transaction = connection.transaction(isolation="read_committed")
    try:
        await transaction.start()
        try:
            yield
        except TimeoutError:
            raise
        except Exception:
            await transaction.rollback()
            raise
        await transaction.commit()
    except (TimeoutError, asyncio.CancelledError):
        connection.terminate()
        raise


class ChangePool:
    """An ordinary pool for changes in one database: its connections are reset between uses.

    Where the server hangs, a change is given up, and the circuit (of the reads too, where they share it) refuses those that follow.
    """

    def __init__(self, databases: Databases, database: str, size: int, circuit: Circuit | None = None) -> None:
        self._databases, self._database, self._size, self._circuit = databases, database, size, circuit or Circuit()
        self._pool: asyncpg.Pool[Any] | None = None
        self._free = asyncio.Semaphore(size)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[asyncpg.Connection[Any]]:
        """One transaction. A database that is away, before or in the middle of it, raises DatabaseUnavailableError."""
        if self._pool is None:
            self._pool = asyncpg.create_pool(min_size=0, max_size=self._size, connect=self._connect)
            await self._pool
        async with self._free:
            if self._circuit.refuses():
                raise DatabaseUnavailableError(self._database, HANGS)
            try:
                async with self._pool.acquire() as connection, _transaction(connection):  # type: ignore[arg-type]  # a proxy with all of its methods
                    self._circuit.close()  # it was begun, so the server has answered
                    yield connection  # type: ignore[misc]
            except TimeoutError as error:
                self._circuit.open()
                raise DatabaseUnavailableError(self._database, HANGS) from error
            except LOST as error:
                raise DatabaseUnavailableError(self._database, type(error).__name__) from error

    async def _connect(self, *_: Any, **__: Any) -> asyncpg.Connection[Any]:
        async with asyncio.timeout(OPENING_SECONDS):
            return await self._databases.connect(self._database, Role.API, CHANGE_SECONDS + GRACE_SECONDS, **CHANGE_SETTINGS)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
