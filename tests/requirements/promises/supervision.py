"""Alerts, clues and cases, checks, assessments and the rules they rest on: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise

# a draw is not drawn again, cut, moved, hidden or replaced
PUBLISHED_DRAW = "(SELECT min(id) FROM {draw} WHERE seed IS NOT NULL)"
RIGGED = (
    ("{draw}_stays_as_drawn", "UPDATE {draw} SET seed = 'again', seed_digest = sha256('again') WHERE id = " + PUBLISHED_DRAW),
    ("{draw}_stays_as_drawn", "UPDATE {draw} SET sample_size = 1 WHERE id = 1"),
    ("{draw}_stays_as_drawn", "UPDATE {draw} SET region_code = (SELECT max(code) FROM region WHERE level = 'county') WHERE id = 1"),
    ("{draw}_stays_published", "UPDATE {draw} SET seed = NULL, seed_published_on = NULL WHERE id = " + PUBLISHED_DRAW),
    ("{draw}_item_stays_drawn", "DELETE FROM {draw}_item WHERE id = 1"),
)
FURTHER_ITEMS = (
    (
        "random_check_item_within_its_sample",
        """INSERT INTO random_check_item (random_check_id, region_code, ordinal, household_id, checker_id) SELECT random_check_id, region_code, 9999, 999999999, checker_id
        FROM random_check_item WHERE id = 1""",
    ),
    (
        "resupervision_item_within_its_sample",
        """INSERT INTO resupervision_item (resupervision_id, kind, region_code, ordinal, comparison_finding_id) SELECT resupervision_id, kind, region_code, 9999,
        999999999 FROM resupervision_item WHERE kind = 'comparison_check' LIMIT 1""",
    ),
)
REOPENED = "state = 'reopened', reopened = reopened + 1, closed_on = NULL, closed_by_id = NULL"
UNANSWERED = "supervision_case_id NOT IN (SELECT supervision_case_id FROM accountability)"
ELSEWHERE = (
    ("audit_finding", "audit_engagement", "county"),
    ("audit_scope", "audit_engagement", "county"),
    ("third_party_finding", "third_party_engagement", "county"),
    ("random_check_item", "random_check", "village"),
    ("resupervision_item", "resupervision", "village"),
)
HONOURED = "(SELECT person_id FROM commendation WHERE honour = 'recommendation' ORDER BY id LIMIT 1)"
SECRETARY = "SELECT person_id FROM secretary_assessment WHERE score >= 80 ORDER BY id LIMIT 1"
HONOUR = """INSERT INTO commendation (person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public)
SELECT ({person}), region_code, 'commendation', 'PROMISE', decided_on, {first}, last_year, false FROM commendation WHERE id = 1"""
CLOSED_ALERT = "id = (SELECT min(id) FROM alert WHERE state = 'closed')"
PROMISES: tuple[Promise, ...] = (
    Promise(
        "ck_policy_document_in_force_about_its_issue",
        "UPDATE policy_document SET issued_on = lower(period) + 400 WHERE id = 1",
    ),
    *(
        Promise(
            f"fk_{table}_{parent}_region",
            f"UPDATE {table} SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = (SELECT max(id) FROM {table})",
        )
        for table, parent in (("device_outage", "device"), ("assessment_evidence", "assessment_score"), ("self_check_item", "self_check"))
    ),
    *(
        Promise(
            f"ck_{table}_known_subject", f"UPDATE {table} SET subject_database = 'funds', subject_table = 'household', subject_id = 1 WHERE id = 1"
        )
        for table in ("alert", "clue", "public_report", "assessment_evidence")
    ),
    *(
        Promise(
            f"ck_{table}_subject_exists",
            f"UPDATE {table} SET subject_database = 'forces', subject_table = 'disclosure_item', subject_id = 999999999 WHERE id = 1",
        )
        for table in ("alert", "clue", "public_report", "assessment_evidence")
    ),
    Promise(
        "ck_subject_stays",
        """DELETE FROM disclosure_item WHERE id = (SELECT min(subject_id) FROM alert WHERE subject_database = 'forces' AND subject_table = 'disclosure_item')""",
    ),
    *(
        Promise(f"ck_{rule.format(draw=draw)}", statement.format(draw=draw))
        for draw in ("random_check", "resupervision")
        for rule, statement in RIGGED
    ),
    *(Promise(f"ck_{rule}", statement) for rule, statement in FURTHER_ITEMS),
    # who supervises, who grants, who helps and who is helped are different people
    Promise(
        "ck_random_check_item_by_no_helper",
        "UPDATE random_check_item AS i SET checker_id = p.person_id FROM pairing AS p WHERE p.household_id = i.household_id AND p.period @> i.checked_on",
    ),
    Promise(
        "ck_accountability_not_of_who_signed_off",
        """UPDATE accountability SET person_id = (SELECT signed_off_by_id FROM supervision_case WHERE id = supervision_case_id)
        WHERE id = (SELECT min(a.id) FROM accountability AS a JOIN supervision_case AS c ON c.id = supervision_case_id WHERE signed_off_by_id IS NOT NULL)""",
    ),
    Promise(
        "ck_supervision_case_not_signed_off_by_who_answers",
        """UPDATE supervision_case AS c SET signed_off_by_id = a.person_id, delisted_on = coalesce(c.delisted_on, c.due_on) FROM accountability AS a
        WHERE a.supervision_case_id = c.id""",
    ),
    # what weighs more than all of it, checks by others than who may check, and what was found elsewhere
    Promise("ck_assessment_indicator_weigh_one_at_most", "UPDATE assessment_indicator SET weight = weight + 0.001 WHERE id = 1"),
    Promise(
        "ck_assessment_indicator_weigh_one_at_most",
        "INSERT INTO assessment_indicator (kind, year, name, weight, evidence) SELECT kind, year, '另一指标', 0.001, evidence FROM assessment_indicator WHERE id = 1",
    ),
    Promise(
        "ck_third_party_engagement_on_its_own_post", "UPDATE third_party_engagement SET post_id = (SELECT min(id) FROM post WHERE tier = 'auditor')"
    ),
    Promise("ck_third_party_engagement_on_its_own_post", "UPDATE third_party_engagement SET region_code = '3202'"),
    Promise("ck_third_party_engagement_by_a_third_party", "UPDATE third_party_engagement SET organisation_id = 1"),
    Promise(
        "ck_violation_notice_of_the_inspected_rule",
        "UPDATE violation_notice SET policy_clause_id = (SELECT max(id) FROM policy_clause) WHERE id = (SELECT min(n.id) FROM violation_notice AS n JOIN policy_clause AS c ON c.id = policy_clause_id WHERE policy_document_id < 5)",
    ),
    Promise(
        "ck_inspection_plan_of_the_rule_of_its_notice",
        "UPDATE inspection_plan SET policy_document_id = 6 - policy_document_id WHERE policy_document_id <> 3",
    ),
    Promise(
        "ck_policy_clause_of_the_inspected_rule",
        "UPDATE policy_clause SET policy_document_id = policy_document_id % 5 + 1, number = number || '-' WHERE id IN (SELECT policy_clause_id FROM violation_notice)",
    ),
    Promise("ck_violation_notice_after_its_inspection", "UPDATE violation_notice SET approved_on = '2019-12-31'"),
    Promise("ck_inspection_plan_before_its_notice", "UPDATE inspection_plan SET planned_on = '2030-01-01'"),
    *(
        Promise(
            f"ck_{table}_inside_its_place",
            f"UPDATE {table} SET region_code = (SELECT max(code) FROM region WHERE level = '{level}') WHERE id = (SELECT min(f.id) FROM {table} AS f "
            f"JOIN {parent} AS p ON p.id = {parent}_id WHERE NOT starts_with((SELECT max(code) FROM region), p.region_code))",
        )
        for table, parent, level in ELSEWHERE
    ),
    *(
        Promise(
            f"ck_{parent}_around_{table}",
            f"UPDATE {parent} SET region_code = (SELECT max(code) FROM region WHERE level = 'county') WHERE id = (SELECT min({parent}_id) FROM {table})",
        )
        for table, parent in (("audit_finding", "audit_engagement"), ("third_party_finding", "third_party_engagement"))
    ),
    Promise(
        "ck_audit_engagement_around_audit_scope",
        """UPDATE audit_finding SET region_code = '320282101' WHERE region_code = '320282';
        UPDATE audit_engagement SET region_code = '320282101' WHERE region_code = '320282'""",
    ),
    Promise("ck_rule_parameter_since_its_document", "UPDATE rule_parameter SET period = '[1990-01-01,)' WHERE id = 1"),
    Promise("ck_policy_document_in_force_before_its_parameters", "UPDATE policy_document SET period = '[2018-01-02,)' WHERE id = 1"),
    Promise(
        "ck_alert_watched_by_its_rule",
        "UPDATE alert SET alert_rule_id = (SELECT max(id) FROM alert_rule WHERE subject_database = 'funds') WHERE subject_database = 'forces'",
    ),
    Promise("ck_alert_rule_watches_its_alerts", "UPDATE alert_rule SET subject_database = 'projects' WHERE subject_database = 'funds'"),
    Promise(
        "ck_device_outage_of_a_device_that_is_away",
        "UPDATE device_outage SET period = daterange(lower(period), NULL) WHERE id = (SELECT min(o.id) FROM device_outage AS o JOIN device AS d ON d.id = device_id WHERE state = 'online')",
    ),
    Promise("ck_device_online_after_its_outages", "UPDATE device SET state = 'online' WHERE state = 'offline'"),
    Promise(
        "ck_rectification_area_inside_its_place",
        """UPDATE clue SET rectification_campaign_id = NULL; DELETE FROM rectification_area WHERE rectification_campaign_id = 1;
        UPDATE rectification_campaign SET region_code = '320282' WHERE id = 1;
        INSERT INTO rectification_area (rectification_campaign_id, department, region_code) VALUES (1, 'finance', '320205')""",
    ),
    Promise(
        "ck_rectification_campaign_around_rectification_area",
        "UPDATE clue SET rectification_campaign_id = NULL; UPDATE rectification_campaign SET region_code = '320282'",
    ),
    *(
        Promise(
            f"ck_correction_task_after_its_{origin}",
            f"UPDATE correction_task SET due_on = '1995-01-01' WHERE id = (SELECT min(id) FROM correction_task WHERE {origin}_id IS NOT NULL)",
        )
        for origin in ("alert", "supervision_case", "audit_finding", "third_party_finding")
    ),
    *(
        Promise(
            f"ck_{origin}_{there}_before_its_correction",
            f"UPDATE {origin} SET {changed} WHERE id = (SELECT min({origin}_id) FROM correction_task WHERE {about})",
        )
        for origin, there, changed, about in (
            ("alert", "raised", f"{REOPENED}, raised_on = '2035-01-01', due_on = '2035-02-01'", "true"),
            ("supervision_case", "opened", "opened_on = '2035-01-01', due_on = '2035-02-01', delisted_on = delisted_on + 10000", UNANSWERED),
            ("audit_finding", "lies", "found_on = '2035-01-01'", "true"),
        )
    ),
    Promise(
        "ck_third_party_finding_lies_before_its_correction",
        """UPDATE third_party_engagement SET period = '[2020-01-01,2020-12-31)'; UPDATE third_party_finding SET found_on = '2020-12-30'""",
    ),
    Promise(
        "ck_clue_before_its_campaign_ends",
        """UPDATE clue SET received_on = '2019-12-31', assessed_on = '2019-12-31', assigned_on = '2019-12-31', due_on = '2020-01-31'
        WHERE state = 'assigned' AND rectification_campaign_id = 1""",
    ),
    Promise(
        "ck_rectification_campaign_ends_after_its_clues", "UPDATE rectification_campaign SET period = daterange(lower(period), lower(period) + 1)"
    ),
    Promise(
        "ck_clue_inside_its_place",
        """UPDATE clue SET rectification_campaign_id = NULL; DELETE FROM rectification_area; UPDATE rectification_campaign SET region_code = '320282';
        UPDATE clue SET rectification_campaign_id = 1, region_code = '320205' WHERE state = 'assigned'""",
    ),
    Promise(
        "ck_rectification_campaign_around_clue",
        "DELETE FROM rectification_area; UPDATE rectification_campaign SET region_code = (SELECT max(code) FROM region) WHERE id = (SELECT min(rectification_campaign_id) FROM clue)",
    ),
    Promise(
        "ck_secretary_assessment_level_of_region", "UPDATE secretary_assessment SET level = 3, superior_level = 4, scorer_level = 5 WHERE id = 1"
    ),
    *(
        Promise("ck_rule_parameter_as_known", f"UPDATE rule_parameter SET {change}")
        for change in (
            "name = 'dibao_income_flor' WHERE name = 'dibao_income_floor'",
            "value = 60, unit = 'share' WHERE name = 'households_a_helper'",
            "value = 60000 WHERE name = 'households_a_helper'",
            "value = 2.5 WHERE name = 'households_a_helper'",
            "value = -1 WHERE name = 'dibao_income_floor'",
            "comparator = 'ge' WHERE name = 'households_a_helper'",
            "value = 4 WHERE name = 'exit_signatures'",
        )
    ),
    # what was decided, answered, closed or published stays, for others rest on it
    *(
        Promise("ck_alert_stays_closed", statement)
        for statement in (
            f"UPDATE alert SET state = 'assigned', closed_on = NULL, closed_by_id = NULL WHERE {CLOSED_ALERT}",
            f"UPDATE alert SET {REOPENED.replace(' + 1', '')} WHERE {CLOSED_ALERT}",
            f"UPDATE alert SET answer = '另一答复' WHERE {CLOSED_ALERT}",
            f"UPDATE alert SET {REOPENED} WHERE {CLOSED_ALERT}; UPDATE alert SET reopened = 0 WHERE state = 'reopened'",
            """DELETE FROM alert WHERE state = 'closed' AND id NOT IN (SELECT alert_id FROM correction_task WHERE alert_id IS NOT NULL)
            AND id NOT IN (SELECT alert_id FROM resupervision_item WHERE alert_id IS NOT NULL)""",
        )
    ),
    Promise(
        "ck_resupervision_item_of_an_alert_that_was_closed",
        """INSERT INTO resupervision_item (resupervision_id, kind, region_code, ordinal, alert_id) SELECT s.id, s.kind, s.region_code, 9999, a.id
        FROM resupervision AS s JOIN alert AS a ON starts_with(a.region_code, s.region_code) WHERE s.kind = 'online_alert' AND a.state = 'assigned' LIMIT 1""",
    ),
    *(
        Promise(f"ck_{table}_stays_answered", f"UPDATE {table} SET {before}answered_on = NULL, answer = NULL WHERE answered_on IS NOT NULL")
        for table, before in (("clue", "state = 'concluded', "), ("public_report", "state = 'received', "))
    ),
    Promise("ck_public_report_stays_answered", "DELETE FROM public_report WHERE answered_on IS NOT NULL"),
    *(Promise(f"ck_{table}_stays", f"DELETE FROM {table}") for table in ("accountability", "violation_notice")),
    *(
        Promise("ck_correction_task_stays_accepted", f"{change} WHERE state = 'accepted'")
        for change in ("UPDATE correction_task SET state = 'submitted', accepted_on = NULL, accepted_by_id = NULL", "DELETE FROM correction_task")
    ),
    Promise("ck_commendation_after_excellent_years", HONOUR.format(person=HONOURED, first=2016)),
    Promise("ck_commendation_after_excellent_years", HONOUR.format(person=SECRETARY, first=2018)),
    Promise(
        "ck_commendation_after_excellent_years",
        "UPDATE commendation SET person_id = (SELECT person_id FROM helper_assessment WHERE NOT is_excellent AND year = 2019 ORDER BY id LIMIT 1)",
    ),
    *(
        Promise("ck_helper_assessment_stays_excellent", f"{change} WHERE person_id = {HONOURED}")
        for change in (
            "UPDATE helper_assessment SET is_excellent = false",
            "UPDATE helper_assessment SET year = year - 9",
            "DELETE FROM helper_assessment",
        )
    ),
    Promise(
        "ck_secretary_assessment_stays_excellent",
        f"{HONOUR.format(person=SECRETARY, first=2019)}; UPDATE secretary_assessment SET score = 79 WHERE person_id = ({SECRETARY})",
    ),
    # papers dated outside what they belong to, help by kin and by who left, and what is recorded twice
    Promise(
        "ck_random_check_item_in_its_time",
        """UPDATE random_check_item SET checked_on = '1995-01-01' WHERE id = (SELECT min(id) FROM random_check_item WHERE true)""",
    ),
    Promise(
        "ck_random_check_drawn_before_it_was_checked",
        """UPDATE random_check SET drawn_at = '2035-01-01 09:00+08' WHERE id = (SELECT min(id) FROM random_check WHERE seed IS NULL)""",
    ),
    Promise(
        "ck_third_party_finding_in_its_time",
        """UPDATE third_party_finding SET found_on = '2035-01-01' WHERE id = (SELECT min(id) FROM third_party_finding WHERE true)""",
    ),
    Promise(
        "ck_third_party_engagement_lasts_over_its_findings",
        """UPDATE third_party_engagement SET period = '[2019-01-01,2019-12-31)' WHERE id = (SELECT min(id) FROM third_party_engagement WHERE true)""",
    ),
    Promise(
        "ck_audit_finding_in_its_time", "UPDATE audit_finding SET found_on = '1995-01-01' WHERE id = (SELECT min(id) FROM audit_finding WHERE true)"
    ),
    Promise(
        "ck_audit_engagement_frozen_before_its_findings",
        """UPDATE audit_engagement SET frozen_at = '2035-01-01 00:00+08' WHERE id = (SELECT min(id) FROM audit_engagement WHERE true)""",
    ),
    Promise(
        "ck_accountability_after_its_case",
        "UPDATE accountability SET decided_on = '1995-01-01' WHERE id = (SELECT min(id) FROM accountability WHERE true)",
    ),
    Promise(
        "ck_supervision_case_opened_before_anyone_answered",
        """UPDATE supervision_case SET opened_on = '2035-01-01', due_on = '2035-01-31', delisted_on = NULL, signed_off_by_id = NULL WHERE id = (SELECT min(supervision_case_id) FROM accountability)""",
    ),
    Promise(
        "ck_supervision_case_after_its_clue",
        """UPDATE supervision_case SET opened_on = '1995-01-01', due_on = '1995-01-31' WHERE id = (SELECT min(id) FROM supervision_case WHERE id NOT IN (SELECT supervision_case_id FROM accountability))""",
    ),
    Promise(
        "ck_clue_received_before_its_case",
        """UPDATE clue SET received_on = '2035-01-01', due_on = '2035-03-01', state = 'received', assessed_on = NULL, assigned_on = NULL, investigated_on = NULL, concluded_on = NULL, answered_on = NULL, is_founded = NULL, answer = NULL WHERE id = (SELECT min(k.id) FROM clue AS k JOIN supervision_case AS c ON c.clue_id = k.id WHERE k.answered_on IS NULL)""",
    ),
    Promise(
        "ck_assessment_score_in_its_year",
        """UPDATE assessment_score SET scored_on = '1995-01-01' WHERE id = (SELECT min(id) FROM assessment_score WHERE true)""",
    ),
    Promise(
        "ck_assessment_indicator_of_the_year_of_its_scores",
        """UPDATE assessment_indicator SET year = 2035 WHERE id = (SELECT min(id) FROM assessment_indicator WHERE id IN (SELECT assessment_indicator_id FROM assessment_score))""",
    ),
    Promise(
        "uq_commendation_person_id_decision_number",
        """INSERT INTO commendation (person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public) SELECT person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public FROM commendation WHERE true ORDER BY id LIMIT 1""",
    ),
    # days of one row that cannot follow each other
    Promise("ck_alert_closed_later", "UPDATE alert SET closed_on = raised_on - 1 WHERE id = (SELECT min(id) FROM alert WHERE closed_on IS NOT NULL)"),
    Promise("ck_clue_due_later", "UPDATE clue SET due_on = received_on - 1 WHERE id = (SELECT min(id) FROM clue WHERE true)"),
    Promise(
        "ck_supervision_case_due_later",
        "UPDATE supervision_case SET due_on = opened_on - 1 WHERE id = (SELECT min(id) FROM supervision_case WHERE true)",
    ),
    Promise(
        "ck_supervision_case_delisted_later",
        "UPDATE supervision_case SET delisted_on = opened_on - 1 WHERE id = (SELECT min(id) FROM supervision_case WHERE delisted_on IS NOT NULL)",
    ),
    Promise(
        "ck_public_report_answered_later",
        "UPDATE public_report SET answered_on = received_on - 1 WHERE id = (SELECT min(id) FROM public_report WHERE answered_on IS NOT NULL)",
    ),
    Promise(
        "ck_self_check_done_in_time",
        "UPDATE self_check SET done_on = make_date(year, 1, 1) - 1 WHERE id = (SELECT min(id) FROM self_check WHERE true)",
    ),
)
