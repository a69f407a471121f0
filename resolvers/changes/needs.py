"""A need is drafted from a measure, a project or a village's plan, reviewed by two others, published, and may be withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from databases.code_lists.forces import PUBLISHED_NEEDS
from databases.event_log import Event
from databases.public_ids import public_id
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import check_no_interest, parameter
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason
from resolvers.changes.settling import event, hold_need
from resolvers.changes.workflows.needs import NEED
from resolvers.changes.workflows.pledges import PENDING

SOURCES: Mapping[str, str] = {"Measure": "measure_id", "Project": "project_id", "HelpingPlan": "helping_plan_id"}
"""Kinds that a need may come from, by the column that names them."""
TOWN, MOST = 9, 10_000
LEAST_SHARE = Decimal("0.5")  # of its item's ceiling: a need counts that much at least, for a price of next to nothing would evade the cap
CAP = "need_value_a_household_a_year"
DUPLICATE = UserError(Code.DUPLICATE_NEED, "needItemId")
REFUSALS: Mapping[str, UserError] = {f"uq_need_{source}_open": DUPLICATE for source in ("household_id", "project_id", "helping_plan_id")}
INSERT = """
INSERT INTO need (measure_id, household_id, project_id, helping_plan_id, public_id, need_item_id, state, target, price, needed_by, drafter_id,
  region_code, village_code)
VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12) RETURNING *
"""
SIGN_FIRST = "UPDATE need SET reviewer_id = $2 WHERE id = $1 RETURNING *"
SIGN_SECOND = "UPDATE need SET second_reviewer_id = $2, state = 'reviewed' WHERE id = $1 RETURNING *"
REFUSE = "UPDATE need SET state = 'refused', refusal_reason = $2, refuser_id = $3 WHERE id = $1 RETURNING *"
PUBLISH = "UPDATE need SET state = 'published', published_on = $2 WHERE id = $1 RETURNING *"
WITHDRAW = "UPDATE need SET state = 'withdrawn', pledged = 0, withdrawal_reason = $2 WHERE id = $1 RETURNING *"
RELEASE = "UPDATE pledge SET state = 'released', release_reason = '需求已撤回' WHERE id = $1 RETURNING *"
LIVE = "SELECT * FROM pledge WHERE need_id = $1 AND state NOT IN ('released', 'expired', 'voided') ORDER BY id"
HOLD_HOUSEHOLD = "SELECT id FROM need WHERE household_id = $1 ORDER BY id FOR UPDATE"
MEASURE_OVER = "SELECT finished_on AS day FROM measure WHERE id = $1 AND finished_on IS NOT NULL"
# a plan is over with its year, or with the term of its team
PLAN_OVER = """
SELECT least(make_date(year, 12, 31), upper(period) - 1) AS day FROM helping_plan JOIN helping_team ON helping_team.id = helping_team_id
WHERE helping_plan.id = $1 AND least(make_date(year, 12, 31), upper(period) - 1) < $2
"""
ASKED_THIS_YEAR = """
SELECT coalesce(sum(target * greatest(price, price_ceiling * $6)), 0) FROM need JOIN need_item ON need_item.id = need_item_id
WHERE household_id = $1 AND need.id <> $2 AND state = ANY($3) AND published_on >= $4 AND published_on < $5
"""


@dataclass(frozen=True)
class NeedWanted:
    """What is missing: the source by its kind and key, how many of a catalogue's item at which price, and until when."""

    source_kind: str
    source_id: int
    need_item_id: int
    quantity: int
    price: Decimal
    needed_by: date


async def draft_need(changes: Changes, subject: Subject, wanted: NeedWanted, key: str) -> str:
    """Draft a need; its global id. The source is read where it lies, as the drafter may see it."""
    if wanted.source_kind not in SOURCES:
        raise refused(Code.WRONG_SOURCE, "sourceId")
    source = await changes.look(subject, wanted.source_kind, wanted.source_id, "sourceId")

    async def change(work: Work) -> Outcome[str]:
        row = _row(work, wanted, source)
        acting = work.acting("Need", "draft_need", row)
        await check_no_interest(work, row["household_id"])
        await _check_source(changes, work, row, "sourceId")
        await _check_item(work, wanted)
        made = await work.connection.fetchrow(INSERT, *row.values())
        assert made is not None
        await _check_cap(work, made)
        return Outcome(f"Need:{made['id']}", [event(work, "need_drafted", "need", made, acting, list(made.keys()))])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class NeedReview:
    """One of two signatures for a need, or why it is not published."""

    need_id: int
    expected_version: int
    refusal_reason: str | None


async def review_need(changes: Changes, subject: Subject, wanted: NeedReview) -> str:
    """Sign a draft as its first or second reviewer, or refuse it; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Need", wanted.need_id, "id", expected_version=wanted.expected_version)
        NEED.step("review_need" if wanted.refusal_reason is None else "refuse_need", row["state"], "id")
        if subject.person_id in (row["drafter_id"], row["reviewer_id"]):
            raise refused(Code.OWN_DRAFT if subject.person_id == row["drafter_id"] else Code.SAME_PERSON)
        acting = work.acting("Need", "review_need", row)
        await check_no_interest(work, row["household_id"])
        return Outcome(f"Need:{row['id']}", [await _reviewed(work, row, acting, wanted.refusal_reason)])

    return await changes.make(subject, "forces", change)


@dataclass(frozen=True)
class NeedChange:
    """A need and the version that was seen."""

    need_id: int
    expected_version: int


async def publish_need(changes: Changes, subject: Subject, wanted: NeedChange) -> str:
    """Publish a reviewed need; its global id. Needs of one household are published one after the other, so that its cap holds."""

    async def change(work: Work) -> Outcome[str]:
        household = (await work.row("Need", wanted.need_id, "id", "publish_need", lock=False))["household_id"]
        await work.connection.execute(HOLD_HOUSEHOLD, household)
        row = await work.row("Need", wanted.need_id, "id", "publish_need", expected_version=wanted.expected_version)
        NEED.step("publish_need", row["state"], "id")
        await check_no_interest(work, row["household_id"])
        if row["needed_by"] < work.clock.today():
            raise refused(Code.NEED_OVER, "id", day=row["needed_by"])
        await _check_source(changes, work, row, "id")
        await _check_cap(work, row)
        after = await work.connection.fetchrow(PUBLISH, row["id"], work.clock.today())
        assert after is not None
        acting = work.acting("Need", "publish_need", row)
        return Outcome(f"Need:{row['id']}", [event(work, "need_published", "need", after, acting, ["published_on", "state"], before=row)])

    return await changes.make(subject, "forces", change)


@dataclass(frozen=True)
class NeedWithdrawal:
    need_id: int
    expected_version: int
    reason: str


async def withdraw_need(changes: Changes, subject: Subject, wanted: NeedWithdrawal) -> str:
    """Withdraw a need of which nothing is confirmed yet; what is held for it is released. Its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Need", wanted.need_id, "id", "withdraw_need", expected_version=wanted.expected_version)
        NEED.step("withdraw_need", row["state"], "id")
        check_reason(wanted.reason)
        acting = work.acting("Need", "withdraw_need", row)
        released = await _release_all(work, row["id"], acting)
        after = await work.connection.fetchrow(WITHDRAW, row["id"], wanted.reason)
        assert after is not None
        fields = ["pledged", "state", "withdrawal_reason"]
        withdrawn = event(work, "need_withdrawn", "need", after, acting, fields, before=row, purpose=wanted.reason)
        return Outcome(f"Need:{row['id']}", [*released, withdrawn])

    return await changes.make(subject, "forces", change)


def _row(work: Work, wanted: NeedWanted, source: Record) -> dict[str, Any]:
    """The draft in the order of INSERT's values; its public id is random and tells nothing of what it comes from."""
    village = source["region_code"]
    if len(village) < TOWN:
        raise refused(Code.WRONG_SOURCE, "sourceId")
    keys = dict.fromkeys(("measure_id", "household_id", "project_id", "helping_plan_id"))
    keys |= {SOURCES[wanted.source_kind]: source["id"], "household_id": source.get("household_id")}
    return {
        **keys,
        "public_id": public_id("N", secrets.token_bytes(8)),
        "need_item_id": wanted.need_item_id,
        "target": wanted.quantity,
        "price": wanted.price,
        "needed_by": wanted.needed_by,
        "drafter_id": work.subject.person_id,
        "region_code": village[:TOWN],
        "village_code": village,
    }


async def _check_source(changes: Changes, work: Work, need: Record, field: str) -> None:
    """Nothing is asked for the sake of a measure or a plan that is over."""
    if need["measure_id"] is not None:
        over, code = await changes.rows("beneficiaries", MEASURE_OVER, need["measure_id"]), Code.MEASURE_FINISHED
    else:
        over, code = await work.connection.fetch(PLAN_OVER, need["helping_plan_id"], work.clock.today()), Code.PLAN_OVER
    if over:
        raise refused(code, field, day=over[0]["day"])


async def _check_item(work: Work, wanted: NeedWanted) -> None:
    item = await work.row("NeedItem", wanted.need_item_id, "needItemId", lock=False)
    if item["retired_on"] is not None:
        raise refused(Code.ITEM_RETIRED, "needItemId", day=item["retired_on"])
    if not 1 <= wanted.quantity <= MOST:
        raise refused(Code.QUANTITY_WRONG, "quantity", most=MOST)
    if not 0 <= wanted.price <= item["price_ceiling"]:
        raise refused(Code.ABOVE_CEILING, "price", ceiling=item["price_ceiling"])
    if wanted.price == 0 < item["price_ceiling"]:  # the cap of a household and year would count it as nothing
        raise refused(Code.PRICE_MISSING, "price", ceiling=item["price_ceiling"])
    if wanted.source_kind == "Measure" and item["kind"] == "money":
        raise refused(Code.MONEY_OF_HOUSEHOLD, "needItemId")
    if wanted.needed_by < work.clock.today():
        raise refused(Code.IN_THE_PAST, "neededBy", today=work.clock.today())


async def _check_cap(work: Work, need: Record) -> None:
    """What a household asks for in a calendar year has a cap; a need that was published counts until it is withdrawn or expires."""
    if need["household_id"] is None:
        return
    cap, year = await parameter(work, CAP, need["village_code"]), work.clock.today().year
    span = date(year, 1, 1), date(year + 1, 1, 1)
    item = await work.row("NeedItem", need["need_item_id"], "needItemId", lock=False)
    others = await work.connection.fetchval(ASKED_THIS_YEAR, need["household_id"], need["id"], PUBLISHED_NEEDS, *span, LEAST_SHARE)
    total = others + need["target"] * max(need["price"], item["price_ceiling"] * LEAST_SHARE)
    if total > cap:
        raise refused(Code.ABOVE_CAP, "quantity", total=f"{total:.2f}", cap=f"{cap:.2f}")


async def _reviewed(work: Work, row: Record, acting: Assignment, refusal_reason: str | None) -> Event:
    me = work.subject.person_id
    if refusal_reason is not None:
        check_reason(refusal_reason)
        after = await work.connection.fetchrow(REFUSE, row["id"], refusal_reason, me)
        kind, fields = "need_refused", ["refusal_reason", "refuser_id", "state"]
    elif row["reviewer_id"] is None:
        after = await work.connection.fetchrow(SIGN_FIRST, row["id"], me)
        kind, fields = "need_reviewed_first", ["reviewer_id"]
    else:
        after = await work.connection.fetchrow(SIGN_SECOND, row["id"], me)
        kind, fields = "need_reviewed", ["second_reviewer_id", "state"]
    assert after is not None
    return event(work, kind, "need", after, acting, fields, before=row, purpose=refusal_reason)


async def _release_all(work: Work, need_id: int, acting: Assignment) -> list[Event]:
    """Release what is held for a need; refused if anything was confirmed."""
    events = []
    for row in await work.connection.fetch(LIVE, (await hold_need(work, need_id))["id"]):
        if row["state"] not in PENDING:
            raise refused(Code.PLEDGES_STAND, "id")
        after = await work.connection.fetchrow(RELEASE, row["id"])
        assert after is not None
        events.append(event(work, "pledge_released", "pledge", after, acting, ["release_reason", "state"], before=row))
    return events
