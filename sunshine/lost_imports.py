"""Imports whose process is gone are ended beside the requests, so that none seems to be under way for ever."""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

import asyncpg

from databases.connections import Databases, DatabaseUnavailableError
from resolvers.spreadsheets.telling import SILENT_SECONDS, end_lost

log = logging.getLogger(__name__)


async def keep_ending_lost_imports(databases: Databases) -> NoReturn:
    """Look for them until cancelled; while the database is away, wait for it."""
    while True:
        try:
            if ended := await end_lost(databases):
                log.warning("%d imports had said nothing for %d s and are failed now; bring the files in again, that is safe", ended, SILENT_SECONDS)
        except (DatabaseUnavailableError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("imports that are lost wait: %s", type(error).__name__)
        except Exception:  # whatever it is, it is tried again
            log.exception("ending lost imports failed")
        await asyncio.sleep(SILENT_SECONDS)
