"""Looking at the money as a whole: monthly reports, evaluations, donations."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.funds import (
    DONATION_KIND,
    DONOR_KIND,
    EVALUATION_FINDING_KIND,
    EVALUATION_GRADE,
    TARGET_KIND,
)
from databases.funds import METADATA
from databases.funds.allocations import allocation, carried_by_hop, lies_with_hop
from databases.funds.streams import POSITIVE_MONEY, QUANTITY, ends_with, fund_stream, stream_rule
from databases.regions import A_COUNTY
from databases.row_rules import frozen, of_parent, row_rule, weighs_one_at_most
from databases.tables import (
    CODE,
    CREDIT_CODE,
    DAY,
    FLAG,
    MONEY,
    MONTH,
    ORDINAL,
    SCORE,
    SHARE,
    SIGNED_MONEY,
    TEXT,
    YEAR,
    Sensitivity,
    agreeing,
    check,
    direct,
    elsewhere,
    entity,
    lies_with,
    public,
    reference,
    region,
)

stream_report = entity(
    METADATA,
    "stream_report",
    "Monthly data of a stream in a county: received, paid, balance 资金月度报表 (M55, M56, M66)",
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    region("County 市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
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
    check("due_after_month", "due_on > month"),
    check("submitted_with_figures", "(submitted_on IS NULL) = (num_nulls(opening_balance, received_amount, paid_amount, closing_balance) = 4)"),
    check("figures_complete", "num_nulls(opening_balance, received_amount, paid_amount, closing_balance) IN (0, 4)"),
    check("balances", "closing_balance = opening_balance + received_amount - paid_amount"),
    check("submitted_in_time", "submitted_on >= month", "A report is handed in once its month has begun 报表不早于当月报送"),
)

performance_evaluation = entity(
    METADATA,
    "performance_evaluation",
    "Yearly evaluation of what a stream achieved in a county 资金绩效评价 (M54, M64)",
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    reference("stream_rule", "Rule that it was evaluated by 评价依据"),
    region("County 市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
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
    sa.UniqueConstraint("id", "to_household"),
    agreeing(
        *("performance_evaluation", "stream_rule", "stream_rule_id", "stream_id"),
        sentence="An evaluation rests on a rule of its stream 绩效评价与规则同一资金",
    ),
    check("evaluated_after_year", "evaluated_on IS NULL OR extract(year FROM evaluated_on) > year"),
    check("finished_with_result", "num_nulls(evaluated_on, score, grade, conclusion) IN (0, 4)"),
    check(
        "grade_of_score", "grade = CASE WHEN score >= 90 THEN 'excellent' WHEN score >= 80 THEN 'good' WHEN score >= 60 THEN 'fair' ELSE 'poor' END"
    ),
    check("due_after_year", "extract(year FROM due_on) > year", "An evaluation is due after its year 绩效评价应在评价年度之后完成"),
)

performance_target = entity(
    METADATA,
    "performance_target",
    "Target of an evaluation and what was achieved 绩效目标 (M54)",
    reference("performance_evaluation", "Evaluation 绩效评价"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
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
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
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
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
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
    check("from_another", "donor_credit_code <> receiver_credit_code", "A charity receives from another 捐赠方不是受赠慈善组织本身"),
)


of_parent(
    *(performance_evaluation, "by_a_rule_in_force", ("stream_rule_id", "year", "evaluated_on"), stream_rule, ("period",)),
    "NOT parent.period && daterange(make_date(child.year, 1, 1), child.evaluated_on, '[]')",
    "An evaluation rests on a rule in force in its year or since 绩效评价依据评价年度以来有效的规则",
    "A rule was in force in the year of the evaluations that rest on it, or since 规则在所依据的评价年度或其后有效",
    there="in_force_for_its_evaluations",
)
of_parent(
    *(evaluation_finding, "after_its_evaluation", ("performance_evaluation_id", "due_on", "rectified_on"), performance_evaluation, ("evaluated_on",)),
    "least(child.due_on, child.rectified_on) < parent.evaluated_on",
    "What an evaluation found is put right after it 整改不早于绩效评价完成",
    "An evaluation was finished before what it found was put right 绩效评价完成不晚于整改",
    there="finished_before_its_findings",
)

weighs_one_at_most(
    *(performance_target, ("performance_evaluation_id",)),
    "The targets of an evaluation weigh one together at most 同一绩效评价的指标权重合计不超过 1",
    performance_evaluation,
)

for _table in (stream_report, performance_evaluation, donation_receipt):
    ends_with(_table, fund_stream, "stream_id")
for _table in (performance_target, evaluation_finding):
    ends_with(_table, performance_evaluation, "performance_evaluation_id")
lies_with_hop(donation_receipt)
carried_by_hop(donation_receipt, sentence="Gifts that came by a hop are its amount at most 经同一环节拨入的捐赠合计不超过环节金额")
of_parent(
    *(donation_receipt, "by_a_hop_of_gifts", ("allocation_id", "received_on"), allocation, ("from_level", "allocated_on")),
    "parent.from_level <> 'society' OR child.received_on > parent.allocated_on",
    "A gift comes in by a hop from society that was paid after it was received 捐赠由社会拨出的环节拨入，先接收后拨付",
    "A hop by which gifts came in is from society, and paid after they were received 拨入捐赠的环节由社会拨出，拨付不早于接收",
    there="brings_gifts_received_before",
)
row_rule(  # the day on which a hop was paid stays
    *(donation_receipt, "passed_on_once_it_came", ("allocation_id", "delivered_on"), None, None),
    """SELECT FROM changed AS gift JOIN allocation AS hop ON hop.id = gift.allocation_id
    WHERE gift.delivered_on IS NOT NULL AND coalesce(gift.delivered_on < hop.allocated_on, true)""",
    "A gift is passed on once the hop that carried it was paid 捐赠在其拨付环节到账之后使用（发放）",
)
_RECEIVED = "{0}.stream_id, {0}.allocation_id, {0}.kind, {0}.amount, {0}.received_on"
_CAME_IN = "FROM allocation WHERE id = old.allocation_id"
frozen(
    *(donation_receipt, "stays_passed_on", ("stream_id", "allocation_id", "kind", "amount", "received_on", "delivered_on")),
    f"old.delivered_on IS NOT NULL OR ({_RECEIVED.format('new')}) IS DISTINCT FROM ({_RECEIVED.format('old')})"
    f" AND EXISTS (SELECT {_CAME_IN} AND allocated_on IS NOT NULL)",
    "A gift that was passed on, or whose money moved on, stays as it was received 已使用（发放）或其资金已拨付的捐赠不得更改或删除",
    first=f"PERFORM {_CAME_IN} FOR SHARE;",
)
lies_with(
    *(performance_evaluation, performance_target, evaluation_finding),
    sentence="Targets and findings lie in the county that was evaluated 绩效目标、发现问题与评价同县",
)
