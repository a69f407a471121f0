"""Spreadsheets of divisions, villages with yearly figures, official statistics, and projects."""

from __future__ import annotations

from databases import beneficiaries
from databases.beneficiaries import register
from databases.code_lists.beneficiaries import STATISTIC_KIND, VILLAGE_STATE
from databases.code_lists.projects import PROJECT_FIELD, PROJECT_LINE, PROJECT_MODE, PROJECT_PURPOSE, PROJECT_STATE
from databases.projects import projects
from resolvers.spreadsheets import cells, plausibility, rules
from resolvers.spreadsheets.shape import Column, Lookup, Parent, SpreadsheetKind, Steady, Target

DIVISIONS = SpreadsheetKind(
    "divisions",
    "行政区划 Divisions, the city first (kept alike in all four databases)",
    "beneficiaries",
    (
        Column("区划代码", "region_code", cells.region, ("3202", "320299"), "2 (province), 4, 6, 9 or 12 digits; a division above stands before"),
        Column("名称", "name", cells.text, ("无锡市", "示例区")),
        Column("上级区划代码", "parent_code", cells.region, ("", "3202"), "Needed below the city", required=False),
        Column("中心纬度", "latitude", cells.latitude, ("31.5927", ""), "Degrees north of where most people live, for distances", required=False),
        Column("中心经度", "longitude", cells.longitude, ("120.15161", ""), "With the latitude", required=False),
        Column("启用日期", "valid_from", cells.near_day, ("1990-01-01", "2020-01-01")),
        Column("停用日期", "valid_to", cells.last_day, ("", ""), "When the division was dissolved", required=False),
        Column("后继区划代码", "successor_code", cells.region, ("", ""), "With a last day", required=False),
    ),
    (
        Target(
            beneficiaries.region_,
            ("code",),
            {
                "code": "region_code",
                "name": "name",
                "name_sort": "name_sort",
                "level": "region_level",
                "parent_code": "parent_code",
                "latitude": "latitude",
                "longitude": "longitude",
                "valid_from": "valid_from",
                "valid_to": "valid_to",
                "successor_code": "successor_code",
            },
        ),
    ),
    ("region_code",),
    (
        Lookup("parent_code", "beneficiaries", "region", "code", or_earlier="region_code"),
        Lookup("successor_code", "beneficiaries", "region", "code", or_earlier="region_code"),
    ),
    rules=(rules.parent_is_next_level, rules.division_ends_later, rules.successor_follows, rules.successor_needs_end, rules.whole_position),
    derive=rules.division,
    alike_in=("funds", "projects", "forces"),
)

VILLAGES = SpreadsheetKind(
    "villages",
    "村（社区）和年度数据 Villages with yearly figures (one row a year)",
    "beneficiaries",
    (
        Column("村代码", "region_code", cells.region, ("320282101001", "320282101001"), "12 digits"),
        Column("状态", "state", cells.one_of(VILLAGE_STATE), ("经济薄弱村", "经济薄弱村"), "Alike in all rows of a village"),
        Column("状态起始日期", "state_since", cells.past_day, ("2016-01-01", "2016-01-01")),
        Column("年度", "year", cells.year, ("2018", "2019")),
        Column("常住人口", "population", cells.count, ("2310", "2295")),
        Column("村集体年收入", "collective_income", cells.money, ("1480000.00", "1725000.00"), "Yuan (元, not 万元)"),
        Column("村级支出", "expenditure", cells.money, ("1200000.00", "1350000.00"), "Yuan (元, not 万元)"),
        Column("集体资产", "assets", cells.money, ("9800000.00", "10300000.00"), "Yuan (元, not 万元)"),
        Column("农民人均可支配收入", "farmer_income", cells.money, ("30120.00", "32600.00"), "Yuan a head (元)"),
        plausibility.CONFIRMED,
    ),
    (
        Target(
            register.village,
            ("region_code",),
            {
                "region_code": "region_code",
                "state": "state",
                "state_since": "state_since",
            },
            once=True,
            defaults={"party_is_lax": False, "improvement": "none"},
        ),
        Target(
            register.village_year,
            ("region_code", "year"),
            {name: name for name in ("region_code", "year", "population", "collective_income", "expenditure", "assets", "farmer_income")},
            Parent("village_id", "village", "region_code", "region_code"),
        ),
    ),
    ("region_code", "year"),
    (Lookup("region_code", "beneficiaries", "region", "code"),),
    group="region_code",
    shared=("state", "state_since"),
    rules=(
        rules.is_village,
        rules.people_live_there,
        plausibility.within("population", plausibility.VILLAGE_PEOPLE),
        plausibility.within("collective_income", plausibility.VILLAGE_INCOME),
        plausibility.within("expenditure", plausibility.VILLAGE_EXPENDITURE),
        plausibility.within("assets", plausibility.VILLAGE_ASSETS),
        plausibility.within("farmer_income", plausibility.INCOME_A_HEAD),
    ),
    steady=Steady(("population", "collective_income", "expenditure", "assets", "farmer_income"), ("region_code",), times=5, least=1),
)

STATISTICS = SpreadsheetKind(
    "statistics",
    "官方年度统计 Official yearly statistics",
    "beneficiaries",
    (
        Column("区划代码", "region_code", cells.region, ("3202", "3202")),
        Column("年度", "year", cells.year, ("2018", "2019")),
        Column("指标", "kind", cells.one_of(STATISTIC_KIND), ("城镇居民可支配收入增长率", "城镇居民可支配收入增长率")),
        Column("数值", "value", cells.rate, ("8.6", "8.2"), "Yuan (元), whole heads (人, not 万人) or percent (%); only growth may be negative"),
        Column("来源", "source", cells.text, ("统计公报（示例）", "统计公报（示例）")),
        plausibility.CONFIRMED,
    ),
    (
        Target(
            register.official_statistic,
            ("region_code", "year", "kind"),
            {name: name for name in ("region_code", "year", "kind", "value", "source")},
        ),
    ),
    ("region_code", "year", "kind"),
    (Lookup("region_code", "beneficiaries", "region", "code"),),
    rules=(rules.statistic_of_its_kind, plausibility.statistic_as_usual),
    steady=Steady(("value",), ("region_code", "kind"), times=5, least=100),  # no growth rate is so large
)

PROJECTS = SpreadsheetKind(
    "projects",
    "帮扶项目 Projects",
    "projects",
    (
        Column("项目编号", "code", cells.code, ("T-PRJ-001", "T-PRJ-002")),
        Column("项目名称", "name", cells.text, ("蔬菜大棚项目", "标准厂房项目")),
        Column("村代码", "region_code", cells.region, ("320282101001", "320282101001"), "Village that benefits"),
        Column("年度", "year", cells.year, ("2020", "2020")),
        Column("使用方式", "mode", cells.one_of(PROJECT_MODE), ("统筹带动增收", "统筹带动增收")),
        Column("产业领域", "field", cells.one_of(PROJECT_FIELD), ("现代高效农业", "物业"), "For 统筹带动增收", required=False),
        Column("用途", "purpose", cells.one_of(PROJECT_PURPOSE), ("经济发展", "达标转化")),
        Column("优先条线", "line", cells.one_of(PROJECT_LINE), ("产业发展", "产业发展")),
        Column("是否优先", "is_priority", cells.yes_no, ("是", "否")),
        Column("公共服务设施", "builds_public_service", cells.yes_no, ("否", "否"), "Whether it builds one"),
        Column("是否造血", "is_blood_making", cells.yes_no, ("是", "是")),
        Column("状态", "state", cells.one_of(PROJECT_STATE), ("储备", "储备")),
        Column("资金代码", "stream_code", cells.code, ("SHENGJI", "SHIJI"), "Code of a stream that is there"),
        Column("制度文号", "rule_number", cells.document_number, ("演示〔2018〕3号", "演示〔2018〕3号"), "Number of a policy document that is there"),
        Column("预算", "budget", cells.money, ("650000.00", "1800000.00"), "Yuan (元, not 万元)"),
        Column("立项文号", "approval_number", cells.document_number, ("", ""), "Unless 储备", required=False),
        Column("立项日期", "approved_on", cells.past_day, ("", ""), "Unless 储备", required=False),
        Column("决策主体", "decided_by", cells.text, ("", ""), "Unless 储备", required=False),
        Column("计划完工日期", "due_on", cells.last_day, ("2021-06-30", ""), required=False),
        plausibility.CONFIRMED,
    ),
    (
        Target(
            projects.project,
            ("code",),
            {
                name: name
                for name in (
                    "code",
                    "name",
                    "region_code",
                    "year",
                    "mode",
                    "field",
                    "purpose",
                    "line",
                    "is_priority",
                    "builds_public_service",
                    "is_blood_making",
                    "state",
                    "stream_id",
                    "rule_document_id",
                    "budget",
                    "approval_number",
                    "approved_on",
                    "decided_by",
                    "due_on",
                )
            },
        ),
    ),
    ("code",),
    (
        Lookup("region_code", "projects", "region", "code"),
        Lookup("stream_code", "funds", "fund_stream", "code", {"id": "stream_id"}),
        Lookup("rule_number", "forces", "policy_document", "number", {"id": "rule_document_id"}),
    ),
    rules=(
        rules.is_village,
        *map(rules.beyond_reserve, ("approval_number", "approved_on", "decided_by")),
        rules.pooled_has_field,
        plausibility.within("budget", plausibility.PROJECT_BUDGET),
        rules.approved_in_time,
        rules.not_earlier("due_on", "approved_on", "立项日期 (earlier than the approval)"),
    ),
)
