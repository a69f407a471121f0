"""A deputy or member registers himself, by the number of his sign-in; an official of the place confirms it, or refuses with his reason (M149, M152).

Registering gives no post. Confirming gives one of tier deputy until his term ends, in his constituency, and makes nobody an official. Whoever was refused
may register anew, with what he corrected, and whoever is elected again before his term ends, for the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import asyncpg

from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.divisions import LEVELS, well_formed
from resolvers.changes.errors import Code, RefusedError, UserError, refused
from resolvers.changes.reasons import check_words
from resolvers.changes.registrations import acting_himself, entered, nameless_event, renamed_to, written

KIND, TABLE = "RepresentativeRegistration", "representative_registration"
LOWEST = {"deputy": 5, "cppcc_member": 4}
"""The level of a town; members have none (M149, M152)."""
CONSTITUENCY = {4: 3, 6: 4, 9: 5}
"""Digits of the code of a city, a county and a town, and the level of those whose constituency may be all of it: a town's deputy is none of a county."""
PROFESSION, REASON = (2, 30), (6, 300)  # characters, at least and at most
MOST_YEARS = 6  # a term has five
UNDECIDED = "confirmed_on IS NULL AND refused_on IS NULL AND withdrawn_on IS NULL"
REFUSALS: Mapping[str, UserError] = {
    **{f"fk_{table}_region_code": UserError(Code.UNKNOWN_REGION, "regionCode") for table in ("person", TABLE)},
    **{name: UserError(Code.ALREADY_REGISTERED) for name in ("uq_person_number", f"uq_{TABLE}_open")},
}
DECISION_REFUSALS: Mapping[str, UserError] = {
    f"ck_{TABLE}_decided_by_another": UserError(Code.OWN_REGISTRATION, "id"),
    "ck_representative_entrepreneur_while_paired": UserError(Code.NO_ENTREPRENEUR, "id"),
    "ck_post_of_an_organisation": UserError(Code.ORGANISATION_MISSING, "id"),  # somebody of a household
    "ex_post_person_tier_department_region_household_period": UserError(Code.ALREADY_GRANTED, "id"),  # from a later day on
}
WAS_REFUSED = f"SELECT EXISTS (SELECT FROM {TABLE} WHERE person_id = $1 AND refused_on IS NOT NULL)"
IN_OFFICE = """
SELECT EXISTS (SELECT FROM representative JOIN post USING (person_id)
  WHERE person_id = $1 AND kind = $2 AND tier = 'deputy' AND period @> $3::date AND term_until >= $4)
"""
INSERT = f"""
INSERT INTO {TABLE} (person_id, kind, level, profession, is_entrepreneur, members_home_id, term_until, registered_on, region_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *
"""
CONFIRM = f"UPDATE {TABLE} SET confirmed_on = $2, decided_by_id = $3 WHERE id = $1 RETURNING *"
REFUSE = f"UPDATE {TABLE} SET refused_on = $2, decided_by_id = $3, refusal_reason = $4 WHERE id = $1 RETURNING *"
# whoever was elected again is what he was, as he says now
REPRESENT = """
INSERT INTO representative (person_id, kind, level, profession, is_entrepreneur, members_home_id, region_code, term_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id, kind) DO UPDATE SET level = excluded.level, profession = excluded.profession, is_entrepreneur = excluded.is_entrepreneur,
  members_home_id = excluded.members_home_id, region_code = excluded.region_code, term_until = excluded.term_until RETURNING *
"""
FIND_POST = "SELECT * FROM post WHERE person_id = $1 AND tier = 'deputy' AND region_code = $2 AND period @> $3::date FOR UPDATE"
GIVE_POST = "INSERT INTO post (person_id, tier, region_code, region_level, period) VALUES ($1, 'deputy', $2, $3, $4) RETURNING *"
LENGTHEN = "UPDATE post SET period = $2 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class RepresentativeWanted:
    """Who somebody says that he is: a deputy or member, as his home is one, of a level and a constituency, until his term ends."""

    name: str | None
    members_home_id: int
    level: int
    profession: str
    is_entrepreneur: bool
    region_code: str
    term_until: date


async def register_representative(changes: Changes, subject: Subject, wanted: RepresentativeWanted, key: str) -> str:
    """Register the subject as a deputy or member who is not confirmed yet; the registration's global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = acting_himself(work)
        home = await work.row("MembersHome", wanted.members_home_id, "membersHomeId", lock=False)
        _check(work, home, wanted)
        person, events = await entered(work, acting, wanted.name, wanted.region_code)
        if await work.connection.fetchval(IN_OFFICE, person["id"], home["kind"], work.clock.today(), wanted.term_until):
            raise refused(Code.ALREADY_REGISTERED)
        if wanted.name and await work.connection.fetchval(WAS_REFUSED, person["id"]) and (renamed := await renamed_to(work, person, wanted.name)):
            events.append(nameless_event(work, "person_renamed", "person", renamed, acting, before=person))
        told = wanted.level, wanted.profession.strip(), wanted.is_entrepreneur, home["id"], wanted.term_until
        made = await written(work, INSERT, person["id"], home["kind"], *told, work.clock.today(), wanted.region_code)
        return Outcome(f"{KIND}:{made['id']}", [*events, nameless_event(work, "representative_registered", TABLE, made, acting)])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class Decision:
    """A registration, the version that was seen, and why it is refused; none: it is confirmed."""

    key: int
    expected_version: int
    refusal_reason: str | None


async def decide_registration(changes: Changes, subject: Subject, wanted: Decision) -> str:
    """Confirm a registration, with the post that follows from it, or refuse it; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row(KIND, wanted.key, "id", "verify", expected_version=wanted.expected_version)
        if any(row[name] is not None for name in ("confirmed_on", "refused_on", "withdrawn_on")):
            raise refused(Code.WRONG_STATE, "id", label="已有结果", state="decided", act="核验", step="decided")
        acting = work.acting(KIND, "verify", row)
        made = await (_confirmed(work, row, acting) if wanted.refusal_reason is None else _refused(work, row, acting, wanted.refusal_reason))
        return Outcome(f"{KIND}:{row['id']}", made)

    return await changes.make(subject, "forces", change, DECISION_REFUSALS)


async def _confirmed(work: Work, row: Record, acting: Assignment) -> list[Event]:
    """He is one until his term ends, and holds a post as long."""
    if row["term_until"] < work.clock.today():
        raise refused(Code.IN_THE_PAST, "id", today=work.clock.today())
    person = await _seen(work, row["person_id"])
    if not person["is_active"]:
        raise refused(Code.PERSON_LEFT, "id")
    said = (row[name] for name in ("kind", "level", "profession", "is_entrepreneur", "members_home_id", "region_code", "term_until"))
    one = await written(work, REPRESENT, person["id"], *said)
    events = [nameless_event(work, "representative_entered", "representative", one, acting), *await _post(work, row, acting)]
    await work.forget(person["id"])
    after = await written(work, CONFIRM, row["id"], work.clock.today(), work.subject.person_id)
    return [*events, nameless_event(work, "representative_confirmed", TABLE, after, acting, before=row)]


async def _seen(work: Work, person_id: int) -> Record:
    """Whoever is confirmed, locked: nobody holds a name against the roll that he may not read."""
    try:
        return await work.row("Person", person_id, "id")
    except RefusedError:
        raise refused(Code.PERSON_ELSEWHERE, "id") from None


async def _post(work: Work, row: Record, acting: Assignment) -> list[Event]:
    """A post of his constituency until his term ends; where he holds one, for another seat or term, it ends no earlier than that."""
    today, after = work.clock.today(), row["term_until"] + timedelta(days=1)
    held = await work.connection.fetchrow(FIND_POST, row["person_id"], row["region_code"], today)
    if held is None:
        made = await written(work, GIVE_POST, row["person_id"], row["region_code"], LEVELS[len(row["region_code"])], asyncpg.Range(today, after))
        return [nameless_event(work, "post_registered", "post", made, acting)]
    if held["period"].upper is None or held["period"].upper >= after:
        return []
    longer = await written(work, LENGTHEN, held["id"], asyncpg.Range(held["period"].lower, after))
    return [nameless_event(work, "post_lengthened", "post", longer, acting, before=held)]


async def _refused(work: Work, row: Record, acting: Assignment, reason: str) -> list[Event]:
    check_words(reason, "reason", *REASON)
    after = await written(work, REFUSE, row["id"], work.clock.today(), work.subject.person_id, reason.strip())
    return [nameless_event(work, "representative_refused", TABLE, after, acting, before=row)]


def _check(work: Work, home: Record, wanted: RepresentativeWanted) -> None:
    well_formed(wanted.region_code)
    if len(wanted.region_code) not in CONSTITUENCY or not wanted.region_code.startswith(home["region_code"]):
        raise refused(Code.UNKNOWN_REGION, "regionCode")
    most = min(LOWEST[home["kind"]], CONSTITUENCY[len(wanted.region_code)])
    if not 1 <= wanted.level <= most:
        raise refused(Code.LEVEL_WRONG, "level", most=most)
    check_words(wanted.profession, "profession", *PROFESSION)
    today = work.clock.today()
    if wanted.term_until < today:
        raise refused(Code.IN_THE_PAST, "termUntil", today=today)
    if wanted.term_until > today + timedelta(days=366 * MOST_YEARS):
        raise refused(Code.INVALID_PERIOD, "termUntil")
