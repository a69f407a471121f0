"""Open indicators 公开指标: how far the city has come, each figure beside its target and how it is compared with it.

Figures about households are medians and shares of eleven households at least (or eleven reports of the public), and wait until eleven of them have changed
(`waiting.py`); incomes are rounded to 100 yuan. All others follow from what is published row by row, or from the tables of payments and of proceeds as they are published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from databases.code_lists.common import COMPARATOR, DEPARTMENT
from databases.tables import CodeList
from open_data.anonymise.batches import collected, distinct, read, stored
from open_data.columns import AS_OF, Column, Type, Words
from open_data.contents import followed
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.material import Material
from open_data.parameters import PATHS, compared, comparison
from open_data.parameters import READS as PARAMETERS
from open_data.paths import Path
from open_data.people import PAYMENTS
from open_data.proceeds_share import proceeds_share
from open_data.project_proceeds import ProjectProceeds
from open_data.thresholds import Thresholds, figures_of, industry_projects, weak_villages
from open_data.waiting import VALUE, FiguresInside, Waiting
from resolvers.thresholds import ON_THE_BOOKS

NAME = "indicators"
FEWEST = 11
INCOME_STEP, DAY_STEP, GROWTH_DIGITS, SHARE_DIGITS = 100, 0.5, 3, 2
COUNTY = 6  # digits of its code
INDICATOR = CodeList(
    "indicator",
    {
        "dibao_income": "低保家庭人均年收入中位数（元）",
        "dibao_income_growth": "低保家庭人均年收入增长率（对照城镇居民可支配收入增长率）",
        "village_income": "经济薄弱村年收入达标村数",
        "weak_villages": "经济薄弱村数",
        "city_fund": "市级专项资金（元）",
        "industry_projects": "当年有产业项目的薄弱村占比",
        "weak_village_share": "部门涉农资金投向薄弱村的占比",
        "budget_coverage": "预算文件总额中已录入预算指标的占比",
        "compensation_spread": "市（县）区间生态补偿标准差距",
        "compensation_coverage": "应补偿面积中已补偿的占比",
        "coverage_spread": "市（县）区间生态补偿面积占比差距",
        "direct_share": "到户资金直接打卡占比",
        "proceeds_share": "项目收益分到户的占比",
        "payment_days": "清单确认到发放的天数（中位数）",
        "relief_days": "急难报告到救助的天数（中位数）",
        "report_days": "群众反映受理到答复的天数（中位数）",
        "reports_in_time": "到期群众反映中按期答复的占比",
        "paid_a_year": "当年拨付到底的帮扶资金（元）",
    },
    "M13-M19, M56, M63, M82, M87-M103, M107, M125, M179, M183",
)
EACH = Words("数一数达标村的指标，全部薄弱村都过门槛才算达标", "An indicator that counts villages is met once every weak village is beyond it")
URBAN_GROWTH = "urban_income_growth"  # the official statistic, in per cent, that the income of dibao households is to outgrow (M13)
TARGETS = {"dibao_income": "dibao_income_floor", "city_fund": "city_fund_a_year"}
Figures = pl.DataFrame  # region_code, department, year, value; of households also household and adds; of villages what `_reached` tells
OF_VILLAGES = ("every", "threshold", "threshold_comparator")


class Indicators(FiguresInside):
    """Every indicator of every place and year; `met` where it has a target. figures: those of households."""

    @property
    def columns(self) -> tuple[Column, ...]:
        rests_on = tuple(Path.of(*source) for source in FIGURES_REST_ON)  # that there is a figure of a place and year tells of the same rows
        return (
            Column("indicator", Words("指标", "Indicator"), Type.CODE, (), codes=INDICATOR, own="names of indicators"),
            Column("region_code", Words("地区", "Place"), Type.REGION, rests_on),
            Column("department", Words("部门", "Department"), Type.CODE, (), codes=DEPARTMENT, own="who answers for an indicator"),
            Column("year", Words("年度", "Year"), Type.YEAR, rests_on),
            *comparison(Column("value", Words("数值", "Value"), Type.DECIMAL, rests_on)),
            Column("threshold", Words("每个村的门槛", "Threshold of each village"), Type.DECIMAL, (PATHS["value"],), about=EACH),
            Column(
                "threshold_comparator", Words("每个村的比较方式", "How each village is compared"), Type.CODE, (PATHS["comparator"],), codes=COMPARATOR
            ),
            AS_OF,
        )

    def reads(self) -> set[tuple[str, str]]:
        own = {read for kind, paths in READS.items() for path in paths for read in Path.of(kind, path).reads()}
        return PARAMETERS | PAYMENTS.reads() | ProjectProceeds().reads() | Thresholds().reads() | own

    def frame(self, material: Material) -> pl.LazyFrame:
        of_public_bodies = [_typed(name, make(material)).with_columns(as_of=pl.lit(material.name)) for name, make in FIGURES.items()]
        found = pl.concat([*of_public_bodies, self.figures.figures(material)], how="diagonal")
        with_parameters = found.with_columns(parameter=pl.col("indicator").replace_strict(TARGETS, default=None, return_dtype=pl.String))
        beside = _beside_every(_beside_urban_growth(compared(with_parameters, material), material))
        return beside.select([column.name for column in self.columns]).lazy()


READS: dict[str, tuple[str, ...]] = {
    "HouseholdIncome": (
        *("household_id.category", "household_id.state", "household_id.filed_on", "household_id.exited_on"),
        *("household_id", "region_code", "year", "amount"),
    ),
    "Member": ("household_id", "born_on", "died_on", "left_on"),
    "OfficialStatistic": ("region_code", "year", "kind", "value"),
    "Budget": ("year", "kind", "amount", "budget_document_id.region_code", "budget_document_id.year"),
    "BudgetDocument": ("region_code", "year", "amount"),
    "Allocation": ("year", "to_level", "department", "weak_village", "amount", "stream_id.to_household"),
    "CompensationRate": ("region_code", "year", "land", "standard", "eligible_area"),
    "EcologicalCompensation": ("region_code", "year", "area", "paid_on"),
    "PaymentList": ("month", "confirmed_on", "paid_on", "region_code"),
    "PaymentLine": (
        *("household_id", "amount", "payment_list_id.month", "payment_list_id.method", "payment_list_id.region_code"),
        *("payment_list_id.confirmed_on", "payment_list_id.paid_on"),
    ),
    "EmergencyRelief": ("household_id", "reported_at", "relieved_at", "region_code"),
    "PublicReport": ("id", "region_code", "received_on", "due_on", "answered_on"),
}
FIGURES_REST_ON = (  # what a value tells of, so that it inherits the most harmful class
    ("HouseholdIncome", "amount"),
    ("Member", "born_on"),
    ("EmergencyRelief", "relieved_at"),
    ("PublicReport", "answered_on"),
    ("PaymentLine", "amount"),
    ("PaymentList", "paid_on"),
    ("ProceedsDue", "amount_received"),
    ("DistributionLine", "amount"),
    ("Budget", "amount"),
    ("BudgetDocument", "amount"),
    ("Allocation", "amount"),
    ("CompensationRate", "standard"),
    ("EcologicalCompensation", "area"),
)


def _rows(material: Material, kind: str) -> pl.DataFrame:
    """The columns of a kind that the indicators rest on; dots in a path become underscores."""
    return _read(material, kind).collect()


def _read(material: Material, kind: str) -> pl.LazyFrame:
    return followed(material, kind, {path.replace(".", "_"): Path.of(kind, path) for path in READS[kind]})


def _typed(name: str, figures: Figures) -> pl.DataFrame:
    absent = [pl.lit(None, pl.String).alias(column) for column in ("region_code", "department") if column not in figures.columns]
    made = figures.with_columns(absent).with_columns(pl.col("value").cast(VALUE), pl.col("year").cast(pl.Int64))
    of_villages = [column for column in OF_VILLAGES if column in figures.columns]
    return made.select(pl.lit(name).alias("indicator"), "region_code", "department", "year", "value", *of_villages).drop_nulls("value")


def _beside_every(figures: pl.DataFrame) -> pl.DataFrame:
    """The target of an indicator that counts villages: all of them (`every`) are to be beyond the threshold in force that year."""
    every = pl.col("every").cast(figures.schema["target"])
    return figures.with_columns(
        target=pl.coalesce("target", every),
        comparator=pl.coalesce("comparator", pl.when(every.is_not_null()).then(pl.lit("ge"))),
        met=pl.coalesce("met", pl.col("value") >= every),
    )


def _beside_urban_growth(figures: pl.DataFrame, material: Material) -> pl.DataFrame:
    """What dibao incomes grew by stands beside what urban incomes grew by in the same place and year; of the whole city, beside the city's."""
    official = _rows(material, "OfficialStatistic").filter(kind=URBAN_GROWTH).sort(pl.col("region_code").str.len_chars())
    city = official["region_code"].first()
    grown = official.select(
        _around="region_code", year=pl.col("year").cast(pl.Int64), _grown=(pl.col("value").cast(pl.Float64) / 100).cast(figures.schema["target"])
    )
    found = figures.with_columns(_around=pl.col("region_code").fill_null(city)).join(grown, on=["_around", "year"], how="left", maintain_order="left")
    is_growth = (pl.col("indicator") == "dibao_income_growth") & pl.col("_grown").is_not_null()
    beside = {"target": pl.col("_grown"), "comparator": pl.lit("gt"), "met": pl.col("value") > pl.col("_grown")}
    return found.with_columns(pl.when(is_growth).then(then).otherwise(name).alias(name) for name, then in beside.items()).drop("_around", "_grown")


def _reached(each: pl.DataFrame) -> Figures:
    """Of weak villages, each beside the parameter in force for it, how many met it by county and year (`every`: of how many), and the parameter, if it was one for
    all of the county."""
    threshold, comparator = (pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()) for name in ("target", "comparator"))
    counts = {"value": pl.col("met").sum(), "every": pl.len().cast(pl.Int64)}
    return each.group_by(_county(), "year").agg(**counts, threshold=threshold, threshold_comparator=comparator)


def _county() -> pl.Expr:
    return pl.col("region_code").str.slice(0, COUNTY)


def _dibao_income(material: Material) -> Figures:
    """Median of what a head of a dibao household that was helped in a year had, by county and year."""
    by_household = _dibao_a_head(material)
    median = pl.col("a_head").median().over("region_code", "year")
    return by_household.with_columns(value=(median / INCOME_STEP).round() * INCOME_STEP, adds=(pl.col("a_head") * 100).round())


def _dibao_income_growth(material: Material) -> Figures:
    """By how much the same households had more a head than in the year before, to a tenth of a per cent: of the whole city and by county. It tells no income: whoever
    knows what they had together in one year knows the other year's, about."""
    incomes = _dibao_a_head(material)
    before = incomes.select("region_code", "household", pl.col("year") + 1, earlier="a_head")
    both = incomes.join(before, on=["region_code", "household", "year"])
    places = pl.concat([both.with_columns(region_code=pl.lit(None, pl.String)), both])
    now, earlier = (pl.col(name).sum().over("region_code", "year") for name in ("a_head", "earlier"))
    adds = ((pl.col("a_head") + pl.col("earlier")) * 100).round()
    return places.filter(earlier > 0).with_columns(value=(now / earlier - 1).round(GROWTH_DIGITS), adds=adds)


def _dibao_a_head(material: Material) -> pl.DataFrame:
    """What a head of each dibao household that was helped in a year had; a head lived there when the year ended."""
    return material.once((NAME, "dibao"), lambda: stored(_dibao_a_head_read(material))).frame()


def _dibao_a_head_read(material: Material) -> pl.DataFrame:
    income = (some.filter(_on_the_books(), household_id_category="dibao") for some in read(_read(material, "HouseholdIncome")))
    own = pl.concat(some.select("household_id", "region_code", "year", "amount") for some in income)
    sums = own.group_by("household_id", "region_code", "year").agg(pl.col("amount").cast(pl.Float64).sum())
    heads = _lived_there(material, sums.select("household_id", "year"))
    a_head = sums.join(heads, on=["household_id", "year"]).with_columns(region_code=_county(), a_head=pl.col("amount") / pl.col("heads"))
    return a_head.group_by("region_code", pl.col("year").cast(pl.Int64), household="household_id").agg(pl.col("a_head").mean())


def _on_the_books() -> pl.Expr:
    """Whether a household was filed by the end of the year, and had not gone from hardship before it began; as `thresholds` of the API counts."""
    first, last = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    helped = pl.col("household_id_state").is_in(ON_THE_BOOKS) | (pl.col("household_id_exited_on") >= first)
    return (pl.col("household_id_filed_on") <= last) & helped


def _lived_there(material: Material, years: pl.DataFrame) -> pl.DataFrame:
    """How many members lived in a household when a year ended."""
    last = pl.date(pl.col("year"), 12, 31)
    stayed = [pl.col(day).is_null() | (pl.col(day) > last) for day in ("died_on", "left_on")]
    members = _read(material, "Member").join(years.lazy(), on="household_id", build_side="force_right")
    lived = members.filter(pl.col("born_on") <= last, *stayed)
    return lived.group_by("household_id", "year").agg(heads=pl.len()).collect(engine="streaming")


def _village_income(material: Material) -> Figures:
    """Weak villages whose income of the year is above the parameter (above, not at it), by county."""
    return _reached(Thresholds().frame(material).filter(threshold="village_income").drop_nulls("met").collect())


def _weak_villages(material: Material) -> Figures:
    years = figures_of(material, "VillageYear").join(weak_villages(material), on="region_code")
    return years.group_by(_county(), "year").agg(value=pl.len())


def _city_fund(material: Material) -> Figures:
    return _rows(material, "Budget").filter(kind="special_fund").group_by("year").agg(value=pl.col("amount").sum())


def _industry_projects(material: Material) -> Figures:
    """The share of weak villages that began as many industry projects as the parameter asks for, by county; before there was one, any."""
    begun = industry_projects(material)
    each = weak_villages(material).join(begun.select("year").unique(), how="cross").join(begun, on=["region_code", "year"], how="left")
    figures = each.with_columns(pl.col("value").fill_null(0).cast(VALUE), parameter=pl.lit("industry_projects_a_year"))
    met = compared(figures, material).with_columns(pl.coalesce("met", pl.col("value") > 0))
    share = pl.col("value") / pl.col("every")
    return _reached(met).with_columns(value=share, every=pl.when(pl.col("threshold").is_not_null()).then(pl.lit(1, pl.Int64)))


def _weak_village_share(material: Material) -> Figures:
    """Of what each department passed to villages, the share that weak villages got."""
    hops = _rows(material, "Allocation").filter(to_level="village", stream_id_to_household=False).with_columns(pl.col("amount").cast(pl.Float64))
    sums = hops.group_by("department", "year").agg(weak=pl.col("amount").filter("weak_village").sum(), total=pl.col("amount").sum())
    return sums.with_columns(value=pl.col("weak") / pl.col("total"))


def _compensation_spread(material: Material) -> Figures:
    """How far the counties are apart: highest less lowest rate, by their mean; the mean over kinds of land."""
    rates = _rows(material, "CompensationRate").with_columns(pl.col("standard").cast(pl.Float64))
    spread = rates.group_by("land", "year").agg(value=(pl.col("standard").max() - pl.col("standard").min()) / pl.col("standard").mean())
    return spread.group_by("year").agg(pl.col("value").mean())


def _compensation_coverage(material: Material) -> Figures:
    """Of the land of each county that could be compensated in a year, the share for which its villages were paid."""
    area = pl.col("area").cast(pl.Float64).sum()
    paid = _rows(material, "EcologicalCompensation").drop_nulls("paid_on").group_by(_county(), "year").agg(area)
    eligible = _rows(material, "CompensationRate").group_by("region_code", "year").agg(pl.col("eligible_area").cast(pl.Float64).sum())
    found = eligible.join(paid, on=["region_code", "year"], how="left").fill_null(0)
    return found.select("region_code", "year", value=pl.col("area") / pl.col("eligible_area"))


def _coverage_spread(material: Material) -> Figures:
    """How far the counties are apart in it: the highest share less the lowest."""
    shares = _compensation_coverage(material)
    return shares.group_by("year").agg(pl.col("value").max() - pl.col("value").min())


def _budget_coverage(material: Material) -> Figures:
    """Of what budget documents state, the share that lines account for: of each document's place and year, and of all. In whole per cent and never rounded up, so 100 %
    is all of it; finer, it would tell the total of a document, and so what households are to get."""
    place, cents = ["region_code", "year"], (pl.col("amount") * 100).cast(pl.Int64).sum()
    lines = _rows(material, "Budget").group_by(region_code="budget_document_id_region_code", year="budget_document_id_year").agg(lines=cents)
    documents = _rows(material, "BudgetDocument").group_by(place).agg(stated=cents).join(lines, on=place, how="left").fill_null(0)
    every = pl.concat([documents, documents.with_columns(region_code=pl.lit(None, pl.String))]).group_by(place).agg(pl.col("lines", "stated").sum())
    parts = 10**SHARE_DIGITS
    return every.filter(pl.col("stated") > 0).select(*place, value=pl.col("lines") * parts // pl.col("stated") / parts, every=pl.lit(1, pl.Int64))


def _paid(material: Material) -> Iterator[pl.DataFrame]:
    """What each household was paid by lists of a county and year: total and straight to a card, in cents; how many lines, and their days from
    confirmation to payment. One year after the other."""
    for year in distinct(_read(material, "PaymentList").select(pl.col("month").dt.year()))["month"]:
        yield _paid_in(year, material)


def _paid_in(year: int, material: Material) -> pl.DataFrame:
    cents, direct = (pl.col("amount") * 100).cast(pl.Int64), pl.col("payment_list_id_method") == "direct_card"
    days = (pl.col("payment_list_id_paid_on") - pl.col("payment_list_id_confirmed_on")).dt.total_days()
    county, paid_in = pl.col("payment_list_id_region_code").str.slice(0, COUNTY), pl.col("payment_list_id_month").dt.year()
    by_household = _read(material, "PaymentLine").filter(paid_in == year).group_by(household="household_id", region_code=county, year=paid_in)
    return by_household.agg(total=cents.sum(), direct=cents.filter(direct).sum(), paid=days.count().cast(pl.Int64), days=days.sum()).collect(
        engine="streaming"
    )


def _direct_share(paid: pl.DataFrame, _material: Material) -> Figures:
    """Of the money for households, the share that finance paid to their cards itself, in whole per cent. Where some of it went otherwise, eleven households got that, and
    eleven the other: of the totals, which are told, a share is what those few got."""
    sums = paid.group_by("year", "household").agg(pl.col("total", "direct").sum())
    either = pl.col("direct") > 0, pl.col("direct") < pl.col("total")
    households = [behind.sum().over("year") for behind in either]
    safe = [(count == 0) | (count >= FEWEST) for count in households]
    share = (pl.col("direct").sum().over("year") / pl.col("total").sum().over("year")).round(SHARE_DIGITS)
    return sums.with_columns(value=share, adds=pl.col("total") + pl.col("direct")).filter(*safe)


def _payment_days(paid: pl.DataFrame, material: Material) -> Figures:
    """The median of eleven lists at least."""
    lists = _rows(material, "PaymentList").with_columns(year=pl.col("month").dt.year(), region_code=_county())
    days = lists.with_columns(days=(pl.col("paid_on") - pl.col("confirmed_on")).dt.total_days()).drop_nulls("days")
    medians = days.group_by("region_code", "year").agg(pl.len(), value=pl.col("days").median()).filter(pl.col("len") >= FEWEST)
    households = paid.filter(pl.col("paid") > 0).join(medians, on=["region_code", "year"])
    return households.with_columns(adds=pl.col("paid") + pl.col("days"))


def _relief_days(material: Material) -> Figures:
    """Of the whole city, and by county: of eleven households, however often each was relieved, to half a day, since a median is one household's own."""
    reliefs = _rows(material, "EmergencyRelief").drop_nulls("relieved_at").with_columns(year=pl.col("reported_at").dt.year())
    hours = reliefs.with_columns(hours=(pl.col("relieved_at") - pl.col("reported_at")).dt.total_hours(), region_code=_county())
    places = pl.concat([hours.with_columns(region_code=pl.lit(None, pl.String)), hours])
    median = (pl.col("hours").median().over("region_code", "year") / 24 / DAY_STEP).round() * DAY_STEP
    medians = places.with_columns(value=median)
    return medians.group_by("region_code", "year", "value", household="household_id").agg(adds=pl.col("hours").sum())


def _report_days(material: Material) -> Figures:
    """Of the whole city, and by county: of eleven reports that were answered. Nobody is named as the author of a report, so each stands for a household."""
    days = (pl.col("answered_on") - pl.col("received_on")).dt.total_days().cast(pl.Int64)
    answered = _reports(material).with_columns(adds=days).drop_nulls("adds")
    median = (pl.col("adds").median().over("region_code", "year") / DAY_STEP).round() * DAY_STEP
    return answered.with_columns(value=median)


def _reports_in_time(material: Material) -> Figures:
    """Of eleven reports whose day has come, the share that was answered by then."""
    in_time = (pl.col("answered_on") <= pl.col("due_on")).fill_null(False)
    due = _reports(material).filter(pl.col("due_on") < material.day).with_columns(adds=in_time.cast(pl.Int64))
    return due.with_columns(value=pl.col("adds").mean().over("region_code", "year").round(SHARE_DIGITS))


def _reports(material: Material) -> pl.DataFrame:
    """Reports of the public by the year in which they came: of the whole city, and again by county where they are about one."""
    reports = _rows(material, "PublicReport").with_columns(region_code=_county(), year=pl.col("received_on").dt.year()).rename({"id": "household"})
    of_counties = reports.filter(pl.col("region_code").str.len_chars() == COUNTY)
    return pl.concat([reports.with_columns(region_code=pl.lit(None, pl.String)), of_counties])


def _paid_a_year(material: Material) -> Figures:
    """What reached villages and projects, and households as the table of payments shows it: only of years to which whole rows of it add up."""
    hops = _rows(material, "Allocation").filter(to_level="village", stream_id_to_household=False).select("year", cents=pl.col("amount") * 100)
    shown = PAYMENTS.released(material)
    years = shown.cells.select("cell", "row", year=pl.col("month").str.slice(0, 4).cast(pl.Int64))
    cents = collected(shown.contributions.lazy().group_by("cell").agg(pl.col("cents").sum()), shown.contributions)
    paid = cents.join(years, on="cell")
    parted = paid.filter(pl.col("year").n_unique().over("row") > 1)["year"].unique()
    every = pl.concat([hops.select("year", pl.col("cents").cast(pl.Int64)), paid.select("year", "cents")], how="vertical_relaxed")
    return every.filter(~pl.col("year").is_in(parted.to_list())).group_by("year").agg(value=pl.col("cents").sum() / 100)


def _of_households(material: Material) -> Iterator[pl.DataFrame]:
    yield from (_placed(name, make(material)) for name, make in OF_HOUSEHOLDS.items())
    for paid in _paid(material):
        yield from (_placed(name, make(paid, material)) for name, make in OF_PAYMENTS.items())


def _placed(name: str, figures: Figures) -> pl.DataFrame:
    made = figures.drop_nulls("value").with_columns(pl.lit(name).alias("indicator"), pl.col("year").cast(pl.Int64))
    placed = made if "region_code" in made.columns else made.with_columns(pl.lit(None, pl.String).alias("region_code"))
    return placed.select(*HOUSEHOLDS.of, "value", "household", "adds")


FIGURES: dict[str, Callable[[Material], Figures]] = {
    "village_income": _village_income,
    "weak_villages": _weak_villages,
    "city_fund": _city_fund,
    "industry_projects": _industry_projects,
    "weak_village_share": _weak_village_share,
    "budget_coverage": _budget_coverage,
    "compensation_spread": _compensation_spread,
    "compensation_coverage": _compensation_coverage,
    "coverage_spread": _coverage_spread,
    "paid_a_year": _paid_a_year,
    "proceeds_share": proceeds_share,
}
OF_HOUSEHOLDS: dict[str, Callable[[Material], Figures]] = {
    "dibao_income": _dibao_income,
    "dibao_income_growth": _dibao_income_growth,
    "relief_days": _relief_days,
    "report_days": _report_days,
    "reports_in_time": _reports_in_time,
}
OF_PAYMENTS: dict[str, Callable[[pl.DataFrame, Material], Figures]] = {"direct_share": _direct_share, "payment_days": _payment_days}  # of a year
HOUSEHOLDS = Waiting(NAME, ("indicator", "region_code", "year"), _of_households)


INDICATORS = (
    Dataset(
        NAME,
        Words("公开指标", "Open indicators"),
        Words(
            "每项指标的年度数值、目标值和比较方式。涉及家庭的数值背后不少于 11 户，有 11 户发生变化才更新。",
            "The value of each indicator and year beside its target and how it is compared. Eleven households at least stand behind a value about households, "
            "which is said anew only once eleven of them have changed.",
        ),
        Theme.REFERENCE,
        "poverty_office",
        Rhythm.YEARLY,
        "M13-M19, M56, M63, M87, M90, M102, M103, M125, M179, M183",
        (),
        Indicators(HOUSEHOLDS),
        ("indicator", "region_code", "department", "year"),
    ),
)
