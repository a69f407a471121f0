"""What may become of a need, an appeal, a pledge, a report of the public, a deputy's suggestion, and of who comes to a shift: states and steps as data.

The code of a change only asks for a step and applies it. Who may take a step stands in the policy, under the step's `right`; what it demands
are the codes with which it is refused. The tables are printed for officials (`sunshine workflow`) and drawn in docs/workflows.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from databases.code_lists.entry_and_exit import EXIT_STATE, SIGNER_ROLE
from databases.code_lists.forces import APPEAL_STATE, NEED_STATE, PLEDGE_STATE, SHIFT_ASSIGNMENT_STATE, SUGGESTION_STATE
from databases.code_lists.oversight import REPORT_STATE
from databases.code_lists.projects import PROBLEM_STATE
from databases.tables import CodeList
from policies.matrix import SCOPES, who
from policies.policy import Policy
from resolvers.changes.errors import TEXTS, Code, Text, refused


class By(StrEnum):
    """What makes a step happen: a person with the right, what the pledges say, an appeal, that the shift is cancelled, or the clock."""

    POST = "post"
    PLEDGES = "pledges"
    APPEAL = "appeal"
    SHIFT = "shift"
    CLOCK = "clock"


@dataclass(frozen=True)
class Step:
    """From one of some states (none: it creates) to another. A state changes with the last of `signatures`, each by another person."""

    name: str
    sources: tuple[str, ...]
    target: str
    text: Text
    by: By = By.POST
    rights: tuple[str, ...] = ()
    signatures: int = 1
    demands: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Workflow:
    """All steps of one kind; what no step names cannot happen."""

    kind: str
    text: Text
    states: CodeList
    steps: Sequence[Step]

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
    (
        Step(
            "make_appeal",
            (),
            "made",
            Text("申请", "made"),
            rights=("make_appeal",),
            demands=(Code.ALREADY_APPEALED, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.RULE_MISSING),
        ),
        Step(
            "grant_appeal",
            ("made",),
            "granted",
            Text("准予", "granted"),
            rights=("decide_appeal",),
            demands=(*NOT_HIS_TO_DECIDE, Code.DUPLICATE_NEED),
        ),
        Step("dismiss_appeal", ("made",), "dismissed", Text("维持", "dismissed"), rights=("decide_appeal",), demands=NOT_HIS_TO_DECIDE),
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
    (
        Step(
            "draft_need",
            (),
            "draft",
            Text("起草", "drafted"),
            rights=("draft_need",),
            demands=(Code.ITEM_RETIRED, Code.ABOVE_CEILING, Code.DUPLICATE_NEED, Code.ABOVE_CAP, Code.IN_THE_PAST, Code.WRONG_SOURCE),
        ),
        Step(
            "review_need",
            ("draft",),
            "reviewed",
            Text("审核", "reviewed"),
            rights=("review_need",),
            signatures=2,
            demands=(Code.OWN_DRAFT, Code.SAME_PERSON, Code.CONFLICT_OF_INTEREST),
        ),
        Step(
            "refuse_need",
            ("draft",),
            "refused",
            Text("决定不予发布", "refused"),
            rights=("review_need",),
            demands=(Code.OWN_DRAFT, Code.SAME_PERSON, Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
        ),
        Step("appeal_granted", ("refused",), "draft", Text("复核准予重新审核", "to be reviewed again by an appeal"), By.APPEAL),
        Step(
            "publish_need",
            ("reviewed",),
            "published",
            Text("发布", "published"),
            rights=("publish_need",),
            demands=(Code.ABOVE_CAP, Code.NEED_OVER),
        ),
        Step(
            "withdraw_need",
            ("draft", "reviewed", *AVAILABLE, "fully_pledged"),
            "withdrawn",
            Text("撤回", "withdrawn"),
            rights=("withdraw_need",),
            demands=(Code.PLEDGES_STAND, Code.REASON_UNFIT),
        ),
        Step(
            "unpledged",
            (*PROMISED, *REACHED),
            "published",
            Text("认捐全部释放或送达作废", "all pledges released, or their deliveries void"),
            By.PLEDGES,
        ),
        Step(
            "partly_pledged",
            ("published", "fully_pledged", *REACHED),
            "partly_pledged",
            Text("认捐了一部分，或一部分送达作废", "some of it pledged, or some deliveries void"),
            By.PLEDGES,
        ),
        Step("fully_pledged", AVAILABLE, "fully_pledged", Text("认捐达到需求数量", "all of it pledged"), By.PLEDGES),
        Step("received", PROMISED, "received", Text("所认捐的全部送到", "all that was pledged has come in"), By.PLEDGES),
        Step("delivered", (*PROMISED, "received"), "delivered", Text("村干部全部签收", "an officer signed for all of it"), By.PLEDGES),
        Step(
            "confirmed",
            (*PROMISED, "received", "delivered"),
            "confirmed",
            Text("村干部和本户全部签收", "officer and household signed for all of it"),
            By.PLEDGES,
            signatures=2,
        ),
        Step(
            "thanked",
            (*PROMISED, "received", "delivered", "confirmed"),
            "thanked",
            Text("反馈已全部给出", "feedback was given for all of it"),
            By.PLEDGES,
        ),
        Step(
            "expired",
            (*AVAILABLE, "fully_pledged", *REACHED),
            "expired",
            Text("过了截止日期，没有认捐", "its day passed and nothing is pledged"),
            By.CLOCK,
        ),
    ),
)
PLEDGE = Workflow(
    "Pledge",
    Text("认捐", "pledge"),
    PLEDGE_STATE,
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
        ),
        Step(
            "see_facts",
            PENDING,
            "facts_seen",
            Text("阅知事实", "read up on"),
            rights=("see_facts",),
            demands=(Code.HOLD_OVER, Code.CHARITY_UNQUALIFIED),
        ),
        Step(
            "confirm_pledge",
            ("facts_seen",),
            "confirmed",
            Text("确认", "confirmed"),
            rights=("confirm_pledge",),
            demands=(Code.FACTS_UNSEEN, Code.FACTS_CHANGED, Code.HOLD_OVER, Code.CHARITY_UNQUALIFIED),
        ),
        Step(
            "deliver_pledge",
            ("confirmed",),
            "delivered",
            Text("登记送达", "marked as delivered"),
            rights=("deliver_pledge",),
            demands=(Code.RECEIPT_NUMBER_MISSING, Code.QUANTITY_WRONG, Code.CHARITY_UNQUALIFIED),
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
        ),
        Step(
            "give_feedback",
            ("received",),
            "received",
            Text("反馈（待审）", "given feedback"),
            rights=("give_feedback",),
            demands=(Code.REASON_UNFIT, Code.FEEDBACK_GIVEN, Code.OWN_GIFT),
        ),
        Step(
            "approve_feedback",
            ("received",),
            "closed",
            Text("审核反馈", "closed with its feedback"),
            rights=("review_feedback",),
            demands=(Code.FEEDBACK_MISSING, Code.OWN_FEEDBACK, Code.OWN_GIFT),
        ),
        Step(
            "return_feedback",
            ("received",),
            "received",
            Text("退回反馈", "given its feedback back"),
            rights=("review_feedback",),
            demands=(Code.FEEDBACK_MISSING, Code.OWN_FEEDBACK, Code.OWN_GIFT, Code.REASON_UNFIT),
        ),
        Step(
            "release_pledge", (*PENDING, "confirmed"), "released", Text("释放", "released"), rights=("release_pledge",), demands=(Code.REASON_UNFIT,)
        ),
        Step(
            "void_delivery",
            ("delivered", "received", "closed"),
            "voided",
            Text("作废送达", "declared void"),
            rights=("void_delivery",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.OWN_GIFT, Code.KIN_OF_GIVER, Code.REASON_UNFIT, Code.DUPLICATE_NEED),
        ),
        Step("need_withdrawn", PENDING, "released", Text("随需求撤回而释放", "released with its need"), By.PLEDGES),
        Step("expired", PENDING, "expired", Text("保留期满未确认", "not confirmed while it was held"), By.CLOCK),
    ),
)
REPORT = Workflow(
    "PublicReport",
    Text("群众反映", "report of the public"),
    REPORT_STATE,
    (
        Step(
            "make_report",
            (),
            "received",
            Text("反映", "made"),
            rights=("make_report",),
            demands=(Code.KEY_GUESSABLE, Code.UNKNOWN_REGION, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.RECORD_UNFIT, Code.LEVY_UNFIT),
        ),
        Step(
            "transfer_report",
            ("received",),
            "transferred",
            Text("转办", "passed on to be checked"),
            rights=("transfer_report",),
            demands=(Code.REASON_UNFIT,),
        ),
        Step(
            "answer_report",
            ("received", "transferred"),
            "answered",
            Text("答复", "answered"),
            rights=("answer_report",),
            demands=(Code.ANSWER_UNFIT,),
        ),
    ),
)
SUGGESTION = Workflow(
    "Suggestion",
    Text("代表委员建议", "suggestion of a deputy or member"),
    SUGGESTION_STATE,
    (
        Step(
            "make_suggestion",
            (),
            "made",
            Text("提出", "made"),
            rights=("make_suggestion",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.UNKNOWN_REGION, Code.ANSWERER_UNFIT, Code.RULE_MISSING),
        ),
        Step(
            "transfer_suggestion",
            ("made", "transferred"),
            "transferred",
            Text("转办", "passed on"),
            rights=("transfer_suggestion",),
            demands=(Code.REASON_UNFIT, Code.ANSWERER_UNFIT),
        ),
        Step(
            "answer_suggestion",
            ("made", "transferred"),
            "answered",
            Text("答复", "answered"),
            rights=("answer_suggestion",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT),
        ),
    ),
)
TECHNICAL_PROBLEM = Workflow(
    "TechnicalProblem",
    Text("科技难题", "technical problem"),
    PROBLEM_STATE,
    (
        Step(
            "raise_problem",
            (),
            "open",
            Text("提出", "raised"),
            rights=("raise_problem",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.UNKNOWN_REGION),
        ),
        Step("take_problem", ("open",), "matched", Text("对接", "taken by an expert"), rights=("take_problem",), demands=(Code.NO_EXPERT,)),
        Step(
            "answer_problem",
            ("matched",),
            "solved",
            Text("答复", "answered"),
            rights=("answer_problem",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT),
        ),
        Step(
            "reopen_problem",
            ("matched", "solved"),
            "open",
            Text("重新征集", "opened again"),
            rights=("reopen_problem",),
            demands=(Code.REASON_UNFIT,),
        ),
    ),
)
LEAVING = ("proposed", "signing", "notice")
SIGNING = tuple(f"sign_exit_as_{role}" for role in SIGNER_ROLE.labels)
EXIT = Workflow(
    "ExitCase",
    Text("脱困", "exit"),
    EXIT_STATE,
    (
        Step(
            "propose_exit",
            (),
            "proposed",
            Text("提出", "proposed"),
            rights=("propose_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.NOT_IN_HARDSHIP, Code.AMOUNT_WRONG, Code.DIGEST_UNFIT, Code.RULE_MISSING),
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
        ),
        Step(
            "refuse_exit",
            ("proposed", "signing"),
            "returned",
            Text("拒签", "refused by the next of five"),
            rights=SIGNING,
            demands=(Code.NOT_HIS_TURN, Code.SAME_PERSON, Code.MEMBER_UNFIT, Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
        ),
        Step(
            "revise_exit",
            LEAVING,
            "proposed",
            Text("更正（签字失效）", "revised, with its signatures void"),
            rights=("revise_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.AMOUNT_WRONG, Code.DIGEST_UNFIT, Code.REASON_UNFIT),
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
        ),
        Step("record_objection", ("notice",), "notice", Text("登记异议", "objected to"), rights=("record_objection",), demands=(Code.REASON_UNFIT,)),
        Step(
            "return_exit",
            LEAVING,
            "returned",
            Text("退回", "returned"),
            rights=("return_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
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
        ),
    ),
)
FITNESS = (Code.SHIFT_OVER, Code.SHIFT_FULL, Code.SHIFTS_OVERLAP, Code.NOT_VERIFIED, Code.KIND_REFUSED, Code.CERTIFICATE_MISSING)
VERIFIED = (Code.CODE_WRONG, Code.CHECK_OUT_OF_TIME, Code.OWN_HOURS)
SHIFT_ASSIGNMENT = Workflow(
    "ShiftAssignment",
    Text("班次安排", "shift assignment"),
    SHIFT_ASSIGNMENT_STATE,
    (
        Step("join_shift", (), "planned", Text("报名", "signed up for"), rights=("join_shift",), demands=FITNESS),
        Step("assign_volunteer", (), "planned", Text("安排", "assigned"), rights=("assign_volunteer",), demands=(*FITNESS, Code.REASON_UNFIT)),
        Step("leave_shift", ("planned",), "withdrawn", Text("退出", "left"), rights=("leave_shift",), demands=(Code.SHIFT_OVER, Code.REASON_UNFIT)),
        Step("shift_cancelled", ("planned",), "cancelled", Text("随班次取消", "cancelled with its shift"), By.SHIFT),
        Step("check_in", ("planned",), "present", Text("签到", "checked in"), rights=("verify_hours",), demands=VERIFIED),
        Step("check_out", ("present",), "served", Text("签退", "checked out"), rights=("verify_hours",), demands=VERIFIED),
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


def printed(workflow: Workflow, policy: Policy) -> Iterator[str]:
    """A workflow for people: its diagram, and each step with who may take it and what it demands."""
    yield f"## {workflow.text.zh} {workflow.kind}"
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from _drawn(workflow)
    yield "```"
    yield ""
    yield "| 步骤 step | 从 from | 到 to | 谁 who | 签字 signatures | 不符合则拒绝 refused unless |"
    yield "|---|---|---|---|---|---|"
    for step in workflow.steps:
        sources = "、".join(workflow.states.labels[state] for state in step.sources) or "—"
        by, demands = "；".join(_who(workflow.kind, step, policy)), "；".join(f"`{code}`" for code in step.demands) or "—"
        target = workflow.states.labels[step.target]
        yield f"| {step.text.zh} `{step.name}` | {sources} | {target} | {by} | {step.signatures} | {demands} |"


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
