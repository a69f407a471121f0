"""Codes of the beneficiaries database 帮扶对象."""

from databases.tables import CodeList

KINSHIP = CodeList(
    "kinship",
    {
        "head": "户主",
        "spouse": "配偶",
        "son": "子",
        "daughter": "女",
        "grandchild": "孙子女",
        "parent": "父母",
        "grandparent": "祖父母",
        "sibling": "兄弟姐妹",
        "other": "其他",
    },
    "after GB/T 4761, grouped",
)

HOUSEHOLD_CATEGORY = CodeList(
    "household_category",
    {"dibao": "低保户", "low_income": "低收入户", "special_hardship": "特困供养户", "temporary_hardship": "临时困难户"},
    "M15, M16, M49",
)

HOUSEHOLD_STATE = CodeList(
    "household_state",
    {
        "applied": "申请中",
        "active": "在册帮扶",
        "exit_proposed": "拟脱困",
        "exit_signing": "签字确认中",
        "exit_notice": "脱困公示",
        "exited": "已脱困",
        "removed": "已核销",
    },
    "M42, M43",
)

HEALTH = CodeList("health", {"healthy": "健康", "chronic": "慢性病", "serious": "重大疾病", "disabled": "残疾"}, "M27")
LABOUR = CodeList("labour", {"full": "有劳动能力", "partial": "部分劳动能力", "none": "无劳动能力"}, "M27")
EDUCATION = CodeList(
    "education",
    {"none": "未上学", "primary": "小学", "junior": "初中", "senior": "高中", "vocational": "中专", "college": "大专及以上"},
    "after GB/T 4658, grouped",
)
DISABILITY = CodeList(
    "disability",
    {"sight": "视力", "hearing": "听力", "speech": "言语", "limb": "肢体", "intellect": "智力", "mental": "精神", "multiple": "多重"},
    "GB/T 26341",
)
HOUSING = CodeList("housing", {"safe": "安全住房", "repair": "需修缮", "dangerous": "危房", "none": "无自有住房"}, "M27")
INCOME_KIND = CodeList(
    "income_kind",
    {"wages": "工资性收入", "business": "经营性收入", "property": "财产性收入", "transfer": "转移性收入"},
    "M27, statistics of household income",
)
CAUSE = CodeList(
    "cause",
    {
        "illness": "因病",
        "disability": "因残",
        "education": "因学",
        "disaster": "因灾",
        "no_labour": "缺劳力",
        "no_skills": "缺技术",
        "no_funds": "缺资金",
        "accident": "因意外事故",
        "unemployment": "因失业",
    },
    "M30, codes of the project",
)
MEASURE_KIND = CodeList(
    "measure_kind",
    {
        "cash": "资金救助",
        "job": "就业帮扶",
        "industry": "产业帮扶",
        "skills": "技能培训",
        "education": "助学帮扶",
        "health": "健康帮扶",
        "housing": "住房保障",
    },
    "M23, M31",
)
CAMPAIGN_KIND = CodeList("campaign_kind", {"collection": "信息采集", "grand_visit": "大走访", "adjustment": "动态调整"}, "M26, M175")
ENTITLEMENT_KIND = CodeList(
    "entitlement_kind",
    {"dibao": "低保兜底", "medical": "医疗救助", "education": "助学政策", "industry": "产业扶持", "housing": "住房保障"},
    "M48, M163",
)
STATISTIC_KIND = CodeList(
    "statistic_kind",
    {
        "urban_disposable_income": "城镇居民人均可支配收入",
        "urban_income_growth": "城镇居民可支配收入增长率",
        "farmer_disposable_income": "农民人均可支配收入",
        "resident_population": "常住人口",
    },
    "M13: official yearly statistics",
)
VILLAGE_STATE = CodeList("village_state", {"ordinary": "一般村", "weak": "经济薄弱村", "meeting": "达标", "turned_around": "已脱困转化"}, "M18")
IMPROVEMENT_STATE = CodeList("improvement_state", {"none": "无需整顿", "planned": "整顿中", "done": "已转化"}, "M111")
