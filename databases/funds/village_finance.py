"""Money and burdens of village collectives: transfers, waivers, charges, compensation, awards."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.funds import (
    AWARD_INSTRUMENT,
    CHARGE_KIND,
    ECOLOGICAL_LAND,
    FEE_KIND,
    NON_PRODUCTIVE,
    VILLAGE_EXPENDITURE_KIND,
    WAIVED_PROJECT_KIND,
)
from databases.funds import METADATA
from databases.funds.allocations import carried_by_hop, lies_with_hop
from databases.funds.streams import POSITIVE_MONEY
from databases.regions import A_COUNTY, A_VILLAGE
from databases.row_rules import frozen, inside_county, row_rule
from databases.tables import (
    AREA,
    CODE,
    COUNT,
    DAY,
    DIGEST,
    FLAG,
    MONEY,
    SENTENCE,
    SHARE,
    TEXT,
    YEAR,
    Sensitivity,
    agreeing,
    check,
    elsewhere,
    entity,
    public,
    reference,
    region,
)

fiscal_transfer = entity(
    METADATA,
    "fiscal_transfer",
    "Fiscal transfer of a county or town to a weak village, by formula 经济薄弱村财政转移支付 (M94)",
    region("Village 村", Sensitivity.PUBLIC, level=A_VILLAGE),
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
    check(
        *("paid_in_time", "extract(year FROM due_on) BETWEEN year AND year + 1 AND extract(year FROM paid_on) >= year"),
        "A transfer is due in its year or the next, and paid in its year at the earliest 转移支付应于当年或次年拨付，且不早于当年",
    ),
)

fee_waiver = entity(
    METADATA,
    "fee_waiver",
    "Waiver of a local administrative fee for a project of a weak village 行政性规费免收 (M95)",
    elsewhere("project_id", "projects.project", "Project 项目"),
    region("Village 村", Sensitivity.PUBLIC, level=A_VILLAGE),
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
    region("Village 村", Sensitivity.PUBLIC, level=A_VILLAGE),
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
    region("Village 村", Sensitivity.PUBLIC, level=A_VILLAGE),
    elsewhere("organisation_id", "forces.organisation", "Organisation that charges 收费单位"),
    public("department", DEPARTMENT, "Department that charges 收费部门"),
    public("kind", CHARGE_KIND, "Kind 收费类别"),
    public("reason", TEXT, "What it is said to be for 收费事由"),
    public("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    public("legal_basis", TEXT, "Legal basis; none is a levy 收费依据", optional=True),
    public("charged_on", DAY, "Charged on 收费日期"),
    public("refunded_on", DAY, "Paid back on 退还日期", optional=True),
    public("refunded_amount", POSITIVE_MONEY, "Paid back, yuan 退还金额（元）", optional=True),
    sa.UniqueConstraint(
        *("region_code", "organisation_id", "kind", "charged_on", "reason"),
        name="uq_village_charge_once",
        info={SENTENCE: "A charge is recorded once 同一笔收费只登记一次"},
    ),
    check("refunded", "(refunded_on IS NULL) = (refunded_amount IS NULL)"),
    check("refunded_after_charge", "refunded_on >= charged_on AND refunded_amount <= amount"),
)

compensation_rate = entity(
    METADATA,
    "compensation_rate",
    "Rate of ecological compensation of a county and year 生态补偿标准 (M103, M179)",
    region("County 市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
    public("land", ECOLOGICAL_LAND, "Kind of land 补偿类型"),
    public("year", YEAR, "Year 年度"),
    public("rate_version", CODE, "Version 标准版本"),
    public("standard", POSITIVE_MONEY, "Yuan a mu and year 补偿标准（元/亩·年）"),
    public("eligible_area", AREA, "Land that could be compensated, mu 应补偿面积（亩）"),
    public("document_number", TEXT, "Document number 文号"),
    sa.UniqueConstraint("region_code", "land", "year"),
    sa.UniqueConstraint("id", "year"),
)

ecological_compensation = entity(
    METADATA,
    "ecological_compensation",
    "Ecological compensation paid to a village 生态补偿 (M103, M179)",
    region("Village 村", Sensitivity.PUBLIC, level=A_VILLAGE),
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
    agreeing(
        *("ecological_compensation", "allocation", "allocation_id", "year", "amount"),
        sentence="A compensation is of the year and amount of the hop that carries it 生态补偿与拨付环节同年、同额",
    ),
    check("area_by_standard", "amount = round(area * standard, 2)"),
    check("paid_in_time", "extract(year FROM paid_on) >= year", "A compensation is paid in its year at the earliest 生态补偿不早于当年拨付"),
)

subsidy_award = entity(
    METADATA,
    "subsidy_award",
    "Award of the city special fund to a weak village: by input, fixed, or for turning around 奖补 (M88)",
    public("number", CODE, "Number 奖补编号", unique=True),
    public("instrument", AWARD_INSTRUMENT, "Instrument 奖补形式"),
    region("Village 村", Sensitivity.PUBLIC, level=A_VILLAGE),
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
    agreeing(
        *("subsidy_award", "allocation", "allocation_id", "year", "amount"),
        sentence="An award is of the year and amount of the hop that carries it 奖补与拨付环节同年、同额",
    ),
    check(
        "instrument_inputs",
        "CASE instrument WHEN 'input_award' THEN num_nulls(project_id, input_amount, input_share) = 0 "
        "WHEN 'fixed_subsidy' THEN num_nulls(unit_count, unit_standard) = 0 ELSE num_nulls(village_income, income_threshold) = 0 END",
    ),
    check(
        "instrument_alone",
        "(instrument = 'input_award' OR num_nonnulls(input_amount, input_share) = 0) AND (instrument = 'fixed_subsidy' "
        "OR num_nonnulls(unit_count, unit_standard) = 0) AND (instrument = 'turnaround_reward' OR num_nonnulls(village_income, income_threshold) = 0)",
        "An award tells the facts of its instrument, and no others 奖补只写明本形式的依据",
    ),
    check(
        "instrument_formula",
        "CASE instrument WHEN 'input_award' THEN amount = round(input_amount * input_share, 2) "
        "WHEN 'fixed_subsidy' THEN amount = unit_count * unit_standard ELSE village_income > income_threshold END",
    ),
    check(
        *("decided_in_time", "extract(year FROM decided_on) BETWEEN year AND year + 1"),
        "An award is decided in its year or the next 奖补在当年或次年决定",
    ),
)


frozen(
    *(fiscal_transfer, "stays_paid", ("region_code", "year", "payer_level", "payer_region_code", "amount", "paid_on"), "old.paid_on IS NOT NULL"),
    "A transfer that was paid stays as it was paid 已拨付的转移支付不得更改或删除",
)
lies_with_hop(ecological_compensation, subsidy_award)
carried_by_hop(
    *(ecological_compensation, subsidy_award),
    sentence="A hop carries one award or compensation 每个环节只拨付一笔奖补或补偿",
)
row_rule(
    *(ecological_compensation, "paid_with_its_hop", ("allocation_id", "paid_on"), None, None),
    """SELECT FROM changed JOIN allocation AS hop ON hop.id = changed.allocation_id
    WHERE changed.paid_on IS NOT NULL AND changed.paid_on IS DISTINCT FROM hop.allocated_on""",
    "A compensation was paid on the day of the hop that carried it 生态补偿的拨付日期与拨付环节一致",
)
inside_county(
    *(ecological_compensation, compensation_rate, "rate_id"),
    "A village is compensated by the rate of its county 生态补偿执行本县标准",
    "A rate stays in the county of the villages that it compensates 补偿标准与受偿村同县",
)
