"""Supervision 监督: alerts, clues, cases, correction, assessment, disclosure."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT, GOVERNMENT_LEVEL
from databases.code_lists.oversight import (
    ALERT_STATE,
    ASSESSMENT_KIND,
    CASE_CLASS,
    CLUE_SOURCE,
    CLUE_STATE,
    CONDUCT,
    CONFIDENTIALITY,
    CORRECTION_STATE,
    DEVICE_KIND,
    DEVICE_STATE,
    DISCLOSURE_STATE,
    EXEMPTION_RESULT,
    HONOUR,
    KIOSK_SIGN_IN,
    PROBLEM_CLASS,
    REPORT_KIND,
    REPORT_STATE,
    SANCTION,
    SEVERITY,
    SUBJECT_DATABASE,
)
from databases.forces import INTERNAL, METADATA, PUBLIC
from databases.forces.checks import audit_finding, resupervision_item, third_party_finding
from databases.regions import A_TOWN_OR_COUNTY, A_VILLAGE
from databases.row_rules import frozen, inside, never_ends, of_parent, row_rule, weighs_one_at_most
from databases.tables import (
    CODE,
    COUNT,
    DAY,
    DIGEST,
    FLAG,
    KEY,
    MOMENT,
    MONEY,
    PERIOD,
    SCORE,
    SENTENCE,
    SHARE,
    TEXT,
    YEAR,
    Domain,
    check,
    entity,
    internal,
    moves_with,
    never_overlapping,
    public,
    reference,
    region,
    sensitive,
)

WHERE = "Where 区划"
# dataset, and the key of one of its rows
PUBLISHED_RECORD = Domain(sa.Text(), "{column} ~ '^[a-z_]{{1,60}}(/.{{1,200}})?$'")
EXCELLENT = 80  # whoever is found excellent has this score at least
LEVEL = Domain(sa.SmallInteger(), "{column} BETWEEN 1 AND 5")  # 1 village, 2 town, 3 county, 4 city, 5 province

# ---- alerts ----

risk_point = entity(
    METADATA,
    "risk_point",
    "Risk point that alert rules watch 风险源点 (M24)",
    public("code", CODE, "Code 风险点编号", unique=True),
    public("name", TEXT, "Name 风险点"),
    public("problem_class", PROBLEM_CLASS, "Class of problem 问题类别"),
    public("prevention", TEXT, "Prevention 防控措施"),
)
alert_rule = entity(
    METADATA,
    "alert_rule",
    "Rule that raises alerts 预警规则 (M65, M178)",
    reference("risk_point", "Risk point 风险点"),
    reference("policy_clause", "Clause it rests on 依据条款"),
    public("code", CODE, "Code 规则编号", unique=True),
    public("about", TEXT, "What it looks for 规则说明"),
    public("subject_database", SUBJECT_DATABASE, "Database it watches 监测数据库"),
    public("severity", SEVERITY, "Severity 预警级别"),
    public("clock_days", COUNT, "Days to answer 办理时限（天）"),
    public("is_suspended", FLAG, "Suspended, since too often wrong 已暂停"),
    check("clock", "clock_days > 0"),
)
alert = entity(
    METADATA,
    "alert",
    "Alert about one row of a database 在线预警 (M53, M65, M129, M135)",
    reference("alert_rule", "Rule 规则"),
    region(WHERE, INTERNAL),
    internal("department", DEPARTMENT, "Department that answers 办理部门"),
    internal("subject_database", SUBJECT_DATABASE, "Database of its subject 对象数据库"),
    internal("subject_table", CODE, "Table of its subject 对象表"),
    internal("subject_id", KEY, "Key of its subject 对象主键"),
    reference("person", "Owner 办理人", "owner_id", optional=True),
    reference("person", "Person whom it concerns 被预警人", "concerned_id", optional=True),
    internal("raised_on", DAY, "Raised 预警日期"),
    internal("due_on", DAY, "Due 办理期限"),
    internal("state", ALERT_STATE, "State 状态"),
    internal("answer", TEXT, "Answer 反馈", optional=True),
    internal("evidence_digest", DIGEST, "SHA-256 of the evidence 证据摘要", optional=True),
    reference("person", "Who closed it 办结人", "closed_by_id", optional=True),
    internal("closed_on", DAY, "Closed 办结日期", optional=True),
    internal("reopened", COUNT, "Times reopened 重新处置次数"),
    check("owned_once_assigned", "state = 'raised' OR owner_id IS NOT NULL"),
    check("answered", "state NOT IN ('answered', 'closed') OR answer IS NOT NULL"),
    check("closed", "(state = 'closed') = (closed_on IS NOT NULL) AND (closed_on IS NULL) = (closed_by_id IS NULL)"),
    check("not_closed_by_concerned", "closed_by_id <> concerned_id"),
    check("due_later", "due_on >= raised_on"),
    sa.Index("ix_alert_subject", "subject_database", "subject_table", "subject_id"),
    # one alert of a rule about a record is open at a time
    sa.Index(
        "uq_alert_open",
        "alert_rule_id",
        "subject_database",
        "subject_table",
        "subject_id",
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    ),
    check("closed_later", "closed_on >= raised_on", "An alert is closed after it was raised 办结不早于预警"),
)

# ---- clues, cases, correction ----

rectification_campaign = entity(
    METADATA,
    "rectification_campaign",
    "Special rectification campaign 专项整治 (M176)",
    public("name", TEXT, "Name 名称", unique=True),
    public("focus", PROBLEM_CLASS, "Focus 整治重点"),
    public("department", DEPARTMENT, "Department that leads 牵头部门"),
    public("period", PERIOD, "From, until 起止"),
    public("result", TEXT, "What came of it 整治成效", optional=True),
    public("concluded_on", DAY, "Concluded 总结日期", optional=True),
    region(WHERE, PUBLIC),
    check("concluded_with_result", "(concluded_on IS NULL) = (result IS NULL)"),
    check("concluded_later", "concluded_on >= lower(period)"),
)
rectification_area = entity(
    METADATA,
    "rectification_area",
    "Area of a campaign, and the department that takes part there 整治范围和参与部门 (M176)",
    reference("rectification_campaign", "Campaign 专项整治"),
    public("department", DEPARTMENT, "Department that takes part 参与部门"),
    region("Area 整治区域", PUBLIC),
    sa.UniqueConstraint("rectification_campaign_id", "region_code", "department", name="uq_rectification_area_department"),
)
CLUE_STEPS = " AND ".join(  # a state has the days of all its steps, in order, and none of a later one
    [
        "(assessed_on IS NULL) = (state = 'received')",
        "(assigned_on IS NULL) = (state IN ('received', 'assessed'))",
        "(investigated_on IS NULL) = (state IN ('received', 'assessed', 'assigned'))",
        "(concluded_on IS NULL) = (state NOT IN ('concluded', 'answered'))",
        *("assessed_on >= received_on", "assigned_on >= assessed_on", "investigated_on >= assigned_on"),
        *("concluded_on >= investigated_on", "answered_on >= concluded_on"),
    ]
)
clue = entity(
    METADATA,
    "clue",
    "Clue that something is wrong 问题线索 (M138, M177)",
    internal("code", CODE, "Code 线索编号", unique=True),
    region(WHERE, INTERNAL),
    internal("source", CLUE_SOURCE, "Source 来源"),
    internal("source_link", TEXT, "Where it was reported 报道链接", optional=True),
    sensitive("about", TEXT, "What it says 线索内容"),
    internal("confidentiality", CONFIDENTIALITY, "Confidentiality 密级"),
    internal("state", CLUE_STATE, "State 状态"),
    reference("rectification_campaign", "Campaign it belongs to 专项整治", optional=True),
    reference("person", "Who handles it 承办人", "handler_id", optional=True),
    internal("subject_database", SUBJECT_DATABASE, "Database of its subject 对象数据库", optional=True),
    internal("subject_table", CODE, "Table of its subject 对象表", optional=True),
    internal("subject_id", KEY, "Key of its subject 对象主键", optional=True),
    reference("person", "Person whom it concerns 被反映人", "concerned_id", optional=True),
    internal("due_on", DAY, "Due 办理期限"),
    internal("received_on", DAY, "Received 接收日期"),
    internal("assessed_on", DAY, "Assessed 研判日期", optional=True),
    internal("assigned_on", DAY, "Assigned 交办日期", optional=True),
    internal("investigated_on", DAY, "Investigated 核查日期", optional=True),
    internal("concluded_on", DAY, "Concluded 结论日期", optional=True),
    internal("answered_on", DAY, "Answered 答复日期", optional=True),
    internal("is_founded", FLAG, "Founded 属实", optional=True),
    internal("answer", TEXT, "Answer 答复", optional=True),
    check("whole_subject", "num_nonnulls(subject_database, subject_table, subject_id) IN (0, 3)"),
    check("step_by_step", CLUE_STEPS),
    check("not_handled_by_concerned", "handler_id <> concerned_id"),
    check("media_has_link", "source <> 'media' OR source_link IS NOT NULL"),
    check("concluded", "(state IN ('concluded', 'answered')) = (is_founded IS NOT NULL)"),
    check("answered", "(state = 'answered') = (answered_on IS NOT NULL) AND (answered_on IS NULL) = (answer IS NULL)"),
    check("handled", "state IN ('received', 'assessed') OR handler_id IS NOT NULL"),
    check("due_later", "due_on >= received_on", "A clue is due after it was received 线索办理期限不早于接收"),
)
supervision_case = entity(
    METADATA,
    "supervision_case",
    "Case: project supervision, focused inspection or listed 立项监督、重点督查、挂牌督办 (M141)",
    public("code", CODE, "Code 编号", unique=True),
    region(WHERE, INTERNAL),
    internal("case_class", CASE_CLASS, "Class 类别"),
    internal("title", TEXT, "Title 事项"),
    reference("clue", "Clue 线索", optional=True),
    reference("rectification_campaign", "Campaign it belongs to 专项整治", optional=True),
    internal("opened_on", DAY, "Opened 立项日期"),
    internal("due_on", DAY, "Due 办结期限"),
    internal("delisted_on", DAY, "Delisted 摘牌日期", optional=True),
    reference("person", "Who signed it off 签批人", "signed_off_by_id", optional=True),
    check("due_by_class", "due_on - opened_on <= CASE case_class WHEN 'listed' THEN 60 WHEN 'focused' THEN 90 ELSE 180 END"),
    check("signed_off", "(delisted_on IS NULL) = (signed_off_by_id IS NULL)"),
    check("due_later", "due_on >= opened_on", "A case is due after it was opened 督办期限不早于立项"),
    check("delisted_later", "delisted_on >= opened_on", "A case is delisted after it was opened 摘牌不早于立项"),
)
correction_task = entity(
    METADATA,
    "correction_task",
    "Rectification with its evidence and acceptance 整改任务 (M129, M142)",
    region(WHERE, INTERNAL),
    reference("alert", "Alert 预警", optional=True),
    reference("supervision_case", "Case 督办件", optional=True),
    reference("audit_finding", "Finding of an audit 审计发现", optional=True),
    reference("third_party_finding", "Finding of a third party 第三方发现", optional=True),
    reference("self_check_item", "Item of a self-check 自查事项", optional=True),
    internal("problem_class", PROBLEM_CLASS, "Class of problem 问题类别"),
    internal("department", DEPARTMENT, "Department 整改部门"),
    reference("person", "Who answers for it 整改责任人", "responsible_id"),
    internal("about", TEXT, "What must be put right 整改内容"),
    internal("due_on", DAY, "Due 整改期限"),
    internal("state", CORRECTION_STATE, "State 状态"),
    internal("evidence_digest", DIGEST, "SHA-256 of the evidence 佐证摘要", optional=True),
    reference("person", "Who accepted it 验收人", "accepted_by_id", optional=True),
    internal("accepted_on", DAY, "Accepted 验收日期", optional=True),
    internal("rule_changed", TEXT, "Rule or system that was changed 完善制度", optional=True),
    check("one_origin", "num_nonnulls(alert_id, supervision_case_id, audit_finding_id, third_party_finding_id, self_check_item_id) = 1"),
    check("accepted_by_other", "accepted_by_id <> responsible_id"),
    check("submitted_with_evidence", "state = 'open' OR evidence_digest IS NOT NULL"),
    check("accepted", "(state = 'accepted') = (accepted_on IS NOT NULL) AND (accepted_on IS NULL) = (accepted_by_id IS NULL)"),
)
accountability = entity(
    METADATA,
    "accountability",
    "Decision on a person in a case: a sanction, or exemption for an error in good faith 问责与容错免责 (M85, M140, M171)",
    reference("supervision_case", "Case 督办件"),
    reference("person", "Person 当事人"),
    region(WHERE, INTERNAL),
    sensitive("conduct", CONDUCT, "Conduct 问题类型"),
    sensitive("sanction", SANCTION, "Sanction, unless exempted 处理方式", optional=True),
    sensitive("exemption", EXEMPTION_RESULT, "What became of a request for exemption 容错认定结果", optional=True),
    sensitive("objective_cause", TEXT, "Cause that was not of his will 客观原因", optional=True),
    internal("evidence_digest", DIGEST, "SHA-256 of the evidence for it 证据摘要", optional=True),
    internal("decided_by", TEXT, "Deciding body 认定机关"),
    sensitive("decision_number", TEXT, "Decision 决定文号", unique=True),
    sensitive("decided_on", DAY, "Day 决定日期"),
    check("sanctioned_or_exempted", "(sanction IS NULL) = (exemption IS NOT NULL AND exemption = 'exempted')"),
    check("exemption_with_evidence", "num_nonnulls(exemption, objective_cause, evidence_digest) IN (0, 3)"),
    check("corruption_is_never_exempted", "conduct NOT IN ('diversion', 'corruption') OR sanction IS NOT NULL"),
    sa.UniqueConstraint("supervision_case_id", "person_id"),
)

# ---- assessment ----

assessment_indicator = entity(
    METADATA,
    "assessment_indicator",
    "Indicator of a yearly assessment 考核指标 (M166)",
    public("kind", ASSESSMENT_KIND, "Which assessment 考核类别"),
    public("year", YEAR, "Year 年度"),
    public("name", TEXT, "Indicator 指标"),
    public("weight", SHARE, "Weight 权重"),
    public("evidence", TEXT, "Where its evidence is drawn from 数据来源"),
    sa.UniqueConstraint("kind", "year", "name"),
)
assessment_score = entity(
    METADATA,
    "assessment_score",
    "Score of a county or town by an indicator 考核得分 (M166)",
    reference("assessment_indicator", "Indicator 指标"),
    region("County or town that is assessed 被考核地区", INTERNAL, level=A_TOWN_OR_COUNTY),
    internal("score", SCORE, "Score 得分"),
    internal("scored_on", DAY, "Day 评分日期"),
    sa.UniqueConstraint("assessment_indicator_id", "region_code"),
    sa.UniqueConstraint("region_code", "id"),
)
assessment_evidence = entity(
    METADATA,
    "assessment_evidence",
    "Record from which a score was drawn 考核佐证记录 (M166)",
    reference("assessment_score", "Score 考核得分"),
    internal("subject_database", SUBJECT_DATABASE, "Database of the record 记录数据库"),
    internal("subject_table", CODE, "Table of the record 记录表"),
    internal("subject_id", KEY, "Key of the record 记录主键"),
    region("Who is assessed 被考核地区", INTERNAL),
    sa.UniqueConstraint("assessment_score_id", "subject_database", "subject_table", "subject_id", name="uq_assessment_evidence_subject"),
)
helper_assessment = entity(
    METADATA,
    "helper_assessment",
    "Yearly assessment of a helper 帮扶责任人考核 (M170)",
    reference("person", "Helper 帮扶责任人"),
    region(WHERE, INTERNAL),
    internal("year", YEAR, "Year 年度"),
    internal("duties_score", SCORE, "From duties 履职得分"),
    internal("outcome_score", SCORE, "From the households' outcomes 成效得分"),
    internal("answer", TEXT, "Answer of the helper 本人意见", optional=True),
    internal("is_excellent", FLAG, "Judged excellent 优秀等次"),
    check("excellent_outcome", f"NOT is_excellent OR least(duties_score, outcome_score) >= {EXCELLENT}"),
    sa.UniqueConstraint("person_id", "year"),
)
secretary_assessment = entity(
    METADATA,
    "secretary_assessment",
    "Assessment one level up 书记“上提一级”考核 (M172)",
    reference("person", "Secretary 被考核书记"),
    reference("person", "Scorer 评分人", "scorer_id"),
    region(WHERE, INTERNAL),
    internal("year", YEAR, "Year 年度"),
    internal("level", LEVEL, "Level of the secretary 被考核层级"),
    internal("superior_level", LEVEL, "Level of the superior of record 上级层级"),
    internal("scorer_level", LEVEL, "Level of the scorer 评分层级"),
    internal("score", SCORE, "Score 得分"),
    check(
        *("level_of_region", "length(region_code) = CASE level WHEN 1 THEN 12 WHEN 2 THEN 9 WHEN 3 THEN 6 WHEN 4 THEN 4 ELSE 2 END"),
        "A secretary is assessed at the level of his place 被考核层级与区划一致",
    ),
    check("one_level_up", "superior_level = level + 1 AND scorer_level = superior_level + 1"),
    check("not_himself", "scorer_id <> person_id"),
    sa.UniqueConstraint("person_id", "year"),
)
commendation = entity(
    METADATA,
    "commendation",
    "Commendation or recommendation after good years 通报表扬、优先推荐 (M171, M173)",
    reference("person", "Person 受表扬人"),
    region(WHERE, PUBLIC),
    public("honour", HONOUR, "Kind 类别"),
    public("decision_number", TEXT, "Decision 决定文号"),
    public("decided_on", DAY, "Day 决定日期"),
    public("first_year", YEAR, "First of the good years that it rests on 连续优秀起始年度"),
    public("last_year", YEAR, "Last of them 截止年度"),
    public("may_be_public", FLAG, "May be made public 可公开"),
    check("recommended_after_years", "last_year - first_year >= CASE honour WHEN 'recommendation' THEN 2 ELSE 0 END"),
    check("after_the_years", "extract(year FROM decided_on) > last_year"),
    sa.UniqueConstraint("person_id", "decision_number", info={SENTENCE: "A person is commended once by a decision 同一决定对同一人只表扬一次"}),
)

# ---- disclosure, devices, the public ----

device = entity(
    METADATA,
    "device",
    "Camera at a notice board or kiosk in a service centre 设备 (M126, M128)",
    public("code", CODE, "Code 设备编号", unique=True),
    public("kind", DEVICE_KIND, "Kind 设备类别"),
    region("Village or town 村、镇", PUBLIC),
    public("place", TEXT, "Place 安装位置"),
    public("state", DEVICE_STATE, "State 状态"),
    public("last_seen_at", MOMENT, "Last seen 最近在线时间"),
    internal("snapshot_digest", DIGEST, "SHA-256 of the last picture of a camera's board 最近画面摘要", optional=True),
    public("sign_in", KIOSK_SIGN_IN, "How one signs in at a kiosk 终端登录方式", optional=True),
    public("prints", FLAG, "Whether the kiosk prints 可打印", optional=True),
    check("camera_in_village", "length(region_code) = CASE kind WHEN 'camera' THEN 12 ELSE 9 END"),
    check("camera_has_no_sign_in", "kind <> 'camera' OR (sign_in IS NULL AND prints IS NULL)"),
    check("kiosk_profile", "kind <> 'kiosk' OR (sign_in IS NOT NULL AND prints IS NOT NULL AND snapshot_digest IS NULL)"),
    sa.UniqueConstraint("region_code", "id"),  # what its outages refer to; alike below
)
device_outage = entity(
    METADATA,
    "device_outage",
    "Time in which a device was away; the rest is its uptime 设备离线记录 (M126, M128)",
    reference("device", "Device 设备"),
    region("Village or town 村、镇", PUBLIC),
    public("period", PERIOD, "From, until 起止"),
    never_overlapping("device_outage", "device_id"),
)
disclosure_item = entity(
    METADATA,
    "disclosure_item",
    "What a village must post by when, and whether it did 村务公开日历 (M127)",
    region("Village 村", PUBLIC, level=A_VILLAGE),
    public("title", TEXT, "What 公开事项"),
    public("due_on", DAY, "By 应公开日期"),
    public("state", DISCLOSURE_STATE, "State 状态"),
    public("posted_on", DAY, "Posted 公开日期", optional=True),
    internal("evidence_digest", DIGEST, "SHA-256 of the picture 佐证摘要", optional=True),
    check("posted", "(state = 'posted') = (posted_on IS NOT NULL)"),
    sa.UniqueConstraint("region_code", "title", "due_on"),
)
public_report = entity(
    METADATA,
    "public_report",
    "Report of the public about a record 群众监督 (M8, M21, M97, M125)",
    internal("code", CODE, "Code 受理编号", unique=True),
    internal("kind", REPORT_KIND, "Kind 反映类别"),
    internal("levied_by", DEPARTMENT, "Who charged the village 收费部门", optional=True),
    internal("levied_amount", MONEY, "Yuan that were charged 收费金额（元）", optional=True),
    internal("legal_basis", TEXT, "Legal basis of the charge, if there is one 收费依据", optional=True),
    region(WHERE, INTERNAL),
    internal(
        "record", PUBLISHED_RECORD, "Record as it is published: dataset and key, such as projects/P-1, or page and path 公开记录", optional=True
    ),
    internal("subject_database", SUBJECT_DATABASE, "Database of the record 对象数据库", optional=True),
    internal("subject_table", CODE, "Table of the record 对象表", optional=True),
    internal("subject_id", KEY, "Key of the record 对象主键", optional=True),
    sensitive("text", TEXT, "What was reported 反映内容"),
    internal("received_on", DAY, "Received 受理日期"),
    internal("due_on", DAY, "Answer due 答复期限"),
    internal("state", REPORT_STATE, "State 状态"),
    internal("answer", TEXT, "Answer 答复", optional=True),
    internal("answered_on", DAY, "Answered 答复日期", optional=True),
    check("answered", "(state = 'answered') = (answer IS NOT NULL) AND (answer IS NULL) = (answered_on IS NULL)"),
    check("whole_subject", "num_nonnulls(subject_database, subject_table, subject_id) IN (0, 3)"),
    check("due_later", "due_on >= received_on"),
    check("levy_is_named", "(kind = 'levy') = (levied_by IS NOT NULL) AND (levied_by IS NULL) = (levied_amount IS NULL)"),
    check("answered_later", "answered_on >= received_on", "A report is answered after it was received 答复不早于受理"),
)
source_freshness = entity(
    METADATA,
    "source_freshness",
    "How fresh the data of a source are 系统运行情况 (M169)",
    public("source", TEXT, "Source 数据来源"),
    public("department", DEPARTMENT, "Department 部门"),
    public("level", GOVERNMENT_LEVEL, "Level 层级"),
    region(WHERE, PUBLIC),
    public("last_received_at", MOMENT, "Last received 最近接收时间"),
    public("expected_days", COUNT, "Expected every so many days 应更新周期（天）"),
    check("expected", "expected_days > 0"),
    sa.UniqueConstraint("source", "region_code"),
)

for _table, _name, _day, _parent, _column, _wrong, _there, *_sentences in (
    (
        *(
            accountability,
            "after_its_case",
            "decided_on",
            supervision_case,
            "opened_on",
            "child.decided_on < parent.opened_on",
            "opened_before_anyone_answered",
        ),
        *("Who answers for a case does so after it was opened 问责不早于立项", "A case was opened before anybody answered for it 立项不晚于问责"),
    ),
    (
        *(supervision_case, "after_its_clue", "opened_on", clue, "received_on", "child.opened_on < parent.received_on", "received_before_its_case"),
        *("A case is opened after its clue was received 立项不早于线索接收", "A clue was received before its case was opened 线索接收不晚于立项"),
    ),
    (
        *(assessment_score, "in_its_year", "scored_on", assessment_indicator, "year", "extract(year FROM child.scored_on) < parent.year"),
        *("of_the_year_of_its_scores", "A score is given in the year of its indicator or later 评分不早于指标年度"),
        "An indicator is of the year of its scores at the latest 指标年度不晚于评分",
    ),
):
    of_parent(_table, _name, (f"{_parent.name}_id", _day), _parent, (_column,), _wrong, *_sentences, there=_there)

weighs_one_at_most(
    *(assessment_indicator, ("kind", "year")),
    "The indicators of an assessment weigh one together at most 同一年度同类考核的指标权重合计不超过 1",
)
of_parent(
    *(accountability, "not_of_who_signed_off", ("supervision_case_id", "person_id"), supervision_case, ("signed_off_by_id",)),
    "child.person_id = parent.signed_off_by_id",
    "Nobody answers in a case that he signs off himself 签批人不得是本督办件的当事人",
    "A case is signed off by nobody who answers in it 督办件不得由其当事人签批",
    there="not_signed_off_by_who_answers",
)
of_parent(
    *(alert, "watched_by_its_rule", ("alert_rule_id", "subject_database"), alert_rule, ("subject_database",)),
    "child.subject_database <> parent.subject_database",
    "An alert is about the database that its rule watches 预警的对象属于其规则监测的数据库",
    "A rule watches the database that its alerts are about 规则监测的数据库与其预警的对象一致",
    there="watches_its_alerts",
)
of_parent(
    *(
        device_outage,
        "of_a_device_that_is_away",
        ("device_id", "period"),
        device,
        ("state",),
        "upper(child.period) IS NULL AND parent.state = 'online'",
    ),
    "An outage of a device that is online has ended 在线设备的离线记录须已结束",
    "A device is online once its outages ended 设备在线的，其离线记录须已结束",
    there="online_after_its_outages",
)
inside(
    *(rectification_area, rectification_campaign, "rectification_campaign_id"),
    "An area lies where its campaign does 整治区域在专项整治范围内",
    "A campaign spans its areas 专项整治范围覆盖整治区域",
)
for _parent, _day, _there, *_sentences in (
    (
        *(alert, "raised_on", "raised_before_its_correction"),
        *("A correction follows the alert that it answers 整改不早于其预警", "An alert was raised before it was corrected 预警不晚于其整改"),
    ),
    (
        *(supervision_case, "opened_on", "opened_before_its_correction"),
        *("A correction follows the case that asks for it 整改不早于其督办立项", "A case was opened before its correction 督办立项不晚于其整改"),
    ),
    (
        *(audit_finding, "found_on", "lies_before_its_correction"),
        *("A correction follows the finding of the audit 整改不早于审计发现", "An audit found before it was corrected 审计发现不晚于整改"),
    ),
    (
        *(third_party_finding, "found_on", "lies_before_its_correction"),
        *(
            "A correction follows the finding of the third party 整改不早于第三方检查发现",
            "A third party found before it was corrected 第三方检查发现不晚于整改",
        ),
    ),
):
    of_parent(
        *(correction_task, f"after_its_{_parent.name}", (f"{_parent.name}_id", "due_on", "accepted_on"), _parent, (_day,)),
        *(f"least(child.due_on, child.accepted_on) < parent.{_day}", *_sentences),
        there=_there,
    )
of_parent(  # one that came before the campaign may be taken up by it
    *(clue, "before_its_campaign_ends", ("rectification_campaign_id", "received_on"), rectification_campaign, ("period",)),
    "child.received_on >= upper(parent.period)",
    "A clue of a campaign came before the campaign ended 专项整治的线索不晚于整治结束",
    "A campaign ends after its clues came 专项整治结束不早于其线索",
    there="ends_after_its_clues",
)
inside(
    *(clue, rectification_campaign, "rectification_campaign_id"),
    "A clue of a campaign lies where the campaign does 专项整治的线索在整治范围内",
    "A campaign spans its clues 专项整治范围覆盖其线索",
)

# What was closed is opened again by another step, and counted: re-supervision looks at what was closed (M135)
frozen(
    *(alert, "stays_closed", ("state", "reopened", "answer", "evidence_digest", "closed_by_id", "closed_on")),
    "old.state = 'closed' AND (new.state, new.reopened) IS DISTINCT FROM ('reopened', old.reopened + 1) OR new.reopened < old.reopened",
    "An alert that was closed stays as it was closed, or is reopened, which counts 已办结的预警不得更改、退回或删除，只可重新处置并计次",
)
row_rule(
    *(resupervision_item, "of_an_alert_that_was_closed", ("alert_id",), None, None),
    "SELECT FROM changed JOIN alert ON alert.id = changed.alert_id WHERE alert.state <> 'closed' AND alert.reopened = 0",
    "What re-supervision looks at again of alerts was closed 预警再监督只抽查办结过的预警",
)
# What others rest on does not end: an answer, a decision on a person, a notice to everybody, a correction that was accepted
for _table in (clue, public_report):
    frozen(
        *(_table, "stays_answered", ("answered_on", "answer"), "old.answered_on IS NOT NULL AND new.answered_on IS NULL"),
        "What was answered stays so 已答复的不得撤回答复、不得删除",
    )
never_ends(accountability, "true", "A decision on a person does not end 问责、免责决定不得删除")
frozen(
    *(correction_task, "stays_accepted", ("state", "accepted_on", "accepted_by_id"), "old.state = 'accepted'"),
    "A correction that was accepted stays so 已销号的整改不得退回或删除",
)

# A commendation rests on years in each of which its person was found excellent, as a helper, or as a secretary by the same score (M171, M173)
_GOOD_YEARS = f"""SELECT FROM generate_series(honoured.first_year::int, honoured.last_year::int) AS good (year) WHERE good.year NOT IN (
    SELECT year FROM helper_assessment WHERE person_id = honoured.person_id AND is_excellent
    UNION ALL SELECT year FROM secretary_assessment WHERE person_id = honoured.person_id AND score >= {EXCELLENT})"""
row_rule(
    *(commendation, "after_excellent_years", ("person_id", "first_year", "last_year"), "person", "SELECT person_id FROM changed"),
    f"SELECT FROM changed AS honoured WHERE EXISTS ({_GOOD_YEARS})",
    "Who is commended was found excellent in each of the years that it rests on 受表扬、推荐的人在所依据的各年度考核均为优秀",
)
_RESTS = "EXISTS (SELECT FROM commendation WHERE person_id = old.person_id AND old.year BETWEEN first_year AND last_year)"
for _table, _column, _was in ((helper_assessment, "is_excellent", "old.is_excellent"), (secretary_assessment, "score", f"old.score >= {EXCELLENT}")):
    _still = f"(new.person_id, new.year) = (old.person_id, old.year) AND {_was.replace('old', 'new')}"
    frozen(
        *(_table, "stays_excellent", ("person_id", "year", _column), f"{_was} AND ({_still}) IS NOT TRUE AND {_RESTS}"),
        "The excellent years on which a commendation rests stay so 表扬、推荐所依据的优秀年度考核不得更改或删除",
        first="PERFORM FROM person WHERE id = old.person_id FOR NO KEY UPDATE;",
    )

moves_with(device, "An outage lies where its device does 离线记录与设备同在一处")
moves_with(assessment_score, "Evidence lies where the score does 考核佐证与得分同属一地")
