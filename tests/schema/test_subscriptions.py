"""Subscriptions over the served API: real clients of both protocols, rights, limits, and what ends a stream."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from gql import Client, GraphQLRequest
from gql.transport.websockets import WebsocketsTransport
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from resolvers.spreadsheets.importers import Operator
from resolvers.spreadsheets.importing import import_file
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.templates import template
from schema.serving.limits import MOST_BYTES
from schema.serving.sockets import PROTOCOL
from schema.serving.streams import MOST_SOCKETS_A_PERSON, MOST_STREAMS_A_PERSON
from schema.tokens import LEEWAY, Issuer
from sunshine import keys as key_files
from tests.schema.asking import Api
from tests.schema.node import running_node
from tests.served import NO_TLS, PATIENCE, environment, free_port, server, write_keys

WATCH = "subscription Watch($id: ID!) { importRun(id: $id) { id state checked written mistakes } }"
ISSUER = "http://sunshine.test"
MISSING = "ImportRun:999999999"


@pytest.fixture(scope="module")
def env(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    env = environment(demo_city[0], home)
    write_keys(home, keys)
    return env | {"SUNSHINE_ADDRESS": ISSUER, "SUNSHINE_BEAT_SECONDS": "2"}


@pytest.fixture(scope="module")
def live(env: dict[str, str], demo_city: tuple[Databases, City]) -> Iterator[Live]:
    with server(env | {"SUNSHINE_SEQUENCER": "false"}) as running:  # with it, imports that died would be ended while they are watched
        yield Live(running.address, Issuer(ISSUER, key_files.load(Path(env["SUNSHINE_HOME"]) / "keys").token), *demo_city, Path(env["SUNSHINE_HOME"]))


@dataclass
class Live(Api):
    """A served city with imports to watch."""

    @property
    def socket(self) -> str:
        return f"ws{self.address.removeprefix('http')}/graphql"

    def token(self, person: str, valid: timedelta = timedelta(minutes=30)) -> str:
        return self.issuer.token(person, valid)

    def write(self, sql: str, *values: Any) -> Any:
        async def work() -> Any:
            async with self.databases.connection("forces") as connection:
                return await connection.fetchval(sql, *values)

        return asyncio.run(work())

    def begin(self, person: str = "", region: str = "320282", last_heard_of: timedelta = timedelta(hours=1)) -> str:
        """An import under way, by its global id; of which something was heard, or will be, at some time from now (so it is not lost)."""
        now = datetime.now(UTC)
        sql = """INSERT INTO import_run (kind, file_name, state, row_count, started_at, recorded_at, person_id, region_code)
          VALUES ('households', 'households.csv', 'checking', 10, $1, $2, (SELECT id FROM person WHERE number = $3), $4) RETURNING id"""
        return f"ImportRun:{self.write(sql, now, now + last_heard_of, person, region)}"

    def go_on(self, run: str, state: str, checked: int = 10, written: int = 0) -> None:
        sql = "UPDATE import_run SET state = $2, checked = $3, written = $4, ended_at = CASE WHEN $2 = 'done' THEN now() END WHERE id = $1"
        self.write(sql, int(run.partition(":")[2]), state, checked, written)

    def state(self, run: str) -> Any:
        return self.write("SELECT state FROM import_run WHERE id = $1", int(run.partition(":")[2]))


@pytest.fixture(scope="module")
def administrator(live: Live) -> str:
    return str(live.person("administrator", region_length=4)["number"])


# ---- real clients


@pytest.mark.parametrize("transport", ["ws", "sse"])
def test_npm_client_sees_an_import_until_its_end(live: Live, administrator: str, transport: str) -> None:
    run = live.begin()
    with running_node("node", "tests/subscriptions.mjs", transport, live.address, live.token(administrator), run) as client:
        assert _value(client, "checking") == {"state": "checking", "checked": 0, "written": 0, "mistakes": 0}
        live.go_on(run, "writing", written=4)
        assert _value(client, "writing") == {"state": "writing", "checked": 10, "written": 4, "mistakes": 0}
        live.go_on(run, "done", written=10)
        assert _value(client, "done") == {"state": "done", "checked": 10, "written": 10, "mistakes": 0}
        assert (client.stdout.readline(), client.wait()) == ("complete\n", 0)


def _value(client: Any, state: str) -> Any:
    """The next value of this state; a client that had to connect again was told of the one before twice."""
    while True:
        line = client.stdout.readline()
        assert '"importRun"' in line, line
        if (value := json.loads(line)["data"]["importRun"])["state"] == state:
            return value


def test_python_gql_sees_a_real_import_that_another_process_watches_too(
    env: dict[str, str], live: Live, administrator: str, keys: IdentifierKeys, tmp_path: Path
) -> None:
    """The import runs here, its watchers ask two API processes."""
    path = tmp_path / "households.csv"
    path.write_text(template(KINDS["households"]), "utf-8")

    async def watch(address: str, run: str) -> list[Any]:
        transport = WebsocketsTransport(
            f"{address.replace('http', 'ws')}/graphql", init_payload={"Authorization": f"Bearer {live.token(administrator)}"}, subprotocols=[PROTOCOL]
        )
        async with Client(transport=transport) as session:
            return [answer["importRun"] async for answer in session.subscribe(GraphQLRequest(WATCH, variable_values={"id": run}))]

    async def import_and_watch(second: str) -> tuple[Any, list[list[Any]]]:
        watching: list[asyncio.Task[list[Any]]] = []

        def announce(run: str) -> None:
            watching.extend(asyncio.create_task(watch(address, run)) for address in (live.address, second))

        report = await import_file(
            live.databases, keys, KINDS["households"], path, accept_valid=False, importer=Operator(), now=datetime.now(UTC), announce=announce
        )
        return report, await asyncio.gather(*watching)

    with server(env) as second:
        report, seen = asyncio.run(import_and_watch(second.address))
    assert report.errors == []
    assert [(values[-1]["state"], values[-1]["written"], values[-1]["mistakes"]) for values in seen] == [("done", report.rows, 0)] * 2


# ---- rights


def test_only_whoever_brings_it_in_administrators_and_supervision_of_his_division_see_it(live: Live, administrator: str) -> None:
    officer = live.person("manager", "civil_affairs", 6)
    mine = live.begin(officer["number"], officer["region_code"])
    own_county = live.truth(
        "forces",
        "SELECT number FROM person JOIN post ON person_id = person.id WHERE tier = 'administrator' AND post.region_code = $1",
        officer["region_code"],
    )[0]["number"]
    other_county = live.truth(
        "forces",
        "SELECT number FROM person JOIN post ON person_id = person.id WHERE tier = 'administrator' AND length(post.region_code) = 6 AND post.region_code <> $1",
        officer["region_code"],
    )[0]["number"]
    strangers = [
        other_county,
        *[live.person(*who)["number"] for who in (("helper",), ("manager", "finance"), ("household",))],
    ]
    supervision = [live.person(*who, 4)["number"] for who in (("inspector", "discipline"), ("auditor", "audit"))]
    for number in (officer["number"], own_county, administrator, *supervision):
        (first, *_) = _events(live, number, mine, first_only=True)
        assert first["data"]["importRun"]["id"] == mine
    for number in strangers:
        seen, nothing = _stream_bytes(live, number, mine), _stream_bytes(live, number, MISSING)
        assert seen == nothing
        assert b'"importRun":null' in seen


def test_nobody_subscribes_without_a_token(live: Live) -> None:
    answer = _post(live, "", MISSING)
    assert (answer.status_code, _code(answer.json())) == (401, "UNAUTHENTICATED")
    assert _closed_with(live, _init_with({})) == (4403, "UNAUTHENTICATED: send your token in connection_init, as Authorization: Bearer …")


# ---- the WebSocket protocol


@pytest.mark.parametrize("protocols", [["graphql-ws"], [], ["graphql-ws", "other"]])
def test_older_protocol_is_refused_in_the_handshake(live: Live, protocols: list[str]) -> None:
    async def connect() -> None:
        async with websockets.connect(live.socket, subprotocols=protocols or None):  # type: ignore[arg-type]
            raise AssertionError("it was accepted")

    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(connect())
    assert refused.value.response.status_code == 403


Talk = Callable[[ClientConnection], Any]


def _init_with(payload: Any, *messages: Any) -> Talk:
    async def talk(socket: ClientConnection) -> None:
        await _send(socket, {"type": "connection_init", "payload": payload})
        for message in messages:
            await _send(socket, message)

    return talk


async def _send(socket: ClientConnection, message: Any) -> None:
    await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))


def _closed_with(live: Live, talk: Talk) -> tuple[int, str]:
    """Talk, then listen until the server closes; with which code and reason."""

    async def connect() -> tuple[int, str]:
        async with websockets.connect(live.socket, subprotocols=[PROTOCOL]) as socket:  # type: ignore[list-item]
            await talk(socket)
            try:
                while True:
                    await asyncio.wait_for(socket.recv(), PATIENCE)
            except ConnectionClosed as closed:
                return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (0, "")

    return asyncio.run(connect())


def test_connection_needs_its_init_first_once_and_in_time(live: Live, administrator: str) -> None:
    ours = {"Authorization": f"Bearer {live.token(administrator)}"}

    async def nothing(socket: ClientConnection) -> None:
        pass

    async def subscribe(socket: ClientConnection) -> None:
        await _send(socket, {"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}})

    assert _closed_with(live, nothing) == (4408, "Connection initialisation timeout")
    assert _closed_with(live, subscribe) == (4401, "Unauthorized")
    assert _closed_with(live, _init_with(ours, {"type": "connection_init"})) == (4429, "Too many initialisation requests")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4400),
        ("[]", 4400),
        ('{"type": 1}', 4400),
        (b"{}", 4400),
        ({"type": "start", "id": "1"}, 4400),
        ({"type": "subscribe", "payload": {}}, 4400),
        ({"type": "subscribe", "id": "x" * 101, "payload": {}}, 4400),
        ({"type": "subscribe", "id": "1", "payload": []}, 4400),
        ('{"type": "ping", "payload": "' + "x" * MOST_BYTES + '"}', 1009),
    ],
)
def test_message_that_is_none_closes_the_connection(live: Live, administrator: str, message: Any, code: int) -> None:
    assert _closed_with(live, _init_with({"Authorization": f"Bearer {live.token(administrator)}"}, message))[0] == code


def test_second_operation_of_the_same_id_closes_the_connection(live: Live, administrator: str) -> None:
    subscribe = {"type": "subscribe", "id": "1", "payload": {"query": WATCH, "variables": {"id": live.begin()}}}
    talk = _init_with({"authorization": f"bearer {live.token(administrator)}"}, subscribe, subscribe)
    assert _closed_with(live, talk) == (4409, "Subscriber for 1 already exists")


def test_quiet_connection_is_closed_and_one_that_answers_pings_is_not(live: Live, administrator: str) -> None:
    assert _closed_with(live, _init_with({"Authorization": f"Bearer {live.token(administrator)}"}))[0] == 1000

    async def patient() -> int:
        run, pings = await asyncio.to_thread(live.begin), 0
        async with _connected(live, live.token(administrator)) as socket:
            await _send(socket, {"type": "subscribe", "id": "1", "payload": {"query": WATCH, "variables": {"id": run}}})
            while pings < 4:  # longer than the patience of the server with who says nothing
                if (await _received(socket))["type"] == "ping":
                    pings += 1
                    await _send(socket, {"type": "pong"})
        return pings

    assert asyncio.run(patient()) == 4


@asynccontextmanager
async def _connected(live: Live, token: str) -> AsyncIterator[ClientConnection]:
    async with websockets.connect(live.socket, subprotocols=[PROTOCOL]) as socket:  # type: ignore[list-item]
        await _send(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        assert await _received(socket) == {"type": "connection_ack"}
        yield socket


async def _received(socket: ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))


async def _end_of(socket: ClientConnection) -> int:
    """Listen until the server closes; with which code."""
    try:
        while True:
            await _received(socket)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0


async def _operate(socket: ClientConnection, payload: Any, id_: str = "1") -> list[Any]:
    """Everything that is said of one operation until it ends."""
    await _send(socket, {"type": "subscribe", "id": id_, "payload": payload})
    said = []
    while not said or said[-1]["type"] not in ("complete", "error"):
        message = await _received(socket)
        said += [message] if message.get("id") == id_ else []
    return said


def test_query_and_mutation_over_a_socket_answer_as_over_http(live: Live, administrator: str) -> None:
    query = "{ persons(first: 2) { totalCount edges { node { number } } } }"
    mutation = 'mutation { endPost(input: {id: "Post:999999999", expectedVersion: 1, reason: "x"}) { post { id } userErrors { code } } }'

    async def ask() -> list[list[Any]]:
        async with _connected(live, live.token(administrator)) as socket:
            return [await _operate(socket, {"query": query}), await _operate(socket, {"query": mutation})]

    asked, changed = asyncio.run(ask())
    assert [message["type"] for message in asked] == ["next", "complete"]
    assert asked[0]["payload"]["data"] == live.ask(query, administrator)["data"]
    assert changed[0]["payload"]["data"]["endPost"] == {"post": None, "userErrors": [{"code": "NOT_FOUND"}]}


DEEP = "person { importRuns(first: 1) { edges { node { " * 6 + "id" + " } } } }" * 6


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { importRun(id: 7) { id } more: importRun(id: 8) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { importRun(id: "ImportRun:1") @skip(if: true) { id } }', "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { importRun(id: "Household:1") { id } }', "BAD_USER_INPUT"),
        ('subscription { importRun(id: "x") { id } }', "BAD_USER_INPUT"),
        (f'subscription {{ importRun(id: "ImportRun:1") {{ {DEEP} }} }}', "DEPTH_LIMIT"),
        ('subscription { importRun(id: "ImportRun:1") { person { importRuns(first: 100) { edges { node { person '
         "{ importRuns(first: 100) { edges { node { person { importRuns(first: 100) { totalCount } } } } } } } } } } } }", "COST_LIMIT"),
    ],
)  # fmt: skip
def test_subscription_is_held_to_the_limits_of_a_question(live: Live, administrator: str, query: str, code: str) -> None:
    async def ask() -> list[Any]:
        async with _connected(live, live.token(administrator)) as socket:
            return await _operate(socket, {"query": query})

    (message,) = asyncio.run(ask())
    assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", code)
    answer = _post(live, administrator, query=query)
    (event,) = _parsed(answer.content)
    assert (answer.status_code, _code(event)) == (200, code)


def test_subscription_asked_as_json_is_refused(live: Live, administrator: str) -> None:
    answer = live.ask(WATCH, administrator, id=MISSING)
    assert _code(answer) == "OPERATION_NOT_SUPPORTED"


# ---- what ends a stream


def test_token_that_expires_closes_the_connection(live: Live, administrator: str) -> None:
    run = live.begin()
    token = live.token(administrator, timedelta(seconds=3 - LEEWAY))
    subscribe = {"type": "subscribe", "id": "1", "payload": {"query": WATCH, "variables": {"id": run}}}
    assert _closed_with(live, _answering_pings({"Authorization": f"Bearer {token}"}, subscribe))[0] == 4403
    (first, last) = _parsed(_post(live, administrator, run, token=live.token(administrator, timedelta(seconds=3 - LEEWAY))).content)
    assert (first["data"]["importRun"]["id"], _code(last)) == (run, "UNAUTHENTICATED")
    for late in (live.token(administrator, timedelta(minutes=-5)), "forged"):
        assert _closed_with(live, _init_with({"Authorization": f"Bearer {late}"}))[0] == 4403
        assert _post(live, administrator, run, token=late).status_code == 401


def _answering_pings(payload: Any, *messages: Any) -> Talk:
    async def talk(socket: ClientConnection) -> None:
        await _init_with(payload, *messages)(socket)
        try:
            while True:
                if (await _received(socket))["type"] == "ping":
                    await _send(socket, {"type": "pong"})
        except ConnectionClosed:
            pass

    return talk


def test_import_that_died_ends_its_stream_with_a_code(live: Live, administrator: str) -> None:
    first, last = _events(live, administrator, live.begin(last_heard_of=timedelta(hours=-1)))
    assert (first["data"]["importRun"]["state"], _code(last)) == ("checking", "IMPORT_LOST")


def test_import_that_died_is_ended_when_the_service_starts(env: dict[str, str], live: Live) -> None:
    run, late = live.begin(last_heard_of=timedelta(hours=-1)), time.monotonic() + PATIENCE
    with server(env):
        while (state := live.state(run)) == "checking" and time.monotonic() < late:
            time.sleep(0.1)
    assert state == "failed"


def test_streams_and_sockets_of_a_person_are_counted(live: Live, administrator: str) -> None:
    run, token = live.begin(), live.token(administrator)

    async def open_too_many() -> tuple[list[Any], int]:
        async with _connected(live, token) as one, _connected(live, token) as other:
            for place in range(MOST_STREAMS_A_PERSON):
                await _send(one, {"type": "subscribe", "id": str(place), "payload": {"query": WATCH, "variables": {"id": run}}})
            firsts: set[str] = set()
            while len(firsts) < MOST_STREAMS_A_PERSON:
                firsts.add((await _received(one)).get("id"))
                firsts.discard(None)  # type: ignore[arg-type]
            refused = await _operate(other, {"query": WATCH, "variables": {"id": run}})
            await _send(one, {"type": "complete", "id": "0"})
            await _operate(one, {"query": "{ __typename }"}, "by now it is closed")
            await _send(other, {"type": "subscribe", "id": "again", "payload": {"query": WATCH, "variables": {"id": run}}})
            again = await _received(other)
        return [*refused, again], 0

    *refused, again = asyncio.run(open_too_many())[0]
    (error,) = refused
    assert error["payload"][0]["extensions"] == {"code": "STREAM_LIMIT", "counted": MOST_STREAMS_A_PERSON, "allowed": MOST_STREAMS_A_PERSON}
    assert again["type"] == "next"

    async def connect_too_often() -> tuple[int, str]:
        async with websockets.connect(live.socket, subprotocols=[PROTOCOL]) as last:  # type: ignore[list-item]
            sockets = [_connected(live, token) for _ in range(MOST_SOCKETS_A_PERSON)]
            await asyncio.gather(*(socket.__aenter__() for socket in sockets))
            await _init_with({"Authorization": f"Bearer {token}"})(last)
            with pytest.raises(ConnectionClosed) as closed:
                await _received(last)
            await asyncio.gather(*(socket.__aexit__(None, None, None) for socket in sockets))
            assert closed.value.rcvd
            return closed.value.rcvd.code, closed.value.rcvd.reason

    code, reason = asyncio.run(connect_too_often())
    assert (code, reason.partition(":")[0]) == (1013, "STREAM_LIMIT")


def test_streams_end_where_the_service_stops_and_clients_go_on_when_it_is_back(env: dict[str, str], live: Live, administrator: str) -> None:
    run, port, token = live.begin(), free_port(), live.token(administrator)
    with ExitStack() as kept:
        with server(env, port=port) as first:
            programs = [("node", "tests/subscriptions.mjs", transport, first.address, token, run) for transport in ("ws", "sse")]
            clients = [kept.enter_context(running_node(*program)) for program in programs]
            assert all(_value(client, "checking") for client in clients)
            there = Live(first.address, live.issuer, live.databases, live.city, live.home)
            code, text = asyncio.run(_watch_the_end(there, token, run, first.process))
            assert first.process.wait(PATIENCE) == 0  # it waits for no stream
        assert (code, text.count(b"event: next"), text.count(b"complete")) == (1012, 1, 0)
        live.go_on(run, "writing", written=4)
        with server(env, port=port):
            assert [_value(client, "writing")["written"] for client in clients] == [4, 4]
            live.go_on(run, "done", written=10)
            assert [_value(client, "done")["written"] for client in clients] == [10, 10]
            assert [client.stdout.readline() for client in clients] == ["complete\n"] * 2


async def _watch_the_end(there: Live, token: str, run: str, process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Have the process stopped while a socket and an event stream are open: the code of the one, the bytes of the other."""
    async with _connected(there, token) as socket, httpx.AsyncClient(timeout=PATIENCE, verify=NO_TLS) as client:
        await _send(socket, {"type": "subscribe", "id": "1", "payload": {"query": WATCH, "variables": {"id": run}}})
        assert (await _received(socket))["type"] == "next"
        async with client.stream("POST", f"{there.address}/graphql", **_request(token, WATCH, run)) as stream:
            chunks = stream.aiter_bytes()
            text = await anext(chunks)
            process.terminate()
            async for chunk in chunks:
                text += chunk
        return await _end_of(socket), text


def _request(token: str, query: str, run: str) -> dict[str, Any]:
    headers = {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {token}"} if token else {})
    return {"json": {"query": query, "variables": {"id": run} if "$id" in query else {}}, "headers": headers}


def _post(live: Live, person: str, run: str = MISSING, query: str = WATCH, token: str = "") -> httpx.Response:
    """A whole stream, until its end."""
    return httpx.post(f"{live.address}/graphql", timeout=PATIENCE, **_request(token or (person and live.token(person)), query, run), verify=NO_TLS)


def _stream_bytes(live: Live, person: str, run: str) -> bytes:
    return _post(live, person, run).content.replace(run.encode(), b"")


def _events(live: Live, person: str, run: str, first_only: bool = False) -> list[Any]:
    """The answers of a stream until its end, or the first one."""
    found: list[Any] = []
    with httpx.stream("POST", f"{live.address}/graphql", timeout=PATIENCE, **_request(live.token(person), WATCH, run), verify=NO_TLS) as stream:
        text = b""
        for chunk in stream.iter_bytes():
            text += chunk
            found = _parsed(text)
            if first_only and found:
                break
    return found


def _parsed(text: bytes) -> list[Any]:
    """The answers in the events of a stream."""
    events = [event.split("\n") for event in text.decode().split("\n\n")[:-1]]
    return [json.loads(lines[1].removeprefix("data: ")) for lines in events if lines[0] == "event: next"]


def _code(answer: Any) -> str:
    return str(answer["errors"][0]["extensions"]["code"])
