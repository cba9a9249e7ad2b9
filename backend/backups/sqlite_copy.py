"""A consistent copy of the embedded database, by SQLite's own backup call, while writers go on."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Final, cast

from backend.extensions import db

NAME: Final = "database.sqlite3"


def dump(folder: Path) -> None:
    """Write the picture of this instant into `folder`; writers are not held up."""
    target = folder / NAME
    with (
        contextlib.closing(db.engine.raw_connection()) as bare,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        cast(sqlite3.Connection, bare.driver_connection).backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise RuntimeError("the copy of the database is not whole")
    target.chmod(0o600)


def load(folder: Path) -> None:
    """Put the copy in place of the empty database of this application."""
    with (
        contextlib.closing(sqlite3.connect(folder / NAME)) as copy,
        contextlib.closing(db.engine.raw_connection()) as bare,
    ):
        copy.backup(cast(sqlite3.Connection, bare.driver_connection))
    db.engine.dispose()


def counts(folder: Path) -> tuple[dict[str, int], str, tuple[int, str], list[str]]:
    """Give, from the copy itself: rows by table, schema revision, end of the trail, paper ids."""
    with contextlib.closing(sqlite3.connect(folder / NAME)) as copy:
        names = [
            name
            for (name,) in copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        tables = {
            name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in sorted(names)
        }
        (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        head = copy.execute("SELECT last_seq, last_hash FROM audit_head").fetchone()
        papers = [one for (one,) in copy.execute("SELECT id FROM attachment")]
    return tables, revision, tuple(head) if head else (0, ""), papers
