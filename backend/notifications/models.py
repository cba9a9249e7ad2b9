"""The outbox table: one row per notice, from the transaction that caused it to its delivery."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id

WAITING, SENT, DEAD = "waiting", "sent", "dead"


class OutboxMessage(Base):
    """One notice on its way.

    `address_sealed` (class A) and `values_sealed` (class B) are envelopes bound to this row's key;
    both are emptied when the notice has left. `id` goes along with every try, so that a receiver
    can drop repeats. Rows are deleted 90 days after they were written.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'dead')", name="state_known"),
        CheckConstraint("audience IN ('resident', 'staff')", name="audience_known"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        Index("ix_outbox_message_due", "state", "next_try_at", "seq"),
        Index("ix_outbox_message_created_at", "created_at"),
        Index("ix_outbox_message_subject_id", "subject_id"),
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
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"<OutboxMessage {self.id} {self.event} {self.state}>"
