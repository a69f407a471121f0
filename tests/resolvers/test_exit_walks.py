"""Whatever is tried in whichever order: nobody leaves hardship whom not five signed out, for what the case says, after a notice without objection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from resolvers.changes import exit_cases
from resolvers.changes.errors import RefusedError
from resolvers.changes.exit_signing import SigningRefusal, document_digest, refuse_exit
from resolvers.changes.workflows import EXIT
from tests.resolvers.giving import NUMBERS, START, Street
from tests.resolvers.test_exits import CITY, COUNTY, INCOME, NEW, REASON, ROLES, SIGNATURES, Home, free_home

OF_HOUSEHOLD = {"proposed": "exit_proposed", "signing": "exit_signing", "notice": "exit_notice", "exited": "exited", "returned": "active"}
NOTICES = "SELECT * FROM public_notice WHERE exit_case_id = $1 ORDER BY id"
ENDED = ("exited", "returned")
POOR = exit_cases.Income(Decimal("11999.99"), bytes(32))


class Leaving(RuleBasedStateMachine):
    """One household on the real database; anybody may try any step of its way out at any time."""

    street: Street
    runner: asyncio.Runner

    @initialize(is_poor=st.sampled_from((False, False, True)), is_posted=st.booleans())
    def begin(self, is_poor: bool, is_posted: bool) -> None:
        self.street.clock.at = START
        self.home: Home = self.run(free_home(self.street))
        self.run(self.home.propose(income=POOR if is_poor else INCOME))
        if is_posted:
            self.rest_sign_and_it_is_posted()

    def run(self, work: Awaitable[Any]) -> Any:
        return self.runner.run(_awaited(work))

    def read(self, sql: str) -> Any:
        return self.run(self.street.fetch(sql, self.home.case, database="beneficiaries"))

    @property
    def written(self) -> Any:
        return self.run(self.home.row()), self.read(SIGNATURES), self.read(NOTICES)

    @property
    def is_open(self) -> bool:
        return self.run(self.home.row())["state"] not in ENDED

    def attempt(self, step: str, work: Awaitable[Any]) -> bool:
        """Try a step of the table; what is refused changes nothing, and what is taken the table allows."""
        before = self.written
        try:
            self.run(work)
        except RefusedError:
            assert self.written == before
            return False
        taken = EXIT.step(step, before[0]["state"])
        assert self.run(self.home.row())["state"] == taken.target
        return True

    @rule(role=st.sampled_from(ROLES))
    def sign(self, role: str) -> None:
        standing = sum(one["voided_at"] is None for one in self.read(SIGNATURES))
        is_his_turn = self.run(self.home.row())["state"] in ("proposed", "signing") and ROLES[standing:][:1] == (role,)
        assert self.attempt("sign_exit", self.home.sign(role)) == is_his_turn

    @precondition(lambda self: self.is_open)
    @rule()
    def rest_sign_and_it_is_posted(self) -> None:
        for role in ROLES:
            self.attempt("sign_exit", self.home.sign(role))
        self.attempt("post_exit_notice", self.home.post())

    @rule()
    def object(self) -> None:
        objection = exit_cases.Objection(self.home.case, REASON)
        village = self.home.signer("village")
        try:
            self.run(exit_cases.record_objection(self.street.changes, village, objection, f"objection-{next(NUMBERS)}"))
        except RefusedError:
            assert self.run(self.home.row())["state"] != "notice"

    @rule(is_signer=st.booleans())
    def confirm(self, is_signer: bool) -> None:
        assert not (self.attempt("confirm_exit", self.home.confirm(COUNTY if is_signer else CITY)) and is_signer)

    @rule(how=st.sampled_from(("refuse_exit", "revise_exit", "return_exit")), role=st.sampled_from(ROLES[1:]), is_poor=st.booleans())
    def goes_back(self, how: str, role: str, is_poor: bool) -> None:
        key = self.home.case, self.run(self.home.row())["version"]
        if how == "refuse_exit":
            work: Awaitable[Any] = refuse_exit(self.street.changes, self.home.signer(role), SigningRefusal(*key, role, None, REASON))
        elif how == "revise_exit":
            work = exit_cases.revise_exit(self.street.changes, NEW, exit_cases.ExitRevision(*key, POOR if is_poor else INCOME, REASON))
        else:
            work = exit_cases.return_exit(self.street.changes, NEW, exit_cases.ExitReturn(*key, REASON))
        if self.attempt(how, work) and how == "revise_exit":
            assert all(one["voided_at"] is not None for one in self.read(SIGNATURES))
            assert all(one["taken_down_on"] is not None for one in self.read(NOTICES))

    @precondition(lambda self: not self.is_open)
    @rule()
    def propose_again(self) -> None:
        before, has_left = self.home.case, self.run(self.home.row())["state"] == "exited"
        try:
            self.run(self.home.propose())
        except RefusedError:
            assert has_left
        else:
            assert not has_left
            assert self.home.case != before

    @rule(days=st.sampled_from((4, 9)))
    def time_passes(self, days: int) -> None:
        self.street.clock.at = self.street.clock.now() + timedelta(days=days)

    @invariant()
    def household_stands_where_its_case_stands(self) -> None:
        case, home = self.run(self.home.state())
        assert OF_HOUSEHOLD[case] == home

    @invariant()
    def those_who_signed_did_so_in_their_order_and_for_what_the_case_says(self) -> None:
        row, signatures, _ = self.written
        standing = [one for one in signatures if one["voided_at"] is None]
        assert [one["role"] for one in standing] == list(ROLES[: len(standing)])
        assert {one["document_digest"] for one in standing} <= {document_digest(row)}

    @invariant()
    def nobody_left_without_five_signatures_and_a_notice_that_nobody_objected_to(self) -> None:
        row, signatures, notices = self.written
        if row["state"] == "exited":
            assert sum(one["voided_at"] is None for one in signatures) == len(ROLES)
            assert notices[-1]["objections"] == 0
            assert notices[-1]["ends_on"] <= row["closed_on"]
            assert all(row[name] for name in exit_cases.RECONCILED)

    def teardown(self) -> None:
        """Nothing of a walk stays open."""
        if self.is_open:
            given_back = exit_cases.ExitReturn(self.home.case, self.run(self.home.row())["version"], REASON)
            self.run(exit_cases.return_exit(self.street.changes, NEW, given_back))


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


def test_no_walk_leads_out_of_hardship_but_the_one_that_five_signed(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    with asyncio.Runner() as runner:
        walked = Leaving.TestCase
        Leaving.street, Leaving.runner = Street(demo_city[0], keys), runner
        walked.settings = settings(max_examples=12, stateful_step_count=15, suppress_health_check=list(HealthCheck))
        walked("runTest").debug()
        runner.run(Leaving.street.close())
