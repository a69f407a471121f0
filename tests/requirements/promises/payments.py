"""The last step of money and what is told of it: statements that lists, lines, banks and reports refuse."""

from __future__ import annotations

from tests.requirements import Promise

# some lists of the last month are not locked yet, some not yet handed to the banks
OPEN_LIST = "(SELECT min(id) FROM payment_list WHERE locked_at IS NULL)"
OPEN_LINE = f"(SELECT max(id) FROM payment_line WHERE payment_list_id = {OPEN_LIST})"
UNPAID_LIST = "(SELECT min(id) FROM payment_list WHERE locked_at IS NOT NULL AND paid_on IS NULL)"
UNREPAID = """(SELECT min(o.id) FROM payment_line AS o WHERE o.result = '{result}' AND o.household_id <> l.household_id
AND o.id NOT IN (SELECT repays_id FROM payment_line WHERE repays_id IS NOT NULL))"""
FURTHER_LINE = f"""INSERT INTO payment_line (payment_list_id, household_id, member_id, region_code, month, amount, result)
SELECT payment_list_id, household_id, 999999999, region_code, month, amount, 'pending' FROM payment_line WHERE id = {OPEN_LINE}"""
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

# a hop that is only registered pays a list that was paid, or is not paid yet
REGISTERED = """INSERT INTO allocation (number, stream_id, source_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder,
    region_code, department, weak_village, amount, document_number, decided_on, due_on, state)
SELECT 'BF-REGISTERED', l.stream_id, s.id, true, 2020, 1, 'county', 'treasury', l.region_code, 'county', 'agency_account',
    l.region_code, l.department, false, 1, '无', '2020-01-01', '2020-02-01', 'registered' FROM payment_list AS l
JOIN fund_source AS s ON s.stream_id = l.stream_id AND s.level = 'county' WHERE l.locked_at IS NOT NULL AND l.paid_on {paid} ORDER BY l.id LIMIT 1;
INSERT INTO payment_list_funding (payment_list_id, allocation_id, stream_id, region_code, amount)
SELECT l.id, a.id, a.stream_id, a.region_code, 1 FROM allocation AS a JOIN payment_list AS l ON (l.stream_id, l.region_code) = (a.stream_id, a.region_code)
WHERE a.number = 'BF-REGISTERED' AND l.locked_at IS NOT NULL AND l.paid_on {paid} ORDER BY l.id LIMIT 1"""
# what came back and was never paid again is listed once more, in its own or in another stream
REPEATED = """WITH back AS (SELECT * FROM payment_line WHERE result = 'returned' AND id NOT IN (SELECT repays_id FROM payment_line WHERE repays_id IS NOT NULL)
    ORDER BY id LIMIT 1)
INSERT INTO payment_list (number, stream_id, region_code, department, month, kind, method, state, line_count, amount, maker_id, made_on, confirm_due_on)
SELECT 'FF-REPEATED', (SELECT min(s.id) FROM fund_stream AS s WHERE s.to_household AND s.id {same} l.stream_id), l.region_code, l.department, '2030-01-01',
    l.kind, l.method, 'drafted', 1, back.amount, l.maker_id, '2030-01-02', '2030-01-11' FROM back JOIN payment_list AS l ON l.id = back.payment_list_id;
INSERT INTO payment_line (payment_list_id, household_id, member_id, region_code, account_id, month, amount, result, repays_id)
SELECT (SELECT id FROM payment_list WHERE number = 'FF-REPEATED'), household_id, member_id, region_code, account_id, month, amount, 'pending', id FROM payment_line
WHERE result = 'returned' AND id NOT IN (SELECT repays_id FROM payment_line WHERE repays_id IS NOT NULL) ORDER BY payment_line.id LIMIT 1"""
# days of one row that cannot follow each other
DAYS = (
    (
        "payment_list_confirm_due_after_making",
        "UPDATE payment_list SET confirm_due_on = made_on - 1 WHERE id = (SELECT min(id) FROM payment_list WHERE true)",
    ),
    (
        "payment_list_locked_in_time",
        "UPDATE payment_list SET state = 'locked', checker_id = maker_id + 1, checked_on = made_on, confirmed_on = made_on, pay_due_on = made_on, locked_at = made_on - 1, digest = sha256('lines') WHERE id = (SELECT min(id) FROM payment_list WHERE locked_at IS NULL)",
    ),
    (
        "payment_list_locked_in_time",
        "UPDATE payment_list SET locked_at = instructed_on + 1 WHERE id = (SELECT min(id) FROM payment_list WHERE instructed_on IS NOT NULL)",
    ),
    ("loan_subsidy_paid_in_time", "UPDATE loan_subsidy SET paid_on = lower(period) - 1 WHERE id = (SELECT min(id) FROM loan_subsidy WHERE true)"),
    (
        "loan_guarantee_called_in_time",
        "UPDATE loan_guarantee SET state = 'called', called_amount = guaranteed_amount, called_on = lower(period) - 1 WHERE id = (SELECT min(id) FROM loan_guarantee WHERE true)",
    ),
    (
        "insurance_policy_signed_in_time",
        "UPDATE insurance_policy SET signed_on = upper(period), premium_paid_on = NULL WHERE id = (SELECT min(id) FROM insurance_policy WHERE true)",
    ),
    (
        "stream_report_submitted_in_time",
        "UPDATE stream_report SET submitted_on = month - 1 WHERE id = (SELECT min(id) FROM stream_report WHERE submitted_on IS NOT NULL)",
    ),
    (
        "performance_evaluation_due_after_year",
        "UPDATE performance_evaluation SET due_on = make_date(year, 12, 31) WHERE id = (SELECT min(id) FROM performance_evaluation WHERE true)",
    ),
)
UNPAID_SUBSIDY = "(SELECT min(id) FROM loan_subsidy WHERE paid_on IS NULL)"
APPROVED = """UPDATE insurance_claim SET state = 'approved', medical_cost = {cost}, reimbursed_before = 0, approved_amount = {amount}, decided_on = submitted_on,
refusal = NULL WHERE id = (SELECT min(id) FROM insurance_claim WHERE state <> 'paid')"""
LOAN_TO_COME = "(SELECT max(id) FROM loan WHERE number = 'DK-PROMISE')"
GUARANTEE_OF_A_LOAN_TO_COME = f"""INSERT INTO loan (number, kind, household_id, member_id, region_code, department, lender_name, lender_credit_code, principal,
annual_rate, term_months, state, applied_on) SELECT 'DK-PROMISE', kind, household_id, member_id, region_code, department, lender_name, lender_credit_code, principal,
annual_rate, term_months, 'applied', applied_on FROM loan WHERE id = (SELECT loan_id FROM loan_guarantee WHERE id = 1);
INSERT INTO loan_guarantee (loan_id, household_id, region_code, guarantor_name, guarantor_credit_code, guaranteed_amount, state, period)
SELECT {LOAN_TO_COME}, household_id, region_code, guarantor_name, guarantor_credit_code, guaranteed_amount, 'in_force', period FROM loan_guarantee WHERE id = 1"""
OF_A_RUNNING_LOAN = "(SELECT min(g.id) FROM loan_guarantee AS g JOIN loan AS l ON l.id = loan_id WHERE l.state = 'repaying')"
# cards that were out of use when they were paid to, an instruction that is taken back, evaluations by another time's rule
CARDS = (
    (
        "ck_payment_line_to_a_card_in_use",
        """UPDATE account SET period = daterange(lower(period), '2020-01-01') WHERE id = (SELECT min(a.id) FROM account AS a
        WHERE lower(a.period) < '2020-01-01' AND upper(a.period) IS NULL AND a.id NOT IN (SELECT account_id FROM payment_line WHERE account_id IS NOT NULL));
        INSERT INTO payment_line (payment_list_id, household_id, member_id, region_code, account_id, month, amount, result)
        SELECT l.id, a.household_id, 999999999, a.region_code, a.id, l.month, 0.01, 'pending' FROM account AS a JOIN payment_list AS l
        ON l.region_code = left(a.region_code, 6) WHERE upper(a.period) = '2020-01-01' AND l.locked_at IS NULL LIMIT 1""",
    ),
    (
        "ck_payment_list_to_cards_in_use",
        f"""UPDATE account SET period = daterange(lower(period), '2020-12-31') WHERE id = (SELECT account_id FROM payment_line WHERE id = {OPEN_LINE});
        UPDATE payment_list SET made_on = '2021-01-01', confirm_due_on = '2021-01-01', plan_id = NULL, benefit_standard_id = NULL, checker_id = NULL,
        checked_on = NULL, state = 'drafted' WHERE id = {OPEN_LIST}""",
    ),
    (
        "ck_account_in_use_for_its_lists",
        f"UPDATE account SET period = daterange(lower(period), lower(period) + 1) WHERE id = (SELECT account_id FROM payment_line WHERE id = {OPEN_LINE})",
    ),
    (
        "ck_account_in_use_for_its_lists",
        """UPDATE account SET period = '[2030-01-01,)' WHERE id = (SELECT min(l.account_id) FROM payment_line AS l JOIN payment_list AS p ON p.id = l.payment_list_id
        WHERE p.locked_at IS NOT NULL AND l.account_id NOT IN (SELECT one.id FROM account AS one JOIN account AS other USING (member_id) WHERE other.id <> one.id))""",
    ),
    ("ck_instruction_batch_stays_sent", "DELETE FROM instruction_batch WHERE id = (SELECT max(id) FROM instruction_batch)"),
    (
        "ck_performance_evaluation_by_a_rule_in_force",
        """UPDATE performance_evaluation AS e SET stream_rule_id = r.id FROM stream_rule AS r WHERE r.stream_id = e.stream_id AND upper(r.period) IS NULL
        AND e.id = (SELECT min(id) FROM performance_evaluation WHERE evaluated_on < '2018-01-01')""",
    ),
    (
        "ck_stream_rule_in_force_for_its_evaluations",
        """UPDATE stream_rule SET period = daterange(lower(period), lower(period) + 1) WHERE id = (SELECT min(stream_rule_id) FROM performance_evaluation)""",
    ),
    (
        "ck_benefit_standard_stays_paid_by",
        "UPDATE benefit_standard SET amount = amount * 2 WHERE id = (SELECT benefit_standard_id FROM payment_list WHERE id = 1)",
    ),
    (
        "ck_payment_list_reconciled_once_answered",
        f"""UPDATE payment_list SET state = 'reconciled', instructed_on = '2020-06-30', paid_on = '2020-06-30', reconciled_on = '2020-06-30'
        WHERE id = {UNPAID_LIST} AND instructed_on IS NULL""",
    ),
)
# papers dated before what they belong to
PAPERS = (
    (
        "ck_payment_line_about_the_month_of_its_list",
        """UPDATE payment_line SET month = '1995-01-01' WHERE id = (SELECT min(id) FROM payment_line WHERE payment_list_id = (SELECT min(id) FROM payment_list WHERE locked_at IS NULL) AND repays_id IS NULL)""",
    ),
    (
        "ck_payment_list_about_the_months_of_its_lines",
        """UPDATE payment_list SET month = '2028-01-01', made_on = '2028-01-02', confirm_due_on = '2028-01-10', plan_id = NULL, benefit_standard_id = NULL, checker_id = NULL, checked_on = NULL, confirmed_on = NULL, pay_due_on = NULL, state = 'drafted' WHERE id = (SELECT min(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    (
        "ck_loan_subsidy_after_its_loan",
        f"UPDATE loan_subsidy SET period = '[1995-01-01,1995-06-01)' WHERE id = {UNPAID_SUBSIDY}",
    ),
    (
        "ck_loan_stays_paid_out",
        """UPDATE loan SET disbursed_on = due_on - 1 WHERE id = (SELECT min(id) FROM loan WHERE id IN (SELECT loan_id FROM loan_subsidy) AND state <> 'repaid')""",
    ),
    (
        "ck_insurance_claim_of_the_insured",
        """UPDATE insurance_claim SET submitted_on = '1995-01-01' WHERE id = (SELECT min(id) FROM insurance_claim WHERE true)""",
    ),
    (
        "ck_insured_household_insured_before_its_claims",
        """UPDATE insured_household SET state = 'declined', insured_on = NULL, premium = NULL WHERE id = (SELECT min(id) FROM insured_household WHERE id IN (SELECT insured_household_id FROM insurance_claim))""",
    ),
    (
        "ck_insured_household_while_the_policy_lasts",
        """UPDATE insured_household SET insured_on = '2035-01-01' WHERE id = (SELECT min(id) FROM insured_household WHERE state = 'insured' AND id NOT IN (SELECT insured_household_id FROM insurance_claim))""",
    ),
    (
        "ck_insurance_policy_lasts_beyond_its_insured",
        """UPDATE insurance_policy SET period = '[1995-01-01,1996-01-01)', signed_on = '1995-01-01', premium_paid_on = NULL WHERE id = (SELECT min(id) FROM insurance_policy WHERE id IN (SELECT insurance_policy_id FROM insured_household WHERE state = 'insured'))""",
    ),
    (
        "ck_evaluation_finding_after_its_evaluation",
        """UPDATE evaluation_finding SET due_on = '1995-01-01' WHERE id = (SELECT min(id) FROM evaluation_finding WHERE true)""",
    ),
    (
        "ck_performance_evaluation_finished_before_its_findings",
        """UPDATE performance_evaluation SET evaluated_on = '2035-01-01' WHERE id = (SELECT min(id) FROM performance_evaluation WHERE id IN (SELECT performance_evaluation_id FROM evaluation_finding) AND evaluated_on IS NOT NULL)""",
    ),
)

PROMISES: tuple[Promise, ...] = (
    Promise("ck_performance_target_weigh_one_at_most", "UPDATE performance_target SET weight = weight + 0.001 WHERE id = 1"),
    Promise(
        "fk_payment_list_funding_allocation_stream",
        """UPDATE payment_list_funding AS f SET allocation_id = a.id, region_code = a.region_code
        FROM allocation AS a WHERE f.id = 1 AND a.id = (SELECT min(id) FROM allocation WHERE to_holder = 'project')""",
    ),
    Promise(
        "fk_payment_list_funding_payment_list_stream",
        """UPDATE payment_list_funding AS f SET payment_list_id = (SELECT min(l.id) FROM payment_list AS l WHERE l.stream_id <> f.stream_id)
        WHERE f.id = 1""",
    ),
    Promise(
        "fk_performance_evaluation_stream_rule_stream",
        """UPDATE performance_evaluation AS e SET stream_rule_id = (SELECT min(r.id) FROM stream_rule AS r WHERE r.stream_id <> e.stream_id)
        WHERE e.id = 1""",
    ),
    Promise(
        "fk_donation_receipt_allocation_stream",
        """UPDATE donation_receipt AS d SET allocation_id = a.id, region_code = a.region_code FROM allocation AS a
        WHERE a.id = (SELECT min(id) FROM allocation WHERE from_level <> 'society')
        AND d.id = (SELECT min(id) FROM donation_receipt WHERE allocation_id IS NOT NULL)""",
    ),
    Promise(
        "ck_payment_list_made_about_its_month",
        "UPDATE payment_list SET made_on = month - INTERVAL '2 years' WHERE id = " + OPEN_LIST,
    ),
    Promise(
        "ck_payment_list_while_its_stream_lasts",
        f"""DELETE FROM payment_line WHERE payment_list_id = {OPEN_LIST};
        UPDATE payment_list SET month = '1995-07-01', made_on = '1995-07-06', plan_id = NULL, benefit_standard_id = NULL, state = 'drafted', checker_id = NULL,
        checked_on = NULL, confirmed_on = NULL, pay_due_on = NULL WHERE id = {OPEN_LIST}""",
    ),
    Promise(
        "ck_fund_stream_lasts_over_its_lists",
        f"""INSERT INTO fund_stream (code, name, level, department, purpose, to_household, started_on)
        SELECT 'PROMISE', '新设资金', level, department, purpose, true, '2019-01-01' FROM fund_stream WHERE id = 1;
        INSERT INTO payment_list (number, stream_id, region_code, department, month, kind, method, state, line_count, amount, maker_id, made_on, confirm_due_on)
        SELECT 'PROMISE-0', (SELECT id FROM fund_stream WHERE code = 'PROMISE'), region_code, department, month, kind, method, 'drafted', 0, 0, maker_id, made_on,
        confirm_due_on FROM payment_list WHERE id = {OPEN_LIST};
        UPDATE fund_stream SET started_on = '2030-01-01' WHERE code = 'PROMISE'""",
    ),
    Promise(
        "ex_account_bank_card_digest_period",
        "UPDATE account AS one SET bank_card_digest = another.bank_card_digest FROM account AS another WHERE one.id = 1 AND another.id = 2",
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
        UPDATE allocation_plan SET year = 2035, submitted_on = '2034-12-01', approved_on = NULL WHERE id = (SELECT plan_id FROM payment_list WHERE id = 1)""",
    ),
    Promise(
        "fk_payment_list_plan_stream_region",
        """UPDATE payment_list AS l SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id = l.stream_id AND p.region_code <> l.region_code) WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "fk_payment_list_benefit_standard_stream_region",
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
        f"UPDATE payment_line SET month = '2019-06-01' WHERE payment_list_id = {OPEN_LIST}",
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
        month = '2021-01-01', region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'county' AND r.code <> l.region_code)
        WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "fk_insurance_claim_insured_household_household",
        "UPDATE insurance_claim SET household_id = (SELECT max(household_id) + 1 FROM insured_household) WHERE id = 1",
    ),
    *(
        Promise(f"ck_{table}_of_the_borrower", f"UPDATE {table} SET household_id = {other} WHERE id = (SELECT min(id) FROM {table} WHERE {which})")
        for table in ("loan_subsidy", "loan_guarantee")
        for other, which in (("NULL", "household_id IS NOT NULL"), ("1", "household_id IS NULL"))
    ),
    Promise(
        "ck_loan_borrowed_by_the_subsidised",
        """UPDATE loan SET household_id = household_id + 1 WHERE id = (SELECT min(loan_id) FROM loan_subsidy
        WHERE household_id IS NOT NULL AND loan_id NOT IN (SELECT loan_id FROM loan_guarantee))""",
    ),
    Promise(
        "ck_loan_borrowed_by_the_guaranteed",
        f"{GUARANTEE_OF_A_LOAN_TO_COME}; UPDATE loan SET household_id = 999999999, kind = 'student', member_id = 1 WHERE id = {LOAN_TO_COME}",
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
        "fk_ecological_compensation_rate_year",
        """UPDATE ecological_compensation AS e SET rate_id = (SELECT min(o.id) FROM compensation_rate AS o, compensation_rate AS r
        WHERE r.id = e.rate_id AND o.region_code = r.region_code AND o.land = r.land AND o.year <> r.year) WHERE e.id = 1""",
    ),
    Promise(
        "fk_payment_line_account_household",
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
        "ck_payment_list_funding_within_hop",
        f"""INSERT INTO payment_list_funding (payment_list_id, allocation_id, stream_id, region_code, amount)
        SELECT l.id, a.id, a.stream_id, a.region_code, a.amount + 0.01 FROM payment_list AS l JOIN allocation AS a USING (stream_id, region_code)
        WHERE l.id = {OPEN_LIST} ORDER BY a.id LIMIT 1""",
    ),
    *(
        Promise("ck_payment_list_funding_locked", f"{change} WHERE payment_list_id = (SELECT min(id) FROM payment_list WHERE locked_at IS NOT NULL)")
        for change in ("DELETE FROM payment_list_funding", "UPDATE payment_list_funding SET amount = 0.01")
    ),
    Promise(
        "ck_payment_list_funding_locked",
        "DELETE FROM payment_list_funding WHERE payment_list_id = (SELECT min(id) FROM payment_list WHERE reconciled_on IS NOT NULL)",
    ),
    Promise(
        "ck_fund_stream_lasts_over_its_lists",
        f"""UPDATE payment_list SET month = '2020-12-01' WHERE id = {OPEN_LIST};
        UPDATE fund_stream SET ended_on = '2020-11-30' WHERE id = (SELECT stream_id FROM payment_list WHERE id = {OPEN_LIST})""",
    ),
    *(
        Promise(rule, statement)
        for rule, statement in (
            (
                "ck_loan_guarantee_at_most_principal",
                f"{GUARANTEE_OF_A_LOAN_TO_COME}; UPDATE loan_guarantee SET guaranteed_amount = 99999999 WHERE loan_id = {LOAN_TO_COME}",
            ),
            ("ck_loan_guarantee_stays_while_it_counts", f"DELETE FROM loan_guarantee WHERE id = {OF_A_RUNNING_LOAN}"),
            ("ck_loan_guarantee_stays_while_it_counts", f"UPDATE loan_guarantee SET guaranteed_amount = 1 WHERE id = {OF_A_RUNNING_LOAN}"),
            ("ck_loan_guarantee_stays_while_it_counts", "DELETE FROM loan_guarantee WHERE state = 'called'"),
            (
                "ck_loan_guarantee_stays_while_it_counts",
                "UPDATE loan_guarantee SET state = 'in_force', called_amount = NULL, called_on = NULL WHERE state = 'called'",
            ),
            ("ck_loan_owes_less_and_less", "UPDATE loan SET outstanding = outstanding + 0.01 WHERE state = 'repaying' AND outstanding < principal"),
            (
                "fk_insured_household_premium",
                "UPDATE insured_household SET premium = premium + 1 WHERE id = (SELECT min(id) FROM insured_household WHERE state = 'insured')",
            ),
            ("fk_insured_household_premium", "UPDATE insurance_policy SET premium_per_household = 1"),
            (
                "ck_insured_household_while_the_policy_lasts",
                "UPDATE insured_household SET listed_on = '2035-01-01' WHERE id = (SELECT min(id) FROM insured_household WHERE state = 'declined')",
            ),
            (
                "ck_loan_worth_its_guarantee",
                f"""{GUARANTEE_OF_A_LOAN_TO_COME}; UPDATE loan SET principal = 0.01 WHERE id = {LOAN_TO_COME}""",
            ),
            ("ck_loan_subsidy_at_most_principal", f"UPDATE loan_subsidy SET interest_amount = 99999999 WHERE id = {UNPAID_SUBSIDY}"),
            ("ck_loan_stays_paid_out", "UPDATE loan SET principal = principal + 1 WHERE id = (SELECT min(loan_id) FROM loan_subsidy)"),
            (
                "ck_loan_stays_paid_out",
                "UPDATE loan SET state = 'repaying', repaid_on = NULL WHERE id = (SELECT min(id) FROM loan WHERE state = 'repaid')",
            ),
            (
                "ck_loan_stays_paid_out",
                "DELETE FROM loan WHERE id = (SELECT max(id) FROM loan WHERE disbursed_on IS NOT NULL AND id NOT IN (SELECT loan_id FROM loan_subsidy "
                "UNION SELECT loan_id FROM loan_guarantee))",
            ),
            ("ck_loan_owes_what_is_overdue", "UPDATE loan SET outstanding = 0 WHERE state = 'overdue'"),
            (
                "ck_loan_subsidy_at_most_rate",
                f"UPDATE loan_subsidy AS s SET subsidy_rate = l.annual_rate + 0.01 FROM loan AS l WHERE l.id = s.loan_id AND s.id = {UNPAID_SUBSIDY}",
            ),
            ("ck_loan_subsidy_stays_paid", "UPDATE loan_subsidy SET amount = 0.01 WHERE paid_on IS NOT NULL"),
            ("ck_loan_subsidy_stays_paid", "DELETE FROM loan_subsidy WHERE paid_on IS NOT NULL"),
            ("ck_insurance_claim_within_coverage", APPROVED.format(cost=9_999_999, amount=90_000)),
            ("ck_insurance_claim_within_its_share", APPROVED.format(cost=100, amount=99)),
            ("ck_insurance_policy_shares_what_it_paid", "UPDATE insurance_policy SET payout_share = 0.01"),
            ("ck_insurance_claim_stays_paid", "UPDATE insurance_claim SET approved_amount = 0.01 WHERE state = 'paid'"),
            ("ck_insurance_claim_stays_paid", "DELETE FROM insurance_claim WHERE state = 'paid'"),
            (
                "ck_insured_household_of_the_same_rule",
                """UPDATE insured_household AS h SET insurance_eligibility_id = o.id FROM insurance_eligibility AS e JOIN insurance_eligibility AS o
                ON o.household_category = e.household_category AND o.rule_version <> e.rule_version WHERE e.id = h.insurance_eligibility_id AND h.id = 1""",
            ),
            ("ck_insurance_policy_of_the_same_rule", "UPDATE insurance_policy SET rule_version = '2030.1' WHERE id = 1"),
            ("ck_insurance_eligibility_of_the_same_rule", "UPDATE insurance_eligibility SET rule_version = '2030.1' WHERE id = 1"),
            ("ck_insurance_policy_covers_its_claims", "UPDATE insurance_policy SET coverage_limit = 0.01"),
        )
    ),
    Promise("ck_reconciliation_stays", "DELETE FROM reconciliation WHERE id = 1"),
    Promise(
        "ex_insurance_eligibility_household_category_period",
        "UPDATE insurance_eligibility SET period = '[2018-01-01,2019-02-01)' WHERE id = 1",
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
    *(
        Promise(f"fk_{child}_{parent}_region", ELSEWHERE.format(child=child, parent=parent))
        for parent, children in FUNDS_HOMES.items()
        for child in children
    ),
    Promise(
        "ck_payment_list_funding_with_money_that_came",
        REGISTERED.format(paid="IS NOT NULL"),
    ),
    Promise(
        "ck_payment_list_with_money_that_came",
        f"""{REGISTERED.format(paid="IS NULL")};
        UPDATE payment_list SET state = 'paid', instructed_on = confirmed_on, paid_on = confirmed_on
        WHERE id = (SELECT f.payment_list_id FROM payment_list_funding AS f JOIN allocation AS a ON a.id = f.allocation_id WHERE a.number = 'BF-REGISTERED')""",
    ),
    Promise(
        "ck_allocation_stays_paid",
        """UPDATE allocation SET allocated_on = '2020-06-30' WHERE id = (SELECT min(f.allocation_id) FROM payment_list_funding AS f
        JOIN payment_list AS l ON l.id = f.payment_list_id WHERE l.paid_on IS NOT NULL)""",
    ),
    Promise(
        "ck_payment_line_repays_returned",
        REPEATED.format(same="<>"),
    ),
    Promise(
        "ck_payment_line_repays_returned",
        f"""{REPEATED.format(same="=")};
        UPDATE payment_line SET amount = amount + 0.01 WHERE payment_list_id = (SELECT id FROM payment_list WHERE number = 'FF-REPEATED')""",
    ),
    Promise(
        "ck_payment_line_not_while_stopped",
        f"""INSERT INTO payment_stop (household_id, exit_case_id, region_code, purpose, period)
        SELECT line.household_id, 999999999, line.region_code, stream.purpose, daterange(line.month, NULL) FROM payment_line AS line
        JOIN payment_list AS list ON list.id = payment_list_id JOIN fund_stream AS stream ON stream.id = list.stream_id WHERE line.id = {OPEN_LINE};
        {FURTHER_LINE}""",
    ),
    Promise(
        "ck_payment_stop_whole_months",
        "UPDATE payment_stop SET period = daterange(lower(period) + 1, NULL) WHERE id = (SELECT min(id) FROM payment_stop)",
    ),
    Promise(
        "ex_payment_stop_household_purpose_period",
        """INSERT INTO payment_stop (household_id, exit_case_id, region_code, purpose, period)
        SELECT household_id, 999999999, region_code, purpose, period FROM payment_stop WHERE id = 1""",
    ),
    Promise(
        "ck_payment_list_repays_its_stream",
        f"""{REPEATED.format(same="=")};
        UPDATE payment_list AS l SET stream_id = (SELECT min(s.id) FROM fund_stream AS s WHERE s.to_household AND s.id <> l.stream_id) WHERE number = 'FF-REPEATED'""",
    ),
    Promise(
        "ck_reconciliation_in_time",
        """UPDATE reconciliation SET reconciled_on = '2099-01-01' WHERE id = 1""",
    ),
    Promise(
        "ck_reconciliation_in_time",
        """UPDATE reconciliation SET reconciled_on = '1990-01-01' WHERE id = 1""",
    ),
    Promise(
        "ck_instruction_batch_answered_before_reconciliation",
        """UPDATE instruction_batch SET answered_on = '2099-01-01' WHERE id = (SELECT instruction_batch_id FROM reconciliation WHERE id = 1)""",
    ),
    Promise(
        "ck_payment_list_reconciled_after_its_banks",
        """UPDATE payment_list AS l SET reconciled_on = paid_on WHERE id = (SELECT b.payment_list_id FROM instruction_batch AS b
        JOIN reconciliation AS r ON r.instruction_batch_id = b.id WHERE r.id = 1)""",
    ),
    Promise(
        "ck_reconciliation_as_credited",
        """UPDATE reconciliation SET paid_amount = paid_amount + returned_amount + failed_amount, returned_amount = 0, failed_amount = 0
        WHERE id = (SELECT min(id) FROM reconciliation WHERE returned_amount + failed_amount > 0 AND difference = 0)""",
    ),
    *(Promise(rule, statement) for rule, statement in (*CARDS, *PAPERS)),
    *(Promise(f"ck_{rule}", statement) for rule, statement in DAYS),
)
