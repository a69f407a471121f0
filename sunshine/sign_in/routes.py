"""What the demo's issuer serves: discovery document, keys, the sign-in page, and tokens for codes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from databases.connections import DatabaseUnavailableError
from policies.profiles import Fetch
from schema.key_sets import DISCOVERY, public_jwk
from schema.tokens import ALGORITHM, Issuer
from sunshine.demo_people import DemoPerson, demo_people, newcomers, number_of
from sunshine.pages import NO_STORE, Pages
from sunshine.sign_in.authorization import (
    CLIENT,
    PARAMETERS,
    SCOPE,
    Authorization,
    Codes,
    RefusedError,
    UntrustedRequestError,
    read_authorization,
    single,
)

KEYS, SIGN_IN, TOKEN = "/.well-known/jwks.json", "/sign-in", "/token"
VALID = timedelta(minutes=15)
MOST_BYTES = 8192
PAGES = Pages(Path(__file__).parent / "templates")


def sign_in_routes(issuer: Issuer, fetch: Fetch, redirects: Collection[str]) -> list[Route]:
    """The routes of the demo's issuer; its client may send people back to `redirects` only."""
    demo = DemoIssuer(issuer, fetch, redirects)
    return [
        Route(DISCOVERY, demo.discovery),
        Route(KEYS, demo.keys),
        Route(SIGN_IN, demo.sign_in, methods=["GET", "POST"]),
        Route(TOKEN, demo.token, methods=["POST"]),
    ]


@dataclass(frozen=True)
class DemoIssuer:
    """Signs in whoever asks as one of the people of the demo city."""

    issuer: Issuer
    fetch: Fetch
    redirects: Collection[str]
    codes: Codes = field(default_factory=Codes)

    async def discovery(self, _: Request) -> Response:
        """OpenID Connect Discovery 1.0."""
        base = self.issuer.name
        document = {
            "issuer": base,
            "authorization_endpoint": base + SIGN_IN,
            "token_endpoint": base + TOKEN,
            "jwks_uri": base + KEYS,
            "scopes_supported": [SCOPE],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(document)

    async def keys(self, _: Request) -> Response:
        """The key that verifies the tokens."""
        return JSONResponse({"keys": [public_jwk(self.issuer.key.public_key())]})

    async def sign_in(self, request: Request) -> Response:
        """The page with the people, and what follows when one is chosen."""
        try:
            given = single(await _form(request) if request.method == "POST" else request.query_params.multi_items())
            asked = read_authorization(given, self.issuer.name, self.redirects)
            people = {person.number: person for find in (demo_people, newcomers) for person in await find(self.fetch)}
        except UntrustedRequestError as error:
            return _page(request, "refused.html", 400, problem=str(error))
        except RefusedError as error:
            return RedirectResponse(error.address, 303, NO_STORE)
        except DatabaseUnavailableError:
            return _page(request, "away.html", 503)
        if request.method == "POST" and (person := people.get(given.get("person", ""))):
            return self._signed_in(request, person, asked)
        passed = {name: given[name] for name in PARAMETERS if name in given}
        return _page(request, "people.html", 200 if request.method == "GET" else 400, asked, people=people.values(), passed=passed)

    def _signed_in(self, request: Request, person: DemoPerson, asked: Authorization | None) -> Response:
        """A code for the client that asked, or else a token to copy."""
        number = number_of(person)
        if asked:
            return RedirectResponse(asked.back(code=self.codes.issue(number, asked)), 303, NO_STORE)
        token, minutes = self.issuer.token(number, VALID, CLIENT), VALID.seconds // 60
        return _page(request, "token.html", person=person, token=token, minutes=minutes, api=f"{self.issuer.name}/graphql")

    async def token(self, request: Request) -> Response:
        """Tokens for a code and the secret behind its challenge (RFC 6749, section 4.1.3)."""
        try:
            given = single(await _form(request))
        except UntrustedRequestError:
            return _refusal("invalid_request")
        if given.get("client_id") != CLIENT:
            return _refusal("invalid_client", 401)
        if given.get("grant_type") != "authorization_code":
            return _refusal("unsupported_grant_type")
        grant = self.codes.redeem(given.get("code", ""), given.get("redirect_uri", ""), given.get("code_verifier", ""))
        if grant is None:
            return _refusal("invalid_grant")
        tokens = {
            "access_token": self.issuer.token(grant.person, VALID, CLIENT),
            "id_token": self.issuer.identity_token(grant.person, VALID, CLIENT, grant.asked.nonce),
        }
        return JSONResponse(tokens | {"token_type": "Bearer", "expires_in": VALID.seconds, "scope": SCOPE}, headers=NO_STORE)


async def _form(request: Request) -> list[tuple[str, str]]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise UntrustedRequestError(f"the form is larger than {MOST_BYTES} bytes")
    return parse_qsl(body.decode("utf-8", "replace"))


def _refusal(error: str, status: int = 400) -> Response:
    return JSONResponse({"error": error}, status, NO_STORE)


def _page(request: Request, name: str, status: int = 200, asked: Authorization | None = None, **values: Any) -> Response:
    """A page that sends its form here, or back to its client, only."""
    targets = "'self'" + (" {0.scheme}://{0.netloc}".format(urlsplit(asked.redirect)) if asked else "")
    return PAGES.page(request, name, status, targets, **values)
