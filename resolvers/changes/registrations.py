"""Whoever wants to help registers himself, by the number of his sign-in; an official verifies who he is before he pledges (M147, M148, M165).

One whom an official refused registers anew, with what he corrected (`refused_registrations.py`).

Registering gives a post of a donor or a volunteer and nothing more. Names and certificates stay in their rows: no digest is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from databases import credit_codes
from databases.event_log import Event
from databases.tables import Sensitivity
from policies.kinds import KINDS, type_name
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.divisions import LEVELS, well_formed
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_words
from resolvers.changes.settling import event

NAME, ORGANISATION, SKILL, CERTIFICATE = (2, 30), (2, 60), (1, 30), (4, 100)
"""The least and the most characters of each text."""
MOST_HOURS = 200  # a month
MOST_KM = 500
ORGANISATIONS = {"9": "company", "5": "association"}
"""Who registers itself, by the authority that gave the first character of its credit code (GB 32100): market regulation, civil affairs."""
NAMELESS = (Sensitivity.PUBLIC, Sensitivity.INTERNAL)
REFUSALS: Mapping[str, UserError] = {
    **{f"fk_{table}_region_code": UserError(Code.UNKNOWN_REGION, "regionCode") for table in ("person", "post", "donor", "volunteer")},
    **{name: UserError(Code.ALREADY_REGISTERED) for name in ("uq_person_number", "uq_donor_person_id", "uq_volunteer_person_id")},
    "ck_volunteer_money_of_donors": UserError(Code.MONEY_OF_DONORS, "helpKind"),
}
VERIFICATION_REFUSALS: Mapping[str, UserError] = {
    **{f"ck_{table}_verified_by_another": UserError(Code.OWN_REGISTRATION, "id") for table in ("donor", "volunteer")},
    "uq_donor_organisation_id": UserError(Code.ALREADY_REGISTERED, "id"),
}
FIND_PERSON = "SELECT * FROM person WHERE number = $1 FOR NO KEY UPDATE"
INSERT_PERSON = "INSERT INTO person (number, name, region_code) VALUES ($1, $2, $3) RETURNING *"
HAS_POST = "SELECT EXISTS (SELECT FROM post WHERE person_id = $1 AND tier = $2 AND period @> $3::date)"
INSERT_POST = "INSERT INTO post (person_id, tier, region_code, region_level, period) VALUES ($1, $2, $3, $4, $5) RETURNING *"
INSERT_VOLUNTEER = """
INSERT INTO volunteer (person_id, help_kind, skill, is_expert, weekend_only, hours_a_month, region_code, radius_km)
VALUES ($1, $2, $3, $4, false, $5, $6, $7) RETURNING *
"""
INSERT_SKILL = "INSERT INTO volunteer_skill (volunteer_id, help_kind, skill, certificate, region_code) VALUES ($1, $2, $3, $4, $5) RETURNING *"
INSERT_DONOR = "INSERT INTO donor (person_id, display_name, is_anonymous, credit_code, region_code) VALUES ($1, $2, $3, $4, $5) RETURNING *"
UNREFUSED = (
    "refused_on = NULL, refused_by_id = NULL, refusal_reason = NULL, appealed_on = NULL, appeal_reason = NULL, appeal_due_on = NULL, "
    "appeal_decider_id = NULL, appeal_answer = NULL"
)
REFUSED_BEFORE = "SELECT * FROM {table} WHERE person_id = $1 AND refused_on IS NOT NULL FOR UPDATE"
RENAME = """
UPDATE person SET name = $2 WHERE id = $1 AND standing = 'giver' AND name <> $2
AND NOT EXISTS (SELECT FROM donor WHERE person_id = $1 AND refused_on IS NULL)
AND NOT EXISTS (SELECT FROM volunteer WHERE person_id = $1 AND refused_on IS NULL)
AND NOT EXISTS (SELECT FROM representative_registration WHERE person_id = $1 AND refused_on IS NULL AND withdrawn_on IS NULL) RETURNING *
"""
VOLUNTEER_ANEW = f"""
UPDATE volunteer SET help_kind = $2, skill = $3, is_expert = $4, hours_a_month = $5, region_code = $6, radius_km = $7, {UNREFUSED} WHERE id = $1 RETURNING *
"""
DONOR_ANEW = f"UPDATE donor SET display_name = $2, is_anonymous = $3, credit_code = $4, region_code = $5, {UNREFUSED} WHERE id = $1 RETURNING *"
SKILL_STANDS = "SELECT EXISTS (SELECT FROM volunteer_skill WHERE volunteer_id = $1 AND skill = $2 AND taken_back_on IS NULL)"
VERIFY = f"UPDATE {{table}} SET verified_on = $2, verified_by_id = $3, {UNREFUSED} WHERE id = $1 RETURNING *"
END_OF_THOSE_WHO_LEFT = """
UPDATE donor SET ended_on = $2 WHERE organisation_id = $1 AND ended_on IS NULL AND person_id IS NOT NULL
AND NOT EXISTS (SELECT FROM post WHERE post.person_id = donor.person_id AND tier = 'donor' AND period @> $2::date) RETURNING *
"""
FIND_ORGANISATION = "SELECT * FROM organisation WHERE credit_code = $1"
INSERT_ORGANISATION = "INSERT INTO organisation (code, name, kind, credit_code, region_code) VALUES ($1, $2, $3, $1, $4) RETURNING *"
GIVE_FOR = f"""
UPDATE donor SET organisation_id = $2, display_name = $3, verified_on = $4, verified_by_id = $5, {UNREFUSED} WHERE id = $1 RETURNING *
"""


@dataclass(frozen=True)
class VolunteerWanted:
    """What a volunteer tells of himself; his name, unless he is known here already. He helps in one division, and as many kilometres around it as he says."""

    name: str | None
    help_kind: str
    skill: str
    certificate: str | None
    is_expert: bool
    hours_a_month: int
    region_code: str
    radius_km: int | None = None


async def register_volunteer(changes: Changes, subject: Subject, wanted: VolunteerWanted, key: str) -> str:
    """Register the subject as a volunteer who is not verified yet; the volunteer's global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = acting_himself(work)
        _check_volunteer(wanted)
        person, known = await _person(work, acting, "volunteer", wanted.name, wanted.region_code)
        told = wanted.help_kind, wanted.skill, wanted.is_expert, wanted.hours_a_month, wanted.region_code, wanted.radius_km
        made, registered = await _registered(work, acting, "volunteer", person, INSERT_VOLUNTEER, VOLUNTEER_ANEW, *told)
        return Outcome(f"Volunteer:{made['id']}", [*known, registered, *await _skill(work, acting, made, wanted)])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class DonorWanted:
    """Who a donor is: himself, or somebody who acts for the organisation of a credit code. The organisation's name, or the one to show of him."""

    name: str | None
    display_name: str | None
    is_anonymous: bool
    credit_code: str | None
    region_code: str


async def register_donor(changes: Changes, subject: Subject, wanted: DonorWanted, key: str) -> str:
    """Register the subject as a donor who is not verified yet; the donor's global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = acting_himself(work)
        _check_donor(wanted)
        person, known = await _person(work, acting, "donor", wanted.name, wanted.region_code)
        told = wanted.display_name or person["name"], wanted.is_anonymous, wanted.credit_code, wanted.region_code
        made, registered = await _registered(work, acting, "donor", person, INSERT_DONOR, DONOR_ANEW, *told)
        return Outcome(f"Donor:{made['id']}", [*known, registered])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class Verification:
    """Somebody who registered himself, in the version that an official saw."""

    key: int
    expected_version: int


async def verify_volunteer(changes: Changes, subject: Subject, wanted: Verification) -> str:
    """Say that a volunteer is who he says; his global id."""

    async def change(work: Work) -> Outcome[str]:
        row, acting = await unverified(work, "Volunteer", wanted)
        _check_standing(work, row)
        after = await written(work, VERIFY.format(table="volunteer"), row["id"], work.clock.today(), work.subject.person_id)
        return Outcome(f"Volunteer:{row['id']}", [nameless_event(work, "volunteer_verified", "volunteer", after, acting, before=row)])

    return await changes.make(subject, "forces", change, VERIFICATION_REFUSALS)


async def verify_donor(changes: Changes, subject: Subject, wanted: Verification) -> str:
    """Say that a donor is who he says, and acts for the organisation that he named, which is entered if it is not known yet; his global id."""

    async def change(work: Work) -> Outcome[str]:
        row, acting = await unverified(work, "Donor", wanted)
        _check_standing(work, row)
        seen, entered = (work.clock.today(), work.subject.person_id), list[Event]()
        if row["credit_code"] is None:
            after = await written(work, VERIFY.format(table="donor"), row["id"], *seen)
        else:
            organisation, entered = await _organisation(work, acting, row)
            entered += await _without_those_who_left(work, acting, organisation["id"])
            after = await written(work, GIVE_FOR, row["id"], organisation["id"], organisation["name"], *seen)
        return Outcome(f"Donor:{row['id']}", [*entered, nameless_event(work, "donor_verified", "donor", after, acting, before=row)])

    return await changes.make(subject, "forces", change, VERIFICATION_REFUSALS)


def acting_himself(work: Work) -> Assignment:
    """Everybody registers himself, by his own number, and nobody else."""
    return work.acting("Person", "register", {"number": work.subject.number})


async def _person(work: Work, acting: Assignment, tier: str, name: str | None, region_code: str) -> tuple[Record, Sequence[Event]]:
    """The person who registers, with a post of this tier; and the events of what was written."""
    person, events = await entered(work, acting, name, region_code)
    if renamed := await _named_anew(work, person, tier, name):
        events.append(nameless_event(work, "person_renamed", "person", renamed, acting, before=person))
        person = renamed
    if not await work.connection.fetchval(HAS_POST, person["id"], tier, work.clock.today()):
        period = asyncpg.Range(work.clock.today(), None)
        post = await written(work, INSERT_POST, person["id"], tier, region_code, LEVELS[len(region_code)], period)
        events.append(nameless_event(work, "post_registered", "post", post, acting))
    return person, events


async def entered(work: Work, acting: Assignment, name: str | None, region_code: str) -> tuple[Record, list[Event]]:
    """The person of this sign-in, entered if he is not known yet; and the event of that."""
    person, events = await work.connection.fetchrow(FIND_PERSON, work.subject.number), list[Event]()
    if person is None:
        check_words(name or "", "name", *NAME)
        person = await written(work, INSERT_PERSON, work.subject.number, name, region_code)
        events.append(nameless_event(work, "person_registered", "person", person, acting))
    if not person["is_active"]:
        raise refused(Code.PERSON_LEFT)
    return person, events


async def _named_anew(work: Work, person: Record, tier: str, name: str | None) -> Record | None:
    """Whoever was refused may have told a wrong name; who was verified, or works for an organisation, keeps his."""
    if not name or not await work.connection.fetchrow(REFUSED_BEFORE.format(table=tier), person["id"]):
        return None
    return await renamed_to(work, person, name)


async def renamed_to(work: Work, person: Record, name: str) -> Record | None:
    """The person under another name, unless it is his already, or an official has seen it or is to: as something else he waits, or was verified."""
    check_words(name, "name", *NAME)
    found: Record | None = await work.connection.fetchrow(RENAME, person["id"], name)
    return found


async def _registered(work: Work, acting: Assignment, table: str, person: Record, insert: str, anew: str, *told: Any) -> tuple[Record, Event]:
    """What somebody registers as: a new row, or the one that was refused, which waits to be verified again."""
    before = await work.connection.fetchrow(REFUSED_BEFORE.format(table=table), person["id"])
    made = await written(work, insert, person["id"], *told) if before is None else await written(work, anew, before["id"], *told)
    return made, nameless_event(work, f"{table}_registered", table, made, acting, before=before)


async def _skill(work: Work, acting: Assignment, made: Record, wanted: VolunteerWanted) -> Sequence[Event]:
    """The skill with which a volunteer registers, unless he told it before he was refused."""
    if await work.connection.fetchval(SKILL_STANDS, made["id"], wanted.skill):
        return ()
    skill = await written(work, INSERT_SKILL, made["id"], wanted.help_kind, wanted.skill, wanted.certificate, wanted.region_code)
    return (nameless_event(work, "skill_told", "volunteer_skill", skill, acting),)


async def unverified(work: Work, kind: str, wanted: Verification) -> tuple[Record, Assignment]:
    """What an official is to verify, and the post in which he does."""
    row = await work.row(kind, wanted.key, "id", "verify", expected_version=wanted.expected_version)
    if row["verified_on"] is not None:
        raise refused(Code.WRONG_STATE, "id", label="已核验", state="verified", act="核验", step="verified")
    return row, work.acting(kind, "verify", row)


def _check_standing(work: Work, row: Record) -> None:
    """Whom somebody refused is verified by an appeal alone, and by somebody else."""
    if row["refused_on"] is None:
        return
    if row["appealed_on"] is None or row["appeal_answer"] is not None:
        raise refused(Code.REGISTRATION_REFUSED, "id")
    if row["refused_by_id"] == work.subject.person_id:
        raise refused(Code.OWN_REFUSAL)


async def _without_those_who_left(work: Work, acting: Assignment, organisation_id: int) -> list[Event]:
    """An organisation whose person holds no post of a donor any more gives by somebody else; what it gave before stays as it was."""
    ended = await work.connection.fetch(END_OF_THOSE_WHO_LEFT, organisation_id, work.clock.today())
    return [nameless_event(work, "donor_ended", "donor", one, acting, before={**one, "ended_on": None}) for one in ended]


async def _organisation(work: Work, acting: Assignment, donor: Record) -> tuple[Record, list[Event]]:
    """The organisation of a donor's credit code, as it is known here; else as he named it."""
    known = await work.connection.fetchrow(FIND_ORGANISATION, donor["credit_code"])
    if known is not None:
        return known, []
    told = donor["credit_code"], donor["display_name"], ORGANISATIONS[donor["credit_code"][0]], donor["region_code"]
    made = await written(work, INSERT_ORGANISATION, *told)
    return made, [nameless_event(work, "organisation_entered", "organisation", made, acting)]


def _check_volunteer(wanted: VolunteerWanted) -> None:
    well_formed(wanted.region_code)
    check_words(wanted.skill, "skill", *SKILL)
    check_certificate(wanted.certificate)
    check_hours(wanted.hours_a_month)
    check_radius(wanted.radius_km)


def _check_donor(wanted: DonorWanted) -> None:
    well_formed(wanted.region_code)
    if wanted.credit_code is not None:
        if not (credit_codes.is_valid(wanted.credit_code) and wanted.credit_code[0] in ORGANISATIONS):
            raise refused(Code.CREDIT_CODE_WRONG, "creditCode")
        check_words(wanted.display_name or "", "displayName", *ORGANISATION)
    elif wanted.display_name is not None:
        check_words(wanted.display_name, "displayName", *NAME)


def check_certificate(certificate: str | None) -> None:
    """Refuse what is no name and number of a certificate; the number stands in a column of its own, so it may be long."""
    if certificate is not None and not (
        CERTIFICATE[0] <= len(certificate.strip()) and len(certificate) <= CERTIFICATE[1] and certificate.isprintable()
    ):
        raise refused(Code.TEXT_UNFIT, "certificate", least=CERTIFICATE[0], most=CERTIFICATE[1], count=len(certificate))


def check_hours(hours: int) -> None:
    """Refuse what are no hours of a month."""
    if not 1 <= hours <= MOST_HOURS:
        raise refused(Code.QUANTITY_WRONG, "hoursAMonth", most=MOST_HOURS)


def check_radius(radius: int | None) -> None:
    """Refuse what is no distance that somebody goes to help."""
    if radius is not None and not 0 <= radius <= MOST_KM:
        raise refused(Code.QUANTITY_WRONG, "radiusKm", most=MOST_KM)


async def written(work: Work, sql: str, *values: Any) -> Record:
    """The one row that a statement writes, or locks."""
    row: Record | None = await work.connection.fetchrow(sql, *values)
    assert row is not None
    return row


def nameless_event(
    work: Work, kind: str, table: str, after: Record, acting: Assignment, before: Record | None = None, more: Sequence[str] = ()
) -> Event:
    """An event whose digests are of the columns that name nobody; `more`: what was changed beside the row's own columns."""
    fields = [*more, *(name for name in after.keys() if before is None or after[name] != before[name])]
    return event(work, kind, table, nameless(table, after), acting, fields, before=before and nameless(table, before))


def nameless(table: str, row: Record) -> Record:
    """The columns of a row that name nobody."""
    columns = KINDS[type_name(table)].fields
    return {name: value for name, value in row.items() if name in columns and columns[name].sensitivity in NAMELESS} | {"id": row["id"]}
