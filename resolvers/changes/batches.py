"""A batch: one offer is pledged to several needs, or many receipts are signed. Each item is a change of its own, so that one that is refused leaves the
others as they are, and what one request has no time for is made by the next; or all of them are one transaction, in which nothing is made unless all is.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from policies.subjects import Subject
from resolvers.changes.core import MOST_ITEMS, Changes, check_key
from resolvers.changes.errors import Code, RefusedError, UserError, refused
from resolvers.changes.pledges import PledgeWanted, Receipt, confirm_receipt, make_pledge

SECONDS = 20.0
"""Items are begun for so long, so that a request answers what it has made before it runs out of its own time."""
UNDONE, UNFINISHED = UserError(Code.BATCH_UNDONE), UserError(Code.BATCH_UNFINISHED)
Item = TypeVar("Item")
Made = tuple[str | None, Sequence[UserError]]
"""The global id of what an item made, or why it was refused."""


@dataclass(frozen=True)
class Batch:
    """The key of a whole batch, whether nothing is made where one item is refused, and for how long items are begun."""

    key: str
    is_all_or_none: bool = False
    seconds: float = SECONDS

    def own_key(self, item: object) -> str:
        """The key of one item: a batch that broke off is sent again, and goes on where it stopped."""
        return hashlib.sha256(f"{self.key} {item}".encode()).hexdigest()


async def make_pledges(changes: Changes, subject: Subject, wanted: Sequence[PledgeWanted], batch: Batch) -> list[Made]:
    """Pledge one after the other; for each the pledge's global id, or why it was refused."""
    _check(wanted, batch)

    async def make(together: Changes, one: PledgeWanted) -> str:
        return await make_pledge(together, subject, one, batch.own_key(one.need_id))

    return await _made(changes, wanted, batch, make)


async def confirm_receipts(changes: Changes, subject: Subject, receipts: Sequence[Receipt], batch: Batch) -> list[Made]:
    """Sign for what was delivered, one after the other; for each its pledge's global id, or why it was refused."""
    _check(receipts, batch)

    async def sign(together: Changes, one: Receipt) -> str:
        return await confirm_receipt(together, subject, one, batch.own_key(f"{one.pledge_id} {one.side}"))

    return await _made(changes, receipts, batch, sign)


class _UndoneError(Exception):
    """An item was refused in a batch that is made as a whole."""

    def __init__(self, found: list[Made]) -> None:
        self.found = found


async def _made(changes: Changes, items: Sequence[Item], batch: Batch, make: Callable[[Changes, Item], Awaitable[str]]) -> list[Made]:
    if not batch.is_all_or_none:
        until = time.monotonic() + batch.seconds
        return [await _one(changes, item, make) if time.monotonic() < until else (None, (UNFINISHED,)) for item in items]

    async def whole(together: Changes) -> list[Made]:
        found = [await _one(together, item, make) for item in items]
        if any(errors for _, errors in found):
            raise _UndoneError(found)
        return found

    try:
        return await changes.make_together("forces", whole)
    except _UndoneError as undone:
        return [(None, errors or (UNDONE,)) for _, errors in undone.found]


async def _one(changes: Changes, item: Item, make: Callable[[Changes, Item], Awaitable[str]]) -> Made:
    try:
        return await make(changes, item), ()
    except RefusedError as refusal:
        return None, refusal.errors


def _check(items: Sequence[object], batch: Batch) -> None:
    check_key(batch.key)
    if not 1 <= len(items) <= MOST_ITEMS:
        raise refused(Code.BATCH_UNFIT, "items", most=MOST_ITEMS)
