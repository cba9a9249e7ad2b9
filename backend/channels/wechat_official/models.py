"""Tables: deliveries (so that a repeat changes nothing), and what we know of a person there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base

WORKING, DONE = "working", "done"


class WechatDelivery(Base):
    """One message as WeChat delivered it, known by a keyed hash of account, sender and message id.

    `message_sealed` (class B, with the sender's id) is there until it has been answered, then
    `answer_sealed` until the row is deleted after three days. `signature_hash`: a signature is good
    for one message. `lease_*`: who is answering it.
    """

    __tablename__ = "wechat_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('working', 'done')", name="state_known"),
        CheckConstraint("(state = 'done') = (message_sealed IS NULL)", name="done_is_emptied"),
        Index("ix_wechat_delivery_open", "state", "lease_until"),
        Index("ix_wechat_delivery_received_at", "received_at"),
    )

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    signature_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=WORKING)
    received_at: Mapped[datetime]
    lease_until: Mapped[datetime]
    lease_token: Mapped[str] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    message_sealed: Mapped[str | None] = mapped_column(Text)
    answer_sealed: Mapped[str] = mapped_column(Text, default="")


class WechatPerson(Base):
    """What the conversation needs to remember of somebody, found by a keyed hash of their id.

    `conversation_id` is renewed after a day of silence. `asking` is what we asked last (`place`,
    `handover`), `case_id` the question a clerk has. Deleted 30 days after they left, or a year
    after their last message.
    """

    __tablename__ = "wechat_person"
    __table_args__ = (
        Index("ix_wechat_person_last_at", "last_at"),
        Index("ix_wechat_person_case_id", "case_id"),
    )

    person_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(32))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(12))
    asking: Mapped[str] = mapped_column(String(12), default="")
    case_id: Mapped[str | None] = mapped_column(String(32))
