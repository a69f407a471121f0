"""GraphQL over HTTP as the specification's own audits see it, on the served application."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.schema.asking import Api
from tests.schema.node import run_node
from tests.served import NO_TLS, PATIENCE


def test_every_audit_of_graphql_over_http_is_passed(api: Api) -> None:
    done = run_node("node", "tests/audit.mjs", f"{api.address}/graphql")
    assert done.returncode == 0, done.stderr
    audits = json.loads(done.stdout)
    failed = [f"{audit['name']}: {audit['reason']}" for audit in audits if audit["status"] != "ok"]
    assert not failed, "\n".join(failed)
    assert len(audits) == 61


@pytest.mark.parametrize(("extensions", "status"), [("{}", 200), ("[]", 400), ("{", 400)])
def test_extensions_of_a_get_are_a_json_object(api: Api, extensions: str, status: int) -> None:
    answer = httpx.get(f"{api.address}/graphql", params={"query": "{ __typename }", "extensions": extensions}, timeout=PATIENCE, verify=NO_TLS)
    assert answer.status_code == status
    assert status == 200 or answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
