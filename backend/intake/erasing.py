"""Erasing a case, or its sensitive parts; and the day before which neither may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from backend.audit.protection import deletions_allowed
from backend.audit.trail import record
from backend.doors.layout import beijing_day
from backend.erasures.models import Erasure
from backend.extensions import db
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.notices import open_summary, seal_summary
from backend.intake.part_models import PARTS
from backend.intake.problems import CaseNotFound
from backend.intake.states import OPEN
from backend.notifications.upkeep import delete_of

KEEP: Final = timedelta(days=2 * 365 + 1)
SENSITIVE_FOR: Final = timedelta(days=180)
_SENSITIVE: Final = ("description", "causes", "conditions", "dispute", "consent")
_BATCH: Final = 200


@dataclass(frozen=True)
class CaseRef:
    """A case and what it was opened for."""

    id: str
    kind: str
    subject_ref: str
    division_code: str


def past_period(now: datetime, limit: int = _BATCH) -> list[CaseRef]:
    """Give cases that ended two years ago. One whose objection or other follow-up still stands
    waits for it."""
    child = aliased(IntakeCase)
    has_children = exists().where(child.parent_id == IntakeCase.id)
    query = _refs(_ended_before(now - KEEP), ~has_children)
    return _read(query.limit(limit))


def past_sensitive_period(now: datetime, limit: int = _BATCH) -> list[CaseRef]:
    """Give cases decided (or withdrawn) more than 180 days ago that have not been stripped since."""
    stripped = exists().where(
        Erasure.case_id == IntakeCase.id,
        Erasure.what == "sensitive",
        Erasure.at >= func.coalesce(IntakeCase.decided_at, IntakeCase.withdrawn_at),
    )
    is_main = IntakeCase.parent_id.is_(None)
    return _read(_refs(_ended_before(now - SENSITIVE_FOR), is_main, ~stripped).limit(limit))


def family_of(case_id: str) -> list[CaseRef]:
    """Give the case and the objections to it, objections first; empty when there is no such case."""
    query = _refs(or_(IntakeCase.id == case_id, IntakeCase.parent_id == case_id))
    return sorted(_read(query), key=lambda one: one.id == case_id)


def is_open(case_id: str) -> bool:
    found = db.session.scalar(select(IntakeCase.state).where(IntakeCase.id == case_id))
    return found in OPEN


def erase(case: CaseRef, why: str) -> None:
    """Delete the case with history, referrals and notices; one line of the trail stays. Its papers
    and its objections have been erased before. Call in a transaction."""
    with deletions_allowed():
        for table in (CaseEvent, *PARTS):
            db.session.execute(delete(table).where(table.case_id == case.id))
    delete_of(case.id)
    db.session.execute(delete(IntakeCase).where(IntakeCase.id == case.id))
    record("case:deleted", case.id, "system", case.division_code, {"kind": case.kind, "why": why})


def strip_sensitive(case_id: str) -> list[str]:
    """Take sensitive parts out of what the window sees of the case and its objections; give the ids
    of all of them. Call in a transaction."""
    ids = []
    either = or_(IntakeCase.id == case_id, IntakeCase.parent_id == case_id)
    for case in db.session.scalars(select(IntakeCase).where(either)):
        summary = open_summary(case)
        if any(name in summary for name in _SENSITIVE):
            plain = {name: value for name, value in summary.items() if name not in _SENSITIVE}
            case.summary_sealed = seal_summary(case.id, plain)
        ids.append(case.id)
    db.session.flush()
    return ids


def may_be_erased_on(case_id: str, earliest: date, today: date) -> date:
    """Give the first day on which the case may be deleted at the person's wish: `earliest` where it
    was never accepted; else two years after its end (today, while it is open), as for every case
    record.

    Raises CaseNotFound.
    """
    case = db.session.get(IntakeCase, case_id, populate_existing=True)
    if case is None:
        raise CaseNotFound
    ended_at = case.decided_at or case.withdrawn_at
    if case.accepted_at is None:
        return earliest
    return max(earliest, (beijing_day(ended_at) if ended_at else today) + KEEP)


def _ended_before(moment: datetime) -> ColumnElement[bool]:
    ended = or_(
        and_(IntakeCase.decided_at.is_not(None), IntakeCase.decided_at < moment),
        and_(IntakeCase.withdrawn_at.is_not(None), IntakeCase.withdrawn_at < moment),
    )
    return and_(ended, IntakeCase.state.not_in(sorted(OPEN)))


def _refs(*conditions: ColumnElement[bool]) -> Select[tuple[str, str, str, str]]:
    query = select(IntakeCase.id, IntakeCase.kind, IntakeCase.subject_ref, IntakeCase.division_code)
    return query.where(*conditions).order_by(IntakeCase.created_at, IntakeCase.id)


def _read(query: Select[tuple[str, str, str, str]]) -> list[CaseRef]:
    return [CaseRef(*row) for row in db.session.execute(query)]
