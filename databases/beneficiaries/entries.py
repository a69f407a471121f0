"""How a household gets in: its application, level by level, also after a relapse."""

from __future__ import annotations

import sqlalchemy as sa

from databases.beneficiaries import METADATA, WHERE
from databases.beneficiaries.comparisons import comparison_run
from databases.beneficiaries.register import household
from databases.code_lists.entry_and_exit import DECISION, ENTRY_STATE, STEP_LEVEL
from databases.row_rules import WRITTEN, frozen, level_by_level, never_ends, of_parent, row_rule, within_its_case
from databases.tables import DAY, SENTENCE, TEXT, agreeing, check, day_of, elsewhere, entity, internal, quasi, reference, region

UNDER_WAY = "state IN ('applied', 'reviewing')"  # of an application: neither filed nor refused

entry_case = entity(
    METADATA,
    "entry_case",
    "Application to be registered, also after relapse 纳入申请 (M46, M47)",
    reference("household", "Household 申请户"),
    region(WHERE),
    quasi("applied_on", DAY, "Applied 申请日期"),
    internal("due_on", DAY, "To be decided by 办理期限"),
    internal("state", ENTRY_STATE, "State 状态"),
    reference("household", "Exited household, for a relapse 返贫前的脱困户", "relapse_of_id", optional=True),
    reference("comparison_run", "Comparison made for it 比对批次", optional=True),
    quasi("filed_on", DAY, "Filed 纳入日期", optional=True),
    check("due_later", "due_on >= applied_on", "An application is due after it was made 办理期限不早于申请"),
    check("filed_day", "(state = 'filed') = (filed_on IS NOT NULL)"),
    check("filed_later", "filed_on IS NULL OR filed_on >= applied_on"),
    # a relapse is compared before it is approved
    check("relapse_is_compared", "relapse_of_id IS NULL OR state <> 'filed' OR comparison_run_id IS NOT NULL"),
    sa.Index(
        *("uq_entry_case_open", "household_id"),
        unique=True,
        postgresql_where=sa.text(UNDER_WAY),
        info={SENTENCE: "A household has one application under way 每户同时只有一项在办的纳入申请"},
    ),
    sa.Index(
        *("uq_entry_case_relapse_open", "relapse_of_id"),
        unique=True,
        postgresql_where=sa.text(f"relapse_of_id IS NOT NULL AND {UNDER_WAY}"),
        info={SENTENCE: "One application at a time is of a relapse after an exit 同一次脱困后的返贫申请同时只有一项在办"},
    ),
    sa.UniqueConstraint("region_code", "id"),
    sa.UniqueConstraint("id", "household_id"),  # whose steps hang on it
)
entry_step = entity(
    METADATA,
    "entry_step",
    "Step of an application 纳入审核环节 (M47)",
    reference("entry_case", "Application 申请"),
    reference("household", "Household that applies 申请户"),
    region(WHERE),
    internal("level", STEP_LEVEL, "Level 层级"),
    internal("decision", DECISION, "Decision 意见"),
    internal("decided_on", DAY, "Day 日期"),
    elsewhere("signer_id", "forces.person", "Who decided 审核人"),
    internal("reason", TEXT, "Reason, unless approved 理由", optional=True),
    check("reason_unless_approved", "decision = 'approved' OR reason IS NOT NULL"),
    sa.UniqueConstraint("entry_case_id", "level"),
    sa.UniqueConstraint(
        *("entry_case_id", "signer_id"),
        info={SENTENCE: "Nobody decides on an application at two levels 同一人不得在两级审核同一申请"},
    ),
    agreeing("entry_step", "entry_case", "entry_case_id", "household_id", sentence="A step is of the household that applies 审核环节属于申请户"),
)

# Where a household has an application of its own, both tell the same; one that fell back was filed before
_UNLIKE_ITS_ENTRY = """SELECT FROM {homes} AS home JOIN {entries} AS entry ON entry.household_id = home.id WHERE entry.relapse_of_id IS NULL
    AND CASE entry.state WHEN 'filed' THEN home.state = 'applied' OR home.filed_on <> entry.filed_on
    WHEN 'refused' THEN home.state NOT IN ('applied', 'removed') AND NOT EXISTS (SELECT FROM entry_case WHERE household_id = home.id AND state = 'filed') END"""
row_rule(
    *(household, "was_entered_as_filed", ("state", "filed_on"), "household", WRITTEN),
    _UNLIKE_ITS_ENTRY.format(homes="changed", entries="entry_case"),
    "A household is on the register once its application is filed, from that day on 户自申请纳入之日起在册，申请不予纳入的不在册",
)
row_rule(
    *(entry_case, "with_its_household", ("household_id", "state", "filed_on", "relapse_of_id"), "household", "SELECT household_id FROM changed"),
    _UNLIKE_ITS_ENTRY.format(homes="household", entries="changed"),
    "An application is filed on the day from which its household is on the register 申请的纳入日期与户的建档立卡日期一致，不予纳入的户不在册",
)

# A relapse follows an exit: of another household of the register, or of the same one, which is out until its application is filed.
# An application is looked at when it is written: once it was filed, it stays while the household comes back and leaves again, and one that was
# refused keeps nobody out; after each filing the household leaves before it falls back once more
_TOO_EARLY = """SELECT FROM {later} AS later JOIN {earlier} AS earlier ON earlier.id = later.relapse_of_id
    WHERE earlier.exited_on IS NULL OR earlier.exited_on >= later.filed_on"""
row_rule(
    household,
    "relapse_after_exit",
    ("relapse_of_id", "filed_on", "exited_on"),
    "household",
    "SELECT relapse_of_id FROM changed",
    f"{_TOO_EARLY.format(later='changed', earlier='household')} UNION ALL {_TOO_EARLY.format(later='household', earlier='changed')}",
    "A household falls back after it had left, never into itself 返贫户在原户脱困之后建档，不得循环",
)
_NOT_OUT = """SELECT FROM {entries} AS back JOIN {homes} AS home ON home.id = back.relapse_of_id
    WHERE (home.exited_on IS NULL OR home.exited_on > back.applied_on)"""
_ONCE_MORE = """SELECT FROM changed AS back JOIN household AS home ON home.id = back.relapse_of_id JOIN entry_case AS former
    ON former.relapse_of_id = back.relapse_of_id AND former.id <> back.id
    WHERE former.filed_on > home.exited_on"""
_APPLIED = f"{_NOT_OUT.format(entries='changed', homes='household')} UNION ALL {_ONCE_MORE}"
_RETURNED = f"{_NOT_OUT.format(entries='entry_case', homes='changed')} AND back.{UNDER_WAY}"
row_rule(
    *(entry_case, "relapse_after_exit", ("household_id", "relapse_of_id", "applied_on", "state"), "household"),
    *("SELECT relapse_of_id FROM changed", _APPLIED),
    "Who applies after a relapse had left hardship before, and since he was last filed 返贫申请的户此前已脱困，再次返贫的在上次纳入之后又已脱困",
)
row_rule(
    *(household, "out_until_filed", ("exited_on",), "household", WRITTEN, _RETURNED),
    "A household that fell back is on the register again once its application is filed 返贫户自申请纳入之日起重新在册",
)
frozen(
    *(entry_case, "relapse_is_filed", ("relapse_of_id", "applied_on", "state", "filed_on"), "old.state = 'filed' AND old.relapse_of_id IS NOT NULL"),
    "A relapse that was filed stays so 返贫纳入后不得更改",
)
within_its_case(
    *(entry_step, "in_its_case", "decided_on", entry_case, ("applied_on", "filed_on")),
    "An application is reviewed between application and filing 审核在申请之后、纳入之前",
    "An application is filed after its reviews, which followed it 申请之后审核，审核之后纳入",
    there="stepped_in_time",
)
of_parent(
    *(entry_step, "of_a_case_filed_by_all", ("entry_case_id", "decision"), entry_case, ("state",)),
    "parent.state = 'filed' AND child.decision <> 'approved'",
    "Nobody returns or refuses an application that is filed 已纳入的申请不得有退回、不同意的意见",
    "An application that was returned or refused is not filed 有退回、不同意意见的申请不得纳入",
    there="filed_by_all",
)
_REVIEWED = "FROM entry_case WHERE id = old.entry_case_id"
never_ends(
    *(entry_step, f"EXISTS (SELECT {_REVIEWED} AND state = 'filed')"),
    "A review of an application that was filed does not end 已纳入的申请，其审核意见不得删除",
    first=f"PERFORM {_REVIEWED} FOR SHARE;",
)
level_by_level(entry_step, "entry_case_id", STEP_LEVEL, "A level approves after those below it approved 逐级审核，上级同意须在下级同意之后")
of_parent(
    *(entry_case, "compared_in_time", ("comparison_run_id", "filed_on"), comparison_run, ("started_at",)),
    f"child.filed_on < {day_of('parent.started_at')}",
    "An application is compared before it is filed 先比对后纳入",
    "A comparison was run before what it was made for was filed 比对不晚于纳入",
    there="run_before_its_entries",
)
