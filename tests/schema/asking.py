"""Asking a served city over real HTTP, with the truth beneath it at hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from databases.clock import SHANGHAI
from databases.connections import Databases
from databases.demo_city.city import City
from schema.tokens import Issuer
from tests.served import NO_TLS, PATIENCE


@dataclass
class Api:
    """A served demo city, and the truth beneath it."""

    address: str
    issuer: Issuer
    databases: Databases
    city: City
    home: Path

    def ask(self, query: str, person: str | None = None, **variables: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.issuer.token(person, timedelta(minutes=5))}"} if person else {}
        answer: dict[str, Any] = httpx.post(
            f"{self.address}/graphql", json={"query": query, "variables": variables}, headers=headers, timeout=PATIENCE, verify=NO_TLS
        ).json()
        return answer

    def truth(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        async def fetch() -> list[asyncpg.Record]:
            async with self.databases.connection(database, timezone=SHANGHAI.key) as connection:  # its current_date is our day
                return await connection.fetch(sql, *values)

        return asyncio.run(fetch())

    def measure(self, household_id: int) -> asyncpg.Record:
        """A measure of a household that goes on: needs come from no other."""
        first = "(SELECT min(id) FROM measure WHERE household_id = $1)"
        sql = f"UPDATE measure SET finished_on = NULL, result = NULL WHERE id = {first} RETURNING id, region_code"
        return self.truth("beneficiaries", sql, household_id)[0]

    def person(self, tier: str, department: str = "", region_length: int = 0) -> asyncpg.Record:
        """Somebody who holds just one post, of this kind."""
        sql = """
        SELECT person.id, number, post.region_code, post.household_id FROM post JOIN person ON person.id = post.person_id
        WHERE tier = $1 AND coalesce(department, '') = $2 AND post.period @> current_date AND ($3 = 0 OR length(post.region_code) = $3)
          AND (SELECT count(*) FROM post AS other WHERE other.person_id = person.id) = 1
        ORDER BY person.id
        """
        return self.truth("forces", sql, tier, department, region_length)[0]
