"""急难会商: what was sent back too often is settled at one table, and the minutes are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake import notices
from backend.intake.casework import SYSTEM, Who, finish, hold, leave_trace, settle_offer
from backend.intake.guards import begin, not_now
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseMeeting
from backend.intake.problems import PlaceNotServed
from backend.intake.scope import may_here
from backend.intake.states import Action, CaseState
from backend.intake.views import CaseView, view_of
from backend.intake.words import required
from backend.problems import FieldError, Invalid, NotAllowed
from backend.regions.queries import window_for
from backend.sealing import sealer

BOUNCES_BEFORE_MEETING: Final = 3


def count_bounce(case: IntakeCase, now: datetime) -> None:
    """Something was sent back; the third time it goes to the supervisor, and is passed no further."""
    case.bounces += 1
    if case.bounces < BOUNCES_BEFORE_MEETING or case.meeting_since is not None:
        return
    case.meeting_since = now
    case.version += 1
    state = CaseState(case.state)
    leave_trace(case, "case:meeting_called", SYSTEM, now, state, {"bounces": case.bounces})
    notices.tell_supervisor(case, "case:meeting_called", now)


def refuse_while_meeting(case: IntakeCase, actor: Actor) -> None:
    """A case that waits for the meeting is not passed on; who has it goes on answering for it."""
    if case.meeting_since is not None:
        raise not_now(case, actor, "这件已经退回过几次，等主管召集会商定下来，先不要再转、再请。")


def record_meeting(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    held_on: date | None,
    participants: str | None,
    decision: str | None,
    to: str | None = None,
) -> CaseView:
    """Write down a joint meeting: when, who sat there, what was decided; with `to` the case goes to
    the window that answers there, without being offered first: that was decided.

    Raises ReasonMissing, Invalid for a day that has not come yet, PlaceNotServed, NotAllowed for a
    window outside the supervisor's reach.
    """
    case = begin(case_id, actor, Action.RECORD_MEETING, version)
    who = required(participants, "participants", "请写明哪些单位、哪些人参加。")
    words = required(decision, "decision", "请写明会商决定了什么，由谁办、什么时候办完。")
    day = held_on or beijing_day(now)
    if day > beijing_day(now):
        raise Invalid(errors=[FieldError("/held_on", "会商的日子还没到，开完会再记。")])
    row_id, seal = new_id(), sealer()
    came_from, was = case.window_id, CaseState(case.state)
    if to:
        _give_to(case, actor, to, now)
    moved = case.window_id != came_from
    db.session.add(
        CaseMeeting(
            id=row_id,
            case_id=case.id,
            held_on=day,
            participants_sealed=seal.seal(who, "case_meeting", row_id, "participants"),
            decision_sealed=seal.seal(words, "case_meeting", row_id, "decision"),
            to_window=case.window_id if moved else None,
            recorded_by=actor.staff_id,
            recorded_at=now,
        )
    )
    case.meeting_since, case.bounces = None, 0
    details = {"held_on": day.isoformat(), "participants": who, "reason": words}
    waits = CaseState.SUBMITTED if moved and was is CaseState.IN_HAND else None
    finish(case, Action.RECORD_MEETING, Who.of(actor), now, details, stay_in=waits)
    notices.tell_staff(case, "case:meeting_held", now)
    return view_of(case, actor)


def _give_to(case: IntakeCase, actor: Actor, to: str, now: datetime) -> None:
    window = window_for(to)
    if window is None:
        raise PlaceNotServed
    if not may_here(actor, [Permission.SUPERVISE], window.division_code):
        raise NotAllowed
    if window.id == case.window_id:
        return
    if case.offered_window_id is not None:
        settle_offer(case, "recalled", actor.staff_id, now)
    case.window_id, case.division_code = window.id, window.division_code
    hold(case, None, now)


@dataclass(frozen=True)
class MeetingView:
    """The minutes of one meeting, as staff read them."""

    held_on: date
    participants: str
    decision: str

    def as_dict(self) -> dict[str, str]:
        return {
            "held_on": self.held_on.isoformat(),
            "participants": self.participants,
            "decision": self.decision,
        }


def meetings_of(case: IntakeCase) -> list[MeetingView]:
    """Give the meetings about a case, oldest first."""
    seal = sealer()
    query = select(CaseMeeting).where(CaseMeeting.case_id == case.id)
    return [
        MeetingView(
            row.held_on,
            seal.open(row.participants_sealed, "case_meeting", row.id, "participants"),
            seal.open(row.decision_sealed, "case_meeting", row.id, "decision"),
        )
        for row in db.session.scalars(query.order_by(CaseMeeting.recorded_at))
    ]
