"""Tables: what was sent in (sealed), and failed and passed looks at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class PreApplication(Base):
    """One pre-application. `body_sealed` is class A: everything the person wrote, consents too.

    Person and phone are found again by keyed hash. Kept as long as the case, and two years.
    """

    __tablename__ = "pre_application"
    __table_args__ = (
        Index("ix_pre_application_person", "person_hash", "received_at"),
        Index("ix_pre_application_phone", "phone_hash", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    access_hash: Mapped[str] = mapped_column(String(64))
    scheme: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_hash: Mapped[str | None] = mapped_column(String(64))
    phone_hash: Mapped[str] = mapped_column(String(64))
    guide_code: Mapped[str | None] = mapped_column(String(7))
    notice_version: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    body_sealed: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]

    def __repr__(self) -> str:
        return f"<PreApplication {self.id}>"


class LookMiss(Base):
    """A failed look with a wrong number or code: keyed hashes only, forgotten after a day."""

    __tablename__ = "look_miss"
    __table_args__ = (
        Index("ix_look_miss_source", "source_hash", "missed_at"),
        Index("ix_look_miss_number", "number_hash", "missed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    source_hash: Mapped[str] = mapped_column(String(64))
    number_hash: Mapped[str] = mapped_column(String(64))
    missed_at: Mapped[datetime]


class LookPass(Base):
    """A source that once opened a pre-application: no stranger's misses can lock it out."""

    __tablename__ = "look_pass"

    source_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    passed_at: Mapped[datetime]
