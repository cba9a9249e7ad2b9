"""After the end: that the decision reached the person, the first payment, a visit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.doors.layout import beijing_day, say_day
from backend.extensions import db
from backend.intake import notices, running
from backend.intake.casework import Who, finish
from backend.intake.guards import begin
from backend.intake.models import IntakeCase
from backend.intake.office_hours import in_office_hours
from backend.intake.problems import MoveNotAllowed
from backend.intake.states import Action, Result
from backend.intake.views import CaseView, view_of
from backend.intake.wording import CONTACT_TITLES, FOLLOW_UP_TITLES
from backend.intake.words import known_word, noted
from backend.problems import FieldError, Invalid

# A written refusal reaches the person within three working days; the hint comes a day sooner.
_REMIND_AFTER: Final = timedelta(days=2)
_ESCALATE_AFTER: Final = timedelta(days=5)
_MOST_AT_ONCE: Final = 500


def follow_up(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    what: str,
    how: str | None = None,
    on: date | None = None,
    note: str | None = None,
) -> CaseView:
    """Write down what happened after the end: delivered (how and when), paid, visited.

    `on` is the day it happened, today when left out. Raises Invalid.
    """
    case = begin(case_id, actor, Action.FOLLOW_UP, version)
    title = known_word(what, FOLLOW_UP_TITLES, "what")
    day = on or beijing_day(now)
    decided = beijing_day(case.decided_at) if case.decided_at else day
    if not decided <= day <= beijing_day(now):
        sentence = f"日子要在作出决定那天（{say_day(decided)}）和今天之间。"
        raise Invalid(errors=[FieldError("/on", sentence)])
    details = {"what": what, "title": title, "on": day.isoformat(), "note": noted(note)}
    if what == "delivered":
        if case.decided_at is None:
            raise MoveNotAllowed("这件没有作过决定，没有要送达的。")
        known_word(how or "", CONTACT_TITLES, "how")
        details["how"] = how or ""
        case.told_at, case.untold_since = case.told_at or now, None
        running.end_all(case.id, now)
    elif what == "paid" and case.result != Result.GRANTED:
        raise MoveNotAllowed("没有给予救助的，没有发放可记。")
    finish(case, Action.FOLLOW_UP, Who.of(actor), now, details)
    return view_of(case, actor)


def remind_untold(now: datetime) -> int:
    """Leave a hint about every no that has not reached its person: to the window after two days, to
    the supervisor after five, each once, in office hours; give how many stand on the list."""
    if not in_office_hours(now):
        return 0
    query = select(IntakeCase).where(IntakeCase.untold_since < now - _REMIND_AFTER)
    rows = list(db.session.scalars(query.order_by(IntakeCase.untold_since).limit(_MOST_AT_ONCE)))
    for case in rows:
        since = case.untold_since or now
        notices.remind_staff(case, "case:untold", now, beijing_day(since))
        if since < now - _ESCALATE_AFTER:
            supervisors = f"supervisors:{case.division_code}"
            notices.remind_staff(
                case, "case:untold_escalated", now, beijing_day(since), supervisors
            )
    return len(rows)
