"""The database's own refusal to change what was written: rows of a protected table are only added.

An update is always refused; a deletion only inside `deletions_allowed`, whose pass is a row that
exists in the caller's transaction alone. So that a slip, or a hand on the database that does not
know the house, breaks off with an error; whoever takes the triggers away on purpose is found by
`audit verify`. A migration that makes a protected table anew (SQLite, batch mode) loses its
triggers and must set them again; a test of the migrations holds that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import DDL, Table, delete, event, insert

from backend.audit.models import DeletionPass
from backend.extensions import db

_SQLITE: Final = (
    "CREATE TRIGGER {name}_only_added BEFORE UPDATE ON {name}"
    " BEGIN SELECT RAISE(ABORT, '{name}: rows are only added'); END",
    "CREATE TRIGGER {name}_not_deleted BEFORE DELETE ON {name}"
    " WHEN NOT EXISTS (SELECT 1 FROM deletion_pass)"
    " BEGIN SELECT RAISE(ABORT, '{name}: rows are only added'); END",
)
_POSTGRES: Final = (
    "CREATE OR REPLACE FUNCTION rows_only_added() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN"
    " IF TG_OP <> 'UPDATE' AND EXISTS (SELECT 1 FROM deletion_pass) THEN"
    " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NULL;"
    " END IF;"
    " RAISE EXCEPTION '%: rows are only added', TG_TABLE_NAME;"
    " END $$",
    "CREATE TRIGGER {name}_only_added BEFORE UPDATE OR DELETE ON {name}"
    " FOR EACH ROW EXECUTE FUNCTION rows_only_added()",
    "CREATE TRIGGER {name}_not_emptied BEFORE TRUNCATE ON {name}"
    " FOR EACH STATEMENT EXECUTE FUNCTION rows_only_added()",
)


def protect(table: Table) -> None:
    """Have the triggers made with the table wherever it is made from the models."""
    for dialect, statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRES)):
        for statement in statements:
            words = statement.format(name=table.name).replace("%", "%%")
            ddl = DDL(words).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl)


@contextmanager
def deletions_allowed() -> Iterator[None]:
    """Let rows of protected tables be deleted, inside the caller's transaction: at the end of their
    period, or at the wish of the person they are about."""
    connection = db.session.connection()
    passes: Any = DeletionPass.__table__
    connection.execute(insert(passes).values(id=1))
    try:
        yield
        db.session.flush()
    finally:
        if connection.in_transaction() and not connection.invalidated:
            connection.execute(delete(passes))
