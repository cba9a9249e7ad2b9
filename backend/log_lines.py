"""How a log record is written: one line of JSON, ids and counts, never what somebody told us.

The text of an exception may hold the very value that broke it (a phone number that is no number, the
row a database refused), so that of an exception only its kind and the places it passed are kept.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, TextIO

_USUAL: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_MOST: Final = 200
_ROOT: Final = "yimenzhu-lines"


class Lines(logging.Formatter):
    """Gives the record as JSON: nothing in it can begin a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage()[:_MOST],
        }
        line |= {
            name: value if isinstance(value, int | float) else str(value)[:_MOST]
            for name, value in vars(record).items()
            if name not in _USUAL
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["kind"], line["passed"] = _whence(record.exc_info[1])
        return json.dumps(line)


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def write_lines() -> None:
    """Let every record of this process be written so, to standard error; again changes nothing."""
    root = logging.getLogger()
    if any(handler.name == _ROOT for handler in root.handlers):
        return
    handler = _ToStandardError()
    handler.name = _ROOT
    handler.setFormatter(Lines())
    root.addHandler(handler)


def _whence(error: BaseException) -> tuple[str, list[str]]:
    kinds: list[str] = []
    places: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < 5:
        kinds.append(_kind_of(seen))
        places += _places(seen.__traceback__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " from ".join(kinds), places[-40:]


def _kind_of(error: BaseException) -> str:
    """Give the class, and of what a database said its code."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or getattr(
        getattr(error, "orig", None), "sqlite_errorname", None
    )
    return type(error).__name__ + (f" {state}" if state else "")


def _places(passed: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename.rpartition('/backend/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(passed)
    ]
