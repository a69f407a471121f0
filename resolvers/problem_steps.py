"""What somebody may do with technical problems as they are now, and where he may raise one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from policies.kinds import KINDS
from policies.policy import Policy
from policies.subjects import Subject
from resolvers.changes.core import snapshot
from resolvers.changes.technical_problems import IS_EXPERT
from resolvers.changes.workflows.steps import Step
from resolvers.changes.workflows.technical_problems import TECHNICAL_PROBLEM
from resolvers.reads import Reads

KIND, RAISE, TAKE = "TechnicalProblem", "raise_problem", "take_problem"
MOST = 200


@dataclass(frozen=True)
class ProblemAtHand:
    """A problem, its version, and the rights by which somebody may take it a step on."""

    problem_id: int
    version: int
    rights: Sequence[str]


def raising_in(policy: Policy, subject: Subject) -> list[str]:
    """The divisions in whose villages somebody may raise problems: those of his posts."""
    places = sorted({assignment.region_from for assignment in subject.assignments})
    return [place for place in places if policy.acting(subject, RAISE, snapshot(KINDS[KIND], {"region_code": place}))]


async def problems_at_hand(reads: Reads, policy: Policy, subject: Subject) -> list[ProblemAtHand]:
    """The problems of which somebody may take a step now, the newest first."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for step in TECHNICAL_PROBLEM.steps:
        if step.sources and await _may(reads, subject, step):
            (right,) = step.rights
            view = policy.view(subject.profile, KIND, right).select((), ("id", "version", "state"))
            columns = view.selected_columns
            due = view.where(sa.or_(*(columns._state == state for state in step.sources))).order_by(columns._id.desc()).limit(MOST)
            for row in await reads.select(subject, "projects", due):
                found[row["_id"], row["_version"]].append(right)
    return [ProblemAtHand(key, version, rights) for (key, version), rights in sorted(found.items(), reverse=True)[:MOST]]


async def _may(reads: Reads, subject: Subject, step: Step) -> bool:
    """Only who is a verified expert takes a problem; every other step asks for nothing but its right."""
    if step.name != TAKE:
        return True
    (row,) = await reads.fetch("forces", IS_EXPERT, subject.person_id)
    return bool(row["exists"])
