"""Mutations of needs and of the catalogue of what may be asked for. docs/workflows.md has their steps; who may take one stands in the policy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from databases.code_lists.forces import HELP_KIND, LANGUAGE
from policies.kinds import KINDS
from resolvers.changes import need_items, needs
from resolvers.changes.errors import Code, refused
from resolvers.filters import BadInputError, read_global_id
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types


def needing_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "add_need_item": _add_need_item(types),
        "retire_need_item": _retire_need_item(types),
        "draft_need": _draft_need(types),
        "review_need": _review_need(types),
        "publish_need": _publish_need(types),
        "withdraw_need": _withdraw_need(types),
    }


def _add_need_item(types: Types) -> Any:
    input_ = input_type(
        "AddNeedItemInput",
        "What may be asked for 需求目录项",
        code=(str, "Code: letters, digits, dots, hyphens or underscores 目录代码"),
        name=(str, "Name 名称"),
        kind=(types.code_type(HELP_KIND), "Kind of help 类别"),
        unit=(str, "Unit 单位"),
        price_ceiling=(Decimal, "Highest price of one, yuan, in cents 限价（元）"),
        region_code=(str, "City in which it may be asked for 适用区划"),
        skill=(str | None, "Skill that it takes 所需技能"),
        needs_certificate=(bool | None, "Whether only volunteers with a verified certificate of the skill are shown it 志愿者须有经核验的证书"),
        language=(types.code_type(LANGUAGE) | None, "Language that it takes 所需语言"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        takes = asked.skill or None, bool(asked.needs_certificate), code_of(asked.language) if asked.language else None
        wanted = need_items.ItemWanted(asked.code, asked.name, code_of(asked.kind), asked.unit, asked.price_ceiling, asked.region_code, *takes)
        return {"need_item": node_of(types, await need_items.add_need_item(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Add an item to the catalogue of what may be asked for in the city, with its unit and ceiling 增加需求目录项 (M145)"
    return mutation_field("AddNeedItem", about, input_, run, **changed_of(types, "NeedItem"))


def _retire_need_item(types: Types) -> Any:
    about = "Retire an item of the catalogue: nobody asks for it any more; what was asked for goes on 停用需求目录项 (M145)"

    def wanted(key: int, asked: Any) -> need_items.ItemRetirement:
        return need_items.ItemRetirement(key, asked.expected_version, asked.reason)

    return step_field(types, "NeedItem", "RetireNeedItem", about, need_items.retire_need_item, wanted, reason=(str, REASON))


def _draft_need(types: Types) -> Any:
    input_ = input_type(
        "DraftNeedInput",
        "A need to draft 起草需求",
        source_id=(strawberry.ID, "What it comes from: the global id of a Measure, a Project or a HelpingPlan 来源"),
        need_item_id=(strawberry.ID, "Entry of the catalogue 目录项"),
        quantity=(int, "How many 数量"),
        price=(Decimal, "Price of one, yuan, up to the catalogue's ceiling 单价（元）"),
        needed_by=(date, "Needed by 截止日期"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        kind, source = _source(asked.source_id)
        item, price = key_of("NeedItem", asked.need_item_id, "needItemId"), _yuan(asked.price)
        wanted = needs.NeedWanted(kind, source, item, asked.quantity, price, asked.needed_by)
        return {"need": node_of(types, await needs.draft_need(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Draft a need from a measure of a household, a project or a village's plan 起草需求 (M145)"
    return mutation_field("DraftNeed", about, input_, run, **changed_of(types, "Need"))


def _review_need(types: Types) -> Any:
    about = "Sign a draft as one of its two reviewers, or refuse it with a reason that everybody may read 审核需求"
    reason = {"refusal_reason": (str | None, "Why it is not published, without any personal data; without it you sign 不予发布原因")}

    def wanted(key: int, asked: Any) -> needs.NeedReview:
        return needs.NeedReview(key, asked.expected_version, asked.refusal_reason)

    return step_field(types, "Need", "ReviewNeed", about, needs.review_need, wanted, **reason)


def _publish_need(types: Types) -> Any:
    about = "Publish a need that two people have reviewed 发布需求"
    return step_field(types, "Need", "PublishNeed", about, needs.publish_need, lambda key, asked: needs.NeedChange(key, asked.expected_version))


def _withdraw_need(types: Types) -> Any:
    about = "Withdraw a need to which nothing was confirmed; what is held for it is released 撤回需求"

    def wanted(key: int, asked: Any) -> needs.NeedWithdrawal:
        return needs.NeedWithdrawal(key, asked.expected_version, asked.reason)

    return step_field(types, "Need", "WithdrawNeed", about, needs.withdraw_need, wanted, reason=(str, REASON))


def _source(text: str) -> tuple[str, int]:
    try:
        kind, key = read_global_id(text)
    except BadInputError:
        raise refused(Code.NOT_FOUND, "sourceId") from None
    if kind not in KINDS:
        raise refused(Code.NOT_FOUND, "sourceId")
    return kind, key


def _yuan(price: Decimal) -> Decimal:
    """A price in cents; one that the column cannot hold names no price below a ceiling."""
    if not price.is_finite() or abs(price) >= 10**14:
        raise refused(Code.QUANTITY_WRONG, "price", most=10**14)
    return price.quantize(Decimal("0.01"))
