"""Mutations of cases for the press 典型事例 (M144): written by one, approved by another, taken back."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from resolvers.changes import model_cases
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, changed_of, input_type, mutation_field, node_of, step_field
from schema.types import Types


def press_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "draft_model_case": _draft(types),
        "approve_model_case": _approve(types),
        "withdraw_model_case": _withdraw(types),
    }


def _draft(types: Types) -> Any:
    input_ = input_type(
        "DraftModelCaseInput",
        "A case for the press 典型事例",
        title=(str, "Title 标题"),
        body=(str, "What was done and what came of it, without anybody's name, address or number 正文（不写任何人的姓名、住址、号码）"),
        region_code=(str, "About which town, county or city; a village would tell which household is meant 镇（街道）、市（县）区或市（不写到村）"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = model_cases.CaseWanted(asked.title, asked.body, asked.region_code)
        drafted = await model_cases.draft_model_case(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"model_case": node_of(types, drafted)}

    about = "Write a case for the press; it is published once somebody else has approved it 起草典型事例 (M144)"
    return mutation_field("DraftModelCase", about, input_, run, **changed_of(types, "ModelCase"))


def _approve(types: Types) -> Any:
    about = "Approve a case that somebody else wrote, and say from when on it is published; its text stays from then on 审核典型事例 (M144)"
    more: dict[str, tuple[Any, str]] = {
        "published_on": (date, "From this day on it is published, today at the earliest 发布日期"),
        "embargo_until": (time | None, "Not before this time of that day, in Shanghai: until then it is in no file, page or feed 限时发布时间"),
    }

    def wanted(key: int, asked: Any) -> model_cases.CaseApproval:
        return model_cases.CaseApproval(key, asked.expected_version, asked.published_on, asked.embargo_until or None)

    return step_field(types, "ModelCase", "ApproveModelCase", about, model_cases.approve_model_case, wanted, **more)


def _withdraw(types: Types) -> Any:
    about = "Take back a case, published or not; a published one leaves the press area within minutes 撤回典型事例 (M144)"

    def wanted(key: int, asked: Any) -> model_cases.CaseWithdrawal:
        return model_cases.CaseWithdrawal(key, asked.expected_version, asked.reason)

    return step_field(types, "ModelCase", "WithdrawModelCase", about, model_cases.withdraw_model_case, wanted, reason=(str, REASON))
