"""The demo's own OpenID Connect issuer: a page where a visitor becomes one of the people of the demo city.

Only `sunshine demo` serves it, and only on its own synthetic city; everywhere else people sign in with the issuer that
the settings name. Begin with `routes.py`; `authorization.py` is the protocol.
"""
