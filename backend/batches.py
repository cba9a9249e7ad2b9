"""Write many small records with one commit: what was asked, how often a code was scanned.

A record is handed over at once and written within a fifth of a second by one thread per process,
so that an answer does not wait for the disk. Only for records whose loss in a power cut hurts
nobody: nothing a person was given a receipt for ever goes this way.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from flask import Flask

from backend.extensions import db
from backend.transaction import transaction

log = logging.getLogger(__name__)
Record = TypeVar("Record")

_PAUSE_SECONDS = 0.2
_MOST_WAITING = 50_000


class BatchWriter(Generic[Record]):
    """Collects records and hands them to `write` in batches, inside a transaction of its own."""

    def __init__(self, app: Flask, write: Callable[[Sequence[Record]], None]) -> None:
        self._app = app
        self._write = write
        self._waiting: list[Record] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        atexit.register(self.flush)

    def add(self, record: Record) -> None:
        """Take `record`; when the store has been away so long that memory runs out, drop it."""
        with self._lock:
            if len(self._waiting) >= _MOST_WAITING:
                log.error("batch is full; a record was dropped")
                return
            self._waiting.append(record)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="batches")
                self._thread.start()
        self._wake.set()

    def find(self, wanted: Callable[[Record], bool]) -> Record | None:
        """Give the newest record not yet written that is `wanted`."""
        with self._lock:
            return next((record for record in reversed(self._waiting) if wanted(record)), None)

    def flush(self) -> None:
        """Write everything that waits, now; on failure it keeps waiting for the next turn."""
        with self._turn:
            with self._lock:
                batch = list(self._waiting)
            if not batch:
                return
            try:
                with self._app.app_context():
                    try:
                        with transaction():
                            self._write(batch)
                    finally:
                        db.session.remove()
            except Exception:
                log.exception("a batch could not be written; it is tried again")
                return
            with self._lock:
                del self._waiting[: len(batch)]

    def _work(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            threading.Event().wait(_PAUSE_SECONDS)
            self.flush()
            with self._lock:
                if self._waiting:
                    self._wake.set()
