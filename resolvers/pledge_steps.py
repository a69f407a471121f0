"""What somebody may do with a pledge as it is now, and which deliveries wait for a signature that he may give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import sqlalchemy as sa

from databases.forces.givers import donor
from databases.forces.needs import need, need_item
from policies.policy import Policy
from policies.subjects import Subject
from resolvers.changes.pledges import is_disputable, takes_contact
from resolvers.changes.workflows.pledges import PLEDGE
from resolvers.changes.workflows.steps import By
from resolvers.reads import Reads

SIGNATURES = ("sign_as_officer", "sign_as_household", "record_paper_receipt")
"""Rights by which somebody signs that help was received."""
BESIDE = ("accept_contact", "dispute_delivery")
"""Rights to a pledge that lead to no other state."""
NO_TIES: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("sign_as_officer", "record_paper_receipt", "void_delivery"), ("to_household", "is_giver", "to_giver")),
    **{"review_feedback": ("to_household", "is_giver"), "give_feedback": ("is_giver",)},
}
"""Rights that nobody uses who has one of these ties: the changes and the tables refuse it, so it is not offered."""
TIES = """
SELECT pledge.id, giver.id = $2 AS is_giver,
  pledge.household_id = $3 OR EXISTS (SELECT FROM relative WHERE ended_on IS NULL AND person_id = $2 AND household_id = pledge.household_id) AS to_household,
  giver.household_id = me.household_id OR EXISTS (SELECT FROM relative WHERE ended_on IS NULL
    AND (person_id, household_id) IN ((giver.id, me.household_id), (me.id, giver.household_id))) AS to_giver
FROM pledge LEFT JOIN donor ON donor.id = donor_id LEFT JOIN volunteer ON volunteer.id = volunteer_id
LEFT JOIN person AS giver ON giver.id = coalesce(donor.person_id, volunteer.person_id) LEFT JOIN person AS me ON me.id = $2 WHERE pledge.id = ANY($1)
"""
MOST = 200
COLUMNS = (
    *("id", "version", "state", "need_id", "donor_id", "quantity", "delivered_quantity", "delivered_on", "received_by_household"),
    *("household_id", "volunteer_id", "officer_id", "second_officer_id", "assistant_id", "disputed_at", "contact_accepted_at"),
    *("draft_feedback", "feedback_writer_id"),
)


async def steps_of(reads: Reads, policy: Policy, subject: Subject, pledge_id: int) -> Sequence[str]:
    """The rights that the subject holds to a pledge in the state in which it is, in the order of its workflow; none to one that he may not see."""
    rights = (*dict.fromkeys(right for step in PLEDGE.steps if step.sources for right in step.rights), *BESIDE)
    held = []
    for right in rights:
        view = policy.view(subject.profile, "Pledge", right).select((), COLUMNS)
        held += [(right, _named(row)) for row in await reads.select(subject, "forces", view.where(view.selected_columns._id == pledge_id))]
    ties = await _ties(reads, subject, [pledge_id])
    return [right for right, row in held if _is_due(subject, right, row) and not _is_tied(right, ties[pledge_id])]


async def _ties(reads: Reads, subject: Subject, pledges: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """What ties the subject to the household and to the giver of each pledge."""
    rows = await reads.fetch("forces", TIES, pledges, subject.person_id, subject.household_id)
    return {row["id"]: dict(row) for row in rows}


def _is_tied(right: str, ties: Mapping[str, Any]) -> bool:
    return any(ties[name] for name in NO_TIES.get(right, ()))


def _named(row: asyncpg.Record) -> Mapping[str, Any]:
    """A row by the names of the table's columns, as its changes know it."""
    return {name.removeprefix("_"): value for name, value in row.items()}


def _is_due(subject: Subject, right: str, row: Mapping[str, Any]) -> bool:
    """Whether a step by this right begins in the pledge's state, and what it writes is still missing."""
    if right == "accept_contact":
        return takes_contact(row)
    if right == "dispute_delivery":
        return is_disputable(row)
    if right == "give_feedback":
        return row["state"] == "received" and row["draft_feedback"] is None
    if right == "review_feedback":
        return row["draft_feedback"] is not None and row["state"] == "received" and row["feedback_writer_id"] != subject.person_id
    if right in SIGNATURES and not _is_missing(subject, right, row):
        return False
    return any(row["state"] in step.sources for step in PLEDGE.steps if step.by is By.POST and right in step.rights)


def _is_missing(subject: Subject, right: str, row: Mapping[str, Any]) -> bool:
    """Whether a signature by this right is missing, and another person than he has given the others."""
    if right == "sign_as_household":
        return not row["received_by_household"]
    mine = subject.person_id in (row["officer_id"], row["assistant_id"])
    if right == "record_paper_receipt":
        return row["household_id"] is not None and not row["received_by_household"] and row["disputed_at"] is None and not mine
    of_two = row["household_id"] is None and row["second_officer_id"] is None
    return (row["officer_id"] is None or of_two) and not mine


@dataclass(frozen=True)
class AwaitedReceipt:
    """A delivery that waits for a signature: what came, when, from whom by kind (donor, organisation, volunteer), and by which rights he may sign."""

    pledge_id: int
    version: int
    item: str
    unit: str
    quantity: int
    delivered_on: date
    giver: str
    is_disputed: bool
    signatures: Sequence[str]


async def awaited_receipts(reads: Reads, policy: Policy, subject: Subject) -> list[AwaitedReceipt]:
    """The deliveries that wait for a signature that the subject may give, the longest waiting first."""
    waiting = [(right, _named(row)) for right in SIGNATURES for row in await reads.select(subject, "forces", _delivered(policy, subject, right))]
    ties = await _ties(reads, subject, [row["id"] for _, row in waiting])
    found: dict[int, AwaitedReceipt] = {}
    for right, row in waiting:
        if _is_missing(subject, right, row) and not _is_tied(right, ties[row["id"]]):
            one = found.get(row["id"]) or _awaited(row)
            found[one.pledge_id] = AwaitedReceipt(**{**vars(one), "signatures": (*one.signatures, right)})
    return sorted(found.values(), key=lambda one: (one.delivered_on, one.pledge_id))


def _delivered(policy: Policy, subject: Subject, right: str) -> sa.Select[Any]:
    """Deliveries to which the subject has a right, with what they are of."""
    rows = policy.view(subject.profile, "Pledge", right).select((), COLUMNS).subquery()
    told = sa.select(rows, need_item.c.name.label("item"), need_item.c.unit, donor.c.organisation_id.is_not(None).label("by_organisation"))
    joined = told.join(need, need.c.id == rows.c._need_id).join(need_item, need_item.c.id == need.c.need_item_id)
    unsigned = sa.or_(rows.c._officer_id.is_(None), rows.c._received_by_household.is_(False))
    waiting = joined.outerjoin(donor, donor.c.id == rows.c._donor_id).where(rows.c._state == sa.literal("delivered"), unsigned)
    return waiting.order_by(rows.c._delivered_on, rows.c._id).limit(MOST)


def _awaited(row: Mapping[str, Any]) -> AwaitedReceipt:
    giver = "volunteer" if row["donor_id"] is None else "organisation" if row["by_organisation"] else "donor"
    return AwaitedReceipt(
        row["id"],
        row["version"],
        row["item"],
        row["unit"],
        row["delivered_quantity"],
        row["delivered_on"],
        giver,
        row["disputed_at"] is not None,
        (),
    )
