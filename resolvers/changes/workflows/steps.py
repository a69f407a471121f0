"""What a workflow is: states, and the steps that lead from one to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from databases.tables import CodeList
from resolvers.changes.errors import Code, Text, refused


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
