"""Tables: what was sent in (sealed), and failed and passed looks at it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class PreApplication(Base):
    """One pre-application. `body_sealed` is class A: everything the person wrote, consents too.

    Person and phone are found again by keyed hash. Kept as long as the case, and two years;
    sensitive parts until 180 days after the decision, all of it until `erase_on` where the person
    asked for deletion.
    """

    __tablename__ = "pre_application"
    __table_args__ = (
        Index("ix_pre_application_person", "person_hash", "received_at"),
        Index("ix_pre_application_phone", "phone_hash", "received_at"),
        Index("ix_pre_application_erase_on", "erase_on"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    access_hash: Mapped[str] = mapped_column(String(64))
    scheme: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_hash: Mapped[str | None] = mapped_column(String(64))
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    guide_code: Mapped[str | None] = mapped_column(String(7))
    notice_version: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    body_sealed: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    erase_on: Mapped[date | None]

    def __repr__(self) -> str:
        return f"<PreApplication {self.id}>"


class PreApplicationChange(Base):
    """What the person later set right, agreed to, took back or asked for; only added to.

    `details_sealed` (class A) holds the old values of what was corrected. Kept with the
    pre-application; old values of sensitive kinds go when those go.
    """

    __tablename__ = "pre_application_change"
    __table_args__ = (
        UniqueConstraint("pre_application_id", "seq"),
        CheckConstraint(
            "kind IN ('corrected', 'consent_given', 'consent_withdrawn', 'deletion_asked')",
            name="kind_known",
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    pre_application_id: Mapped[str] = mapped_column(ForeignKey("pre_application.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    details_sealed: Mapped[str] = mapped_column(Text)


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
