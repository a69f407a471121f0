"""A household's exit is proposed, with what was reconciled; revised, which makes void what was signed; posted in the village; or returned (M43-M45)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from databases.code_lists.beneficiaries import HOUSEHOLD_STATE
from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import IN_FORCE, check_stranger
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason
from resolvers.changes.workflows.exits import EXIT

FLOOR, NOTICE_DAYS = "dibao_income_floor", "exit_notice_days"
MOST_YUAN, CENT = Decimal(10_000_000), Decimal("0.01")
RECONCILED: Mapping[str, Code] = {
    "income_is_enough": Code.INCOME_TOO_LOW,
    "findings_are_closed": Code.FINDINGS_OPEN,
    "entitlements_are_paid": Code.ENTITLEMENTS_UNPAID,
    "measures_are_closed": Code.MEASURES_OPEN,
}
"""What must hold before an exit is posted, and why it is not."""
REFUSALS: Mapping[str, UserError] = {"uq_exit_case_open": UserError(Code.NOT_IN_HARDSHIP, "householdId", {"label": "拟脱困", "state": "leaving"})}
OPEN = """
SELECT EXISTS (SELECT FROM comparison_finding WHERE household_id = $1 AND state <> 'closed') AS findings,
  EXISTS (SELECT FROM measure WHERE household_id = $1 AND finished_on IS NULL) AS measures
"""
# a payment that came back is paid once one that repeats it is
UNPAID = """
SELECT EXISTS (SELECT FROM payment_line AS line WHERE household_id = $1 AND result <> 'paid'
  AND NOT EXISTS (SELECT FROM payment_line AS again WHERE again.repays_id = line.id)) AS unpaid
"""
# in one statement: a household always stands where its case stands
PROPOSE = """
WITH home AS (UPDATE household SET state = 'exit_proposed' WHERE id = $1)
INSERT INTO exit_case (household_id, region_code, state, proposed_on, income_a_head, income_evidence_digest, income_is_enough, findings_are_closed,
  entitlements_are_paid, measures_are_closed)
VALUES ($1, $2, 'proposed', $3, $4, $5, $6, $7, $8, $9) RETURNING *
"""
REVISE = """
WITH home AS (UPDATE household SET state = 'exit_proposed' WHERE id = $2)
UPDATE exit_case SET state = 'proposed', income_a_head = $3, income_evidence_digest = $4, income_is_enough = $5, findings_are_closed = $6,
  entitlements_are_paid = $7, measures_are_closed = $8, revised_on = $9 WHERE id = $1 RETURNING *
"""
MOVE = "WITH home AS (UPDATE household SET state = $3 WHERE id = $2) UPDATE exit_case SET state = $4, return_reason = $5 WHERE id = $1 RETURNING *"
VOID = "UPDATE exit_signature SET voided_at = $2 WHERE exit_case_id = $1 AND voided_at IS NULL RETURNING *"
STANDING = "SELECT count(*) FROM exit_signature WHERE exit_case_id = $1 AND voided_at IS NULL"
TAKE_DOWN = "UPDATE public_notice SET taken_down_on = $2 WHERE exit_case_id = $1 AND taken_down_on IS NULL RETURNING *"
POST = "INSERT INTO public_notice (exit_case_id, region_code, kind, posted_on, ends_on, objections) VALUES ($1, $2, 'exit', $3, $4, 0) RETURNING *"
OBJECT = """
UPDATE public_notice SET objections = objections + 1
WHERE id = (SELECT id FROM public_notice WHERE exit_case_id = $1 ORDER BY posted_on DESC, id DESC LIMIT 1) RETURNING *
"""
SIGNATURES = 5


@dataclass(frozen=True)
class Income:
    """Yuan a head that was checked, and the SHA-256 of its evidence."""

    a_head: Decimal
    evidence_digest: bytes


@dataclass(frozen=True)
class ExitProposal:
    """A household, the version that was seen, and its income."""

    household_id: int
    expected_version: int
    income: Income


async def propose_exit(changes: Changes, subject: Subject, wanted: ExitProposal, key: str) -> str:
    """Propose that a household leaves hardship; the case's global id. What is reconciled is looked up, each where it lies."""
    home = await changes.look(subject, "Household", wanted.household_id, "householdId")
    await check_stranger(changes, subject, home["id"])
    _check_income(wanted.income)
    elsewhere = await _find_elsewhere(changes, home, wanted.income)

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Household", home["id"], "householdId", expected_version=wanted.expected_version)
        acting = work.acting("ExitCase", "propose_exit", {"household_id": row["id"], "region_code": row["region_code"]})
        if row["state"] != "active":
            raise refused(Code.NOT_IN_HARDSHIP, "householdId", label=HOUSEHOLD_STATE.labels[row["state"]], state=row["state"])
        checks = await _reconcile(work, row["id"], elsewhere)
        values = (row["id"], row["region_code"], work.clock.today(), wanted.income.a_head, wanted.income.evidence_digest, *checks)
        made = await work.connection.fetchrow(PROPOSE, *values)
        assert made is not None
        return Outcome(f"ExitCase:{made['id']}", [exit_event(work, "exit_proposed", made, acting, sorted(made.keys()))])

    return await changes.make_once(subject, "beneficiaries", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class ExitRevision:
    """An exit, the version that was seen, its income as it is now, and why."""

    exit_case_id: int
    expected_version: int
    income: Income
    reason: str


async def revise_exit(changes: Changes, subject: Subject, wanted: ExitRevision) -> str:
    """Reconcile an exit anew; its global id. Whatever was signed is void, and all sign again; its notice is taken down."""
    case = await changes.look(subject, "ExitCase", wanted.exit_case_id, "id")
    await check_stranger(changes, subject, case["household_id"])
    _check_income(wanted.income)
    elsewhere = await _find_elsewhere(changes, {"id": case["household_id"], "region_code": case["region_code"]}, wanted.income)

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("ExitCase", wanted.exit_case_id, "id", "revise_exit", expected_version=wanted.expected_version)
        EXIT.step("revise_exit", row["state"], "id")
        check_reason(wanted.reason)
        acting = work.acting("ExitCase", "revise_exit", row)
        voided = [*await _void(work, row, acting), *await _take_down(work, row, acting)]
        checks = await _reconcile(work, row["household_id"], elsewhere)
        values = (wanted.income.a_head, wanted.income.evidence_digest, *checks, work.clock.today())
        after = await work.connection.fetchrow(REVISE, row["id"], row["household_id"], *values)
        assert after is not None
        fields = ["income_a_head", "income_evidence_digest", "revised_on", "state", *RECONCILED]
        return Outcome(f"ExitCase:{row['id']}", [*voided, exit_event(work, "exit_revised", after, acting, fields, row, purpose=wanted.reason)])

    return await changes.make(subject, "beneficiaries", change)


@dataclass(frozen=True)
class ExitChange:
    """An exit and the version that was seen."""

    exit_case_id: int
    expected_version: int


async def post_exit_notice(changes: Changes, subject: Subject, wanted: ExitChange) -> str:
    """Post an exit that all five signed, and that is reconciled, in the village from today on; its global id."""
    case = await changes.look(subject, "ExitCase", wanted.exit_case_id, "id")
    await check_stranger(changes, subject, case["household_id"])
    days = await notice_days(changes, case["region_code"])

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("ExitCase", wanted.exit_case_id, "id", "post_exit_notice", expected_version=wanted.expected_version)
        EXIT.step("post_exit_notice", row["state"], "id")
        acting = work.acting("ExitCase", "post_exit_notice", row)
        await _check_postable(work, row)
        today = work.clock.today()
        notice = await work.connection.fetchrow(POST, row["id"], row["region_code"], today, today + timedelta(days=days))
        assert notice is not None
        posted = _paper(work, "public_notice_posted", "public_notice", notice, acting, sorted(notice.keys()))
        return Outcome(f"ExitCase:{row['id']}", [posted, await move(work, row, "notice", "exit_posted", acting)])

    return await changes.make(subject, "beneficiaries", change)


@dataclass(frozen=True)
class Objection:
    """An exit that hangs on the board, and what was objected, without any personal data."""

    exit_case_id: int
    reason: str


async def record_objection(changes: Changes, subject: Subject, wanted: Objection, key: str) -> str:
    """Count an objection to an exit that is posted; its global id. It is not confirmed any more: it is revised, or returned."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("ExitCase", wanted.exit_case_id, "exitCaseId", "record_objection")
        EXIT.step("record_objection", row["state"], "exitCaseId")
        check_reason(wanted.reason)
        acting = work.acting("ExitCase", "record_objection", row)
        notice = await work.connection.fetchrow(OBJECT, row["id"])
        assert notice is not None
        told = _paper(work, "public_notice_objected", "public_notice", notice, acting, ["objections"], purpose=wanted.reason)
        return Outcome(f"ExitCase:{row['id']}", [told])

    return await changes.make_once(subject, "beneficiaries", change, {}, key, wanted)


@dataclass(frozen=True)
class ExitReturn(ExitChange):
    reason: str


async def return_exit(changes: Changes, subject: Subject, wanted: ExitReturn) -> str:
    """Return an exit: the household stays on the register; its notice is taken down. Its global id."""
    case = await changes.look(subject, "ExitCase", wanted.exit_case_id, "id")
    await check_stranger(changes, subject, case["household_id"])

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("ExitCase", wanted.exit_case_id, "id", "return_exit", expected_version=wanted.expected_version)
        EXIT.step("return_exit", row["state"], "id")
        check_reason(wanted.reason)
        acting = work.acting("ExitCase", "return_exit", row)
        taken_down = await _take_down(work, row, acting)
        return Outcome(f"ExitCase:{row['id']}", [*taken_down, await move(work, row, "returned", "exit_returned", acting, wanted.reason)])

    return await changes.make(subject, "beneficiaries", change)


async def move(work: Work, row: Record, state: str, kind: str, acting: Assignment, reason: str | None = None) -> Event:
    """Bring a case and its household to another state; the event. A case that is returned leaves the household on the register."""
    home = "active" if state == "returned" else f"exit_{state}"
    after = await work.connection.fetchrow(MOVE, row["id"], row["household_id"], home, state, reason)
    assert after is not None
    return exit_event(work, kind, after, acting, ["state", *(["return_reason"] if reason else [])], row, purpose=reason)


async def notice_days(changes: Changes, region_code: str) -> int:
    """For how many days an exit hangs on the board at least."""
    return int(await _value(changes, NOTICE_DAYS, region_code))


async def check_nothing_open(work: Work, row: Record) -> None:
    """No finding about the household is open, and no measure for it."""
    found = await _find_open(work, row["household_id"])
    for what, code in (("findings", Code.FINDINGS_OPEN), ("measures", Code.MEASURES_OPEN)):
        if found[what]:
            raise refused(code, "id")


def exit_event(work: Work, kind: str, after: Record, acting: Assignment, fields: Sequence[str], before: Record | None = None, **more: Any) -> Event:
    """An event of a case."""
    digests = {"before_digest": before and row_digest(before), "after_digest": row_digest(after)}
    return work.event(kind, "exit_case", after["id"], acting, region_code=after["region_code"], changed_fields=sorted(fields), **digests, **more)


async def _find_elsewhere(changes: Changes, home: Record, income: Income) -> tuple[bool, bool]:
    """Whether the income is enough by the rule in force, and whether everything was paid."""
    floor = await _value(changes, FLOOR, home["region_code"])
    (row,) = await changes.rows("funds", UNPAID, home["id"])
    return income.a_head >= floor, not row["unpaid"]


async def _value(changes: Changes, name: str, region_code: str) -> Decimal:
    found = await changes.rows("forces", IN_FORCE, name, changes.clock.today(), region_code)
    if not found:
        raise refused(Code.RULE_MISSING, name=name)
    value: Decimal = found[0]["value"]
    return value


async def _reconcile(work: Work, household_id: int, elsewhere: tuple[bool, bool]) -> tuple[bool, bool, bool, bool]:
    """In the order of RECONCILED."""
    is_enough, is_paid = elsewhere
    found = await _find_open(work, household_id)
    return is_enough, not found["findings"], is_paid, not found["measures"]


async def _find_open(work: Work, household_id: int) -> Record:
    found: Record | None = await work.connection.fetchrow(OPEN, household_id)
    assert found is not None
    return found


async def _check_postable(work: Work, row: Record) -> None:
    missing = SIGNATURES - await work.connection.fetchval(STANDING, row["id"])
    if missing:
        raise refused(Code.SIGNATURES_MISSING, "id", count=missing)
    for column, code in RECONCILED.items():
        if not row[column]:
            raise refused(code, "id")
    await check_nothing_open(work, row)


async def _void(work: Work, row: Record, acting: Assignment) -> list[Event]:
    signatures = await work.connection.fetch(VOID, row["id"], work.clock.now())
    return [_paper(work, "exit_signature_voided", "exit_signature", one, acting, ["voided_at"]) for one in signatures]


async def _take_down(work: Work, row: Record, acting: Assignment) -> list[Event]:
    notices = await work.connection.fetch(TAKE_DOWN, row["id"], work.clock.today())
    return [_paper(work, "public_notice_taken_down", "public_notice", one, acting, ["taken_down_on"]) for one in notices]


def paper_digest(paper: Record) -> bytes:
    """Of a paper of a case, without why its household signed on paper: that could be guessed by it."""
    return row_digest({name: value for name, value in paper.items() if name != "assistance_reason"})


def _paper(work: Work, kind: str, table: str, after: Record, acting: Assignment, fields: Sequence[str], **more: Any) -> Event:
    told = {"region_code": after["region_code"], "changed_fields": fields, "after_digest": paper_digest(after)}
    return work.event(kind, table, after["id"], acting, **told, **more)


def _check_income(income: Income) -> None:
    if not (income.a_head.is_finite() and 0 <= income.a_head <= MOST_YUAN and income.a_head == income.a_head.quantize(CENT)):
        raise refused(Code.AMOUNT_WRONG, "incomeAHead", most=MOST_YUAN)
