"""Policy documents 制度文件: the 1+N documents and the thresholds that software reads from them."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import COMPARATOR, DEPARTMENT
from databases.code_lists.forces import (
    DOCUMENT_KIND,
    PARAMETER_UNIT,
)
from databases.code_lists.rule_parameters import PARAMETERS
from databases.forces import METADATA, PUBLIC
from databases.row_rules import row_rule
from databases.tables import (
    A_NUMBER,
    CODE,
    DAY,
    PERIOD,
    TEXT,
    Domain,
    check,
    entity,
    never_overlapping_keys,
    public,
    reference,
    region,
)

PARAMETER = Domain(sa.Numeric(16, 4), A_NUMBER)

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
    check(
        *("in_force_about_its_issue", "lower(period) >= issued_on - INTERVAL '1 year'"),
        "A document comes into force a year before its issue at the earliest 制度生效不早于发文前一年",
    ),
)
policy_clause = entity(
    METADATA,
    "policy_clause",
    "Clause of a policy document 制度条款 (M158)",
    reference("policy_document", "Document 制度文件"),
    public("number", TEXT, "Number of the clause, as the document writes it 条款号"),
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
    check(
        *("as_known", " OR ".join(known.condition(name) for name, known in PARAMETERS.items())),
        "A rule reads the parameter, in its unit, comparison and range 参数名、单位、比较方式、数值范围须为规则所读取的",
    ),
    sa.UniqueConstraint("name", "region_code", "period"),
    never_overlapping_keys(
        "rule_parameter", "name", "region_code", sentence="A rule parameter of a place has one value at a time 同一区划的同一参数同时只有一个数值"
    ),
)
_BEFORE_ITS_DOCUMENT = """SELECT FROM {rule_parameter} AS parameter JOIN {policy_clause} AS clause ON clause.id = parameter.policy_clause_id
    JOIN {policy_document} AS document ON document.id = clause.policy_document_id WHERE lower(parameter.period) < lower(document.period)"""
for _table, _name, _columns, _sentence in (
    (
        *(rule_parameter, "since_its_document", ("policy_clause_id", "period")),
        "A rule parameter comes into force with its document at the earliest 规则参数的生效不早于所依据的制度",
    ),
    (
        *(policy_document, "in_force_before_its_parameters", ("period",)),
        "A document comes into force with its rule parameters at the latest 制度的生效不晚于其规则参数",
    ),
):
    _rows = {name: name for name in ("rule_parameter", "policy_clause", "policy_document")} | {_table.name: "changed"}
    row_rule(_table, _name, _columns, None, None, _BEFORE_ITS_DOCUMENT.format(**_rows), _sentence)
