"""The GraphQL API as an ASGI application: `granian --interface asgi --factory sunshine.api:application`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import Any, NoReturn

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from databases.clock import Clock
from databases.connections import DATABASES, ChangePool, DatabaseUnavailableError
from open_data.in_force import InForce
from open_data.portal.questions import FOLDER
from policies import policy
from policies.profiles import Profiles
from resolvers.changes.core import Changes
from resolvers.changes.settling import follow_the_clock
from resolvers.import_runs import Watches
from resolvers.reads import Reads
from resolvers.recording import Recorder
from resolvers.spreadsheets.telling import SILENT_SECONDS
from schema.query import build_schema
from schema.serving.documents import Documents
from schema.serving.endpoint import GraphQLEndpoint, Terms
from schema.serving.rate import RateLimiter
from schema.serving.sockets import Sockets
from schema.serving.streams import Streams
from search.new_needs import NewNeeds
from search.waiting import WaitingList
from sunshine import keys, logs, settings
from sunshine.background import beside, keep_doing
from sunshine.following import FOLLOWERS, follow_all, load_standings
from sunshine.forgetting import keep_forgetting
from sunshine.graphiql import graphiql_routes
from sunshine.identity import build_verifier, own_issuer
from sunshine.loading import without_collection
from sunshine.lost_imports import end_lost_imports
from sunshine.mail.links import Links
from sunshine.mail.mails import Mails
from sunshine.mail.relay import Post, Relay, deliver_all
from sunshine.mail.routes import mail_routes
from sunshine.mail.server import MailServer
from sunshine.metrics import Metrics
from sunshine.new_needs import TellingOfNeeds
from sunshine.observability import Listener, Observed
from sunshine.origins import open_to, origin_of
from sunshine.search_cluster import search_cluster
from sunshine.sequencer import load_lag, sequence_on
from sunshine.settings import Settings
from sunshine.sign_in.routes import sign_in_routes
from sunshine.stopping import stop_at_signals
from sunshine.traces import Traces
from sunshine.webhooks import Sender, Telling

DEADLINE_SECONDS = 30.0  # whoever pledges frees what is over himself, so nobody waits for this
NEEDS_SECONDS = 60.0


class Front:
    """What the server calls: the road that nearly all requests take leads past the router."""

    def __init__(self, graphql: ASGIApp, others: ASGIApp) -> None:
        self._graphql, self._others = graphql, others

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        is_graphql = scope["type"] == "http" and scope["path"] == "/graphql"
        return (self._graphql if is_graphql else self._others)(scope, receive, send)


def application() -> ASGIApp:
    """The application for the settings of this process; the databases must be running."""
    with without_collection():
        return _application(settings.load(), sign_in=False)


def demo_application() -> ASGIApp:
    """The same with a page where visitors sign in as people of the demo city; of no other city."""
    chosen = settings.load()
    if not chosen.offers_sign_in:
        raise settings.SettingsError("the sign-in page is for the demo city only: SUNSHINE_ISSUER may not be set")
    with without_collection():
        return _application(chosen, sign_in=True)


def _application(chosen: Settings, sign_in: bool) -> ASGIApp:
    logs.configure()
    rules = policy.load()
    databases, secrets = chosen.databases(start=False), keys.load(chosen.key_folder)
    reads = Reads(databases, rules, chosen.connections, chosen.statement_seconds)
    verifier = build_verifier(chosen, secrets)
    clock = Clock()
    recorder = Recorder(databases, clock)
    changes = Changes(databases, rules, secrets.identifiers, clock, circuits=reads.circuits)
    profiles = Profiles(reads.fetch, chosen.stale_profile_seconds, clock)
    links = Links(chosen.base_address, secrets.token)
    relay = Relay(ChangePool(databases, "forces", 1), secrets.identifiers, clock, WaitingList(reads, clock), _post(chosen, links))
    telling = Telling(changes, Sender(chosen.private_networks))
    watches, streams, terms = Watches(reads), Streams(), _terms(chosen)
    in_force = InForce(chosen.releases, search_cluster(chosen))
    endpoint = GraphQLEndpoint(build_schema(rules), reads, changes, recorder, profiles, verifier, terms, watches, streams, in_force)
    listeners: list[Listener] = [logs.log_request] if chosen.request_log else []

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readiness(_: Request) -> Response:
        states = {name: await _state(reads, name) for name in DATABASES}
        if states["forces"]["state"] == "ok":
            states["forces"]["webhooks"] = {"subscribed": telling.subscribed, "failing": len(telling.failing)}
        # every process asks the same databases: one that is away must not take all processes out, for they answer the rest
        return JSONResponse(states, 200 if any(state["state"] == "ok" for state in states.values()) else 503)

    def of_the_city() -> Iterator[Coroutine[Any, Any, NoReturn]]:
        """What one process does for all: events get their places in the logs, and what follows from them, from messages and from the clock is done."""
        for name in DATABASES:
            yield keep_doing(f"the log of {name}", partial(sequence_on, databases, name, secrets.checkpoint, chosen.kept_checkpoints))
        for follower in FOLLOWERS:
            yield keep_doing(f"the follower {follower.name}", partial(follow_all, changes, follower))
        yield keep_doing("the outbox", partial(deliver_all, relay))
        yield keep_doing("webhooks", telling.tell_all)
        yield keep_doing("deadlines of needs", partial(follow_the_clock, changes), DEADLINE_SECONDS)
        yield keep_doing("imports that are lost", partial(end_lost_imports, databases), SILENT_SECONDS)
        yield keep_doing("telling of new needs", TellingOfNeeds(NewNeeds(reads, changes)).tell, NEEDS_SECONDS)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop_at_signals(streams)
        with _watching(chosen, reads, streams, telling, listeners) as measuring:
            work: list[Coroutine[Any, Any, None]] = [verifier.keys.keep_fresh(), recorder.keep_writing(), watches.keep_looking(), *measuring]
            work.append(keep_forgetting(databases, profiles))
            work += of_the_city() if chosen.sequencer else []
            async with beside(work):
                yield
        await recorder.close()
        await changes.close()
        await relay.pool.close()
        await reads.close()
        await in_force.close()

    observed = Observed(endpoint, listeners)
    sockets = Sockets(observed, endpoint.askers.registered, streams, terms.beat_seconds)
    routes = [
        Route("/health", health),
        Route("/ready", readiness),
        WebSocketRoute("/graphql", sockets),
        *graphiql_routes(),
        *mail_routes(links, changes),
    ]
    origins = chosen.origins.split()
    if sign_in:
        clients = chosen.sign_in_redirects.split()
        routes += sign_in_routes(own_issuer(chosen, secrets), reads.fetch, [*clients, chosen.portal_back])
        origins += map(origin_of, clients)
    return open_to(Front(observed, Starlette(routes=routes, lifespan=lifespan)), origins)


@contextmanager
def _watching(
    chosen: Settings, reads: Reads, streams: Streams, telling: Telling, listeners: list[Listener]
) -> Iterator[list[Coroutine[Any, Any, NoReturn]]]:
    """Metrics and traces, where the settings ask for them; gives what must run beside the requests."""
    measuring: list[Coroutine[Any, Any, NoReturn]] = []
    with ExitStack() as stack:
        if chosen.metrics_port:
            metrics = Metrics(reads, streams, telling)
            stack.callback(metrics.serve(chosen.metrics_host, chosen.metrics_port, chosen.workers))
            listeners.append(metrics.count)
            measuring.append(metrics.keep_measuring(reads))
        if chosen.traces:
            traces = Traces(chosen.traces)
            stack.callback(traces.close)
            listeners.append(traces.trace)
        yield measuring


def _terms(chosen: Settings) -> Terms:
    documents = Documents.load(chosen.documents, FOLDER, trusted_only=chosen.trusted_only)
    rate = RateLimiter(chosen.rate_limits)
    return Terms(rate, documents, chosen.request_seconds, chosen.public_max_age, chosen.proxy_header, chosen.beat_seconds)


def _post(chosen: Settings, links: Links) -> Post | None:
    """How mails go out, if there is a server to which they go."""
    return Post(Mails(chosen.mail_from, chosen.city, links), MailServer(chosen).send) if chosen.mail_from else None


async def _state(reads: Reads, database: str) -> dict[str, Any]:
    """Whether a database answers, how far the sequencer of its log is behind, and how far each follower that acts in it is."""
    try:
        lag, standings = await load_lag(reads, database), await load_standings(reads, database)
    except (DatabaseUnavailableError, asyncpg.PostgresError):
        return {"state": "unavailable"}
    followers = {one.name: {"behind": one.behind, "failures": one.failures, "failure": one.failure} for one in standings}
    return {"state": "ok", "waitingEvents": lag.events, "waitingSeconds": round(lag.seconds, 1), "followers": followers}
