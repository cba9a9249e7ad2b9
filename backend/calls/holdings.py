"""The calls about a case, for the resident's own copy."""

from __future__ import annotations

from sqlalchemy import select

from backend.applications.contributors import Held
from backend.calls.models import CallNote, CallOutcome
from backend.extensions import db
from backend.intake.lookers import role_and_family
from backend.sealing import sealer


def calls_held(case_id: str) -> list[Held]:
    query = select(CallNote).where(CallNote.case_id == case_id).order_by(CallNote.at.desc())
    return [_held(row) for row in db.session.scalars(query).all()]


def _held(row: CallNote) -> Held:
    words = row.words_sealed
    return Held(
        at=row.at,
        what=CallOutcome(row.outcome).caption,
        who=role_and_family(row.by, row.by_surname, row.at),
        words=sealer().open(words, "call_note", row.id, "words") if words else "",
        day=row.next_on,
    )
