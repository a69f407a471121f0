"""Comparison with the registers of other departments: rules, runs, findings, and the removals that rest on them."""

from __future__ import annotations

import sqlalchemy as sa

from databases.beneficiaries import METADATA, PUBLIC, WHERE
from databases.code_lists.common import COMPARATOR, DEPARTMENT
from databases.code_lists.entry_and_exit import (
    APPEAL_OUTCOME,
    COMPARISON_KIND,
    FINDING_OUTCOME,
    FINDING_STATE,
    REMOVAL_REASON,
    VALUE_BAND,
    VEHICLE_KIND,
)
from databases.regions import A_COUNTY
from databases.row_rules import never_ends, of_parent, whichever_is_written
from databases.tables import (
    AREA,
    CODE,
    COUNT,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    MONEY,
    PERIOD,
    SHARE,
    TEXT,
    YEAR,
    agreeing,
    check,
    day_of,
    elsewhere,
    entity,
    internal,
    never_overlapping_keys,
    public,
    reference,
    region,
    sensitive,
)

adjustment_round = entity(
    METADATA,
    "adjustment_round",
    "Yearly adjustment of a county's register 动态调整 (M42)",
    region("County 市（县）区", PUBLIC, level=A_COUNTY),
    public("year", YEAR, "Year 年度"),
    public("starts_on", DAY, "First day 开始日期"),
    public("closed_on", DAY, "Closed 结束日期", optional=True),
    internal("entered", COUNT, "Households that came in 新纳入户数"),
    internal("exited", COUNT, "Households that left 脱困户数"),
    check("closed_later", "closed_on IS NULL OR closed_on >= starts_on"),
    sa.UniqueConstraint("region_code", "year"),
    check("starts_in_its_year", "extract(year FROM starts_on) = year", "A round begins in its year 动态调整在当年开始"),
)
comparison_rule = entity(
    METADATA,
    "comparison_rule",
    "Rule of a comparison, in versions 比对规则 (M33-M39)",
    public("kind", COMPARISON_KIND, "Kind of data 数据种类"),
    public("rule_version", COUNT, "Version 规则版本"),
    public("about", TEXT, "What is a hit, in the villager's words 规则说明"),
    public("comparator", COMPARATOR, "How what a household has compares with the limit where it is a hit 比较方式"),
    public("vehicles", COUNT, "Limit for vehicles: how many 车辆数（辆）", optional=True),
    public("vehicle_kind", VEHICLE_KIND, "Vehicles that count: of this kind; empty: of any 计入的车辆类型", optional=True),
    public("vehicle_value", MONEY, "Vehicles that count: worth so much or more, yuan; empty: any 计入车辆的最低价值（元）", optional=True),
    public("contribution_base", MONEY, "Limit for social insurance: base of contributions, yuan a month 社保缴费基数（元/月）", optional=True),
    public("hits_employed", FLAG, "Somebody who is insured as employed is a hit 在职参保即存疑", optional=True),
    public("hits_deceased", FLAG, "Somebody who is recorded as dead is a hit 登记死亡即存疑", optional=True),
    public("housing_fund_payment", MONEY, "Limit for the housing fund: payment, yuan a month 公积金缴存额（元/月）", optional=True),
    public("taxed_wage", MONEY, "Limit for tax: taxed wages, yuan a year 纳税工资薪金（元/年）", optional=True),
    public("homes", COUNT, "Limit for housing: how many homes 住房套数（套）", optional=True),
    public("home_area", AREA, "Homes that count: of so many square metres or more; empty: any 计入住房的最低面积（平方米）", optional=True),
    public("balance", MONEY, "Limit for deposits and securities: balance, yuan 余额（元）", optional=True),
    public("period", PERIOD, "In force 有效期"),
    internal("false_positive_share", SHARE, "Share of findings that were cleared 误报率"),
    public("is_suspended", FLAG, "Suspended, since too often wrong 已暂停"),
    check(
        "limit_of_its_kind",
        "num_nonnulls(vehicles, contribution_base, housing_fund_payment, taxed_wage, homes, balance) = 1 AND CASE kind WHEN 'vehicle' THEN vehicles "
        "WHEN 'social_insurance' THEN contribution_base WHEN 'housing_fund' THEN housing_fund_payment WHEN 'tax' THEN taxed_wage "
        "WHEN 'housing' THEN homes ELSE balance END IS NOT NULL",
    ),
    check(
        *("terms_of_its_kind", "(kind = 'vehicle' OR num_nonnulls(vehicle_kind, vehicle_value) = 0) AND (kind = 'housing' OR home_area IS NULL)"),
        "A rule asks only for what its kind of data can tell 比对规则只用本类数据的条件",
    ),
    check(
        *("employed_or_dead", "num_nonnulls(hits_employed, hits_deceased) = CASE kind WHEN 'social_insurance' THEN 2 ELSE 0 END"),
        "A rule on social insurance says whether the employed and the dead are hits, and no other does 社保规则须写明在职、死亡是否存疑，其他规则不写",
    ),
    sa.UniqueConstraint("kind", "rule_version"),
    sa.UniqueConstraint("id", "kind"),
    never_overlapping_keys("comparison_rule", "kind", sentence="One rule of a kind is in force at a time 同类比对规则同时只有一版有效"),
)
comparison_run = entity(
    METADATA,
    "comparison_run",
    "Run of a comparison over the register 比对批次 (M33)",
    public("code", CODE, "Code 批次编号", unique=True),
    public("kind", COMPARISON_KIND, "Kind of data 数据种类"),
    internal("source_department", DEPARTMENT, "Department that gave the data 数据提供部门"),
    internal("authority", TEXT, "Authority or consent it rests on 授权依据"),
    internal("authority_digest", DIGEST, "SHA-256 of that document 授权文件摘要"),
    internal("source_day", DAY, "Day of the data 数据日期"),
    internal("started_at", MOMENT, "Started 开始时间"),
    internal("finished_at", MOMENT, "Finished 结束时间", optional=True),
    internal("households", COUNT, "Households compared 比对户数"),
    region("Where 范围", PUBLIC),
    check("finished_later", "finished_at IS NULL OR finished_at >= started_at"),
    sa.UniqueConstraint("id", "kind"),
    check(*("data_are_there", f"source_day <= {day_of('started_at')}"), "A run compares data of its day or of one before 比对数据的日期不晚于比对"),
)
comparison_finding = entity(
    METADATA,
    "comparison_finding",
    "Doubt raised by a comparison; it removes nobody by itself 存疑问题 (M40)",
    reference("comparison_run", "Run 批次"),
    reference("comparison_rule", "Rule and version 规则"),
    reference("household", "Household 所属户"),
    reference("member", "Member 成员", optional=True),
    region(WHERE),
    sensitive("kind", COMPARISON_KIND, "Kind of data 数据种类"),
    sensitive("band", VALUE_BAND, "Band, never the value 数值区间"),
    sensitive("vehicle_kind", VEHICLE_KIND, "Kind of vehicle that is registered 登记的车辆类型", optional=True),
    sensitive("is_employed", FLAG, "Insured as employed 在职参保", optional=True),
    sensitive("is_deceased", FLAG, "Recorded as dead 登记死亡", optional=True),
    sensitive("sentence", TEXT, "What was found, in the villager's words 问题描述"),
    internal("state", FINDING_STATE, "State 状态"),
    elsewhere("assignee_id", "forces.person", "Who looks at it 核查人", optional=True),
    internal("raised_on", DAY, "Raised 发现日期"),
    internal("due_on", DAY, "To be verified by 核查期限"),
    internal("verified_on", DAY, "Verified in the field 核查日期", optional=True),
    sensitive("evidence", TEXT, "Evidence both ways 核查证据", optional=True),
    sensitive("outcome", FINDING_OUTCOME, "Outcome, kept when it is closed 核查结论", optional=True),
    internal("closed_on", DAY, "Closed 办结日期", optional=True),
    check(
        "facts_of_its_kind",
        "(kind = 'vehicle') = (vehicle_kind IS NOT NULL) "
        "AND num_nonnulls(is_employed, is_deceased) = CASE kind WHEN 'social_insurance' THEN 2 ELSE 0 END",
        "A finding tells the facts of its kind of data, and no others 存疑问题写明本类数据的事实，且只写本类",
    ),
    check("dead_is_named", "NOT is_deceased OR member_id IS NOT NULL", "Who is recorded as dead is named 登记死亡的须写明成员"),
    check("assigned_to_somebody", "state = 'raised' OR assignee_id IS NOT NULL"),
    check("verified_with_evidence", "state IN ('raised', 'assigned') OR (verified_on IS NOT NULL AND evidence IS NOT NULL)"),
    check("outcome_is_known", "(state IN ('confirmed', 'cleared', 'closed')) = (outcome IS NOT NULL)"),
    check("outcome_is_the_state", "state NOT IN ('confirmed', 'cleared') OR outcome = state"),
    check("verified_later", "verified_on IS NULL OR verified_on >= raised_on"),
    check("closed_after_verified", "closed_on IS NULL OR closed_on >= verified_on"),
    check("closed_day", "(state = 'closed') = (closed_on IS NOT NULL)"),
    check("due_later", "due_on >= raised_on"),
    agreeing(
        *("comparison_finding", "comparison_run", "comparison_run_id", "kind"),
        sentence="A finding comes from a run of its kind 存疑问题与比对批次同类",
    ),
    agreeing(
        *("comparison_finding", "comparison_rule", "comparison_rule_id", "kind"), sentence="A finding rests on a rule of its kind 存疑问题与规则同类"
    ),
    agreeing(
        *("comparison_finding", "member", "member_id", "household_id"),
        sentence="A finding names a member of its own household 存疑问题的成员属于本户",
    ),
    sa.UniqueConstraint("id", "household_id"),
)
removal_decision = entity(
    METADATA,
    "removal_decision",
    "Removal of an ineligible person 核销决定 (M41)",
    reference("comparison_finding", "Confirmed finding that it rests on 依据的存疑问题", unique=True),
    reference("household", "Household 所属户"),
    reference("member", "Member who is removed; empty: the whole household 核销成员", optional=True),
    region(WHERE),
    sensitive("reason", REMOVAL_REASON, "Reason 核销原因"),
    internal("evidence_digest", DIGEST, "SHA-256 of the evidence 证据摘要"),
    internal("decided_on", DAY, "Decided 决定日期"),
    elsewhere("decided_by_id", "forces.person", "Who decided 决定人"),
    internal("noticed_on", DAY, "Told to the household 告知日期"),
    internal("appeal_until", DAY, "Appeal possible until 申诉截止"),
    internal("appeal_outcome", APPEAL_OUTCOME, "Outcome of the appeal 申诉结果"),
    check("appeal_window", "appeal_until >= noticed_on + 15"),
    check("told_after_decision", "noticed_on >= decided_on"),
    sa.UniqueConstraint("region_code", "id"),
    agreeing(
        *("removal_decision", "comparison_finding", "comparison_finding_id", "household_id"),
        sentence="A removal is of the household that the finding is about 核销的户就是存疑问题所指的户",
    ),
    agreeing("removal_decision", "member", "member_id", "household_id", sentence="Who is removed is a member of the household 核销的成员属于本户"),
)

never_ends(comparison_finding, "old.outcome IS NOT NULL", "A doubt that was decided does not end 有结论的存疑问题不得删除")
never_ends(removal_decision, "true", "A removal does not end: its appeal has an outcome 核销决定不得删除，申诉结果另记")
of_parent(
    *(removal_decision, "of_a_confirmed_finding", ("comparison_finding_id", "decided_on"), comparison_finding, ("outcome", "verified_on")),
    "parent.outcome IS DISTINCT FROM 'confirmed' OR child.decided_on < parent.verified_on",
    "A removal rests on a finding that was verified and confirmed before 核销以已核查属实的存疑问题为依据",
    "A finding on which a removal rests stays confirmed 作为核销依据的存疑问题结论须为属实",
    there="confirmed_where_removed",
)
of_parent(
    *(removal_decision, "of_whom_it_found", ("comparison_finding_id", "member_id"), comparison_finding, ("member_id",)),
    "child.member_id <> parent.member_id",
    "Who is removed is the member whom the finding names 核销的成员就是存疑问题所指的成员",
    "A finding on which a removal rests names the member who was removed 存疑问题所指的成员就是据此核销的成员",
    there="finds_whom_it_removes",
)
of_parent(
    *(comparison_finding, "raised_by_its_run", ("comparison_run_id", "raised_on"), comparison_run, ("started_at",)),
    f"child.raised_on < {day_of('parent.started_at')}",
    "A doubt is raised once its comparison was run 存疑问题在比对开始之后发现",
    "A comparison was run before it raised a doubt 比对不晚于其发现的存疑问题",
    there="run_before_its_findings",
)
_OF_ANOTHER_TIME = f"""SELECT FROM {{comparison_finding}} AS finding JOIN {{comparison_rule}} AS rule ON rule.id = finding.comparison_rule_id
    JOIN {{comparison_run}} AS run ON run.id = finding.comparison_run_id WHERE NOT rule.period @> {day_of("run.started_at")}"""
whichever_is_written(
    _OF_ANOTHER_TIME,
    (
        *(comparison_finding, "by_a_rule_in_force", ("comparison_rule_id", "comparison_run_id")),
        "A finding rests on a rule that was in force when it was compared 存疑问题依据比对时有效的规则",
    ),
    (
        *(comparison_rule, "in_force_when_it_found", ("period",)),
        "A rule was in force when what it found was compared 比对规则在其发现问题的比对时有效",
    ),
    (
        *(comparison_run, "by_rules_in_force", ("started_at",)),
        "A comparison was made by rules that were in force 比对依据当时有效的规则",
    ),
)
