"""`sunshine demo`: everything on one machine."""

from __future__ import annotations

from typing import Annotated

import typer

from databases.clock import Clock
from databases.demo_city.city import City
from sunshine import keys, settings
from sunshine.commands.api import serve
from sunshine.commands.migrate import migrate_all
from sunshine.commands.seed_demo import load_city
from sunshine.demo_people import EXAMPLE_REGION, demo_tokens
from sunshine.demo_portal import Portal
from sunshine.demo_services import services_beside
from sunshine.identity import own_issuer
from sunshine.ports import check_free
from sunshine.settings import Settings
from sunshine.terminal import OUT, run

NEEDS_MINUTES = 5
EXAMPLE = """
Ask, as nobody or with a token (-H 'Authorization: Bearer …'):
  curl -s {address} -H 'Content-Type: application/json' \\
    -d '{{"query": "{{ households(first: 2, where: {{region: \\"{region}\\"}}) {{ edges {{ node {{ number headName phone members {{ name idNumber }} }} }} }} }}"}}'
"""


def demo(
    households: Annotated[int, typer.Option(min=50, max=1_000_000, help="Households of a new demo city (one that is there is kept).")] = 600,
    portal: Annotated[bool, typer.Option(help="Serve the public site too; the first time a release is made for it.")] = True,
) -> None:
    """Everything on one machine: PostgreSQL, a synthetic city, the API, the portal, a sign-in token for one person of each tier."""
    chosen = settings.load()
    check_free(chosen.host, chosen.port, "SUNSHINE_PORT")
    secrets = keys.load(chosen.key_folder, make=True)
    databases = chosen.databases()
    migrate_all(databases)
    load_city(chosen, databases, City(households, heard_on=Clock().today()))
    tokens = run(lambda: demo_tokens(databases, own_issuer(chosen, secrets))) if chosen.offers_sign_in else []
    site = Portal(chosen) if portal else None
    OUT.print(f"\nWaiting for the API{' and the portal' if site else ''} to answer; the addresses follow", highlight=False)
    with services_beside(chosen, site, lambda: _tell_of_api(chosen, tokens)):
        _serve(chosen)


def _tell_of_api(chosen: Settings, tokens: list[tuple[str, str]]) -> None:
    base = f"http://{chosen.host}:{chosen.port}"
    for about, token in tokens:
        typer.echo(f"{about}\n  {token}")
    typer.echo(EXAMPLE.format(address=f"{base}/graphql", region=EXAMPLE_REGION))
    OUT.print(f"GraphQL: {base}/graphql\nIn the browser: {base}/graphiql", highlight=False)
    if chosen.offers_sign_in:
        OUT.print(f"Sign in: {chosen.base_address}/sign-in", highlight=False)


def _serve(chosen: Settings) -> None:
    chosen = chosen.model_copy(update={"needs_minutes": chosen.needs_minutes or NEEDS_MINUTES})
    if chosen.offers_sign_in:
        # one process, for the codes of the sign-in live in its memory
        serve(chosen.model_copy(update={"workers": 1}), "sunshine.api:demo_application")
    else:
        serve(chosen)
