"""What every start does the same way: modules are loaded and a schema is built, nearly all of which stays to the end."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

MEMORY = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0", "POLARS_ROW_GROUP_PREFETCH_SIZE": "1"}


def save_memory() -> None:
    """Let Polars give back at once what it needs no more, as it keeps it for a next time otherwise, and read no further ahead than a part of a file: it looks
    once, when it is loaded."""
    for name, value in MEMORY.items():
        os.environ.setdefault(name, value)


@contextmanager
def without_collection() -> Iterator[None]:
    """Look for no garbage meanwhile, and never again among what is there afterwards: it took a sixth of the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
