"""Tables of what belongs to a case: transfers offered, departments asked, items, meetings, clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id
from backend.intake.models import RESULTS

_WAITING = text("answered_at IS NULL")
_UNANSWERED = text("answered_at IS NULL AND returned_at IS NULL AND cancelled_at IS NULL")
_RUNNING = text("ended_at IS NULL")


class CaseTransfer(Base):
    """A case offered to another window; at most one offer of a case is open. Words are class B."""

    __tablename__ = "case_transfer"
    __table_args__ = (
        CheckConstraint(
            "answer IS NULL OR answer IN ('accepted', 'recalled', 'returned')", name="answer_known"
        ),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_has_time"),
        CheckConstraint(
            "(answer = 'returned' AND return_sealed IS NOT NULL AND article IS NOT NULL)"
            " OR (answer IS NULL OR answer <> 'returned') AND return_sealed IS NULL",
            name="returned_for_reason",
        ),
        Index(
            "uq_case_transfer_open",
            "case_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_case_transfer_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    from_window: Mapped[str] = mapped_column(String(32))
    to_window: Mapped[str] = mapped_column(String(32))
    offered_by: Mapped[str] = mapped_column(String(32))
    offered_at: Mapped[datetime]
    reason_sealed: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_by: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[datetime | None]
    return_sealed: Mapped[str | None] = mapped_column(Text)
    article: Mapped[str | None] = mapped_column(String(200))


class CaseReferral(Base):
    """A department asked to help with a case, or with one item of it (`scheme`; empty: the case as a
    whole). Open until answered, returned with a cited reason, or cancelled; one open request per
    case, department and item. `is_lead`: this department leads the item, others assist."""

    __tablename__ = "case_referral"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (answer_sealed IS NULL)", name="answered_has_words"
        ),
        CheckConstraint(
            "(returned_at IS NULL) = (return_sealed IS NULL)"
            " AND (returned_at IS NULL OR article IS NOT NULL)",
            name="returned_for_reason",
        ),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by IS NULL)", name="accepted_by_one"),
        CheckConstraint("answered_at IS NULL OR cancelled_at IS NULL", name="one_ending"),
        CheckConstraint(
            "returned_at IS NULL OR (answered_at IS NULL AND cancelled_at IS NULL)",
            name="returned_alone",
        ),
        Index(
            "uq_case_referral_open",
            "case_id",
            "department",
            "scheme",
            unique=True,
            sqlite_where=_UNANSWERED,
            postgresql_where=_UNANSWERED,
        ),
        Index("ix_case_referral_department", "department", "case_id"),
        Index("ix_case_referral_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    department: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[str] = mapped_column(String(40), default="")
    is_lead: Mapped[bool] = mapped_column(default=False)
    note_sealed: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    accepted_by: Mapped[str | None] = mapped_column(String(32))
    accepted_at: Mapped[datetime | None]
    answer_sealed: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[datetime | None]
    return_sealed: Mapped[str | None] = mapped_column(Text)
    article: Mapped[str | None] = mapped_column(String(200))
    returned_by: Mapped[str | None] = mapped_column(String(32))
    returned_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class CaseItem(Base):
    """One more scheme the household needs, handled within the same case (协同办理). The case's own
    scheme is the first item and has no row. `told_at`: when it was written down that a no had reached
    its person. Words are class B."""

    __tablename__ = "case_item"
    __table_args__ = (
        UniqueConstraint("case_id", "scheme"),
        CheckConstraint(f"result IS NULL OR result IN ({RESULTS})", name="result_known"),
        CheckConstraint(
            "(settled_at IS NULL) = (result IS NULL)"
            " AND (settled_at IS NULL) = (reason_sealed IS NULL)"
            " AND (settled_at IS NULL) = (settled_by IS NULL)",
            name="settled_whole",
        ),
        CheckConstraint(
            "result IS NULL OR result <> 'refused' OR article IS NOT NULL", name="no_has_article"
        ),
        CheckConstraint("told_at IS NULL OR settled_at IS NOT NULL", name="told_when_settled"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    scheme: Mapped[str] = mapped_column(String(40))
    lead_department: Mapped[str] = mapped_column(String(40))
    added_by: Mapped[str] = mapped_column(String(32))
    added_at: Mapped[datetime]
    result: Mapped[str | None] = mapped_column(String(16))
    reason_sealed: Mapped[str | None] = mapped_column(Text)
    article: Mapped[str | None] = mapped_column(String(200))
    settled_by: Mapped[str | None] = mapped_column(String(32))
    settled_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]


class CaseMeeting(Base):
    """A joint meeting (急难会商) about a case: who, when, decided what (class B)."""

    __tablename__ = "case_meeting"
    __table_args__ = (Index("ix_case_meeting_case", "case_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    held_on: Mapped[date]
    participants_sealed: Mapped[str] = mapped_column(Text)
    decision_sealed: Mapped[str] = mapped_column(Text)
    to_window: Mapped[str | None] = mapped_column(String(32))
    recorded_by: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[datetime]


class CaseClock(Base):
    """A limit that runs beside the case's own due date: a stage of the procedure, the answer to an
    offered transfer or a referral, the time for supplements, a refusal to be handed over.

    `name` is `stage:<id>` (of the case's own scheme), `stage:<id>:<scheme>` (of one added to it),
    `refusal:<scheme>` (a no to an added one, to be handed over, whatever becomes of the case),
    `transfer`, `referral:<department>:<scheme>` (take it or send it back),
    `result:<department>:<scheme>` (taken, to be answered) or `supplement`; at most one of a name
    runs per case. The due columns are those of the case.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        CheckConstraint("hint IS NULL OR hint IN ('soon', 'late')", name="hint_known"),
        Index(
            "uq_case_clock_running",
            "case_id",
            "name",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_case_clock_due", "due_on", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_case_clock_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    name: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime]
    due_on: Mapped[date]
    due_at: Mapped[datetime | None]
    due_rule: Mapped[str] = mapped_column(String(80))
    due_title: Mapped[str] = mapped_column(String(120))
    due_source: Mapped[str] = mapped_column(String(160), default="")
    due_derivation: Mapped[dict[str, Any]] = mapped_column(JSON)
    provisional: Mapped[bool] = mapped_column(default=False)
    hint: Mapped[str | None] = mapped_column(String(4))
    ended_at: Mapped[datetime | None]


PARTS = (CaseTransfer, CaseReferral, CaseItem, CaseMeeting, CaseClock)
