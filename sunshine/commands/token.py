"""`sunshine token`: a sign-in token for a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from policies.profiles import Profiles
from sunshine import keys, settings
from sunshine.identity import fetching, own_issuer
from sunshine.terminal import run


def token(
    person: Annotated[str, typer.Argument(help="Number of the person, such as P000001.")],
    minutes: Annotated[int, typer.Option(min=1, max=60 * 12, help="How long it is valid.")] = 60,
) -> None:
    """Print a sign-in token for a person who holds a post (for the demo and for tests; deployments have their own sign-in)."""
    chosen = settings.load()
    if chosen.issuer:
        raise settings.SettingsError(f"tokens come from {chosen.issuer}, the SUNSHINE_ISSUER; those of this deployment do not count")
    databases = chosen.databases()
    run(lambda: Profiles(fetching(databases)).of(person))  # a token of somebody who holds no post would be refused
    typer.echo(own_issuer(chosen, keys.load(chosen.key_folder)).token(person, timedelta(minutes=minutes)))
