"""Reports of visitors on their way to the API: the portal keeps none of them and knows no database."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

SECONDS = 15.0
RECEIPT = "number kind regionCode record state receivedOn dueOn answeredOn answer"
MAKE = f"mutation ($input: MakeReportInput!) {{ makeReport(input: $input) {{ receipt {{ {RECEIPT} }} userErrors {{ field code message }} }} }}"
FOLLOW = f"query ($number: String!) {{ receipt(number: $number) {{ {RECEIPT} }} }}"
Receipt = Mapping[str, Any]


class ApiAwayError(Exception):
    """The API did not take it, or did not say so: it may be sent again, under the same key."""


class RefusedReportError(Exception):
    """The API names what is wrong with a report."""

    def __init__(self, errors: list[Mapping[str, Any]]) -> None:
        super().__init__(", ".join(error["code"] for error in errors))
        self.errors = errors


@dataclass(frozen=True)
class ReportsApi:
    """The API at an address (without `/graphql`)."""

    address: str

    async def make(self, report: Mapping[str, Any], language: str) -> Receipt:
        """Hand a report over; its receipt. Raises RefusedReportError, ApiAwayError."""
        answer = (await self._ask(MAKE, {"input": report}, language))["makeReport"] or {}
        if answer.get("userErrors"):
            raise RefusedReportError(answer["userErrors"])
        if not answer.get("receipt"):
            raise ApiAwayError("no receipt")
        receipt: Receipt = answer["receipt"]
        return receipt

    async def receipt(self, number: str, language: str) -> Receipt | None:
        """How far a report is. Raises ApiAwayError."""
        found: Receipt | None = (await self._ask(FOLLOW, {"number": number}, language))["receipt"]
        return found

    async def _ask(self, query: str, variables: Mapping[str, Any], language: str) -> Mapping[str, Any]:
        try:
            answer = await self._client.post("/graphql", json={"query": query, "variables": variables}, headers={"accept-language": language})
            body = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ApiAwayError(type(error).__name__) from None  # its text may hold what was typed
        if answer.status_code != 200 or body.get("errors"):
            raise ApiAwayError(f"status {answer.status_code}")
        data: Mapping[str, Any] = body["data"]
        return data

    @functools.cached_property
    def _client(self) -> httpx.AsyncClient:
        # reading the certificates of this machine takes longer than an answer
        return httpx.AsyncClient(base_url=self.address, timeout=SECONDS, verify=self.address.startswith("https:"))
