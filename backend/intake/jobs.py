"""What happens to cases by the clock: provisional dates recomputed, reminders left. The worker calls
these inside a transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake import clocks, notices
from backend.intake.casework import Who, leave_trace
from backend.intake.models import IntakeCase
from backend.intake.states import CaseState

SOON: Final = timedelta(days=1)
_SYSTEM: Final = Who("system", "system", "系统")


def recompute_provisional(now: datetime) -> int:
    """Count provisional due dates again by the table in use; give how many days changed.

    Both ways: new holidays make a date later, make-up working days make it earlier. A changed day
    is an event the resident is told of; one that only became certain is not.
    """
    query = select(IntakeCase).where(IntakeCase.provisional.is_(True)).with_for_update()
    changed = 0
    for case in db.session.scalars(query):
        before = case.due_on
        due = clocks.set_due(case)
        if due is not None and due.due_on != before:
            changed += 1
            case.version += 1
            details = {"was": before.isoformat() if before else "", "is": due.due_on.isoformat()}
            state = CaseState(case.state)
            leave_trace(case, "case:due_changed", _SYSTEM, now, state, details)
    db.session.flush()
    return changed


def remind(now: datetime) -> int:
    """Leave a hint for staff about every case due by tomorrow or overdue; give how many cases.

    One hint per case, due date and kind, however often this runs and wherever the clock jumps.
    """
    day = beijing_day(now)
    query = select(IntakeCase).where(IntakeCase.due_on <= day + SOON).order_by(IntakeCase.due_on)
    count = 0
    for case in db.session.scalars(query):
        is_late = case.due_on is not None and case.due_on < day
        if case.due_on is not None:
            hint = "case:overdue" if is_late else "case:due_soon"
            notices.remind_staff(case, hint, now, case.due_on)
        count += 1
    return count
