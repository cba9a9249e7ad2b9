"""Extensions, created empty here and bound to an application in the factory.

`Base` carries the naming convention (so that every constraint has a name a migration can drop) and
`UtcDateTime`, the one way instants are stored: aware UTC in Python, plain UTC in the column.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from backend.randomness import random_bytes

Row = TypeVar("Row")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive datetimes: whoever made one did not say which clock it was."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime()},
    )


def new_id() -> str:
    """Give an unguessable row id: 32 hex digits."""
    return random_bytes(16).hex()


def utc_now() -> datetime:
    """Give the present instant, aware, in UTC; the one clock everything reads."""
    return datetime.now(UTC)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate(render_as_batch=True, compare_type=True)
csrf = CSRFProtect()
login = LoginManager()


def first_known(model: type[Row], keys: Iterable[str]) -> Row | None:
    """Give the row of the first of these primary keys that is there, as the database has it now."""
    for key in keys:
        if (row := db.session.get(model, key, populate_existing=True)) is not None:
            return row
    return None
