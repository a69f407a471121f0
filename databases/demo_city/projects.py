"""The demo city's projects: stages, tenders, progress and acceptance. Assets and proceeds have a file of their own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases.code_lists.projects import PROJECT_FIELD, STAGE
from databases.demo_city import assets, names
from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.frames import numbered, optional
from databases.projects import projects

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {
    "stage_without_document": 0.03,
    "behind_plan": 0.08,
    "no_village_vote": 0.04,
    "panel_conflict": 0.02,
    "single_bidder": 0.06,
    "paid_ahead": 0.04,
    "stage_skipped": 0.02,
}
WAITING = 0.25  # of this year's projects are still in the reserve
STAGES = list(STAGE.labels)
STAGE_DAYS = [0, 25, 50, 70, 95, 130, 330, 360, 400]  # after the beginning of a project's year
OPINIONS = ["技术路线成熟", "市场需求稳定", "选址符合规划", "与村集体资源匹配"]
MEASURES = ["签订保底收购协议", "办理农业保险", "预留应急资金", "增加现场监理"]
ADVICE = ["注意防疫和田间管理", "按时记账，保留票据", "联系合作社统一销售", "参加农技培训班"]
RISKS = ["市场价格波动", "招商不及预期", "施工延期", "自然灾害"]
TITLES = {
    "modern_agriculture": "高标准蔬菜大棚",
    "leisure_agriculture": "农旅采摘园",
    "processing": "农产品烘干加工",
    "property": "标准厂房门面",
    "land_development": "低效用地开发",
    "agricultural_services": "农机社会化服务",
}


def tables(city: City) -> Frames:
    """All tables of the database, in the order of foreign keys; but bidders come before the tenders that are awarded to them."""
    reached = stages_reached(city)
    _plant_bare_years(city)
    yield projects.project, _projects(city, reached)
    yield projects.selection_score, _scores(city)
    yield projects.project_stage, _stages(city, reached)
    yield projects.expert_opinion, _opinions(city, reached)
    yield projects.panel_member, _panel(city, reached)
    yield projects.village_decision, _village_decisions(city, reached)
    tenders = _tenders(city, reached)
    yield projects.bidder, _bidders(city, tenders)
    yield projects.tender, tenders
    yield projects.progress_report, _progress(city, reached)
    yield projects.acceptance, _acceptances(city, reached)
    yield projects.project_evaluation, _evaluations(city, reached)
    yield projects.project_risk, _risks(city)
    applications = _applications(city)
    yield projects.application, applications
    yield projects.application_review, _reviews(city, applications)
    yield projects.guidance_visit, _guidance(city, applications)
    yield from assets.tables(city, reached, titles(city))


def stages_reached(city: City) -> NDArray[np.int64]:
    """How many of the nine stages each project has entered by today; late and waiting projects lag behind their years."""
    age = (np.datetime64(TODAY) - day_after(city, 0)).astype(int)
    lag = np.where(_behind(city) | _waiting(city), 200, 0)
    return np.maximum(np.searchsorted(np.array(STAGE_DAYS), age - lag, side="right"), 1)


def day_after(city: City, days: int) -> NDArray[np.datetime64]:
    """A day of each project, counted from the beginning of its year."""
    return np.array([f"{year}-02-01" for year in city.projects["year"]], dtype="datetime64[D]") + days


def titles(city: City) -> pl.Series:
    """What each project builds, and where."""
    village = dict(city.villages.select("region_code", "name").iter_rows())
    return pl.Series([f"{village[code]}{TITLES[field]}" for code, field in city.projects.select("region_code", "field").iter_rows()])


def _plant_bare_years(city: City) -> None:
    """Weak villages that went a year without an industry project (M102); a row that is missing is named by its division."""
    weak = city.villages.filter("is_weak").select("region_code").join(city.regions.select("id", region_code="code"), on="region_code")
    for year in range(FIRST_YEAR, TODAY.year + 1):
        bare = weak.join(city.projects.filter(pl.col("year") == year), on="region_code", how="anti")
        city.plant("village_without_project", "projects", "region", bare["id"].to_list(), f"no industry project in {year}")


def _behind(city: City) -> NDArray[np.bool_]:
    """Last year's projects that should be finished, and are not."""
    last_year = city.projects["year"].to_numpy() == TODAY.year - 1
    behind: NDArray[np.bool_] = last_year & (city.rng("projects.behind").random(len(city.projects)) < FAULT_RATES["behind_plan"])
    return behind


def _waiting(city: City) -> NDArray[np.bool_]:
    this_year = city.projects["year"].to_numpy() == TODAY.year
    waiting: NDArray[np.bool_] = this_year & (city.rng("projects.waiting").random(len(city.projects)) < WAITING)
    return waiting


def _skipped(city: City, reached: NDArray[np.int64]) -> NDArray[np.int64]:
    """The stage that a project left out: the argument (2) or the appraisal (3); 0 where none."""
    rng = city.rng("projects.skipped")
    chosen = (rng.random(len(reached)) < FAULT_RATES["stage_skipped"]) & (reached >= 4)
    return np.where(chosen, rng.integers(2, 4, len(reached)), 0)


def _projects(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, frame = city.rng("projects.project"), city.projects
    approved = reached >= 4
    state = np.select([reached < 4, reached < 7, reached < 8], ["reserve", "building", "accepted"], "operating")
    purpose = rng.choice(["economy", "livelihood", "standard"], len(frame), p=[0.7, 0.1, 0.2])
    weak = city.villages.filter("is_weak")["region_code"].to_list()
    city.plant("behind_plan", "projects", "project", frame["id"].to_numpy()[_behind(city)], "behind its plan")
    return frame.with_columns(
        name=titles(city) + "项目",
        mode=pl.lit("pooled"),
        purpose=pl.Series(purpose),
        line=pl.Series(rng.choice(["industry", "village_works", "environment"], len(frame), p=[0.8, 0.1, 0.1])),
        is_priority=pl.col("region_code").is_in(weak),
        builds_public_service=pl.Series(purpose == "livelihood"),
        is_blood_making=pl.Series(rng.random(len(frame)) < 0.8),
        state=pl.Series(state),
        subsidy_form=pl.Series(rng.choice(["input", "fixed", "reward"], len(frame))),
        rule_document_id=pl.lit(4),
        approval_number=pl.when(pl.Series(approved)).then(pl.format("演示项〔{}〕{}号", "year", "id")),
        approved_on=pl.Series(np.where(approved, day_after(city, 85), np.datetime64("NaT"))),
        decided_by=pl.when(pl.Series(approved)).then(pl.lit("市（县）区人民政府")),
        due_on=pl.Series(day_after(city, 330)),
    )


def _scores(city: City) -> pl.DataFrame:
    rng, count = city.rng("projects.score"), len(city.projects)
    criteria = {
        name: rng.normal(76, 9, count).clip(30, 100).round(1) for name in ("distinctive", "technology", "market", "leadership", "lasting_income")
    }
    return numbered(
        pl.DataFrame(
            {
                "project_id": city.projects["id"],
                "region_code": city.projects["region_code"],
                **criteria,
                "readiness": rng.uniform(0.5, 1, count).round(3),
            }
        )
    )


def _stages(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, skipped = city.rng("projects.stage"), _skipped(city, reached)
    project = np.repeat(np.arange(len(reached)), reached)
    place = np.arange(len(project)) - np.repeat(np.cumsum(reached) - reached, reached)
    entered = place + 1 != skipped[project]
    project, place = project[entered], place[entered]
    begun = day_after(city, 0)[project] + np.array(STAGE_DAYS)[place]
    done = (place < reached[project] - 1) | (place == 8)
    bare = done & (rng.random(len(project)) < FAULT_RATES["stage_without_document"])
    keys = np.arange(1, len(project) + 1)
    after_gap = (skipped[project] > 0) & (place == skipped[project])
    city.plant("stage_without_document", "projects", "project_stage", keys[bare], "finished without the document that it requires")
    city.plant("stage_skipped", "projects", "project_stage", keys[after_gap], "entered without the stage before it")
    return pl.DataFrame(
        {
            "id": keys,
            "project_id": project + 1,
            "region_code": city.projects["region_code"].to_numpy()[project],
            "ordinal": place + 1,
            "stage": np.array(STAGES)[place],
            "entered_on": begun,
            "finished_on": np.where(done, begun + 20, np.datetime64("NaT")),
            "document_digest": optional(np.where(done & ~bare, _digests(keys), None)),
            "conclusion": optional(np.where(done, "通过", None)),
        }
    )


def _digests(keys: NDArray[np.int64]) -> NDArray[np.str_]:
    return np.array([f"\\x{key:064x}" for key in keys.tolist()])


def _people(rng: np.random.Generator, count: int) -> NDArray[np.str_]:
    return np.char.add(names.surnames(rng, count), names.given_names(rng, rng.random(count) < 0.4))


def _opinions(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    """One of each project that was argued."""
    rng, argued = city.rng("projects.opinion"), np.flatnonzero((reached >= 3) & (_skipped(city, reached) != 2))
    ground = rng.choice(OPINIONS, len(argued))
    return numbered(
        pl.DataFrame(
            {
                "project_id": argued + 1,
                "region_code": city.projects["region_code"].to_numpy()[argued],
                "expert_name": _people(rng, len(argued)),
                "opinion": np.char.add(ground, "，收益测算合理，建议立项"),
                "is_feasible": True,
                "given_on": day_after(city, 35)[argued],
            }
        )
    )


def _panel(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    """Three members each; their names differ by construction (the place stands in the title)."""
    appraised = np.flatnonzero((reached >= 4) & (_skipped(city, reached) != 3))
    rng, project = city.rng("projects.panel"), np.repeat(appraised, 3)
    conflict = rng.random(len(project)) < FAULT_RATES["panel_conflict"]
    city.plant("panel_conflict", "projects", "panel_member", np.flatnonzero(conflict) + 1, "appraised in spite of a conflict of interest")
    name = np.char.add(_people(rng, len(project)), np.tile(np.array(["（组长）", "（专家）", "（财务）"]), len(appraised)))
    return numbered(
        pl.DataFrame(
            {
                "project_id": project + 1,
                "region_code": city.projects["region_code"].to_numpy()[project],
                "name": name,
                "score": rng.normal(80, 6, len(project)).clip(50, 100).round(1),
                "declares_no_conflict": ~conflict,
                "has_conflict": conflict,
                "appraised_on": day_after(city, 60)[project],
            }
        )
    )


def _village_decisions(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    """The vote before approval; some projects were approved without one."""
    rng, count = city.rng("projects.vote"), len(city.projects)
    approved = reached >= 4
    missing = approved & (rng.random(count) < FAULT_RATES["no_village_vote"])
    city.plant("no_village_vote", "projects", "project", np.flatnonzero(missing) + 1, "went ahead without the village's vote")
    eligible = rng.integers(35, 80, count)
    frame = pl.DataFrame(
        {
            "project_id": city.projects["id"],
            "region_code": city.projects["region_code"],
            "feasibility_digest": [f"\\x{key:064x}" for key in city.projects["id"]],
            "minutes_digest": [f"\\x{key + 10**6:064x}" for key in city.projects["id"]],
            "met_on": day_after(city, 40),
            "eligible": eligible,
            "in_favour": (eligible * 0.85).astype(int),
            "against": (eligible * 0.05).astype(int),
        }
    )
    return numbered(frame.filter(pl.Series(approved & ~missing)))


def _tenders(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    tendered = reached >= 5
    frame = city.projects.with_columns(
        title=titles(city) + "工程施工招标", published_on=pl.Series(day_after(city, 96)), awarded=pl.Series(reached >= 6)
    ).filter(pl.Series(tendered))
    closes = pl.col("published_on") + pl.duration(days=20)
    return numbered(
        frame.select(
            project_id="id",
            region_code="region_code",
            ocid=pl.format("ocds-demo-{}", "code"),
            title="title",
            published_on="published_on",
            closes_on=closes,
            awarded_on=pl.when("awarded").then(closes + pl.duration(days=5)),
            award_amount=pl.when("awarded").then((pl.col("budget") * 0.93).round(2)),
        )
    )


def _bidders(city: City, tenders: pl.DataFrame) -> pl.DataFrame:
    rng = city.rng("projects.bidder")
    alone = rng.random(len(tenders)) < FAULT_RATES["single_bidder"]
    city.plant("single_bidder", "projects", "tender", np.flatnonzero(alone) + 1, "only one bidder")
    count = np.where(alone, 1, rng.integers(3, 6, len(tenders)))
    tender = np.repeat(np.arange(len(tenders)), count)
    place = np.arange(len(tender)) - np.repeat(np.cumsum(count) - count, count)
    awarded = tenders["award_amount"].is_not_null().to_numpy()[tender]
    amount = tenders["award_amount"].fill_null(500_000.0).to_numpy()[tender] * (1 + 0.03 * place)
    return numbered(
        pl.DataFrame(
            {
                "tender_id": tender + 1,
                "region_code": tenders["region_code"].to_numpy()[tender],
                "name": [f"演示建设工程{letter}公司" for letter in np.array(list("甲乙丙丁戊"))[place]],
                "credit_code": [f"91990000DEM0{t % 10_000:04d}{p}X" for t, p in zip(tender.tolist(), place.tolist(), strict=True)],
                "amount": amount.round(2),
                "has_won": (place == 0) & awarded,
            }
        )
    )


def _progress(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    """Six reports of each project under way; some were paid ahead of the works."""
    rng = city.rng("projects.progress")
    project = np.repeat(np.flatnonzero(reached >= 6), 6)
    place = np.tile(np.arange(6), len(project) // 6)
    month = (day_after(city, 135)[project].astype("datetime64[M]") + place).astype("datetime64[D]")
    kept = month < np.datetime64(TODAY)
    project, place, month = project[kept], place[kept], month[kept]
    progress = np.minimum(1, (place + 1) / 6)
    paid = _paid(project, progress, (rng.random(len(project)) < FAULT_RATES["paid_ahead"]) & (progress < 1))
    city.plant("paid_ahead", "projects", "progress_report", np.flatnonzero(paid > progress) + 1, "payments run ahead of the works")
    paid = city.projects["budget"].to_numpy()[project] * paid
    return numbered(
        pl.DataFrame(
            {
                "project_id": project + 1,
                "region_code": city.projects["region_code"].to_numpy()[project],
                "month": month,
                "progress": progress.round(3),
                "paid": paid.round(2),
                "photo_digest": [f"\\x{key:064x}" for key in range(1, len(project) + 1)],
            }
        )
    )


def _paid(project: NDArray[np.int64], progress: NDArray[np.float64], ahead: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The share of the budget that was paid so far: once it ran ahead, it stands still until the works have come after it."""
    shares = np.where(ahead, np.minimum(1, progress + 0.3), progress * 0.9)
    return pl.DataFrame({"project": project, "share": shares}).select(pl.col("share").cum_max().over("project"))["share"].to_numpy()


def _acceptances(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, done = city.rng("projects.acceptance"), np.flatnonzero(reached >= 7)
    passed = rng.random(len(done)) < 0.95
    return numbered(
        pl.DataFrame(
            {
                "project_id": done + 1,
                "region_code": city.projects["region_code"].to_numpy()[done],
                "accepted_on": day_after(city, 340)[done],
                "team_size": rng.integers(3, 8, len(done)),
                "has_passed": passed,
                "defects": optional(np.where(passed, None, "排水设施未完工")),
            }
        )
    )


def _evaluations(city: City, reached: NDArray[np.int64]) -> pl.DataFrame:
    rng, done = city.rng("projects.evaluation"), np.flatnonzero(reached >= 8)
    planned = city.projects["budget"].to_numpy()[done] * 0.08
    return numbered(
        pl.DataFrame(
            {
                "project_id": done + 1,
                "region_code": city.projects["region_code"].to_numpy()[done],
                "year": np.minimum(city.projects["year"].to_numpy()[done] + 1, TODAY.year),
                "planned_income": planned.round(2),
                "actual_income": (planned * rng.uniform(0.6, 1.3, len(done))).round(2),
                "score": rng.normal(82, 8, len(done)).clip(40, 100).round(1),
            }
        )
    )


def _risks(city: City) -> pl.DataFrame:
    rng, count = city.rng("projects.risk"), len(city.projects)
    town = city.projects["region_code"].str.slice(0, 9)
    levels = ["low", "middle", "high"]
    is_open = rng.random(count) < 0.3
    return numbered(
        pl.DataFrame(
            {
                "project_id": city.projects["id"],
                "region_code": city.projects["region_code"],
                "about": rng.choice(RISKS, count),
                "likelihood": rng.choice(levels, count),
                "impact": rng.choice(levels, count),
                "owner_id": town.replace_strict(city.leaders["town_office"]),
                "counter_measure": optional(np.where(is_open, None, rng.choice(MEASURES, count))),
                "state": np.where(is_open, "open", "mitigated"),
            }
        )
    )


def _applications(city: City) -> pl.DataFrame:
    """One household in three applied for an income project of its own."""
    rng, homes = city.rng("projects.application"), city.homes
    household = np.flatnonzero(rng.random(len(homes)) < 1 / 3)
    return numbered(
        pl.DataFrame(
            {
                "household_id": household + 1,
                "region_code": homes["region_code"].to_numpy()[household],
                "field": rng.choice(list(PROJECT_FIELD.labels), len(household)),
                "about": rng.choice(["发展家禽养殖", "种植果蔬大棚", "购置小型农机", "开办农家小店"], len(household)),
                "amount": rng.integers(3, 30, len(household)) * 1000.0,
                "applied_on": np.minimum(
                    homes["filed_on"].to_numpy()[household] + rng.integers(30, 400, len(household)), np.datetime64("2020-04-01")
                ),
                "state": rng.choice(["approved", "applied", "returned", "refused"], len(household), p=[0.75, 0.1, 0.1, 0.05]),
                "rule_document_id": 4,
            }
        )
    )


def _reviews(city: City, applications: pl.DataFrame) -> pl.DataFrame:
    """Village, town and county for those approved; the village's answer for those sent back or refused."""
    levels = pl.DataFrame({"level": ["village", "town", "county"], "days": [7, 15, 30]})
    town = pl.col("region_code").str.slice(0, 9).replace_strict(city.leaders["town_office"])
    county = pl.col("region_code").str.slice(0, 6).replace_strict(city.leaders["agriculture"])
    decided = (
        applications.filter(pl.col("state") != "applied")
        .join(levels, how="cross")
        .filter((pl.col("state") == "approved") | (pl.col("level") == "village"))
    )
    return numbered(
        decided.select(
            application_id="id",
            household_id="household_id",
            region_code="region_code",
            level="level",
            decision="state",
            decided_on=(pl.col("applied_on") + pl.duration(days=pl.col("days"))).cast(pl.Date),
            reviewer_id=pl.when(pl.col("level") == "county").then(county).otherwise(town),
            reason=pl.when(pl.col("state") != "approved").then(pl.lit("请补充场地和资金说明")),
        )
    )


def _guidance(city: City, applications: pl.DataFrame) -> pl.DataFrame:
    approved = applications.filter(pl.col("state") == "approved")
    visited = (pl.col("applied_on") + pl.duration(days=60)).cast(pl.Date)
    advice = pl.Series(city.rng("projects.guidance").choice(ADVICE, len(approved)))
    return numbered(approved.select(application_id="id", household_id="household_id", region_code="region_code", visited_on=visited, advice=advice))
