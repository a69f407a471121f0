"""What the demo city's projects left behind: assets and their counts, proceeds and who received them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.frames import numbered
from databases.projects import assets

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {"asset_unregistered": 0.08, "asset_missing": 0.02, "proceeds_not_distributed": 0.06, "proceeds_not_received": 0.05}
SHARING = 90  # households that share the proceeds of one project, at most
RETURN = 0.075  # what an asset brings a year where all of it is let
YIELDS = (0.05, 0.09)  # what a project brings of its budget in a year, as was agreed
SHARES = (0.4, 0.5, 0.6, 0.7, 0.8)  # of what a village received, as it decided for each of its projects
LARGEST_CASE = 254  # households whose share of a rent the village kept for years, as in the real case of 2014-2018
FIRST_PROBLEM = np.datetime64("2018-11-05")
PROBLEM_DAYS, LAST_PROBLEM = 37, 590  # days from one problem to the next, and until the last of them
# what villages cannot solve by themselves, and how an expert did
PROBLEMS = [
    ("水蜜桃采后保鲜", "采后两小时内预冷，分级装箱，软果率明显下降"),
    ("蔬菜连作障碍治理", "推广水旱轮作，病害明显减少"),
    ("稻田杂草抗药性增强", "改用不同机理的药剂交替封闭，草害得到控制"),
    ("青虾苗种成活率低", "投放前试水，增设水草，成活率提高三成"),
    ("葡萄避雨栽培裂果", "改用滴灌均匀供水、疏果套袋，裂果明显减少"),
    ("秸秆还田后秧苗发僵", "粉碎深埋并配施氮肥，秧苗恢复正常"),
    ("茶园冬季冻害防护", "铺草覆盖并搭防风障，冻伤株大幅减少"),
    ("河蟹养殖后期缺氧", "安装微孔增氧和水质监测，未再出现浮头"),
    ("土壤酸化改良", "施用石灰质改良剂和有机肥，酸碱度回升"),
    ("草莓白粉病防治", "降低棚内湿度，轮换生物药剂，发病率下降"),
    ("农产品加工废水处理", "建一体化处理池，出水达到排放要求"),
    ("旧厂房屋顶能否装光伏", "完成承重检测，加固后具备安装条件"),
    ("鲜食玉米冷链保存", "速冻加冷链运输，保鲜期延长到三个月"),
    ("村集体电商包装破损", "改用缓冲内衬，破损率降到百分之二以下"),
    ("梨园授粉不足", "人工辅助授粉并引入蜜蜂，坐果率提高"),
    ("灌溉泵站能耗偏高", "更换变频泵，电费下降三成"),
    ("食用菌菌包污染", "改造接种室并规范灭菌，污染率明显降低"),
    ("养殖尾水达标排放", "建三池两坝净化，尾水监测合格"),
    ("苗木滞销后改种什么", "按土壤检测结果改种小香薯，当年见效"),
    ("粮食烘干燃煤改造", "改用空气源热泵，能耗和粉尘都下降"),
    ("红豆杉扦插生根率低", "调整扦插季节和基质，生根率提高一倍"),
    ("民宿污水接管困难", "采用小型净化设备，解决分散排放"),
]
AGRONOMIST = 2  # the city's office of agriculture
CODES = {"property": "building", "processing": "equipment", "land_development": "land"}


def tables(city: City, reached: NDArray[np.int64], titles: pl.Series) -> Frames:
    """`reached` is the number of stages that each project has entered, `titles` what it builds."""
    made = _assets(city, reached, titles)
    yield assets.asset, made
    yield assets.inventory_count, _counts(city, made)
    yield assets.asset_disposal, _disposals(made)
    due = _proceeds(city, reached)
    yield assets.proceeds_due, due
    shares = _shares(city)
    yield assets.entitled_subject, numbered(shares.select("project_id", "household_id", "region_code", period=pl.lit(f"[{FIRST_YEAR}-01-01,)")))
    distributions = _distributions(city, due, shares)
    yield assets.distribution_line, _lines(distributions, shares)  # before those that count them
    yield assets.proceeds_distribution, distributions.drop("project_id")
    yield assets.sustainability_check, _checks(city, reached)
    yield assets.land_quota, _land(city)
    yield assets.technical_problem, _problems(city)
    yield assets.sister_system_link, _links(made)


def _assets(city: City, reached: NDArray[np.int64], titles: pl.Series) -> pl.DataFrame:
    rng, made = city.rng("assets.asset"), city.projects.with_columns(title=titles).filter(pl.Series(reached >= 7))
    village = dict(city.villages.select("region_code", "name").iter_rows())
    old = (made["year"] < TODAY.year - 1).to_numpy()  # acquired in the year after, and disposed of this year
    sold = old & (np.cumsum(old) <= max(1, len(made) // 60))
    bare = ~sold & (rng.random(len(made)) < FAULT_RATES["asset_unregistered"])
    city.plant("asset_unregistered", "projects", "asset", np.flatnonzero(bare) + 1, "never registered")
    frame = made.select(
        project_id="id",
        code=pl.format("AST{}", "code"),
        name="title",
        kind=pl.col("field").replace_strict(CODES, default="share"),
        region_code="region_code",
        owner=pl.Series([f"{village[code]}集体经济组织" for code in made["region_code"]]),
        value=(pl.col("budget") * 0.9).round(2),
        area=pl.Series(rng.integers(100, 3_000, len(made)) * 1.0),
        place=pl.Series([f"{village[code]}工业集中区{number}号" for number, code in enumerate(made["region_code"], 1)]),
        photo_digest=pl.when(~pl.Series(bare)).then(pl.Series([f"\\x{key:064x}" for key in made["id"]])),
        acquired_on=pl.format("{}-02-20", pl.col("year") + 1),
        state=pl.Series(np.select([sold, bare], ["disposed", "unregistered"], "registered")),
        certificate_number=pl.when(~pl.Series(bare)).then(pl.format("演示产权第{}号", "id")),
        rule_document_id=pl.lit(4),
    )
    return numbered(frame)


def _counts(city: City, assets: pl.DataFrame) -> pl.DataFrame:
    """Counted in each year since, with a twentieth of the value written off each time; some could not be found."""
    rng = city.rng("assets.count")
    years = pl.DataFrame({"year": list(range(FIRST_YEAR + 2, TODAY.year + 1))})
    frame = (
        assets.join(years, how="cross")
        .with_columns(age=pl.col("year") - pl.col("acquired_on").str.slice(0, 4).cast(pl.Int64))
        .filter((pl.col("age") >= 0) & ((pl.col("state") != "disposed") | (pl.col("year") < TODAY.year)))
    )
    missing = (rng.random(len(frame)) < FAULT_RATES["asset_missing"]) & (frame["year"] == TODAY.year).to_numpy()
    city.plant("asset_missing", "projects", "inventory_count", np.flatnonzero(missing) + 1, "could not be found at the count")
    result = np.where(missing, "missing", rng.choice(["found", "idle"], len(frame), p=[0.95, 0.05]))
    occupancy = np.where(result == "found", rng.choice([0.6, 0.8, 0.9, 1.0], len(frame), p=[0.1, 0.15, 0.25, 0.5]), 0.0)
    return numbered(
        frame.select(
            asset_id="id",
            region_code="region_code",
            year="year",
            result=pl.Series(result),
            book_value=(pl.col("value") * (1 - 0.05 * pl.col("age"))).round(2),
            occupancy=pl.Series(occupancy),
            income=(pl.col("value") * RETURN * pl.Series(occupancy)).round(2),
            risk=pl.Series(np.select([occupancy == 0, occupancy < 0.8], ["high", "middle"], "low")),
        )
    )


def _disposals(assets: pl.DataFrame) -> pl.DataFrame:
    sold = assets.filter(pl.col("state") == "disposed")
    return numbered(
        sold.select(
            asset_id="id",
            region_code="region_code",
            approved_on=pl.lit("2020-01-10"),
            approval_number=pl.format("演示处〔2020〕{}号", "id"),
            disposed_on=pl.lit("2020-02-10"),
            proceeds=(pl.col("value") * 0.4).round(2),
        )
    )


def _proceeds(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, operating = city.rng("assets.proceeds"), city.projects.filter(pl.Series(reached >= 8))
    years = pl.DataFrame({"due_year": list(range(FIRST_YEAR + 1, TODAY.year))})
    frame = operating.join(years, how="cross").filter(pl.col("due_year") > pl.col("year"))
    agreed = pl.Series(city.rng("assets.yield").uniform(*YIELDS, len(city.projects))).gather(frame["id"] - 1)
    unpaid = rng.random(len(frame)) < FAULT_RATES["proceeds_not_received"]
    city.plant("proceeds_not_received", "projects", "proceeds_due", np.flatnonzero(unpaid) + 1, "due and never received")
    due = (pl.col("budget") * agreed).round(2)
    return numbered(
        frame.select(
            project_id="id",
            region_code="region_code",
            year="due_year",
            amount_due=due,
            amount_received=pl.when(pl.Series(unpaid)).then(0.0).otherwise(due),
            received_on=pl.when(~pl.Series(unpaid)).then(pl.format("{}-12-10", "due_year")),
            distribute_by=pl.format("{}-03-31", pl.col("due_year") + 1),
        )
    )


def _shares(city: City) -> pl.DataFrame:
    """Households of a project's town, up to a number, share what it brings."""
    town = pl.col("region_code").str.slice(0, 9).alias("town")
    homes = city.homes.select("region_code", town, household_id="id").with_columns(place=pl.int_range(pl.len()).over("town"))
    ours = city.projects.select(project_id="id", town=town)
    shared = ours.join(homes.filter(pl.col("place") < LARGEST_CASE), on="town")
    # the same households again and again would make the largest table larger than it is in life
    few = (pl.col("place") < SHARING) & ((pl.col("project_id") + pl.col("household_id")) % 4 == 0)
    return (
        shared.filter(few | (pl.col("project_id") == _largest_case(city)))
        .select("project_id", "household_id", "region_code")
        .sort("project_id", "household_id")
    )


def _largest_case(city: City) -> int:
    """The first project, of the first year, in the town with the most households."""
    town = pl.col("region_code").str.slice(0, 9).alias("town")
    counted = city.homes.group_by(town).agg(households=pl.len())
    first = city.projects.filter(pl.col("year") == FIRST_YEAR).with_columns(town).join(counted, on="town")
    return int(first.sort("households", "id", descending=[True, False])["id"][0])


def _distributions(city: City, due: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """What was received is distributed by the spring; some villages keep it, one of them every year."""
    rng = city.rng("assets.distribution")
    counted = shares.group_by("project_id").agg(households=pl.len())
    ready = due.filter(pl.col("amount_received") > 0).join(counted, on="project_id", how="left").with_columns(pl.col("households").fill_null(0))
    kept = (rng.random(len(ready)) < FAULT_RATES["proceeds_not_distributed"]) | (ready["project_id"] == _largest_case(city)).to_numpy()
    given = ready.filter(~pl.Series(kept)).sort("id")
    late = ready.filter(pl.Series(kept) & (pl.col("distribute_by") < str(TODAY)))
    city.plant("proceeds_not_distributed", "projects", "proceeds_due", late["id"].to_list(), "received, and kept by the village")
    decided = pl.Series(city.rng("assets.share").choice(SHARES, len(city.projects))).gather(given["project_id"] - 1)
    each = pl.when(pl.col("households") > 0).then((pl.col("amount_received") * decided / pl.col("households")).floor()).otherwise(0.0)
    return numbered(
        given.select(
            "project_id",
            "region_code",
            "households",
            proceeds_due_id="id",
            distributed_on=pl.format("{}-03-15", pl.col("year") + 1),
            to_households=each * pl.col("households"),
            to_village=(pl.col("amount_received") - each * pl.col("households")).round(2),
        )
    )


def _lines(distributions: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    each = distributions.select("project_id", proceeds_distribution_id="id", amount=pl.col("to_households") / pl.col("households"))
    lines = each.join(shares, on="project_id").sort("proceeds_distribution_id", "household_id")
    return numbered(lines.select("proceeds_distribution_id", "household_id", "region_code", pl.col("amount").round(2)))


def _checks(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, done = city.rng("assets.check"), city.projects.filter(pl.Series(reached >= 8))
    state = rng.choice(["good", "poor", "stopped"], len(done), p=[0.88, 0.1, 0.02])
    return numbered(
        done.select(
            project_id="id", region_code="region_code", checked_on=pl.lit("2020-05-20"), operating=pl.Series(state), note=pl.lit("现场查看，设施完好")
        )
    )


def _land(city: City) -> pl.DataFrame:
    land = city.projects.filter(pl.col("field").is_in(["land_development", "property"]))
    return numbered(
        land.select(
            project_id="id",
            region_code="region_code",
            area=pl.lit(2000.0),
            batch=pl.format("{}年第一批", "year"),
            decision_number=pl.format("演示地〔{}〕{}号", "year", "id"),
            decided_on=pl.format("{}-03-20", "year"),
        )
    )


def _problems(city: City) -> pl.DataFrame:
    """One in four weak villages has one; of all that there are each stands for itself, raised on a day of its own."""
    weak = city.villages.filter("is_weak").gather_every(4)
    rows: list[dict[str, Any]] = []
    for place, code in enumerate(weak["region_code"]):
        title, result = PROBLEMS[place % len(PROBLEMS)]
        state = ("open", "matched", "solved")[(place + place // len(PROBLEMS)) % 3]
        rows.append(
            {
                "region_code": code,
                "title": title,
                "raised_on": str(FIRST_PROBLEM + place * PROBLEM_DAYS % LAST_PROBLEM),
                "state": state,
                "expert_id": None if state == "open" else AGRONOMIST,
                "result": result if state == "solved" else None,
            }
        )
    return numbered(pl.DataFrame(rows, infer_schema_length=None))


def _links(assets: pl.DataFrame) -> pl.DataFrame:
    return numbered(assets.select(asset_id="id", region_code="region_code", foreign_code=pl.format("SZ{}", "id"), exchanged_on=pl.lit("2020-06-01")))
