"""Codes of the funds database 帮扶资金."""

from databases.tables import CodeList

STREAM_PURPOSE = CodeList(
    "stream_purpose",
    {
        "livelihood": "基本生活",
        "emergency": "急难救助",
        "health": "医疗救助",
        "education": "助学",
        "disability": "助残",
        "industry": "产业增收",
        "housing": "住房安全",
        "village": "经济薄弱村发展",
        "ecology": "生态补偿",
        "environment": "环境整治",
        "public_works": "村级公益事业",
    },
    "M50, M55",
)

SOURCE_KIND = CodeList(
    "source_kind",
    {
        "general_budget": "一般公共预算",
        "government_fund": "政府性基金",
        "welfare_lottery": "福利彩票公益金",
        "donation": "社会捐赠",
        "work_appropriation": "工作专项经费",
    },
    "M19, M160",
)

BUDGET_KIND = CodeList(
    "budget_kind",
    {"assistance": "帮扶支出", "special_fund": "市级薄弱村发展专项资金", "work_appropriation": "工作专项经费"},
    "M87, M160",
)

FUND_STATE = CodeList(
    "fund_state",
    {
        "registered": "已报备登记",
        "budgeted": "已列入预算",
        "allocated": "已拨付",
        "list_confirmed": "清单已确认",
        "instructed": "已下达支付指令",
        "paid": "已支付",
        "credited": "已到账",
        "returned": "已退回",
        "reconciled": "已对账",
        "evaluated": "已评价",
        "retained": "滞留",
        "frozen": "冻结",
        "recovered": "已收回",
    },
    "M68",
)

HOLD_KIND = CodeList("hold_kind", {"retained": "滞留", "frozen": "冻结", "recovered": "收回"}, "M65, M68")

FUND_HOLDER = CodeList(
    "fund_holder",
    {
        "treasury": "国库",
        "agency_account": "主管部门代发专户",
        "town_finance": "财政所",
        "village_collective": "村集体",
        "project": "项目",
        "charity": "慈善组织",
    },
    "M19, M58",
)

PAYMENT_LIST_KIND = CodeList("payment_list_kind", {"regular": "常规发放", "supplementary": "补发", "repayment": "退回重发"}, "M60")

DISBURSEMENT_METHOD = CodeList("disbursement_method", {"direct_card": "财政直接打卡", "via_town": "经镇（街道）转拨"}, "M62, M63")

PAYMENT_LIST_STATE = CodeList(
    "payment_list_state",
    {
        "drafted": "已编制",
        "checked": "已审核",
        "confirmed": "已确认",
        "locked": "已锁定",
        "instructed": "已下达指令",
        "paid": "已发放",
        "reconciled": "已对账",
        "frozen": "已冻结",
    },
    "M60, M68",
)

BANK_RESULT = CodeList("bank_result", {"pending": "待发放", "paid": "已到账", "returned": "已退回", "failed": "发放失败"}, "M62")

BANK_FAILURE = CodeList(
    "bank_failure",
    {
        "name_mismatch": "户名不符",
        "closed_account": "账户已销户",
        "dormant_account": "账户睡眠",
        "wrong_number": "卡号有误",
        "bank_system": "银行系统故障",
    },
    "M62",
)

BANK = CodeList("bank", {"rural_commercial": "农村商业银行", "postal_savings": "邮政储蓄银行", "agricultural": "农业银行"}, "M62")

STANDARD_UNIT = CodeList(
    "standard_unit", {"person_month": "元/人·月", "person_term": "元/人·学期", "household_year": "元/户·年", "household_case": "元/户·次"}, "M59"
)

EVALUATION_GRADE = CodeList("evaluation_grade", {"excellent": "优", "good": "良", "fair": "中", "poor": "差"}, "M54")

EVALUATION_FINDING_KIND = CodeList(
    "evaluation_finding_kind",
    {
        "retention": "资金滞留",
        "slow_progress": "支出进度慢",
        "non_compliant_use": "使用不合规",
        "weak_targets": "绩效目标不明确",
        "proceeds_undistributed": "收益分配不到位",
        "missing_documents": "资料不完整",
    },
    "M54, M129",
)

TARGET_KIND = CodeList("target_kind", {"output": "产出指标", "outcome": "效益指标", "timeliness": "时效指标", "satisfaction": "满意度指标"}, "M54")

DONATION_KIND = CodeList("donation_kind", {"money": "捐款", "goods": "捐物", "service": "服务"}, "M19, M145")

DONOR_KIND = CodeList("donor_kind", {"company": "企业", "association": "社会组织", "individual": "个人"}, "M147, M148")

LOAN_KIND = CodeList(
    "loan_kind",
    {
        "micro_credit": "扶贫小额贷款",
        "startup_guaranteed": "创业担保贷款",
        "student": "助学贷款",
        "women_micro": "妇女小额贷款",
        "village_collective": "村集体经营贷款",
    },
    "M161; village_collective: M92",
)

LOAN_STATE = CodeList(
    "loan_state",
    {"applied": "已申请", "approved": "已批准", "refused": "未批准", "repaying": "还款中", "overdue": "逾期", "repaid": "已结清"},
    "M161",
)

GUARANTEE_STATE = CodeList("guarantee_state", {"in_force": "有效", "released": "已解除", "called": "已代偿"}, "M92")

CLAIM_STATE = CodeList("claim_state", {"submitted": "已报案", "approved": "已核定", "refused": "拒赔", "paid": "已赔付"}, "M162")

ENROLMENT_STATE = CodeList("enrolment_state", {"eligible": "符合条件未参保", "insured": "已参保", "declined": "自愿放弃"}, "M184")

FEE_KIND = CodeList(
    "fee_kind",
    {
        "land": "不动产登记费",
        "planning": "城市基础设施配套费",
        "water": "水土保持补偿费",
        "road": "道路挖掘修复费",
        "defence": "人防易地建设费",
        "survey": "测绘服务费",
    },
    "M95",
)

WAIVED_PROJECT_KIND = CodeList("waived_project_kind", {"operating_asset": "集体新增经营性建设项目", "public_benefit": "村公益事业建设项目"}, "M95")

VILLAGE_EXPENDITURE_KIND = CodeList(
    "village_expenditure_kind",
    {
        "operating": "经营支出",
        "public_service": "公共服务支出",
        "public_works": "公益设施支出",
        "welfare": "福利支出",
        "office": "办公费",
        "reception": "接待费",
        "newspapers": "报刊费",
        "travel_and_vehicles": "差旅及车辆费",
    },
    "M96",
)
NON_PRODUCTIVE = ("office", "reception", "newspapers", "travel_and_vehicles")

CHARGE_KIND = CodeList(
    "charge_kind",
    {"service_fee": "服务收费", "subscription": "征订费", "sponsorship": "赞助费", "training": "培训费", "shared_cost": "工作经费分摊"},
    "M97",
)

ECOLOGICAL_LAND = CodeList(
    "ecological_land", {"paddy": "水稻田", "public_forest": "生态公益林", "wetland": "重要湿地", "water_source": "集中式饮用水水源保护区"}, "M103"
)

AWARD_INSTRUMENT = CodeList("award_instrument", {"input_award": "投入奖补", "fixed_subsidy": "定额补助", "turnaround_reward": "转化奖励"}, "M88")
