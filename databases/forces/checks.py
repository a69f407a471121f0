"""Checks 检查: re-supervision and random checks by draw, third parties, audits, self-checks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.oversight import (
    AUDIT_KIND,
    CHECK_MANNER,
    HOUSEHOLD_FEEDBACK,
    INSPECTION_METHOD,
    PROBLEM_CLASS,
    RESUPERVISION_KIND,
    SAMPLE_RESULT,
)
from databases.forces import INTERNAL, METADATA, PUBLIC
from databases.forces.helpers import organisation, pairing, post
from databases.forces.policy_documents import policy_clause
from databases.regions import A_VILLAGE
from databases.row_rules import frozen, inside, never_ends, of_parent, row_rule, whichever_is_written
from databases.tables import (
    CODE,
    COUNT,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    ORDINAL,
    PERIOD,
    TEXT,
    YEAR,
    check,
    day_of,
    elsewhere,
    entity,
    internal,
    moves_with,
    public,
    reference,
    region,
)

WHERE = "Where 区划"


def reproducible_draw() -> list[sa.schema.SchemaItem]:
    """Columns and rules of a draw that anyone can repeat once its seed is published (the draw itself: `draws.py`)."""
    return [
        public("code", CODE, "Code 编号", unique=True),
        public("seed_digest", DIGEST, "SHA-256 of the seed, fixed when the sample was drawn 随机种子摘要"),
        public("seed", CODE, "Seed, once it is published 随机种子", optional=True),
        # all rows are drawn where there are few, so either number can be that of a place's few households
        internal("population", COUNT, "Rows that could be drawn 总体数量"),
        internal("sample_size", COUNT, "Rows drawn 样本数量"),
        public("drawn_at", MOMENT, "Drawn 抽样时间"),
        public("seed_published_on", DAY, "Seed published 种子公布日期", optional=True),
        check("sample", "sample_size <= population"),
        check("seed_published", "(seed IS NULL) = (seed_published_on IS NULL)"),
        check("seed_as_fixed", "seed IS NULL OR sha256(convert_to(seed, 'UTF8')) = seed_digest"),
        check("published_afterwards", f"seed_published_on >= {day_of('drawn_at')}"),
    ]


resupervision = entity(
    METADATA,
    "resupervision",
    "Reproducible random sample of what others have closed 再监督抽样 (M133-M138)",
    region(WHERE, PUBLIC),
    public("kind", RESUPERVISION_KIND, "Kind 再监督类别"),
    *reproducible_draw(),
    sa.UniqueConstraint("id", "kind"),
)
DRAWN = {  # what each kind of re-supervision draws, and looks at again
    "duty_list": "duty_id",
    "online_alert": "alert_id",
    "helper_duty": "pairing_id",
    "comparison_check": "comparison_finding_id",
    "clue_handling": "clue_id",
}


def _subjects() -> list[sa.schema.SchemaItem]:
    options: dict[str, Any] = {"optional": True}
    fits = " ".join(f"WHEN '{kind}' THEN {column}" for kind, column in DRAWN.items())
    return [
        reference("duty", "Duty looked at again 责任事项", **options),
        reference("alert", "Alert looked at again 预警", **options),
        reference("pairing", "Pairing looked at again 结对", **options),
        elsewhere("comparison_finding_id", "beneficiaries.comparison_finding", "Finding looked at again 存疑问题", **options),
        reference("clue", "Clue looked at again 线索", **options),
        check("subject_fits_kind", f"num_nonnulls({', '.join(DRAWN.values())}) = 1 AND CASE kind {fits} END IS NOT NULL"),
        *(sa.UniqueConstraint("resupervision_id", column, name=f"uq_resupervision_item_{column}") for column in DRAWN.values()),
    ]


resupervision_item = entity(
    METADATA,
    "resupervision_item",
    "Row that was drawn and looked at again 抽样核查结果 (M134-M138)",
    reference("resupervision", "Sample 抽样"),
    internal("kind", RESUPERVISION_KIND, "Kind, as of the sample 再监督类别"),
    region(WHERE, INTERNAL),
    internal("ordinal", ORDINAL, "Place in the sample 序号"),
    *_subjects(),
    internal("visits", COUNT, "Visits of a helper that were found 核查到的走访次数", optional=True),
    internal("measures", COUNT, "Measures of his that were found 核查到的帮扶措施数", optional=True),
    internal("household_feedback", HOUSEHOLD_FEEDBACK, "What the household says of him 户主评价", optional=True),
    internal("result", SAMPLE_RESULT, "Result 核查结果", optional=True),
    internal("note", TEXT, "Note 说明", optional=True),
    check(
        "helper_is_held_to_his_duty",
        "num_nonnulls(visits, measures, household_feedback) = CASE WHEN kind = 'helper_duty' AND result IS NOT NULL THEN 3 ELSE 0 END",
    ),
    check("doubt_is_explained", "result IS NULL OR result = 'sound' OR note IS NOT NULL"),
    sa.ForeignKeyConstraint(["resupervision_id", "kind"], ["resupervision.id", "resupervision.kind"], name="fk_resupervision_item_kind"),
    sa.UniqueConstraint("resupervision_id", "ordinal"),
)
random_check = entity(
    METADATA,
    "random_check",
    "Random check, open or unannounced, of households that were drawn 随机抽查、明察暗访 (M139)",
    region(WHERE, PUBLIC),
    public("manner", CHECK_MANNER, "Open or unannounced 方式"),
    *reproducible_draw(),
)
random_check_item = entity(
    METADATA,
    "random_check_item",
    "Household that was drawn, and what the checker saw 抽查到户结果 (M139)",
    reference("random_check", "Random check 随机抽查"),
    region("Village of the household 抽查户所在村", INTERNAL, level=A_VILLAGE),
    internal("ordinal", ORDINAL, "Place in the sample 序号"),
    elsewhere("household_id", "beneficiaries.household", "Household 抽查户"),
    reference("person", "Checker 检查人", "checker_id"),
    internal("checked_on", DAY, "Day 检查日期", optional=True),
    internal("result", SAMPLE_RESULT, "Result 结果", optional=True),
    internal("note", TEXT, "Note 说明", optional=True),
    check("checked", "(checked_on IS NULL) = (result IS NULL)"),
    check("doubt_is_explained", "result IS NULL OR result = 'sound' OR note IS NOT NULL"),
    sa.UniqueConstraint("random_check_id", "ordinal"),
    sa.UniqueConstraint("random_check_id", "household_id"),
)

# ---- third parties, audits, the departments' own checks ----

third_party_engagement = entity(
    METADATA,
    "third_party_engagement",
    "Engagement of a third-party checker 第三方检查 (M67)",
    reference("organisation", "Reviewer 第三方机构"),
    reference("post", "Post that gives the access 授权岗位"),
    region("Scope 检查范围", PUBLIC),
    public("period", PERIOD, "From, until 起止"),
    check("limited", "upper(period) IS NOT NULL AND upper(period) - lower(period) <= 366"),
)
third_party_finding = entity(
    METADATA,
    "third_party_finding",
    "Finding of a third-party checker 第三方检查发现 (M67)",
    reference("third_party_engagement", "Engagement 第三方检查"),
    region(WHERE, INTERNAL),
    internal("problem_class", PROBLEM_CLASS, "Class of problem 问题类别"),
    internal("about", TEXT, "What was found 问题描述"),
    internal("evidence_digest", DIGEST, "SHA-256 of the evidence 证据摘要"),
    internal("found_on", DAY, "Day 发现日期"),
)
audit_engagement = entity(
    METADATA,
    "audit_engagement",
    "Audit with its frozen scope 审计项目 (M131)",
    public("code", CODE, "Code 编号", unique=True),
    region("Scope 审计范围", PUBLIC),
    internal("kind", AUDIT_KIND, "Kind 审计类别"),
    reference("person", "Official whose term is audited 被审计领导干部", "audited_id", optional=True),
    internal("audited_period", PERIOD, "Period audited 审计期间"),
    internal("frozen_at", MOMENT, "Moment of the data 数据冻结时点"),
    check("term_names_official", "kind <> 'term' OR audited_id IS NOT NULL"),
    check("frozen_afterwards", f"lower(audited_period) <= {day_of('frozen_at')}"),
)
audit_scope = entity(
    METADATA,
    "audit_scope",
    "Fund that an audit covers 审计涉及资金 (M131)",
    reference("audit_engagement", "Audit 审计项目"),
    elsewhere("fund_stream_id", "funds.fund_stream", "Fund 资金"),
    region(WHERE, PUBLIC),
    sa.UniqueConstraint("audit_engagement_id", "fund_stream_id"),
)
audit_finding = entity(
    METADATA,
    "audit_finding",
    "Finding of an audit; its rectification is a correction task 审计发现 (M131)",
    reference("audit_engagement", "Audit 审计项目"),
    region(WHERE, INTERNAL),
    internal("problem_class", PROBLEM_CLASS, "Class of problem 问题类别"),
    internal("about", TEXT, "What was found 问题描述"),
    internal("found_on", DAY, "Day 发现日期"),
)
self_check = entity(
    METADATA,
    "self_check",
    "Line department's yearly check of its own flows 条线内部监督 (M132)",
    region(WHERE, INTERNAL),
    internal("department", DEPARTMENT, "Department 部门"),
    internal("year", YEAR, "Year 年度"),
    internal("due_on", DAY, "Due 自查期限"),
    internal("done_on", DAY, "Done 完成日期", optional=True),
    check("due_in_or_after_year", "extract(year FROM due_on) BETWEEN year AND year + 1"),
    sa.UniqueConstraint("region_code", "department", "year"),
    sa.UniqueConstraint("region_code", "id"),
    check("done_in_time", "extract(year FROM done_on) >= year", "A self-check is done in its year at the earliest 自查不早于当年完成"),
)
self_check_item = entity(
    METADATA,
    "self_check_item",
    "Item of a self-check list 自查事项 (M132)",
    reference("self_check", "Self-check 自查"),
    region(WHERE, INTERNAL),
    internal("ordinal", ORDINAL, "Number 序号"),
    internal("question", TEXT, "What is checked 自查内容"),
    internal("is_sound", FLAG, "In order 是否合规", optional=True),
    internal("problem", TEXT, "What is not in order 发现问题", optional=True),
    check("problem_is_named", "(problem IS NOT NULL) = (is_sound IS NOT NULL AND NOT is_sound)"),
    sa.UniqueConstraint("self_check_id", "ordinal"),
)
inspection_plan = entity(
    METADATA,
    "inspection_plan",
    "Planned inspection of how rules are carried out 定期督查 (M159, M168)",
    region(WHERE, INTERNAL),
    reference("policy_document", "Rule whose execution is inspected 被督查制度"),
    internal("method", INSPECTION_METHOD, "Method 督查方式"),
    internal("planned_on", DAY, "Planned 计划日期"),
    internal("finding", TEXT, "Finding 发现问题", optional=True),
    internal("request", TEXT, "Request to improve 整改要求", optional=True),
    internal("answer", TEXT, "Answer 反馈", optional=True),
    check("request_of_finding", "request IS NULL OR finding IS NOT NULL"),
    check("answer_to_request", "answer IS NULL OR request IS NOT NULL"),
)
violation_notice = entity(
    METADATA,
    "violation_notice",
    "Public notice of a body that broke a rule, without people 违规问题公开通报 (M159)",
    public("number", TEXT, "Notice 通报文号", unique=True),
    region(WHERE, PUBLIC),
    reference("inspection_plan", "Inspection that found it 督查", unique=True),
    reference("organisation", "Body that broke the rule 被通报单位"),
    reference("policy_clause", "Clause that was broken 违反条款"),
    public("body", TEXT, "What was found, without identities 通报内容"),
    public("decision", TEXT, "What was decided 处理决定"),
    reference("person", "Who wrote it 拟稿人", "drafted_by_id"),
    reference("person", "Who approved that it is public 批准公开人", "approved_by_id"),
    public("approved_on", DAY, "Approved 批准公开日期"),
    public("published_on", DAY, "Published 公开日期"),
    check("approved_by_other", "approved_by_id <> drafted_by_id"),
    check("published_after_approval", "published_on >= approved_on"),
)

for _table, _day, _parent, _column, _wrong, _there, *_sentences in (
    (
        *(
            random_check_item,
            "checked_on",
            random_check,
            "drawn_at",
            f"child.checked_on < {day_of('parent.drawn_at')}",
            "drawn_before_it_was_checked",
        ),
        *("A household is checked once it was drawn 抽样之后检查", "A sample was drawn before it was checked 抽样不晚于检查"),
    ),
    (
        *(third_party_finding, "found_on", third_party_engagement, "period", "NOT parent.period @> child.found_on", "lasts_over_its_findings"),
        *(
            "A third party finds what it finds while it is engaged 第三方检查发现在检查期间内",
            "An engagement lasts over its findings 第三方检查期间覆盖其发现",
        ),
    ),
    (
        *(audit_finding, "found_on", audit_engagement, "frozen_at", f"child.found_on < {day_of('parent.frozen_at')}", "frozen_before_its_findings"),
        *(
            "An audit finds on data that were frozen before 审计发现不早于数据冻结",
            "The data of an audit were frozen before its findings 数据冻结不晚于审计发现",
        ),
    ),
):
    of_parent(_table, "in_its_time", (f"{_parent.name}_id", _day), _parent, (_column,), _wrong, *_sentences, there=_there)

for _table, _parent, *_sentences in (
    (
        *(audit_finding, audit_engagement),
        *("An audit finds inside of its scope 审计发现在审计范围内", "The scope of an audit spans its findings 审计范围覆盖审计发现"),
    ),
    (
        *(audit_scope, audit_engagement),
        *(
            "A fund is audited inside of the scope of its audit 审计涉及资金在审计范围内",
            "The scope of an audit spans its funds 审计范围覆盖涉及资金",
        ),
    ),
    (
        *(third_party_finding, third_party_engagement),
        *(
            "A third party finds inside of its scope 第三方检查发现在检查范围内",
            "The scope of an engagement spans its findings 检查范围覆盖第三方检查发现",
        ),
    ),
):
    inside(_table, _parent, f"{_parent.name}_id", *_sentences)

# The post of a third party may end early, so its days are not those of the engagement
of_parent(
    *(third_party_engagement, "on_its_own_post", ("post_id", "region_code"), post, ("tier", "region_code")),
    "parent.tier <> 'third_party' OR NOT starts_with(child.region_code, parent.region_code)",
    "A third party is engaged on the post of a third party, inside of its scope 第三方检查使用第三方检查岗位，且在其授权区划内",
    "The post of an engagement is that of a third party, around its scope 第三方检查所用岗位为第三方检查岗位，其授权区划覆盖检查范围",
    there="of_its_third_party",
)
of_parent(
    *(third_party_engagement, "by_a_third_party", ("organisation_id",), organisation, ("kind",), "parent.kind <> 'third_party'"),
    "Who is engaged is a third party 受委托检查的是第三方机构",
    "Who was engaged to check stays a third party 已受委托检查的单位须为第三方机构",
    there="engaged_as_third_party",
)
_HELPS = """SELECT FROM {items} AS item JOIN {pairings} AS pairing ON pairing.household_id = item.household_id AND pairing.person_id = item.checker_id
    WHERE pairing.period @> item.checked_on"""
row_rule(
    *(random_check_item, "by_no_helper", ("household_id", "checker_id", "checked_on"), None, None),
    _HELPS.format(items="changed", pairings="pairing"),
    "Nobody checks a household that he helps 不得检查本人结对帮扶的户",
)
row_rule(
    *(pairing, "by_no_checker", ("household_id", "person_id", "period"), None, None),
    _HELPS.format(items="random_check_item", pairings="changed"),
    "Nobody helps a household on the day on which he checks it 检查当日不得为该户的帮扶人",
)
never_ends(violation_notice, "true", "A notice that everybody read does not end 已公开的通报不得删除")
_OF_ANOTHER_RULE = """SELECT FROM {violation_notice} AS notice JOIN {inspection_plan} AS plan ON plan.id = notice.inspection_plan_id
    JOIN {policy_clause} AS clause ON clause.id = notice.policy_clause_id WHERE clause.policy_document_id <> plan.policy_document_id"""
whichever_is_written(
    _OF_ANOTHER_RULE,
    (
        *(violation_notice, "of_the_inspected_rule", ("inspection_plan_id", "policy_clause_id")),
        "A notice tells of a clause of the rule that was inspected 通报的条款属于被督查的制度",
    ),
    (
        *(inspection_plan, "of_the_rule_of_its_notice", ("policy_document_id",)),
        "An inspection is of the rule of whose clause its notice tells 督查的制度是其通报条款所属的制度",
    ),
    (
        *(policy_clause, "of_the_inspected_rule", ("policy_document_id",)),
        "A clause of which a notice tells stays in the rule that was inspected 通报的条款仍属于被督查的制度",
    ),
)
of_parent(
    *(violation_notice, "after_its_inspection", ("inspection_plan_id", "approved_on"), inspection_plan, ("planned_on",)),
    "child.approved_on < parent.planned_on",
    "A notice follows the inspection that it tells of 通报不早于督查",
    "An inspection lies before its notice 督查不晚于通报",
    there="before_its_notice",
)

moves_with(self_check, "An item lies where its self-check does 自查事项与自查同属一地")

# A draw is fixed when it is drawn: whoever could change its seed, its size or what it drew would choose who is looked at
for _draw, _item, _what, _drawn in (
    (resupervision, resupervision_item, ("code", "region_code", "kind"), DRAWN.values()),
    (random_check, random_check_item, ("code", "region_code", "manner"), ("household_id",)),
):
    frozen(
        *(_draw, "stays_as_drawn", (*_what, "seed_digest", "population", "sample_size"), "true"),
        "A draw stays as it was drawn 抽样的种子摘要、总体、样本数量和范围不得更改，抽样不得删除",
    )
    frozen(
        *(_draw, "stays_published", ("seed", "seed_published_on", "drawn_at"), "old.seed IS NOT NULL"),
        "A seed that was published stays so 种子公布后不得撤回或更改",
    )
    frozen(
        *(_item, "stays_drawn", (f"{_draw.name}_id", "ordinal", *_drawn), "true"),
        "What was drawn is looked at, and nothing in its place 抽中的对象不得更换或删除",
    )
    row_rule(
        *(_item, "within_its_sample", (f"{_draw.name}_id", "ordinal"), None, None),
        f"SELECT FROM changed AS item JOIN {_draw.name} AS draw ON draw.id = item.{_draw.name}_id WHERE item.ordinal > draw.sample_size",
        "No more is drawn than the sample counts 抽中对象不多于样本数量",
    )
    row_rule(
        *(_item, "inside_its_place", (f"{_draw.name}_id", "region_code"), None, None),
        f"SELECT FROM changed AS item JOIN {_draw.name} AS draw ON draw.id = item.{_draw.name}_id WHERE NOT starts_with(item.region_code, draw.region_code)",
        "What is drawn lies in the place of the draw 抽中的对象在抽样范围内",
    )
