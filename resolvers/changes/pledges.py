"""A pledge: held, the facts seen, confirmed, delivered, signed for by two, closed with what became of it; or released.

Each change locks the need before the pledge, so that no two wait for each other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from databases.clock import SHANGHAI
from databases.code_lists.forces import DISPUTE_REASON, MONEY_KINDS, NEED_BAND, band_of
from policies.masks import COUNTY
from policies.subjects import Subject
from resolvers.certificates import is_certified
from resolvers.changes.conditions import Charity, check_charity, check_no_interest, find_charity, has_interest, parameter
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.givers import check_giver, check_holds, check_holds_of_the_day, giver
from resolvers.changes.needs import MOST
from resolvers.changes.offers import check_offer
from resolvers.changes.reasons import check_paper, check_reason
from resolvers.changes.settling import event, hold_need, settle
from resolvers.changes.workflows.needs import AVAILABLE
from resolvers.changes.workflows.pledges import PENDING, PLEDGE

HOLD_DAYS = "pledge_hold_days"
OFFICER, HOUSEHOLD = "officer", "household"
REFUSALS: Mapping[str, UserError] = {"ck_pledge_money_of_donors": UserError(Code.MONEY_OF_DONORS, "needId")}
STEP_REFUSALS: Mapping[str, UserError] = {
    "ck_pledge_receipt_by_others": UserError(Code.OWN_GIFT, "id"),
    "ck_pledge_receipt_by_no_kin": UserError(Code.KIN_OF_GIVER, "id"),
    # whoever asked for the same again meanwhile withdraws that first: of two that are open one would be too many
    **{f"uq_need_{source}_open": UserError(Code.DUPLICATE_NEED, "id") for source in ("household_id", "project_id", "helping_plan_id")},
}
CERTIFIED = "SELECT skill FROM volunteer_skill WHERE volunteer_id = $1 AND verified_on IS NOT NULL AND taken_back_on IS NULL"
LAST = "SELECT kind, actor FROM event WHERE subject_kind = 'pledge' AND subject_id = $1 AND actor <> 'system' ORDER BY id DESC LIMIT 1"
INSERT = """
INSERT INTO pledge (need_id, donor_id, volunteer_id, offer_id, household_id, village_code, quantity, state, pledged_at, expires_at, charity_id, region_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', $8, $9, $10, $11) RETURNING *
"""


@dataclass(frozen=True)
class PledgeWanted:
    """How much of a need somebody takes; of money, through which charity; out of which of his offers, if of any."""

    need_id: int
    quantity: int
    charity_id: int | None
    offer_id: int | None = None


async def make_pledge(changes: Changes, subject: Subject, wanted: PledgeWanted, key: str) -> str:
    """Hold some of what remains of a need; the pledge's global id."""

    async def change(work: Work) -> Outcome[str]:
        row = {"need_id": wanted.need_id, **await giver(work)}
        acting = work.acting("Pledge", "pledge", row)
        need, freed = await settle(work, await work.row("Need", wanted.need_id, "needId"), None)
        _check_remaining(work, need, wanted.quantity)
        await _check_giver(work, need, row, wanted)
        made = await _insert(work, need, row, wanted)
        _, settled = await settle(work, need, acting)
        return Outcome(f"Pledge:{made['id']}", [*freed, event(work, "pledge_held", "pledge", made, acting, list(made.keys())), *settled])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class PledgeChange:
    """A pledge and the version that was seen."""

    pledge_id: int
    expected_version: int


@dataclass(frozen=True)
class Facts:
    """What is shown before a pledge may be confirmed: how much it is of what, at which price, until when, in which county, of money through which charity;
    nothing of whom it is for."""

    public_id: str
    item: str
    unit: str
    kind: str
    quantity: int
    price: str
    needed_by: str
    region_code: str
    charity: Charity | None


async def see_facts(changes: Changes, subject: Subject, wanted: PledgeChange) -> tuple[str, Facts]:
    """Show the facts of a pledge's need and keep that they were shown, by their digest; the pledge's global id and the facts."""
    shown: list[Facts] = []

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        _check_hold(work, row)
        shown.append(await _facts(work, need, row))
        return {"facts_digest": _digest(shown[-1]), "facts_seen_at": work.clock.now(), "state": PLEDGE.step("see_facts", row["state"], "id").target}

    return await _advance(changes, subject, wanted, "see_facts", "pledge_facts_seen", rule), shown[-1]


async def confirm_pledge(changes: Changes, subject: Subject, wanted: PledgeChange, key: str | None = None) -> str:
    """Confirm a pledge whose facts were seen, and have not changed since."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        if row["state"] == "held":
            raise refused(Code.FACTS_UNSEEN, "id")
        step = PLEDGE.step("confirm_pledge", row["state"], "id")
        _check_hold(work, row)
        if _digest(await _facts(work, need, row)) != row["facts_digest"]:
            raise refused(Code.FACTS_CHANGED, "id")
        return {"confirmed_at": work.clock.now(), "state": step.target}

    return await _advance(changes, subject, wanted, "confirm_pledge", "pledge_confirmed", rule, key)


CONTACT_STATES = ("confirmed", "delivered", "received")


def takes_contact(row: Mapping[str, Any]) -> bool:
    """Whether a household may let the giver of a pledge get in touch: a volunteer who confirmed it, and once."""
    return row["volunteer_id"] is not None and row["state"] in CONTACT_STATES and row["contact_accepted_at"] is None


async def accept_contact(changes: Changes, subject: Subject, wanted: PledgeChange) -> str:
    """Let the volunteer who confirmed a pledge get in touch: the household says so, or its helper for it."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        if not takes_contact(row):
            raise refused(Code.CONTACT_UNFIT, "id")
        return {"contact_accepted_at": work.clock.now()}

    return await _advance(changes, subject, wanted, "accept_contact", "pledge_contact_accepted", rule)


@dataclass(frozen=True)
class PledgeDelivery(PledgeChange):
    """What was pledged was brought; of money, the number of the charity's receipt. `quantity`: how many, if not all of it."""

    receipt_number: str | None
    quantity: int | None = None


async def deliver_pledge(changes: Changes, subject: Subject, wanted: PledgeDelivery, key: str | None = None) -> str:
    """Mark a confirmed pledge as delivered today. What of it was not brought goes back to the need in the same transaction."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        step = PLEDGE.step("deliver_pledge", row["state"], "id")
        is_code = wanted.receipt_number is None or (wanted.receipt_number.isascii() and wanted.receipt_number.isalnum())
        if (row["charity_id"] is None) != (wanted.receipt_number is None) or not is_code:
            raise refused(Code.RECEIPT_NUMBER_MISSING, "receiptNumber")
        await _charity(work, need, row)
        quantity = row["quantity"] if wanted.quantity is None else wanted.quantity
        if not 1 <= quantity <= row["quantity"]:
            raise refused(Code.QUANTITY_WRONG, "quantity", most=row["quantity"])
        delivered = {"delivered_on": work.clock.today(), "delivered_quantity": quantity}
        return {"receipt_number": wanted.receipt_number, **delivered, "state": step.target}

    def kind(after: Record) -> str:
        return "pledge_delivered" if after["delivered_quantity"] == after["quantity"] else "pledge_partly_delivered"

    return await _advance(changes, subject, wanted, "deliver_pledge", kind, rule, key)


@dataclass(frozen=True)
class Dispute(PledgeChange):
    """What a household says of a delivery: a code of `dispute_reason`."""

    reason: str


DISPUTABLE = ("delivered", "received")


def is_disputable(row: Mapping[str, Any]) -> bool:
    """Whether a household may say of a delivery that it did not come so: once, and not of what it signed for itself."""
    signed_itself = row["received_by_household"] and row["assistant_id"] is None
    return row["state"] in DISPUTABLE and row["disputed_at"] is None and not signed_itself


async def dispute_delivery(changes: Changes, subject: Subject, wanted: Dispute) -> str:
    """Say, once, as the household that it did not come so; whoever may declare the delivery void is told. The pledge's global id."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        if not is_disputable(row):
            label = PLEDGE.states.labels[row["state"]]
            raise refused(Code.WRONG_STATE, "id", label=label, state=row["state"], act="提出异议", step="disputed")
        return {"disputed_at": work.clock.now(), "dispute_reason": wanted.reason}

    return await _advance(changes, subject, wanted, "dispute_delivery", "pledge_disputed", rule)


@dataclass(frozen=True)
class DeliveryVoid(PledgeChange):
    reason: str


async def void_delivery(changes: Changes, subject: Subject, wanted: DeliveryVoid) -> str:
    """Declare a delivery void that never was, or was another one, with all that was signed for it: what it took goes back to the need."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        step = PLEDGE.step("void_delivery", row["state"], "id")
        check_reason(wanted.reason)
        await check_no_interest(work, row["household_id"])
        return {"voided_at": work.clock.now(), "voided_by_id": work.subject.person_id, "void_reason": wanted.reason, "state": step.target}

    return await _advance(changes, subject, wanted, "void_delivery", "pledge_voided", rule)


@dataclass(frozen=True)
class Receipt(PledgeChange):
    """One of two signatures for what was delivered; `side` is OFFICER or HOUSEHOLD."""

    side: str


async def confirm_receipt(changes: Changes, subject: Subject, wanted: Receipt, key: str | None = None) -> str:
    """Sign for what was delivered; with the second signature it is received. Signed again with its key, the first result."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        step = PLEDGE.step("confirm_receipt", row["state"], "id")
        shown = await _delivery_digest(work, need, row)
        signature = await _signature(work, row, wanted.side, shown)
        signed = {**row, **signature}
        by_two = signed["officer_id"] is not None and (signed["received_by_household"] or signed["second_officer_id"] is not None)
        return {**signature, "state": step.target if by_two else row["state"]}

    return await _advance(changes, subject, wanted, f"sign_as_{wanted.side}", f"pledge_signed_by_{wanted.side}", rule, key)


@dataclass(frozen=True)
class PaperReceipt(PledgeChange):
    """A household that cannot sign in signed on paper: why (a code of `assistance_reason`), and the number of the paper."""

    reason: str
    paper_number: str


async def record_paper_receipt(changes: Changes, subject: Subject, wanted: PaperReceipt, key: str) -> str:
    """Record that a household signed on paper; with the village officer's signature it is received. The pledge's global id."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        step = PLEDGE.step("confirm_receipt", row["state"], "id")
        signature = await _paper_signature(work, row, wanted, await _delivery_digest(work, need, row))
        return {**signature, "state": step.target if row["officer_id"] is not None else row["state"]}

    return await _advance(changes, subject, wanted, "record_paper_receipt", "pledge_signed_on_paper", rule, key)


@dataclass(frozen=True)
class Feedback(PledgeChange):
    feedback: str


async def give_feedback(changes: Changes, subject: Subject, wanted: Feedback, key: str | None = None) -> str:
    """Say what became of what was received; somebody else reads it before the giver does."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        step = PLEDGE.step("give_feedback", row["state"], "id")
        check_reason(wanted.feedback)
        if row["draft_feedback"] is not None:
            raise refused(Code.FEEDBACK_GIVEN, "id")
        written = {"draft_feedback": wanted.feedback, "feedback_writer_id": work.subject.person_id, "feedback_return_reason": None}
        return {**written, "state": step.target}

    return await _advance(changes, subject, wanted, "give_feedback", "pledge_feedback_given", rule, key)


@dataclass(frozen=True)
class FeedbackReview(PledgeChange):
    """The giver may read it; or why it goes back to be written anew."""

    return_reason: str | None


async def review_feedback(changes: Changes, subject: Subject, wanted: FeedbackReview) -> str:
    """Let the giver read what somebody else wrote, which closes the pledge; or give it back. The pledge's global id."""
    returned = wanted.return_reason is not None

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        step = PLEDGE.step("return_feedback" if returned else "approve_feedback", row["state"], "id")
        if row["draft_feedback"] is None:
            raise refused(Code.FEEDBACK_MISSING, "id")
        if row["feedback_writer_id"] == work.subject.person_id:
            raise refused(Code.OWN_FEEDBACK, "id")
        await check_no_interest(work, row["household_id"])
        if wanted.return_reason is not None:
            check_reason(wanted.return_reason)
            return {"draft_feedback": None, "feedback_return_reason": wanted.return_reason, "state": step.target}
        return {"draft_feedback": None, "feedback": row["draft_feedback"], "feedback_reviewer_id": work.subject.person_id, "state": step.target}

    kind = "pledge_feedback_returned" if returned else "pledge_closed"
    return await _advance(changes, subject, wanted, "review_feedback", kind, rule, purpose=wanted.return_reason)


@dataclass(frozen=True)
class PledgeRelease(PledgeChange):
    reason: str


async def release_pledge(changes: Changes, subject: Subject, wanted: PledgeRelease) -> str:
    """Give back what was pledged and is not delivered."""

    async def rule(work: Work, need: Record, row: Record) -> Mapping[str, Any]:
        step = PLEDGE.step("release_pledge", row["state"], "id")
        check_reason(wanted.reason)
        return {"release_reason": wanted.reason, "state": step.target}

    return await _advance(changes, subject, wanted, "release_pledge", "pledge_released", rule)


Rule = Callable[[Work, Record, Record], Awaitable[Mapping[str, Any]]]


async def _advance(
    changes: Changes,
    subject: Subject,
    wanted: PledgeChange,
    right: str,
    kind: str | Callable[[Record], str],
    rule: Rule,
    key: str | None = None,
    purpose: str | None = None,
) -> str:
    """One step of a pledge: `rule` refuses, or tells the columns' new values; the need follows. `kind`: of the event, or tells it of the new row."""

    async def change(work: Work) -> Outcome[str]:
        need = await hold_need(work, (await work.row("Pledge", wanted.pledge_id, "id", right, lock=False))["need_id"])
        row = await work.row("Pledge", wanted.pledge_id, "id", right)
        await _check_version(work, row, wanted.expected_version, right)
        values = await rule(work, need, row)
        acting = work.acting("Pledge", right, row)
        after = await _update(work, row, values)
        _, settled = await settle(work, need, acting)
        happened = kind if isinstance(kind, str) else kind(after)
        return Outcome(f"Pledge:{row['id']}", [event(work, happened, "pledge", after, acting, list(values), before=row, purpose=purpose), *settled])

    if key is None:
        return await changes.make(subject, "forces", change, STEP_REFUSALS)
    return await changes.make_once(subject, "forces", change, STEP_REFUSALS, key, wanted)


async def _check_version(work: Work, row: Record, expected: int, right: str) -> None:
    """Refuse what was changed since it was seen; whoever repeats his own step, of which the answer was lost, is told that it is done."""
    if row["version"] == expected:
        return
    done = {event for step in PLEDGE.steps if right in step.rights for event in step.events}
    last = await work.connection.fetchrow(LAST, str(row["id"]))
    if last and last["kind"] in done and last["actor"] == work.subject.number:
        raise refused(Code.ALREADY_DONE, "id")
    raise refused(Code.VERSION_CONFLICT, "expectedVersion", expected=expected, current=row["version"])


async def _update(work: Work, row: Record, values: Mapping[str, Any]) -> Record:
    columns = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, 2))
    after: Record | None = await work.connection.fetchrow(f"UPDATE pledge SET {columns} WHERE id = $1 RETURNING *", row["id"], *values.values())
    assert after is not None
    return after


async def _insert(work: Work, need: Record, row: Mapping[str, Any], wanted: PledgeWanted) -> Record:
    until = min(_over(need), work.clock.now() + timedelta(days=int(await parameter(work, HOLD_DAYS, need["region_code"]))))
    place = (
        wanted.offer_id,
        need["household_id"],
        need["village_code"],
        wanted.quantity,
        work.clock.now(),
        until,
        wanted.charity_id,
        need["region_code"],
    )
    made: Record | None = await work.connection.fetchrow(INSERT, *row.values(), *place)
    assert made is not None
    return made


def _over(need: Record) -> datetime:
    """When a need's last day ends: nothing is held for it any longer."""
    return datetime.combine(need["needed_by"] + timedelta(days=1), time(), SHANGHAI)


def _check_remaining(work: Work, need: Record, quantity: int) -> None:
    if need["needed_by"] < work.clock.today():
        raise refused(Code.NEED_OVER, "needId", day=need["needed_by"])
    if need["state"] not in (*AVAILABLE, "fully_pledged"):
        raise refused(Code.NOT_AVAILABLE, "needId")
    if quantity < 1:
        raise refused(Code.QUANTITY_WRONG, "quantity", most=MOST)
    if quantity > need["target"] - need["pledged"]:
        raise refused(Code.NOTHING_LEFT, "quantity", remaining=NEED_BAND.labels[band_of(need["target"] - need["pledged"])])


async def _check_giver(work: Work, need: Record, row: Mapping[str, Any], wanted: PledgeWanted) -> None:
    if await has_interest(work, need["household_id"]):
        raise refused(Code.NOT_AVAILABLE, "needId")  # as of any need: a code of its own would tell a giver whose it is
    await check_giver(work, row)
    await check_holds(work, need["region_code"])
    await check_holds_of_the_day(work, need["region_code"])
    item = await work.row("NeedItem", need["need_item_id"], "needId", lock=False)
    await _check_certificate(work, item, row["volunteer_id"])
    await check_charity(work, wanted.charity_id, item["kind"] in MONEY_KINDS, need["region_code"])
    if wanted.offer_id is not None:
        await check_offer(work, wanted.offer_id, row, item["kind"], wanted.quantity)


async def _check_certificate(work: Work, item: Record, volunteer_id: int | None) -> None:
    """Refuse a volunteer what takes a certificate that nobody has seen of him; whoever sends somebody answers for whom he sends."""
    if item["needs_certificate"] and volunteer_id is not None:
        certified = [row["skill"] for row in await work.connection.fetch(CERTIFIED, volunteer_id)]
        if not is_certified(certified, item["skill"]):
            raise refused(Code.CERTIFICATE_MISSING, "needId", skill=item["skill"])


def _check_hold(work: Work, row: Record) -> None:
    if row["state"] in PENDING and row["expires_at"] <= work.clock.now():
        raise refused(Code.HOLD_OVER, "id", until=row["expires_at"].isoformat(timespec="minutes"))


async def _facts(work: Work, need: Record, row: Record) -> Facts:
    item = await work.row("NeedItem", need["need_item_id"], "id", lock=False)
    told = need["public_id"], item["name"], item["unit"], item["kind"], row["quantity"], f"{need['price']:f}", need["needed_by"].isoformat()
    return Facts(*told, need["region_code"][: COUNTY.digits], await _charity(work, need, row))


async def _charity(work: Work, need: Record, row: Record) -> Charity | None:
    """Through whom the money goes; refused once he may not take it any more."""
    return None if row["charity_id"] is None else await find_charity(work, row["charity_id"], need["region_code"], "id")


def _digest(facts: Facts) -> bytes:
    """Over what is shown, whole: texts and whole numbers with sorted names, so it is the canonical JSON of RFC 8785."""
    return row_digest(vars(facts))


async def _delivery_digest(work: Work, need: Record, row: Record) -> bytes:
    """Over what whoever signs a receipt is shown: how many of what were brought when, of money with the charity's receipt."""
    item = await work.row("NeedItem", need["need_item_id"], "id", lock=False)
    told = {"item": item["name"], "unit": item["unit"], "quantity": row["delivered_quantity"], "delivered_on": row["delivered_on"].isoformat()}
    return row_digest({"pledge": row["id"], **told, "receipt_number": row["receipt_number"], "is_disputed": row["disputed_at"] is not None})


async def _signature(work: Work, row: Record, side: str, shown: bytes) -> Mapping[str, Any]:
    """What signing for one side writes, with the digest of what was shown. A need without a household is signed for by two officers."""
    if side == HOUSEHOLD:
        if row["received_by_household"]:
            raise refused(Code.ALREADY_SIGNED, "side")
        return {"received_by_household": True, "household_digest": shown}
    await check_no_interest(work, row["household_id"])
    if work.subject.person_id in (row["officer_id"], row["assistant_id"]):
        raise refused(Code.SAME_PERSON, "side")
    if row["officer_id"] is None:
        return {"officer_id": work.subject.person_id, "officer_digest": shown}
    if row["household_id"] is not None or row["second_officer_id"] is not None:
        raise refused(Code.ALREADY_SIGNED, "side")
    return {"second_officer_id": work.subject.person_id, "second_officer_digest": shown}


async def _paper_signature(work: Work, row: Record, wanted: PaperReceipt, shown: bytes) -> Mapping[str, Any]:
    """What a household's signature on paper writes: taken by a stranger to it who does not sign for the village."""
    check_paper(wanted.paper_number)
    if row["household_id"] is None:
        raise refused(Code.HOUSEHOLD_MISSING, "id")
    if row["received_by_household"]:
        raise refused(Code.ALREADY_SIGNED, "id")
    if row["disputed_at"] is not None:
        raise refused(Code.DISPUTED, "id", label=DISPUTE_REASON.labels[row["dispute_reason"]])
    await check_no_interest(work, row["household_id"])
    if row["officer_id"] == work.subject.person_id:
        raise refused(Code.SAME_PERSON, "id")
    taken = {"assistant_id": work.subject.person_id, "assistance_reason": wanted.reason, "paper_number": wanted.paper_number}
    return {"received_by_household": True, "household_digest": shown, **taken, "assisted_at": work.clock.now()}
