"""One offer is pledged to several needs at once: each pledge is a change of its own, so that one that is refused leaves the others as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from policies.subjects import Subject
from resolvers.changes.core import Changes, check_key
from resolvers.changes.errors import Code, RefusedError, UserError, refused
from resolvers.changes.pledges import PledgeWanted, make_pledge

MOST = 50
"""Pledges of one batch."""
Made = tuple[str | None, Sequence[UserError]]


async def make_pledges(changes: Changes, subject: Subject, wanted: Sequence[PledgeWanted], key: str) -> list[Made]:
    """Pledge one after the other; for each the pledge's global id, or why it was refused.

    What was pledged by a batch that broke off is held: sent again with its key, it goes on where it stopped.
    """
    check_key(key)
    if not 1 <= len(wanted) <= MOST:
        raise refused(Code.BATCH_UNFIT, "items", most=MOST)
    return [await _make(changes, subject, one, key) for one in wanted]


async def _make(changes: Changes, subject: Subject, wanted: PledgeWanted, key: str) -> Made:
    try:
        return await make_pledge(changes, subject, wanted, hashlib.sha256(f"{key} {wanted.need_id}".encode()).hexdigest()), ()
    except RefusedError as refusal:
        return None, refusal.errors
