"""Tables: the outbox (one row per notice, from the transaction that caused it to its delivery), who
asked not to be told, and where staff on duty are reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id

WAITING, SENT, DEAD, MERGED, SKIPPED = "waiting", "sent", "dead", "merged", "skipped"
DUTY_KINDS = ("dingtalk", "wecom", "mail")


class OutboxMessage(Base):
    """One notice on its way.

    `address_sealed` (class A) and `values_sealed` (class B) are envelopes bound to this row's key;
    both are emptied when the notice has left. `id` goes along with every try, so that a receiver
    can drop repeats. `merged`: it left as part of `merged_into`. `skipped`: it was not to be sent,
    `last_fault` says why. `channel` is what it left by. Rows are deleted after 90 days.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sent', 'dead', 'merged', 'skipped')", name="state_known"
        ),
        CheckConstraint("audience IN ('resident', 'staff', 'system')", name="audience_known"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged_into_one"),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        Index("ix_outbox_message_due", "state", "next_try_at", "seq"),
        Index("ix_outbox_message_created_at", "created_at"),
        Index("ix_outbox_message_subject_id", "subject_id"),
        Index("ix_outbox_message_merged_into", "merged_into"),
    )

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    id: Mapped[str] = mapped_column(String(32), unique=True, default=new_id)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    event: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    audience: Mapped[str] = mapped_column(String(10))
    address_sealed: Mapped[str | None] = mapped_column(Text)
    values_sealed: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    last_fault: Mapped[str] = mapped_column(String(80), default="")
    channel: Mapped[str] = mapped_column(String(20), default="", server_default="")
    merged_into: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"<OutboxMessage {self.id} {self.event} {self.state}>"


class NoticeOptOut(Base):
    """An address that asked for no notices: a keyed hash (class C), until it asks for them again."""

    __tablename__ = "notice_opt_out"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime]


class DutyContact(Base):
    """Where staff on duty for a division (or one department of it) are told of urgent things: a
    group robot or a mailbox. Address and signing secret are sealed to the row."""

    __tablename__ = "duty_contact"
    __table_args__ = (
        CheckConstraint("kind IN ('dingtalk', 'wecom', 'mail')", name="kind_known"),
        Index("ix_duty_contact_division_code", "division_code"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    division_code: Mapped[str] = mapped_column(String(12))
    department: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(10))
    address_sealed: Mapped[str] = mapped_column(Text)
    secret_sealed: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
