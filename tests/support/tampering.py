"""An intruder with a hand on the database: takes the protection away, changes, puts it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from backend.extensions import db
from backend.transaction import transaction

_PROTECTED = ("audit_entry", "case_event")


@contextmanager
def unprotected() -> Iterator[None]:
    """Let protected rows be changed inside; the triggers are back afterwards."""
    if db.engine.dialect.name == "postgresql":
        _triggers_on_postgres("DISABLE")
        try:
            yield
        finally:
            _triggers_on_postgres("ENABLE")
        return
    with transaction():
        kept = db.session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        ).all()
        for name, _ in kept:
            db.session.execute(text(f"DROP TRIGGER {name}"))
    try:
        yield
    finally:
        with transaction():
            # A pooled connection that has not looked since still believes the triggers are there.
            db.session.execute(text("SELECT count(*) FROM sqlite_master"))
            for _, sql in kept:
                db.session.execute(text(sql))


def _triggers_on_postgres(verb: str) -> None:
    with transaction():
        for table in _PROTECTED:
            db.session.execute(text(f"ALTER TABLE {table} {verb} TRIGGER USER"))


def change(statement: Any) -> None:
    """Run one statement as the intruder."""
    with unprotected(), transaction():
        db.session.execute(statement)
