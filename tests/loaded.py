"""What servers and commands load at their start, in the process from which the tests fork theirs (`forked.py`).

Only what starts no threads that work later: a fork has none of them. Polars does, so commands that need it load it themselves.
"""

from __future__ import annotations

import importlib
import os

from policies import policy
from schema.query import build_schema
from sunshine.loading import without_collection

LOADED = ("sunshine.api", "sunshine.commands.api", "sunshine.commands.import_", "sunshine.commands.portal")

os.environ["TERM"] = "dumb"  # this process may have inherited a terminal; what is forked from it writes into files
with without_collection():
    for name in LOADED:
        importlib.import_module(name)
    build_schema(policy.load())
