"""Take a list of divisions into the table: repeatable, set by set, in bounded memory.

A division whose name changed gets a new row from that day and the old one ends; a code that a
complete list no longer has is retired, with a successor where a merger file names one. Loading the
same list twice changes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, text

from backend.extensions import db
from backend.regions.codes import prefix_of
from backend.regions.keeping import draw_stamp
from backend.regions.models import WindowRow
from backend.regions.sources import DivisionLine, ListInvalid, files_of, read_lines

_BATCH = 10_000
_STAGE = "incoming_division"


@dataclass(frozen=True)
class LoadResult:
    read: int
    added: int
    renamed: int
    retired: int


def load_divisions(
    path: Path,
    on: date,
    advance: Callable[[int], None],
    complete_under: str | None = None,
    merged: Path | None = None,
) -> LoadResult:
    """Load the list at `path` as it holds from `on`; call inside a transaction.

    `complete_under`: the list is whole for this division, so what it lacks is retired.
    `merged`: CSV old_code,new_code naming the successors of retired codes.

    Raises ListInvalid; nothing is half-written then.
    """
    connection = db.session.connection()
    connection.execute(text(f"DROP TABLE IF EXISTS {_STAGE}"))
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE {_STAGE} (code VARCHAR(12) PRIMARY KEY, name VARCHAR(80),"
            " level VARCHAR(10), parent_code VARCHAR(12))"
        )
    )
    read = 0
    for file in files_of(path):
        read += _stage(connection, read_lines(file, advance))
    renamed = _end_changed(connection, on)
    retired = _retire_missing(connection, on, complete_under) if complete_under else 0
    added = _add_new(connection, on)
    _name_successors(connection, merged)
    connection.execute(text(f"DROP TABLE {_STAGE}"))
    draw_stamp(connection)
    return LoadResult(read, added - renamed, renamed, retired)


def _stage(connection: Connection, lines: Iterable[DivisionLine]) -> int:
    marks = "?, ?, ?, ?" if connection.dialect.name == "sqlite" else "%s, %s, %s, %s"
    insert = f"INSERT INTO {_STAGE} VALUES ({marks}) ON CONFLICT (code) DO NOTHING"
    stream, count = iter(lines), 0
    while batch := [tuple(line) for line in islice(stream, _BATCH)]:
        connection.exec_driver_sql(insert, batch)
        count += len(batch)
    return count


def _end_changed(connection: Connection, on: date) -> int:
    changed = (
        "UPDATE division SET valid_until = :on WHERE valid_until IS NULL AND EXISTS ("
        f" SELECT 1 FROM {_STAGE} i WHERE i.code = division.code"
        " AND (i.name <> division.name OR i.parent_code <> division.parent_code))"
    )
    return connection.execute(text(changed), {"on": on}).rowcount


def _retire_missing(connection: Connection, on: date, under: str) -> int:
    missing = (
        "UPDATE division SET valid_until = :on WHERE valid_until IS NULL AND code LIKE :prefix"
        f" AND NOT EXISTS (SELECT 1 FROM {_STAGE} i WHERE i.code = division.code)"
    )
    values = {"on": on, "prefix": prefix_of(under) + "%"}
    return connection.execute(text(missing), values).rowcount


def _add_new(connection: Connection, on: date) -> int:
    new = (
        "INSERT INTO division (code, name, level, parent_code, valid_from)"
        f" SELECT i.code, i.name, i.level, i.parent_code, :on FROM {_STAGE} i"
        " WHERE NOT EXISTS (SELECT 1 FROM division d WHERE d.code = i.code"
        " AND d.valid_until IS NULL)"
    )
    return connection.execute(text(new), {"on": on}).rowcount


def _name_successors(connection: Connection, merged: Path | None) -> None:
    if merged is None:
        return
    with merged.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if not {"old_code", "new_code"} <= set(reader.fieldnames or ()):
            raise ListInvalid(f"{merged.name} 第 1 行应有 old_code 和 new_code 两列。")
        pairs = [{"old": row["old_code"], "new": row["new_code"]} for row in reader]
    if pairs:
        name = "UPDATE division SET successor_code = :new WHERE code = :old"
        connection.execute(text(name), pairs)


_WINDOW_COLUMNS = ("division_code", "name", "address", "phone", "hours", "complaint_phone")


def load_windows(path: Path, *, is_demo: bool) -> int:
    """Take windows from a CSV with the columns of `_WINDOW_COLUMNS`; one per division, repeatable.

    Call inside a transaction. Gives how many were read. Raises ListInvalid.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if not set(_WINDOW_COLUMNS) <= set(reader.fieldnames or ()):
            raise ListInvalid(f"{path.name} 第 1 行应有这些列：{'、'.join(_WINDOW_COLUMNS)}。")
        rows = [{name: row[name].strip() for name in _WINDOW_COLUMNS} for row in reader]
    known = {row.division_code: row for row in db.session.query(WindowRow)}
    for values in rows:
        row = known.get(values["division_code"])
        if row is None:
            row = WindowRow()
            db.session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.is_demo = is_demo
    db.session.flush()
    return len(rows)
