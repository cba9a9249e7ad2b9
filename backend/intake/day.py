"""A person's working day: what is theirs, in order, and where each case stands; and finding people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.scope import asked_of, offered_to, visible_to
from backend.intake.states import OPEN
from backend.intake.views import CaseView, view_of
from backend.persons import person_fingerprints

MOST: Final = 60


def own_cases(actor: Actor) -> list[CaseView]:
    """Give the open cases the actor holds, or whose department has not answered: urgent first, then
    by due date, those without one last."""
    asked = [asked_of(department, open_only=True) for department in actor.departments()]
    query = (
        select(IntakeCase)
        .where(
            visible_to(actor),
            IntakeCase.state.in_(OPEN),
            or_(IntakeCase.holder_id == actor.staff_id, *asked),
        )
        .order_by(
            IntakeCase.urgent.desc(),
            IntakeCase.due_on.is_(None),
            IntakeCase.due_on,
            IntakeCase.created_at,
        )
        .limit(MOST)
        .execution_options(populate_existing=True)
    )
    return [view_of(row, actor) for row in db.session.scalars(query)]


def offered_here(actor: Actor) -> list[CaseView]:
    """Give the cases another window wants to pass to one the actor works at, the oldest first."""
    query = select(IntakeCase).where(offered_to(actor), IntakeCase.state.in_(OPEN))
    rows = db.session.scalars(query.order_by(IntakeCase.created_at).limit(MOST))
    return [view_of(row, actor) for row in rows]


def cases_by_id(ids: Sequence[str], actor: Actor) -> dict[str, CaseView]:
    """Give those of the cases that are open and that the actor may see."""
    if not ids:
        return {}
    query = select(IntakeCase).where(
        visible_to(actor), IntakeCase.id.in_(ids), IntakeCase.state.in_(OPEN)
    )
    return {row.id: view_of(row, actor) for row in db.session.scalars(query)}


def last_moved(ids: Iterable[str]) -> dict[str, datetime]:
    """Give when each case last moved, by whoever."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(CaseEvent.case_id, func.max(CaseEvent.at))
        .where(CaseEvent.case_id.in_(wanted))
        .group_by(CaseEvent.case_id)
    )
    return {row[0]: row[1] for row in rows}


def find_by_person(kind: str, value: str, actor: Actor, limit: int = 30) -> list[CaseView]:
    """Give the cases with this phone or ID number (by keyed hash) that the actor may see, open ones
    first, then the newest. `kind` is phone or id_number."""
    column = IntakeCase.phone_hash if kind == "phone" else IntakeCase.person_hash
    query = (
        select(IntakeCase)
        .where(visible_to(actor), column.in_(person_fingerprints(kind, value)))
        .order_by(IntakeCase.state.not_in(OPEN), IntakeCase.created_at.desc())
        .limit(limit)
    )
    return [view_of(row, actor) for row in db.session.scalars(query)]
