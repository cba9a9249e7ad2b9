"""Table: one row per paper kept; the paper itself lies sealed under VAR_DIR/files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.attachments.papers import Paper
from backend.extensions import Base, new_id

_PAPERS = ", ".join(f"'{paper}'" for paper in sorted(Paper))


class Attachment(Base):
    """One paper of a case (class A in the file; the row holds kinds and counts only).

    `consent` says on what ground it was taken: told with the pre-application, with the upload, or
    in person to staff. Kept until 180 days after the decision.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(f"paper IN ({_PAPERS})", name="paper_known"),
        CheckConstraint("media_type IN ('image/jpeg', 'application/pdf')", name="type_known"),
        CheckConstraint("consent IN ('before', 'with_upload', 'in_person')", name="consent_known"),
        CheckConstraint("(added_by = 'staff') = (staff_id IS NOT NULL)", name="staff_is_named"),
        CheckConstraint("size_bytes > 0 AND pages > 0", name="counts"),
        Index("ix_attachment_case", "case_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    paper: Mapped[str] = mapped_column(String(20))
    media_type: Mapped[str] = mapped_column(String(20))
    size_bytes: Mapped[int]
    pages: Mapped[int]
    consent: Mapped[str] = mapped_column(String(12))
    added_by: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
