"""A cluster and servers of a benchmark's own, gone when it ends."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx

from databases import embedded
from databases.connections import DATABASES, Databases
from databases.identifiers import IdentifierKeys
from databases.migrations import migrate

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 300
KEYS = IdentifierKeys("bench", {"bench": bytes(32)}, bytes(32))


@contextmanager
def databases(city: str = "wuxi") -> Iterator[Databases]:
    """Four migrated, empty databases."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Path(folder) / "postgres"
        migrated = Databases(_start(cluster), city)
        for name in DATABASES:
            asyncio.run(migrate(migrated, name))
        yield migrated
        embedded.stop(cluster)


def _start(cluster: Path) -> dict[str, str]:
    """Start with connections enough for all contestants at once; the number is read at a start only."""
    asyncio.run(_execute(embedded.start(cluster)["forces"], f"ALTER SYSTEM SET max_connections = {CONNECTIONS}"))
    embedded.stop(cluster)
    return embedded.start(cluster)


async def _execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(sql)
    await connection.close()


@contextmanager
def running(command: Sequence[str], env: Mapping[str, str], address: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at this address, ended with the context."""
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # the log is written, and not shown
    try:
        _wait(process, address)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(address, timeout=30)
            return
        except httpx.TransportError:
            time.sleep(0.05)  # polling until it listens
    raise RuntimeError(f"{process.args!r} does not serve")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def postmaster_of(served: Databases) -> int:
    """The process of which all of PostgreSQL's are children."""
    async with served.connection("forces") as connection:
        backend: int = await connection.fetchval("SELECT pg_backend_pid()")
        return int(Path(f"/proc/{backend}/stat").read_text().rpartition(") ")[2].split()[1])


def processor_seconds(pid: int) -> float:
    """What a process and its children have taken of a processor; Linux gives each process a clock for that (clock_getcpuclockid)."""
    try:
        return time.clock_gettime(~pid << 3 | 2) + sum(map(processor_seconds, children(pid)))
    except OSError:  # one that does PostgreSQL's housekeeping has just ended
        return 0.0


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
