"""Four databases on four servers, each stopped in turn: what it costs, over real HTTP, and who may still ask."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from databases import embedded
from databases.connections import DATABASES, Databases, DatabaseUnavailableError
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identifiers import IdentifierKeys
from databases.migrations import migrate
from policies import policy
from policies.profiles import FRESH_SECONDS, STALE_SECONDS, Profiles
from resolvers.reads import Reads
from schema.tokens import Issuer
from sunshine import keys as key_files
from sunshine.forgetting import ALIVE
from tests.schema.test_reveals import ACCOUNT, HOUSEHOLD
from tests.served import NO_TLS, PATIENCE, environment, served, write_keys

QUESTION = """
{
  households(first: 3) { totalCount edges { node { number
    village { state }
    paymentLines(first: 2) { totalCount edges { node { amount household { number } } } }
    pairings(first: 1) { edges { node { person { name } } } }
  } } }
  allocations(first: 3, order: [{field: NUMBER}], where: {toHolder: {eq: project}}) { edges { node { number project { code } region { name } } } }
  projects(first: 2) { totalCount edges { node { code asAllocated: allocations(first: 1) { edges { node { number } } } village { state } } } }
  organisations(first: 2) { edges { node { name } } }
  allocationGroups(by: [COUNTY]) { nodes { county { name } count } }
  paid: households(first: 2, where: {paymentLines: {some: {}}}) { totalCount edges { node { number } } }
}
"""
Place = tuple[str, ...]
LOST: dict[str, Sequence[Place]] = {  # by the database that is away: the fields that it holds
    "beneficiaries": [
        ("households",),
        ("projects", "edges", "node", "village"),
        ("paid",),
    ],
    "funds": [
        ("households", "edges", "node", "paymentLines"),
        ("allocations",),
        ("projects", "edges", "node", "asAllocated"),
        ("allocationGroups",),
        ("paid",),
    ],
    "projects": [("projects",), ("allocations", "edges", "node", "project")],
    "forces": [("households", "edges", "node", "pairings"), ("organisations",)],
}
REVEAL = """
mutation ($id: ID!) { revealMember(input: {id: $id, fields: [id_number], purpose: verification, reason: "checked at the counter"}) {
  identifiers { idNumber } userErrors { code } } }
"""
OFFICERS = """
SELECT number FROM post JOIN person ON person.id = person_id
WHERE tier = 'manager' AND department = 'civil_affairs' AND length(post.region_code) <= 6 AND post.period @> current_date ORDER BY length(post.region_code), number
"""
PUBLIC_QUESTION = "{ villages(first: 2) { totalCount } allocations(first: 2) { totalCount } projects(first: 2) { totalCount } organisations(first: 1) { totalCount } }"


@dataclass
class FourServers:
    """A city whose databases lie on a server each."""

    folder: Path
    databases: Databases
    officers: list[str]

    @contextmanager
    def without(self, database: str) -> Iterator[None]:
        """The server of one database is stopped; afterwards it runs again."""
        embedded.stop(self.folder / database)
        try:
            yield
        finally:
            assert embedded.start(self.folder / database)[database] == self.databases.dsns[database]

    @contextmanager
    def hanging(self, database: str) -> Iterator[None]:
        """The server of one database takes connections and questions, and answers nothing; afterwards it goes on."""
        first = int((self.folder / database / "postmaster.pid").read_text().split()[0])
        processes = asyncio.run(_stopped(self.databases, database, first))
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)


async def _stopped(databases: Databases, database: str, first: int) -> list[int]:
    """All processes of a server, which stand still. The first one stops before the others are listed: it begins no more of them."""
    async with databases.connection(database) as connection:
        os.kill(first, signal.SIGSTOP)
        rows = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    for row in rows:
        os.kill(row["pid"], signal.SIGSTOP)
    return [first, *(row["pid"] for row in rows)]


async def _listened_to(databases: Databases) -> None:
    """Wait until the API hears again of whose rights change: at that moment it forgets everybody, whom it could not look up without `forces`."""
    async with databases.connection("forces") as connection, asyncio.timeout(PATIENCE):
        while not await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' OR query = $1", ALIVE):
            await asyncio.sleep(0.1)


@dataclass
class Api:
    address: str
    issuer: Issuer

    def ask(self, query: str, person: str | None, **variables: Any) -> httpx.Response:
        headers = {"Accept": "application/graphql-response+json"}
        if person:
            headers["Authorization"] = f"Bearer {self.issuer.token(person, timedelta(minutes=30))}"
        return httpx.post(f"{self.address}/graphql", json={"query": query, "variables": variables}, headers=headers, timeout=PATIENCE, verify=NO_TLS)


@pytest.fixture(scope="module")
def servers(keys: IdentifierKeys) -> Iterator[FourServers]:
    """Not in pytest's folder: a second run on the same machine closes that folder to the user as whom PostgreSQL works."""
    with tempfile.TemporaryDirectory(prefix="sunshine-tests-") as home:
        folder = Path(home)
        databases = Databases({name: embedded.start(folder / name)[name] for name in DATABASES}, "four_servers")
        for name in DATABASES:
            asyncio.run(migrate(databases, name))
        asyncio.run(load(databases, City(60), keys, lambda *_: None))
        yield FourServers(folder, databases, asyncio.run(_officers(databases)))
        for name in DATABASES:
            embedded.stop(folder / name)


async def _officers(databases: Databases) -> list[str]:
    async with databases.connection("forces") as connection:
        return [row["number"] for row in await connection.fetch(OFFICERS)]


@contextmanager
def api(servers: FourServers, keys: IdentifierKeys, home: Path, **settings: str) -> Iterator[Api]:
    env = environment(servers.databases, home) | settings
    write_keys(home, keys)
    with served(env) as address:
        yield Api(address, Issuer(address, key_files.load(home / "keys").token))


@pytest.fixture(scope="module")
def asked(servers: FourServers, keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with api(servers, keys, tmp_path_factory.mktemp("home")) as running:
        yield running


def _emptied(data: Any, path: Place) -> None:
    """Null at a path, in every row on the way."""
    for one in data if isinstance(data, list) else [data]:
        if len(path) == 1:
            one[path[0]] = None
        else:
            _emptied(one[path[0]], path[1:])


@pytest.mark.parametrize("database", DATABASES)
def test_database_that_is_away_costs_its_own_fields_and_comes_back(servers: FourServers, asked: Api, database: str) -> None:
    officer = servers.officers[0]
    whole = asked.ask(QUESTION, officer).json()
    assert "errors" not in whole
    with servers.without(database):
        answer = asked.ask(QUESTION, officer)
        ready = httpx.get(f"{asked.address}/ready", timeout=PATIENCE, verify=NO_TLS)
        assert ready.json()[database] == {"state": "unavailable"}
        assert ready.status_code == 200  # the rest is answered: no balancer may take this process out
    expected = deepcopy(whole["data"])
    for path in LOST[database]:
        _emptied(expected, path)
    assert answer.status_code == 200
    assert answer.json()["data"] == expected
    errors = answer.json()["errors"]
    assert sorted(tuple(error["path"]) for error in errors) == sorted(LOST[database])
    assert {error["extensions"]["code"] for error in errors} == {"DATABASE_UNAVAILABLE"}
    assert {error["message"] for error in errors} == {f"the {database} database does not answer"}
    assert asked.ask(QUESTION, officer).json() == whole
    assert httpx.get(f"{asked.address}/ready", timeout=PATIENCE, verify=NO_TLS).status_code == 200


THRESHOLDS = "{ thresholds(year: 2019) { name met } }"


@pytest.mark.parametrize(("database", "lost"), [("funds", {"city_fund_a_year"}), ("projects", {"industry_projects_a_year"})])
def test_database_that_is_away_costs_its_own_thresholds(servers: FourServers, asked: Api, database: str, lost: set[str]) -> None:
    person = servers.officers[0]
    whole = [one["name"] for one in asked.ask(THRESHOLDS, person).json()["data"]["thresholds"]]
    with servers.without(database):
        answer = asked.ask(THRESHOLDS, person).json()
    left = answer["data"]["thresholds"]
    assert {name for name, one in zip(whole, left, strict=True) if one is None} == lost
    assert [(error["extensions"]["code"], whole[error["path"][1]]) for error in answer["errors"]] == [("DATABASE_UNAVAILABLE", *lost)]


MY_LOOKS = "{ accessesOfMyRecord(first: 20) { nodes { fields } } }"
LOOKS = "query ($id: ID!) { accessesOfRecord(household: $id, first: 20) { nodes { fields organisation } } }"
OF_TIER = """
SELECT number, post.household_id FROM post JOIN person ON person.id = person_id
WHERE tier = $1 AND coalesce(department, '') = $2 AND post.period @> current_date ORDER BY length(post.region_code), number
"""


async def _looked_at(databases: Databases) -> tuple[str, list[tuple[str, str, dict[str, Any]]]]:
    """Somebody of a household that has an account, and what officers have shown of both: who, the mutation, its variables."""
    async with databases.connection("forces") as forces, databases.connection("funds") as funds:
        officers = [await forces.fetchval(OF_TIER, *post) for post in (("inspector", "discipline"), ("manager", "finance"))]
        accounts = {row["household_id"]: row["id"] for row in await funds.fetch("SELECT id, household_id FROM account")}
        own = next(row for row in await forces.fetch(OF_TIER, "household", "") if row["household_id"] in accounts)
    household = (officers[0], HOUSEHOLD, {"id": f"Household:{own['household_id']}", "fields": ["phone"]})
    return own["number"], [household, (officers[1], ACCOUNT, {"id": f"Account:{accounts[own['household_id']]}"})]


@pytest.fixture(scope="module")
def looked_at(servers: FourServers, asked: Api) -> tuple[str, str, str]:
    """Somebody of a household at which officers looked, its id, and an inspector of it."""
    household, reveals = asyncio.run(_looked_at(servers.databases))
    for officer, mutation, variables in reveals:
        (payload,) = asked.ask(mutation, officer, **variables).json()["data"].values()
        assert payload["userErrors"] == []
    return household, reveals[0][2]["id"], reveals[0][0]


@pytest.mark.parametrize("database", ["funds", "projects", "forces"])
def test_no_look_is_told_while_it_is_not_known_whether_it_is_of_an_investigation(
    servers: FourServers, asked: Api, looked_at: tuple[str, str, str], database: str
) -> None:
    asyncio.run(_listened_to(servers.databases))
    own, id_, inspector = looked_at
    lists = ((MY_LOOKS, own, {}), (LOOKS, inspector, {"id": id_}))
    for query, who, variables in lists:
        assert None not in next(iter(asked.ask(query, who, **variables).json()["data"].values()))["nodes"]
    with servers.without(database):
        answers = [asked.ask(query, who, **variables).json() for query, who, variables in lists]
    for answer in answers:
        assert next(iter(answer["data"].values()))["nodes"] == [None]
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["DATABASE_UNAVAILABLE"]


def test_process_that_can_answer_nothing_is_not_ready(servers: FourServers, asked: Api) -> None:
    with ExitStack() as stack:
        for database in DATABASES:
            stack.enter_context(servers.without(database))
        ready = httpx.get(f"{asked.address}/ready", timeout=PATIENCE, verify=NO_TLS)
    assert (ready.status_code, ready.json()) == (503, {name: {"state": "unavailable"} for name in DATABASES})
    assert httpx.get(f"{asked.address}/ready", timeout=PATIENCE, verify=NO_TLS).status_code == 200


def test_question_has_something_to_lose_in_each_database(servers: FourServers, asked: Api) -> None:
    data = asked.ask(QUESTION, servers.officers[0]).json()["data"]
    nodes = [edge["node"] for edge in data["households"]["edges"]]
    assert all(node["village"] and node["paymentLines"]["edges"] and node["pairings"]["edges"][0]["node"]["person"] for node in nodes)
    assert any(edge["node"]["project"] for edge in data["allocations"]["edges"])
    assert any(edge["node"]["asAllocated"]["edges"] for edge in data["projects"]["edges"])


@pytest.fixture(scope="module")
def impatient(servers: FourServers, keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with api(servers, keys, tmp_path_factory.mktemp("impatient"), SUNSHINE_STATEMENT_SECONDS="3", SUNSHINE_REQUEST_SECONDS="15") as running:
        yield running


@pytest.mark.parametrize("database", DATABASES)
def test_database_that_hangs_costs_its_own_fields_too(servers: FourServers, impatient: Api, database: str) -> None:
    officer = servers.officers[0]
    whole = impatient.ask(QUESTION, officer).json()
    assert "errors" not in whole
    with servers.hanging(database):
        answers = [impatient.ask(QUESTION, officer) for _ in range(3)]
        assert httpx.get(f"{impatient.address}/ready", timeout=PATIENCE, verify=NO_TLS).json()[database] == {"state": "unavailable"}
    for answer in answers:
        assert answer.status_code == 200
        assert sorted(tuple(error["path"]) for error in answer.json()["errors"]) == sorted(LOST[database])
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"DATABASE_UNAVAILABLE"}
    deadline = time.monotonic() + PATIENCE
    while impatient.ask(QUESTION, officer).json() != whole:
        assert time.monotonic() < deadline
        time.sleep(0.1)  # polling: it is asked again after a pause


def test_change_in_a_database_that_hangs_ends_too(servers: FourServers, impatient: Api) -> None:
    officer = servers.officers[0]
    assert impatient.ask(REVEAL, officer, id="Member:1").json()["data"]["revealMember"]["identifiers"]  # so that a connection waits for the next
    with servers.hanging("beneficiaries"):
        answer = impatient.ask(REVEAL, officer, id="Member:1")
    assert answer.json()["data"] == {"revealMember": None}
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["DATABASE_UNAVAILABLE"]
    assert impatient.ask(REVEAL, officer, id="Member:1").json()["data"]["revealMember"]["identifiers"]


def _code(response: httpx.Response) -> tuple[int, str]:
    assert "data" not in response.json()
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


UNKNOWN_IDENTITY = (503, "IDENTITY_UNAVAILABLE")


def test_without_forces_who_is_known_reads_and_nobody_changes_anything(servers: FourServers, asked: Api) -> None:
    known, stranger = servers.officers[:2]
    assert asked.ask(PUBLIC_QUESTION, known).status_code == 200
    with servers.without("forces"):
        read = asked.ask("{ households(first: 1) { totalCount edges { node { headName } } } }", known).json()
        assert "errors" not in read
        assert read["data"]["households"]["edges"][0]["node"]["headName"]
        assert _code(asked.ask(REVEAL, known, id="Member:1")) == UNKNOWN_IDENTITY
        assert _code(asked.ask(PUBLIC_QUESTION, stranger)) == UNKNOWN_IDENTITY
        public = asked.ask(PUBLIC_QUESTION, None).json()
        assert [name for name, page in public["data"].items() if page is None] == ["organisations"]
        assert [error["path"] for error in public["errors"]] == [["organisations"]]
    assert asked.ask(REVEAL, known, id="Member:1").json()["data"]["revealMember"]["identifiers"]["idNumber"]
    assert asked.ask(PUBLIC_QUESTION, stranger).status_code == 200


def test_without_forces_for_too_long_only_what_is_public_answers(servers: FourServers, keys: IdentifierKeys, tmp_path: Path) -> None:
    officer = servers.officers[0]
    with api(servers, keys, tmp_path, SUNSHINE_STALE_PROFILE_SECONDS="0") as running:
        assert running.ask(PUBLIC_QUESTION, officer).status_code == 200
        with servers.without("forces"):
            assert _code(running.ask(PUBLIC_QUESTION, officer)) == UNKNOWN_IDENTITY
            assert running.ask("{ villages(first: 1) { totalCount } }", None).json()["data"]["villages"]["totalCount"] > 0
        assert running.ask(PUBLIC_QUESTION, officer).status_code == 200


def test_profile_serves_reads_for_ten_minutes_and_never_a_change(servers: FourServers) -> None:
    known, stranger = servers.officers[:2]
    with asyncio.Runner() as runner:
        reads, seconds = Reads(servers.databases, policy.load()), [0.0]
        profiles = Profiles(reads.fetch, ticks=lambda: seconds[0])
        subject = runner.run(profiles.of(known))
        with servers.without("forces"):
            for seconds[0] in (FRESH_SECONDS - 1, FRESH_SECONDS + 1, STALE_SECONDS - 1):
                assert runner.run(profiles.of(known)) == subject
                for asking in (profiles.renewed(known), profiles.of(stranger)):
                    with pytest.raises(DatabaseUnavailableError):
                        runner.run(asking)
            seconds[0] = STALE_SECONDS + 1
            with pytest.raises(DatabaseUnavailableError):
                runner.run(profiles.of(known))
        assert runner.run(profiles.of(known)) == subject
        runner.run(reads.close())
