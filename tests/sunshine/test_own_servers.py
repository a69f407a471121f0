"""A city on an office's own servers: the same commands, the logins of docs/settings.md, another release and another sort order of PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from databases.connections import Databases
from schema.tokens import Issuer
from sunshine import keys as key_files
from tests import postgresql
from tests.served import NO_TLS, PATIENCE, environment, free_port, run_cli, served
from tests.sunshine.test_demo_portal import children, demo, status, wait_until_told

OFFICER = """
SELECT number FROM person JOIN post ON post.person_id = person.id
WHERE tier = 'manager' AND department = 'civil_affairs' AND post.region_code = '320282101' AND post.period @> current_date
"""
QUESTION = '{ households(first: 1, where: {number: {eq: "T32028200000001"}}) { edges { node { headName members { name } } } } }'


@pytest.fixture(scope="module", params=postgresql.programs() or [None], ids=lambda folder: folder.parent.name if folder else "none")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param is None:
        pytest.skip("no PostgreSQL 15 or newer is installed beside: install Debian's postgresql")
    with postgresql.started(request.param) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def logins(server: str) -> Iterator[dict[str, Databases]]:
    """The four databases as the tables' owner reaches them, and as the API does."""
    statements = ["CREATE ROLE owning LOGIN CREATEROLE", "CREATE ROLE serving LOGIN"]
    with postgresql.four_databases(server) as dsns:
        owned = [f"ALTER DATABASE {urlsplit(dsn).path[1:]} OWNER TO owning" for dsn in dsns.values()]
        asyncio.run(postgresql.execute(server, *statements, *owned))
        yield {
            login: Databases({name: dsn.replace("//root@", f"//{login}@") for name, dsn in dsns.items()}, "own_city")
            for login in ("owning", "serving")
        }


def test_a_city_is_migrated_seeded_filled_asked_and_checked(server: str, logins: dict[str, Databases], tmp_path: Path) -> None:
    env = environment(logins["owning"], tmp_path)
    _see_the_demo(env | {name: str(free_port()) for name in ("SUNSHINE_PORT", "SUNSHINE_PORTAL_PORT")}, tmp_path / "demo.log")
    (sheet := tmp_path / "households.csv").write_text(run_cli("import", "households", "--template", env=env).stdout.lstrip("\ufeff"), "utf-8")
    assert (done := run_cli("import", "households", str(sheet), env=env)).returncode == 0, (done.stdout, done.stderr)
    asyncio.run(postgresql.execute(server, "GRANT sunshine_api, sunshine_sequencer TO serving"))
    with served(environment(logins["serving"], tmp_path)) as address:
        issuer = Issuer(address, key_files.load(tmp_path / "keys").token)
        assert _asked(address, {}) == []
        assert _asked(address, {"Authorization": f"Bearer {issuer.token(_officer(logins['owning']), timedelta(minutes=5))}"}) == [
            {"headName": "王建国", "members": [{"name": "王建国"}, {"name": "李秀英"}]}
        ]
    assert (done := run_cli("check", env=env)).returncode == 0, (done.stdout, done.stderr)


def _see_the_demo(env: dict[str, str], log: Path) -> None:
    """One command makes the keys, the tables and the city, publishes it, and serves all that the demo of the embedded servers has."""
    with demo(env, log) as process:
        wait_until_told("Ready", process, log)
        told = log.read_text("utf-8")
        assert all(words in told for words in ("GraphQL: ", "Sign in: ", f"Portal: http://127.0.0.1:{env['SUNSHINE_PORTAL_PORT']}"))
        assert "民政干部" in httpx.get(f"http://127.0.0.1:{env['SUNSHINE_PORT']}/sign-in", timeout=PATIENCE, verify=NO_TLS).text
        assert status(env["SUNSHINE_PORTAL_PORT"], "/") == 200
        portal = next(pid for pid, line in children(process).items() if line.endswith(b"\0portal\0"))
        assert b"DSN" not in Path(f"/proc/{portal}/environ").read_bytes()
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def test_the_login_of_the_api_migrates_nothing(logins: dict[str, Databases], tmp_path: Path) -> None:
    refused = run_cli("migrate", env=environment(logins["serving"], tmp_path))
    assert refused.returncode != 0
    assert "permission denied" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")} | {"SUNSHINE_HOME": str(tmp_path)}
    assert run_cli("keys", env=env).stdout.count("made ") == 4
    made = {path: (path.read_bytes(), path.stat().st_mode & 0o777) for path in (tmp_path / "keys").iterdir()}
    assert {mode for _, mode in made.values()} == {0o600}
    assert "all keys are there" in run_cli("keys", env=env).stdout
    assert {path: path.read_bytes() for path in made} == {path: content for path, (content, _) in made.items()}


def _asked(address: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    answer = httpx.post(f"{address}/graphql", json={"query": QUESTION}, headers=headers, timeout=PATIENCE, verify=NO_TLS).json()
    return [edge["node"] for edge in answer["data"]["households"]["edges"]]


def _officer(databases: Databases) -> str:
    async def number() -> str:
        async with databases.connection("forces") as connection:
            return str(await connection.fetchval(OFFICER))

    return asyncio.run(number())
