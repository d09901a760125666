"""Logs: one JSON object a line, made of ids, codes, counts and durations only.

The formatter itself enforces it: a field that is not on the list is left out, and so is the text of an exception,
because it may quote what somebody typed. What is left of it is its class and where it was raised.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

ALLOWED = ("method", "route", "status", "ms", "bytes", "code", "count", "release", "device", "unit")


class JsonLine(logging.Formatter):
    """Formats a record as one JSON line with the allowed fields alone."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith("attune"):
            line["event"] = record.msg  # a fixed text of ours; arguments are never merged into it
        for field in ALLOWED:
            if field in record.__dict__:
                line[field] = record.__dict__[field]
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _where(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def configure(level: str = "INFO") -> None:
    """Send every log record of this process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("django", "django.request", "django.server"):
        logger = logging.getLogger(chatty)
        logger.handlers.clear()
        logger.propagate = True
    # Django logs the path of each 404; our own request line says enough.
    logging.getLogger("django.request").setLevel("ERROR")
    logging.getLogger("django.security.DisallowedHost").setLevel("CRITICAL")
