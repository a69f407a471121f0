"""How an answer is found: a selection becomes a plan, a plan becomes one SQL per database; and how a change is made.

Knows nothing of GraphQL's types: it is handed graphql-core's schema and reads names. Imports `policies` and `databases`.
Begin with `plan.py`, then `selections.py` (document → plan), `statements.py` (plan → SQL, made of `building.py` and below it
`permitted_rows.py`) and `reads.py` (SQL → bytes).
"""
