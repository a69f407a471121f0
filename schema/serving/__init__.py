"""How questions come in and answers go out: HTTP, events, WebSockets, limits, prices, and what each of the three kinds of operation takes.

Begin with `endpoint.py`: it reads a request (`requests.py`), learns who asks (`askers.py`), reads and checks the document (`reading.py`),
and hands it to `queries.py`, `mutations.py` or `subscriptions.py`; all three stand on `answering.py`.
"""
