"""The calls of a case, and whom one promised to call by today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from backend.calls.models import CallNote, CallOutcome
from backend.extensions import db
from backend.intake.wording import staff_label
from backend.sealing import sealer


@dataclass(frozen=True)
class CallView:
    at: datetime
    by: str
    outcome: str
    next_on: date | None
    words: str


def calls_of(case_id: str) -> list[CallView]:
    """Give the calls of a case the caller may read, newest first."""
    rows = db.session.scalars(
        select(CallNote).where(CallNote.case_id == case_id).order_by(CallNote.at.desc()).limit(50)
    )
    return [
        CallView(
            row.at,
            staff_label(row.by_surname),
            CallOutcome(row.outcome).caption,
            row.next_on,
            sealer().open(row.words_sealed, "call_note", row.id, "words")
            if row.words_sealed
            else "",
        )
        for row in rows
    ]


def calls_due(staff_id: str, day: date, limit: int = 30) -> dict[str, date]:
    """Give case id -> day promised, oldest first, where this person's newest note is the case's
    newest and its day has come."""
    newest = (
        select(CallNote.case_id, func.max(CallNote.at).label("at"))
        .group_by(CallNote.case_id)
        .subquery()
    )
    rows = db.session.execute(
        select(CallNote.case_id, CallNote.next_on)
        .join(newest, (newest.c.case_id == CallNote.case_id) & (newest.c.at == CallNote.at))
        .where(CallNote.by == staff_id, CallNote.next_on <= day)
        .order_by(CallNote.next_on)
        .limit(limit)
    )
    return {row.case_id: row.next_on for row in rows}
