"""The resident's own moves: bring what was missing, withdraw, object. The door has checked number and
access code; nothing here asks who it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake import notices
from backend.intake.casework import RESIDENT, finish, hold
from backend.intake.cooperation import cancel_open_referrals
from backend.intake.guards import begin_by_resident, not_now_for_resident
from backend.intake.models import IntakeCase
from backend.intake.opening import NewCase, open_case
from backend.intake.states import OPEN, Action, CaseState
from backend.intake.views import CaseView, view_of
from backend.intake.words import noted, required


def supplement_received(
    case_id: str, now: datetime, items: Sequence[str] = (), message: str | None = None
) -> CaseView:
    """Take in what the resident brought; a case that waited for it goes back to work, and the
    promise to answer counts from today. `items` are short names, no file contents."""
    case = begin_by_resident(case_id, Action.SUPPLEMENT)
    if case.state == CaseState.AWAITING_SUPPLEMENT:
        case.complete_on = beijing_day(now)
    details = {"items": [noted(one) for one in items], "message": noted(message)}
    finish(case, Action.SUPPLEMENT, RESIDENT, now, details, "case:supplement_received")
    return view_of(case, None)


def withdraw(case_id: str, now: datetime, reason: str | None = None) -> CaseView:
    """Stop at once, at the resident's wish; no reason is asked for."""
    case = begin_by_resident(case_id, Action.WITHDRAW)
    held_by = case.holder_id
    cancel_open_referrals(case, now)
    case.withdrawn_at = now
    hold(case, None, now)
    finish(case, Action.WITHDRAW, RESIDENT, now, {"reason": noted(reason)})
    notices.tell_staff(case, "case:withdrawn", now, holder_id=held_by)
    notices.tell_referrer(case, now)
    return view_of(case, None)


def dispute(
    case_id: str, now: datetime, text: str | None, *, wants_reopen: bool = False
) -> CaseView:
    """Take in an objection, or the wish to have an ended case opened again: the case itself
    stands, a case of its own is opened for the answer; reopening is a supervisor's move.

    Raises ReasonMissing without words, MoveNotAllowed while an earlier objection is open.
    """
    case = begin_by_resident(case_id, Action.DISPUTE)
    words = required(text, "text", "请写一写哪里不同意，写一两句就行。")
    if _open_dispute(case) is not None:
        raise not_now_for_resident(case, "您的异议已经收到，正在处理，不用再提一次。")
    if wants_reopen and CaseState(case.state) in OPEN:
        raise not_now_for_resident(case, "这件还在办，不用重开；有意见写在“对办理有意见”里。")
    summary = notices.open_summary(case) | {"dispute": words}
    if wants_reopen:
        summary["wants_reopen"] = "是，本人请求重新打开这件"
    details = {"text": words, "wants_reopen": wants_reopen}
    finish(case, Action.DISPUTE, RESIDENT, now, details, "case:disputed")
    open_case(
        NewCase(
            kind="dispute",
            scheme=case.scheme,
            place=case.place,
            subject_ref=case.id,
            summary=summary,
            channel=case.channel,
            urgent=case.urgent,
            person_hash=case.person_hash,
            parent_id=case.id,
        ),
        now,
        window_id=case.window_id,
    )
    return view_of(case, None)


def disputes_of(case: IntakeCase) -> list[IntakeCase]:
    """Give the cases opened by objections to this one, oldest first."""
    query = (
        select(IntakeCase)
        .where(IntakeCase.parent_id == case.id, IntakeCase.kind == "dispute")
        .order_by(IntakeCase.created_at)
    )
    return list(db.session.scalars(query))


def _open_dispute(case: IntakeCase) -> IntakeCase | None:
    return next((one for one in disputes_of(case) if CaseState(one.state) in OPEN), None)
