"""`sunshine portal`: the public site, in a process that knows the files of the releases and no database."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import uvicorn

from open_data.portal.api import Api
from open_data.portal.application import application
from open_data.portal.issuer import Issuer, SignIn
from open_data.portal.sessions import SealedCookies
from open_data.portal.site import Surroundings
from policies.subjects import PUBLIC
from schema.serving.errors import RequestError
from schema.serving.rate import RateLimiter, address_of
from sunshine import settings
from sunshine.ports import check_free
from sunshine.prometheus import of_portal, serve
from sunshine.search_cluster import search_cluster
from sunshine.settings import Settings

REPORT = 720  # points: five reports at once from one address, and five an hour
REPORTS = {"public": (5 * REPORT, 1)}


def portal() -> None:
    """Serve the public site of the current release."""
    chosen = settings.load()
    if not chosen.is_embedded:
        raise settings.SettingsError(
            "the portal must not be able to reach a database: start it without SUNSHINE_BENEFICIARIES_DSN and the other three"
        )
    check_free(chosen.portal_host, chosen.portal_port, "SUNSHINE_PORTAL_PORT")
    api = Api(chosen.base_address)
    around = Surroundings(chosen.releases, chosen.portal_base_address, api, _waiting(chosen), search_cluster(chosen), _sign_in(chosen))
    if chosen.metrics_port:
        serve(of_portal(around.usage), chosen.metrics_host, chosen.metrics_port)
    uvicorn.run(application(around), host=chosen.portal_host, port=chosen.portal_port, log_level="warning", server_header=False)


def _sign_in(chosen: Settings) -> SignIn | None:
    """How people sign in, if the portal is registered with an issuer."""
    if chosen.portal_client is None:
        return None
    issuer = Issuer(chosen.issuer or chosen.base_address, chosen.portal_client, chosen.portal_back)
    return SignIn(issuer, _cookies(chosen))


def _cookies(chosen: Settings) -> SealedCookies:
    """Cookies that all processes with these keys read; without keys, this process alone."""
    is_secure = chosen.portal_base_address.startswith("https:")
    return SealedCookies(is_secure, chosen.portal_fernets) if chosen.portal_fernets else SealedCookies(is_secure)


def _waiting(chosen: Settings) -> Callable[[Mapping[str, Any]], int]:
    """Seconds until the address that a request comes from may report something again."""
    limiter = RateLimiter(REPORTS)

    def wait(scope: Mapping[str, Any]) -> int:
        purse = limiter.purse(PUBLIC, address_of(scope, chosen.proxy_header))
        assert purse is not None
        try:
            purse.take(REPORT)
        except RequestError:
            return math.ceil(purse.retry_after)
        return 0

    return wait
