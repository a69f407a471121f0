"""That somebody is kin of a household is declared by its helper or by an official, and ends by an official: he does nothing for it that needs a stranger.

Givers declare nothing, for what is refused would tell them who is on the register. The person himself is not told which household it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policies.subjects import Subject
from resolvers.changes.conditions import check_no_interest
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason

KIN = ("Person", "Pledge")
"""What names who is kin: the person, or a pledge, whose giver he is."""
REFUSALS: Mapping[str, UserError] = {"uq_relative_standing": UserError(Code.KIN_DECLARED, "kinId")}
GIVER = """
SELECT coalesce(donor.person_id, volunteer.person_id) AS person_id
FROM (SELECT $1::bigint AS donor_id, $2::bigint AS volunteer_id) AS pledge
LEFT JOIN donor ON donor.id = donor_id LEFT JOIN volunteer ON volunteer.id = volunteer_id
"""
IS_OF_IT = "SELECT household_id = $2 FROM person WHERE id = $1"
DECLARE = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, $3, $4) RETURNING *"
END = "UPDATE relative SET ended_on = $2 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class KinshipDeclared:
    """A household, who is kin of it (the kind and key of a person, or of a pledge that he made), and by what that is known."""

    household_id: int
    kin_kind: str
    kin_id: int
    reason: str


async def declare_kinship(changes: Changes, subject: Subject, wanted: KinshipDeclared, key: str) -> str:
    """Declare that somebody is kin of a household; the global id of the kinship. Both are read where they lie, as the subject may see them."""
    if wanted.kin_kind not in KIN:
        raise refused(Code.NOT_FOUND, "kinId")
    home = await changes.look(subject, "Household", wanted.household_id, "householdId")
    named = await changes.look(subject, wanted.kin_kind, wanted.kin_id, "kinId")

    async def change(work: Work) -> Outcome[str]:
        place = {"household_id": home["id"], "region_code": home["region_code"]}
        acting = work.acting("Relative", "declare_kinship", place)
        check_reason(wanted.reason)
        person = await _person(work, wanted.kin_kind, named)
        if await work.connection.fetchval(IS_OF_IT, person, home["id"]):
            raise refused(Code.OF_THE_HOUSEHOLD, "kinId")
        made = await work.connection.fetchrow(DECLARE, person, home["id"], work.clock.today(), home["region_code"])
        assert made is not None
        told = {"region_code": made["region_code"], "purpose": wanted.reason, "changed_fields": sorted(made.keys())}
        declared = work.event("kinship_declared", "relative", made["id"], acting, **told, after_digest=row_digest(made))
        return Outcome(f"Relative:{made['id']}", [declared])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class KinshipEnd:
    """A kinship, the version that was seen, and why it is none any more, or never was."""

    relative_id: int
    expected_version: int
    reason: str


async def end_kinship(changes: Changes, subject: Subject, wanted: KinshipEnd) -> str:
    """End a kinship from today on; its global id. Whom it keeps from something does not end it, nor does anybody else of the household or its kin."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Relative", wanted.relative_id, "id", "end_kinship", expected_version=wanted.expected_version)
        check_reason(wanted.reason)
        if row["ended_on"] is not None:
            raise refused(Code.KINSHIP_ENDED, "id", day=row["ended_on"])
        await check_no_interest(work, row["household_id"])
        after = await work.connection.fetchrow(END, row["id"], work.clock.today())
        assert after is not None
        told = {"region_code": row["region_code"], "purpose": wanted.reason, "changed_fields": ["ended_on"]}
        acting = work.acting("Relative", "end_kinship", row)
        ended = work.event("kinship_ended", "relative", row["id"], acting, **told, before_digest=row_digest(row), after_digest=row_digest(after))
        return Outcome(f"Relative:{row['id']}", [ended])

    return await changes.make(subject, "forces", change)


async def _person(work: Work, kind: str, named: Record) -> int:
    """The person himself, or who made the pledge; an organisation is nobody's kin."""
    found: int | None = named["id"] if kind == "Person" else await work.connection.fetchval(GIVER, named["donor_id"], named["volunteer_id"])
    if found is None:
        raise refused(Code.NOT_FOUND, "kinId")
    return found
