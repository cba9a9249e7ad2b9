"""The access log: one line for each answer, kept half a year.

Which of our routes was asked, when, how it ended, how long it took, and a mark for where it came from:
the keyed fingerprint of the address, so that one caller's requests can be told to be one caller's. Never
the address that was asked for itself (it may hold a code or a number), no query, no body, no name, no
address of a person's device. A disk that is full stops nobody.
"""

from __future__ import annotations

import json
import logging
import os
import time
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, current_app, g
from flask.globals import request_ctx

from backend.doors.layout import beijing_day
from backend.doors.requests import request_id, request_source
from backend.extensions import utc_now
from backend.sealing import Sealer

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=183)
_MARKS_KEPT: Final = 4096
_NAME: Final = "access-%Y-%m-%d.jsonl"
_PASSED_OVER: Final = frozenset(
    {"doors.static", "doors.healthz", "doors.readyz", "doors.metrics"}
)  # asked every few seconds by machines of the office, and by every page


class AccessLog:
    """The file of the day, opened once in a process. `mark_of` gives the mark of an address; the
    last ones are kept, since those who ask go on to ask."""

    def __init__(self, folder: Path, seal: Sealer) -> None:
        self._folder = folder
        self.mark_of = lru_cache(maxsize=_MARKS_KEPT)(
            lambda source: seal.fingerprint("access-source", source)[:16]
        )
        self._day: date | None = None
        self._file = -1

    def write(self, day: date, line: str) -> None:
        """Append one line; whole, whoever else writes. Raises OSError."""
        if day != self._day:
            self._turn_to(day)
        os.write(self._file, line.encode())

    def _turn_to(self, day: date) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / day.strftime(_NAME)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        before, self._file, self._day = self._file, opened, day
        if before >= 0:
            os.close(before)


def bind(app: Flask) -> None:
    app.extensions["access_log"] = AccessLog(_folder(app), app.extensions["sealer"])
    app.before_request(_begin)
    app.after_request(_end)


def forget_old_lines(day: date) -> int:
    """Delete the files of days more than half a year before `day`; give how many."""
    oldest = (day - KEPT).strftime(_NAME)
    old = [one for one in _folder(current_app).glob("access-*.jsonl") if one.name < oldest]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def _folder(app: Flask) -> Path:
    return Path(app.extensions["settings"].var_dir) / "logs"


def _begin() -> None:
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    asked = request_ctx.request  # itself: `request` looks for it at each mention
    if asked.endpoint in _PASSED_OVER:
        return response
    kept: AccessLog = current_app.extensions["access_log"]
    now, ended = utc_now(), time.perf_counter()
    line = {
        "at": now.isoformat(timespec="milliseconds"),
        "request": request_id(),
        "method": asked.method if asked.endpoint else "",
        "route": asked.endpoint or "",
        "status": response.status_code,
        "ms": round((ended - g.get("begun", ended)) * 1000),
        "source": kept.mark_of(request_source()),
    }
    try:
        kept.write(beijing_day(now), json.dumps(line) + "\n")
    except OSError as error:
        log.warning("access log not written", extra={"kind": type(error).__name__})
    return response
