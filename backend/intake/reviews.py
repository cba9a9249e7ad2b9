"""复核 (动态管理): a look again at what is being paid, as a case of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import notices
from backend.intake.casework import Who, finish
from backend.intake.guards import begin, not_now
from backend.intake.models import IntakeCase
from backend.intake.opening import NewCase, open_case
from backend.intake.states import OPEN, Action, CaseState, Result
from backend.intake.views import CaseView, view_of
from backend.intake.words import required


def review(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None
) -> CaseView:
    """Open a review of a granted case; until it ends, what is paid is paid on.

    Raises MoveNotAllowed when nothing was granted or a review is under way. Gives the granted case.
    """
    case = begin(case_id, actor, Action.REVIEW, version)
    if case.result != Result.GRANTED:
        raise not_now(case, actor, "只有给予救助的办件才复核。")
    if any(CaseState(one.state) in OPEN for one in reviews_of(case)):
        raise not_now(case, actor, "这件的复核正在办，不用再开。")
    words = required(reason, "reason", "请写明为什么复核，如：到了一年、家里情况有变化。")
    finish(case, Action.REVIEW, Who.of(actor), now, {"reason": words})
    open_case(
        NewCase(
            kind="review",
            scheme=case.scheme,
            place=case.place,
            subject_ref=case.id,
            summary=notices.open_summary(case) | {"review": words},
            channel="console",
            person_hash=case.person_hash,
            parent_id=case.id,
            opened_by=actor.staff_id,
        ),
        now,
        window_id=case.window_id,
    )
    return view_of(case, actor)


def reviews_of(case: IntakeCase) -> list[IntakeCase]:
    """Give the reviews of a granted case, oldest first."""
    query = (
        select(IntakeCase)
        .where(IntakeCase.parent_id == case.id, IntakeCase.kind == "review")
        .order_by(IntakeCase.created_at)
    )
    return list(db.session.scalars(query))
