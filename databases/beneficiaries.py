"""The beneficiaries database 帮扶对象库: who is in hardship, why, what is done, and how hardship ends."""

from __future__ import annotations

from databases.code_lists.beneficiaries import HOUSEHOLD_CATEGORY, HOUSEHOLD_STATE, KINSHIP, SEX
from databases.regions import region_table
from databases.tables import (
    CODE,
    COUNT,
    DAY,
    MONEY,
    TEXT,
    check,
    direct,
    encrypted,
    entity,
    internal,
    metadata,
    quasi,
    reference,
    region,
    sensitive,
)

METADATA = metadata("beneficiaries")

region_ = region_table(METADATA)

household = entity(
    METADATA,
    "household",
    "Registered low-income household 建档立卡户 (M27)",
    internal("number", CODE, "Filing number 建档立卡编号", unique=True),
    region("Village or community of residence 所在村（社区）"),
    direct("head_name", TEXT, "Name of the head of household 户主姓名"),
    direct("address", TEXT, "Address 家庭住址", optional=True),
    direct("phone", CODE, "Telephone 联系电话", optional=True),
    quasi("category", HOUSEHOLD_CATEGORY, "Category of hardship 困难类别", index=True),
    quasi("state", HOUSEHOLD_STATE, "State in the yearly adjustment 状态", index=True, server_default="active"),
    quasi("member_count", COUNT, "Persons in the household 家庭人口数"),
    sensitive("per_capita_income", MONEY, "Income a head in the latest year, yuan 人均年收入（元）", optional=True),
    quasi("filed_on", DAY, "Day of filing 建档立卡日期"),
    quasi("exited_on", DAY, "Day of exit from hardship 脱困日期", optional=True),
    check("exit_day", "(exited_on IS NOT NULL) = (state IN ('exited'))"),
    check("exit_after_filing", "exited_on IS NULL OR exited_on >= filed_on"),
)

member = entity(
    METADATA,
    "member",
    "Member of a household 家庭成员 (M27)",
    reference("household", "Household 所属户"),
    region("Village or community of residence 所在村（社区）"),
    direct("name", TEXT, "Name 姓名"),
    *encrypted("id_number", "Identity number 公民身份号码", unique=True),
    quasi("sex", SEX, "Sex 性别"),
    quasi("born_on", DAY, "Day of birth 出生日期"),
    quasi("kinship", KINSHIP, "Relation to the head of household 与户主关系"),
    sensitive("health", TEXT, "Health 健康状况", optional=True),
)
