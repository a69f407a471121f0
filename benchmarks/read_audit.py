"""What the record of reads costs, for each way in which an answer tells of somebody: asked with the record and without it."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from benchmarks.servers import KEYS, databases
from databases.clock import Clock
from databases.connections import Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.tables import Sensitivity
from open_data.in_force import InForce
from policies import policy
from policies.profiles import Profiles
from resolvers import marks
from resolvers.changes.core import Changes
from resolvers.import_runs import Watches
from resolvers.reads import Reads
from resolvers.recording import Recorder
from schema.key_sets import KeySet, LocalKeys, public_jwk
from schema.query import build_schema
from schema.serving.documents import Documents
from schema.serving.endpoint import GraphQLEndpoint, Terms
from schema.serving.rate import RateLimiter
from schema.serving.streams import Streams
from schema.tokens import Issuer, Verifier

HOUSEHOLDS, ROUNDS, REQUESTS, AT_ONCE = 2_000, 15, 60, 4
QUESTIONS = {
    "page": "{ households(first: 20) { edges { node { id number headName phone category members { id name bornOn } } } } }",
    "cursors": "{ households(first: 20, order: [{field: HEAD_NAME}]) { edges { cursor } } }",
    "count": '{ households(first: 1, where: {region: "320282", members: {some: {health: {in: [serious]}}}}) { totalCount } }',
    "count across databases": '{ paymentLines(first: 1, where: {region: "320282", household: {headName: {startsWith: "王"}}}) { totalCount } }',
    "groups": '{ memberGroups(by: [HEALTH], where: {region: "320282"}) { nodes { health count } } }',
}
OFFICER = "SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = 'manager' AND department = 'civil_affairs' AND length(post.region_code) = 4 LIMIT 1"


async def _ask(endpoint: GraphQLEndpoint, token: str, query: str) -> bytes:
    sent: list[Any] = []
    body = orjson.dumps({"query": query})

    async def receive() -> dict[str, Any]:
        return {"body": body}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {token}".encode())]
    await endpoint({"method": "POST", "query_string": b"", "headers": headers}, receive, send)
    answer: bytes = sent[-1]["body"]
    return answer


async def _round(endpoint: GraphQLEndpoint, token: str, query: str) -> float:
    """Microseconds a request."""
    begun = time.perf_counter()

    async def client() -> None:
        for _ in range(REQUESTS // AT_ONCE):
            await _ask(endpoint, token, query)

    await asyncio.gather(*[client() for _ in range(AT_ONCE)])
    return (time.perf_counter() - begun) / REQUESTS * 1e6


async def main(city: Databases) -> None:
    await load(city, City(HOUSEHOLDS), KEYS, lambda *_: None)
    async with city.connection("forces") as connection:
        number = await connection.fetchval(OFFICER)
    signing, rules, clock = generate_private_key(SECP256R1()), policy.load(), Clock()
    token, schema = Issuer("bench", signing).token(number, timedelta(hours=1)), build_schema(rules)
    recorder, changes = Recorder(city, clock), Changes(city, rules, KEYS, clock)
    writing = asyncio.create_task(recorder.keep_writing())
    both, endpoints = (Reads(city, rules), Reads(city, rules)), []
    answers: list[list[bytes]] = []
    # statements are compiled when they are first asked: one pool of them marks what it shows, the other does not
    verifier = Verifier("bench", LocalKeys(KeySet([public_jwk(signing.public_key())])))
    terms = Terms(RateLimiter({}), Documents.load(Path("docs/queries")), 30.0, 60, None)
    for reads, marked in zip(both, ({Sensitivity.SENSITIVE, Sensitivity.DIRECT}, set()), strict=True):
        marks.PERSONAL = marked
        endpoints.append(
            GraphQLEndpoint(schema, reads, changes, recorder, Profiles(reads.fetch), verifier, terms, Watches(reads), Streams(), InForce(Path()))
        )
        answers.append([await _ask(endpoints[-1], token, query) for query in QUESTIONS.values()])
    assert answers[0] == answers[1]
    for name, query in QUESTIONS.items():
        costs = [[await _round(endpoint, token, query) for endpoint in endpoints] for _ in range(ROUNDS)]
        on, off = (median(column) for column in zip(*costs, strict=True))
        print(f"{name} with its read recorded, microseconds: {on:.0f}")
        print(f"{name} without the record, microseconds: {off:.0f}")
        print(f"read record cost ratio ({name}): {median(on / off for on, off in costs):.3f}", flush=True)
    writing.cancel()
    await recorder.close()
    for closing in (*both, changes):
        await closing.close()


if __name__ == "__main__":
    with databases() as empty_city:
        asyncio.run(main(empty_city))
