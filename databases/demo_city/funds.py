"""The demo city's funds database: every table in the order of its foreign keys, but lines before the list that is locked over them,
and feedings before the hop that they have paid for.

Payments to households come first, for what was paid says what the ledger above had to carry; the faults of each part
stand at the top of its file.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import sqlalchemy as sa

from databases.demo_city import funds_catalogue, funds_credit, funds_hops, funds_oversight, funds_payments, funds_stops, funds_villages
from databases.demo_city.city import City
from databases.funds import allocations, loans_and_insurance, payment_stops, payments, reports, streams, village_finance

Rows = Iterator[tuple[sa.Table, pl.DataFrame]]


def tables(city: City) -> Rows:
    """Every table of the funds database with its rows."""
    paid = funds_payments.payments(city)
    compensation, awards = funds_villages.compensations(city), funds_villages.awards(city)
    book = funds_hops.ledger(city, paid, funds_villages.demands(city, compensation, awards))
    plans = funds_hops.plan_rows(city, book)
    yield from _catalogue(city)
    yield from _ledger(city, book, plans)
    yield from _payments(city, paid, book, plans)
    yield from _oversight(city, book, paid)
    yield from _credit(city)
    yield from _villages(city, book, compensation, awards)


def _catalogue(city: City) -> Rows:
    yield streams.fund_stream, funds_catalogue.fund_streams(city)
    yield streams.benefit_standard, funds_catalogue.benefit_standards(city)
    yield streams.stream_rule, funds_catalogue.stream_rules(city)
    yield streams.fund_source, funds_catalogue.fund_sources(city)


def _ledger(city: City, book: funds_hops.Ledger, plans: pl.DataFrame) -> Rows:
    lines = funds_oversight.budget_lines(city, book)
    documents = funds_oversight.document_rows(city, lines)
    held = funds_oversight.retention_rows(city, book)
    budgets = lines.select("source_id", "region_code", "year", budget_id="id")
    yield streams.budget_document, documents
    yield streams.budget, _of_stream(city, funds_oversight.budget_rows(city, lines, documents))
    yield allocations.allocation_plan, _of_stream(city, plans)
    hops = _of_stream(city, funds_hops.allocation_rows(city, book, budgets, plans, held.filter(pl.col("released_on").is_null())))
    yield allocations.allocation_feeding, _of_row(hops, "allocation_id", funds_hops.feeding_rows(book))
    yield allocations.allocation, hops
    yield allocations.upper_level_report, _of_stream(city, funds_oversight.upper_report_rows(city, book))
    yield allocations.retention, _of_row(hops, "allocation_id", held)


def _of_stream(city: City, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the word of their stream on whether the money ends at households."""
    return rows.join(
        city.streams.select("to_household", stream_id=pl.col("id").cast(rows.schema["stream_id"])), on="stream_id", maintain_order="left"
    )


def _of_row(parents: pl.DataFrame, key: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The same of rows that name another row by `key`."""
    word = parents.select("to_household", pl.col("id").cast(rows.schema[key]).alias(key))
    return rows.join(word, on=key, maintain_order="left")


def _payments(city: City, paid: funds_payments.Payments, book: funds_hops.Ledger, plans: pl.DataFrame) -> Rows:
    batches = funds_payments.batches(city, paid)
    yield payments.account, funds_payments.account_rows(paid)
    yield payments.payment_line, funds_payments.line_rows(paid)
    yield payment_stops.payment_stop, funds_stops.stop_rows(city)
    yield payments.payment_list, funds_payments.list_rows(city, paid, plans)
    yield payments.payment_list_funding, funds_hops.funding_rows(book)
    yield payments.instruction_batch, funds_payments.batch_rows(batches)
    yield payments.reconciliation, funds_payments.reconciliation_rows(city, batches)


def _oversight(city: City, book: funds_hops.Ledger, paid: funds_payments.Payments) -> Rows:
    evaluations = _of_stream(city, funds_oversight.evaluation_rows(city, book))
    yield reports.stream_report, _of_stream(city, funds_oversight.stream_report_rows(city, book, paid))
    yield reports.performance_evaluation, evaluations
    yield reports.performance_target, _of_row(evaluations, "performance_evaluation_id", funds_oversight.target_rows(city, evaluations))
    yield reports.evaluation_finding, _of_row(evaluations, "performance_evaluation_id", funds_oversight.finding_rows(city, evaluations))
    yield reports.donation_receipt, _of_stream(city, funds_oversight.donation_rows(city, book))


def _credit(city: City) -> Rows:
    loans = funds_credit.loans(city)
    eligibility, policies = funds_credit.eligibility_rows(), funds_credit.policy_rows(city)
    insured = funds_credit.insured(city, policies, eligibility)
    yield loans_and_insurance.loan, funds_credit.loan_rows(city, loans)
    yield loans_and_insurance.loan_subsidy, funds_credit.subsidy_rows(city, loans)
    yield loans_and_insurance.loan_guarantee, funds_credit.guarantee_rows(city, loans)
    yield loans_and_insurance.insurance_eligibility, eligibility
    yield loans_and_insurance.insurance_policy, policies
    yield loans_and_insurance.insured_household, funds_credit.insured_rows(insured)
    yield loans_and_insurance.insurance_claim, funds_credit.claim_rows(city, insured)


def _villages(city: City, book: funds_hops.Ledger, compensation: pl.DataFrame, awards: pl.DataFrame) -> Rows:
    first = len(city.projects)
    paid = funds_villages.hops_of(book.final, book.hops, first, len(compensation))
    awarded = funds_villages.hops_of(book.final, book.hops, first + len(compensation), len(awards))
    spent = funds_villages.expenditures(city)
    yield village_finance.fiscal_transfer, funds_villages.transfers(city, spent)
    yield village_finance.fee_waiver, funds_villages.waivers(city)
    yield village_finance.village_expenditure, spent
    yield village_finance.village_charge, funds_villages.charges(city)
    yield village_finance.compensation_rate, funds_villages.rate_rows(city, compensation)
    yield village_finance.ecological_compensation, funds_villages.compensation_rows(compensation, paid)
    yield village_finance.subsidy_award, funds_villages.award_rows(awards, awarded.select("allocation_id"))
