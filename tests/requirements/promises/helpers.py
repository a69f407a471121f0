"""Who helps, and who answers for what: statements that they refuse."""

from __future__ import annotations

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
NEWCOMER = "INSERT INTO person (number, name, region_code) VALUES ('newcomer', '新来者', '3202')"
POST = """INSERT INTO post (person_id, tier, department, region_code, region_level, period) SELECT person_id, {tier}, {department}, region_code, region_level, period
FROM post WHERE tier = '{of}' ORDER BY id LIMIT 1"""
SUPERVISORS = (("auditor", "'audit'"), ("inspector", "'discipline'"))
OF_A_HOUSEHOLD = "FROM post WHERE tier = 'household' ORDER BY id LIMIT 1"
GRANTED = "UPDATE post SET {change} WHERE id = (SELECT max(id) FROM post WHERE tier = 'publisher')"
CITY_ADMINISTRATOR, COUNTY_ADMINISTRATOR = (
    f"(SELECT min(id) FROM post WHERE tier = 'administrator' AND length(region_code) = {digits})" for digits in (4, 6)
)
OFFICE = """INSERT INTO post (person_id, tier, department, region_code, region_level, period) SELECT id, 'manager', 'civil_affairs', '3202', 'city', '[2020-01-01,)'
FROM person WHERE number = 'newcomer'"""
PROMISES: tuple[Promise, ...] = (
    Promise(
        "ck_fundraising_certificate_of_who_may_raise_funds",
        "UPDATE fundraising_certificate SET organisation_id = (SELECT min(id) FROM organisation WHERE NOT may_raise_funds) WHERE id = 1",
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
            f"fk_{table}_leading_group_region",
            f"UPDATE {table} SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = (SELECT max(id) FROM {table})",
        )
        for table in ("working_group", "leading_group_member")
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
    Promise(
        "ck_helping_team_visits",
        """UPDATE helping_team SET visit_days = 0 WHERE id = 1""",
    ),
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
    # who supervises, who grants, who helps and who is helped are different people
    *(
        Promise("ck_post_supervises_others", POST.format(tier=f"'{tier}'", department=department, of=work))
        for tier, department in SUPERVISORS
        for work in ("administrator", "manager", "helper")
    ),
    Promise("ck_post_supervises_others", POST.format(tier="'administrator'", department="NULL", of="inspector")),
    Promise("ck_post_granted_within_scope", GRANTED.format(change="granted_by_id = (SELECT min(id) FROM post WHERE tier = 'helper')")),
    Promise("ck_post_granted_within_scope", GRANTED.format(change=f"granted_by_id = {COUNTY_ADMINISTRATOR}")),
    Promise("ck_post_granted_within_scope", GRANTED.format(change="person_id = (SELECT g.person_id FROM post AS g WHERE g.id = post.granted_by_id)")),
    Promise(
        "ck_post_granted_within_scope",
        f"""UPDATE post SET granted_by_id = {CITY_ADMINISTRATOR} WHERE id = {COUNTY_ADMINISTRATOR};
        UPDATE post SET region_code = '3202', region_level = 'city' WHERE id = {COUNTY_ADMINISTRATOR}""",
    ),
    Promise(
        "ck_post_administers_what_it_granted",
        f"UPDATE post SET tier = 'publisher' WHERE id = {CITY_ADMINISTRATOR}",
    ),
    Promise("ck_post_own_village", "UPDATE post SET region_code = '3202', region_level = 'city' WHERE tier = 'household'"),
    Promise(
        "ck_pairing_of_another_household",
        f"INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id, 'extra', '[2020-06-01,)', region_code {OF_A_HOUSEHOLD}",
    ),
    Promise(
        "ck_visit_of_another_household",
        f"""INSERT INTO visit (household_id, person_id, region_code, visited_at, purpose, content)
        SELECT household_id, person_id, region_code, '2020-06-01 09:00+08', 'routine', '走访' {OF_A_HOUSEHOLD}""",
    ),
    Promise(
        "ck_post_without_pairing_of_it",
        f"""{NEWCOMER}; UPDATE person SET household_id = p.household_id FROM pairing AS p WHERE number = 'newcomer' AND p.id = 1;
        INSERT INTO pairing (household_id, person_id, kind, period, region_code)
        SELECT p.household_id, n.id, 'extra', '[2020-06-01,)', p.region_code FROM pairing AS p, person AS n WHERE p.id = 1 AND number = 'newcomer';
        INSERT INTO post (person_id, tier, region_code, region_level, period, household_id)
        SELECT n.id, 'household', p.region_code, 'village', '[2018-01-17,)', p.household_id FROM pairing AS p, person AS n
        WHERE p.id = 1 AND number = 'newcomer'""",
    ),
    Promise(
        "ck_post_without_visit_of_it",
        """INSERT INTO visit (household_id, person_id, region_code, visited_at, purpose, content)
        SELECT v.household_id, d.person_id, v.region_code, '2019-01-01 09:00+08', v.purpose, v.content FROM visit AS v, donor AS d WHERE v.id = 1
        AND d.person_id IS NOT NULL ORDER BY d.id LIMIT 1;
        UPDATE person SET household_id = v.household_id FROM visit AS v WHERE v.id = (SELECT max(id) FROM visit) AND person.id = v.person_id;
        INSERT INTO post (person_id, tier, region_code, region_level, period, household_id)
        SELECT person_id, 'household', region_code, 'village', '[2018-01-17,)', household_id FROM visit ORDER BY id DESC LIMIT 1""",
    ),
    Promise(
        "ck_pairing_by_no_checker",
        """INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, checker_id, 'extra', daterange(checked_on, NULL), region_code
        FROM random_check_item WHERE checked_on IS NOT NULL ORDER BY id LIMIT 1""",
    ),
    Promise(
        "ck_pairing_by_one_in_office", "UPDATE pairing SET period = '[2015-12-31,)' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL)"
    ),
    Promise("ck_visit_by_one_in_office", "UPDATE visit SET visited_at = '2015-12-31 09:00+08' WHERE id = 1"),
    Promise(
        "ex_key_area_person_title_period",
        """INSERT INTO key_area (person_id, title, period, region_code) SELECT person_id, title, period, (SELECT max(code) FROM region WHERE level = 'town') FROM key_area WHERE id = 1""",
    ),
    # what weighs more than all of it, checks by others than who may check, and what was found elsewhere
    Promise("ck_post_of_its_third_party", "UPDATE post SET tier = 'volunteer' WHERE id = (SELECT min(post_id) FROM third_party_engagement)"),
    Promise("ck_organisation_engaged_as_third_party", "UPDATE organisation SET kind = 'company' WHERE kind = 'third_party'"),
    Promise(
        "ex_organisation_role_region_subject_period",
        "UPDATE organisation_role SET cooperation = 'lead' WHERE cooperation = 'cooperate'",
    ),
    Promise(
        "ck_helping_plan_in_its_term", "UPDATE helping_plan SET year = 1990 WHERE id = (SELECT min(id) FROM helping_plan WHERE year IS NOT NULL)"
    ),
    Promise("ck_helping_team_spans_its_plans", "DELETE FROM village_visit; UPDATE helping_team SET period = '[2018-01-17,2018-12-31)' WHERE id = 1"),
    # what was decided, answered, closed or published stays, for others rest on it
    Promise("ck_post_of_an_organisation", f"{NEWCOMER}; {OFFICE}"),
    Promise(
        "ck_person_has_one_for_his_offices",
        f"""{NEWCOMER}; UPDATE person SET organisation_id = 1 WHERE number = 'newcomer'; {OFFICE};
        UPDATE person SET organisation_id = NULL WHERE number = 'newcomer'""",
    ),
    Promise(
        "ck_person_of_one_household_or_office",
        "UPDATE person SET household_id = 1 WHERE id = (SELECT min(id) FROM person WHERE organisation_id IS NOT NULL)",
    ),
    Promise(
        "ck_post_of_his_household",
        f"""{NEWCOMER}; INSERT INTO post (person_id, tier, region_code, region_level, period, household_id) SELECT (SELECT id FROM person
        WHERE number = 'newcomer'), tier, region_code, region_level, period, household_id FROM post WHERE tier = 'household' ORDER BY id LIMIT 1""",
    ),
    Promise("ck_person_of_the_household_of_his_posts", "UPDATE person SET household_id = 2 WHERE household_id = 1"),
    Promise(
        "ck_person_leaves_no_open_post", "UPDATE person SET is_active = false WHERE id = (SELECT min(person_id) FROM post WHERE upper_inf(period))"
    ),
    Promise(
        "ck_post_of_one_who_works_here",
        """UPDATE post SET period = daterange(lower(period), '2030-01-01') WHERE person_id = 1; UPDATE person SET is_active = false WHERE id = 1;
        UPDATE post SET period = daterange(lower(period), NULL) WHERE person_id = 1""",
    ),
    # papers dated outside what they belong to, help by kin and by who left, and what is recorded twice
    Promise(
        "ck_leading_group_member_in_its_time",
        """UPDATE leading_group_member SET period = '[1995-01-01,)' WHERE id = (SELECT min(id) FROM leading_group_member WHERE position = 'member')""",
    ),
    Promise(
        "ck_leading_group_lasts_over_its_members",
        """UPDATE leading_group SET period = '[2018-01-17,2019-01-17)' WHERE id = (SELECT min(id) FROM leading_group WHERE true)""",
    ),
    Promise(
        "ck_village_visit_in_its_time", "UPDATE village_visit SET visited_on = '1995-01-01' WHERE id = (SELECT min(id) FROM village_visit WHERE true)"
    ),
    Promise(
        "ck_helping_team_lasts_over_its_visits",
        """UPDATE helping_team SET period = '[2018-01-17,2018-03-01)' WHERE id = (SELECT min(id) FROM helping_team WHERE id IN (SELECT helping_team_id FROM village_visit))""",
    ),
    Promise(
        "ck_leader_visit_in_its_time", "UPDATE leader_visit SET visited_on = '1995-01-01' WHERE id = (SELECT min(id) FROM leader_visit WHERE true)"
    ),
    Promise(
        "ck_leader_linkage_lasts_over_its_visits",
        """UPDATE leader_linkage SET period = '[2018-01-17,2018-03-01)' WHERE id = (SELECT min(id) FROM leader_linkage WHERE id IN (SELECT leader_linkage_id FROM leader_visit))""",
    ),
    Promise(
        "ck_pairing_of_no_relative",
        """INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id, 'extra', '[2020-01-01,)', region_code FROM relative WHERE id = 1""",
    ),
    Promise("ck_relative_ends_later", "UPDATE relative SET ended_on = declared_on - 1 WHERE id = 1"),
    Promise("ck_relative_stays_ended", "UPDATE relative SET ended_on = declared_on WHERE id = 1; UPDATE relative SET ended_on = NULL WHERE id = 1"),
    Promise("ck_relative_stays_ended", "UPDATE relative SET ended_on = declared_on WHERE id = 1; DELETE FROM relative WHERE id = 1"),
    Promise(
        "uq_relative_standing",
        """INSERT INTO relative (person_id, household_id, declared_on, region_code) SELECT person_id, household_id, declared_on + 1, region_code FROM relative WHERE id = 1""",
    ),
    Promise(
        "ck_pairing_deputies_are_representatives",
        "UPDATE pairing SET kind = 'deputy_household' WHERE id = (SELECT min(id) FROM pairing WHERE kind = 'responsible')",
    ),
    Promise(
        "ck_pairing_by_one_in_office",
        """UPDATE post SET period = '[2018-01-17,2019-01-01)' WHERE person_id = (SELECT person_id FROM relative WHERE id = 1); INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT 1 + household_id % 9, person_id, 'extra', '[2019-01-01,)', region_code FROM relative WHERE id = 1""",
    ),
    Promise(
        "ck_visit_by_one_in_office",
        """UPDATE post SET period = '[2018-01-17,2019-01-01)' WHERE person_id = (SELECT person_id FROM visit WHERE id = 1); UPDATE visit SET visited_at = '2019-01-01 09:00+08' WHERE id = 1""",
    ),
    Promise(
        "uq_transfer_person_id_moved_on",
        """INSERT INTO transfer (person_id, from_organisation_id, to_organisation_id, moved_on, households_handed_over, region_code) SELECT person_id, from_organisation_id, to_organisation_id, moved_on, households_handed_over, region_code FROM transfer WHERE true ORDER BY id LIMIT 1""",
    ),
    # days of one row that cannot follow each other
    Promise("ck_task_done_later", "UPDATE task SET done_on = assigned_on - 1 WHERE id = (SELECT min(id) FROM task WHERE done_on IS NOT NULL)"),
)
