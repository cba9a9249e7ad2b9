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
from sqlalchemy.exc import OperationalError, TimeoutError

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
        """Write everything that waits, now; while the store is away it keeps waiting.

        A record the store refuses is dropped with a line in the log, so that it cannot hold up
        those behind it.
        """
        with self._turn:
            with self._lock:
                batch = list(self._waiting)
            if not batch:
                return
            try:
                self._write_all(batch)
            except (OperationalError, TimeoutError):
                log.warning("the store is away; a batch waits", extra={"records": len(batch)})
                return
            except Exception:
                self._write_singly(batch)
            with self._lock:
                del self._waiting[: len(batch)]

    def _write_all(self, records: Sequence[Record]) -> None:
        with self._app.app_context():
            try:
                with transaction():
                    self._write(records)
            finally:
                db.session.remove()

    def _write_singly(self, records: Sequence[Record]) -> None:
        for record in records:
            try:
                self._write_all([record])
            except Exception as error:
                log.error("a record was refused", extra={"kind": type(error).__name__})

    def _work(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            threading.Event().wait(_PAUSE_SECONDS)
            self.flush()
            with self._lock:
                if self._waiting:
                    self._wake.set()
