"""The forces database 帮扶力量库: who helps and who answers for it. Supervision has a file of its own, `oversight.py`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from databases.code_lists.common import COMPARATOR, DEPARTMENT, GOVERNMENT_LEVEL, SEX
from databases.code_lists.forces import (
    COOPERATION,
    DOCUMENT_KIND,
    DUTY_KIND,
    GRADE,
    GROUP_POSITION,
    HELP_FORM,
    HELP_KIND,
    IMPORT_STATE,
    LEADING_BODY,
    MONEY_KINDS,
    NEED_STATE,
    OFFER_STATE,
    OPEN_NEEDS,
    ORGANISATION_KIND,
    PAIRING_END,
    PAIRING_KIND,
    PARAMETER_UNIT,
    PLEDGE_STATE,
    PUBLISHED_NEEDS,
    RELEASE_STATE,
    REPRESENTATIVE_KIND,
    SPREADSHEET,
    SUGGESTION_KIND,
    TASK_STATE,
    TEAM_RULE,
    TIER,
    TRAINING_KIND,
    VISIT_PURPOSE,
)
from databases.regions import DIGITS, region_table
from databases.row_rules import never_circular, row_rule
from databases.tables import (
    A_NUMBER,
    BEGUN,
    CODE,
    COUNT,
    CREDIT_CODE,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    MONEY,
    ORDINAL,
    PERIOD,
    SENTENCE,
    SHARE,
    TEXT,
    YEAR,
    Domain,
    Sensitivity,
    agreeing,
    check,
    direct,
    elsewhere,
    encrypted,
    entity,
    internal,
    metadata,
    never_overlapping,
    never_overlapping_text,
    public,
    quasi,
    reference,
    region,
    sensitive,
)

METADATA = metadata("forces")
PUBLIC = Sensitivity.PUBLIC
INTERNAL = Sensitivity.INTERNAL
PARAMETER = Domain(sa.Numeric(16, 4), A_NUMBER)
POST_PERIOD = Domain(PERIOD.type, f"isempty({{column}}) OR {BEGUN}")

region_ = region_table(METADATA)

# ---- rules: the "1+N" documents and the thresholds that software reads from them ----

policy_document = entity(
    METADATA,
    "policy_document",
    "Policy document of the 1+N system 制度文件 (M64, M158)",
    public("number", TEXT, "Document number 文号", unique=True),
    public("title", TEXT, "Title 标题"),
    public("kind", DOCUMENT_KIND, "Main or supporting 主文件或配套文件"),
    public("department", DEPARTMENT, "Issuing department 发文部门"),
    public("issued_on", DAY, "Day of issue 发文日期"),
    public("period", PERIOD, "In force 有效期"),
    region("Where it applies 适用区划", PUBLIC),
)
policy_clause = entity(
    METADATA,
    "policy_clause",
    "Clause of a policy document 制度条款 (M158)",
    reference("policy_document", "Document 制度文件"),
    public("number", CODE, "Number of the clause 条款号"),
    public("summary", TEXT, "What it asks 条款要点"),
    sa.UniqueConstraint("policy_document_id", "number"),
)
rule_parameter = entity(
    METADATA,
    "rule_parameter",
    "Versioned threshold that rules read 规则参数 (M157)",
    public("name", CODE, "Name, such as dibao_income_floor 参数名"),
    public("about", TEXT, "What it means 含义"),
    public("comparator", COMPARATOR, "How a figure is compared with it 比较方式"),
    public("value", PARAMETER, "Value 数值"),
    public("unit", PARAMETER_UNIT, "Unit 单位"),
    public("period", PERIOD, "In force 有效期"),
    reference("policy_clause", "Clause it comes from 依据条款"),
    region("Where it applies 适用区划", PUBLIC),
    sa.UniqueConstraint("name", "region_code", "period"),
    never_overlapping_text("rule_parameter", "name", "region_code"),
)

# ---- organisations and people ----

organisation = entity(
    METADATA,
    "organisation",
    "Organisation 单位 (M3, M130, M148)",
    public("code", CODE, "Code 单位代码", unique=True),
    public("name", TEXT, "Name 单位名称"),
    public("kind", ORGANISATION_KIND, "Kind 单位类型"),
    public("department", DEPARTMENT, "Department it belongs to 所属条线", optional=True),
    public("credit_code", CREDIT_CODE, "Unified social credit code 统一社会信用代码 (GB 32100)", optional=True, unique=True),
    reference("organisation", "Organisation above 上级单位", "parent_id", optional=True),
    public("may_raise_funds", FLAG, "Qualified for public fundraising 公开募捐资格 (M145)", server_default=sa.false()),
    public("staff_quota", COUNT, "Posts of its assistance office 帮扶机构编制数 (M175)", server_default="0"),
    region("Seat 所在区划", PUBLIC),
    check(
        *("fundraising_needs_code", "NOT may_raise_funds OR credit_code IS NOT NULL"),
        "Who may raise funds in public has a credit code 有公开募捐资格的单位须有统一社会信用代码",
    ),
    check("own_parent", "parent_id IS NULL OR parent_id <> id", "No organisation is above itself 单位的上级不是它自己"),
)
never_circular(organisation, "parent_id", "No organisation stands above itself 单位的上级不得循环")
fundraising_certificate = entity(
    METADATA,
    "fundraising_certificate",
    "Certificate of a charity that may raise funds in public 公开募捐资格证书 (M145)",
    reference("organisation", "Charity 慈善组织"),
    public("number", TEXT, "Number 证书编号", unique=True),
    public("period", PERIOD, "In force 有效期"),
    region("Where it may raise funds 募捐区划", PUBLIC),
    never_overlapping(
        *("fundraising_certificate", "organisation_id"), sentence="A charity has one certificate at a time 每个慈善组织同时只有一份公开募捐资格证书"
    ),
)
organisation_role = entity(
    METADATA,
    "organisation_role",
    "Role of a department in a joint task 部门协同分工 (M130)",
    reference("organisation", "Department 部门"),
    public("subject", TEXT, "Fund, project or task 资金、项目或任务"),
    public("cooperation", COOPERATION, "Lead, cooperate or supervise 分工"),
    public("period", PERIOD, "Since 起止"),
    region("Where 区划", PUBLIC),
    sa.UniqueConstraint("organisation_id", "subject", "cooperation"),
)
person = entity(
    METADATA,
    "person",
    "Person who works in the system 人员 (M147, M154)",
    internal("number", CODE, "Number 人员编号", unique=True),
    direct("name", TEXT, "Name 姓名"),
    quasi("sex", SEX, "Sex, GB/T 2261.1 性别"),
    direct("phone", CODE, "Telephone 联系电话", optional=True),
    *encrypted("id_number", "Identity number 公民身份号码", optional=True),
    reference("organisation", "Organisation 所在单位"),
    internal("grade", GRADE, "Grade 职级 (M123)"),
    internal("is_active", FLAG, "Still works here 在职", server_default=sa.true()),
    region("Where he works 工作区划", INTERNAL),
)
post = entity(
    METADATA,
    "post",
    "Post: what a person may see and do, where and when 岗位授权 (M154, M156)",
    reference("person", "Person 人员"),
    internal("tier", TIER, "Tier 层级角色"),
    internal("department", DEPARTMENT, "Department 部门", optional=True),
    region("Scope: everything inside this division 授权区划", INTERNAL),
    internal("region_level", GOVERNMENT_LEVEL, "Level of the scope 授权层级"),
    internal("period", POST_PERIOD, "From, until; empty: ended before it began 起止"),
    elsewhere("household_id", "beneficiaries.household", "Own household, for tier household 本户", optional=True),
    reference("post", "Post that granted it 授权岗位", "granted_by_id", optional=True),
    check("level_of_region", f"length(region_code) = {DIGITS.format(level='region_level')}", "A post has the level of its scope 授权层级与区划一致"),
    check("manager_has_department", "tier <> 'manager' OR department IS NOT NULL", "A manager belongs to a department 主管部门岗位须写明部门"),
    check("own_household", "(tier = 'household') = (household_id IS NOT NULL)", "A household's own post names the household 本户岗位须写明户"),
    check(
        *("supervisor_of_office", "department = CASE tier WHEN 'auditor' THEN 'audit' WHEN 'inspector' THEN 'discipline' ELSE department END"),
        "An auditor belongs to audit, an inspector to discipline 审计岗位属审计部门，纪检监察岗位属纪检监察部门",
    ),
    check(
        *("supervisor_has_department", "tier NOT IN ('auditor', 'inspector') OR department IS NOT NULL"),
        "An auditor or inspector belongs to a department 审计、纪检监察岗位须写明部门",
    ),
    check(
        *("third_party_is_limited", "tier <> 'third_party' OR upper(period) IS NOT NULL"),
        "A third party's post has a last day 第三方检查岗位须有截止日期",
    ),
    check("own_grant", "granted_by_id IS NULL OR granted_by_id <> id"),
    sa.UniqueConstraint("person_id", "tier", "department", "region_code", "period", postgresql_nulls_not_distinct=True),
)
# the texts of a post have no range of their own: their digest stands for them
SAME_POST = "hashtextextended(tier || ':' || coalesce(department, '') || ':' || region_code || ':' || coalesce(household_id::text, ''), 0)"
post.append_constraint(
    ExcludeConstraint(
        (sa.text("int8range(person_id, person_id, '[]')"), "&&"),
        (sa.text(f"int8range({SAME_POST}, {SAME_POST}, '[]')"), "&&"),
        (sa.text("period"), "&&"),
        using="gist",
        name="ex_post_person_id_period",
        info={SENTENCE: "A person is given a post once at a time 同一岗位在同一期间只授予一次"},
    )
)
never_circular(post, "granted_by_id", "No post was granted by one that it granted 岗位授权不得循环")
relative = entity(
    METADATA,
    "relative",
    "Kinship of a person with a household that he declared: he does nothing for it that needs a stranger 亲属关系申报 (M145)",
    reference("person", "Person 人员"),
    elsewhere("household_id", "beneficiaries.household", "Household 帮扶户"),
    internal("declared_on", DAY, "Declared 申报日期"),
    region("Where the household lives 帮扶户所在区划", INTERNAL),
    sa.UniqueConstraint("person_id", "household_id"),
)
training = entity(
    METADATA,
    "training",
    "Training taken 培训记录 (M175)",
    reference("person", "Person 人员"),
    internal("kind", TRAINING_KIND, "Kind 培训类别"),
    internal("taken_on", DAY, "Day 培训日期"),
    internal("hours", COUNT, "Hours 学时"),
    region("Where 区划", INTERNAL),
    sa.UniqueConstraint("person_id", "kind", "taken_on"),
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
    sa.UniqueConstraint("leading_group_id", "person_id", "position"),
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
    region("Town 镇（街道）", INTERNAL),
    check("is_town", "length(region_code) = 9"),
    never_overlapping_text(
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
    public("title", TEXT, "Task 任务"),
    reference("person", "Owner 负责人", "owner_id"),
    public("assigned_on", DAY, "Assigned 交办日期"),
    public("due_on", DAY, "Due 办结期限"),
    public("state", TASK_STATE, "State 状态"),
    public("done_on", DAY, "Done 办结日期", optional=True),
    region("Where 区划", PUBLIC),
    check("due_after_assigned", "due_on >= assigned_on"),
    check("done_when_done", "(state = 'done') = (done_on IS NOT NULL)"),
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
    region("Weak village 经济薄弱村", PUBLIC),
    check("two_people", "deputy_id IS NULL OR deputy_id <> chief_id"),
    sa.UniqueConstraint("organisation_id", "region_code"),
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
    public("funds_brought", MONEY, "Funds brought, yuan 落实资金（元）"),
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
    region("Weak village 经济薄弱村", PUBLIC),
    sa.UniqueConstraint("person_id", "region_code"),
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
    region("Village 村", PUBLIC),
    sa.UniqueConstraint("year", "region_code"),
    sa.UniqueConstraint("year", "composite_rank"),
    agreeing(
        *("village_ranking", "ranking_weight", "ranking_weight_id", "year"), sentence="A ranking uses the weights of its year 排名使用当年的权重"
    ),
)

# ---- helpers and households ----

pairing = entity(
    METADATA,
    "pairing",
    "Helper and household 结对 (M121, M122, M151)",
    elsewhere("household_id", "beneficiaries.household", "Household 帮扶户"),
    reference("person", "Helper 帮扶人"),
    region("Village of the household 帮扶户所在村"),
    internal("kind", PAIRING_KIND, "Kind 结对类别"),
    internal("period", PERIOD, "From, until 起止"),
    internal("end_reason", PAIRING_END, "Why it ended 结束原因 (M174)", optional=True),
    reference("pairing", "Pairing it was handed over to 交接后的结对", "handed_to_id", optional=True),
    check(
        *("end_has_reason", "(upper(period) IS NULL) = (end_reason IS NULL)"),
        "A pairing that ends has a reason, and no other 结对有截止日期时须有结束原因，否则没有",
    ),
    check("own_handover", "handed_to_id IS NULL OR handed_to_id <> id"),
    check(
        *("handover_has_successor", "(handed_to_id IS NOT NULL) = (end_reason IS NOT DISTINCT FROM 'handover')"),
        "A pairing that is handed over names who follows 交接的结对须有接手人",
    ),
    sa.UniqueConstraint("id", "household_id"),
    agreeing("pairing", "pairing", "handed_to_id", "household_id", sentence="Who follows helps the same household 接手的结对属于同一户"),
    # deferrable: whoever takes over is written first, then the pairing that names him ends
    never_overlapping(
        *("pairing", "household_id"),
        where="kind = 'responsible'",
        sentence="A household has one responsible helper at a time 每户同时只有一名帮扶责任人",
        deferrable=True,
        initially="IMMEDIATE",
    ),
)
_FOLLOWS_BADLY = """SELECT FROM {ended} AS ended JOIN {follower} AS follower ON follower.id = ended.handed_to_id
    WHERE follower.person_id = ended.person_id OR follower.kind <> ended.kind OR lower(follower.period) <> upper(ended.period)"""
row_rule(
    pairing,
    "handed_on",  # to somebody else, from the day on which the pairing ends
    ("person_id", "kind", "period", "handed_to_id"),
    "pairing",
    "SELECT id FROM changed UNION SELECT handed_to_id FROM changed",
    f"{_FOLLOWS_BADLY.format(ended='changed', follower='pairing')} UNION ALL {_FOLLOWS_BADLY.format(ended='pairing', follower='changed')}",
    "Somebody else takes over, as what it was, on the day on which the pairing ends 由另一人以同类结对自交接之日起接手",
)
visit = entity(
    METADATA,
    "visit",
    "Visit of a helper to a household 走访记录 (M32, M116)",
    elsewhere("household_id", "beneficiaries.household", "Household 帮扶户"),
    reference("person", "Helper 走访人"),
    region("Village of the household 帮扶户所在村"),
    quasi("visited_at", MOMENT, "When 走访时间"),
    quasi("purpose", VISIT_PURPOSE, "Purpose 走访目的"),
    sensitive("content", TEXT, "What was found and done 走访内容"),
    sensitive("changed_fields", TEXT, "Names of the fields it changed 变更字段", optional=True),
    internal("photo_digest", DIGEST, "SHA-256 of the photo 照片摘要", optional=True),
    sa.UniqueConstraint("household_id", "person_id", "visited_at"),
)
transfer = entity(
    METADATA,
    "transfer",
    "Transfer of a person between units or towns 人力调配 (M181)",
    reference("person", "Person 人员"),
    reference("organisation", "From 调出单位", "from_organisation_id"),
    reference("organisation", "To 调入单位", "to_organisation_id"),
    internal("moved_on", DAY, "Day 调动日期"),
    internal("households_handed_over", COUNT, "Households handed over 交接户数"),
    region("Where he works now 现工作区划", INTERNAL),
    check("elsewhere", "from_organisation_id <> to_organisation_id"),
)

# ---- deputies, donors, volunteers, needs ----

representative = entity(
    METADATA,
    "representative",
    "People's Congress deputy or CPPCC member 人大代表、政协委员 (M149, M152)",
    reference("person", "Person 人员"),
    public("kind", REPRESENTATIVE_KIND, "Kind 类别"),
    public("level", ORDINAL, "Level: deputies 1-5, members 1-4 (1 national) 层级"),
    public("profession", TEXT, "Profession 职业专长"),
    public("is_entrepreneur", FLAG, "Entrepreneur 企业家"),
    public("group_name", TEXT, "Group or members' home 代表小组、委员之家"),
    region("Constituency 选区", PUBLIC),
    check("five_levels", "level <= 5"),
    check("four_levels_of_members", "kind = 'deputy' OR level <= 4"),
    sa.UniqueConstraint("person_id", "kind"),
)
representative_action = entity(
    METADATA,
    "representative_action",
    "Action of a deputy or member 代表委员行动 (M149, M150, M153)",
    reference("representative", "Who 代表委员"),
    public("form", HELP_FORM, "Form of help 帮扶形式"),
    public("about", TEXT, "What was done 内容"),
    public("amount", MONEY, "Value, yuan 折合金额（元）"),
    public("acted_on", DAY, "Day 日期"),
    elsewhere("project_id", "projects.project", "Project 帮扶项目 (M150)", optional=True),
    region("Village 村", PUBLIC),
    check("project_of_form", "project_id IS NULL OR form IN ('project', 'industry')"),
)
suggestion = entity(
    METADATA,
    "suggestion",
    "Opinion, suggestion or motion with its answer 建议、提案、社情民意 (M143, M149)",
    reference("representative", "Who 代表委员"),
    public("kind", SUGGESTION_KIND, "Kind 类别"),
    public("title", TEXT, "Title 标题"),
    public("made_on", DAY, "Made 提出日期"),
    public("due_on", DAY, "Answer due 答复期限"),
    public("answered_on", DAY, "Answered 答复日期", optional=True),
    public("answer", TEXT, "Answer 答复", optional=True),
    reference("organisation", "Who answers 承办单位"),
    region("Where 区划", PUBLIC),
    check("answered_with_answer", "(answered_on IS NULL) = (answer IS NULL)"),
    check("due_after_made", "due_on >= made_on"),
)
donor = entity(
    METADATA,
    "donor",
    "Donor: a person or an organisation 爱心人士、爱心单位 (M147, M148)",
    reference("person", "Person 个人", optional=True, unique=True),
    reference("organisation", "Organisation 单位", optional=True, unique=True),
    direct("display_name", TEXT, "Name shown if he agrees 公开名称"),
    internal("is_anonymous", FLAG, "Wants no name 匿名"),
    region("Where 所在区划", INTERNAL),
    check("person_or_organisation", "(person_id IS NULL) <> (organisation_id IS NULL)"),
)
volunteer = entity(
    METADATA,
    "volunteer",
    "Volunteer with skills, place and time 志愿者 (M147)",
    reference("person", "Person 人员", unique=True),
    internal("help_kind", HELP_KIND, "Kind of help 服务类别"),
    internal("skill", TEXT, "Skill 技能"),
    internal("weekend_only", FLAG, "Weekends only 仅周末"),
    internal("hours_a_month", COUNT, "Hours a month 每月可服务小时"),
    internal("verified_on", DAY, "Identity verified 核验日期", optional=True),
    region("Where he can help 服务区划", INTERNAL),
)
need_item = entity(
    METADATA,
    "need_item",
    "Catalogue of what may be asked for, with its ceiling 需求目录 (M145)",
    public("code", CODE, "Code 目录代码", unique=True),
    public("name", TEXT, "Name 名称"),
    public("kind", HELP_KIND, "Kind 类别"),
    public("unit", TEXT, "Unit 单位"),
    public("price_ceiling", MONEY, "Highest price of one, yuan 限价（元）"),
)
need = entity(
    METADATA,
    "need",
    "Need from a measure, published without identity 帮扶需求 (M145)",
    elsewhere("measure_id", "beneficiaries.measure", "Measure of a household that it comes from 来源措施", optional=True),
    elsewhere("household_id", "beneficiaries.household", "Household of the measure 帮扶户", optional=True),
    elsewhere("project_id", "projects.project", "Project that it comes from 来源项目", optional=True),
    reference("helping_plan", "Plan of a village that it comes from 来源规划", optional=True),
    public("public_id", CODE, "Random id, joined to nothing else 公开编号", unique=True),
    reference("need_item", "Catalogue entry 目录项"),
    public("state", NEED_STATE, "State 状态"),
    public("target", COUNT, "How many are needed 需求数量"),
    public("pledged", COUNT, "How many are pledged 已认捐数量", server_default="0"),
    public("price", MONEY, "Price of one, yuan 单价（元）"),
    public("needed_by", DAY, "Needed by 截止日期"),
    public("published_on", DAY, "Published 发布日期", optional=True),
    reference("person", "Who drafted it 起草人", "drafter_id"),
    reference("person", "First reviewer 初审人", "reviewer_id", optional=True),
    reference("person", "Second reviewer 复审人", "second_reviewer_id", optional=True),
    public("refusal_reason", TEXT, "Why it was refused 不予发布原因", optional=True),
    internal("withdrawal_reason", TEXT, "Why it was withdrawn 撤回原因", optional=True),
    region("Town of the household 所在镇", name="region_code"),
    region("Village or community, never told to givers 所在村（社区）", name="village_code"),
    check("one_source", "num_nonnulls(measure_id, project_id, helping_plan_id) = 1"),
    check("household_of_measure", "(measure_id IS NULL) = (household_id IS NULL)"),
    check("some", "target >= 1"),
    check("remaining", "pledged <= target"),
    check("two_reviewers", "state IN ('draft', 'refused', 'withdrawn') OR (reviewer_id IS NOT NULL AND second_reviewer_id IS NOT NULL)"),
    check("reviewers_differ", "reviewer_id <> second_reviewer_id"),
    check("drafter_reviews_not", "drafter_id <> reviewer_id AND drafter_id <> second_reviewer_id"),
    check("refused_with_reason", "(state = 'refused') = (refusal_reason IS NOT NULL)"),
    check("withdrawn_with_reason", "(state = 'withdrawn') = (withdrawal_reason IS NOT NULL)"),
    check("published_on_a_day", f"state NOT IN {(*PUBLISHED_NEEDS, 'expired')} OR published_on IS NOT NULL"),
    check(
        "state_of_pledges",
        "CASE state WHEN 'partly_pledged' THEN pledged BETWEEN 1 AND target - 1 WHEN 'fully_pledged' THEN pledged = target "
        "WHEN 'received' THEN pledged > 0 WHEN 'delivered' THEN pledged > 0 WHEN 'confirmed' THEN pledged > 0 WHEN 'thanked' THEN pledged > 0 "
        "ELSE pledged = 0 END",
    ),
    check("is_town", "length(region_code) = 9"),
    check("town_of_village", "starts_with(village_code, region_code)"),
)
# nobody asks twice for the same while he still waits for it
for _source in ("household_id", "project_id", "helping_plan_id"):
    sa.Index(
        f"uq_need_{_source}_open",
        need.c[_source],
        need.c.need_item_id,
        unique=True,
        postgresql_where=sa.text(f"state IN {OPEN_NEEDS}"),
    )
# a ceiling that is lowered is for what is asked from then on
row_rule(
    need,
    "within_ceiling",
    ("need_item_id", "price"),
    "need_item",
    "SELECT need_item_id FROM changed",
    "SELECT FROM changed JOIN need_item AS item ON item.id = changed.need_item_id WHERE changed.price > item.price_ceiling",
    "A need costs the ceiling of its item at most 需求单价不超过限价",
)
match_weight = entity(
    METADATA,
    "match_weight",
    "Weights by which needs and offers are matched, a version each 匹配权重 (M147)",
    public("number", ORDINAL, "Version 版本", unique=True),
    public("words", SHARE, "How far the words fit 内容吻合的权重"),
    public("place", SHARE, "How near it is 距离的权重"),
    public("time", SHARE, "How soon it can be given 时间的权重"),
    public("remaining", SHARE, "How much is missing 缺口的权重"),
    public("urgency", SHARE, "How soon it is needed 紧迫的权重"),
    public("reliability", SHARE, "How reliably receipt is signed 签收率的权重"),
    public("fairness", SHARE, "What each recent help leaves of the score 每次近期帮助后保留的比例"),
    public("period", PERIOD, "In force 有效期"),
    public("reason", TEXT, "Why it was changed 调整理由"),
    reference("person", "Who decided it 决定人", "decided_by_id"),
)
match_weight.append_constraint(ExcludeConstraint((sa.text("period"), "&&"), using="gist", name="ex_match_weight_period"))
offer = entity(
    METADATA,
    "offer",
    "Offer of help 帮扶意愿 (M147)",
    reference("donor", "Donor 捐助人", optional=True),
    reference("volunteer", "Volunteer 志愿者", optional=True),
    internal("kind", HELP_KIND, "Kind 类别"),
    internal("about", TEXT, "What is offered 内容"),
    internal("quantity", COUNT, "How many 数量"),
    internal("period", PERIOD, "When 可提供时间"),
    internal("state", OFFER_STATE, "State 状态"),
    reference("organisation", "Charity that takes money, with its certificate 受赠慈善组织", "charity_id", optional=True),
    region("Where 区划", INTERNAL),
    check("donor_or_volunteer", "(donor_id IS NULL) <> (volunteer_id IS NULL)"),
    check("money_to_a_charity", f"(kind IN {MONEY_KINDS}) = (charity_id IS NOT NULL)"),
)
pledge = entity(
    METADATA,
    "pledge",
    "Pledge to meet a need 认捐承诺 (M145)",
    reference("need", "Need 需求"),
    reference("donor", "Donor 捐助人", optional=True),
    reference("volunteer", "Volunteer 志愿者", optional=True),
    elsewhere("household_id", "beneficiaries.household", "Household, never told to givers 帮扶户", sensitivity=Sensitivity.QUASI, optional=True),
    region("Village or community, never told to givers 所在村（社区）", name="village_code"),
    internal("quantity", ORDINAL, "How many 数量"),
    internal("state", PLEDGE_STATE, "State 状态"),
    internal("pledged_at", MOMENT, "When 认捐时间"),
    internal("expires_at", MOMENT, "Held until, unless it is confirmed 保留至"),
    internal("facts_digest", DIGEST, "SHA-256 of the facts that were shown 所示事实摘要", optional=True),
    internal("facts_seen_at", MOMENT, "When the facts were shown 阅知时间", optional=True),
    internal("confirmed_at", MOMENT, "Confirmed by the giver 确认时间", optional=True),
    reference("organisation", "Charity that takes the money 受赠慈善组织", "charity_id", optional=True),
    internal("receipt_number", CODE, "Number of the charity's receipt 捐赠票据号", optional=True),
    internal("delivered_on", DAY, "Delivered 送达日期", optional=True),
    internal("received_by_household", FLAG, "Household signed 本户签收", server_default=sa.false()),
    reference("person", "Village officer who signed 签收村干部", "officer_id", optional=True),
    reference("person", "Second officer, where there is no household 第二签收人", "second_officer_id", optional=True),
    internal("feedback", TEXT, "What became of it, without identity 反馈", optional=True),
    internal("release_reason", TEXT, "Why it was released 释放原因", optional=True),
    region("Town 所在镇", INTERNAL),
    check("donor_or_volunteer", "(donor_id IS NULL) <> (volunteer_id IS NULL)"),
    check("expires_later", "expires_at > pledged_at"),
    check("facts_with_digest", "(facts_seen_at IS NULL) = (facts_digest IS NULL)"),
    check("facts_seen", "state NOT IN ('facts_seen', 'confirmed', 'delivered', 'received', 'closed') OR facts_seen_at IS NOT NULL"),
    check("facts_before_confirmation", "confirmed_at IS NULL OR (facts_seen_at IS NOT NULL AND confirmed_at >= facts_seen_at)"),
    check("confirmed", "state NOT IN ('confirmed', 'delivered', 'received', 'closed') OR confirmed_at IS NOT NULL"),
    check("receipt_of_money", "charity_id IS NULL OR state NOT IN ('delivered', 'received', 'closed') OR receipt_number IS NOT NULL"),
    check(
        "receipt_by_two",
        "state NOT IN ('received', 'closed') OR (officer_id IS NOT NULL AND (received_by_household OR second_officer_id IS NOT NULL))",
    ),
    check("officers_differ", "officer_id <> second_officer_id"),
    check("delivery_day", "state NOT IN ('delivered', 'received', 'closed') OR delivered_on IS NOT NULL"),
    check("closed_with_feedback", "(state = 'closed') = (feedback IS NOT NULL)"),
    check("released_with_reason", "(state = 'released') = (release_reason IS NOT NULL)"),
)
_OF_ANOTHER_NEED = f"""SELECT FROM pledge JOIN need ON need.id = pledge.need_id JOIN need_item AS item ON item.id = need.need_item_id
    WHERE {{table}}.id IN (SELECT id FROM changed) AND (
    (pledge.household_id, pledge.village_code, pledge.region_code) IS DISTINCT FROM (need.household_id, need.village_code, need.region_code)
    OR (pledge.charity_id IS NOT NULL) <> (item.kind IN {MONEY_KINDS}))"""
_PLACE = ("household_id", "village_code", "region_code")
for _table, _row, _columns, _needs, _sentence in (
    (
        *(pledge, "pledge", ("need_id", "charity_id", *_PLACE), "SELECT need_id FROM changed"),
        "A pledge is for the household of its need, money through a charity 认捐属于需求的户，资金经慈善组织",
    ),
    (
        *(need, "need", ("need_item_id", *_PLACE), "SELECT id FROM changed"),
        "A need is of the household and kind that its pledges are for 需求的户和类别与认捐一致",
    ),
    (
        *(need_item, "item", ("kind",), "SELECT id FROM need WHERE need_item_id IN (SELECT id FROM changed)"),
        "An item is of the kind that was pledged 目录项的类别与认捐一致",
    ),
):
    row_rule(_table, "as_pledged", _columns, "need", _needs, _OF_ANOTHER_NEED.format(table=_row), _sentence)
model_case = entity(
    METADATA,
    "model_case",
    "Approved anonymised case for the press 典型事例 (M144)",
    public("title", TEXT, "Title 标题"),
    public("body", TEXT, "Text without identities 正文"),
    reference("person", "Who approved 审核人", "approved_by_id"),
    public("approved_on", DAY, "Approved 审核日期"),
    public("published_on", DAY, "Published 发布日期", optional=True),
    region("Where 区划", PUBLIC),
    check("published_after_approval", "published_on IS NULL OR published_on >= approved_on"),
)
import_run = entity(
    METADATA,
    "import_run",
    "Import of a spreadsheet and how far it is; numbers only, no content 导入进度",
    internal("kind", SPREADSHEET, "What the file holds 表格"),
    reference("person", "Who brings it in; nobody: the system itself 操作人", optional=True),
    region("Division of whoever brings it in; the whole city for the system 操作人所属区划", INTERNAL, optional=True),
    internal("state", IMPORT_STATE, "State 状态"),
    internal("row_count", COUNT, "Rows of the file 总行数", server_default="0"),
    internal("checked", COUNT, "Rows that were checked 已检查行数", server_default="0"),
    internal("written", COUNT, "Rows that were written, for good once the state is done 已写入行数", server_default="0"),
    internal("mistakes", COUNT, "Mistakes that were found 错误数", server_default="0"),
    internal("started_at", MOMENT, "Begun 开始时间"),
    internal("ended_at", MOMENT, "Ended 结束时间", optional=True),
    check("within_rows", "checked <= row_count AND written <= row_count"),
    check("end_with_state", "(ended_at IS NULL) = (state IN ('checking', 'writing'))"),
)

# ---- what the public gets ----

release = entity(
    METADATA,
    "release",
    "Release of open data: built by one, approved by another 开放数据发布 (M8)",
    public("name", CODE, "Day and number of the day 名称", unique=True),
    public("digest", DIGEST, "SHA-256 of the sums of its files 校验和摘要"),
    public("state", RELEASE_STATE, "State 状态"),
    reference("person", "Who built it 制作人", "builder_id"),
    public("built_on", DAY, "Built 制作日期"),
    reference("person", "Who approved it 批准人", "approver_id", optional=True),
    public("approved_on", DAY, "Approved 批准日期", optional=True),
    reference("person", "Who withdrew it 撤回人", "withdrawer_id", optional=True),
    public("withdrawn_on", DAY, "Withdrawn 撤回日期", optional=True),
    public("withdrawal_reason", TEXT, "Why it was withdrawn 撤回原因", optional=True),
    region("City 城市", PUBLIC),
    check("two_people", "approver_id <> builder_id"),
    check("approved_by_somebody", "(approver_id IS NULL) = (approved_on IS NULL)"),
    check("published_after_approval", "state <> 'published' OR approver_id IS NOT NULL"),
    check("candidate_before_approval", "state <> 'candidate' OR approver_id IS NULL"),
    check("withdrawn_by_somebody", "(state = 'withdrawn') = (withdrawer_id IS NOT NULL)"),
    check("withdrawn_on_a_day", "(withdrawer_id IS NULL) = (withdrawn_on IS NULL)"),
    check("withdrawn_with_reason", "(withdrawer_id IS NULL) = (withdrawal_reason IS NULL)"),
    check("in_order", "approved_on >= built_on AND withdrawn_on >= built_on"),
)
