"""After the end: that the decision reached the person, the first payment, a visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.doors.layout import beijing_day, say_day
from backend.extensions import db
from backend.intake import notices, running
from backend.intake.casework import Who, finish
from backend.intake.guards import begin, not_now
from backend.intake.item_results import untold_items
from backend.intake.models import IntakeCase
from backend.intake.office_hours import in_office_hours
from backend.intake.part_models import CaseItem
from backend.intake.stage_clocks import refusal_delivered
from backend.intake.states import Action, CaseState, Result
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
    scheme: str | None = None,
) -> CaseView:
    """Write down what happened after the end: delivered (how and when), paid, visited. A no to one
    added scheme is delivered while the case goes on: by itself (`scheme`), or with all that is owed.

    `on` is the day it happened, today when left out. Raises Invalid, MoveNotAllowed.
    """
    case = begin(case_id, actor, Action.FOLLOW_UP, version)
    title = known_word(what, FOLLOW_UP_TITLES, "what")
    if case.decided_at is None and what != "delivered":
        raise not_now(case, actor, "这件还没有办结；发放、回访等办结以后再记。")
    owed = untold_items(case)
    handed = [row for row in owed if what == "delivered" and scheme in (None, "", row.scheme)]
    if what == "delivered" and not handed and (scheme or case.decided_at is None):
        raise not_now(case, actor, "没有要送达的决定：没有作过决定，或者已经记过送达。")
    day = on or beijing_day(now)
    since = [*(row.settled_at for row in handed), None if scheme else case.decided_at]
    decided = beijing_day(max((one for one in since if one), default=now))
    if not decided <= day <= beijing_day(now):
        sentence = f"日子要在作出决定那天（{say_day(decided)}）和今天之间。"
        raise Invalid(errors=[FieldError("/on", sentence)])
    details: dict[str, Any] = {
        "what": what,
        "title": title,
        "on": day.isoformat(),
        "note": noted(note),
    }
    if what == "delivered":
        known_word(how or "", CONTACT_TITLES, "how")
        details |= {"how": how or "", "schemes": [row.scheme for row in handed]}
        for row in handed:
            row.told_at = now
            refusal_delivered(case, row.scheme, now)
        if not scheme and case.decided_at is not None:
            case.told_at = case.told_at or now
            running.end_all(case.id, now)
        case.untold_since = owed_since(case, [row for row in owed if row not in handed])
    elif what == "paid" and case.result != Result.GRANTED:
        raise not_now(case, actor, "没有给予救助的，没有发放可记。")
    finish(case, Action.FOLLOW_UP, Who.of(actor), now, details)
    return view_of(case, actor)


def owed_since(case: IntakeCase, items: Iterable[CaseItem]) -> datetime | None:
    """Give since when a no to the case, or to one of these schemes of it, waits to be handed over."""
    found = [row.settled_at for row in items if row.settled_at]
    is_no = case.state == CaseState.DECLINED or (case.result and Result(case.result).is_negative)
    if is_no and case.told_at is None and case.decided_at:
        found.append(case.decided_at)
    return min(found, default=None)


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
