"""Responsibility 责任: who answers for what, helping units with their four-ones, the ranking of villages."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.forces import (
    DUTY_KIND,
    GROUP_POSITION,
    LEADING_BODY,
    TASK_STATE,
    TEAM_RULE,
)
from databases.forces import INTERNAL, METADATA, PUBLIC
from databases.regions import A_TOWN, A_VILLAGE, DIGITS
from databases.row_rules import of_parent
from databases.tables import (
    COUNT,
    DAY,
    DIGEST,
    FLAG,
    MONEY,
    ORDINAL,
    PERIOD,
    SHARE,
    TEXT,
    YEAR,
    agreeing,
    check,
    entity,
    internal,
    moves_with,
    never_overlapping,
    never_overlapping_keys,
    public,
    reference,
    region,
)

# ---- who answers for what ----

leading_group = entity(
    METADATA,
    "leading_group",
    "Leading group with its office 领导小组 (M155)",
    public("name", TEXT, "Name 名称", unique=True),
    public("level", GOVERNMENT_LEVEL, "City or county 层级"),
    reference("organisation", "Its office 办公室所在单位", "office_id"),
    public("period", PERIOD, "Term 任期"),
    region("Where 区划", PUBLIC, unique=True),
    check("level_is_city_or_county", "level IN ('city', 'county')"),
    check(
        "level_of_region",
        f"length(region_code) = {DIGITS.format(level='level')}",
        "A leading group has the level of its place 领导小组层级与区划一致",
    ),
    sa.UniqueConstraint("region_code", "id"),  # what its members and working groups refer to; alike below
)
working_group = entity(
    METADATA,
    "working_group",
    "Working group of a leading group 工作组 (M155)",
    reference("leading_group", "Leading group 领导小组"),
    public("name", TEXT, "Name 名称"),
    reference("organisation", "Department that leads it 牵头单位"),
    region("Where 区划", PUBLIC),
    sa.UniqueConstraint("leading_group_id", "name"),
)
leading_group_member = entity(
    METADATA,
    "leading_group_member",
    "Member of a leading group 领导小组成员 (M155, M182)",
    reference("leading_group", "Group 领导小组"),
    reference("person", "Person 人员"),
    internal("position", GROUP_POSITION, "Position 职务"),
    internal("is_deputy_secretary", FLAG, "Deputy party secretary 党委副书记"),
    internal("period", PERIOD, "Term 任期"),
    region("Where 区划", INTERNAL),
    # the paper: the group is chaired by the deputy secretary
    check("chair_is_deputy_secretary", "position <> 'chair' OR is_deputy_secretary"),
    sa.UniqueConstraint("leading_group_id", "person_id", "position", name="uq_leading_group_member_position"),
    never_overlapping(
        *("leading_group_member", "leading_group_id"),
        where="position = 'chair'",
        sentence="A leading group has one chair at a time 领导小组同时只有一位组长",
    ),
)
key_area = entity(
    METADATA,
    "key_area",
    "Principal leader of a key-area town 重点片区镇（街道）主要负责人 (M110)",
    reference("person", "Leader 负责人"),
    internal("title", TEXT, "Office held 职务"),
    internal("period", PERIOD, "Term 任期"),
    region("Town 镇（街道）", INTERNAL, level=A_TOWN),
    never_overlapping_keys(
        *("key_area", "person_id", "title"), sentence="Nobody leads two key-area towns at a time in one office 同一人同时只在一个重点片区镇任同一职务"
    ),
    never_overlapping_keys(
        *("key_area", "region_code", "title"), sentence="A key-area town has one principal leader at a time 重点片区镇同一职务同时只有一人"
    ),
)
duty = entity(
    METADATA,
    "duty",
    "Duty with exactly one accountable person and a due day 责任清单 (M5, M109, M134)",
    public("title", TEXT, "What must be done 责任事项"),
    public("kind", DUTY_KIND, "Kind 责任类别"),
    public("department", DEPARTMENT, "Department 部门", optional=True),
    reference("person", "The one accountable person 责任人"),
    public("target", TEXT, "Target 目标"),
    public("due_on", DAY, "Due 完成期限"),
    public("done_on", DAY, "Done 完成日期", optional=True),
    public("result", TEXT, "Result 完成情况", optional=True),
    region("Where 区划", PUBLIC),
    check("done_with_result", "(done_on IS NULL) = (result IS NULL)"),
)
task = entity(
    METADATA,
    "task",
    "Follow-up of a measure or an instruction 督导任务 (M118, M120)",
    internal("title", TEXT, "Task; may be about one household 任务"),
    reference("person", "Owner 负责人", "owner_id"),
    public("assigned_on", DAY, "Assigned 交办日期"),
    public("due_on", DAY, "Due 办结期限"),
    public("state", TASK_STATE, "State 状态"),
    public("done_on", DAY, "Done 办结日期", optional=True),
    region("Where 区划", PUBLIC),
    check("due_after_assigned", "due_on >= assigned_on"),
    check("done_when_done", "(state = 'done') = (done_on IS NOT NULL)"),
    check("done_later", "done_on >= assigned_on", "A task is done after it was assigned 办结不早于交办"),
)

# ---- helping units and weak villages: four-ones ----

helping_team = entity(
    METADATA,
    "helping_team",
    "One team: a helping unit's working group for a village 一支队伍 (M112, M113)",
    reference("organisation", "Helping unit 帮扶单位"),
    reference("person", "Chief 队长", "chief_id"),
    reference("person", "Deputy 副队长", "deputy_id", optional=True),
    reference("organisation", "Lead office 牵头处室", "lead_office_id", optional=True),
    public("period", PERIOD, "Term 起止"),
    public("visit_days", COUNT, "Days from one visit of the village to the next, at most 走访间隔（天） (M117)"),
    region("Weak village 经济薄弱村", PUBLIC, level=A_VILLAGE),
    check("visits", "visit_days > 0", "A team visits its village again and again 队伍须定期走访"),
    check("two_people", "deputy_id IS NULL OR deputy_id <> chief_id"),
    sa.UniqueConstraint("organisation_id", "region_code"),
    sa.UniqueConstraint("region_code", "id"),
)
cooperating_office = entity(
    METADATA,
    "cooperating_office",
    "Office that cooperates with the lead office of a team 配合处室 (M113)",
    reference("helping_team", "Team 队伍"),
    reference("organisation", "Office 处室"),
    region("Weak village 经济薄弱村", PUBLIC),
    sa.UniqueConstraint("helping_team_id", "organisation_id"),
)
helping_plan = entity(
    METADATA,
    "helping_plan",
    "One plan: turn-around plan (year empty) or yearly plan 一个规划 (M114)",
    reference("helping_team", "Team 队伍"),
    public("year", YEAR, "Year of a yearly plan 年度", optional=True),
    public("goal", TEXT, "Stage goals 阶段目标"),
    public("tasks", TEXT, "Tasks 重点任务"),
    public("safeguards", TEXT, "Safeguards 保障措施"),
    internal("document_digest", DIGEST, "SHA-256 of the document 文件摘要"),
    region("Weak village 经济薄弱村", PUBLIC),
    sa.UniqueConstraint("helping_team_id", "year", postgresql_nulls_not_distinct=True),
)
helping_rule = entity(
    METADATA,
    "helping_rule",
    "One set of rules: one of the four rules of a team 一套制度 (M115)",
    reference("helping_team", "Team 队伍"),
    public("rule", TEAM_RULE, "Which rule 制度类别"),
    public("adopted_on", DAY, "Adopted 制定日期"),
    internal("document_digest", DIGEST, "SHA-256 of the document 文件摘要"),
    region("Weak village 经济薄弱村", PUBLIC),
    sa.UniqueConstraint("helping_team_id", "rule"),
)
village_visit = entity(
    METADATA,
    "village_visit",
    "Visit of a unit to its village, the source of the one ledger 一本台账 (M116, M117)",
    reference("helping_team", "Team 队伍"),
    reference("person", "Who went 带队人"),
    public("visited_on", DAY, "Day 走访日期"),
    public("content", TEXT, "Content 走访内容"),
    # on that day and in that village they may have gone to few households, as gifts do
    internal("funds_brought", MONEY, "Funds brought, yuan 落实资金（元）"),
    public("projects_brought", COUNT, "Projects brought 落实项目数"),
    region("Weak village 经济薄弱村", PUBLIC),
    sa.UniqueConstraint("helping_team_id", "visited_on"),
)
leader_linkage = entity(
    METADATA,
    "leader_linkage",
    "A city leader linked with a village 市领导结对挂钩 (M118)",
    reference("person", "Leader 市领导"),
    public("body", LEADING_BODY, "Leading body 领导班子"),
    public("period", PERIOD, "From, until 起止"),
    region("Weak village 经济薄弱村", PUBLIC, level=A_VILLAGE),
    sa.UniqueConstraint("person_id", "region_code"),
    sa.UniqueConstraint("region_code", "id"),
)
leader_visit = entity(
    METADATA,
    "leader_visit",
    "Visit of a city leader to his village, with the issue that was raised and what he asked for 市领导走访 (M118)",
    reference("leader_linkage", "Linkage 结对挂钩"),
    public("visited_on", DAY, "Day 走访日期"),
    public("issue", TEXT, "Issue that was raised 反映问题", optional=True),
    public("solved_on", DAY, "Issue solved 问题解决日期", optional=True),
    public("instruction", TEXT, "Instruction 批示要求", optional=True),
    region("Weak village 经济薄弱村", PUBLIC),
    check("solved_issue", "solved_on IS NULL OR (issue IS NOT NULL AND solved_on >= visited_on)"),
    sa.UniqueConstraint("leader_linkage_id", "visited_on"),
)
for _table, _parent, _wrong, _there, *_sentences in (
    (
        *(leading_group_member, leading_group, "NOT parent.period @> child.period", "lasts_over_its_members"),
        *(
            "A member sits in a group during its term 成员任期在领导小组任期内",
            "The term of a group spans those of its members 领导小组任期覆盖成员任期",
        ),
    ),
    (
        *(village_visit, helping_team, "NOT parent.period @> child.visited_on", "lasts_over_its_visits"),
        *("A team visits its village during its term 队伍走访在其任期内", "The term of a team spans its visits 队伍任期覆盖其走访"),
    ),
    (
        *(leader_visit, leader_linkage, "NOT parent.period @> child.visited_on", "lasts_over_its_visits"),
        *("A leader visits his village while he is linked with it 市领导走访在挂钩期间内", "A linkage spans its visits 挂钩期间覆盖其走访"),
    ),
):
    _day = "period" if "period" in _table.c else "visited_on"
    of_parent(_table, "in_its_time", (f"{_parent.name}_id", _day), _parent, ("period",), _wrong, *_sentences, there=_there)
of_parent(
    *(helping_plan, "in_its_term", ("helping_team_id", "year"), helping_team, ("period",)),
    "NOT parent.period && daterange(make_date(child.year, 1, 1), make_date(child.year + 1, 1, 1))",
    "A team plans for the years of its term 年度计划在队伍任期内",
    "The term of a team spans the years that it planned 队伍任期覆盖其计划年度",
    there="spans_its_plans",
)
moves_with(leading_group, "Members and working groups lie where their leading group does 领导小组成员、工作组与领导小组同属一地")
moves_with(helping_team, "What a team does lies in its village 队伍的工作与其所在村一致")
moves_with(leader_linkage, "A leader visits the village that he is linked with 市领导走访其挂钩的村")
ranking_weight = entity(
    METADATA,
    "ranking_weight",
    "Weights of the three-indicator ranking in a year 综合排名权重 (M119)",
    public("year", YEAR, "Year 年度", unique=True),
    public("village_income", SHARE, "Weight of village income 村级收入权重"),
    public("income_a_head", SHARE, "Weight of village income a head 人均村级收入权重"),
    public("farmer_income", SHARE, "Weight of farmers' disposable income 农民人均可支配收入权重"),
    check("sum", "village_income + income_a_head + farmer_income = 1"),
    sa.UniqueConstraint("id", "year"),
)
village_ranking = entity(
    METADATA,
    "village_ranking",
    "Village in the composite ranking 综合排名结果 (M119)",
    reference("ranking_weight", "Weights used 所用权重"),
    public("year", YEAR, "Year 年度"),
    public("village_income_rank", ORDINAL, "Rank by village income 村级收入名次"),
    public("income_a_head_rank", ORDINAL, "Rank by village income a head 人均村级收入名次"),
    public("farmer_income_rank", ORDINAL, "Rank by farmers' income 农民人均可支配收入名次"),
    public("composite_rank", ORDINAL, "Composite rank 综合名次"),
    public("is_proposed", FLAG, "Proposed for linkage 拟挂钩"),
    region("Village 村", PUBLIC, level=A_VILLAGE),
    sa.UniqueConstraint("year", "region_code"),
    sa.UniqueConstraint("year", "composite_rank"),
    agreeing(
        *("village_ranking", "ranking_weight", "ranking_weight_id", "year"), sentence="A ranking uses the weights of its year 排名使用当年的权重"
    ),
)
