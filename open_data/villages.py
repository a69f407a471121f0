"""Published datasets about villages 村（社区）: their yearly figures, ranking, and the way to the threshold."""

from __future__ import annotations

from open_data.columns import Words
from open_data.contents import rows
from open_data.datasets import Dataset, Rhythm, Theme

VILLAGES = (
    Dataset(
        "villages",
        Words("村（社区）", "Villages"),
        Words(
            "每个村（社区）是否经济薄弱村、现处状态及起始日。",
            "Each village or community: whether it is weak, and since when it is in its state.",
        ),
        Theme.VILLAGES,
        "agriculture",
        Rhythm.YEARLY,
        "M18, M28",
        ("region_code",),
        rows("Village", "region_code", "state", "state_since"),
    ),
    Dataset(
        "village_years",
        Words("村级年度数据", "Villages by year"),
        Words(
            "每个村每年的人口、集体收入、支出、资产和农民收入：综合排名的依据。",
            "Population, collective income, expenditure, assets and farmers' income of each village and year: the inputs of the ranking.",
        ),
        Theme.VILLAGES,
        "agriculture",
        Rhythm.YEARLY,
        "M17, M28, M119",
        ("region_code", "year"),
        rows("VillageYear", "region_code", "year", "population", "collective_income", "expenditure", "assets", "farmer_income"),
    ),
    Dataset(
        "key_villages",
        Words("市级重点帮扶村名单", "City-key weak villages"),
        Words(
            "每年由市里重点帮扶的经济薄弱村。",
            "The weak villages that the city helps first, year by year.",
        ),
        Theme.VILLAGES,
        "agriculture",
        Rhythm.YEARLY,
        "M86",
        ("year", "region_code", "list_version"),
        rows("KeyVillageList", "region_code", "year", "list_version", "document_number"),
    ),
    Dataset(
        "village_rankings",
        Words("经济薄弱村综合排名", "Ranking of weak villages"),
        Words(
            "三项指标的名次和综合名次。",
            "Ranks by the three indicators, and together.",
        ),
        Theme.VILLAGES,
        "agriculture",
        Rhythm.YEARLY,
        "M119",
        ("year", "region_code"),
        rows(
            "VillageRanking",
            "region_code",
            "year",
            "village_income_rank",
            "income_a_head_rank",
            "farmer_income_rank",
            "composite_rank",
            "is_proposed",
        ),
    ),
    Dataset(
        "ranking_weights",
        Words("综合排名权重", "Weights of the ranking"),
        Words(
            "每年三项指标的权重。",
            "The weights of the three indicators in each year.",
        ),
        Theme.VILLAGES,
        "agriculture",
        Rhythm.YEARLY,
        "M119",
        ("year",),
        rows("RankingWeight", "year", "village_income", "income_a_head", "farmer_income"),
    ),
    Dataset(
        "exit_schedules",
        Words("脱贫进度安排", "Schedule of exits"),
        Words(
            "各地每年计划脱困户数和转化村数。",
            "Planned exits of households and turn-arounds of villages, by place and year.",
        ),
        Theme.VILLAGES,
        "agriculture",
        Rhythm.YEARLY,
        "M180",
        ("region_code", "year"),
        rows("ExitSchedule", "region_code", "year", "planned_exits", "planned_turn_arounds"),
    ),
    Dataset(
        "official_statistics",
        Words("官方统计数据", "Official statistics"),
        Words(
            "指标所依据的官方年度统计，注明出处。",
            "The official yearly statistics that indicators rest on, with their source.",
        ),
        Theme.VILLAGES,
        "finance",
        Rhythm.YEARLY,
        "M13",
        ("region_code", "year", "kind"),
        rows("OfficialStatistic", "region_code", "year", "kind", "value", "source"),
    ),
    Dataset(
        "aid_levels",
        Words("救助水平", "Levels of aid"),
        Words(
            "各地每年按类别的人均救助水平。",
            "Aid a head by category, place and year.",
        ),
        Theme.VILLAGES,
        "civil_affairs",
        Rhythm.YEARLY,
        "M15",
        ("region_code", "year", "category"),
        rows("AidLevel", "region_code", "year", "category", "amount_a_head"),
    ),
    Dataset(
        "helping_teams",
        Words("帮扶队伍", "Helping teams"),
        Words(
            "帮扶单位派驻经济薄弱村的队伍。",
            "The teams that helping units send to weak villages.",
        ),
        Theme.VILLAGES,
        "poverty_office",
        Rhythm.YEARLY,
        "M112, M113",
        ("organisation", "region_code", "period_from"),
        rows(
            "HelpingTeam", "region_code", "period_from", "period_until", organisation="organisation_id.code", organisation_name="organisation_id.name"
        ),
    ),
    Dataset(
        "helping_plans",
        Words("帮扶规划", "Helping plans"),
        Words(
            "每支队伍的帮扶规划和年度计划。",
            "The plan of each team, for the whole turn-around and by year.",
        ),
        Theme.VILLAGES,
        "poverty_office",
        Rhythm.YEARLY,
        "M114",
        (),
        rows("HelpingPlan", "region_code", "year", "goal", "tasks", "safeguards", organisation="helping_team_id.organisation_id.code"),
    ),
    Dataset(
        "village_visits",
        Words("帮扶单位到村", "Visits of units to villages"),
        Words(
            "帮扶单位到村的每次走访、带来的资金和项目。",
            "Each visit of a unit to its village, with the money and projects that it brought.",
        ),
        Theme.VILLAGES,
        "poverty_office",
        Rhythm.MONTHLY,
        "M116, M117",
        ("organisation", "region_code", "visited_on", "content"),
        rows(
            "VillageVisit",
            "region_code",
            "visited_on",
            "content",
            "funds_brought",
            "projects_brought",
            organisation="helping_team_id.organisation_id.code",
        ),
    ),
)
