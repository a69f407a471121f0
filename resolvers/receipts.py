"""How far a report of the public is, for whoever holds its receipt number: never what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from policies.policy import Policy
from policies.subjects import Subject
from resolvers.reads import Reads

SHOWN = ("code", "kind", "region_code", "record", "received_on", "due_on", "state", "answer", "answered_on")
FORM = re.compile(r"[0-9A-Za-z-]{1,40}")


@dataclass(frozen=True)
class Receipt:
    """A report as its maker may follow it: no word of what he wrote. answer: what the office wrote to him."""

    code: str
    kind: str
    region_code: str
    record: str | None
    received_on: date
    due_on: date
    state: str
    answer: str | None
    answered_on: date | None


async def find_receipt(reads: Reads, policy: Policy, subject: Subject, number: str) -> Receipt | None:
    """The report with this receipt number."""
    return await _find(reads, policy, subject, "code", number.upper()) if FORM.fullmatch(number) else None


async def receipt_of(reads: Reads, policy: Policy, subject: Subject, key: int) -> Receipt | None:
    """The receipt of a report that the subject has just made."""
    return await _find(reads, policy, subject, "id", key)


async def _find(reads: Reads, policy: Policy, subject: Subject, name: str, value: str | int) -> Receipt | None:
    view = policy.view(subject.profile, "PublicReport", "follow_report").select((), ("id", *SHOWN))
    rows = await reads.select(subject, "forces", view.where(view.selected_columns[f"_{name}"] == value))
    return Receipt(**{shown: rows[0][f"_{shown}"] for shown in SHOWN}) if rows else None
