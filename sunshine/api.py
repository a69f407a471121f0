"""The GraphQL API as an ASGI application: `granian --interface asgi --factory sunshine.api:application`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from databases.connections import DATABASES, DatabaseUnavailableError
from policies import policy
from policies.profiles import Profiles
from resolvers.reads import Reads
from schema.http import GraphQLEndpoint
from schema.query import build_schema
from schema.tokens import Verifier
from sunshine import keys, settings
from sunshine.sequencer import keep_sequencing


def application() -> Starlette:
    """The application for the settings of this process; the databases must be running."""
    chosen = settings.load()
    rules = policy.load()
    databases, secrets = chosen.databases(start=False), keys.load(chosen.key_folder)
    reads = Reads(databases, rules, chosen.connections)
    verifier = Verifier(chosen.issuer, secrets.token.public_key())
    endpoint = GraphQLEndpoint(build_schema(rules), reads, Profiles(reads.fetch), verifier)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readiness(_: Request) -> Response:
        states = {name: await _state(reads, name) for name in DATABASES}
        return JSONResponse(states, 200 if set(states.values()) == {"ok"} else 503)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            sequencers = [tasks.create_task(keep_sequencing(databases, name, secrets.checkpoint)) for name in DATABASES if chosen.sequencer]
            yield
            for sequencer in sequencers:
                sequencer.cancel()
        await reads.close()

    routes = [Route("/health", health), Route("/ready", readiness), Route("/graphql", endpoint)]
    return Starlette(routes=routes, lifespan=lifespan)


async def _state(reads: Reads, database: str) -> str:
    try:
        await reads.fetch(database, "SELECT 1")
    except DatabaseUnavailableError:
        return "unavailable"
    return "ok"
