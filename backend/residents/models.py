"""Tables: visits, bound cases, and how many messages a resident has agreed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class ResidentSession(Base):
    """One visit. Token and resident are keyed hashes (class C); the address is sealed to the row."""

    __tablename__ = "resident_session"
    __table_args__ = (Index("ix_resident_session_expires_at", "expires_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    resident_hash: Mapped[str] = mapped_column(String(64))
    address_sealed: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime]


class ResidentBinding(Base):
    """A case that is a resident's. Goes with the case."""

    __tablename__ = "resident_binding"
    __table_args__ = (Index("ix_resident_binding_case_id", "case_id"),)

    resident_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    address_sealed: Mapped[str] = mapped_column(Text)
    bound_at: Mapped[datetime]


class MessageConsent(Base):
    """How many one-time messages a resident agreed to and has not had yet."""

    __tablename__ = "message_consent"
    __table_args__ = (CheckConstraint("remaining >= 0", name="remaining_counts"),)

    resident_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    remaining: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
