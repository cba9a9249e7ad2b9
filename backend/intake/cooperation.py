"""协同办理: ask departments for help with a case or with one item of it; they take it, send it back
with a cited reason, or answer. The window keeps the case and answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.departments.names import DEPARTMENTS
from backend.departments.queries import lead_in, name_in
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake import notices, running
from backend.intake.beside import open_parts
from backend.intake.casework import Who, finish
from backend.intake.guards import begin, not_now, refuse_own_case
from backend.intake.item_results import BY_DEPARTMENT, leave_result, open_item, write_result
from backend.intake.limits import REFERRAL_ANSWER, REFERRAL_RESULT
from backend.intake.meetings import count_bounce, refuse_while_meeting
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseItem, CaseReferral
from backend.intake.scope import may_here
from backend.intake.states import Action, CaseState, Result
from backend.intake.views import CaseView, view_of
from backend.intake.words import reason_and_article, required
from backend.problems import FieldError, Invalid, NotAllowed
from backend.regions.codes import contains
from backend.sealing import sealer

WHOLE = ""  # the item a question is about when it is about the case as a whole


def refer(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    departments: Sequence[str],
    note: str | None,
) -> CaseView:
    """Ask one or several departments, all at once; the window keeps the case and answers for it.

    Raises Invalid for an unknown department, ReasonMissing when the question is missing,
    MoveNotAllowed when one of them has been asked and has not answered yet.
    """
    case = begin(case_id, actor, Action.REFER, version)
    words = required(note, "note", "请写明请部门做什么。")
    asked = known_departments(departments)
    refuse_while_meeting(case, actor)
    waiting = {row.department for row in open_referrals(case) if row.scheme == WHOLE}
    on = beijing_day(now)
    if again := [name_in(one, case.division_code, on) for one in asked if one in waiting]:
        raise not_now(case, actor, f"{'、'.join(again)}还没答复上一次的协办，不用再请。")
    lead = lead_in(case.scheme or "", case.division_code, on)
    for department in asked:
        ask(case, actor, now, department, words, is_lead=department == lead)
    finish(case, Action.REFER, Who.of(actor), now, {"departments": asked, "note": words})
    for department in asked:
        notices.tell_staff(case, "case:referred", now, department=department)
    return view_of(case, actor)


def accept_referral(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    department: str | None = None,
    scheme: str | None = None,
) -> CaseView:
    """The department takes on what it was asked; its answer follows, within a limit of its own."""
    case = begin(case_id, actor, Action.ACCEPT_REFERRAL, version)
    row = _asked(case, actor, department, scheme)
    if not _answers_for(actor, row.department, case):
        raise NotAllowed
    if row.accepted_at is not None:
        raise not_now(case, actor, "已经接办了，办好以后答复就行。")
    row.accepted_at, row.accepted_by = now, actor.staff_id
    running.end(case.id, clock_of(row), now)
    running.start_named(case, clock_of(row, running.RESULT), REFERRAL_RESULT, now)
    stay = CaseState(case.state)
    details = {"department": row.department, "scheme": row.scheme}
    finish(case, Action.ACCEPT_REFERRAL, Who.of(actor), now, details, stay_in=stay)
    return view_of(case, actor)


def return_referral(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    department: str | None = None,
    reason: str | None = None,
    article: str | None = None,
    scheme: str | None = None,
) -> CaseView:
    """The department sends back what is not its to do, with the reason and the document it rests
    on; the third time something about a case is sent back, a joint meeting decides."""
    case = begin(case_id, actor, Action.RETURN_REFERRAL, version)
    row = _asked(case, actor, department, scheme)
    if not _answers_for(actor, row.department, case):
        raise NotAllowed
    words, law = reason_and_article(reason, article)
    row.returned_at, row.returned_by, row.article = now, actor.staff_id, law
    row.return_sealed = sealer().seal(words, "case_referral", row.id, "return")
    details = {"department": row.department, "scheme": row.scheme, "reason": words, "article": law}
    _done_with(case, row, actor, now, Action.RETURN_REFERRAL, details)
    count_bounce(case, now)
    return view_of(case, actor)


def answer_referral(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    department: str | None,
    answer: str | None,
    scheme: str | None = None,
    result: Result | None = None,
    article: str | None = None,
) -> CaseView:
    """Write down a department's answer: by the department, or by the holder who got it by phone.

    `department` may be left out where the actor's own has one question open, `scheme` where the
    department has one. With a `result` the department that leads an item has decided it: the item
    is settled by this answer, and who was to assist need not answer any more; a no names its article.
    When the last one about the whole case has answered the case goes back to work. Raises
    ReasonMissing, MoveNotAllowed, NotAllowed, OwnCase.
    """
    case = begin(case_id, actor, Action.ANSWER_REFERRAL, version)
    row = _asked(case, actor, department, scheme)
    if not (_answers_for(actor, row.department, case) or _writes_down(actor, case)):
        raise NotAllowed("协办事项由被请的部门答复；电话答复的，由这件的经办人代记。")
    words = required(answer, "answer", "请写明协办的结果。")
    row.answered_at, row.answered_by = now, actor.staff_id
    row.answer_sealed = sealer().seal(words, "case_referral", row.id, "answer")
    details = {"department": row.department, "scheme": row.scheme, "answer": words}
    settled = {}
    if result is not None:
        item = _to_be_decided(row, case, actor, result)
        settled = write_result(case, item, actor, now, result, words, article, field="answer")
        cancel_open_referrals(case, now, row.scheme, but=row)
    _done_with(case, row, actor, now, Action.ANSWER_REFERRAL, details)
    if settled:
        leave_result(case, actor, now, settled)
    return view_of(case, actor)


def ask(
    case: IntakeCase,
    actor: Actor,
    now: datetime,
    department: str,
    words: str,
    *,
    scheme: str = WHOLE,
    is_lead: bool = False,
) -> None:
    """Write one question to one department, and start the clock of its answer."""
    row_id = new_id()
    row = CaseReferral(
        id=row_id,
        case_id=case.id,
        department=department,
        scheme=scheme,
        is_lead=is_lead,
        note_sealed=sealer().seal(words, "case_referral", row_id, "note"),
        asked_by=actor.staff_id,
        asked_at=now,
    )
    db.session.add(row)
    running.start_named(case, clock_of(row), REFERRAL_ANSWER, now)


def known_departments(departments: Sequence[str]) -> list[str]:
    """Give them, each once. Raises Invalid naming those there are."""
    asked = list(dict.fromkeys(departments))
    if not asked or any(one not in DEPARTMENTS for one in asked):
        known = "、".join(DEPARTMENTS)
        raise Invalid(errors=[FieldError("/departments", f"只能从这些里选：{known}。")])
    return asked


def clock_of(row: CaseReferral, kind: str = running.REFERRAL) -> str:
    return f"{kind}{row.department}:{row.scheme}"


def open_referrals(case: IntakeCase) -> list[CaseReferral]:
    """Give the requests that wait for an answer, oldest first."""
    return list(db.session.scalars(_OPEN_OF_CASE, {"case_id": case.id}))


_IS_OPEN: Final = (
    CaseReferral.case_id == bindparam("case_id"),
    CaseReferral.answered_at.is_(None),
    CaseReferral.returned_at.is_(None),
    CaseReferral.cancelled_at.is_(None),
)
_OPEN_OF_CASE: Final = (
    select(CaseReferral).where(*_IS_OPEN).order_by(CaseReferral.asked_at, CaseReferral.department)
)


def cancel_open_referrals(
    case: IntakeCase, now: datetime, scheme: str | None = None, but: CaseReferral | None = None
) -> None:
    """The case, or one item of it, has ended: departments need not answer any more; `but`: the one
    whose answer ended it."""
    if not open_parts(case).referral:
        return  # as nearly always, and then no rows need be made into objects
    for row in open_referrals(case):
        if row is not but and (scheme is None or row.scheme == scheme):
            _stop_clocks(case, row, now)
            row.cancelled_at = now


def _asked(
    case: IntakeCase, actor: Actor, department: str | None, scheme: str | None
) -> CaseReferral:
    """Give the open question meant. Raises MoveNotAllowed when there is none, or more than one."""
    waiting = open_referrals(case)
    own = actor.departments()
    chosen = department or next((row.department for row in waiting if row.department in own), "")
    found = [
        row
        for row in waiting
        if row.department == chosen and (scheme is None or row.scheme == scheme)
    ]
    if not found:
        raise not_now(case, actor, "这个部门没有等着答复的协办事项，请刷新后再看。")
    if len(found) > 1:
        raise Invalid(errors=[FieldError("/scheme", "这个部门有几个项目在等，请写明是哪一个。")])
    return found[0]


def _stop_clocks(case: IntakeCase, row: CaseReferral, now: datetime) -> None:
    for kind in (running.REFERRAL, running.RESULT):
        running.end(case.id, clock_of(row, kind), now)


def _to_be_decided(row: CaseReferral, case: IntakeCase, actor: Actor, result: Result) -> CaseItem:
    """Give the item this answer decides. Raises MoveNotAllowed when it is not this department's to
    decide, Invalid for a result departments do not give, NotAllowed, OwnCase."""
    item = open_item(case, row.scheme) if row.is_lead and row.scheme != WHOLE else None
    if item is None:
        raise not_now(case, actor, "只有牵头这个项目的部门能定结果；不是的，写答复就行，不选结果。")
    if result not in BY_DEPARTMENT:
        known = "、".join(BY_DEPARTMENT)
        raise Invalid(errors=[FieldError("/result", f"只能从这些里选：{known}。")])
    decides = may_here(actor, [Permission.DECIDE_CASE], case.division_code)
    if not (_answers_for(actor, row.department, case) or decides):
        raise NotAllowed("代记部门定的结果，要有作决定的权限。")
    refuse_own_case(case, actor)
    return item


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


def _done_with(
    case: IntakeCase,
    row: CaseReferral,
    actor: Actor,
    now: datetime,
    action: Action,
    details: dict[str, Any],
) -> None:
    """The question is settled; the case goes back to work when no other about it is open."""
    db.session.flush()
    _stop_clocks(case, row, now)
    left = open_referrals(case)
    state = CaseState(case.state)
    waits = state is CaseState.AWAITING_DEPARTMENT and not any(one.scheme == WHOLE for one in left)
    hint = (
        "case:referral_answered" if action is Action.ANSWER_REFERRAL else "case:referral_returned"
    )
    details |= {"waiting": len(left)}
    finish(case, action, Who.of(actor), now, details, hint, stay_in=None if waits else state)
