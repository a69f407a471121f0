"""The tables of needs, pledges and reports: what they say can happen, and that the pledges' word for a need is always one of its steps."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from databases.code_lists.forces import PLEDGE_STATE, PUBLISHED_NEEDS
from databases.code_lists.rule_parameters import PARAMETERS
from databases.event_log import Event
from policies.policy import load
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.ledger import Entry, pledged, state_of
from resolvers.changes.workflows import WORKFLOWS, rested
from resolvers.changes.workflows.needs import NEED
from resolvers.changes.workflows.pledges import PLEDGE
from resolvers.changes.workflows.printing import printed
from resolvers.changes.workflows.steps import By, Workflow
from resolvers.notices.tellings import TOLD
from tests.served import run_cli

WALKED = [step for step in PLEDGE.steps if step.sources and step.name != "need_withdrawn"]
STAYING = {"read", "follow_report", "accept_contact", "send_message", "dispute_delivery"}  # rights that lead to no other state
TOGETHER = ("received", "delivered", "confirmed", "thanked")


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_every_state_can_be_reached_and_every_right_is_granted(workflow: Workflow) -> None:
    reached = {step.target for step in workflow.steps}
    assert reached == set(workflow.states.labels)
    granted = {action for _, _, kind, action, _ in load().facts("grant", 5) if kind == workflow.kind}
    assert {right for step in workflow.steps for right in step.rights} == granted - STAYING
    assert all(bool(step.rights) == (step.by is By.POST) for step in workflow.steps)


def test_command_without_a_name_lists_the_workflows() -> None:
    done = run_cli("workflow", env={**os.environ})
    assert (done.returncode, done.stdout.split()) == (0, [*WORKFLOWS])


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_step_that_the_table_does_not_name_is_refused_in_both_languages(workflow: Workflow) -> None:
    for step in workflow.steps:
        for state, label in workflow.states.labels.items():
            if state not in step.sources:
                with pytest.raises(RefusedError) as found:
                    workflow.step(step.name, state)
                (error,) = found.value.errors
                assert error.code is Code.WRONG_STATE
                assert label in error.message("zh")
                assert state in error.message("en")


def test_what_happens_is_named_by_its_workflow_and_rests_on_its_clause() -> None:
    happened = Event("need_published", "need", "1", "P000001", datetime(2027, 3, 3, tzinfo=UTC))
    assert rested(happened).clause == NEED.clause
    assert rested(replace(happened, kind="exit_signature_voided", subject_kind="exit_signature")).clause == WORKFLOWS["exit"].clause
    assert rested(replace(happened, kind="offer_made", subject_kind="offer")).clause is None
    with pytest.raises(ValueError, match="does not name need_forgotten"):
        rested(replace(happened, kind="need_forgotten"))
    for workflow in WORKFLOWS.values():
        assert all(step.events for step in workflow.steps)
        assert {step.days for step in workflow.steps} - {None} <= {name for name, known in PARAMETERS.items() if known.unit == "days"}
    named = {event for workflow in WORKFLOWS.values() for event in workflow.events}
    assert {event for event in TOLD if event.startswith(("need_", "pledge_", "appeal_", "suggestion_", "report_", "problem_"))} <= named


def test_printed_workflow_names_who_may_take_each_step() -> None:
    text = "\n".join(printed(PLEDGE, load()))
    assert "held --> facts_seen: 阅知事实" in text
    assert "| 释放 `release_pledge` | 已认捐待确认、已阅事实、已确认 | 已释放 |" in text
    assert "依据 clause：第19项" in text
    assert "| 1 | `pledge_hold_days` | `NOT_AVAILABLE`" in text
    assert "| `pledge_held`（认捐人、起草人和审核人） |" in text
    assert "主管部门（民政）：所辖区划" in text.replace("民政部门", "民政")


class PledgesOfOneNeed(RuleBasedStateMachine):
    """One published need, pledges in any order, each step of the table at any time, and the day that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.target, self.entries, self.is_over = 7, list[Entry](), False
        self.state = self.before = "published"

    def follow(self) -> None:
        self.before, self.state = self.state, state_of(self.target, self.entries, self.is_over)

    @property
    def remaining(self) -> int:
        return self.target - pledged(self.entries)

    @precondition(lambda self: self.remaining > 0 and not self.is_over)
    @rule(share=st.integers(1, 7))
    def pledge(self, share: int) -> None:
        self.entries.append(Entry(min(share, self.remaining), "held"))
        self.follow()

    @precondition(lambda self: self.entries)
    @rule(which=st.integers(0, 50), step=st.sampled_from(WALKED), by_officer=st.booleans())
    def step(self, which: int, step: object, by_officer: bool) -> None:
        place = which % len(self.entries)
        entry = self.entries[place]
        if entry.state in step.sources:  # type: ignore[attr-defined]
            self.entries[place] = Entry(entry.quantity, step.target, by_officer or step.target in ("received", "closed"))  # type: ignore[attr-defined]
            self.follow()

    @precondition(lambda self: any(entry.state == "confirmed" and entry.quantity > 1 for entry in self.entries))
    @rule(share=st.integers(1, 6))
    def some_of_it_is_delivered(self, share: int) -> None:
        place = next(place for place, entry in enumerate(self.entries) if entry.state == "confirmed" and entry.quantity > 1)
        self.entries[place] = Entry(min(share, self.entries[place].quantity), "delivered")
        self.follow()

    @rule()
    def day_passes(self) -> None:
        self.is_over = True
        self.follow()

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        assert 0 <= self.remaining <= self.target
        assert self.remaining == self.target - sum(e.quantity for e in self.entries if e.state not in ("released", "expired", "voided"))

    @invariant()
    def state_says_what_the_pledges_say(self) -> None:
        assert self.state in (*PUBLISHED_NEEDS, "expired")
        live = [entry for entry in self.entries if entry.is_live]
        assert (self.state in ("published", "expired")) == (not live)
        if self.state in TOGETHER:
            assert self.remaining == 0 or self.is_over
            least = {"received": "delivered", "delivered": "delivered", "confirmed": "received", "thanked": "closed"}[self.state]
            order = list(PLEDGE_STATE.labels)
            assert all(order.index(entry.state) >= order.index(least) for entry in live)
            assert self.state == "received" or all(entry.by_officer for entry in live)

    @invariant()
    def change_is_a_step_of_the_table(self) -> None:
        assert self.state == self.before or NEED.leads(self.before, self.state), (self.before, self.state)


TestPledgesOfOneNeed = PledgesOfOneNeed.TestCase
TestPledgesOfOneNeed.settings = settings(max_examples=300, stateful_step_count=40)
