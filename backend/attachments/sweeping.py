"""Finding what a crash left: files without rows, rows without files, uploads never finished."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from backend.attachments import store
from backend.attachments.models import Attachment
from backend.audit.trail import record
from backend.extensions import db
from backend.sealed_files import drop_file
from backend.transaction import transaction

log = logging.getLogger(__name__)
YOUNG = timedelta(hours=1)
"""A file younger than this may belong to an upload that is still going on."""


@dataclass(frozen=True)
class Swept:
    files: int
    rows: int


def sweep(now: datetime) -> Swept:
    """Take away old files without rows; take out rows without files and say so in the trail.

    Opens its own transaction. A row whose file is gone cannot be mended; the paper has to be asked
    for again, which the window sees because it is no longer in the list.
    """
    files = 0
    present: dict[str, set[str]] = {}
    kept = set(db.session.scalars(select(Attachment.id)))
    for path, row_id in store.lying():
        if row_id in kept:
            present.setdefault(str(row_id), set()).add(path.suffix)
            continue
        try:
            age = now.timestamp() - path.stat().st_mtime
        except FileNotFoundError:
            continue
        if age > YOUNG.total_seconds() and drop_file(path):
            files += 1
    bare = [one for one in kept if ".paper" not in present.get(one, set())]
    return Swept(files, _take_out(bare))


def _take_out(bare: list[str]) -> int:
    if not bare:
        return 0
    count = 0
    with transaction():
        for row in db.session.scalars(select(Attachment).where(Attachment.id.in_(bare))):
            if store.path_of(row.id, "paper").exists():
                continue
            record("attachment:lost", row.case_id, "system", None, {"attachment": row.id})
            db.session.delete(row)
            count += 1
    for row_id in bare:
        store.drop(row_id)
    if count:
        log.error("attachments without a file", extra={"rows": count})
    return count
