"""The requirements that the forces database keeps, but for supervision."""

from __future__ import annotations

from tests.requirements import Requirement

FIRST_DEPUTY = "(SELECT min(id) FROM representative WHERE kind = 'cppcc_member')"

REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        5,
        "责任压实 responsibility assignment",
        "fk_duty_person_id",
        "UPDATE duty SET person_id = 999999999 WHERE id = 1",
    ),
    Requirement(
        64,
        "资金管理办法 fund rules",
        "uq_policy_document_number",
        "UPDATE policy_document SET number = '演示〔2018〕1号' WHERE id = 1",
    ),
    Requirement(
        109,
        "主体责任 principal responsibility",
        "ck_duty_done_with_result",
        "UPDATE duty SET result = NULL WHERE id = (SELECT min(id) FROM duty WHERE done_on IS NOT NULL)",
    ),
    Requirement(
        110,
        "重点片区镇（街道）主要负责人 key-area town leaders",
        "ck_key_area_region_code_level",
        "UPDATE key_area SET region_code = '3202' WHERE id = 1",
    ),
    Requirement(
        112,
        "“四个一”帮扶体系 four-ones",
        "uq_helping_team_organisation_id_region_code",
        "INSERT INTO helping_team (organisation_id, chief_id, period, visit_days, region_code) "
        "SELECT organisation_id, chief_id, period, visit_days, region_code FROM helping_team WHERE id = 1",
    ),
    Requirement(
        113,
        "一支队伍 one team",
        "uq_cooperating_office_helping_team_id_organisation_id",
        "INSERT INTO cooperating_office (helping_team_id, organisation_id, region_code) "
        "SELECT helping_team_id, organisation_id, region_code FROM cooperating_office WHERE id = 1",
    ),
    Requirement(
        114,
        "一个规划 one plan",
        "uq_helping_plan_helping_team_id_year",
        "UPDATE helping_plan SET year = NULL WHERE id = 2",
    ),
    Requirement(
        115,
        "一套制度 one set of rules",
        "ck_helping_rule_rule",
        "UPDATE helping_rule SET rule = 'other' WHERE id = 1",
    ),
    Requirement(
        116,
        "一本台账 one ledger, derived from visits",
        "ck_village_visit_funds_brought",
        "UPDATE village_visit SET funds_brought = -1 WHERE id = 1",
    ),
    Requirement(
        117,
        "定期深入结对村 periodic visits by unit",
        "uq_village_visit_helping_team_id_visited_on",
        "UPDATE village_visit SET visited_on = (SELECT visited_on FROM village_visit WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        118,
        "市领导结对挂钩 city leaders' linkage",
        "ck_leader_visit_solved_issue",
        "UPDATE leader_visit SET issue = NULL WHERE id = (SELECT min(id) FROM leader_visit WHERE solved_on IS NOT NULL)",
    ),
    Requirement(
        119,
        "三项指标综合排名 three-indicator ranking",
        "ck_ranking_weight_sum",
        "UPDATE ranking_weight SET farmer_income = 0.9 WHERE id = 1",
    ),
    Requirement(
        120,
        "督导政策措施落实 follow-up of measures",
        "ck_task_due_after_assigned",
        "UPDATE task SET due_on = assigned_on - 1 WHERE id = 1",
    ),
    Requirement(
        121,
        "每户一名帮扶责任人 one responsible helper per household",
        "ex_pairing_household_id_period",
        "INSERT INTO pairing (household_id, person_id, region_code, kind, period) "
        "SELECT household_id, person_id + 1, region_code, kind, period FROM pairing WHERE kind = 'responsible' AND upper(period) IS NULL LIMIT 1",
    ),
    Requirement(
        122,
        "一帮一、一帮多 one-to-one, one-to-many",
        "ck_pairing_kind",
        "UPDATE pairing SET kind = 'twice' WHERE id = 1",
    ),
    Requirement(123, "领导班子成员带头 leaders take part", "ck_person_grade", "UPDATE person SET grade = 'chief' WHERE id = 1"),
    Requirement(
        124,
        "全覆盖、全落实 full coverage",
        "fk_pairing_region_code",
        "UPDATE pairing SET region_code = '320299999999' WHERE id = 1",
    ),
    Requirement(
        130,
        "会同各部门 joint departments",
        "ck_organisation_role_cooperation",
        "UPDATE organisation_role SET cooperation = 'watch' WHERE id = 1",
    ),
    Requirement(
        143,
        "外部监督 external supervision",
        "ck_suggestion_answered_with_answer",
        "UPDATE suggestion SET answered_on = NULL WHERE id = (SELECT min(id) FROM suggestion WHERE answer IS NOT NULL)",
    ),
    Requirement(
        144,
        "新闻媒体、典型事例 model cases",
        "ck_model_case_published_after_approval",
        "UPDATE model_case SET published_on = approved_on - 1 WHERE id = 1",
    ),
    Requirement(
        145,
        "扶贫助困捐助平台 donation platform",
        "ck_need_remaining",
        "UPDATE need SET pledged = target + 1 WHERE id = (SELECT min(id) FROM need)",
    ),
    Requirement(
        146,
        "信息大开放 wide opening of information",
        "uq_need_public_id",
        "UPDATE need SET public_id = (SELECT max(public_id) FROM need WHERE state = 'draft') WHERE id = (SELECT min(id) FROM need WHERE state = 'reviewed')",
    ),
    Requirement(
        147,
        "爱心人士、志愿者 donors and volunteers",
        "uq_volunteer_person_id",
        "UPDATE volunteer SET person_id = (SELECT person_id FROM volunteer WHERE id = 1) WHERE id = 2",
    ),
    Requirement(
        148,
        "大扶贫格局 organisations take part",
        "ck_donor_person_or_organisation",
        "UPDATE donor SET organisation_id = NULL WHERE id = (SELECT min(id) FROM donor WHERE organisation_id IS NOT NULL)",
    ),
    Requirement(
        149,
        "人大代表“扶贫助困大行动” deputies' campaign, five levels",
        "ck_representative_five_levels",
        "UPDATE representative SET level = 6 WHERE id = 1",
    ),
    Requirement(
        150,
        "企业家代表结对薄弱村 entrepreneur deputies",
        "ck_representative_action_project_of_form",
        "UPDATE representative_action SET form = 'charity' WHERE id = (SELECT min(id) FROM representative_action WHERE project_id IS NOT NULL)",
    ),
    Requirement(
        151,
        "代表联系建档立卡户 deputies linked to households",
        "ck_pairing_deputies_are_representatives",
        "UPDATE pairing SET kind = 'deputy_household' WHERE id = (SELECT min(id) FROM pairing WHERE kind = 'responsible')",
    ),
    Requirement(
        152,
        "政协委员志愿者活动 CPPCC members, four levels",
        "ck_representative_four_levels_of_members",
        f"UPDATE representative SET level = 5 WHERE id = {FIRST_DEPUTY}",
    ),
    Requirement(
        153,
        "五种帮扶形式 five forms of help",
        "ck_representative_action_form",
        "UPDATE representative_action SET form = 'money' WHERE id = (SELECT min(id) FROM representative_action WHERE project_id IS NULL)",
    ),
    Requirement(
        154,
        "责任到人 named persons and posts",
        "ck_post_manager_has_department",
        "UPDATE post SET department = NULL WHERE id = (SELECT min(id) FROM post WHERE tier = 'manager')",
    ),
    Requirement(
        155,
        "两级领导小组 two-level leading groups",
        "ck_leading_group_level_is_city_or_county",
        "UPDATE leading_group SET level = 'town' WHERE id = 1",
    ),
    Requirement(
        156,
        "分层授权 layered authorisation",
        "ck_post_own_grant",
        "UPDATE post SET granted_by_id = id WHERE id = 1",
    ),
    Requirement(
        157,
        "市级顶层设计 rule packs and parameters",
        "ex_rule_parameter_name_region_period",
        "INSERT INTO rule_parameter (name, about, comparator, value, unit, period, policy_clause_id, region_code) "
        "SELECT name, about, comparator, 1, unit, '[2019-01-01,)', policy_clause_id, region_code FROM rule_parameter WHERE id = 1",
    ),
    Requirement(
        158,
        "“1+N”制度体系 1+N rule system",
        "uq_policy_clause_policy_document_id_number",
        "UPDATE policy_clause SET number = '总体要求（二）' WHERE id = 2",
    ),
    Requirement(
        174,
        "不脱贫不脱钩 no unpairing before exit",
        "ck_pairing_end_has_reason",
        "UPDATE pairing SET end_reason = NULL WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NOT NULL)",
    ),
    Requirement(
        175,
        "大走访、队伍建设 institutions and training",
        "uq_training_person_id_kind_taken_on",
        "INSERT INTO training (person_id, kind, taken_on, hours, region_code) SELECT person_id, kind, taken_on, 1, region_code FROM training WHERE id = 1",
    ),
    Requirement(
        181,
        "人力调配 allocation of people",
        "ck_transfer_elsewhere",
        "UPDATE transfer SET from_organisation_id = to_organisation_id WHERE id = 1",
    ),
    Requirement(
        182,
        "党委副书记任组长 chaired by the deputy secretary",
        "ck_leading_group_member_chair_is_deputy_secretary",
        "UPDATE leading_group_member SET is_deputy_secretary = false WHERE position = 'chair' AND id = 1",
    ),
)
