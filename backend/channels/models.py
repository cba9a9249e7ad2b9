"""Table: short-lived links into our pages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class ChannelPass(Base):
    """A link sent to somebody in a channel. It opens a page of ours and, for half an hour, tells
    where news of what is sent in there may go (`address_sealed`, class C). It opens nothing private.
    """

    __tablename__ = "channel_pass"
    __table_args__ = (Index("ix_channel_pass_made_at", "made_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    address_sealed: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(12))
    made_at: Mapped[datetime]
