"""What the tables refuse beside what a single requirement asks: rows that contradict each other, and a statement that tries each."""

from __future__ import annotations

from tests.requirements import Promise

ANOTHER_HOUSEHOLD = "(SELECT min(m.id) FROM member AS m WHERE m.household_id <> {table}.household_id)"
OF_ANOTHER_CASE = "(SELECT min(m.id) FROM member AS m WHERE m.household_id NOT IN (SELECT household_id FROM exit_case))"
MOVED_CASE = """UPDATE exit_case AS one SET household_id = (SELECT min(h.id) FROM household AS h WHERE h.region_code = one.region_code
AND h.id NOT IN (SELECT household_id FROM exit_case)) WHERE id = (SELECT min(c.id) FROM exit_case AS c JOIN exit_signature AS p ON p.exit_case_id = c.id
WHERE p.member_id IS NOT NULL AND EXISTS (SELECT FROM household AS h WHERE h.region_code = c.region_code AND h.id NOT IN (SELECT household_id FROM exit_case)))"""
MOVED_MEMBER = """UPDATE member AS m SET household_id = h.id, region_code = h.region_code, kinship = 'other' FROM household AS h
WHERE h.id = m.household_id + 1 AND m.id = (SELECT min(member_id) FROM {papers} WHERE member_id NOT IN
(SELECT member_id FROM comparison_finding WHERE member_id IS NOT NULL UNION SELECT member_id FROM entitlement WHERE member_id IS NOT NULL))"""
FILED_RELAPSE = """INSERT INTO entry_case (household_id, region_code, applied_on, state, relapse_of_id, comparison_run_id, filed_on)
SELECT id, region_code, {applied}, 'filed', id, (SELECT min(id) FROM comparison_run), {filed} FROM household WHERE state = '{state}' ORDER BY id LIMIT 1"""
EARLIER_CHAIR = """INSERT INTO leading_group_member (leading_group_id, person_id, position, is_deputy_secretary, period, region_code)
SELECT leading_group_id, person_id + 1, position, true, period, region_code FROM leading_group_member WHERE position = 'chair' LIMIT 1"""
SAME_LEADER = (
    "INSERT INTO key_area (person_id, title, period, region_code) SELECT person_id + 1, title, period, region_code FROM key_area WHERE id = 1"
)

# some lists of the last month are not locked yet, some not yet handed to the banks
OPEN_LIST = "(SELECT min(id) FROM payment_list WHERE locked_at IS NULL)"
OPEN_LINE = f"(SELECT max(id) FROM payment_line WHERE payment_list_id = {OPEN_LIST})"
UNPAID_LIST = "(SELECT min(id) FROM payment_list WHERE locked_at IS NOT NULL AND paid_on IS NULL)"
UNREPAID = """(SELECT min(o.id) FROM payment_line AS o WHERE o.result = '{result}' AND o.household_id <> l.household_id
AND o.id NOT IN (SELECT repays_id FROM payment_line WHERE repays_id IS NOT NULL))"""
LOCKING = """UPDATE payment_list SET state = 'locked', checker_id = maker_id + 1, checked_on = made_on, confirmed_on = made_on, pay_due_on = made_on,
locked_at = '2020-06-30 17:00+08', digest = sha256('lines')"""
ELSEWHERE = """UPDATE {child} AS c SET region_code = (SELECT max(code) FROM region WHERE length(code) = length(c.region_code) AND code <> c.region_code)
WHERE id = (SELECT min(id) FROM {child} WHERE {parent}_id IS NOT NULL)"""
FUNDS_HOMES = {
    "allocation": (
        *("allocation_feeding", "payment_list_funding", "upper_level_report", "retention"),
        *("donation_receipt", "ecological_compensation", "subsidy_award"),
    ),
    "payment_list": ("instruction_batch",),
    "instruction_batch": ("reconciliation",),
    "performance_evaluation": ("performance_target", "evaluation_finding"),
    "loan": ("loan_subsidy", "loan_guarantee"),
    "insured_household": ("insurance_claim",),
}

PROMISES: tuple[Promise, ...] = (
    # ---- who is in hardship
    Promise(
        "fk_removal_decision_comparison_finding_id_household_id",
        """WITH other AS (SELECT h.id, h.region_code FROM household AS h, removal_decision AS r WHERE r.id = 1 AND h.id <> r.household_id LIMIT 1)
        UPDATE removal_decision SET household_id = other.id, region_code = other.region_code FROM other WHERE removal_decision.id = 1""",
    ),
    Promise(
        "fk_comparison_finding_member_id_household_id",
        f"UPDATE comparison_finding SET member_id = {ANOTHER_HOUSEHOLD.format(table='comparison_finding')} WHERE id = 1",
    ),
    Promise(
        "fk_entitlement_member_id_household_id",
        f"UPDATE entitlement SET member_id = {ANOTHER_HOUSEHOLD.format(table='entitlement')} WHERE id = 1",
    ),
    Promise(
        "ck_exit_signature_by_its_member",
        f"UPDATE exit_signature SET member_id = {OF_ANOTHER_CASE} WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'household')",
    ),
    Promise(
        "ck_exit_case_household_of_its_members",
        MOVED_CASE,
    ),
    Promise(
        "ck_member_signed_for_its_household",
        MOVED_MEMBER.format(papers="exit_signature"),
    ),
    Promise(
        "ck_member_signed_for_its_household",
        f"""UPDATE exit_refusal AS r SET role = 'household', signer_id = NULL, member_id = (SELECT max(m.id) FROM member AS m JOIN exit_case AS c USING (household_id)
        WHERE c.id = r.exit_case_id AND m.died_on IS NULL);
        {MOVED_MEMBER.format(papers="exit_refusal")}""",
    ),
    Promise(
        "ck_exit_refusal_by_its_member",
        f"UPDATE exit_refusal SET role = 'household', signer_id = NULL, member_id = {OF_ANOTHER_CASE} WHERE id = (SELECT min(id) FROM exit_refusal)",
    ),
    Promise(
        "fk_comparison_finding_comparison_rule_id_kind",
        "UPDATE comparison_finding AS f SET comparison_rule_id = (SELECT min(r.id) FROM comparison_rule AS r WHERE r.kind <> f.kind) WHERE f.id = 1",
    ),
    Promise(
        "fk_comparison_finding_comparison_run_id_kind",
        "UPDATE comparison_finding AS f SET comparison_run_id = (SELECT min(r.id) FROM comparison_run AS r WHERE r.kind <> f.kind) WHERE f.id = 1",
    ),
    Promise(
        "ex_comparison_rule_kind_period",
        "UPDATE comparison_rule SET period = '[2016-01-01,2019-01-02)' WHERE kind = 'vehicle' AND rule_version = 1",
    ),
    Promise(
        "fk_village_year_village_id_region_code",
        "UPDATE village_year SET region_code = (SELECT max(region_code) FROM village), year = 1990 WHERE id = 1",
    ),
    Promise(
        "fk_key_village_list_village_id_region_code",
        "UPDATE key_village_list SET village_id = (SELECT max(id) FROM village) WHERE id = 1",
    ),
    Promise(
        "ck_household_in_village",
        "UPDATE household SET region_code = left(region_code, 6) WHERE id = 1",
    ),
    Promise(
        "ck_village_is_village",
        "UPDATE village SET region_code = left(region_code, 6) WHERE id = 1",
    ),
    Promise(
        "ck_household_filed_on",
        "UPDATE household SET filed_on = '2199-01-01' WHERE id = 1",
    ),
    Promise(
        "ck_emergency_relief_due_at",
        "UPDATE emergency_relief SET due_at = '2199-01-01 00:00+08' WHERE id = 1",
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
        "ck_exit_signature_by_the_living",
        """WITH dead AS (SELECT s.id, min(m.id) AS member, min(m.died_on) AS day FROM exit_signature AS s JOIN exit_case AS c ON c.id = s.exit_case_id
        JOIN member AS m ON m.household_id = c.household_id WHERE s.role = 'household' AND m.died_on IS NOT NULL GROUP BY s.id ORDER BY s.id LIMIT 1)
        UPDATE exit_signature AS s SET member_id = dead.member, signed_at = dead.day + interval '2 days' FROM dead WHERE dead.id = s.id""",
    ),
    Promise(
        "ck_exit_refusal_by_the_living",
        """UPDATE member SET died_on = '2019-01-01', born_on = '1950-01-01' WHERE id = (SELECT min(m.id) FROM member AS m JOIN exit_case AS c USING (household_id)
        JOIN exit_refusal AS r ON r.exit_case_id = c.id);
        UPDATE exit_refusal AS r SET role = 'household', signer_id = NULL, refused_on = '2019-01-02',
        member_id = (SELECT min(m.id) FROM member AS m JOIN exit_case AS c USING (household_id) WHERE c.id = r.exit_case_id AND m.died_on = '2019-01-01')
        WHERE EXISTS (SELECT FROM member AS m JOIN exit_case AS c USING (household_id) WHERE c.id = r.exit_case_id AND m.died_on = '2019-01-01')""",
    ),
    Promise(
        "fk_public_notice_removal_decision_id_region_code",
        "UPDATE public_notice SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = (SELECT max(id) FROM public_notice WHERE kind = 'removal')",
    ),
    Promise(
        "ck_removal_decision_of_a_confirmed_finding",
        """WITH cleared AS (SELECT f.id, f.household_id, f.region_code FROM comparison_finding AS f WHERE f.outcome = 'cleared' LIMIT 1)
        UPDATE removal_decision AS r SET comparison_finding_id = cleared.id, household_id = cleared.household_id, region_code = cleared.region_code
        FROM cleared WHERE r.id = 1""",
    ),
    Promise(
        "ck_removal_decision_of_a_confirmed_finding",
        """WITH raised AS (SELECT f.id, f.household_id, f.region_code FROM comparison_finding AS f WHERE f.state = 'raised' LIMIT 1)
        UPDATE removal_decision AS r SET comparison_finding_id = raised.id, household_id = raised.household_id, region_code = raised.region_code
        FROM raised WHERE r.id = 1""",
    ),
    Promise(
        "ck_removal_decision_of_a_confirmed_finding",
        """UPDATE removal_decision AS r SET decided_on = f.verified_on - 1 FROM comparison_finding AS f WHERE f.id = r.comparison_finding_id AND r.id = 1""",
    ),
    Promise(
        "ck_comparison_finding_confirmed_where_removed",
        """UPDATE comparison_finding SET state = 'cleared', outcome = 'cleared', closed_on = NULL
        WHERE id = (SELECT comparison_finding_id FROM removal_decision WHERE id = 1)""",
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
        "ck_exit_case_stands_as_its_household",
        """UPDATE exit_case SET state = 'exited', closed_on = proposed_on + 40 WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'notice')""",
    ),
    Promise(
        "ck_exit_case_stands_as_its_household",
        """UPDATE exit_case SET state = 'signing', closed_on = NULL WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'exited')""",
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
        """WITH out AS (SELECT min(id) AS id FROM household WHERE state = 'exited' AND exited_on < '2020-06-01' AND id NOT IN (SELECT relapse_of_id FROM entry_case WHERE relapse_of_id IS NOT NULL))
        UPDATE household AS h SET relapse_of_id = out.id, filed_on = '2020-06-10' FROM out WHERE h.id = (SELECT min(id) FROM household WHERE state = 'active');
        UPDATE household SET state = 'removed', exited_on = NULL WHERE id = (SELECT relapse_of_id FROM household WHERE relapse_of_id IS NOT NULL)""",
    ),
    Promise(
        "ck_entry_case_relapse_after_exit",
        """UPDATE entry_case SET relapse_of_id = (SELECT min(id) FROM household WHERE state = 'active')
        WHERE id = (SELECT min(id) FROM entry_case WHERE relapse_of_id IS NOT NULL)""",
    ),
    Promise(
        "ck_entry_case_relapse_after_exit",
        FILED_RELAPSE.format(applied="filed_on + 1", filed="filed_on + 30", state="active"),
    ),
    Promise(
        "ck_entry_case_relapse_after_exit",
        FILED_RELAPSE.format(applied="exited_on - 20", filed="exited_on - 10", state="exited"),
    ),
    Promise(
        "ck_household_out_until_filed",
        """UPDATE household SET state = 'removed', exited_on = NULL
        WHERE id = (SELECT min(relapse_of_id) FROM entry_case WHERE state = 'reviewing')""",
    ),
    Promise(
        "ck_entry_case_relapse_is_filed",
        """UPDATE entry_case SET state = 'filed', filed_on = '2020-06-20', comparison_run_id = 1 WHERE relapse_of_id IS NOT NULL;
        UPDATE entry_case SET state = 'reviewing', filed_on = NULL WHERE relapse_of_id IS NOT NULL""",
    ),
    Promise(
        "ck_entry_case_relapse_is_filed",
        """UPDATE entry_case SET state = 'filed', filed_on = '2020-06-20', comparison_run_id = 1 WHERE relapse_of_id IS NOT NULL;
        UPDATE entry_case SET applied_on = '2020-06-11' WHERE relapse_of_id IS NOT NULL""",
    ),
    Promise(
        "ck_region_inside_parent",
        """UPDATE region SET parent_code = code WHERE level = 'county'""",
    ),
    Promise(
        "ck_region_successor_code_in_no_circle",
        """UPDATE region SET successor_code = code, valid_to = '2020-01-01' WHERE id = 5""",
    ),
    Promise(
        "ck_region_successor_code_in_no_circle",
        """UPDATE region SET successor_code = (SELECT code FROM region WHERE id = 5), valid_to = '2020-01-01' WHERE id = 6;
        UPDATE region SET successor_code = (SELECT code FROM region WHERE id = 6), valid_to = '2020-01-01' WHERE id = 5""",
    ),
    # ---- the ledger
    Promise(
        "fk_allocation_source_id_stream_id",
        """UPDATE allocation AS a SET budget_id = NULL, state = 'registered', allocated_on = NULL,
        source_id = (SELECT min(s.id) FROM fund_source AS s WHERE s.stream_id <> a.stream_id AND s.level = a.from_level)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE source_id IS NOT NULL AND from_level = 'county')""",
    ),
    Promise(
        "fk_allocation_budget_id_source_id_year",
        """UPDATE allocation AS a SET budget_id = (SELECT min(b.id) FROM budget AS b WHERE b.source_id <> a.source_id AND b.year = a.year)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE budget_id IS NOT NULL)""",
    ),
    Promise(
        "fk_allocation_budget_id_source_id_year",
        """UPDATE allocation AS a SET budget_id = (SELECT min(b.id) FROM budget AS b WHERE b.source_id = a.source_id AND b.year <> a.year)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE budget_id IS NOT NULL)""",
    ),
    Promise(
        "fk_allocation_budget_id_source_id_year",
        "UPDATE budget SET year = 2035, approved_on = '2035-01-10' WHERE id = (SELECT min(budget_id) FROM allocation)",
    ),
    Promise(
        "ck_allocation_first_hop_is_budgeted",
        "UPDATE allocation SET budget_id = NULL WHERE id = (SELECT min(id) FROM allocation WHERE budget_id IS NOT NULL)",
    ),
    Promise(
        "fk_allocation_from_level",
        """UPDATE allocation SET from_level = 'society', from_region_code = NULL, budget_id = NULL
        WHERE id = (SELECT min(id) FROM allocation WHERE source_id IS NOT NULL AND from_level = 'county' AND allocated_on IS NOT NULL)""",
    ),
    Promise(
        "fk_allocation_plan_id_stream_id_year",
        """UPDATE allocation AS a SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id <> a.stream_id AND p.year = a.year AND starts_with(a.region_code, p.region_code))
        WHERE a.id = (SELECT min(id) FROM allocation WHERE plan_id IS NOT NULL)""",
    ),
    Promise(
        "fk_allocation_plan_id_stream_id_year",
        """UPDATE allocation AS a SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id = a.stream_id AND p.year <> a.year AND starts_with(a.region_code, p.region_code))
        WHERE a.id = (SELECT min(id) FROM allocation WHERE plan_id IS NOT NULL)""",
    ),
    Promise(
        "ck_allocation_inside_county",
        """UPDATE allocation AS a SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id = a.stream_id AND p.year = a.year AND NOT starts_with(a.region_code, p.region_code))
        WHERE a.id = (SELECT min(id) FROM allocation WHERE plan_id IS NOT NULL)""",
    ),
    Promise(
        "ck_allocation_plan_county_of_allocation",
        """WITH moved AS (SELECT p.id, r.code FROM allocation_plan AS p JOIN region AS r ON r.level = 'county' WHERE NOT EXISTS
            (SELECT FROM allocation_plan AS o WHERE o.stream_id = p.stream_id AND o.year = p.year AND o.region_code = r.code)
        AND p.id NOT IN (SELECT plan_id FROM payment_list WHERE plan_id IS NOT NULL) AND p.id IN (SELECT plan_id FROM allocation) LIMIT 1)
        UPDATE allocation_plan SET region_code = moved.code FROM moved WHERE allocation_plan.id = moved.id""",
    ),
    Promise(
        "ck_allocation_to_place",
        "UPDATE allocation SET to_level = 'province' WHERE id = 1",
    ),
    Promise(
        "ck_allocation_from_place",
        "UPDATE allocation SET from_region_code = left(from_region_code, 4) WHERE id = (SELECT min(id) FROM allocation WHERE from_level = 'county')",
    ),
    Promise(
        "ck_allocation_fed_in_full",
        """INSERT INTO allocation (number, stream_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder,
            region_code, department, weak_village, amount, document_number, decided_on, due_on, allocated_on, state)
        SELECT 'BF-FROM-NOWHERE', stream_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder,
            region_code, department, weak_village, amount, document_number, decided_on, due_on, allocated_on, state
        FROM allocation WHERE id = (SELECT min(id) FROM allocation WHERE ordinal = 2 AND allocated_on IS NOT NULL)""",
    ),
    Promise(
        "ck_allocation_feeding_of_paid_hop",
        "UPDATE allocation_feeding SET amount = amount - 0.01 WHERE id = 1",
    ),
    Promise(
        "ck_allocation_feeding_of_paid_hop",
        "DELETE FROM allocation_feeding WHERE id = 1",
    ),
    Promise(
        "ck_allocation_feeding_goes_forward",
        """INSERT INTO allocation_feeding (allocation_id, fed_by_id, stream_id, region_code, to_household, amount)
        SELECT first.id, last.id, first.stream_id, first.region_code, first.to_household, 0.01 FROM allocation AS last, allocation AS first
        WHERE last.to_holder = 'project' AND first.stream_id = last.stream_id AND first.ordinal = 1 LIMIT 1""",
    ),
    Promise(
        "ck_allocation_goes_forward",
        "UPDATE allocation SET ordinal = 9 WHERE id = (SELECT min(id) FROM allocation WHERE ordinal > 1 AND id IN (SELECT fed_by_id FROM allocation_feeding))",
    ),
    Promise(
        "fk_budget_source_id_stream_id",
        """UPDATE budget AS b SET source_id = (SELECT min(s.id) FROM fund_source AS s
        WHERE s.stream_id <> b.stream_id AND s.id NOT IN (SELECT source_id FROM budget))
        WHERE b.id = (SELECT min(id) FROM budget WHERE kind = 'work_appropriation')""",
    ),
    Promise(
        "fk_allocation_feeding_fed_by_id_stream_id",
        """UPDATE allocation_feeding AS f SET fed_by_id = (SELECT min(a.id) FROM allocation AS a
        WHERE a.stream_id <> f.stream_id AND a.amount > f.amount AND a.id NOT IN (SELECT fed_by_id FROM allocation_feeding)) WHERE f.id = 1""",
    ),
    Promise(
        "fk_allocation_feeding_allocation_id_stream_id",
        """UPDATE allocation_feeding AS f SET allocation_id = (SELECT min(a.id) FROM allocation AS a
        WHERE a.stream_id <> f.stream_id AND a.ordinal = 1 AND a.amount > f.amount) WHERE f.id = 1""",
    ),
    Promise(
        "fk_payment_list_funding_allocation_id_stream_id",
        """UPDATE payment_list_funding AS f SET allocation_id = a.id, region_code = a.region_code
        FROM allocation AS a WHERE f.id = 1 AND a.id = (SELECT min(id) FROM allocation WHERE to_holder = 'project')""",
    ),
    Promise(
        "fk_payment_list_funding_payment_list_id_stream_id",
        """UPDATE payment_list_funding AS f SET payment_list_id = (SELECT min(l.id) FROM payment_list AS l WHERE l.stream_id <> f.stream_id)
        WHERE f.id = 1""",
    ),
    Promise(
        "fk_upper_level_report_allocation_id_stream_id_year_amount",
        "UPDATE upper_level_report SET amount = amount * 1000 WHERE id = 1",
    ),
    Promise(
        "fk_upper_level_report_allocation_id_stream_id_year_amount",
        "UPDATE allocation SET amount = amount + 1 WHERE id = (SELECT allocation_id FROM upper_level_report WHERE id = 1)",
    ),
    Promise(
        "fk_upper_level_report_allocation_id_stream_id_year_amount",
        """UPDATE upper_level_report AS r SET stream_id = (SELECT min(s.id) FROM fund_stream AS s
        WHERE s.id <> r.stream_id AND s.to_household = r.to_household) WHERE r.id = 1""",
    ),
    Promise(
        "fk_performance_evaluation_stream_rule_id_stream_id",
        """UPDATE performance_evaluation AS e SET stream_rule_id = (SELECT min(r.id) FROM stream_rule AS r WHERE r.stream_id <> e.stream_id)
        WHERE e.id = 1""",
    ),
    Promise(
        "fk_donation_receipt_allocation_id_stream_id",
        """UPDATE donation_receipt AS d SET allocation_id = a.id, region_code = a.region_code FROM allocation AS a
        WHERE a.id = (SELECT min(id) FROM allocation WHERE from_level <> 'society')
        AND d.id = (SELECT min(id) FROM donation_receipt WHERE allocation_id IS NOT NULL)""",
    ),
    Promise(
        "ck_payment_list_plan_of_its_year",
        """UPDATE payment_list AS l SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id = l.stream_id AND p.region_code = l.region_code AND p.year <> extract(year FROM l.month)) WHERE l.id = """
        + OPEN_LIST,
    ),
    Promise(
        "ck_allocation_plan_year_of_its_lists",
        """UPDATE allocation SET plan_id = NULL WHERE plan_id = (SELECT plan_id FROM payment_list WHERE id = 1);
        UPDATE allocation_plan SET year = 2035 WHERE id = (SELECT plan_id FROM payment_list WHERE id = 1)""",
    ),
    Promise(
        "fk_payment_list_plan_id_stream_id_region_code",
        """UPDATE payment_list AS l SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id = l.stream_id AND p.region_code <> l.region_code) WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "fk_payment_list_benefit_standard_id_stream_id_region_code",
        """UPDATE payment_list AS l SET benefit_standard_id = (SELECT min(s.id) FROM benefit_standard AS s
        WHERE s.stream_id = l.stream_id AND s.region_code <> l.region_code) WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "ck_payment_list_standard_in_force",
        """UPDATE payment_list AS l SET benefit_standard_id = (SELECT min(s.id) FROM benefit_standard AS s
        WHERE s.stream_id = l.stream_id AND s.region_code = l.region_code AND NOT s.period @> l.month) WHERE l.id = """
        + OPEN_LIST,
    ),
    Promise(
        "ck_payment_line_standard_in_force",
        f"UPDATE payment_line SET month = '2012-01-01' WHERE payment_list_id = {OPEN_LIST}",
    ),
    Promise(
        "ck_benefit_standard_in_force_for_its_lines",
        "UPDATE benefit_standard SET period = '[1990-01-01,1990-02-01)' WHERE id = (SELECT benefit_standard_id FROM payment_list WHERE id = 1)",
    ),
    Promise(
        "ck_payment_line_inside_county",
        """UPDATE payment_line AS l SET region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'village' AND left(r.code, 6) <> left(l.region_code, 6))
        WHERE l.id = """
        + OPEN_LINE,
    ),
    Promise(
        "ck_payment_list_county_of_payment_line",
        """UPDATE payment_list AS l SET plan_id = NULL, benefit_standard_id = NULL, checker_id = NULL, checked_on = NULL, state = 'drafted',
        month = '2030-01-01', region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'county' AND r.code <> l.region_code)
        WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "ck_insured_household_inside_county",
        """UPDATE insured_household AS i SET insurance_policy_id = (SELECT min(p.id) FROM insurance_policy AS p
        WHERE NOT starts_with(i.region_code, p.region_code)) WHERE i.id = 1""",
    ),
    Promise(
        "ck_insurance_policy_county_of_insured_household",
        """UPDATE insurance_policy AS i SET period = '[2040-01-01,2041-01-01)',
        region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'county' AND r.code <> i.region_code) WHERE i.id = 1""",
    ),
    Promise(
        "ck_ecological_compensation_inside_county",
        """UPDATE ecological_compensation AS e SET rate_id = (SELECT min(r.id) FROM compensation_rate AS r
        WHERE NOT starts_with(e.region_code, r.region_code)) WHERE e.id = 1""",
    ),
    Promise(
        "ck_compensation_rate_county_of_ecological_compensation",
        """DELETE FROM compensation_rate WHERE id NOT IN (SELECT rate_id FROM ecological_compensation);
        UPDATE compensation_rate SET region_code = (SELECT max(code) FROM region WHERE level = 'county')
        WHERE id = (SELECT min(rate_id) FROM ecological_compensation)""",
    ),
    Promise(
        "fk_ecological_compensation_rate_id_year",
        """UPDATE ecological_compensation AS e SET rate_id = (SELECT min(o.id) FROM compensation_rate AS o, compensation_rate AS r
        WHERE r.id = e.rate_id AND o.region_code = r.region_code AND o.land = r.land AND o.year <> r.year) WHERE e.id = 1""",
    ),
    *(
        Promise(f"fk_{child}_{parent}_id_region_code", ELSEWHERE.format(child=child, parent=parent))
        for parent, children in FUNDS_HOMES.items()
        for child in children
    ),
    Promise(
        "fk_payment_line_account_id_household_id",
        """UPDATE payment_line AS l SET account_id = (SELECT min(a.id) FROM account AS a WHERE a.household_id <> l.household_id)
        WHERE l.id = (SELECT max(l.id) FROM payment_line AS l JOIN payment_list AS p ON p.id = l.payment_list_id WHERE p.locked_at IS NULL)""",
    ),
    Promise(
        "ck_payment_line_locked",
        """UPDATE payment_line AS l SET region_code = (SELECT min(r.code) FROM region AS r
        WHERE r.level = 'village' AND left(r.code, 6) = left(l.region_code, 6) AND r.code <> l.region_code) WHERE l.id = 1""",
    ),
    Promise(
        "ck_payment_line_locked",
        "UPDATE payment_line SET amount = amount + 1 WHERE id = 1",
    ),
    Promise(
        "ck_payment_line_locked",
        "DELETE FROM payment_line WHERE id = (SELECT max(id) FROM payment_line WHERE payment_list_id = 1 AND id NOT IN (SELECT repays_id FROM payment_line WHERE repays_id IS NOT NULL))",
    ),
    Promise(
        "ck_payment_line_list_is_open",
        """INSERT INTO payment_line (payment_list_id, household_id, member_id, region_code, month, amount, result)
        SELECT payment_list_id, household_id, 999999999, region_code, month, amount, 'pending' FROM payment_line WHERE id = 1""",
    ),
    Promise(
        "ck_payment_list_locked",
        """UPDATE payment_list SET locked_at = NULL, digest = NULL, state = 'confirmed'
        WHERE id = (SELECT min(id) FROM payment_list WHERE state = 'locked')""",
    ),
    *(Promise("ck_payment_list_locked", f"UPDATE payment_list SET {column} = 999999999 WHERE id = 1") for column in ("maker_id", "checker_id")),
    Promise(
        "ck_payment_list_locked_as_its_lines",
        f"{LOCKING}, line_count = line_count + 1 WHERE id = {OPEN_LIST}",
    ),
    Promise(
        "ck_payment_list_locked_as_its_lines",
        f"{LOCKING}, amount = amount + 0.01 WHERE id = {OPEN_LIST}",
    ),
    Promise(
        "ck_account_of_locked_list",
        """UPDATE account SET bank_card_encrypted = '\\x00', bank_card_digest = sha256('another'), bank_card_mask = '9999'
        WHERE id = (SELECT account_id FROM payment_line WHERE id = 1)""",
    ),
    Promise(
        "ck_payment_line_answered_after_instruction",
        f"UPDATE payment_line SET result = 'paid', settled_on = '2020-06-30' WHERE payment_list_id = {OPEN_LIST}",
    ),
    Promise(
        "ck_payment_list_instructed_before_answers",
        f"""UPDATE payment_list SET state = 'instructed', instructed_on = confirmed_on WHERE id = {UNPAID_LIST};
        UPDATE payment_line AS l SET result = 'paid', settled_on = p.instructed_on FROM payment_list AS p
        WHERE p.id = l.payment_list_id AND p.id = {UNPAID_LIST};
        UPDATE payment_list SET instructed_on = instructed_on + 1 WHERE id = {UNPAID_LIST}""",
    ),
    Promise(
        "ck_payment_line_answered",
        "UPDATE payment_line SET result = 'pending', settled_on = NULL WHERE id = (SELECT min(id) FROM payment_line WHERE result = 'paid')",
    ),
    Promise(
        "ck_payment_line_answered",
        "UPDATE payment_line SET result = 'paid', failure = NULL WHERE id = (SELECT min(id) FROM payment_line WHERE result = 'returned')",
    ),
    Promise(
        "ck_payment_list_goes_forward",
        "UPDATE payment_list SET paid_on = NULL, reconciled_on = NULL, state = 'instructed' WHERE id = (SELECT min(id) FROM payment_list WHERE paid_on IS NOT NULL)",
    ),
    Promise(
        "ck_payment_line_repays_returned",
        f"UPDATE payment_line AS l SET repays_id = {UNREPAID.format(result='returned')} WHERE l.id = {OPEN_LINE}",
    ),
    Promise(
        "ck_payment_line_repays_returned",
        f"""UPDATE payment_line AS l SET repays_id = (SELECT min(o.id) FROM payment_line AS o WHERE o.household_id = l.household_id
        AND o.member_id = l.member_id AND o.result = 'paid') WHERE l.id = {OPEN_LINE}""",
    ),
    Promise(
        "fk_instruction_batch_sent_on",
        f"""INSERT INTO instruction_batch (number, payment_list_id, region_code, bank, line_count, amount, sent_on)
        SELECT 'ZL-OPEN-' || a.bank, l.id, l.region_code, a.bank, count(*), sum(n.amount), '2020-06-30' FROM payment_list AS l
        JOIN payment_line AS n ON n.payment_list_id = l.id JOIN account AS a ON a.id = n.account_id WHERE l.id = {OPEN_LIST} GROUP BY l.id, a.bank""",
    ),
    Promise(
        "ck_instruction_batch_as_its_lines",
        """UPDATE instruction_batch SET amount = amount + 1
        WHERE id = (SELECT min(id) FROM instruction_batch WHERE id NOT IN (SELECT instruction_batch_id FROM reconciliation))""",
    ),
    Promise(
        "fk_reconciliation_instructed_amount",
        "UPDATE reconciliation SET instructed_amount = instructed_amount + 1, difference = difference + 1 WHERE id = 1",
    ),
    Promise(
        "ck_allocation_feeding_within_hop",
        """INSERT INTO allocation_feeding (allocation_id, fed_by_id, stream_id, region_code, to_household, amount)
        SELECT f.allocation_id, o.id, f.stream_id, f.region_code, f.to_household, 0.01 FROM allocation_feeding AS f
        JOIN allocation AS o ON o.stream_id = f.stream_id AND o.ordinal = 1 AND o.id NOT IN (SELECT fed_by_id FROM allocation_feeding AS g
        WHERE g.allocation_id = f.allocation_id) WHERE f.id = 1 LIMIT 1""",
    ),
    Promise(
        "ck_payment_list_funding_within_hop",
        "UPDATE payment_list_funding AS f SET amount = (SELECT a.amount + 0.01 FROM allocation AS a WHERE a.id = f.allocation_id) WHERE f.id = 1",
    ),
    Promise(
        "ck_retention_within_hop",
        "UPDATE retention AS r SET amount = (SELECT a.amount + 0.01 FROM allocation AS a WHERE a.id = r.allocation_id) WHERE r.id = 1",
    ),
    Promise(
        "ck_allocation_within_hop",
        "UPDATE allocation SET amount = 0.01 WHERE id = (SELECT min(fed_by_id) FROM allocation_feeding)",
    ),
    Promise(
        "ex_insurance_eligibility_household_category_period",
        "UPDATE insurance_eligibility SET period = '[2018-01-01,2019-02-01)' WHERE id = 1",
    ),
    Promise(
        "ck_payment_list_county",
        """UPDATE payment_list SET region_code = (SELECT min(code) FROM region WHERE level = 'town'), plan_id = NULL, benefit_standard_id = NULL,
        checker_id = NULL, checked_on = NULL, state = 'drafted' WHERE id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "ck_fund_stream_ends_where_it_ends",
        "UPDATE fund_stream SET to_household = false WHERE id = (SELECT min(s.id) FROM fund_stream AS s JOIN allocation AS a ON a.stream_id = s.id "
        "WHERE s.to_household AND s.household_category IS NULL)",
    ),
    Promise(
        "ck_payment_list_of_household_money",
        """INSERT INTO payment_list (number, stream_id, region_code, department, month, kind, method, state, line_count, amount, maker_id, made_on,
        confirm_due_on) SELECT 'PROMISE-1', (SELECT min(id) FROM fund_stream WHERE NOT to_household), region_code, department, month, kind, method,
        'drafted', 0, 0, maker_id, made_on, confirm_due_on FROM payment_list WHERE id = 1""",
    ),
    # ---- divisions
    Promise(
        "ck_region_inside_parent", "UPDATE region SET parent_code = left(code, 4) WHERE code = (SELECT min(code) FROM region WHERE level = 'village')"
    ),
    # ---- projects
    Promise(
        "ck_project_approved_in_time",
        "UPDATE project SET approved_on = '1950-01-01' WHERE id = (SELECT min(id) FROM project WHERE approved_on IS NOT NULL)",
    ),
    Promise(
        "ck_project_due_after_approval",
        "UPDATE project SET due_on = approved_on - 1 WHERE id = (SELECT min(id) FROM project WHERE approved_on IS NOT NULL)",
    ),
    Promise(
        "ck_project_in_village",
        "UPDATE project SET region_code = left(region_code, 6) WHERE id = 1",
    ),
    Promise(
        "ck_project_stage_in_time",
        "UPDATE project_stage SET entered_on = '2015-01-01' WHERE id = (SELECT min(id) FROM project_stage WHERE ordinal = 8)",
    ),
    Promise(
        "ck_tender_awards_the_winning_bid",
        "UPDATE tender SET award_amount = award_amount - 1 WHERE id = (SELECT min(tender_id) FROM bidder WHERE has_won)",
    ),
    Promise(
        "ck_proceeds_distribution_received",
        "UPDATE proceeds_distribution SET to_village = to_village + 0.01 WHERE id = 1",
    ),
    Promise(
        "ck_proceeds_due_covers_distribution",
        "UPDATE proceeds_due SET amount_received = amount_received - 0.01 WHERE id = (SELECT proceeds_due_id FROM proceeds_distribution WHERE id = 1)",
    ),
    Promise(
        "ck_distribution_line_shares_are_given",
        "UPDATE distribution_line SET amount = amount + (SELECT max(to_households) FROM proceeds_distribution) WHERE id = 1",
    ),
    Promise(
        "ck_proceeds_distribution_shares_are_given",
        "UPDATE proceeds_distribution SET to_households = 0 WHERE id = (SELECT min(proceeds_distribution_id) FROM distribution_line)",
    ),
    Promise(
        "fk_tender_project_id_region_code",
        """UPDATE tender SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_panel_member_project_id_region_code",
        """UPDATE panel_member SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_asset_project_id_region_code",
        """UPDATE asset SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_proceeds_due_project_id_region_code",
        """UPDATE proceeds_due SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_bidder_tender_id_region_code",
        """UPDATE bidder SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_inventory_count_asset_id_region_code",
        """UPDATE inventory_count SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_proceeds_distribution_proceeds_due_id_region_code",
        """UPDATE proceeds_distribution SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_application_review_application_id_region_code",
        """UPDATE application_review SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "ck_tender_awards_the_winning_bid",
        """UPDATE tender SET awarded_on = NULL, award_amount = NULL WHERE id = 1;
        UPDATE bidder SET has_won = false WHERE tender_id = 1;
        UPDATE tender SET awarded_on = closes_on, award_amount = (SELECT min(amount) FROM bidder WHERE tender_id = 1) WHERE id = 1""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """UPDATE bidder SET amount = amount + 1 WHERE id = (SELECT min(id) FROM bidder WHERE has_won)""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """UPDATE bidder SET has_won = false WHERE id = (SELECT min(id) FROM bidder WHERE has_won)""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """UPDATE bidder AS b SET tender_id = t.id, region_code = t.region_code, credit_code = '91990000DEM099999X', has_won = false FROM tender AS t
        WHERE b.id = (SELECT min(id) FROM bidder WHERE has_won) AND t.id = (SELECT max(id) FROM tender)""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """DELETE FROM bidder WHERE id = (SELECT min(id) FROM bidder WHERE has_won)""",
    ),
    Promise(
        "ck_proceeds_distribution_received",
        """UPDATE proceeds_distribution AS d SET distributed_on = due.received_on - 1 FROM proceeds_due AS due
        WHERE due.id = d.proceeds_due_id AND d.id = 1""",
    ),
    Promise(
        "ck_proceeds_due_covers_distribution",
        """UPDATE proceeds_due AS due SET received_on = d.distributed_on + 1 FROM proceeds_distribution AS d
        WHERE due.id = d.proceeds_due_id AND d.id = 1""",
    ),
    Promise(
        "ck_distribution_line_to_the_entitled",
        """UPDATE distribution_line SET household_id = 999999 WHERE id = 1""",
    ),
    Promise(
        "ck_proceeds_distribution_to_the_entitled",
        """UPDATE proceeds_distribution AS d SET proceeds_due_id = due.id, region_code = due.region_code, distributed_on = '2030-01-01',
        to_village = 0 FROM proceeds_due AS due WHERE d.id = (SELECT min(proceeds_distribution_id) FROM distribution_line)
        AND due.id = (SELECT min(o.id) FROM proceeds_due AS o WHERE o.id NOT IN (SELECT proceeds_due_id FROM proceeds_distribution)
        AND o.amount_received > (SELECT max(to_households) FROM proceeds_distribution) AND EXISTS (SELECT FROM distribution_line AS l
        WHERE l.proceeds_distribution_id = (SELECT min(proceeds_distribution_id) FROM distribution_line)
        AND NOT EXISTS (SELECT FROM entitled_subject AS e WHERE e.project_id = o.project_id AND e.household_id = l.household_id)))""",
    ),
    Promise(
        "ck_proceeds_due_to_the_entitled",
        """UPDATE proceeds_due SET year = 1995 WHERE id = (SELECT d.proceeds_due_id FROM proceeds_distribution AS d
        WHERE d.id = (SELECT min(proceeds_distribution_id) FROM distribution_line))""",
    ),
    Promise(
        "ck_entitled_subject_shared",
        """UPDATE entitled_subject SET period = '[2098-01-01,)' WHERE (project_id, household_id) = (SELECT due.project_id, l.household_id
        FROM distribution_line AS l JOIN proceeds_distribution AS d ON d.id = l.proceeds_distribution_id JOIN proceeds_due AS due ON due.id = d.proceeds_due_id LIMIT 1)""",
    ),
    Promise(
        "ck_entitled_subject_shared",
        """DELETE FROM entitled_subject WHERE (project_id, household_id) = (SELECT due.project_id, l.household_id
        FROM distribution_line AS l JOIN proceeds_distribution AS d ON d.id = l.proceeds_distribution_id JOIN proceeds_due AS due ON due.id = d.proceeds_due_id LIMIT 1)""",
    ),
    # ---- who helps, and who supervises
    Promise(
        "ck_pairing_handover_has_successor",
        "UPDATE pairing SET period = daterange(lower(period), '2020-06-01'), end_reason = 'handover' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND lower(period) < '2020-01-01')",
    ),
    Promise(
        "fk_pairing_handed_to_id_household_id",
        """UPDATE pairing AS p SET period = daterange(lower(period), '2020-06-01'), end_reason = 'handover',
        handed_to_id = (SELECT min(o.id) FROM pairing AS o WHERE o.household_id <> p.household_id)
        WHERE p.id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND lower(period) < '2020-01-01')""",
    ),
    Promise(
        "fk_helping_plan_helping_team_id_region_code",
        "UPDATE helping_plan SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1",
    ),
    Promise(
        "fk_leader_visit_leader_linkage_id_region_code",
        "UPDATE leader_visit SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1",
    ),
    Promise(
        "ck_pairing_handed_on",
        """UPDATE pairing SET period = daterange(lower(period), '2020-06-01'), end_reason = 'other' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND kind = 'responsible' AND lower(period) < '2020-01-01');
        INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id, kind, daterange('2020-06-01'::date, NULL), region_code
        FROM pairing WHERE upper(period) = '2020-06-01';
        UPDATE pairing AS p SET end_reason = 'handover', handed_to_id = (SELECT max(id) FROM pairing) WHERE upper(period) = '2020-06-01'""",
    ),
    Promise(
        "ck_pairing_handed_on",
        """UPDATE pairing SET period = daterange(lower(period), '2020-06-01'), end_reason = 'other' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND kind = 'responsible' AND lower(period) < '2020-01-01');
        INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id + 1, kind, daterange('2020-06-09'::date, NULL), region_code
        FROM pairing WHERE upper(period) = '2020-06-01';
        UPDATE pairing AS p SET end_reason = 'handover', handed_to_id = (SELECT max(id) FROM pairing) WHERE upper(period) = '2020-06-01'""",
    ),
    Promise(
        "ck_pairing_handed_on",
        """UPDATE pairing SET period = daterange(lower(period), '2020-06-01'), end_reason = 'other' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND kind = 'responsible' AND lower(period) < '2020-01-01');
        INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT household_id, person_id + 1, kind, daterange('2020-06-01'::date, NULL), region_code
        FROM pairing WHERE upper(period) = '2020-06-01';
        UPDATE pairing AS p SET end_reason = 'handover', handed_to_id = (SELECT max(id) FROM pairing) WHERE upper(period) = '2020-06-01';
        UPDATE pairing AS p SET person_id = (SELECT o.person_id FROM pairing AS o WHERE o.handed_to_id = p.id)
        WHERE id = (SELECT handed_to_id FROM pairing WHERE handed_to_id IS NOT NULL)""",
    ),
    Promise(
        "fk_village_ranking_ranking_weight_id_year",
        """UPDATE village_ranking SET ranking_weight_id = ranking_weight_id + 1 WHERE id = 1""",
    ),
    Promise(
        "fk_village_ranking_ranking_weight_id_year",
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
        """UPDATE pledge SET household_id = NULL WHERE id = 1""",
    ),
    Promise(
        "ck_pledge_as_pledged",
        """UPDATE pledge SET charity_id = NULL, receipt_number = NULL WHERE id = (SELECT min(id) FROM pledge WHERE charity_id IS NOT NULL)""",
    ),
    Promise(
        "ck_need_as_pledged",
        """UPDATE need SET household_id = 999999 WHERE id = (SELECT min(need_id) FROM pledge WHERE household_id IS NOT NULL)""",
    ),
    Promise(
        "ck_need_item_as_pledged",
        """UPDATE need_item SET kind = 'goods' WHERE id = (SELECT n.need_item_id FROM need AS n JOIN pledge AS p ON p.need_id = n.id WHERE p.charity_id IS NOT NULL LIMIT 1)""",
    ),
    Promise(
        "ck_need_within_ceiling",
        "UPDATE need AS n SET price = (SELECT i.price_ceiling + 0.01 FROM need_item AS i WHERE i.id = n.need_item_id) WHERE n.id = 1",
    ),
    Promise(
        "ex_key_area_region_code_title_period",
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
)
