"""Spreadsheets of organisations with their certificates, and policy documents: what people, projects, pledges and rules refer to."""

from __future__ import annotations

from databases.code_lists.common import COMPARATOR, DEPARTMENT
from databases.code_lists.forces import DOCUMENT_KIND, ORGANISATION_KIND, PARAMETER_UNIT
from databases.code_lists.rule_parameters import PARAMETERS
from databases.forces import helpers, policy_documents
from resolvers.spreadsheets import cells, rules
from resolvers.spreadsheets.shape import Column, Lookup, Parent, Refusal, SpreadsheetKind, Target

ORGANISATIONS = SpreadsheetKind(
    "organisations",
    "单位 Organisations, those above first",
    "forces",
    (
        Column("单位代码", "code", cells.code, ("T-ORG-01", "T-ORG-02")),
        Column("单位名称", "name", cells.text, ("示例市民政局", "示例镇帮扶工作站")),
        Column("单位类型", "kind", cells.one_of(ORGANISATION_KIND), ("民政部门", "镇（街道）帮扶工作站")),
        Column("所属条线", "department", cells.one_of(DEPARTMENT), ("民政", ""), required=False),
        Column("统一社会信用代码", "credit_code", cells.credit_code, ("", ""), "GB 32100, for companies, associations and charities", required=False),
        Column("公开募捐资格", "may_raise_funds", cells.yes_no, ("否", "否"), "是 only with a credit code"),
        Column("上级单位代码", "parent_code", cells.code, ("", "T-ORG-01"), "Known, or in an earlier row", required=False),
        Column("编制数", "staff_quota", cells.count, ("6", "3"), "Posts of its assistance office"),
        Column("区划代码", "region_code", cells.region, ("320282", "320282101"), "Seat"),
    ),
    (
        Target(
            helpers.organisation,
            ("code",),
            {name: name for name in ("code", "name", "kind", "department", "credit_code", "may_raise_funds", "staff_quota", "region_code")},
        ),
        Target(
            helpers.organisation,
            ("code",),
            {"code": "code"},  # once more, when all of them are there
            Parent("parent_id", "organisation", "code", "parent_code"),
        ),
    ),
    ("code",),
    (Lookup("region_code", "forces", "region", "code"), Lookup("parent_code", "forces", "organisation", "code", or_earlier="code")),
    rules=(rules.fundraiser_has_code, rules.not_above_itself),
)

POLICY_DOCUMENTS = SpreadsheetKind(
    "policy_documents",
    "制度文件和条款 Policy documents with their clauses (one row a clause)",
    "forces",
    (
        Column("文号", "number", cells.document_number, ("示例〔2018〕1号", "示例〔2018〕1号")),
        Column("标题", "title", cells.text, ("示例帮扶工作意见", "示例帮扶工作意见")),
        Column("类别", "kind", cells.one_of(DOCUMENT_KIND), (next(iter(DOCUMENT_KIND.labels.values())),) * 2, "Alike in all rows of a document"),
        Column("发文部门", "department", cells.one_of(DEPARTMENT), ("扶贫办", "扶贫办")),
        Column("发文日期", "issued_on", cells.past_day, ("2018-01-17", "2018-01-17")),
        Column("起始日期", "since", cells.near_day, ("2018-02-01", "2018-02-01")),
        Column("截止日期", "until", cells.last_day, ("", ""), "No longer in force from this day; empty: still", required=False),
        Column("适用区划", "region_code", cells.region, ("3202", "3202")),
        Column("条款号", "clause_number", cells.short_text, ("第1条", "第2条"), "As the document writes it"),
        Column("条款要点", "summary", cells.text, ("定期采集帮扶对象信息", "开展家庭经济状况核对")),
    ),
    (
        Target(
            policy_documents.policy_document,
            ("number",),
            {name: name for name in ("number", "title", "kind", "department", "issued_on", "period", "region_code")},
            once=True,
            tried_as={"issued_on": "1990-01-01"},
        ),
        Target(
            policy_documents.policy_clause,
            ("policy_document_id", "number"),
            {"number": "clause_number", "summary": "summary"},
            Parent("policy_document_id", "policy_document", "number", "number"),
        ),
    ),
    ("number", "clause_number"),
    (Lookup("region_code", "forces", "region", "code"),),
    group="number",
    shared=("title", "kind", "department", "issued_on", "since", "until", "region_code"),
    rules=(rules.period_ends_later,),
    derive=rules.period,
)

WAS_IN_FORCE = """
    EXISTS (SELECT FROM rule_parameter AS p WHERE (p.name, p.region_code, lower(p.period)) = (s.name, s.region_code, lower(s.period))
      AND lower(p.period) < current_date AND (p.comparator, p.value, p.unit) IS DISTINCT FROM (s.comparator, s.value, s.unit))"""
RULE_PARAMETERS = SpreadsheetKind(
    "rule_parameters",
    "规则参数 Rule parameters: dated thresholds that the software reads (one row a period)",
    "forces",
    (
        Column("参数名", "name", cells.code, ("exit_notice_days", "exit_notice_days"), f"Name that a rule reads: {', '.join(PARAMETERS)}"),
        Column("含义", "about", cells.text, ("示例脱困公示天数", "示例脱困公示天数")),
        Column("比较方式", "comparator", cells.one_of(COMPARATOR), ("不低于", "不低于"), "How a figure is compared with the value"),
        Column("数值", "value", cells.parameter, ("10", "14"), "Four decimals at most, in the range of the parameter"),
        Column("单位", "unit", cells.one_of(PARAMETER_UNIT), ("天", "天"), "The unit of the parameter"),
        Column("起始日期", "since", cells.near_day, ("2018-03-01", "2020-01-01")),
        Column("截止日期", "until", cells.last_day, ("2020-01-01", ""), "No longer in force from this day; empty: still", required=False),
        Column("文号", "document_number", cells.document_number, ("示例〔2018〕1号", "示例〔2018〕1号"), "Policy document that is there"),
        Column("条款号", "clause_number", cells.short_text, ("第1条", "第1条"), "Clause of it that sets the value"),
        Column("适用区划", "region_code", cells.region, ("320282", "320282"), "Of several, that of the narrowest place counts"),
    ),
    (
        Target(
            policy_documents.rule_parameter,
            ("name", "region_code", "lower(period)"),
            {name: name for name in ("name", "about", "comparator", "value", "unit", "period", "policy_clause_id", "region_code")},
            refusals=(
                Refusal(
                    WAS_IN_FORCE,
                    "已生效的参数不改：原行填截止日期，新数值另起一行 (a value that was in force stays: end its row, and give the new one a row)",
                    "value",
                ),
            ),
        ),
    ),
    ("name", "region_code", "since"),
    (
        Lookup("document_number", "forces", "policy_document", "number", {"id": "policy_document_id"}),
        Lookup(
            *("clause_number", "forces", "policy_clause", "number", {"id": "policy_clause_id"}),
            within={"policy_document_id": "policy_document_id"},
        ),
        Lookup("region_code", "forces", "region", "code"),
    ),
    rules=(rules.period_ends_later, rules.as_the_rule_reads_it),
    derive=rules.period,
)

CERTIFICATES = SpreadsheetKind(
    "certificates",
    "公开募捐资格证书 Certificates of charities that may raise funds in public",
    "forces",
    (
        Column("证书编号", "number", cells.document_number, ("示例募证〔2010〕1号", "示例募证〔2012〕1号")),
        Column("单位代码", "organisation_code", cells.code, ("ORGCH001", "ORGCH001"), "Code of a charity that is there and may raise funds"),
        Column("起始日期", "since", cells.near_day, ("2010-01-01", "2012-01-01")),
        Column("截止日期", "until", cells.last_day, ("2012-01-01", "2014-01-01"), "No longer in force from this day; empty: still", required=False),
        Column("募捐区划", "region_code", cells.region, ("3202", "3202")),
    ),
    (
        Target(
            helpers.fundraising_certificate,
            ("number",),
            {name: name for name in ("number", "organisation_id", "period", "region_code")},
            refusals=(
                Refusal(
                    "NOT EXISTS (SELECT FROM organisation AS o WHERE o.id = s.organisation_id AND o.kind = 'charity' AND o.may_raise_funds)",
                    "该单位不是具有公开募捐资格的慈善组织 (no charity that may raise funds in public)",
                    "organisation_code",
                ),
            ),
        ),
    ),
    ("number",),
    (Lookup("organisation_code", "forces", "organisation", "code", {"id": "organisation_id"}), Lookup("region_code", "forces", "region", "code")),
    rules=(rules.period_ends_later,),
    derive=rules.period,
)
