"""The clients that other people build with, on the served API and on the published schema."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport

from tests.released_schema import promised
from tests.schema.asking import Api
from tests.schema.node import CLIENTS, run_node

PAGE = "query ($after: String) { households(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { number } } } }"


@pytest.fixture
def helper(api: Api) -> tuple[str, list[str]]:
    """A helper's token, and the numbers of the households that are paired with him."""
    person = api.person("helper")
    paired = api.truth("forces", "SELECT household_id FROM pairing WHERE person_id = $1 AND period @> current_date", person["id"])
    sql = "SELECT number FROM household WHERE id = ANY($1::bigint[]) ORDER BY number"
    numbers = [row["number"] for row in api.truth("beneficiaries", sql, [row["household_id"] for row in paired])]
    assert len(numbers) > 2, "needs more than one page"
    return api.issuer.token(person["number"], timedelta(minutes=5)), numbers


def test_urql_pages_by_cursors_and_reads_the_code_of_an_error(api: Api, helper: tuple[str, list[str]]) -> None:
    token, numbers = helper
    seen = json.loads(_output(run_node("node", "tests/urql.mjs", api.address, token)))
    assert sorted(seen["numbers"]) == numbers
    assert (seen["totalCount"], seen["code"]) == (len(numbers), "BAD_USER_INPUT")


def test_python_gql_pages_by_cursors_and_reads_the_code_of_an_error(api: Api, helper: tuple[str, list[str]]) -> None:
    token, numbers = helper
    pages, error = asyncio.run(_all_pages(f"{api.address}/graphql", token))
    assert sorted(edge["node"]["number"] for page in pages for edge in page["edges"]) == numbers
    assert error.errors
    assert error.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"


async def _all_pages(url: str, token: str) -> tuple[list[dict[str, Any]], TransportQueryError]:
    transport = HTTPXAsyncTransport(url, headers={"Authorization": f"Bearer {token}"})
    pages: list[dict[str, Any]] = []
    async with Client(transport=transport) as session:
        while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
            after = pages[-1]["pageInfo"]["endCursor"] if pages else None
            pages.append((await session.execute(GraphQLRequest(PAGE, variable_values={"after": after})))["households"])
        with pytest.raises(TransportQueryError) as caught:
            await session.execute(GraphQLRequest(PAGE, variable_values={"after": "bad"}))
    return pages, caught.value


def test_typed_documents_of_the_examples_compile() -> None:
    _output(run_node("graphql-codegen", "--config", "codegen.json"))
    _output(run_node("tsc", "-p", "tests/tsconfig.json"))


def test_relay_compiles_a_connection_that_pages() -> None:
    _output(run_node("relay-compiler"))
    assert "Households_households" in (CLIENTS / "relay/__generated__/HouseholdsPage.graphql.js").read_text("utf-8")


def test_a_breaking_change_of_the_schema_is_found(repository: Path, tmp_path: Path) -> None:
    published, planted = repository / "docs" / "schema.graphql", tmp_path / "schema.graphql"
    planted.write_text(published.read_text("utf-8").replace("\n  headName: String\n", "\n  headNames: String\n", 1), "utf-8")
    found = run_node("node", "schema-diff.mjs", str(published), str(planted))
    assert found.returncode == 1
    assert "BREAKING: Field 'headName' was removed from object type 'Household'" in found.stdout.splitlines()
    assert run_node("node", "schema-diff.mjs", str(published), str(published)).returncode == 0


def test_every_change_since_the_last_release_that_can_break_a_client_is_listed(repository: Path) -> None:
    docs = repository / "docs"
    found = run_node("node", "schema-diff.mjs", str(docs / "schema.released.graphql"), str(docs / "schema.graphql"))
    breaking = [line.removeprefix("BREAKING: ") for line in found.stdout.splitlines() if line.startswith("BREAKING: ")]
    assert found.returncode == bool(breaking), found.stderr
    assert sorted(re.findall(r"^- (.*)$", (docs / "breaking.md").read_text("utf-8"), re.MULTILINE)) == sorted(breaking)


def test_what_is_kept_of_a_schema_lacks_nothing_but_descriptions(repository: Path, tmp_path: Path) -> None:
    published, kept = repository / "docs" / "schema.graphql", tmp_path / "kept.graphql"
    kept.write_text(promised(published.read_text("utf-8")), "utf-8")
    assert '"""' not in kept.read_text("utf-8")
    found = run_node("node", "schema-diff.mjs", str(kept), str(published))
    assert found.returncode == 0
    assert [line for line in found.stdout.splitlines()[:-1] if "escription" not in line] == []


def _output(done: Any) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)
