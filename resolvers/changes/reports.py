"""Reports of the public about what was published: anonymous, followed with a receipt number that nobody can guess, passed on and answered by
those who supervise the place.

Nobody is named as their author, also where somebody signed in makes one: neither the row nor the event tells who it was.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes import reasons
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import CONTROL, check_reason, check_text, check_words, fits
from resolvers.changes.workflows.reports import REPORT

REPORTER = Subject(number="public")
LEAST, MOST = 10, 2_000  # characters of a text
MOST_OF_A_RECORD = 200
RECORD = re.compile(rf"[a-z_]{{1,60}}(/[^\x00-\x1f]{{1,{MOST_OF_A_RECORD}}})?")
LEAST_OF_A_KEY = 20  # all reporters are one actor: who could guess another's key could learn his receipt number
ANSWERED_WITHIN = timedelta(days=15)
MOST_LEVIED = Decimal("99999999999999.99")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is read as something else
GROUPS, GROUP = 4, 5  # of a receipt number: 100 bits
REFUSALS: Mapping[str, UserError] = {"fk_public_report_region_code": UserError(Code.UNKNOWN_REGION, "regionCode")}
INSERT = """
INSERT INTO public_report (code, kind, levied_by, levied_amount, legal_basis, region_code, record, text, received_on, due_on, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'received') RETURNING *
"""
TRANSFER = "UPDATE public_report SET state = 'transferred' WHERE id = $1 RETURNING *"
ANSWER = "UPDATE public_report SET state = 'answered', answer = $2, answered_on = $3 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class ReportMade:
    """What somebody reports, about a place and (if he names one) a record as it was published. Amounts in yuan."""

    kind: str
    region_code: str
    record: str | None
    text: str
    levied_by: str | None
    levied_amount: Decimal | None
    legal_basis: str | None


async def make_report(changes: Changes, made: ReportMade, key: str) -> str:
    """Take a report in; its global id."""
    if len(key) < LEAST_OF_A_KEY:
        raise refused(Code.KEY_GUESSABLE, "idempotencyKey", least=LEAST_OF_A_KEY)

    async def change(work: Work) -> Outcome[str]:
        _check(made)
        acting = work.acting("PublicReport", "make_report", {"region_code": made.region_code})
        levy = (made.levied_by, made.levied_amount, made.legal_basis)
        today = work.clock.today()
        row = await work.connection.fetchrow(
            INSERT, receipt_number(), made.kind, *levy, made.region_code, made.record, made.text.strip(), today, today + ANSWERED_WITHIN
        )
        assert row is not None
        return Outcome(f"PublicReport:{row['id']}", [_event(work, "report_received", row, acting)])

    return await changes.make_once(REPORTER, "forces", change, REFUSALS, key, made)


@dataclass(frozen=True)
class ReportChange:
    """A report, the version that was seen, and what is told: to whom it is passed on and why, or the answer to its maker."""

    report_id: int
    expected_version: int
    text: str


async def transfer_report(changes: Changes, subject: Subject, wanted: ReportChange) -> str:
    """Pass a report on to be checked; its global id."""

    async def change(work: Work) -> Outcome[str]:
        check_reason(wanted.text)
        return await _step(work, wanted, "transfer_report", TRANSFER, [], purpose=wanted.text)

    return await changes.make(subject, "forces", change)


async def answer_report(changes: Changes, subject: Subject, wanted: ReportChange) -> str:
    """Answer a report, once: whoever has its receipt number reads the answer. Its global id."""

    async def change(work: Work) -> Outcome[str]:
        if not fits(wanted.text):
            raise refused(Code.ANSWER_UNFIT, "answer", least=reasons.LEAST, most=reasons.MOST)
        return await _step(work, wanted, "answer_report", ANSWER, [wanted.text, work.clock.today()])

    return await changes.make(subject, "forces", change)


async def _step(work: Work, wanted: ReportChange, name: str, sql: str, values: Sequence[object], **more: Any) -> Outcome[str]:
    row = await work.row("PublicReport", wanted.report_id, "id", name, expected_version=wanted.expected_version)
    step = REPORT.step(name, row["state"], "id")
    acting = work.acting("PublicReport", name, row)
    after = await work.connection.fetchrow(sql, row["id"], *values)
    assert after is not None
    return Outcome(f"PublicReport:{row['id']}", [_event(work, f"report_{step.target}", after, acting, row, **more)])


def _event(work: Work, kind: str, after: Record, acting: Assignment, before: Record | None = None, **more: Any) -> Event:
    told = {name: value for name, value in after.items() if name != "text"}  # it may name somebody
    fields = sorted(name for name in after.keys() if before is None or after[name] != before[name])  # a row gives its values
    found = {"region_code": after["region_code"], "after_digest": row_digest(told), "changed_fields": fields}
    return work.event(kind, "public_report", after["id"], acting, **found, **more)


def receipt_number() -> str:
    """A new one, such as 7K2M9-QXTF4-HJWPB-31ZNR."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def _check(made: ReportMade) -> None:
    check_words(made.text, "text", LEAST, MOST)
    check_text(made.legal_basis or "", "legalBasis")
    if made.record is not None and not RECORD.fullmatch(made.record):
        raise refused(Code.RECORD_UNFIT, "record")
    _check_levy(made)


def _check_levy(made: ReportMade) -> None:
    """A levy names who charged how much; any other report neither."""
    named = [made.levied_by is not None, made.levied_amount is not None]
    amount, basis = made.levied_amount or Decimal(0), made.legal_basis
    fits = all(named) if made.kind == "levy" else not any(named) and basis is None
    if (
        not fits
        or not (amount.is_finite() and 0 <= amount <= MOST_LEVIED)
        or (basis is not None and (not 0 < len(basis.strip()) <= MOST_OF_A_RECORD or CONTROL.search(basis)))
    ):
        raise refused(Code.LEVY_UNFIT, "leviedAmount" if named[0] else "leviedBy")
