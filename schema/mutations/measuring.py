"""Mutations of what is done for a household."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from databases.code_lists.beneficiaries import MEASURE_KIND
from databases.code_lists.common import DEPARTMENT
from resolvers.changes import measures
from schema.asking import Asking
from schema.mutations.fields import KEY, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types

LINKS = {"Person": "person_id", "FundStream": "fund_stream_id", "Project": "project_id"}
"""What a measure may be linked to, by the input's fields."""


def measure_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {"record_measure": _record_measure(types), "finish_measure": _finish_measure(types)}


def _record_measure(types: Types) -> Any:
    input_ = input_type(
        "RecordMeasureInput",
        "What is to be done for a household 帮扶措施",
        household_id=(strawberry.ID, "The household, on the register 帮扶户"),
        kind=(types.code_type(MEASURE_KIND), "Kind 措施类别"),
        department=(types.code_type(DEPARTMENT), "Department that owns it 责任部门"),
        about=(str, "What is done, in words, without any number of a person 内容"),
        starts_on=(date, "First day 开始日期"),
        due_on=(date | None, "Due 计划完成日期"),
        person_id=(strawberry.ID | None, "Person in charge 责任人"),
        fund_stream_id=(strawberry.ID | None, "Fund stream that pays 资金来源"),
        project_id=(strawberry.ID | None, "Project 关联项目"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        household, kinds = key_of("Household", asked.household_id, "householdId"), (code_of(asked.kind), code_of(asked.department))
        wanted = measures.MeasureWanted(household, *kinds, asked.about, asked.starts_on, asked.due_on or None, _linked(asked))
        return {"measure": node_of(types, await measures.record_measure(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Begin a measure for a household in hardship, as its helper or a department of the place; needs may come from it 登记帮扶措施 (M31, M145)"
    return mutation_field("RecordMeasure", about, input_, run, **changed_of(types, "Measure"))


def _finish_measure(types: Types) -> Any:
    about = "Finish a measure, with what came of it 办结帮扶措施 (M31)"
    more: dict[str, tuple[Any, str]] = {
        "finished_on": (date | None, "Last day, today at the latest; without it today 完成日期"),
        "result": (str, "What came of it, in words, without any number of a person 成效"),
    }

    def wanted(key: int, asked: Any) -> measures.MeasureFinish:
        return measures.MeasureFinish(key, asked.expected_version, asked.finished_on or None, asked.result)

    return step_field(types, "Measure", "FinishMeasure", about, measures.finish_measure, wanted, **more)


def _linked(asked: Any) -> dict[str, int]:
    given = {kind: getattr(asked, field) for kind, field in LINKS.items()}
    return {kind: key_of(kind, text, f"{kind[0].lower()}{kind[1:]}Id") for kind, text in given.items() if text}
