"""The questions that every contestant of `benchmarks.reads` answers: 50 rows, their children here, and five each of another database."""

from __future__ import annotations

COUNTY = "320282"  # of the manager who asks

_HOUSEHOLDS = """
query ($after: String) {{ households(first: 50, after: $after) {{
  pageInfo {{ hasNextPage endCursor }}
  edges {{ node {{
    id number headName phone address category state memberCount perCapitaIncome filedOn housing
    members {{ id name idNumber bornOn kinship }}
    {children}
  }} }}
}} }}
"""
_PAYMENTS = "paymentLines(first: 5) { edges { node { id month amount result settledOn } } }"
_VISITS = "visits(first: 5) { edges { node { id visitedAt purpose content } } }"

QUESTIONS = {
    "public": """
query ($after: String) { villages(first: 50, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node {
    id regionCode state stateSince
    region { name level }
    allocations(first: 5) { edges { node { id number year department amount state allocatedOn } } }
  } }
} }
""",
    "helper": _HOUSEHOLDS.format(children=_VISITS),
    "manager": _HOUSEHOLDS.format(children=_PAYMENTS),
}
ROOTS = {"public": "villages", "helper": "households", "manager": "households"}

# as PostGraphile names it
POSTGRAPHILE = """
query ($after: Cursor) { allHouseholds(first: 50, after: $after, orderBy: [REGION_CODE_ASC, PRIMARY_KEY_ASC]) {
  pageInfo { hasNextPage endCursor }
  edges { node {
    rowId number headName phone address category state memberCount perCapitaIncome filedOn housing
    membersByHouseholdId { nodes { rowId name idNumberMask bornOn kinship } }
    paymentLinesByHouseholdId(first: 5) { nodes { rowId month amount result settledOn } }
  } }
} }
"""

# the questions of a growth run; ID is a household that the asker may see
ID = "$id"
GROWING = {
    "page": "{ households(first: 50) { pageInfo { hasNextPage endCursor } edges { node { id number headName category state filedOn } } } }",
    "filtered page": "{ households(first: 50, where: {category: {eq: dibao}}) { edges { node { id number headName } } } }",
    "look-up": f'{{ node(id: "{ID}") {{ ... on Household {{ number headName members {{ name }} }} }} }}',
    "nested page": QUESTIONS["manager"],
    "aggregate": "{ householdGroups(by: [CATEGORY]) { totalCount nodes { category count average { perCapitaIncome } } } }",
    "count": "{ households(first: 1) { totalCount } }",
}
