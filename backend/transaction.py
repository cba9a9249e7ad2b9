"""The one place that commits.

A door (request, command, job) wraps its call of a service in `with transaction():`. Services add
and flush; they never commit. Hooks left with `after_commit` run once the work is on disk, and are
forgotten when it is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from backend.extensions import db

Found = TypeVar("Found")
_HOOKS = "after_commit_hooks"
_OPEN = "transaction_open"
_SEEN = "seen_in_transaction"


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
        session.connection(execution_options={"writes": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        session.info[_HOOKS] = []
        raise
    finally:
        session.info[_OPEN] = False
        session.info.pop(_SEEN, None)
    hooks: list[Callable[[], None]] = session.info.pop(_HOOKS, [])
    for hook in hooks:
        hook()


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` after the open transaction is on disk; never when it is rolled back."""
    db.session().info.setdefault(_HOOKS, []).append(hook)


def seen_once(key: tuple[str, str], find: Callable[[], Found]) -> Found:
    """Give what `find` finds, asking once in an open transaction; outside one, every time.

    For what a transaction reads several times and does not change: divisions and windows.
    """
    seen: dict[tuple[str, str], Found] | None = db.session().info.get(_SEEN)
    if seen is None:
        return find()
    if key not in seen:
        seen[key] = find()
    return seen[key]


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
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
