"""Whoever takes his registration back, and whose posts or pairings change, is remembered by no process: each listens to the database of the forces."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, NoReturn

import asyncpg

from databases.connections import Databases, DatabaseUnavailableError, Role
from databases.erasure import FORGET
from policies.profiles import Profiles

PAUSE_SECONDS = 2.0
BEAT_SECONDS, ANSWER_SECONDS = 15.0, 5.0
"""How often it is seen whether the connection still lives, and how long that may take: one that died in the network is not told of."""
ALIVE = "SELECT 1 AS alive"
LOST = (DatabaseUnavailableError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
log = logging.getLogger(__name__)


async def keep_forgetting(databases: Databases, profiles: Profiles) -> NoReturn:
    """Forget whomever it tells of until cancelled. After a time in which nothing could be heard everybody is forgotten."""
    while True:
        try:
            async with databases.connection("forces", Role.API) as connection:
                await _listen(connection, databases.city, profiles)
        except LOST as error:
            log.warning("nothing is heard of whose rights change: %s", type(error).__name__)
        await asyncio.sleep(PAUSE_SECONDS)


async def _listen(connection: asyncpg.Connection[Any], city: str, profiles: Profiles) -> NoReturn:
    def forget(_: Any, _process: int, _channel: str, told: object) -> None:
        of_city, _colon, person = str(told).rpartition(":")
        if of_city == city:
            profiles.forget(int(person))

    await connection.add_listener(FORGET, forget)
    profiles.forget_all()
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await connection.fetchval(ALIVE, timeout=ANSWER_SECONDS)
