"""协同办理: ask departments for help with a case, and take their answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.extensions import db, new_id
from backend.intake import notices
from backend.intake.casework import Who, finish
from backend.intake.departments import DEPARTMENTS, department_title
from backend.intake.guards import begin
from backend.intake.models import CaseReferral, IntakeCase
from backend.intake.problems import MoveNotAllowed
from backend.intake.scope import may_here
from backend.intake.states import Action, CaseState
from backend.intake.views import CaseView, view_of
from backend.intake.words import required
from backend.problems import FieldError, Invalid, NotAllowed
from backend.regions.codes import contains
from backend.sealing import sealer


def refer(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    departments: Sequence[str],
    note: str | None,
) -> CaseView:
    """Ask one or several departments; the window keeps the case and answers for it.

    Raises Invalid for an unknown department, ReasonMissing when the question is missing,
    MoveNotAllowed when one of them has been asked and has not answered yet.
    """
    case = begin(case_id, actor, Action.REFER, version)
    words = required(note, "note", "请写明请部门做什么。")
    asked = list(dict.fromkeys(departments))
    if not asked or any(one not in DEPARTMENTS for one in asked):
        known = "、".join(DEPARTMENTS)
        raise Invalid(errors=[FieldError("/departments", f"只能从这些里选：{known}。")])
    waiting = [department_title(row.department) for row in open_referrals(case)]
    if again := [title for one in asked if (title := department_title(one)) in waiting]:
        raise MoveNotAllowed(f"{'、'.join(again)}还没答复上一次的协办，不用再请。")
    for department in asked:
        _ask(case, actor, now, department, words)
    finish(case, Action.REFER, Who.of(actor), now, {"departments": asked, "note": words})
    for department in asked:
        notices.tell_staff(case, "case:referred", now, department=department)
    return view_of(case, actor)


def answer_referral(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    department: str | None,
    answer: str | None,
) -> CaseView:
    """Write down a department's answer: by the department, or by the holder who got it by phone.

    `department` may be left out where the actor's own has one question open. When the last one has
    answered the case goes back to work. Raises ReasonMissing, MoveNotAllowed, NotAllowed.
    """
    case = begin(case_id, actor, Action.ANSWER_REFERRAL, version)
    waiting = {row.department: row for row in open_referrals(case)}
    chosen = department or next((own for own in actor.departments() if own in waiting), "")
    row = waiting.get(chosen)
    if row is None:
        raise MoveNotAllowed("这个部门没有等着答复的协办事项，请刷新后再看。")
    if not (_answers_for(actor, chosen, case) or _writes_down(actor, case)):
        raise NotAllowed("协办事项由被请的部门答复；电话答复的，由这件的经办人代记。")
    words = required(answer, "answer", "请写明协办的结果。")
    row.answered_at, row.answered_by = now, actor.staff_id
    row.answer_sealed = sealer().seal(words, "case_referral", row.id, "answer")
    db.session.flush()
    details = {"department": chosen, "answer": words, "waiting": len(waiting) - 1}
    _return_or_wait(case, actor, now, details, is_last=len(waiting) == 1)
    return view_of(case, actor)


def open_referrals(case: IntakeCase) -> list[CaseReferral]:
    """Give the requests that wait for an answer, oldest first."""
    query = (
        select(CaseReferral)
        .where(
            CaseReferral.case_id == case.id,
            CaseReferral.answered_at.is_(None),
            CaseReferral.cancelled_at.is_(None),
        )
        .order_by(CaseReferral.asked_at, CaseReferral.department)
    )
    return list(db.session.scalars(query))


def cancel_open_referrals(case: IntakeCase, now: datetime) -> None:
    """The case has ended: departments need not answer any more."""
    db.session.execute(
        update(CaseReferral)
        .where(
            CaseReferral.case_id == case.id,
            CaseReferral.answered_at.is_(None),
            CaseReferral.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
        .execution_options(synchronize_session=False)
    )


def _ask(case: IntakeCase, actor: Actor, now: datetime, department: str, words: str) -> None:
    row_id = new_id()
    db.session.add(
        CaseReferral(
            id=row_id,
            case_id=case.id,
            department=department,
            note_sealed=sealer().seal(words, "case_referral", row_id, "note"),
            asked_by=actor.staff_id,
            asked_at=now,
        )
    )


def _answers_for(actor: Actor, department: str, case: IntakeCase) -> bool:
    return actor.is_system or any(
        post.department == department
        and post.grants(Permission.ANSWER_REFERRAL)
        and contains(post.division_code, case.division_code)
        for post in actor.postings
    )


def _writes_down(actor: Actor, case: IntakeCase) -> bool:
    return case.holder_id == actor.staff_id and may_here(
        actor, [Permission.TRANSFER_CASE], case.division_code
    )


def _return_or_wait(
    case: IntakeCase, actor: Actor, now: datetime, details: dict[str, object], *, is_last: bool
) -> None:
    staying = None if is_last else CaseState.AWAITING_DEPARTMENT
    finish(
        case,
        Action.ANSWER_REFERRAL,
        Who.of(actor),
        now,
        details,
        "case:referral_answered",
        stay_in=staying,
    )
