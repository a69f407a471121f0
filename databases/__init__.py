"""Where it is kept: the tables of the four databases, a folder each, and everything that touches a server.

This room imports none of the others. Begin with `tables.py` (the vocabulary), then `beneficiaries/register.py`.
"""
