"""A deputy or member is paired with a household, beside its responsible helper: somebody else, no relative, and not too many for him (M151)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from databases.code_lists.beneficiaries import HOUSEHOLD_STATE
from policies.subjects import Subject
from resolvers.changes.assigning import BARS
from resolvers.changes.conditions import check_no_interest, in_office, parameter
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.pairings import AHEAD, begin
from resolvers.changes.reasons import check_reason
from resolvers.pairing_rules import HELPED_STATES, find_bars

CAPACITY = "households_a_deputy"
"""The rule parameter that says with how many households a deputy or member is paired at most."""
REFUSALS: Mapping[str, UserError] = {"ex_pairing_household_person_period": UserError(Code.ALREADY_PAIRED, "representativeId")}
HOLD = "SELECT id FROM person WHERE id = $1 FOR UPDATE"
DEPUTY = """
SELECT is_active AND EXISTS (SELECT FROM post WHERE person_id = person.id AND tier = 'deputy' AND period @> $2::date) AS is_in_office,
  (SELECT count(*) FROM pairing WHERE person_id = person.id AND kind = 'deputy_household' AND period && daterange($2, NULL)) AS load
FROM person WHERE id = $1
"""


@dataclass(frozen=True)
class DeputyWanted:
    """A household, who is to be paired with it as the deputy or member that he is, and the first day (today at the earliest)."""

    household_id: int
    representative_id: int
    first_day: date | None
    reason: str


async def pair_deputy(changes: Changes, subject: Subject, wanted: DeputyWanted, key: str) -> str:
    """Let a pairing begin; its global id. The household is read where it lies, as the subject may see it."""
    home = await changes.look(subject, "Household", wanted.household_id, "householdId")

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("Pairing", "pair_deputy", {"household_id": home["id"], "region_code": home["region_code"]})
        check_reason(wanted.reason)
        await check_no_interest(work, home["id"])
        if home["state"] not in HELPED_STATES:
            raise refused(Code.NOT_HELPED, "householdId", label=HOUSEHOLD_STATE.labels[home["state"]], state=home["state"])
        day = first_day_of(work, wanted.first_day)
        person = (await in_office(work, wanted.representative_id, day))["person_id"]
        await _check_deputy(work, home, person)
        place = {"household_id": home["id"], "region_code": home["region_code"]}
        begun, beginning = await begin(work, place, person, "deputy_household", day, acting, wanted.reason)
        return Outcome(f"Pairing:{begun['id']}", [beginning])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


def first_day_of(work: Work, wanted: date | None) -> date:
    """The day on which a pairing begins: today, or one that is named within a year."""
    today = work.clock.today()
    day = wanted or today
    if day < today:
        raise refused(Code.IN_THE_PAST, "firstDay", today=today)
    if day > today + AHEAD:
        raise refused(Code.INVALID_PERIOD, "firstDay")
    return day


async def hold_deputy(work: Work, person_id: int) -> int:
    """Hold a deputy or member who is in office, so that nobody gives him too much; with how many households he is paired."""
    await work.connection.execute(HOLD, person_id)
    deputy = await work.connection.fetchrow(DEPUTY, person_id, work.clock.today())
    if deputy is None or not deputy["is_in_office"]:
        raise refused(Code.NO_DEPUTY, "representativeId")
    return int(deputy["load"])


async def _check_deputy(work: Work, home: Record, person_id: int) -> None:
    """Somebody in office, a stranger to the household, who has room for it."""
    load, today = await hold_deputy(work, person_id), work.clock.today()
    bars = await find_bars(work.connection.fetch, [person_id], [home["id"]], today)
    if bar := bars.get((person_id, home["id"])):
        raise refused(BARS[bar], "representativeId")
    most = await parameter(work, CAPACITY, home["region_code"])
    if load >= most:
        raise refused(Code.HELPER_FULL, "representativeId", load=load, added=1, most=int(most))
