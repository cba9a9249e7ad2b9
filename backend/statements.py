"""Statements made once, for what runs with every move: SQLAlchemy takes longer to build some
statements, and to hand them over, than the database takes to run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, inspect
from sqlalchemy.orm import InstanceState, class_mapper, make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from backend.extensions import Base, db

Values = Mapping[str, Any]
Loaded = TypeVar("Loaded", bound=Base)
_MARKS: Final = {"qmark": "?", "pyformat": "%s"}


class _Words:
    """A writing of one table: the words are made once for each kind of database and go to the driver as
    they are; columns keep their types."""

    def __init__(self, model: type[Base]) -> None:
        self._table: Any = model.__table__
        self._made: dict[str, _Made] = {}

    def add(self, within: Connection, *rows: Values) -> None:
        """Write one row, or several."""
        write(within, [self.ready(within.dialect, values) for values in rows])

    def ready(self, dialect: Dialect, values: Values) -> Ready:
        """Give the writing of these values as the driver takes it."""
        made = self._made.get(dialect.name)
        if made is None:
            mark = _MARKS[dialect.paramstyle]
            types = [(column, column.type.dialect_impl(dialect)) for column in self._given()]
            columns = tuple((column.name, one.bind_processor(dialect)) for column, one in types)
            made = self._made[dialect.name] = _Made(self._words(mark), columns)
        return Ready(made.words, made.given(values), self._table.name)

    def _given(self) -> Sequence[Any]:
        """Give the columns whose values go with the words, in the order of their marks."""
        raise NotImplementedError

    def _words(self, mark: str) -> str:
        raise NotImplementedError


class WholeRow(_Words):
    """The insert of whole rows of one table, every column by its name save those in `but`.

    `unless_there`: nothing happens where a unique index says that the row is there.
    """

    def __init__(
        self,
        model: type[Base],
        but: frozenset[str] = frozenset(),
        *,
        unless_there: bool = False,
    ) -> None:
        super().__init__(model)
        self._columns = [column for column in self._table.columns if column.name not in but]
        self._end = " ON CONFLICT DO NOTHING" if unless_there else ""

    def _given(self) -> Sequence[Any]:
        return self._columns

    def _words(self, mark: str) -> str:
        names = ", ".join(f'"{column.name}"' for column in self._columns)
        marks = ", ".join(mark for _ in self._columns)
        return f"INSERT INTO {self._table.name} ({names}) VALUES ({marks}){self._end}"  # noqa: S608 - the names are ours


class ChangedRow(_Words):
    """The update of some columns of the row with this `id`."""

    def __init__(self, model: type[Base], names: Sequence[str]) -> None:
        super().__init__(model)
        self._columns = [self._table.columns[name] for name in names]

    def _given(self) -> Sequence[Any]:
        return [*self._columns, self._table.columns["id"]]

    def _words(self, mark: str) -> str:
        changes = ", ".join(f'"{column.name}" = {mark}' for column in self._columns)
        return f'UPDATE {self._table.name} SET {changes} WHERE "id" = {mark}'  # noqa: S608 - the names are ours


class ChangedRows(_Words):
    """Another writing of one table: `words` has a mark {0} for each value of `names`, in their order."""

    def __init__(self, model: type[Base], words: str, names: Sequence[str]) -> None:
        super().__init__(model)
        self._columns = [self._table.columns[name] for name in names]
        self._with_marks = words

    def _given(self) -> Sequence[Any]:
        return self._columns

    def _words(self, mark: str) -> str:
        return self._with_marks.format(mark)


class _Made(NamedTuple):
    """A writing in the words of one kind of database; what each column's type makes of its value."""

    words: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def given(self, values: Values) -> tuple[Any, ...]:
        """Give the values in the order of the marks, as the driver takes them."""
        return tuple(made(values[name]) if made else values[name] for name, made in self.columns)


class Ready(NamedTuple):
    """A writing as the driver takes it."""

    words: str
    values: tuple[Any, ...]
    table: str

    @property
    def is_insert(self) -> bool:
        return self.words.startswith("INSERT")


class Filled(NamedTuple):
    """One row to be written."""

    into: _Words
    values: Values

    def ready(self, dialect: Dialect) -> Ready:
        return self.into.ready(dialect, self.values)


def taken_from_session(row: Base) -> list[Filled]:
    """Give what was changed on a row of the session as an update to be written right away; the
    session believes it written. Empty where nothing was changed.

    The session would find it out, and write it, in fifteen times the time.
    """
    state: InstanceState[Any] = inspect(row)
    session = state.session
    if session is None or not state.persistent:
        return []
    now = state.dict
    changed = tuple(
        sorted(name for name, before in state.committed_state.items() if now.get(name) != before)
    )
    if not changed:
        return []
    # What a flush does with a row it has written (Session._register_persistent).
    state._commit_all(now, session.identity_map)
    return [Filled(_changed_row(type(row), changed), now)]


def put_into_session(model: type[Loaded], values: Values) -> Loaded:
    """Give the row of the session with these columns, each by its name, as just read: what the session
    knew of the row before is forgotten. Loading it by a query takes the session twice as long."""
    session = db.session()
    row: Loaded | None = session.identity_map.get(identity_key(model, values["id"]))
    if row is None:
        row = class_mapper(model).class_manager.new_instance()
        row.__dict__.update(values)
        make_transient_to_detached(row)
        session.add(row)
    else:
        row.__dict__.update(values)
        inspect(row)._commit_all(row.__dict__, session.identity_map)
    return row


@lru_cache(maxsize=256)
def _changed_row(model: type[Base], names: tuple[str, ...]) -> ChangedRow:
    return ChangedRow(model, names)


def write_and_ask(within: Connection, rows: Sequence[Ready], question: str) -> CursorResult[Any]:
    """Write the rows and ask a question without marks that does not depend on them; on PostgreSQL in
    one way to the server and back, which knows writings within a question, where none of them
    changes what another writes."""
    if within.dialect.name != "postgresql" or not rows or _meet(rows):
        write(within, rows)
        return within.exec_driver_sql(question)
    writings = ", ".join(f"written_{number} AS ({one.words})" for number, one in enumerate(rows))
    values = [value for one in rows for value in one.values]
    return within.exec_driver_sql(f"WITH {writings} {question}", tuple(values))


def write(within: Connection, rows: Sequence[Ready]) -> None:
    """Write the rows in their order, those of one kind that follow each other in one go."""
    for words, alike in groupby(rows, key=lambda row: row.words):
        given = [row.values for row in alike]
        within.exec_driver_sql(words, given if len(given) > 1 else given[0])


def _meet(rows: Sequence[Ready]) -> bool:
    """Whether a table is changed, and written by another as well."""
    changed = {row.table for row in rows if not row.is_insert}
    return sum(row.table in changed for row in rows) > len(changed)
