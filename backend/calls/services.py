"""Note a call."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.audit.trail import record
from backend.calls.models import CallNote, CallOutcome
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake import services as intake
from backend.intake.queries import find_case
from backend.intake.states import MOVES, Action
from backend.intake.wording import surname
from backend.problems import FieldError, Invalid, NotAllowed
from backend.sealing import sealer

_LONGEST_AHEAD = timedelta(days=180)
_MOST = 1000  # characters


def note_call(
    case_id: str, actor: Actor, outcome: str, words: str, next_on: date | None, now: datetime
) -> None:
    """Write down a call about a case. The holder's own calls stand in the case's history too: one
    that got through keeps the promise to call, and tries on several days count as such.

    Raises CaseNotFound, NotAllowed, Invalid.
    """
    case = find_case(case_id, actor)
    if not actor.covers(Permission.WORK_CASE, case.division_code):
        raise NotAllowed
    if faults := _faults(outcome, words, next_on, beijing_day(now)):
        raise Invalid(errors=faults)
    row_id = new_id()
    db.session.add(
        CallNote(
            id=row_id,
            case_id=case.id,
            by=actor.staff_id,
            by_surname=surname(actor.name),
            at=now,
            outcome=outcome,
            next_on=next_on,
            words_sealed=sealer().seal(words, "call_note", row_id, "words") if words else "",
        )
    )
    db.session.flush()
    got_through = outcome in (CallOutcome.REACHED, CallOutcome.CALL_BACK)
    is_mine = case.holder_id == actor.staff_id
    if is_mine and (case.state, Action.NOTE_CONTACT) in MOVES:
        intake.note_contact(case.id, actor, now, None, "phone", got_through)
    record("call:noted", case.id, actor.staff_id, case.division_code, {"outcome": outcome})


def _faults(outcome: str, words: str, next_on: date | None, today: date) -> list[FieldError]:
    faults = []
    if outcome not in set(CallOutcome):
        faults.append(FieldError("/outcome", "请选打得怎么样。"))
    if outcome == CallOutcome.CALL_BACK and next_on is None:
        faults.append(FieldError("/next_on", "约好再打的，请写哪天打。"))
    if next_on is not None and not today <= next_on <= today + _LONGEST_AHEAD:
        faults.append(FieldError("/next_on", "再打的日子从今天起，半年以内。"))
    if len(words) > _MOST:
        faults.append(FieldError("/words", f"最多 {_MOST} 个字。"))
    return faults
