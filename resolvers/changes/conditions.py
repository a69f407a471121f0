"""What several changes demand alike: a rule parameter in force, no kinship with the household, a charity that may take money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from databases import credit_codes
from policies.subjects import Subject
from resolvers.changes.core import Changes, Record, Work
from resolvers.changes.errors import Code, refused

# of the narrowest place around the region
IN_FORCE = """
SELECT value FROM rule_parameter WHERE name = $1 AND period @> $2::date AND starts_with($3, region_code) ORDER BY length(region_code) DESC LIMIT 1
"""
IS_RELATIVE = "SELECT EXISTS (SELECT FROM relative WHERE person_id = $1 AND household_id = $2 AND ended_on IS NULL)"
CERTIFICATE = """
SELECT number, period FROM fundraising_certificate WHERE organisation_id = $1 AND period @> $2::date AND starts_with($3, region_code)
ORDER BY upper(period) DESC, id LIMIT 1
"""


async def parameter(work: Work, name: str, region_code: str) -> Decimal:
    """The value of a rule parameter, today and in a division; without one nothing that rests on it is done."""
    value: Decimal | None = await work.connection.fetchval(IN_FORCE, name, work.clock.today(), region_code)
    if value is None:
        raise refused(Code.RULE_MISSING, name=name)
    return value


async def has_interest(work: Work, household_id: int | None) -> bool:
    """Whether the subject belongs to the household, or has declared kinship with it."""
    if household_id is None:
        return False
    return work.subject.household_id == household_id or bool(await work.connection.fetchval(IS_RELATIVE, work.subject.person_id, household_id))


async def check_no_interest(work: Work, household_id: int | None) -> None:
    """Refuse an official who belongs to the household, or has declared kinship with it."""
    if await has_interest(work, household_id):
        raise refused(Code.CONFLICT_OF_INTEREST)


async def in_office(work: Work, representative_id: int, on: date | None = None, field: str = "representativeId") -> Record:
    """A deputy or member whose term goes on, today or on a day: a post that he holds by another seat does not bring an old one back."""
    one = await work.row("Representative", representative_id, field, lock=False)
    if one["term_until"] < (on or work.clock.today()):
        raise refused(Code.NOT_IN_OFFICE, field, day=one["term_until"])
    return one


async def check_stranger(changes: Changes, subject: Subject, household_id: int) -> None:
    """The same for a change of another database, before it begins."""
    (row,) = await changes.rows("forces", IS_RELATIVE, subject.person_id, household_id)
    if subject.household_id == household_id or row["exists"]:
        raise refused(Code.CONFLICT_OF_INTEREST)


@dataclass(frozen=True)
class Charity:
    """Who takes money, and by which certificate of public fund-raising; days as texts, `last_day` none where it is open."""

    name: str
    credit_code: str
    certificate_number: str
    first_day: str
    last_day: str | None


async def check_charity(work: Work, charity_id: int | None, is_money: bool, region_code: str) -> None:
    """Money goes to a charity that may take it where it is given; nothing else goes through one."""
    if not is_money:
        if charity_id is not None:
            raise refused(Code.CHARITY_UNFIT, "charityId")
        return
    if charity_id is None:
        raise refused(Code.CHARITY_UNQUALIFIED, "charityId")
    await find_charity(work, charity_id, region_code, "charityId")


async def find_charity(work: Work, charity_id: int, region_code: str, field: str) -> Charity:
    """The charity, if its code is right and a certificate is in force today in the place; else refused."""
    row = await work.row("Organisation", charity_id, field, lock=False)
    certificate = await work.connection.fetchrow(CERTIFICATE, charity_id, work.clock.today(), region_code)
    if not (row["kind"] == "charity" and row["may_raise_funds"] and credit_codes.is_valid(row["credit_code"]) and certificate):
        raise refused(Code.CHARITY_UNQUALIFIED, field)
    first, after = certificate["period"].lower, certificate["period"].upper
    last = after and (after - timedelta(days=1)).isoformat()
    return Charity(row["name"], row["credit_code"], certificate["number"], first.isoformat(), last)
