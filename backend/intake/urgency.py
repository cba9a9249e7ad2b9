"""急件: a case is made urgent when the window hears of it, and a supervisor takes that back.

What is urgent is seen to first: it stands on top of the lists, is promised sooner, and is handled in
the place's emergency way where there is one. The reason is for the window alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from backend.accounts.actor import Actor
from backend.content.models import Procedure
from backend.intake import clocks, notices
from backend.intake.casework import Who, finish
from backend.intake.cooperation import open_referrals
from backend.intake.guards import begin, not_now
from backend.intake.item_results import open_items
from backend.intake.models import IntakeCase
from backend.intake.stage_clocks import change_way
from backend.intake.states import Action
from backend.intake.views import CaseView, view_of
from backend.intake.words import required

MARKED: Final = "case:marked_urgent"
UNMARKED: Final = "case:unmarked_urgent"
Ways = dict[str | None, Procedure | None]


def mark_urgent(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None
) -> CaseView:
    """Make the case urgent from now on, with what happened; whoever works at the window may, for
    nobody waits until the holder is back. No due date becomes later by it (`due_once_urgent`).

    Told at once: who answers for the case, unless they are the one who marks it, the window it is
    offered to, and the departments that are asked. Raises ReasonMissing, MoveNotAllowed, OwnCase.
    """
    case = begin(case_id, actor, Action.MARK_URGENT, version)
    if case.urgent:
        raise not_now(case, actor, "这件已经是急件，不用再标；又出了事的，记一次联系。")
    words = required(reason, "reason", "请写明出了什么急事，接手的人要看。")
    ways = _ways(case)
    case.urgent, case.urgent_at = True, now
    _turn(case, ways, now)
    # Asked before the event: a statement after it has the trail written early.
    departments = dict.fromkeys(row.department for row in open_referrals(case))
    told = _told(case, actor, MARKED)
    finish(case, Action.MARK_URGENT, Who.of(actor), now, {"reason": words}, told)
    if case.offered_window_id:
        notices.tell_staff(case, MARKED, now, window_id=case.offered_window_id)
    for department in departments:
        notices.tell_staff(case, MARKED, now, department=department)
    return view_of(case, actor)


def unmark_urgent(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None
) -> CaseView:
    """Take it back, with the reason: the case is handled as if it had never been urgent, its limits
    counted from when it came in or was accepted. Raises ReasonMissing, MoveNotAllowed, OwnCase."""
    case = begin(case_id, actor, Action.UNMARK_URGENT, version)
    if not case.urgent:
        raise not_now(case, actor, "这件不是急件。")
    words = required(reason, "reason", "请写明为什么不按急件办了，经办人看得到。")
    ways, since = _ways(case), case.urgent_at
    case.urgent, case.urgent_at = False, None
    _turn(case, ways, now, since)
    told = _told(case, actor, UNMARKED)
    finish(case, Action.UNMARK_URGENT, Who.of(actor), now, {"reason": words}, told)
    return view_of(case, actor)


def _told(case: IntakeCase, actor: Actor, event: str) -> str | None:
    """Give the notice for who answers for the case; nobody is told what they did themselves."""
    return None if case.holder_id == actor.staff_id else event


def _ways(case: IntakeCase) -> Ways:
    """Give how the case's own scheme (None) and those added to it are handled."""
    schemes = (None, *open_items(case))
    return {one: clocks.procedure_of(case, one) for one in schemes}


def _turn(case: IntakeCase, ways: Ways, now: datetime, since: datetime | None = None) -> None:
    for scheme, before in ways.items():
        change_way(case, scheme, before, now, since)
