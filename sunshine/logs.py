"""Logs as JSON, one line each: no variables, row values, tokens or names, not even in the message of an exception."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

from resolvers.recording import digest
from sunshine.observability import Request


def configure() -> None:
    """All logs of this process go to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # a line names neither thread nor place in the code: to look for them took a third of what a line costs
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # type: ignore[assignment]  # as the Logging HOWTO says


class JsonFormatter(logging.Formatter):
    """A record as one line; of an exception its type and where it was raised, since its message may hold a row's values."""

    def format(self, record: logging.LogRecord) -> str:
        at = _moment(datetime.fromtimestamp(record.created, UTC))
        line: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line["error"] = type(error).__qualname__
            line["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
        return orjson.dumps(line, default=str).decode()


def log_request(request: Request) -> None:
    """One line for a request, as the logs of this process are; without the machinery of logging, which took most of what a line costs."""
    record = request.record
    line = {
        "time": _moment(datetime.now(UTC)),
        "level": "info",
        "logger": "sunshine.requests",
        "message": "request",
        "request": request.id,
        "operation": record.operation[:64],
        "document": digest(record.query).hex() if record.query else "",
        "tier": record.tier,
        "cost": record.cost,
        "milliseconds": round(request.seconds * 1000, 3),
        "roundTrips": len(request.ran),
        "status": request.status,
        "codes": record.codes,
    }
    sys.stderr.buffer.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    sys.stderr.buffer.flush()


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
