"""What happens to cases by the clock: dates counted again, reminders left, cases of people who left
given back. The worker calls these inside a transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select

from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake import clocks, notices, running
from backend.intake.casework import SYSTEM, leave_trace
from backend.intake.models import IntakeCase
from backend.intake.office_hours import in_office_hours
from backend.intake.part_models import CaseClock
from backend.intake.states import CaseState

MOST_AT_ONCE: Final = 500
_SOON, _LATE = "soon", "late"


def recompute_provisional(now: datetime) -> int:
    """Count again, by the table in use, the provisional dates that lie in years published since;
    give how many days changed. `recounting` does it for all, and says which. What somebody is moving
    at this instant waits for the next time."""
    years = clocks.calendar().years
    if not years:
        return 0
    last = date(years[-1].year, 12, 31)
    query = select(IntakeCase).where(IntakeCase.provisional.is_(True), IntakeCase.due_on <= last)
    changed = 0
    for case in db.session.scalars(query.with_for_update(skip_locked=True, key_share=True)).all():
        changed += recount_case(case, now)
    running_out = (
        select(CaseClock, IntakeCase)
        .join(IntakeCase, IntakeCase.id == CaseClock.case_id)
        .where(
            CaseClock.provisional.is_(True), CaseClock.ended_at.is_(None), CaseClock.due_on <= last
        )
    )
    for clock, of_case in db.session.execute(
        running_out.with_for_update(skip_locked=True, key_share=True)
    ).all():
        before = clock.due_on
        running.put_due(clock, running.counted_again(clock, of_case, clocks.calendar()))
        changed += clock.due_on != before
    db.session.flush()
    return changed


def recount_case(case: IntakeCase, now: datetime) -> bool:
    """Count a case's due date again; whether the day changed.

    Both ways: new holidays make a date later, make-up working days make it earlier. A changed day
    is an event the resident is told of; one that only became certain is not.
    """
    before = case.due_on
    due = clocks.set_due(case)
    if due is None or due.due_on == before:
        return False
    case.version += 1
    details = {"was": before.isoformat() if before else "", "is": due.due_on.isoformat()}
    leave_trace(case, "case:due_changed", SYSTEM, now, CaseState(case.state), details)
    return True


def remind(now: datetime) -> int:
    """Leave hints about what is due by the next working day, and about what is late: to who is to
    act, and once it is late to their supervisor too; give how many.

    In office hours only, urgent cases at any hour. Each hint leaves once for a due date, however
    often this runs and wherever the clock jumps: the row remembers which.
    """
    day = beijing_day(now)
    table = clocks.calendar()
    in_hours = in_office_hours(now)
    soon = table.after_workdays(day, 1).due_on
    return _remind_cases(now, day, soon, in_hours) + (
        _remind_clocks(now, day, soon) if in_hours else 0
    )


def _remind_cases(now: datetime, day: date, soon: date, in_hours: bool) -> int:
    late = or_(IntakeCase.due_on < day, IntakeCase.due_at < now)
    fresh = and_(IntakeCase.hint.is_(None), IntakeCase.due_on <= soon)
    turned = and_(IntakeCase.hint == _SOON, IntakeCase.due_on <= day, late)
    when: list[ColumnElement[bool]] = [] if in_hours else [IntakeCase.urgent.is_(True)]
    query = select(IntakeCase).where(or_(fresh, turned), *when).order_by(IntakeCase.due_on)
    count = 0
    for case in db.session.scalars(query.limit(MOST_AT_ONCE)):
        if case.due_on is None:
            continue
        is_late = _is_past(case, day, now)
        case.hint = _LATE if is_late else _SOON
        hint = "case:overdue" if is_late else "case:due_soon"
        notices.remind_staff(case, hint, now, case.due_on)
        if is_late:
            supervisors = f"supervisors:{case.division_code}"
            notices.remind_staff(case, "case:escalated", now, case.due_on, supervisors)
        count += 1
    db.session.flush()
    return count


def _remind_clocks(now: datetime, day: date, soon: date) -> int:
    fresh = and_(CaseClock.hint.is_(None), CaseClock.due_on <= soon)
    late = or_(CaseClock.due_on < day, CaseClock.due_at < now)
    turned = and_(CaseClock.hint == _SOON, CaseClock.due_on <= day, late)
    query = (
        select(CaseClock, IntakeCase)
        .join(IntakeCase, IntakeCase.id == CaseClock.case_id)
        .where(CaseClock.ended_at.is_(None), or_(fresh, turned), ~_still())
        .order_by(CaseClock.due_on)
        .limit(MOST_AT_ONCE)
    )
    count = 0
    for clock, case in db.session.execute(query):
        if clocks.stands_still(case) and running.waits(case, clock.name, clock.due_rule):
            continue  # of an added scheme: whether it stands still is its own procedure's to say
        is_late = _is_past(clock, day, now)
        clock.hint = _LATE if is_late else _SOON
        _remind_clock(clock, case, now, is_late=is_late)
        count += 1
    db.session.flush()
    return count


def _still() -> ColumnElement[bool]:
    """A stage of an accepted case that waits for papers: nobody is late with it meanwhile. Of one made
    urgent as it waited, its way of handling says so."""
    return and_(
        CaseClock.name.startswith(running.STAGE),
        CaseClock.name.not_like(f"{running.STAGE}%:%"),
        IntakeCase.state == CaseState.AWAITING_SUPPLEMENT,
        IntakeCase.accepted_at.is_not(None),
        IntakeCase.urgent_at.is_(None),
    )


def _is_past(row: IntakeCase | CaseClock, day: date, now: datetime) -> bool:
    """Whether the day is over, or the hour where the limit is in hours."""
    return bool(row.due_on and row.due_on < day) or bool(row.due_at and row.due_at < now)


def _remind_clock(clock: CaseClock, case: IntakeCase, now: datetime, *, is_late: bool) -> None:
    """An offer or a question is first the other side's to answer; late, the sender hears of it too,
    for until it is taken the sender answers for the case. Papers are the resident's to bring: they
    are reminded, the window calls them once more, and nobody is late with anything."""
    other = _asked_side(clock, case)
    of_papers = clock.name in (running.SUPPLEMENT, running.WAITING)
    kind = "papers_" if of_papers else "answer_" if other else ""
    if clock.name.startswith(running.RESULT):
        kind = "result_"
    hint = f"case:{kind}overdue" if is_late else f"case:{kind}due_soon"
    notices.remind_staff(case, hint, now, clock.due_on, other, clock.name)
    if of_papers:
        if not is_late and clock.name == running.SUPPLEMENT:
            notices.remind_resident(case, hint, now, clock.due_on)
    elif is_late:
        if other:
            notices.remind_staff(case, "case:overdue", now, clock.due_on, "", clock.name)
        supervisors = f"supervisors:{case.division_code}"
        notices.remind_staff(case, "case:escalated", now, clock.due_on, supervisors, clock.name)


def _asked_side(clock: CaseClock, case: IntakeCase) -> str:
    if clock.name == running.TRANSFER and case.offered_window_id:
        return f"window:{case.offered_window_id}"
    if department := running.department_of(clock.name):
        return f"department:{department}:{case.division_code}"
    return ""
