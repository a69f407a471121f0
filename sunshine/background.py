"""Work beside the requests: done again and again while the process serves, and ended with it."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, NoReturn

import asyncpg

from databases.connections import DatabaseUnavailableError

AWAY = (DatabaseUnavailableError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
PAUSE_SECONDS = 2.0
LAST_SECONDS = 12.0  # until what was cancelled and goes on is cancelled anew; longer than the relay takes to finish what is in hand
log = logging.getLogger(__name__)


async def keep_doing(what: str, once: Callable[[], Awaitable[object]], pause_seconds: float = PAUSE_SECONDS) -> NoReturn:
    """Do `once` again and again until cancelled. While its database is away it waits; whatever else fails is tried again.

    The text of an error may hold a value, so where it came from is logged and what it is, not what it says.
    """
    while True:
        try:
            await once()
        except AWAY as error:
            log.warning("%s: waits for its database (%s)", what, type(error).__name__)
        except Exception as error:
            log.error("%s: failed and is tried again (%s)\n%s", what, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        await asyncio.sleep(pause_seconds)


@asynccontextmanager
async def beside(work: Sequence[Coroutine[Any, Any, None]], last_seconds: float = LAST_SECONDS) -> AsyncIterator[None]:
    """Have all of this done meanwhile; at the end it is cancelled and has ended."""
    async with asyncio.TaskGroup() as tasks:
        running = {tasks.create_task(one) for one in work}
        yield
        while running:
            for task in running:
                task.cancel()
            # a cancellation that comes as an answer does may be lost (`asyncio.wait_for` gives the answer instead)
            running = (await asyncio.wait(running, timeout=last_seconds))[1]
