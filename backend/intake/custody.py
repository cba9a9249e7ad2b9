"""Who has the case in hand: claim, release, and what becomes of it when its clerk leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NoReturn

from sqlalchemy import bindparam, select, update
from sqlalchemy import case as sql_case

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.accounts.queries import names_of, posts_of
from backend.extensions import db
from backend.intake.beside import forget_parts, note
from backend.intake.casework import SYSTEM, Who, finish, hold, leave_trace
from backend.intake.guards import (
    begin,
    check_permission,
    check_table,
    locked_case,
    refuse_own_case,
    refuse_own_decision,
    what_changed,
)
from backend.intake.models import IntakeCase
from backend.intake.problems import (
    CaseAlreadyClaimed,
    MoveNotAllowed,
)
from backend.intake.scope import may_here, one_case
from backend.intake.states import MOVES, Action, CaseState
from backend.intake.transfers import accept_transfer
from backend.intake.views import CaseView, view_of
from backend.intake.wording import EVENT_OF, surname
from backend.intake.words import noted, required

_CLAIMABLE: Final = tuple(state for (state, action) in MOVES if action is Action.CLAIM)
_WAITS: Final = IntakeCase.state == CaseState.SUBMITTED
_TAKE: Final = (
    update(IntakeCase)
    .where(
        IntakeCase.id == bindparam("wanted_id"),
        IntakeCase.division_code == bindparam("seen_in"),
        IntakeCase.holder_id.is_(None),
        IntakeCase.state.in_(_CLAIMABLE),
    )
    .values(
        holder_id=bindparam("who"),
        holder_surname=bindparam("who_surname"),
        held_since=bindparam("since"),
        version=IntakeCase.version + 1,
        state=sql_case((_WAITS, str(CaseState.IN_HAND)), else_=IntakeCase.state),
    )
    .returning(IntakeCase)
    .execution_options(synchronize_session=False, populate_existing=True)
)
_TAKE_AS_SEEN: Final = _TAKE.where(IntakeCase.version == bindparam("seen_version"))


def claim(case_id: str, actor: Actor, now: datetime, version: int | None = None) -> CaseView:
    """Take a free case into one's hands.

    One conditional update decides: whoever comes second changes no row. Claiming what one already
    holds changes nothing; claiming what another window offers is taking it. Raises CaseNotFound, NotAllowed, CaseAlreadyClaimed (who, since when),
    CaseChanged, MoveNotAllowed, OwnCase.
    """
    before = _seen(case_id, actor)
    if before.holder_id == actor.staff_id:
        return view_of(before, actor)
    if _is_offered_to(before, actor):
        return accept_transfer(case_id, actor, now, version)
    check_permission(before, actor, Action.CLAIM)
    refuse_own_case(before, actor)
    refuse_own_decision(before, actor)
    case = _take(before, actor, now, version)
    if case is None:
        _say_why_not(locked_case(case_id, actor), actor, version)
    state = CaseState(case.state)
    came_from = CaseState.SUBMITTED if state is CaseState.IN_HAND else state
    leave_trace(case, EVENT_OF[Action.CLAIM], Who.of(actor), now, came_from)
    return view_of(case, actor)


def _is_offered_to(case: IntakeCase, actor: Actor) -> bool:
    work = [Permission.WORK_CASE]
    return (
        case.offered_division is not None
        and may_here(actor, work, case.offered_division)
        and not may_here(actor, work, case.division_code)
    )


def _seen(case_id: str, actor: Actor) -> IntakeCase:
    """Look without a lock: the update below is what decides."""
    row = db.session.execute(one_case(actor), {"case_id": case_id}).first()
    return note(row) if row else locked_case(case_id, actor)


def _take(
    before: IntakeCase, actor: Actor, now: datetime, version: int | None
) -> IntakeCase | None:
    """Give the case as it is once it was free and is now the actor's; None when it was not free, or
    no longer lies where it was seen."""
    seen = before.version
    case = db.session.scalar(
        _TAKE if version is None else _TAKE_AS_SEEN,
        {
            "wanted_id": before.id,
            "seen_in": before.division_code,
            "seen_version": version,
            "who": actor.staff_id,
            "who_surname": surname(actor.name),
            "since": now,
        },
    )
    if case is not None and case.version != seen + 1:
        forget_parts(case.id)  # somebody moved it since it was seen
    return case


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
        raise MoveNotAllowed("这件现在没有人认领，不用放回。")
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
