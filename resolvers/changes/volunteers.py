"""What a volunteer tells of himself: where he helps and how much, when, in which languages, what he does not do, what he can do (M147).

What he takes back stands in its table no more, and is never deleted. A certificate counts once an official has seen it, and he cannot say so himself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.divisions import well_formed
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_words
from resolvers.changes.registrations import SKILL, Verification, check_certificate, check_hours, check_radius, nameless_event, unverified, written

MOST_TIMES = 30
UNFIT = UserError(Code.TIMES_UNFIT, "times", {"most": MOST_TIMES})
REFUSALS: Mapping[str, UserError] = {
    "fk_volunteer_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_volunteer_time": UNFIT,
    "ex_volunteer_time": UNFIT,
}
SKILL_REFUSALS: Mapping[str, UserError] = {
    "uq_volunteer_skill_volunteer_id_skill": UserError(Code.SKILL_TOLD, "skill"),
    "ck_volunteer_skill_money_of_donors": UserError(Code.MONEY_OF_DONORS, "helpKind"),
    "ck_volunteer_skill_verified_by_another": UserError(Code.OWN_REGISTRATION, "id"),
}
LISTS = {
    "volunteer_time": ("weekday", "from_hour", "to_hour"),
    "volunteer_language": ("language",),
    "volunteer_refusal": ("help_kind",),
}
"""Tables of which a volunteer tells all rows at once, and what he tells of each."""
CHANGE = "UPDATE volunteer SET hours_a_month = $2, weekend_only = $3, region_code = $4, radius_km = $5 WHERE id = $1 RETURNING *"
OF_VOLUNTEER = "SELECT id, {columns} FROM {table} WHERE volunteer_id = $1 AND taken_back_on IS NULL"
TAKE_BACK = "UPDATE {table} SET taken_back_on = $2 WHERE id = ANY($1::bigint[])"
TELL = "INSERT INTO {table} (volunteer_id, region_code, {columns}) VALUES ($1, $2, {values})"
TELL_SKILL = "INSERT INTO volunteer_skill (volunteer_id, help_kind, skill, certificate, region_code) VALUES ($1, $2, $3, $4, $5) RETURNING *"
HOLD = "SELECT * FROM volunteer WHERE id = $1 FOR NO KEY UPDATE"
NEXT_SKILL = "SELECT * FROM volunteer_skill WHERE volunteer_id = $1 AND id <> $2 AND taken_back_on IS NULL ORDER BY id LIMIT 1"
TAKE_SKILL_BACK = "UPDATE volunteer_skill SET taken_back_on = $2 WHERE id = $1 RETURNING *"
LEAD_WITH = "UPDATE volunteer SET help_kind = $2, skill = $3 WHERE id = $1"
VERIFY = "UPDATE volunteer_skill SET verified_on = $2, verified_by_id = $3 WHERE id = $1 RETURNING *"
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class VolunteerChange:
    """What a volunteer changes of himself; what is None stays. Times are weekday (1 Monday), first and last hour."""

    volunteer_id: int
    expected_version: int
    hours_a_month: int | None
    weekend_only: bool | None
    region_code: str | None
    radius_km: int | None
    times: Rows | None
    languages: Rows | None
    refused_kinds: Rows | None


async def change_volunteer(changes: Changes, subject: Subject, wanted: VolunteerChange) -> str:
    """Change what a volunteer tells of himself; his global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Volunteer", wanted.volunteer_id, "id", "change_volunteer", expected_version=wanted.expected_version)
        _check(wanted)
        told = {name: getattr(wanted, name) for name in ("hours_a_month", "weekend_only", "region_code", "radius_km")}
        after = await written(work, CHANGE, row["id"], *(row[name] if value is None else value for name, value in told.items()))
        lists = zip(LISTS, (wanted.times, wanted.languages, wanted.refused_kinds), strict=True)
        replaced = [table for table, rows in lists if rows is not None and await _replaced(work, after, table, rows)]
        acting = work.acting("Volunteer", "change_volunteer", row)
        changed = nameless_event(work, "volunteer_changed", "volunteer", after, acting, before=row, more=replaced)
        return Outcome(f"Volunteer:{row['id']}", [changed])

    return await changes.make(subject, "forces", change, REFUSALS)


@dataclass(frozen=True)
class SkillWanted:
    """What a volunteer can do, and the name and number of his certificate, if he has one."""

    help_kind: str
    skill: str
    certificate: str | None


async def tell_skill(changes: Changes, subject: Subject, wanted: SkillWanted, key: str) -> str:
    """Tell one more skill; its global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("VolunteerSkill", "tell_skill", {"volunteer_id": subject.volunteer_id})
        check_words(wanted.skill, "skill", *SKILL)
        check_certificate(wanted.certificate)
        volunteer = await written(work, HOLD, subject.volunteer_id)
        told = wanted.help_kind, wanted.skill, wanted.certificate, volunteer["region_code"]
        skill = await written(work, TELL_SKILL, volunteer["id"], *told)
        return Outcome(f"VolunteerSkill:{skill['id']}", [nameless_event(work, "skill_told", "volunteer_skill", skill, acting)])

    return await changes.make_once(subject, "forces", change, SKILL_REFUSALS, key, wanted)


@dataclass(frozen=True)
class SkillChange:
    skill_id: int
    expected_version: int


async def take_back_skill(changes: Changes, subject: Subject, wanted: SkillChange) -> str:
    """Take a skill back, with its certificate; the volunteer's global id. If it was the one that stands first, the next one does."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("VolunteerSkill", wanted.skill_id, "id", "take_back_skill", expected_version=wanted.expected_version)
        if row["taken_back_on"] is not None:
            raise refused(Code.WRONG_STATE, "id", label="已撤回", state="taken back", act="撤回", step="taken back")
        volunteer = await written(work, HOLD, row["volunteer_id"])
        other = await work.connection.fetchrow(NEXT_SKILL, volunteer["id"], row["id"])
        if other is None:
            raise refused(Code.LAST_SKILL, "id")
        if (volunteer["help_kind"], volunteer["skill"]) == (row["help_kind"], row["skill"]):
            await work.connection.execute(LEAD_WITH, volunteer["id"], other["help_kind"], other["skill"])
        after = await written(work, TAKE_SKILL_BACK, row["id"], work.clock.today())
        acting = work.acting("VolunteerSkill", "take_back_skill", row)
        taken = nameless_event(work, "skill_taken_back", "volunteer_skill", after, acting, before=row)
        return Outcome(f"Volunteer:{volunteer['id']}", [taken])

    return await changes.make(subject, "forces", change)


async def verify_certificate(changes: Changes, subject: Subject, wanted: Verification) -> str:
    """Say that a volunteer's certificate was seen; the skill's global id."""

    async def change(work: Work) -> Outcome[str]:
        row, acting = await unverified(work, "VolunteerSkill", wanted)
        if row["certificate"] is None or row["taken_back_on"] is not None:
            raise refused(Code.NO_CERTIFICATE, "id")
        after = await written(work, VERIFY, row["id"], work.clock.today(), work.subject.person_id)
        return Outcome(f"VolunteerSkill:{row['id']}", [nameless_event(work, "certificate_verified", "volunteer_skill", after, acting, before=row)])

    return await changes.make(subject, "forces", change, SKILL_REFUSALS)


def _check(wanted: VolunteerChange) -> None:
    if wanted.hours_a_month is not None:
        check_hours(wanted.hours_a_month)
    if wanted.region_code is not None:
        well_formed(wanted.region_code)
    check_radius(wanted.radius_km)
    if len(wanted.times or ()) > MOST_TIMES or any(not 1 <= weekday <= 7 for weekday, _, _ in wanted.times or ()):
        raise refused(UNFIT.code, UNFIT.field, **UNFIT.values)
    if any(not 0 <= first < last <= 24 for _, first, last in wanted.times or ()):
        raise refused(UNFIT.code, UNFIT.field, **UNFIT.values)


async def _replaced(work: Work, volunteer: Record, table: str, rows: Rows) -> bool:
    """Let just these rows of a volunteer stand in a table; whether that changed anything. Rows that stay are not written."""
    columns, wanted = LISTS[table], dict.fromkeys(rows)
    known = {
        tuple(row[name] for name in columns): row["id"]
        for row in await work.connection.fetch(OF_VOLUNTEER.format(table=table, columns=", ".join(columns)), volunteer["id"])
    }
    gone, new = [key for row, key in known.items() if row not in wanted], [row for row in wanted if row not in known]
    if gone:
        await work.connection.execute(TAKE_BACK.format(table=table), gone, work.clock.today())
    places = ", ".join(f"${place}" for place, _ in enumerate(columns, 3))
    sql = TELL.format(table=table, columns=", ".join(columns), values=places)
    await work.connection.executemany(sql, [(volunteer["id"], volunteer["region_code"], *row) for row in new])
    return bool(gone or new)
