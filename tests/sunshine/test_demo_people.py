"""What the demo prints fits together: the question beside the tokens shows its people something."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from sunshine.demo_people import EXAMPLE_REGION, demo_people
from sunshine.identity import fetching
from tests.served import NO_TLS, PATIENCE, environment, run_cli, served, write_keys

QUESTION = f'{{ households(first: 2, where: {{region: "{EXAMPLE_REGION}"}}) {{ totalCount edges {{ node {{ number headName phone }} }} }} }}'


def test_printed_question_shows_the_officer_and_the_helper_households(
    demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path
) -> None:
    databases, _ = demo_city
    env = environment(databases, tmp_path)
    write_keys(tmp_path, keys)
    people = asyncio.run(demo_people(fetching(databases)))
    with served(env) as address:
        for role in ("民政干部", "帮扶责任人"):
            person = next(person.number for person in people if role in person.chinese)
            token = run_cli("token", person, env=env | {"SUNSHINE_ADDRESS": address}).stdout.strip()
            answer = httpx.post(
                f"{address}/graphql", json={"query": QUESTION}, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE, verify=NO_TLS
            ).json()
            assert answer["data"]["households"]["totalCount"] > 0, role
