"""Table: notices; what they show is sealed, and emptied when they are over."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class PublicNotice(Base):
    """One notice. `shown_sealed` (class A) holds name, number of people and amount until the day
    after `last_on`; the row goes with the case."""

    __tablename__ = "public_notice"
    __table_args__ = (
        CheckConstraint("last_on >= from_on", name="days_in_order"),
        Index(
            "uq_public_notice_up",
            "case_id",
            unique=True,
            sqlite_where=text("taken_down_at IS NULL"),
            postgresql_where=text("taken_down_at IS NULL"),
        ),
        Index("ix_public_notice_last_on", "last_on"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    scheme: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(12))
    window_id: Mapped[str] = mapped_column(String(32))
    from_on: Mapped[date]
    last_on: Mapped[date]
    shown_sealed: Mapped[str | None] = mapped_column(Text)
    published_by: Mapped[str] = mapped_column(String(32))
    published_at: Mapped[datetime]
    taken_down_at: Mapped[datetime | None]
