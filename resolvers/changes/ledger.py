"""What the pledges of a need say: how much of it remains, and how far it has come. Pure: the same pledges, the same answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from databases.code_lists.forces import LIVE_PLEDGES

ARRIVED = ("delivered", "received", "closed")


@dataclass(frozen=True)
class Entry:
    """One pledge of a need, as far as the need's state rests on it; `quantity`: once it was delivered, of what was delivered."""

    quantity: int
    state: str
    by_officer: bool = False

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_PLEDGES


def pledged(entries: Sequence[Entry]) -> int:
    return sum(entry.quantity for entry in entries if entry.is_live)


def state_of(target: int, entries: Sequence[Entry], is_over: bool) -> str:
    """The state of a need that was published. `is_over`: its day has passed, so what was not pledged by then is not waited for."""
    live = [entry for entry in entries if entry.is_live]
    count = pledged(live)
    if not live:
        return "expired" if is_over else "published"
    if count < target and not is_over:
        return "partly_pledged"
    return _reached(live) or ("fully_pledged" if count == target else "partly_pledged")


def _reached(live: Sequence[Entry]) -> str | None:
    """The furthest state that every pledge has reached."""
    if all(entry.state == "closed" for entry in live):
        return "thanked"
    if all(entry.state in ("received", "closed") for entry in live):
        return "confirmed"
    if all(entry.state in ARRIVED and (entry.by_officer or entry.state != "delivered") for entry in live):
        return "delivered"
    return "received" if all(entry.state in ARRIVED for entry in live) else None
