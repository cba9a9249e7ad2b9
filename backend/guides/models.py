"""Tables: codes, what was changed about them, the sheets printed, and counts without people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class GuideCode(Base):
    """A code and what it points to now. `place` and `topic` are what the sheet says and never
    change; `now_place` and `now_topic` are where it leads."""

    __tablename__ = "guide_code"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (retired_why IS NULL)", name="retired_with_reason"),
        Index("ix_guide_code_place_topic", "place", "topic"),
        UniqueConstraint("serial"),
        Index("ix_guide_code_now_place", "now_place"),
    )

    code: Mapped[str] = mapped_column(String(7), primary_key=True)
    place: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(40))
    now_place: Mapped[str] = mapped_column(String(12))
    now_topic: Mapped[str] = mapped_column(String(40))
    serial: Mapped[int]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str | None] = mapped_column(String(32))
    changed_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    retired_why: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)


class GuideChange(Base):
    """One change of a code: where it leads from then on, why, who. Rows are only ever added."""

    __tablename__ = "guide_change"
    __table_args__ = (
        CheckConstraint("event IN ('repointed', 'retired', 'restored')", name="event_known"),
    )

    code: Mapped[str] = mapped_column(ForeignKey("guide_code.code"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class PrintedSheet(Base):
    """A sheet as it left the printer: what it says and on which day, and who had it made. Printed
    again on the same day it is the same sheet."""

    __tablename__ = "printed_sheet"

    code: Mapped[str] = mapped_column(ForeignKey("guide_code.code"), primary_key=True)
    size: Mapped[str] = mapped_column(String(8), primary_key=True)
    printed_on: Mapped[date] = mapped_column(primary_key=True)
    serial: Mapped[int]
    place: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(32))


class GuideQuestion(Base):
    """How often a topic was asked about, on a day, after a code was scanned; nothing about who."""

    __tablename__ = "guide_question"

    code: Mapped[str] = mapped_column(String(7), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    questions: Mapped[int] = mapped_column(default=0)


class GuideScan(Base):
    """How often a code was opened on a day, in Beijing; nothing about who."""

    __tablename__ = "guide_scan"

    code: Mapped[str] = mapped_column(String(7), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    scans: Mapped[int] = mapped_column(default=0)
