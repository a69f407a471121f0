"""Killed, full, refused, tampered with: nothing half-written, nothing lost, and a message that says what to do."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from databases import embedded
from databases.clock import Clock
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import load_and_list
from databases.event_log import Checkpoint, Event, append, newest_checkpoint
from databases.identifiers import IdentifierKeys
from databases.migrations import MigrationError, migrate
from databases.registry import TABLES
from databases.tables import is_entity
from open_data.release import checkpoints
from resolvers.spreadsheets.kinds import KINDS
from sunshine import keys as key_files
from sunshine.sequencer import sequence_and_sign
from tests.cities import Cities
from tests.served import NO_TLS, PATIENCE, ROOT, environment, run_cli, served, write_keys

COPYING = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state = 'active' AND datname = current_database()"
MIGRATING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sunshine' AND query LIKE 'CREATE%' AND datname = current_database()"
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sunshine' AND pid <> pg_backend_pid() AND (query LIKE 'COPY%' OR query LIKE '%staged_%') AND state = 'active'"
FILLED = "SELECT count(*) FROM event"
WRITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sunshine' AND query LIKE '%staged_official_statistic%' AND state <> 'idle' "
    "AND datname = current_database() AND pid <> pg_backend_pid()"
)
DIVISIONS = [["32", "某省", "", "", "", "1990-01-01", "", ""]] + [
    [f"32{place:02d}", f"某市{place}", "32", "", "", "1990-01-01", "", ""] for place in range(1, 99)
]
KINDS_OF_STATISTICS = ("城镇居民人均可支配收入", "城镇居民可支配收入增长率", "农民人均可支配收入", "常住人口")
STATISTICS = [
    [division[0], str(year), kind, "8", "统计公报", "是"]  # slips of the unit, confirmed
    for division in DIVISIONS
    for year in range(1990, 2020)
    for kind in KINDS_OF_STATISTICS
]


@pytest.fixture
def city(dsns: dict[str, str], request: pytest.FixtureRequest) -> Databases:
    """An empty schema of its own in each of the four databases; nothing is migrated yet."""
    return Databases(dsns, f"f{abs(hash(request.node.name)):x}"[:20])


@pytest.fixture
def migrated(cities: Cities, keys: IdentifierKeys, tmp_path: Path) -> Databases:
    """One with its tables, and with keys to write into them."""
    write_keys(tmp_path, keys)
    return cities.empty()


def _query(databases: Databases, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
    async def fetch() -> list[asyncpg.Record]:
        async with databases.connection(database) as connection:
            return await connection.fetch(sql, *values)

    return asyncio.run(fetch())


def _kill_when(databases: Databases, sql: str, database: str, arguments: list[str], env: dict[str, str]) -> None:
    """Start a command, and kill it at the moment when a database shows what it has come to."""
    process = _come_to(databases, sql, database, arguments, env)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _come_to(databases: Databases, sql: str, database: str, arguments: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a command, and wait until a database shows what it has come to."""
    process = subprocess.Popen([sys.executable, "-m", "sunshine", *arguments], env=env, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    async def wait() -> None:
        deadline = time.monotonic() + PATIENCE
        async with databases.connection(database) as watcher:
            while process.poll() is None and time.monotonic() < deadline and not await watcher.fetchval(sql):
                await asyncio.sleep(0.002)

    asyncio.run(wait())
    assert process.poll() is None, "the command ended too early"
    return process


def test_killed_migration_leaves_nothing_and_runs_again(city: Databases, tmp_path: Path) -> None:
    env = environment(city, tmp_path)
    _kill_when(city, MIGRATING, "beneficiaries", ["migrate"], env)
    assert run_cli("migrate", env=env).returncode == 0
    for name in DATABASES:
        assert _query(city, name, "SELECT version_num FROM alembic_version")


def test_killed_import_leaves_nothing_and_runs_again(migrated: Databases, tmp_path: Path) -> None:
    env = environment(migrated, tmp_path)
    sheet, places = _sheet(tmp_path, "statistics", STATISTICS), _sheet(tmp_path, "divisions", DIVISIONS)
    assert run_cli("import", "divisions", places, env=env).returncode == 0
    _kill_when(migrated, WRITING, "beneficiaries", ["import", "statistics", sheet], env)
    _wait_until_rolled_back(migrated)
    assert _query(migrated, "beneficiaries", "SELECT count(*) FROM official_statistic")[0][0] == 0
    for changed in (len(STATISTICS), 0):
        done = run_cli("import", "statistics", sheet, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{changed:,} 条记录有变化" in done.stdout
    assert _query(migrated, "beneficiaries", "SELECT count(*) FROM event WHERE subject_kind = 'statistics'")[0][0] == 1


def test_import_that_the_server_ends_is_told_in_words(migrated: Databases, tmp_path: Path) -> None:
    env = environment(migrated, tmp_path)
    sheet, places = _sheet(tmp_path, "statistics", STATISTICS), _sheet(tmp_path, "divisions", DIVISIONS)
    assert run_cli("import", "divisions", places, env=env).returncode == 0
    ending = WRITING.replace("count(*)", "count(pg_terminate_backend(pid))")  # in the statement that finds it: the next may come too late
    process = _come_to(migrated, ending, "beneficiaries", ["import", "statistics", sheet], env)
    _, told = process.communicate()
    assert process.returncode == 3
    assert "Nothing half-written stays; run it again" in told
    assert "Traceback" not in told
    assert _query(migrated, "beneficiaries", "SELECT count(*) FROM official_statistic")[0][0] == 0


def _sheet(folder: Path, kind: str, rows: list[list[str]]) -> str:
    path = folder / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[column.heading for column in KINDS[kind].columns], *rows])
    return str(path)


def _wait_until_rolled_back(databases: Databases) -> None:
    """The server notices a dead client when it next writes to it, or reads from it."""
    deadline = time.monotonic() + PATIENCE
    while _query(databases, "projects", BUSY)[0][0]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_seeding_a_database_that_holds_other_rows_is_refused(migrated: Databases, tmp_path: Path) -> None:
    env = environment(migrated, tmp_path)

    async def write() -> None:
        async with migrated.connection("funds") as connection, connection.transaction():
            await append(connection, [Event("imported", "fund_streams", "x", "system", datetime.now(UTC))])

    asyncio.run(write())
    refused = run_cli("seed-demo", env=env)
    assert refused.returncode == 1
    assert "funds holds data already" in refused.stderr
    assert _query(migrated, "beneficiaries", "SELECT count(*) FROM region")[0][0] == 0


def test_seeding_killed_twice_ends_as_if_it_had_not_been(migrated: Databases, cities: Cities, keys: IdentifierKeys, tmp_path: Path) -> None:
    env, faults = environment(migrated, tmp_path), tmp_path / "planted-faults" / f"{migrated.city}.jsonl"
    undisturbed = cities.empty()
    asyncio.run(load_and_list(undisturbed, City(600, heard_on=Clock().today()), keys, tmp_path / "expected.jsonl", lambda *_: None))
    expected = (tmp_path / "expected.jsonl").read_bytes()
    faults.parent.mkdir()
    faults.write_text("of a city that was here before")
    _kill_when(migrated, COPYING, "beneficiaries", ["seed-demo"], env)
    _wait_until_rolled_back(migrated)
    assert _query(migrated, "beneficiaries", "SELECT count(*) FROM household")[0][0] == 0
    with _held_up(migrated, "beneficiaries", "projects", "forces"):
        _kill_when(migrated, FILLED, "funds", ["seed-demo"], env)
    assert not faults.exists()
    refused = run_cli("seed-demo", "--households", "60", env=env)
    assert refused.returncode == 1
    assert "600 households, seed 2020" in refused.stderr
    assert _query(migrated, "forces", "SELECT count(*) FROM region")[0][0] == 0
    assert (done := run_cli("seed-demo", env=env)).returncode == 0, done.stderr
    assert faults.read_bytes() == expected
    for name in DATABASES:
        assert _rows(migrated, name) == _rows(undisturbed, name)
    _assert_list_is_made_once(migrated, keys, faults)
    faults.unlink()
    asyncio.run(load_and_list(migrated, City(60), keys, faults, lambda *_: None))
    assert faults.read_bytes() == expected, "the list is of the city that is there"


def _assert_list_is_made_once(databases: Databases, keys: IdentifierKeys, faults: Path) -> None:
    made: list[str] = []
    asyncio.run(load_and_list(databases, City(600), keys, faults, lambda _, table, __: made.append(table)))
    assert not made


@contextmanager
def _held_up(databases: Databases, *names: str) -> Iterator[None]:
    """Whoever loads a city waits in these databases, so that only the others are filled."""
    with asyncio.Runner() as runner:
        waited_for = [runner.run(databases.connect(name)) for name in names]
        for connection in waited_for:
            runner.run(connection.execute("BEGIN; LOCK TABLE region IN ACCESS EXCLUSIVE MODE"))
        yield
        for connection in waited_for:
            runner.run(connection.close())


def _rows(databases: Databases, database: str) -> dict[str, str]:
    """A digest of the rows of each table, but for what differs between two cities that are the same: seals and the moment of loading."""
    without = "ARRAY(SELECT column_name::text FROM information_schema.columns WHERE column_name LIKE '%\\_encrypted' OR column_name = 'recorded_at')"
    digest = f"SELECT md5(string_agg(md5((to_jsonb(t) - {without})::text), '' ORDER BY id)) FROM {{}} AS t"
    return {table.name: _query(databases, database, digest.format(table.name))[0][0] for table in TABLES[database].sorted_tables if is_entity(table)}


def test_keys_whose_making_was_killed_are_made_by_the_next_command(tmp_path: Path) -> None:
    """The limit has the system kill the process at the first byte that it writes into a file."""
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); signal.signal(signal.SIGXFSZ, signal.SIG_DFL)"
    make = f"import resource, signal, sys; from pathlib import Path; from sunshine import keys; {limit}; keys.generate(Path(sys.argv[1]))"
    killed = subprocess.run([sys.executable, "-c", make, str(tmp_path)], check=False, cwd=ROOT)
    assert killed.returncode == -signal.SIGXFSZ
    assert len(key_files.generate(tmp_path)) == 4
    assert key_files.load(tmp_path)
    assert key_files.generate(tmp_path) == []


def test_two_who_seed_at_once_make_one_city(migrated: Databases, keys: IdentifierKeys, tmp_path: Path) -> None:
    async def both() -> list[dict[str, int]]:
        loads = [load_and_list(migrated, City(60), keys, tmp_path / "faults.jsonl", lambda *_: None) for _ in range(2)]
        return list(await asyncio.gather(*loads))

    written = asyncio.run(both())
    assert sorted(sum(rows.values()) > 0 for rows in written) == [False, True]
    assert _query(migrated, "beneficiaries", "SELECT count(*) FROM household")[0][0] == 60


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("COMMENT ON TABLE alembic_version IS 'of yesterday'", "the tables of an earlier state of this software"),
        ("UPDATE alembic_version SET version_num = 'funds_0001'", "or for another of the four databases"),
    ],
)
def test_tables_of_another_state_are_not_taken_for_todays(city: Databases, made: str, told: str) -> None:
    asyncio.run(migrate(city, "forces"))
    assert asyncio.run(migrate(city, "forces")).before == "forces_0001"
    _query(city, "forces", made)
    with pytest.raises(MigrationError, match=told):
        asyncio.run(migrate(city, "forces"))


def test_two_cities_side_by_side_do_not_see_each_other(dsns: dict[str, str]) -> None:
    first, second = Databases(dsns, "city_one"), Databases(dsns, "city_two")
    for databases in (first, second):
        for name in DATABASES:
            asyncio.run(migrate(databases, name))
    sql = "INSERT INTO region (code, name, name_sort, level, valid_from) VALUES ('32', $1, 'x', 'province', '1990-01-01')"
    _query(first, "forces", sql, "一省")
    _query(second, "forces", sql, "二省")
    _query(second, "forces", "UPDATE region SET name = '二'")
    assert [row["name"] for row in _query(first, "forces", "SELECT name FROM region")] == ["一省"]
    assert _query(first, "forces", "SELECT count(*) FROM region_history")[0][0] == 0
    assert [row["name"] for row in _query(second, "forces", "SELECT name FROM region_history")] == ["二省"]


@pytest.fixture
def refused(demo_city: tuple[Databases, City]) -> Iterator[Databases]:
    """`beneficiaries` takes no connections, and the ones it had are gone."""
    databases, _ = demo_city
    name = urlsplit(databases.dsns["beneficiaries"]).path[1:]
    try:
        _query(databases, "projects", f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        _query(databases, "projects", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        yield databases
    finally:
        _query(databases, "projects", f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_refusing_database_is_named_by_the_command(refused: Databases, tmp_path: Path) -> None:
    done = run_cli("migrate", env=environment(refused, tmp_path))
    assert done.returncode == 3
    assert "beneficiaries does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_refusing_database_costs_only_its_own_fields(
    demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    databases, _ = demo_city
    env = environment(databases, tmp_path)
    write_keys(tmp_path, keys)
    query = "{ regions(first: 1) { totalCount } inFunds: eventLog(database: funds) { consistencyProof(first: 0, second: 0) } }"
    with served(env) as address:
        whole = httpx.post(f"{address}/graphql", json={"query": query}, timeout=PATIENCE, verify=NO_TLS).json()
        request.getfixturevalue("refused")
        partial = httpx.post(f"{address}/graphql", json={"query": query}, timeout=PATIENCE, verify=NO_TLS).json()
        ready = httpx.get(f"{address}/ready", timeout=PATIENCE, verify=NO_TLS)
    assert (ready.status_code, ready.json()["beneficiaries"]) == (200, {"state": "unavailable"})
    assert "errors" not in whole
    assert partial["data"]["regions"] is None
    assert partial["errors"][0]["extensions"]["code"] == "DATABASE_UNAVAILABLE"
    assert partial["errors"][0]["path"] == ["regions"]
    assert partial["data"]["inFunds"] == whole["data"]["inFunds"]


def test_corrupted_event_is_named_by_check(migrated: Databases, tmp_path: Path) -> None:
    env = environment(migrated, tmp_path)
    ids = {name: _append(migrated, name, 50) for name in DATABASES}["forces"]
    sound = run_cli("check", env=env)
    assert sound.returncode == 0, sound.stderr
    assert "forces: 50 events, all fit, nothing to compare with: give --checkpoint" in sound.stdout
    _query(migrated, "forces", "ALTER TABLE event DISABLE TRIGGER ALL")
    _query(migrated, "forces", "UPDATE event SET actor = 'P000002' WHERE id = $1", ids[20])
    found = run_cli("check", env=env)
    assert found.returncode == 1
    assert f"event {ids[20]} (number 20 in the log): the event's row and its leaf hash disagree" in found.stdout


def test_check_reads_the_other_databases_where_one_does_not_answer(migrated: Databases, tmp_path: Path) -> None:
    env = environment(migrated, tmp_path)
    for name in DATABASES:
        _append(migrated, name, 2)
    found = run_cli("check", env=env | {"SUNSHINE_FUNDS_DSN": "postgresql://127.0.0.1:1/funds"})
    assert found.returncode == 3
    assert "funds: not checked" in found.stderr
    assert [line.partition(",")[0] for line in found.stdout.splitlines()] == [f"{name}: 2 events" for name in DATABASES if name != "funds"]


def test_damaged_tree_is_named_by_check_and_the_other_databases_are_read_too(migrated: Databases, tmp_path: Path) -> None:
    env = environment(migrated, tmp_path)
    for name in DATABASES:
        _append(migrated, name, 20)
    assert run_cli("check", env=env).returncode == 0
    _query(migrated, "funds", "ALTER TABLE event_node DISABLE TRIGGER ALL")
    _query(migrated, "funds", "UPDATE event_node SET hash = sha256('x') WHERE level = 4")
    _append(migrated, "funds", 20)
    found = run_cli("check", env=env)
    assert found.returncode == 1
    assert "Traceback" not in found.stderr
    assert "has another hash" in found.stdout
    assert "forces: 20 events, all fit, the log goes on from the checkpoint in SUNSHINE_HOME at 20 events" in found.stdout


def test_emptied_log_is_found_by_the_checkpoint_beside_the_keys_and_not_praised_without_one(migrated: Databases, tmp_path: Path) -> None:
    env = environment(migrated, tmp_path)
    for name in DATABASES:
        _append(migrated, name, 3)
    assert run_cli("check", env=env).returncode == 0
    for tables in (("event", "event_leaf", "event_node"), ("checkpoint",)):
        for table in tables:
            _query(migrated, "funds", f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        _query(migrated, "funds", f"TRUNCATE {', '.join(tables)}")
        found = run_cli("check", env=env)
        assert found.returncode == 1
        assert (
            "funds: 0 events, an event that is gone (number 0 in the log): a checkpoint kept outside is for a larger log than there is"
            in found.stdout
        )
        assert found.stdout.count("all fit, the log goes on from the checkpoint in SUNSHINE_HOME at 3 events") == len(DATABASES) - 1
    shutil.rmtree(tmp_path / "checkpoints")
    unknown = run_cli("check", env=env)
    assert unknown.returncode == 3
    assert "funds: 0 events, nothing to compare with: give --checkpoint" in unknown.stdout


def test_log_goes_on_from_a_published_checkpoint_after_its_key_was_replaced(migrated: Databases, tmp_path: Path) -> None:
    """As docs/settings.md tells it: the old public half is kept, a new key made, and both old and new checkpoints hold."""
    env = environment(migrated, tmp_path)
    folder = tmp_path / "keys"
    for name in DATABASES:
        _append(migrated, name, 20)
    published = _published(migrated, key_files.load(folder), tmp_path)
    (folder / "checkpoint.old").mkdir()
    openssl = ["openssl", "pkey", "-in", folder / "checkpoint.pem", "-pubout", "-out", folder / "checkpoint.old" / "2026.pem"]
    subprocess.run(openssl, check=True)
    (folder / "checkpoint.pem").unlink()
    key_files.generate(folder)
    _append(migrated, "funds", 10)
    sound = run_cli("check", "--checkpoint", published, env=env)
    assert sound.returncode == 0, sound.stderr
    assert "funds: 30 events, all fit, the log goes on from the checkpoint that was published at 20 events" in sound.stdout
    assert sound.stdout.count("the log goes on from the checkpoint that was published") == len(DATABASES)
    entries = json.loads(Path(published).read_text("utf-8"))
    (tmp_path / "less.json").write_text(json.dumps({name: entries[name] for name in ("forces", "projects")}))
    less = run_cli("check", "--checkpoint", str(tmp_path / "less.json"), env=env)
    assert less.returncode == 1
    assert "says nothing of beneficiaries, funds" in less.stderr.replace("\n", " ")
    shutil.rmtree(folder / "checkpoint.old")
    refused = run_cli("check", "--checkpoint", published, env=env)
    assert refused.returncode == 1
    assert "was not signed with one of the keys" in refused.stderr
    assert "the checkpoint at this size is signed with an unknown key" in run_cli("check", env=env).stdout


def _published(databases: Databases, secrets: key_files.Keys, home: Path) -> str:
    """The checkpoints of all logs, as a release carries them."""

    async def sign(name: str) -> Checkpoint:
        await sequence_and_sign(databases, name, secrets.checkpoint, home / "checkpoints")
        async with databases.connection(name) as connection:
            checkpoint = await newest_checkpoint(connection, databases.log_name(name))
        assert checkpoint
        return checkpoint

    (home / "release").mkdir()
    checkpoints.write(home / "release", {name: asyncio.run(sign(name)) for name in DATABASES}, secrets.log_keys)
    return str(home / "release" / checkpoints.FILE)


def _append(databases: Databases, database: str, count: int) -> list[int]:
    async def write() -> list[int]:
        async with databases.connection(database) as connection, connection.transaction():
            return await append(connection, [Event("granted", "post", str(i), "P000001", datetime.now(UTC)) for i in range(count)])

    return asyncio.run(write())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for an empty cluster and hardly more."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=260m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("a full disk cannot be tried here: mounting a tmpfs needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_full_disk_writes_nothing_and_says_what_to_do(small_disk: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")} | {"SUNSHINE_HOME": str(small_disk / "home")}
    _assert_told_of_a_full_disk(run_cli("seed-demo", "--households", "3000", env=env))
    subprocess.run(["mount", "-o", "remount,size=2g", str(small_disk)], check=True)
    again = run_cli("seed-demo", "--households", "3000", env=env)
    assert again.returncode == 0, again.stderr
    assert not embedded.is_running(small_disk / "home" / "postgres")
    divisions, statistics = _sheet(small_disk.parent, "divisions", DIVISIONS), _sheet(small_disk.parent, "statistics", STATISTICS)
    assert run_cli("import", "divisions", divisions, "--accept-valid", env=env).returncode == 0
    with _filled(small_disk):  # a sheet of a few rows could fit into the room that the tables have
        _assert_told_of_a_full_disk(run_cli("import", "statistics", statistics, "--accept-valid", env=env))
    with _filled(small_disk, left=0):  # not even the server can start
        _assert_told_of_a_full_disk(run_cli("check", env=env))
    done = run_cli("import", "statistics", statistics, "--accept-valid", env=env)
    assert f"{len(STATISTICS):,} 条记录有变化" in done.stdout, done.stdout + done.stderr


def _assert_told_of_a_full_disk(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 3, done.stderr
    assert "full" in done.stderr
    assert len(done.stderr.splitlines()) < 5, done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def _filled(disk: Path, left: int = 100_000) -> Iterator[None]:
    """Leave a few pages (bytes), so that the server starts and then finds no room."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - left)
    yield
    filler.unlink()
