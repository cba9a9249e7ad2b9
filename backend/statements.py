"""Statements made once, for what runs with every move: SQLAlchemy takes longer to build some
statements than the database takes to run them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import TextClause, bindparam, text

from backend.extensions import Base


def insert_unless_there(model: type[Base], but: frozenset[str] = frozenset()) -> TextClause:
    """Give the insert of a whole row (every column by its name, save those in `but`) that does
    nothing where a unique index says that the row is there.

    As text: SQLAlchemy compiles an insert with ON CONFLICT anew every time it is used.
    """
    table: Any = model.__table__
    columns = [column for column in table.columns if column.name not in but]
    names = ", ".join(f'"{column.name}"' for column in columns)
    marks = ", ".join(f":{column.name}" for column in columns)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - the names are ours
    return text(statement).bindparams(
        *(bindparam(column.name, type_=column.type) for column in columns)
    )
