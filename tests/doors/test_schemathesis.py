"""Questions that nobody thought of: Schemathesis makes them from the published schema and asks them as every tier.

Every answer is held to what all answers promise. `SUNSHINE_TEST_SCHEMATHESIS` is the number of examples of each root field;
without it each tier is asked a few fields, other ones than its neighbour.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schema.serving.requests import GRAPHQL_JSON
from schema.tokens import Issuer
from sunshine import keys as key_files
from tests.doors import expectations
from tests.doors.house import House, Who
from tests.served import NO_TLS, PATIENCE, ROOT, server

DEEP = int(os.environ.get("SUNSHINE_TEST_SCHEMATHESIS", "0"))
FIELDS_OF_A_TIER, EXAMPLES = 9, 3
SIZE = re.compile(r"\b(first|last): -?\d+")
OF_PYTHON = re.compile(r"Traceback|object at 0x|<class |NoneType|\b[A-Z][a-z]+Error\b|expected to contain|positional argument|asyncpg|\{'|\['")
BROKEN = ("INTERNAL", "INTERNAL_ERROR", "DATABASE_UNAVAILABLE", "IDENTITY_UNAVAILABLE", "READS_UNRECORDED")

day = st.dates().map(lambda value: schemathesis.graphql.nodes.String(value.isoformat()))
moment = st.datetimes(timezones=st.timezones()).map(lambda value: schemathesis.graphql.nodes.String(value.isoformat()))
amount = st.decimals(allow_nan=False, allow_infinity=False).map(lambda value: schemathesis.graphql.nodes.String(f"{value:f}"))
for name, strategy in (("Date", day), ("DateTime", moment), ("Decimal", amount)):
    schemathesis.graphql.scalar(name, strategy)


@functools.cache
def operations() -> list[Any]:
    """All root fields. Read by whoever asks them: it takes seconds, and every process of a run collects this file."""
    return [found.ok() for found in schemathesis.graphql.from_path(ROOT / "docs" / "schema.graphql").get_all_operations()]


@pytest.fixture(scope="module")
def running(env: dict[str, str]) -> Iterator[tuple[str, Issuer]]:
    with server(env) as api:
        yield f"{api.address}/graphql", Issuer("doors", key_files.load(Path(env["SUNSHINE_HOME"]) / "keys").token)


@pytest.mark.parametrize("tier", expectations.TIERS.values())
def test_no_question_breaks_a_promise(house: House, running: tuple[str, Issuer], tier: str) -> None:
    address, issuer = running
    who = next(who for who in house.people if who.tier == tier)
    token = {"authorization": f"Bearer {issuer.token(who.number, timedelta(hours=2))}"} if who.number else {}
    with httpx.Client(headers={"accept": GRAPHQL_JSON, **token}, timeout=PATIENCE, verify=NO_TLS) as client:
        for operation in _turn(tier):
            _ask(house, who, client, address, operation)


def _turn(tier: str) -> list[Any]:
    """The root fields that are asked as a tier: all, or a few that are others for the next tier."""
    start = expectations.EVERYBODY.index(tier)
    return operations() if DEEP else operations()[start :: len(expectations.EVERYBODY)][:FIELDS_OF_A_TIER]


def _ask(house: House, who: Who, client: httpx.Client, address: str, operation: Any) -> None:
    limits = settings(max_examples=DEEP or EXAMPLES, database=None, derandomize=True, phases=[Phase.generate])

    @settings(limits, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), size=st.integers(-1, 120))
    def ask(case: Any, size: int) -> None:
        query = SIZE.sub(lambda found: f"{found[1]}: {size}", case.body)  # almost no number of all is the size of a page
        answer = client.post(address, json={"query": query})
        house.search(who, answer.text + str(answer.headers), said=query)
        check(answer, query)

    ask()


def check(answer: httpx.Response, query: str) -> None:
    """What every answer promises, whatever was asked."""
    said, content = answer.json(), (query[:2_000], answer.text[:2_000])
    assert answer.headers["content-type"].startswith(GRAPHQL_JSON), content
    assert answer.status_code == (200 if "data" in said else 400), content
    assert said.keys() <= {"data", "errors", "extensions"}, content
    assert "data" in said or said["errors"], content
    for error in said.get("errors", []):
        assert error["extensions"]["code"] not in BROKEN, content
        assert not OF_PYTHON.search(error["message"].replace("DateTime", "")), content
        assert "Did you mean" not in error["message"], content
