"""The database itself refuses to change what was written; only a period's end lets it go."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from backend.audit.models import AuditEntry, DeletionPass
from backend.audit.protection import deletions_allowed
from backend.audit.trail import record, verify
from backend.extensions import Base, db
from backend.transaction import transaction
from tests.factories import intake as make

SETS = {"audit_entry": "action = 'case:closed'", "case_event": "name = 'case:closed'"}


@pytest.fixture
def one_of_each(app: Flask) -> None:
    make.make_places()
    make.opened()


@pytest.mark.parametrize("table", ["audit_entry", "case_event"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_a_protected_row_stays_as_it_was(one_of_each: None, table: str, verb: str) -> None:
    statement = text(verb.format(table, SETS[table]))
    rows = select(Base.metadata.tables[table])
    before = db.session.execute(rows).all()
    db.session.rollback()
    with pytest.raises(DatabaseError, match="only added"), transaction():
        db.session.execute(statement)
    assert db.session.execute(rows).all() == before
    assert verify() == []


@pytest.mark.parametrize("table", ["audit_entry", "case_event"])
def test_on_postgres_it_cannot_be_emptied_either(one_of_each: None, table: str) -> None:
    if db.engine.dialect.name != "postgresql":
        return  # SQLite has no TRUNCATE
    with pytest.raises(DatabaseError, match="only added"), transaction():
        db.session.execute(text(f"TRUNCATE {table}"))


def test_the_pass_ends_with_its_work(app: Flask) -> None:
    with transaction():
        record("case:opened", "one", None, None, {})
    with transaction(), deletions_allowed():
        assert db.session.scalar(select(DeletionPass.id)) == 1
    assert db.session.scalar(select(DeletionPass.id)) is None
    db.session.rollback()
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(AuditEntry.__table__.delete())  # type: ignore[attr-defined]


def test_a_pass_that_breaks_off_is_gone_too(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction(), deletions_allowed():
        raise ZeroDivisionError
    assert db.session.scalar(select(DeletionPass.id)) is None
