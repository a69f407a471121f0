"""Who helps: organisations, people and their posts, pairings, visits, training."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL, SEX
from databases.code_lists.forces import (
    COOPERATION,
    GRADE,
    IMPORT_STATE,
    ORGANISATION_KIND,
    PAIRING_END,
    PAIRING_KIND,
    RELEASE_STATE,
    SPREADSHEET,
    STANDING,
    TIER,
    TRAINING_KIND,
    VISIT_PLACE,
    VISIT_PURPOSE,
)
from databases.forces import INTERNAL, METADATA, PUBLIC
from databases.regions import A_VILLAGE, DIGITS
from databases.row_rules import frozen, never_circular, of_parent, row_rule
from databases.tables import (
    BEGUN,
    CODE,
    COUNT,
    CREDIT_CODE,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    PERIOD,
    SENTENCE,
    TEXT,
    Domain,
    agreeing,
    check,
    day_of,
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

POST_PERIOD = Domain(PERIOD.type, f"isempty({{column}}) OR {BEGUN}")

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
    sa.UniqueConstraint("id", "department"),
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
row_rule(
    *(fundraising_certificate, "of_who_may_raise_funds", ("organisation_id",), "organisation", "SELECT organisation_id FROM changed"),
    "SELECT FROM changed JOIN organisation AS charity ON charity.id = changed.organisation_id WHERE NOT charity.may_raise_funds",
    "Who has a certificate may raise funds in public 有公开募捐资格的组织才有公开募捐资格证书",
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
    never_overlapping_keys(
        *("organisation_role", "region_code", "subject"),
        where="cooperation = 'lead'",
        sentence="One department leads a joint task at a time 同一任务同时只有一个牵头部门",
    ),
)
person = entity(
    METADATA,
    "person",
    "Person who works in the system 人员 (M147, M154)",
    internal("number", CODE, "Number 人员编号", unique=True),
    direct("name", TEXT, "Name 姓名"),
    quasi("sex", SEX, "Sex, GB/T 2261.1; not asked of whoever registers himself 性别", optional=True),
    direct("phone", CODE, "Telephone 联系电话", optional=True),
    *encrypted("id_number", "Identity number 公民身份号码", optional=True),
    reference("organisation", "Organisation; none: he registered himself to give 所在单位", optional=True),
    internal("grade", GRADE, "Grade of an official 职级 (M123)", optional=True),
    internal("is_active", FLAG, "Still works here 在职", server_default=sa.true()),
    elsewhere("household_id", "beneficiaries.household", "Household of which he is somebody 所属帮扶户", optional=True),
    internal(
        *("standing", STANDING, "What he is here, by which he is visible: somebody of a household like its record, a giver like a donor 身份"),
        sa.Computed("CASE WHEN household_id IS NOT NULL THEN 'household' WHEN organisation_id IS NOT NULL THEN 'official' ELSE 'giver' END", True),
    ),
    region("Where he works 工作区划", INTERNAL),
    check(
        "of_one_household_or_office",
        "num_nonnulls(household_id, organisation_id) < 2",
        "Somebody of a household is of no office 帮扶户的人员不属于单位",
    ),
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
    check("own_village", "tier <> 'household' OR region_level = 'village'", "A household's own post lies in its village 本户岗位的授权区划为所在村"),
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
    never_overlapping_keys(
        *("post", "person_id", "tier", "department", "region_code", "household_id"),
        sentence="A person is given a post once at a time 同一岗位在同一期间只授予一次",
    ),
)
never_circular(post, "granted_by_id", "No post was granted by one that it granted 岗位授权不得循环")
of_parent(
    *(post, "granted_within_scope", ("granted_by_id", "person_id", "tier", "department", "region_code"), post),
    ("person_id", "tier", "department", "region_code"),
    """parent.tier <> 'administrator' OR parent.person_id = child.person_id OR NOT starts_with(child.region_code, parent.region_code)
    OR (child.tier = 'administrator' AND child.region_code = parent.region_code)
    OR coalesce(parent.department, child.department) IS DISTINCT FROM child.department""",
    "A post is granted by an administrator of its division and department, and to somebody else 岗位由本区划、本部门的系统管理员授予他人",
    "Who granted posts was an administrator of their divisions and departments 授予岗位的须为其区划、部门的系统管理员",
    there="administers_what_it_granted",
)
# his pairings wait to be handed over (M174), but nobody keeps a right that he has no work for
of_parent(
    *(post, "of_one_who_works_here", ("person_id", "period"), person, ("is_active",), "NOT parent.is_active AND upper_inf(child.period)"),
    "A post without a last day is of somebody who works here 未定截止日期的岗位只授予在职人员",
    "Who left has no post without a last day 离职人员的岗位须有截止日期",
    there="leaves_no_open_post",
)
# whoever registers himself gives, or sits for his constituency: an office is of an organisation
of_parent(
    *(post, "of_an_organisation", ("person_id", "tier"), person, ("organisation_id", "household_id")),
    """parent.organisation_id IS NULL AND child.tier NOT IN ('household', 'donor', 'volunteer')
    AND NOT (child.tier = 'deputy' AND parent.household_id IS NULL)""",
    "An office is given to somebody of an organisation 工作岗位只授予有所在单位的人员",
    "Who holds an office stays of an organisation 有工作岗位的人员须有所在单位",
    there="has_one_for_his_offices",
)
# by his household a person is as visible as its record, so no post lets him be of another one
of_parent(
    *(post, "of_his_household", ("person_id", "household_id"), person, ("household_id",)),
    "child.household_id IS NOT NULL AND child.household_id IS DISTINCT FROM parent.household_id",
    "A household's own post is of somebody of this household 本户岗位只授予本户人员",
    "Who holds a household's own post stays of this household 有本户岗位的人员须属于本户",
    there="of_the_household_of_his_posts",
)
# who supervises writes only supervision records (M10), so he does none of the work that he looks at, and gives nobody the right to
SUPERVISING, SUPERVISED = "('auditor', 'inspector', 'third_party')", "('administrator', 'manager', 'helper')"
row_rule(
    *(post, "supervises_others", ("person_id", "tier", "period"), "person", "SELECT person_id FROM changed"),
    f"""SELECT FROM changed AS one JOIN post AS other USING (person_id) WHERE one.period && other.period
    AND (one.tier IN {SUPERVISING} AND other.tier IN {SUPERVISED} OR one.tier IN {SUPERVISED} AND other.tier IN {SUPERVISING})""",
    "Who audits, inspects or checks neither administers, manages nor helps 审计、纪检监察、第三方检查岗位不得兼任系统管理、主管部门、帮扶责任人岗位",
)
relative = entity(
    METADATA,
    "relative",
    "Kinship of a person with a household that he declared: he does nothing for it that needs a stranger 亲属关系申报 (M145)",
    reference("person", "Person 人员"),
    elsewhere("household_id", "beneficiaries.household", "Household 帮扶户"),
    internal("declared_on", DAY, "Declared 申报日期"),
    internal("ended_on", DAY, "Since when it is none any more, or was found to be none 终止日期", optional=True),
    region("Village of the household 帮扶户所在村", INTERNAL, level=A_VILLAGE),
    check("ends_later", "ended_on >= declared_on", "Kinship ends after it was declared 亲属关系的终止不早于申报"),
    sa.Index(
        *("uq_relative_standing", "person_id", "household_id"),
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
        info={SENTENCE: "Kinship of a person with a household is declared once while it stands 同一人与同一户的亲属关系不重复申报"},
    ),
)
frozen(
    *(relative, "stays_ended", ("person_id", "household_id", "declared_on", "ended_on"), "old.ended_on IS NOT NULL"),
    "Kinship that ended stays so: declared again it is another row 已终止的亲属关系不得恢复、不得删除，须另行申报",
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

# ---- helpers and households ----

pairing = entity(
    METADATA,
    "pairing",
    "Helper and household 结对 (M121, M122, M151)",
    elsewhere("household_id", "beneficiaries.household", "Household 帮扶户"),
    reference("person", "Helper 帮扶人"),
    region("Village of the household 帮扶户所在村", level=A_VILLAGE),
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
    never_overlapping_keys(
        *("pairing", "household_id", "person_id"),
        sentence="A person is paired with a household once at a time, in whatever kind 同一人与同一户同时只有一个结对",
    ),
    # whether somebody is paired inside a division is asked of each who works elsewhere (`policies/found.py`)
    sa.Index(None, "person_id", "region_code"),
)
_FOLLOWS_BADLY = """SELECT FROM {ended} AS ended JOIN {follower} AS follower ON follower.id = ended.handed_to_id
    WHERE follower.person_id = ended.person_id OR follower.kind <> ended.kind OR lower(follower.period) <> upper(ended.period)"""
row_rule(
    pairing,
    "handed_on",  # to somebody else, from the day on which the pairing ends
    ("person_id", "kind", "period", "handed_to_id"),
    "pairing",
    "SELECT handed_to_id FROM changed",
    f"{_FOLLOWS_BADLY.format(ended='changed', follower='pairing')} UNION ALL {_FOLLOWS_BADLY.format(ended='pairing', follower='changed')}",
    "Somebody else takes over, as what it was, on the day on which the pairing ends 由另一人以同类结对自交接之日起接手",
)
LASTS = "upper(changed.period) IS NULL"  # a pairing that should not be may still be ended
row_rule(
    *(pairing, "of_no_relative", ("household_id", "person_id", "period"), None, None),
    f"""SELECT FROM changed JOIN relative AS kin USING (person_id, household_id)
    WHERE {LASTS} AND lower(changed.period) >= kin.declared_on AND lower(changed.period) < coalesce(kin.ended_on, 'infinity')""",
    "Nobody is paired with a household of his kin after he declared it 申报亲属关系后不得与该户结对",
)
visit = entity(
    METADATA,
    "visit",
    "Visit of a helper to a household 走访记录 (M32, M116)",
    elsewhere("household_id", "beneficiaries.household", "Household 帮扶户"),
    reference("person", "Helper 走访人"),
    region("Village of the household 帮扶户所在村", level=A_VILLAGE),
    quasi("visited_at", MOMENT, "When 走访时间"),
    quasi("purpose", VISIT_PURPOSE, "Purpose 走访目的"),
    quasi("place_kind", VISIT_PLACE, "Where they met 走访地点", optional=True),
    sensitive("content", TEXT, "What was found and done 走访内容"),
    sensitive("changed_fields", TEXT, "Names of the fields it changed 变更字段", optional=True),
    internal("photo_digest", DIGEST, "SHA-256 of the photo 照片摘要", optional=True),
    sa.UniqueConstraint("household_id", "person_id", "visited_at"),
)
# before his first post nobody does anything, nor once all had ended; that a post had ended may be learnt afterwards, and is for supervision to find
for _table, _moment, _when in (
    (pairing, "period", f"{LASTS} AND lower(changed.period) {{}}"),
    (visit, "visited_at", f"{day_of('changed.visited_at')} {{}}"),
):
    row_rule(
        *(_table, "by_one_in_office", ("person_id", _moment), None, None),
        f"""SELECT FROM changed JOIN (SELECT person_id, min(lower(period)) AS came_on, max(coalesce(upper(period), DATE '2200-01-01')) AS left_on FROM post
            WHERE person_id IN (SELECT person_id FROM changed) AND NOT isempty(period) GROUP BY person_id) AS office USING (person_id)
            WHERE {_when.format("< office.came_on")} OR {_when.format(">= office.left_on")}""",
        "Nobody is paired or visits before his first post, or after he left the last one 任首个岗位之前、离岗之后不得结对、走访",
    )
_OF_IT = "SELECT FROM {done} AS done JOIN {posts} AS own USING (person_id, household_id) WHERE own.period {during}"
for _table, _moment, _during in ((pairing, "period", "&& done.period"), (visit, "visited_at", f"@> {day_of('done.visited_at')}")):
    row_rule(
        *(_table, "of_another_household", ("household_id", "person_id", _moment), None, None),
        _OF_IT.format(done="changed", posts="post", during=_during),
        "Nobody is paired with his own household, or visits it as its helper 不得与本户结对，不得以帮扶人身份走访本户",
    )
    row_rule(
        *(post, f"without_{_table.name}_of_it", ("household_id", "person_id", "period"), None, None),
        _OF_IT.format(done=_table.name, posts="changed", during=_during),
        "Who helps a household is not of it at that time 帮扶人不得同时为该户的人",
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
    sa.UniqueConstraint("person_id", "moved_on", info={SENTENCE: "A person is transferred once a day 同一人同日只调动一次"}),
)

# ---- what is brought in, and what the public gets ----

import_run = entity(
    METADATA,
    "import_run",
    "Import of a spreadsheet and how far it is; its file and numbers, no content 导入进度 (M1, M3)",
    internal("kind", SPREADSHEET, "What the file holds 表格"),
    internal("file_name", TEXT, "Name of the file, without its folder 文件名"),
    internal("file_digest", DIGEST, "SHA-256 of the file, once it is read 文件摘要", optional=True),
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
    check("ended_later", "ended_at >= started_at"),
)
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
    check("in_order", "approved_on >= built_on AND withdrawn_on >= greatest(built_on, approved_on)"),
)
standing_approval = entity(
    METADATA,
    "standing_approval",
    "Standing approval: by it needs are published anew until it is ended 常设批准：需求据此持续发布，直到终止 (M8, M145)",
    reference("person", "Who gave it 批准人", "approver_id"),
    public("approved_on", DAY, "Given 批准日期"),
    reference("person", "Who ended it 终止人", "ender_id", optional=True),
    public("ended_on", DAY, "Ended 终止日期", optional=True),
    public("end_reason", TEXT, "Why it was ended 终止原因", optional=True),
    region("City 城市", PUBLIC),
    check("ended_by_somebody", "(ended_on IS NULL) = (ender_id IS NULL)"),
    check("ended_with_reason", "(ended_on IS NULL) = (end_reason IS NULL)"),
    check("in_order", "ended_on >= approved_on"),
    sa.Index("uq_standing_approval_in_force", "region_code", unique=True, postgresql_where=sa.text("ended_on IS NULL")),
)
