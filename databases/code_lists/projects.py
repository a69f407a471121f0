"""Codes of the projects database 帮扶项目."""

from databases.tables import CodeList

# a household's own project is its application (M70), never one of these: everybody may see them
PROJECT_MODE = CodeList("project_mode", {"pooled": "统筹带动增收", "village_works": "村级公益事业"}, "M73, M91")
PROJECT_FIELD = CodeList(
    "project_field",
    {
        "modern_agriculture": "现代高效农业",
        "leisure_agriculture": "休闲观光农业",
        "processing": "农产品加工",
        "property": "物业",
        "land_development": "土地开发",
        "agricultural_services": "农业服务",
    },
    "M100",
)
PROJECT_PURPOSE = CodeList("project_purpose", {"economy": "经济发展", "livelihood": "民生改善", "standard": "达标转化"}, "M89")
PROJECT_LINE = CodeList("project_line", {"village_works": "一事一议", "environment": "环境整治", "industry": "产业发展"}, "M91")
PROJECT_STATE = CodeList(
    "project_state",
    {"reserve": "储备", "approved": "已立项", "building": "实施中", "accepted": "已验收", "operating": "运营中", "stopped": "已终止"},
    "M83",
)
SUBSIDY_FORM = CodeList("subsidy_form", {"input": "投入奖补", "fixed": "定额补助", "reward": "转化奖励"}, "M88")
STAGE = CodeList(
    "stage",
    {
        "investigation": "调研",
        "argument": "论证",
        "appraisal": "评审",
        "approval": "立项",
        "tendering": "招标",
        "implementation": "实施",
        "acceptance": "验收",
        "evaluation": "绩效评估",
        "proceeds": "收益分配",
    },
    "M74-M82",
)
APPLICATION_STATE = CodeList("application_state", {"applied": "已申请", "approved": "已批准", "returned": "已退回", "refused": "不予批准"}, "M70")
REVIEW_LEVEL = CodeList("review_level", {"village": "村", "town": "镇（街道）", "county": "市（县）区"}, "M72")
REVIEW_DECISION = CodeList("review_decision", {"approved": "同意", "returned": "退回修改", "refused": "不同意"}, "M72")
RISK_LEVEL = CodeList("risk_level", {"low": "低", "middle": "中", "high": "高"}, "M84")
RISK_STATE = CodeList("risk_state", {"open": "未化解", "mitigated": "已应对", "closed": "已关闭"}, "M84")
ASSET_KIND = CodeList("asset_kind", {"building": "厂房门面", "equipment": "设备", "land": "土地设施", "share": "股权"}, "M98, M105")
ASSET_STATE = CodeList("asset_state", {"unregistered": "未登记", "registered": "已登记", "disposed": "已处置"}, "M105")
COUNT_RESULT = CodeList("count_result", {"found": "在账在用", "idle": "闲置", "missing": "盘亏"}, "M106")
OPERATING_STATE = CodeList("operating_state", {"good": "正常运营", "poor": "经营困难", "stopped": "停止运营"}, "M108")
PROBLEM_STATE = CodeList("problem_state", {"open": "征集中", "matched": "已对接", "solved": "已解决"}, "M165")
