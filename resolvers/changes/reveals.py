"""A direct identifier is shown clear one row at a time, for a purpose, after the event that says so is written.

The event's subject is the household, so that it can list who looked; `changed_fields` names what was shown, such as
`member.7.id_number`, never a value. Nor does its reason hold one: a value that somebody wrote into it is left out there. It is no reason to
refuse, since whoever is refused for what he wrote could try values until he knew them, without an event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from databases.tables import Sensitivity
from policies.kinds import KINDS, Kind
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work, snapshot
from resolvers.changes.errors import Code, refused
from resolvers.changes.reasons import check_reason

REVEALED = "identifiers_revealed"
# kinds whose direct identifiers can be revealed, by the column that names the household
REVEALABLE: Mapping[str, str] = {"Household": "id", "Member": "household_id", "Account": "household_id"}


def direct_fields(kind: str) -> list[str]:
    return [field.name for field in KINDS[kind].fields.values() if field.sensitivity is Sensitivity.DIRECT]


@dataclass(frozen=True)
class RevealWanted:
    """Whose identifiers, which of them, why: a code of REVEAL_PURPOSE and the reason in words."""

    kind: str
    key: int
    fields: Sequence[str]
    purpose: str
    reason: str


async def reveal(changes: Changes, subject: Subject, wanted: RevealWanted) -> dict[str, str | None]:
    """The clear values by field; they are handed out when the transaction with the event has been committed.

    It takes no idempotency key: every look is an event of its own.
    """

    async def change(work: Work) -> Outcome[dict[str, str | None]]:
        kind = KINDS[wanted.kind]
        row = await work.row(wanted.kind, wanted.key, "id", lock=False)
        acting = [_acting(work, kind, row, field) for field in wanted.fields]
        if not acting:
            raise refused(Code.FIELDS_MISSING, "fields")
        check_reason(wanted.reason)
        values = {field: _clear(work, kind, row, field) for field in wanted.fields}
        event = work.event(
            REVEALED,
            "household",
            row[REVEALABLE[wanted.kind]],
            acting[0],
            region_code=row["region_code"],
            purpose=f"{wanted.purpose}: {_without(values, wanted.reason)}",
            changed_fields=[f"{kind.table.name}.{wanted.key}.{field}" for field in sorted(values)],
        )
        return Outcome(values, [event])

    return await changes.make(subject, KINDS[wanted.kind].database, change)


def _acting(work: Work, kind: Kind, row: Record, field: str) -> Assignment:
    acting = work.policy.revealing(work.subject, snapshot(kind, row), field)
    if acting is None:
        raise refused(Code.NOT_PERMITTED, "fields")
    return acting


def _clear(work: Work, kind: Kind, row: Record, name: str) -> str | None:
    field = kind.fields[name]
    if field.clear is not None:
        value: str | None = row[field.clear]
        return value
    sealed = row[f"{name}_encrypted"]
    return sealed and work.keys.open(f"{kind.table.name}.{name}", sealed)


def _without(values: Mapping[str, str | None], reason: str) -> str:
    """The reason with the names of fields instead of their values, the longest first: an address may hold a name."""
    fields = {value: field for field, value in values.items() if value}
    longest_first = sorted(fields, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda found: f"[{fields[found[0]]}]", reason) if fields else reason
