"""Whoever wants to help tells what he could give; an offer is never published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import asyncpg

from databases.code_lists.forces import LIVE_PLEDGES, MONEY_KINDS, may_meet
from policies.subjects import Subject
from resolvers.changes.conditions import check_charity
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.givers import Giver, giver
from resolvers.changes.reasons import check_text
from resolvers.changes.settling import event

MOST, LEAST_TEXT, MOST_TEXT = 100_000, 2, 300
GIVERS = ("donor_id", "volunteer_id")
REFUSALS: Mapping[str, UserError] = {
    "fk_offer_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_offer_money_of_donors": UserError(Code.MONEY_OF_DONORS, "kind"),
}
INSERT = """
INSERT INTO offer (donor_id, volunteer_id, kind, about, quantity, period, state, charity_id, region_code)
VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8) RETURNING *
"""
TAKEN = f"SELECT coalesce(sum(coalesce(delivered_quantity, quantity)), 0)::int FROM pledge WHERE offer_id = $1 AND state IN {LIVE_PLEDGES}"
WITHDRAW = "UPDATE offer SET state = 'withdrawn' WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class OfferWanted:
    """What somebody could give, from when to when (the last day included; open without it), and where."""

    kind: str
    about: str
    quantity: int
    first_day: date
    last_day: date | None
    region_code: str
    charity_id: int | None


async def make_offer(changes: Changes, subject: Subject, wanted: OfferWanted, key: str) -> str:
    """Make an offer; its global id."""

    async def change(work: Work) -> Outcome[str]:
        who = await giver(work)
        acting = work.acting("Offer", "make_offer", {**who, "region_code": wanted.region_code})
        _check(work, wanted)
        await check_charity(work, wanted.charity_id, wanted.kind in MONEY_KINDS, wanted.region_code)
        period = asyncpg.Range(wanted.first_day, wanted.last_day and wanted.last_day + timedelta(days=1))
        values = (*who.values(), wanted.kind, wanted.about, wanted.quantity, period, wanted.charity_id, wanted.region_code)
        made = await work.connection.fetchrow(INSERT, *values)
        assert made is not None
        return Outcome(f"Offer:{made['id']}", [event(work, "offer_made", "offer", made, acting, list(made.keys()))])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class OfferChange:
    offer_id: int
    expected_version: int


async def withdraw_offer(changes: Changes, subject: Subject, wanted: OfferChange) -> str:
    """Withdraw an open offer; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Offer", wanted.offer_id, "id", "withdraw_offer", expected_version=wanted.expected_version)
        if row["state"] != "open":
            raise refused(Code.WRONG_STATE, "id", label="已撤回", state=row["state"], act="撤回", step="withdrawn")
        after = await work.connection.fetchrow(WITHDRAW, row["id"])
        assert after is not None
        acting = work.acting("Offer", "withdraw_offer", row)
        return Outcome(f"Offer:{row['id']}", [event(work, "offer_withdrawn", "offer", after, acting, ["state"], before=row)])

    return await changes.make(subject, "forces", change)


async def check_offer(work: Work, offer_id: int, who: Giver, kind: str, quantity: int) -> None:
    """Refuse a pledge out of an offer that is somebody else's, withdrawn, over or of another kind, or of which less is left; it is held until the change ends."""
    row = await work.row("Offer", offer_id, "offerId", "withdraw_offer")
    if any(row[name] != who[name] for name in GIVERS):
        raise refused(Code.NOT_FOUND, "offerId")
    if row["state"] != "open" or not may_meet(row["kind"], kind):
        raise refused(Code.OFFER_UNFIT, "offerId")
    if row["period"].upper is not None and row["period"].upper <= work.clock.today():
        raise refused(Code.OFFER_OVER, "offerId", day=row["period"].upper - timedelta(days=1))
    left = row["quantity"] - await work.connection.fetchval(TAKEN, offer_id)
    if quantity > left:
        raise refused(Code.OFFER_USED_UP, "offerId", remaining=left)


def _check(work: Work, wanted: OfferWanted) -> None:
    if not 1 <= wanted.quantity <= MOST:
        raise refused(Code.QUANTITY_WRONG, "quantity", most=MOST)
    if not (LEAST_TEXT <= len(wanted.about.strip()) and len(wanted.about) <= MOST_TEXT and wanted.about.isprintable()):
        raise refused(Code.TEXT_UNFIT, "about", least=LEAST_TEXT, most=MOST_TEXT, count=len(wanted.about))
    check_text(wanted.about, "about")
    if wanted.last_day is not None and wanted.last_day < wanted.first_day:
        raise refused(Code.INVALID_PERIOD, "lastDay")
    if (wanted.last_day or wanted.first_day) < work.clock.today() and wanted.last_day is not None:
        raise refused(Code.IN_THE_PAST, "lastDay", today=work.clock.today())
