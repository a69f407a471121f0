"""Many receipts are signed at once: each is a change of its own, so that one that is refused leaves the others as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from policies.subjects import Subject
from resolvers.changes.core import Changes, check_key
from resolvers.changes.errors import Code, RefusedError, UserError, refused
from resolvers.changes.pledges import Receipt, confirm_receipt

MOST = 200
"""Receipts of one batch."""


async def confirm_receipts(changes: Changes, subject: Subject, receipts: Sequence[Receipt], key: str) -> list[Sequence[UserError]]:
    """Sign for what was delivered, one after the other; for each why it was refused, nothing if it was signed.

    What was signed by a batch that broke off is signed: sent again with its key, it goes on where it stopped.
    """
    check_key(key)
    if not 1 <= len(receipts) <= MOST:
        raise refused(Code.BATCH_UNFIT, "items", most=MOST)
    return [await _confirm(changes, subject, receipt, key) for receipt in receipts]


async def _confirm(changes: Changes, subject: Subject, receipt: Receipt, key: str) -> Sequence[UserError]:
    own = hashlib.sha256(f"{key} {receipt.pledge_id} {receipt.side}".encode()).hexdigest()
    try:
        await confirm_receipt(changes, subject, receipt, own)
    except RefusedError as refusal:
        return refusal.errors
    return ()
