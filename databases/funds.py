"""The funds database 帮扶资金库: where every yuan comes from, which way it goes, and who receives it.

The ledger is a graph that recursion follows both ways: `allocation` rows are hops, `allocation_feeding` says which hop
fed which and with how much, `payment_list_funding` says which hops pay a list, and `payment_line` is the last step, to a
household's card. Hops to projects and village collectives end in `allocation` itself.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.code_lists.beneficiaries import HOUSEHOLD_CATEGORY
from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.funds import (
    AWARD_INSTRUMENT,
    BANK,
    BANK_FAILURE,
    BANK_RESULT,
    BUDGET_KIND,
    CHARGE_KIND,
    CLAIM_STATE,
    DISBURSEMENT_METHOD,
    DONATION_KIND,
    DONOR_KIND,
    ECOLOGICAL_LAND,
    ENROLMENT_STATE,
    EVALUATION_FINDING_KIND,
    EVALUATION_GRADE,
    FEE_KIND,
    FUND_HOLDER,
    FUND_STATE,
    GUARANTEE_STATE,
    HOLD_KIND,
    LOAN_KIND,
    LOAN_STATE,
    NON_PRODUCTIVE,
    PAYMENT_LIST_KIND,
    PAYMENT_LIST_STATE,
    SOURCE_KIND,
    STANDARD_UNIT,
    STREAM_PURPOSE,
    TARGET_KIND,
    VILLAGE_EXPENDITURE_KIND,
    WAIVED_PROJECT_KIND,
)
from databases.regions import region_table
from databases.row_rules import frozen, row_rule
from databases.tables import (
    A_NUMBER,
    AREA,
    CODE,
    COUNT,
    CREDIT_CODE,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    MONEY,
    MONTH,
    NOT_NEGATIVE,
    ORDINAL,
    PERIOD,
    RATE,
    SCORE,
    SENTENCE,
    SHARE,
    SIGNED_MONEY,
    TEXT,
    YEAR,
    Domain,
    Sensitivity,
    agreeing,
    check,
    direct,
    elsewhere,
    encrypted,
    entity,
    internal,
    metadata,
    never_overlapping,
    never_overlapping_text,
    public,
    quasi,
    reference,
    region,
    sensitive,
)

METADATA = metadata("funds")

QUANTITY = Domain(sa.Numeric(16, 2), NOT_NEGATIVE)
POSITIVE_MONEY = Domain(sa.Numeric(16, 2), f"{{column}} > 0 AND {A_NUMBER}")
# digits of a code inside the city: who gives from above or from outside has no place there, and receives nothing
PLACE_OF_LEVEL = "CASE {} WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'town' THEN 9 WHEN 'village' THEN 12 ELSE 0 END"

region_ = region_table(METADATA)

# What there is: streams, their standards and rules, sources and budgets

fund_stream = entity(
    METADATA,
    "fund_stream",
    "Stream of assistance or relief funds in the catalogue 帮扶资金种类 (M50, M55, M59)",
    public("code", CODE, "Code 资金代码", unique=True),
    public("name", TEXT, "Name 资金名称", unique=True),
    public("level", GOVERNMENT_LEVEL, "Level that owns the stream 资金级次"),
    public("department", DEPARTMENT, "Competent department 主管部门"),
    public("purpose", STREAM_PURPOSE, "Purpose 用途"),
    public("to_household", FLAG, "Whether the final recipients are households 是否到户资金"),
    public("household_category", HOUSEHOLD_CATEGORY, "Category of household that it serves, if only one 对象类别", optional=True),
    public("started_on", DAY, "In the catalogue since 启用日期"),
    public("ended_on", DAY, "Closed on 停用日期", optional=True),
    check("ended_after_start", "ended_on IS NULL OR ended_on >= started_on", "A stream ends after it began 停用不早于启用"),
    check(
        *("category_of_households", "household_category IS NULL OR to_household"),
        "Only a stream that ends at households has their category 只有到户资金写明对象类别",
    ),
    sa.UniqueConstraint("id", "to_household"),
)

benefit_standard = entity(
    METADATA,
    "benefit_standard",
    "Standard of a to-household benefit in one county, adjusted yearly 保障（补助）标准 (M59, M65)",
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("unit", STANDARD_UNIT, "What the amount is counted for 计发单位"),
    public("amount", POSITIVE_MONEY, "Standard, yuan 标准（元）"),
    public("period", PERIOD, "In force 执行期间"),
    public("document_number", TEXT, "Document that set it 标准文号"),
    sa.UniqueConstraint("id", "stream_id", "region_code"),
    postgresql.ExcludeConstraint(
        (sa.text("int8range(stream_id, stream_id, '[]')"), "&&"),
        (sa.text("int8range(CAST(region_code AS bigint), CAST(region_code AS bigint), '[]')"), "&&"),
        (sa.text("period"), "&&"),
        using="gist",
        name="ex_benefit_standard_stream_id_region_code_period",
    ),
    check("county", "length(region_code) = 6"),
)

stream_rule = entity(
    METADATA,
    "stream_rule",
    "Rules of a stream in force: documents, duties, clocks and standards 资金管理规则 (M58, M61, M64, M65, M87)",
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    public("rule_version", CODE, "Version 版本"),
    public("period", PERIOD, "In force 执行期间"),
    elsewhere("management_document_id", "forces.policy_document", "Rule on managing the fund 资金管理办法"),
    elsewhere("performance_document_id", "forces.policy_document", "Rule on evaluating its performance 绩效评价办法"),
    public("review_department", DEPARTMENT, "Reviews and confirms the payment list 审核确认部门"),
    public("payment_department", DEPARTMENT, "Pays 拨付部门"),
    public("evaluation_department", DEPARTMENT, "Evaluates 绩效评价部门"),
    public("standard_hops", ORDINAL, "Hops that a route may have 标准拨付环节数"),
    public("filing_days", COUNT, "Days to report an upper-level fund 报备时限（天）"),
    public("confirmation_days", COUNT, "Days to confirm a payment list 清单确认时限（天）"),
    public("payment_days", COUNT, "Days from confirmation to payment 支付时限（天）"),
    public("retention_days", COUNT, "Days after which money that stands still is retained 滞留时限（天）"),
    public("yearly_floor", MONEY, "Least budget a year, yuan 每年最低安排（元）", optional=True),
    sa.UniqueConstraint("stream_id", "rule_version"),
    sa.UniqueConstraint("id", "stream_id"),
    never_overlapping("stream_rule", "stream_id"),
)

fund_source = entity(
    METADATA,
    "fund_source",
    "Source that feeds a stream 资金来源 (M19, M57)",
    public("code", CODE, "Code 来源代码", unique=True),
    public("name", TEXT, "Name 来源名称"),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    public("level", GOVERNMENT_LEVEL, "Level that pays 来源级次"),
    public("kind", SOURCE_KIND, "Kind 来源性质"),
    public("through_city_treasury", FLAG, "Whether it passes the city treasury 是否经过市级财政"),
    public("share", SHARE, "Share of the stream that it should carry 应承担比例"),
    sa.UniqueConstraint("id", "stream_id"),
    check("donation", "(level = 'society') = (kind = 'donation')"),
    check("city_passes_city", "level <> 'city' OR through_city_treasury"),
)

budget_document = entity(
    METADATA,
    "budget_document",
    "Document that sets the assistance budget of a place and year 预算文件 (M56)",
    public("number", TEXT, "Document number 文号", unique=True),
    public("title", TEXT, "Title 标题"),
    region("Place 地区", Sensitivity.PUBLIC),
    public("year", YEAR, "Budget year 预算年度"),
    public("issued_on", DAY, "Day of issue 印发日期"),
    public("amount", MONEY, "Total that the document states, yuan 文件总额（元）"),
    sa.UniqueConstraint("region_code", "year"),
    check("issued_in_time", "extract(year FROM issued_on) BETWEEN year - 1 AND year"),
)

budget = entity(
    METADATA,
    "budget",
    "Budget line of a source in a place and year 预算指标 (M50, M56, M87, M160, M183)",
    public("number", CODE, "Number 指标编号", unique=True),
    reference("budget_document", "Document 预算文件"),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    reference("fund_source", "Source 资金来源", name="source_id"),
    public("year", YEAR, "Budget year 预算年度"),
    public("level", GOVERNMENT_LEVEL, "Level that pays 级次"),
    region("Place that receives it 地区", Sensitivity.PUBLIC),
    public("department", DEPARTMENT, "Department 主管部门"),
    public("kind", BUDGET_KIND, "Kind 预算类别"),
    public("functional_class", CODE, "Functional class 功能分类科目"),
    public("economic_class", CODE, "Economic class 经济分类科目"),
    public("amount", MONEY, "Budgeted, yuan 预算数（元）"),
    public("approved_on", DAY, "Day of approval 批复日期"),
    sa.UniqueConstraint("source_id", "region_code", "year"),
    sa.UniqueConstraint("id", "source_id", "year"),
    agreeing("budget", "fund_source", "source_id", "stream_id", sentence="A budget line is of a source of its stream 预算指标与资金来源同一资金"),
    check("special_fund_of_city", "kind <> 'special_fund' OR (level = 'city' AND length(region_code) = 4)"),
    check("approved_in_time", "extract(year FROM approved_on) BETWEEN year - 1 AND year"),
)

# The ledger: plans, hops, what fed them, what stands still

allocation_plan = entity(
    METADATA,
    "allocation_plan",
    "Plan by which a department shares out a stream in a county and year 资金分配方案 (M62)",
    public("number", CODE, "Number 方案编号", unique=True),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("year", YEAR, "Year 年度"),
    public("department", DEPARTMENT, "Department that made it 编制部门"),
    public("method", DISBURSEMENT_METHOD, "Way of paying 拨付方式"),
    public("amount", POSITIVE_MONEY, "Shared out, yuan 分配金额（元）"),
    public("document_number", TEXT, "Document number 文号"),
    public("submitted_on", DAY, "Handed to finance on 报送日期"),
    public("approved_on", DAY, "Approved on 批准日期", optional=True),
    sa.UniqueConstraint("stream_id", "region_code", "year"),
    sa.UniqueConstraint("id", "stream_id", "year"),
    sa.UniqueConstraint("id", "stream_id", "region_code"),
    check("county", "length(region_code) = 6"),
    check("approved_after_submission", "approved_on IS NULL OR approved_on >= submitted_on"),
)

allocation = entity(
    METADATA,
    "allocation",
    "Hop of money from one account to the next 资金拨付环节 (M19, M51, M52, M58, M68, M90)",
    public("number", CODE, "Number 拨付编号", unique=True),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    reference("fund_source", "Source; only of a first hop 资金来源（首环节）", name="source_id", optional=True),
    reference("budget", "Budget line that it draws on; only of a first hop 预算指标", optional=True),
    reference("allocation_plan", "Plan that it follows 分配方案", name="plan_id", optional=True),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("year", YEAR, "Budget year 预算年度"),
    public("ordinal", ORDINAL, "Place in the route, from 1 环节序号"),
    public("from_level", GOVERNMENT_LEVEL, "Level that pays 拨出级次"),
    public("from_holder", FUND_HOLDER, "Account that pays 拨出账户"),
    region("Place that pays, inside the city 拨出地区", Sensitivity.PUBLIC, name="from_region_code", optional=True),
    public("to_level", GOVERNMENT_LEVEL, "Level that receives 拨入级次"),
    public("to_holder", FUND_HOLDER, "Account that receives 拨入账户"),
    region("Place that receives 拨入地区", Sensitivity.PUBLIC),
    public("department", DEPARTMENT, "Competent department 主管部门"),
    elsewhere("project_id", "projects.project", "Project that receives it 项目", optional=True),
    public("weak_village", FLAG, "Whether an economically weak village receives it 是否拨付经济薄弱村"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    public("document_number", TEXT, "Document number 拨付文号"),
    public("decided_on", DAY, "Decided on 下达日期"),
    public("due_on", DAY, "To be paid on by 应拨付日期"),
    public("allocated_on", DAY, "Paid on 实际拨付日期", optional=True),
    public("state", FUND_STATE, "State 资金状态"),
    sa.UniqueConstraint("id", "to_household"),
    sa.UniqueConstraint("id", "stream_id"),
    sa.UniqueConstraint("id", "region_code"),
    sa.UniqueConstraint("id", "stream_id", "year", "amount"),
    agreeing("allocation", "fund_source", "source_id", "stream_id", sentence="A hop comes from a source of its stream 拨付与资金来源同一资金"),
    agreeing(
        *("allocation", "budget", "budget_id", "source_id", "year"),
        sentence="A hop draws on a budget of its source and year 拨付与预算指标同一来源、同一年度",
    ),
    agreeing(
        *("allocation", "allocation_plan", "plan_id", "stream_id", "year"),
        sentence="A hop follows a plan of its stream and year 拨付与分配方案同一资金、同一年度",
    ),
    check("first_hop_names_source", "(ordinal = 1) = (source_id IS NOT NULL)"),
    check("budget_of_source", "budget_id IS NULL OR source_id IS NOT NULL"),
    check(
        *("first_hop_is_budgeted", "source_id IS NULL OR budget_id IS NOT NULL OR from_level = 'society' OR state = 'registered'"),
        "Money that was not given draws on a budget, once it is more than registered 除捐赠外，登记以后的首环节须有预算指标",
    ),
    check(
        *("from_place", f"coalesce(length(from_region_code), 0) = {PLACE_OF_LEVEL.format('from_level')}"),
        "Money leaves a place of the level that pays 拨出地区与拨出级次一致",
    ),
    check(
        *("to_place", f"length(region_code) = {PLACE_OF_LEVEL.format('to_level')}"),
        "Money arrives at a place of the level that receives 拨入地区与拨入级次一致",
    ),
    check("project_holder", "(to_holder = 'project') = (project_id IS NOT NULL)"),
    check("weak_village_is_village", "NOT weak_village OR to_level = 'village'"),
    check("due_after_decision", "due_on >= decided_on"),
    check("allocated_after_decision", "allocated_on IS NULL OR allocated_on >= decided_on"),
    check(
        "state_dates",
        "CASE WHEN state IN ('registered', 'budgeted') THEN allocated_on IS NULL "
        "WHEN state IN ('retained', 'frozen', 'recovered') THEN true ELSE allocated_on IS NOT NULL END",
    ),
)

allocation_feeding = entity(
    METADATA,
    "allocation_feeding",
    "Share of a hop that was fed from an earlier hop 拨付衔接关系 (M51, M52)",
    reference("allocation", "Hop that was fed 后一环节"),
    reference("allocation", "Hop that fed it 前一环节", name="fed_by_id"),
    reference("fund_stream", "Stream of both hops 资金种类", name="stream_id"),
    region("Place that receives 拨入地区", Sensitivity.PUBLIC),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    sa.UniqueConstraint("allocation_id", "fed_by_id"),
    agreeing(
        *("allocation_feeding", "allocation", "allocation_id", "stream_id"),
        sentence="A feeding is of the stream of the hop that it feeds 衔接与后一环节同一资金",
    ),
    agreeing("allocation_feeding", "allocation", "fed_by_id", "stream_id", sentence="A hop is fed from its own stream 前后环节同一资金"),
    check("another_hop", "fed_by_id <> allocation_id"),
)

upper_level_report = entity(
    METADATA,
    "upper_level_report",
    "Report to the city of central or provincial money that did not pass its treasury 上级扶贫资金报备 (M57)",
    public("number", CODE, "Number 报备编号", unique=True),
    reference("allocation", "Hop by which the money arrived 到账环节"),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    region("County that must report 报备市（县）区", Sensitivity.PUBLIC),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("year", YEAR, "Year 年度"),
    public("amount", POSITIVE_MONEY, "Arrived, yuan 到账金额（元）"),
    public("document_number", TEXT, "Document of the upper level 上级文号"),
    public("arrived_on", DAY, "Arrived on 到账日期"),
    public("due_on", DAY, "To be reported by 报备截止日期"),
    public("filed_on", DAY, "Reported on 报备日期", optional=True),
    public("accepted_on", DAY, "Accepted by the city finance bureau on 市财政局受理日期", optional=True),
    sa.UniqueConstraint("allocation_id"),
    agreeing(
        *("upper_level_report", "allocation", "allocation_id", "stream_id", "year", "amount"),
        sentence="A report tells the stream, year and amount of the hop by which the money came 报备的资金、年度、金额与到账环节一致",
    ),
    check("county", "length(region_code) = 6"),
    check("due_after_arrival", "due_on >= arrived_on"),
    check("filed_after_arrival", "filed_on IS NULL OR filed_on >= arrived_on"),
    check("accepted_after_filing", "accepted_on IS NULL OR (filed_on IS NOT NULL AND accepted_on >= filed_on)"),
)

retention = entity(
    METADATA,
    "retention",
    "Money of a hop that stands still, was frozen or was taken back 资金滞留、冻结与收回 (M61, M65, M68)",
    reference("allocation", "Hop 拨付环节"),
    region("Place that holds it 所在地区", Sensitivity.PUBLIC),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("department", DEPARTMENT, "Responsible department 责任部门"),
    public("kind", HOLD_KIND, "Kind 类别"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    public("since_on", DAY, "Since 起始日期"),
    public("released_on", DAY, "Until 解除日期", optional=True),
    public("reason", TEXT, "Reason 原因"),
    check("released_after_start", "released_on IS NULL OR released_on >= since_on"),
    check("recovered_for_good", "kind <> 'recovered' OR released_on IS NULL"),
)

# The last step: lists, lines, banks

account = entity(
    METADATA,
    "account",
    "Bank card of a household member to which money is paid 一卡通账户 (M62)",
    elsewhere("household_id", "beneficiaries.household", "Household 所属户"),
    elsewhere("member_id", "beneficiaries.member", "Holder 持卡成员"),
    region("Village or community of residence 所在村（社区）"),
    direct("holder_name", TEXT, "Name of the holder 户名"),
    internal("bank", BANK, "Bank 开户银行"),
    *encrypted("bank_card", "Bank card number 银行卡号"),
    internal("period", PERIOD, "Used for payments 使用期间"),
    never_overlapping("account", "member_id", sentence="A member has one card at a time 每人同时只有一个一卡通账户"),
    sa.UniqueConstraint("id", "household_id"),
)

payment_list = entity(
    METADATA,
    "payment_list",
    "List of payments to households, made, checked, confirmed and locked 发放清单 (M60, M61, M63, M68)",
    internal("number", CODE, "Number 清单编号", unique=True),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    reference("allocation_plan", "Plan that it follows, from the check on 分配方案", name="plan_id", optional=True),
    reference("benefit_standard", "Standard in force, from the check on 执行标准", optional=True),
    region("County 市（县）区", Sensitivity.PUBLIC),
    internal("department", DEPARTMENT, "Department that confirms 主管部门"),
    internal("month", MONTH, "Month of paying 发放月份"),
    internal("kind", PAYMENT_LIST_KIND, "Kind 清单类别"),
    internal("method", DISBURSEMENT_METHOD, "Way of paying 拨付方式"),
    internal("state", PAYMENT_LIST_STATE, "State 状态"),
    internal("line_count", COUNT, "Lines 人次"),
    internal("amount", MONEY, "Total of the list, yuan 清单金额（元）"),
    elsewhere("maker_id", "forces.person", "Who made it 编制人"),
    internal("made_on", DAY, "Made on 编制日期"),
    elsewhere("checker_id", "forces.person", "Who checked and confirmed it 审核确认人", optional=True),
    internal("checked_on", DAY, "Checked on 审核日期", optional=True),
    internal("confirm_due_on", DAY, "To be confirmed by 应确认日期"),
    internal("confirmed_on", DAY, "Confirmed on 确认日期", optional=True),
    internal("locked_at", MOMENT, "Locked at 锁定时间", optional=True),
    internal(
        "digest",
        DIGEST,
        "SHA-256 of the locked lines by id, one `household,member,account,cents` each, joined by newlines 锁定摘要",
        optional=True,
    ),
    internal("pay_due_on", DAY, "To be paid by 应支付日期", optional=True),
    internal("instructed_on", DAY, "Handed to the banks on 指令日期", optional=True),
    internal("paid_on", DAY, "Paid on 支付日期", optional=True),
    internal("reconciled_on", DAY, "Reconciled on 对账日期", optional=True),
    sa.UniqueConstraint(
        *("stream_id", "region_code", "month", "kind"),
        info={SENTENCE: "A county has one list of a kind for a stream and month 同一资金、市（县）区和月份只有一份同类清单"},
    ),
    sa.UniqueConstraint("id", "stream_id"),
    sa.UniqueConstraint("id", "region_code"),
    sa.UniqueConstraint("id", "instructed_on"),
    agreeing(
        *("payment_list", "allocation_plan", "plan_id", "stream_id", "region_code"),
        sentence="A list follows a plan of its stream and county 清单与分配方案同一资金、同一县",
    ),
    agreeing(
        *("payment_list", "benefit_standard", "benefit_standard_id", "stream_id", "region_code"),
        sentence="A list is paid by the standard of its stream and county 清单执行本县本资金的标准",
    ),
    check("county", "length(region_code) = 6", "A county pays the list 清单由市（县）区发放"),
    check("planned_before_check", "state = 'drafted' OR (plan_id IS NOT NULL AND benefit_standard_id IS NOT NULL)"),
    check("two_persons", "checker_id <> maker_id", "Who made a list does not check it 编制人不审核自己的清单"),
    check("checked_by_somebody", "(checked_on IS NULL) = (checker_id IS NULL)"),
    check("checked_after_making", "checked_on IS NULL OR checked_on >= made_on", "A list is checked after it was made 审核不早于编制"),
    check("confirmed_after_check", "confirmed_on IS NULL OR (checked_on IS NOT NULL AND confirmed_on >= checked_on)"),
    check("pay_due_from_confirmation", "(pay_due_on IS NULL) = (confirmed_on IS NULL) AND (pay_due_on IS NULL OR pay_due_on >= confirmed_on)"),
    check("lock_has_digest", "(locked_at IS NULL) = (digest IS NULL)"),
    check("locked_after_confirmation", "locked_at IS NULL OR confirmed_on IS NOT NULL"),
    check("instructed_after_lock", "instructed_on IS NULL OR (locked_at IS NOT NULL AND instructed_on >= confirmed_on)"),
    check("paid_after_instruction", "paid_on IS NULL OR (instructed_on IS NOT NULL AND paid_on >= instructed_on)"),
    check("reconciled_after_payment", "reconciled_on IS NULL OR (paid_on IS NOT NULL AND reconciled_on >= paid_on)"),
    check(
        "state_dates",
        "state = CASE WHEN state = 'frozen' AND paid_on IS NULL THEN 'frozen' WHEN reconciled_on IS NOT NULL THEN 'reconciled' "
        "WHEN paid_on IS NOT NULL THEN 'paid' WHEN instructed_on IS NOT NULL THEN 'instructed' WHEN locked_at IS NOT NULL THEN 'locked' "
        "WHEN confirmed_on IS NOT NULL THEN 'confirmed' WHEN checked_on IS NOT NULL THEN 'checked' ELSE 'drafted' END",
    ),
)

payment_list_funding = entity(
    METADATA,
    "payment_list_funding",
    "Share of a payment list that a hop pays 清单资金来源 (M51, M52, M63)",
    reference("payment_list", "Payment list 发放清单"),
    reference("allocation", "Hop that pays 拨付环节"),
    reference("fund_stream", "Stream of the list and of the hop 资金种类", name="stream_id"),
    region("Place that holds the money 拨付地区", Sensitivity.PUBLIC),
    internal("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    sa.UniqueConstraint("payment_list_id", "allocation_id"),
    agreeing(
        "payment_list_funding",
        "payment_list",
        "payment_list_id",
        "stream_id",
        sentence="A funding is of the stream of its list 清单资金来源与清单同一资金",
    ),
    agreeing(
        "payment_list_funding", "allocation", "allocation_id", "stream_id", sentence="A list is paid by hops of its stream 清单由同一资金的拨付支付"
    ),
)

instruction_batch = entity(
    METADATA,
    "instruction_batch",
    "Payment instruction for one list to one bank 支付指令批次 (M62)",
    internal("number", CODE, "Number 批次编号", unique=True),
    reference("payment_list", "Payment list 发放清单"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    internal("bank", BANK, "Bank 代发银行"),
    internal("line_count", COUNT, "Lines 笔数"),
    internal("amount", POSITIVE_MONEY, "Instructed, yuan 指令金额（元）"),
    internal("sent_on", DAY, "Sent on 发送日期"),
    internal("answered_on", DAY, "Result received on 银行回盘日期", optional=True),
    sa.UniqueConstraint("payment_list_id", "bank"),
    sa.UniqueConstraint("id", "region_code"),
    sa.UniqueConstraint("id", "amount"),
    check("answered_after_sending", "answered_on IS NULL OR answered_on >= sent_on"),
)

payment_line = entity(
    METADATA,
    "payment_line",
    "Payment to a household for one month, with the bank's result 发放明细 (M52, M60, M62, M68)",
    reference("payment_list", "Payment list 发放清单"),
    elsewhere("household_id", "beneficiaries.household", "Household 受益户"),
    elsewhere("member_id", "beneficiaries.member", "Member whom the money is for 受益成员"),
    region("Village or community of residence 所在村（社区）"),
    reference("account", "Card that it is paid to, known before the bank answers 收款账户", optional=True),
    quasi("month", MONTH, "Month that it is for 所属月份"),
    sensitive("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    quasi("result", BANK_RESULT, "Result of the bank 发放结果"),
    quasi("settled_on", DAY, "Day of the result 到账（退回）日期", optional=True),
    internal("failure", BANK_FAILURE, "Why it came back 退回原因", optional=True),
    reference("payment_line", "Returned payment that it repeats 原退回明细", name="repays_id", optional=True),
    sa.UniqueConstraint("payment_list_id", "member_id"),
    agreeing("payment_line", "account", "account_id", "household_id", sentence="A line is paid to a card of its household 发放到本户的账户"),
    sa.Index("uq_payment_line_repays_id", "repays_id", unique=True, postgresql_where=sa.text("repays_id IS NOT NULL")),
    check("account_before_result", "result = 'pending' OR account_id IS NOT NULL"),
    check("settled", "(result = 'pending') = (settled_on IS NULL)"),
    check("failure_named", "(result IN ('returned', 'failed')) = (failure IS NOT NULL)"),
    check("repays_another", "repays_id <> id"),
)

reconciliation = entity(
    METADATA,
    "reconciliation",
    "Reconciliation of an instruction with the bank's results 对账记录 (M25, M62)",
    reference("instruction_batch", "Instruction 支付指令批次"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    elsewhere("reconciled_by", "forces.person", "Who reconciled it 对账人"),
    internal("reconciled_on", DAY, "Day 对账日期"),
    internal("instructed_amount", POSITIVE_MONEY, "Instructed, yuan 指令金额（元）"),
    internal("paid_amount", MONEY, "Credited, yuan 到账金额（元）"),
    internal("returned_amount", MONEY, "Returned, yuan 退回金额（元）"),
    internal("failed_amount", MONEY, "Failed, yuan 失败金额（元）"),
    internal("difference", SIGNED_MONEY, "Not accounted for, yuan 差额（元）"),
    internal("explanation", TEXT, "Explanation of the difference 差额说明", optional=True),
    sa.UniqueConstraint("instruction_batch_id"),
    check("sums_up", "instructed_amount = paid_amount + returned_amount + failed_amount + difference"),
)

# Looking at the whole: reports and evaluations

stream_report = entity(
    METADATA,
    "stream_report",
    "Monthly data of a stream in a county: received, paid, balance 资金月度报表 (M55, M56, M66)",
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
    public("department", DEPARTMENT, "Department that reports 报送部门"),
    public("month", MONTH, "Month 月份"),
    public("due_on", DAY, "To be handed in by 应报送日期"),
    public("submitted_on", DAY, "Handed in on 报送日期", optional=True),
    public("opening_balance", SIGNED_MONEY, "Balance before, yuan 期初余额（元）", optional=True),
    public("received_amount", MONEY, "Received, yuan 本期拨入（元）", optional=True),
    public("paid_amount", MONEY, "Paid out, yuan 本期支出（元）", optional=True),
    public("closing_balance", SIGNED_MONEY, "Balance after, yuan 期末余额（元）", optional=True),
    sa.UniqueConstraint("stream_id", "region_code", "month"),
    check("county", "length(region_code) = 6"),
    check("due_after_month", "due_on > month"),
    check("submitted_with_figures", "(submitted_on IS NULL) = (num_nulls(opening_balance, received_amount, paid_amount, closing_balance) = 4)"),
    check("figures_complete", "num_nulls(opening_balance, received_amount, paid_amount, closing_balance) IN (0, 4)"),
    check("balances", "closing_balance = opening_balance + received_amount - paid_amount"),
)

performance_evaluation = entity(
    METADATA,
    "performance_evaluation",
    "Yearly evaluation of what a stream achieved in a county 资金绩效评价 (M54, M64)",
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    reference("stream_rule", "Rule that it was evaluated by 评价依据"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("department", DEPARTMENT, "Department that evaluates 评价部门"),
    elsewhere("evaluator_id", "forces.organisation", "Organisation that evaluated 评价机构"),
    public("year", YEAR, "Year evaluated 评价年度"),
    public("due_on", DAY, "To be finished by 应完成日期"),
    public("evaluated_on", DAY, "Finished on 完成日期", optional=True),
    public("score", SCORE, "Score 评价得分", optional=True),
    public("grade", EVALUATION_GRADE, "Grade 评价等级", optional=True),
    public("conclusion", TEXT, "Conclusion 评价结论", optional=True),
    sa.UniqueConstraint("stream_id", "region_code", "year"),
    sa.UniqueConstraint("id", "region_code"),
    agreeing(
        *("performance_evaluation", "stream_rule", "stream_rule_id", "stream_id"),
        sentence="An evaluation rests on a rule of its stream 绩效评价与规则同一资金",
    ),
    check("county", "length(region_code) = 6"),
    check("evaluated_after_year", "evaluated_on IS NULL OR extract(year FROM evaluated_on) > year"),
    check("finished_with_result", "num_nulls(evaluated_on, score, grade, conclusion) IN (0, 4)"),
    check(
        "grade_of_score", "grade = CASE WHEN score >= 90 THEN 'excellent' WHEN score >= 80 THEN 'good' WHEN score >= 60 THEN 'fair' ELSE 'poor' END"
    ),
)

performance_target = entity(
    METADATA,
    "performance_target",
    "Target of an evaluation and what was achieved 绩效目标 (M54)",
    reference("performance_evaluation", "Evaluation 绩效评价"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("ordinal", ORDINAL, "Place in the list 序号"),
    public("kind", TARGET_KIND, "Kind 指标类别"),
    public("indicator", TEXT, "Indicator 指标名称"),
    public("unit", TEXT, "Unit 单位"),
    public("weight", SHARE, "Weight 权重"),
    public("target_value", QUANTITY, "Target 目标值"),
    public("achieved_value", QUANTITY, "Achieved 完成值", optional=True),
    public("score", SCORE, "Score 得分", optional=True),
    sa.UniqueConstraint("performance_evaluation_id", "ordinal"),
    check("scored_when_achieved", "(achieved_value IS NULL) = (score IS NULL)"),
)

evaluation_finding = entity(
    METADATA,
    "evaluation_finding",
    "Problem that an evaluation found 绩效评价发现问题 (M54, M64)",
    reference("performance_evaluation", "Evaluation 绩效评价"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("department", DEPARTMENT, "Department that must put it right 整改部门"),
    public("kind", EVALUATION_FINDING_KIND, "Kind 问题类别"),
    public("statement", TEXT, "Problem 问题描述"),
    public("amount", MONEY, "Money concerned, yuan 涉及金额（元）"),
    public("due_on", DAY, "To be put right by 整改期限"),
    public("rectified_on", DAY, "Put right on 整改完成日期", optional=True),
    public("rectification", TEXT, "What was done 整改情况", optional=True),
    check("rectified_somehow", "(rectified_on IS NULL) = (rectification IS NULL)"),
)

donation_receipt = entity(
    METADATA,
    "donation_receipt",
    "Donation received: money, goods or service 受赠记录 (M19, M50)",
    public("number", CODE, "Number of the receipt 捐赠票据号", unique=True),
    reference("fund_stream", "Stream that it goes into 资金种类", name="stream_id"),
    reference("allocation", "Hop by which the money came in 拨付环节", optional=True),
    region("Place that received it 受赠地区", Sensitivity.PUBLIC),
    public("kind", DONATION_KIND, "Kind 捐赠形式"),
    public("donor_kind", DONOR_KIND, "Kind of donor 捐赠方类别"),
    direct("donor_name", TEXT, "Name of the donor 捐赠方名称"),
    public("donor_credit_code", CREDIT_CODE, "Unified credit code of the donor 捐赠方统一社会信用代码", optional=True),
    public("receiver_name", TEXT, "Charity that received it 受赠慈善组织"),
    public("receiver_credit_code", CREDIT_CODE, "Unified credit code of the charity 受赠方统一社会信用代码"),
    public("item", TEXT, "Goods or service 物品（服务）名称", optional=True),
    public("quantity", QUANTITY, "Quantity 数量", optional=True),
    public("unit", TEXT, "Unit of the quantity 计量单位", optional=True),
    public("amount", POSITIVE_MONEY, "Amount, or value by estimate, yuan 金额或评估价值（元）"),
    public("received_on", DAY, "Received on 接收日期"),
    public("delivered_on", DAY, "Passed on in full on 使用（发放）完成日期", optional=True),
    agreeing(
        "donation_receipt", "allocation", "allocation_id", "stream_id", sentence="A donation comes in by a hop of its stream 捐赠与拨付环节同一资金"
    ),
    check("company_has_code", "donor_kind = 'individual' OR donor_credit_code IS NOT NULL"),
    check("goods_are_counted", "(kind = 'money') = (num_nulls(item, quantity, unit) = 3)"),
    check("counted_in_full", "num_nulls(item, quantity, unit) IN (0, 3)"),
    check("only_money_moves", "allocation_id IS NULL OR kind = 'money'"),
    check("delivered_after_receipt", "delivered_on IS NULL OR delivered_on >= received_on"),
)

# Loans and insurance

loan = entity(
    METADATA,
    "loan",
    "Loan to a household of one of four kinds, or to a village collective 帮扶贷款 (M92, M161)",
    internal("number", CODE, "Number 贷款编号", unique=True),
    quasi("kind", LOAN_KIND, "Kind 贷款类别"),
    elsewhere("household_id", "beneficiaries.household", "Household that borrows 借款户", optional=True),
    elsewhere("member_id", "beneficiaries.member", "Member who borrows 借款人", optional=True),
    region("Village or community of the borrower 借款人所在村（社区）"),
    public("department", DEPARTMENT, "Department that recommends 推荐部门"),
    internal("lender_name", TEXT, "Lender 贷款银行"),
    internal("lender_credit_code", CREDIT_CODE, "Unified credit code of the lender 贷款银行统一社会信用代码"),
    sensitive("principal", POSITIVE_MONEY, "Principal, yuan 贷款本金（元）"),
    internal("annual_rate", RATE, "Interest a year, as a share 年利率"),
    internal("term_months", ORDINAL, "Term, months 期限（月）"),
    sensitive("state", LOAN_STATE, "State 状态"),
    quasi("applied_on", DAY, "Applied for on 申请日期"),
    quasi("disbursed_on", DAY, "Paid out on 放款日期", optional=True),
    quasi("due_on", DAY, "To be repaid by 到期日", optional=True),
    quasi("repaid_on", DAY, "Repaid on 结清日期", optional=True),
    sensitive("outstanding", MONEY, "Still owed, yuan 贷款余额（元）", optional=True),
    sa.UniqueConstraint("id", "region_code"),
    check("borrower", "(kind = 'village_collective') = (household_id IS NULL) AND (household_id IS NULL) = (member_id IS NULL)"),
    check("paid_out", "(state IN ('repaying', 'overdue', 'repaid')) = (disbursed_on IS NOT NULL)"),
    check("paid_out_in_full", "num_nulls(disbursed_on, due_on, outstanding) IN (0, 3)"),
    check("disbursed_after_application", "disbursed_on >= applied_on AND due_on > disbursed_on"),
    check("repaid", "(state = 'repaid') = (repaid_on IS NOT NULL) AND (repaid_on IS NULL OR (outstanding = 0 AND repaid_on >= disbursed_on))"),
    check("owed_at_most_principal", "outstanding <= principal"),
    check("rate_is_share", "annual_rate < 0.36"),
)

loan_subsidy = entity(
    METADATA,
    "loan_subsidy",
    "Interest on a loan that the treasury pays for a period 贷款贴息 (M92)",
    reference("loan", "Loan 贷款"),
    reference("fund_stream", "Stream that pays 资金种类", name="stream_id"),
    region("Village or community of the borrower 借款人所在村（社区）"),
    internal("period", PERIOD, "Time of interest 计息期间"),
    internal("subsidy_rate", RATE, "Interest a year that is subsidised, as a share 贴息年利率"),
    sensitive("interest_amount", MONEY, "Interest of the period, yuan 本期利息（元）"),
    sensitive("amount", POSITIVE_MONEY, "Subsidy, yuan 贴息金额（元）"),
    quasi("paid_on", DAY, "Paid on 贴息支付日期", optional=True),
    never_overlapping("loan_subsidy", "loan_id"),
    check("at_most_interest", "amount <= interest_amount"),
)

loan_guarantee = entity(
    METADATA,
    "loan_guarantee",
    "Guarantee of a loan 贷款担保 (M92)",
    reference("loan", "Loan 贷款"),
    region("Village or community of the borrower 借款人所在村（社区）"),
    internal("guarantor_name", TEXT, "Guarantor 担保机构"),
    internal("guarantor_credit_code", CREDIT_CODE, "Unified credit code of the guarantor 担保机构统一社会信用代码"),
    sensitive("guaranteed_amount", POSITIVE_MONEY, "Guaranteed, yuan 担保金额（元）"),
    sensitive("state", GUARANTEE_STATE, "State 状态"),
    internal("period", PERIOD, "In force 担保期间"),
    sensitive("called_amount", POSITIVE_MONEY, "Paid for the borrower, yuan 代偿金额（元）", optional=True),
    quasi("called_on", DAY, "Paid for the borrower on 代偿日期", optional=True),
    sa.UniqueConstraint("loan_id"),
    check("called", "(state = 'called') = (called_on IS NOT NULL) AND (called_on IS NULL) = (called_amount IS NULL)"),
    check("called_at_most_guaranteed", "called_amount <= guaranteed_amount"),
)

insurance_eligibility = entity(
    METADATA,
    "insurance_eligibility",
    "Category that a version of the rule admits to the medical insurance 医疗救助保险参保条件 (M184)",
    public("rule_version", CODE, "Version of the rule 规则版本"),
    public("household_category", HOUSEHOLD_CATEGORY, "Category of household 对象类别"),
    public("period", PERIOD, "In force 执行期间"),
    public("income_ceiling", MONEY, "Income a head and year at most, yuan 人均年收入上限（元）", optional=True),
    elsewhere("policy_document_id", "forces.policy_document", "Rule document 依据文件"),
    public("clause", TEXT, "Clause 依据条款"),
    sa.UniqueConstraint("rule_version", "household_category"),
    never_overlapping_text(
        *("insurance_eligibility", "household_category"),
        sentence="One condition of insurance is in force for a category at a time 同类对象同时只有一项参保条件",
    ),
)

insurance_policy = entity(
    METADATA,
    "insurance_policy",
    "Medical-relief liability insurance of a county for a year 精准医疗救助责任保险保单 (M162)",
    public("number", CODE, "Number 保单号", unique=True),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("rule_version", CODE, "Version of the eligibility rule 参保规则版本"),
    public("insurer_name", TEXT, "Insurer 承保机构"),
    public("insurer_credit_code", CREDIT_CODE, "Unified credit code of the insurer 承保机构统一社会信用代码"),
    public("payer_level", GOVERNMENT_LEVEL, "Level that pays the premium 保费出资级次"),
    public("payer_department", DEPARTMENT, "Department that pays the premium 保费出资部门"),
    public("period", PERIOD, "In force 保险期间"),
    public("premium_per_household", POSITIVE_MONEY, "Premium of a household, yuan 户均保费（元）"),
    public("coverage_limit", POSITIVE_MONEY, "Most that a household is paid, yuan 每户赔付限额（元）"),
    public("payout_share", SHARE, "Share of the own costs that is paid 自付费用赔付比例"),
    public("signed_on", DAY, "Signed on 签订日期"),
    public("premium_paid_on", DAY, "Premium paid on 保费支付日期", optional=True),
    postgresql.ExcludeConstraint(
        (sa.text("int8range(CAST(region_code AS bigint), CAST(region_code AS bigint), '[]')"), "&&"),
        (sa.text("period"), "&&"),
        using="gist",
        name="ex_insurance_policy_region_code_period",
    ),
    check("county", "length(region_code) = 6"),
    check("premium_after_signing", "premium_paid_on IS NULL OR premium_paid_on >= signed_on"),
)

insured_household = entity(
    METADATA,
    "insured_household",
    "Household that is eligible for a policy, and whether it is insured 应保与参保户 (M162, M184)",
    reference("insurance_policy", "Policy 保单"),
    reference("insurance_eligibility", "Condition that it meets 符合的参保条件"),
    elsewhere("household_id", "beneficiaries.household", "Household 参保户"),
    region("Village or community of residence 所在村（社区）"),
    quasi("listed_on", DAY, "Named as eligible by civil affairs on 民政提供名单日期"),
    quasi("state", ENROLMENT_STATE, "State 参保状态"),
    quasi("insured_on", DAY, "Insured on 参保日期", optional=True),
    internal("premium", MONEY, "Premium, yuan 保费（元）", optional=True),
    sa.UniqueConstraint("insurance_policy_id", "household_id"),
    sa.UniqueConstraint("id", "region_code"),
    check("insured", "(state = 'insured') = (insured_on IS NOT NULL) AND (insured_on IS NULL) = (premium IS NULL)"),
    check("insured_after_listing", "insured_on >= listed_on"),
)

insurance_claim = entity(
    METADATA,
    "insurance_claim",
    "Claim of an insured household 保险理赔 (M162)",
    internal("number", CODE, "Number 赔案号", unique=True),
    reference("insured_household", "Insured household 参保户"),
    elsewhere("member_id", "beneficiaries.member", "Patient 患者"),
    region("Village or community of residence 所在村（社区）"),
    sensitive("medical_cost", POSITIVE_MONEY, "Cost of treatment, yuan 医疗总费用（元）"),
    sensitive("reimbursed_before", MONEY, "Paid by basic insurance and relief, yuan 基本医保及救助已报销（元）"),
    sensitive("approved_amount", MONEY, "Approved, yuan 核定赔付金额（元）", optional=True),
    sensitive("state", CLAIM_STATE, "State 状态"),
    quasi("submitted_on", DAY, "Handed in on 报案日期"),
    quasi("decided_on", DAY, "Decided on 核定日期", optional=True),
    quasi("paid_on", DAY, "Paid on 赔付日期", optional=True),
    sensitive("refusal", TEXT, "Why it was refused 拒赔原因", optional=True),
    check("reimbursed_at_most_cost", "reimbursed_before <= medical_cost"),
    check("approved_at_most_own_costs", "approved_amount <= medical_cost - reimbursed_before"),
    check("decided", "(state = 'submitted') = (decided_on IS NULL) AND (state IN ('approved', 'paid')) = (approved_amount IS NOT NULL)"),
    check("paid", "(state = 'paid') = (paid_on IS NOT NULL)"),
    check("refusal_has_reason", "(state = 'refused') = (refusal IS NOT NULL)"),
    check("dates_in_order", "decided_on >= submitted_on AND (paid_on IS NULL OR paid_on >= decided_on)"),
)

# Money and burdens of village collectives

fiscal_transfer = entity(
    METADATA,
    "fiscal_transfer",
    "Fiscal transfer of a county or town to a weak village, by formula 经济薄弱村财政转移支付 (M94)",
    region("Village 村", Sensitivity.PUBLIC),
    public("year", YEAR, "Year 年度"),
    public("payer_level", GOVERNMENT_LEVEL, "Level that pays: county or town 支付级次"),
    region("Place that pays 支付地区", Sensitivity.PUBLIC, name="payer_region_code"),
    public("formula_version", CODE, "Version of the formula 公式版本"),
    public("resident_population", COUNT, "Residents 常住人口"),
    public("per_capita_standard", MONEY, "Yuan a resident 人均标准（元）"),
    public("village_expenditure", MONEY, "Expenditure of the village in the year before, yuan 上年村级支出（元）"),
    public("expenditure_share", SHARE, "Share of the expenditure that is carried 支出补助比例"),
    public("revenue_growth", SHARE, "Step-up by the growth of the payer's revenue 随财力增长系数"),
    public("amount", MONEY, "Transfer, yuan 转移支付金额（元）"),
    public("document_number", TEXT, "Document number 文号"),
    public("due_on", DAY, "To be paid by 应拨付日期"),
    public("paid_on", DAY, "Paid on 拨付日期", optional=True),
    sa.UniqueConstraint("region_code", "year", "payer_level"),
    check("payer", "payer_level IN ('county', 'town') AND length(payer_region_code) = CASE payer_level WHEN 'county' THEN 6 ELSE 9 END"),
    check("payer_is_above", "starts_with(region_code, payer_region_code)"),
    check(
        "formula",
        "amount = round((resident_population * per_capita_standard + village_expenditure * expenditure_share) * (1 + revenue_growth), 2)",
    ),
)

fee_waiver = entity(
    METADATA,
    "fee_waiver",
    "Waiver of a local administrative fee for a project of a weak village 行政性规费免收 (M95)",
    elsewhere("project_id", "projects.project", "Project 项目"),
    region("Village 村", Sensitivity.PUBLIC),
    public("project_kind", WAIVED_PROJECT_KIND, "Kind of project 项目性质"),
    public("fee", FEE_KIND, "Fee 规费项目"),
    public("department", DEPARTMENT, "Department that waives it 收费部门"),
    public("fee_amount", POSITIVE_MONEY, "Fee by the tariff, yuan 应收规费（元）"),
    public("upper_level_amount", MONEY, "Due to upper levels, not waived, yuan 应上缴上级部分（元）"),
    public("waived_amount", MONEY, "Waived, yuan 免收金额（元）"),
    public("document_number", TEXT, "Document number 文号"),
    public("decided_on", DAY, "Decided on 决定日期"),
    sa.UniqueConstraint("project_id", "fee"),
    check("only_local_part", "waived_amount <= fee_amount - upper_level_amount"),
)

village_expenditure = entity(
    METADATA,
    "village_expenditure",
    "Expenditure of a village collective by class and year 村级支出 (M94, M96)",
    region("Village 村", Sensitivity.PUBLIC),
    public("year", YEAR, "Year 年度"),
    public("kind", VILLAGE_EXPENDITURE_KIND, "Class 支出类别"),
    public("non_productive", FLAG, "Whether it is non-productive 是否非生产性开支"),
    public("amount", MONEY, "Spent, yuan 支出金额（元）"),
    public("ceiling", MONEY, "Most that may be spent, of non-productive classes, yuan 限额（元）", optional=True),
    sa.UniqueConstraint("region_code", "year", "kind"),
    check("class_of_kind", f"non_productive = (kind IN {NON_PRODUCTIVE})"),
    check("ceiling_of_class", "non_productive = (ceiling IS NOT NULL)"),
)

village_charge = entity(
    METADATA,
    "village_charge",
    "Charge of a department to a village collective 部门向村级集体收费 (M97)",
    region("Village 村", Sensitivity.PUBLIC),
    elsewhere("organisation_id", "forces.organisation", "Organisation that charges 收费单位"),
    public("department", DEPARTMENT, "Department that charges 收费部门"),
    public("kind", CHARGE_KIND, "Kind 收费类别"),
    public("reason", TEXT, "What it is said to be for 收费事由"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    public("legal_basis", TEXT, "Legal basis; none is a levy 收费依据", optional=True),
    public("charged_on", DAY, "Charged on 收费日期"),
    public("refunded_on", DAY, "Paid back on 退还日期", optional=True),
    public("refunded_amount", POSITIVE_MONEY, "Paid back, yuan 退还金额（元）", optional=True),
    check("refunded", "(refunded_on IS NULL) = (refunded_amount IS NULL)"),
    check("refunded_after_charge", "refunded_on >= charged_on AND refunded_amount <= amount"),
)

compensation_rate = entity(
    METADATA,
    "compensation_rate",
    "Rate of ecological compensation of a county and year 生态补偿标准 (M103, M179)",
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("land", ECOLOGICAL_LAND, "Kind of land 补偿类型"),
    public("year", YEAR, "Year 年度"),
    public("rate_version", CODE, "Version 标准版本"),
    public("standard", POSITIVE_MONEY, "Yuan a mu and year 补偿标准（元/亩·年）"),
    public("eligible_area", AREA, "Land that could be compensated, mu 应补偿面积（亩）"),
    public("document_number", TEXT, "Document number 文号"),
    sa.UniqueConstraint("region_code", "land", "year"),
    sa.UniqueConstraint("id", "year"),
    check("county", "length(region_code) = 6"),
)

ecological_compensation = entity(
    METADATA,
    "ecological_compensation",
    "Ecological compensation paid to a village 生态补偿 (M103, M179)",
    region("Village 村", Sensitivity.PUBLIC),
    public("year", YEAR, "Year 年度"),
    reference("compensation_rate", "Rate in force 补偿标准", name="rate_id"),
    reference("allocation", "Hop by which it was paid 拨付环节", optional=True),
    public("area", AREA, "Compensated, mu 补偿面积（亩）"),
    public("standard", POSITIVE_MONEY, "Standard by which it was paid, yuan a mu 执行标准（元/亩）"),
    public("amount", POSITIVE_MONEY, "Yuan 补偿金额（元）"),
    public("paid_on", DAY, "Paid on 拨付日期", optional=True),
    sa.UniqueConstraint("region_code", "year", "rate_id"),
    sa.UniqueConstraint("allocation_id"),
    agreeing(
        "ecological_compensation",
        "compensation_rate",
        "rate_id",
        "year",
        sentence="A village is compensated by the rate of its year 生态补偿执行当年标准",
    ),
    check("area_by_standard", "amount = round(area * standard, 2)"),
)

subsidy_award = entity(
    METADATA,
    "subsidy_award",
    "Award of the city special fund to a weak village: by input, fixed, or for turning around 奖补 (M88)",
    public("number", CODE, "Number 奖补编号", unique=True),
    public("instrument", AWARD_INSTRUMENT, "Instrument 奖补形式"),
    region("Village 村", Sensitivity.PUBLIC),
    public("year", YEAR, "Year 年度"),
    elsewhere("project_id", "projects.project", "Project that was invested in 项目", optional=True),
    reference("allocation", "Hop by which it was paid 拨付环节", optional=True),
    public("input_amount", POSITIVE_MONEY, "Own input, yuan 自筹投入（元）", optional=True),
    public("input_share", SHARE, "Share of the input that is awarded 奖补比例", optional=True),
    public("unit_count", COUNT, "Units 补助数量", optional=True),
    public("unit_standard", POSITIVE_MONEY, "Yuan a unit 定额标准（元）", optional=True),
    public("village_income", MONEY, "Income of the village in the year before, yuan 上年村级收入（元）", optional=True),
    public("income_threshold", MONEY, "Income that it had to pass, yuan 达标标准（元）", optional=True),
    public("amount", POSITIVE_MONEY, "Award, yuan 奖补金额（元）"),
    public("evidence", TEXT, "Evidence 佐证材料"),
    public("evidence_digest", DIGEST, "SHA-256 of the evidence 佐证材料摘要"),
    public("decided_on", DAY, "Decided on 决定日期"),
    sa.UniqueConstraint("allocation_id"),
    check(
        "instrument_inputs",
        "CASE instrument WHEN 'input_award' THEN num_nulls(project_id, input_amount, input_share) = 0 "
        "WHEN 'fixed_subsidy' THEN num_nulls(unit_count, unit_standard) = 0 ELSE num_nulls(village_income, income_threshold) = 0 END",
    ),
    check(
        "instrument_formula",
        "CASE instrument WHEN 'input_award' THEN amount = round(input_amount * input_share, 2) "
        "WHEN 'fixed_subsidy' THEN amount = unit_count * unit_standard ELSE village_income > income_threshold END",
    ),
)


def _ends_with(table: sa.Table, parent: sa.Table, key: str) -> None:
    """A row says of itself whether its money ends at households, since the policy looks at single rows; this key holds it to its parent."""
    target = [parent.c.id, parent.c.to_household]
    table.append_constraint(sa.ForeignKeyConstraint([key, "to_household"], target, name=f"fk_{table.name}_to_household", onupdate="CASCADE"))


for _table in (allocation, upper_level_report, stream_report):
    _ends_with(_table, fund_stream, "stream_id")
for _table in (allocation_feeding, retention):
    _ends_with(_table, allocation, "allocation_id")


def _lies_with(parent: sa.Table, *tables: sa.Table, sentence: str) -> None:
    """Rows that hang on `parent` lie where it lies, and move with it."""
    for table in tables:
        table.append_constraint(agreeing(table.name, parent.name, f"{parent.name}_id", "region_code", sentence=sentence, onupdate="CASCADE"))


_lies_with(
    *(allocation, allocation_feeding, payment_list_funding, upper_level_report, retention),
    *(donation_receipt, ecological_compensation, subsidy_award),
    sentence="What is kept of a hop lies where its money arrived 环节的资料属于拨入地区",
)
_lies_with(payment_list, instruction_batch, sentence="An instruction lies in the county of its list 支付指令与清单同县")
_lies_with(instruction_batch, reconciliation, sentence="A reconciliation lies in the county of its instruction 对账与支付指令同县")
_lies_with(
    *(performance_evaluation, performance_target, evaluation_finding),
    sentence="Targets and findings lie in the county that was evaluated 绩效目标、发现问题与评价同县",
)
_lies_with(loan, loan_subsidy, loan_guarantee, sentence="Subsidy and guarantee lie where the borrower lives 贴息、担保与借款人同在一村")
_lies_with(insured_household, insurance_claim, sentence="A claim lies where the insured household lives 理赔与参保户同在一村")


def _same(table: sa.Table, column: str, key: str, there: sa.Column[Any], sentence: str) -> None:
    """What a row says in `column` is what the row that it names by `key` says in the column `there`."""
    name, target = f"fk_{table.name}_{column}", [there.table.c.id, there]
    table.append_constraint(sa.ForeignKeyConstraint([key, column], target, name=name, info={SENTENCE: sentence}))


_same(
    *(instruction_batch, "sent_on", "payment_list_id", payment_list.c.instructed_on),
    "The banks are told of a list on the day on which it, locked, was handed to them 支付指令在清单锁定后的指令日期发送",
)
_same(
    *(reconciliation, "instructed_amount", "instruction_batch_id", instruction_batch.c.amount),
    "A reconciliation is of the amount that was instructed 对账的指令金额与支付指令一致",
)

# What a row alone cannot say: where a hop's money came from and how much of it there is

_KEPT_WITHIN = """SELECT FROM allocation AS hop JOIN (
    SELECT allocation_id AS id, amount AS fed, 0 AS passed_on, 0 AS held, 0 AS once_held FROM allocation_feeding WHERE allocation_id IN ({hops})
    UNION ALL SELECT fed_by_id, 0, amount, 0, 0 FROM allocation_feeding WHERE fed_by_id IN ({hops})
    UNION ALL SELECT allocation_id, 0, amount, 0, 0 FROM payment_list_funding WHERE allocation_id IN ({hops})
    UNION ALL SELECT allocation_id, 0, 0, CASE WHEN released_on IS NULL THEN amount ELSE 0 END, amount FROM retention WHERE allocation_id IN ({hops})
) AS part USING (id)
GROUP BY hop.id, hop.amount HAVING hop.amount < greatest(sum(fed), sum(passed_on), sum(held), max(once_held))"""


def _within_hop(table: sa.Table, columns: tuple[str, ...], hops: str, sentence: str) -> None:
    """A hop is fed, passes on and holds back its amount at most; `hops` selects the hops that `changed` speaks of."""
    row_rule(table, "within_hop", columns, "allocation", hops, _KEPT_WITHIN.format(hops=hops), sentence)


_OF_HOP = "SELECT allocation_id FROM changed"
_within_hop(allocation, ("amount",), "SELECT id FROM changed", "A hop is worth what it passed on 环节金额不少于已拨出")
_within_hop(
    *(allocation_feeding, ("allocation_id", "fed_by_id", "amount"), f"{_OF_HOP} UNION SELECT fed_by_id FROM changed"),
    "A hop is fed its amount at most 拨入不超过环节金额",
)
_within_hop(payment_list_funding, ("allocation_id", "amount"), _OF_HOP, "A hop pays its amount at most 支付不超过环节金额")
_within_hop(retention, ("allocation_id", "amount", "released_on"), _OF_HOP, "A hop holds back its amount at most 滞留不超过环节金额")


_PAID_ON = "FROM allocation WHERE id = old.allocation_id"
row_rule(
    *(allocation, "fed_in_full", ("ordinal", "amount", "allocated_on"), "allocation", "SELECT id FROM changed"),
    """SELECT FROM changed AS hop LEFT JOIN allocation_feeding AS feeding ON feeding.allocation_id = hop.id
    WHERE hop.ordinal > 1 AND hop.allocated_on IS NOT NULL
    GROUP BY hop.id, hop.amount HAVING hop.amount IS DISTINCT FROM sum(feeding.amount)""",
    "What a later hop pays on was fed to it in full 后续环节拨出的资金须由前环节足额拨入",
)
frozen(
    *(allocation_feeding, "of_paid_hop", ("allocation_id", "fed_by_id", "amount"), f"EXISTS (SELECT {_PAID_ON} AND allocated_on IS NOT NULL)"),
    "What fed a hop that was paid on stays 已拨出环节的来源不得更改或删除",
    first=f"PERFORM {_PAID_ON} FOR SHARE;",
)

# ordinals rise from hop to hop, so that no money goes in a circle and nothing feeds the first hop of a source
_BACKWARDS = """SELECT FROM {feedings} AS feeding JOIN allocation AS hop ON hop.id = feeding.allocation_id
JOIN allocation AS earlier ON earlier.id = feeding.fed_by_id WHERE earlier.ordinal >= hop.ordinal"""
_OF_CHANGED = """(SELECT * FROM allocation_feeding WHERE allocation_id IN (SELECT id FROM changed)
UNION ALL SELECT * FROM allocation_feeding WHERE fed_by_id IN (SELECT id FROM changed))"""
row_rule(
    *(allocation_feeding, "goes_forward", ("allocation_id", "fed_by_id")),
    *("allocation", f"{_OF_HOP} UNION SELECT fed_by_id FROM changed", _BACKWARDS.format(feedings="changed")),
    "A hop is fed by hops before it 环节只由前环节拨入",
)
row_rule(
    *(allocation, "goes_forward", ("ordinal",), "allocation", "SELECT id FROM changed", _BACKWARDS.format(feedings=_OF_CHANGED)),
    "A hop stays between those that feed it and those that it feeds 环节序号大于前环节、小于后环节",
)


# What a row and the row that it names cannot say each alone


def _of_parent(table: sa.Table, name: str, columns: tuple[str, ...], parent: sa.Table, column: str, wrong: str, *sentences: str, there: str) -> None:
    """Refuse what is `wrong` of a `child` and the `parent` that the first of its `columns` names, whichever of the two is written.

    `column` of the parent counts; `there` names the rule in its table. One sentence for each of the two.
    """
    pairs = f"SELECT FROM {{children}} AS child JOIN {{parents}} AS parent ON parent.id = child.{columns[0]} WHERE {wrong}"
    written = pairs.format(children="changed", parents=parent.name)
    row_rule(table, name, columns, parent.name, f"SELECT {columns[0]} FROM changed", written, sentences[0])
    written = pairs.format(children=table.name, parents="changed")
    row_rule(parent, there, (column,), parent.name, "SELECT id FROM changed", written, sentences[1])


def _inside(table: sa.Table, parent: sa.Table, key: str, *sentences: str) -> None:
    """Rows lie inside the county of the parent that they name: no household is paid by the standard of another county."""
    outside = "NOT starts_with(child.region_code, parent.region_code)"
    _of_parent(table, "inside_county", (key, "region_code"), parent, "region_code", outside, *sentences, there=f"county_of_{table.name}")


_inside(
    *(allocation, allocation_plan, "plan_id"),
    "A hop follows a plan of its county 拨付执行本县的分配方案",
    "A plan stays in the county of the hops that follow it 分配方案与拨付同县",
)
_inside(
    *(payment_line, payment_list, "payment_list_id"),
    "A list pays households of its county 清单只发放本县的户",
    "A list stays in the county of its lines 清单与明细同县",
)
_inside(
    *(insured_household, insurance_policy, "insurance_policy_id"),
    "A policy insures households of its county 保单只保本县的户",
    "A policy stays in the county of the households that it insures 保单与参保户同县",
)
_inside(
    *(ecological_compensation, compensation_rate, "rate_id"),
    "A village is compensated by the rate of its county 生态补偿执行本县标准",
    "A rate stays in the county of the villages that it compensates 补偿标准与受偿村同县",
)
_of_parent(
    *(payment_list, "plan_of_its_year", ("plan_id", "month"), allocation_plan, "year", "parent.year <> extract(year FROM child.month)"),
    "A list follows the plan of its year 清单执行当年的分配方案",
    "A plan stays in the year of the lists that follow it 分配方案与清单同年度",
    there="year_of_its_lists",
)
_of_parent(
    *(payment_line, "answered_after_instruction", ("payment_list_id", "settled_on"), payment_list, "instructed_on"),
    "child.settled_on IS NOT NULL AND coalesce(child.settled_on < parent.instructed_on, true)",
    "The banks answer for a line once its list was handed to them 清单下达指令后才有发放结果",
    "A list was handed to the banks before they answered 指令日期不晚于发放结果",
    there="instructed_before_answers",
)

# a line is paid by the standard in force in its month; what came back is paid again as it was
_OUT_OF_FORCE = """SELECT FROM {standards} AS standard JOIN {lists} AS list ON list.benefit_standard_id = standard.id
JOIN {lines} AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month"""
row_rule(
    *(payment_line, "standard_in_force", ("payment_list_id", "month", "repays_id"), "payment_list", "SELECT payment_list_id FROM changed"),
    _OUT_OF_FORCE.format(standards="benefit_standard", lists="payment_list", lines="changed"),
    "A line is for a month in which the standard of its list was in force 明细所属月份在清单执行标准的执行期间内",
)
row_rule(
    *(payment_list, "standard_in_force", ("benefit_standard_id",), "benefit_standard", "SELECT benefit_standard_id FROM changed"),
    _OUT_OF_FORCE.format(standards="benefit_standard", lists="changed", lines="payment_line"),
    "A list is paid by a standard that was in force in the months of its lines 清单执行标准在明细所属月份有效",
)
row_rule(
    *(benefit_standard, "in_force_for_its_lines", ("period",)),
    *("payment_list", "SELECT id FROM payment_list WHERE benefit_standard_id IN (SELECT id FROM changed)"),
    _OUT_OF_FORCE.format(standards="changed", lists="payment_list", lines="payment_line"),
    "A standard stays in force in the months of the lines that were paid by it 标准的执行期间覆盖已执行的明细月份",
)

# What was locked stays as it was signed, and so do the cards to which it is paid

_LISTS = "FROM payment_list WHERE id IN (old.payment_list_id, new.payment_list_id)"
_LISTS_OF_CARD = "FROM payment_list WHERE id IN (SELECT payment_list_id FROM payment_line WHERE account_id = old.id)"
_SIGNED_LINE = ("payment_list_id", "household_id", "member_id", "region_code", "account_id", "month", "amount", "repays_id")
_SIGNED_LIST = (
    *("number", "stream_id", "plan_id", "benefit_standard_id", "region_code", "department", "month", "kind", "method", "line_count", "amount"),
    *("maker_id", "made_on", "checker_id", "checked_on", "confirm_due_on", "confirmed_on", "locked_at", "digest", "pay_due_on"),
)
_CARD = ("household_id", "member_id", "bank", "bank_card_encrypted", "bank_card_digest", "bank_card_mask")

row_rule(
    *(payment_line, "list_is_open", ("payment_list_id",), "payment_list", "SELECT payment_list_id FROM changed"),
    "SELECT FROM changed JOIN payment_list AS list ON list.id = changed.payment_list_id WHERE list.locked_at IS NOT NULL",
    "A locked list gets no further line 已锁定清单不得增加明细",
)
row_rule(
    *(payment_list, "locked_as_its_lines", ("locked_at", "line_count", "amount"), "payment_list", "SELECT id FROM changed"),
    """SELECT FROM changed AS list LEFT JOIN payment_line AS line ON line.payment_list_id = list.id WHERE list.locked_at IS NOT NULL
    GROUP BY list.id, list.line_count, list.amount HAVING list.line_count <> count(line.id) OR list.amount > coalesce(sum(line.amount), 0)""",
    "A list that is locked counts its lines, and states no more than they add up to 锁定的清单人次与明细一致，金额不多于明细合计",
)
frozen(
    *(payment_line, "locked", _SIGNED_LINE, f"EXISTS (SELECT {_LISTS} AND locked_at IS NOT NULL)"),
    "A line of a locked list neither changes nor ends 已锁定清单的明细不得更改或删除",
    first=f"PERFORM {_LISTS} FOR SHARE;",
)
frozen(
    *(payment_list, "locked", _SIGNED_LIST, "old.locked_at IS NOT NULL"),
    "A locked list stays as it was signed and is never unlocked 清单锁定后内容、编制人、审核人不得更改，不得解锁",
)
frozen(
    *(account, "of_locked_list", _CARD, f"EXISTS (SELECT {_LISTS_OF_CARD} AND locked_at IS NOT NULL)"),
    "The card to which a locked list is paid is not replaced: a new card is a new account 已锁定清单的收款卡不得更换，换卡须新建账户",
    first=f"PERFORM {_LISTS_OF_CARD} FOR SHARE;",
)
frozen(
    *(payment_line, "answered", ("result", "settled_on", "failure")),
    "old.result <> 'pending' AND (old.result <> 'paid' OR new.result <> 'returned')",
    "What a bank answered stays; only what was credited may still come back 银行发放结果不得更改，已到账的只可转为退回",
)
frozen(
    *(payment_list, "goes_forward", ("instructed_on", "paid_on", "reconciled_on")),
    " OR ".join(f"(old.{day} IS NOT NULL AND new.{day} IS NULL)" for day in ("instructed_on", "paid_on", "reconciled_on")),
    "A list that was instructed, paid or reconciled stays so 已下达指令、已支付、已对账的清单不得退回",
)
row_rule(
    *(payment_line, "repays_returned", ("repays_id",), "payment_line", "SELECT repays_id FROM changed WHERE repays_id IS NOT NULL"),
    """SELECT FROM changed JOIN payment_line AS former ON former.id = changed.repays_id WHERE former.result NOT IN ('returned', 'failed')
    OR (former.household_id, former.member_id, former.month, former.amount) <> (changed.household_id, changed.member_id, changed.month, changed.amount)""",
    "A repeated payment is the one that came back: same member, month and amount 补发与退回的明细同户、同人、同月、同额",
)
row_rule(
    *(instruction_batch, "as_its_lines", ("payment_list_id", "bank", "line_count", "amount"), "payment_list", "SELECT payment_list_id FROM changed"),
    """SELECT FROM changed AS batch LEFT JOIN (SELECT payment_list_id, bank, count(*) AS lines, sum(amount) AS total
        FROM payment_line JOIN account ON account.id = account_id WHERE payment_list_id IN (SELECT payment_list_id FROM changed)
        GROUP BY payment_list_id, bank) AS listed USING (payment_list_id, bank)
    WHERE (listed.lines, listed.total) IS DISTINCT FROM (batch.line_count, batch.amount)""",
    "A bank is instructed with the lines of the list that are paid to its cards 支付指令的笔数、金额与清单中该行明细一致",
)
