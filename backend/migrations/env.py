"""Run migrations on the application's own engine; one at a time where several hosts start."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text

from backend.extensions import Base, UtcDateTime, db

_LOCK = 7_305_020  # PostgreSQL advisory lock, held while tables change


def _render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our instant type as the plain column it is, so that old migrations need no code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def run() -> None:
    engine = db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()


if current_app:
    run()
