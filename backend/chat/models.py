"""Tables: what was asked and understood, kept 30 days, masked and sealed; and whether it helped."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class ChatMessage(Base):
    """One turn. `sealed` holds question (masked), context and offered choices: class B, sealed.

    `keep_until` is the day on which retention deletes the row. There is no key to a person.
    """

    __tablename__ = "chat_message"
    __table_args__ = (
        Index("ix_chat_message_conversation", "conversation_id", "asked_at"),
        Index("ix_chat_message_keep_until", "keep_until"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(20))
    scheme: Mapped[str | None] = mapped_column(String(40))
    facet: Mapped[str | None] = mapped_column(String(20))
    sealed: Mapped[str] = mapped_column(Text)
    keep_until: Mapped[date]


class ChatFeedback(Base):
    """Whether an answer helped; the comment is sealed and goes with the message."""

    __tablename__ = "chat_feedback"

    message_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    helpful: Mapped[bool]
    comment_sealed: Mapped[str | None] = mapped_column(Text)
    given_at: Mapped[datetime]
    keep_until: Mapped[date]
