"""Policy documents, their clauses and the thresholds that rules read."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import sqlalchemy as sa

from databases.code_lists.rule_parameters import PARAMETERS
from databases.demo_city.city import City
from databases.forces import policy_documents

# number, title, kind, department, issued on; the first is the founding paper, the others are made up for the demo
DOCUMENTS = [
    ("锡委发〔2017〕82号", "关于建立“阳光扶贫”监管系统推进精准帮扶精准脱困的实施意见", "main", "poverty_office", "2017-12-29"),
    ("演示〔2018〕1号", "帮扶对象识别和退出管理办法（演示）", "supporting", "civil_affairs", "2018-03-01"),
    ("演示〔2018〕2号", "帮扶资金拨付和绩效评价办法（演示）", "supporting", "finance", "2018-03-15"),
    ("演示〔2018〕3号", "帮扶项目和资产管理办法（演示）", "supporting", "agriculture", "2018-04-01"),
    ("演示〔2018〕4号", "帮扶工作监督问责办法（演示）", "supporting", "discipline", "2018-04-20"),
]
CLAUSES = [
    (1, "总体要求（二）", "工作目标"),
    (1, "第8项", "市级专项资金和重点帮扶村"),
    (1, "第9项", "产业扶持项目"),
    (1, "第13项", "结对帮扶"),
    (1, "第14项", "帮扶责任人"),
]
SUPPORTING = [  # what the first three articles of each paper that was made up are about
    ("识别标准和申请", "核对和公示", "脱困和退出"),
    ("归集和拨付", "发放到户", "绩效评价"),
    ("遴选和立项", "实施和验收", "资产和收益"),
    ("监督检查", "问题线索", "问责和通报"),
]
CLAUSES += [(document, f"第{number}条", about) for document, articles in enumerate(SUPPORTING, 2) for number, about in enumerate(articles, 1)]
# name, about, comparator, value, clause
VALUES = [
    ("dibao_income_floor", "低保家庭人均年收入", "ge", 12000, 1),
    ("village_income", "经济薄弱村年收入", "gt", 2000000, 1),
    ("city_fund_a_year", "市级专项资金每年", "ge", 30000000, 2),
    ("industry_projects_a_year", "每个薄弱村每年产业项目", "ge", 1, 3),
    ("responsible_helpers", "每户帮扶责任人", "eq", 1, 5),
    ("exit_signatures", "脱困签字", "eq", 5, 1),
    ("exit_confirmations", "脱困确认", "eq", 5, 1),
    ("four_ones", "“四个一”", "eq", 4, 4),
    ("ranking_indicators", "综合排名指标", "eq", 3, 4),
    ("resupervision_kinds", "再监督类别", "eq", 5, 1),
    ("deputy_levels", "人大代表层级", "eq", 5, 1),
    ("cppcc_levels", "政协委员层级", "eq", 4, 1),
    ("help_forms", "帮扶形式", "eq", 5, 1),
    ("loan_types", "扶贫贷款种类", "eq", 4, 1),
    ("comparison_kinds", "比对数据种类", "eq", 7, 1),
    ("project_stages", "统筹项目环节", "eq", 9, 3),
    ("industry_fields", "产业项目领域", "eq", 6, 3),
    ("subsidy_instruments", "奖补方式", "eq", 3, 2),
    ("households_a_helper", "每名责任人最多帮扶户数", "le", 5, 5),
    ("households_a_deputy", "每名代表委员最多联系户数", "le", 5, 5),
    ("need_value_a_household_a_year", "每户每年已发布需求的总值", "le", 20000, 5),
    ("pledges_held_a_giver", "每名认捐人同时保留、未确认的认捐笔数", "le", 20, 5),
    ("pledges_a_giver_a_day", "每名认捐人每天的认捐笔数（含退回、过期的）", "le", 50, 5),
    ("pledge_hold_days", "认捐未确认的保留天数", "le", 3, 5),
    ("match_notice_days", "告知同一爱心人士、志愿者新需求的间隔天数", "ge", 1, 5),
    ("suggestion_answer_days", "代表委员建议的答复天数", "le", 90, 1),
    ("appeal_answer_days", "需求复核的答复天数", "le", 15, 5),
    ("exit_notice_days", "脱困公示天数", "ge", 7, 6),
]


def tables(_city: City) -> Iterator[tuple[sa.Table, pl.DataFrame]]:
    documents = pl.DataFrame(DOCUMENTS, schema=["number", "title", "kind", "department", "issued_on"], orient="row")
    yield (
        policy_documents.policy_document,
        documents.with_columns(
            pl.int_range(1, pl.len() + 1).alias("id"), pl.format("[{},)", "issued_on").alias("period"), pl.lit("3202").alias("region_code")
        ),
    )
    clauses = pl.DataFrame(CLAUSES, schema=["policy_document_id", "number", "summary"], orient="row")
    yield policy_documents.policy_clause, clauses.with_columns(pl.int_range(1, pl.len() + 1).alias("id"))
    parameters = pl.DataFrame(VALUES, schema=["name", "about", "comparator", "value", "policy_clause_id"], orient="row")
    yield (
        policy_documents.rule_parameter,
        parameters.with_columns(
            pl.int_range(1, pl.len() + 1).alias("id"),
            # of the founding paper since the year after it, of the others since they are in force
            pl.Series("period", [f"[{max(DOCUMENTS[CLAUSES[clause - 1][0] - 1][4], '2018-01-01')},)" for clause in parameters["policy_clause_id"]]),
            pl.lit("3202").alias("region_code"),
            unit=pl.Series([PARAMETERS[name].unit for name in parameters["name"]]),
        ),
    )
