"""The requirements of supervision, kept in the forces database."""

from __future__ import annotations

from tests.requirements import Requirement

REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        10,
        "监督层 supervision layer, by level and tier",
        "ck_post_supervisor_of_office",
        "UPDATE post SET department = 'finance' WHERE id = (SELECT min(id) FROM post WHERE tier = 'auditor')",
    ),
    Requirement(
        21,
        "可查询、可监督 report bound to a record",
        "ck_public_report_subject_id",
        "UPDATE public_report SET subject_id = 0 WHERE id = 1",
    ),
    Requirement(
        24,
        "防范风险源点 risk points",
        "fk_alert_rule_risk_point_id",
        "UPDATE alert_rule SET risk_point_id = 9999 WHERE id = 1",
    ),
    Requirement(
        67,
        "第三方检查 third-party check",
        "ck_third_party_engagement_limited",
        "UPDATE third_party_engagement SET period = '[2020-01-01,2021-06-01)' WHERE id = 1",
    ),
    Requirement(
        85,
        "容错机制 error-tolerance exemption",
        "ck_accountability_sanctioned_or_exempted",
        "UPDATE accountability SET sanction = 'talk' WHERE id = (SELECT min(id) FROM accountability WHERE exemption = 'exempted')",
    ),
    Requirement(
        97,
        "严禁摊派 a levy on a village, as the public reports it",
        "ck_public_report_levy_is_named",
        "UPDATE public_report SET levied_by = NULL WHERE id = (SELECT min(id) FROM public_report WHERE kind = 'levy')",
    ),
    Requirement(
        125,
        "群众监督 public supervision",
        "ck_public_report_answered",
        "UPDATE public_report SET answer = NULL WHERE id = (SELECT min(id) FROM public_report WHERE state = 'answered')",
    ),
    Requirement(
        126,
        "村务公开栏监控设备 notice-board cameras",
        "ck_device_camera_has_no_sign_in",
        "UPDATE device SET sign_in = 'code' WHERE id = (SELECT min(id) FROM device WHERE kind = 'camera')",
    ),
    Requirement(
        127,
        "监督村务公开 disclosure calendar",
        "ck_disclosure_item_posted",
        "UPDATE disclosure_item SET posted_on = NULL WHERE id = (SELECT min(id) FROM disclosure_item WHERE state = 'posted')",
    ),
    Requirement(
        128,
        "便民服务终端 kiosks",
        "ck_device_kiosk_profile",
        "UPDATE device SET sign_in = NULL WHERE id = (SELECT min(id) FROM device WHERE kind = 'kiosk')",
    ),
    Requirement(
        129,
        "财政部门监督 finance supervision of flows",
        "ck_correction_task_one_origin",
        "UPDATE correction_task SET alert_id = NULL WHERE id = (SELECT min(id) FROM correction_task WHERE alert_id IS NOT NULL)",
    ),
    Requirement(
        131,
        "审计监督 audit with a frozen scope",
        "ck_audit_engagement_term_names_official",
        "UPDATE audit_engagement SET audited_id = NULL WHERE id = (SELECT min(id) FROM audit_engagement WHERE kind = 'term')",
    ),
    Requirement(
        132,
        "条线内部监督 line departments' own supervision",
        "ck_self_check_item_problem_is_named",
        "UPDATE self_check_item SET is_sound = true WHERE id = (SELECT min(id) FROM self_check_item WHERE problem IS NOT NULL)",
    ),
    Requirement(
        133,
        "纪委再监督 re-supervision",
        "ck_resupervision_sample",
        "UPDATE resupervision SET sample_size = population + 1 WHERE id = 1",
    ),
    Requirement(
        134,
        "履职清单再监督 re-supervision of duty lists",
        "fk_resupervision_item_duty_id",
        "UPDATE resupervision_item SET duty_id = 99999999 WHERE id = (SELECT min(id) FROM resupervision_item WHERE kind = 'duty_list')",
    ),
    Requirement(
        135,
        "在线预警再监督 re-supervision of alerts",
        "fk_resupervision_item_alert_id",
        "UPDATE resupervision_item SET alert_id = 99999999 WHERE id = (SELECT min(id) FROM resupervision_item WHERE kind = 'online_alert')",
    ),
    Requirement(
        136,
        "帮扶责任再监督 re-supervision of helpers",
        "ck_resupervision_item_helper_is_held_to_his_duty",
        "UPDATE resupervision_item SET household_feedback = NULL WHERE id = (SELECT min(id) FROM resupervision_item WHERE kind = 'helper_duty')",
    ),
    Requirement(
        137,
        "比对核查再监督 re-supervision of comparison checks",
        "ck_resupervision_item_subject_fits_kind",
        "UPDATE resupervision_item SET comparison_finding_id = NULL, duty_id = 1 WHERE id = (SELECT min(id) FROM resupervision_item WHERE kind = 'comparison_check')",
    ),
    Requirement(
        138,
        "线索处置再监督 clue handling",
        "ck_clue_step_by_step",
        "UPDATE clue SET investigated_on = assigned_on - 1 WHERE id = (SELECT min(id) FROM clue WHERE state = 'concluded')",
    ),
    Requirement(
        139,
        "随机抽查、明察暗访 random checks",
        "ck_random_check_published_afterwards",
        "UPDATE random_check SET seed_published_on = '2018-01-01' WHERE id = 1",
    ),
    Requirement(
        140,
        "问责 accountability",
        "uq_accountability_decision_number",
        "UPDATE accountability SET decision_number = (SELECT decision_number FROM accountability WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        141,
        "立项监督、重点督查、挂牌督办 three classes with different clocks",
        "ck_supervision_case_due_by_class",
        "UPDATE supervision_case SET due_on = opened_on + 61 WHERE id = (SELECT min(id) FROM supervision_case WHERE case_class = 'listed')",
    ),
    Requirement(
        142,
        "查处与整改、源头防控 rectification and prevention",
        "ck_correction_task_accepted_by_other",
        "UPDATE correction_task SET accepted_by_id = responsible_id WHERE id = (SELECT min(id) FROM correction_task WHERE state = 'accepted')",
    ),
    Requirement(
        159,
        "制度执行监督 supervision of rule execution",
        "ck_violation_notice_approved_by_other",
        "UPDATE violation_notice SET approved_by_id = drafted_by_id WHERE id = 1",
    ),
    Requirement(
        166,
        "三项年度考核 three yearly assessments",
        "uq_assessment_indicator_kind_year_name",
        "UPDATE assessment_indicator SET name = (SELECT name FROM assessment_indicator WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        168,
        "定期督查 periodic inspection, three methods",
        "ck_inspection_plan_answer_to_request",
        "UPDATE inspection_plan SET request = NULL WHERE id = (SELECT min(id) FROM inspection_plan WHERE answer IS NOT NULL)",
    ),
    Requirement(
        169,
        "掌握系统运行情况 system operation",
        "ck_source_freshness_expected",
        "UPDATE source_freshness SET expected_days = 0 WHERE id = 1",
    ),
    Requirement(
        170,
        "履职情况动态考核 assessment of helpers",
        "uq_helper_assessment_person_id_year",
        "UPDATE helper_assessment SET year = (SELECT year FROM helper_assessment WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        171,
        "通报表扬、问责追究 commendation and accountability",
        "ck_commendation_honour",
        "UPDATE commendation SET honour = 'medal' WHERE id = (SELECT min(id) FROM commendation WHERE honour = 'commendation')",
    ),
    Requirement(
        172,
        "“上提一级”考核 assessment one level up",
        "ck_secretary_assessment_one_level_up",
        "UPDATE secretary_assessment SET scorer_level = superior_level WHERE id = (SELECT max(id) FROM secretary_assessment WHERE level = 1)",
    ),
    Requirement(
        173,
        "优先推荐 priority recommendation",
        "ck_commendation_recommended_after_years",
        "UPDATE commendation SET first_year = last_year - 1 WHERE id = (SELECT min(id) FROM commendation WHERE honour = 'recommendation')",
    ),
    Requirement(
        176,
        "专项整治 rectification campaigns",
        "ck_rectification_campaign_concluded_with_result",
        "UPDATE rectification_campaign SET result = NULL WHERE id = 1",
    ),
    Requirement(
        177,
        "舆论监督 supervision by the media",
        "ck_clue_media_has_link",
        "UPDATE clue SET source_link = NULL WHERE id = (SELECT min(id) FROM clue WHERE source = 'media')",
    ),
    Requirement(
        178,
        "加快项目建设和资金分配 slow construction, slow allocation",
        "ck_alert_not_closed_by_concerned",
        "UPDATE alert SET concerned_id = closed_by_id WHERE id = (SELECT min(id) FROM alert WHERE state = 'closed')",
    ),
)
