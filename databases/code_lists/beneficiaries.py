"""Codes of the beneficiaries database 帮扶对象."""

from databases.tables import CodeList

SEX = CodeList("sex", {"1": "男", "2": "女"}, "GB/T 2261.1")

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
