"""Notices: who is told of what happened, in which words.

Begin with `tellings.py`, the table of data; `inbox.py` writes notices of an event, `letters.py` finds what is to be mailed of one.
A change leaves its events in the outbox (`changes/core.py`), and `sunshine/mail/relay.py` delivers what waits there.
"""
