"""The ledger from hop to hop: statements that sources, budgets, plans and hops refuse."""

from __future__ import annotations

from tests.requirements import Promise

PROMISES: tuple[Promise, ...] = (
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
        "ck_allocation_feeding_within_hop",
        """INSERT INTO allocation_feeding (allocation_id, fed_by_id, stream_id, region_code, to_household, amount)
        SELECT f.allocation_id, o.id, f.stream_id, f.region_code, f.to_household, 0.01 FROM allocation_feeding AS f
        JOIN allocation AS o ON o.stream_id = f.stream_id AND o.ordinal = 1 AND o.id NOT IN (SELECT fed_by_id FROM allocation_feeding AS g
        WHERE g.allocation_id = f.allocation_id) WHERE f.id = 1 LIMIT 1""",
    ),
    Promise(
        "ck_retention_within_hop",
        "UPDATE retention AS r SET amount = (SELECT a.amount + 0.01 FROM allocation AS a WHERE a.id = r.allocation_id) WHERE r.id = 1",
    ),
    Promise(
        "ck_allocation_within_hop",
        "UPDATE allocation SET amount = 0.01 WHERE id = (SELECT min(fed_by_id) FROM allocation_feeding)",
    ),
)
