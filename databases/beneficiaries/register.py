"""Who is in hardship, why, and what is done; villages and their yearly figures."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.beneficiaries import METADATA, PUBLIC, WHERE
from databases.code_lists.beneficiaries import (
    CAMPAIGN_KIND,
    CAUSE,
    DISABILITY,
    EDUCATION,
    ENTITLEMENT_KIND,
    HEALTH,
    HOUSEHOLD_CATEGORY,
    HOUSEHOLD_STATE,
    HOUSING,
    IMPROVEMENT_STATE,
    INCOME_KIND,
    KINSHIP,
    LABOUR,
    MEASURE_KIND,
    STATISTIC_KIND,
    VILLAGE_STATE,
)
from databases.code_lists.common import DEPARTMENT, SEX
from databases.regions import A_COUNTY_OR_CITY, A_TOWN_OR_COUNTY, A_VILLAGE
from databases.row_rules import at_commit, of_parent
from databases.tables import (
    CODE,
    COUNT,
    DAY,
    FLAG,
    MONEY,
    PERIOD,
    SENTENCE,
    SIGNED_MONEY,
    TEXT,
    YEAR,
    agreeing,
    check,
    direct,
    elsewhere,
    encrypted,
    entity,
    internal,
    never_overlapping,
    never_overlapping_keys,
    public,
    quasi,
    reference,
    region,
    sensitive,
)

household = entity(
    METADATA,
    "household",
    "Registered low-income household 建档立卡户 (M27)",
    internal("number", CODE, "Filing number 建档立卡编号", unique=True),
    region(WHERE, level=A_VILLAGE),
    direct("head_name", TEXT, "Name of the head of household 户主姓名"),
    direct("address", TEXT, "Address 家庭住址", optional=True),
    direct("phone", CODE, "Telephone 联系电话", optional=True),
    quasi("category", HOUSEHOLD_CATEGORY, "Category of hardship 困难类别"),
    quasi("state", HOUSEHOLD_STATE, "State in the yearly adjustment 状态", server_default="active"),
    quasi("member_count", COUNT, "Persons in the household 家庭人口数"),
    sensitive("per_capita_income", MONEY, "Income a head in the latest year, yuan 人均年收入（元）", optional=True),
    quasi("filed_on", DAY, "Day of filing 建档立卡日期"),
    quasi("exited_on", DAY, "Day of exit from hardship 脱困日期", optional=True),
    quasi("housing", HOUSING, "Housing 住房情况", optional=True),
    reference("household", "Exited household that this one is the relapse of 返贫前的脱困户 (M46)", "relapse_of_id", optional=True),
    sa.UniqueConstraint("region_code", "id"),  # the index of the region, and what the rows that move with a household refer to
    sa.UniqueConstraint("relapse_of_id", info={SENTENCE: "A household that left falls back as one household 脱困户返贫只建一户"}),
    check("somebody_lives_there", "member_count > 0", "Somebody lives in a household 家庭人口数大于零"),
    check("own_relapse", "relapse_of_id IS NULL OR relapse_of_id <> id"),
    check(
        *("exit_day", "(exited_on IS NOT NULL) = (state IN ('exited'))"),
        "A household that left hardship has a day of exit, and no other 脱困日期只属于已脱困的户",
    ),
    check("exit_after_filing", "exited_on IS NULL OR exited_on >= filed_on", "A household leaves hardship after it was filed 脱困不早于建档立卡"),
    check("filed_in_time", "filed_on >= DATE '1990-01-01'", "A household was filed in 1990 or later 建档立卡不早于 1990 年"),
)

member = entity(
    METADATA,
    "member",
    "Member of a household 家庭成员 (M27)",
    reference("household", "Household 所属户"),
    region(WHERE),
    direct("name", TEXT, "Name 姓名"),
    *encrypted("id_number", "Identity number 公民身份号码", unique=True),
    quasi("sex", SEX, "Sex 性别"),
    quasi("born_on", DAY, "Day of birth 出生日期"),
    quasi("kinship", KINSHIP, "Relation to the head of household 与户主关系"),
    sensitive("health", HEALTH, "Health 健康状况", optional=True),
    sensitive("disability", DISABILITY, "Class of disability 残疾类别", optional=True),
    quasi("labour", LABOUR, "Ability to work 劳动能力", optional=True),
    quasi("education", EDUCATION, "Education 文化程度", optional=True),
    sensitive("died_on", DAY, "Day of death 死亡日期", optional=True),
    quasi("left_on", DAY, "Left the household 离户日期", optional=True),
    check(
        *("disabled_with_class", "disability IS NULL OR health = 'disabled'"),
        "Who has a class of disability is disabled 有残疾类别的成员健康状况为残疾",
    ),
    check("death_after_birth", "died_on IS NULL OR died_on >= born_on", "A member dies after he was born 去世不早于出生"),
    check("left_after_birth", "left_on IS NULL OR left_on >= born_on", "A member leaves after he was born 离开不早于出生"),
    # one living head; a head who died or left may be followed by another
    sa.UniqueConstraint("id", "household_id"),  # what papers about a member of a household refer to
    sa.Index(
        *("uq_member_head", "household_id"),
        unique=True,
        postgresql_where=sa.text("kinship = 'head' AND died_on IS NULL AND left_on IS NULL"),
        info={SENTENCE: "A household has one head 每户只有一名户主"},
    ),
    # looked at when the transaction ends: head and spouse may change places
    postgresql.ExcludeConstraint(
        ("household_id", "="),
        using="btree",
        where=sa.text("kinship = 'spouse' AND died_on IS NULL AND left_on IS NULL"),
        name="ex_member_spouse",
        deferrable=True,
        initially="DEFERRED",
        info={SENTENCE: "A head has one spouse 户主只有一名配偶"},
    ),
)
# a household is written before its members, so it is looked at when its transaction ends
_NOBODY = "NOT EXISTS (SELECT FROM member WHERE household_id = household.id)"
at_commit(household, "has_members", "id", household, _NOBODY, "A household has members 建档立卡户须有家庭成员", events="INSERT")
at_commit(
    *(member, "leaves_no_empty_household", "household_id", household, _NOBODY),
    "The last member of a household stays in it 户内最后一名成员不得转出或删除",
    events="UPDATE OF household_id OR DELETE",
)

household_income = entity(
    METADATA,
    "household_income",
    "Income of a household in a year, by kind 家庭收入 (M27, M14)",
    reference("household", "Household 所属户"),
    region(WHERE),
    quasi("year", YEAR, "Year 年度"),
    sensitive("kind", INCOME_KIND, "Kind 收入类别"),
    sensitive("amount", MONEY, "Yuan 金额（元）"),
    sa.UniqueConstraint("household_id", "year", "kind"),
)
hardship_cause = entity(
    METADATA,
    "hardship_cause",
    "Cause of hardship 致困原因 (M30)",
    reference("household", "Household 所属户"),
    region(WHERE),
    sensitive("cause", CAUSE, "Cause 原因"),
    sensitive("is_primary", FLAG, "Primary cause 主要原因"),
    quasi("found_on", DAY, "Day it was found 认定日期"),
    sa.UniqueConstraint("household_id", "cause"),
    sa.Index("uq_hardship_cause_primary", "household_id", unique=True, postgresql_where=sa.text("is_primary")),
)
measure = entity(
    METADATA,
    "measure",
    "Measure for a household 帮扶措施 (M23, M31)",
    reference("household", "Household 所属户"),
    region(WHERE),
    quasi("kind", MEASURE_KIND, "Kind: for the pocket or for the head 措施类别"),
    internal("department", DEPARTMENT, "Department that owns it 责任部门"),
    elsewhere("owner_id", "forces.person", "Person in charge 责任人", optional=True),
    sensitive("about", TEXT, "What is done 内容"),
    quasi("starts_on", DAY, "First day 开始日期"),
    quasi("due_on", DAY, "Due 计划完成日期", optional=True),
    quasi("finished_on", DAY, "Finished 完成日期", optional=True),
    sensitive("result", TEXT, "Result 成效", optional=True),
    elsewhere("stream_id", "funds.fund_stream", "Fund stream that pays 资金来源", optional=True),
    elsewhere("project_id", "projects.project", "Project 关联项目", optional=True),
    check("due_after_start", "due_on IS NULL OR due_on >= starts_on", "A measure is due after it began 计划完成不早于开始"),
    check("finished_after_start", "finished_on IS NULL OR finished_on >= starts_on", "A measure is finished after it began 完成不早于开始"),
    check("result_when_finished", "result IS NULL OR finished_on IS NOT NULL", "A measure has a result when it is finished 有成效的措施须有完成日期"),
)
entitlement = entity(
    METADATA,
    "entitlement",
    "Policy that a household may use, also after its exit 享受政策 (M48, M163)",
    reference("household", "Household 所属户"),
    reference("member", "Member, where it is his alone 成员", optional=True),
    region(WHERE),
    quasi("kind", ENTITLEMENT_KIND, "Kind 政策类别"),
    quasi("period", PERIOD, "From, until 享受期间"),
    sensitive("monthly_amount", MONEY, "Yuan a month 月标准（元）"),
    internal("is_retained", FLAG, "Kept after the exit 脱困后保留"),
    never_overlapping(
        "entitlement", "household_id", where="kind = 'dibao'", sentence="A household has one minimum living guarantee 每户同时只享受一份低保"
    ),
    never_overlapping_keys(
        *("entitlement", "household_id", "member_id", "kind"),
        where="kind <> 'dibao'",
        sentence="A household or member uses a policy once at a time 同一户（人）同时只享受一次同类政策",
    ),
    agreeing(
        "entitlement", "member", "member_id", "household_id", sentence="An entitlement names a member of its own household 享受政策的成员属于本户"
    ),
)
of_parent(
    *(entitlement, "after_birth", ("member_id", "period"), member, ("born_on",), "lower(child.period) < parent.born_on"),
    "A member uses a policy after he was born 享受政策不早于出生",
    "A member was born before he used a policy 出生不晚于享受政策",
    there="born_before_his_policies",
)
of_parent(
    *(measure, "after_filing", ("household_id", "starts_on"), household, ("filed_on",), "child.starts_on < parent.filed_on"),
    "A measure begins after its household was filed 帮扶措施不早于建档立卡",
    "A household was filed before its measures began 建档立卡不晚于帮扶措施",
    there="filed_before_its_measures",
)

collection_campaign = entity(
    METADATA,
    "collection_campaign",
    "Campaign of collecting information 信息采集活动 (M26, M175)",
    public("code", CODE, "Code 活动编号", unique=True),
    public("name", TEXT, "Name 名称"),
    public("kind", CAMPAIGN_KIND, "Kind 类别"),
    public("starts_on", DAY, "First day 开始日期"),
    public("due_on", DAY, "Due 截止日期"),
    region("Where 范围", PUBLIC),
    check("due_after_start", "due_on > starts_on"),
)
campaign_coverage = entity(
    METADATA,
    "campaign_coverage",
    "Village in a campaign: expected and visited 逐村逐户覆盖情况 (M29)",
    reference("collection_campaign", "Campaign 活动"),
    region("Village or community 村（社区）", PUBLIC, level=A_VILLAGE),
    internal("expected", COUNT, "Households to visit 应访户数"),
    internal("visited", COUNT, "Households visited 实访户数"),
    internal("completed_on", DAY, "Done 完成日期", optional=True),
    check("not_more_than_expected", "visited <= expected"),
    # nothing is done until every unit is
    check("done_when_all", "completed_on IS NULL OR visited = expected"),
    sa.UniqueConstraint("collection_campaign_id", "region_code"),
)
survey = entity(
    METADATA,
    "survey",
    "Survey of a household in a campaign 入户采集记录 (M28, M29, M32)",
    reference("collection_campaign", "Campaign 活动"),
    reference("household", "Household 所属户"),
    region(WHERE),
    elsewhere("surveyor_id", "forces.person", "Who surveyed 采集人"),
    quasi("surveyed_on", DAY, "Day 采集日期"),
    quasi("housing", HOUSING, "Housing 住房情况"),
    quasi("has_safe_water", FLAG, "Safe water 饮水安全"),
    sensitive("able_to_work", COUNT, "Members able to work 劳动力人数"),
    sensitive("need", TEXT, "What is needed 需求", optional=True),
    internal("changed_fields", TEXT, "Names of the fields it changed 变更字段", optional=True),
    sa.UniqueConstraint("household_id", "collection_campaign_id"),
)
for _table, _day, _there, *_sentences in (
    (
        *(campaign_coverage, "completed_on", "begun_before_its_coverage"),
        *("A village is done once the campaign began 覆盖完成不早于活动开始", "A campaign began before a village was done 活动开始不晚于覆盖完成"),
    ),
    (
        *(survey, "surveyed_on", "begun_before_its_surveys"),
        *("A household is surveyed once the campaign began 采集不早于活动开始", "A campaign began before its surveys 活动开始不晚于采集"),
    ),
):
    of_parent(
        *(_table, "in_its_campaign", ("collection_campaign_id", _day), collection_campaign, ("starts_on",), f"child.{_day} < parent.starts_on"),
        *_sentences,
        there=_there,
    )

village = entity(
    METADATA,
    "village",
    "Village or community with its state 村（社区） (M18, M28)",
    region("Village or community 村（社区）", PUBLIC, level=A_VILLAGE, unique=True),
    public("state", VILLAGE_STATE, "State: weak, meeting the standard, turned around 状态"),
    public("state_since", DAY, "In this state since 状态起始日期"),
    internal("party_is_lax", FLAG, "Weak or lax party organisation 软弱涣散村级党组织 (M111)"),
    internal("improvement", IMPROVEMENT_STATE, "State of its improvement 整顿状态 (M111)"),
    internal("improvement_plan", TEXT, "Improvement plan 整顿方案 (M111)", optional=True),
    check("lax_is_improved", "NOT party_is_lax OR improvement <> 'none'", "A lax party organisation is being improved 软弱涣散党组织须在整顿"),
    check("plan_with_improvement", "improvement = 'none' OR improvement_plan IS NOT NULL", "An improvement has its plan 整顿须有方案"),
    sa.UniqueConstraint("region_code", "id"),  # what its years and lists refer to
)
village_year = entity(
    METADATA,
    "village_year",
    "Village in a year: the inputs of the ranking 村级年度数据 (M17, M28, M119)",
    reference("village", "Village 村（社区）"),
    region("Village or community 村（社区）", PUBLIC),
    public("year", YEAR, "Year 年度"),
    public("population", COUNT, "Resident population 常住人口"),
    public("collective_income", MONEY, "Collective income, yuan 村集体年收入（元）"),
    public("expenditure", MONEY, "Expenditure, yuan 村级支出（元）"),
    public("assets", MONEY, "Collective assets, yuan 集体资产（元）"),
    public("farmer_income", MONEY, "Farmers' disposable income a head, yuan 农民人均可支配收入（元）"),
    check("inhabited", "population > 0", "People live in a village 村有常住人口"),
    sa.UniqueConstraint("region_code", "year"),
)
key_village_list = entity(
    METADATA,
    "key_village_list",
    "City-key weak village in the list of a year 市级重点帮扶经济薄弱村名单 (M86)",
    reference("village", "Village 村"),
    region("Village 村", PUBLIC),
    public("year", YEAR, "Year of the list 年度"),
    public("list_version", COUNT, "Version of the list 名单版本"),
    public("document_number", TEXT, "Document that names it 文号"),
    sa.UniqueConstraint("year", "list_version", "region_code"),
)
of_parent(
    *(key_village_list, "of_a_weak_village", ("village_id",), village, ("state",), "parent.state = 'ordinary'"),
    "A key village is, or was, economically weak 市级重点帮扶村为经济薄弱村",
    "A village that was a key one is, or was, economically weak 曾列为市级重点帮扶村的，不得改为一般村",
    there="weak_where_a_key_one",
)
official_statistic = entity(
    METADATA,
    "official_statistic",
    "Official yearly statistic 官方统计数据 (M13)",
    region("Where 区划", PUBLIC),
    public("year", YEAR, "Year 年度"),
    public("kind", STATISTIC_KIND, "Which 指标"),
    public("value", SIGNED_MONEY, "Yuan, heads or percent 数值（元、人或百分比）"),
    public("source", TEXT, "Source 来源"),
    check("only_growth_falls", "value >= 0 OR kind = 'urban_income_growth'", "Only a growth rate may be negative 只有增长率可以为负"),
    check("whole_people", "kind <> 'resident_population' OR value = trunc(value)", "People are counted whole 人口应为整数"),
    sa.UniqueConstraint("region_code", "year", "kind"),
)
aid_level = entity(
    METADATA,
    "aid_level",
    "Aid a head and year by kind, against the year before 救助水平 (M15)",
    # for management alone: a mean to the cent that is put right by one household tells what that one got, whoever stands beside it
    region("Where 区划", level=A_COUNTY_OR_CITY),
    internal("year", YEAR, "Year 年度"),
    internal("category", HOUSEHOLD_CATEGORY, "Category of hardship 困难类别"),
    internal("kind", ENTITLEMENT_KIND, "Kind of aid 救助类别"),
    internal("amount_a_head", MONEY, "Yuan a head and year 人均救助（元/年）"),
    internal("people", COUNT, "People helped 救助人数"),
    internal("households", COUNT, "Households that they live in 涉及户数"),
    sa.UniqueConstraint("region_code", "year", "category", "kind"),
    check("people_of_households", "households >= 1 AND people >= households", "Whoever was helped lives in a household 救助人数不少于涉及户数"),
)
exit_schedule = entity(
    METADATA,
    "exit_schedule",
    "Planned exits and turn-arounds of a year 脱贫进度安排 (M180)",
    region("County or town 市（县）区、镇（街道）", PUBLIC, level=A_TOWN_OR_COUNTY),
    public("year", YEAR, "Year 年度"),
    internal("planned_exits", COUNT, "Households to exit 计划脱困户数"),
    public("planned_turn_arounds", COUNT, "Villages to turn around 计划转化村数"),
    sa.UniqueConstraint("region_code", "year"),
)
assistance_disclosure = entity(
    METADATA,
    "assistance_disclosure",
    "Counts of assistance of a village that may be made public 帮扶情况公开 (M20)",
    region("Village or community 村（社区）", PUBLIC, level=A_VILLAGE),
    public("year", YEAR, "Year 年度"),
    internal("households", COUNT, "Households helped 帮扶户数"),
    internal("measures", COUNT, "Measures 措施数"),
    internal("results", COUNT, "Measures with a result 有成效措施数"),
    check("results_of_measures", "results <= measures"),
    sa.UniqueConstraint("region_code", "year"),
)
