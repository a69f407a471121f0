"""Campaigns of volunteers and their shifts: opened by officials of the place or the organiser, cancelled with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import asyncpg

from databases.clock import SHANGHAI
from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason, check_words
from resolvers.changes.settling import event
from resolvers.changes.workflows.shift_assignments import SHIFT_ASSIGNMENT

TITLE, ABOUT, PLACE, SKILL = (2, 60), (2, 300), (2, 60), (1, 30)
"""The least and the most characters of each text."""
MOST_PLACES = 500
UNFIT = UserError(Code.SHIFT_UNFIT, "day")
CAMPAIGN_REFUSALS: Mapping[str, UserError] = {
    "fk_volunteer_campaign_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_volunteer_campaign_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "uq_volunteer_campaign_start": UserError(Code.ALREADY_OPENED, "title"),
}
SHIFT_REFUSALS: Mapping[str, UserError] = {
    "fk_shift_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_shift_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_shift_inside_its_place": UserError(Code.SHIFT_UNFIT, "regionCode"),
    "ck_shift_certificate_of_a_skill": UserError(Code.SHIFT_UNFIT, "needsCertificate"),
    "ck_shift_money_of_donors": UserError(Code.MONEY_OF_DONORS, "helpKind"),
    "ck_shift": UNFIT,
}
INSERT_CAMPAIGN = """
INSERT INTO volunteer_campaign (organisation_id, organiser_id, title, about, period, region_code) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *
"""
INSERT_SHIFT = """
INSERT INTO shift (volunteer_campaign_id, organiser_id, place, help_kind, skill, needs_certificate, language, places, starts_at, ends_at, region_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *
"""
CANCEL = "UPDATE shift SET cancelled_on = $2, cancel_reason = $3, taken = 0 WHERE id = $1 RETURNING *"
PLANNED = "SELECT * FROM shift_assignment WHERE shift_id = $1 AND state = 'planned' ORDER BY id FOR UPDATE"
CANCELLED = "UPDATE shift_assignment SET state = $2, code = NULL, end_reason = '班次已取消' WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class CampaignWanted:
    """A campaign of an organisation, by when (the last day included) and where; without an organiser whoever opens it is that himself."""

    organisation_id: int
    organiser_id: int | None
    title: str
    about: str
    first_day: date
    last_day: date
    region_code: str


async def open_campaign(changes: Changes, subject: Subject, wanted: CampaignWanted, key: str) -> str:
    """Open a campaign; its global id."""

    async def change(work: Work) -> Outcome[str]:
        organiser = wanted.organiser_id or subject.person_id
        acting = work.acting("VolunteerCampaign", "open_campaign", {"organiser_id": organiser, "region_code": wanted.region_code})
        await _check_campaign(work, wanted)
        period = asyncpg.Range(wanted.first_day, wanted.last_day + timedelta(days=1))
        values = wanted.organisation_id, organiser, wanted.title, wanted.about, period, wanted.region_code
        made = await work.connection.fetchrow(INSERT_CAMPAIGN, *values)
        assert made is not None
        opened = event(work, "campaign_opened", "volunteer_campaign", made, acting, list(made.keys()))
        return Outcome(f"VolunteerCampaign:{made['id']}", [opened])

    return await changes.make_once(subject, "forces", change, CAMPAIGN_REFUSALS, key, wanted)


@dataclass(frozen=True)
class ShiftWanted:
    """A shift of a campaign: where, on which day, from and to which time in Shanghai, for which help, how many."""

    campaign_id: int
    place: str
    region_code: str
    day: date
    from_time: time
    to_time: time
    help_kind: str
    skill: str | None
    needs_certificate: bool
    language: str | None
    places: int


async def open_shift(changes: Changes, subject: Subject, wanted: ShiftWanted, key: str) -> str:
    """Add a shift to a campaign; its global id."""

    async def change(work: Work) -> Outcome[str]:
        campaign = await work.row("VolunteerCampaign", wanted.campaign_id, "campaignId")
        acting = work.acting("Shift", "open_shift", {"organiser_id": campaign["organiser_id"], "region_code": wanted.region_code})
        starts, ends = (datetime.combine(wanted.day, at.replace(tzinfo=None), SHANGHAI) for at in (wanted.from_time, wanted.to_time))
        _check_shift(work, wanted, starts)
        told = wanted.place, wanted.help_kind, wanted.skill, wanted.needs_certificate, wanted.language, wanted.places
        made = await work.connection.fetchrow(INSERT_SHIFT, campaign["id"], campaign["organiser_id"], *told, starts, ends, wanted.region_code)
        assert made is not None
        return Outcome(f"Shift:{made['id']}", [event(work, "shift_opened", "shift", made, acting, list(made.keys()))])

    return await changes.make_once(subject, "forces", change, SHIFT_REFUSALS, key, wanted)


@dataclass(frozen=True)
class ShiftCancel:
    """A shift, and why it is cancelled. Its version is not asked for: it counts who signs up, which makes no difference here."""

    shift_id: int
    reason: str


async def cancel_shift(changes: Changes, subject: Subject, wanted: ShiftCancel) -> str:
    """Cancel a shift that has not begun, and whoever would come to it; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Shift", wanted.shift_id, "id", "cancel_shift")
        check_coming(work, row, "id")
        check_reason(wanted.reason)
        acting = work.acting("Shift", "cancel_shift", row)
        planned = await work.connection.fetch(PLANNED, row["id"])
        if len(planned) < row["taken"]:  # somebody has come already
            raise refused(Code.SHIFT_OVER, "id")
        freed = [await _cancelled(work, one, acting) for one in planned]
        after = await work.connection.fetchrow(CANCEL, row["id"], work.clock.today(), wanted.reason)
        assert after is not None
        fields = ["cancelled_on", "cancel_reason", "taken"]
        return Outcome(
            f"Shift:{row['id']}", [*freed, event(work, "shift_called_off", "shift", after, acting, fields, before=row, purpose=wanted.reason)]
        )

    return await changes.make(subject, "forces", change)


def check_coming(work: Work, shift: Record, field: str) -> None:
    """Refuse what comes too late for a shift that has begun, or for one that was cancelled."""
    if shift["cancelled_on"] is not None or shift["starts_at"] <= work.clock.now():
        raise refused(Code.SHIFT_OVER, field)


def without_code(row: Record) -> Record:
    """An assignment without what its volunteer alone knows: so short that it could be guessed from a digest."""
    return {name: value for name, value in row.items() if name != "code"}


async def _check_campaign(work: Work, wanted: CampaignWanted) -> None:
    check_words(wanted.title, "title", *TITLE)
    check_words(wanted.about, "about", *ABOUT)
    if wanted.last_day < wanted.first_day:
        raise refused(Code.INVALID_PERIOD, "lastDay")
    if wanted.last_day < work.clock.today():
        raise refused(Code.IN_THE_PAST, "lastDay", today=work.clock.today())
    await work.row("Organisation", wanted.organisation_id, "organisationId", lock=False)
    if wanted.organiser_id is not None:
        organiser = await work.row("Person", wanted.organiser_id, "organiserId", lock=False)
        work.acting("Person", "call_on", organiser)
        if not organiser["is_active"]:
            raise refused(Code.PERSON_LEFT, "organiserId")


def _check_shift(work: Work, wanted: ShiftWanted, starts_at: datetime) -> None:
    check_words(wanted.place, "place", *PLACE)
    if wanted.skill is not None:
        check_words(wanted.skill, "skill", *SKILL)
    if not 1 <= wanted.places <= MOST_PLACES:
        raise refused(Code.QUANTITY_WRONG, "places", most=MOST_PLACES)
    if starts_at <= work.clock.now():
        raise refused(Code.SHIFT_UNFIT, "day")


async def _cancelled(work: Work, row: Record, acting: Assignment) -> Event:
    target = SHIFT_ASSIGNMENT.step("shift_cancelled", row["state"]).target
    after = await work.connection.fetchrow(CANCELLED, row["id"], target)
    assert after is not None
    fields = ["state", "code", "end_reason"]
    return event(work, "shift_cancelled", "shift_assignment", without_code(after), acting, fields, before=without_code(row))
