"""Note a contact."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.audit.trail import record
from backend.contacts.models import BOUND_TO, ContactNote, ContactOutcome
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake import services as intake
from backend.intake.queries import find_case
from backend.intake.states import MOVES, Action
from backend.intake.wording import CONTACT_TITLES, surname
from backend.problems import FieldError, Invalid, NotAllowed
from backend.sealing import sealer

_LONGEST_AHEAD = timedelta(days=180)
_MOST = 1000  # characters


def note_contact(
    case_id: str,
    actor: Actor,
    how: str,
    outcome: str,
    words: str,
    next_on: date | None,
    now: datetime,
) -> None:
    """Write down a contact about a case. The holder's own stand in the case's history too: one
    that got through keeps the promise to call, and tries on several days count as such.

    Raises CaseNotFound, NotAllowed, Invalid.
    """
    case = find_case(case_id, actor)
    if not actor.covers(Permission.WORK_CASE, case.division_code):
        raise NotAllowed
    if faults := _faults(how, outcome, words, next_on, beijing_day(now)):
        raise Invalid(errors=faults)
    row_id = new_id()
    db.session.add(
        ContactNote(
            id=row_id,
            case_id=case.id,
            by=actor.staff_id,
            by_surname=surname(actor.name),
            at=now,
            how=how,
            outcome=outcome,
            next_on=next_on,
            words_sealed=sealer().seal(words, BOUND_TO, row_id, "words") if words else "",
        )
    )
    db.session.flush()
    got_through = outcome in (ContactOutcome.REACHED, ContactOutcome.CALL_BACK)
    is_mine = case.holder_id == actor.staff_id
    if is_mine and (case.state, Action.NOTE_CONTACT) in MOVES:
        intake.note_contact(case.id, actor, now, None, how, got_through)
    record(
        "contact:noted",
        case.id,
        actor.staff_id,
        case.division_code,
        {"how": how, "outcome": outcome},
    )


def _faults(
    how: str, outcome: str, words: str, next_on: date | None, today: date
) -> list[FieldError]:
    faults = []
    if how not in CONTACT_TITLES:
        faults.append(FieldError("/how", "请选怎么联系的。"))
    if outcome not in set(ContactOutcome):
        faults.append(FieldError("/outcome", "请选联系上了没有。"))
    if outcome == ContactOutcome.CALL_BACK and next_on is None:
        faults.append(FieldError("/next_on", "约好再联系的，请写哪天。"))
    if next_on is not None and not today <= next_on <= today + _LONGEST_AHEAD:
        faults.append(FieldError("/next_on", "再联系的日子从今天起，半年以内。"))
    if len(words) > _MOST:
        faults.append(FieldError("/words", f"最多 {_MOST} 个字。"))
    return faults
