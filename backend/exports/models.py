"""Tables: exports asked for, approved, fetched, and which cases their lists held. Of the lists
themselves nothing is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class ListExport(Base):
    """One export. `reason_sealed` is class B. Kept three years, as the trail is."""

    __tablename__ = "list_export"
    __table_args__ = (
        CheckConstraint("form IN ('csv', 'xlsx')", name="form_known"),
        CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name="approved_by_someone"
        ),
        CheckConstraint("approved_by IS NULL OR approved_by <> staff_id", name="second_person"),
        CheckConstraint("row_count >= 0", name="counted"),
        Index("ix_list_export_staff", "staff_id", "asked_at"),
        Index("ix_list_export_asked_at", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(String(32))
    division_code: Mapped[str] = mapped_column(String(12))
    queue: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(24), default="")
    form: Mapped[str] = mapped_column(String(4))
    row_count: Mapped[int]
    reason_sealed: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    needs_second: Mapped[bool]
    approved_by: Mapped[str | None] = mapped_column(String(32))
    approved_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    fetched: Mapped[int] = mapped_column(default=0)


class ExportedCase(Base):
    """A list that left held this case: for its resident, who may ask who looked. Gone with either."""

    __tablename__ = "exported_case"
    __table_args__ = (Index("ix_exported_case_case", "case_id"),)

    export_id: Mapped[str] = mapped_column(
        ForeignKey("list_export.id", ondelete="CASCADE"), primary_key=True
    )
    case_id: Mapped[str] = mapped_column(
        ForeignKey("intake_case.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
