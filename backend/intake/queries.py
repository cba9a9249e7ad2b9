"""The lists people work from: mine, unclaimed here, due this week, overdue.

Who may see what is part of every query (`scope.visible_to`), not a check after it. Rows are masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseReferral
from backend.intake.problems import CaseNotFound
from backend.intake.scope import asked_of, in_reach, offered_to, readable_by, visible_to
from backend.intake.states import OPEN, CaseState
from backend.intake.views import CaseView, ReferralView, referral_view, view_of
from backend.transaction import connection

PAGE_SIZE: Final = 20
MOST_PER_PAGE: Final = 100
DUE_WITHIN: Final = timedelta(days=7)
MOST_COUNTED: Final = 999
_OPEN: Final = tuple(sorted(OPEN))
_BY_NUMBER: Final = select(IntakeCase.id).where(IntakeCase.number == bindparam("number"))


class Queue(StrEnum):
    MINE = "mine"
    UNCLAIMED = "unclaimed"
    DUE = "due"
    OVERDUE = "overdue"
    OFFERED = "offered"
    MEETING = "meeting"
    UNTOLD = "untold"

    @property
    def caption(self) -> str:
        return _CAPTIONS[self]


_CAPTIONS = {
    Queue.MINE: "我手里的",
    Queue.UNCLAIMED: "等认领的",
    Queue.DUE: "七天内到期",
    Queue.OVERDUE: "已超期",
    Queue.OFFERED: "转来等接收的",
    Queue.MEETING: "要会商的",
    Queue.UNTOLD: "决定还没送达的",
}


@dataclass(frozen=True)
class CasePage:
    """One page of a list; urgent first, then by due date; of decisions to be
    delivered the oldest. `page` counts from 1."""

    rows: tuple[CaseView, ...]
    page: int
    has_more: bool


def list_cases(
    actor: Actor,
    day: date,
    queue: Queue | None = None,
    state: CaseState | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> CasePage:
    """Give a page of the cases `actor` may see; `day` is today in Beijing."""
    size = max(1, min(size, MOST_PER_PAGE))
    page = max(1, page)
    seen = offered_to(actor) if queue is Queue.OFFERED else in_reach(actor)
    query = select(IntakeCase).where(seen).execution_options(populate_existing=True)
    if queue is not None:
        query = query.where(*_in_queue(queue, actor, day))
    if state is not None:
        query = query.where(IntakeCase.state == state)
    ordered = query.order_by(
        IntakeCase.urgent.desc(),
        IntakeCase.due_on.is_(None),
        IntakeCase.due_on,
        IntakeCase.untold_since if queue is Queue.UNTOLD else IntakeCase.created_at,
        IntakeCase.id,
    )
    found = list(db.session.scalars(ordered.offset((page - 1) * size).limit(size + 1)))
    rows = tuple(view_of(case, actor, in_list=True) for case in found[:size])
    return CasePage(rows, page, len(found) > size)


def queue_counts(actor: Actor, day: date) -> dict[Queue, int]:
    """Give how many cases stand in each queue, counted up to 999."""
    counts = {}
    for queue in Queue:
        seen = offered_to(actor) if queue is Queue.OFFERED else in_reach(actor)
        ids = select(IntakeCase.id).where(seen, *_in_queue(queue, actor, day)).limit(MOST_COUNTED)
        counts[queue] = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    return counts


def find_case(case_id: str, actor: Actor) -> CaseView:
    """Give one case, masked. Raises CaseNotFound alike for unknown and foreign."""
    return view_of(row_for(case_id, actor), actor)


def find_by_number(number: str, actor: Actor) -> CaseView:
    """Give the case with this public number, masked. Raises CaseNotFound."""
    row = db.session.scalar(_visible(actor).where(IntakeCase.number == number))
    if row is None:
        raise CaseNotFound
    return view_of(row, actor)


def place_of_number(number: str) -> tuple[str, str] | None:
    """Give (case id, division code) of a number whoever asks; only for opening an emergency access,
    which is told to the supervisors of the place."""
    query = select(IntakeCase.id, IntakeCase.division_code).where(IntakeCase.number == number)
    row = db.session.execute(query).first()
    return (row.id, row.division_code) if row else None


def case_id_of(subject_ref: str, kind: str) -> str | None:
    """Give the case opened for a subject (pre-application, referral); for the subject's own room."""
    query = select(IntakeCase.id).where(
        IntakeCase.subject_ref == subject_ref, IntakeCase.kind == kind
    )
    return db.session.scalar(query.order_by(IntakeCase.created_at).limit(1))


def division_of(case_id: str) -> str:
    """Give the division of the case's window, for entries in the trail. Raises CaseNotFound."""
    found = db.session.scalar(select(IntakeCase.division_code).where(IntakeCase.id == case_id))
    if found is None:
        raise CaseNotFound
    return found


def number_is_taken(number: str) -> bool:
    """Whether a case, of whatever kind, carries this public number already."""
    found = connection().execute(_BY_NUMBER, {"number": number}).first()
    return found is not None


def referrals_of(case_id: str, actor: Actor) -> list[ReferralView]:
    """Give the departments asked, oldest first; a handler sees only their own department's."""
    case = row_for(case_id, actor)
    rows = db.session.scalars(
        select(CaseReferral)
        .where(CaseReferral.case_id == case.id)
        .order_by(CaseReferral.asked_at, CaseReferral.department)
    )
    own = set(actor.departments())
    from_window = actor.is_system or any(not post.department for post in actor.postings)
    return [
        referral_view(row, case.division_code)
        for row in rows
        if from_window or row.department in own
    ]


def row_for(case_id: str, actor: Actor) -> IntakeCase:
    """Give the row, for this room's own use. Raises CaseNotFound."""
    query = select(IntakeCase).where(readable_by(actor), IntakeCase.id == case_id)
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise CaseNotFound
    return row


def ids_visible_to(actor: Actor) -> Select[tuple[str]]:
    """Give the select of the ids of all cases this person may see, for a query of another room."""
    return select(IntakeCase.id).where(visible_to(actor))


def numbers_of(case_ids: Sequence[str]) -> dict[str, str]:
    """Give case id -> number, for cases that have one."""
    query = select(IntakeCase.id, IntakeCase.number).where(IntakeCase.id.in_(case_ids))
    return {row.id: row.number for row in db.session.execute(query) if row.number}


def _visible(actor: Actor) -> Select[tuple[IntakeCase]]:
    return select(IntakeCase).where(visible_to(actor)).execution_options(populate_existing=True)


def _in_queue(queue: Queue, actor: Actor, day: date) -> Sequence[ColumnElement[bool]]:
    is_open = IntakeCase.state.in_(_OPEN)
    if queue is Queue.MINE:
        asked = [asked_of(department, open_only=True) for department in actor.departments()]
        return [is_open, or_(IntakeCase.holder_id == actor.staff_id, *asked)]
    if queue is Queue.UNCLAIMED:
        return [is_open, IntakeCase.holder_id.is_(None)]
    # The reach is the narrow side. Without statistics of the two columns together SQLite would rather
    # walk the index of due dates, through all townships; what is wrapped has no index to walk.
    due_on = func.coalesce(IntakeCase.due_on, IntakeCase.due_on)
    if queue is Queue.OVERDUE:
        return [due_on < day]
    if queue is Queue.OFFERED:
        return [IntakeCase.offered_division.is_not(None)]
    if queue is Queue.MEETING:
        return [IntakeCase.meeting_since.is_not(None)]
    if queue is Queue.UNTOLD:
        return [IntakeCase.untold_since.is_not(None)]
    return [due_on >= day, due_on <= day + DUE_WITHIN]
