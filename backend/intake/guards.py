"""Who may make which move now: load and lock the case, then check in one order.

The order: seen at all (404), permission (403), version (409), table (409), holder (409), own case
(403). A service then checks its own words and goes on with `casework.finish`.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from sqlalchemy import bindparam, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.extensions import db
from backend.intake.beside import note
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.offering import actions_for
from backend.intake.problems import (
    CaseAlreadyClaimed,
    CaseChanged,
    CaseNotFound,
    MoveNotAllowed,
    OwnCase,
)
from backend.intake.scope import may_here, one_case
from backend.intake.states import (
    BY_RECEIVER,
    MOVES,
    RESIDENT_ACTIONS,
    Action,
    CaseState,
    allowed_actions,
)
from backend.problems import NotAllowed
from backend.sealing import sealer
from backend.transaction import connection, watched

# Moves only the holder makes. A supervisor may also release and transfer another's case.
_BY_HOLDER = frozenset(
    {
        Action.RELEASE,
        Action.ASK_SUPPLEMENT,
        Action.ACCEPT,
        Action.DECLINE,
        Action.TRANSFER,
        Action.REFER,
        Action.RECORD_STAGE,
        Action.NOTE_CONTACT,
        Action.RECORD_HEARING,
        Action.CLOSE,
        Action.RECALL_TRANSFER,
        Action.ADD_ITEM,
        Action.ASK_ITEM,
        Action.SETTLE_ITEM,
    }
)
PASSING: Final = frozenset({Action.TRANSFER, Action.RECALL_TRANSFER})
_BY_SUPERVISOR_TOO = PASSING | {Action.RELEASE}
_DECIDING = frozenset(
    {
        Action.ACCEPT,
        Action.DECLINE,
        Action.CLOSE,
        Action.EXTEND,
        Action.REOPEN,
        Action.CLAIM,
        Action.APPROVE_SUPPLEMENT,
        Action.REFUSE_SUPPLEMENT,
        Action.REVIEW,
        Action.ACCEPT_TRANSFER,
        Action.SETTLE_ITEM,
        Action.MARK_URGENT,
        Action.UNMARK_URGENT,
    }
)


# What a move decides by: the case, whose version counts every event, and the days of its clocks, which
# the holiday table changes without one.
_AS_IT_STANDS: Final = (
    "SELECT *, (SELECT group_concat(name || due_on || coalesce(ended_at, '')) FROM case_clock"
    " WHERE case_id = intake_case.id) FROM intake_case WHERE id = ?"
)


def locked_case(case_id: str, actor: Actor | None) -> IntakeCase:
    """Give the case, which nobody else changes until the transaction ends; `actor` None for the
    resident, who came by code.

    Raises CaseNotFound alike for unknown and foreign.
    """
    db.session.flush()
    query = one_case(actor, locked=not watched(_AS_IT_STANDS, case_id))
    row = connection().execute(query, {"case_id": case_id}).first()
    if row is None:
        raise CaseNotFound
    return note(row)


def begin(case_id: str, actor: Actor, action: Action, version: int | None) -> IntakeCase:
    """Load the case for a staff member's move and make every check that is not the move's own.

    Raises CaseNotFound, NotAllowed, CaseChanged, MoveNotAllowed, CaseAlreadyClaimed, OwnCase.
    """
    case = locked_case(case_id, actor)
    check_permission(case, actor, action)
    if version is not None and version != case.version:
        raise what_changed(case, version)
    check_table(case, action, actor)
    if action in _BY_HOLDER:
        check_holder(case, actor, action)
    if action in _DECIDING:
        refuse_own_case(case, actor)
    return case


def begin_by_resident(case_id: str, action: Action) -> IntakeCase:
    """Load the case for the resident's own move. Raises CaseNotFound, MoveNotAllowed."""
    case = locked_case(case_id, None)
    check_table(case, action)
    return case


def check_permission(case: IntakeCase, actor: Actor, action: Action) -> None:
    """Raise NotAllowed unless some state's row for this action grants it here."""
    if not may_here(actor, permissions_for(action), place_of(case, action)):
        raise NotAllowed


@cache
def permissions_for(action: Action) -> frozenset[Permission]:
    """Give the permissions any of which lets one try this action in some state."""
    return frozenset(
        p for (_, row), move in MOVES.items() if row is action for p in move.permissions
    )


def place_of(case: IntakeCase, action: Action) -> str:
    """Give where the permission must be held: where the case lies; for taking an offer or sending it
    back, where it was offered to."""
    if action in BY_RECEIVER and case.offered_division:
        return case.offered_division
    return case.division_code


def not_now(case: IntakeCase, actor: Actor, detail: str) -> MoveNotAllowed:
    """Refuse a move for a reason of its own, naming what this person can do instead."""
    allowed = [str(one) for one in actions_for(case, actor)]
    return MoveNotAllowed(detail, extra={"state": str(case.state), "allowed": allowed})


def refuse_when_accepted(case: IntakeCase, actor: Actor) -> None:
    """Raise MoveNotAllowed for what comes before acceptance. An accepted case that waits for papers
    is in the state of one that was not: taken again, its limit would begin anew."""
    if case.accepted_at is not None:
        raise not_now(
            case, actor, "这件已经正式受理，期限从受理那天算，不能再受理、不予受理或转走。"
        )


def not_now_for_resident(case: IntakeCase, detail: str) -> MoveNotAllowed:
    """Refuse the resident's own move, naming what they can do instead."""
    state = CaseState(case.state)
    allowed = [str(one) for one in allowed_actions(state) if one in RESIDENT_ACTIONS]
    return MoveNotAllowed(detail, extra={"state": str(state), "allowed": allowed})


def what_changed(case: IntakeCase, seen: int) -> CaseChanged:
    """Say what happened since the version that was seen: each event in words, by whom, when."""
    events = db.session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.seq > seen)
        .order_by(CaseEvent.seq)
    )
    return CaseChanged.since(
        case.version,
        CaseState(case.state),
        case.holder_surname,
        [(one.name, one.actor_kind, one.actor_surname, one.at) for one in events],
    )


def check_table(case: IntakeCase, action: Action, actor: Actor | None = None) -> None:
    """Raise MoveNotAllowed when the table has no such row, naming what can be done: by this member
    of staff, or by the resident."""
    state = CaseState(case.state)
    if (state, action) in MOVES:
        return
    if actor is not None:
        raise MoveNotAllowed.from_state(state, action, actions_for(case, actor))
    known = [one for one in allowed_actions(state) if one in RESIDENT_ACTIONS]
    raise MoveNotAllowed.from_state(state, action, known)


def check_holder(case: IntakeCase, actor: Actor, action: Action) -> None:
    """Raise unless the actor holds the case, or supervises and only passes it on."""
    if case.holder_id == actor.staff_id:
        return
    if action in _BY_SUPERVISOR_TOO and may_here(actor, [Permission.SUPERVISE], case.division_code):
        return
    if case.holder_id is not None:
        raise CaseAlreadyClaimed.by(case.holder_surname or "", case.held_since)
    if action in PASSING:
        return  # an unclaimed case that came to the wrong window is passed on by whoever sees it
    raise MoveNotAllowed(
        "这件现在没有人认领，请先认领再办。", extra={"state": case.state, "allowed": ["claim"]}
    )


def refuse_own_case(case: IntakeCase, actor: Actor) -> None:
    """Raise OwnCase when the case carries a phone or ID number of the actor or their family."""
    alike = sealer().rehashed  # one of the two may have been stored before the other's kind of hash
    if {alike(one) for one in (case.person_hash, case.phone_hash) if one} & {
        alike(one) for one in actor.person_hashes
    }:
        raise OwnCase


def refuse_own_decision(case: IntakeCase, actor: Actor) -> None:
    """Raise when the case objects to what the actor decided: when it came in (a reopened case has
    forgotten who that was, its history has not), or by now, or holds."""
    if case.kind != "dispute" or case.parent_id is None:
        return
    parent = db.session.get(IntakeCase, case.parent_id)
    if parent is None:
        return
    decided = db.session.scalar(_DECIDED_BY, {"case_id": parent.id, "until": case.created_at})
    if actor.staff_id in (decided, parent.decided_by, parent.holder_id):
        raise not_now(case, actor, "这是居民对您经办的事提的异议，请由同事或主管来回复。")


_DECIDED_BY: Final = (
    select(CaseEvent.actor_id)
    .where(
        CaseEvent.case_id == bindparam("case_id"),
        CaseEvent.name.in_(("case:closed", "case:declined")),
        CaseEvent.at <= bindparam("until"),
    )
    .order_by(CaseEvent.seq.desc())
    .limit(1)
)
