"""Whose tokens count here: those of the OpenID Connect issuer in the settings, or this deployment's own."""

from __future__ import annotations

import asyncpg

from databases.connections import Databases, Role
from policies.profiles import Fetch
from schema.key_sets import KeySet, LocalKeys, RemoteKeys, public_jwk
from schema.tokens import Issuer, Verifier
from sunshine.keys import Keys
from sunshine.settings import Settings


def own_issuer(chosen: Settings, secrets: Keys) -> Issuer:
    """This deployment as the one who signs."""
    return Issuer(chosen.base_address, secrets.token, chosen.audience)


def build_verifier(chosen: Settings, secrets: Keys) -> Verifier:
    """What checks the tokens; one issuer's count, never two's."""
    if chosen.issuer:
        return Verifier(chosen.issuer, RemoteKeys(chosen.issuer, chosen.jwks), chosen.audience)
    return Verifier(chosen.base_address, LocalKeys(KeySet([public_jwk(secrets.token.public_key())])), chosen.audience)


def fetching(databases: Databases) -> Fetch:
    """How a command looks people up: as the application, over a connection of its own each time."""

    async def fetch(database: str, sql: str, *values: object) -> list[asyncpg.Record]:
        async with databases.connection(database, Role.API) as connection:
            return await connection.fetch(sql, *values)

    return fetch
