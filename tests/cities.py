"""Cities for the tests: tables are made once, and a city is filled once. Whoever wants one of his own gets a copy, as PostgreSQL copies databases:
that takes a tenth of what making one takes."""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from databases import embedded
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identifiers import IdentifierKeys
from databases.migrations import migrate
from tests import postgresql

DEMO_HOUSEHOLDS = 600
EMPTY, DEMO = "empty_city", "demo_city"
MADE_LIKE = "" if postgresql.GIVEN else embedded.TEMPLATE


@dataclass(frozen=True)
class Cities:
    """Cities in databases of their own, beside the four of a cluster. Nobody connects to an original: only so it can be copied."""

    dsns: Mapping[str, str]
    keys: IdentifierKeys
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def empty(self) -> Databases:
        """A city with its tables and no rows."""
        return asyncio.run(self._copied(EMPTY))

    def demo(self) -> Databases:
        """A city full of demo data: `City(DEMO_HOUSEHOLDS)`."""
        return asyncio.run(self._copied(DEMO))

    async def make_originals(self) -> None:
        for name in (EMPTY, DEMO):
            await self._original(name)

    async def _copied(self, name: str) -> Databases:
        original, copy = await self._original(name), self._beside(name, f"_{next(self.numbers)}")
        for database in DATABASES:  # by their files: what is copied row by row is written into the log of the server too
            await self._create(copy, database, f"TEMPLATE {_name(original, database)} STRATEGY file_copy")
        return copy

    async def _original(self, name: str) -> Databases:
        """A city of which there are copies, made by whoever wants the first one."""
        original = self._beside(name)
        if not await self._is_there(original):
            for database in DATABASES:
                await self._create(original, database, MADE_LIKE)
                await migrate(original, database)
            if name == DEMO:
                await load(original, City(DEMO_HOUSEHOLDS), self.keys, lambda *_: None)
        return original

    def _beside(self, name: str, number: str = "") -> Databases:
        addresses = {database: urlsplit(dsn) for database, dsn in self.dsns.items()}
        return Databases({one: address._replace(path=f"{address.path}_{name}{number}").geturl() for one, address in addresses.items()}, name)

    async def _create(self, city: Databases, database: str, like: str) -> None:
        await postgresql.execute(self.dsns[database], f"CREATE DATABASE {_name(city, database)} {like}")

    async def _is_there(self, city: Databases) -> bool:
        connection = await asyncpg.connect(self.dsns[DATABASES[0]])
        try:
            return bool(await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", _name(city, DATABASES[0])))
        finally:
            await connection.close()


def _name(city: Databases, database: str) -> str:
    return urlsplit(city.dsns[database]).path[1:]


@contextmanager
def cluster(folder: Path, shared: Path | None, keys: IdentifierKeys) -> Iterator[dict[str, str]]:
    """DSNs of the four databases of a cluster in a folder, quick and with room for the connections of all servers that the folders of one worker
    leave running. `shared`: workers make cluster and originals once, and each works with a copy of its own."""
    if shared is None:
        _make(folder)
    else:
        with (shared / "cluster.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            _made_once(folder, shared / "cluster", keys)
    yield embedded.start(folder)
    embedded.stop(folder)


def _made_once(folder: Path, kept: Path, keys: IdentifierKeys) -> None:
    if not kept.exists():
        _make(folder)
        asyncio.run(Cities(embedded.start(folder), keys).make_originals())
        embedded.stop(folder)
        _copy(folder, kept)
    else:
        _copy(kept, folder)


def _make(folder: Path) -> None:
    dsns = embedded.start(folder)
    asyncio.run(postgresql.execute(dsns[DATABASES[0]], *postgresql.UNTIL_THE_TESTS_END))
    embedded.stop(folder)


def _copy(folder: Path, to: Path) -> None:
    """With its owner, as whom PostgreSQL works."""
    subprocess.run(["cp", "-a", folder, to], check=True)
