"""Codes of comparison, entry, exit, relapse and removal."""

from databases.tables import CodeList

COMPARISON_KIND = CodeList(
    "comparison_kind",
    {
        "vehicle": "车辆",
        "social_insurance": "社保",
        "housing_fund": "公积金",
        "tax": "纳税",
        "housing": "住房",
        "deposits": "存款",
        "securities": "证券",
    },
    "M34-M39",
)
VEHICLE_KIND = CodeList(
    "vehicle_kind", {"car": "汽车", "motorcycle": "摩托车", "farm": "农用车", "mobility": "残疾人代步车"}, "M34, codes of the project"
)
VALUE_BAND = CodeList("value_band", {"none": "无", "low": "低", "middle": "中", "high": "高"}, "M39: a band, never a balance")
FINDING_STATE = CodeList(
    "finding_state",
    {"raised": "待分派", "assigned": "已分派", "field_verified": "已实地核查", "confirmed": "属实", "cleared": "不属实", "closed": "已办结"},
    "M40",
)
FINDING_OUTCOME = CodeList("finding_outcome", {"confirmed": "属实", "cleared": "不属实"}, "M40")
STEP_LEVEL = CodeList("step_level", {"village": "村评议", "town": "镇审核", "county": "市（县）区审批"}, "M47")
DECISION = CodeList("decision", {"approved": "同意", "returned": "退回", "refused": "不同意"}, "M44, M47")
ENTRY_STATE = CodeList("entry_state", {"applied": "已申请", "reviewing": "审核中", "filed": "已纳入", "refused": "不予纳入"}, "M47")
EXIT_STATE = CodeList(
    "exit_state", {"proposed": "拟脱困", "signing": "签字确认中", "notice": "公示中", "exited": "已销号", "returned": "已退回"}, "M43"
)
FOLLOWING_STATE = CodeList("following_state", {"waiting": "等待办理", "done": "已办理"}, "project: what follows from an exit in another database")
SIGNER_ROLE = CodeList(
    "signer_role",
    {"household": "户主", "helper": "帮扶责任人", "village": "村（社区）", "town": "镇（街道）", "county": "市（县）区"},
    "M44, default",
)
PUBLIC_NOTICE_KIND = CodeList("public_notice_kind", {"entry": "纳入公示", "exit": "脱困公示", "removal": "核销公示"}, "M43, M47")
REMOVAL_REASON = CodeList(
    "removal_reason", {"income": "收入超标", "assets": "财产超标", "fraud": "虚报冒领", "moved": "户籍迁出", "died": "死亡"}, "M41"
)
APPEAL_OUTCOME = CodeList("appeal_outcome", {"none": "无申诉", "upheld": "维持", "revoked": "撤销"}, "M41")
RELIEF_KIND = CodeList("relief_kind", {"illness": "突发重病", "accident": "意外事故", "fire": "火灾", "other": "其他急难"}, "M16")
WATCH_RESULT = CodeList("watch_result", {"stable": "稳定", "at_risk": "有返贫风险", "relapsed": "返贫"}, "M25, M46")
