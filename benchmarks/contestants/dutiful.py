"""The limit with the duties of a service that shows people's data: it checks the token, knows the person, records whom he reads and logs a line.

Each is done by our own functions, since what is compared is the road of a question; the rows that somebody may see are still
written by hand into the SQL of the limit, and nothing is planned, counted or limited.
"""

from __future__ import annotations

import asyncio
from typing import Any

from benchmarks.contestants.limit import DATABASES, POOLS, answer, read_cursor
from benchmarks.questions import QUESTIONS
from databases.clock import Clock
from policies.profiles import Profiles
from policies.subjects import PUBLIC, Subject
from resolvers.recording import Recorder
from schema.serving.record import KEY
from sunshine import keys, logs, settings
from sunshine.identity import build_verifier
from sunshine.observability import Observed

CHOSEN = settings.load()
CLOCK = Clock()
VERIFIER = build_verifier(CHOSEN, keys.load(CHOSEN.key_folder))
RECORDER = Recorder(DATABASES, CLOCK)
PROFILES = Profiles(lambda database, sql, *values: POOLS[database].fetch(sql, list(values)), clock=CLOCK)
WRITING: list[asyncio.Task[None]] = []  # of which the loop itself holds no more than a weak reference


async def _endpoint(scope: Any, receive: Any, send: Any) -> None:
    actor = scope["path"][1:]
    subject = await _asker(dict(scope["headers"]).get(b"authorization", b"").decode())
    body, shown = await answer(actor, *await read_cursor(receive))
    scope[KEY].query = QUESTIONS[actor]
    scope[KEY].is_asked_by(subject)
    if subject is not PUBLIC:
        RECORDER.add(subject, QUESTIONS[actor], [b"Household:%d" % key for key in shown])
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _asker(authorization: str) -> Subject:
    if not authorization:
        return PUBLIC
    number = await VERIFIER.number(authorization.removeprefix("Bearer "))
    return PROFILES.fresh(number) or await PROFILES.of(number)


OBSERVED = Observed(_endpoint, [logs.log_request])


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    if not WRITING:
        WRITING.append(asyncio.create_task(RECORDER.keep_writing()))
    await OBSERVED(scope, receive, send)
