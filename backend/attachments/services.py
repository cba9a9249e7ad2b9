"""Take a paper in, give it out again, take it away. The door has settled who may."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, select

from backend.attachments import store
from backend.attachments.drawing import Drawn, draw_anew
from backend.attachments.models import Attachment
from backend.attachments.papers import (
    MOST_BYTES,
    MOST_CASE_BYTES,
    MOST_FILES,
    Paper,
    file_name,
)
from backend.attachments.problems import AttachmentsFull, NoSuchAttachment, refused
from backend.attachments.scanning import scan
from backend.audit.trail import record
from backend.extensions import db, new_id
from backend.sealing import SealBroken
from backend.transaction import after_commit

Consent = Literal["before", "with_upload", "in_person"]


@dataclass(frozen=True)
class AttachmentView:
    """One paper as lists show it; never what stands on it."""

    id: str
    case_id: str
    paper: Paper
    media_type: str
    size_bytes: int
    pages: int
    added_by: str
    created_at: datetime

    @property
    def caption(self) -> str:
        return self.paper.caption

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": str(self.paper),
            "kind_title": self.caption,
            "media_type": self.media_type,
            "size_bytes": self.size_bytes,
            "pages": self.pages,
            "added_by": self.added_by,
            "received_at": self.created_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }


@dataclass(frozen=True)
class Lying:
    """A paper drawn and sealed on the disk that has no row yet."""

    id: str
    drawn: Drawn


@dataclass(frozen=True)
class OpenedFile:
    name: str
    media_type: str
    data: bytes


@contextlib.contextmanager
def laid_down(raw: bytes) -> Iterator[Lying]:
    """Check, draw anew and seal the upload; whatever has no row at the end is taken away again.

    Outside any transaction: drawing takes its time. Inside, call `add` in a transaction.

    Raises AttachmentRefused, OutOfService.
    """
    if len(raw) > MOST_BYTES:
        raise refused("too_large")
    scan(raw)
    drawn = draw_anew(raw)
    if len(drawn.data) > MOST_BYTES:
        raise refused("too_large")
    lying = Lying(new_id(), drawn)
    try:
        store.put(lying.id, "thumb", drawn.thumb)
        store.put(lying.id, "paper", drawn.data)
        yield lying
    finally:
        if db.session.get(Attachment, lying.id, populate_existing=True) is None:
            store.drop(lying.id)


def add(
    lying: Lying,
    case_id: str,
    division: str,
    paper: Paper,
    consent: Consent,
    now: datetime,
    staff_id: str | None = None,
) -> AttachmentView:
    """Write the row; the case must be locked by the caller, so that the limits hold.

    Raises AttachmentsFull.
    """
    count, total = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Attachment.size_bytes), 0)).where(
            Attachment.case_id == case_id
        )
    ).one()
    if count >= MOST_FILES:
        raise AttachmentsFull(f"一件最多放 {MOST_FILES} 份材料，已经放满了。其余的请带到窗口。")
    if total + len(lying.drawn.data) > MOST_CASE_BYTES:
        raise AttachmentsFull("这一件的材料已经有 40 MB，放不下了。其余的请带到窗口。")
    row = Attachment(
        id=lying.id,
        case_id=case_id,
        paper=paper,
        media_type=lying.drawn.media_type,
        size_bytes=len(lying.drawn.data),
        pages=lying.drawn.pages,
        consent=consent,
        added_by="staff" if staff_id else "resident",
        staff_id=staff_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    fields: dict[str, str | int] = {"attachment": row.id, "paper": str(paper), "consent": consent}
    record("attachment:added", case_id, staff_id or "resident", division, fields)
    return _view(row)


def attachments_of(case_id: str) -> list[AttachmentView]:
    """Give the papers of a case, oldest first."""
    query = select(Attachment).where(Attachment.case_id == case_id)
    return [_view(row) for row in db.session.scalars(query.order_by(Attachment.created_at))]


def open_file(
    attachment_id: str,
    case_id: str,
    what: store.What,
    division: str,
    reader: str,
    reason_sealed: str = "",
) -> OpenedFile:
    """Give one file of the case, opened; `reader` (staff id, `resident`) goes into the trail.

    Call inside a transaction: what cannot be logged is not shown. Raises NoSuchAttachment.
    """
    views = attachments_of(case_id)
    found = next((one for one in views if one.id == attachment_id), None)
    if found is None:
        raise NoSuchAttachment
    try:
        data = store.read(found.id, what)
    except (FileNotFoundError, SealBroken) as error:
        raise NoSuchAttachment from error
    fields: dict[str, str | int] = {"attachment": found.id, "paper": str(found.paper), "what": what}
    if reason_sealed:
        fields["reason_sealed"] = reason_sealed
    record("attachment:opened", case_id, reader, division, fields)
    number = views.index(found) + 1
    media_type = "image/jpeg" if what == "thumb" else found.media_type
    return OpenedFile(file_name(found.paper, number, media_type), media_type, data)


def erase_of(case_ids: Sequence[str]) -> int:
    """Erase every paper of these cases: rows now, files after the commit; give how many."""
    if not case_ids:
        return 0
    ids = list(db.session.scalars(select(Attachment.id).where(Attachment.case_id.in_(case_ids))))
    db.session.execute(delete(Attachment).where(Attachment.id.in_(ids)))

    def drop_files() -> None:
        for one in ids:
            store.drop(one)

    after_commit(drop_files)
    return len(ids)


def _view(row: Attachment) -> AttachmentView:
    return AttachmentView(
        id=row.id,
        case_id=row.case_id,
        paper=Paper(row.paper),
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        pages=row.pages,
        added_by=row.added_by,
        created_at=row.created_at,
    )
