"""What money there is: streams, their standards and rules, sources and budgets."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.beneficiaries import HOUSEHOLD_CATEGORY
from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.funds import (
    BUDGET_KIND,
    SOURCE_KIND,
    STANDARD_UNIT,
    STREAM_PURPOSE,
)
from databases.funds import METADATA
from databases.regions import A_COUNTY
from databases.row_rules import inside
from databases.tables import (
    A_NUMBER,
    CODE,
    COUNT,
    DAY,
    FLAG,
    MONEY,
    NOT_NEGATIVE,
    ORDINAL,
    PERIOD,
    SHARE,
    TEXT,
    YEAR,
    Domain,
    Sensitivity,
    agreeing,
    check,
    elsewhere,
    entity,
    internal,
    never_overlapping,
    never_overlapping_keys,
    public,
    reference,
    region,
)

QUANTITY = Domain(sa.Numeric(16, 2), NOT_NEGATIVE)
POSITIVE_MONEY = Domain(sa.Numeric(16, 2), f"{{column}} > 0 AND {A_NUMBER}")

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
    region("County 市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
    public("unit", STANDARD_UNIT, "What the amount is counted for 计发单位"),
    public("amount", POSITIVE_MONEY, "Standard, yuan 标准（元）"),
    public("period", PERIOD, "In force 执行期间"),
    public("document_number", TEXT, "Document that set it 标准文号"),
    sa.UniqueConstraint("id", "stream_id", "region_code"),
    never_overlapping_keys("benefit_standard", "stream_id", "region_code"),
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
    sa.UniqueConstraint("id", "level"),
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
    # less the lines that everybody may see it is what all households of the place are to get
    internal("amount", MONEY, "Total that the document states, yuan 文件总额（元）"),
    sa.UniqueConstraint("region_code", "year"),
    sa.UniqueConstraint("id", "year"),
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
    public("to_household", FLAG, "Whether it ends at households 是否到户资金"),
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
    agreeing(
        "budget", "budget_document", "budget_document_id", "year", sentence="A budget line is of the year of its document 预算指标与预算文件同一年度"
    ),
    agreeing("budget", "fund_source", "source_id", "level", sentence="A budget line is of the level of its source 预算指标与资金来源同一级次"),
    check("special_fund_of_city", "kind <> 'special_fund' OR (level = 'city' AND length(region_code) = 4)"),
    check("approved_in_time", "extract(year FROM approved_on) BETWEEN year - 1 AND year"),
)

inside(
    *(budget, budget_document, "budget_document_id"),
    "A budget line is of the place of its document 预算指标属于预算文件所在地区",
    "A document is of the place of its budget lines 预算文件与其预算指标同一地区",
)


def ends_with(table: sa.Table, parent: sa.Table, key: str) -> None:
    """A row says of itself whether its money ends at households, since the policy looks at single rows; this key holds it to its parent."""
    target = [parent.c.id, parent.c.to_household]
    table.append_constraint(sa.ForeignKeyConstraint([key, "to_household"], target, name=f"fk_{table.name}_to_household", onupdate="CASCADE"))


ends_with(budget, fund_stream, "stream_id")
