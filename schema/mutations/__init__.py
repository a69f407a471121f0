"""The mutations, a file for each kind of thing that they change: a typed input, and a payload with what was changed and `userErrors`.

`fields.py` says what every mutation is made of, `root.py` names them all. What they do, and what they refuse, is in `resolvers/changes/`.
"""
