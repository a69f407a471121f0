"""A household's way out of hardship: proposed, signed by five in their order, posted, confirmed; and what makes a signature void."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies.subjects import Assignment, Subject
from resolvers.changes import exit_cases, exit_signing, exits
from resolvers.changes.errors import Code, RefusedError
from tests import leaving
from tests.resolvers.giving import NUMBERS, START, Street, household, officer, official, refusal

INCOME, REASON = exit_cases.Income(Decimal("15000.00"), bytes(range(32))), "入户复核后收入有出入"
ROLES = tuple(exit_signing.ROLES)
NEW, COUNTY, CITY = official(101), official(102), official(103)
SIGNATURES = "SELECT * FROM exit_signature WHERE exit_case_id = $1 ORDER BY id"
UNPAID = "SELECT DISTINCT household_id FROM payment_line WHERE result <> 'paid'"


@dataclass
class Home:
    """A household that may leave, and those who sign for it."""

    street: Street
    id: int
    region_code: str
    member_id: int
    case: int = 0

    def signer(self, role: str) -> Subject:
        helper = Subject(201, assignments=(Assignment.of("helper", "", "320282"),), paired=frozenset({self.id}), number="P000201")
        others = {"village": officer(202, self.region_code), "town": officer(203, self.region_code[:9]), "county": COUNTY}
        return {"household": household(900, self.id), "helper": helper, **others}[role]

    @property
    def place(self) -> tuple[int, str]:
        return self.id, self.region_code

    async def row(self) -> asyncpg.Record:
        return (await self.street.fetch("SELECT * FROM exit_case WHERE id = $1", self.case, database="beneficiaries"))[0]

    async def state(self) -> tuple[str, str]:
        home = await self.street.fetch("SELECT state FROM household WHERE id = $1", self.id, database="beneficiaries")
        return (await self.row())["state"], home[0]["state"]

    async def version(self) -> int:
        return int((await self.street.fetch("SELECT version FROM household WHERE id = $1", self.id, database="beneficiaries"))[0]["version"])

    async def propose(self, subject: Subject = NEW, income: exit_cases.Income = INCOME) -> None:
        wanted = exit_cases.ExitProposal(self.id, await self.version(), income)
        made = await exit_cases.propose_exit(self.street.changes, subject, wanted, f"exit-{next(NUMBERS)}")
        self.case = int(made.partition(":")[2])

    async def sign(self, role: str, subject: Subject | None = None, member: int | None = None) -> None:
        who = subject or self.signer(role)
        named = member if member is not None or role != "household" else self.member_id
        version = (await self.row())["version"]
        await exit_signing.sign_exit(self.street.changes, who, exit_signing.Signature(self.case, version, role, named))

    async def sign_on_paper(self, who: Subject, **other: Any) -> None:
        wanted = {"member_id": self.member_id, "reason": "no_phone", "paper_number": "TP-2027-1", "signed_on": self.street.clock.today(), **other}
        paper = exit_signing.PaperSignature(self.case, (await self.row())["version"], **wanted)
        await exit_signing.record_paper_signature(self.street.changes, who, paper, f"paper-{next(NUMBERS)}")

    async def signed(self) -> None:
        await self.propose()
        for role in ROLES:
            await self.sign(role)

    async def post(self, subject: Subject = NEW) -> None:
        await exit_cases.post_exit_notice(self.street.changes, subject, exit_cases.ExitChange(self.case, (await self.row())["version"]))

    async def confirm(self, subject: Subject = CITY) -> None:
        await exits.confirm_exit(self.street.changes, subject, exits.ExitConfirmation(self.case, (await self.row())["version"], {}))


async def free_home(street: Street) -> Home:
    """A household that nothing keeps in hardship."""
    unpaid = {row["household_id"] for row in await street.fetch(UNPAID, database="funds")}
    kin = {row["household_id"] for row in await street.fetch("SELECT household_id FROM relative")}
    home = [home for home in await leaving.staying(street.databases) if home["id"] not in unpaid | kin][-1]
    await street.fetch(leaving.FINISH, home["id"], START.date(), database="beneficiaries")
    return Home(street, **home)


@pytest.fixture
def live(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> Callable[[Callable[[Home], Awaitable[None]]], None]:
    """Run something with a household that nothing keeps in hardship."""

    def run(story: Callable[[Home], Awaitable[None]]) -> None:
        async def told() -> None:
            street = Street(demo_city[0], keys)
            try:
                await story(await free_home(street))
            finally:
                await street.close()

        asyncio.run(told())

    return run


def test_exit_is_proposed_signed_by_five_posted_and_confirmed(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.propose(home.signer("helper"))
        assert await home.state() == ("proposed", "exit_proposed")
        row = await home.row()
        assert [row[name] for name in exit_cases.RECONCILED] == [True] * 4
        for role in ROLES:
            await home.sign(role)
            assert await home.state() == ("signing", "exit_signing")
        signatures = await home.street.fetch(SIGNATURES, home.case, database="beneficiaries")
        assert [one["role"] for one in signatures] == list(ROLES)
        assert {one["document_digest"] for one in signatures} == {exit_signing.document_digest(await home.row())}
        assert (signatures[0]["member_id"], signatures[0]["signer_id"], signatures[1]["signer_id"]) == (home.member_id, None, 201)
        await home.post(home.signer("village"))
        assert await home.state() == ("notice", "exit_notice")
        assert await refusal(home.confirm()) is Code.NOTICE_NOT_OVER
        home.street.clock.at = START + timedelta(days=8)
        assert await refusal(home.confirm(COUNTY)) is Code.SAME_PERSON
        await home.confirm()
        assert await home.state() == ("exited", "exited")
        sql = "SELECT kind FROM event WHERE (subject_kind, subject_id) = ('exit_case', $1) ORDER BY id"
        told = [row["kind"] for row in await home.street.fetch(sql, str(home.case), database="beneficiaries")]
        assert told == ["exit_proposed", "exit_signing_begun", "exit_posted", "exit_confirmed"]

    live(story)


def test_signatures_are_void_once_what_they_were_for_is_revised_and_all_sign_again(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.signed()
        await home.post()
        before = await home.row()
        richer = exit_cases.Income(Decimal("16000.00"), bytes(32))
        await exit_cases.revise_exit(home.street.changes, NEW, exit_cases.ExitRevision(home.case, before["version"], richer, REASON))
        assert await home.state() == ("proposed", "exit_proposed")
        signatures = await home.street.fetch(SIGNATURES, home.case, database="beneficiaries")
        assert all(one["voided_at"] is not None for one in signatures)
        assert exit_signing.document_digest(await home.row()) not in {one["document_digest"] for one in signatures}
        notices = await home.street.fetch("SELECT taken_down_on FROM public_notice WHERE exit_case_id = $1", home.case, database="beneficiaries")
        assert [row["taken_down_on"] for row in notices] == [START.date()]
        assert await refusal(home.post()) is Code.WRONG_STATE
        await home.sign("household")
        assert await refusal(home.post()) is Code.SIGNATURES_MISSING
        for role in ROLES[1:]:
            await home.sign(role)
        await home.post()
        home.street.clock.at = START + timedelta(days=8)
        await home.confirm()

    live(story)


def test_database_refuses_to_change_what_is_signed(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.propose()
        await home.sign("household")
        with pytest.raises(asyncpg.CheckViolationError, match="ck_exit_case_stays_as_signed"):
            await home.street.fetch("UPDATE exit_case SET income_a_head = 1 WHERE id = $1", home.case, database="beneficiaries")

    live(story)


def test_everybody_signs_in_his_turn_at_his_level_and_once(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.propose()
        assert await refusal(home.sign("helper")) is Code.NOT_HIS_TURN
        assert await refusal(home.sign("household", member=0)) is Code.MEMBER_UNFIT
        stranger = household(901, home.id + 1)
        assert await refusal(home.sign("household", stranger)) is Code.NOT_FOUND
        await home.sign("household")
        assert await refusal(home.sign("household")) is Code.NOT_HIS_TURN
        await home.sign("helper")
        await home.sign("village")
        both = officer(202, home.region_code)
        assert await refusal(home.sign("town", both)) is Code.NOT_PERMITTED  # the village's official holds no town
        assert await refusal(home.sign("town", officer(202, home.region_code[:9]))) is Code.SAME_PERSON
        assert await refusal(home.sign("town", home.signer("helper"))) is Code.NOT_FOUND
        await home.sign("town")
        below = Subject(204, assignments=(Assignment.of("manager", "civil_affairs", home.region_code[:9]),), number="P000204")
        assert await refusal(home.sign("county", below)) is Code.NOT_PERMITTED
        await home.sign("county")

    live(story)


def test_household_that_cannot_sign_in_signs_its_exit_on_paper_before_somebody_who_signs_nothing_of_it(live: Any) -> None:
    async def story(home: Home) -> None:
        assistant, today = officer(210, home.region_code), START.date()
        await home.propose()
        for outsider in (officer(211, "320299"), Subject(212, assignments=(Assignment.of("donor", "", "3202"),))):
            assert await refusal(home.sign_on_paper(outsider)) is Code.NOT_FOUND
        assert await refusal(home.sign_on_paper(household(900, home.id))) is Code.CONFLICT_OF_INTEREST
        for unfit in ("", "签字单一号", "13912345678"):
            assert await refusal(home.sign_on_paper(assistant, paper_number=unfit)) is Code.PAPER_UNFIT
        for day in (today - timedelta(days=1), today + timedelta(days=1)):
            assert await refusal(home.sign_on_paper(assistant, signed_on=day)) is Code.PAPER_DAY_UNFIT
        assert await refusal(home.sign_on_paper(assistant, member_id=0)) is Code.MEMBER_UNFIT
        await home.street.fetch(
            "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES (213, $1, '2027-01-01', $2)", *home.place
        )
        assert await refusal(home.sign_on_paper(officer(213, home.region_code))) is Code.CONFLICT_OF_INTEREST
        home.street.clock.at = START + timedelta(days=2)
        await home.sign_on_paper(assistant, signed_on=today + timedelta(days=1))
        assert await home.state() == ("signing", "exit_signing")
        (paper,) = await home.street.fetch(SIGNATURES, home.case, database="beneficiaries")
        assert (paper["role"], paper["member_id"], paper["signer_id"]) == ("household", home.member_id, None)
        taken = tuple(paper[name] for name in ("assistant_id", "assistance_reason", "paper_number", "paper_signed_on"))
        assert taken == (210, "no_phone", "TP-2027-1", today + timedelta(days=1))
        assert paper["document_digest"] == exit_signing.document_digest(await home.row())
        sql = "SELECT kind, actor, after_digest FROM event WHERE (subject_kind, subject_id) = ('exit_signature', $1)"
        (event,) = await home.street.fetch(sql, str(paper["id"]), database="beneficiaries")
        assert (event["kind"], event["actor"]) == ("exit_signed_on_paper", "P000210")
        assert event["after_digest"] == exit_cases.paper_digest({**paper, "assistance_reason": "cannot_read"})  # which nobody guesses by it
        assert await refusal(home.sign_on_paper(officer(214, home.region_code))) is Code.NOT_HIS_TURN
        await home.sign("helper")
        assert await refusal(home.sign("village", assistant)) is Code.SAME_PERSON
        for role in ROLES[2:]:
            await home.sign(role)
        await home.post()
        home.street.clock.at = START + timedelta(days=12)
        assert await refusal(home.confirm(official(210))) is Code.SAME_PERSON
        await home.confirm()

    live(story)


def test_paper_that_was_signed_before_a_revision_is_void_and_is_not_recorded_again(live: Any) -> None:
    async def story(home: Home) -> None:
        assistant = officer(210, home.region_code)
        await home.propose()
        await home.sign_on_paper(assistant)
        home.street.clock.at = START + timedelta(days=3)
        revision = exit_cases.ExitRevision(home.case, (await home.row())["version"], INCOME, REASON)
        await exit_cases.revise_exit(home.street.changes, NEW, revision)
        assert (await home.row())["revised_on"] == home.street.clock.today()
        assert await refusal(home.sign_on_paper(assistant, signed_on=START.date())) is Code.PAPER_DAY_UNFIT
        await home.sign_on_paper(assistant, paper_number="TP-2027-2")
        papers = await home.street.fetch(SIGNATURES, home.case, database="beneficiaries")
        assert [paper["voided_at"] is None for paper in papers] == [False, True]

    live(story)


PAIR = "INSERT INTO pairing (household_id, person_id, kind, period, region_code) VALUES ($1, $3, $4, daterange('2027-01-01', NULL), $2)"


def test_only_helper_of_a_household_lets_somebody_else_record_its_paper_for_he_is_to_sign(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.propose()
        (responsible,) = await home.street.fetch("SELECT person_id FROM pairing WHERE household_id = $1 AND upper_inf(period)", home.id)
        helper = Subject(responsible[0], assignments=(Assignment.of("helper", "", "320282"),), paired=frozenset({home.id}), number="P000215")
        ((deputy,),) = await home.street.fetch("SELECT min(person_id) FROM representative")
        await home.street.fetch(PAIR, *home.place, deputy, "deputy_household")
        assert await refusal(home.sign_on_paper(helper)) is Code.ONLY_HELPER
        await home.street.fetch(PAIR, *home.place, 201, "extra")
        await home.sign_on_paper(helper)
        assert await refusal(home.sign("helper", helper)) is Code.SAME_PERSON
        await home.sign("helper")

    live(story)


def test_refusal_to_sign_returns_the_case_and_another_may_be_proposed(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.propose()
        await home.sign("household")
        wanted = exit_signing.SigningRefusal(home.case, (await home.row())["version"], "helper", None, REASON)
        assert await refusal(exit_signing.refuse_exit(home.street.changes, home.signer("town"), wanted)) is Code.NOT_FOUND
        await exit_signing.refuse_exit(home.street.changes, home.signer("helper"), wanted)
        assert await home.state() == ("returned", "active")
        (row,) = await home.street.fetch("SELECT * FROM exit_refusal WHERE exit_case_id = $1", home.case, database="beneficiaries")
        assert (row["role"], row["signer_id"], row["reason"]) == ("helper", 201, REASON)
        assert await refusal(home.sign("helper")) is Code.WRONG_STATE
        first = home.case
        await home.propose()
        assert home.case != first

    live(story)


def test_nothing_is_posted_that_is_not_reconciled(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.propose(income=exit_cases.Income(Decimal("11999.99"), bytes(32)))
        for role in ROLES:
            await home.sign(role)
        assert await refusal(home.post()) is Code.INCOME_TOO_LOW
        await exit_cases.return_exit(home.street.changes, NEW, exit_cases.ExitReturn(home.case, (await home.row())["version"], REASON))
        assert await home.state() == ("returned", "active")
        await home.signed()
        sql = "UPDATE measure SET finished_on = NULL, result = NULL WHERE id = (SELECT min(id) FROM measure WHERE household_id = $1) RETURNING id"
        assert await home.street.fetch(sql, home.id, database="beneficiaries")
        assert await refusal(home.post()) is Code.MEASURES_OPEN

    live(story)


def test_exit_that_somebody_objects_to_is_not_confirmed_before_it_is_revised(live: Any) -> None:
    async def story(home: Home) -> None:
        await home.signed()
        await home.post()
        objection = exit_cases.Objection(home.case, REASON)
        for _ in range(2):  # sent twice, counted once
            await exit_cases.record_objection(home.street.changes, home.signer("village"), objection, f"objection-{home.case}")
        sql = "SELECT objections FROM public_notice WHERE exit_case_id = $1"
        assert [row["objections"] for row in await home.street.fetch(sql, home.case, database="beneficiaries")] == [1]
        home.street.clock.at = START + timedelta(days=8)
        assert await refusal(home.confirm()) is Code.NOTICE_NOT_OVER
        await exit_cases.revise_exit(home.street.changes, NEW, exit_cases.ExitRevision(home.case, (await home.row())["version"], INCOME, REASON))
        for role in ROLES:
            await home.sign(role)
        await home.post()
        home.street.clock.at = START + timedelta(days=16)
        await home.confirm()

    live(story)


def test_only_who_keeps_the_register_or_helps_proposes_and_never_kin(live: Any) -> None:
    async def story(home: Home) -> None:
        finance = Subject(205, assignments=(Assignment.of("manager", "finance", "3202"),), number="P000205")
        assert await refusal(home.propose(finance)) is Code.NOT_PERMITTED
        assert await refusal(home.propose(officer(202, home.region_code))) is Code.NOT_FOUND
        sql = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2027-01-01', $3)"
        await home.street.fetch(sql, 105, home.id, home.region_code)
        assert await refusal(home.propose(official(105))) is Code.CONFLICT_OF_INTEREST
        await home.street.fetch("DELETE FROM relative WHERE person_id = 105 AND household_id = $1", home.id)
        wrong = exit_cases.Income(Decimal("NaN"), bytes(32))
        assert await refusal(home.propose(income=wrong)) is Code.AMOUNT_WRONG
        same = exit_cases.ExitProposal(home.id, await home.version(), INCOME)
        at_once = (exit_cases.propose_exit(home.street.changes, NEW, same, f"at-once-{place}") for place in range(3))
        found = await asyncio.gather(*at_once, return_exceptions=True)
        assert sum(isinstance(one, RefusedError) for one in found) == 2
        assert await refusal(home.propose()) is Code.NOT_IN_HARDSHIP

    live(story)
