"""What can be asked and changed: GraphQL types, root fields, mutations, and how they are served.

Types are made from the tables (`types.py`), so that a table, its policy kind and its type have one name and one
description. Imports everything below; only `sunshine` imports it. Begin with `query.py`, then `mutations/` and `serving/`.
"""
