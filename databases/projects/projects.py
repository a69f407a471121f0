"""Projects from the reserve through nine stages: scores, opinions, tenders, progress, acceptance, risks."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.projects import (
    APPLICATION_STATE,
    PROJECT_FIELD,
    PROJECT_LINE,
    PROJECT_MODE,
    PROJECT_PURPOSE,
    PROJECT_STATE,
    REVIEW_DECISION,
    REVIEW_LEVEL,
    RISK_LEVEL,
    RISK_STATE,
    STAGE,
    SUBSIDY_FORM,
)
from databases.projects import METADATA, PUBLIC
from databases.regions import A_VILLAGE
from databases.row_rules import WRITTEN, frozen, level_by_level, of_parent, row_rule
from databases.tables import (
    CODE,
    COUNT,
    CREDIT_CODE,
    DAY,
    DIGEST,
    FLAG,
    MONEY,
    MONTH,
    ORDINAL,
    SCORE,
    SHARE,
    TEXT,
    YEAR,
    agreeing,
    check,
    direct,
    elsewhere,
    entity,
    internal,
    moves_with,
    public,
    quasi,
    reference,
    region,
    sensitive,
)

STAGES = ", ".join(f"'{stage}'" for stage in STAGE.labels)
VILLAGE = "Village that benefits 受益村"

project = entity(
    METADATA,
    "project",
    "Project 帮扶项目 (M69, M83, M100)",
    public("code", CODE, "Code 项目编号", unique=True),
    public("name", TEXT, "Name 项目名称"),
    region(VILLAGE, PUBLIC, level=A_VILLAGE),
    public("year", YEAR, "Year 年度"),
    public("mode", PROJECT_MODE, "Mode 使用方式"),
    public("field", PROJECT_FIELD, "Industry field 产业领域", optional=True),
    public("purpose", PROJECT_PURPOSE, "Purpose 用途"),
    public("line", PROJECT_LINE, "Priority line 优先条线"),
    public("is_priority", FLAG, "Put first among those of its line 优先安排 (M91)"),
    public("builds_public_service", FLAG, "Builds a public-service facility 用于公共服务设施建设 (M91)"),
    public("is_blood_making", FLAG, "Makes lasting income “造血”式 (M93)"),
    public("state", PROJECT_STATE, "State 状态"),
    public("subsidy_form", SUBSIDY_FORM, "Form of subsidy 奖补方式 (M88)", optional=True),
    elsewhere("stream_id", "funds.fund_stream", "Fund stream 资金来源"),
    elsewhere("rule_document_id", "forces.policy_document", "County rule it follows 实施办法 (M71)"),
    public("budget", MONEY, "Budget, yuan 预算（元）"),
    public("approval_number", TEXT, "Approval number 立项文号 (M77)", optional=True),
    public("approved_on", DAY, "Approved 立项日期", optional=True),
    public("decided_by", TEXT, "Deciding body 决策主体 (M69)", optional=True),
    public("due_on", DAY, "To be finished by 计划完工日期", optional=True),
    check(
        *("approved_with_number", "state = 'reserve' OR (approval_number IS NOT NULL AND approved_on IS NOT NULL)"),
        "A project beyond the reserve has its approval's number and day 已立项项目须有立项文号和日期",
    ),
    check(
        *("approved_by_a_body", "state = 'reserve' OR decided_by IS NOT NULL"),
        "A project beyond the reserve has a body that decided it 已立项项目须有决策主体",
    ),
    check(
        *("approved_in_time", "extract(year FROM approved_on) BETWEEN year - 1 AND year + 1"),
        "A project is approved in its year, the one before or the one after 立项在项目年度或其前后一年",
    ),
    check(
        *("reserve_not_approved", "state <> 'reserve' OR num_nonnulls(approval_number, approved_on, decided_by) = 0"),
        "A project in the reserve is not approved yet 储备项目尚未立项",
    ),
    check("due_after_approval", "due_on >= approved_on", "A project is to be finished after it was approved 计划完工不早于立项"),
    check("pooled_has_field", "mode <> 'pooled' OR field IS NOT NULL", "A pooled project has its industry 统筹项目须有产业领域"),
    sa.UniqueConstraint("region_code", "id"),  # what the rows that move with a project refer to; alike below
)
selection_score = entity(
    METADATA,
    "selection_score",
    "Score of a reserve project 项目遴选评分 (M83, M93, M101)",
    reference("project", "Project 项目", unique=True),
    region(VILLAGE, PUBLIC),
    public("distinctive", SCORE, "Distinctive 特色明显"),
    public("technology", SCORE, "Technology 科技含量高"),
    public("market", SCORE, "Market 市场前景好"),
    public("leadership", SCORE, "Carries others along 带动能力强"),
    public("lasting_income", SCORE, "Lasting income 持续增收"),
    public("readiness", SHARE, "Readiness of its papers 储备成熟度"),
)
project_stage = entity(
    METADATA,
    "project_stage",
    "One of the nine stages of a pooled project 项目环节 (M74-M82)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    public("ordinal", ORDINAL, "Place, 1 to 9 顺序"),
    public("stage", STAGE, "Stage 环节"),
    public("entered_on", DAY, "Entered 进入日期"),
    public("finished_on", DAY, "Finished 完成日期", optional=True),
    internal("document_digest", DIGEST, "SHA-256 of the document it requires 必备材料摘要", optional=True),
    public("conclusion", TEXT, "Conclusion 结论", optional=True),
    check("nine_in_order", f"ordinal = array_position(ARRAY[{STAGES}], stage)"),
    check("finished_later", "finished_on IS NULL OR finished_on >= entered_on"),
    sa.UniqueConstraint("project_id", "stage"),
)
expert_opinion = entity(
    METADATA,
    "expert_opinion",
    "Expert's opinion on feasibility 论证意见 (M75)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    direct("expert_name", TEXT, "Expert 专家姓名"),
    internal("opinion", TEXT, "Opinion 意见"),
    internal("is_feasible", FLAG, "Feasible 是否可行"),
    internal("given_on", DAY, "Day 日期"),
    sa.UniqueConstraint("project_id", "expert_name"),
)
panel_member = entity(
    METADATA,
    "panel_member",
    "Member of an appraisal panel 评审成员 (M76)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    direct("name", TEXT, "Name 姓名"),
    internal("score", SCORE, "Score 评分"),
    internal("declares_no_conflict", FLAG, "Declared no conflict of interest 已声明无利益冲突"),
    internal("has_conflict", FLAG, "A conflict was found 存在利益冲突"),
    internal("appraised_on", DAY, "Day 评审日期"),
    sa.UniqueConstraint("project_id", "name"),
)
village_decision = entity(
    METADATA,
    "village_decision",
    "Democratic procedure of the village for an investment 民主决策 (M99)",
    reference("project", "Project 项目", unique=True),
    region(VILLAGE, PUBLIC),
    internal("feasibility_digest", DIGEST, "SHA-256 of the feasibility study 可行性报告摘要"),
    internal("minutes_digest", DIGEST, "SHA-256 of the minutes 会议记录摘要"),
    public("met_on", DAY, "Day of the meeting 会议日期"),
    public("eligible", COUNT, "Who could vote 应到人数"),
    public("in_favour", COUNT, "In favour 赞成"),
    public("against", COUNT, "Against 反对"),
    check("votes", "in_favour + against <= eligible"),
    check("somebody_votes", "eligible > 0", "Somebody may vote 应到人数须大于零"),
)
tender = entity(
    METADATA,
    "tender",
    "Tender 招标 (M78, OCDS)",
    reference("project", "Project 项目", unique=True),
    region(VILLAGE, PUBLIC),
    public("ocid", CODE, "Open contracting id 开放招标标识", unique=True),
    public("title", TEXT, "Title 标题"),
    public("published_on", DAY, "Notice published 公告日期"),
    public("closes_on", DAY, "Closes 截止日期"),
    public("awarded_on", DAY, "Awarded 定标日期", optional=True),
    public("award_amount", MONEY, "Award, yuan 中标金额（元）", optional=True),
    check("closes_later", "closes_on > published_on"),
    check("award_after_closing", "awarded_on IS NULL OR awarded_on >= closes_on"),
    check("award_with_amount", "(awarded_on IS NULL) = (award_amount IS NULL)"),
    sa.UniqueConstraint("region_code", "id"),
)
bidder = entity(
    METADATA,
    "bidder",
    "Bidder of a tender 投标人 (M78)",
    reference("tender", "Tender 招标"),
    region(VILLAGE, PUBLIC),
    public("name", TEXT, "Name 单位名称"),
    public("credit_code", CREDIT_CODE, "Unified social credit code 统一社会信用代码 (GB 32100)"),
    public("amount", MONEY, "Bid, yuan 报价（元）"),
    public("has_won", FLAG, "Won 中标"),
    check("bids_something", "amount > 0", "A bid is more than nothing 报价须大于零"),
    sa.UniqueConstraint("tender_id", "credit_code"),
    sa.Index("uq_bidder_winner", "tender_id", unique=True, postgresql_where=sa.text("has_won")),
)
progress_report = entity(
    METADATA,
    "progress_report",
    "Progress of a month 进度报告 (M79)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    public("month", MONTH, "Month 月份"),
    public("progress", SHARE, "Share of the works done 完成比例"),
    public("paid", MONEY, "Paid so far, yuan 累计支付（元）"),
    internal("photo_digest", DIGEST, "SHA-256 of the photo 照片摘要", optional=True),
    sa.UniqueConstraint("project_id", "month"),
)
acceptance = entity(
    METADATA,
    "acceptance",
    "Acceptance of the works 验收 (M80)",
    reference("project", "Project 项目", unique=True),
    region(VILLAGE, PUBLIC),
    public("accepted_on", DAY, "Day 验收日期"),
    internal("team_size", COUNT, "People in the team 验收组人数"),
    public("has_passed", FLAG, "Passed 合格"),
    public("defects", TEXT, "Defects 存在问题", optional=True),
    check("three_people", "team_size >= 3"),
    check("failed_with_defects", "has_passed OR defects IS NOT NULL"),
)
project_evaluation = entity(
    METADATA,
    "project_evaluation",
    "Performance evaluation of a project 绩效评估 (M81)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    public("year", YEAR, "Year 年度"),
    # what may be shared out: a village's share of it is what a few households got
    internal("planned_income", MONEY, "Planned income a year, yuan 计划年收益（元）"),
    internal("actual_income", MONEY, "Actual income, yuan 实际年收益（元）"),
    public("score", SCORE, "Score 得分"),
    sa.UniqueConstraint("project_id", "year"),
)
project_risk = entity(
    METADATA,
    "project_risk",
    "Risk with its counter-measure 项目风险 (M84)",
    reference("project", "Project 项目"),
    region(VILLAGE, PUBLIC),
    internal("about", TEXT, "Risk 风险"),
    internal("likelihood", RISK_LEVEL, "Likelihood 可能性"),
    internal("impact", RISK_LEVEL, "Impact 影响"),
    elsewhere("owner_id", "forces.person", "Owner 责任人"),
    internal("counter_measure", TEXT, "Counter-measure 应对措施", optional=True),
    internal("state", RISK_STATE, "State 状态"),
    check("mitigated_with_measure", "state = 'open' OR counter_measure IS NOT NULL"),
)
application = entity(
    METADATA,
    "application",
    "Household's application for an income project 到户项目申请 (M70)",
    elsewhere("household_id", "beneficiaries.household", "Household 申请户"),
    region("Village of the household 申请户所在村", level=A_VILLAGE),
    quasi("field", PROJECT_FIELD, "Industry field 产业领域"),
    sensitive("about", TEXT, "What it wants to do 申请内容"),
    sensitive("amount", MONEY, "Yuan asked for 申请金额（元）"),
    quasi("applied_on", DAY, "Applied 申请日期"),
    internal("state", APPLICATION_STATE, "State 状态"),
    elsewhere("rule_document_id", "forces.policy_document", "County rule it follows 实施办法 (M71)"),
    sa.UniqueConstraint("household_id", "applied_on"),
    sa.UniqueConstraint("region_code", "id"),
    sa.UniqueConstraint("id", "household_id"),  # whose papers hang on it
)
application_review = entity(
    METADATA,
    "application_review",
    "Review of an application at a level 逐级审核 (M72)",
    reference("application", "Application 申请"),
    elsewhere("household_id", "beneficiaries.household", "Household that applies 申请户"),
    region("Village of the household 申请户所在村"),
    internal("level", REVIEW_LEVEL, "Level 层级"),
    internal("decision", REVIEW_DECISION, "Decision 意见"),
    internal("decided_on", DAY, "Day 日期"),
    elsewhere("reviewer_id", "forces.person", "Who 审核人"),
    internal("reason", TEXT, "Reason, unless approved 理由", optional=True),
    check("reason_unless_approved", "decision = 'approved' OR reason IS NOT NULL"),
    sa.UniqueConstraint("application_id", "level"),
    agreeing(
        "application_review", "application", "application_id", "household_id", sentence="A review is of the household that applies 审核意见属于申请户"
    ),
)
guidance_visit = entity(
    METADATA,
    "guidance_visit",
    "Guidance to a household's project 到户指导记录 (M70)",
    reference("application", "Application 申请"),
    elsewhere("household_id", "beneficiaries.household", "Household that applies 申请户"),
    region("Village of the household 申请户所在村"),
    internal("visited_on", DAY, "Day 指导日期"),
    internal("advice", TEXT, "Advice 指导意见"),
    sa.UniqueConstraint("application_id", "visited_on"),
    agreeing(
        "guidance_visit",
        "application",
        "application_id",
        "household_id",
        sentence="Guidance is given to the household that applied 指导记录属于申请户",
    ),
)
of_parent(
    *(acceptance, "of_approved_project", ("project_id", "accepted_on"), project, ("approved_on",)),
    "coalesce(child.accepted_on < parent.approved_on, true)",
    "Works are accepted after their project was approved 验收不早于立项",
    "A project was approved before its works were accepted 立项不晚于验收",
    there="approved_before_acceptance",
)
moves_with(tender, "A bid lies where its tender does 投标与招标同在一村")
moves_with(application, "Papers of an application lie where the household lives 申请材料与户同在一村")
for _table, _day, _there, _after, _before in (
    (
        *(application_review, "decided_on", "applied_before_its_reviews"),
        "An application is reviewed after it was made 审核不早于申请",
        "An application was made before it was reviewed 申请不晚于审核",
    ),
    (
        *(guidance_visit, "visited_on", "applied_before_its_guidance"),
        "Guidance follows an application 到户指导不早于申请",
        "An application was made before the guidance 申请不晚于到户指导",
    ),
):
    _wrong = f"child.{_day} < parent.applied_on"
    of_parent(_table, "after_its_application", ("application_id", _day), application, ("applied_on",), _wrong, _after, _before, there=_there)
level_by_level(application_review, "application_id", REVIEW_LEVEL, "A level approves after those below it 逐级审核，上级同意不早于下级意见")

# What a row alone cannot say: a project goes forward, stages follow each other, and an award has its winner

_PASSED = "EXISTS (SELECT FROM acceptance WHERE project_id = old.id AND has_passed)"
frozen(
    *(project, "goes_forward", ("state",)),
    f"""(new.state = 'reserve' AND old.state <> 'approved')
    OR (new.state IN ('reserve', 'approved', 'building') AND (old.state IN ('accepted', 'operating') OR {_PASSED}))""",
    "A project goes back to the reserve before it is built only, and is not built again once accepted 开工后不得退回储备，验收合格后不得退回立项、实施",
)
row_rule(
    *(progress_report, "never_falls", ("project_id", "month", "progress", "paid"), "project", "SELECT project_id FROM changed"),
    """SELECT FROM changed AS one JOIN progress_report AS other USING (project_id)
    WHERE (one.month > other.month AND (one.progress < other.progress OR one.paid < other.paid))
    OR (one.month < other.month AND (one.progress > other.progress OR one.paid > other.paid))""",
    "The works and what was paid for them so far do not fall from month to month 完成比例和累计支付逐月不减",
)

row_rule(
    project_stage,
    "in_time",  # a stage that was left out is for supervision to find; one before its time cannot have been
    ("project_id", "ordinal", "entered_on"),
    "project",
    "SELECT project_id FROM changed",
    """SELECT FROM changed AS one JOIN project_stage AS other USING (project_id)
    WHERE (other.ordinal < one.ordinal AND other.entered_on > one.entered_on) OR (other.ordinal > one.ordinal AND other.entered_on < one.entered_on)""",
    "A stage is entered after those before it 环节按顺序进入",
)

_LATER = "FROM project_stage WHERE project_id = old.project_id AND ordinal > old.ordinal AND finished_on IS NOT NULL"
frozen(
    *(project_stage, "stays_finished", ("project_id", "finished_on")),
    f"old.finished_on IS NOT NULL AND (new.project_id = old.project_id AND new.finished_on IS NOT NULL) IS NOT TRUE AND EXISTS (SELECT {_LATER})",
    "A stage that was finished stays so once a later one is 后续环节已完成的，此前环节不得撤回完成或删除",
)
frozen(
    *(acceptance, "stays_passed", ("project_id", "has_passed"), "old.has_passed"),
    "Works that passed their acceptance did so 合格的验收不得撤回或删除",
)

row_rule(
    tender,
    "awards_the_winning_bid",  # the winner is marked first, then the tender is awarded to him
    ("awarded_on", "award_amount"),
    "tender",
    WRITTEN,
    """SELECT FROM changed WHERE awarded_on IS NOT NULL
    AND NOT EXISTS (SELECT FROM bidder WHERE tender_id = changed.id AND has_won AND amount = changed.award_amount)""",
    "An award is the bid of the winner among the bidders 定标须有中标人，金额与其报价一致",
)
frozen(
    *(tender, "award_stays", ("awarded_on", "award_amount")),
    "old.awarded_on IS NOT NULL AND EXISTS (SELECT FROM acceptance WHERE project_id = old.project_id)",
    "An award stays once its works were accepted 验收后不得更改、撤销定标",
)
_AWARD = "FROM tender WHERE id = old.tender_id"
frozen(
    *(bidder, "award_stands", ("tender_id", "amount", "has_won"), f"EXISTS (SELECT {_AWARD} AND awarded_on IS NOT NULL)"),
    "The bids among which a tender was awarded stand 已定标的各家报价不得更改",
    f"PERFORM {_AWARD} FOR NO KEY UPDATE;",
)
row_rule(
    *(bidder, "in_time", ("tender_id",), "tender", "SELECT tender_id FROM changed"),
    "SELECT FROM changed JOIN tender ON tender.id = changed.tender_id WHERE tender.awarded_on IS NOT NULL",
    "Nobody bids once a tender was awarded 定标后不得再投标",
)
