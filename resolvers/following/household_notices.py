"""What happens to a household where it is registered is told where inboxes are: measures and the steps of an exit.

Each event is followed by one of forces about the household, by the same actor, so that he is not told what he did himself. It says that something
happened, in words that name nobody; what it was is read where it lies, by whoever may.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import asyncpg

from databases.code_lists.entry_and_exit import SIGNER_ROLE
from databases.event_log import Event
from resolvers.changes.core import Changes, Work
from resolvers.following.core import Follower

HOUSEHOLD_OF: Mapping[str, str] = {
    **dict.fromkeys(("measure_recorded", "measure_finished"), "SELECT household_id, region_code FROM measure WHERE id = $1"),
    **dict.fromkeys(
        ("exit_proposed", "exit_revised", "exit_posted", "exit_returned", "exit_confirmed"),
        "SELECT household_id, region_code FROM exit_case WHERE id = $1",
    ),
    "public_notice_objected": "SELECT household_id, one.region_code FROM public_notice JOIN exit_case AS one ON one.id = exit_case_id WHERE public_notice.id = $1",
    **dict.fromkeys(("exit_signed", "exit_signed_on_paper"), "SELECT household_id, region_code, exit_case_id FROM exit_signature WHERE id = $1"),
}
"""Events that are told, and whose they are."""
SIGNED = "SELECT role FROM exit_signature WHERE exit_case_id = $1 AND voided_at IS NULL"
AWAITS, ALL_SIGNED, OBJECTED = "household_exit_awaits_", "household_exit_is_signed", "household_exit_objected"


@dataclass(frozen=True)
class Happened:
    """What is told of which household; its village, by which officials are found."""

    kind: str
    household_id: int
    region_code: str


async def look_at_household(changes: Changes, event: asyncpg.Record) -> Happened:
    (row,) = await changes.rows("beneficiaries", HOUSEHOLD_OF[event["kind"]], int(event["subject_id"]))
    kind = OBJECTED if event["kind"] == "public_notice_objected" else f"household_{event['kind']}"
    if event["kind"] == "exit_signed":
        kind = _after({one["role"] for one in await changes.rows("beneficiaries", SIGNED, row["exit_case_id"])})
    return Happened(kind, row["household_id"], row["region_code"])


async def tell_of_household(work: Work, event: asyncpg.Record, happened: Happened) -> Sequence[Event]:
    return [Event(happened.kind, "household", str(happened.household_id), event["actor"], work.clock.now(), region_code=happened.region_code)]


def _after(signed: Collection[str]) -> str:
    """Whose turn it is once these have signed."""
    waiting = next((role for role in SIGNER_ROLE.labels if role not in signed), None)
    return f"{AWAITS}{waiting}" if waiting else ALL_SIGNED


HOUSEHOLD_FOLLOWER = Follower("household_notices", "beneficiaries", "forces", frozenset(HOUSEHOLD_OF), tell_of_household, look_at_household)
