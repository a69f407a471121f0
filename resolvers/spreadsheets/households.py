"""Spreadsheets of households with their members, incomes and measures."""

from __future__ import annotations

import dataclasses

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
from databases.code_lists.common import DEPARTMENT, SEX
from resolvers.spreadsheets import cells, plausibility, rules
from resolvers.spreadsheets.people_and_money import HOUSEHOLD, HOUSEHOLD_NUMBER
from resolvers.spreadsheets.shape import Column, Computed, Lookup, Parent, Refusal, SpreadsheetKind, Steady, Target

OF_HOUSEHOLD = ("region_code", "head_name", "address", "phone", "category", "state", "filed_on", "exited_on", "housing", "member_count")
OF_MEMBER = ("region_code", "name", "id_number", "sex", "born_on", "kinship", "health", "labour", "education", "died_on", "left_on")

MEMBERS_MISSING = """
    EXISTS (SELECT FROM household AS h JOIN member AS m ON m.household_id = h.id WHERE h.number = s.number AND m.died_on IS NULL AND m.left_on IS NULL
      AND NOT EXISTS (SELECT FROM staged_member_household_id AS n WHERE n.id_number_digest = m.id_number_digest))"""
NAME_THEM = (
    "已登记的成员不在表中：应列出全部成员，去世、迁出的填写去世日期、迁出日期 "
    "(members that are stored are missing from the sheet: name them all, with the day on which one died or left)"
)
ELSEWHERE = """
    EXISTS (SELECT FROM member AS m WHERE m.id_number_digest = s.id_number_digest AND m.household_id <> s.household_id AND m.left_on IS NULL)"""
LEFT_BEFORE = "此人已转入另一户，请删去本行 (this person belongs to another household since: delete the row)"
LEAVE_FIRST = "此人已登记在另一户，应先在原户填写迁出日期 (this person belongs to another household, which is to tell first when he left it)"
GONE_HEAD = """
    s.kinship = 'head' AND coalesce(s.died_on, '-infinity') = '-infinity' AND coalesce(s.left_on, '-infinity') = '-infinity'
      AND EXISTS (SELECT FROM member AS m WHERE m.id_number_digest = s.id_number_digest AND m.household_id = s.household_id
      AND (s.died_on IS NULL AND m.died_on IS NOT NULL OR s.left_on IS NULL AND m.left_on IS NOT NULL))"""
NAME_ANOTHER = "此人已登记去世或迁出，应另有户主 (this person is stored as dead or gone: another one is the head)"
UNBORN_HEAD = """
    (SELECT max(m.born_on) FROM staged_member_household_id AS m WHERE m.parent_key = s.number AND m.kinship = 'head') > s.filed_on
      AND (SELECT count(*) FROM household AS h WHERE h.number = s.number) = 0"""  # an orphan may lead later what was filed before his birth
FILED_BEFORE_BIRTH = "户主此后才出生，请核对其身份证号和建档立卡日期 (its head was born later: look at his identity number and at the day of filing)"
ROWS_OF_IT = "(SELECT greatest(count(*), 1) FROM staged_member_household_id AS m WHERE m.parent_key = s.number)"  # it may be tried without them
WITHDRAWN = "撤销 where it was recorded by mistake"
LAST_DAY = "make_date(latest.year, 12, 31)"
LIVED_THERE = f"born_on <= {LAST_DAY} AND coalesce(died_on, 'infinity') > {LAST_DAY} AND coalesce(left_on, 'infinity') > {LAST_DAY}"


def _income_a_head(staged: str) -> Computed:
    """Of the households of staged rows: all kinds of income of the latest year that has any, divided by the members who lived there when it ended.

    Yuan, rounded to cents. A household without incomes keeps what it has; one in which nobody lived has no figure (M14).
    """
    return Computed(
        "per_capita_income",
        f"""UPDATE household AS h SET per_capita_income = found.a_head FROM (
            SELECT s.household_id, round(latest.amount / nullif(lived.count, 0), 2) AS a_head FROM (SELECT DISTINCT household_id FROM {staged}) AS s,
            LATERAL (SELECT year, sum(amount) AS amount FROM household_income AS i WHERE i.household_id = s.household_id GROUP BY year ORDER BY year DESC LIMIT 1) AS latest,
            LATERAL (SELECT count(*) FROM member AS m WHERE m.household_id = s.household_id AND {LIVED_THERE}) AS lived) AS found
            WHERE h.id = found.household_id AND h.per_capita_income IS DISTINCT FROM found.a_head""",
    )


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
        Column("性别", "sex", cells.one_of(SEX), ("男", "女"), "As the identity number says; empty: taken from it", required=False),
        Column(
            "出生日期", "born_on", cells.past_day, ("1958-05-12", "1960-03-08"), "As the identity number says; empty: taken from it", required=False
        ),
        Column(
            *("去世日期", "died_on", cells.past_day_or_withdrawn, ("", "")),
            f"Of a member who died; from then on he need not be listed. {WITHDRAWN}",
            required=False,
        ),
        Column(
            *("迁出日期", "left_on", cells.past_day_or_withdrawn, ("", "")),
            f"Of a member who left; then another household may name him. {WITHDRAWN}",
            required=False,
        ),
        Column(
            *("家庭人口数", "member_count", cells.count, ("2", "2")),
            "Declared at filing, alike in all rows of a household; empty: the rows of a new household, or what is stored",
            required=False,
        ),
    ),
    (
        Target(
            register.household,
            ("number",),
            {name: name for name in ("number", *OF_HOUSEHOLD)},
            once=True,
            merged={"exited_on": "CASE WHEN s.state = 'exited' THEN coalesce(s.exited_on, t.exited_on) END"},
            new={"member_count": f"coalesce(s.member_count, {ROWS_OF_IT})"},
            refusals=(Refusal(UNBORN_HEAD, FILED_BEFORE_BIRTH, "filed_on"),),
            incomplete=(Refusal(MEMBERS_MISSING, NAME_THEM, "number"),),
            tried_as={"state": "applied", "exited_on": None, "filed_on": "1990-01-01"},
        ),
        Target(
            register.member,
            ("id_number_digest",),
            {name: name for name in OF_MEMBER},
            Parent("household_id", "household", "number", "number"),
            merged={
                "died_on": "nullif(coalesce(s.died_on, t.died_on), '-infinity')",
                "left_on": "nullif(CASE WHEN s.household_id = t.household_id THEN coalesce(s.left_on, t.left_on) ELSE s.left_on END, '-infinity')",
            },
            new={column: f"nullif(s.{column}, '-infinity')" for column in ("died_on", "left_on")},
            refusals=(
                Refusal(f"s.left_on IS NOT NULL AND {ELSEWHERE}", LEFT_BEFORE, "id_number"),
                Refusal(ELSEWHERE, LEAVE_FIRST, "id_number"),
                Refusal(GONE_HEAD, NAME_ANOTHER, "kinship", always=True),
            ),
            last={"kinship": ("head",), "died_on": rules.NEVER, "left_on": rules.NEVER},
        ),
    ),
    ("id_number",),
    (Lookup("region_code", "beneficiaries", "region", "code"),),
    group="number",
    shared=OF_HOUSEHOLD,
    rules=(
        *(rules.is_village, rules.head_is_named, rules.exit_day, rules.exit_after_filing, rules.somebody_lives_there),
        *(rules.as_the_number_says, rules.child_of_its_sex, rules.not_before_filing("died_on"), rules.not_before_filing("left_on")),
    ),
    group_rules=(rules.one_head, rules.one_spouse, rules.generations),
    derive=rules.household,
    computed=(_income_a_head("staged_member_household_id"),),
)

INCOMES = SpreadsheetKind(
    "incomes",
    "家庭收入 Incomes of households",
    "beneficiaries",
    (
        HOUSEHOLD_NUMBER,
        Column("年度", "year", cells.year, ("2019", "2019")),
        Column("收入类别", "kind", cells.one_of(INCOME_KIND), ("工资性收入", "转移性收入")),
        Column("金额", "amount", cells.money, ("18600.00", "5400.50"), "Yuan in the year (元, not 万元)"),
        plausibility.CONFIRMED,
    ),
    (
        Target(
            register.household_income,
            ("household_id", "year", "kind"),
            {name: name for name in ("household_id", "region_code", "year", "kind", "amount")},
        ),
    ),
    ("household_number", "year", "kind"),
    (dataclasses.replace(HOUSEHOLD, gives={**HOUSEHOLD.gives, "category": "category", "member_count": "member_count"}),),
    rules=(plausibility.income_of_its_category,),
    steady=Steady(("amount",), ("household_id", "kind"), times=50, least=100),  # wages of a month may become those of a year
    computed=(_income_a_head("staged_household_income"),),
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
