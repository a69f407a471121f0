"""How a household gets in and out: comparison and findings, entry, exit with five signatures, removal, relapse, notices."""

from __future__ import annotations

import sqlalchemy as sa

from databases.beneficiaries import METADATA, PUBLIC
from databases.beneficiaries.register import household, member, village
from databases.code_lists.common import COMPARATOR, DEPARTMENT
from databases.code_lists.entry_and_exit import (
    APPEAL_OUTCOME,
    COMPARISON_KIND,
    DECISION,
    ENTRY_STATE,
    EXIT_STATE,
    FINDING_OUTCOME,
    FINDING_STATE,
    PUBLIC_NOTICE_KIND,
    RELIEF_KIND,
    REMOVAL_REASON,
    SIGNER_ROLE,
    STEP_LEVEL,
    VALUE_BAND,
    VEHICLE_KIND,
    WATCH_RESULT,
)
from databases.regions import A_COUNTY, A_VILLAGE
from databases.row_rules import WRITTEN, frozen, level_by_level, of_parent, row_rule
from databases.tables import (
    AREA,
    CODE,
    COUNT,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    MONEY,
    ORDINAL,
    PERIOD,
    SENTENCE,
    SHARE,
    TEXT,
    YEAR,
    agreeing,
    check,
    day_of,
    elsewhere,
    entity,
    internal,
    moves_with,
    never_overlapping,
    never_overlapping_keys,
    public,
    quasi,
    reference,
    region,
    sensitive,
)

WHERE = "Village or community of residence 所在村（社区）"
UNDER_WAY = "state IN ('applied', 'reviewing')"  # of an application: neither filed nor refused

# ---- comparison with the registers of other departments ----

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
    public("false_positive_share", SHARE, "Share of findings that were cleared 误报率"),
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

# ---- entry ----

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
)
entry_step = entity(
    METADATA,
    "entry_step",
    "Step of an application 纳入审核环节 (M47)",
    reference("entry_case", "Application 申请"),
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
)

# ---- exit: five signatures and five confirmations ----

exit_case = entity(
    METADATA,
    "exit_case",
    "Exit from hardship 脱困销号 (M43, M45)",
    reference("household", "Household 脱困户"),
    region(WHERE),
    internal("state", EXIT_STATE, "State 状态"),
    quasi("proposed_on", DAY, "Proposed 提出日期"),
    sensitive("income_a_head", MONEY, "Income a head that was checked, yuan 核定人均收入（元）"),
    internal("income_evidence_digest", DIGEST, "SHA-256 of its evidence 收入证据摘要"),
    internal("income_is_enough", FLAG, "Income is at least the floor 收入达标"),
    internal("findings_are_closed", FLAG, "No finding is open 无未结存疑"),
    internal("entitlements_are_paid", FLAG, "Nothing is unpaid 无未发待遇"),
    internal("measures_are_closed", FLAG, "Measures are closed 措施已办结"),
    quasi("closed_on", DAY, "Closed 销号日期", optional=True),
    internal("return_reason", TEXT, "Why it was returned 退回原因", optional=True),
    check("closed_day", "(state = 'exited') = (closed_on IS NOT NULL)"),
    check("closed_after_proposal", "closed_on IS NULL OR closed_on >= proposed_on", "An exit is closed after it was proposed 销号不早于提出"),
    check("returned_with_reason", "(state = 'returned') = (return_reason IS NOT NULL)"),
    # reconcile, then close: all four checks hold
    check(
        "reconciled",
        "state NOT IN ('notice', 'exited') OR (income_is_enough AND findings_are_closed AND entitlements_are_paid AND measures_are_closed)",
    ),
    # who fell back and was registered again leaves by a case of its own
    sa.Index("uq_exit_case_open", "household_id", unique=True, postgresql_where=sa.text("state NOT IN ('returned', 'exited')")),
    sa.UniqueConstraint("household_id", "closed_on"),
    sa.UniqueConstraint("region_code", "id"),
)
exit_signature = entity(
    METADATA,
    "exit_signature",
    "One of the five signatures and confirmations 五签字五确认 (M44)",
    reference("exit_case", "Exit 脱困"),
    region(WHERE),
    internal("ordinal", ORDINAL, "Place in the order, 1 to 5 顺序"),
    internal("role", SIGNER_ROLE, "As whom 签字角色"),
    elsewhere("signer_id", "forces.person", "Who signed, unless it was the household 签字人", optional=True),
    reference("member", "Member who signed for the household 签字成员", optional=True),
    internal("statement", TEXT, "What was signed 签字内容"),
    internal("confirmation", TEXT, "What was confirmed 确认内容"),
    internal("document_digest", DIGEST, "SHA-256 of the document as it was shown 文件摘要"),
    internal("signed_at", MOMENT, "When 签字时间"),
    check("five", "ordinal <= 5"),
    check("order_of_roles", "ordinal = array_position(ARRAY['household', 'helper', 'village', 'town', 'county'], role)"),
    check("household_signs_itself", "(role = 'household') = (member_id IS NOT NULL) AND (role = 'household') = (signer_id IS NULL)"),
    sa.UniqueConstraint("exit_case_id", "ordinal"),
    sa.UniqueConstraint("exit_case_id", "signer_id"),
)
exit_refusal = entity(
    METADATA,
    "exit_refusal",
    "Refusal to sign, which returns the case 拒签 (M44)",
    reference("exit_case", "Exit 脱困", unique=True),
    region(WHERE),
    internal("role", SIGNER_ROLE, "As whom 拒签角色"),
    elsewhere("signer_id", "forces.person", "Who refused, unless it was the household 拒签人", optional=True),
    reference("member", "Member who refused for the household 拒签成员", optional=True),
    internal("refused_on", DAY, "Day 拒签日期"),
    internal("reason", TEXT, "Reason 拒签理由"),
    check("household_refuses_itself", "(role = 'household') = (member_id IS NOT NULL) AND (role = 'household') = (signer_id IS NULL)"),
)
relapse_watch = entity(
    METADATA,
    "relapse_watch",
    "Watch over a household after its exit 返贫监测 (M25, M46)",
    reference("household", "Household 脱困户"),
    region(WHERE),
    internal("due_on", DAY, "To be visited by 监测期限"),
    internal("visited_on", DAY, "Visited 监测日期", optional=True),
    sensitive("result", WATCH_RESULT, "Result 监测结果", optional=True),
    check("visited_with_result", "(visited_on IS NULL) = (result IS NULL)"),
    sa.UniqueConstraint("household_id", "due_on"),
)

# ---- notices and emergencies ----

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


moves_with(household, "What is kept of a household lies where it lives 户的资料与户同在一村")
moves_with(entry_case, "Papers of an entry lie where it was applied for 纳入材料与申请同在一村")
moves_with(exit_case, "Papers of an exit lie where the household lives 脱困材料与户同在一村")
moves_with(removal_decision, "Papers of a removal lie where the household lives 核销材料与户同在一村")
moves_with(village, "What is kept of a village lies in that village 村的资料属于本村")

_STRANGER = """SELECT 1 FROM {cases} AS one JOIN {papers} AS paper ON paper.exit_case_id = one.id JOIN member ON member.id = paper.member_id
    WHERE member.household_id <> one.household_id"""
for _table, _sentence in (
    (exit_signature, "A member of the household itself signs its exit 脱困由本户成员签字"),
    (exit_refusal, "A member of the household itself refuses to sign its exit 拒签由本户成员作出"),
):
    _wrong = _STRANGER.format(cases="exit_case", papers="changed")
    row_rule(_table, "by_its_member", ("exit_case_id", "member_id"), "exit_case", "SELECT exit_case_id FROM changed", _wrong, _sentence)
_wrong = " UNION ALL ".join(_STRANGER.format(cases="changed", papers=table.name) for table in (exit_signature, exit_refusal))
row_rule(
    *(exit_case, "household_of_its_members", ("household_id",), "exit_case", WRITTEN, _wrong),
    "Who signed is a member of the household that leaves 脱困户就是签字成员的户",
)
_NAMED = " OR ".join(f"EXISTS (SELECT FROM {table.name} WHERE member_id = old.id)" for table in (exit_signature, exit_refusal))
frozen(
    *(member, "signed_for_its_household", ("household_id",), _NAMED),
    "Who signed or refused for a household stays its member 已代表本户签字或拒签的成员不得转入他户",
)

frozen(
    *(exit_signature, "stays_signed", ("exit_case_id", "role", "signer_id", "member_id", "statement", "confirmation", "document_digest"), "true"),
    "What was signed stays, and so does who signed it 签字内容、签字人不得更改，签字不得删除",
)

# What is signed in the name of the dead is refused; that a signer had died may be learnt afterwards, and is for supervision to find
for _table, _column, _day, _gone, _name, _sentence in (
    (exit_signature, "signed_at", day_of("paper.signed_at"), "died_on", "by_the_living", "Nobody signs after his death 死亡后不得签字"),
    (exit_refusal, "refused_on", "paper.refused_on", "died_on", "by_the_living", "Nobody refuses to sign after his death 死亡后不得拒签"),
    (
        exit_signature,
        "signed_at",
        day_of("paper.signed_at"),
        "left_on",
        "by_who_lives_there",
        "Nobody signs for a household that he left 离户后不得代表该户签字",
    ),
    (
        exit_refusal,
        "refused_on",
        "paper.refused_on",
        "left_on",
        "by_who_lives_there",
        "Nobody refuses for a household that he left 离户后不得代表该户拒签",
    ),
):
    _wrong = f"SELECT FROM changed AS paper JOIN member ON member.id = paper.member_id WHERE {_day} > member.{_gone}"
    row_rule(_table, _name, ("member_id", _column), "member", "SELECT member_id FROM changed", _wrong, _sentence)

# A refusal returns the case (M44), so the case is returned first; who refused did not sign, and nobody signs afterwards
of_parent(
    *(exit_refusal, "of_a_returned_case", ("exit_case_id",), exit_case, ("state",), "parent.state <> 'returned'"),
    "An exit that somebody refuses to sign is returned 有人拒签的脱困须已退回",
    "An exit that somebody refused to sign stays returned 有人拒签的脱困不得重新签字、销号",
    there="returned_where_refused",
)
_AFTER_REFUSAL = f"""SELECT FROM {{signatures}} AS signature JOIN {{refusals}} AS refusal USING (exit_case_id)
    WHERE signature.role = refusal.role OR {day_of("signature.signed_at")} > refusal.refused_on"""
for _table, _name, _day, _sentence in (
    (
        exit_signature,
        "before_any_refusal",
        "signed_at",
        "Nobody signs an exit that he or somebody before him refused to sign 拒签后不得再签字，拒签人不得签字",
    ),
    (
        exit_refusal,
        "stops_signing",
        "refused_on",
        "Who refuses to sign did not sign, and nobody signs after him 已签字的不得拒签，拒签后不得有签字",
    ),
):
    _wrong = _AFTER_REFUSAL.format(
        **{"signatures": "exit_signature", "refusals": "exit_refusal", f"{'signatures' if _table is exit_signature else 'refusals'}": "changed"}
    )
    row_rule(_table, _name, ("exit_case_id", "role", _day), "exit_case", "SELECT exit_case_id FROM changed", _wrong, _sentence)
row_rule(
    *(exit_signature, "in_their_order", ("exit_case_id", "ordinal", "signed_at"), "exit_case", "SELECT exit_case_id FROM changed"),
    """SELECT FROM exit_signature AS early JOIN exit_signature AS late USING (exit_case_id) WHERE exit_case_id IN (SELECT exit_case_id FROM changed)
    AND early.ordinal < late.ordinal AND early.signed_at > late.signed_at""",
    "Who signs signs after those before him: household, helper, village, town, county 依次签字：户主、帮扶责任人、村、镇、县",
)

_UNCONFIRMED = """SELECT FROM {removals} AS removal JOIN {findings} AS finding ON finding.id = removal.comparison_finding_id
    WHERE finding.outcome IS DISTINCT FROM 'confirmed' OR removal.decided_on < finding.verified_on"""
_REMOVED = _UNCONFIRMED.format(removals="changed", findings="comparison_finding")
_DOUBTED = _UNCONFIRMED.format(removals="removal_decision", findings="changed")
_FINDINGS = "SELECT comparison_finding_id FROM changed"
row_rule(
    *(removal_decision, "of_a_confirmed_finding", ("comparison_finding_id", "decided_on"), "comparison_finding", _FINDINGS, _REMOVED),
    "A removal rests on a finding that was verified and confirmed before 核销以已核查属实的存疑问题为依据",
)
row_rule(
    *(comparison_finding, "confirmed_where_removed", ("outcome", "verified_on"), "comparison_finding", WRITTEN, _DOUBTED),
    "A finding on which a removal rests stays confirmed 作为核销依据的存疑问题结论须为属实",
)

of_parent(
    *(removal_decision, "of_whom_it_found", ("comparison_finding_id", "member_id"), comparison_finding, ("member_id",)),
    "child.member_id <> parent.member_id",
    "Who is removed is the member whom the finding names 核销的成员就是存疑问题所指的成员",
    "A finding on which a removal rests names the member who was removed 存疑问题所指的成员就是据此核销的成员",
    there="finds_whom_it_removes",
)

# Where a household has an exit case, both tell the same; whoever fell back afterwards is on the register again, whoever was removed is gone
_UNLIKE_ITS_EXIT = """SELECT FROM household AS home JOIN exit_case AS one ON one.household_id = home.id
    WHERE home.id IN ({keys}) AND one.state <> 'returned' AND home.state <> 'removed'
    AND (home.state, home.exited_on) IS DISTINCT FROM (CASE one.state WHEN 'exited' THEN 'exited' ELSE 'exit_' || one.state END, one.closed_on)
    AND NOT EXISTS (SELECT FROM entry_case AS back WHERE back.relapse_of_id = home.id AND back.filed_on >= one.closed_on)"""
for _table, _name, _columns, _keys, _sentence in (
    (
        *(household, "stands_as_its_exit", ("state", "exited_on"), WRITTEN),
        "A household stands where its exit case stands 户的状态与脱困案件一致",
    ),
    (
        *(exit_case, "stands_as_its_household", ("household_id", "state", "closed_on"), "SELECT household_id FROM changed"),
        "An exit case stands where its household stands 脱困案件与户的状态一致",
    ),
):
    row_rule(_table, _name, _columns, "household", _keys, _UNLIKE_ITS_EXIT.format(keys=_keys), _sentence)

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

# Papers of a case lie between its first day and its last one
_ENTRY, _EXIT = ("applied_on", "filed_on"), ("proposed_on", "closed_on")
for _table, _name, _day, _case, _days, _there, *_sentences in (
    (
        *(public_notice, "after_its_entry_case", "posted_on", entry_case, _ENTRY, "before_its_notice"),
        "An entry is posted between application and filing 纳入公示在申请之后、纳入之前",
        "What was posted had been applied for, and was filed afterwards 公示在申请之后、纳入之前",
    ),
    (
        *(public_notice, "after_its_exit_case", "posted_on", exit_case, _EXIT, "before_its_notice"),
        "An exit is posted between proposal and closing 脱困公示在提出之后、销号之前",
        "What was posted had been proposed, and was closed afterwards 公示在提出之后、销号之前",
    ),
    (
        *(public_notice, "after_its_removal_decision", "posted_on", removal_decision, ("decided_on",), "before_its_notice"),
        "A removal is posted after it was decided 核销公示不早于决定",
        "What was posted had been decided before 核销决定不晚于公示",
    ),
    (
        *(entry_step, "in_its_case", "decided_on", entry_case, _ENTRY, "stepped_in_time"),
        "An application is reviewed between application and filing 审核在申请之后、纳入之前",
        "An application is filed after its reviews, which followed it 申请之后审核，审核之后纳入",
    ),
    (
        *(exit_signature, "in_its_case", "signed_at", exit_case, _EXIT, "signed_in_time"),
        "An exit is signed between proposal and closing 签字在提出之后、销号之前",
        "An exit is closed after its signatures, which followed its proposal 提出之后签字，签字之后销号",
    ),
    (
        *(exit_refusal, "in_its_case", "refused_on", exit_case, _EXIT, "refused_in_time"),
        "An exit is refused after it was proposed 拒签不早于提出",
        "An exit that was refused had been proposed before 提出不晚于拒签",
    ),
):
    _on = day_of(f"child.{_day}") if _day.endswith("_at") else f"child.{_day}"
    _wrong = f"NOT {_on} BETWEEN parent.{_days[0]} AND " + (f"coalesce(parent.{_days[1]}, {_on})" if len(_days) > 1 else _on)
    of_parent(_table, _name, (f"{_case.name}_id", _day), _case, _days, _wrong, *_sentences, there=_there)
of_parent(
    *(entry_step, "of_a_case_filed_by_all", ("entry_case_id", "decision"), entry_case, ("state",)),
    "parent.state = 'filed' AND child.decision <> 'approved'",
    "Nobody returns or refuses an application that is filed 已纳入的申请不得有退回、不同意的意见",
    "An application that was returned or refused is not filed 有退回、不同意意见的申请不得纳入",
    there="filed_by_all",
)
level_by_level(entry_step, "entry_case_id", STEP_LEVEL, "A level approves after those below it approved 逐级审核，上级同意须在下级同意之后")
of_parent(
    *(comparison_finding, "raised_by_its_run", ("comparison_run_id", "raised_on"), comparison_run, ("started_at",)),
    f"child.raised_on < {day_of('parent.started_at')}",
    "A doubt is raised once its comparison was run 存疑问题在比对开始之后发现",
    "A comparison was run before it raised a doubt 比对不晚于其发现的存疑问题",
    there="run_before_its_findings",
)
of_parent(
    *(entry_case, "compared_in_time", ("comparison_run_id", "filed_on"), comparison_run, ("started_at",)),
    f"child.filed_on < {day_of('parent.started_at')}",
    "An application is compared before it is filed 先比对后纳入",
    "A comparison was run before what it was made for was filed 比对不晚于纳入",
    there="run_before_its_entries",
)
# Of a household that came back to the register its former exit is not known any more; one that is out by now was out before it was watched
_TOO_SOON = """SELECT FROM {watches} AS watch JOIN {homes} AS home ON home.id = watch.household_id
    WHERE {exited} > least(watch.due_on, watch.visited_on) AND NOT EXISTS (SELECT FROM entry_case WHERE relapse_of_id = home.id AND state = 'filed')"""
row_rule(
    *(relapse_watch, "after_its_exit", ("household_id", "due_on", "visited_on"), "household", "SELECT household_id FROM changed"),
    _TOO_SOON.format(watches="changed", homes="household", exited="coalesce(home.exited_on, 'infinity')"),
    "A household is watched once it left hardship 脱困之后监测返贫",
)
row_rule(
    *(household, "exited_before_its_watches", ("exited_on",), "household", WRITTEN),
    _TOO_SOON.format(watches="relapse_watch", homes="changed", exited="home.exited_on"),
    "A household left hardship before it was watched 脱困不晚于返贫监测",
)
_OF_ANOTHER_TIME = f"""SELECT FROM {{comparison_finding}} AS finding JOIN {{comparison_rule}} AS rule ON rule.id = finding.comparison_rule_id
    JOIN {{comparison_run}} AS run ON run.id = finding.comparison_run_id WHERE NOT rule.period @> {day_of("run.started_at")}"""
for _table, _name, _changed, _sentence in (
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
):
    _rows = {name: name for name in ("comparison_finding", "comparison_rule", "comparison_run")} | {_table.name: "changed"}
    row_rule(_table, _name, _changed, None, None, _OF_ANOTHER_TIME.format(**_rows), _sentence)
of_parent(
    *(exit_case, "after_filing", ("household_id", "proposed_on"), household, ("filed_on",), "child.proposed_on < parent.filed_on"),
    "An exit is proposed after the household was filed 脱困的提出不早于建档立卡",
    "A household was filed before its exit was proposed 建档立卡不晚于脱困的提出",
    there="filed_before_its_exit",
)
