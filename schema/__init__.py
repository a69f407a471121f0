"""What can be asked: GraphQL types and root fields, limits, errors, the HTTP view.

Types are made from the tables (`types.py`), so that a table, its policy kind and its type have one name and one
description. Imports everything below; only `sunshine` imports it. Begin with `query.py`, then `serving/`.
"""
