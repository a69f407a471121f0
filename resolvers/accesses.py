"""Who looked at a household's record: reveals of its identifiers (from the event logs) and reads of its data, newest first.

What a person read of himself is not listed to him.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import asyncpg
import sqlalchemy as sa

from databases.connections import DatabaseUnavailableError
from policies.policy import Policy
from policies.subjects import NOBODY, Subject
from resolvers.changes.core import row_statement
from resolvers.changes.reveals import REVEALED
from resolvers.filters import BadInputError
from resolvers.prepared import DIALECT
from resolvers.reads import Reads, if_there

REVEALS = f"""
SELECT occurred_at AS at, {{source}} AS source, id, actor, post, purpose, changed_fields FROM event
WHERE subject_kind = 'household' AND subject_id = $1 AND kind = '{REVEALED}' AND (occurred_at, {{source}}, id) < ($2, $3::int, $4::bigint)
ORDER BY occurred_at DESC, id DESC LIMIT $5
"""
READS = """
SELECT read_at AS at, 2 AS source, id, actor, post, NULL AS purpose, '{}'::text[] AS changed_fields FROM read_record
WHERE shown && $1::text[] AND actor <> $6 AND (read_at, 2, id) < ($2, $3::int, $4::bigint)
ORDER BY read_at DESC, id DESC LIMIT $5
"""
SOURCES = ("beneficiaries", "funds", "beneficiaries")  # by their number in cursors: reveals twice, reads
ORGANISATIONS = (
    "SELECT person.number, organisation.name FROM person JOIN organisation ON organisation.id = organisation_id WHERE number = ANY($1::text[])"
)


Names = Mapping[str, str | None]  # by the numbers of people


class Cursor(NamedTuple):
    """The place of an access in the list of a household."""

    at: datetime
    source: int
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}/{self.source}/{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor:
        at, source, id_ = (*text.split("/"), "", "")[:3]
        try:
            found = cls(datetime.fromisoformat(at), int(source), int(id_))
        except ValueError:
            found = cls(datetime.min, 0, 0)
        if found.at.tzinfo is None or not (OLDEST <= found.at <= NEWEST.at and 0 <= found.source < len(SOURCES) and 0 <= found.id < 2**63):
            raise BadInputError(f"after: {text!r} is not a cursor of this list: take endCursor of an earlier answer")
        return found


OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
NEWEST = Cursor(datetime(9999, 1, 1, tzinfo=UTC), 0, 0)


@dataclass(frozen=True)
class Access:
    """One look: when, in which post, at which fields, why; who, as far as the asker may know him."""

    cursor: Cursor
    tier: str
    department: str
    region_code: str
    organisation: str | DatabaseUnavailableError | None
    person: str | DatabaseUnavailableError | None
    fields: Sequence[str]
    purpose: str | None  # none: a read, which needs no purpose
    reason: str | None


@dataclass(frozen=True)
class Accesses:
    """A page of them; `missing`: databases that hold some and do not answer."""

    items: Sequence[Access]
    has_next: bool
    missing: Sequence[DatabaseUnavailableError]


async def list_accesses(reads: Reads, policy: Policy, subject: Subject, household: int, first: int, after: Cursor = NEWEST) -> Accesses | None:
    """Who looked at a household's record; None where the subject may not ask, as where there is no such household."""
    if household == NOBODY or not await _may_list(reads, policy, subject, household):
        return None
    asked = (str(household), *after, first + 1)
    found = await asyncio.gather(
        *[if_there(reads.fetch(SOURCES[source], REVEALS.format(source=source), *asked)) for source in (0, 1)],
        if_there(reads.fetch(SOURCES[2], READS, [f"Household:{household}"], *asked[1:], subject.number)),
    )
    missing = [one for one in found if isinstance(one, DatabaseUnavailableError)]
    there = (row for rows in found if not isinstance(rows, DatabaseUnavailableError) for row in rows)
    rows = sorted(there, key=lambda row: (row["at"], row["source"], row["id"]), reverse=True)
    actors = sorted({row["actor"] for row in rows[:first]})
    organisations, people = await asyncio.gather(if_there(_organisations(reads, actors)), if_there(_names(reads, policy, subject, actors)))
    return Accesses([_access(row, organisations, people) for row in rows[:first]], len(rows) > first, missing)


async def _may_list(reads: Reads, policy: Policy, subject: Subject, household: int) -> bool:
    sql, names, constants = row_statement(policy, subject.profile, "Household", "list_accesses", False)
    values = {**constants, **subject.values, "row_key": household}
    return bool(await reads.fetch("beneficiaries", sql, *[values[name] for name in names]))


async def _organisations(reads: Reads, actors: Sequence[str]) -> Names:
    return {row["number"]: row["name"] for row in await reads.fetch("forces", ORGANISATIONS, actors)}


async def _names(reads: Reads, policy: Policy, subject: Subject, actors: Sequence[str]) -> Names:
    """Names of people as the policy shows them to the asker."""
    view = policy.view(subject.profile, "Person").select(("name",), ("number",))
    actors_ = sa.bindparam("actors", type_=sa.ARRAY(sa.Text))
    compiled = view.where(view.selected_columns._number == sa.any_(actors_)).compile(dialect=DIALECT)
    values = {**compiled.params, **subject.values, "actors": actors}
    rows = await reads.fetch("forces", str(compiled), *[values[name] for name in compiled.positiontup or ()])
    return {row["_number"]: row["name"] for row in rows}


def _access(row: asyncpg.Record, organisations: Names | DatabaseUnavailableError, people: Names | DatabaseUnavailableError) -> Access:
    tier, department, region = row["post"].split(":")
    purpose, _, reason = (row["purpose"] or "").partition(": ")
    told = {"organisation": organisations, "person": people}
    who: dict[str, Any] = {name: of if isinstance(of, DatabaseUnavailableError) else of.get(row["actor"]) for name, of in told.items()}
    return Access(
        Cursor(row["at"], row["source"], row["id"]),
        tier,
        department,
        region,
        **who,
        fields=row["changed_fields"],
        purpose=purpose or None,
        reason=reason or None,
    )
