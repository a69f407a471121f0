"""Loans to households and villages, and the medical-relief insurance."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.beneficiaries import HOUSEHOLD_CATEGORY
from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.funds import (
    CLAIM_STATE,
    ENROLMENT_STATE,
    GUARANTEE_STATE,
    LOAN_KIND,
    LOAN_STATE,
)
from databases.funds import METADATA
from databases.funds.streams import POSITIVE_MONEY
from databases.regions import A_COUNTY, A_VILLAGE
from databases.row_rules import WRITTEN, frozen, inside_county, of_parent, row_rule
from databases.tables import (
    CODE,
    CREDIT_CODE,
    DAY,
    MONEY,
    ORDINAL,
    PERIOD,
    RATE,
    SHARE,
    TEXT,
    Sensitivity,
    agreeing,
    check,
    elsewhere,
    entity,
    internal,
    lies_with,
    never_overlapping,
    never_overlapping_keys,
    public,
    quasi,
    reference,
    region,
    same_as,
    sensitive,
)

loan = entity(
    METADATA,
    "loan",
    "Loan to a household of one of four kinds, or to a village collective 帮扶贷款 (M92, M161)",
    internal("number", CODE, "Number 贷款编号", unique=True),
    quasi("kind", LOAN_KIND, "Kind 贷款类别"),
    elsewhere("household_id", "beneficiaries.household", "Household that borrows 借款户", optional=True),
    elsewhere("member_id", "beneficiaries.member", "Member who borrows 借款人", optional=True),
    region("Village or community of the borrower 借款人所在村（社区）", level=A_VILLAGE),
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
    check("owes_what_is_overdue", "state <> 'overdue' OR outstanding > 0", "Who is overdue owes something 逾期贷款余额须大于零"),
)

loan_subsidy = entity(
    METADATA,
    "loan_subsidy",
    "Interest on a loan that the treasury pays for a period 贷款贴息 (M92)",
    reference("loan", "Loan 贷款"),
    elsewhere("household_id", "beneficiaries.household", "Household that borrows 借款户", optional=True),
    reference("fund_stream", "Stream that pays 资金种类", name="stream_id"),
    region("Village or community of the borrower 借款人所在村（社区）"),
    internal("period", PERIOD, "Time of interest 计息期间"),
    internal("subsidy_rate", RATE, "Interest a year that is subsidised, as a share 贴息年利率"),
    sensitive("interest_amount", MONEY, "Interest of the period, yuan 本期利息（元）"),
    sensitive("amount", POSITIVE_MONEY, "Subsidy, yuan 贴息金额（元）"),
    quasi("paid_on", DAY, "Paid on 贴息支付日期", optional=True),
    never_overlapping("loan_subsidy", "loan_id"),
    check("at_most_interest", "amount <= interest_amount"),
    check("paid_in_time", "paid_on >= lower(period)", "Interest is subsidised once it runs 贴息支付不早于计息期间"),
)

loan_guarantee = entity(
    METADATA,
    "loan_guarantee",
    "Guarantee of a loan 贷款担保 (M92)",
    reference("loan", "Loan 贷款"),
    elsewhere("household_id", "beneficiaries.household", "Household that borrows 借款户", optional=True),
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
    check("called_in_time", "called_on >= lower(period)", "A guarantee is called once it is in force 代偿不早于担保期间"),
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
    never_overlapping_keys(
        *("insurance_eligibility", "household_category"),
        sentence="One condition of insurance is in force for a category at a time 同类对象同时只有一项参保条件",
    ),
)

insurance_policy = entity(
    METADATA,
    "insurance_policy",
    "Medical-relief liability insurance of a county for a year 精准医疗救助责任保险保单 (M162)",
    public("number", CODE, "Number 保单号", unique=True),
    region("County 市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
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
    never_overlapping_keys("insurance_policy", "region_code"),
    sa.UniqueConstraint("id", "premium_per_household"),
    check("premium_after_signing", "premium_paid_on IS NULL OR premium_paid_on >= signed_on"),
    check("signed_in_time", "signed_on < upper(period)", "A policy is signed before it ends 保单在保险期间结束前签订"),
)

insured_household = entity(
    METADATA,
    "insured_household",
    "Household that is eligible for a policy, and whether it is insured 应保与参保户 (M162, M184)",
    reference("insurance_policy", "Policy 保单"),
    reference("insurance_eligibility", "Condition that it meets 符合的参保条件"),
    elsewhere("household_id", "beneficiaries.household", "Household 参保户"),
    region("Village or community of residence 所在村（社区）", level=A_VILLAGE),
    quasi("listed_on", DAY, "Named as eligible by civil affairs on 民政提供名单日期"),
    quasi("state", ENROLMENT_STATE, "State 参保状态"),
    quasi("insured_on", DAY, "Insured on 参保日期", optional=True),
    internal("premium", MONEY, "Premium, yuan 保费（元）", optional=True),
    sa.UniqueConstraint("insurance_policy_id", "household_id"),
    sa.UniqueConstraint("id", "region_code"),
    sa.UniqueConstraint("id", "household_id"),  # whose claims hang on it
    check("insured", "(state = 'insured') = (insured_on IS NOT NULL) AND (insured_on IS NULL) = (premium IS NULL)"),
    check("insured_after_listing", "insured_on >= listed_on"),
)

insurance_claim = entity(
    METADATA,
    "insurance_claim",
    "Claim of an insured household 保险理赔 (M162)",
    internal("number", CODE, "Number 赔案号", unique=True),
    reference("insured_household", "Insured household 参保户"),
    elsewhere("household_id", "beneficiaries.household", "Household 参保户所属户"),
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
    agreeing(
        *("insurance_claim", "insured_household", "insured_household_id", "household_id"),
        sentence="A claim is of the household that is insured 理赔属于参保户",
    ),
)

lies_with(loan, loan_subsidy, loan_guarantee, sentence="Subsidy and guarantee lie where the borrower lives 贴息、担保与借款人同在一村")
for _table, _sentence, _kept, _there in (
    (
        *(loan_subsidy, "Interest is subsidised for the household that borrows 贴息属于借款户"),
        *("Who borrows stays who is subsidised 借款户与其贴息一致", "borrowed_by_the_subsidised"),
    ),
    (
        *(loan_guarantee, "A guarantee is for the household that borrows 担保属于借款户"),
        *("Who borrows stays for whom it was guaranteed 借款户与其担保一致", "borrowed_by_the_guaranteed"),
    ),
):  # a village borrows too, and a foreign key would let its papers, and those of households, name nobody
    of_parent(
        *(_table, "of_the_borrower", ("loan_id", "household_id"), loan, ("household_id",), "child.household_id IS DISTINCT FROM parent.household_id"),
        *(_sentence, _kept),
        there=_there,
    )
same_as(
    *(insured_household, "premium", "insurance_policy_id", insurance_policy.c.premium_per_household),
    "A household is insured for the premium of its policy 参保户的保费与保单的户均保费一致",
)
lies_with(insured_household, insurance_claim, sentence="A claim lies where the insured household lives 理赔与参保户同在一村")
# what was lent stays, and later rates are for later interest: only what is subsidised is looked at
for _name, _column, _wrong, _sentence in (
    (
        *("after_its_loan", "period", "coalesce(lower(subsidy.period) < loan.disbursed_on, true)"),
        "Interest is subsidised once the loan was paid out 贴息不早于放款",
    ),
    (
        *("at_most_principal", "interest_amount", "subsidy.interest_amount > loan.principal"),
        "The interest of a period is the principal at most 本期利息不超过贷款本金",
    ),
    (
        *("at_most_rate", "subsidy_rate", "subsidy.subsidy_rate > loan.annual_rate"),
        "The rate that is subsidised is that of the loan at most 贴息年利率不超过贷款年利率",
    ),
):
    _subsidised = f"SELECT FROM changed AS subsidy JOIN loan ON loan.id = subsidy.loan_id WHERE {_wrong}"
    row_rule(loan_subsidy, _name, ("loan_id", _column), None, None, _subsidised, _sentence)
frozen(
    *(loan, "stays_paid_out", ("principal", "disbursed_on", "repaid_on")),
    "old.disbursed_on IS NOT NULL AND ((new.principal, new.disbursed_on) IS DISTINCT FROM (old.principal, old.disbursed_on) OR old.repaid_on IS NOT NULL)",
    "What was lent and when stays, and so does what was repaid 已放款的本金、放款日期和已登记的结清日期不得更改或删除",
)
frozen(
    *(loan, "owes_less_and_less", ("outstanding",), "new.outstanding > old.outstanding"),
    "What is owed on a loan, which is paid out once, never rises 贷款一次放款，余额只减不增",
)
_LENT = "FROM loan WHERE id = old.loan_id"
frozen(
    *(loan_guarantee, "stays_while_it_counts", ("loan_id", "guaranteed_amount", "called_amount", "called_on")),
    f"old.called_on IS NOT NULL OR (new.loan_id, new.guaranteed_amount) IS DISTINCT FROM (old.loan_id, old.guaranteed_amount)"
    f" AND EXISTS (SELECT {_LENT} AND state IN ('repaying', 'overdue'))",
    "The guarantee of a loan that runs stays, and so does what was paid by it 还款中、逾期贷款的担保和已代偿的担保不得更改或删除",
    first=f"PERFORM {_LENT} FOR SHARE;",
)
of_parent(
    *(loan_guarantee, "at_most_principal", ("loan_id", "guaranteed_amount"), loan, ("principal",), "child.guaranteed_amount > parent.principal"),
    "A guarantee covers the principal at most 担保金额不超过贷款本金",
    "A loan is worth what was guaranteed at least 贷款本金不少于担保金额",
    there="worth_its_guarantee",
)
frozen(
    *(loan_subsidy, "stays_paid", ("loan_id", "period", "subsidy_rate", "interest_amount", "amount", "paid_on"), "old.paid_on IS NOT NULL"),
    "Interest that was subsidised stays as it was paid 已支付的贴息不得更改或删除",
)
frozen(
    *(insurance_claim, "stays_paid", ("insured_household_id", "member_id", "approved_amount", "paid_on"), "old.paid_on IS NOT NULL"),
    "A claim that was paid stays as it was paid 已赔付的理赔不得更改或删除",
)
_OVERPAID = """SELECT FROM insured_household AS home JOIN {policies} AS policy ON policy.id = home.insurance_policy_id
    JOIN insurance_claim AS claim ON claim.insured_household_id = home.id {written}
    GROUP BY home.id, policy.coverage_limit HAVING sum(claim.approved_amount) > policy.coverage_limit"""
row_rule(
    *(insurance_claim, "within_coverage", ("insured_household_id", "approved_amount")),
    *("insured_household", "SELECT insured_household_id FROM changed"),
    _OVERPAID.format(policies="insurance_policy", written="WHERE home.id IN (SELECT insured_household_id FROM changed)"),
    "A household is paid the limit of its policy at most 同一参保户的赔付合计不超过保单限额",
)
row_rule(
    *(insurance_policy, "covers_its_claims", ("coverage_limit",), "insurance_policy", WRITTEN),
    _OVERPAID.format(policies="changed", written=""),
    "The limit of a policy covers what it paid 保单限额不低于已核定的赔付",
)
_ABOVE_SHARE = """SELECT FROM {policies} AS policy JOIN insured_household AS home ON home.insurance_policy_id = policy.id
    JOIN {claims} AS claim ON claim.insured_household_id = home.id
    WHERE claim.approved_amount > round((claim.medical_cost - claim.reimbursed_before) * policy.payout_share, 2)"""
row_rule(
    *(insurance_claim, "within_its_share", ("insured_household_id", "medical_cost", "reimbursed_before", "approved_amount")),
    *("insured_household", "SELECT insured_household_id FROM changed"),
    _ABOVE_SHARE.format(policies="insurance_policy", claims="changed"),
    "A claim is paid the policy's share of the own costs at most 赔付不超过自付费用乘以保单赔付比例",
)
row_rule(
    *(insurance_policy, "shares_what_it_paid", ("payout_share",), "insurance_policy", WRITTEN),
    _ABOVE_SHARE.format(policies="changed", claims="insurance_claim"),
    "The share of a policy covers what it paid 保单赔付比例不低于已核定的赔付",
)
_OTHER_RULE = """SELECT FROM {homes} AS home JOIN {policies} AS policy ON policy.id = home.insurance_policy_id
    JOIN {conditions} AS condition ON condition.id = home.insurance_eligibility_id WHERE condition.rule_version <> policy.rule_version"""
for _table, _columns, _parent, _keys, _written, _sentence in (
    (
        *(insured_household, ("insurance_policy_id", "insurance_eligibility_id"), "insurance_policy", "SELECT insurance_policy_id FROM changed"),
        *("homes", "A household is insured by a condition of the rule of its policy 参保条件与保单执行同一版规则"),
    ),
    (
        *(insurance_policy, ("rule_version",), "insurance_policy", WRITTEN),
        *("policies", "A policy follows the rule by whose conditions it insures 保单执行其参保条件所属的规则版本"),
    ),
    (
        *(insurance_eligibility, ("rule_version",), "insurance_eligibility", WRITTEN),
        *("conditions", "A condition stays of the rule of the policies that insure by it 参保条件的规则版本与据此承保的保单一致"),
    ),
):
    _rows = {"homes": "insured_household", "policies": "insurance_policy", "conditions": "insurance_eligibility"} | {_written: "changed"}
    row_rule(_table, "of_the_same_rule", _columns, _parent, _keys, _OTHER_RULE.format(**_rows), _sentence)
of_parent(
    *(insurance_claim, "of_the_insured", ("insured_household_id", "submitted_on"), insured_household, ("insured_on",)),
    "coalesce(child.submitted_on < parent.insured_on, true)",
    "Who claims was insured before 先参保后理赔",
    "A household with claims was insured before 有理赔的户此前已参保",
    there="insured_before_its_claims",
)
of_parent(
    *(insured_household, "while_the_policy_lasts", ("insurance_policy_id", "listed_on", "insured_on"), insurance_policy, ("period",)),
    "greatest(child.listed_on, child.insured_on) >= upper(parent.period)",
    "A household is listed and insured before the policy ends 列入名单、参保不晚于保险期满",
    "A policy ends after its households were listed and insured 保险期满晚于列入名单、参保",
    there="lasts_beyond_its_insured",
)
inside_county(
    *(insured_household, insurance_policy, "insurance_policy_id"),
    "A policy insures households of its county 保单只保本县的户",
    "A policy stays in the county of the households that it insures 保单与参保户同县",
)
