"""What is done for a household is begun and finished by whoever knows it: its helper, or a department of the place (M23, M31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from databases.code_lists.beneficiaries import HOUSEHOLD_STATE
from policies.subjects import Subject
from resolvers.changes.conditions import check_stranger
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, refused
from resolvers.changes.reasons import check_words

WORDS = 6, 300  # characters, at least and at most
AHEAD = timedelta(days=366)  # so far ahead a measure may begin
LASTING = timedelta(days=10 * 366)  # and so long it may take
INSERT = """
INSERT INTO measure (household_id, region_code, kind, department, owner_id, about, starts_on, due_on, stream_id, project_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING *
"""
FINISH = "UPDATE measure SET finished_on = $2, result = $3 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class MeasureWanted:
    """What is to be done for a household; `linked`: the person in charge, fund stream and project, by their kinds, as far as there are any."""

    household_id: int
    kind: str
    department: str
    about: str
    starts_on: date
    due_on: date | None
    linked: Mapping[str, int]


async def record_measure(changes: Changes, subject: Subject, wanted: MeasureWanted, key: str) -> str:
    """Begin a measure for a household in hardship; its global id. What it is linked to is read where it lies, as the subject may see it."""
    for kind, linked in wanted.linked.items():
        await changes.look(subject, kind, linked, f"{kind[0].lower()}{kind[1:]}Id")
    await check_stranger(changes, subject, wanted.household_id)

    async def change(work: Work) -> Outcome[str]:
        home = await work.row("Household", wanted.household_id, "householdId")
        acting = work.acting("Measure", "record_measure", {"household_id": home["id"], "region_code": home["region_code"]})
        _check(work, home, wanted)
        row = await work.connection.fetchrow(INSERT, *_values(home, wanted))
        assert row is not None
        told = {"region_code": row["region_code"], "changed_fields": sorted(row.keys()), "after_digest": row_digest(row)}
        return Outcome(f"Measure:{row['id']}", [work.event("measure_recorded", "measure", row["id"], acting, **told)])

    return await changes.make_once(subject, "beneficiaries", change, {}, key, wanted)


@dataclass(frozen=True)
class MeasureFinish:
    """A measure, the version that was seen, its last day (today at the latest) and what came of it."""

    measure_id: int
    expected_version: int
    finished_on: date | None
    result: str


async def finish_measure(changes: Changes, subject: Subject, wanted: MeasureFinish) -> str:
    """Finish a measure with its result; its global id."""
    measure = await changes.look(subject, "Measure", wanted.measure_id, "id")
    await check_stranger(changes, subject, measure["household_id"])

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Measure", wanted.measure_id, "id", "finish_measure", expected_version=wanted.expected_version)
        if row["finished_on"] is not None:
            raise refused(Code.MEASURE_FINISHED, "id", day=row["finished_on"])
        day = wanted.finished_on or work.clock.today()
        _check_finish(work, row, day, wanted.result)
        after = await work.connection.fetchrow(FINISH, row["id"], day, wanted.result.strip())
        assert after is not None
        told = {"region_code": row["region_code"], "changed_fields": ["finished_on", "result"]}
        digests = {"before_digest": row_digest(row), "after_digest": row_digest(after)}
        acting = work.acting("Measure", "finish_measure", row)
        return Outcome(f"Measure:{row['id']}", [work.event("measure_finished", "measure", row["id"], acting, **told, **digests)])

    return await changes.make(subject, "beneficiaries", change)


def _check(work: Work, home: Record, wanted: MeasureWanted) -> None:
    """Only for who is in hardship: a measure that began while an exit is signed would make void what was signed."""
    if home["state"] != "active":
        raise refused(Code.NOT_IN_HARDSHIP, "householdId", label=HOUSEHOLD_STATE.labels[home["state"]], state=home["state"])
    check_words(wanted.about, "about", *WORDS)
    if not home["filed_on"] <= wanted.starts_on <= work.clock.today() + AHEAD:
        raise refused(Code.INVALID_PERIOD, "startsOn")
    if wanted.due_on is not None and not wanted.starts_on <= wanted.due_on <= wanted.starts_on + LASTING:
        raise refused(Code.INVALID_PERIOD, "dueOn")


def _check_finish(work: Work, row: Record, day: date, result: str) -> None:
    if day > work.clock.today():
        raise refused(Code.IN_THE_FUTURE, "finishedOn", today=work.clock.today())
    if day < row["starts_on"]:
        raise refused(Code.INVALID_PERIOD, "finishedOn")
    check_words(result, "result", *WORDS)


def _values(home: Record, wanted: MeasureWanted) -> tuple[object, ...]:
    """In the order of INSERT."""
    person, stream, project = (wanted.linked.get(kind) for kind in ("Person", "FundStream", "Project"))
    days = (wanted.starts_on, wanted.due_on)
    return home["id"], home["region_code"], wanted.kind, wanted.department, person, wanted.about.strip(), *days, stream, project
