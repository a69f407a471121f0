"""The requirements that the projects database keeps."""

from __future__ import annotations

from tests.requirements import Requirement

REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        69,
        "省级精准扶贫帮扶资金项目 provincial fund project",
        "ck_project_approved_by_a_body",
        "UPDATE project SET decided_by = NULL WHERE id = (SELECT min(id) FROM project WHERE state = 'operating')",
    ),
    Requirement(
        70,
        "直接到户 mode A: direct to household",
        "uq_application_household_id_applied_on",
        "INSERT INTO application (household_id, region_code, field, about, amount, applied_on, state, rule_document_id) SELECT household_id, region_code, field, about, amount, applied_on, state, rule_document_id FROM application WHERE id = 1",
    ),
    Requirement(
        71,
        "市（县）区实施办法 county implementing rule",
        "ck_application_rule_document_id",
        "UPDATE application SET rule_document_id = 0 WHERE id = 1",
    ),
    Requirement(
        72,
        "逐级审核把关 level-by-level review",
        "ck_application_review_reason_unless_approved",
        "UPDATE application_review SET reason = NULL WHERE id = (SELECT min(id) FROM application_review WHERE decision = 'returned')",
    ),
    Requirement(
        73,
        "统筹带动增收 mode B: pooled project",
        "ck_project_pooled_has_field",
        "UPDATE project SET field = NULL WHERE id = 1",
    ),
    Requirement(
        74,
        "调研 investigation",
        "uq_project_stage_project_id_stage",
        "INSERT INTO project_stage (project_id, region_code, ordinal, stage, entered_on) SELECT project_id, region_code, ordinal, stage, entered_on FROM project_stage WHERE stage = 'investigation' LIMIT 1",
    ),
    Requirement(
        75,
        "论证 feasibility argument",
        "uq_expert_opinion_project_id_expert_name",
        "INSERT INTO expert_opinion (project_id, region_code, expert_name, opinion, is_feasible, given_on) SELECT project_id, region_code, expert_name, opinion, is_feasible, given_on FROM expert_opinion WHERE id = 1",
    ),
    Requirement(
        76,
        "评审 appraisal",
        "ck_panel_member_score",
        "UPDATE panel_member SET score = 101 WHERE id = 1",
    ),
    Requirement(
        77,
        "立项 project approval",
        "ck_project_approved_with_number",
        "UPDATE project SET approval_number = NULL WHERE id = (SELECT min(id) FROM project WHERE state = 'building')",
    ),
    Requirement(
        78,
        "招标 tendering",
        "uq_bidder_winner",
        "UPDATE bidder SET has_won = true WHERE id = (SELECT b.id FROM bidder AS b JOIN bidder AS w ON w.tender_id = b.tender_id AND w.has_won WHERE NOT b.has_won ORDER BY b.id LIMIT 1)",
    ),
    Requirement(
        79,
        "实施 implementation",
        "ck_progress_report_progress",
        "UPDATE progress_report SET progress = 1.5 WHERE id = 1",
    ),
    Requirement(
        80,
        "验收 acceptance",
        "ck_acceptance_three_people",
        "UPDATE acceptance SET team_size = 2 WHERE id = 1",
    ),
    Requirement(
        81,
        "绩效评估 performance evaluation",
        "uq_project_evaluation_project_id_year",
        "INSERT INTO project_evaluation (project_id, region_code, year, planned_income, actual_income, score) SELECT project_id, region_code, year, 1, 1, 1 FROM project_evaluation WHERE id = 1",
    ),
    Requirement(
        82,
        "收益分配 distribution of proceeds",
        "uq_proceeds_distribution_proceeds_due_id",
        "UPDATE proceeds_distribution SET proceeds_due_id = (SELECT proceeds_due_id FROM proceeds_distribution WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        83,
        "项目库、项目储备 project pipeline",
        "ck_project_state",
        "UPDATE project SET state = 'wish' WHERE id = 1",
    ),
    Requirement(
        84,
        "防范项目风险 risk register",
        "ck_project_risk_mitigated_with_measure",
        "UPDATE project_risk SET counter_measure = NULL WHERE id = (SELECT min(id) FROM project_risk WHERE state = 'mitigated')",
    ),
    Requirement(
        89,
        "资金用途 purposes",
        "ck_project_purpose",
        "UPDATE project SET purpose = 'other' WHERE id = 1",
    ),
    Requirement(
        91,
        "条线优先 priority lines",
        "ck_project_line",
        "UPDATE project SET line = 'other' WHERE id = 1",
    ),
    Requirement(
        93,
        "“造血”项目优先 income-generating reserve projects",
        "ck_selection_score_lasting_income",
        "UPDATE selection_score SET lasting_income = 101 WHERE id = 1",
    ),
    Requirement(
        98,
        "集体资产管理 collective assets",
        "uq_asset_code",
        "UPDATE asset SET code = (SELECT code FROM asset WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        99,
        "民主决策 major investment decision",
        "ck_village_decision_votes",
        "UPDATE village_decision SET in_favour = eligible + 1 WHERE id = 1",
    ),
    Requirement(
        100,
        "市（县）区产业扶持项目 six industry fields",
        "ck_project_field",
        "UPDATE project SET field = 'mining' WHERE id = 1",
    ),
    Requirement(
        101,
        "四项遴选标准 selection criteria",
        "uq_selection_score_project_id",
        "UPDATE selection_score SET project_id = 1 WHERE id = 2",
    ),
    Requirement(
        102,
        "每村每年一个产业项目 an industry project per village and year",
        "fk_project_region_code",
        "UPDATE project SET region_code = '320299999999' WHERE id = 1",
    ),
    Requirement(
        104,
        "扶贫资产管理办法 asset rules",
        "ck_asset_rule_document_id",
        "UPDATE asset SET rule_document_id = 0 WHERE id = 1",
    ),
    Requirement(
        105,
        "权属界定、产权登记 ownership and registration",
        "ck_asset_registered_with_photo",
        "UPDATE asset SET photo_digest = NULL WHERE id = (SELECT min(id) FROM asset WHERE state = 'registered')",
    ),
    Requirement(
        106,
        "扶贫资产不流失 no loss of assets",
        "ck_asset_disposal_approved_first",
        "UPDATE asset_disposal SET disposed_on = approved_on - 1 WHERE id = 1",
    ),
    Requirement(
        107,
        "资产收益足额分配 proceeds paid in full",
        "uq_entitled_subject_project_id_household_id",
        "INSERT INTO entitled_subject (project_id, household_id, region_code, period) SELECT project_id, household_id, region_code, period FROM entitled_subject WHERE id = 1",
    ),
    Requirement(
        108,
        "项目可持续性 sustainability",
        "ck_sustainability_check_operating",
        "UPDATE sustainability_check SET operating = 'fine' WHERE id = 1",
    ),
    Requirement(
        164,
        "用地计划指标 land quota",
        "uq_land_quota_project_id",
        "UPDATE land_quota SET project_id = (SELECT project_id FROM land_quota WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        165,
        "科技扶贫 technical problems and experts",
        "ck_technical_problem_matched_with_expert",
        "UPDATE technical_problem SET expert_id = NULL WHERE id = (SELECT min(id) FROM technical_problem WHERE state = 'matched')",
    ),
    Requirement(
        167,
        "“三资”监管系统 sister system",
        "uq_sister_system_link_foreign_code",
        "UPDATE sister_system_link SET foreign_code = (SELECT foreign_code FROM sister_system_link WHERE id = 1) WHERE id = 2",
    ),
)
