"""Imports whose process is gone are ended beside the requests, so that none seems to be under way for ever."""

from __future__ import annotations

import logging

from databases.connections import Databases
from resolvers.spreadsheets.telling import SILENT_SECONDS, end_lost

log = logging.getLogger(__name__)


async def end_lost_imports(databases: Databases) -> None:
    """End those that have said nothing for too long, and say how many."""
    if ended := await end_lost(databases):
        log.warning("%d imports had said nothing for %d s and are failed now; bring the files in again, that is safe", ended, SILENT_SECONDS)
