"""Leading groups, duties, helping units with their four-ones, leaders' linkages and the ranking of villages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import sqlalchemy as sa

from databases.demo_city.city import FIRST_YEAR, TODAY, City
from databases.demo_city.frames import numbered_rows
from databases.forces import helpers, responsibility

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {"four_ones_incomplete": 0.05, "duty_overdue": 0.04, "village_not_visited": 0.08}
YEARS = range(FIRST_YEAR + 2, TODAY.year + 1)  # the paper is of the end of 2017
RULES = ["visits", "research", "assessment", "reporting"]
BODIES = ["party", "congress", "government", "cppcc"]
TERM = "[2018-01-17,)"
VISIT_DAYS = 90  # a unit comes every other month, and once a quarter at least
WORKING_GROUPS = [  # name, kind of the department that leads it
    ("综合协调", "agriculture"),
    ("对象核查", "civil_affairs"),
    ("资金监管", "finance"),
    ("监督执纪", "discipline"),
    ("教育帮扶", "education"),
    ("审计监督", "audit"),
]
DUTIES = ["完成年度帮扶对象动态调整", "落实结对帮扶走访", "报备上级扶贫资金", "督促项目按期实施", "办结在线预警", "公开村务和帮扶资金"]


def tables(city: City, duties: pl.DataFrame) -> Frames:
    yield responsibility.leading_group, _leading_groups(city)
    yield responsibility.working_group, _working_groups(city)
    yield responsibility.leading_group_member, _leading_group_members(city)
    yield responsibility.key_area, _key_areas(city)
    yield responsibility.duty, duties
    yield responsibility.task, _tasks(city)
    teams = _helping_teams(city)
    yield responsibility.helping_team, teams.drop("has_all", "cooperating")
    yield responsibility.cooperating_office, _cooperating_offices(city, teams)
    yield responsibility.helping_plan, _helping_plans(teams)
    yield responsibility.helping_rule, _helping_rules(teams)
    yield responsibility.village_visit, _village_visits(city, teams)
    linkages = _leader_linkages(city)
    yield responsibility.leader_linkage, linkages
    yield responsibility.leader_visit, _leader_visits(linkages)
    yield responsibility.ranking_weight, _ranking_weights()
    yield responsibility.village_ranking, _village_rankings(city)
    yield helpers.training, _trainings(city)
    yield helpers.transfer, _transfers(city)


def _counties(city: City) -> list[str]:
    return ["3202", *city.regions.filter(pl.col("level") == "county")["code"].to_list()]


def _leading_groups(city: City) -> pl.DataFrame:
    names = dict(city.regions.select("code", "name").iter_rows())
    office = dict(city.organisations.filter(pl.col("kind") == "agriculture").select("region_code", "id").iter_rows())
    return numbered_rows(
        [
            {
                "name": f"{names[code]}“阳光扶贫”工作领导小组",
                "level": "city" if code == "3202" else "county",
                "office_id": office[code],
                "period": TERM,
                "region_code": code,
            }
            for code in _counties(city)
        ]
    )


def _working_groups(city: City) -> pl.DataFrame:
    """The city's leading group has six, a county's the first four of them."""
    offices = {(kind, code): key for kind, code, key in city.organisations.select("kind", "region_code", "id").iter_rows()}
    return numbered_rows(
        [
            {"leading_group_id": group, "name": f"{name}组", "organisation_id": offices[kind, code], "region_code": code}
            for group, code in enumerate(_counties(city), 1)
            for name, kind in WORKING_GROUPS[: 6 if code == "3202" else 4]
        ]
    )


def _leading_group_members(city: City) -> pl.DataFrame:
    """The officials of a level sit in its group; the first chairs it."""
    rows = []
    for group, code in enumerate(_counties(city), 1):
        for place, person in enumerate(city.people.filter((pl.col("region_code") == code) & (pl.col("role") != "helper"))["id"]):
            position = ("chair", "deputy_chair", "office_director")[place] if place < 3 else "member"
            rows.append(
                {
                    "leading_group_id": group,
                    "person_id": person,
                    "position": position,
                    "is_deputy_secretary": place == 0,
                    "period": TERM,
                    "region_code": code,
                }
            )
    return numbered_rows(rows)


def _key_areas(city: City) -> pl.DataFrame:
    leaders = city.people.filter((pl.col("role") == "manager") & (pl.col("region_code").str.len_chars() == 9))
    return numbered_rows(
        [
            {"person_id": person, "title": "党（工）委书记", "period": TERM, "region_code": code}
            for person, code in leaders.select("id", "region_code").gather_every(4).iter_rows()
        ]
    )


def duties(city: City) -> pl.DataFrame:
    rng, rows, overdue = city.rng("forces.duties"), [], []
    officials = city.people.filter(pl.col("role") != "helper").select("id", "region_code")
    for year in YEARS:
        for person, code in officials.iter_rows():
            due = f"{year}-{'12-20' if year < TODAY.year else '06-20'}"
            late = rng.random() < FAULT_RATES["duty_overdue"]
            overdue += [len(rows) + 1] if late else []
            rows.append(
                {
                    "title": f"{year}年{DUTIES[int(rng.integers(len(DUTIES)))]}",
                    "kind": ["principal", "department", "supervision"][int(rng.integers(3))],
                    "department": "poverty_office",
                    "person_id": person,
                    "target": "按期完成，全覆盖",
                    "due_on": due,
                    "done_on": None if late else f"{due[:8]}{int(rng.integers(1, 20)):02d}",
                    "result": None if late else "已完成",
                    "region_code": code,
                }
            )
    city.plant("duty_overdue", "forces", "duty", overdue, "the due day has passed and nothing was done")
    return numbered_rows(rows)


def _tasks(city: City) -> pl.DataFrame:
    rng = city.rng("forces.tasks")
    officials = city.people.filter(pl.col("role") == "manager").select("id", "region_code").head(60)
    rows = []
    for person, code in officials.iter_rows():
        done = rng.random() < 0.7
        rows.append(
            {
                "title": "督办走访中发现的住房安全问题" if rng.random() < 0.5 else "协调落实产业项目用地指标",
                "owner_id": person,
                "assigned_on": "2020-03-02",
                "due_on": "2020-05-31",
                "state": "done" if done else "open",
                "done_on": f"2020-05-{int(rng.integers(1, 30)):02d}" if done else None,
                "region_code": code,
            }
        )
    return numbered_rows(rows)


def _helping_teams(city: City) -> pl.DataFrame:
    """Each weak village has one helping unit; some teams lack one of the four ones (`has_all` and `cooperating` are for the generator only)."""
    rng, weak = city.rng("forces.teams"), city.villages.filter("is_weak")["region_code"].to_list()
    units = city.organisations.filter(pl.col("kind") == "helping_unit")["id"].to_list()
    helpers = city.people.filter(pl.col("role") == "helper")["id"].to_list()
    rows = [
        {
            "organisation_id": units[i % len(units)],
            "chief_id": helpers[(2 * i) % len(helpers)],
            "deputy_id": helpers[(2 * i + 1) % len(helpers)],
            "lead_office_id": None,
            "cooperating": int(rng.integers(1, 5)),
            "period": TERM,
            "visit_days": VISIT_DAYS,
            "region_code": code,
            "has_all": bool(rng.random() >= FAULT_RATES["four_ones_incomplete"]) and i > 0,
        }
        for i, code in enumerate(weak)
    ]
    frame = numbered_rows(rows).with_columns(pl.col("lead_office_id").cast(pl.Int64))
    city.plant(
        "four_ones_incomplete", "forces", "helping_team", frame.filter(~pl.col("has_all"))["id"].to_list(), "one of the four rules was never adopted"
    )
    return frame.with_columns(lead_office_id=pl.col("organisation_id"))


def _cooperating_offices(city: City, teams: pl.DataFrame) -> pl.DataFrame:
    """The units that follow the team's own in the list of units cooperate with it."""
    units = city.organisations.filter(pl.col("kind") == "helping_unit")["id"].to_list()
    return numbered_rows(
        [
            {"helping_team_id": team, "organisation_id": units[(units.index(unit) + place) % len(units)], "region_code": code}
            for team, unit, count, code in teams.select("id", "organisation_id", "cooperating", "region_code").iter_rows()
            for place in range(1, count + 1)
        ]
    )


def _helping_plans(teams: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for team, code in teams.select("id", "region_code").iter_rows():
        for year in [None, *YEARS]:
            rows.append(
                {
                    "helping_team_id": team,
                    "year": year,
                    "goal": "村集体年收入超过200万元" if year is None else f"{year}年村集体收入增长一成以上",
                    "tasks": "盘活闲置资产，发展特色产业，帮扶低收入户就业",
                    "safeguards": "专人负责，按季会商，年度考核",
                    "document_digest": f"\\x{team * 10_000 + (year or 0):064x}",
                    "region_code": code,
                }
            )
    return numbered_rows(rows)


def key_of_plan(place: int) -> int:
    """The key of the plan of the weak village at this place for its whole turn-around; those of its years follow."""
    return place * (1 + len(YEARS)) + 1


def _helping_rules(teams: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for team, code, has_all in teams.select("id", "region_code", "has_all").iter_rows():
        for place, rule in enumerate(RULES if has_all else RULES[:3]):
            digest = f"\\x{team * 10 + place:064x}"
            rows.append({"helping_team_id": team, "rule": rule, "adopted_on": "2018-03-01", "document_digest": digest, "region_code": code})
    return numbered_rows(rows)


def _village_visits(city: City, teams: pl.DataFrame) -> pl.DataFrame:
    rng, rows, unvisited = city.rng("forces.village_visits"), [], []
    for team, chief, code in teams.select("id", "chief_id", "region_code").iter_rows():
        if team > 1 and rng.random() < FAULT_RATES["village_not_visited"]:
            unvisited.append(team)
            continue
        for month in np.arange("2018-03", "2020-07", 2, dtype="datetime64[M]"):
            funds = float(rng.choice([0, 0, 20_000, 50_000, 100_000]))
            rows.append(
                {
                    "helping_team_id": team,
                    "person_id": chief,
                    "visited_on": f"{month}-{int(rng.integers(1, 28)):02d}",
                    "content": "会商村级增收项目，走访困难群众",
                    "funds_brought": funds,
                    "projects_brought": int(funds > 0),
                    "region_code": code,
                }
            )
    city.plant("village_not_visited", "forces", "helping_team", unvisited, "the unit never came to its village")
    return numbered_rows(rows)


def _leader_linkages(city: City) -> pl.DataFrame:
    key = city.villages.filter("is_key")["region_code"].to_list()
    officials = city.people.filter((pl.col("region_code") == "3202") & (pl.col("role") != "helper"))["id"].to_list()
    return numbered_rows(
        [
            {
                "person_id": officials[i % len(officials)],
                "body": BODIES[i % 4],
                "period": TERM,
                "region_code": code,
            }
            for i, code in enumerate(key)
        ]
    )


def _leader_visits(linkages: pl.DataFrame) -> pl.DataFrame:
    """Two to four visits to each village; most raise an issue, and most issues were solved a month later."""
    return numbered_rows(
        [
            {
                "leader_linkage_id": linkage,
                "visited_on": f"2020-{month + 1:02d}-{1 + linkage % 28:02d}",
                "issue": "产业项目用地尚未落实" if (linkage + month) % 4 else None,
                "solved_on": f"2020-{month + 2:02d}-{1 + linkage % 28:02d}" if (linkage + month) % 4 > 1 else None,
                "instruction": "请属地抓紧落实产业项目" if linkage % 2 else None,
                "region_code": code,
            }
            for linkage, code in linkages.select("id", "region_code").iter_rows()
            for month in range(2 + linkage % 3)
        ]
    )


def _ranking_weights() -> pl.DataFrame:
    return numbered_rows([{"year": year, "village_income": 0.4, "income_a_head": 0.3, "farmer_income": 0.3} for year in YEARS])


def _village_rankings(city: City) -> pl.DataFrame:
    """The three ranks of the weak villages, drawn around one strength of each village, and their composite."""
    rng, weak = city.rng("forces.ranking"), city.villages.filter("is_weak")["region_code"].to_numpy()
    strength, frames = rng.normal(size=len(weak)), []
    for place, year in enumerate(YEARS, 1):
        ranks = [(strength + rng.normal(0, 0.5, len(weak))).argsort().argsort() + 1 for _ in range(3)]
        composite = (0.4 * ranks[0] + 0.3 * ranks[1] + 0.3 * ranks[2]).argsort(kind="stable").argsort() + 1
        frames.append(
            pl.DataFrame(
                {
                    "ranking_weight_id": place,
                    "year": year,
                    "village_income_rank": ranks[0],
                    "income_a_head_rank": ranks[1],
                    "farmer_income_rank": ranks[2],
                    "composite_rank": composite,
                    "is_proposed": composite <= len(weak) // 3,
                    "region_code": weak,
                }
            )
        )
    return pl.concat(frames).with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


def _trainings(city: City) -> pl.DataFrame:
    people = city.people.select("id", "region_code").gather_every(5)
    kinds = ["system", "policy", "discipline"]
    return numbered_rows(
        [
            {"person_id": person, "kind": kinds[i % 3], "taken_on": f"20{18 + i % 3}-04-{1 + i % 28:02d}", "hours": 4 + i % 8, "region_code": code}
            for i, (person, code) in enumerate(people.iter_rows())
        ]
    )


def _transfers(city: City) -> pl.DataFrame:
    helpers = city.people.filter(pl.col("role") == "helper").select("id", "organisation_id", "region_code").gather_every(25)
    other = city.organisations.filter(pl.col("kind") == "town_office")["id"].to_list()
    return numbered_rows(
        [
            {
                "person_id": person,
                "from_organisation_id": next(o for o in other if o != organisation),
                "to_organisation_id": organisation,
                "moved_on": f"2019-{1 + i % 12:02d}-15",
                "households_handed_over": i % 5,
                "region_code": code,
            }
            for i, (person, organisation, code) in enumerate(helpers.iter_rows())
        ]
    )
