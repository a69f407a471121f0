"""Published datasets that the others refer to 基础数据: divisions, organisations, rules and documents."""

from __future__ import annotations

from open_data.columns import Words
from open_data.contents import rows
from open_data.datasets import Dataset, Rhythm, Theme

REFERENCE = (
    Dataset(
        "divisions",
        Words("行政区划", "Divisions"),
        Words(
            "全市各级行政区划代码、名称；市、市（县）区和大部分镇（街道）的中心位置（WGS 84）。",
            "Codes and names of all divisions of the city; of the city, its counties and most towns where they have their middle (WGS 84).",
        ),
        Theme.REFERENCE,
        "civil_affairs",
        Rhythm.YEARLY,
        "M11",
        ("code",),
        rows("Region", "code", "name", "level", "parent_code", "latitude", "longitude", "valid_from", "valid_to", "successor_code"),
    ),
    Dataset(
        "organisations",
        Words("单位", "Organisations"),
        Words(
            "参与帮扶的机关、企业、慈善组织。",
            "Public bodies, companies and charities that take part.",
        ),
        Theme.REFERENCE,
        "poverty_office",
        Rhythm.YEARLY,
        "M3, M130, M148",
        ("code",),
        rows("Organisation", "code", "name", "kind", "department", "credit_code", "may_raise_funds", "region_code", parent="parent_id.code"),
    ),
    Dataset(
        "rule_parameters",
        Words("规则参数", "Rule parameters"),
        Words(
            "各项标准和阈值的现行数值、比较方式和依据条款。",
            "The values of thresholds in force, how they are compared, and the clause they rest on.",
        ),
        Theme.REFERENCE,
        "poverty_office",
        Rhythm.YEARLY,
        "M157",
        ("name", "period_from", "region_code"),
        rows(
            "RuleParameter",
            "name",
            "about",
            "comparator",
            "value",
            "unit",
            "period_from",
            "period_until",
            "region_code",
            document="policy_clause_id.policy_document_id.number",
            clause="policy_clause_id.number",
        ),
    ),
    Dataset(
        "policy_documents",
        Words("制度文件", "Policy documents"),
        Words(
            "“1+N”制度体系的文件。",
            "The documents of the 1+N system.",
        ),
        Theme.REFERENCE,
        "poverty_office",
        Rhythm.YEARLY,
        "M158",
        ("number",),
        rows("PolicyDocument", "number", "title", "kind", "department", "issued_on", "period_from", "period_until", "region_code"),
    ),
    Dataset(
        "policy_clauses",
        Words("制度条款", "Clauses of policy documents"),
        Words(
            "每份文件的条款要点。",
            "What the clauses of each document say.",
        ),
        Theme.REFERENCE,
        "poverty_office",
        Rhythm.YEARLY,
        "M158",
        ("document", "number"),
        rows("PolicyClause", "number", "summary", document="policy_document_id.number"),
    ),
    Dataset(
        "need_items",
        Words("需求目录", "What may be asked for"),
        Words(
            "可以提出的需求种类、单位和价格上限，所需的技能和证书。",
            "The kinds of need with their units and price ceilings, and which skill and certificate they take.",
        ),
        Theme.REFERENCE,
        "civil_affairs",
        Rhythm.YEARLY,
        "M145",
        ("code",),
        rows("NeedItem", "code", "name", "kind", "unit", "price_ceiling", "skill", "needs_certificate"),
    ),
    Dataset(
        "sources",
        Words("数据来源", "Freshness of sources"),
        Words(
            "各部门数据多久更新、最近何时收到。",
            "How often each department's data come, and when they came last.",
        ),
        Theme.REFERENCE,
        "poverty_office",
        Rhythm.DAILY,
        "M169",
        ("source", "region_code"),
        rows("SourceFreshness", "source", "department", "level", "region_code", "last_received_at", "expected_days"),
    ),
)
