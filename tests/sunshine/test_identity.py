"""Who asks, over real HTTP: people of an outside issuer, and posts that only the database knows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from databases.connections import Databases
from databases.demo_city.city import City
from databases.failures import WrongDataError
from databases.identifiers import IdentifierKeys
from schema.key_sets import public_jwk
from schema.tokens import Issuer
from tests.key_server import KeyServer, key_server
from tests.served import NO_TLS, PATIENCE, environment, run_cli, served, write_keys

KEY, OTHER = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
OFFICER = """
SELECT person.id, person.number FROM post JOIN person ON person.id = post.person_id
WHERE tier = 'manager' AND department = 'civil_affairs' AND length(post.region_code) = 9 ORDER BY person.id DESC LIMIT 1
"""
FIRST_HOUSEHOLDS = "{ households(first: 1) { totalCount } }"


@dataclass
class Api:
    """An API that takes the tokens of an outside issuer."""

    address: str
    issuer: KeyServer
    databases: Databases

    def ask(self, person: str, key: Any = KEY) -> httpx.Response:
        token = Issuer(self.issuer.address, key).token(person, timedelta(minutes=5))
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
        return httpx.post(f"{self.address}/graphql", json={"query": FIRST_HOUSEHOLDS}, headers=headers, timeout=PATIENCE, verify=NO_TLS)

    def forces(self, sql: str, *values: Any) -> Any:
        async def run() -> Any:
            async with self.databases.connection("forces") as connection:
                return await connection.fetchrow(sql, *values)

        return asyncio.run(run())


@pytest.fixture(scope="module")
def api(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    databases, _ = demo_city
    home = tmp_path_factory.mktemp("home")
    write_keys(home, keys)
    with key_server(public_jwk(KEY.public_key())) as issuer:
        env = environment(databases, home) | {"SUNSHINE_ISSUER": issuer.address}
        assert run_cli("keys", env=env).returncode == 0
        with served(env) as address:
            yield Api(address, issuer, databases)


def _code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


def test_people_of_the_issuer_are_those_of_the_database(api: Api) -> None:
    officer = api.forces(OFFICER)
    assert api.ask(officer["number"]).json()["data"]["households"]["totalCount"] > 0
    assert _code(api.ask("P999999")) == (401, "UNAUTHENTICATED")


def test_person_whose_post_has_ended_is_refused(api: Api) -> None:
    donor = api.forces(
        "SELECT person.id, number, post.period FROM post JOIN person ON person.id = person_id"
        " WHERE tier = 'donor' AND lower(post.period) < current_date - 1 ORDER BY number DESC LIMIT 1"
    )
    end = "UPDATE post SET period = daterange(lower(period), current_date - 1) WHERE person_id = $1 RETURNING id"
    try:
        api.forces(end, donor["id"])
        assert _code(api.ask(donor["number"])) == (401, "UNAUTHENTICATED")
    finally:
        api.forces("UPDATE post SET period = $2 WHERE person_id = $1 RETURNING id", donor["id"], donor["period"])
    assert api.ask(donor["number"]).status_code == 200


def test_token_of_100_kilobytes_is_refused(api: Api) -> None:
    answer = httpx.post(
        f"{api.address}/graphql",
        json={"query": FIRST_HOUSEHOLDS},
        headers={"Authorization": f"Bearer {'a' * 100_000}"},
        timeout=PATIENCE,
        verify=NO_TLS,
    )
    assert _code(answer) == (401, "UNAUTHENTICATED")


def test_flood_of_unknown_keys_makes_no_flood_of_requests(api: Api) -> None:
    for _ in range(60):
        assert _code(api.ask("P000001", OTHER)) == (401, "UNAUTHENTICATED")
    assert len(api.issuer.asked) < 20


def test_absent_issuer_is_told_and_known_keys_go_on(api: Api) -> None:
    officer = api.forces(OFFICER)["number"]
    api.issuer.is_away = True
    codes = set()
    while (503, "IDENTITY_UNAVAILABLE") not in codes:  # as soon as the issuer may be asked again
        codes.add(_code(api.ask(officer, OTHER)))
    assert codes <= {(401, "UNAUTHENTICATED"), (503, "IDENTITY_UNAVAILABLE")}
    assert api.ask(officer).status_code == 200
    api.issuer.is_away = False


def test_own_tokens_do_not_count_beside_an_issuer(demo_city: tuple[Databases, City], tmp_path: Path) -> None:
    env = environment(demo_city[0], tmp_path) | {"SUNSHINE_ISSUER": "https://login.example"}
    assert run_cli("keys", env=env).returncode == 0
    done = run_cli("token", "P000001", env=env)
    assert (done.returncode, done.stdout) == (3, "")
    assert "https://login.example" in done.stderr


def test_nobody_gets_no_token(demo_city: tuple[Databases, City], tmp_path: Path) -> None:
    env = environment(demo_city[0], tmp_path)
    assert run_cli("keys", env=env).returncode == 0
    done = run_cli("token", "NOBODY", env=env)
    assert (done.returncode, done.stdout) == (WrongDataError.exit_code, "")
    assert "NOBODY holds no post today" in done.stderr


def test_nobody_brings_in_nothing_and_is_told_so_in_both_languages(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path) -> None:
    env = environment(demo_city[0], tmp_path)
    write_keys(tmp_path, keys)
    (sheet := tmp_path / "households.csv").write_text(run_cli("import", "households", "--template", env=env).stdout, "utf-8")
    done = run_cli("import", "households", str(sheet), "--as", "NOBODY", env=env)
    assert (done.returncode, done.stdout) == (WrongDataError.exit_code, "")
    assert "NOBODY 今日没有岗位，不能导入 (holds no post today, and may bring in nothing)" in done.stderr


@pytest.mark.parametrize("wrong", [{"SUNSHINE_ISSUER": "http://login.example"}, {"SUNSHINE_JWKS": "https://login.example/keys"}])
def test_unsafe_issuer_is_refused_at_the_start(demo_city: tuple[Databases, City], tmp_path: Path, wrong: dict[str, str]) -> None:
    done = run_cli("keys", env=environment(demo_city[0], tmp_path) | wrong)
    assert done.returncode == 3
    assert "SUNSHINE_ISSUER" in done.stderr
