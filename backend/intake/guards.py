"""Who may make which move now: load and lock the case, then check in one order.

The order: seen at all (404), permission (403), version (409), table (409), holder (409), own case
(403). A service then checks its own words and goes on with `casework.finish`.
"""

from __future__ import annotations

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.problems import (
    CaseAlreadyClaimed,
    CaseChanged,
    CaseNotFound,
    MoveNotAllowed,
    OwnCase,
)
from backend.intake.scope import may_here, visible_to
from backend.intake.states import MOVES, RESIDENT_ACTIONS, Action, CaseState, allowed_actions
from backend.problems import NotAllowed

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
    }
)
_BY_SUPERVISOR_TOO = frozenset({Action.RELEASE, Action.TRANSFER})
_DECIDING = frozenset(
    {
        Action.ACCEPT,
        Action.DECLINE,
        Action.CLOSE,
        Action.EXTEND,
        Action.REOPEN,
        Action.CLAIM,
        Action.APPROVE_SUPPLEMENT,
        Action.REVIEW,
    }
)


def locked_case(case_id: str, actor: Actor | None) -> IntakeCase:
    """Give the case, locked until the transaction ends; None for the resident, who came by code.

    Raises CaseNotFound alike for unknown and foreign.
    """
    query = select(IntakeCase).where(IntakeCase.id == case_id)
    if actor is not None:
        query = query.where(visible_to(actor))
    case = db.session.scalar(
        query.with_for_update().execution_options(populate_existing=True),
    )
    if case is None:
        raise CaseNotFound
    return case


def begin(case_id: str, actor: Actor, action: Action, version: int | None) -> IntakeCase:
    """Load the case for a staff member's move and make every check that is not the move's own.

    Raises CaseNotFound, NotAllowed, CaseChanged, MoveNotAllowed, CaseAlreadyClaimed, OwnCase.
    """
    case = locked_case(case_id, actor)
    check_permission(case, actor, action)
    if version is not None and version != case.version:
        raise CaseChanged
    check_table(case, action)
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
    permissions = {p for (_, row), move in MOVES.items() if row is action for p in move.permissions}
    if not may_here(actor, permissions, case.division_code):
        raise NotAllowed


def check_table(case: IntakeCase, action: Action) -> None:
    """Raise MoveNotAllowed, naming what can be done, when the table has no such row."""
    state = CaseState(case.state)
    if (state, action) in MOVES:
        return
    of_resident = action in RESIDENT_ACTIONS
    known = [one for one in allowed_actions(state) if (one in RESIDENT_ACTIONS) == of_resident]
    raise MoveNotAllowed.from_state(state, action, known)


def check_holder(case: IntakeCase, actor: Actor, action: Action) -> None:
    """Raise unless the actor holds the case, or supervises and only passes it on."""
    if case.holder_id == actor.staff_id:
        return
    if action in _BY_SUPERVISOR_TOO and may_here(actor, [Permission.SUPERVISE], case.division_code):
        return
    if case.holder_id is not None:
        raise CaseAlreadyClaimed.by(case.holder_surname or "", case.held_since)
    if action is Action.TRANSFER:
        return  # an unclaimed case that came to the wrong window is passed on by whoever sees it
    raise MoveNotAllowed(
        "这件现在没有人认领，请先认领再办。", extra={"state": case.state, "allowed": ["claim"]}
    )


def refuse_own_case(case: IntakeCase, actor: Actor) -> None:
    """Raise OwnCase when the case carries a phone or ID number of the actor or their family."""
    if {case.person_hash, case.phone_hash} & set(actor.person_hashes):
        raise OwnCase
