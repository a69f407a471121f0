"""The general requirements, which span the databases."""

from __future__ import annotations

from tests.requirements import Requirement

REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        1,
        "“阳光扶贫”监管系统 one system, every record traced",
        "ck_event_actor",
        "INSERT INTO event (kind, subject_kind, subject_id, actor, occurred_at, changed_fields) VALUES ('filed', 'household', '1', '', now(), '{}')",
    ),
    Requirement(
        2,
        "帮扶谁、谁来帮、怎么扶、如何退 the four questions",
        "fk_measure_household_region",
        "UPDATE measure SET region_code = (SELECT code FROM region WHERE level = 'city') WHERE id = 1",
    ),
    Requirement(
        3,
        "信息互联互通 interconnection",
        "uq_organisation_code",
        "UPDATE organisation SET code = (SELECT code FROM organisation WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        4,
        "资源整合 resource integration",
        "ck_payment_line_household_id",
        "UPDATE payment_line SET household_id = 0 WHERE id = 1",
    ),
    Requirement(
        6,
        "全程透明监管 every change is an event",
        "ck_event_changed_fields",
        "INSERT INTO event (kind, subject_kind, subject_id, actor, occurred_at, changed_fields) VALUES ('filed', 'household', '1', 'P1', now(), '{a value of a row}')",
    ),
    Requirement(
        7,
        "三层 three layers of one API",
        "ck_post_tier",
        "UPDATE post SET tier = 'layer' WHERE id = 1",
    ),
    Requirement(
        8,
        "公众层 public layer",
        "uq_public_report_code",
        "UPDATE public_report SET code = (SELECT code FROM public_report WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        9,
        "管理层 management layer",
        "ck_post_department",
        "UPDATE post SET department = 'weather' WHERE id = 1",
    ),
    Requirement(
        11,
        "四库 four databases, linked by keys",
        "ck_application_household_id",
        "UPDATE application SET household_id = 0 WHERE id = 1",
    ),
    Requirement(
        12,
        "一端 mobile client: helper records, household looks",
        "ck_post_own_household",
        "UPDATE post SET household_id = NULL WHERE id = (SELECT min(id) FROM post WHERE tier = 'household')",
    ),
    Requirement(
        22,
        "凝聚合力 funds, projects and forces of a village",
        "fk_helping_team_region_code",
        "UPDATE helping_team SET region_code = '320299999999' WHERE id = 1",
    ),
)
