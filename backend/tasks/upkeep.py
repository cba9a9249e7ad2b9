"""Looking after the store: what was deleted must not linger in its files.

SQLite overwrites what it deletes (secure_delete) and drops its log into the database here; where
much is free, the file is written anew. PostgreSQL keeps deleted rows until it vacuums: the tables
with personal data are vacuumed every day.
"""

from __future__ import annotations

import contextlib
from datetime import datetime

from sqlalchemy import text

from backend.extensions import Base, db

_PERSONAL = ("_sealed", "_hash")
_FREE = 1000  # pages of 4 KB; less is not worth writing the file anew


def keep_store(_now: datetime) -> str:
    """Do what the database needs; give what was done. Outside any transaction."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        names = personal_tables()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM {', '.join(names)}"))
        return f"已清扫 {len(names)} 张表"
    return _keep_sqlite()


def personal_tables() -> list[str]:
    """Give the tables that hold sealed values or keyed hashes."""
    return sorted(
        table.name
        for table in Base.metadata.sorted_tables
        if any(column.name.endswith(_PERSONAL) for column in table.columns)
    )


def _keep_sqlite() -> str:
    """On the bare connection: VACUUM and the checkpoint refuse to run inside a transaction."""
    with contextlib.closing(db.engine.raw_connection()) as bare:
        cursor = bare.cursor()
        (free,) = cursor.execute("PRAGMA freelist_count").fetchone()
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        is_loose = free > _FREE and free * 4 > pages
        if is_loose:
            cursor.execute("VACUUM")
        (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    done = "日志有人在用，下次再并" if busy else "日志已并入"
    return f"{done}，空页 {free}/{pages}" + ("，已重写" if is_loose else "")
