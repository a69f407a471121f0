"""Who helps, gives and supervises: statements that they refuse."""

from __future__ import annotations

from resolvers.changes.registrations import UNREFUSED
from tests.requirements import Promise

EARLIER_CHAIR = """INSERT INTO leading_group_member (leading_group_id, person_id, position, is_deputy_secretary, period, region_code)
SELECT leading_group_id, person_id + 1, position, true, period, region_code FROM leading_group_member WHERE position = 'chair' LIMIT 1"""
ENDING = "(SELECT min(id) FROM pairing WHERE kind = 'responsible' AND upper(period) = '2020-06-01' AND end_reason = 'other')"
HANDED_ON = f"""UPDATE pairing SET period = daterange(lower(period), '2020-06-01'), end_reason = 'other'
WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND kind = 'responsible' AND lower(period) < '2020-01-01');
INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, {{person}}, kind, daterange('{{day}}'::date, NULL), region_code
FROM pairing WHERE id = {ENDING};
UPDATE pairing SET end_reason = 'handover', handed_to_id = (SELECT max(id) FROM pairing) WHERE id = {ENDING}"""
SAME_LEADER = (
    "INSERT INTO key_area (person_id, title, period, region_code) SELECT person_id + 1, title, period, region_code FROM key_area WHERE id = 1"
)
HELD = """INSERT INTO pledge (need_id, donor_id, household_id, village_code, quantity, state, pledged_at, expires_at, charity_id, region_code)
SELECT need_id, donor_id, household_id, village_code, 1, 'held', pledged_at, expires_at, charity_id, region_code
FROM pledge WHERE id = (SELECT min(id) FROM pledge WHERE donor_id IS NOT NULL AND {which})"""
CLOSED = "id = (SELECT min(id) FROM pledge WHERE state = 'closed')"
BY_A_PERSON = f"{CLOSED[:-1]} AND donor_id IN (SELECT id FROM donor WHERE person_id IS NOT NULL))"
NEWEST = "id = (SELECT max(id) FROM pledge)"
DELIVERED = f"""{HELD.format(which="household_id IS NOT NULL AND charity_id IS NULL AND donor_id IN (SELECT id FROM donor WHERE person_id IS NOT NULL)")};
UPDATE pledge SET state = 'confirmed', facts_digest = sha256('facts'), facts_seen_at = pledged_at, confirmed_at = pledged_at WHERE {NEWEST};
UPDATE pledge SET state = 'delivered', delivered_on = '2020-05-20', delivered_quantity = 1 WHERE {NEWEST}"""
VOIDED = f"""{DELIVERED}; UPDATE pledge SET state = 'voided', voided_at = '2020-05-21', voided_by_id = 1, void_reason = '没有送到' WHERE {NEWEST}"""
DISPUTED = f"{DELIVERED}; UPDATE pledge SET disputed_at = '2020-05-21T10:00:00+08:00', dispute_reason = 'not_come' WHERE {NEWEST}"
GIVER = "(SELECT person_id FROM donor WHERE donor.id = pledge.donor_id)"
ON_PAPER = "received_by_household = true, assistant_id = {who}, assistance_reason = 'no_phone', paper_number = 'Q-1', assisted_at = '2020-05-21T10:00:00+08:00'"
OF_GIVERS_KIN = f"""UPDATE person SET organisation_id = NULL, household_id = 3 WHERE id = (SELECT {GIVER} FROM pledge WHERE {NEWEST});
INSERT INTO relative (person_id, household_id, declared_on, region_code) SELECT 1, 3, '2020-01-01', min(code) FROM region WHERE level = 'village'"""
NOT_ON_PAPER = "assistant_id = NULL, assistance_reason = NULL, paper_number = NULL, assisted_at = NULL"
OUT_OF_AN_OFFER = f"""{HELD.format(which="charity_id IS NULL")}; UPDATE pledge SET offer_id = (SELECT min(offer.id) FROM offer WHERE offer.donor_id = pledge.donor_id)
WHERE {NEWEST}"""
IN_CONTACT = f"""{HELD.format(which="household_id IS NOT NULL AND charity_id IS NULL AND confirmed_at IS NOT NULL")};
UPDATE pledge SET donor_id = NULL, volunteer_id = (SELECT min(id) FROM volunteer WHERE verified_on <= '2020-05-01') WHERE {NEWEST};
UPDATE pledge SET state = 'confirmed', facts_digest = sha256('facts'), facts_seen_at = pledged_at, confirmed_at = pledged_at WHERE {NEWEST};
UPDATE pledge SET contact_accepted_at = {{accepted}} WHERE {NEWEST}"""
WRITTEN = f"""INSERT INTO message (pledge_id, volunteer_id, household_id, side, text, sent_at, region_code)
SELECT id, volunteer_id, {{household}}, 'giver', '周六上午可以来吗？', coalesce(contact_accepted_at, confirmed_at), region_code FROM pledge WHERE {NEWEST}"""
APPEALED = """INSERT INTO need_appeal (need_id, household_id, village_code, region_code, appellant_id, refuser_id, state, reason, made_on, due_on)
SELECT need_id, household_id, village_code, region_code, appellant_id, refuser_id, 'made', reason, made_on, due_on FROM need_appeal
WHERE id = (SELECT min(id) FROM need_appeal)"""
NOT_VERIFIED = "verified_on = NULL, verified_by_id = NULL"
REFUSED_BY_TWO = "refused_on = '2020-01-01', refused_by_id = 2, refusal_reason = '证件不符'"
APPEALED_AGAINST = "appealed_on = '2020-01-02', appeal_reason = '已补齐证件', appeal_due_on = '2020-01-17'"
REFUSED = "(SELECT min(id) FROM match_refusal WHERE taken_back_at IS NULL)"
REFUSED_NEED = """INSERT INTO match_refusal (need_id, donor_id, reason, refused_at, region_code) SELECT id, 1, 'too_far', now(), {county} FROM need
WHERE id = (SELECT min(id) FROM need WHERE {which})"""
UNCERTIFIED = "(SELECT min(organisation_id) FROM fundraising_certificate WHERE upper(period) <= '2020-01-01')"
# days of one row that cannot follow each other
DAYS = (
    ("alert_closed_later", "UPDATE alert SET closed_on = raised_on - 1 WHERE id = (SELECT min(id) FROM alert WHERE closed_on IS NOT NULL)"),
    ("clue_due_later", "UPDATE clue SET due_on = received_on - 1 WHERE id = (SELECT min(id) FROM clue WHERE true)"),
    ("supervision_case_due_later", "UPDATE supervision_case SET due_on = opened_on - 1 WHERE id = (SELECT min(id) FROM supervision_case WHERE true)"),
    (
        "supervision_case_delisted_later",
        "UPDATE supervision_case SET delisted_on = opened_on - 1 WHERE id = (SELECT min(id) FROM supervision_case WHERE delisted_on IS NOT NULL)",
    ),
    (
        "public_report_answered_later",
        "UPDATE public_report SET answered_on = received_on - 1 WHERE id = (SELECT min(id) FROM public_report WHERE answered_on IS NOT NULL)",
    ),
    ("self_check_done_in_time", "UPDATE self_check SET done_on = make_date(year, 1, 1) - 1 WHERE id = (SELECT min(id) FROM self_check WHERE true)"),
    (
        "suggestion_answered_later",
        "UPDATE suggestion SET answered_on = made_on - 1 WHERE id = (SELECT min(id) FROM suggestion WHERE answered_on IS NOT NULL)",
    ),
    ("need_needed_later", "UPDATE need SET needed_by = published_on - 1 WHERE id = (SELECT min(id) FROM need WHERE published_on IS NOT NULL)"),
    (
        "pledge_facts_after_pledge",
        "UPDATE pledge SET facts_seen_at = pledged_at - interval '1 minute' WHERE id = (SELECT min(id) FROM pledge WHERE true)",
    ),
    (
        "pledge_confirmed_while_held",
        "UPDATE pledge SET confirmed_at = expires_at + interval '1 minute' WHERE id = (SELECT min(id) FROM pledge WHERE delivered_on IS NULL)",
    ),
    (
        "pledge_delivered_later",
        "UPDATE pledge SET delivered_on = confirmed_at::date - 1 WHERE id = (SELECT min(id) FROM pledge WHERE delivered_on IS NOT NULL)",
    ),
    ("task_done_later", "UPDATE task SET done_on = assigned_on - 1 WHERE id = (SELECT min(id) FROM task WHERE done_on IS NOT NULL)"),
)
# papers dated outside what they belong to, help by kin and by who left, and what is recorded twice
PAPERS = (
    (
        "ck_random_check_item_in_its_time",
        """UPDATE random_check_item SET checked_on = '1995-01-01' WHERE id = (SELECT min(id) FROM random_check_item WHERE true)""",
    ),
    (
        "ck_random_check_drawn_before_it_was_checked",
        """UPDATE random_check SET drawn_at = '2035-01-01 09:00+08' WHERE id = (SELECT min(id) FROM random_check WHERE seed IS NULL)""",
    ),
    (
        "ck_third_party_finding_in_its_time",
        """UPDATE third_party_finding SET found_on = '2035-01-01' WHERE id = (SELECT min(id) FROM third_party_finding WHERE true)""",
    ),
    (
        "ck_third_party_engagement_lasts_over_its_findings",
        """UPDATE third_party_engagement SET period = '[2019-01-01,2019-12-31)' WHERE id = (SELECT min(id) FROM third_party_engagement WHERE true)""",
    ),
    ("ck_audit_finding_in_its_time", "UPDATE audit_finding SET found_on = '1995-01-01' WHERE id = (SELECT min(id) FROM audit_finding WHERE true)"),
    (
        "ck_audit_engagement_frozen_before_its_findings",
        """UPDATE audit_engagement SET frozen_at = '2035-01-01 00:00+08' WHERE id = (SELECT min(id) FROM audit_engagement WHERE true)""",
    ),
    (
        "ck_accountability_after_its_case",
        "UPDATE accountability SET decided_on = '1995-01-01' WHERE id = (SELECT min(id) FROM accountability WHERE true)",
    ),
    (
        "ck_supervision_case_opened_before_anyone_answered",
        """UPDATE supervision_case SET opened_on = '2035-01-01', due_on = '2035-01-31', delisted_on = NULL, signed_off_by_id = NULL WHERE id = (SELECT min(supervision_case_id) FROM accountability)""",
    ),
    (
        "ck_supervision_case_after_its_clue",
        """UPDATE supervision_case SET opened_on = '1995-01-01', due_on = '1995-01-31' WHERE id = (SELECT min(id) FROM supervision_case WHERE id NOT IN (SELECT supervision_case_id FROM accountability))""",
    ),
    (
        "ck_clue_received_before_its_case",
        """UPDATE clue SET received_on = '2035-01-01', due_on = '2035-03-01', state = 'received', assessed_on = NULL, assigned_on = NULL, investigated_on = NULL, concluded_on = NULL, answered_on = NULL, is_founded = NULL, answer = NULL WHERE id = (SELECT min(k.id) FROM clue AS k JOIN supervision_case AS c ON c.clue_id = k.id WHERE k.answered_on IS NULL)""",
    ),
    (
        "ck_assessment_score_in_its_year",
        """UPDATE assessment_score SET scored_on = '1995-01-01' WHERE id = (SELECT min(id) FROM assessment_score WHERE true)""",
    ),
    (
        "ck_assessment_indicator_of_the_year_of_its_scores",
        """UPDATE assessment_indicator SET year = 2035 WHERE id = (SELECT min(id) FROM assessment_indicator WHERE id IN (SELECT assessment_indicator_id FROM assessment_score))""",
    ),
    (
        "ck_leading_group_member_in_its_time",
        """UPDATE leading_group_member SET period = '[1995-01-01,)' WHERE id = (SELECT min(id) FROM leading_group_member WHERE position = 'member')""",
    ),
    (
        "ck_leading_group_lasts_over_its_members",
        """UPDATE leading_group SET period = '[2018-01-17,2019-01-17)' WHERE id = (SELECT min(id) FROM leading_group WHERE true)""",
    ),
    ("ck_village_visit_in_its_time", "UPDATE village_visit SET visited_on = '1995-01-01' WHERE id = (SELECT min(id) FROM village_visit WHERE true)"),
    (
        "ck_helping_team_lasts_over_its_visits",
        """UPDATE helping_team SET period = '[2018-01-17,2018-03-01)' WHERE id = (SELECT min(id) FROM helping_team WHERE id IN (SELECT helping_team_id FROM village_visit))""",
    ),
    ("ck_leader_visit_in_its_time", "UPDATE leader_visit SET visited_on = '1995-01-01' WHERE id = (SELECT min(id) FROM leader_visit WHERE true)"),
    (
        "ck_leader_linkage_lasts_over_its_visits",
        """UPDATE leader_linkage SET period = '[2018-01-17,2018-03-01)' WHERE id = (SELECT min(id) FROM leader_linkage WHERE id IN (SELECT leader_linkage_id FROM leader_visit))""",
    ),
    (
        "ck_pairing_of_no_relative",
        """INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id, 'extra', '[2020-01-01,)', region_code FROM relative WHERE id = 1""",
    ),
    (
        "ex_village_pairing_representative_region_period",
        "INSERT INTO village_pairing (representative_id, period, region_code) SELECT representative_id, '[2019-06-01,)', region_code FROM village_pairing WHERE id = 1",
    ),
    ("ck_village_pairing_by_an_entrepreneur", "UPDATE village_pairing SET representative_id = 2 WHERE id = 1"),
    ("ck_representative_entrepreneur_while_paired", "UPDATE representative SET is_entrepreneur = false WHERE id = 1"),
    (
        "ck_pairing_deputies_are_representatives",
        "UPDATE pairing SET kind = 'deputy_household' WHERE id = (SELECT min(id) FROM pairing WHERE kind = 'responsible')",
    ),
    ("ck_representative_stays_who_is_paired", "UPDATE representative SET person_id = 1 WHERE id = 1"),
    (
        "ck_pairing_by_one_in_office",
        """UPDATE post SET period = '[2018-01-17,2019-01-01)' WHERE person_id = (SELECT person_id FROM relative WHERE id = 1); INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT 1 + household_id % 9, person_id, 'extra', '[2019-01-01,)', region_code FROM relative WHERE id = 1""",
    ),
    (
        "ck_visit_by_one_in_office",
        """UPDATE post SET period = '[2018-01-17,2019-01-01)' WHERE person_id = (SELECT person_id FROM visit WHERE id = 1); UPDATE visit SET visited_at = '2019-01-01 09:00+08' WHERE id = 1""",
    ),
    (
        "uq_transfer_person_id_moved_on",
        """INSERT INTO transfer (person_id, from_organisation_id, to_organisation_id, moved_on, households_handed_over, region_code) SELECT person_id, from_organisation_id, to_organisation_id, moved_on, households_handed_over, region_code FROM transfer WHERE true ORDER BY id LIMIT 1""",
    ),
    (
        "uq_commendation_person_id_decision_number",
        """INSERT INTO commendation (person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public) SELECT person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public FROM commendation WHERE true ORDER BY id LIMIT 1""",
    ),
    ("uq_pledge_charity_id_receipt_number", "UPDATE pledge SET receipt_number = 'R1' WHERE charity_id IS NOT NULL"),
)

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

# who supervises, who grants, who helps and who is helped are different people
NEWCOMER = "INSERT INTO person (number, name, region_code) VALUES ('newcomer', '新来者', '3202')"
POST = """INSERT INTO post (person_id, tier, department, region_code, region_level, period) SELECT person_id, {tier}, {department}, region_code, region_level, period
FROM post WHERE tier = '{of}' ORDER BY id LIMIT 1"""
SUPERVISORS = (("auditor", "'audit'"), ("inspector", "'discipline'"))
OF_A_HOUSEHOLD = "FROM post WHERE tier = 'household' ORDER BY id LIMIT 1"
GRANTED = "UPDATE post SET {change} WHERE id = (SELECT max(id) FROM post WHERE tier = 'publisher')"
CITY_ADMINISTRATOR, COUNTY_ADMINISTRATOR = (
    f"(SELECT min(id) FROM post WHERE tier = 'administrator' AND length(region_code) = {digits})" for digits in (4, 6)
)
APART = (
    *(
        ("ck_post_supervises_others", POST.format(tier=f"'{tier}'", department=department, of=work))
        for tier, department in SUPERVISORS
        for work in ("administrator", "manager", "helper")
    ),
    ("ck_post_supervises_others", POST.format(tier="'administrator'", department="NULL", of="inspector")),
    ("ck_post_granted_within_scope", GRANTED.format(change="granted_by_id = (SELECT min(id) FROM post WHERE tier = 'helper')")),
    ("ck_post_granted_within_scope", GRANTED.format(change=f"granted_by_id = {COUNTY_ADMINISTRATOR}")),
    ("ck_post_granted_within_scope", GRANTED.format(change="person_id = (SELECT g.person_id FROM post AS g WHERE g.id = post.granted_by_id)")),
    (
        "ck_post_granted_within_scope",
        f"""UPDATE post SET granted_by_id = {CITY_ADMINISTRATOR} WHERE id = {COUNTY_ADMINISTRATOR};
        UPDATE post SET region_code = '3202', region_level = 'city' WHERE id = {COUNTY_ADMINISTRATOR}""",
    ),
    (
        "ck_post_administers_what_it_granted",
        f"UPDATE post SET tier = 'publisher' WHERE id = {CITY_ADMINISTRATOR}",
    ),
    ("ck_post_own_village", "UPDATE post SET region_code = '3202', region_level = 'city' WHERE tier = 'household'"),
    (
        "ck_pairing_of_another_household",
        f"INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id, 'extra', '[2020-06-01,)', region_code {OF_A_HOUSEHOLD}",
    ),
    (
        "ck_visit_of_another_household",
        f"""INSERT INTO visit (household_id, person_id, region_code, visited_at, purpose, content)
        SELECT household_id, person_id, region_code, '2020-06-01 09:00+08', 'routine', '走访' {OF_A_HOUSEHOLD}""",
    ),
    (
        "ck_post_without_pairing_of_it",
        f"""{NEWCOMER}; UPDATE person SET household_id = p.household_id FROM pairing AS p WHERE number = 'newcomer' AND p.id = 1;
        INSERT INTO pairing (household_id, person_id, kind, period, region_code)
        SELECT p.household_id, n.id, 'extra', '[2020-06-01,)', p.region_code FROM pairing AS p, person AS n WHERE p.id = 1 AND number = 'newcomer';
        INSERT INTO post (person_id, tier, region_code, region_level, period, household_id)
        SELECT n.id, 'household', p.region_code, 'village', '[2018-01-17,)', p.household_id FROM pairing AS p, person AS n
        WHERE p.id = 1 AND number = 'newcomer'""",
    ),
    (
        "ck_post_without_visit_of_it",
        """INSERT INTO visit (household_id, person_id, region_code, visited_at, purpose, content)
        SELECT v.household_id, d.person_id, v.region_code, '2019-01-01 09:00+08', v.purpose, v.content FROM visit AS v, donor AS d WHERE v.id = 1
        AND d.person_id IS NOT NULL ORDER BY d.id LIMIT 1;
        UPDATE person SET household_id = v.household_id FROM visit AS v WHERE v.id = (SELECT max(id) FROM visit) AND person.id = v.person_id;
        INSERT INTO post (person_id, tier, region_code, region_level, period, household_id)
        SELECT person_id, 'household', region_code, 'village', '[2018-01-17,)', household_id FROM visit ORDER BY id DESC LIMIT 1""",
    ),
    (
        "ck_random_check_item_by_no_helper",
        "UPDATE random_check_item AS i SET checker_id = p.person_id FROM pairing AS p WHERE p.household_id = i.household_id AND p.period @> i.checked_on",
    ),
    (
        "ck_pairing_by_no_checker",
        """INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, checker_id, 'extra', daterange(checked_on, NULL), region_code
        FROM random_check_item WHERE checked_on IS NOT NULL ORDER BY id LIMIT 1""",
    ),
    ("ck_pairing_by_one_in_office", "UPDATE pairing SET period = '[2015-12-31,)' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL)"),
    ("ck_visit_by_one_in_office", "UPDATE visit SET visited_at = '2015-12-31 09:00+08' WHERE id = 1"),
    (
        "ck_accountability_not_of_who_signed_off",
        """UPDATE accountability SET person_id = (SELECT signed_off_by_id FROM supervision_case WHERE id = supervision_case_id)
        WHERE id = (SELECT min(a.id) FROM accountability AS a JOIN supervision_case AS c ON c.id = supervision_case_id WHERE signed_off_by_id IS NOT NULL)""",
    ),
    (
        "ck_supervision_case_not_signed_off_by_who_answers",
        """UPDATE supervision_case AS c SET signed_off_by_id = a.person_id, delisted_on = coalesce(c.delisted_on, c.due_on) FROM accountability AS a
        WHERE a.supervision_case_id = c.id""",
    ),
    (
        "ex_key_area_person_title_period",
        """INSERT INTO key_area (person_id, title, period, region_code) SELECT person_id, title, period, (SELECT max(code) FROM region WHERE level = 'town') FROM key_area WHERE id = 1""",
    ),
)
# what weighs more than all of it, checks by others than who may check, and what was found elsewhere
REOPENED = "state = 'reopened', reopened = reopened + 1, closed_on = NULL, closed_by_id = NULL"
UNANSWERED = "supervision_case_id NOT IN (SELECT supervision_case_id FROM accountability)"
ELSEWHERE = (
    ("audit_finding", "audit_engagement", "county"),
    ("audit_scope", "audit_engagement", "county"),
    ("third_party_finding", "third_party_engagement", "county"),
    ("random_check_item", "random_check", "village"),
    ("resupervision_item", "resupervision", "village"),
)
INSIDE = (
    ("ck_assessment_indicator_weigh_one_at_most", "UPDATE assessment_indicator SET weight = weight + 0.001 WHERE id = 1"),
    (
        "ck_assessment_indicator_weigh_one_at_most",
        "INSERT INTO assessment_indicator (kind, year, name, weight, evidence) SELECT kind, year, '另一指标', 0.001, evidence FROM assessment_indicator WHERE id = 1",
    ),
    ("ck_third_party_engagement_on_its_own_post", "UPDATE third_party_engagement SET post_id = (SELECT min(id) FROM post WHERE tier = 'auditor')"),
    ("ck_third_party_engagement_on_its_own_post", "UPDATE third_party_engagement SET region_code = '3202'"),
    ("ck_post_of_its_third_party", "UPDATE post SET tier = 'volunteer' WHERE id = (SELECT min(post_id) FROM third_party_engagement)"),
    ("ck_third_party_engagement_by_a_third_party", "UPDATE third_party_engagement SET organisation_id = 1"),
    ("ck_organisation_engaged_as_third_party", "UPDATE organisation SET kind = 'company' WHERE kind = 'third_party'"),
    (
        "ck_violation_notice_of_the_inspected_rule",
        "UPDATE violation_notice SET policy_clause_id = (SELECT max(id) FROM policy_clause) WHERE id = (SELECT min(n.id) FROM violation_notice AS n JOIN policy_clause AS c ON c.id = policy_clause_id WHERE policy_document_id < 5)",
    ),
    (
        "ck_inspection_plan_of_the_rule_of_its_notice",
        "UPDATE inspection_plan SET policy_document_id = 6 - policy_document_id WHERE policy_document_id <> 3",
    ),
    (
        "ck_policy_clause_of_the_inspected_rule",
        "UPDATE policy_clause SET policy_document_id = policy_document_id % 5 + 1, number = number || '-' WHERE id IN (SELECT policy_clause_id FROM violation_notice)",
    ),
    ("ck_violation_notice_after_its_inspection", "UPDATE violation_notice SET approved_on = '2019-12-31'"),
    ("ck_inspection_plan_before_its_notice", "UPDATE inspection_plan SET planned_on = '2030-01-01'"),
    *(
        (
            f"ck_{table}_inside_its_place",
            f"UPDATE {table} SET region_code = (SELECT max(code) FROM region WHERE level = '{level}') WHERE id = (SELECT min(f.id) FROM {table} AS f "
            f"JOIN {parent} AS p ON p.id = {parent}_id WHERE NOT starts_with((SELECT max(code) FROM region), p.region_code))",
        )
        for table, parent, level in ELSEWHERE
    ),
    *(
        (
            f"ck_{parent}_around_{table}",
            f"UPDATE {parent} SET region_code = (SELECT max(code) FROM region WHERE level = 'county') WHERE id = (SELECT min({parent}_id) FROM {table})",
        )
        for table, parent in (("audit_finding", "audit_engagement"), ("third_party_finding", "third_party_engagement"))
    ),
    (
        "ck_audit_engagement_around_audit_scope",
        """UPDATE audit_finding SET region_code = '320282101' WHERE region_code = '320282';
        UPDATE audit_engagement SET region_code = '320282101' WHERE region_code = '320282'""",
    ),
    ("ck_rule_parameter_since_its_document", "UPDATE rule_parameter SET period = '[1990-01-01,)' WHERE id = 1"),
    ("ck_policy_document_in_force_before_its_parameters", "UPDATE policy_document SET period = '[2018-01-02,)' WHERE id = 1"),
    (
        "ck_alert_watched_by_its_rule",
        "UPDATE alert SET alert_rule_id = (SELECT max(id) FROM alert_rule WHERE subject_database = 'funds') WHERE subject_database = 'forces'",
    ),
    ("ck_alert_rule_watches_its_alerts", "UPDATE alert_rule SET subject_database = 'projects' WHERE subject_database = 'funds'"),
    (
        "ck_device_outage_of_a_device_that_is_away",
        "UPDATE device_outage SET period = daterange(lower(period), NULL) WHERE id = (SELECT min(o.id) FROM device_outage AS o JOIN device AS d ON d.id = device_id WHERE state = 'online')",
    ),
    ("ck_device_online_after_its_outages", "UPDATE device SET state = 'online' WHERE state = 'offline'"),
    (
        "ck_rectification_area_inside_its_place",
        """UPDATE clue SET rectification_campaign_id = NULL; DELETE FROM rectification_area WHERE rectification_campaign_id = 1;
        UPDATE rectification_campaign SET region_code = '320282' WHERE id = 1;
        INSERT INTO rectification_area (rectification_campaign_id, department, region_code) VALUES (1, 'finance', '320205')""",
    ),
    (
        "ck_rectification_campaign_around_rectification_area",
        "UPDATE clue SET rectification_campaign_id = NULL; UPDATE rectification_campaign SET region_code = '320282'",
    ),
    *(
        (
            f"ck_correction_task_after_its_{origin}",
            f"UPDATE correction_task SET due_on = '1995-01-01' WHERE id = (SELECT min(id) FROM correction_task WHERE {origin}_id IS NOT NULL)",
        )
        for origin in ("alert", "supervision_case", "audit_finding", "third_party_finding")
    ),
    *(
        (
            f"ck_{origin}_{there}_before_its_correction",
            f"UPDATE {origin} SET {changed} WHERE id = (SELECT min({origin}_id) FROM correction_task WHERE {about})",
        )
        for origin, there, changed, about in (
            ("alert", "raised", f"{REOPENED}, raised_on = '2035-01-01', due_on = '2035-02-01'", "true"),
            ("supervision_case", "opened", "opened_on = '2035-01-01', due_on = '2035-02-01', delisted_on = delisted_on + 10000", UNANSWERED),
            ("audit_finding", "lies", "found_on = '2035-01-01'", "true"),
        )
    ),
    (
        "ck_third_party_finding_lies_before_its_correction",
        """UPDATE third_party_engagement SET period = '[2020-01-01,2020-12-31)'; UPDATE third_party_finding SET found_on = '2020-12-30'""",
    ),
    (
        "ck_clue_before_its_campaign_ends",
        """UPDATE clue SET received_on = '2019-12-31', assessed_on = '2019-12-31', assigned_on = '2019-12-31', due_on = '2020-01-31'
        WHERE state = 'assigned' AND rectification_campaign_id = 1""",
    ),
    ("ck_rectification_campaign_ends_after_its_clues", "UPDATE rectification_campaign SET period = daterange(lower(period), lower(period) + 1)"),
    (
        "ck_clue_inside_its_place",
        """UPDATE clue SET rectification_campaign_id = NULL; DELETE FROM rectification_area; UPDATE rectification_campaign SET region_code = '320282';
        UPDATE clue SET rectification_campaign_id = 1, region_code = '320205' WHERE state = 'assigned'""",
    ),
    (
        "ck_rectification_campaign_around_clue",
        "DELETE FROM rectification_area; UPDATE rectification_campaign SET region_code = (SELECT max(code) FROM region) WHERE id = (SELECT min(rectification_campaign_id) FROM clue)",
    ),
    ("ck_secretary_assessment_level_of_region", "UPDATE secretary_assessment SET level = 3, superior_level = 4, scorer_level = 5 WHERE id = 1"),
    (
        "ex_organisation_role_region_subject_period",
        "UPDATE organisation_role SET cooperation = 'lead' WHERE cooperation = 'cooperate'",
    ),
    ("ck_helping_plan_in_its_term", "UPDATE helping_plan SET year = 1990 WHERE id = (SELECT min(id) FROM helping_plan WHERE year IS NOT NULL)"),
    ("ck_helping_team_spans_its_plans", "DELETE FROM village_visit; UPDATE helping_team SET period = '[2018-01-17,2018-12-31)' WHERE id = 1"),
    *(
        ("ck_rule_parameter_as_known", f"UPDATE rule_parameter SET {change}")
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
)

# what was decided, answered, closed or published stays, for others rest on it
HONOURED = "(SELECT person_id FROM commendation WHERE honour = 'recommendation' ORDER BY id LIMIT 1)"
SECRETARY = "SELECT person_id FROM secretary_assessment WHERE score >= 80 ORDER BY id LIMIT 1"
HONOUR = """INSERT INTO commendation (person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public)
SELECT ({person}), region_code, 'commendation', 'PROMISE', decided_on, {first}, last_year, false FROM commendation WHERE id = 1"""
CLOSED_ALERT = "id = (SELECT min(id) FROM alert WHERE state = 'closed')"
GIVERS = ("donor", "volunteer")
OFFICE = """INSERT INTO post (person_id, tier, department, region_code, region_level, period) SELECT id, 'manager', 'civil_affairs', '3202', 'city', '[2020-01-01,)'
FROM person WHERE number = 'newcomer'"""
STAYS = (
    ("ck_post_of_an_organisation", f"{NEWCOMER}; {OFFICE}"),
    (
        "ck_person_has_one_for_his_offices",
        f"""{NEWCOMER}; UPDATE person SET organisation_id = 1 WHERE number = 'newcomer'; {OFFICE};
        UPDATE person SET organisation_id = NULL WHERE number = 'newcomer'""",
    ),
    (
        "ck_person_of_one_household_or_office",
        "UPDATE person SET household_id = 1 WHERE id = (SELECT min(id) FROM person WHERE organisation_id IS NOT NULL)",
    ),
    (
        "ck_post_of_his_household",
        f"""{NEWCOMER}; INSERT INTO post (person_id, tier, region_code, region_level, period, household_id) SELECT (SELECT id FROM person
        WHERE number = 'newcomer'), tier, region_code, region_level, period, household_id FROM post WHERE tier = 'household' ORDER BY id LIMIT 1""",
    ),
    ("ck_person_of_the_household_of_his_posts", "UPDATE person SET household_id = 2 WHERE household_id = 1"),
    ("ck_person_leaves_no_open_post", "UPDATE person SET is_active = false WHERE id = (SELECT min(person_id) FROM post WHERE upper_inf(period))"),
    (
        "ck_post_of_one_who_works_here",
        """UPDATE post SET period = daterange(lower(period), '2030-01-01') WHERE person_id = 1; UPDATE person SET is_active = false WHERE id = 1;
        UPDATE post SET period = daterange(lower(period), NULL) WHERE person_id = 1""",
    ),
    *(
        ("ck_alert_stays_closed", statement)
        for statement in (
            f"UPDATE alert SET state = 'assigned', closed_on = NULL, closed_by_id = NULL WHERE {CLOSED_ALERT}",
            f"UPDATE alert SET {REOPENED.replace(' + 1', '')} WHERE {CLOSED_ALERT}",
            f"UPDATE alert SET answer = '另一答复' WHERE {CLOSED_ALERT}",
            f"UPDATE alert SET {REOPENED} WHERE {CLOSED_ALERT}; UPDATE alert SET reopened = 0 WHERE state = 'reopened'",
            """DELETE FROM alert WHERE state = 'closed' AND id NOT IN (SELECT alert_id FROM correction_task WHERE alert_id IS NOT NULL)
            AND id NOT IN (SELECT alert_id FROM resupervision_item WHERE alert_id IS NOT NULL)""",
        )
    ),
    (
        "ck_resupervision_item_of_an_alert_that_was_closed",
        """INSERT INTO resupervision_item (resupervision_id, kind, region_code, ordinal, alert_id) SELECT s.id, s.kind, s.region_code, 9999, a.id
        FROM resupervision AS s JOIN alert AS a ON starts_with(a.region_code, s.region_code) WHERE s.kind = 'online_alert' AND a.state = 'assigned' LIMIT 1""",
    ),
    *(
        (f"ck_{table}_stays_answered", f"UPDATE {table} SET {before}answered_on = NULL, answer = NULL WHERE answered_on IS NOT NULL")
        for table, before in (("clue", "state = 'concluded', "), ("public_report", "state = 'received', "), ("suggestion", "state = 'made', "))
    ),
    ("ck_suggestion_answered_in_state", "UPDATE suggestion SET state = 'transferred' WHERE answered_on IS NOT NULL"),
    ("fk_suggestion_department", "UPDATE suggestion SET department = 'housing' WHERE answered_on IS NULL"),
    *((f"ck_{table}_stays_answered", f"DELETE FROM {table} WHERE answered_on IS NOT NULL") for table in ("public_report", "suggestion")),
    *((f"ck_{table}_stays", f"DELETE FROM {table}") for table in ("accountability", "violation_notice")),
    *(
        ("ck_correction_task_stays_accepted", f"{change} WHERE state = 'accepted'")
        for change in ("UPDATE correction_task SET state = 'submitted', accepted_on = NULL, accepted_by_id = NULL", "DELETE FROM correction_task")
    ),
    ("ck_commendation_after_excellent_years", HONOUR.format(person=HONOURED, first=2016)),
    ("ck_commendation_after_excellent_years", HONOUR.format(person=SECRETARY, first=2018)),
    (
        "ck_commendation_after_excellent_years",
        "UPDATE commendation SET person_id = (SELECT person_id FROM helper_assessment WHERE NOT is_excellent AND year = 2019 ORDER BY id LIMIT 1)",
    ),
    *(
        ("ck_helper_assessment_stays_excellent", f"{change} WHERE person_id = {HONOURED}")
        for change in (
            "UPDATE helper_assessment SET is_excellent = false",
            "UPDATE helper_assessment SET year = year - 9",
            "DELETE FROM helper_assessment",
        )
    ),
    (
        "ck_secretary_assessment_stays_excellent",
        f"{HONOUR.format(person=SECRETARY, first=2019)}; UPDATE secretary_assessment SET score = 79 WHERE person_id = ({SECRETARY})",
    ),
    *(
        ("ck_model_case_stays_approved", f"{change} WHERE title = (SELECT max(title) FROM model_case WHERE published_on < '2020-05-10')")
        for change in (
            "UPDATE model_case SET body = '另一正文'",
            "UPDATE model_case SET published_on = NULL",
            "DELETE FROM model_case",
        )
    ),
    ("ck_model_case_stays_approved", "UPDATE model_case SET withdrawn_on = NULL WHERE withdrawn_on IS NOT NULL"),
    ("ck_model_case_stays_approved", "UPDATE model_case SET body = '另一正文' WHERE approved_on IS NOT NULL AND published_on IS NULL"),
    ("ck_model_case_approved_by_other", "UPDATE model_case SET approved_by_id = drafted_by_id, approved_on = '2020-06-01' WHERE approved_on IS NULL"),
    ("ck_model_case_approved_on_a_day", "UPDATE model_case SET approved_on = '2020-06-01' WHERE approved_on IS NULL"),
    ("ck_model_case_published_after_approval", "UPDATE model_case SET published_on = '2020-06-01' WHERE approved_on IS NULL"),
    *(
        ("ck_model_case_embargo_on_its_day", f"UPDATE model_case SET {change} WHERE published_on IS NULL AND approved_on IS NOT NULL")
        for change in (
            "embargo_until = '2020-06-30 09:00+08'",
            "published_on = '2020-06-30', embargo_until = '2020-07-01 00:00+08'",
            "published_on = '2020-06-30', embargo_until = '2020-06-29 23:59+08'",
        )
    ),
    ("ck_model_case_withdrawn_later", "UPDATE model_case SET withdrawn_on = approved_on - 1 WHERE withdrawn_on IS NULL"),
    (
        "ck_offer_money_of_donors",
        "UPDATE offer SET kind = 'money', charity_id = (SELECT min(organisation_id) FROM fundraising_certificate) WHERE volunteer_id IS NOT NULL",
    ),
    ("ck_volunteer_money_of_donors", "UPDATE volunteer SET help_kind = 'money' WHERE id = 1"),
    ("ck_pledge_money_of_donors", "UPDATE pledge SET volunteer_id = 1, donor_id = NULL WHERE charity_id IS NOT NULL"),
    (
        "ck_donor_stays_who_pledged",
        """UPDATE donor SET person_id = (SELECT max(id) FROM person)
        WHERE id = (SELECT min(d.id) FROM donor AS d JOIN pledge ON donor_id = d.id WHERE d.person_id IS NOT NULL)""",
    ),
    (
        "ck_volunteer_stays_who_pledged",
        f"""{HELD.format(which="charity_id IS NULL")}; UPDATE volunteer SET verified_on = '2020-01-01', verified_by_id = 1 WHERE id = 1;
        UPDATE pledge SET donor_id = NULL, volunteer_id = 1 WHERE state = 'held'; UPDATE volunteer SET person_id = (SELECT max(id) FROM person) WHERE id = 1""",
    ),
    *(
        (f"ck_{giver}_verified_by_another", f"UPDATE {giver} SET verified_on = '2020-01-01', verified_by_id = person_id WHERE id = 1")
        for giver in GIVERS
    ),
    *(
        (
            f"ck_{giver}_refused_or_verified",
            f"UPDATE {giver} SET verified_on = '2020-01-01', verified_by_id = 1, {REFUSED_BY_TWO} WHERE id = 1",
        )
        for giver in GIVERS
    ),
    *(
        (
            f"ck_{giver}_appeal_decided_by_another",
            f"UPDATE {giver} SET {NOT_VERIFIED}, {REFUSED_BY_TWO}, {APPEALED_AGAINST}, appeal_answer = '维持', appeal_decider_id = 2 WHERE id = 1",
        )
        for giver in GIVERS
    ),
    *(
        (
            f"ck_{giver}_appeal_granted_by_another",
            f"""UPDATE {giver} SET {NOT_VERIFIED}, {REFUSED_BY_TWO}, {APPEALED_AGAINST} WHERE id = 1;
            UPDATE {giver} SET {UNREFUSED}, verified_on = '2020-02-01', verified_by_id = 2 WHERE id = 1""",
        )
        for giver in GIVERS
    ),
    (
        "uq_donor_organisation_id_giving",
        """INSERT INTO donor (organisation_id, display_name, is_anonymous, verified_on, verified_by_id, region_code)
        SELECT organisation_id, display_name, is_anonymous, verified_on, verified_by_id, region_code FROM donor
        WHERE id = (SELECT max(id) FROM donor WHERE organisation_id IS NOT NULL)""",
    ),
    (
        "ck_pledge_by_a_donor_who_gives",
        f"""UPDATE donor SET ended_on = '2019-01-01' WHERE id = 1; {HELD.format(which="charity_id IS NULL")};
        UPDATE pledge SET donor_id = 1, volunteer_id = NULL WHERE state = 'held'""",
    ),
    (
        "ck_offer_by_a_donor_who_gives",
        "UPDATE donor SET ended_on = '2019-01-01' WHERE id = 1; UPDATE offer SET donor_id = 1, volunteer_id = NULL, kind = 'goods', charity_id = NULL",
    ),
    ("ck_volunteer_goes_so_far", "UPDATE volunteer SET radius_km = 501 WHERE id = 1"),
    (
        "ck_donor_acts_for_what_was_verified",
        """UPDATE donor SET verified_on = NULL, verified_by_id = NULL, person_id = (SELECT max(id) FROM person)
        WHERE id = (SELECT max(id) FROM donor WHERE organisation_id IS NOT NULL)""",
    ),
)

PROMISES: tuple[Promise, ...] = (
    *(Promise(rule, statement) for rule, statement in (*APART, *INSIDE, *STAYS)),
    Promise("ck_need_item_certificate_of_a_skill", "UPDATE need_item SET skill = NULL WHERE needs_certificate"),
    Promise("ck_match_weight_stays_decided", "UPDATE match_weight SET words = words / 2 WHERE id = 1"),
    Promise("ck_match_weight_stays_decided", "DELETE FROM match_weight WHERE id = 1"),
    Promise(
        "ck_match_weight_weigh_something",
        "UPDATE match_weight SET words = 0, place = 0, time = 0, skill = 0, days = 0, language = 0, remaining = 0, urgency = 0, reliability = 0",
    ),
    *(
        Promise("ck_pledge_receipt_by_others", f"{DELIVERED}; UPDATE pledge SET {signed} WHERE {NEWEST}")
        for signed in (f"officer_id = {GIVER}", f"officer_id = 1, second_officer_id = {GIVER}", ON_PAPER.format(who=GIVER))
    ),
    Promise("ck_pledge_receipt_by_others", VOIDED.replace("voided_by_id = 1", f"voided_by_id = {GIVER}")),
    *(
        Promise("ck_pledge_receipt_by_others", f"UPDATE pledge SET {judge} = {GIVER} WHERE {BY_A_PERSON}")
        for judge in ("feedback_writer_id", "feedback_reviewer_id")
    ),
    *(
        Promise("ck_pledge_receipt_by_no_kin", f"{DELIVERED}; {OF_GIVERS_KIN}; UPDATE pledge SET {signed} WHERE {NEWEST}")
        for signed in ("officer_id = 1", "officer_id = 2, second_officer_id = 1", ON_PAPER.format(who=1))
    ),
    *(
        Promise("ck_pledge_delivered_so_many", f"{DELIVERED.replace('delivered_quantity = 1', f'delivered_quantity = {quantity}')}")
        for quantity in ("NULL", "2")
    ),
    *(
        Promise(
            "ck_pledge_stays_delivered",
            f"UPDATE pledge SET {recorded} WHERE id = (SELECT min(id) FROM pledge WHERE state = 'closed' AND quantity > 1)",
        )
        for recorded in ("delivered_on = delivered_on + 1", "delivered_quantity = 1")
    ),
    Promise("ck_pledge_voided_whole", VOIDED.replace(", void_reason = '没有送到'", "")),
    Promise(
        "ck_pledge_voided_whole",
        f"{DELIVERED}; UPDATE pledge SET voided_at = '2020-05-21', voided_by_id = 1, void_reason = '没有送到' WHERE {NEWEST}",
    ),
    Promise("ck_pledge_feedback_reviewed", f"UPDATE pledge SET feedback_reviewer_id = NULL WHERE {CLOSED}"),
    Promise("ck_pledge_feedback_written", f"UPDATE pledge SET feedback_writer_id = NULL WHERE {CLOSED}"),
    Promise("ck_pledge_feedback_by_two", f"UPDATE pledge SET feedback_writer_id = feedback_reviewer_id WHERE {CLOSED}"),
    Promise(
        "ck_pledge_feedback_returned", f"{DELIVERED}; UPDATE pledge SET feedback_return_reason = '请去掉名字', feedback_writer_id = 1 WHERE {NEWEST}"
    ),
    Promise("ck_pledge_drafted_once_received", f"{DELIVERED}; UPDATE pledge SET draft_feedback = '好用', feedback_writer_id = 1 WHERE {NEWEST}"),
    Promise("ck_pledge_disputed_whole", f"{DELIVERED}; UPDATE pledge SET dispute_reason = 'not_come' WHERE {NEWEST}"),
    Promise("ck_pledge_disputed_later", DISPUTED.replace("05-21", "05-19")),
    Promise("ck_pledge_undisputed_on_paper", f"{DISPUTED}; UPDATE pledge SET {ON_PAPER.format(who=1).replace('05-21', '05-22')} WHERE {NEWEST}"),
    Promise("ck_pledge_stays_disputed", f"{DISPUTED}; UPDATE pledge SET disputed_at = NULL, dispute_reason = NULL WHERE {NEWEST}"),
    Promise("ck_pledge_voided_later", VOIDED.replace("2020-05-21", "2020-05-19")),
    Promise("ck_pledge_stays_voided", f"{VOIDED}; UPDATE pledge SET void_reason = '送错了' WHERE {NEWEST}"),
    Promise(
        "ck_pledge_goes_forward",
        f"{VOIDED}; UPDATE pledge SET state = 'delivered', voided_at = NULL, voided_by_id = NULL, void_reason = NULL WHERE {NEWEST}",
    ),
    Promise(
        "ck_pledge_assisted_whole",
        f"{DELIVERED}; UPDATE pledge SET received_by_household = true, assistant_id = 1, paper_number = 'Q-1' WHERE {NEWEST}",
    ),
    Promise("ck_pledge_assisted_household", f"{DELIVERED}; UPDATE pledge SET {ON_PAPER.format(who=1).replace('true', 'false')} WHERE {NEWEST}"),
    Promise("ck_pledge_assistant_differs", f"{DELIVERED}; UPDATE pledge SET officer_id = 1, {ON_PAPER.format(who=1)} WHERE {NEWEST}"),
    Promise(
        "ck_pledge_assisted_later",
        f"{DELIVERED}; UPDATE pledge SET {ON_PAPER.format(who=1).replace('05-21', '05-19')} WHERE {NEWEST}",
    ),
    *(
        Promise("ck_pledge_stays_signed", f"{DELIVERED}; UPDATE pledge SET officer_id = 2, {ON_PAPER.format(who=1)} WHERE {NEWEST}; {change}")
        for change in (
            *(f"UPDATE pledge SET {another} WHERE {NEWEST}" for another in ("officer_id = 3", "assistant_id = 3", "paper_number = 'Q-2'")),
            f"UPDATE pledge SET received_by_household = false, {NOT_ON_PAPER} WHERE {NEWEST}",
        )
    ),
    Promise(
        "ck_pledge_stays_signed",
        f"{DELIVERED}; UPDATE pledge SET received_by_household = true WHERE {NEWEST}; UPDATE pledge SET {ON_PAPER.format(who=1)} WHERE {NEWEST}",
    ),
    Promise(
        "ck_fundraising_certificate_of_who_may_raise_funds",
        "UPDATE fundraising_certificate SET organisation_id = (SELECT min(id) FROM organisation WHERE NOT may_raise_funds) WHERE id = 1",
    ),
    Promise(
        "ck_policy_document_in_force_about_its_issue",
        "UPDATE policy_document SET issued_on = lower(period) + 400 WHERE id = 1",
    ),
    Promise(
        "ck_pairing_handover_has_successor",
        "UPDATE pairing SET period = daterange(lower(period), '2020-06-01'), end_reason = 'handover' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND lower(period) < '2020-01-01')",
    ),
    Promise(
        "ex_pairing_household_person_period",
        """INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id, 'deputy_household',
        daterange(lower(period) + 30, NULL), region_code FROM pairing WHERE kind = 'responsible' AND upper(period) IS NULL ORDER BY id LIMIT 1""",
    ),
    Promise(
        "fk_pairing_handed_to_household",
        """UPDATE pairing AS p SET period = daterange(lower(period), '2020-06-01'), end_reason = 'handover',
        handed_to_id = (SELECT min(o.id) FROM pairing AS o WHERE o.household_id <> p.household_id)
        WHERE p.id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND lower(period) < '2020-01-01')""",
    ),
    Promise(
        "fk_helping_plan_helping_team_region",
        "UPDATE helping_plan SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1",
    ),
    Promise(
        "fk_leader_visit_leader_linkage_region",
        "UPDATE leader_visit SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1",
    ),
    *(
        Promise(
            f"fk_{table}_{parent}_region",
            f"UPDATE {table} SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = (SELECT max(id) FROM {table})",
        )
        for table, parent in (
            *(("device_outage", "device"), ("assessment_evidence", "assessment_score"), ("self_check_item", "self_check")),
            *(("working_group", "leading_group"), ("leading_group_member", "leading_group")),
        )
    ),
    Promise("ck_pairing_handed_on", HANDED_ON.format(person="person_id", day="2020-06-01")),
    Promise("ck_pairing_handed_on", HANDED_ON.format(person="person_id + 1", day="2020-06-09")),
    Promise(
        "ck_pairing_handed_on",
        f"""{HANDED_ON.format(person="person_id + 1", day="2020-06-01")};
        UPDATE pairing AS p SET person_id = o.person_id FROM pairing AS o WHERE o.handed_to_id = p.id AND p.id = (SELECT max(id) FROM pairing)""",
    ),
    Promise(
        "fk_village_ranking_ranking_weight_year",
        """UPDATE village_ranking SET ranking_weight_id = ranking_weight_id + 1 WHERE id = 1""",
    ),
    Promise(
        "fk_village_ranking_ranking_weight_year",
        """UPDATE ranking_weight SET year = 1990 WHERE id = 1""",
    ),
    Promise(
        "ck_organisation_parent_id_in_no_circle",
        """UPDATE organisation SET parent_id = (SELECT min(id) FROM organisation WHERE parent_id = 1) WHERE id = 1""",
    ),
    Promise(
        "ck_organisation_parent_id_in_no_circle",
        """UPDATE organisation SET parent_id = (SELECT min(low.id) FROM organisation AS low JOIN organisation AS middle ON middle.id = low.parent_id
        WHERE middle.parent_id = 1) WHERE id = 1""",
    ),
    Promise(
        "ck_post_granted_by_id_in_no_circle",
        """UPDATE post SET granted_by_id = (SELECT min(id) FROM post WHERE granted_by_id IS NOT NULL)
        WHERE id = (SELECT granted_by_id FROM post WHERE id = (SELECT min(id) FROM post WHERE granted_by_id IS NOT NULL))""",
    ),
    Promise(
        "ck_pledge_as_pledged",
        """UPDATE pledge SET household_id = household_id + 1 WHERE id = 1""",
    ),
    Promise(
        "ck_pledge_as_pledged",
        "UPDATE pledge SET household_id = NULL WHERE id = (SELECT min(id) FROM pledge WHERE donor_id IS NOT NULL AND household_id IS NOT NULL AND assistant_id IS NULL)",
    ),
    Promise(
        "ck_pledge_as_pledged",
        f"{HELD.format(which='charity_id IS NOT NULL')}; UPDATE pledge SET charity_id = NULL WHERE state = 'held'",
    ),
    Promise(
        "ck_need_as_pledged",
        """UPDATE need SET household_id = 999999 WHERE id = (SELECT min(need_id) FROM pledge WHERE household_id IS NOT NULL)""",
    ),
    *(
        Promise(
            "ck_need_item_stays_pledged",
            f"UPDATE need_item SET {told} WHERE id IN (SELECT n.need_item_id FROM need AS n JOIN pledge AS p ON p.need_id = n.id)",
        )
        for told in ("name = '他物'", "kind = 'job'", "unit = '吨'")
    ),
    *(
        Promise("ck_need_stays_pledged", f"UPDATE need SET {told} WHERE id IN (SELECT need_id FROM pledge)")
        for told in ("price = 0.01", "public_id = 'N' || id")
    ),
    Promise(
        "ck_need_stays_pledged",
        """UPDATE need AS n SET need_item_id = o.id FROM need_item AS i JOIN need_item AS o ON o.kind = i.kind AND o.id <> i.id WHERE i.id = n.need_item_id
        AND n.price <= o.price_ceiling AND n.id IN (SELECT need_id FROM pledge)""",
    ),
    Promise("ck_need_stays_published", "UPDATE need SET state = 'draft', published_on = NULL WHERE state = 'published'"),
    Promise("ck_need_stays_published", "UPDATE need SET reviewer_id = (SELECT max(id) FROM person) WHERE state = 'published'"),
    Promise(
        "ck_need_stays_published", "DELETE FROM need WHERE state = 'published' AND NOT EXISTS (SELECT FROM match_refusal WHERE need_id = need.id)"
    ),
    Promise("ck_need_stays_ended", "UPDATE need SET state = 'fully_pledged' WHERE id = (SELECT min(id) FROM need WHERE state = 'thanked')"),
    Promise("ck_need_stays_ended", "UPDATE need SET state = 'published' WHERE id = (SELECT min(id) FROM need WHERE state = 'expired')"),
    Promise(
        "ck_need_stays_ended",
        "UPDATE need SET state = 'draft', refusal_reason = NULL, refuser_id = NULL WHERE id = (SELECT min(id) FROM need WHERE state = 'refused')",
    ),
    Promise("ck_need_refused_by_somebody", "UPDATE need SET refuser_id = NULL WHERE state = 'refused'"),
    Promise("ck_need_drafter_refuses_not", "UPDATE need SET refuser_id = drafter_id WHERE state = 'refused'"),
    Promise(
        "ck_need_appeal_decided_by_another",
        "UPDATE need_appeal SET state = 'dismissed', answer = '维持', decided_on = made_on, decider_id = refuser_id WHERE state = 'made'",
    ),
    Promise("uq_need_appeal_need_id_standing", APPEALED),
    Promise(
        "ck_need_appeal_of_a_refused_need",
        """INSERT INTO need_appeal (need_id, household_id, village_code, region_code, appellant_id, refuser_id, state, reason, made_on, due_on)
        SELECT id, household_id, village_code, region_code, drafter_id, 1, 'made', '请再核实', '2020-05-08', '2020-05-23' FROM need
        WHERE id = (SELECT min(id) FROM need WHERE state = 'draft')""",
    ),
    Promise("ck_need_appeal_stays_made", "UPDATE need_appeal SET due_on = due_on + 30"),
    Promise("ck_need_appeal_stays_decided", "UPDATE need_appeal SET answer = '另有意见' WHERE state = 'dismissed'"),
    Promise("ck_need_unpublished_has_no_day", "UPDATE need SET published_on = '2020-01-01' WHERE state = 'draft'"),
    Promise("ck_offer_of_something", "UPDATE offer SET quantity = 0 WHERE id = 1"),
    Promise(
        "ck_offer_by_a_certified_charity",
        f"UPDATE offer SET kind = 'money', charity_id = {UNCERTIFIED} WHERE id = (SELECT min(id) FROM offer WHERE donor_id IS NOT NULL)",
    ),
    Promise(
        "ck_pledge_by_a_certified_charity",
        f"{HELD.format(which='charity_id IS NOT NULL')}; UPDATE pledge SET charity_id = {UNCERTIFIED} WHERE {NEWEST}",
    ),
    Promise(
        "ck_pledge_by_a_verified_donor",
        f"""UPDATE donor SET verified_on = NULL, verified_by_id = NULL; {HELD.format(which="charity_id IS NULL")}""",
    ),
    Promise(
        "ck_pledge_by_a_verified_volunteer",
        f"""{HELD.format(which="charity_id IS NULL")}; UPDATE pledge SET donor_id = NULL, volunteer_id = (SELECT min(id) FROM volunteer WHERE verified_on IS NULL)
        WHERE state = 'held'""",
    ),
    *(
        Promise(
            "ck_pledge_while_it_was_asked",
            f"{HELD.format(which='true')}; UPDATE pledge SET pledged_at = '{day}', expires_at = '{day}'::timestamptz + interval '3 days' WHERE state = 'held'",
        )
        for day in ("2020-01-14 23:00+08", "2029-10-01 01:00+08")
    ),
    *(
        Promise("ck_pledge_stays_confirmed", f"UPDATE pledge SET {agreed} WHERE id = (SELECT min(id) FROM pledge WHERE state = 'confirmed')")
        for agreed in (
            "facts_digest = sha256('others')",
            "donor_id = donor_id + 1",
            "quantity = quantity + 1",
            "pledged_at = pledged_at - interval '1 day'",
        )
    ),
    Promise(
        "ck_pledge_contact_with_a_volunteer",
        "UPDATE pledge SET contact_accepted_at = confirmed_at WHERE id = (SELECT min(id) FROM pledge WHERE donor_id IS NOT NULL AND confirmed_at IS NOT NULL)",
    ),
    Promise("ck_pledge_contact_with_a_volunteer", IN_CONTACT.format(accepted="confirmed_at - interval '1 minute'")),
    Promise(
        "ck_pledge_stays_in_contact",
        f"{IN_CONTACT.format(accepted='confirmed_at')}; UPDATE pledge SET contact_accepted_at = NULL WHERE {NEWEST}",
    ),
    Promise("ck_message_of_an_accepted_contact", f"{IN_CONTACT.format(accepted='NULL')}; {WRITTEN.format(household='household_id')}"),
    Promise("ck_message_of_an_accepted_contact", f"{IN_CONTACT.format(accepted='confirmed_at')}; {WRITTEN.format(household='household_id + 1')}"),
    Promise(
        "ck_message_stays_sent",
        f"{IN_CONTACT.format(accepted='confirmed_at')}; {WRITTEN.format(household='household_id')}; UPDATE message SET text = '别的话' WHERE id = (SELECT max(id) FROM message)",
    ),
    Promise("ck_match_refusal_stays_refused", f"UPDATE match_refusal SET reason = 'other' WHERE id = {REFUSED}"),
    Promise("ck_match_refusal_stays_refused", f"DELETE FROM match_refusal WHERE id = {REFUSED}"),
    Promise(
        "ck_match_refusal_stays_refused",
        "UPDATE match_refusal SET taken_back_at = NULL WHERE id = (SELECT min(id) FROM match_refusal WHERE taken_back_at IS NOT NULL)",
    ),
    Promise("ck_match_refusal_taken_back_later", f"UPDATE match_refusal SET taken_back_at = refused_at - interval '1 minute' WHERE id = {REFUSED}"),
    Promise("ck_match_refusal_of_a_published_need", REFUSED_NEED.format(county="left(region_code, 6)", which="published_on IS NULL")),
    Promise("ck_match_refusal_of_a_published_need", REFUSED_NEED.format(county="'320281'", which="state = 'published' AND region_code < '320281'")),
    *(
        Promise(
            f"uq_match_refusal_{giver}_standing",
            f"""INSERT INTO match_refusal (need_id, {giver}, reason, refused_at, region_code) SELECT need_id, {giver}, 'other', now(), region_code
            FROM match_refusal WHERE id = (SELECT min(id) FROM match_refusal WHERE taken_back_at IS NULL AND {giver} IS NOT NULL)""",
        )
        for giver in ("donor_id", "volunteer_id")
    ),
    Promise(
        "ck_pledge_stays_confirmed", "DELETE FROM pledge WHERE id = (SELECT min(id) FROM pledge WHERE state = 'closed' AND donor_id IS NOT NULL)"
    ),
    Promise(
        "ck_pledge_goes_forward",
        "UPDATE pledge SET state = 'received', feedback = NULL, feedback_writer_id = NULL, feedback_reviewer_id = NULL WHERE id = (SELECT min(id) FROM pledge WHERE state = 'closed')",
    ),
    Promise(
        "ck_pledge_goes_forward",
        "UPDATE pledge SET state = 'released', release_reason = '不再需要', delivered_on = NULL, delivered_quantity = NULL WHERE id = (SELECT min(id) FROM pledge WHERE state = 'delivered')",
    ),
    Promise(
        "ck_pledge_unconfirmed_has_no_moment", "UPDATE pledge SET state = 'held' WHERE id = (SELECT min(id) FROM pledge WHERE state = 'confirmed')"
    ),
    Promise(
        "ck_pledge_delivered_once_confirmed",
        "UPDATE pledge SET delivered_on = '2020-06-01' WHERE id = (SELECT min(id) FROM pledge WHERE state = 'confirmed')",
    ),
    Promise(
        "ck_need_of_an_item_in_use",
        "UPDATE need_item SET retired_on = '2020-06-01'; UPDATE need AS n SET need_item_id = o.id FROM need_item AS o "
        "WHERE o.id <> n.need_item_id AND o.price_ceiling >= n.price AND n.state = 'draft'",
    ),
    Promise(
        "ck_need_within_ceiling",
        "UPDATE need AS n SET price = (SELECT i.price_ceiling + 0.01 FROM need_item AS i WHERE i.id = n.need_item_id) WHERE n.state = 'draft'",
    ),
    Promise(
        "ex_key_area_region_title_period",
        SAME_LEADER,
    ),
    Promise(
        "ex_leading_group_member_leading_group_id_period",
        EARLIER_CHAIR,
    ),
    Promise(
        "ck_post_level_of_region",
        "UPDATE post SET region_level = CASE region_level WHEN 'county' THEN 'town' ELSE 'county' END WHERE id = 1",
    ),
    Promise(
        "ck_leading_group_level_of_region",
        "UPDATE leading_group SET level = CASE level WHEN 'city' THEN 'county' ELSE 'city' END WHERE id = 1",
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
        "ck_helping_team_visits",
        """UPDATE helping_team SET visit_days = 0 WHERE id = 1""",
    ),
    Promise(
        "ck_subject_stays",
        """DELETE FROM disclosure_item WHERE id = (SELECT min(subject_id) FROM alert WHERE subject_database = 'forces' AND subject_table = 'disclosure_item')""",
    ),
    Promise(
        "ck_pledge_is_counted",
        f"{HELD.format(which='true')}; SET CONSTRAINTS ALL IMMEDIATE",
    ),
    Promise(
        "ck_need_counts_its_pledges",
        """UPDATE need SET target = target + 2, pledged = pledged + 1 WHERE id = (SELECT min(id) FROM need WHERE state = 'partly_pledged')""",
    ),
    Promise(
        "ck_pledge_while_it_was_asked",
        f"""{HELD.format(which="charity_id IS NULL")}; UPDATE pledge AS p SET need_id = n.id, household_id = n.household_id, village_code = n.village_code,
        region_code = n.region_code FROM need AS n JOIN need_item AS i ON i.id = n.need_item_id WHERE n.state = 'draft' AND i.kind NOT IN ('money', 'tuition')
        AND p.state = 'held'""",
    ),
    Promise(
        "ck_pledge_of_its_givers_offer",
        f"""{HELD.format(which="charity_id IS NULL")};
        UPDATE pledge SET offer_id = (SELECT min(offer.id) FROM offer WHERE offer.donor_id <> pledge.donor_id) WHERE {NEWEST}""",
    ),
    Promise("ck_pledge_within_its_offer", f"{OUT_OF_AN_OFFER}; UPDATE pledge SET quantity = 11 WHERE {NEWEST}"),
    Promise("ck_offer_stays_pledged", f"{OUT_OF_AN_OFFER}; UPDATE offer SET quantity = 1 WHERE id = (SELECT offer_id FROM pledge WHERE {NEWEST})"),
    Promise(
        "ck_notice_read_after_noticed",
        """INSERT INTO notice (person_id, event_id, kind, about, text, text_en, noticed_at, read_at)
        VALUES (1, 1, 'post_granted', 'Post:1', '新的岗位', 'a post', '2020-02-02', '2020-02-01')""",
    ),
    Promise(
        "ck_mailbox_address_is_whole",
        """INSERT INTO mailbox (person_id, email_mask, given_at) VALUES (1, 'g***@example.org', '2020-02-02')""",
    ),
    Promise(
        "ck_mailbox_confirmed_address",
        """INSERT INTO mailbox (person_id, given_at, confirmed_at) VALUES (1, '2020-02-02', '2020-02-02')""",
    ),
    *(Promise(rule, statement) for rule, statement in PAPERS),
    *(Promise(f"ck_{rule}", statement) for rule, statement in DAYS),
    *(
        Promise(f"ck_{rule.format(draw=draw)}", statement.format(draw=draw))
        for draw in ("random_check", "resupervision")
        for rule, statement in RIGGED
    ),
    *(Promise(f"ck_{rule}", statement) for rule, statement in FURTHER_ITEMS),
)
