"""Cases are deleted two years after they ended; one line of the trail without personal data stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.orm import aliased

from backend.audit.trail import record
from backend.extensions import db
from backend.intake.models import CaseEvent, CaseReferral, IntakeCase
from backend.intake.states import OPEN
from backend.notifications.upkeep import delete_of

KEEP: Final = timedelta(days=2 * 365 + 1)
_BATCH: Final = 200


def delete_expired(now: datetime, limit: int = _BATCH) -> list[tuple[str, str]]:
    """Delete what ended before its day, with history, referrals and notices; call in a transaction.

    Give (kind, subject_ref) of each, so that the subject's own room deletes its part too. A case
    whose objection or other follow-up still stands waits for it.
    """
    child = aliased(IntakeCase)
    long_ago = now - KEEP
    has_children = exists().where(child.parent_id == IntakeCase.id)
    ended = or_(
        and_(IntakeCase.decided_at.is_not(None), IntakeCase.decided_at < long_ago),
        and_(IntakeCase.withdrawn_at.is_not(None), IntakeCase.withdrawn_at < long_ago),
    )
    query = select(IntakeCase).where(ended, IntakeCase.state.not_in(sorted(OPEN)), ~has_children)
    found = list(db.session.scalars(query.limit(limit)))
    gone = [(case.kind, case.subject_ref, case.id, case.division_code) for case in found]
    for kind, _, case_id, division in gone:
        for table in (CaseEvent, CaseReferral):
            db.session.execute(delete(table).where(table.case_id == case_id))
        delete_of(case_id)
        db.session.execute(delete(IntakeCase).where(IntakeCase.id == case_id))
        record("case:deleted", case_id, "system", division, {"kind": kind})
    db.session.expunge_all()
    return [(kind, subject_ref) for kind, subject_ref, _, _ in gone]
