"""What may become of a need, an appeal, a pledge, a report of the public, a deputy's suggestion, and of who comes to a shift: states and steps as data.

The code of a change only asks for a step and applies it. Who may take a step stands in the policy, under the step's `right`; what it demands
are the codes with which it is refused; what it produces are its events, which `resolvers/notices/tellings.py` tells. The tables are printed for
officials (`sunshine workflow`) and drawn in docs/workflows.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from databases.code_lists.entry_and_exit import EXIT_STATE, SIGNER_ROLE
from databases.code_lists.forces import APPEAL_STATE, NEED_STATE, PLEDGE_STATE, SHIFT_ASSIGNMENT_STATE, SUGGESTION_STATE
from databases.code_lists.oversight import REPORT_STATE
from databases.code_lists.projects import PROBLEM_STATE
from databases.event_log import Event
from databases.tables import CodeList
from policies.kinds import KINDS
from policies.matrix import SCOPES, who
from policies.policy import Policy
from resolvers.changes.errors import TEXTS, Code, Text, refused
from resolvers.notices.tellings import TOLD


class By(StrEnum):
    """What makes a step happen: a person with the right, what the pledges say, an appeal, that the shift is cancelled, or the clock."""

    POST = "post"
    PLEDGES = "pledges"
    APPEAL = "appeal"
    SHIFT = "shift"
    CLOCK = "clock"


@dataclass(frozen=True)
class Step:
    """From one of some states (none: it creates) to another. A state changes with the last of `signatures`, each by another person.

    `events`: what the log says once it was taken; `days`: the rule parameter that says how long what it begins lasts, or must have lasted.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    text: Text
    by: By = By.POST
    rights: tuple[str, ...] = ()
    signatures: int = 1
    demands: tuple[Code, ...] = ()
    events: tuple[str, ...] = ()
    days: str | None = None


@dataclass(frozen=True)
class Workflow:
    """All steps of one kind; what no step names cannot happen. `clause`: of the main document; `meanwhile`: events that leave its state as it is."""

    kind: str
    text: Text
    states: CodeList
    clause: str
    steps: Sequence[Step]
    meanwhile: tuple[str, ...] = ()

    @property
    def events(self) -> frozenset[str]:
        """Everything that may happen to it."""
        return frozenset((*(event for step in self.steps for event in step.events), *self.meanwhile))

    def step(self, name: str, state: str, field: str | None = None) -> Step:
        """The step of this name, if it may be taken from a state; else it is refused, and the refusal says what the state is."""
        step = next(step for step in self.steps if step.name == name)
        if state not in step.sources:
            raise refused(Code.WRONG_STATE, field, label=self.states.labels[state], state=state, act=step.text.zh, step=step.text.en)
        return step

    def leads(self, source: str, target: str) -> bool:
        """Whether what the pledges say, or the clock, may lead from one state to another."""
        return any(source in step.sources and step.target == target and step.by is not By.POST for step in self.steps)


NOT_HIS_TO_DECIDE = (Code.OWN_REFUSAL, Code.OWN_DRAFT, Code.CONFLICT_OF_INTEREST, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT)
APPEAL = Workflow(
    "NeedAppeal",
    Text("需求复核", "appeal"),
    APPEAL_STATE,
    "第19项",
    (
        Step(
            "make_appeal",
            (),
            "made",
            Text("申请", "made"),
            rights=("make_appeal",),
            demands=(Code.ALREADY_APPEALED, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.RULE_MISSING),
            events=("appeal_made",),
            days="appeal_answer_days",
        ),
        Step(
            "grant_appeal",
            ("made",),
            "granted",
            Text("准予", "granted"),
            rights=("decide_appeal",),
            demands=(*NOT_HIS_TO_DECIDE, Code.DUPLICATE_NEED),
            events=("appeal_granted",),
        ),
        Step(
            "dismiss_appeal",
            ("made",),
            "dismissed",
            Text("维持", "dismissed"),
            rights=("decide_appeal",),
            demands=NOT_HIS_TO_DECIDE,
            events=("appeal_dismissed",),
        ),
    ),
)
AVAILABLE = ("published", "partly_pledged")
PROMISED = ("partly_pledged", "fully_pledged")
REACHED = ("received", "delivered", "confirmed", "thanked")
PENDING = ("held", "facts_seen")
NEED = Workflow(
    "Need",
    Text("需求", "need"),
    NEED_STATE,
    "第19项",
    (
        Step(
            "draft_need",
            (),
            "draft",
            Text("起草", "drafted"),
            rights=("draft_need",),
            demands=(Code.ITEM_RETIRED, Code.ABOVE_CEILING, Code.DUPLICATE_NEED, Code.ABOVE_CAP, Code.IN_THE_PAST, Code.WRONG_SOURCE),
            events=("need_drafted",),
        ),
        Step(
            "review_need",
            ("draft",),
            "reviewed",
            Text("审核", "reviewed"),
            rights=("review_need",),
            signatures=2,
            demands=(Code.OWN_DRAFT, Code.SAME_PERSON, Code.CONFLICT_OF_INTEREST),
            events=("need_reviewed_first", "need_reviewed"),
        ),
        Step(
            "refuse_need",
            ("draft",),
            "refused",
            Text("决定不予发布", "refused"),
            rights=("review_need",),
            demands=(Code.OWN_DRAFT, Code.SAME_PERSON, Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
            events=("need_refused",),
        ),
        Step(
            "appeal_granted",
            ("refused",),
            "draft",
            Text("复核准予重新审核", "to be reviewed again by an appeal"),
            By.APPEAL,
            events=("need_reopened",),
        ),
        Step(
            "publish_need",
            ("reviewed",),
            "published",
            Text("发布", "published"),
            rights=("publish_need",),
            demands=(Code.ABOVE_CAP, Code.NEED_OVER),
            events=("need_published",),
        ),
        Step(
            "withdraw_need",
            ("draft", "reviewed", *AVAILABLE, "fully_pledged"),
            "withdrawn",
            Text("撤回", "withdrawn"),
            rights=("withdraw_need",),
            demands=(Code.PLEDGES_STAND, Code.REASON_UNFIT),
            events=("need_withdrawn",),
        ),
        Step(
            "unpledged",
            (*PROMISED, *REACHED),
            "published",
            Text("认捐全部释放或送达作废", "all pledges released, or their deliveries void"),
            By.PLEDGES,
            events=("need_published",),
        ),
        Step(
            "partly_pledged",
            ("published", "fully_pledged", *REACHED),
            "partly_pledged",
            Text("认捐了一部分，或一部分送达作废", "some of it pledged, or some deliveries void"),
            By.PLEDGES,
            events=("need_partly_pledged",),
        ),
        Step(
            "fully_pledged",
            AVAILABLE,
            "fully_pledged",
            Text("认捐达到需求数量", "all of it pledged"),
            By.PLEDGES,
            events=("need_fully_pledged",),
        ),
        Step(
            "received",
            PROMISED,
            "received",
            Text("所认捐的全部送到", "all that was pledged has come in"),
            By.PLEDGES,
            events=("need_received",),
        ),
        Step(
            "delivered",
            (*PROMISED, "received"),
            "delivered",
            Text("村干部全部签收", "an officer signed for all of it"),
            By.PLEDGES,
            events=("need_delivered",),
        ),
        Step(
            "confirmed",
            (*PROMISED, "received", "delivered"),
            "confirmed",
            Text("村干部和本户全部签收", "officer and household signed for all of it"),
            By.PLEDGES,
            signatures=2,
            events=("need_confirmed",),
        ),
        Step(
            "thanked",
            (*PROMISED, "received", "delivered", "confirmed"),
            "thanked",
            Text("反馈已全部给出", "feedback was given for all of it"),
            By.PLEDGES,
            events=("need_thanked",),
        ),
        Step(
            "expired",
            (*AVAILABLE, "fully_pledged", *REACHED),
            "expired",
            Text("过了截止日期，没有认捐", "its day passed and nothing is pledged"),
            By.CLOCK,
            events=("need_expired",),
        ),
    ),
)
PLEDGE = Workflow(
    "Pledge",
    Text("认捐", "pledge"),
    PLEDGE_STATE,
    "第19项",
    (
        Step(
            "pledge",
            (),
            "held",
            Text("认捐", "made"),
            rights=("pledge",),
            demands=(
                Code.NOT_AVAILABLE,
                Code.NOTHING_LEFT,
                Code.CONFLICT_OF_INTEREST,
                Code.NOT_VERIFIED,
                Code.REGISTRATION_ENDED,
                Code.HOLDS_FULL,
                Code.OFFER_UNFIT,
                Code.OFFER_USED_UP,
                Code.CERTIFICATE_MISSING,
                Code.CHARITY_UNQUALIFIED,
                Code.CHARITY_UNFIT,
                Code.MONEY_OF_DONORS,
            ),
            events=("pledge_held",),
            days="pledge_hold_days",
        ),
        Step(
            "see_facts",
            PENDING,
            "facts_seen",
            Text("阅知事实", "read up on"),
            rights=("see_facts",),
            demands=(Code.HOLD_OVER, Code.CHARITY_UNQUALIFIED),
            events=("pledge_facts_seen",),
        ),
        Step(
            "confirm_pledge",
            ("facts_seen",),
            "confirmed",
            Text("确认", "confirmed"),
            rights=("confirm_pledge",),
            demands=(Code.FACTS_UNSEEN, Code.FACTS_CHANGED, Code.HOLD_OVER, Code.CHARITY_UNQUALIFIED),
            events=("pledge_confirmed",),
        ),
        Step(
            "deliver_pledge",
            ("confirmed",),
            "delivered",
            Text("登记送达", "marked as delivered"),
            rights=("deliver_pledge",),
            demands=(Code.RECEIPT_NUMBER_MISSING, Code.QUANTITY_WRONG, Code.CHARITY_UNQUALIFIED),
            events=("pledge_delivered", "pledge_partly_delivered"),
        ),
        Step(
            "confirm_receipt",
            ("delivered",),
            "received",
            Text("签收", "signed for"),
            rights=("sign_as_officer", "sign_as_household", "record_paper_receipt"),
            signatures=2,
            demands=(
                Code.ALREADY_SIGNED,
                Code.SAME_PERSON,
                Code.CONFLICT_OF_INTEREST,
                Code.OWN_GIFT,
                Code.KIN_OF_GIVER,
                Code.HOUSEHOLD_MISSING,
                Code.DISPUTED,
                Code.PAPER_UNFIT,
            ),
            events=("pledge_signed_by_officer", "pledge_signed_by_household", "pledge_signed_on_paper"),
        ),
        Step(
            "give_feedback",
            ("received",),
            "received",
            Text("反馈（待审）", "given feedback"),
            rights=("give_feedback",),
            demands=(Code.REASON_UNFIT, Code.FEEDBACK_GIVEN, Code.OWN_GIFT),
            events=("pledge_feedback_given",),
        ),
        Step(
            "approve_feedback",
            ("received",),
            "closed",
            Text("审核反馈", "closed with its feedback"),
            rights=("review_feedback",),
            demands=(Code.FEEDBACK_MISSING, Code.OWN_FEEDBACK, Code.OWN_GIFT),
            events=("pledge_closed",),
        ),
        Step(
            "return_feedback",
            ("received",),
            "received",
            Text("退回反馈", "given its feedback back"),
            rights=("review_feedback",),
            demands=(Code.FEEDBACK_MISSING, Code.OWN_FEEDBACK, Code.OWN_GIFT, Code.REASON_UNFIT),
            events=("pledge_feedback_returned",),
        ),
        Step(
            "release_pledge",
            (*PENDING, "confirmed"),
            "released",
            Text("释放", "released"),
            rights=("release_pledge",),
            demands=(Code.REASON_UNFIT,),
            events=("pledge_released",),
        ),
        Step(
            "void_delivery",
            ("delivered", "received", "closed"),
            "voided",
            Text("作废送达", "declared void"),
            rights=("void_delivery",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.OWN_GIFT, Code.KIN_OF_GIVER, Code.REASON_UNFIT, Code.DUPLICATE_NEED),
            events=("pledge_voided",),
        ),
        Step(
            "need_withdrawn",
            PENDING,
            "released",
            Text("随需求撤回而释放", "released with its need"),
            By.PLEDGES,
            events=("pledge_released",),
        ),
        Step(
            "expired",
            PENDING,
            "expired",
            Text("保留期满未确认", "not confirmed while it was held"),
            By.CLOCK,
            events=("pledge_expired",),
        ),
    ),
    meanwhile=(
        *("pledge_expiring", "pledge_overdue", "pledge_feedback_due"),
        *("pledge_disputed", "pledge_contact_accepted", "pledge_message_sent"),
    ),
)
REPORT = Workflow(
    "PublicReport",
    Text("群众反映", "report of the public"),
    REPORT_STATE,
    "第15项",
    (
        Step(
            "make_report",
            (),
            "received",
            Text("反映", "made"),
            rights=("make_report",),
            demands=(Code.KEY_GUESSABLE, Code.UNKNOWN_REGION, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.RECORD_UNFIT, Code.LEVY_UNFIT),
            events=("report_received",),
        ),
        Step(
            "transfer_report",
            ("received",),
            "transferred",
            Text("转办", "passed on to be checked"),
            rights=("transfer_report",),
            demands=(Code.REASON_UNFIT,),
            events=("report_transferred",),
        ),
        Step(
            "answer_report",
            ("received", "transferred"),
            "answered",
            Text("答复", "answered"),
            rights=("answer_report",),
            demands=(Code.ANSWER_UNFIT,),
            events=("report_answered",),
        ),
    ),
)
SUGGESTION = Workflow(
    "Suggestion",
    Text("代表委员建议", "suggestion of a deputy or member"),
    SUGGESTION_STATE,
    "第18项、第20项",
    (
        Step(
            "make_suggestion",
            (),
            "made",
            Text("提出", "made"),
            rights=("make_suggestion",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.UNKNOWN_REGION, Code.ANSWERER_UNFIT, Code.RULE_MISSING),
            events=("suggestion_made",),
            days="suggestion_answer_days",
        ),
        Step(
            "transfer_suggestion",
            ("made", "transferred"),
            "transferred",
            Text("转办", "passed on"),
            rights=("transfer_suggestion",),
            demands=(Code.REASON_UNFIT, Code.ANSWERER_UNFIT),
            events=("suggestion_transferred",),
        ),
        Step(
            "answer_suggestion",
            ("made", "transferred"),
            "answered",
            Text("答复", "answered"),
            rights=("answer_suggestion",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT),
            events=("suggestion_answered",),
        ),
    ),
)
TECHNICAL_PROBLEM = Workflow(
    "TechnicalProblem",
    Text("科技难题", "technical problem"),
    PROBLEM_STATE,
    "工作要求（三）",
    (
        Step(
            "raise_problem",
            (),
            "open",
            Text("提出", "raised"),
            rights=("raise_problem",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.UNKNOWN_REGION),
            events=("technical_problem_raised", "problem_raised"),
        ),
        Step(
            "take_problem",
            ("open",),
            "matched",
            Text("对接", "taken by an expert"),
            rights=("take_problem",),
            demands=(Code.NO_EXPERT,),
            events=("technical_problem_taken", "problem_taken"),
        ),
        Step(
            "answer_problem",
            ("matched",),
            "solved",
            Text("答复", "answered"),
            rights=("answer_problem",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT),
            events=("technical_problem_answered", "problem_answered"),
        ),
        Step(
            "reopen_problem",
            ("matched", "solved"),
            "open",
            Text("重新征集", "opened again"),
            rights=("reopen_problem",),
            demands=(Code.REASON_UNFIT,),
            events=("technical_problem_reopened", "problem_reopened"),
        ),
    ),
)
LEAVING = ("proposed", "signing", "notice")
SIGNING = tuple(f"sign_exit_as_{role}" for role in SIGNER_ROLE.labels)
EXIT = Workflow(
    "ExitCase",
    Text("脱困", "exit"),
    EXIT_STATE,
    "第3项",
    (
        Step(
            "propose_exit",
            (),
            "proposed",
            Text("提出", "proposed"),
            rights=("propose_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.NOT_IN_HARDSHIP, Code.AMOUNT_WRONG, Code.DIGEST_UNFIT, Code.RULE_MISSING),
            events=("exit_proposed",),
        ),
        Step(
            "sign_exit",
            ("proposed", "signing"),
            "signing",
            Text("签字（五方依次）", "signed by the next of five"),
            rights=(*SIGNING, "record_paper_signature"),
            demands=(
                Code.NOT_HIS_TURN,
                Code.SAME_PERSON,
                Code.MEMBER_UNFIT,
                Code.CONFLICT_OF_INTEREST,
                Code.PAPER_UNFIT,
                Code.PAPER_DAY_UNFIT,
                Code.ONLY_HELPER,
            ),
            events=("exit_signed", "exit_signed_on_paper", "exit_signing_begun"),
        ),
        Step(
            "refuse_exit",
            ("proposed", "signing"),
            "returned",
            Text("拒签", "refused by the next of five"),
            rights=SIGNING,
            demands=(Code.NOT_HIS_TURN, Code.SAME_PERSON, Code.MEMBER_UNFIT, Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
            events=("exit_refused", "exit_returned"),
        ),
        Step(
            "revise_exit",
            LEAVING,
            "proposed",
            Text("更正（签字失效）", "revised, with its signatures void"),
            rights=("revise_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.AMOUNT_WRONG, Code.DIGEST_UNFIT, Code.REASON_UNFIT),
            events=("exit_signature_voided", "public_notice_taken_down", "exit_revised"),
        ),
        Step(
            "post_exit_notice",
            ("signing",),
            "notice",
            Text("公示", "posted"),
            rights=("post_exit_notice",),
            demands=(
                Code.CONFLICT_OF_INTEREST,
                Code.SIGNATURES_MISSING,
                Code.INCOME_TOO_LOW,
                Code.FINDINGS_OPEN,
                Code.ENTITLEMENTS_UNPAID,
                Code.MEASURES_OPEN,
            ),
            events=("public_notice_posted", "exit_posted"),
            days="exit_notice_days",
        ),
        Step(
            "record_objection",
            ("notice",),
            "notice",
            Text("登记异议", "objected to"),
            rights=("record_objection",),
            demands=(Code.REASON_UNFIT,),
            events=("public_notice_objected",),
        ),
        Step(
            "return_exit",
            LEAVING,
            "returned",
            Text("退回", "returned"),
            rights=("return_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
            events=("public_notice_taken_down", "exit_returned"),
        ),
        Step(
            "confirm_exit",
            ("notice",),
            "exited",
            Text("销号", "confirmed"),
            rights=("confirm_exit",),
            demands=(
                Code.CONFLICT_OF_INTEREST,
                Code.SIGNATURES_MISSING,
                Code.SAME_PERSON,
                Code.NOTICE_NOT_OVER,
                Code.FINDINGS_OPEN,
                Code.MEASURES_OPEN,
                Code.IN_THE_PAST,
            ),
            events=(
                "entitlement_ended",
                "entitlement_retained",
                "household_exited",
                "exit_confirmed",
                "relapse_watch_begun",
                "exit_payments_stopped",
                "exit_pairings_ended",
                "exit_followed",
            ),
        ),
    ),
)
FITNESS = (Code.SHIFT_OVER, Code.SHIFT_FULL, Code.SHIFTS_OVERLAP, Code.NOT_VERIFIED, Code.KIND_REFUSED, Code.CERTIFICATE_MISSING)
VERIFIED = (Code.CODE_WRONG, Code.CHECK_OUT_OF_TIME, Code.OWN_HOURS)
SHIFT_ASSIGNMENT = Workflow(
    "ShiftAssignment",
    Text("班次安排", "shift assignment"),
    SHIFT_ASSIGNMENT_STATE,
    "第19项、第21项",
    (
        Step(
            "join_shift",
            (),
            "planned",
            Text("报名", "signed up for"),
            rights=("join_shift",),
            demands=FITNESS,
            events=("shift_joined",),
        ),
        Step(
            "assign_volunteer",
            (),
            "planned",
            Text("安排", "assigned"),
            rights=("assign_volunteer",),
            demands=(*FITNESS, Code.REASON_UNFIT),
            events=("shift_assigned",),
        ),
        Step(
            "leave_shift",
            ("planned",),
            "withdrawn",
            Text("退出", "left"),
            rights=("leave_shift",),
            demands=(Code.SHIFT_OVER, Code.REASON_UNFIT),
            events=("shift_left",),
        ),
        Step(
            "shift_cancelled",
            ("planned",),
            "cancelled",
            Text("随班次取消", "cancelled with its shift"),
            By.SHIFT,
            events=("shift_cancelled",),
        ),
        Step(
            "check_in",
            ("planned",),
            "present",
            Text("签到", "checked in"),
            rights=("verify_hours",),
            demands=VERIFIED,
            events=("shift_checked_in",),
        ),
        Step(
            "check_out",
            ("present",),
            "served",
            Text("签退", "checked out"),
            rights=("verify_hours",),
            demands=VERIFIED,
            events=("shift_checked_out",),
        ),
    ),
)
WORKFLOWS: Mapping[str, Workflow] = {
    "need": NEED,
    "appeal": APPEAL,
    "pledge": PLEDGE,
    "report": REPORT,
    "suggestion": SUGGESTION,
    "problem": TECHNICAL_PROBLEM,
    "exit": EXIT,
    "shift": SHIFT_ASSIGNMENT,
}
_BY_TABLE = {KINDS[workflow.kind].table.name: workflow for workflow in WORKFLOWS.values()}
_CLAUSES = {event: workflow.clause for workflow in WORKFLOWS.values() for event in workflow.events}


def rested(event: Event) -> Event:
    """An event with the clause that it rests on, if a workflow names it. ValueError: its subject has a workflow, and that does not name it."""
    workflow = _BY_TABLE.get(event.subject_kind)
    if workflow is not None and event.kind not in workflow.events:
        raise ValueError(f"the workflow of {event.subject_kind} does not name {event.kind}")
    return replace(event, clause=_CLAUSES[event.kind]) if event.kind in _CLAUSES else event


def printed(workflow: Workflow, policy: Policy) -> Iterator[str]:
    """A workflow for people: its diagram, and each step with who may take it and what it demands."""
    yield f"## {workflow.text.zh} {workflow.kind}"
    yield ""
    yield f"依据 clause：{workflow.clause}"
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from _drawn(workflow)
    yield "```"
    yield ""
    yield "| 步骤 step | 从 from | 到 to | 谁 who | 签字 signatures | 天数 days | 不符合则拒绝 refused unless | 记入日志、告知 logged, told to |"
    yield "|---|---|---|---|---|---|---|---|"
    for step in workflow.steps:
        sources = "、".join(workflow.states.labels[state] for state in step.sources) or "—"
        by, demands = "；".join(_who(workflow.kind, step, policy)), "；".join(f"`{code}`" for code in step.demands) or "—"
        target = workflow.states.labels[step.target]
        days = f"`{step.days}`" if step.days else "—"
        told = "；".join(map(_logged, step.events))
        yield f"| {step.text.zh} `{step.name}` | {sources} | {target} | {by} | {step.signatures} | {days} | {demands} | {told} |"
    if workflow.meanwhile:
        yield ""
        yield f"状态不变的事件 that leave its state：{'；'.join(map(_logged, workflow.meanwhile))}"


def _logged(event: str) -> str:
    """An event, and who is told of it."""
    told = dict.fromkeys(audience.label for telling in TOLD.get(event, ()) for audience in telling.audiences)
    return f"`{event}`（{'、'.join(told)}）" if told else f"`{event}`"


def _drawn(workflow: Workflow) -> Iterator[str]:
    for state, label in workflow.states.labels.items():
        yield f"    {state}: {label} {state}"
    for step in workflow.steps:
        for source in step.sources or ("[*]",):
            yield f"    {source} --> {step.target}: {step.text.zh}"
    ends = set(workflow.states.labels) - {source for step in workflow.steps for source in step.sources}
    for state in workflow.states.labels:
        if state in ends:
            yield f"    {state} --> [*]"


def _who(kind: str, step: Step, policy: Policy) -> Iterator[str]:
    """Who holds a right to the step, as the policy says it."""
    if step.by is not By.POST:
        yield {By.PLEDGES: "随认捐情况", By.APPEAL: "随复核决定", By.SHIFT: "随班次取消", By.CLOCK: "到期自动"}[step.by]
    for tier, dept, what, action, scope in policy.facts("grant", 5):
        if what == kind and action in step.rights:
            yield f"{who(tier, dept)}：{SCOPES[scope]}"


def refusals_page(workflows: Sequence[Workflow]) -> Iterator[str]:
    """Every code that a step may be refused with, and its text."""
    yield "| code | 说明 | meaning |"
    yield "|---|---|---|"
    for code in dict.fromkeys((Code.WRONG_STATE, *(code for w in workflows for step in w.steps for code in step.demands))):
        yield f"| `{code}` | {TEXTS[code].zh} | {TEXTS[code].en} |"
