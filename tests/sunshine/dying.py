"""A process that is killed at a step of its work: before a statement, or before a commit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from databases.connections import ChangePool


class KilledError(BaseException):
    """The process is gone: nothing catches it."""


class Dying:
    """Statements and sent mails until the process is killed."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        if self.left == 0:
            raise KilledError
        self.left -= 1

    @asynccontextmanager
    async def transaction(self, whole: Callable[..., Any], pool: ChangePool) -> AsyncIterator[Any]:
        async with whole(pool) as connection:
            yield _Connection(connection, self)
            try:
                self.step()  # before the commit
            except KilledError:
                connection.terminate()
                raise


class _Connection:
    def __init__(self, connection: Any, dying: Dying) -> None:
        self._connection, self._dying = connection, dying

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        return self._counted(found) if name in ("fetch", "fetchrow", "fetchval", "fetchmany", "execute") else found

    def _counted(self, run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(*arguments: Any) -> Any:
            try:
                self._dying.step()
            except KilledError:
                self._connection.terminate()
                raise
            return await run(*arguments)

        return counted
