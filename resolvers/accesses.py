"""Who looked at a household's record: reveals of its identifiers (from the event logs) and reads of its data, newest first.

What a person read of himself is not listed to him. What was looked at inside an investigation of the household is told to it when that is
closed, and then as the newest: whoever pages on, or keeps what he was told, misses nothing. So is supervision, but for whoever leads the
investigation: he is told at once.
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
from resolvers.investigations import Inside, list_inside, not_led
from resolvers.prepared import DIALECT
from resolvers.reads import Reads, if_there

REVEALS = f"""
SELECT occurred_at AS at, {{source}} AS source, id, actor, post, purpose, changed_fields FROM event
WHERE subject_kind = 'household' AND subject_id = $1 AND kind = '{REVEALED}'
"""
READS = """
SELECT read_at AS at, 2 AS source, id, actor, post, NULL AS purpose, '{}'::text[] AS changed_fields FROM read_record
WHERE shown && ARRAY['Household:' || $1] AND actor <> $13
"""
# looks inside an investigation are told when it is closed, and stand where they are told: above all that was told before
PAGE = """
SELECT * FROM (
    SELECT *, greatest(at, (
        SELECT max(coalesce(closed_at, 'infinity'))
        FROM unnest($7::timestamptz[], $8::timestamptz[], $9::text[], $10::timestamptz[], $11::bigint[], $12::text[])
        AS inside (since, until, who, closed_at, clue_id, concerned)
        WHERE who IN (actor, post) AND actor IS DISTINCT FROM concerned AND at >= since AND (until IS NULL OR at < until)
    )) AS told FROM ({looks}) AS look
) AS look WHERE told < 'infinity' AND (told, at, source, id) < ($2, $3, $4::int, $5::bigint)
ORDER BY told DESC, at DESC, id DESC LIMIT $6
"""
SOURCES = ("beneficiaries", "funds", "beneficiaries")  # by their number in cursors: reveals twice, reads
ORGANISATIONS = (
    "SELECT person.number, organisation.name FROM person JOIN organisation ON organisation.id = organisation_id WHERE number = ANY($1::text[])"
)


Names = Mapping[str, str | None]  # by the numbers of people


class Cursor(NamedTuple):
    """The place of an access in the list of a household: since when it is told, then when it was."""

    told: datetime
    at: datetime
    source: int
    id: int

    def __str__(self) -> str:
        return f"{self.told.isoformat()}/{self.at.isoformat()}/{self.source}/{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor:
        told, at, source, id_ = (*text.split("/"), "", "", "")[:4]
        try:
            found = cls(datetime.fromisoformat(told), datetime.fromisoformat(at), int(source), int(id_))
        except ValueError:
            found = cls(datetime.min, datetime.min, 0, 0)
        if not (_is_moment(found.told) and _is_moment(found.at) and 0 <= found.source < len(SOURCES) and 0 <= found.id < 2**63):
            raise BadInputError(f"after: {text!r} is not a cursor of this list: take endCursor of an earlier answer")
        return found


OLDEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
NEWEST = Cursor(LATEST, LATEST, 0, 0)


def _is_moment(time: datetime) -> bool:
    return time.tzinfo is not None and OLDEST <= time <= LATEST


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
    """Who looked at a household's record, as its own people or whoever supervises it are told.

    None where the subject may not ask, as where there is no such household.
    """
    if household == NOBODY or not await _may_list(reads, policy, subject, household):
        return None
    try:
        inside = await list_inside(reads, household)
    except DatabaseUnavailableError as error:  # it is not known what must not be told yet
        return Accesses([], False, [error])
    untold = inside if household == subject.household_id else not_led(inside, subject)
    found = await _looks(reads, subject, untold, (str(household), *after, first + 1))
    missing = [one for one in found if isinstance(one, DatabaseUnavailableError)]
    there = (row for rows in found if not isinstance(rows, DatabaseUnavailableError) for row in rows)
    rows = sorted(there, key=lambda row: (row["told"], row["at"], row["source"], row["id"]), reverse=True)
    actors = sorted({row["actor"] for row in rows[:first]})
    organisations, people = await asyncio.gather(if_there(_organisations(reads, actors)), if_there(_names(reads, policy, subject, actors)))
    return Accesses([_access(row, organisations, people) for row in rows[:first]], len(rows) > first, missing)


async def _looks(
    reads: Reads, subject: Subject, untold: Sequence[Inside], page: tuple[Any, ...]
) -> Sequence[Sequence[asyncpg.Record] | DatabaseUnavailableError]:
    """One page of the looks of each source, those inside the investigations `untold` as they are told later."""
    values = (*page, *([one[place] for one in untold] for place, _ in enumerate(Inside._fields)))
    return await asyncio.gather(
        *[if_there(reads.fetch(SOURCES[source], PAGE.format(looks=REVEALS.format(source=source)), *values)) for source in (0, 1)],
        if_there(reads.fetch(SOURCES[2], PAGE.format(looks=READS), *values, subject.number)),
    )


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
        Cursor(row["told"], row["at"], row["source"], row["id"]),
        tier,
        department,
        region,
        **who,
        fields=row["changed_fields"],
        purpose=purpose or None,
        reason=reason or None,
    )
