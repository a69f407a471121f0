"""What may become of a need, a pledge, an exit and the like: states and steps as data, a file a kind.

The code of a change only asks for a step and applies it. Who may take a step stands in the policy, under the step's `right`; what it demands
are the codes with which it is refused; what it produces are its events, which `resolvers/notices/tellings.py` tells. Begin with `steps.py`;
`printing.py` prints the tables for officials (`sunshine workflow`) and for docs/workflows.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from databases.event_log import Event
from policies.kinds import KINDS
from resolvers.changes.workflows.appeals import APPEAL
from resolvers.changes.workflows.exits import EXIT
from resolvers.changes.workflows.needs import NEED
from resolvers.changes.workflows.pledges import PLEDGE
from resolvers.changes.workflows.reports import REPORT
from resolvers.changes.workflows.shift_assignments import SHIFT_ASSIGNMENT
from resolvers.changes.workflows.steps import Workflow
from resolvers.changes.workflows.suggestions import SUGGESTION
from resolvers.changes.workflows.technical_problems import TECHNICAL_PROBLEM

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
