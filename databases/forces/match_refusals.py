"""Needs that a giver was shown and does not want to meet 匹配回绝: his reasons change what he is shown later, and nothing else."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.forces import MATCH_REFUSAL_REASON
from databases.forces import INTERNAL, METADATA
from databases.regions import A_COUNTY
from databases.row_rules import frozen, row_rule
from databases.tables import MOMENT, SENTENCE, check, entity, internal, reference, region

match_refusal = entity(
    METADATA,
    "match_refusal",
    "Need that a giver does not want to be shown, and why; it stands until he takes it back 匹配回绝 (M147)",
    reference("need", "Need 需求"),
    reference("donor", "Donor 捐助人", optional=True),
    reference("volunteer", "Volunteer 志愿者", optional=True),
    internal("reason", MATCH_REFUSAL_REASON, "Why 理由"),
    internal("refused_at", MOMENT, "When 回绝时间"),
    internal("taken_back_at", MOMENT, "When he took it back 撤回时间", optional=True),
    region("County of the need, as its giver was told it 所在市（县）区", INTERNAL, level=A_COUNTY),
    check("donor_or_volunteer", "(donor_id IS NULL) <> (volunteer_id IS NULL)"),
    check("taken_back_later", "taken_back_at >= refused_at", "A refusal is taken back after it was made 撤回不早于回绝"),
)
for _giver in ("donor_id", "volunteer_id"):
    sa.Index(
        f"uq_match_refusal_{_giver}_standing",
        match_refusal.c[_giver],
        match_refusal.c.need_id,
        unique=True,
        postgresql_where=sa.text("taken_back_at IS NULL"),
        info={SENTENCE: "A giver refuses a need once 同一需求不重复回绝"},
    )
row_rule(
    *(match_refusal, "of_a_published_need", ("need_id", "refused_at", "region_code"), "need", "SELECT need_id FROM changed"),
    """SELECT FROM changed JOIN need ON need.id = changed.need_id
    WHERE need.published_on IS NULL OR left(need.region_code, 6) <> changed.region_code""",
    "Givers refuse needs that were published, each in its county 只回绝已发布的需求，区划为需求所在市（县）区",
)
_SAID = ("need_id", "donor_id", "volunteer_id", "reason", "refused_at")
frozen(
    *(match_refusal, "stays_refused", (*_SAID, "taken_back_at")),
    f"old.taken_back_at IS NOT NULL OR ({', '.join(f'new.{name}' for name in _SAID)}) IS DISTINCT FROM ({', '.join(f'old.{name}' for name in _SAID)})",
    "What was refused stays so until it is taken back; the next refusal is another one 回绝只能撤回，不得更改或删除",
)
