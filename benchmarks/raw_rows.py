"""The rows our code writes, written again by the database's driver alone: the yardstick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import create_engine, event

_ID = re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}|[0-9]{12}")
_COMMIT = "COMMIT"
_WRITES = ("INSERT", "UPDATE", "WITH")  # WITH: several rows in one way to the server and back
Statement = tuple[str, Any]


def recorded(job: Callable[[], object]) -> list[Statement]:
    """Give what `job` writes, with the values as the driver gets them, and its commits."""
    from backend.extensions import db

    found: list[Statement] = []

    def note(_c: Any, _cur: Any, statement: str, values: Any, _ctx: Any, many: bool) -> None:
        if statement.startswith(_WRITES):
            found.extend((statement, one) for one in (values if many else [values]))

    def committed(_connection: Any) -> None:
        found.append((_COMMIT, ()))

    event.listen(db.engine, "before_cursor_execute", note)
    event.listen(db.engine, "commit", committed)
    job()
    event.remove(db.engine, "before_cursor_execute", note)
    event.remove(db.engine, "commit", committed)
    return found


def prepare(address: str) -> None:
    """Make our tables in an empty database, with the one row that is only ever changed."""
    from backend.audit.models import AuditHead
    from backend.extensions import Base
    from backend.statements import WholeRow

    engine = create_engine(address)
    Base.metadata.create_all(engine)
    head = {"id": 1, "first_seq": 1, "last_seq": 0, "seal": "", "first_previous_hash": ""}
    with engine.begin() as connection:
        WholeRow(AuditHead, unless_there=True).add(connection, head | {"last_hash": ""})
    engine.dispose()


def writer(address: str, statements: list[Statement], worker: int) -> Callable[[], None]:
    """Give a function that writes the same rows to the database at `address`, which has the same
    tables, indexes and triggers; ids, numbers and hashes are new each time, at the same length."""
    connection, begin = _driver(address)
    turns, entries = iter(range(10**7)), iter(range(1 + worker * 10**8, (worker + 1) * 10**8))

    def write() -> None:
        turn, is_open = f"{worker + 1}{next(turns):07d}", False
        for statement, values in statements:
            if statement == _COMMIT:
                connection.execute(_COMMIT)
                is_open = False
                continue
            if not is_open:
                connection.execute(begin)
                is_open = True
            connection.execute(statement, _fresh(statement, values, turn, entries))

    return write


def _fresh(statement: str, values: Any, turn: str, entries: Iterator[int]) -> Any:
    """The trail counts its entries: theirs is the next number of this worker, and so is the last one
    the head knows of."""
    number = next(entries) if "INTO audit_entry" in statement else None

    def fresh(value: Any) -> Any:
        return number if number is not None and type(value) is int else _new(value, turn)

    if isinstance(values, dict):
        return {name: fresh(value) for name, value in values.items()}
    return [fresh(value) for value in values]


def _new(value: Any, turn: str) -> Any:
    if not isinstance(value, str) or value.startswith("v1:"):
        return value
    return _ID.sub(lambda found: turn + found[0][len(turn) :], value)


def _driver(address: str) -> tuple[Any, str]:
    """Give the driver's own connection, as durable as ours, and its word for beginning to write."""
    from backend.open_transaction import know_statements

    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        know_statements(engine)
    connection: Any = engine.raw_connection().driver_connection
    if engine.dialect.name == "sqlite":
        return connection, "BEGIN IMMEDIATE"
    connection.autocommit = True  # we say BEGIN and COMMIT ourselves
    return connection, "BEGIN"
