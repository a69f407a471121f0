"""Reports of visitors on their way to the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from open_data.portal.api import Api, ApiAwayError

RECEIPT = "number kind regionCode record state receivedOn dueOn answeredOn answer"
MAKE = f"mutation ($input: MakeReportInput!) {{ makeReport(input: $input) {{ receipt {{ {RECEIPT} }} userErrors {{ field code message }} }} }}"
FOLLOW = f"query ($number: String!) {{ receipt(number: $number) {{ {RECEIPT} }} }}"
Receipt = Mapping[str, Any]


@dataclass(frozen=True)
class ReportsApi:
    """What the API takes and tells of reports."""

    api: Api

    async def make(self, report: Mapping[str, Any], language: str) -> Receipt:
        """Hand a report over; its receipt. Raises RefusedError, ApiAwayError."""
        receipt: Receipt | None = (await self.api.change(MAKE, "makeReport", report, language))["receipt"]
        if not receipt:
            raise ApiAwayError("no receipt")
        return receipt

    async def receipt(self, number: str, language: str) -> Receipt | None:
        """How far a report is. Raises ApiAwayError."""
        found: Receipt | None = (await self.api.ask(FOLLOW, {"number": number}, language))["receipt"]
        return found
