"""Everything that can be brought in, by the name that the command line knows."""

from __future__ import annotations

from collections.abc import Mapping

from resolvers.spreadsheets.households import HOUSEHOLDS, INCOMES, MEASURES
from resolvers.spreadsheets.people_and_money import FUND_STREAMS, PAIRINGS, PAYMENT_LISTS, PEOPLE, VISITS
from resolvers.spreadsheets.places import PROJECTS, STATISTICS, VILLAGES
from resolvers.spreadsheets.shape import SpreadsheetKind

KINDS: Mapping[str, SpreadsheetKind] = {
    kind.name: kind for kind in (HOUSEHOLDS, INCOMES, MEASURES, VILLAGES, STATISTICS, FUND_STREAMS, PAYMENT_LISTS, PROJECTS, PEOPLE, PAIRINGS, VISITS)
}
