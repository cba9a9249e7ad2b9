"""Table: contacts about a case."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id
from backend.intake.wording import CONTACT_TITLES

BOUND_TO = "call_note"


class ContactOutcome(StrEnum):
    REACHED = "reached"
    CALL_BACK = "call_back"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"

    @property
    def caption(self) -> str:
        return _CAPTIONS[self]


_CAPTIONS = {
    ContactOutcome.REACHED: "联系上了",
    ContactOutcome.CALL_BACK: "联系上了，约好再联系",
    ContactOutcome.NO_ANSWER: "没联系上",
    ContactOutcome.WRONG_NUMBER: "号码、地址不对",
}
_WAYS = ", ".join(f"'{one}'" for one in sorted(CONTACT_TITLES))
_OUTCOMES = ", ".join(f"'{one}'" for one in ContactOutcome)


class ContactNote(Base):
    """One contact. `next_on`: the day of the next; only the newest note of a case counts. Gone with
    the case, whoever deletes it. The words are bound to `BOUND_TO`, the table's first name."""

    __tablename__ = "contact_note"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({_OUTCOMES})", name="outcome_known"),
        CheckConstraint(f"how IN ({_WAYS})", name="how_known"),
        Index("ix_contact_note_case", "case_id", "at"),
        Index("ix_contact_note_next", "by", "next_on"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id", ondelete="CASCADE"))
    by: Mapped[str] = mapped_column(String(32))
    by_surname: Mapped[str] = mapped_column(String(8), default="")
    at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(20), default="phone")
    outcome: Mapped[str] = mapped_column(String(16))
    next_on: Mapped[date | None]
    words_sealed: Mapped[str] = mapped_column(Text, default="")
