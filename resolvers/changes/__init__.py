"""How anything is changed: one transaction of one database with the permitted row, its rules, the rows and their event.

Begin with `core.py`, the road that every change takes; each other module holds the changes of one subject.
docs/changes.md tells how to write a new one.
"""
