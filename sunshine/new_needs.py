"""Givers are told of newly published needs that fit them, beside the requests."""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

import asyncpg

from databases.connections import DatabaseUnavailableError
from search.new_needs import NewNeeds

PAUSE_SECONDS = 60.0
log = logging.getLogger(__name__)


async def keep_telling_of_needs(new_needs: NewNeeds) -> NoReturn:
    """Tell until cancelled; while the database is away, wait for it."""
    while True:
        try:
            await new_needs.tell_all()
        except (DatabaseUnavailableError, asyncpg.PostgresError) as error:
            log.warning("telling of new needs waits: %s", type(error).__name__)
        except Exception:  # whatever it is, it is tried again
            log.exception("telling of new needs failed")
        await asyncio.sleep(PAUSE_SECONDS)
