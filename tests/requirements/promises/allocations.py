"""The ledger from hop to hop: statements that sources, budgets, plans and hops refuse."""

from __future__ import annotations

from tests.requirements import Promise

LAST_HOP = "(SELECT min(id) FROM allocation WHERE to_level = 'village' AND allocated_on IS NOT NULL)"
FEEDER = """(SELECT min(f.fed_by_id) FROM allocation_feeding AS f JOIN allocation AS a ON a.id = f.allocation_id JOIN allocation AS b ON b.id = f.fed_by_id
WHERE a.allocated_on IS NOT NULL AND b.ordinal {})"""
TWO_SOURCES = """(SELECT min(a.id) FROM allocation AS a JOIN fund_source AS own ON own.id = a.source_id JOIN fund_source AS other
ON (other.stream_id, other.level) = (own.stream_id, own.level) AND other.id <> own.id)"""
UNPAID_FIRST_HOP = f"""INSERT INTO allocation (number, stream_id, source_id, budget_id, plan_id, to_household, year, ordinal, from_level, from_holder,
    from_region_code, to_level, to_holder, region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, state)
SELECT 'BF-UNPAID', stream_id, source_id, budget_id, plan_id, to_household, year, ordinal, from_level, from_holder,
    from_region_code, to_level, to_holder, region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, 'budgeted'
FROM allocation WHERE id = {TWO_SOURCES}"""
ANOTHER_SOURCE = """UPDATE allocation AS a SET (source_id, budget_id) = (SELECT b.source_id, b.id FROM budget AS b JOIN fund_source AS s ON s.id = b.source_id
WHERE (s.stream_id, s.level, b.year) = (a.stream_id, a.from_level, a.year) AND s.id <> a.source_id LIMIT 1)"""
# days of one row that cannot follow each other
DAYS = (
    (
        "allocation_plan_submitted_in_time",
        "UPDATE allocation_plan SET submitted_on = '1995-01-01' WHERE id = (SELECT min(id) FROM allocation_plan WHERE true)",
    ),
    ("allocation_decided_in_time", "UPDATE allocation SET decided_on = '1995-01-01' WHERE id = (SELECT min(id) FROM allocation WHERE true)"),
    ("fiscal_transfer_paid_in_time", "UPDATE fiscal_transfer SET due_on = due_on + 800 WHERE id = (SELECT min(id) FROM fiscal_transfer WHERE true)"),
    (
        "fiscal_transfer_paid_in_time",
        "UPDATE fiscal_transfer SET paid_on = make_date(year, 1, 1) - 1 WHERE id = (SELECT min(id) FROM fiscal_transfer WHERE paid_on IS NOT NULL)",
    ),
    (
        "ecological_compensation_paid_in_time",
        "UPDATE ecological_compensation SET paid_on = make_date(year, 1, 1) - 1 WHERE id = (SELECT min(id) FROM ecological_compensation WHERE paid_on IS NOT NULL)",
    ),
    (
        "subsidy_award_decided_in_time",
        "UPDATE subsidy_award SET decided_on = make_date(year, 1, 1) - 1 WHERE id = (SELECT min(id) FROM subsidy_award WHERE true)",
    ),
)
# what belongs to another year, and what is recorded twice
PAPERS = (
    (
        "uq_village_charge_once",
        """INSERT INTO village_charge (region_code, organisation_id, department, kind, reason, amount, charged_on) SELECT region_code, organisation_id, department, kind, reason, amount, charged_on FROM village_charge WHERE true ORDER BY id LIMIT 1""",
    ),
    (
        "fk_budget_budget_document_year",
        """UPDATE budget_document SET year = 2035, issued_on = '2035-01-01' WHERE id = (SELECT min(id) FROM budget_document WHERE true)""",
    ),
)
REPORTED = """INSERT INTO allocation (number, stream_id, source_id, to_household, year, ordinal, from_level, from_holder, to_level, to_holder,
        region_code, department, weak_village, amount, document_number, decided_on, due_on, state)
    SELECT 'BF-REPORTED', stream_id, source_id, to_household, year, ordinal, from_level, from_holder, to_level, 'agency_account',
        region_code, department, weak_village, amount, document_number, decided_on, due_on, 'registered'
    FROM allocation WHERE id = (SELECT min(a.id) FROM allocation AS a JOIN fund_source AS s USING (stream_id)
    WHERE a.ordinal = 1 AND a.from_level = 'province' AND a.to_level = 'county' AND s.level = 'county');
    INSERT INTO upper_level_report (number, allocation_id, stream_id, region_code, to_household, year, amount, document_number, arrived_on, due_on)
    SELECT 'BB-PROMISE', id, stream_id, region_code, to_household, year, amount, document_number, due_on, due_on FROM allocation WHERE number = 'BF-REPORTED'"""
GIFT_BY = """INSERT INTO donation_receipt (number, stream_id, to_household, allocation_id, region_code, kind, donor_kind, donor_name, donor_credit_code, receiver_name,
    receiver_credit_code, amount, received_on)
SELECT 'JZ-PROMISE', stream_id, to_household, {hop}, (SELECT region_code FROM allocation WHERE id = {hop}), kind, donor_kind, donor_name, donor_credit_code, receiver_name,
    receiver_credit_code, {amount}, {day} FROM donation_receipt WHERE id = (SELECT min(id) FROM donation_receipt WHERE kind = 'money')"""
PAID_GIFTS = "(SELECT min(d.allocation_id) FROM donation_receipt AS d JOIN allocation AS a ON a.id = allocation_id WHERE a.allocated_on IS NOT NULL)"
UNFILED = "(SELECT min(id) FROM upper_level_report WHERE filed_on IS NULL)"
UNPAID = "(SELECT id FROM allocation WHERE number = 'BF-UNPAID')"
UNPAID_GIFT = """INSERT INTO allocation (number, stream_id, source_id, to_household, year, ordinal, from_level, from_holder, to_level, to_holder,
    region_code, department, weak_village, amount, document_number, decided_on, due_on, state)
SELECT 'BF-UNPAID', stream_id, source_id, to_household, year, ordinal, from_level, from_holder, to_level, to_holder,
    region_code, department, weak_village, amount, document_number, decided_on, due_on, 'budgeted'
FROM allocation WHERE id = (SELECT min(allocation_id) FROM donation_receipt)"""
HELD = """INSERT INTO retention (allocation_id, region_code, to_household, department, kind, amount, since_on, reason)
SELECT id, region_code, to_household, department, '{kind}', amount, '2020-06-01', '核查' FROM allocation WHERE number = 'BF-UNPAID'"""
# money that stood still before it came, and what is said of hops by those whom they carried
CARRIED = (
    (
        "ck_allocation_to_another_account",
        """UPDATE allocation SET from_level = to_level, from_holder = to_holder, from_region_code = region_code
        WHERE id = (SELECT min(id) FROM allocation WHERE source_id IS NULL)""",
    ),
    ("ck_retention_after_its_decision", "UPDATE retention SET since_on = '2010-01-01' WHERE id = 1"),
    (
        "ck_allocation_decided_before_its_retentions",
        """UPDATE allocation AS a SET decided_on = r.since_on + 1, due_on = r.since_on + 1 FROM retention AS r WHERE r.allocation_id = a.id
        AND r.id = (SELECT min(r.id) FROM retention AS r JOIN allocation AS a ON a.id = r.allocation_id WHERE a.allocated_on IS NULL)""",
    ),
    (
        "ck_retention_of_money_that_came",
        """UPDATE allocation AS a SET decided_on = a.decided_on - 40 FROM retention AS r WHERE r.allocation_id = a.id AND r.id = 1;
        UPDATE retention AS r SET since_on = a.decided_on FROM allocation AS a WHERE a.id = r.allocation_id AND r.id = 1""",
    ),
    (
        "ck_allocation_feeding_of_paid_hop",
        """DELETE FROM allocation_feeding WHERE allocation_id = (SELECT min(r.allocation_id) FROM retention AS r JOIN allocation AS a ON a.id = r.allocation_id
        WHERE a.allocated_on IS NULL)""",
    ),
    (
        "ck_retention_taken_back_for_good",
        """UPDATE retention AS r SET kind = 'recovered', released_on = NULL, amount = a.amount FROM allocation AS a WHERE a.id = r.allocation_id
        AND r.id = (SELECT min(r.id) FROM retention AS r JOIN allocation AS a ON a.id = r.allocation_id WHERE a.allocated_on > r.since_on)""",
    ),
    (
        "ck_allocation_paid_before_it_was_taken_back",
        f"""{UNPAID_FIRST_HOP}; {HELD.format(kind="recovered")};
        UPDATE allocation SET allocated_on = '2020-06-30', state = 'allocated' WHERE number = 'BF-UNPAID'""",
    ),
    ("ck_upper_level_report_of_money_that_was_paid", f"UPDATE upper_level_report SET arrived_on = arrived_on - 1 WHERE id = {UNFILED}"),
    (
        "ck_upper_level_report_stays_filed",
        "UPDATE upper_level_report SET filed_on = arrived_on WHERE filed_on IS NULL; UPDATE upper_level_report SET filed_on = NULL WHERE accepted_on IS NULL",
    ),
    ("ck_upper_level_report_stays_filed", "UPDATE upper_level_report SET due_on = due_on + 30 WHERE accepted_on IS NOT NULL"),
    ("ck_retention_stays_told", "DELETE FROM retention WHERE id = 1"),
    ("ck_fiscal_transfer_stays_paid", "UPDATE fiscal_transfer SET paid_on = paid_on + 1 WHERE paid_on IS NOT NULL"),
    ("ck_fiscal_transfer_stays_paid", "DELETE FROM fiscal_transfer WHERE paid_on IS NOT NULL"),
    *(
        (
            "ck_allocation_stays_paid",
            f"UPDATE allocation SET {end} WHERE id = (SELECT min(id) FROM allocation WHERE to_holder = 'project' AND allocated_on IS NOT NULL)",
        )
        for end in ("project_id = project_id + 1", "to_holder = 'village_collective', project_id = NULL", "decided_on = decided_on - 1")
    ),
    (
        "ck_allocation_paid_before_its_report_of_arrival",
        f"""{REPORTED}; UPDATE allocation AS a SET budget_id = b.id, allocated_on = due_on + 1, state = 'allocated' FROM budget AS b
        WHERE a.number = 'BF-REPORTED' AND (b.source_id, b.year) = (a.source_id, a.year)""",
    ),
    (
        "ck_donation_receipt_carried_by_its_hop",
        GIFT_BY.format(hop=PAID_GIFTS, amount=0.01, day="'2016-01-01'"),
    ),
    (
        "ck_allocation_carries_what_it_brought",
        f"""{UNPAID_GIFT}; {GIFT_BY.format(hop=UNPAID, amount=100, day="received_on")}; UPDATE allocation SET amount = 99 WHERE number = 'BF-UNPAID'""",
    ),
    (
        "ck_donation_receipt_by_a_hop_of_gifts",
        GIFT_BY.format(
            hop="(SELECT min(a.id) FROM allocation AS a JOIN fund_stream AS s ON s.id = a.stream_id WHERE s.code = 'JUANZENG' AND a.from_level <> 'society')",
            amount=0.01,
            day="received_on",
        ),
    ),
    (
        "ck_donation_receipt_by_a_hop_of_gifts",
        GIFT_BY.format(hop=PAID_GIFTS, amount=0.01, day="'2035-01-01'"),
    ),
    (
        "ck_allocation_brings_gifts_received_before",
        f"""{UNPAID_GIFT}; {GIFT_BY.format(hop=UNPAID, amount=100, day="'2030-01-01'")};
        UPDATE allocation SET allocated_on = due_on, state = 'allocated' WHERE number = 'BF-UNPAID'""",
    ),
    (
        "ck_donation_receipt_passed_on_once_it_came",
        f"""{UNPAID_GIFT}; {GIFT_BY.format(hop=UNPAID, amount=100, day="received_on")};
        UPDATE donation_receipt SET delivered_on = received_on + 1000 WHERE number = 'JZ-PROMISE'""",
    ),
    (
        "ck_donation_receipt_passed_on_once_it_came",
        """UPDATE donation_receipt AS d SET delivered_on = d.received_on FROM allocation AS a WHERE a.id = d.allocation_id AND d.delivered_on IS NULL
        AND a.allocated_on > d.received_on""",
    ),
    *(
        ("ck_donation_receipt_stays_passed_on", statement)
        for statement in (
            "DELETE FROM donation_receipt WHERE id = (SELECT min(id) FROM donation_receipt WHERE delivered_on IS NOT NULL)",
            f"DELETE FROM donation_receipt WHERE id = (SELECT min(id) FROM donation_receipt WHERE delivered_on IS NULL AND allocation_id = {PAID_GIFTS})",
            "UPDATE donation_receipt SET delivered_on = NULL WHERE id = (SELECT min(id) FROM donation_receipt WHERE delivered_on IS NOT NULL)",
        )
    ),
    (
        "ck_donation_receipt_from_another",
        "UPDATE donation_receipt SET donor_kind = 'association', donor_credit_code = receiver_credit_code WHERE id = 1",
    ),
    ("fk_subsidy_award_allocation_year_amount", "UPDATE subsidy_award SET amount = amount / 2 WHERE instrument = 'turnaround_reward'"),
    ("fk_ecological_compensation_allocation_year_amount", "UPDATE ecological_compensation SET area = 1, amount = standard WHERE area > 1"),
    ("ck_ecological_compensation_paid_with_its_hop", "UPDATE ecological_compensation SET paid_on = paid_on + 1 WHERE paid_on IS NOT NULL"),
    (
        "ck_ecological_compensation_carried_by_its_hop",
        """UPDATE ecological_compensation AS c SET allocation_id = s.allocation_id, year = s.year, rate_id = r.id, region_code = s.region_code, area = 1,
        standard = s.amount, amount = s.amount, paid_on = NULL FROM subsidy_award AS s JOIN compensation_rate AS r
        ON r.year = s.year AND starts_with(s.region_code, r.region_code) WHERE c.id = 1 AND s.id = (SELECT max(s.id) FROM subsidy_award AS s WHERE NOT EXISTS
        (SELECT FROM ecological_compensation AS o WHERE (o.year, o.region_code) = (s.year, s.region_code)) AND s.year IN (SELECT year FROM compensation_rate))""",
    ),
    (
        "ck_subsidy_award_carried_by_its_hop",
        """INSERT INTO subsidy_award (number, instrument, region_code, year, allocation_id, village_income, income_threshold, amount, evidence, evidence_digest, decided_on)
        SELECT 'JB-PROMISE', 'turnaround_reward', region_code, year, allocation_id, 2, 1, amount, '测试', sha256('test'), make_date(year, 12, 31)
        FROM ecological_compensation WHERE allocation_id IS NOT NULL LIMIT 1""",
    ),
    ("ck_subsidy_award_instrument_alone", "UPDATE subsidy_award SET unit_count = 1 WHERE instrument = 'turnaround_reward'"),
    (
        "ck_budget_inside_its_place",
        """UPDATE budget AS b SET budget_document_id = d.id FROM budget_document AS d WHERE d.year = b.year AND NOT starts_with(b.region_code, d.region_code)
        AND b.id = (SELECT min(id) FROM budget)""",
    ),
    (
        "ck_budget_document_around_budget",
        "UPDATE budget_document SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1",
    ),
)

PROMISES: tuple[Promise, ...] = (
    Promise(
        "fk_allocation_source_stream",
        """UPDATE allocation AS a SET budget_id = NULL, state = 'registered', allocated_on = NULL,
        source_id = (SELECT min(s.id) FROM fund_source AS s WHERE s.stream_id <> a.stream_id AND s.level = a.from_level)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE source_id IS NOT NULL AND from_level = 'county')""",
    ),
    Promise(
        "fk_allocation_budget_source_year",
        """UPDATE allocation AS a SET budget_id = (SELECT min(b.id) FROM budget AS b WHERE b.source_id <> a.source_id AND b.year = a.year)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE budget_id IS NOT NULL)""",
    ),
    Promise(
        "fk_allocation_budget_source_year",
        """UPDATE allocation AS a SET budget_id = (SELECT min(b.id) FROM budget AS b WHERE b.source_id = a.source_id AND b.year <> a.year)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE budget_id IS NOT NULL)""",
    ),
    Promise(
        "fk_allocation_budget_source_year",
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
        "fk_allocation_plan_stream_year",
        """UPDATE allocation AS a SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id <> a.stream_id AND p.year = a.year AND starts_with(a.region_code, p.region_code))
        WHERE a.id = (SELECT min(id) FROM allocation WHERE plan_id IS NOT NULL)""",
    ),
    Promise(
        "fk_allocation_plan_stream_year",
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
        "ck_allocation_stays_paid",
        f"UPDATE allocation SET allocated_on = NULL, state = 'frozen' WHERE id = {LAST_HOP}",
    ),
    Promise(
        "ck_allocation_source_by_document",
        f"{UNPAID_FIRST_HOP}; {ANOTHER_SOURCE} WHERE number = 'BF-UNPAID'",
    ),
    Promise(
        "ck_allocation_source_by_document",
        "UPDATE allocation SET state = 'registered' WHERE id = (SELECT min(id) FROM allocation WHERE state = 'budgeted')",
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
        "fk_budget_source_stream",
        """INSERT INTO budget_document (number, title, region_code, year, issued_on, amount) VALUES ('演示2035', '预算', '3202', 2035, '2035-01-01', 1);
        UPDATE budget AS b SET year = 2035, approved_on = '2035-01-10', budget_document_id = (SELECT max(id) FROM budget_document),
        source_id = (SELECT min(s.id) FROM fund_source AS s WHERE s.stream_id <> b.stream_id AND s.level = b.level)
        WHERE b.id = (SELECT min(id) FROM budget WHERE kind = 'work_appropriation')""",
    ),
    Promise(
        "fk_allocation_feeding_fed_by_stream",
        """UPDATE allocation_feeding AS f SET fed_by_id = (SELECT min(a.id) FROM allocation AS a
        WHERE a.stream_id <> f.stream_id AND a.amount > f.amount AND a.id NOT IN (SELECT fed_by_id FROM allocation_feeding)) WHERE f.id = 1""",
    ),
    Promise(
        "fk_allocation_feeding_allocation_stream",
        """UPDATE allocation_feeding AS f SET allocation_id = (SELECT min(a.id) FROM allocation AS a
        WHERE a.stream_id <> f.stream_id AND a.ordinal = 1 AND a.amount > f.amount) WHERE f.id = 1""",
    ),
    Promise(
        "fk_upper_level_report_allocation_stream_year_amount",
        "UPDATE upper_level_report SET amount = amount * 1000 WHERE id = 1",
    ),
    Promise(
        "fk_upper_level_report_allocation_stream_year_amount",
        "UPDATE allocation SET amount = amount + 1 WHERE id = (SELECT allocation_id FROM upper_level_report WHERE id = 1)",
    ),
    Promise(
        "fk_upper_level_report_allocation_stream_year_amount",
        """UPDATE upper_level_report AS r SET stream_id = (SELECT min(s.id) FROM fund_stream AS s
        WHERE s.id <> r.stream_id AND s.to_household = r.to_household) WHERE r.id = 1""",
    ),
    Promise(
        "ck_allocation_feeding_within_hop",
        """INSERT INTO allocation_feeding (allocation_id, fed_by_id, stream_id, region_code, to_household, amount)
        SELECT h.id, o.id, h.stream_id, h.region_code, h.to_household, 0.01 FROM allocation AS h JOIN allocation AS o
        ON (o.stream_id, o.year, o.region_code) = (h.stream_id, h.year, h.from_region_code) AND o.ordinal < h.ordinal AND o.allocated_on <= h.allocated_on
        WHERE NOT EXISTS (SELECT FROM allocation_feeding AS f WHERE f.allocation_id = h.id AND f.fed_by_id = o.id) ORDER BY h.id, o.id LIMIT 1""",
    ),
    Promise(
        "ck_retention_within_hop",
        "UPDATE retention AS r SET amount = (SELECT a.amount + 0.01 FROM allocation AS a WHERE a.id = r.allocation_id) WHERE r.id = 1",
    ),
    Promise(
        "ck_allocation_within_hop",
        f"""{UNPAID_FIRST_HOP}; INSERT INTO retention (allocation_id, region_code, to_household, department, kind, amount, since_on, reason)
        SELECT id, region_code, to_household, department, 'retained', amount, '2020-06-01', '核查' FROM allocation WHERE number = 'BF-UNPAID';
        UPDATE allocation SET amount = 0.01 WHERE number = 'BF-UNPAID'""",
    ),
    Promise("ck_allocation_stays_paid", f"UPDATE allocation SET amount = amount + 1 WHERE id = {LAST_HOP}"),
    Promise(
        "ck_allocation_while_its_stream_lasts",
        f"""{UNPAID_FIRST_HOP};
        UPDATE fund_stream AS s SET ended_on = '2034-12-31' FROM allocation AS a WHERE a.number = 'BF-UNPAID' AND s.id = a.stream_id;
        UPDATE allocation SET allocated_on = '2035-01-01', state = 'allocated' WHERE number = 'BF-UNPAID'""",
    ),
    Promise(
        "ck_fund_stream_lasts_over_its_hops",
        f"UPDATE fund_stream SET ended_on = started_on + 30 WHERE id = (SELECT stream_id FROM allocation WHERE id = {LAST_HOP})",
    ),
    Promise(
        "ck_allocation_stays_paid",
        f"""UPDATE allocation SET allocated_on = allocated_on + 4000 WHERE id = {FEEDER.format("= 1")}""",
    ),
    Promise(
        "ck_allocation_stays_paid",
        f"""UPDATE allocation SET allocated_on = allocated_on + 4000 WHERE id = {FEEDER.format("> 1")}""",
    ),
    Promise(
        "ck_allocation_stays_paid",
        f"""UPDATE allocation AS a SET allocated_on = b.allocated_on - 1, decided_on = b.allocated_on - 9 FROM allocation_feeding AS f, allocation AS b
        WHERE f.allocation_id = a.id AND b.id = f.fed_by_id AND a.id = {LAST_HOP}""",
    ),
    Promise(
        "ck_allocation_goes_forward",
        f"""UPDATE allocation SET year = year + 1, plan_id = NULL WHERE id = {LAST_HOP}""",
    ),
    Promise(
        "ck_allocation_goes_forward",
        """UPDATE allocation AS a SET from_region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'town' AND r.code <> a.from_region_code)
        WHERE id = (SELECT min(id) FROM allocation WHERE to_level = 'village' AND allocated_on IS NULL)""",
    ),
    Promise(
        "ck_allocation_feeding_goes_forward",
        f"""INSERT INTO allocation (number, stream_id, to_household, year, ordinal, from_level, from_holder, from_region_code, to_level, to_holder,
            region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, state)
        SELECT 'BF-FROM-ELSEWHERE', stream_id, to_household, year + 1, ordinal, from_level, from_holder, from_region_code, to_level, to_holder,
            region_code, department, project_id, weak_village, amount, document_number, decided_on, due_on, 'budgeted' FROM allocation WHERE id = {LAST_HOP};
        INSERT INTO allocation_feeding (allocation_id, fed_by_id, stream_id, region_code, to_household, amount)
        SELECT h.id, f.fed_by_id, h.stream_id, h.region_code, h.to_household, 0.01 FROM allocation AS h, allocation_feeding AS f
        WHERE h.number = 'BF-FROM-ELSEWHERE' AND f.allocation_id = {LAST_HOP}""",
    ),
    Promise(
        "ck_allocation_of_its_source",
        """UPDATE allocation AS a SET source_id = s.id, from_level = s.level, from_region_code = NULL, budget_id = b.id
        FROM fund_source AS s JOIN budget AS b ON b.source_id = s.id WHERE s.stream_id = a.stream_id AND s.level = 'province' AND b.year = a.year
        AND a.id = (SELECT min(o.id) FROM allocation AS o JOIN fund_source AS p ON p.stream_id = o.stream_id AND p.level = 'province'
        WHERE o.ordinal = 1 AND o.from_level = 'county' AND o.allocated_on IS NOT NULL)""",
    ),
    Promise(
        "ck_allocation_reported_as_upper_money",
        f"""{REPORTED};
        UPDATE allocation AS a SET source_id = s.id, from_level = 'county', from_region_code = a.region_code FROM fund_source AS s
        WHERE a.number = 'BF-REPORTED' AND s.stream_id = a.stream_id AND s.level = 'county'""",
    ),
    Promise(
        "fk_budget_source_level",
        """UPDATE budget SET level = 'town' WHERE id = (SELECT min(id) FROM budget WHERE kind = 'assistance' AND level = 'county')""",
    ),
    Promise(
        "ck_upper_level_report_of_upper_money",
        f"""UPDATE upper_level_report AS r SET allocation_id = a.id, stream_id = a.stream_id, year = a.year, amount = a.amount, region_code = a.region_code,
        to_household = a.to_household, arrived_on = '2020-06-30', due_on = '2020-07-30', filed_on = NULL, accepted_on = NULL
        FROM allocation AS a WHERE r.id = {UNFILED} AND a.id = (SELECT min(id) FROM allocation WHERE from_level IN ('city', 'county') AND to_level = 'county')""",
    ),
    *(Promise(rule, statement) for rule, statement in (*CARRIED, *PAPERS)),
    *(Promise(f"ck_{rule}", statement) for rule, statement in DAYS),
)
