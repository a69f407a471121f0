"""Reports of visitors on their way to the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from open_data.portal.api import Api, ApiAwayError

Receipt = Mapping[str, Any]


@dataclass(frozen=True)
class ReportsApi:
    """What the API takes and tells of reports."""

    api: Api

    async def make(self, report: Mapping[str, Any], language: str) -> Receipt:
        """Hand a report over; its receipt. Raises RefusedError, ApiAwayError."""
        receipt: Receipt | None = (await self.api.change("make_report", report, language))["receipt"]
        if not receipt:
            raise ApiAwayError("no receipt")
        return receipt

    async def receipt(self, number: str, language: str) -> Receipt | None:
        """How far a report is. Raises ApiAwayError."""
        found: Receipt | None = (await self.api.ask("receipt", {"number": number}, language))["receipt"]
        return found
