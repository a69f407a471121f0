"""What a field of a made type gives, for Strawberry to evaluate once: a thousand fields are texts, dates or amounts."""

from __future__ import annotations

import functools
from typing import Any

from strawberry.annotation import StrawberryAnnotation


@functools.cache
def nullable(type_: Any) -> StrawberryAnnotation:
    """The type or null. Its namespace is empty and not missing, or each field would have it evaluated anew with its own."""
    return StrawberryAnnotation(type_ | None, namespace={})
