"""Who asks: nobody, somebody who signed in and is not known yet, or a person with posts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import asyncpg

from databases.connections import DatabaseUnavailableError
from policies.profiles import Profiles, UnknownPersonError
from policies.subjects import PUBLIC, Subject
from schema.key_sets import IssuerUnavailableError
from schema.serving.errors import RequestError
from schema.serving.rate import REGISTRATION, REPORT
from schema.tokens import InvalidTokenError, Verifier

ANONYMOUS = {"makeReport": REPORT}  # mutations that nobody needs to sign in for, and their points
# those of somebody who signed in and is not known yet
REGISTERING = dict.fromkeys(("registerDonor", "registerVolunteer", "registerRepresentative"), REGISTRATION)


@dataclass(frozen=True)
class Askers:
    """Tokens become subjects here, and nowhere else. Raises RequestError (UNAUTHENTICATED, or IDENTITY_UNAVAILABLE while that cannot be told)."""

    profiles: Profiles
    verifier: Verifier

    async def registered(self, authorization: str) -> Subject:
        """Who asks: nobody without a token; a token that does not count, or of somebody who is not registered, is an error, never nobody."""
        return registered(await self.of(authorization))

    async def of(self, authorization: str) -> Subject:
        """The same, with whoever is not registered: of him nothing is known but the number of his sign-in."""
        if not authorization:
            return PUBLIC
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise RequestError("send the token as: Authorization: Bearer …", "UNAUTHENTICATED", 401)
        try:
            number = await self.verifier.number(token.strip())
        except InvalidTokenError as error:
            raise RequestError(str(error), "UNAUTHENTICATED", 401) from None
        except IssuerUnavailableError:
            message = "your token cannot be checked now (its issuer does not answer); without a token what is public still answers"
            raise RequestError(message, "IDENTITY_UNAVAILABLE", 503) from None
        return self.profiles.fresh(number) or await _known(self.profiles.of, number)

    async def changing(self, subject: Subject, names: Sequence[str]) -> Subject:
        """Who makes these changes, looked up anew; nobody may make those that are anonymous, whoever is not registered may do that."""
        if subject is not PUBLIC:
            found = await _known(self.profiles.renewed, subject.number)
            return found if REGISTERING.keys() >= set(names) else registered(found)
        if any(name not in ANONYMOUS for name in names):
            raise RequestError("sign in to change anything", "UNAUTHENTICATED", 401)
        return subject


def registered(subject: Subject) -> Subject:
    """Who asks, unless he signed in and is not registered: `mayRegister` says to his client what he may do about it."""
    if subject is PUBLIC or subject.is_registered:
        return subject
    raise RequestError(f"{subject.number} holds no post today", "UNAUTHENTICATED", 401, mayRegister=True)


async def _known(look_up: Callable[[str], Awaitable[Subject]], number: str) -> Subject:
    try:
        return await look_up(number)
    except UnknownPersonError:
        return Subject(number=number)
    except (DatabaseUnavailableError, asyncpg.QueryCanceledError):
        message = "who you are cannot be looked up now (the database forces does not answer); without a token what is public still answers"
        raise RequestError(message, "IDENTITY_UNAVAILABLE", 503) from None
