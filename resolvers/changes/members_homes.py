"""Homes of deputies and members: where they are and when they are open, who hears people there on which day, and what he heard (M149, M152)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import in_office
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.divisions import well_formed
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_words
from resolvers.changes.registrations import nameless_event, written
from resolvers.changes.settling import event

NAME, PLACE, OPENING, TITLE, HEARD = (4, 30), (4, 60), (4, 60), (4, 60), (6, 300)  # characters, at least and at most
AHEAD = timedelta(days=366)  # so far ahead a day is announced
REFUSALS: Mapping[str, UserError] = {
    "fk_members_home_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "uq_members_home_name": UserError(Code.HOME_KNOWN, "name"),
    "ck_members_home_of_its_office": UserError(Code.HOME_UNFIT, "organisationId"),
    "uq_members_home_day": UserError(Code.HOME_DAY_KNOWN, "heldOn"),
}
OPEN = "INSERT INTO members_home (name, kind, organisation_id, place, opening, region_code) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *"
CHANGE = """
UPDATE members_home SET place = coalesce($2, place), opening = coalesce($3, opening), organisation_id = coalesce($4, organisation_id)
WHERE id = $1 RETURNING *
"""
ANNOUNCE = """
INSERT INTO members_home_day (members_home_id, representative_id, held_on, title, region_code)
SELECT id, $2, $3, $4, region_code FROM members_home WHERE id = $1 RETURNING *
"""
CANCEL = "UPDATE members_home_day SET cancelled_on = $2, cancel_reason = $3 WHERE id = $1 RETURNING *"
END_TERMS = """
UPDATE representative SET term_until = $3 WHERE person_id = $1 AND starts_with(region_code, $2) AND term_until > $3 RETURNING *
"""
DAYS_AFTER = """
SELECT day.* FROM members_home_day AS day JOIN representative ON representative.id = representative_id
WHERE person_id = $1 AND held_on > term_until AND held_on > $2 AND num_nonnulls(told_on, cancelled_on) = 0 ORDER BY day.id FOR UPDATE OF day
"""
TELL = "UPDATE members_home_day SET heard = $2, told_on = $3 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class HomeWanted:
    """A home: of deputies or of members, whose it is, where it is, when it is open and which division it serves."""

    name: str
    kind: str
    organisation_id: int
    place: str
    opening: str
    region_code: str


async def open_home(changes: Changes, subject: Subject, wanted: HomeWanted, key: str) -> str:
    """Enter a home; its global id."""

    async def change(work: Work) -> Outcome[str]:
        well_formed(wanted.region_code)
        acting = work.acting("MembersHome", "open_home", {"region_code": wanted.region_code})
        office = await work.row("Organisation", wanted.organisation_id, "organisationId", lock=False)
        for field, span in (("name", NAME), ("place", PLACE), ("opening", OPENING)):
            check_words(getattr(wanted, field), field, *span)
        told = wanted.name.strip(), wanted.kind, office["id"], wanted.place.strip(), wanted.opening.strip(), wanted.region_code
        made = await written(work, OPEN, *told)
        return Outcome(f"MembersHome:{made['id']}", [event(work, "home_opened", "members_home", made, acting, list(made.keys()))])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class HomeChange:
    """A home, the version that was seen, and what is otherwise now; what is none stays."""

    home_id: int
    expected_version: int
    place: str | None
    opening: str | None
    organisation_id: int | None


async def change_home(changes: Changes, subject: Subject, wanted: HomeChange) -> str:
    """Say where a home is now, when it is open and whose it is; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("MembersHome", wanted.home_id, "id", "change_home", expected_version=wanted.expected_version)
        for field, span in (("place", PLACE), ("opening", OPENING)):
            if (words := getattr(wanted, field)) is not None:
                check_words(words, field, *span)
        if wanted.organisation_id is not None:
            await work.row("Organisation", wanted.organisation_id, "organisationId", lock=False)
        after = await written(work, CHANGE, row["id"], wanted.place, wanted.opening, wanted.organisation_id)
        fields = [name for name in ("place", "opening", "organisation_id") if after[name] != row[name]]
        acting = work.acting("MembersHome", "change_home", row)
        return Outcome(f"MembersHome:{row['id']}", [event(work, "home_changed", "members_home", after, acting, fields, before=row)])

    return await changes.make(subject, "forces", change, REFUSALS)


@dataclass(frozen=True)
class HomeDayWanted:
    """As which deputy or member somebody hears people in his home, on which day, and about what."""

    representative_id: int
    held_on: date
    title: str


async def announce_home_day(changes: Changes, subject: Subject, wanted: HomeDayWanted, key: str) -> str:
    """Announce a day on which the subject hears people in the home to which he belongs; the day's global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("MembersHomeDay", "announce_home_day", {"representative_id": wanted.representative_id})
        one = await in_office(work, wanted.representative_id)
        if one["members_home_id"] is None:
            raise refused(Code.HOME_MISSING, "representativeId")
        check_words(wanted.title, "title", *TITLE)
        today = work.clock.today()
        if wanted.held_on < today:
            raise refused(Code.IN_THE_PAST, "heldOn", today=today)
        if wanted.held_on > today + AHEAD:
            raise refused(Code.INVALID_PERIOD, "heldOn")
        if wanted.held_on > one["term_until"]:
            raise refused(Code.AFTER_TERM, "heldOn", day=one["term_until"])
        made = await written(work, ANNOUNCE, one["members_home_id"], one["id"], wanted.held_on, wanted.title.strip())
        return Outcome(f"MembersHomeDay:{made['id']}", [nameless_event(work, "home_day_announced", "members_home_day", made, acting)])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class HomeDayCancelled:
    """A day, the version that was seen, and why it is called off: a code of `day_cancellation`."""

    day_id: int
    expected_version: int
    reason: str


async def cancel_home_day(changes: Changes, subject: Subject, wanted: HomeDayCancelled) -> str:
    """Call off a day of one's own of which nothing is told yet; its global id. Everybody sees that it is, and why; those who read its words are told."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("MembersHomeDay", wanted.day_id, "id", "cancel_home_day", expected_version=wanted.expected_version)
        await in_office(work, row["representative_id"], field="id")
        if row["told_on"] is not None or row["cancelled_on"] is not None:
            label, state = ("已登记", "told") if row["told_on"] else ("已取消", "cancelled")
            raise refused(Code.WRONG_STATE, "id", label=label, state=state, act="取消", step="cancelled")
        after = await written(work, CANCEL, row["id"], work.clock.today(), wanted.reason)
        acting = work.acting("MembersHomeDay", "cancel_home_day", row)
        return Outcome(f"MembersHomeDay:{row['id']}", [nameless_event(work, "home_day_cancelled", "members_home_day", after, acting, before=row)])

    return await changes.make(subject, "forces", change)


async def end_terms(work: Work, person_id: int, region_code: str, last_day: date, acting: Assignment) -> list[Event]:
    """Whose post as a deputy or member ends in a division is none there after that day; days that he announced for later are called off."""
    events = []
    for one in await work.connection.fetch(END_TERMS, person_id, region_code, last_day):
        events.append(nameless_event(work, "representative_term_ended", "representative", one, acting))
    for day in await work.connection.fetch(DAYS_AFTER, person_id, last_day):
        after = await written(work, CANCEL, day["id"], work.clock.today(), "term_over")
        events.append(nameless_event(work, "home_day_cancelled", "members_home_day", after, acting, before=day))
    return events


@dataclass(frozen=True)
class HomeDayTold:
    day_id: int
    expected_version: int
    heard: str


async def tell_home_day(changes: Changes, subject: Subject, wanted: HomeDayTold) -> str:
    """Tell, once, what was heard on a day that has come; the day's global id. Everybody sees that it was held, never the words."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("MembersHomeDay", wanted.day_id, "id", "tell_home_day", expected_version=wanted.expected_version)
        await in_office(work, row["representative_id"], field="id")
        if row["heard"] is not None or row["cancelled_on"] is not None:
            label, state = ("已登记", "told") if row["heard"] else ("已取消", "cancelled")
            raise refused(Code.WRONG_STATE, "id", label=label, state=state, act="登记", step="told")
        if row["held_on"] > work.clock.today():
            raise refused(Code.IN_THE_FUTURE, "id", today=work.clock.today())
        check_words(wanted.heard, "heard", *HEARD)
        after = await written(work, TELL, row["id"], wanted.heard.strip(), work.clock.today())
        acting = work.acting("MembersHomeDay", "tell_home_day", row)
        return Outcome(f"MembersHomeDay:{row['id']}", [nameless_event(work, "home_day_told", "members_home_day", after, acting, before=row)])

    return await changes.make(subject, "forces", change)
