"""Codes that more than one database uses."""

from databases.tables import CodeList

DEPARTMENT = CodeList(
    "department",
    {
        "civil_affairs": "民政",
        "agriculture": "农业农村",
        "finance": "财政",
        "education": "教育",
        "health": "卫生健康",
        "housing": "住房城乡建设",
        "human_resources": "人力资源社会保障",
        "disabled_federation": "残联",
        "red_cross": "红十字会",
        "women_federation": "妇联",
        "charity": "慈善总会",
        "audit": "审计",
        "discipline": "纪检监察",
        "poverty_office": "扶贫办",
        "town_government": "镇（街道）",
    },
    "M9, M130",
)

GOVERNMENT_LEVEL = CodeList(
    "government_level",
    {"central": "中央", "province": "省级", "city": "市级", "county": "市（县）区级", "town": "镇（街道）级", "village": "村级", "society": "社会"},
    "M50, M57",
)

REVEAL_PURPOSE = CodeList(
    "reveal_purpose",
    {
        "verification": "核对身份",
        "payment": "发放资金",
        "contact": "联系群众",
        "correction": "更正信息",
        "complaint": "信访举报核查",
        "investigation": "执纪监督",
    },
    "project",
)

COMPARATOR = CodeList("comparator", {"ge": "不低于", "gt": "高于", "eq": "等于", "le": "不高于", "lt": "低于"}, "M157")

SEX = CodeList("sex", {"1": "男", "2": "女"}, "GB/T 2261.1")

ASSISTANCE_REASON = CodeList(
    "assistance_reason",
    {
        "no_phone": "没有手机或不会上网",
        "cannot_read": "不识字",
        "disabled": "因病因残不便操作",
        "guardian": "未成年人或由监护人代为签字",
        "away": "不在家、托人签字",
    },
    "M44, M145: why a household signs on paper",
)
