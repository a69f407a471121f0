"""Households, their people, measures and villages: statements that the register refuses."""

from __future__ import annotations

from tests.requirements import Promise

ANOTHER_HOUSEHOLD = "(SELECT min(m.id) FROM member AS m WHERE m.household_id <> {table}.household_id)"
UNNAMED = "id NOT IN (SELECT member_id FROM comparison_finding WHERE member_id IS NOT NULL UNION SELECT member_id FROM entitlement WHERE member_id IS NOT NULL)"
STAYING = "(SELECT min(id) FROM household WHERE state = 'active' AND id NOT IN (SELECT household_id FROM exit_case))"
PROMISES: tuple[Promise, ...] = (
    Promise(
        "ck_aid_level_people_of_households",
        "UPDATE aid_level SET households = people + 1 WHERE id = (SELECT min(id) FROM aid_level)",
    ),
    Promise(
        "ck_household_filed_before_its_exit",
        """UPDATE household SET filed_on = '2030-01-01' WHERE id = (SELECT min(id) FROM household WHERE state = 'exit_signing')""",
    ),
    Promise(
        "ck_campaign_coverage_in_its_campaign",
        """UPDATE campaign_coverage SET completed_on = '1995-01-01' WHERE id = (SELECT min(id) FROM campaign_coverage WHERE completed_on IS NOT NULL)""",
    ),
    Promise(
        "ck_collection_campaign_begun_before_its_coverage",
        """UPDATE collection_campaign SET starts_on = due_on - 1 WHERE id = (SELECT min(id) FROM collection_campaign WHERE id IN (SELECT collection_campaign_id FROM campaign_coverage WHERE completed_on IS NOT NULL))""",
    ),
    Promise("ck_survey_in_its_campaign", "UPDATE survey SET surveyed_on = '1995-01-01' WHERE id = (SELECT min(id) FROM survey WHERE true)"),
    Promise(
        "ck_collection_campaign_begun_before_its_surveys",
        """UPDATE campaign_coverage SET completed_on = NULL; UPDATE collection_campaign SET starts_on = '2030-01-01', due_on = '2030-02-01'""",
    ),
    Promise(
        "uq_household_relapse_of_id",
        """UPDATE household SET filed_on = '2030-01-01', relapse_of_id = (SELECT min(id) FROM household WHERE state = 'exited') WHERE id IN (SELECT id FROM household WHERE state = 'active' ORDER BY id LIMIT 2)""",
    ),
    Promise(
        "ex_entitlement_household_id_period",
        """INSERT INTO entitlement (household_id, member_id, region_code, kind, period, monthly_amount, is_retained) SELECT household_id, member_id, region_code, kind, period, monthly_amount, is_retained FROM entitlement WHERE kind = 'dibao' ORDER BY id LIMIT 1""",
    ),
    Promise(
        "ex_entitlement_household_member_kind_period",
        """INSERT INTO entitlement (household_id, member_id, region_code, kind, period, monthly_amount, is_retained) SELECT household_id, member_id, region_code, kind, period, monthly_amount, is_retained FROM entitlement WHERE kind = 'medical' ORDER BY id LIMIT 1""",
    ),
    Promise(
        "ck_household_has_members",
        """INSERT INTO household (number, region_code, head_name, category, member_count, filed_on)
        SELECT 'NOBODY', region_code, head_name, category, 1, filed_on FROM household WHERE id = 1; SET CONSTRAINTS ALL IMMEDIATE""",
    ),
    Promise(
        "ck_member_leaves_no_empty_household",
        f"""DELETE FROM member WHERE id = (SELECT min(id) FROM member AS m WHERE {UNNAMED} AND household_id NOT IN (SELECT household_id FROM exit_case)
        AND NOT EXISTS (SELECT FROM member AS o WHERE o.household_id = m.household_id AND o.id <> m.id)); SET CONSTRAINTS ALL IMMEDIATE""",
    ),
    Promise("ck_measure_after_filing", "UPDATE measure SET starts_on = '1995-01-01' WHERE id = 1"),
    Promise(
        "ck_household_filed_before_its_measures",
        """UPDATE household SET filed_on = '2030-01-01' WHERE id = (SELECT min(household_id) FROM measure JOIN household AS h
        ON h.id = household_id WHERE h.state = 'active' AND household_id NOT IN (SELECT household_id FROM exit_case))""",
    ),
    Promise("ck_household_was_entered_as_filed", "UPDATE household SET filed_on = filed_on - 1 WHERE id = 1"),
    Promise(
        "ck_household_was_entered_as_filed",
        f"UPDATE household SET state = 'applied' WHERE id = {STAYING}",
    ),
    Promise("ck_household_somebody_lives_there", "UPDATE household SET member_count = 0 WHERE id = 1"),
    Promise(
        "ex_member_spouse",
        """UPDATE member SET kinship = 'spouse' WHERE died_on IS NULL AND left_on IS NULL AND household_id = (SELECT min(household_id) FROM
        (SELECT household_id FROM member WHERE died_on IS NULL AND left_on IS NULL GROUP BY 1 HAVING count(*) > 2) AS large); SET CONSTRAINTS ALL IMMEDIATE""",
    ),
    Promise(
        "ck_entitlement_after_birth",
        "UPDATE entitlement SET period = '[1910-01-01,)' WHERE id = (SELECT min(id) FROM entitlement WHERE member_id IS NOT NULL)",
    ),
    Promise(
        "ck_member_born_before_his_policies",
        "UPDATE member SET born_on = '2030-01-01', died_on = NULL, left_on = NULL WHERE id = (SELECT min(member_id) FROM entitlement)",
    ),
    Promise(
        "ck_household_exited_before_its_watches",
        """WITH watched AS (SELECT household_id, max(due_on) AS due_on FROM relapse_watch GROUP BY 1), closed AS
        (UPDATE exit_case AS c SET closed_on = w.due_on + 9 FROM watched AS w WHERE w.household_id = c.household_id AND c.state = 'exited')
        UPDATE household AS h SET exited_on = w.due_on + 9 FROM watched AS w WHERE w.household_id = h.id""",
    ),
    Promise(
        "ck_key_village_list_of_a_weak_village",
        """UPDATE key_village_list AS l SET village_id = v.id, region_code = v.region_code
        FROM (SELECT id, region_code FROM village WHERE state = 'ordinary' ORDER BY id LIMIT 1) AS v WHERE l.id = 1""",
    ),
    Promise("ck_village_weak_where_a_key_one", "UPDATE village SET state = 'ordinary' WHERE id = (SELECT min(village_id) FROM key_village_list)"),
    Promise(
        "fk_entitlement_member_household",
        f"UPDATE entitlement SET member_id = {ANOTHER_HOUSEHOLD.format(table='entitlement')} WHERE id = 1",
    ),
    Promise(
        "fk_village_year_village_region",
        "UPDATE village_year SET region_code = (SELECT max(region_code) FROM village), year = 1990 WHERE id = 1",
    ),
    Promise(
        "fk_key_village_list_village_region",
        "UPDATE key_village_list SET village_id = (SELECT max(id) FROM village) WHERE id = 1",
    ),
    Promise(
        "ck_household_filed_in_time",
        "UPDATE household SET filed_on = '1900-01-01' WHERE id = 1",
    ),
    Promise(
        "ck_official_statistic_only_growth_falls",
        "UPDATE official_statistic SET value = -1 WHERE id = (SELECT min(id) FROM official_statistic WHERE kind <> 'urban_income_growth')",
    ),
    Promise(
        "ck_official_statistic_whole_people",
        "UPDATE official_statistic SET kind = 'resident_population', year = 1990, value = 100.5 WHERE id = 1",
    ),
    Promise(
        "ck_household_filed_on",
        "UPDATE household SET filed_on = '2199-01-01' WHERE id = 1",
    ),
    Promise(
        "ck_entitlement_period",
        "UPDATE entitlement SET period = '[2020-01-01,2199-01-01)' WHERE id = 1",
    ),
    Promise(
        "ck_village_year_year",
        "UPDATE village_year SET year = 2199 WHERE id = 1",
    ),
    Promise(
        "ck_household_stands_as_its_exit",
        """UPDATE household SET state = 'active', exited_on = NULL WHERE id = (SELECT max(household_id) FROM exit_case WHERE state = 'exited')""",
    ),
    Promise(
        "ck_household_stands_as_its_exit",
        """UPDATE household SET exited_on = exited_on + 1 WHERE id = (SELECT max(household_id) FROM exit_case WHERE state = 'exited')""",
    ),
    Promise(
        "ck_household_relapse_after_exit",
        """UPDATE household SET relapse_of_id = (SELECT min(id) FROM household WHERE state = 'active') WHERE id = (SELECT max(id) FROM household)""",
    ),
    Promise(
        "ck_household_relapse_after_exit",
        """WITH two AS (SELECT min(id) AS one, max(id) AS other FROM household WHERE state = 'exited')
        UPDATE household AS h SET relapse_of_id = CASE h.id WHEN two.one THEN two.other ELSE two.one END FROM two WHERE h.id IN (two.one, two.other)""",
    ),
    Promise(
        "ck_household_relapse_after_exit",
        f"""DELETE FROM measure WHERE household_id = {STAYING};
        WITH out AS (SELECT min(id) AS id FROM household WHERE state = 'exited' AND exited_on < '2020-06-01' AND id NOT IN (SELECT relapse_of_id FROM entry_case WHERE relapse_of_id IS NOT NULL)),
        entry AS (UPDATE entry_case SET filed_on = '2020-06-10' WHERE household_id = {STAYING})
        UPDATE household AS h SET relapse_of_id = out.id, filed_on = '2020-06-10' FROM out WHERE h.id = {STAYING};
        UPDATE household SET state = 'removed', exited_on = NULL WHERE id = (SELECT relapse_of_id FROM household WHERE relapse_of_id IS NOT NULL)""",
    ),
    Promise(
        "ck_household_out_until_filed",
        """UPDATE household SET state = 'removed', exited_on = NULL
        WHERE id = (SELECT min(relapse_of_id) FROM entry_case WHERE state = 'reviewing')""",
    ),
)
