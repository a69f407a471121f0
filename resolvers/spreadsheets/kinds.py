"""Everything that can be brought in, by the name that the command line knows."""

from __future__ import annotations

from collections.abc import Mapping

from resolvers.spreadsheets.giving import NEED_ITEMS, REPRESENTATIVES
from resolvers.spreadsheets.households import HOUSEHOLDS, INCOMES, MEASURES
from resolvers.spreadsheets.organisations import CERTIFICATES, ORGANISATIONS, POLICY_DOCUMENTS, RULE_PARAMETERS
from resolvers.spreadsheets.people_and_money import ACCOUNTS, FUND_STREAMS, PAIRINGS, PAYMENT_LISTS, PEOPLE, RELATIVES, VISITS
from resolvers.spreadsheets.places import DIVISIONS, PROJECTS, STATISTICS, VILLAGES
from resolvers.spreadsheets.shape import SpreadsheetKind

# in the order in which an empty city needs them
KINDS: Mapping[str, SpreadsheetKind] = {
    kind.name: kind
    for kind in (
        *(DIVISIONS, ORGANISATIONS, POLICY_DOCUMENTS, RULE_PARAMETERS, PEOPLE, REPRESENTATIVES, NEED_ITEMS),
        *(HOUSEHOLDS, INCOMES, MEASURES, VILLAGES, STATISTICS),
        *(FUND_STREAMS, ACCOUNTS, PAYMENT_LISTS, PROJECTS, PAIRINGS, VISITS),
        *(RELATIVES, CERTIFICATES),
    )
}
