"""Posts are granted and ended by administrators: inside their division and department, never for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import asyncpg

from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Work, row_digest
from resolvers.changes.divisions import LEVELS, well_formed
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.members_homes import end_terms
from resolvers.changes.reasons import check_reason

LAST = date(2099, 12, 31)
REFUSALS: Mapping[str, UserError] = {
    "uq_post_person_id": UserError(Code.ALREADY_GRANTED, "tier"),
    "ex_post_person_tier_department_region_household_period": UserError(Code.ALREADY_GRANTED, "tier"),
    "fk_post_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_post_manager_has_department": UserError(Code.DEPARTMENT_MISSING, "department"),
    "ck_post_supervisor_has_department": UserError(Code.DEPARTMENT_MISSING, "department"),
    "ck_post_supervisor_of_office": UserError(Code.DEPARTMENT_WRONG, "department"),
    "ck_post_supervises_others": UserError(Code.SUPERVISES_OTHERS, "tier"),
    "ck_post_third_party_is_limited": UserError(Code.END_MISSING, "lastDay"),
    "ck_post_of_an_organisation": UserError(Code.ORGANISATION_MISSING, "personId"),
}
INSERT = """
INSERT INTO post (person_id, tier, department, region_code, region_level, period, granted_by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *
"""
# the administrator's own post, as it is now: what is kept of him in memory may be a minute old
GRANTING = """
SELECT id FROM post
WHERE person_id = $1 AND tier = 'administrator' AND period @> $2::date AND coalesce(department, '') = $3 AND region_code = $4
FOR NO KEY UPDATE
"""
END = "UPDATE post SET period = $2 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class PostWanted:
    """A post to be granted. The last day is included; without one the post is open."""

    person_id: int
    tier: str
    department: str | None
    region_code: str
    first_day: date
    last_day: date | None


async def grant_post(changes: Changes, subject: Subject, wanted: PostWanted, key: str) -> str:
    """Grant a post; its global id."""

    async def change(work: Work) -> Outcome[str]:
        _check_days(work, wanted)
        row = {"person_id": wanted.person_id, "tier": wanted.tier, "department": wanted.department, "region_code": well_formed(wanted.region_code)}
        acting = work.acting("Post", "grant_post", row)
        granting = await work.connection.fetchval(GRANTING, subject.person_id, work.clock.today(), acting.dept, acting.region_from)
        if granting is None:
            raise refused(Code.NOT_PERMITTED)
        person = await work.row("Person", wanted.person_id, "personId")
        if not person["is_active"]:
            raise refused(Code.PERSON_LEFT, "personId")
        made = await work.connection.fetchrow(INSERT, *row.values(), LEVELS[len(wanted.region_code)], _period(wanted), granting)
        assert made is not None
        await work.forget(wanted.person_id)
        event = work.event(
            "post_granted",
            "post",
            made["id"],
            acting,
            region_code=made["region_code"],
            after_digest=row_digest(made),
            changed_fields=sorted(made.keys()),
        )
        return Outcome(f"Post:{made['id']}", [event])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class PostEnd:
    """A post to be ended. `first_day_without` is today at the earliest: then it ends at once."""

    post_id: int
    expected_version: int
    first_day_without: date | None
    reason: str


async def end_post(changes: Changes, subject: Subject, wanted: PostEnd) -> str:
    """End a post earlier than it would have ended; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Post", wanted.post_id, "id", "end_post", expected_version=wanted.expected_version)
        check_reason(wanted.reason)
        without = wanted.first_day_without or work.clock.today()
        period, acting = shortened(work, row["period"], without), work.acting("Post", "end_post", row)
        after = await work.connection.fetchrow(END, wanted.post_id, period)
        assert after is not None
        await work.forget(row["person_id"])
        event = work.event(
            "post_ended",
            "post",
            wanted.post_id,
            acting,
            region_code=row["region_code"],
            purpose=wanted.reason,
            before_digest=row_digest(row),
            after_digest=row_digest(after),
            changed_fields=["period"],
        )
        ended = await end_terms(work, row["person_id"], row["region_code"], without - timedelta(days=1), acting) if row["tier"] == "deputy" else []
        return Outcome(f"Post:{wanted.post_id}", [event, *ended])

    return await changes.make(subject, "forces", change)


def _check_days(work: Work, wanted: PostWanted) -> None:
    for argument, day in (("firstDay", wanted.first_day), ("lastDay", wanted.last_day)):
        if day is not None and day > LAST:
            raise refused(Code.INVALID_PERIOD, argument)
    if wanted.first_day < work.clock.today():
        raise refused(Code.IN_THE_PAST, "firstDay", today=work.clock.today())
    if wanted.last_day is not None and wanted.last_day < wanted.first_day:
        raise refused(Code.INVALID_PERIOD, "lastDay")


def _period(wanted: PostWanted) -> asyncpg.Range[date]:
    return asyncpg.Range(wanted.first_day, wanted.last_day and wanted.last_day + timedelta(days=1))


def shortened(work: Work, period: Any, end: date) -> asyncpg.Range[date]:
    """The period up to a day; one that had not begun by then becomes empty."""
    if end < work.clock.today():
        raise refused(Code.IN_THE_PAST, "firstDayWithout", today=work.clock.today())
    if period.isempty or (period.upper is not None and period.upper <= end):
        raise refused(Code.ALREADY_ENDED, "firstDayWithout")
    return asyncpg.Range(empty=True) if end <= period.lower else asyncpg.Range(period.lower, end)
