"""Tables: the codes and how often each was scanned on a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class GuideCode(Base):
    """A code and what it points to now. `place` and `topic` are what the sheet says and never
    change; `now_place` and `now_topic` are where it leads."""

    __tablename__ = "guide_code"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (retired_why IS NULL)", name="retired_with_reason"),
        Index("ix_guide_code_place_topic", "place", "topic"),
        Index("ix_guide_code_now_place", "now_place"),
    )

    code: Mapped[str] = mapped_column(String(7), primary_key=True)
    place: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(40))
    now_place: Mapped[str] = mapped_column(String(12))
    now_topic: Mapped[str] = mapped_column(String(40))
    serial: Mapped[int]
    issued_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    retired_why: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)


class GuideScan(Base):
    """How often a code was opened on a day, in Beijing; nothing about who."""

    __tablename__ = "guide_scan"

    code: Mapped[str] = mapped_column(String(7), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    scans: Mapped[int] = mapped_column(default=0)
