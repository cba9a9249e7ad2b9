"""Statements made once, for what runs with every move: SQLAlchemy takes longer to build some
statements, and to hand them over, than the database takes to run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, CursorResult, Dialect

from backend.extensions import Base

Values = Mapping[str, Any]
_MARKS: Final = {"qmark": "?", "pyformat": "%s"}


class WholeRow:
    """The insert of whole rows of one table, every column by its name save those in `but`.

    The words are made once and go to the driver as they are; columns keep their types. `unless_there`:
    nothing happens where a unique index says that the row is there.
    """

    def __init__(
        self,
        model: type[Base],
        but: frozenset[str] = frozenset(),
        *,
        unless_there: bool = False,
    ) -> None:
        table: Any = model.__table__
        self._name = table.name
        self._columns = [column for column in table.columns if column.name not in but]
        self._end = " ON CONFLICT DO NOTHING" if unless_there else ""
        self._made: dict[str, _Made] = {}

    def add(self, within: Connection, *rows: Values) -> None:
        """Write one row, or several."""
        made = self.made_for(within.dialect)
        given = [made.given(values) for values in rows]
        within.exec_driver_sql(made.words, given if len(given) > 1 else given[0])

    def made_for(self, dialect: Dialect) -> _Made:
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = self._make(dialect)
        return made

    def _make(self, dialect: Dialect) -> _Made:
        names = ", ".join(f'"{column.name}"' for column in self._columns)
        marks = ", ".join(_MARKS[dialect.paramstyle] for _ in self._columns)
        words = f"INSERT INTO {self._name} ({names}) VALUES ({marks}){self._end}"  # noqa: S608 - the names are ours
        types = [column.type.dialect_impl(dialect) for column in self._columns]
        bound = [one.bind_processor(dialect) for one in types]
        columns = [column.name for column in self._columns]
        return _Made(words, tuple(zip(columns, bound, strict=True)))


class _Made(NamedTuple):
    """An insert in the words of one kind of database; what each column's type makes of its value."""

    words: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def given(self, values: Values) -> tuple[Any, ...]:
        """Give the values in the order of the marks, as the driver takes them."""
        return tuple(made(values[name]) if made else values[name] for name, made in self.columns)


class Filled(NamedTuple):
    """One row to be written."""

    into: WholeRow
    values: Values


def add_and_ask(within: Connection, rows: Sequence[Filled], question: str) -> CursorResult[Any]:
    """Write the rows and ask a question without marks that does not depend on them; on PostgreSQL in
    one way to the server and back, which knows inserts within a question."""
    if within.dialect.name != "postgresql" or not rows:
        for into, alike in groupby(rows, key=lambda row: row.into):
            into.add(within, *(row.values for row in alike))
        return within.exec_driver_sql(question)
    made = [row.into.made_for(within.dialect) for row in rows]
    inserts = ", ".join(f"written_{number} AS ({one.words})" for number, one in enumerate(made))
    values = [value for one, row in zip(made, rows, strict=True) for value in one.given(row.values)]
    return within.exec_driver_sql(f"WITH {inserts} {question}", tuple(values))
