"""People who draft, review, give and receive in the demo city, for tests that call the changes themselves."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import asyncpg
import pytest

from databases.clock import Clock
from databases.connections import Databases
from databases.identifiers import IdentifierKeys
from policies import policy
from policies.subjects import Assignment, Subject
from resolvers.changes import needs, pledges
from resolvers.changes.core import Changes
from resolvers.changes.errors import Code, RefusedError

START = datetime(2027, 3, 3, 4, tzinfo=UTC)
NUMBERS = count(1)


def official(person: int) -> Subject:
    return Subject(person, assignments=(Assignment.of("manager", "civil_affairs", "3202"),), number=f"P{person:06d}")


def officer(person: int, village: str) -> Subject:
    return Subject(person, assignments=(Assignment.of("manager", "town_government", village),), number=f"P{person:06d}")


def inspector(person: int) -> Subject:
    return Subject(person, assignments=(Assignment.of("inspector", "", "3202"),), number=f"P{person:06d}")


def helper(person: int, key: int) -> Subject:
    """The responsible helper of a household."""
    return Subject(person, assignments=(Assignment.of("helper", "", "3202"),), paired=frozenset({key}), number=f"P{person:06d}")


def household(person: int, key: int) -> Subject:
    return Subject(person, key, (Assignment.of("household", "", "3202"),), number=f"P{person:06d}")


def donor(person: int, key: int) -> Subject:
    return Subject(person, assignments=(Assignment.of("donor", "", "3202"),), number=f"P{person:06d}", donor_id=key)


def volunteer(person: int, key: int) -> Subject:
    return Subject(person, assignments=(Assignment.of("volunteer", "", "3202"),), number=f"P{person:06d}", volunteer_id=key)


JOIN = """
WITH person AS (INSERT INTO person (number, name, sex, organisation_id, grade, region_code)
    SELECT 'N' || (SELECT max(id) + 1 FROM person), '某某', '1', organisation_id, grade, '3202' FROM person ORDER BY id LIMIT 1 RETURNING id),
  post AS (INSERT INTO post (person_id, tier, region_code, region_level, period) SELECT id, 'donor', '3202', 'city', '[2020-01-01,)' FROM person)
INSERT INTO donor (person_id, display_name, is_anonymous, verified_on, verified_by_id, region_code) SELECT id, '某某', true, '2020-01-01', 1, '3202' FROM person RETURNING id, person_id
"""
DRAFTER, FIRST, SECOND = official(101), official(102), official(103)
DONORS = [donor(120 + place, 1 + place) for place in range(5)]
LIVE = """
SELECT coalesce(sum(coalesce(delivered_quantity, quantity)), 0)::int FROM pledge WHERE need_id = $1 AND state NOT IN ('released', 'expired', 'voided')
"""
# of a row: that a giver was warned is no change of his pledge
CHANGES = "SELECT count(*) FROM event WHERE subject_kind = $1 AND subject_id = $2 AND kind NOT IN ('pledge_expiring', 'pledge_overdue', 'pledge_feedback_due')"
MOST_HELD = "UPDATE rule_parameter SET value = $1 WHERE name = 'pledges_held_a_giver'"
MOST_A_DAY = "UPDATE rule_parameter SET value = $1 WHERE name = 'pledges_a_giver_a_day'"


async def refusal(work: Awaitable[Any]) -> Code:
    """The code with which something is refused; its reason is told in both languages."""
    with pytest.raises(RefusedError) as found:
        await work
    (error,) = found.value.errors
    assert error.message("zh") != error.message("en")
    return error.code


@dataclass
class Street:
    """The demo city with a clock that stands, and the changes of it."""

    databases: Databases
    keys: IdentifierKeys
    clock: Clock = field(default_factory=lambda: Clock(START))
    size: int = 4

    def __post_init__(self) -> None:
        self.changes = Changes(self.databases, policy.load(), self.keys, self.clock, self.size)
        self._connections: dict[str, asyncpg.Connection[Any]] = {}

    async def fetch(self, sql: str, *values: Any, database: str = "forces") -> list[asyncpg.Record]:
        return await (await self.connection(database)).fetch(sql, *values)

    async def connection(self, database: str) -> asyncpg.Connection[Any]:
        """As the owner of the tables, kept until the end."""
        if database not in self._connections:
            self._connections[database] = await self.databases.connect(database)
        return self._connections[database]

    async def close(self) -> None:
        await self.changes.close()
        for connection in self._connections.values():
            await connection.close()

    async def new_donor(self) -> Subject:
        """Somebody verified who has pledged nothing yet."""
        row = (await self.fetch(JOIN))[0]
        return donor(row["person_id"], row["id"])

    async def item(self, code: str) -> int:
        return int((await self.fetch("SELECT id FROM need_item WHERE code = $1", code))[0]["id"])

    async def measure(self) -> asyncpg.Record:
        """A measure that goes on, of a household that nobody has declared kin and that asks for nothing yet."""
        taken = [
            row[0] for row in await self.fetch("SELECT household_id FROM need WHERE household_id IS NOT NULL UNION SELECT household_id FROM relative")
        ]
        sql = """SELECT DISTINCT ON (household_id) id, household_id, region_code FROM measure
        WHERE NOT household_id = ANY($1) AND household_id > 30 AND finished_on IS NULL LIMIT 1"""
        return (await self.fetch(sql, taken, database="beneficiaries"))[0]

    async def drafted(self, quantity: int = 1, item: str = "tutoring", price: str = "0", drafter: Subject = DRAFTER, **more: Any) -> int:
        """The key of a new need."""
        measure = more.get("measure") or await self.measure()
        needed_by = more.get("needed_by") or date(2027, 12, 31)
        wanted = needs.NeedWanted("Measure", measure["id"], await self.item(item), quantity, Decimal(price), needed_by)
        return _key(await needs.draft_need(self.changes, drafter, wanted, f"need-{next(NUMBERS)}"))

    async def published(self, quantity: int = 1, **more: Any) -> int:
        need = await self.drafted(quantity, **more)
        await needs.review_need(self.changes, FIRST, needs.NeedReview(need, 1, None))
        await needs.review_need(self.changes, SECOND, needs.NeedReview(need, 2, None))
        await needs.publish_need(self.changes, FIRST, needs.NeedChange(need, 3))
        return need

    async def pledged(self, need: int, giver: Subject, quantity: int = 1, charity: int | None = None) -> int:
        return _key(await pledges.make_pledge(self.changes, giver, pledges.PledgeWanted(need, quantity, charity), f"pledge-{next(NUMBERS)}"))

    async def row(self, table: str, key: int) -> asyncpg.Record:
        return (await self.fetch(f"SELECT * FROM {table} WHERE id = $1", key))[0]

    async def version(self, pledge: int) -> int:
        return int((await self.row("pledge", pledge))["version"])

    async def confirmed(self, pledge: int, giver: Subject) -> None:
        await pledges.see_facts(self.changes, giver, pledges.PledgeChange(pledge, await self.version(pledge)))
        await pledges.confirm_pledge(self.changes, giver, pledges.PledgeChange(pledge, await self.version(pledge)))

    async def delivered(self, pledge: int, giver: Subject, receipt: str | None = None) -> None:
        await self.confirmed(pledge, giver)
        await pledges.deliver_pledge(self.changes, giver, pledges.PledgeDelivery(pledge, await self.version(pledge), receipt))


def _key(global_id: str) -> int:
    return int(global_id.partition(":")[2])
