"""The one place that commits.

A door (request, command, job) wraps its call of a service in `with transaction():`, or hands it to
`in_transaction`. Services add and flush; they never commit. Hooks left with `after_commit` run once the
work is on disk, and are forgotten when it is rolled back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError

from backend.extensions import db
from backend.open_transaction import OPEN, OpenTransaction, Overtaken, Watch
from backend.problems import Problem
from backend.statements import Filled, Ready

Found = TypeVar("Found")
_OPEN = "open_transaction"
_TURNS = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(CAST(:keys AS text[])) AS key"
)
_RESTED, _REST_SECONDS = "rested_since", 1.0


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or roll all of it back.

    Ends any read begun earlier on this session first, so that on SQLite the write lock is taken at
    the start (BEGIN IMMEDIATE) and never by upgrading a read, which SQLite answers with
    "database is locked".

    Raises RuntimeError when nested, or when changes were made before it was opened.
    """
    with _opened(OpenTransaction()):
        yield


def in_transaction(work: Callable[[], Found]) -> Found:
    """Do `work` in a transaction and give what it gives; on SQLite it reads first, and the write lock
    is taken when it begins to write (`open_transaction`).

    There `work` may be done twice: what it decides by it reads by `watched` or with a lock, and it
    does nothing outside the database.
    """
    if db.engine.dialect.name == "sqlite":
        with suppress(Overtaken), _opened(OpenTransaction(Watch())) as ours:
            return _unless_overtaken(work, ours)
    with transaction():
        return work()


def _unless_overtaken(work: Callable[[], Found], ours: OpenTransaction) -> Found:
    try:
        return work()
    except Problem as refused:
        raw = _raw_connection()
        if ours.watch and not raw.in_transaction and not ours.watch.holds(raw):
            raise Overtaken from refused  # for what is so no longer
        raise


@contextmanager
def _opened(ours: OpenTransaction) -> Iterator[OpenTransaction]:
    session = db.session()
    if _OPEN in session.info:
        raise RuntimeError("transaction() is nested; only the door commits")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction()")
    if session.in_transaction():
        session.commit()
    session.info[_OPEN] = ours
    outside = OPEN.set(ours)
    try:
        ours.connection = session.connection(bind_arguments={"bind": db.engine})
        yield ours
        ours.write_what_waits()
        session.commit()
    except BaseException:
        ours.waiting, ours.rows = [], []
        session.rollback()
        raise
    finally:
        OPEN.reset(outside)
        del session.info[_OPEN]
    for hook in ours.hooks:
        hook()


def _ours() -> OpenTransaction | None:
    found: OpenTransaction | None = db.session().info.get(_OPEN)
    return found


def is_open() -> bool:
    """Whether a transaction is open on this session."""
    return _ours() is not None


def connection() -> Connection:
    """Give the connection of the open transaction (outside one, the session's), for plain statements
    the session need not watch. What the session still holds back is not written first."""
    ours = _ours()
    return ours.connection if ours else db.session.connection()


def _raw_connection() -> Any:
    """Give the driver's connection."""
    return connection().connection.driver_connection


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` after the open transaction is on disk; never when it is rolled back."""
    ours = _ours()
    if ours is None:
        raise RuntimeError("after_commit() needs an open transaction")
    ours.hooks.append(hook)


def write_last(write: Callable[[], None]) -> None:
    """Do `write` when the open transaction has nothing more to ask: before its commit, or before its
    next statement. For what others wait for. Outside a transaction it is done now."""
    ours = _ours()
    if ours is None:
        write()
    else:
        ours.waiting.append(write)


def row_last(row: Filled) -> None:
    """Write the row as `write_last` does; what goes in one way with others may take it along."""
    ours = _ours()
    if ours is None:
        row.into.add(connection(), row.values)
    else:
        ours.rows.append(row.ready(connection().dialect))


def rows_taken_along() -> list[Ready]:
    """Give the rows that wait, for whoever writes them with others from now on."""
    ours = _ours()
    if ours is None:
        return []
    rows, ours.rows = ours.rows, []
    return rows


def watched(words: str, *values: Any) -> bool:
    """Let the open transaction write only if what these words find then is what they find now; False
    where it reads with locks, or has the lock already."""
    ours = _ours()
    if ours is None or ours.watch is None:
        return False
    raw = _raw_connection()
    if raw.in_transaction:
        return False
    ours.watch.over(raw, words, values)
    return True


def take_turns(*keys: str) -> None:
    """Let one open transaction at a time go on that names any of these keys; the others wait until it
    has ended and see what it wrote. For what is counted first and written after.

    On SQLite whoever has the lock has the turn.
    """
    ours = _ours()
    if db.engine.dialect.name == "postgresql":
        connection().execute(_TURNS, {"keys": sorted(keys)})
    elif ours is not None:
        ours.take_lock(_raw_connection())


def seen_once(key: tuple[str, str], find: Callable[[], Found]) -> Found:
    """Give what `find` finds, asking once in an open transaction; outside one, every time.

    For what a transaction reads several times and does not change.
    """
    ours = _ours()
    if ours is None:
        return find()
    if key not in ours.seen:
        ours.seen[key] = find()
    found: Found = ours.seen[key]
    return found


def see(key: tuple[str, str], found: object) -> None:
    """Let `seen_once` give `found` for the rest of the open transaction, which has changed it."""
    ours = _ours()
    if ours is not None:
        ours.seen[key] = found


def forget(key: tuple[str, str]) -> None:
    """Let `seen_once` ask anew: what it found for the open transaction holds no longer."""
    ours = _ours()
    if ours is not None:
        ours.seen.pop(key, None)


def ping_after_rest(engine: Engine) -> None:
    """Ask a pooled connection whether it still lives when it has rested for a second or more, and
    make all anew when it does not.

    Asking every time (pre-ping) is a question to the database for each transaction. After a restart of
    the server only what was in use within that second meets the break, and is told to try again.
    """

    @event.listens_for(engine, "checkin")
    def _on_checkin(_dbapi_connection: Any, record: Any) -> None:
        record.info[_RESTED] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(dbapi_connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get(_RESTED)
        if since is None or time.monotonic() - since < _REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
