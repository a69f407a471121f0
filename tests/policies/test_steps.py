"""Who may take which step of which workflow: every post and every right, held against a table that was written by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from policies.kinds import KINDS
from policies.policy import Policy, load
from policies.subjects import PUBLIC, Assignment, Subject
from resolvers.changes.workflows import WORKFLOWS

LINES = list(csv.DictReader(Path(__file__).with_name("steps.csv").read_text("utf-8").splitlines()))
HERE, ELSEWHERE = "320282101001", "320281102001"  # two villages in two counties
ME, OTHER = 7, 8
OWN = ("household_id", "donor_id", "volunteer_id", "representative_id", "organiser_id", "expert_id", "person_id")


@lru_cache
def policy() -> Policy:
    return load()


@lru_cache
def posts() -> tuple[tuple[str, str], ...]:
    """Every tier with every department that the policy speaks of, and nobody."""
    return tuple(sorted({(tier, dept) for tier, dept, *_ in policy().facts("grant", 5)}))


def somebody(tier: str, dept: str) -> Subject:
    """One of them, whose post is of the village here, with a household, a pairing and registrations of his own."""
    if tier == "public":
        return PUBLIC
    own: dict[str, Any] = {"household_id": ME if tier == "household" else -1, "donor_id": ME if tier == "donor" else -1}
    own |= {"volunteer_id": ME if tier == "volunteer" else -1, "representative": frozenset({ME} if tier == "deputy" else ())}
    return Subject(ME, paired=frozenset({ME} if tier == "helper" else ()), assignments=(Assignment.of(tier, dept, HERE),), number="P000007", **own)


def row(kind: str, village: str, whose: int, dept: str) -> Any:
    """A row of a village, and of whoever it is: everything that a scope looks at says the same of it."""
    known: Mapping[str, Any] = {"region_code": village, "village_code": village, "department": dept or "civil_affairs", **dict.fromkeys(OWN, whose)}
    return KINDS[kind].snapshot(**{name: value for name, value in known.items() if name in KINDS[kind].fields})


def taken(line: Mapping[str, str], village: str, whose: int) -> set[str]:
    """The posts in which a right may be used on a row."""
    return {
        _named(tier, dept)
        for tier, dept in posts()
        if policy().acting(somebody(tier, dept), line["right"], row(line["kind"], village, whose, dept)) is not None
    }


def _named(tier: str, dept: str) -> str:
    return f"{tier}:{dept}" if dept else tier


def _written(line: Mapping[str, str]) -> set[str]:
    return {_named(*post) for post in posts()} if line["who"] == "*" else set(line["who"].split())


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['kind']}.{line['right']}")
def test_right_is_of_those_who_are_written_and_of_their_own_rows_alone(line: Mapping[str, str]) -> None:
    assert taken(line, HERE, ME) == _written(line)
    assert taken(line, ELSEWHERE, OTHER) == (_written(line) if line["whose"] == "any" else set())


def test_table_has_every_right_of_a_workflow_and_none_that_there_is_not() -> None:
    def granted() -> Iterator[tuple[str, str]]:
        kinds = {workflow.kind for workflow in WORKFLOWS.values()}
        yield from {(kind, action) for _, _, kind, action, _ in policy().facts("grant", 5) if kind in kinds and action != "read"}

    assert sorted((line["kind"], line["right"]) for line in LINES) == sorted(granted())
    assert {right for workflow in WORKFLOWS.values() for step in workflow.steps for right in step.rights} <= {line["right"] for line in LINES}
