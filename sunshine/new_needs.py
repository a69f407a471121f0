"""Givers are told of newly published needs that fit them, beside the requests."""

from __future__ import annotations

from dataclasses import dataclass

from search.new_needs import NewNeeds, Seen


@dataclass
class TellingOfNeeds:
    """Tells whenever something happened since the last time; of the time before this process nothing is known."""

    new_needs: NewNeeds
    seen: Seen | None = None

    async def tell(self) -> None:
        self.seen = await self.new_needs.tell_since(self.seen)
