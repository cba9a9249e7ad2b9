"""Write erasures down, in the table with the erasing and in the book after it."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy import delete, select

from backend.erasures.models import WHATS, WHYS, Erasure
from backend.extensions import db, new_id
from backend.transaction import after_commit

KEPT: Final = timedelta(days=5 * 365 + 1)
_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Line:
    """One erasure as the book has it."""

    id: str
    case_id: str
    what: str
    why: str
    at: datetime

    def as_text(self) -> str:
        said = {"id": self.id, "case": self.case_id, "what": self.what, "why": self.why}
        return json.dumps(said | {"at": self.at.isoformat()}) + "\n"


def note(what: str, case_id: str, why: str, now: datetime) -> None:
    """Register an erasure inside the transaction that does it; the book follows the commit."""
    line = Line(new_id(), case_id, what, why, now)
    db.session.add(Erasure(id=line.id, case_id=case_id, what=what, why=why, at=now))
    db.session.flush()
    path = book_path()
    after_commit(lambda: _append(path, [line]))


def book_path() -> Path:
    """Give where the book lies: beside the database, in a file of its own."""
    return Path(current_app.extensions["settings"].var_dir) / "erasures.jsonl"


def bring_book_up_to_date() -> int:
    """Write into the book what the table has and the book has not (a crash between the two, another
    host); give how many. Reads only."""
    path = book_path()
    known = {line.id for line in read_book(path)}
    rows = db.session.scalars(select(Erasure).order_by(Erasure.at, Erasure.id))
    missing = [
        Line(row.id, row.case_id, row.what, row.why, row.at) for row in rows if row.id not in known
    ]
    if missing:
        _append(path, missing)
    return len(missing)


def read_book(path: Path) -> list[Line]:
    """Give the lines of a book, in order; a line cut off by a crash is left out."""
    with contextlib.suppress(FileNotFoundError):
        return [line for text in path.read_text("utf-8").splitlines() if (line := _read(text))]
    return []


def register_again(lines: Iterable[Line]) -> int:
    """Put lines of a book into the table of a restored database; give how many were new there."""
    known = set(db.session.scalars(select(Erasure.id)))
    fresh = {line.id: line for line in lines if line.id not in known}
    for line in fresh.values():
        row = Erasure(id=line.id, case_id=line.case_id, what=line.what, why=line.why, at=line.at)
        db.session.add(row)
    db.session.flush()
    return len(fresh)


def forget_before(moment: datetime) -> int:
    """Drop old rows: no backup is that old any more. Call inside a transaction."""
    gone = db.session.execute(delete(Erasure).where(Erasure.at < moment))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _append(path: Path, lines: Iterable[Line]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as stream:
        end = os.fstat(handle).st_size
        is_whole = end == 0 or os.pread(handle, 1, end - 1) == b"\n"
        # A line a crash cut off stays by itself, so that it does not spoil the next.
        stream.write(b"" if is_whole else b"\n")
        stream.write("".join(line.as_text() for line in lines).encode())
        stream.flush()
        os.fsync(stream.fileno())


def _read(text: str) -> Line | None:
    try:
        said = json.loads(text)
        line = Line(
            said["id"], said["case"], said["what"], said["why"], datetime.fromisoformat(said["at"])
        )
    except (ValueError, KeyError, TypeError):
        return None
    is_ours = _ID.fullmatch(line.id) and _ID.fullmatch(line.case_id)
    is_known = line.what in WHATS and line.why in WHYS and line.at.tzinfo is not None
    return line if is_ours and is_known else None
