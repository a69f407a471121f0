"""Model cases 典型事例 for the press."""

from __future__ import annotations

from databases.forces import METADATA, PUBLIC
from databases.regions import A_TOWN_OR_WIDER
from databases.row_rules import frozen
from databases.tables import DAY, MOMENT, TEXT, check, day_of, entity, public, reference, region

model_case = entity(
    METADATA,
    "model_case",
    "Approved anonymised case for the press 典型事例 (M144)",
    public("title", TEXT, "Title 标题"),
    public("body", TEXT, "Text without identities 正文"),
    reference("person", "Who wrote it 拟稿人", "drafted_by_id"),
    reference("person", "Who approved 审核人", "approved_by_id", optional=True),
    public("approved_on", DAY, "Approved 审核日期", optional=True),
    public("published_on", DAY, "Published 发布日期", optional=True),
    public("embargo_until", MOMENT, "Not before this moment of its day of publication 限时发布时间", optional=True),
    public("withdrawn_on", DAY, "Withdrawn 撤回日期", optional=True),
    # of a village's few households readers would know which one is meant, though it is not named
    region("Where 区划", PUBLIC, level=A_TOWN_OR_WIDER),
    check(
        *("embargo_on_its_day", f"embargo_until IS NULL OR published_on IS NOT NULL AND {day_of('embargo_until')} = published_on"),
        "An embargo ends on the day of publication 限时发布时间须在发布日期当天",
    ),
    check("approved_by_other", "approved_by_id <> drafted_by_id", "Nobody approves a case that he wrote himself 拟稿人不得审核本人起草的典型事例"),
    check(
        "approved_on_a_day",
        "(approved_by_id IS NULL) = (approved_on IS NULL)",
        "Whoever approves a case does so on a day 典型事例的审核写明审核人和日期",
    ),
    check(
        *("published_after_approval", "published_on IS NULL OR approved_on IS NOT NULL AND published_on >= approved_on"),
        "A case is published once it was approved 典型事例审核后才能发布",
    ),
    check("withdrawn_later", "withdrawn_on >= approved_on", "A case is withdrawn after it was approved 典型事例的撤回不早于审核"),
)
_APPROVED, _TOLD = ("title", "body", "drafted_by_id", "approved_by_id", "approved_on"), ("published_on", "embargo_until")


def _changed(names: tuple[str, ...]) -> str:
    return f"({', '.join(f'new.{name}' for name in names)}) IS DISTINCT FROM ({', '.join(f'old.{name}' for name in names)})"


frozen(
    *(model_case, "stays_approved", (*_APPROVED, *_TOLD, "withdrawn_on")),
    f"""old.approved_on IS NOT NULL AND {_changed(_APPROVED)} OR old.published_on IS NOT NULL AND {_changed(_TOLD)}
    OR old.withdrawn_on IS NOT NULL""",
    "A case that was approved keeps its text, and one with a day of publication keeps that: a correction is another case, and this one is withdrawn "
    "典型事例审核后不得更改或删除，已定的发布时间不得更改；更正须撤回后另发",
)
