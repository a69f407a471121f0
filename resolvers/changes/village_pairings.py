"""An entrepreneur among the deputies and members is paired with an economically weak village, until a day (M150)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from databases.code_lists.beneficiaries import VILLAGE_STATE
from policies.subjects import Subject
from resolvers.changes.conditions import in_office
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.deputy_pairings import first_day_of, hold_deputy
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.pairings import last_day_of
from resolvers.changes.reasons import check_reason
from resolvers.changes.settling import event

WEAK = ("weak", "meeting")  # turned around is a village that needs nobody any more
REFUSALS: Mapping[str, UserError] = {"ex_village_pairing_representative_region_period": UserError(Code.ALREADY_PAIRED, "representativeId")}
BEGIN = "INSERT INTO village_pairing (representative_id, region_code, period) VALUES ($1, $2, daterange($3, NULL)) RETURNING *"
END = "UPDATE village_pairing SET period = daterange(lower(period), $2) WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class VillagePairingWanted:
    """A village, the entrepreneur as the deputy or member that he is, and the first day (today at the earliest)."""

    village_id: int
    representative_id: int
    first_day: date | None
    reason: str


async def pair_village(changes: Changes, subject: Subject, wanted: VillagePairingWanted, key: str) -> str:
    """Let a pairing with a village begin; its global id. The village is read where it lies."""
    village = await changes.look(subject, "Village", wanted.village_id, "villageId")

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("VillagePairing", "pair_village", {"region_code": village["region_code"]})
        check_reason(wanted.reason)
        _check_village(village)
        day = first_day_of(work, wanted.first_day)
        representative = await in_office(work, wanted.representative_id, day)
        if not representative["is_entrepreneur"]:
            raise refused(Code.NO_ENTREPRENEUR, "representativeId")
        await hold_deputy(work, representative["person_id"])
        row = await work.connection.fetchrow(BEGIN, representative["id"], village["region_code"], day)
        assert row is not None
        begun = event(work, "village_pairing_begun", "village_pairing", row, acting, list(row.keys()), purpose=wanted.reason)
        return Outcome(f"VillagePairing:{row['id']}", [begun])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class VillagePairingEnd:
    """A pairing, the version that was seen, its last day (today at the earliest) and why it ends."""

    village_pairing_id: int
    expected_version: int
    last_day: date | None
    reason: str


async def end_village_pairing(changes: Changes, subject: Subject, wanted: VillagePairingEnd) -> str:
    """Give a pairing with a village its last day; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("VillagePairing", wanted.village_pairing_id, "id", "end_village_pairing", expected_version=wanted.expected_version)
        check_reason(wanted.reason)
        after = await work.connection.fetchrow(END, row["id"], last_day_of(work, row, wanted.last_day) + timedelta(days=1))
        assert after is not None
        acting = work.acting("VillagePairing", "end_village_pairing", row)
        ended = event(work, "village_pairing_ended", "village_pairing", after, acting, ["period"], before=row, purpose=wanted.reason)
        return Outcome(f"VillagePairing:{row['id']}", [ended])

    return await changes.make(subject, "forces", change)


def _check_village(village: Record) -> None:
    state = village["state"]
    if state not in WEAK:
        raise refused(Code.VILLAGE_NOT_WEAK, "villageId", label=VILLAGE_STATE.labels[state], state=state)
