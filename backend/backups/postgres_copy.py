"""A consistent copy of a PostgreSQL database: every table by COPY, in one repeatable-read picture."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from psycopg import sql
from sqlalchemy import inspect

from backend.extensions import Base, db

FOLDER: Final = "tables"


@contextlib.contextmanager
def picture() -> Iterator[Any]:
    """Give a cursor inside one read-only picture of the database."""
    with contextlib.closing(db.engine.raw_connection()) as bare:
        cursor = bare.cursor()
        cursor.execute("ROLLBACK")
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        try:
            yield cursor
        finally:
            cursor.execute("ROLLBACK")


def dump(
    folder: Path,
) -> tuple[dict[str, int], dict[str, list[str]], str, tuple[int, str], list[str]]:
    """Write every table; give rows by table, columns by table, schema revision, end of the trail,
    paper ids, all of one instant."""
    target = folder / FOLDER
    target.mkdir(mode=0o700)
    tables: dict[str, int] = {}
    columns: dict[str, list[str]] = {}
    with picture() as cursor:
        for name in _names():
            columns[name] = _columns_of(cursor, name)
            listed = sql.SQL(", ").join(map(sql.Identifier, columns[name]))
            read = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(name), listed)
            path = target / f"{name}.copy"
            with path.open("xb") as stream, cursor.copy(read) as copy:
                for piece in copy:
                    stream.write(piece)
            path.chmod(0o600)
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            tables[name] = cursor.fetchone()[0]
        revision = cursor.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        head = cursor.execute("SELECT last_seq, last_hash FROM audit_head").fetchone()
        papers = [row[0] for row in cursor.execute("SELECT id FROM attachment").fetchall()]
    return tables, columns, revision, tuple(head) if head else (0, ""), papers


def load(folder: Path, columns: dict[str, list[str]]) -> None:
    """Fill the empty tables; all or nothing. The schema stands at the backup's revision."""
    order = [table.name for table in Base.metadata.sorted_tables if table.name in columns]
    order += [name for name in columns if name not in order and name != "alembic_version"]
    with contextlib.closing(db.engine.raw_connection()) as bare:
        cursor: Any = bare.cursor()
        cursor.execute("SET LOCAL statement_timeout = 0")
        for name in reversed(order):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        for name in order:
            listed = sql.SQL(", ").join(map(sql.Identifier, columns[name]))
            write = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), listed)
            with (
                (folder / FOLDER / f"{name}.copy").open("rb") as stream,
                cursor.copy(write) as copy,
            ):
                while piece := stream.read(1024 * 1024):
                    copy.write(piece)
        for name in order:
            _go_on_counting(cursor, name)
        cursor.execute("COMMIT")


def _names() -> list[str]:
    return sorted(inspect(db.engine).get_table_names())


def _columns_of(cursor: Any, name: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
        (name,),
    )
    return [row[0] for row in cursor.fetchall()]


def _go_on_counting(cursor: Any, name: str) -> None:
    """Let the numbers a table counts by itself go on behind the highest one restored."""
    cursor.execute(
        "SELECT column_name, pg_get_serial_sequence(%s, column_name)"
        " FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s"
        " AND pg_get_serial_sequence(%s, column_name) IS NOT NULL",
        (name, name, name),
    )
    for column, sequence in cursor.fetchall():
        highest = sql.SQL("SELECT setval(%s, (SELECT coalesce(max({}), 0) + 1 FROM {}), false)")
        cursor.execute(highest.format(sql.Identifier(column), sql.Identifier(name)), (sequence,))
