"""Tables beside an account: second factor, recovery codes, whole views, emergency access, kin, the
phone of a supervisor."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class SecondFactor(Base):
    """The key of a person's code generator, sealed (class C). In force once `confirmed_at` is set.

    `last_step` is the time step of the last code taken, so that none is taken twice.
    """

    __tablename__ = "second_factor"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    secret_sealed: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """One code for the day the phone is lost: shown once, kept as a keyed hash, good once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class WholeView(Base):
    """A case somebody read whole on one day without holding it; counted against the day's budget."""

    __tablename__ = "whole_view"
    __table_args__ = (Index("ix_whole_view_on", "on"),)

    staff_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(32), primary_key=True)


class EmergencyAccess(Base):
    """Reading one case outside one's own reach, for a short time, in an emergency.

    The reason and the reviewer's words are sealed (class B). Kept three years, as the trail is.
    """

    __tablename__ = "emergency_access"
    __table_args__ = (
        CheckConstraint("until_at > opened_at", name="ends_later"),
        CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)", name="reviewed_by_someone"
        ),
        CheckConstraint("(reviewed_at IS NULL) = (verdict IS NULL)", name="reviewed_with_verdict"),
        CheckConstraint("verdict IS NULL OR verdict IN ('fit', 'unfit')", name="verdict_known"),
        Index("ix_emergency_access_staff", "staff_id", "until_at"),
        Index("ix_emergency_access_review", "reviewed_at", "division_code"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(32))
    subject_number: Mapped[str] = mapped_column(String(32), default="")
    division_code: Mapped[str] = mapped_column(String(12))
    reason_sealed: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    until_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(32))
    verdict: Mapped[str | None] = mapped_column(String(8))
    words_sealed: Mapped[str | None] = mapped_column(Text)


class KinHash(Base):
    """A keyed hash of the ID number or phone of a member of staff or of their close family.

    Says nothing by itself; whose it is stays with the person (`relation` only). Used for one thing:
    nobody decides on the case of their own family. Gone with the account.
    """

    __tablename__ = "kin_hash"
    __table_args__ = (
        UniqueConstraint("staff_id", "person_hash"),
        CheckConstraint("kind IN ('id_number', 'phone')", name="kind_known"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    relation: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(10))
    person_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class DutyPhone(Base):
    """Where one supervisor wants to be told of what is late: their own phone, sealed to the row
    (class A). Entered, changed and taken out by nobody else; gone with the last post of supervision.
    """

    __tablename__ = "duty_phone"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
