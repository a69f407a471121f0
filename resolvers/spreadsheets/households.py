"""Spreadsheets of households with their members, incomes and measures."""

from __future__ import annotations

from databases.beneficiaries import register
from databases.code_lists.beneficiaries import (
    EDUCATION,
    HEALTH,
    HOUSEHOLD_CATEGORY,
    HOUSEHOLD_STATE,
    HOUSING,
    INCOME_KIND,
    KINSHIP,
    LABOUR,
    MEASURE_KIND,
)
from databases.code_lists.common import DEPARTMENT
from resolvers.spreadsheets import cells, rules
from resolvers.spreadsheets.people_and_money import HOUSEHOLD, HOUSEHOLD_NUMBER
from resolvers.spreadsheets.shape import Column, Lookup, Parent, Refusal, SpreadsheetKind, Target

OF_HOUSEHOLD = ("region_code", "head_name", "address", "phone", "category", "state", "filed_on", "exited_on", "housing")

MEMBERS_MISSING = """
    EXISTS (SELECT FROM household AS h JOIN member AS m ON m.household_id = h.id WHERE h.number = s.number AND m.died_on IS NULL AND m.left_on IS NULL
      AND NOT EXISTS (SELECT FROM staged_member_household_id AS n WHERE n.id_number_digest = m.id_number_digest))"""
ELSEWHERE = """
    EXISTS (SELECT FROM member AS m WHERE m.id_number_digest = s.id_number_digest AND m.household_id <> s.household_id AND m.left_on IS NULL)"""

HOUSEHOLDS = SpreadsheetKind(
    "households",
    "建档立卡户和家庭成员 Households with members (one row a member)",
    "beneficiaries",
    (
        Column("户编号", "number", cells.code, ("T32028200000001", "T32028200000001"), "Filing number; the same in all rows of a household"),
        Column(
            "村代码",
            "region_code",
            cells.region,
            ("320282101001", "320282101001"),
            "12 digits; alike in all rows of a household, as all up to 住房情况",
        ),
        Column("户主姓名", "head_name", cells.text, ("王建国", "王建国")),
        Column("家庭住址", "address", cells.text, ("新街村3组12号", "新街村3组12号"), required=False),
        Column("联系电话", "phone", cells.phone, ("14200000012", "14200000012"), required=False),
        Column("困难类别", "category", cells.one_of(HOUSEHOLD_CATEGORY), ("低保户", "低保户")),
        Column("状态", "state", cells.one_of(HOUSEHOLD_STATE), ("在册帮扶", "在册帮扶")),
        Column("建档立卡日期", "filed_on", cells.past_day, ("2018-03-15", "2018-03-15")),
        Column("脱困日期", "exited_on", cells.past_day, ("", ""), "For 已脱困 only", required=False),
        Column("住房情况", "housing", cells.one_of(HOUSING), ("安全住房", "安全住房"), required=False),
        Column("姓名", "name", cells.text, ("王建国", "李秀英")),
        Column(
            "身份证号", "id_number", cells.identity_number, ("32990119580512001X", "329901196003080022"), "18 characters; keep the column as text"
        ),
        Column("与户主关系", "kinship", cells.one_of(KINSHIP), ("户主", "配偶"), "Exactly one 户主 a household"),
        Column("健康状况", "health", cells.one_of(HEALTH), ("健康", "慢性病"), required=False),
        Column("劳动能力", "labour", cells.one_of(LABOUR), ("有劳动能力", "部分劳动能力"), required=False),
        Column("文化程度", "education", cells.one_of(EDUCATION), ("初中", "小学"), required=False),
    ),
    (
        Target(
            register.household,
            ("number",),
            {name: name for name in ("number", *OF_HOUSEHOLD, "member_count")},
            once=True,
            merged={"exited_on": "CASE WHEN s.state = 'exited' THEN coalesce(s.exited_on, t.exited_on) END"},
            incomplete=(
                Refusal(
                    *(MEMBERS_MISSING, "已登记的成员不在表中：应列出全部成员 (members that are stored are missing from the sheet: name them all)"),
                    "number",
                ),
            ),
            tried_as={"state": "applied", "exited_on": None, "filed_on": "2018-01-01"},
        ),
        Target(
            register.member,
            ("id_number_digest",),
            {name: name for name in ("region_code", "name", "id_number", "sex", "born_on", "kinship", "health", "labour", "education")},
            Parent("household_id", "household", "number", "number"),
            refusals=(Refusal(ELSEWHERE, "此人已登记在另一户 (this person belongs to another household)", "id_number"),),
            last=("kinship", "head"),
        ),
    ),
    ("id_number",),
    (Lookup("region_code", "beneficiaries", "region", "code"),),
    group="number",
    shared=OF_HOUSEHOLD,
    rules=(rules.is_village, rules.head_is_named, rules.exit_day, rules.exit_after_filing),
    group_rules=(rules.one_head,),
    derive=rules.household,
)

INCOMES = SpreadsheetKind(
    "incomes",
    "家庭收入 Incomes of households",
    "beneficiaries",
    (
        HOUSEHOLD_NUMBER,
        Column("年度", "year", cells.year, ("2019", "2019")),
        Column("收入类别", "kind", cells.one_of(INCOME_KIND), ("工资性收入", "转移性收入")),
        Column("金额", "amount", cells.money, ("18600.00", "5400.50"), "Yuan in the year"),
    ),
    (
        Target(
            register.household_income,
            ("household_id", "year", "kind"),
            {name: name for name in ("household_id", "region_code", "year", "kind", "amount")},
        ),
    ),
    ("household_number", "year", "kind"),
    (HOUSEHOLD,),
)

MEASURES = SpreadsheetKind(
    "measures",
    "帮扶措施 Measures",
    "beneficiaries",
    (
        HOUSEHOLD_NUMBER,
        Column("措施类别", "kind", cells.one_of(MEASURE_KIND), ("就业帮扶", "健康帮扶")),
        Column("责任部门", "department", cells.one_of(DEPARTMENT), ("人力资源社会保障", "卫生健康")),
        Column("内容", "about", cells.short_text, ("推荐到附近企业就业", "签约家庭医生")),
        Column("开始日期", "starts_on", cells.near_day, ("2020-01-10", "2020-02-01")),
        Column("计划完成日期", "due_on", cells.last_day, ("2020-06-30", ""), required=False),
        Column("完成日期", "finished_on", cells.past_day, ("", ""), required=False),
        Column("成效", "result", cells.text, ("", ""), "With a 完成日期", required=False),
    ),
    (
        Target(
            register.measure,
            ("household_id", "kind", "about", "starts_on"),
            {name: name for name in ("household_id", "region_code", "kind", "department", "about", "starts_on", "due_on", "finished_on", "result")},
        ),
    ),
    ("household_number", "kind", "about", "starts_on"),
    (HOUSEHOLD,),
    rules=(
        rules.not_before_filing("starts_on"),
        rules.not_earlier("due_on", "starts_on", "开始日期 (earlier than the first day)"),
        rules.not_earlier("finished_on", "starts_on", "开始日期 (earlier than the first day)"),
        rules.result_when_finished,
    ),
)
