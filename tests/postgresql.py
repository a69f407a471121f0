"""Servers other than the embedded one: the one that is given, or one of the PostgreSQL that is installed beside."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from databases.connections import DATABASES
from tests.served import free_port

GIVEN = os.environ.get("SUNSHINE_TEST_POSTGRESQL")
"""DSN (postgresql://login@host/database) of a server to test with instead: its login makes databases and roles there."""
INSTALLED = Path("/usr/lib/postgresql")
OWNER = "postgres" if os.geteuid() == 0 else None  # PostgreSQL does not work as root
UNTIL_THE_TESTS_END = ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "ALTER SYSTEM SET max_connections = 300")
"""What makes a server of the tests quick, and lets all of its folders connect: a process that is killed still loses nothing, only a machine that loses its power would."""
LOCALE = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-CN"]  # sorts unlike the embedded one


@contextmanager
def four_databases(server: str) -> Iterator[dict[str, str]]:
    """DSN by database of four that are made on the server, and taken away again."""
    ours = f"sunshine_test_{uuid4().hex[:12]}"
    names = {name: f"{ours}_{name}" for name in DATABASES}
    asyncio.run(execute(server, *(f"CREATE DATABASE {made}" for made in names.values())))
    try:
        yield {name: urlsplit(server)._replace(path=f"/{made}").geturl() for name, made in names.items()}
    finally:
        asyncio.run(_drop(server, ours))


def programs() -> list[Path]:
    """The folder of programs of every PostgreSQL 15 or newer that is installed as Debian and its kin do, oldest first."""
    found = [folder for folder in INSTALLED.glob("[0-9]*") if int(folder.name) >= 15 and (folder / "bin" / "initdb").exists()]
    return [folder / "bin" for folder in sorted(found, key=lambda folder: int(folder.name))]


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """DSN of a server of these programs, with its superuser's login; it ends with the test that wanted it."""
    with tempfile.TemporaryDirectory(prefix="sunshine-tests-") as home:
        shutil.chown(home, OWNER) if OWNER else None
        port, data = free_port(), f"{home}/data"
        _run(folder / "initdb", "-D", data, "-U", "root", "--auth=trust", *LOCALE)
        _run(folder / "pg_ctl", "-D", data, "-l", f"{home}/log", "-o", f"-p {port} -k {home} -c fsync=off", "-w", "start")
        try:
            yield f"postgresql://root@127.0.0.1:{port}/postgres"
        finally:
            _run(folder / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


def _run(*command: str | Path) -> None:
    subprocess.run(command, user=OWNER, cwd="/", check=True, stdout=subprocess.DEVNULL)


async def _drop(server: str, beginning: str) -> None:
    """Drop the databases whose names begin so: the four, and those that tests have made beside them."""
    connection = await asyncpg.connect(server)
    try:
        for row in await connection.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", beginning):
            await connection.execute(f"DROP DATABASE {row['datname']} WITH (FORCE)")
    finally:
        await connection.close()


async def execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
