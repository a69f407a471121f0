"""Appeals 需求复核: whoever a refused need concerns asks that somebody else looks at it again."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.forces import APPEAL_STATE
from databases.forces import METADATA
from databases.regions import A_TOWN, A_VILLAGE
from databases.row_rules import frozen, row_rule
from databases.tables import DAY, SENTENCE, TEXT, Sensitivity, check, elsewhere, entity, internal, reference, region, sensitive

need_appeal = entity(
    METADATA,
    "need_appeal",
    "Appeal against the refusal of a need 需求复核申请 (M145)",
    reference("need", "Need that was refused 不予发布的需求"),
    elsewhere("household_id", "beneficiaries.household", "Household of the need 帮扶户", sensitivity=Sensitivity.QUASI, optional=True),
    region("Village or community of the need 所在村（社区）", name="village_code", level=A_VILLAGE),
    reference("person", "Who appeals 申请人", "appellant_id"),
    reference("person", "Who refused the need 不予发布决定人", "refuser_id"),
    internal("state", APPEAL_STATE, "State 状态"),
    sensitive("reason", TEXT, "Why it should be published after all 申请理由"),
    internal("made_on", DAY, "Made 申请日期"),
    internal("due_on", DAY, "Decision due 复核期限"),
    reference("person", "Who decided 复核人", "decider_id", optional=True),
    internal("decided_on", DAY, "Decided 复核日期", optional=True),
    sensitive("answer", TEXT, "Why it was so decided 复核意见", optional=True),
    region("Town of the need 所在镇", level=A_TOWN),
    check("decided_by_somebody", "(state = 'made') = (decider_id IS NULL)"),
    check("decided_on_a_day", "(decided_on IS NULL) = (decider_id IS NULL)"),
    check("decided_with_answer", "(answer IS NULL) = (decider_id IS NULL)"),
    check(
        *("decided_by_another", "decider_id <> refuser_id AND decider_id <> appellant_id"),
        "Who refused a need, or appeals, does not decide the appeal 不予发布决定人、申请人不得复核",
    ),
    check("decided_later", "decided_on >= made_on"),
    check("due_later", "due_on >= made_on"),
    check("town_of_village", "starts_with(village_code, region_code)"),
)
# once it was granted, and the need refused again, that is another refusal
sa.Index(
    "uq_need_appeal_need_id_standing",
    need_appeal.c.need_id,
    unique=True,
    postgresql_where=sa.text("state IN ('made', 'dismissed')"),
    info={SENTENCE: "A refusal is appealed against once 同一不予发布决定只申请一次复核"},
)
row_rule(
    *(need_appeal, "of_a_refused_need", ("need_id", "refuser_id", "household_id", "village_code"), "need", "SELECT need_id FROM changed"),
    """SELECT FROM changed JOIN need ON need.id = changed.need_id
    WHERE (changed.refuser_id, changed.household_id, changed.village_code) IS DISTINCT FROM (need.refuser_id, need.household_id, need.village_code)""",
    "Needs that were refused are appealed for, each against who refused it 只对不予发布的需求申请复核",
)
frozen(
    *(need_appeal, "stays_made", ("need_id", "appellant_id", "refuser_id", "reason", "made_on", "due_on"), "true"),
    "What was appealed against stays, and so does its day 复核申请的内容和期限不得更改或删除",
)
frozen(
    *(need_appeal, "stays_decided", ("state", "decider_id", "decided_on", "answer"), "old.state <> 'made'"),
    "What was decided stays 已作出的复核决定不得更改",
)
