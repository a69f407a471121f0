"""The figures of the portal, as data: each one statement on the release that anybody can run again, with a stable address.

A statement gives `year` or `label`, where there are several lines `series`, and `value`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from open_data.columns import Words
from open_data.shelf import Needs, ShownRelease


class Unit(StrEnum):
    """What a value counts."""

    YUAN = "yuan"
    COUNT = "count"
    DAYS = "days"
    SHARE = "share"  # 0 to 1


class Drawing(StrEnum):
    """How a figure is drawn."""

    COLUMNS = "columns"  # by year, its series on top of one another
    LINES = "lines"  # by year, a line for each series
    BARS = "bars"  # by label, the longest first


@dataclass(frozen=True)
class Figure:
    """One figure. is_key: its newest year stands on the home page beside the year before; parameter: the rule parameter that it is held against."""

    name: str
    title: Words
    about: Words
    unit: Unit
    drawing: Drawing
    label: Words
    needs: Needs
    sql: str
    series: Words | None = None
    is_key: bool = False
    parameter: str | None = None


YEAR = Words("年度", "Year")
INDICATORS: Needs = {"indicators": ("indicator", "region_code", "year", "value")}
# money comes into a county once: over its border, or from its own treasury
INTO_COUNTY = "length(region_code) >= 6 AND (ordinal = 1 OR substr(from_region_code, 1, 6) <> substr(region_code, 1, 6))"

EVERY = (
    Figure(
        "money-by-year",
        Words("各级投入帮扶资金", "Assistance money by level of government"),
        Words(
            "每年首个拨付环节的金额，按资金来源级次分列。不含直接发到户的资金，那些见“发放到户的资金”。",
            "First hops of each year by the level that gave, without money that goes straight to households, which has a figure of its own.",
        ),
        Unit.YUAN,
        Drawing.COLUMNS,
        YEAR,
        {"allocations": ("year", "ordinal", "from_level_label", "amount")},
        "SELECT year, from_level_label AS series, round(sum(amount), 2) AS value FROM allocations WHERE ordinal = 1 GROUP BY year, from_level ORDER BY year, from_level",
        Words("来源级次", "Level"),
        is_key=True,
    ),
    Figure(
        "weak-village-money",
        Words("拨付经济薄弱村的资金", "Money to economically weak villages"),
        Words("每年拨入经济薄弱村账户和项目的金额。", "What reached accounts and projects of economically weak villages each year."),
        Unit.YUAN,
        Drawing.COLUMNS,
        YEAR,
        {"allocations": ("year", "weak_village", "amount")},
        "SELECT year, round(sum(amount), 2) AS value FROM allocations WHERE weak_village = 1 GROUP BY year ORDER BY year",
        is_key=True,
    ),
    Figure(
        "paid-on-time",
        Words("按期拨付比例", "Share of hops paid in time"),
        Words(
            "已到期的拨付环节中，在应拨付日期之前拨出的比例（按笔数）。",
            "Of the hops that were due, the share that was paid by its due date (counted in hops).",
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        {"allocations": ("year", "due_on", "allocated_on")},
        """SELECT year, round(avg(coalesce(allocated_on <= due_on, 0)), 4) AS value FROM allocations
 WHERE due_on <= (SELECT max(allocated_on) FROM allocations) GROUP BY year ORDER BY year""",
        is_key=True,
    ),
    Figure(
        "money-by-county",
        Words("各市（县）区收到的资金", "Money by county"),
        Words(
            "历年进入各市（县）区的金额：上级拨入的和本级安排的，境内转拨不重复计算。",
            "All years: what upper levels sent to each county and what it gave itself; moving on inside it does not count twice.",
        ),
        Unit.YUAN,
        Drawing.BARS,
        Words("市（县）区", "County"),
        {"allocations": ("region_code", "region_name", "from_region_code", "ordinal", "amount")},
        f"""SELECT coalesce((SELECT max(region_name) FROM allocations AS named WHERE named.region_code = county), county) AS label, value
FROM (SELECT substr(region_code, 1, 6) AS county, round(sum(amount), 2) AS value FROM allocations
 WHERE {INTO_COUNTY} GROUP BY county) ORDER BY value DESC""",
    ),
    Figure(
        "money-by-stream",
        Words("各类资金的总额", "Money by stream"),
        Words(
            "历年各类资金首个拨付环节的金额之和，不含直接发到户的资金。",
            "All years: the first hops of each stream of money, without those that go straight to households.",
        ),
        Unit.YUAN,
        Drawing.BARS,
        Words("资金种类", "Stream"),
        {"allocations": ("stream", "ordinal", "amount"), "fund_streams": ("code", "name")},
        """SELECT name AS label, round(sum(amount), 2) AS value FROM allocations JOIN fund_streams ON fund_streams.code = stream
 WHERE ordinal = 1 GROUP BY stream ORDER BY value DESC""",
    ),
    Figure(
        "tilt-by-department",
        Words("各部门村级资金投向薄弱村的比例", "Share of each department's village money that goes to weak villages"),
        Words(
            "历年各主管部门拨到村的资金中，拨给经济薄弱村的比例。",
            "All years: of what each department sent to villages, the share of weak villages.",
        ),
        Unit.SHARE,
        Drawing.BARS,
        Words("主管部门", "Department"),
        {"allocations": ("department_label", "to_level", "weak_village", "amount")},
        """SELECT department_label AS label, round(1.0 * sum(weak_village * amount) / sum(amount), 4) AS value FROM allocations
 WHERE to_level = 'village' GROUP BY department ORDER BY value DESC""",
    ),
    Figure(
        "money-by-state",
        Words("资金所处状态", "Money by state"),
        Words(
            "历年全部拨付环节按当前状态的金额：滞留、冻结和收回的资金一并列出。同一笔钱每经过一个环节算一次。",
            "All hops of all years by their state now: money that stands still, was frozen or taken back is shown too. A yuan counts once in each hop.",
        ),
        Unit.YUAN,
        Drawing.BARS,
        Words("状态", "State"),
        {"allocations": ("state_label", "amount")},
        "SELECT state_label AS label, round(sum(amount), 2) AS value FROM allocations GROUP BY state ORDER BY value DESC",
    ),
    Figure(
        "village-income",
        Words("年收入达标的经济薄弱村", "Weak villages above the income threshold"),
        Words(
            "每年村集体年收入达到门槛的经济薄弱村数；门槛和比较方式取自当年生效的规则参数。",
            "Weak villages whose collective income met the threshold: the rule parameter that was in force that year.",
        ),
        Unit.COUNT,
        Drawing.COLUMNS,
        YEAR,
        {"village_thresholds": ("year", "threshold", "met")},
        "SELECT year, sum(met) AS value FROM village_thresholds WHERE threshold = 'village_income' AND met IS NOT NULL GROUP BY year ORDER BY year",
        is_key=True,
        parameter="village_income",
    ),
    Figure(
        "projects-by-state",
        Words("各年立项的项目", "Projects of each year"),
        Words("每年立项的项目按当前状态计数。", "Projects of each year by their state now."),
        Unit.COUNT,
        Drawing.COLUMNS,
        YEAR,
        {"projects": ("year", "state_label")},
        "SELECT year, state_label AS series, count(*) AS value FROM projects GROUP BY year, state ORDER BY year, state",
        Words("状态", "State"),
        is_key=True,
    ),
    Figure(
        "proceeds",
        Words("项目收益收到、分配没有", "Whether proceeds of projects were received and shared out"),
        Words(
            "每年应有收益的项目：没有收到、收到还没有分配、已经分配的各有多少个。",
            "Projects that were due proceeds in each year: how many did not receive them, have not shared them out, and have.",
        ),
        Unit.COUNT,
        Drawing.COLUMNS,
        YEAR,
        {"proceeds": ("year", "received_on"), "proceeds_distributions": ("project", "year")},
        """SELECT year, CASE WHEN shared.project NOTNULL THEN '已分配' WHEN received_on NOTNULL THEN '收到未分配' ELSE '未收到' END AS series,
 count(*) AS value FROM proceeds LEFT JOIN proceeds_distributions AS shared USING (project, year) GROUP BY year, series ORDER BY year, series""",
        Words("收益", "Proceeds"),
    ),
    Figure(
        "paid-to-households",
        Words("发放到户的资金", "Money paid to households"),
        Words("每年发到困难家庭手里的金额。只有合计，不写任何一户。", "What reached households in hardship each year: sums alone, and no household."),
        Unit.YUAN,
        Drawing.COLUMNS,
        YEAR,
        {"payments": ("month", "together", "amount")},
        """SELECT CAST(substr(month, 1, 4) AS INTEGER) AS year, round(sum(amount), 2) AS value FROM payments
 WHERE instr(together, 'year') = 0 GROUP BY year ORDER BY year""",
        is_key=True,
    ),
    Figure(
        "direct-share",
        Words("到户资金直接打卡的比例", "Share of household money paid straight to cards"),
        Words(
            "发放清单的金额中，由财政直接打到本人银行卡的比例。",
            "Of the money on payment lists, the share that finance paid to people's own cards itself.",
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        INDICATORS,
        "SELECT year, value FROM indicators WHERE indicator = 'direct_share' ORDER BY year",
    ),
    Figure(
        "relief-days",
        Words("急难从报告到救助的天数", "Days from the report of an emergency to its relief"),
        Words(
            "全市每年的中位数：一半的急难在这些天以内得到救助。",
            "The median of the city each year: half of the emergencies were relieved within so many days.",
        ),
        Unit.DAYS,
        Drawing.LINES,
        YEAR,
        INDICATORS,
        "SELECT year, value FROM indicators WHERE indicator = 'relief_days' AND region_code IS NULL ORDER BY year",
        is_key=True,
    ),
    Figure(
        "report-days",
        Words("群众反映从受理到答复的天数", "Days from a report of the public to its answer"),
        Words(
            "全市每年的中位数：已经答复的反映，一半在这些天以内得到答复；期限是 15 天。每个数字背后不少于 11 件。",
            "The median of the city each year: half of the reports that were answered had their answer within so many days; fifteen are allowed. Eleven reports at least "
            "stand behind it.",
        ),
        Unit.DAYS,
        Drawing.LINES,
        YEAR,
        INDICATORS,
        "SELECT year, value FROM indicators WHERE indicator = 'report_days' AND region_code IS NULL ORDER BY year",
    ),
    Figure(
        "reports-in-time",
        Words("群众反映按期答复的比例", "Share of reports of the public answered in time"),
        Words(
            "全市每年收到、期限已到的群众反映中，在期限（15 天）内答复的比例。每个数字背后不少于 11 件；够 11 件的市（县）区见公开指标。",
            "Of the reports that the city received in a year and whose day has come, the share that was answered within the fifteen days. Eleven reports at least stand behind "
            "it; counties that have as many are among the open indicators.",
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        INDICATORS,
        "SELECT year, value FROM indicators WHERE indicator = 'reports_in_time' AND region_code IS NULL ORDER BY year",
    ),
    Figure(
        "city-fund",
        Words("市级专项资金", "The city's special fund"),
        Words(
            "每年预算安排的市级专项资金，对照当年的规则参数。",
            "The city's special fund in the budget of each year, to be held against the rule parameter.",
        ),
        Unit.YUAN,
        Drawing.COLUMNS,
        YEAR,
        INDICATORS,
        "SELECT year, value FROM indicators WHERE indicator = 'city_fund' ORDER BY year",
        parameter="city_fund_a_year",
    ),
    Figure(
        "dibao-income-growth",
        Words("低保家庭收入增长与城镇居民收入增长", "Growth of dibao incomes beside urban incomes"),
        Words(
            "全市低保家庭人均年收入比上年增长多少，城镇居民可支配收入增长多少；目标是前者高于后者。各市（县）区的在公开指标里。",
            "By how much the income a head of the city's dibao households grew over the year before, and by how much urban disposable income did: the former is to be "
            "higher. Those of counties are among the open indicators.",
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        {"indicators": (*INDICATORS["indicators"], "target")},
        """SELECT year, '低保家庭' AS series, value FROM indicators WHERE indicator = 'dibao_income_growth' AND region_code IS NULL
UNION ALL SELECT year, '城镇居民', target FROM indicators WHERE indicator = 'dibao_income_growth' AND region_code IS NULL AND target NOTNULL
ORDER BY year, series""",
        Words("谁的收入", "Whose income"),
    ),
    Figure(
        "budget-coverage",
        Words("预算录入完整度", "How much of the budget documents is entered"),
        Words(
            "全市预算文件总额中，已逐条录入预算指标的比例，向下取整到 1%：100% 就是一分不差。各市（县）区的在公开指标里。",
            "Of what the city's budget documents state, the share that is entered line by line, in whole per cent and never rounded up. Those of counties are among the open "
            "indicators.",
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        INDICATORS,
        "SELECT year, value FROM indicators WHERE indicator = 'budget_coverage' AND region_code IS NULL ORDER BY year",
    ),
    Figure(
        "helper-coverage-by-county",
        Words("有帮扶责任人的在册户比例", "Share of registered households that have a helper"),
        Words(
            "各市（县）区在册帮扶户中，有或有过结对帮扶责任人的比例；两个户数都取整到 5，所以是大约。镇、村的户数在各自的页面上。",
            "Of the registered households of each county, the share that has or had a helper; both numbers are rounded to 5, so it is about that. Those of towns and villages "
            "stand on their pages.",
        ),
        Unit.SHARE,
        Drawing.BARS,
        Words("市（县）区", "County"),
        {"pairings_totals": ("level", "place", "households"), "register_totals": ("level", "place", "place_label", "households")},
        """SELECT register_totals.place_label AS label, round(min(1.0, 1.0 * pairings_totals.households / register_totals.households), 2) AS value
FROM register_totals JOIN pairings_totals USING (level, place) WHERE level = 'county' ORDER BY value DESC, place""",
    ),
    Figure(
        "budget-by-level",
        Words("各级预算安排的占比", "Shares of the levels of government in the budget"),
        Words(
            "每年帮扶预算中，中央、省、市、县各安排多少，占全部的比例；不含到户资金的预算。",
            "Of each year's budget for assistance the share that each level pays, without the lines that end at households.",
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        {"budgets": ("year", "level", "level_label", "amount")},
        """SELECT year, level_label AS series, round(1.0 * sum(amount) / sum(sum(amount)) OVER (PARTITION BY year), 4) AS value FROM budgets
GROUP BY year, level ORDER BY year, level""",
        Words("级次", "Level"),
    ),
    Figure(
        "compensation-rates",
        Words("各市（县）区生态补偿标准", "Rates of ecological compensation by county"),
        Words(
            "每亩每年的补偿标准，各类土地取平均；每一类的见数据集。",
            "Yuan a mu and year, the mean over kinds of land; each kind is in the dataset.",
        ),
        Unit.YUAN,
        Drawing.LINES,
        YEAR,
        {"compensation_rates": ("region_code", "region_name", "year", "standard")},
        "SELECT year, region_name AS series, round(avg(standard), 2) AS value FROM compensation_rates GROUP BY year, region_code ORDER BY year, region_code",
        Words("市（县）区", "County"),
    ),
    Figure(
        "compensation-coverage",
        Words("生态补偿覆盖面", "How much land is compensated"),
        Words(
            "各市（县）区应补偿的面积中，已经付给村里生态补偿的比例。",
            "Of the land of each county that could be compensated, the share for which its villages were paid.",
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        {"indicators": (*INDICATORS["indicators"], "region_name")},
        """SELECT year, region_name AS series, value FROM indicators WHERE indicator = 'compensation_coverage' ORDER BY year, region_code""",
        Words("市（县）区", "County"),
    ),
    Figure(
        "compensation-spread",
        Words("市（县）区间生态补偿标准的差距", "How far the counties' rates of ecological compensation are apart"),
        Words(
            "最高与最低标准之差占平均标准的比例，各类土地取平均。", "The highest rate less the lowest, by their mean; the mean over kinds of land."
        ),
        Unit.SHARE,
        Drawing.LINES,
        YEAR,
        INDICATORS,
        "SELECT year, value FROM indicators WHERE indicator = 'compensation_spread' ORDER BY year",
    ),
    Figure(
        "registered-by-county",
        Words("各市（县）区在册帮扶户", "Registered households by county"),
        Words("现在建档在册的户数，取整到 5。", "Households on the register now, rounded to 5."),
        Unit.COUNT,
        Drawing.BARS,
        Words("市（县）区", "County"),
        {"register_totals": ("level", "place_label", "households")},
        "SELECT place_label AS label, households AS value FROM register_totals WHERE level = 'county' ORDER BY value DESC, label",
    ),
    Figure(
        "needs-by-state",
        Words("帮扶需求走到哪一步", "How far the needs are"),
        Words(
            "全部已公开的需求按当前状态计数：认捐、送达、双方签收、致谢。",
            "All published needs by their state now: pledged to, delivered, signed for, thanked.",
        ),
        Unit.COUNT,
        Drawing.BARS,
        Words("状态", "State"),
        {"needs": ("state", "state_label")},
        "SELECT state_label AS label, count(*) AS value FROM needs GROUP BY state ORDER BY value DESC, state",
    ),
    Figure(
        "needs-met-by-county",
        Words("各市（县）区已送达的需求比例", "Share of needs delivered by county"),
        Words(
            "写明市（县）区的已公开需求中，认捐的已全部送到、签收或致谢的比例。",
            "Of the published needs that name a county, the share of which all that was pledged has arrived, was signed for or thanked for.",
        ),
        Unit.SHARE,
        Drawing.BARS,
        Words("市（县）区", "County"),
        {"needs": ("state", "region_code"), "divisions": ("code", "name")},
        """SELECT (SELECT name FROM divisions WHERE code = county) AS label, value
FROM (SELECT substr(region_code, 1, 6) AS county, round(avg(state IN ('received', 'delivered', 'confirmed', 'thanked')), 4) AS value FROM needs
 WHERE length(region_code) >= 6 GROUP BY county) ORDER BY value DESC, county""",
    ),
    Figure(
        "days-until-help",
        Words("帮扶到位用时（天）", "Days until help arrived"),
        Words(
            "家庭的需求从发布到送达、双方签收的天数：全市和各市（县）区的中位数，取整到 5 天，每个数字背后不少于 11 户。",
            "Days from the publication of a household's need until what both sides signed for arrived: the median of the city and of counties, rounded to 5, "
            "with eleven households at least behind it.",
        ),
        Unit.DAYS,
        Drawing.BARS,
        Words("地区", "Place"),
        {"need_days": ("region_code", "region_name", "days")},
        "SELECT region_name AS label, days AS value FROM need_days WHERE length(region_code) <= 6 ORDER BY value DESC, region_code",
    ),
    Figure(
        "receipts-on-paper",
        Words("书面签收比例", "Receipts signed on paper"),
        Words(
            "收到帮扶并由本户签收的困难家庭中，书面签收（不能上网，由他人登记）的比例：全市和各市（县）区，取整到 5%，每个数字背后不少于 11 户。",
            "Of the households that signed for help, the share that signed on paper, which somebody else recorded: of the city and of counties, rounded to 5 %, "
            "with eleven households at least behind it.",
        ),
        Unit.SHARE,
        Drawing.BARS,
        Words("地区", "Place"),
        {"paper_receipts": ("region_code", "region_name", "share")},
        "SELECT region_name AS label, share AS value FROM paper_receipts ORDER BY value DESC, region_code",
    ),
)
FIGURES: Mapping[str, Figure] = {figure.name: figure for figure in EVERY}


def shown(release: ShownRelease) -> list[Figure]:
    """The figures that this release can show."""
    return [figure for figure in EVERY if release.has(figure.needs)]
