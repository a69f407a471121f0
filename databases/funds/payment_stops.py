"""Which money a household is not paid any more, and from which month on."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.funds import STREAM_PURPOSE
from databases.funds import METADATA
from databases.funds.payments import payment_line
from databases.regions import A_VILLAGE
from databases.row_rules import row_rule
from databases.tables import PERIOD, check, elsewhere, entity, internal, never_overlapping_keys, quasi, region

payment_stop = entity(
    METADATA,
    "payment_stop",
    "Stop of one kind of payments to a household that left hardship 停发 (M25, M48)",
    elsewhere("household_id", "beneficiaries.household", "Household 停发户"),
    elsewhere("exit_case_id", "beneficiaries.exit_case", "Exit that it follows 所据脱困"),
    region("Village or community of residence 所在村（社区）", level=A_VILLAGE),
    internal("purpose", STREAM_PURPOSE, "Purpose of the money 资金用途"),
    quasi("period", PERIOD, "Months without payment, as the days of whole months 停发期间"),
    check(
        "whole_months",
        "extract(day FROM lower(period)) = 1 AND coalesce(extract(day FROM upper(period)), 1) = 1",
        "Payments are stopped for whole months 停发以整月计",
    ),
    sa.UniqueConstraint("exit_case_id", "purpose"),
    never_overlapping_keys("payment_stop", "household_id", "purpose", sentence="A payment is stopped once at a time 同一户的同类资金同时只停发一次"),
)

# what was listed before stays for whoever checks the list: payments after an exit are for supervision to find (M65)
row_rule(
    *(payment_line, "not_while_stopped", ("payment_list_id", "household_id", "month"), None, None),
    """SELECT FROM changed JOIN payment_stop AS stop USING (household_id) JOIN payment_list AS list ON list.id = changed.payment_list_id
    JOIN fund_stream AS stream ON stream.id = list.stream_id WHERE stream.purpose = stop.purpose AND stop.period @> changed.month""",
    "A household is not paid for a month from which on such money is stopped 已停发的资金不得再列入之后月份的发放明细",
)
