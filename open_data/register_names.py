"""The names of the register, for the gate alone: as digests under a key of this one run, so that whoever publishes reads no name.

PostgreSQL makes the digests. No name leaves it, and the key, without which a digest tells nothing, is kept nowhere.
"""

from __future__ import annotations

from secrets import token_bytes

from databases.connections import Databases, Role
from open_data.gate.names import PrivateNames, beginnings

KEY_BYTES = 32
COLUMNS = (("beneficiaries", "household", "head_name"), ("beneficiaries", "member", "name"), ("funds", "account", "holder_name"))
DIGESTS = "SELECT DISTINCT sha256($1::bytea || convert_to(regexp_replace({column}, '\\s', '', 'g'), 'UTF8')) FROM {table}"


async def read(databases: Databases) -> PrivateNames:
    """Everybody in a household that is or was on the register, and who holds the cards."""
    key = token_bytes(KEY_BYTES)
    digests: set[bytes] = set()
    for database, table, column in COLUMNS:
        async with databases.connection(database, Role.API) as connection:
            digests.update(row[0] for row in await connection.fetch(DIGESTS.format(column=column, table=table), key))
    return PrivateNames(key, beginnings(digests))
