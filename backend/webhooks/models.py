"""Tables: whom we tell, who reports, and which reports have come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class WebhookTarget(Base):
    """A system we tell. `told_seq` is how far in the trail it has been told; address and secret are
    sealed to the row."""

    __tablename__ = "webhook_target"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(40))
    division_code: Mapped[str] = mapped_column(String(12))
    events: Mapped[list[str]] = mapped_column(JSON)
    url_sealed: Mapped[str] = mapped_column(Text)
    secret_sealed: Mapped[str] = mapped_column(Text)
    told_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class WebhookSource(Base):
    """A system that reports, for its division only."""

    __tablename__ = "webhook_source"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(40))
    division_code: Mapped[str] = mapped_column(String(12))
    secret_sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class WebhookReport(Base):
    """A report that came: its id and the hash of its body; kept 30 days, so that a replay is known.
    (A replay older than five minutes is refused for its time.)"""

    __tablename__ = "webhook_report"
    __table_args__ = (Index("ix_webhook_report_received_at", "received_at"),)

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
