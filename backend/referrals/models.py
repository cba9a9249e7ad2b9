"""Table: what a grid worker sent in, sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class Referral(Base):
    """One household referred. `body_sealed` is class A: name, phone, address, what happened, and
    the reason where there is no consent. `person_hash` finds repeats: keyed hash of the phone, or
    of name and place where there is none.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("urgency IN ('normal', 'urgent')", name="urgency_known"),
        Index("ix_referral_referrer", "referrer_id", "received_at"),
        Index("ix_referral_person", "person_hash", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    case_id: Mapped[str] = mapped_column(String(32), unique=True)
    referrer_id: Mapped[str] = mapped_column(String(32))
    scheme: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(12))
    urgency: Mapped[str] = mapped_column(String(8))
    has_consent: Mapped[bool]
    person_hash: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    body_sealed: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]

    def __repr__(self) -> str:
        return f"<Referral {self.id}>"
