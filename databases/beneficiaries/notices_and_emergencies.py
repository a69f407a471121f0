"""Notices posted in the village, emergencies, and where all that hangs on a household or a village lies."""

from __future__ import annotations

import sqlalchemy as sa

from databases.beneficiaries import METADATA, WHERE
from databases.beneficiaries.comparisons import removal_decision
from databases.beneficiaries.entries import entry_case
from databases.beneficiaries.exits import exit_case
from databases.beneficiaries.register import household, village
from databases.code_lists.entry_and_exit import PUBLIC_NOTICE_KIND, RELIEF_KIND
from databases.regions import A_VILLAGE
from databases.row_rules import within_its_case
from databases.tables import (
    COUNT,
    DAY,
    MOMENT,
    MONEY,
    SENTENCE,
    check,
    entity,
    internal,
    moves_with,
    never_overlapping,
    quasi,
    reference,
    region,
    sensitive,
)

public_notice = entity(
    METADATA,
    "public_notice",
    "Notice posted in the village 公示 (M43, M47)",
    reference("entry_case", "Application 申请", optional=True),
    reference("exit_case", "Exit 脱困", optional=True),
    reference("removal_decision", "Removal 核销", optional=True),
    region(WHERE, level=A_VILLAGE),
    internal("kind", PUBLIC_NOTICE_KIND, "Kind 公示类别"),
    internal("posted_on", DAY, "Posted 公示日期"),
    internal("ends_on", DAY, "Ends, a week later or more 公示截止"),
    internal("taken_down_on", DAY, "Taken down 撤下日期", optional=True),
    internal("objections", COUNT, "Objections 异议数"),
    check("a_week", "ends_on >= posted_on + 7"),
    check("taken_down_later", "taken_down_on IS NULL OR taken_down_on >= posted_on"),
    *(
        never_overlapping("public_notice", paper, where=f"{paper} IS NOT NULL", period="daterange(posted_on, taken_down_on)", sentence=sentence)
        for paper, sentence in (
            ("entry_case_id", "An application hangs on the board once at a time 同一申请同时只有一份公示"),
            ("exit_case_id", "An exit hangs on the board once at a time 同一脱困同时只有一份公示"),
            ("removal_decision_id", "A removal hangs on the board once at a time 同一核销同时只有一份公示"),
        )
    ),
    check(
        "one_subject",
        "CASE kind WHEN 'entry' THEN entry_case_id WHEN 'exit' THEN exit_case_id ELSE removal_decision_id END IS NOT NULL "
        "AND num_nonnulls(entry_case_id, exit_case_id, removal_decision_id) = 1",
    ),
)
emergency_relief = entity(
    METADATA,
    "emergency_relief",
    "Emergency relief with its clock 救急难 (M16)",
    reference("household", "Household 求助户"),
    region(WHERE),
    sensitive("kind", RELIEF_KIND, "Kind 急难类别"),
    quasi("reported_at", MOMENT, "Reported 报告时间"),
    internal("due_at", MOMENT, "To be relieved by 办理时限"),
    quasi("relieved_at", MOMENT, "Relieved 救助时间", optional=True),
    sensitive("amount", MONEY, "Yuan 救助金额（元）", optional=True),
    check("relieved_later", "relieved_at IS NULL OR relieved_at >= reported_at"),
    check("relieved_with_amount", "(relieved_at IS NULL) = (amount IS NULL)"),
    check("due_later", "due_at > reported_at"),
    sa.UniqueConstraint(
        *("household_id", "kind", "reported_at"),
        info={SENTENCE: "An emergency is recorded once 同一急难只登记一次"},
    ),
)

# after the last table of this database: whatever hangs on them lies with them
moves_with(household, "What is kept of a household lies where it lives 户的资料与户同在一村")
moves_with(entry_case, "Papers of an entry lie where it was applied for 纳入材料与申请同在一村")
moves_with(exit_case, "Papers of an exit lie where the household lives 脱困材料与户同在一村")
moves_with(removal_decision, "Papers of a removal lie where the household lives 核销材料与户同在一村")
moves_with(village, "What is kept of a village lies in that village 村的资料属于本村")

# Papers of a case lie between its first day and its last one
for _name, _case, _days, *_sentences in (
    (
        *("after_its_entry_case", entry_case, ("applied_on", "filed_on")),
        "An entry is posted between application and filing 纳入公示在申请之后、纳入之前",
        "What was posted had been applied for, and was filed afterwards 公示在申请之后、纳入之前",
    ),
    (
        *("after_its_exit_case", exit_case, ("proposed_on", "closed_on")),
        "An exit is posted between proposal and closing 脱困公示在提出之后、销号之前",
        "What was posted had been proposed, and was closed afterwards 公示在提出之后、销号之前",
    ),
    (
        *("after_its_removal_decision", removal_decision, ("decided_on",)),
        "A removal is posted after it was decided 核销公示不早于决定",
        "What was posted had been decided before 核销决定不晚于公示",
    ),
):
    within_its_case(public_notice, _name, "posted_on", _case, _days, *_sentences, there="before_its_notice")
