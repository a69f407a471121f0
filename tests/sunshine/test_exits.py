"""A household leaves hardship in one database, and what follows in two others is done, once and in order, whatever is killed between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from databases import event_log
from databases.connections import ChangePool, Databases, DatabaseUnavailableError
from databases.event_log import Event, append
from databases.identifiers import IdentifierKeys
from policies import policy
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.exits import ExitConfirmation, confirm_exit
from resolvers.following.core import Follower, follow_next
from resolvers.following.exits import EXIT_FOLLOWERS
from tests import leaving
from tests.resolvers.giving import Street
from tests.sunshine.dying import Dying, KilledError

PAYMENTS, PAIRINGS, IN_FUNDS, IN_FORCES = EXIT_FOLLOWERS
TODAY = leaving.CONFIRMABLE
COUNTY = Subject(140, assignments=(Assignment.of("manager", "civil_affairs", "3202"),), number="P000140")
CASE = "SELECT state, closed_on, funds_state, forces_state FROM exit_case WHERE id = $1"
STOPS = "SELECT purpose, lower(period) AS first, upper(period) AS last FROM payment_stop WHERE exit_case_id = $1"
PAIRED = "SELECT upper(period) AS last, end_reason FROM pairing WHERE household_id = $1 ORDER BY id"
EVENTS = "SELECT kind FROM event WHERE subject_kind = 'exit_case' AND subject_id = $1 ORDER BY id"


@dataclass
class Town:
    """The demo city with its households that may leave."""

    street: Street
    homes: Iterator[asyncpg.Record]
    home: dict[int, asyncpg.Record] = field(default_factory=dict)

    @property
    def changes(self) -> Changes:
        return self.street.changes

    async def ready(self) -> int:
        home = next(self.homes)
        case = await leaving.ready(self.street.databases, home)
        self.home[case] = home
        return case

    async def fetch(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        return await self.street.fetch(sql, *values, database=database)

    async def confirm(self, case: int, subject: Subject = COUNTY, version: int = 1, **retained: date) -> str:
        kept = {int(key.strip("_")): last for key, last in retained.items()}
        return await confirm_exit(self.changes, subject, ExitConfirmation(case, version, kept))

    async def follow(self, *followers: Follower) -> None:
        """Everything that is to follow, until nothing is left."""
        for _ in range(2):  # there, and back
            await self.sequence()
            for follower in followers or EXIT_FOLLOWERS:
                while await follow_next(self.changes, follower):
                    pass

    async def sequence(self) -> None:
        """Give what happened its place in the logs, as the sequencer does."""
        for name in ("beneficiaries", "funds", "forces"):
            await event_log.sequence(await self.street.connection(name))

    async def follow_once(self) -> None:
        """What follows from one exit, step by step."""
        for steps in ((PAYMENTS, PAIRINGS), (IN_FUNDS, IN_FORCES)):
            await self.sequence()
            for follower in steps:
                await follow_next(self.changes, follower)

    async def state(self, case: int) -> tuple[Any, ...]:
        return tuple((await self.fetch("beneficiaries", CASE, case))[0])

    async def kinds(self, database: str, case: int) -> list[str]:
        return [row["kind"] for row in await self.fetch(database, EVENTS, str(case))]


@pytest.fixture
def town(quiet_city: Databases, keys: IdentifierKeys) -> Callable[..., Any]:
    def run(story: Callable[[Town], Awaitable[Any]]) -> Any:
        async def told() -> Any:
            street = Street(quiet_city, keys)
            try:
                return await story(Town(street, iter(await leaving.staying(quiet_city))))
            finally:
                await street.close()

        return asyncio.run(told())

    return run


def test_exit_is_confirmed_and_waits_until_funds_and_forces_have_done_their_part(town: Any) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        home = town.home[case]
        (kept,) = await town.fetch(
            "beneficiaries", "SELECT id, kind FROM entitlement WHERE household_id = $1 AND upper(period) IS NULL LIMIT 1", home["id"]
        )
        await town.confirm(case, **{f"_{kept['id']}": date(2028, 5, 20)})
        assert await town.state(case) == ("exited", TODAY, "waiting", "waiting")
        watches = await town.fetch("beneficiaries", "SELECT due_on FROM relapse_watch WHERE household_id = $1 ORDER BY due_on", home["id"])
        assert [row["due_on"] for row in watches] == [TODAY + timedelta(days=180), TODAY + timedelta(days=365)]
        await town.follow(PAYMENTS, IN_FUNDS)
        assert await town.state(case) == ("exited", TODAY, "done", "waiting")
        await town.follow()
        assert await town.state(case) == ("exited", TODAY, "done", "done")
        stops = {row["purpose"]: row["first"] for row in await town.fetch("funds", STOPS, case)}
        going_on = {"dibao": "livelihood", "medical": "health"}[kept["kind"]]
        assert stops == dict.fromkeys(("livelihood", "health", "education", "industry", "housing"), date(2027, 4, 1)) | {going_on: date(2028, 6, 1)}
        pairings = await town.fetch("forces", PAIRED, home["id"])
        assert pairings
        assert {(row["last"], row["end_reason"]) for row in pairings} == {(TODAY + timedelta(days=366), "exit")}
        assert await town.kinds("beneficiaries", case) == ["exit_confirmed", "exit_followed", "exit_followed"]
        assert await town.kinds("funds", case) == ["exit_payments_stopped"]
        assert await town.kinds("forces", case) == ["exit_pairings_ended"]
        told = await town.fetch("forces", "SELECT FROM outbox JOIN event ON event.id = outbox.subject_id WHERE kind = 'pairing_ended'")
        assert told

    town(story)


def test_what_the_household_does_not_keep_ends_with_its_exit(town: Any) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        await town.confirm(case)
        found = await town.fetch(
            "beneficiaries", "SELECT upper(period) AS last, is_retained FROM entitlement WHERE household_id = $1", town.home[case]["id"]
        )
        assert (TODAY + timedelta(days=1), False) in [tuple(row) for row in found]
        assert all(row["last"] <= TODAY + timedelta(days=1) for row in found)

    town(story)


WRONG: dict[str, tuple[str, Code]] = {
    "signature": ("DELETE FROM exit_signature WHERE exit_case_id = {case} AND role = 'county'", Code.SIGNATURES_MISSING),
    "notice": ("UPDATE public_notice SET ends_on = '2027-03-03', taken_down_on = NULL WHERE exit_case_id = {case}", Code.NOTICE_NOT_OVER),
    "short": (
        "UPDATE public_notice SET posted_on = '2027-02-25', ends_on = '2027-03-04', taken_down_on = NULL WHERE exit_case_id = {case}",
        Code.NOTICE_NOT_OVER,
    ),
    "objection": ("UPDATE public_notice SET objections = 1 WHERE exit_case_id = {case}", Code.NOTICE_NOT_OVER),
    "measure": ("UPDATE measure SET finished_on = NULL, result = NULL WHERE household_id = {home}", Code.MEASURES_OPEN),
    "signer": ("UPDATE exit_signature SET signed_at = signed_at WHERE exit_case_id = {case}", Code.SAME_PERSON),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_exit_is_refused_while_something_is_missing(town: Any, wrong: str) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        change, code = WRONG[wrong]
        subject = Subject(leaving.SIGNERS[0], assignments=COUNTY.assignments, number="P000101") if code is Code.SAME_PERSON else COUNTY
        if wrong == "signature":  # what was signed never goes: it was never signed
            await town.fetch("beneficiaries", "ALTER TABLE exit_signature DISABLE TRIGGER USER")
        try:
            await town.fetch("beneficiaries", change.format(case=case, home=town.home[case]["id"]))
        finally:
            await town.fetch("beneficiaries", "ALTER TABLE exit_signature ENABLE TRIGGER USER")
        with pytest.raises(RefusedError) as found:
            await town.confirm(case, subject)
        assert [error.code for error in found.value.errors] == [code]
        assert (await town.state(case))[0] == "notice"
        assert await town.kinds("beneficiaries", case) == []

    town(story)


def test_exit_is_confirmed_neither_by_a_town_nor_by_kin_nor_from_an_old_version(town: Any) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        home = town.home[case]
        in_town = Subject(141, assignments=(Assignment.of("manager", "civil_affairs", home["region_code"][:9]),), number="P000141")
        finance = Subject(141, assignments=(Assignment.of("manager", "finance", "3202"),), number="P000141")
        kin = Subject(142, assignments=COUNTY.assignments, number="P000142")
        await town.fetch(
            "forces",
            "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES (142, $1, '2020-01-01', $2)",
            home["id"],
            home["region_code"],
        )
        for subject, version, code in (
            (in_town, 1, Code.NOT_PERMITTED),
            (finance, 1, Code.NOT_FOUND),
            (kin, 1, Code.CONFLICT_OF_INTEREST),
            (COUNTY, 2, Code.VERSION_CONFLICT),
        ):
            with pytest.raises(RefusedError) as found:
                await town.confirm(case, subject, version)
            assert [error.code for error in found.value.errors] == [code]
        assert (await town.state(case))[0] == "notice"

    town(story)


def test_entitlement_of_another_household_is_not_kept(town: Any) -> None:
    async def story(town: Town) -> None:
        case = await town.ready()
        (other,) = await town.fetch("beneficiaries", "SELECT min(id) AS id FROM entitlement WHERE household_id <> $1", town.home[case]["id"])
        with pytest.raises(RefusedError) as found:
            await town.confirm(case, **{f"_{other['id']}": date(2028, 1, 1)})
        assert [(error.code, error.field) for error in found.value.errors] == [(Code.NOT_FOUND, "retained")]

    town(story)


def test_follower_killed_before_any_statement_or_commit_goes_on_and_does_everything_once(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ChangePool.transaction

    async def story(town: Town) -> int:
        await town.follow()
        killed = 0
        while True:
            case = await town.ready()
            await town.confirm(case)
            dying = Dying(killed)
            monkeypatch.setattr(ChangePool, "transaction", lambda pool, dying=dying: dying.transaction(whole, pool))
            try:
                await town.follow_once()
                is_over = True
            except (KilledError, DatabaseUnavailableError):
                is_over = False
            finally:
                monkeypatch.setattr(ChangePool, "transaction", whole)
            await town.follow()
            assert await town.state(case) == ("exited", TODAY, "done", "done"), killed
            assert len(await town.fetch("funds", STOPS, case)) == 5
            assert {row["end_reason"] for row in await town.fetch("forces", PAIRED, town.home[case]["id"])} <= {"exit"}
            assert await town.kinds("beneficiaries", case) == ["exit_confirmed", "exit_followed", "exit_followed"]
            assert await town.kinds("funds", case) == ["exit_payments_stopped"]
            assert await town.kinds("forces", case) == ["exit_pairings_ended"]
            if is_over:
                return killed
            killed += 1

    assert town(story) > 40


def test_two_processes_follow_every_event_once(town: Any) -> None:
    async def story(town: Town) -> None:
        await town.follow()
        cases = [await town.ready() for _ in range(3)]
        for case in cases:
            await town.confirm(case)
        await town.sequence()
        other = Changes(town.street.databases, policy.load(), town.street.keys, town.street.clock)

        async def run(changes: Changes) -> None:
            for _ in range(12):
                await follow_next(changes, PAYMENTS)

        try:
            await asyncio.gather(run(town.changes), run(other))
        finally:
            await other.close()
        for case in cases:
            assert await town.kinds("funds", case) == ["exit_payments_stopped"]
        await town.follow()

    town(story)


def test_follower_stops_at_the_event_on_which_it_fails_and_goes_on_in_order_when_it_can(town: Any) -> None:
    async def story(town: Town) -> None:
        await town.follow()
        first, second = await town.ready(), await town.ready()
        for case in (first, second):
            await town.confirm(case)
        await town.sequence()
        refuse = f"ALTER TABLE payment_stop ADD CONSTRAINT broken CHECK (exit_case_id <> {first}) NOT VALID"
        await town.fetch("funds", refuse)
        clock, start = town.street.clock, town.street.clock.now()
        place = "SELECT position, failures, failure, due_at - $1::timestamptz AS pause FROM follower WHERE name = 'payments_of_exits'"
        try:
            pauses = []
            for _ in range(3):
                with pytest.raises(asyncpg.CheckViolationError):
                    await follow_next(town.changes, PAYMENTS)
                assert not await follow_next(town.changes, PAYMENTS)  # not before its pause is over
                (stuck,) = await town.fetch("funds", place, clock.now())
                pauses.append(stuck["pause"].total_seconds())
                clock.at = clock.now() + stuck["pause"]
            assert pauses == [2, 4, 8]
            assert (stuck["failures"], stuck["failure"]) == (3, "CheckViolationError")
            assert await town.fetch("funds", STOPS, second) == []  # nothing overtakes
            assert await town.state(second) == ("exited", TODAY, "waiting", "waiting")
        finally:
            await town.fetch("funds", "ALTER TABLE payment_stop DROP CONSTRAINT broken")
        await town.follow()
        (moved,) = await town.fetch("funds", place, start)
        assert (moved["failures"], moved["failure"], moved["pause"]) == (0, None, None)
        order = await town.fetch("funds", "SELECT subject_id FROM event WHERE kind = 'exit_payments_stopped' ORDER BY id DESC LIMIT 2")
        assert [int(row["subject_id"]) for row in order] == [second, first]

    town(story)


def test_follower_passes_over_what_is_not_for_it(town: Any) -> None:
    async def story(town: Town) -> None:
        await town.follow()
        before = (await town.fetch("funds", "SELECT position FROM follower WHERE name = 'payments_of_exits'"))[0]["position"]
        async with town.street.databases.connection("beneficiaries") as connection:
            await append(connection, [Event("something_else", "household", "1", "system", town.street.clock.now())] * 7)
        await town.follow(PAYMENTS)
        after = (await town.fetch("funds", "SELECT position FROM follower WHERE name = 'payments_of_exits'"))[0]["position"]
        assert after == before + 7

    town(story)
