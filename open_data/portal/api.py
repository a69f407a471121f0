"""The API as the portal asks it, for a visitor or for somebody who is signed in: the portal keeps nothing of it and knows no database."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from open_data.portal.questions import IDS

SECONDS = 15.0
KEPT_SECONDS = 2.0  # less than servers keep an idle connection: one that they close just then would lose the question


class ApiAwayError(Exception):
    """The API did not take it, or did not say so: it may be sent again, under the same key. `wait`: after so many seconds, where it says so."""

    def __init__(self, what: str, wait: int = 0) -> None:
        super().__init__(what)
        self.wait = wait


class UnfitError(ApiAwayError):
    """The API cannot make sense of what was asked, such as a cursor that somebody changed: it is no use to ask again."""


class SignedOutError(Exception):
    """The API takes the token no more: sign in again."""


class UnregisteredError(SignedOutError):
    """Whoever signed in is not registered yet, and may register himself."""


class RefusedError(Exception):
    """The API names what is wrong with a change."""

    def __init__(self, errors: list[Mapping[str, Any]]) -> None:
        super().__init__(", ".join(error["code"] for error in errors))
        self.errors = errors

    def by_field(self, names: Mapping[str, str], fields: Collection[str]) -> dict[str, str]:
        """The API's words beside the fields of a form that they are about, "" for the whole; `names`: what the API calls otherwise."""
        told = {str(one["message"]): names.get(one["field"] or "", one["field"] or "") for one in self.errors}
        return {name if name in fields else "": message for message, name in told.items()}


@dataclass(frozen=True)
class Api:
    """The API at an address (without `/graphql`)."""

    address: str

    async def ask(self, question: str, variables: Mapping[str, Any], language: str, token: str | None = None) -> Mapping[str, Any]:
        """The data of the answer to one of our questions. Raises ApiAwayError (UnfitError), SignedOutError."""
        headers = {"accept-language": language} | ({"authorization": f"Bearer {token}"} if token else {})
        try:
            answer = await self._client.post("/graphql", json={"documentId": IDS[question], "variables": variables}, headers=headers)
            body = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ApiAwayError(type(error).__name__) from None  # its text may hold what was typed
        if token and answer.status_code == 401:
            raise UnregisteredError if _may_register(body) else SignedOutError
        if answer.status_code == 429:
            raise ApiAwayError("too much was asked", int(answer.headers["retry-after"]))
        if "BAD_USER_INPUT" in _codes(body):
            raise UnfitError(_codes(body))
        if answer.status_code != 200 or body.get("errors"):
            raise ApiAwayError(f"status {answer.status_code} {_codes(body)}".strip())
        data: Mapping[str, Any] = body["data"]
        return data

    async def change(self, question: str, input_: Mapping[str, Any], language: str, token: str | None = None) -> Mapping[str, Any]:
        """The payload of a mutation that was made. Raises RefusedError, ApiAwayError, SignedOutError."""
        (payload,) = (await self.ask(question, {"input": input_}, language, token)).values()
        if not payload:
            raise ApiAwayError("no payload")
        if payload["userErrors"]:
            raise RefusedError(payload["userErrors"])
        made: Mapping[str, Any] = payload
        return made

    @functools.cached_property
    def _client(self) -> httpx.AsyncClient:
        # reading the certificates of this machine takes longer than an answer
        kept = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=KEPT_SECONDS)
        return httpx.AsyncClient(base_url=self.address, timeout=SECONDS, limits=kept, verify=self.address.startswith("https:"))


def _may_register(body: Mapping[str, Any]) -> bool:
    return any(error.get("extensions", {}).get("mayRegister") for error in body.get("errors", []))


def _codes(body: Mapping[str, Any]) -> str:
    """What the API calls its errors; their texts may hold what was typed."""
    return " ".join(error.get("extensions", {}).get("code", "") for error in body.get("errors", []))
