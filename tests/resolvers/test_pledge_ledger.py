"""Whatever is tried in whichever order, and wherever the process dies: what a need counts is what its pledges took."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from databases.connections import ChangePool, Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies.subjects import Subject
from resolvers.changes import needs, pledges
from resolvers.changes.errors import RefusedError
from resolvers.changes.settling import follow_the_clock
from resolvers.changes.workflows.pledges import PLEDGE
from tests.resolvers.deliveries import PAPER, WORDS, receivers, sign
from tests.resolvers.giving import CHANGES, DONORS, FIRST, LIVE, START, Street, helper, household, officer

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")
WRITTEN = """
SELECT (SELECT count(*) FROM pledge), (SELECT count(*) FROM event), (SELECT count(*) FROM idempotency_key),
  (SELECT string_agg(id || state || version || pledged, ',' ORDER BY id) FROM need), (SELECT string_agg(id || state || version, ',' ORDER BY id) FROM pledge)
"""


class Dying:
    """A connection of a process that the system kills before one of its statements, before its commit, or right after it."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    @asynccontextmanager
    async def transaction(self, whole: Callable[..., Any], pool: ChangePool) -> AsyncIterator[Any]:
        async with whole(pool) as self.connection:
            yield self
            self.step()
        self.step()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.connection, name)
        return self._counted(found) if name in ("fetch", "fetchrow", "fetchval", "execute", "executemany") else found

    def _counted(self, run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(*arguments: Any) -> Any:
            self.step()
            return await run(*arguments)

        return counted


def run_and_kill(street: Street, step: Callable[[Street], Awaitable[None]], steps: int) -> bool:
    """Take a step in a process of its own that is killed after so many statements; whether it came to that."""
    if child := os.fork():
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    dying, whole = Dying(steps), ChangePool.transaction
    ChangePool.transaction = lambda pool: dying.transaction(whole, pool)  # type: ignore[method-assign, assignment, return-value]
    try:
        asyncio.run(_awaited(step(Street(street.databases, street.keys, street.clock))))
    finally:
        os._exit(0)


STEPS = (
    "pledge",
    "see_facts",
    "confirm_pledge",
    "deliver_pledge",
    "sign_as_officer",
    "sign_as_household",
    "record_paper_receipt",
    "give_feedback",
    "review_feedback",
    "release_pledge",
)


@pytest.mark.parametrize("step", STEPS)
def test_process_killed_between_any_two_statements_leaves_all_or_nothing(live: Any, step: str) -> None:
    async def story(street: Street) -> int:
        need, giver = await street.published(2), DONORS[0]
        pledge = await _up_to(street, step, need, giver)
        version = await street.version(pledge) if pledge else None
        before, killed = await street.fetch(WRITTEN), 0

        def take(there: Street) -> Awaitable[None]:
            return _take(there, step, need, pledge, giver, version)

        while await street.fetch(WRITTEN) == before:
            assert run_and_kill(street, take, killed)
            killed += 1
        written = await street.fetch(WRITTEN)  # it was killed once it had committed, and told nobody
        with suppress(RefusedError):  # sent again it is answered by its key, or finds that the version has changed
            await take(street)
        assert await street.fetch(WRITTEN) == written
        return killed

    assert live(story) > 5


async def _up_to(street: Street, step: str, need: int, giver: Subject) -> int:
    """A pledge that stands before a step (none yet before the first)."""
    if step == "pledge":
        return 0
    pledge = await street.pledged(need, giver)
    village, home = await receivers(street, need)
    if step == "confirm_pledge":
        await pledges.see_facts(street.changes, giver, pledges.PledgeChange(pledge, 1))
    if step == "deliver_pledge":
        await street.confirmed(pledge, giver)
    if step in ("sign_as_officer", "sign_as_household", "record_paper_receipt", "give_feedback", "review_feedback", "void_delivery"):
        await street.delivered(pledge, giver)
    if step in ("sign_as_household", "record_paper_receipt", "give_feedback", "review_feedback", "void_delivery"):
        await sign(street, pledge, village, pledges.OFFICER)
    if step in ("give_feedback", "review_feedback"):
        await sign(street, pledge, home, pledges.HOUSEHOLD)
    if step == "review_feedback":
        await pledges.give_feedback(street.changes, home, pledges.Feedback(pledge, await street.version(pledge), WORDS))
    return pledge


async def _take(street: Street, step: str, need: int, pledge: int, giver: Subject, version: int | None = None) -> None:
    """Take one step as whoever may, with the pledge as it is or as it was seen."""
    if step == "pledge":
        await pledges.make_pledge(street.changes, giver, pledges.PledgeWanted(need, 1, None), f"dying-{need}")
        return
    row = await street.row("pledge", pledge)
    village, home = officer(130, row["village_code"]), household(131, row["household_id"])
    key = (pledge, version or row["version"])
    taken: dict[str, Callable[[], Awaitable[Any]]] = {
        "see_facts": lambda: pledges.see_facts(street.changes, giver, pledges.PledgeChange(*key)),
        "confirm_pledge": lambda: pledges.confirm_pledge(street.changes, giver, pledges.PledgeChange(*key)),
        "deliver_pledge": lambda: pledges.deliver_pledge(street.changes, giver, pledges.PledgeDelivery(*key, None)),
        "sign_as_officer": lambda: pledges.confirm_receipt(street.changes, village, pledges.Receipt(*key, pledges.OFFICER)),
        "sign_as_household": lambda: pledges.confirm_receipt(street.changes, home, pledges.Receipt(*key, pledges.HOUSEHOLD)),
        "record_paper_receipt": lambda: pledges.record_paper_receipt(
            street.changes, helper(137, row["household_id"]), pledges.PaperReceipt(*key, *PAPER), f"paper-{key}"
        ),
        "give_feedback": lambda: pledges.give_feedback(street.changes, home, pledges.Feedback(*key, WORDS)),
        "review_feedback": lambda: pledges.review_feedback(street.changes, village, pledges.FeedbackReview(*key, None)),
        "release_pledge": lambda: pledges.release_pledge(street.changes, giver, pledges.PledgeRelease(*key, "车辆故障无法送达")),
        "void_delivery": lambda: pledges.void_delivery(street.changes, village, pledges.DeliveryVoid(*key, "实际没有送达")),
    }
    await taken[step]()


class Giving(RuleBasedStateMachine):
    """One need on the real database; anybody may try any step of any of its pledges at any time."""

    street: Street
    runner: asyncio.Runner

    @initialize(quantity=st.integers(1, 5))
    def begin(self, quantity: int) -> None:
        self.street.clock.at = START
        self.target, self.pledges, self.givers = quantity, list[int](), dict[int, Subject]()
        self.need = self.run(self.street.published(quantity, needed_by=date(2027, 3, 20)))

    def run(self, work: Awaitable[Any]) -> Any:
        return self.runner.run(_awaited(work))

    @rule(who=st.integers(0, 4), quantity=st.integers(0, 4))
    def pledge(self, who: int, quantity: int) -> None:
        before = self.run(self.street.fetch(LIVE, self.need))[0][0]
        try:
            made = self.run(self.street.pledged(self.need, DONORS[who], quantity))
        except RefusedError:
            return
        assert 1 <= quantity <= self.target
        assert quantity <= self.target - before or self.street.clock.now() > START  # a hold that was over has made room
        self.pledges.append(made)
        self.givers[made] = DONORS[who]

    @precondition(lambda self: self.pledges)
    @rule(which=st.integers(0, 20), step=st.sampled_from(STEPS[1:]))
    def step(self, which: int, step: str) -> None:
        """What the table does not allow is refused and changes nothing."""
        pledge = self.pledges[which % len(self.pledges)]
        before = self.run(self.street.row("pledge", pledge))
        name = {"review_feedback": "approve_feedback"}.get(step, "confirm_receipt" if step.startswith(("sign", "record")) else step)
        may = before["state"] in next(one for one in PLEDGE.steps if one.name == name).sources
        try:
            self.run(_take(self.street, step, self.need, pledge, self.givers[pledge]))
        except RefusedError:
            assert self.run(self.street.row("pledge", pledge)) == before
        else:
            assert may

    @rule(hours=st.integers(1, 120))
    def time_passes(self, hours: int) -> None:
        self.street.clock.at = self.street.clock.now() + timedelta(hours=hours)

    @rule()
    def clock_is_followed(self) -> None:
        self.run(follow_the_clock(self.street.changes))

    @rule()
    def withdrawal_is_tried(self) -> None:
        row = self.run(self.street.row("need", self.need))
        try:
            self.run(needs.withdraw_need(self.street.changes, FIRST, needs.NeedWithdrawal(self.need, row["version"], "家庭已自行解决")))
        except RefusedError:
            assert self.run(self.street.row("need", self.need)) == row

    @invariant()
    def remaining_is_what_the_pledges_leave(self) -> None:
        row = self.run(self.street.row("need", self.need))
        assert row["pledged"] == self.run(self.street.fetch(LIVE, self.need))[0][0]
        assert 0 <= row["target"] - row["pledged"] <= row["target"] == self.target

    @invariant()
    def every_version_has_its_event(self) -> None:
        for table, key in [("need", self.need), *(("pledge", pledge) for pledge in self.pledges)]:
            assert self.run(self.street.fetch(CHANGES, table, str(key)))[0][0] == self.run(self.street.row(table, key))["version"]


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


def test_no_walk_breaks_the_ledger(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    with asyncio.Runner() as runner:
        walked = Giving.TestCase
        Giving.street, Giving.runner = Street(demo_city[0], keys), runner
        walked.settings = settings(max_examples=20, stateful_step_count=20, suppress_health_check=list(HealthCheck))
        walked("runTest").debug()
        runner.run(Giving.street.close())
