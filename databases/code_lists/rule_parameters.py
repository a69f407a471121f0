"""The thresholds that rules read 规则参数 (M157): in which unit each is, how a figure is compared with it, and between which values it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FLOOR, CEILING, EXACT = ("ge", "gt"), ("le", "lt"), ("eq",)
COUNTED_WHOLE = ("count", "days", "households")


@dataclass(frozen=True)
class Known:
    """What a parameter of a name may be; what is counted is whole."""

    unit: str
    comparators: tuple[str, ...]
    least: int
    most: int

    @property
    def is_whole(self) -> bool:
        return self.unit in COUNTED_WHOLE

    def condition(self, name: str) -> str:
        """The same in SQL, of a row of the table."""
        compared = ", ".join(f"'{comparator}'" for comparator in self.comparators)
        whole = " AND value = trunc(value)" if self.is_whole else ""
        return f"(name = '{name}' AND unit = '{self.unit}' AND comparator IN ({compared}) AND value BETWEEN {self.least} AND {self.most}{whole})"


def _held(number: int) -> Known:
    """What the tables themselves hold: another number needs other tables."""
    return Known("count", EXACT, number, number)


PARAMETERS: Mapping[str, Known] = {
    "dibao_income_floor": Known("yuan_per_head", FLOOR, 1, 1_000_000),
    "village_income": Known("yuan", FLOOR, 1, 1_000_000_000),
    "city_fund_a_year": Known("yuan", FLOOR, 1, 100_000_000_000),
    "industry_projects_a_year": Known("count", FLOOR, 0, 100),
    "households_a_helper": Known("households", CEILING, 0, 100),
    "households_a_deputy": Known("households", CEILING, 0, 100),
    "need_value_a_household_a_year": Known("yuan", CEILING, 0, 1_000_000),
    "pledges_held_a_giver": Known("count", CEILING, 1, 10_000),
    "pledges_a_giver_a_day": Known("count", CEILING, 1, 10_000),
    "pledge_hold_days": Known("days", CEILING, 1, 366),
    "match_notice_days": Known("days", FLOOR, 1, 366),
    "suggestion_answer_days": Known("days", CEILING, 1, 366),
    "appeal_answer_days": Known("days", CEILING, 1, 366),
    "exit_notice_days": Known("days", FLOOR, 7, 366),  # no notice hangs shorter
    "responsible_helpers": _held(1),
    "exit_signatures": _held(5),
    "exit_confirmations": _held(5),
    "four_ones": _held(4),
    "ranking_indicators": _held(3),
    "resupervision_kinds": _held(5),
    "deputy_levels": _held(5),
    "cppcc_levels": _held(4),
    "help_forms": _held(5),
    "loan_types": _held(4),
    "comparison_kinds": _held(7),
    "project_stages": _held(9),
    "industry_fields": _held(6),
    "subsidy_instruments": _held(3),
}
