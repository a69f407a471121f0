"""The steps of a workflow that somebody may take, as an enum: the rights that they need, each with what is done by it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import strawberry

from resolvers.changes.workflows.steps import Workflow


def step_enum(name: str, workflow: Workflow, about: str, others: Mapping[str, str] = MappingProxyType({})) -> Any:
    """The enum of a workflow's rights, by their names in capitals; `others` are said otherwise than their step, or are of none."""
    rights = {right: f"{step.text.en} {step.text.zh}" for step in workflow.steps if step.sources for right in step.rights} | dict(others)
    values = {right.upper(): strawberry.enum_value(right, description=said) for right, said in rights.items()}
    return strawberry.enum(enum.Enum(name, values), description=about)  # type: ignore[call-overload]
