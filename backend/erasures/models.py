"""Table: one row per erasure."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id

WHATS = ("case", "sensitive")
WHYS = ("period", "asked", "consent")


class Erasure(Base):
    """One erasure (no personal data). `what`: the whole case, or its sensitive parts and papers;
    `why`: its period was over, the person asked, or took consent back. Kept five years."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("what IN ('case', 'sensitive')", name="what_known"),
        CheckConstraint("why IN ('period', 'asked', 'consent')", name="why_known"),
        Index("ix_erasure_at", "at"),
        Index("ix_erasure_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(String(32))
    what: Mapped[str] = mapped_column(String(10))
    why: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
