"""What follows in one database from what happened in another: followers, each reading the events of one and acting in one.

Begin with `core.py`, the road of a follower; each other module holds the followers of one workflow. docs/changes.md tells of them.
"""
