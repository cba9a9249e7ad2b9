"""The one place that commits.

A door (request, command, job) wraps its call of a service in `with transaction():`. Services add
and flush; they never commit. Hooks left with `after_commit` run once the work is on disk, and are
forgotten when it is rolled back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session

from backend.extensions import db

Found = TypeVar("Found")
_HOOKS = "after_commit_hooks"
_OPEN = "transaction_open"
_SEEN = "seen_in_transaction"
_CONNECTION = "connection_of_transaction"
_TURNS = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(CAST(:keys AS text[])) AS key"
)
_FOR_WRITING: ContextVar[bool] = ContextVar("for_writing", default=False)
_RESTED, _REST_SECONDS = "rested_since", 1.0


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or roll all of it back.

    Ends any read begun earlier on this session first, so that on SQLite the write lock is taken at
    the start (BEGIN IMMEDIATE) and never by upgrading a read, which SQLite answers with
    "database is locked".

    Raises RuntimeError when nested, or when changes were made before it was opened.
    """
    session = db.session()
    if session.info.get(_OPEN):
        raise RuntimeError("transaction() is nested; only the door commits")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction()")
    if session.in_transaction():
        session.commit()
    session.info[_OPEN] = True
    session.info[_HOOKS] = []
    session.info[_SEEN] = {}
    try:
        session.info[_CONNECTION] = _begun(session)
        yield
        session.commit()
    except BaseException:
        session.rollback()
        session.info[_HOOKS] = []
        raise
    finally:
        session.info[_OPEN] = False
        session.info.pop(_SEEN, None)
        session.info.pop(_CONNECTION, None)
    hooks: list[Callable[[], None]] = session.info.pop(_HOOKS, [])
    for hook in hooks:
        hook()


def _begun(session: Session) -> Connection:
    """Give the session's connection, its transaction begun for writing."""
    before = _FOR_WRITING.set(True)
    try:
        return session.connection(bind_arguments={"bind": db.engine})
    finally:
        _FOR_WRITING.reset(before)


def connection() -> Connection:
    """Give the connection of the open transaction (outside one, the session's), for plain statements
    the session need not watch. What the session still holds back is not written first."""
    found: Connection | None = db.session().info.get(_CONNECTION)
    return found if found is not None else db.session.connection()


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` after the open transaction is on disk; never when it is rolled back."""
    db.session().info.setdefault(_HOOKS, []).append(hook)


def take_turns(*keys: str) -> None:
    """Let one open transaction at a time go on that names any of these keys; the others wait until it
    has ended and see what it wrote. For what is counted first and written after.

    On SQLite every writing transaction has its turn already.
    """
    if db.engine.dialect.name == "postgresql":
        connection().execute(_TURNS, {"keys": sorted(keys)})


def seen_once(key: tuple[str, str], find: Callable[[], Found]) -> Found:
    """Give what `find` finds, asking once in an open transaction; outside one, every time.

    For what a transaction reads several times and does not change.
    """
    seen: dict[tuple[str, str], Found] | None = db.session().info.get(_SEEN)
    if seen is None:
        return find()
    if key not in seen:
        seen[key] = find()
    return seen[key]


def see(key: tuple[str, str], found: object) -> None:
    """Let `seen_once` give `found` for the rest of the open transaction, which has changed it."""
    seen: dict[tuple[str, str], object] | None = db.session().info.get(_SEEN)
    if seen is not None:
        seen[key] = found


def forget(key: tuple[str, str]) -> None:
    """Let `seen_once` ask anew: what it found for the open transaction holds no longer."""
    seen: dict[tuple[str, str], object] | None = db.session().info.get(_SEEN)
    if seen is not None:
        seen.pop(key, None)


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite durable and patient, and let `transaction()` say how it begins.

    WAL and synchronous=FULL: what was acknowledged survives a power cut. trusted_schema=OFF and
    secure_delete=ON.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = dbapi_connection.cursor()
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

    def _begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN IMMEDIATE" if _FOR_WRITING.get() else "BEGIN")

    # Not a listener: with one for "begin", SQLAlchemy looks for listeners at every statement.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign]


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
