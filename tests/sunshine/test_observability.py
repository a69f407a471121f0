"""What an operator sees: logs, metrics, traces, readiness; and that nobody's data or name is in them. Stopping loses no answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from schema.tokens import Issuer
from sunshine import keys as key_files
from tests.collector import collector
from tests.served import NO_TLS, PATIENCE, Server, environment, free_port, server, write_keys

SECRET = "13912345678"  # a value that a client sends
QUERY = "query Search($phone: String) { households(first: 5, where: {phone: {eq: $phone}}) { totalCount } }"
TWO = "query Two { a: regions(first: 1) { totalCount } b: organisations(first: 1) { totalCount } }"
ISSUER = "http://sunshine.test"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def env(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    env = environment(demo_city[0], home)
    write_keys(home, keys)
    return env | {"SUNSHINE_ADDRESS": ISSUER}


@pytest.fixture(scope="module")
def officer(env: dict[str, str], demo_city: tuple[Databases, City]) -> tuple[str, str]:
    """A person's number and a token for him."""
    sql = "SELECT number FROM person JOIN post ON post.person_id = person.id WHERE tier = 'manager' AND post.period @> current_date LIMIT 1"
    number = _run(demo_city[0], "forces", sql)[0]["number"]
    issuer = Issuer(ISSUER, key_files.load(Path(env["SUNSHINE_HOME"]) / "keys").token)
    return number, issuer.token(number, timedelta(minutes=30))


def _run(databases: Databases, database: str, sql: str) -> list[asyncpg.Record]:
    async def fetch() -> list[asyncpg.Record]:
        async with databases.connection(database) as connection:
            return await connection.fetch(sql)

    return asyncio.run(fetch())


def _ask(running: Server, query: str, token: str = "", **headers: str) -> httpx.Response:
    headers |= {"authorization": f"Bearer {token}"} if token else {}
    return httpx.post(
        f"{running.address}/graphql", json={"query": query, "variables": {"phone": SECRET}}, headers=headers, timeout=PATIENCE, verify=NO_TLS
    )


def test_each_request_leaves_one_line_that_tells_nothing_of_anyone(env: dict[str, str], officer: tuple[str, str]) -> None:
    number, token = officer
    with server(env) as running:
        _ask(running, QUERY, token)
        answer = _ask(running, QUERY, token, **{"x-request-id": "abc-1"})
        refused = _ask(running, "{ nothing }", **{"x-request-id": "no id! " * 20 + "."})
        mistaken = _ask(running, QUERY, "no-token")
    first, asked, wrong, stranger = running.requests()
    assert first["cost"] > asked["cost"]  # the document was new
    assert answer.headers["x-request-id"] == asked["request"] == "abc-1"
    assert (asked["operation"], asked["tier"], asked["cost"], asked["status"], asked["codes"]) == ("Search", "manager", 15, 200, [])
    assert first["roundTrips"] > asked["roundTrips"] > 0  # who he is, and what he asks
    assert wrong["roundTrips"] == stranger["roundTrips"] == 0
    assert asked["milliseconds"] > 0
    assert re.fullmatch("[0-9a-f]{64}", asked["document"])
    assert (wrong["codes"], wrong["status"], wrong["request"]) == (["GRAPHQL_VALIDATION_FAILED"], 200, refused.headers["x-request-id"])
    assert (stranger["codes"], stranger["status"], mistaken.status_code) == (["UNAUTHENTICATED"], 401, 401)
    log = running.log.read_text("utf-8")
    assert not [word for word in (SECRET, number, token, "no id") if word in log]


def test_requests_at_the_same_time_are_told_apart(env: dict[str, str]) -> None:
    with server(env) as running, ThreadPoolExecutor(8) as pool:
        for query in (QUERY, TWO):
            _ask(running, query)  # the first time it is asked what the database thinks of it
        list(pool.map(lambda query: _ask(running, query), [QUERY, TWO] * 40))
    told = [(line["operation"], line["roundTrips"]) for line in running.requests()[2:]]
    assert sorted(told) == [("Search", 1)] * 40 + [("Two", 2)] * 40


@contextmanager
def _unreadable(databases: Databases, database: str, table: str) -> Iterator[None]:
    _run(databases, database, f"REVOKE SELECT ON {table} FROM sunshine_api")
    try:
        yield
    finally:
        _run(databases, database, f"GRANT SELECT ON {table} TO sunshine_api")


def test_what_nobody_expected_is_answered_with_a_code_and_logged_without_values(
    env: dict[str, str], officer: tuple[str, str], demo_city: tuple[Databases, City]
) -> None:
    """A statement that fails costs its field, anything else the request."""
    with server(env) as running:
        with _unreadable(demo_city[0], "beneficiaries", "household"):
            field = _ask(running, QUERY)
        with _unreadable(demo_city[0], "forces", "post"):
            request = _ask(running, QUERY, officer[1])
    told = [(answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) for answer in (field, request)]
    assert told == [(200, "INTERNAL"), (500, "INTERNAL_ERROR")]
    assert [line["codes"] for line in running.requests()] == [["INTERNAL"], ["INTERNAL_ERROR"]]
    log = running.log.read_text("utf-8")
    assert '"error":"InsufficientPrivilegeError","frames":["' in log
    assert not [words for words in ("permission denied", SECRET) if words in log + field.text + request.text]


def test_metrics_are_on_a_port_of_their_own_and_name_nobody(env: dict[str, str], officer: tuple[str, str]) -> None:
    number, token = officer
    port = free_port()
    with server(env | {"SUNSHINE_METRICS_PORT": str(port)}) as running:
        _ask(running, QUERY, token)
        _ask(running, TWO)
        _ask(running, "{ nothing }")
        assert httpx.get(f"{running.address}/metrics", timeout=PATIENCE, verify=NO_TLS).status_code == 404
        text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE, verify=NO_TLS).text
    asked = next(line for line in running.requests() if line["tier"] == "manager")
    for line in (
        'sunshine_requests_total{code="OK",tier="manager"} 1.0',
        'sunshine_requests_total{code="OK",tier="public"} 1.0',
        'sunshine_requests_total{code="GRAPHQL_VALIDATION_FAILED",tier="public"} 1.0',
        f'sunshine_points_total{{tier="manager"}} {asked["cost"]}.0',
        "sunshine_request_seconds_count 3.0",
        'sunshine_database_seconds_count{database="beneficiaries",kind="question"} 2.0',
        'sunshine_database_seconds_count{database="forces",kind="own"} ',
        'sunshine_pool_in_use{database="funds"} 0.0',
    ):
        assert line in text
    assert 'sunshine_sequencer_lag_seconds{database="beneficiaries"}' in text
    assert number not in text
    assert "Search" not in text


def test_traces_go_to_the_collector_as_parts_of_the_clients_trace(env: dict[str, str], officer: tuple[str, str]) -> None:
    with collector() as (address, spans):
        with server(env | {"SUNSHINE_TRACES": address}) as running:
            _ask(running, TWO, officer[1], traceparent=PARENT)
        whole = next(span for span in spans if span.name == "GraphQL Two")
    assert (whole.trace_id.hex(), whole.parent_span_id.hex()) == (PARENT.split("-")[1], PARENT.split("-")[2])
    parts = [span for span in spans if span.parent_span_id == whole.span_id]
    assert {span.name for span in parts} == {"SELECT beneficiaries", "SELECT forces", "parse and plan"}
    kinds = [(span.name, attribute.value.string_value) for span in parts for attribute in span.attributes if attribute.key == "sunshine.kind"]
    assert sorted(name for name, kind in kinds if kind == "question") == ["SELECT beneficiaries", "SELECT forces"]
    assert {name for name, kind in kinds if kind == "own"} == {"SELECT forces"}
    assert all(whole.start_time_unix_nano <= s.start_time_unix_nano <= s.end_time_unix_nano <= whole.end_time_unix_nano for s in parts)
    assert SECRET not in str(spans)
    assert officer[0] not in str(spans)


def test_readiness_tells_how_far_the_logs_are_behind(env: dict[str, str]) -> None:
    with server(env | {"SUNSHINE_SEQUENCER": "false"}) as running:
        states = httpx.get(f"{running.address}/ready", timeout=PATIENCE, verify=NO_TLS).json()
    assert {state["state"] for state in states.values()} == {"ok"}
    assert all(state["waitingSeconds"] >= 0 and state["waitingEvents"] >= 0 for state in states.values())


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%region%' AND application_name = 'sunshine'"


def test_request_that_runs_when_the_service_is_stopped_gets_its_answer(env: dict[str, str], demo_city: tuple[Databases, City]) -> None:
    databases, _ = demo_city

    async def stop_while_it_waits(running: Server, pool: ThreadPoolExecutor) -> httpx.Response:
        async with databases.connection("beneficiaries") as holder, databases.connection("beneficiaries") as watcher:
            async with holder.transaction():
                await holder.execute("LOCK TABLE region IN ACCESS EXCLUSIVE MODE")
                answer = pool.submit(_ask, running, TWO)
                while not await watcher.fetchval(WAITING):
                    await asyncio.sleep(0.01)  # until the database shows it waiting
                running.process.terminate()
                while _accepts(running.address):
                    await asyncio.sleep(0.01)  # until it takes no new requests
        return await asyncio.wrap_future(answer)

    with server(env) as running, ThreadPoolExecutor(1) as pool:
        answer = asyncio.run(stop_while_it_waits(running, pool))
        assert running.process.wait(PATIENCE) == 0
    assert answer.status_code == 200
    assert answer.json()["data"]["a"]["totalCount"] > 0
    assert running.requests()[-1]["status"] == 200


def _accepts(address: str) -> bool:
    try:
        httpx.get(f"{address}/health", timeout=1, verify=NO_TLS)
    except httpx.TransportError:
        return False
    return True
