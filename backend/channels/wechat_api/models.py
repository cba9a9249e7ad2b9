"""Table: the access token of each account, and who is just fetching a new one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class WechatToken(Base):
    """`version` counts refreshes; `claimed_until` keeps other processes from refreshing too."""

    __tablename__ = "wechat_token"

    app_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_sealed: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime]
