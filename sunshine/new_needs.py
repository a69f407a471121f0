"""Givers are told of newly published needs that fit them, beside the requests."""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

import asyncpg

from databases.connections import DatabaseUnavailableError
from search.new_needs import NewNeeds, Seen

PAUSE_SECONDS = 60.0
log = logging.getLogger(__name__)


async def keep_telling_of_needs(new_needs: NewNeeds) -> NoReturn:
    """Tell until cancelled, whenever something happened; while the database is away, wait for it."""
    seen: Seen | None = None
    while True:
        try:
            seen = await new_needs.tell_since(seen)
        except (DatabaseUnavailableError, asyncpg.PostgresError) as error:
            log.warning("telling of new needs waits: %s", type(error).__name__)
        except Exception:  # whatever it is, it is tried again
            log.exception("telling of new needs failed")
        await asyncio.sleep(PAUSE_SECONDS)
