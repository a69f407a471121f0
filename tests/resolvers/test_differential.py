"""The compiled read path answers every question as plain graphql-core does over the same rows, for several tiers.

An ordinary run asks the same questions each time; `SUNSHINE_TEST_QUESTIONS=500` asks everybody so many new ones.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from databases import row_rules
from databases.clock import Clock
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identifiers import IdentifierKeys
from databases.registry import TABLES
from databases.row_rules import Frozen
from databases.tables import DOMAIN, TEXT, is_entity
from open_data.in_force import InForce
from policies import policy
from policies.kinds import KINDS
from policies.profiles import Profiles
from policies.subjects import PUBLIC, Assignment, Subject
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
from tests.cities import Cities
from tests.resolvers.oracle import Asker, Oracle, Truth, load_rows, moments_of, read_schema
from tests.resolvers.questions import Question, questions
from tests.served import PATIENCE, ROOT

WANTED = os.environ.get("SUNSHINE_TEST_QUESTIONS")
EXAMPLES = int(WANTED or "12")  # for each asker
HOUSEHOLDS = 80
ASKERS = {
    "public": None,
    "household": ("household", "", 0),
    "helper": ("helper", "", 0),
    "manager": ("manager", "civil_affairs", 6),
    "finance": ("manager", "finance", 6),
    "auditor": ("auditor", "audit", 4),
    "several": ("helper", "", 9),
}
MORE_POSTS = """
INSERT INTO post (person_id, tier, department, region_code, region_level, period)
SELECT person.id, 'manager', department, region, 'county', daterange(current_date, NULL)
FROM person, (VALUES ('finance', '320205'), ('education', '320282'), ('finance', '320281')) AS more (department, region) WHERE number = $1
"""
"""What makes a helper somebody with several posts, two of them of one department."""
SOMEBODY = """
SELECT number FROM post JOIN person ON person.id = person_id
WHERE tier = $1 AND coalesce(department, '') = $2 AND post.period @> current_date AND ($3 = 0 OR length(post.region_code) = $3)
  AND (SELECT count(*) FROM post AS other WHERE other.person_id = person.id) = 1 AND number <> ALL($4::text[])
ORDER BY EXISTS (SELECT FROM pairing WHERE person_id = person.id AND period @> current_date) DESC, number LIMIT 1
"""
BEFORE_ALL = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass
class Served:
    """The API in process, and an oracle for each asker."""

    runner: asyncio.Runner
    client: httpx.AsyncClient
    oracles: dict[str, Oracle]
    tokens: dict[str, str]

    def ask(self, who: str, query: str, variables: dict[str, Any]) -> Any:
        token = self.tokens[who]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return self.runner.run(_within(sent)).json()


async def _within(sent: Awaitable[httpx.Response]) -> httpx.Response:
    return await sent


@pytest.fixture(scope="module")
def served(cities: Cities, keys: IdentifierKeys) -> Iterator[Served]:
    databases, rules = cities.empty(), policy.load()
    with asyncio.Runner() as runner:
        moment = runner.run(_city(databases, keys))
        reads, changes, recorder = Reads(databases, rules, statement_seconds=PATIENCE), Changes(databases, rules, keys), Recorder(databases, Clock())
        secret, profiles = ec.generate_private_key(ec.SECP256R1()), Profiles(reads.fetch)
        verifier = Verifier("oracle", LocalKeys(KeySet([public_jwk(secret.public_key())])))
        terms = Terms(RateLimiter({}), Documents(), most_seconds=PATIENCE, max_age=60, proxy_header=None)
        endpoint = GraphQLEndpoint(
            build_schema(rules), reads, changes, recorder, profiles, verifier, terms, Watches(reads), Streams(), InForce(Path())
        )
        client = httpx.AsyncClient(transport=httpx.ASGITransport(endpoint), base_url="http://oracle")
        people = runner.run(_askers(databases))
        now, issuer = runner.run(load_rows(databases)), Issuer("oracle", secret)
        moments = {BEFORE_ALL: runner.run(load_rows(databases, BEFORE_ALL)), moment: runner.run(load_rows(databases, moment))}
        schema = read_schema(ROOT / "docs" / "schema.graphql")
        oracles, tokens = {}, {}
        for name, number in people.items():
            subject = _with_what_is_found(runner.run(profiles.of(number)) if number else PUBLIC, now)
            oracles[name] = Oracle(schema, Asker(subject, rules), now, moments)
            tokens[name] = issuer.token(number, timedelta(hours=12)) if number else ""
        yield Served(runner, client, oracles, tokens)
        for closing in (client.aclose(), changes.close(), recorder.close(), reads.close()):
            runner.run(closing)


def _with_what_is_found(subject: Subject, now: Truth) -> Subject:
    """With what the database finds of him by itself: the lists by which his households are paid, and who helps in his divisions."""
    households = {subject.household_id, *subject.paired}
    lists = frozenset(row["payment_list_id"] for row in now["funds", "PaymentLine"] if row["household_id"] in households)
    return replace(subject, lists=lists, assignments=tuple(_with_helpers(one, now["forces", "Pairing"]) for one in subject.assignments))


def _with_helpers(post: Assignment, pairings: Sequence[Any]) -> Assignment:
    inside, today = [row for row in pairings if post.region_from <= row["region_code"] < post.region_to], Clock().today()
    lasting = [row for row in inside if row["period"].lower <= today and (row["period"].upper is None or today < row["period"].upper)]
    return replace(post, helpers=frozenset(row["person_id"] for row in inside), helping=frozenset(row["person_id"] for row in lasting))


async def _city(databases: Databases, keys: IdentifierKeys) -> datetime:
    """A city with a past; the moment before half of its rows were changed."""
    await load(databases, City(HOUSEHOLDS), keys, lambda *_: None)
    async with databases.connection("forces") as connection:
        moment: datetime = await connection.fetchval("SELECT clock_timestamp()")
    for name in DATABASES:
        async with databases.connection(name) as connection:
            for table in filter(is_entity, TABLES[name].sorted_tables):
                await connection.execute(f"UPDATE {table.name} SET {_changed(table)} WHERE id % 2 = 0")
    return moment


def _changed(table: sa.Table) -> str:
    """A change of every free text that may change."""
    frozen = {name for rule in row_rules.rules(table.metadata) if isinstance(rule, Frozen) and rule.table == table.name for name in rule.columns}
    texts = [column.name for column in table.columns if column.info.get(DOMAIN) is TEXT and not column.name.endswith("_mask")]
    texts = [name for name in texts if name not in frozen]
    return ", ".join(f"{name} = {name} || '改'" for name in texts) or "version = version"


async def _askers(databases: Databases) -> dict[str, str | None]:
    """The numbers of those who ask; of one of them there are several posts."""
    people: dict[str, str | None] = {}
    async with databases.connection("forces") as connection:
        for name, post in ASKERS.items():
            people[name] = await connection.fetchval(SOMEBODY, *post, [number for number in people.values() if number]) if post else None
        await connection.execute(MORE_POSTS, people["several"])
    return people


@pytest.mark.parametrize("who", ASKERS)
def test_compiled_answer_is_the_plain_one(served: Served, who: str) -> None:
    oracle = served.oracles[who]

    @given(_questions_of(oracle))
    @settings(max_examples=EXAMPLES, derandomize=not WANTED, suppress_health_check=list(HealthCheck), database=None)
    def agrees(question: Question) -> None:
        assert not validate(oracle.schema, parse(question.query))
        expected = oracle.answer(question.query, question.variables)
        for _ in range(2):  # planned anew, and as it was kept
            answer = served.ask(who, question.query, dict(question.variables))
            assert "errors" not in answer, answer["errors"]
            assert answer["data"] == expected

    agrees()


def test_what_is_kept_of_a_question_shows_nobody_what_is_anothers(served: Served) -> None:
    @given(_questions_of(served.oracles["manager"]))
    @settings(max_examples=EXAMPLES // 3, derandomize=not WANTED, suppress_health_check=list(HealthCheck), database=None)
    def agrees(question: Question) -> None:
        for who in ("manager", "household", "finance"):
            answer = served.ask(who, question.query, dict(question.variables))
            assert answer["data"] == served.oracles[who].answer(question.query, question.variables)

    agrees()


def _questions_of(oracle: Oracle) -> st.SearchStrategy[Question]:
    """What somebody may ask, most of it about what he may see."""
    posts = {(assignment.tier, assignment.dept) for assignment in oracle.asker.subject.assignments}
    kinds = [name for name in KINDS if oracle.world.every(name) and posts & policy.load().rights(name).keys()]
    return questions(oracle.schema, oracle.world, list(moments_of(oracle)), kinds)
