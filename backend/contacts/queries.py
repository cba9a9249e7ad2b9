"""The contacts of a case, and with whom one promised to be in touch by today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from backend.contacts.models import BOUND_TO, ContactNote, ContactOutcome
from backend.extensions import db
from backend.intake.wording import CONTACT_TITLES, staff_label
from backend.sealing import sealer


@dataclass(frozen=True)
class ContactView:
    at: datetime
    by: str
    how: str
    outcome: str
    next_on: date | None
    words: str


def contacts_of(case_id: str) -> list[ContactView]:
    """Give the contacts of a case the caller may read, newest first."""
    rows = db.session.scalars(
        select(ContactNote)
        .where(ContactNote.case_id == case_id)
        .order_by(ContactNote.at.desc())
        .limit(50)
    )
    return [
        ContactView(
            row.at,
            staff_label(row.by_surname),
            CONTACT_TITLES[row.how],
            ContactOutcome(row.outcome).caption,
            row.next_on,
            sealer().open(row.words_sealed, BOUND_TO, row.id, "words") if row.words_sealed else "",
        )
        for row in rows
    ]


def contacts_due(
    staff_id: str, day: date, held: Collection[str] = (), limit: int = 30
) -> dict[str, date]:
    """Give case id -> day promised, oldest first, where the newest note of a case says so and its day
    has come: notes this person wrote, and whoever wrote them about the cases in `held`, for a promise
    stays with the case when the one who gave it has left."""
    newest = (
        select(ContactNote.case_id, func.max(ContactNote.at).label("at"))
        .group_by(ContactNote.case_id)
        .subquery()
    )
    rows = db.session.execute(
        select(ContactNote.case_id, ContactNote.next_on)
        .join(newest, (newest.c.case_id == ContactNote.case_id) & (newest.c.at == ContactNote.at))
        .where(
            or_(ContactNote.by == staff_id, ContactNote.case_id.in_(held)),
            ContactNote.next_on <= day,
        )
        .order_by(ContactNote.next_on)
        .limit(limit)
    )
    return {row.case_id: row.next_on for row in rows}
