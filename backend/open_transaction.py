"""What an open transaction holds, and what happens at each of its statements.

SQLite has one write lock. A transaction takes it at its beginning, or only before its first writing,
after it has read. Whoever writes must not decide by what somebody else changed meanwhile. Taking the
lock first makes sure of that, but then nobody else gets anything done while we read, count and seal.
Reading first lets two processes do that side by side: what a move decides by is watched, found again
when the lock is taken, and the work is done anew under the lock where it is no longer the same
(`Overtaken`). Other readings are as on PostgreSQL: what was committed when each was made.

What others wait for (the head of the trail) is written last: it waits until the transaction has nothing
more to ask (`waiting`). A statement that comes after all has it written first, so that every reading
finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Connection, Engine

from backend.statements import Ready, write

# Ends the words of a reading that locks rows on PostgreSQL (FOR UPDATE): on SQLite it takes the lock.
LOCKING: Final = " /* to write */"


class Overtaken(Exception):
    """What was read before the lock is no longer so."""


class Watch:
    """What a transaction that reads first decides by."""

    def __init__(self) -> None:
        self._found: list[tuple[str, tuple[Any, ...], list[Any]]] = []

    def over(self, raw: Any, words: str, values: tuple[Any, ...]) -> None:
        """Keep what these words find now; `raw` is the driver's connection."""
        self._found.append((words, values, raw.execute(words, values).fetchall()))

    def holds(self, raw: Any) -> bool:
        return all(
            raw.execute(words, values).fetchall() == was for words, values, was in self._found
        )


@dataclass(eq=False)
class OpenTransaction:
    """`watch`: None where the lock was taken at the beginning, and on PostgreSQL."""

    watch: Watch | None = None
    connection: Connection = field(init=False)
    hooks: list[Callable[[], None]] = field(default_factory=list)
    seen: dict[tuple[str, str], Any] = field(default_factory=dict)
    rows: list[Ready] = field(default_factory=list)
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def write_what_waits(self) -> None:
        """Do what waits in its order; the rows nobody took along come last."""
        while self.waiting or self.rows:
            writes, rows = self.waiting, self.rows
            self.waiting, self.rows = [], []
            for do in writes:
                do()
            write(self.connection, rows)

    def take_lock(self, raw: Any) -> None:
        """Begin to write, unless that was done. Raises Overtaken."""
        if self.watch is None or raw.in_transaction:
            return
        raw.execute("BEGIN IMMEDIATE")
        if not self.watch.holds(raw):
            raise Overtaken

    def before_statement(self, raw: Any, words: str) -> None:
        if self.waiting or self.rows:
            self.write_what_waits()
        if self.watch is not None and not _only_reads(words):
            self.take_lock(raw)


OPEN: ContextVar[OpenTransaction | None] = ContextVar("open_transaction", default=None)


def _only_reads(words: str) -> bool:
    return words.startswith("SELECT") and not words.endswith(LOCKING)


def know_statements(engine: Engine) -> None:
    """Let an open transaction know of each of its statements.

    Not listeners: with one, SQLAlchemy looks for more at every statement.
    """
    dialect: Any = engine.dialect
    dialect.do_execute, dialect.do_executemany = _execute, _execute_many
    if dialect.name == "sqlite":
        dialect.do_begin, dialect.statement_compiler = _begin, _SaysLocking
        event.listen(engine, "connect", _set_up_sqlite)


def _execute(cursor: Any, words: str, values: Any, _context: Any = None) -> None:
    ours = OPEN.get()
    if ours is not None:
        ours.before_statement(cursor.connection, words)
    cursor.execute(words, values)


def _execute_many(cursor: Any, words: str, values: Any, _context: Any = None) -> None:
    ours = OPEN.get()
    if ours is not None:
        ours.before_statement(cursor.connection, words)
    cursor.executemany(words, values)


def _begin(raw: Any) -> None:
    """Begin on SQLite. A transaction that reads first begins nothing yet: each reading stands alone."""
    ours = OPEN.get()
    if ours is None:
        raw.execute("BEGIN")
    elif ours.watch is None:
        raw.execute("BEGIN IMMEDIATE")


class _SaysLocking(SQLiteCompiler):
    def for_update_clause(self, select: Any, **kw: Any) -> str:
        return LOCKING


def _set_up_sqlite(raw: Any, _record: Any) -> None:
    """WAL and synchronous=FULL: what was acknowledged survives a power cut. trusted_schema=OFF and
    secure_delete=ON."""
    raw.isolation_level = None  # we say BEGIN ourselves
    cursor = raw.cursor()
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        # Pages written several times are brought into the file once in 16 MB, not in every 4.
        "wal_autocheckpoint=4000",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
