"""What the funds database holds for its requirements of the mission."""

from __future__ import annotations

from tests.requirements import Requirement

REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        19,
        "资金来源、数量、路径、流向",
        "ck_allocation_first_hop_names_source",
        "UPDATE allocation SET source_id = NULL, budget_id = NULL WHERE ordinal = 1",
    ),
    Requirement(
        50,
        "可查询",
        "uq_allocation_number",
        "UPDATE allocation SET number = (SELECT number FROM allocation WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        51,
        "可跟踪",
        "ck_allocation_feeding_another_hop",
        "UPDATE allocation_feeding SET fed_by_id = allocation_id WHERE id = 1",
    ),
    Requirement(
        52,
        "可追溯",
        "fk_payment_list_funding_allocation_id",
        "UPDATE payment_list_funding SET allocation_id = 999999999 WHERE id = 1",
    ),
    Requirement(
        53,
        "可预警",
        "ck_allocation_due_after_decision",
        "UPDATE allocation SET due_on = decided_on - 1 WHERE id = 1",
    ),
    Requirement(
        54,
        "可评估",
        "ck_performance_evaluation_grade_of_score",
        "UPDATE performance_evaluation SET score = 10 WHERE grade = 'excellent'",
    ),
    Requirement(
        55,
        "各级各类、应进尽进",
        "uq_stream_report_stream_id_region_code_month",
        "UPDATE stream_report SET month = (SELECT month FROM stream_report WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        56,
        "全口径、全覆盖",
        "uq_budget_document_region_code_year",
        "UPDATE budget_document SET region_code = (SELECT region_code FROM budget_document WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        57,
        "上级扶贫资金报备制度",
        "ck_upper_level_report_accepted_after_filing",
        "UPDATE upper_level_report SET filed_on = NULL WHERE accepted_on IS NOT NULL",
    ),
    Requirement(
        58,
        "规范优化拨付程序、减少中间环节",
        "ck_allocation_ordinal",
        "UPDATE allocation SET ordinal = 0 WHERE ordinal = 2",
    ),
    Requirement(
        59,
        "精准扶贫到户资金",
        "ck_fund_stream_category_of_households",
        "UPDATE fund_stream SET to_household = false WHERE code = 'DIBAO'",
    ),
    Requirement(
        60,
        "主管部门审核确认发放清单",
        "ck_payment_list_two_persons",
        "UPDATE payment_list SET checker_id = maker_id WHERE id = 1",
    ),
    Requirement(
        61,
        "财政部门及时拨付",
        "ck_payment_list_pay_due_from_confirmation",
        "UPDATE payment_list SET pay_due_on = NULL WHERE id = 1",
    ),
    Requirement(
        62,
        "主管部门提供分配方案、财政直接打卡发放",
        "ck_payment_line_settled",
        "UPDATE payment_line SET settled_on = NULL WHERE id = 1",
    ),
    Requirement(
        63,
        "资金直达",
        "ck_payment_list_method",
        "UPDATE payment_list SET method = 'cash' WHERE id = 1",
    ),
    Requirement(
        64,
        "资金管理办法、绩效评价办法、职责",
        "ex_stream_rule_stream_id_period",
        "UPDATE stream_rule SET period = '[2017-01-01,)' WHERE id = 2",
    ),
    Requirement(
        65,
        "网上预警",
        "ck_retention_released_after_start",
        "UPDATE retention SET released_on = since_on - 1 WHERE kind = 'retained'",
    ),
    Requirement(
        66,
        "定期分析资金使用",
        "ck_stream_report_balances",
        "UPDATE stream_report SET closing_balance = closing_balance + 1 WHERE submitted_on IS NOT NULL",
    ),
    Requirement(
        68,
        "资金状态",
        "ck_payment_list_state_dates",
        "UPDATE payment_list SET state = 'drafted' WHERE id = 1",
    ),
    Requirement(
        87,
        "市级专项资金每年不低于3000万元",
        "ck_budget_special_fund_of_city",
        "UPDATE budget SET level = 'county' WHERE kind = 'special_fund'",
    ),
    Requirement(
        88,
        "投入奖补、定额补助、转化奖励",
        "ck_subsidy_award_instrument_formula",
        "UPDATE subsidy_award SET amount = amount + 1 WHERE instrument = 'fixed_subsidy'",
    ),
    Requirement(
        90,
        "各类项目资金向薄弱村倾斜",
        "ck_allocation_weak_village_is_village",
        "UPDATE allocation SET weak_village = true WHERE to_level = 'county'",
    ),
    Requirement(
        92,
        "贷款贴息、贷款担保",
        "ck_loan_subsidy_at_most_interest",
        "UPDATE loan_subsidy SET amount = interest_amount + 1 WHERE id = 1",
    ),
    Requirement(
        94,
        "财政转移支付制度",
        "ck_fiscal_transfer_formula",
        "UPDATE fiscal_transfer SET amount = amount + 1 WHERE id = 1",
    ),
    Requirement(
        95,
        "行政性规费免收",
        "ck_fee_waiver_only_local_part",
        "UPDATE fee_waiver SET waived_amount = fee_amount WHERE upper_level_amount > 0",
    ),
    Requirement(
        96,
        "减少非生产性开支",
        "ck_village_expenditure_class_of_kind",
        "UPDATE village_expenditure SET non_productive = true, ceiling = 1 WHERE kind = 'operating'",
    ),
    Requirement(
        97,
        "严禁摊派",
        "ck_village_charge_refunded",
        "UPDATE village_charge SET refunded_amount = NULL WHERE refunded_on IS NOT NULL",
    ),
    Requirement(
        103,
        "生态补偿",
        "ck_ecological_compensation_area_by_standard",
        "UPDATE ecological_compensation SET amount = amount + 1 WHERE id = 1",
    ),
    Requirement(
        160,
        "市级财政每年专项经费",
        "ck_budget_kind",
        "UPDATE budget SET kind = 'other' WHERE kind = 'work_appropriation'",
    ),
    Requirement(
        161,
        "扶贫小额贷款、创业担保贷款、助学贷款、妇女小额贷款",
        "ck_loan_borrower",
        "UPDATE loan SET household_id = NULL WHERE kind = 'student'",
    ),
    Requirement(
        162,
        "精准医疗救助责任保险",
        "ck_insurance_claim_approved_at_most_own_costs",
        "UPDATE insurance_claim SET approved_amount = medical_cost WHERE state = 'paid'",
    ),
    Requirement(
        179,
        "逐步缩小版块差距",
        "uq_compensation_rate_region_code_land_year",
        "UPDATE compensation_rate SET year = (SELECT year FROM compensation_rate WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        183,
        "加大财政投入",
        "uq_budget_source_id_region_code_year",
        "UPDATE budget SET year = 2016, approved_on = '2016-01-20' WHERE id = (SELECT max(id) FROM budget WHERE kind = 'work_appropriation')",
    ),
    Requirement(
        184,
        "特定困难家庭",
        "ck_insured_household_insured",
        "UPDATE insured_household SET state = 'insured' WHERE state = 'eligible'",
    ),
)
