"""The catalogue of the demo city's funds: streams with their standards, rules and sources, and the calendar of the ledger."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from databases.demo_city.city import FIRST_YEAR, TODAY, City

MONTHS = (TODAY.year - FIRST_YEAR) * 12 + TODAY.month  # months are counted from January of the first year, 0
YEARS = range(FIRST_YEAR, TODAY.year + 1)
LAST_DAY: Any = np.datetime64(TODAY)  # numpy's stubs take comparisons of a frame's column with it for booleans
NEVER = np.datetime64("NaT", "D")
CITY = "3202"
DIRECT_FROM = np.datetime64("2018-04-01")  # the first quarter planned after the policy paper: finance pays straight to cards
FAULT_RATES = {"detour": 0.012}  # too_many_hops and list_paid_over_town, of streams, counties and quarters

# code: department, category served, functional class, economic class, unit, standard in 2015, digits that amounts are rounded to
STREAM_FACTS: dict[str, tuple[str, str | None, str, str, str | None, int, int]] = {
    "DIBAO": ("civil_affairs", "dibao", "2081901", "30306", "person_month", 700, 0),
    "TEKUN": ("civil_affairs", "special_hardship", "2082101", "30305", "person_month", 1000, 0),
    "LINSHI": ("civil_affairs", None, "2082001", "30306", "household_case", 1600, 0),
    "YILIAO": ("health", None, "2101301", "30307", "household_case", 2400, 2),
    "ZHUXUE": ("education", None, "2050299", "30308", "person_term", 750, 0),
    "CANJI": ("disabled_federation", None, "2081107", "30305", "person_month", 150, 0),
    "ZENGSHOU": ("agriculture", "low_income", "2130505", "30310", "household_year", 2000, 0),
    "WEIFANG": ("housing", None, "2210105", "30399", "household_case", 18000, 0),
    "SHIJI": ("poverty_office", None, "2130599", "31204", None, 0, 2),
    "SHENGJI": ("poverty_office", None, "2130505", "31204", None, 0, 2),
    "SHENGTAI": ("finance", None, "2110401", "30310", None, 0, 2),
    "HUANJING": ("agriculture", None, "2130126", "31005", None, 0, 2),
    "YISHIYIYI": ("agriculture", None, "2130701", "31005", None, 0, 2),
    "JUANZENG": ("charity", None, "2299999", "31204", None, 0, 2),
}
# stream: level, kind, whether it passes the city treasury, share
SOURCES: dict[str, list[tuple[str, str, bool, float]]] = {
    "DIBAO": [("central", "general_budget", False, 0.25), ("province", "general_budget", True, 0.15), ("county", "general_budget", False, 0.6)],
    "TEKUN": [("central", "general_budget", False, 0.3), ("county", "general_budget", False, 0.7)],
    "LINSHI": [("county", "general_budget", False, 1.0)],
    "YILIAO": [("city", "general_budget", True, 0.6), ("county", "general_budget", False, 0.4)],
    "ZHUXUE": [("city", "welfare_lottery", True, 0.5), ("county", "general_budget", False, 0.5)],
    "CANJI": [("province", "general_budget", False, 0.5), ("county", "general_budget", False, 0.5)],
    "ZENGSHOU": [("province", "general_budget", True, 0.8), ("county", "general_budget", False, 0.2)],
    "WEIFANG": [("central", "general_budget", False, 0.6), ("county", "general_budget", False, 0.4)],
    "SHIJI": [("city", "general_budget", True, 1.0), ("city", "work_appropriation", True, 0.0)],
    "SHENGJI": [("province", "general_budget", False, 1.0)],
    "SHENGTAI": [("city", "government_fund", True, 0.5), ("county", "government_fund", False, 0.5)],
    "HUANJING": [("county", "general_budget", False, 1.0)],
    "YISHIYIYI": [("province", "general_budget", True, 0.7), ("county", "general_budget", False, 0.3)],
    "JUANZENG": [("society", "donation", False, 1.0)],
}
LEVEL_NAMES = {"central": "中央财政", "province": "省财政", "city": "市财政", "county": "市（县）区财政", "society": "社会捐赠"}
KIND_NAMES = {
    "general_budget": "一般公共预算资金",
    "government_fund": "政府性基金",
    "welfare_lottery": "福彩公益金",
    "donation": "定向善款",
    "work_appropriation": "扶贫工作专项经费",
}
# Which office of a county stands in for a department that the demo city's skeleton has no office of
OFFICES = {"health": "civil_affairs", "housing": "agriculture", "poverty_office": "agriculture", "charity": "civil_affairs"}
MANAGEMENT_DOCUMENT, PERFORMANCE_DOCUMENT = 1, 2  # the first rule documents that `forces` holds


def counties(city: City) -> list[str]:
    return city.regions.filter(pl.col("level") == "county")["code"].to_list()


def short_names(city: City) -> dict[str, str]:
    """Places as document numbers call them: 江阴, 锡山 …; the city is 锡."""
    names = {code: name[:-1] for code, name in city.regions.filter(pl.col("level") == "county").select("code", "name").iter_rows()}
    return {CITY: "锡", **names}


def month_starts(months: NDArray[Any]) -> NDArray[np.datetime64]:
    return (np.datetime64(f"{FIRST_YEAR}-01") + months).astype("datetime64[D]")


def month_numbers(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Number of the month of each day; NaN where there is no day."""
    months = (days.astype("datetime64[M]") - np.datetime64(f"{FIRST_YEAR}-01")).astype(float)
    return np.where(np.isnat(days), np.nan, months)


def days(start: NDArray[Any] | str | list[str], offset: NDArray[Any]) -> NDArray[np.datetime64]:
    moved: NDArray[np.datetime64] = np.asarray(start, "datetime64[D]") + offset
    return moved


def until_today(moments: NDArray[Any]) -> NDArray[np.datetime64]:
    """Nothing has happened yet that lies after today."""
    return np.where(moments > LAST_DAY, np.datetime64("NaT"), moments)


def yuan(column: str = "cents") -> pl.Expr:
    return (pl.col(column) / 100).round(2)


def office_leaders(city: City) -> pl.DataFrame:
    """kind, region_code, organisation_id, person_id of every office's leader."""
    offices = city.organisations.select("kind", "region_code", organisation_id="id")
    leaders = city.people.filter(pl.col("role") != "helper").select("organisation_id", person_id="id")
    return offices.join(leaders, on="organisation_id")


def leader_of(city: City, department: NDArray[Any], county: NDArray[Any], column: str = "person_id") -> NDArray[np.int64]:
    """The leader (or the organisation) that stands for a department in a county."""
    found = {(kind, code): key for kind, code, key in office_leaders(city).select("kind", "region_code", column).iter_rows()}
    return np.array([found[OFFICES.get(name, name), code] for name, code in zip(department, county, strict=True)])


def via_town(city: City) -> NDArray[np.bool_]:
    """Whether a stream's money still took the detour over the towns: by stream, county and quarter."""
    shape = (len(STREAM_FACTS), len(counties(city)), MONTHS // 3)
    late = city.rng("funds.detours").random(shape) < FAULT_RATES["detour"]
    return late | (month_starts(np.arange(shape[2]) * 3) < DIRECT_FROM)


def standard_amounts(city: City) -> NDArray[Any]:
    """Yuan by stream, county and year of the standard (July to June, the first began in 2015)."""
    base = np.array([facts[5] for facts in STREAM_FACTS.values()], float)
    rng, count = city.rng("funds.standards"), len(counties(city))
    wealth = 1 + rng.uniform(-0.08, 0.08, count)
    growth = np.cumprod(1 + rng.uniform(0.03, 0.09, len(YEARS))) / 1.05
    return np.round(base[:, None, None] * wealth[None, :, None] * growth[None, None, :], -1)


def streams(city: City) -> pl.DataFrame:
    facts = pl.DataFrame(
        [(code, *row[:4]) for code, row in STREAM_FACTS.items()],
        schema=["code", "department", "household_category", "functional_class", "economic_class"],
        orient="row",
    )
    return city.streams.join(facts, on="code", maintain_order="left")


def fund_streams(city: City) -> pl.DataFrame:
    none = pl.lit(None, pl.Date)
    frame = streams(city).with_columns(started_on=pl.date(FIRST_YEAR - 1, 7, 1), ended_on=none)
    columns = ["id", "code", "name", "level", "department", "purpose", "to_household", "household_category", "started_on", "ended_on"]
    return frame.select(columns)


def benefit_standards(city: City) -> pl.DataFrame:
    """One row for each to-household stream, county and year, in the order in which `standard_id` counts."""
    places, amounts = counties(city), standard_amounts(city)
    rows = []
    units = [facts[4] for facts in STREAM_FACTS.values() if facts[4]]
    for stream, unit in enumerate(units):
        for place, code in enumerate(places):
            rows += [(stream + 1, code, unit, amounts[stream, place, index], year - 1) for index, year in enumerate(YEARS)]
    frame = pl.DataFrame(rows, schema=["stream_id", "region_code", "unit", "amount", "year"], orient="row")
    upper = pl.when(pl.col("year") == TODAY.year - 1).then(pl.lit("")).otherwise((pl.col("year") + 1).cast(pl.String) + "-07-01")
    names = pl.col("region_code").replace_strict(short_names(city))
    return frame.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "stream_id",
        "region_code",
        "unit",
        "amount",
        period=pl.format("[{}-07-01,{})", "year", upper),
        document_number=pl.format("{}政办发〔{}〕{}号", names, "year", pl.col("stream_id") * 3 + 41),
    )


def standard_id(stream: NDArray[Any], county: NDArray[Any], month: NDArray[Any]) -> NDArray[Any]:
    """Key of the standard in force; streams and counties by place from 0. The to-household streams come first."""
    key: NDArray[Any] = (stream * 7 + county) * len(YEARS) + (month + 6) // 12 + 1
    return key


def stream_rules(city: City) -> pl.DataFrame:
    """Two versions each: before the policy paper the town was a regular hop, since then it is not."""
    rows = []
    for key, (code, facts) in enumerate(STREAM_FACTS.items(), start=1):
        hops = max(_hops_to_agency(level, through) for level, _, through, _ in SOURCES[code])
        village = 0 if facts[4] else 2  # two more hops lead to a village: to the town and from it
        for version, period, detour in (("2015", "[2015-07-01,2018-01-17)", 1), ("2018", "[2018-01-17,)", 0)):
            clocks = (15, 9, 10, 30) if version == "2018" else (30, 15, 20, 60)
            floor = 30_000_000 if (code, version) == ("SHIJI", "2018") else None
            count = hops + (village or detour)
            rows.append((key, version, period, MANAGEMENT_DOCUMENT, PERFORMANCE_DOCUMENT, facts[0], "finance", "finance", count, *clocks, floor))
    schema = ["stream_id", "rule_version", "period", "management_document_id", "performance_document_id", "review_department"]
    schema += ["payment_department", "evaluation_department", "standard_hops", "filing_days", "confirmation_days", "payment_days"]
    frame = pl.DataFrame(rows, schema=[*schema, "retention_days", "yearly_floor"], orient="row", infer_schema_length=None)
    return frame.select(pl.int_range(1, pl.len() + 1).alias("id"), pl.all())


def _hops_to_agency(level: str, through_city: bool) -> int:
    """A county's own money is there at once, the city's goes by the county's treasury, the province's perhaps by both."""
    return 1 if level == "county" else 3 if level == "province" and through_city else 2


def fund_sources(city: City) -> pl.DataFrame:
    keys = dict(city.streams.select("code", "id").iter_rows())
    names = dict(city.streams.select("code", "name").iter_rows())
    rows = [
        (f"{code}-{number}", f"{names[code]}·{LEVEL_NAMES[level]}{KIND_NAMES[kind]}", keys[code], level, kind, through, share)
        for code, parts in SOURCES.items()
        for number, (level, kind, through, share) in enumerate(parts, start=1)
    ]
    frame = pl.DataFrame(rows, schema=["code", "name", "stream_id", "level", "kind", "through_city_treasury", "share"], orient="row")
    return frame.select(pl.int_range(1, pl.len() + 1).alias("id"), pl.all())
