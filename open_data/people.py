"""Published datasets about people 帮扶对象: counts and sums behind each of which stand eleven households at least."""

from __future__ import annotations

from collections.abc import Iterator

from databases.code_lists.beneficiaries import CAUSE, HOUSEHOLD_CATEGORY, MEASURE_KIND
from databases.code_lists.entry_and_exit import COMPARISON_KIND, FINDING_OUTCOME, RELIEF_KIND
from databases.code_lists.forces import NEED_STATE, PUBLISHED_NEEDS
from databases.code_lists.oversight import ALERT_STATE, REPORT_KIND
from open_data.alerts import AlertCounts
from open_data.columns import Words
from open_data.counts import CountRows, Counts, CountTotals, Kinds
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.hops import HopSums
from open_data.shared_proceeds import SHARED_PROCEEDS

BY_YEAR = ("year", "group", "kind", "county", "town", "village", "quarter", "month")
TOTALS = (("kind", "year"), ("county", "year"), ("county", "kind", "year"))
MOST_LOST = 0.15  # of the cells of town, kind and year
BY_COUNTY_AND_YEAR = ("year", "county", "group", "kind", "town", "village")  # the county first: its total is a sum of rows in every release
STANDING = ("kind", "county", "town", "village")
STANDING_IN_COUNTIES = ("county", "kind", "town", "village")
OF_PLACES = (("county",), ("town",))
OF_PLACES_BY_YEAR = (("county", "year"), ("town", "year"))


def _of(name: str, title: Words, about: Words, owner: str, clause: str, counts: Counts) -> Iterator[Dataset]:
    """Both datasets of one protected table."""
    sums = ("amount",) if counts.amount else ()
    yield Dataset(name, title, about, Theme.PEOPLE, owner, Rhythm.MONTHLY, clause, ("row",), CountRows(counts), counts.dimensions, sums)
    if counts.totals:
        totals = Words(f"{title.zh}：合计", f"{title.en}: totals")
        beside = Words(
            f"{about.zh}各层级的合计，金额精确。由它可以推算出不足 11 户的合计不列，应以各行相加为准：行加起来一分不差。",
            f"{about.en} Totals by level, with exact money. One from which fewer than eleven households would follow is not listed: add up the rows, which hold every cent.",
        )
        content = CountTotals(counts)
        yield Dataset(f"{name}_totals", totals, beside, Theme.PEOPLE, owner, Rhythm.MONTHLY, clause, (), content, ("level", *content.dimensions))


PAID = Kinds("payment_list_id.stream_id.code", name="payment_list_id.stream_id.name", group="payment_list_id.stream_id.purpose")
PAYMENTS = Counts(
    *("payments", "PaymentLine", ("year", "county", "kind", "town", "kind", "village", "quarter", "month")),
    month="month",
    kind=PAID,
    amount="amount",
    totals=TOTALS,
    most_lost=MOST_LOST,
    steady=3,
)

PEOPLE = (
    *_of(
        "payments",
        Words("到户资金发放", "Payments to households"),
        Words(
            "到户资金发给了多少户、多少钱：按村、镇、县，按资金种类，按月、季、年。户数少于 11 的并入更大的范围：几种资金合在一行（写明是哪几种），"
            "或者几个镇合在一行；还没有结束的年度只到市（县）区。每一分钱都在表内。",
            "How many households got how much: by village, town or county, stream, and month, quarter or year. Fewer than eleven households stand in a wider "
            "row, of several streams, which it names, or of several towns; a year that is not over is told by county. Every cent is in the table.",
        ),
        "civil_affairs",
        "M19, M59, M63",
        PAYMENTS,
    ),
    Dataset(
        "household_allocations",
        Words("到户资金拨付", "Hops of money for households"),
        Words(
            "发给困难家庭的资金经过哪些账户：按市（县）区、资金种类和年度合计，每个数字背后不少于 11 户；还没有发到户的不在内。",
            "Through which accounts the money of households passed, summed by county, stream and year: eleven households stand behind every figure. "
            "Money that has not reached a household is not in it.",
        ),
        Theme.FUNDS,
        "finance",
        Rhythm.MONTHLY,
        "M19, M51, M58",
        ("place", "kind", "month", "from_level", "from_holder", "to_level", "to_holder"),
        HopSums(PAYMENTS),
    ),
    *_of(
        "register",
        Words("在册帮扶户", "Registered households"),
        Words("现在建档在册的帮扶户：按类别和地区。", "Households on the register now, by category and place."),
        "civil_affairs",
        "M27, M49",
        Counts(
            "register",
            "Household",
            STANDING_IN_COUNTIES,
            household="id",
            kind=Kinds("category", HOUSEHOLD_CATEGORY),
            totals=OF_PLACES,
            where={"state": "active"},
        ),
    ),
    *_of(
        "exits",
        Words("脱困户", "Households that left hardship"),
        Words("每年脱困销号的户数：按类别和地区。", "Households that left the register, by year, category and place."),
        "poverty_office",
        "M43, M180",
        Counts(
            "exits",
            "Household",
            BY_YEAR[:6],
            household="id",
            month="exited_on",
            kind=Kinds("category", HOUSEHOLD_CATEGORY),
            where={"state": "exited"},
        ),
    ),
    *_of(
        "causes",
        Words("致困原因", "Causes of hardship"),
        Words("各类主要致困原因涉及的户数。", "Households by the main cause of their hardship."),
        "civil_affairs",
        "M30",
        Counts("causes", "HardshipCause", STANDING, kind=Kinds("cause", CAUSE), where={"is_primary": True}),
    ),
    *_of(
        "measures",
        Words("帮扶措施", "Measures"),
        Words("每年开始实施的帮扶措施惠及多少户：按种类和地区。", "Households for which measures began, by year, kind and place."),
        "poverty_office",
        "M20, M23, M31",
        Counts(
            "measures",
            "Measure",
            BY_COUNTY_AND_YEAR,
            month="starts_on",
            kind=Kinds("kind", MEASURE_KIND),
            totals=(("county", "year"),),
        ),
    ),
    *_of(
        "measures_finished",
        Words("完成的帮扶措施", "Measures that were finished"),
        Words("每年完成的帮扶措施惠及多少户：按种类和地区。", "Households whose measures were finished, by year, kind and place."),
        "poverty_office",
        "M20, M23, M31",
        Counts(
            "measures_finished",
            "Measure",
            BY_COUNTY_AND_YEAR,
            month="finished_on",
            kind=Kinds("kind", MEASURE_KIND),
            totals=(("county", "year"),),
        ),
    ),
    *_of(
        "need_states",
        Words("家庭帮扶需求进展", "How far the needs of households are"),
        Words(
            "已发布帮扶需求的家庭有多少户，需求走到哪一步（认捐、送达、双方签收、致谢）：按地区。",
            "Households whose needs were published, by how far these are (pledged, delivered, signed for by both sides, thanked for) and by place.",
        ),
        "civil_affairs",
        "M145-M147",
        Counts("need_states", "Need", STANDING[:3], kind=Kinds("state", NEED_STATE), totals=OF_PLACES, where={"state": PUBLISHED_NEEDS}),
    ),
    *_of(
        "pairings",
        Words("结对帮扶", "Paired households"),
        Words("在册帮扶户中，有或有过结对帮扶责任人的户数。", "Of the households on the register, those that have or had a helper."),
        "poverty_office",
        "M20, M121",
        Counts("pairings", "Pairing", ("county", "town", "village"), totals=OF_PLACES, where={"household_id.state": "active"}),
    ),
    *_of(
        "visits",
        Words("入户走访", "Visits to households"),
        Words("每年、每季度、每月走访到的户数。", "Households that were visited, by year, quarter and month."),
        "poverty_office",
        "M20, M32, M116",
        Counts("visits", "Visit", ("year", "county", "town", "village", "quarter", "month"), month="visited_at", totals=OF_PLACES_BY_YEAR),
    ),
    *_of(
        "findings",
        Words("信息比对存疑", "Findings of comparisons"),
        Words("信息比对发现存疑、需要核查的户数：按数据种类和地区。", "Households in doubt after a comparison, by kind of data and place."),
        "civil_affairs",
        "M33-M40",
        Counts("findings", "ComparisonFinding", BY_YEAR[:5], month="raised_on", kind=Kinds("kind", COMPARISON_KIND)),
    ),
    *_of(
        "finding_outcomes",
        Words("存疑核查结论", "Outcomes of findings"),
        Words("信息比对存疑经核查属实、不属实的户数。", "Households in doubt after a comparison, by what looking in the field showed."),
        "civil_affairs",
        "M40",
        Counts("finding_outcomes", "ComparisonFinding", BY_YEAR[:5], month="closed_on", kind=Kinds("outcome", FINDING_OUTCOME)),
    ),
    *_of(
        "emergency_reliefs",
        Words("急难救助", "Emergency reliefs"),
        Words(
            "救急难救助的户数：按类别和地区。救助的钱在“到户资金发放”里；再按急难类别列一次，与那里的临时救助相减，就是几户的钱。",
            "Households that got emergency relief, by kind and place. The money is among the payments to households: told by kind of emergency once more it "
            "would, taken from them, be that of a few.",
        ),
        "civil_affairs",
        "M16",
        Counts("emergency_reliefs", "EmergencyRelief", BY_YEAR[:5], month="reported_at", kind=Kinds("kind", RELIEF_KIND)),
    ),
    *_of(
        "shared_proceeds",
        Words("项目收益分配到户", "Proceeds shared by households"),
        Words("分到项目收益的户数和金额：按项目、地区和年度。", "Households that got a share of proceeds, and how much, by project, place and year."),
        "agriculture",
        "M82, M107",
        SHARED_PROCEEDS,
    ),
    *_of(
        "alerts",
        Words("在线预警", "Alerts"),
        Words(
            "每年发出的预警涉及多少户（项目、资金等各算一个）：按规则和地区。同一户有几条预警只算一户。",
            "Whom the alerts of each year are about, by rule and place: households, and projects, streams and the like as one each. Several alerts of one household count once.",
        ),
        "discipline",
        "M53, M65, M135",
        AlertCounts(
            "alerts",
            "Alert",
            BY_YEAR[:5],
            household="id",
            figure="concerned",
            month="raised_on",
            kind=Kinds("alert_rule_id.code", name="alert_rule_id.about"),
        ),
    ),
    *_of(
        "alert_states",
        Words("预警办理情况", "What became of alerts"),
        Words(
            "每年发出的预警现在处于什么状态：涉及多少户（项目、资金等各算一个）。",
            "Whom alerts are about, by the year in which they were raised and the state they are in now.",
        ),
        "discipline",
        "M65, M135",
        AlertCounts(
            "alert_states",
            "Alert",
            ("year", "kind", "county"),
            household="id",
            figure="concerned",
            month="raised_on",
            kind=Kinds("state", ALERT_STATE),
        ),
    ),
    *_of(
        "public_reports",
        Words("群众反映", "Reports of the public"),
        Words(
            "每年、每季度收到的群众反映：按市（县）区和类别；不写反映了什么、谁反映的。",
            "Reports of the public by year, quarter, county and kind; never what they say.",
        ),
        "discipline",
        "M8, M21, M125",
        Counts(
            "public_reports",
            "PublicReport",
            ("year", "county", "kind", "quarter"),
            household="id",
            figure="reports",
            month="received_on",
            kind=Kinds("kind", REPORT_KIND),
        ),
    ),
)
