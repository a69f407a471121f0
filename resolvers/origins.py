"""Where a record came from (M1): of each version that it had, the event of the transaction that wrote it, and the file of an import.

A version and its event hold the same moment, that of their transaction, so no row needs a column for it. A version that overtook
a transaction which began later stands a microsecond after that one (`databases/history.py`), and is told without an event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import sqlalchemy as sa

from databases.connections import DatabaseUnavailableError
from policies.kinds import KINDS
from policies.subjects import Subject
from resolvers.changes.settling import SYSTEM
from resolvers.reads import Reads, if_there
from resolvers.spreadsheets.importers import OPERATOR
from resolvers.spreadsheets.importing import IMPORTED

RIGHT = "list_origins"
MACHINES = (OPERATOR, SYSTEM.number)  # actors who are nobody
NEWEST = 2**31 - 1  # no row has so many versions
# of the events of a transaction the one about the row itself, else its import
VERSIONS = f"""
SELECT known.version, known.recorded_at, told.* FROM (
    SELECT version, recorded_at FROM {{table}} WHERE id = $1::bigint
    UNION ALL SELECT version, recorded_at FROM {{table}}_history WHERE id = $1::bigint
) AS known LEFT JOIN LATERAL (
    SELECT id AS event_id, kind, actor, post, source_digest, import_run_id FROM event WHERE event.recorded_at = known.recorded_at
    ORDER BY subject_kind = '{{table}}' AND subject_id = $1::bigint::text DESC, kind = '{IMPORTED}' DESC, id LIMIT 1
) AS told ON true
WHERE known.version < $2::int ORDER BY known.version DESC LIMIT $3
"""


Away = DatabaseUnavailableError
Known = Mapping[Any, Mapping[str, Any]]  # what is shown of rows, by their keys


@dataclass(frozen=True)
class Origin:
    """How one version of a row came to be: who wrote it and from which file, as far as the asker may know; empty where no event tells.

    People and imports lie in `forces`: while it is away, what only it knows is that error.
    """

    version: int
    recorded_at: datetime
    event_id: int | None
    kind: str | None
    tier: str | None
    department: str | None
    region_code: str | None
    actor: str | Away | None
    person: str | Away | None
    import_run_id: int | Away | None
    file_name: str | Away | None
    file_digest: bytes | None


async def list_origins(reads: Reads, subject: Subject, kind: str, key: int, first: int, before: int = NEWEST) -> list[Origin] | None:
    """The origins of a row's versions, newest first; None where the subject may not ask, as where there is no such row."""
    if kind not in KINDS or not await _may_list(reads, subject, kind, key):
        return None
    rows = await reads.fetch(KINDS[kind].database, VERSIONS.format(table=KINDS[kind].table.name), key, before, first)
    actors = {row["actor"] for row in rows if row["actor"]}
    runs = {row["import_run_id"] for row in rows if row["import_run_id"]}
    shown = await asyncio.gather(
        if_there(_shown(reads, subject, "Person", "number", actors, "number", "name")),
        if_there(_shown(reads, subject, "ImportRun", "id", runs, "file_name")),
    )
    return [_origin(row, *shown) for row in rows]


async def _may_list(reads: Reads, subject: Subject, kind: str, key: int) -> bool:
    rows = reads.policy.view(subject.profile, kind, RIGHT).select((), ("id",))
    return bool(await reads.select(subject, KINDS[kind].database, rows.where(rows.selected_columns._id == key)))


async def _shown(reads: Reads, subject: Subject, kind: str, key: str, wanted: set[Any], *names: str) -> Known:
    """Of the rows with these keys, those that the subject may read, and what of them he sees."""
    rows = reads.policy.view(subject.profile, kind).select(names, (key,))
    column = rows.selected_columns[f"_{key}"]
    found = await reads.select(subject, KINDS[kind].database, rows.where(column == sa.any_(sa.literal(sorted(wanted), sa.ARRAY(column.type)))))
    return {row[f"_{key}"]: dict(row) for row in found}


def _origin(row: asyncpg.Record, people: Known | Away, runs: Known | Away) -> Origin:
    tier, department, region = (part or None for part in (row["post"] or "::").split(":"))
    return Origin(
        *(row["version"], row["recorded_at"], row["event_id"], row["kind"], tier, department, region),
        actor=row["actor"] if row["actor"] in MACHINES else _of(people, row["actor"], "number"),
        person=_of(people, row["actor"], "name"),
        import_run_id=_of(runs, row["import_run_id"], "_id"),
        file_name=_of(runs, row["import_run_id"], "file_name"),
        file_digest=row["source_digest"],
    )


def _of(known: Known | Away, key: Any, name: str) -> Any:
    """What is shown of a row; nothing where there is none to be told of, and the error where nobody knows."""
    if isinstance(known, Away):
        return known if key is not None else None
    return known.get(key, {}).get(name)
