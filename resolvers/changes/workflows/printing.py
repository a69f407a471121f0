"""A workflow as a page for officials: `sunshine workflow`, and docs/workflows.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policies.matrix import SCOPES, who
from policies.policy import Policy
from resolvers.changes.errors import TEXTS, Code
from resolvers.changes.workflows.steps import By, Step, Workflow
from resolvers.notices.tellings import TOLD


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
