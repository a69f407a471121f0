"""Rows of a page to download: what the visitor sees, as CSV or JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from datasette.utils.asgi import Response


def downloaded(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], path: str, name: str) -> Response:
    """JSON where the path ends so; else CSV saved as `name`.csv, which the portal begins with a byte order mark, as all that is saved."""
    if path.endswith(".json"):
        return Response(orjson.dumps(rows), content_type="application/json; charset=utf-8")
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    named = {"content-disposition": f"attachment; filename={name}.csv"}
    return Response(text.getvalue(), content_type="text/csv; charset=utf-8", headers=named)
