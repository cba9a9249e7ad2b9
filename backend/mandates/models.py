"""Table: mandates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class Mandate(Base):
    """One helper for one pre-application, until a day. Gone with the case, whoever deletes it."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_someone"),
        CheckConstraint(
            "revoked_by IS NULL OR revoked_by IN ('resident', 'helper')", name="revoker_known"
        ),
        Index("ix_mandate_helper", "helper_id", "until_on"),
        Index("ix_mandate_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id", ondelete="CASCADE"))
    helper_id: Mapped[str] = mapped_column(String(32))
    helper_name: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    until_on: Mapped[date]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(8))
