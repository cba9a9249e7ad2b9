"""Who has the case in hand: claim, release, and what becomes of it when its clerk leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NoReturn

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.accounts.queries import names_of, posts_of
from backend.extensions import db
from backend.intake.casework import SYSTEM, Who, finish, hold, leave_trace
from backend.intake.guards import (
    begin,
    check_permission,
    check_table,
    locked_case,
    not_now,
    refuse_own_case,
    refuse_own_decision,
    what_changed,
)
from backend.intake.models import IntakeCase
from backend.intake.problems import CaseAlreadyClaimed
from backend.intake.scope import may_here
from backend.intake.states import MOVES, Action, CaseState
from backend.intake.transfers import accept_transfer
from backend.intake.views import CaseView, view_of
from backend.intake.wording import EVENT_OF, surname
from backend.intake.words import noted, required
from backend.statements import ChangedRows, Ready
from backend.transaction import connection, write_last

_CLAIMABLE: Final = tuple(state for (state, action) in MOVES if action is Action.CLAIM)
_FREE: Final = f"holder_id IS NULL AND state IN ({', '.join(map(repr, map(str, _CLAIMABLE)))})"
_TAKE: Final = ChangedRows(
    IntakeCase,
    "UPDATE intake_case SET holder_id = {0}, holder_surname = {0}, held_since = {0},"  # noqa: S608 - the names are ours
    " state = {0}, version = {0} WHERE id = {0} AND version = {0} - 1 AND " + _FREE,
    ("holder_id", "holder_surname", "held_since", "state", "version", "id", "version"),
)


def claim(case_id: str, actor: Actor, now: datetime, version: int | None = None) -> CaseView:
    """Take a free case into one's hands.

    One conditional update decides: whoever comes second changes no row. Claiming what one already
    holds changes nothing; claiming what another window offers is taking it. Raises CaseNotFound, NotAllowed, CaseAlreadyClaimed (who, since when),
    CaseChanged, MoveNotAllowed, OwnCase.
    """
    case = locked_case(case_id, actor)
    if case.holder_id == actor.staff_id:
        return view_of(case, actor)
    if _is_offered_to(case, actor):
        return accept_transfer(case_id, actor, now, version)
    check_permission(case, actor, Action.CLAIM)
    refuse_own_case(case, actor)
    refuse_own_decision(case, actor)
    before = CaseState(case.state)
    is_free = case.holder_id is None and case.state in _CLAIMABLE
    if not is_free or version not in (None, case.version):
        _say_why_not(case, actor, version)
    _take(case, actor, now)
    leave_trace(case, EVENT_OF[Action.CLAIM], Who.of(actor), now, before)
    return view_of(case, actor)


def _is_offered_to(case: IntakeCase, actor: Actor) -> bool:
    work = [Permission.WORK_CASE]
    return (
        case.offered_division is not None
        and may_here(actor, work, case.offered_division)
        and not may_here(actor, work, case.division_code)
    )


def _take(case: IntakeCase, actor: Actor, now: datetime) -> None:
    """Put a free case into the actor's hands.

    Told to the session as read: finding out what changed, and writing it, takes the session several
    times as long.
    """
    taken = {
        "holder_id": actor.staff_id,
        "holder_surname": surname(actor.name),
        "held_since": now,
        "version": case.version + 1,
        "state": CaseState.IN_HAND if case.state == CaseState.SUBMITTED else case.state,
    }
    row = _TAKE.ready(connection().dialect, taken | {"id": case.id})
    write_last(lambda: _take_if_free(case.id, actor, row))
    for name, value in taken.items():
        set_committed_value(case, name, value)


def _take_if_free(case_id: str, actor: Actor, row: Ready) -> None:
    if connection().exec_driver_sql(row.words, row.values).rowcount != 1:
        _say_why_not(locked_case(case_id, actor), actor, None)


def _say_why_not(case: IntakeCase, actor: Actor, version: int | None) -> NoReturn:
    if case.holder_id is not None:
        raise CaseAlreadyClaimed.by(case.holder_surname or "", case.held_since)
    check_table(case, Action.CLAIM, actor)
    raise what_changed(case, version or case.version)


def release(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None = None
) -> CaseView:
    """Put the case back to the window. A supervisor who frees another's case says why."""
    case = begin(case_id, actor, Action.RELEASE, version)
    if case.holder_id is None:
        raise not_now(case, actor, "这件现在没有人认领，不用放回。")
    forced = case.holder_id != actor.staff_id
    why = (
        required(reason, "reason", "请写明为什么要放回别人手里的办件。")
        if forced
        else noted(reason)
    )
    hold(case, None, now)
    hint = "case:reassigned" if forced else None
    finish(case, Action.RELEASE, Who.of(actor), now, {"note": why}, hint)
    return view_of(case, actor)


def free_cases_of(staff_id: str, now: datetime, *, waits: bool = True) -> int:
    """A clerk left, or changed post: give every case they may not work on any more back to its
    window; give how many. State, due date and history stay, and an open offer stands. Without
    `waits` what somebody is moving at this instant is left for the next time."""
    left = Actor(staff_id, "", posts_of(staff_id, now))
    query = select(IntakeCase).where(IntakeCase.holder_id == staff_id).order_by(IntakeCase.id)
    rows = db.session.scalars(
        query.with_for_update(skip_locked=not waits, key_share=True).execution_options(
            populate_existing=True
        )
    )
    count = 0
    for case in rows.all():
        if not may_here(left, [Permission.WORK_CASE], case.division_code):
            _return_to_window(case, now)
            count += 1
    return count


def free_abandoned(now: datetime) -> int:
    """Do the same for everyone whose post ended by its date, without anybody doing anything."""
    held = select(IntakeCase.holder_id).where(IntakeCase.holder_id.is_not(None)).distinct()
    known = names_of([one for one in db.session.scalars(held) if one])
    return sum(free_cases_of(staff_id, now, waits=False) for staff_id in known)


def _return_to_window(case: IntakeCase, now: datetime) -> None:
    before = CaseState(case.state)
    hold(case, None, now)
    if before is CaseState.IN_HAND:
        case.state = CaseState.SUBMITTED
    case.version += 1
    leave_trace(case, "case:holder_left", SYSTEM, now, before, {}, "case:holder_left")
