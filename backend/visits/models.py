"""Table: visits asked for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class Visit(Base):
    """One visit. `what_sealed`: whom and what to look at; `seen_sealed`: what was found."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_someone"),
        CheckConstraint("(done_at IS NULL) = (seen_sealed IS NULL)", name="done_has_words"),
        Index("ix_visit_place", "place", "done_at", "due_on"),
        Index("ix_visit_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    what_sealed: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(32))
    seen_sealed: Mapped[str | None] = mapped_column(Text)
