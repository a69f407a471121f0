"""Who may see and do what: facts and rules in Polar (`rules/`), compiled to SQL once per profile.

The only room that imports oso, and the only one that decides access. It imports `databases`. Begin with `rules/`, then
`policy.py`: everything that leaves the databases leaves through `View.select`.
"""
