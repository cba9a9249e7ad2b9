"""Table: calls about a case."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class CallOutcome(StrEnum):
    REACHED = "reached"
    CALL_BACK = "call_back"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"

    @property
    def caption(self) -> str:
        return _CAPTIONS[self]


_CAPTIONS = {
    CallOutcome.REACHED: "打通了",
    CallOutcome.CALL_BACK: "打通了，约好再打",
    CallOutcome.NO_ANSWER: "没人接",
    CallOutcome.WRONG_NUMBER: "号码不对",
}
_OUTCOMES = ", ".join(f"'{one}'" for one in CallOutcome)


class CallNote(Base):
    """One call. `next_on`: the day to call again; only the newest note of a case counts. Gone with the case, whoever deletes it."""

    __tablename__ = "call_note"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({_OUTCOMES})", name="outcome_known"),
        Index("ix_call_note_case", "case_id", "at"),
        Index("ix_call_note_next", "by", "next_on"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id", ondelete="CASCADE"))
    by: Mapped[str] = mapped_column(String(32))
    by_surname: Mapped[str] = mapped_column(String(8), default="")
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    next_on: Mapped[date | None]
    words_sealed: Mapped[str] = mapped_column(Text, default="")
