"""One row per timed task: when it last began and ended, and what it said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base


class TaskRun(Base):
    __tablename__ = "task_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(String(400), default="")
