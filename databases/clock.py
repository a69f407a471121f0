"""The one clock of everything that depends on the time: running in production, standing where a test puts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Clock:
    """`at` stops it at an aware moment; days are calendar days in Shanghai."""

    at: datetime | None = None

    def now(self) -> datetime:
        return self.at or datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(SHANGHAI).date()
