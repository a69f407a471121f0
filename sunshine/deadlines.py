"""What the clock does to needs and pledges, beside the requests: holds that are over are freed, needs whose day has passed end."""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

import asyncpg

from databases.connections import DatabaseUnavailableError
from resolvers.changes.core import Changes
from resolvers.changes.settling import follow_the_clock

PAUSE_SECONDS = 30.0  # whoever pledges frees what is over himself, so nobody waits for this
log = logging.getLogger(__name__)


async def keep_deadlines(changes: Changes) -> NoReturn:
    """Follow the clock until cancelled; while the database is away, wait for it."""
    while True:
        try:
            await follow_the_clock(changes)
        except (DatabaseUnavailableError, asyncpg.PostgresError) as error:
            log.warning("deadlines of needs wait: %s", type(error).__name__)
        except Exception:  # whatever it is, it is tried again
            log.exception("following the clock failed")
        await asyncio.sleep(PAUSE_SECONDS)
